"""Ways to see whether a program talks to anybody, each as strict as its platform allows.

`audit` has every Python process in it write down what it asks of sockets, and runs anywhere.
`sealed` has the kernel kill it when it makes an internet socket, in any Linux container.
`namespace` runs it where there is no network at all, `trace` has the kernel write down every
address; those two need rights or a tool.
"""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest

from tests.app.server import running_app

AUDIT = """
import os, sys

WATCHED = {
    "socket.connect", "socket.getaddrinfo", "socket.gethostbyname", "socket.gethostbyaddr",
    "socket.getnameinfo", "socket.sendto", "socket.sendmsg", "urllib.Request",
    "http.client.connect",
}

def note(event, arguments):
    if event in WATCHED:
        line = f"{event} {arguments[1:] if event.startswith('socket.') else arguments}"
        with open(os.environ["AUDIT_LOG"], "a") as log:
            log.write(line.replace("\\n", " ") + "\\n")

with open(os.environ["AUDIT_LOG"], "a") as log:
    log.write(f"started {os.getpid()}\\n")
sys.addaudithook(note)
"""
SOCKET_CALLS = "connect,sendto,sendmsg,sendmmsg"
_ADDRESS = re.compile(r"sa_family=AF_(?!UNIX|NETLINK|UNSPEC)\w+.*")
_LOOPBACK = re.compile(r'inet_addr\("127\.0\.0\.1"\)|inet_pton\(AF_INET6, "::1"')
_NAME_SERVICE = re.compile(r"htons\((53|853|5353)\)")


@cache
def sealed() -> tuple[str, ...] | None:
    """A command in front of another one that forbids internet sockets; None where not allowed."""
    command = (sys.executable, str(Path(__file__).with_name("no_internet_sockets.py")))
    return command if _works(*command, "true") else None


@cache
def namespace() -> tuple[str, ...] | None:
    """A command in front of another one that takes the network away; None where not allowed."""
    for command in (("unshare", "-n"), ("unshare", "-rn")):
        if shutil.which("unshare") and _works(*command, "true"):
            return command
    return None


@cache
def can_trace() -> bool:
    """Whether strace is here and may be used."""
    return bool(shutil.which("strace")) and _works("strace", "-f", "-o", "/dev/null", "true")


def trace(log: Path) -> tuple[str, ...]:
    """A command in front of another one that writes its socket calls to `log`."""
    return ("strace", "-f", "-qq", "-e", f"trace={SOCKET_CALLS}", "-o", str(log))


def outside_calls(log: Path, *, loopback: bool = False) -> list[str]:
    """Lines of a trace with an address outside this machine, or any asking for a name.

    Args:
        log: What `trace` wrote.
        loopback: Let the loopback pass: a page and its server talk over it.
    """
    lines = [line for line in log.read_text(errors="replace").splitlines() if _ADDRESS.search(line)]
    return [line for line in lines if not (loopback and _stays_here(line))]


def audited(folder: Path, log: Path) -> dict[str, str]:
    """An environment in which every Python process notes what it asks of sockets."""
    folder.mkdir(exist_ok=True)
    (folder / "sitecustomize.py").write_text(AUDIT)
    path = os.pathsep.join(filter(None, (str(folder), os.environ.get("PYTHONPATH"))))
    return {**os.environ, "PYTHONPATH": path, "AUDIT_LOG": str(log)}


def asked(log: Path, *, loopback: bool = False) -> list[str]:
    """What the audited processes asked for, beside sockets of this machine's own file system."""
    lines = log.read_text().splitlines()
    assert any(line.startswith("started") for line in lines), "nobody was watched"
    events = [line for line in lines if not line.startswith("started")]
    return [line for line in events if not _is_local(line, loopback=loopback)]


@dataclass(frozen=True)
class WatchedApp:
    """A running app whose calls are written down, and those of its workers."""

    url: str
    audit: Path
    trace: Path

    def asked_outside(self) -> list[str]:
        """What went, or was about to go, to anybody but this machine."""
        return [*asked(self.audit, loopback=True), *outside_calls(self.trace, loopback=True)]


@contextmanager
def watched_app(folder: Path, **how: str) -> Iterator[WatchedApp]:
    """The app in this folder, watched by Python and, where that is allowed, by the kernel."""
    audit, calls = folder / "audit.log", folder / "trace.log"
    environment = audited(folder / "audit", audit)
    with pytest.MonkeyPatch.context() as patch:
        for name in ("PYTHONPATH", "AUDIT_LOG"):
            patch.setenv(name, environment[name])
        with running_app(folder / "data", **how) as app, _traced(app.pid, calls):
            yield WatchedApp(app.url, audit, calls)


@contextmanager
def _traced(pid: int, log: Path) -> Iterator[None]:
    """The kernel writes down whom a process and its children talk to, where that is allowed."""
    log.touch()
    if not can_trace():
        yield
        return
    process = subprocess.Popen([*trace(log), "-p", str(pid)])
    try:
        time.sleep(1)
        assert process.poll() is None
        yield
    finally:
        process.send_signal(signal.SIGINT)
        process.wait(30)


def _stays_here(line: str) -> bool:
    return bool(_LOOPBACK.search(line)) and not _NAME_SERVICE.search(line)


def _is_local(line: str, *, loopback: bool) -> bool:
    if re.match(r"socket\.(connect|sendto|sendmsg) \((b?['\"]|None)", line):
        return True  # a path or a connected pair, not a host and a port
    return loopback and bool(re.search(r"\('(127\.0\.0\.1|::1|localhost)'", line))


def _works(*command: str) -> bool:
    try:
        return subprocess.run(command, capture_output=True, check=False).returncode == 0
    except OSError:
        return False
