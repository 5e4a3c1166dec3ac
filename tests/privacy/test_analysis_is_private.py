"""No connection and no name look-up in an analysis."""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.privacy import watch

pytestmark = pytest.mark.model


def analyze(clip: Path, folder: Path, *, before: tuple[str, ...] = (), **environment: str) -> None:
    """Run the whole command, pictures and model included, and make sure that it really did."""
    command = [sys.executable, "-m", "formcheck.cli", "analyze", str(clip), "--no-cache"]
    ran = subprocess.run(
        [*before, *command, "--json", "-", "--html", str(folder / "report.html")],
        env={**os.environ, "FORMCHECK_CACHE": str(folder / "poses"), **environment},
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.returncode == 0, ran.stderr
    document = json.loads(ran.stdout)
    assert document["lifter"]["people_seen"] >= 1
    assert not document["timing"]["poses_from_cache"]


def test_no_python_code_asks_for_a_name_or_a_connection(short_set: Path, tmp_path: Path) -> None:
    log = tmp_path / "log"
    analyze(short_set, tmp_path, **watch.audited(tmp_path / "audit", log))
    assert watch.asked(log) == []


@pytest.mark.parametrize("wall", [watch.sealed, watch.namespace], ids=["sealed", "namespace"])
def test_native_code_needs_no_network_either(
    short_set: Path, tmp_path: Path, wall: Callable[[], tuple[str, ...] | None]
) -> None:
    command = wall()
    if command is None:
        pytest.skip("this machine allows no such wall; the audit of Python code ran")
    analyze(short_set, tmp_path, before=command)


def test_the_kernel_saw_no_address(short_set: Path, tmp_path: Path) -> None:
    if not watch.can_trace():
        pytest.skip("strace is not here or may not trace; the audit of Python code ran")
    log = tmp_path / "trace"
    analyze(short_set, tmp_path, before=watch.trace(log))
    assert watch.outside_calls(log) == []
