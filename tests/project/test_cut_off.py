"""The browser of the tests reaches no other machine, and each test finds it as if new."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest
from playwright.sync_api import Browser

from tests.browser import NOWHERE, WatchedContext

pytestmark = pytest.mark.browser
ASKS = """async addresses => {
    for (const address of addresses) await fetch(address, { mode: "no-cors" }).catch(() => null);
    await new Promise(then => {
        const socket = new WebSocket("ws://gym.example/");
        socket.onerror = socket.onopen = then;
    });
}"""
KEEPS = "localStorage.kept = 1; document.cookie = 'kept=1; max-age=1000'; sessionStorage.kept = 1"
KEPT = "[localStorage.kept, document.cookie, sessionStorage.kept].map(one => one || '')"


class _Hello(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.end_headers()
        self.wfile.write(b"<!doctype html><p>Hello</p>")

    def log_message(self, *_: object) -> None:
        """Nothing."""


@pytest.fixture
def address() -> Iterator[str]:
    """Of a server that says hello, whatever it is asked for."""
    with HTTPServer(("127.0.0.1", 0), _Hello) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()


@pytest.fixture
def watched(chromium: Browser) -> Iterator[WatchedContext]:
    context = chromium.new_context()
    yield WatchedContext(context)
    context.close()


def test_what_a_page_asks_of_others_is_noted_and_goes_nowhere(
    watched: WatchedContext, address: str
) -> None:
    page = watched.open(width=390, height=844, dark=False)
    failed: list[str | None] = []
    page.on("requestfailed", lambda request: failed.append(request.failure))
    page.goto(address)
    foreign = ["http://gym.example/", "http://192.0.2.1/", "http://[2001:db8::1]/"]
    page.evaluate(ASKS, foreign)
    assert watched.outside == [*foreign, "ws://gym.example/"]
    assert failed == ["net::ERR_NAME_NOT_RESOLVED"] * len(foreign), NOWHERE


def test_nothing_of_a_test_is_left_to_the_next(watched: WatchedContext, address: str) -> None:
    page = watched.open(width=390, height=844, dark=True)
    page.goto(address)
    page.evaluate(KEEPS)
    assert page.evaluate(KEPT) == ["1", "kept=1", "1"]
    watched.leave()
    page = watched.open(width=1280, height=900, dark=False)
    page.goto(address)
    assert page.evaluate(KEPT) == ["", "", ""]
    assert page.evaluate("[innerWidth, matchMedia('(prefers-color-scheme: dark)').matches]") == [
        1280,
        False,
    ]
