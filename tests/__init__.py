"""Tests; a package so that they can share `tests.examples` and other helpers."""
