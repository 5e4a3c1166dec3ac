"""What the commands do; `formcheck.cli` imports the one that runs."""
