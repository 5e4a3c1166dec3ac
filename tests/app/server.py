"""The app as users run it: ``streamlit run app.py`` in a process of its own."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from formcheck.extraction.pose_cache import PoseCache
from formcheck.jobs.store import Store
from tests.samples import sample_seen

ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True)
class AppServer:
    """A running app."""

    url: str
    data: Path
    pid: int

    def processor_s(self) -> float:
        """Seconds of work that its process has done so far, whatever else the machine was doing."""
        of_process = Path(f"/proc/{self.pid}/stat").read_text().rpartition(")")[2].split()
        ticks = int(of_process[11]) + int(of_process[12])  # utime and stime (man proc, 14 and 15)
        return ticks / os.sysconf("SC_CLK_TCK")


@contextmanager
def running_app(
    data: Path, *, worker: str = "formcheck.jobs.worker", script: Path = ROOT / "app.py"
) -> Iterator[AppServer]:
    """Start the app, or another script, on a free port with its own folder; ends it afterwards."""
    port = free_port()
    log = (data.parent / f"server-{port}.log").open("wb")
    command = [sys.executable, "-m", "streamlit", "run", str(script)]
    process = subprocess.Popen(
        [*command, "--server.headless=true", f"--server.port={port}"],
        cwd=ROOT,
        env={
            **os.environ,
            "FORMCHECK_DATA_DIR": str(data),
            "FORMCHECK_HISTORY": str(history_of(data)),
            "FORMCHECK_WORKER": worker,
        },
        stdout=log,
        stderr=subprocess.STDOUT,
    )
    try:
        url = f"http://localhost:{port}"
        wait_until_up(f"{url}/_stcore/health", process)
        yield AppServer(url, data, process.pid)
    finally:
        process.terminate()
        try:
            process.wait(60)
        finally:
            process.kill()
            log.close()


@pytest.fixture(scope="session")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[AppServer]:
    """One for all tests that need no worker of their own: gives the example that a clip names.

    What a test drops stays, and is answered at once when another one drops it again.
    """
    data = tmp_path_factory.mktemp("examples") / "data"
    with running_app(data, worker="tests.app.workers.example") as server:
        yield server


def history_of(data: Path) -> Path:
    """Where such an app would keep a history: never the developer's own."""
    return data.with_name(f"{data.name}-history.sqlite")


def free_port() -> int:
    with socket.socket() as taken:
        taken.bind(("localhost", 0))
        return int(taken.getsockname()[1])


def wait_until_up(address: str, process: subprocess.Popen[Any]) -> None:
    """Wait for a server, unless its process has ended."""
    end = time.monotonic() + 180  # of a busy machine; a right one costs no waiting
    while time.monotonic() < end and process.poll() is None:
        try:
            urllib.request.urlopen(address, timeout=1).close()
        except OSError:
            time.sleep(0.2)
        else:
            return
    raise AssertionError("the app did not start")


@contextmanager
def app_that_knows(factory: pytest.TempPathFactory, sample: str) -> Iterator[AppServer]:
    """The app with nothing but the poses of one sample, which all workers of a run share."""
    seen = sample_seen(factory, sample)
    store = Store(factory.mktemp("app") / "data")
    PoseCache(store.poses).save(seen.info.sha256, seen.model_sha256, None, seen)
    with running_app(store.root) as server:
        yield server
