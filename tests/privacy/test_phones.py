"""Without the key nobody gets a byte of the page, on any route; with it, a phone sees its own.

The phones of these tests come in by 127.0.0.2, which no packet leaves either.
"""

from __future__ import annotations

import http.client
import os
import pty
import re
import select
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from unittest.mock import MagicMock

import pytest
from playwright.sync_api import Browser, Page, expect

from formcheck.history.store import History
from formcheck.page import gate
from formcheck.page.phone_keys import WRONG_KEYS_A_MINUTE
from tests.app.server import free_port, history_of, wait_until_up
from tests.browser import PATIENCE_MS, downloaded, open_fold
from tests.privacy import watch

PHONE = "127.0.0.2"
SOCKET = {
    "Connection": "Upgrade",
    "Upgrade": "websocket",
    "Sec-WebSocket-Version": "13",
    "Sec-WebSocket-Key": "AAAAAAAAAAAAAAAAAAAAAA==",
}
STREAM = "/_stcore/stream"
ADDRESS = re.compile(r"http://[^/\s]+:(\d+)/phone/([\w-]+)")
Answer = tuple[int, dict[str, str], bytes]


@dataclass
class Served:
    """`formcheck app --phone` on a terminal."""

    port: int
    phone_port: int
    key: str
    said: str
    data: Path
    host: str = PHONE


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with serving(tmp_path_factory.mktemp("phones") / "data", PHONE) as made:
        yield made


@contextmanager
def serving(data: Path, address: str, host: str = PHONE) -> Iterator[Served]:
    """Phones come in by an address; a test as one of them, by this host."""
    port = free_port()
    terminal, end = pty.openpty()
    command = [sys.executable, "-m", "formcheck.cli", "app", "--no-browser", "--phone"]
    process = subprocess.Popen(
        [*command, "--address", address, "--port", str(port)],
        env={
            **os.environ,
            "FORMCHECK_DATA_DIR": str(data),
            "FORMCHECK_HISTORY": str(history_of(data)),
            "FORMCHECK_WORKER": "tests.app.workers.example",
        },
        stderr=end,
    )
    os.close(end)
    said = bytearray()
    threading.Thread(target=_read, args=(terminal, said), daemon=True).start()
    try:
        wait_until_up(f"http://localhost:{port}/_stcore/health", process)
        limit = time.monotonic() + 30
        while not (found := ADDRESS.search(said.decode())) and time.monotonic() < limit:
            time.sleep(0.1)
        assert found, said.decode()
        time.sleep(0.5)  # the rest of what it says
        yield Served(port, int(found[1]), found[2], said.decode(), data, host)
    finally:
        process.send_signal(signal.SIGINT)
        try:
            process.wait(30)
        finally:
            process.kill()


def _read(terminal: int, said: bytearray) -> None:
    try:
        while select.select([terminal], [], [])[0]:
            said += os.read(terminal, 4096)
    except OSError:
        return


def ask(served: Served, path: str, method: str = "GET", **headers: str) -> Answer:
    connection = http.client.HTTPConnection(served.host, served.phone_port, timeout=30)
    try:
        connection.request(method, path, headers=headers)
        answer = connection.getresponse()
        return answer.status, {k.lower(): v for k, v in answer.getheaders()}, answer.read()
    finally:
        connection.close()


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


def on_phone(browser: Browser, served: Served) -> Page:
    context = browser.new_context(
        viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True
    )
    page = context.new_page()
    page.set_default_timeout(PATIENCE_MS)
    page.goto(f"http://{PHONE}:{served.phone_port}{gate.KEY_PATH}{served.key}")
    return page


def hand_in(page: Page, name: str, example: str = "good_morning_squat_set") -> str:
    """Drop in a clip, wait for its result; give the address of the set."""
    page.locator("input[type=file]").first.set_input_files(
        {
            "name": name,
            "mimeType": "video/mp4",
            "buffer": f"example:{example} {name}".encode(),
        }
    )
    page.wait_for_url(re.compile(r"\?set="))
    page.get_by_role("heading", name=re.compile("rep", re.I)).first.wait_for()
    return page.url


@pytest.mark.browser
def test_two_phones_at_once_see_their_own_sets_only(served: Served, chromium: Browser) -> None:
    first, second = on_phone(chromium, served), on_phone(chromium, served)
    here = f"http://{PHONE}:{served.phone_port}"
    for page in (first, second):
        expect(page.get_by_role("heading", level=1, name="Check a set")).to_be_visible()
        assert page.url == f"{here}/"
        expect(page.get_by_text("on the computer that formcheck runs on")).to_be_visible()
        assert page.evaluate("document.cookie").find(gate.COOKIE) == -1
    mine, yours = hand_in(first, "anna.mp4"), hand_in(second, "ben.mp4")
    for page, foreign in ((first, yours), (second, mine)):
        page.goto(foreign)
        expect(page.get_by_text("That set is gone")).to_be_visible()
    # the window is closed; the phone still knows its own
    again = first.context.new_page()
    again.goto(here)
    expect(again.get_by_role("button", name=re.compile("anna.mp4"))).to_be_visible(
        timeout=PATIENCE_MS
    )
    expect(again.get_by_text("ben.mp4")).to_have_count(0)
    # and nothing of the computer's: its disk, its switch, its size
    again.goto(f"{here}/coach")
    expect(again.get_by_role("heading", level=1, name="Coach")).to_be_visible(timeout=PATIENCE_MS)
    expect(again.get_by_label("Or a folder on this computer")).to_have_count(0)
    # the owner sees each, and may share one
    owner = chromium.new_page()
    owner.set_default_timeout(PATIENCE_MS)
    owner.goto(f"http://localhost:{served.port}/phone")
    expect(owner.get_by_role("button", name=re.compile("ben.mp4"))).to_be_visible()
    owner.get_by_role("button", name=re.compile("anna.mp4")).click()
    owner.get_by_role("heading", name=re.compile("rep", re.I)).first.wait_for()
    owner.get_by_text("Phones may see this set").click()
    expect(owner.get_by_role("switch", name="Phones may see this set")).to_be_checked()
    second.goto(mine)
    second.get_by_role("heading", name=re.compile("rep", re.I)).first.wait_for(timeout=PATIENCE_MS)
    expect(second.get_by_role("button", name="Delete this set now")).to_have_count(0)
    # what its owner calls the clip may be a name: the phone gets it nowhere, not in a file either
    expect(second.get_by_text("Shared with you").first).to_be_visible()
    taken = downloaded(second, "Data (JSON)")
    assert "Shared with you" in taken.suggested_filename
    for told in (second.content(), taken.path().read_text(encoding="utf-8")):
        assert "anna" not in told


BATCH = """
import sys
from dataclasses import replace
from pathlib import Path
from formcheck.history.keeping import keep_all
from formcheck.history.store import History
from tests.examples import clean_squat_set

print("ready", flush=True)
clean = clean_squat_set()
for number in range(40):
    numbered = replace(clean, clip=replace(clean.clip, sha256=f"{number:064x}"))
    assert keep_all(History(Path(sys.argv[1])), [numbered], "Ana") == 1
"""


@pytest.mark.browser
def test_two_windows_a_phone_and_a_batch_at_once_lose_nothing(
    served: Served, chromium: Browser
) -> None:
    """And of the phone's set nothing is kept: it is not the owner's."""
    history = History(history_of(served.data))
    history.switch(on=True)
    windows = [chromium.new_page(), chromium.new_page()]
    for window in windows:
        window.set_default_timeout(PATIENCE_MS)
        window.goto(f"http://localhost:{served.port}")
    phone = on_phone(chromium, served)
    batch = subprocess.Popen(
        [sys.executable, "-c", BATCH, str(history.file)], stdout=subprocess.PIPE, text=True
    )
    assert batch.stdout
    assert batch.stdout.readline() == "ready\n"
    for window, example in zip(
        windows, ("clean_squat_set", "late_shrug_deadlift_set"), strict=True
    ):
        hand_in(window, f"{example}.mp4", example)
    hand_in(phone, "anna.mp4")
    for number, window in enumerate(windows):
        open_fold(window, "Kept in your history")
        window.get_by_role("textbox", name="Note").fill(f"window {number}")
    for window in windows:
        window.get_by_role("button", name="Save").click()
    for window in windows:
        expect(window.get_by_text("Saved in your history.")).to_be_visible(timeout=PATIENCE_MS)
    batch.communicate(timeout=120)
    assert batch.returncode == 0
    kept = sorted((line.about.athlete, line.lift, line.about.note) for line in history.lines())
    assert kept == [("", "deadlift", "window 1"), ("", "squat", "window 0")] + 40 * [
        ("Ana", "squat", "")
    ]
    history.delete_all()
    history.switch(on=False)


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
def test_the_switch_ends_it_and_forgets_all(served: Served, known: str, chromium: Browser) -> None:
    owner = chromium.new_page()
    owner.set_default_timeout(PATIENCE_MS)
    owner.goto(f"http://localhost:{served.port}/phone")
    expect(owner.get_by_text(f"/phone/{served.key}")).to_be_visible()
    owner.get_by_text("Let phones in").click()
    expect(owner.get_by_text(f"/phone/{served.key}")).to_have_count(0)
    time.sleep(2)
    with pytest.raises(OSError, match=r"."):
        ask(served, "/", Cookie=known)


@pytest.mark.parametrize("address", ["0.0.0.0", PHONE, "::"])
def test_no_page_listens_to_others_without_the_key(tmp_path: Path, address: str) -> None:
    audit = tmp_path / "audit.log"
    audit.touch()
    command = [sys.executable, "-m", "streamlit", "run", "app.py", "--server.headless=true"]
    ran = subprocess.run(
        [*command, f"--server.address={address}", f"--server.port={free_port()}"],
        env={**os.environ, **watch.audited(tmp_path / "audit", audit)},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert ran.returncode == 2
    assert len(ran.stderr.splitlines()) == 1
    assert address in ran.stderr
    assert watch.asked(audit) == []
