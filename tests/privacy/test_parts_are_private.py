"""No connection and no name look-up in any other part: batch, page's worker, answers, limits."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from formcheck.jobs.runner import JobRunner
from formcheck.jobs.settings import JobSettings
from formcheck.jobs.spool import spool_file
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
        env={**os.environ, **watch.audited(tmp_path / "audit", log)},
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
        env={**os.environ, **watch.audited(tmp_path / "audit", log)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.returncode == 0, ran.stderr
    assert watch.asked(log) == []


@pytest.mark.model
def test_the_pages_worker_asks_nobody(
    short_set: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    log = tmp_path / "log"
    for name, value in watch.audited(tmp_path / "audit", log).items():
        monkeypatch.setenv(name, value)
    runner = JobRunner(JobSettings(tmp_path / "data"))
    try:
        job = runner.submit(spool_file(short_set, runner.store.clips))
        end_s = time.monotonic() + 240
        while not (now := runner.job(job.id) or job).finished and time.monotonic() < end_s:
            time.sleep(0.1)
        assert now.state == "done", now
    finally:
        runner.close()
    assert watch.asked(log) == []
