"""Fixtures and settings that every room may use."""

import os
import sys
from collections.abc import Iterator
from functools import cache

# before numpy is loaded: two workers whose small matrices each take every core wait for each other
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import pytest
from hypothesis import settings

pytest_plugins = ["tests.browser", "tests.app.server"]

# how long an example takes says something about the machine's other work, not about the code
settings.register_profile("formcheck", deadline=None, derandomize=True)
# the same examples each time judge a change; `make explore` looks for others
settings.register_profile("explore", deadline=None, max_examples=1000)
settings.load_profile("formcheck")


@pytest.fixture(scope="session", autouse=True)
def packages_are_scanned_once() -> None:
    """Each app under test looks for components in all installed packages: half a second each."""
    if "streamlit" in sys.modules:
        from streamlit.components.v2 import manifest_scanner

        found = cache(manifest_scanner.scan_component_manifests)
        manifest_scanner.scan_component_manifests = found


@pytest.fixture(autouse=True)
def main_module() -> Iterator[None]:
    """A page under test takes the place of the main module, which started processes read again."""
    before = sys.modules["__main__"]
    yield
    sys.modules["__main__"] = before
