"""No connection and no name look-up in an analysis."""

import json
import os
import subprocess
import sys
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


def test_nobody_is_asked_for_a_name_or_a_connection(short_set: Path, tmp_path: Path) -> None:
    """Python code is audited in one run with native code, which the kernel watches."""
    log, trace = tmp_path / "log", tmp_path / "trace"
    traced = watch.can_trace()
    before = watch.trace(trace) if traced else ()
    analyze(short_set, tmp_path, before=before, **watch.audited(tmp_path / "audit", log))
    assert watch.asked(log) == []
    if not traced:
        pytest.skip("strace is not here or may not trace; the audit of Python code ran")
    assert watch.outside_calls(trace) == []


def test_native_code_needs_no_network_either(short_set: Path, tmp_path: Path) -> None:
    """Killed at its first internet socket; where no such seal is allowed, without a network."""
    wall = watch.sealed() or watch.namespace()
    if wall is None:
        pytest.skip("this machine allows no such wall; the audit of Python code ran")
    analyze(short_set, tmp_path, before=wall)
