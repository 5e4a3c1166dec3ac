"""A real browser for tests: the system's Chromium, cut off from everything but this machine.

    def test_page(new_page: NewPage) -> None:
        page = new_page(width=390, dark=True)
        page.goto("http://127.0.0.1:8501")

A test that uses `new_page` fails when a page asks for anything outside this machine, whatever else
it finds, and when a script on a page throws.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from typing import Protocol
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page, Route, expect, sync_playwright

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
ARGUMENTS = ["--no-sandbox", "--disable-background-networking", "--disable-dev-shm-usage"]
LOCAL_HOSTS = {"127.0.0.1", "localhost", "::1"}
LOCAL_SCHEMES = {"file", "data", "blob", "about"}
PATIENCE_MS = 90_000  # on a busy machine a page takes its time; a right page costs no waiting


class NewPage(Protocol):
    """Opens a page in a context of its own: own cookies, own storage."""

    def __call__(
        self,
        *,
        width: int = 1280,
        height: int = 900,
        dark: bool = False,
        scripts: bool = True,
        touch: bool = False,
    ) -> Page: ...


def is_local(address: str) -> bool:
    """Whether an address stays on this machine."""
    parts = urlsplit(address)
    return parts.scheme in LOCAL_SCHEMES or parts.hostname in LOCAL_HOSTS


def chromium_path() -> str:
    """The system's Chromium, or the one that is named; empty where there is none."""
    return os.environ.get("FORMCHECK_CHROMIUM") or next(filter(None, map(shutil.which, NAMES)), "")


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """One Chromium for all tests of a run."""
    found = chromium_path()
    if not found:
        pytest.skip("no Chromium on this machine; name one in FORMCHECK_CHROMIUM")
    with sync_playwright() as playwright:
        expect.set_options(timeout=PATIENCE_MS)
        browser = playwright.chromium.launch(executable_path=found, args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture
def new_page(chromium: Browser) -> Iterator[NewPage]:
    """A factory of pages; at the end no page may have asked for anything outside, or thrown."""
    outside: list[str] = []
    thrown: list[str] = []
    contexts = []

    def guard(route: Route) -> None:
        if is_local(route.request.url):
            route.continue_()
        else:
            outside.append(route.request.url)
            route.abort()

    def opened(
        *,
        width: int = 1280,
        height: int = 900,
        dark: bool = False,
        scripts: bool = True,
        touch: bool = False,
    ) -> Page:
        context = chromium.new_context(
            viewport={"width": width, "height": height},
            color_scheme="dark" if dark else "light",
            java_script_enabled=scripts,
            accept_downloads=True,
            has_touch=touch,
        )
        contexts.append(context)
        context.set_default_timeout(PATIENCE_MS)
        context.route("**/*", guard)
        page = context.new_page()
        page.on("pageerror", lambda error: thrown.append(str(error)))
        return page

    yield opened
    for context in contexts:
        context.close()
    assert not outside, f"a page asked for {outside}"
    assert not thrown, f"a script threw {thrown}"


def scrolls_sideways(page: Page) -> bool:
    """Whether the page is wider than its window."""
    widths = page.evaluate("[document.documentElement.scrollWidth, window.innerWidth]")
    return bool(widths[0] > widths[1])
