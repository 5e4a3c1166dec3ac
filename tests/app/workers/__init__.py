"""Worker processes for tests, started as the real one is: one module for each behavior."""
