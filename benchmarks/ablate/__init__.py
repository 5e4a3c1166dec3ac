"""Every rule between motion and findings, and what it costs to leave it out (`__main__.py`)."""
