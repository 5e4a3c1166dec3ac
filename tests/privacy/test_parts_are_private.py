"""No connection and no name look-up in any other command: batch, answers, limits, doctor."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.privacy import watch

COMMANDS = {
    "why": ("why", "--answer", "where=between_blades", "--all"),
    "limits": ("limits",),
    "doctor": ("doctor",),
    "schema": ("benchmark", "--schema"),
}


@pytest.mark.parametrize("name", COMMANDS)
def test_a_command_asks_nobody(tmp_path: Path, name: str) -> None:
    log = tmp_path / "log"
    subprocess.run(
        [sys.executable, "-m", "formcheck.cli", *COMMANDS[name]],
        env=watch.audited(tmp_path / "audit", log),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        check=False,
    )
    assert watch.asked(log) == []


@pytest.mark.model
def test_a_batch_and_its_workers_ask_nobody(short_set: Path, tmp_path: Path) -> None:
    log = tmp_path / "log"
    (tmp_path / "clips").mkdir()
    (tmp_path / "clips/set.mp4").write_bytes(short_set.read_bytes())
    (tmp_path / "clips/broken.mp4").write_bytes(short_set.read_bytes()[:5000])
    command = [sys.executable, "-m", "formcheck.cli", "batch", str(tmp_path / "clips")]
    ran = subprocess.run(
        [*command, "--out", str(tmp_path / "out"), "--no-cache", "--workers", "2"],
        env=watch.audited(tmp_path / "audit", log),
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.returncode == 0, ran.stderr
    assert watch.asked(log) == []
