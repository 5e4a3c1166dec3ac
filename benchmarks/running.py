"""The `formcheck` beside these scripts, run as a process of its own."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
FORMCHECK = (sys.executable, "-m", "formcheck.cli")


def with_this_formcheck() -> dict[str, str]:
    """The surroundings of a process that is to run this very code."""
    return {**os.environ, "PYTHONPATH": str(ROOT)}


def started(*arguments: object, **how: Any) -> subprocess.Popen[str]:
    """The command with these arguments; what it prints is dropped unless `how` says where to."""
    return subprocess.Popen(
        [*FORMCHECK, *map(str, arguments)],
        text=True,
        env=with_this_formcheck(),
        **{"stdout": subprocess.DEVNULL, **how},
    )


def ends_of_clips(batch: subprocess.Popen[str]) -> Iterator[float]:
    """When each clip of a batch is done, as soon as its standard error, a pipe, says so."""
    assert batch.stderr
    return (time.monotonic() for line in batch.stderr if line.startswith("["))


def resident_mb(pid: int | str = "self") -> float:
    """Resident memory of a process, this one unless told otherwise (Linux)."""
    found = re.search(r"VmRSS:\s+(\d+)", Path(f"/proc/{pid}/status").read_text())
    return int(found[1]) / 1024 if found else float("nan")
