"""Numbers in, numbers out: plane geometry, and statistics that leave out what was not seen."""
