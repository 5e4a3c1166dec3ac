"""Without the key nobody gets a byte of the page, on any route."""

from __future__ import annotations

import http.client
import re
import socket
import subprocess
import sys
from pathlib import Path
from unittest.mock import MagicMock

import pytest
from playwright.sync_api import expect

from formcheck.page import gate
from formcheck.page.phone_keys import WRONG_KEYS_A_MINUTE
from tests.app.server import free_port
from tests.browser import NewPage
from tests.privacy import watch
from tests.privacy.phones import PHONE, SOCKET, STREAM, Served, ask, serving
from tests.sessions import within

pytestmark = pytest.mark.long


def routes() -> list[str]:
    """Every route that Streamlit's server has, with something in the place of its parameters."""
    from streamlit.web.server.starlette.starlette_app import create_streamlit_routes

    paths = {getattr(route, "path", "/") or "/" for route in create_streamlit_routes(MagicMock())}
    assert len(paths) > 10
    assert STREAM in paths
    return sorted({re.sub(r"{[^}]*}", "x", path) for path in paths} | GUESSED)


GUESSED = {
    "/",
    "/?set=x",
    "/coach?clips=x",
    "/privacy",
    "/static/index.html",
    "/media/x.mp4",
    "/app/static/x",
    "//localhost/",
    "/phone",
    "/phone/",
    "/phone/../",
    "/%70hone/x",
    "/phone/%00",
    "/..%2f..%2fetc/passwd",
}


@pytest.mark.parametrize("path", routes())
def test_no_route_answers_who_has_no_key(served: Served, path: str) -> None:
    for method in ("GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS"):
        if method == "GET" and "hone/" in path:
            continue  # a wrong key, which is counted; see below
        status, headers, body = ask(served, path, method)
        assert (status, body) == (403, b"" if method == "HEAD" else gate.REFUSED)
        assert "set-cookie" not in headers
        assert "server" not in headers


@pytest.mark.parametrize(
    "headers",
    [
        {"Cookie": f"{gate.COOKIE}="},
        {"Cookie": f"{gate.COOKIE}=AAAAAAAAAAAAAAAAAAAAAA"},
        {"Cookie": f"{gate.COOKIE}=\xff; {gate.COOKIE}=x"},
        {"Cookie": "_streamlit_user=x; _streamlit_xsrf=x"},
        {"Host": "localhost"},
        {"Host": "localhost:{port}"},
        {"Host": "gym.example"},
        {"Host": ""},
        {"Origin": "http://gym.example"},
        {"Origin": "null"},
        {"Origin": "http://localhost:{port}"},
        {"X-Forwarded-For": "127.0.0.1"},
        {"X-Forwarded-Host": "localhost"},
        {"Forwarded": "for=127.0.0.1;host=localhost"},
        {"X-Real-Ip": "127.0.0.1"},
        {"X-Formcheck-Visitor": "owner"},
        {"x-formcheck-visitor": "phone-1"},
        {"Authorization": "Basic eDp4"},
        {"Range": "bytes=0-9"},
    ],
    ids=str,
)
def test_no_header_makes_up_for_the_key(served: Served, headers: dict[str, str]) -> None:
    sent = {name: value.format(port=served.port) for name, value in headers.items()}
    for path in ("/", STREAM, "/_stcore/upload_file/a/b", "/media/a.mp4"):
        status, _, body = ask(served, path, **sent)
        assert (status, body) in [(403, gate.REFUSED), (400, b"Invalid HTTP request received.")]
        assert ask(served, STREAM, **SOCKET, **sent)[0] in (403, 400)
    assert ask(served, "/_stcore/upload_file/a/b", "POST", **sent)[0] in (403, 400)


def cookie(served: Served) -> str:
    """Come in as a new phone."""
    status, headers, body = ask(served, f"{gate.KEY_PATH}{served.key}")
    assert (status, headers["location"], body) == (303, "/", b"")
    assert headers["referrer-policy"] == "no-referrer"
    assert headers["cache-control"] == "no-store"
    value, *attributes = headers["set-cookie"].split("; ")
    assert attributes == ["Path=/", "HttpOnly", "SameSite=Strict"]
    assert served.key not in headers["set-cookie"]
    return value


def test_the_key_is_exchanged_for_a_cookie_of_each_phone(served: Served) -> None:
    first, second = cookie(served), cookie(served)
    assert first != second
    for known in (first, second):
        status, headers, body = ask(served, "/", Cookie=known)
        assert status == 200
        assert headers["referrer-policy"] == "no-referrer"
        assert b"<!doctype html>" in body.lower()
        here = f"http://{PHONE}:{served.phone_port}"
        assert ask(served, STREAM, **SOCKET, Cookie=known, Origin=here)[0] == 101
        for foreign in ("null", "http://gym.example", f"http://localhost:{served.port}", "file://"):
            assert ask(served, STREAM, **SOCKET, Cookie=known, Origin=foreign)[0] == 403
            assert ask(served, "/", "POST", Cookie=known, Origin=foreign)[0] == 403
        assert ask(served, "/", Cookie=known, Host="gym.example")[0] == 403
        assert ask(served, "/", Cookie=known[:-1])[0] == 403


def has_ipv6() -> bool:
    try:
        with socket.create_server(("::1", 0), family=socket.AF_INET6):
            return True
    except OSError:
        return False


@pytest.mark.skipif(not has_ipv6(), reason="no IPv6 on this system")
def test_phones_that_come_in_by_ipv6_need_the_key_as_well(tmp_path: Path) -> None:
    with serving(tmp_path / "data", "::", "::1") as served:
        for path in ("/", STREAM, "/_stcore/upload_file/a/b"):
            assert ask(served, path)[0] == 403
        known = cookie(served)
        assert ask(served, "/", Cookie=known)[0] == 200
        here = f"http://[::1]:{served.phone_port}"
        assert ask(served, STREAM, **SOCKET, Cookie=known, Origin=here)[0] == 101
        for foreign in ("null", "http://[::2]", f"http://localhost:{served.port}"):
            assert ask(served, STREAM, **SOCKET, Cookie=known, Origin=foreign)[0] == 403
        assert ask(served, "/", Cookie=known[:-1])[0] == 403


def test_the_owners_side_takes_no_phones_word(served: Served) -> None:
    for headers in ({"X-Forwarded-For": "192.0.2.9"}, {"Forwarded": "for=192.0.2.9"}):
        connection = http.client.HTTPConnection("localhost", served.port, timeout=30)
        connection.request("GET", "/", headers=headers)
        assert connection.getresponse().status == 403
        connection.close()


def test_the_terminal_shows_address_and_code(served: Served) -> None:
    assert "▄" in served.said
    assert "Plain http" in served.said
    assert "Traceback" not in served.said
    assert len(served.key) == 22  # 128 bits
    assert not any(
        served.key.encode() in file.read_bytes()
        for file in served.data.rglob("*")
        if file.is_file()
    )


@pytest.fixture(scope="module")
def known(served: Served) -> str:
    """The cookie of a phone that came in before somebody guessed keys."""
    return cookie(served)


def test_ten_wrong_keys_a_minute_are_enough(served: Served, known: str) -> None:
    for _ in range(WRONG_KEYS_A_MINUTE):
        status, _, body = ask(served, f"{gate.KEY_PATH}wrong")
        assert (status, body) == (403, gate.REFUSED)
    status, headers, body = ask(served, f"{gate.KEY_PATH}wrong")
    assert (status, body) == (429, gate.TOO_MANY)
    assert headers["retry-after"] == "60"
    assert ask(served, f"{gate.KEY_PATH}{served.key}")[0] == 429
    assert ask(served, "/", Cookie=known)[0] == 200  # a phone that is in stays in


@pytest.mark.browser
def test_the_switch_ends_it_and_forgets_all(served: Served, known: str, new_page: NewPage) -> None:
    owner = new_page()
    owner.goto(f"http://localhost:{served.port}/phone")
    expect(owner.get_by_text(f"/phone/{served.key}")).to_be_visible()
    owner.get_by_text("Let phones in").click()
    expect(owner.get_by_text(f"/phone/{served.key}")).to_have_count(0)

    def lets_nobody_in() -> bool:
        try:
            ask(served, "/", Cookie=known)
        except OSError:
            return True
        return False

    assert within(10, lets_nobody_in)


@pytest.mark.parametrize("address", ["0.0.0.0", PHONE, "::"])
def test_no_page_listens_to_others_without_the_key(tmp_path: Path, address: str) -> None:
    audit = tmp_path / "audit.log"
    audit.touch()
    command = [sys.executable, "-m", "streamlit", "run", "app.py", "--server.headless=true"]
    ran = subprocess.run(
        [*command, f"--server.address={address}", f"--server.port={free_port()}"],
        env=watch.audited(tmp_path / "audit", audit),
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert ran.returncode == 2
    assert len(ran.stderr.splitlines()) == 1
    assert address in ran.stderr
    assert watch.asked(audit) == []
