"""`formcheck app --phone` on a terminal, and a phone that asks it.

The phones of these tests come in by 127.0.0.2, which no packet leaves either.
"""

from __future__ import annotations

import http.client
import os
import pty
import re
import select
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.app.server import free_port, history_of, wait_until_up

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
        limit = time.monotonic() + 120
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
