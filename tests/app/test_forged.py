"""What no browser sends: one line on the terminal, and the page goes on."""

from __future__ import annotations

import asyncio
import logging
import socket
import urllib.request
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from unittest.mock import AsyncMock
from urllib.parse import urlsplit

import h11
import pytest
from starlette.requests import ClientDisconnect

from formcheck.page import gate
from formcheck.page.gate import FORGED
from tests.app.server import running_app
from tests.privacy.phones import SOCKET, STREAM
from tests.sessions import within

pytestmark = pytest.mark.long
MASK = bytes(4)
FRAMES = {
    "text": b"\x81\x85" + MASK + b"hello",
    "text that is none": b"\x81\x82" + MASK + b"\xff\xfe",
    "no message": b"\x82\x85" + MASK + b"\xff" * 5,
}
BAD_CHUNK = (
    b"Content-Type: multipart/form-data; boundary=x\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n"
)


def test_what_is_forged_leaves_one_line(tmp_path: Path) -> None:
    """Streamlit and uvicorn printed their tracebacks, thirty lines for each."""
    with running_app(tmp_path / "data") as app:
        port = urlsplit(app.url).port or 0
        (log,) = tmp_path.glob("server-*.log")
        asked = "".join(f"{name}: {value}\r\n" for name, value in SOCKET.items())
        handshake = f"GET {STREAM} HTTP/1.1\r\nHost: localhost:{port}\r\n{asked}\r\n".encode()
        for number, frame in enumerate(FRAMES.values(), start=1):
            send(port, handshake, frame)
            assert within(10, lambda number=number: log.read_text().count(FORGED) == number)
        upload = f"PUT /_stcore/upload_file/a/b HTTP/1.1\r\nHost: localhost:{port}\r\n".encode()
        send(port, upload + BAD_CHUNK)
        urllib.request.urlopen(f"{app.url}/_stcore/health", timeout=10).close()
        said = log.read_text()
    assert "Traceback" not in said
    assert said.count(FORGED) == len(FRAMES) + 1  # the bad chunk's, too


def test_who_leaves_during_an_upload_is_no_fault(monkeypatch: pytest.MonkeyPatch) -> None:
    """Sixty lines of traceback were printed where a tab was closed while its clip was sent."""
    monkeypatch.setattr(gate, "_GATES", [])

    async def left(*_: object) -> None:
        raise ClientDisconnect

    scope = {
        "type": "http",
        "client": ("127.0.0.1", 1),
        "headers": [(b"host", b"localhost:8501")],
    }
    named = gate.VisitorNamed(left)(scope, AsyncMock(), AsyncMock())
    with ThreadPoolExecutor(1) as alone:  # a browser that was driven here before leaves its loop
        alone.submit(asyncio.run, named).result()


def test_a_fault_of_ours_keeps_its_traceback() -> None:
    """A video that gets shorter while it is sent ends in the same class of error."""
    error = h11.LocalProtocolError("Too little data for declared Content-Length")
    record = logging.LogRecord("uvicorn.error", logging.ERROR, "", 1, "Exception", None, None)
    record.exc_info = (type(error), error, None)
    assert gate._in_one_line(record)
    assert record.exc_info is not None
    assert record.msg == "Exception"


def send(port: int, *parts: bytes) -> None:
    """Send each part after an answer to the one before; until the server closes."""
    with socket.create_connection(("localhost", port), 60) as connection:
        for part in parts:
            connection.sendall(part)
            connection.recv(1)
        while connection.recv(4096):
            pass
