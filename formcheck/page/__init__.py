"""What the pages share. Nothing here measures or judges; every number comes from an `Analysis`."""
