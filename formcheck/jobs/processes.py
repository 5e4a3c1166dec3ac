"""Starting and really stopping a worker process."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from formcheck.machine.process_group import STARTER, end_group

POLITE_S = 2.0


def start(module: str, root: Path, job_id: str, log: Path, poses: Path) -> subprocess.Popen[bytes]:
    """Start a worker in a process group of its own.

    Args:
        module: What to run.
        root: The app's folder.
        job_id: Which job.
        log: Takes what the worker says; for finding defects, never shown.
        poses: Where poses are kept, so that deleting everything deletes them too.
    """
    package_parent = str(Path(__file__).resolve().parents[2])
    path = os.pathsep.join(filter(None, (package_parent, os.environ.get("PYTHONPATH"))))
    with log.open("wb") as sink:
        return subprocess.Popen(
            [sys.executable, "-m", module, str(root), job_id],
            stdin=subprocess.DEVNULL,
            stdout=sink,
            stderr=subprocess.STDOUT,
            env={
                **os.environ,
                "PYTHONPATH": path,
                "FORMCHECK_CACHE": str(poses),
                STARTER: str(os.getpid()),
            },
            start_new_session=True,
        )


def wait(process: subprocess.Popen[bytes], most_s: float) -> bool:
    """Wait until a worker ends, or stop it after a time; whether it ended by itself."""
    try:
        process.wait(most_s)
    except subprocess.TimeoutExpired:
        stop(process)
        return False
    return True


def stop(process: subprocess.Popen[bytes]) -> None:
    """End a worker and everything it started, kindly first."""
    end_group(process, POLITE_S)
