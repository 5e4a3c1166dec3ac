"""The watchmen are awake: each sees a program that does talk."""

import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.privacy import watch

TALK = "import socket; s = socket.socket(); s.settimeout(.2); s.connect_ex(('192.0.2.1', 9))"
ASK = "import socket\ntry: socket.getaddrinfo('example.invalid', 80)\nexcept OSError: pass"


@pytest.mark.parametrize("talk", [TALK, ASK])
def test_the_audit_sees_it(tmp_path: Path, talk: str) -> None:
    log = tmp_path / "log"
    environment = watch.audited(tmp_path / "audit", log)
    subprocess.run([sys.executable, "-c", talk], env=environment, check=True)
    assert watch.asked(log)
    assert watch.asked(log, loopback=True)


def test_the_trace_sees_it(tmp_path: Path) -> None:
    if not watch.can_trace():
        return  # then the analysis is not traced either, and the audit below is what counts
    log = tmp_path / "log"
    subprocess.run([*watch.trace(log), sys.executable, "-c", TALK], check=True)
    assert watch.outside_calls(log)
    assert watch.outside_calls(log, loopback=True)


@pytest.mark.parametrize("talk", [TALK, ASK])
def test_the_seal_kills_it(talk: str) -> None:
    command = watch.sealed()
    if command:
        assert subprocess.run([*command, sys.executable, "-c", talk]).returncode == -signal.SIGSYS


def test_an_empty_namespace_has_no_way_out() -> None:
    command = watch.namespace()
    if command:
        talk = "import socket; socket.create_connection(('127.0.0.1', 9))"
        ran = subprocess.run([*command, sys.executable, "-c", talk], capture_output=True, text=True)
        assert "unreachable" in ran.stderr
