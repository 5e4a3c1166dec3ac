"""Tests of what is written and drawn of an analysis."""
