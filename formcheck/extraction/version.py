"""Which code looked at the pictures; apart, so that whoever asks needs none of it."""

EXTRACTION_VERSION = "21"
"""Raise it whenever the same clip would give other poses; stored poses are then made anew."""
