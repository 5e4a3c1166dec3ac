"""Before and after: what differs between two sets, and how sure that is."""
