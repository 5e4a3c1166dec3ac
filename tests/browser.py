"""A real browser for tests: the system's Chromium, cut off from everything but this machine.

    def test_page(new_page: NewPage) -> None:
        page = new_page(width=390, dark=True)
        page.goto("http://127.0.0.1:8501")

A test that uses `new_page` fails when a page asks for anything outside this machine, whatever else
it finds, and when a script on a page throws. Chromium itself finds no other machine: to look at
each request on its way would keep it from its cache, and a page would take twice as long.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Protocol
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import (
    Browser,
    BrowserContext,
    Download,
    Page,
    Request,
    expect,
    sync_playwright,
)
from playwright.sync_api import TimeoutError as Waited

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
NOWHERE = "MAP * ~NOTFOUND, EXCLUDE localhost, EXCLUDE 127.*, EXCLUDE ::1, EXCLUDE [::1]"
ARGUMENTS = [
    "--no-sandbox",
    "--disable-background-networking",
    "--disable-dev-shm-usage",
    f"--host-resolver-rules={NOWHERE}",
]
LOCAL_HOSTS = {"127.0.0.1", "localhost", "::1"}
LOCAL_SCHEMES = {"file", "data", "blob", "about"}
PATIENCE_MS = 180_000  # on a busy machine a page takes its time; a right page costs no waiting


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


@dataclass
class WatchedContext:
    """A context of Chromium's: what one test leaves in it is gone before the next one comes.

    What stays is the cache, which holds what servers said may be kept, and an empty page: what is
    opened beside it is a tab, where the first page of a context costs a whole window, and with its
    bars four times the work of a tab.
    """

    context: BrowserContext
    empty: Page = field(init=False)
    outside: list[str] = field(default_factory=list)
    thrown: list[str] = field(default_factory=list)
    origins: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.context.set_default_timeout(PATIENCE_MS)
        self.empty = self.context.new_page()
        self.context.on("request", self._asked)

    def open(self, *, width: int, height: int, dark: bool) -> Page:
        """A page that is listened to."""
        page = self.context.new_page()
        page.set_viewport_size({"width": width, "height": height})
        page.emulate_media(color_scheme="dark" if dark else "light")
        page.on("pageerror", lambda error: self.thrown.append(str(error)))
        page.on("websocket", lambda socket: self._went(socket.url))
        return page

    def leave(self) -> None:
        """Close every page that a test opened and forget what pages kept."""
        for page in self.context.pages:
            if page != self.empty:
                page.close()
        self.context.clear_cookies()
        session = self.context.new_cdp_session(self.empty)
        for origin in self.origins:
            session.send("Storage.clearDataForOrigin", {"origin": origin, "storageTypes": "all"})
        session.detach()
        for noted in (self.outside, self.thrown, self.origins):
            noted.clear()

    def _asked(self, request: Request) -> None:
        self._went(request.url)

    def _went(self, address: str) -> None:
        if not is_local(address):
            self.outside.append(address)
        parts = urlsplit(address)
        if parts.scheme in ("http", "https", "file"):
            self.origins.add(f"{parts.scheme}://{parts.netloc}")


@pytest.fixture(scope="session")
def contexts() -> dict[tuple[bool, bool], list[WatchedContext]]:
    """Those that no test is in, by whether they are touched and whether scripts run."""
    return {}


@pytest.fixture
def new_page(
    chromium: Browser, contexts: dict[tuple[bool, bool], list[WatchedContext]]
) -> Iterator[NewPage]:
    """A factory of pages; at the end no page may have asked for anything outside, or thrown."""
    taken: list[tuple[tuple[bool, bool], WatchedContext]] = []

    def opened(
        *,
        width: int = 1280,
        height: int = 900,
        dark: bool = False,
        scripts: bool = True,
        touch: bool = False,
    ) -> Page:
        kind = (touch, scripts)
        empty = contexts.setdefault(kind, [])
        watched = (
            empty.pop()
            if empty
            else WatchedContext(
                chromium.new_context(
                    has_touch=touch, java_script_enabled=scripts, accept_downloads=True
                )
            )
        )
        taken.append((kind, watched))
        return watched.open(width=width, height=height, dark=dark)

    yield opened
    outside = [address for _, watched in taken for address in watched.outside]
    thrown = [said for _, watched in taken for said in watched.thrown]
    for kind, watched in taken:
        watched.leave()
        contexts[kind].append(watched)
    assert not outside, f"a page asked for {outside}"
    assert not thrown, f"a script threw {thrown}"


def scrolls_sideways(page: Page) -> bool:
    """Whether the page is wider than its window."""
    widths = page.evaluate("[document.documentElement.scrollWidth, window.innerWidth]")
    return bool(widths[0] > widths[1])


def open_fold(page: Page, name: str) -> None:
    """Open a fold and wait until it stands: a click on what still slides open is lost."""
    fold = page.locator("[data-testid=stExpander]", has_text=name).last
    fold.locator("summary").click()
    expect(fold.locator("details")).to_have_attribute("open", "")
    box = None
    while box != (box := fold.bounding_box()):
        page.wait_for_timeout(400)


def downloaded(page: Page, name: str) -> Download:
    """What a button hands out. A click while the page runs again is lost: then once more."""
    for patience_ms in (20_000, 40_000, PATIENCE_MS):
        try:
            with page.expect_download(timeout=patience_ms) as taken:
                page.get_by_role("button", name=name, exact=True).click()
            return taken.value
        except Waited:
            continue
    raise AssertionError(f"nothing was handed out by {name!r}")
