"""A page of somebody else, open in the same browser, gets no answer and makes no packet leave."""

from __future__ import annotations

import http.client
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from formcheck.page.gate import is_own
from tests.app.server import free_port, wait_until_up
from tests.browser import NewPage
from tests.privacy import watch
from tests.privacy.phones import SOCKET, STREAM
from tests.privacy.watch import WatchedApp

FOREIGN = (
    "http://example.com",
    "https://example.com:8501",
    "null",
    "file://",
    "http://",
    "",
    "http://localhost",
    "http://localhost:1",
    "http://127.0.0.1:1",
    "http://0.0.0.0:{port}",
    "http://[::1]:{port}",
    "http://localhost:{port}.example.com",
    "http://localhost:{port}@example.com",
    "https://example.com/localhost:{port}",
    "chrome-extension://localhost:{port}",
    "HTTP://LOCALHOST:{port}",
)


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[WatchedApp]:
    folder = tmp_path_factory.mktemp("foreign")
    with watch.watched_app(folder, worker="tests.app.workers.example") as made:
        yield made


@pytest.fixture
def port(app: WatchedApp) -> int:
    return urlsplit(app.url).port or 0


def ask(
    port: int, path: str = STREAM, method: str = "GET", *, at: str = "localhost", **headers: str
) -> int:
    """The status of an answer; a websocket is asked for as a browser does."""
    connection = http.client.HTTPConnection(at, port, timeout=60)
    try:
        connection.request(method, path, headers={**(SOCKET if path == STREAM else {}), **headers})
        return connection.getresponse().status
    finally:
        connection.close()


@pytest.mark.parametrize("origin", FOREIGN)
def test_a_foreign_websocket_is_refused_and_nobody_is_asked(
    app: WatchedApp, port: int, origin: str
) -> None:
    assert ask(port, Origin=origin.format(port=port)) == 403
    assert app.asked_outside() == []


@pytest.mark.parametrize("host", ["example.com", "example.com:{port}", "0.0.0.0:{port}", "", "["])
def test_another_name_that_leads_here_gets_nothing(app: WatchedApp, port: int, host: str) -> None:
    name = host.format(port=port)
    assert ask(port, Host=name, Origin=f"http://{name}") in (400, 403)
    assert ask(port, "/", Host=name) in (400, 403)
    assert app.asked_outside() == []


@pytest.mark.parametrize("path", ["/", "/_stcore/health", "/media/x.mp4", "/_stcore/upload_file/a"])
@pytest.mark.parametrize("method", ["GET", "PUT", "POST", "OPTIONS"])
def test_no_request_of_a_foreign_page_is_answered(port: int, path: str, method: str) -> None:
    assert ask(port, path, method, Origin="http://localhost:1") == 403


def test_the_page_itself_and_programs_are_answered(port: int) -> None:
    here = f"http://localhost:{port}"
    assert ask(port, Origin=here) == 101
    assert ask(port) == 101
    assert ask(port, "/_stcore/health") == 200
    assert ask(port, "/_stcore/health", Origin=here) == 200


@pytest.mark.parametrize(
    ("host", "address", "own"),
    [
        ("localhost:8501", "localhost", True),
        ("127.0.0.1:8501", "localhost", True),
        ("[::1]:8501", "::1", True),
        ("gym-nas:8501", "localhost", False),
        ("gym-nas:8501", "0.0.0.0", True),
        ("192.168.1.7:8501", "192.168.1.7", True),
    ],
)
def test_whose_name_counts_hangs_on_who_may_come(host: str, address: str, own: bool) -> None:
    assert is_own([host], [f"http://{host}"], address) is own
    assert is_own([host], [], address) is own
    assert not is_own([host], ["http://gym.example"], address)
    assert not is_own([host], [f"http://{host}"] * 2, address)
    assert not is_own([host, host], [], address)


@pytest.mark.browser
@pytest.mark.parametrize(("at", "here"), [("localhost", "localhost"), ("::1", "[::1]")])
def test_formcheck_app_shows_the_page_and_ends_at_ctrl_c(
    tmp_path: Path, new_page: NewPage, at: str, here: str
) -> None:
    port = free_port()
    if ":" in at and not socket.has_ipv6:
        pytest.skip("this machine has no IPv6")
    address = [] if at == "localhost" else ["--address", at]
    command = ["app", "--no-browser", "--port", str(port), *address]
    process = subprocess.Popen(
        [sys.executable, "-m", "formcheck.cli", *command],
        env={**os.environ, "FORMCHECK_DATA_DIR": str(tmp_path / "data")},
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        wait_until_up(f"http://{here}:{port}/_stcore/health", process)
        assert ask(port, at=at, Origin=f"http://{here}:{port}") == 101
        for other in ("http://example.com", f"http://{here}:1", f"http://0.0.0.0:{port}"):
            assert ask(port, at=at, Origin=other) == 403
        assert ask(port, "/", at=at, Host=f"example.com:{port}") == 403
        page = new_page()
        page.goto(f"http://{here}:{port}")
        page.get_by_role("heading", level=1, name="Check a set").wait_for()
        process.send_signal(signal.SIGINT)
        _, said = process.communicate(timeout=30)
    finally:
        process.kill()
    assert "Traceback" not in said
    assert said.splitlines()[:2] == [
        f"formcheck is open at http://{here}:{port}",
        "Ctrl-C ends it.",
    ]
    assert process.returncode in (0, 130)
