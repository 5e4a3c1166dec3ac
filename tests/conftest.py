"""Fixtures and settings that every room may use."""

from hypothesis import settings

pytest_plugins = ["tests.browser"]

# how long an example takes says something about the machine's other work, not about the code
settings.register_profile("formcheck", deadline=None)
settings.load_profile("formcheck")
