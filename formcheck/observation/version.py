"""Which code looked at the pictures; apart, so that whoever asks needs none of it."""

EXTRACTION_VERSION = "24"
"""Raise it whenever the same clip would give another observation; kept ones are then made anew."""
