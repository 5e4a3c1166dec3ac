"""What of other systems can be told on this one; docs/install.md lists what cannot."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


@pytest.mark.slow
@pytest.mark.parametrize("system", ["win32", "darwin"])
def test_nothing_is_called_that_a_system_does_not_have(system: str) -> None:
    cache = ROOT / ".mypy_cache" / system
    ran = subprocess.run(
        [sys.executable, "-m", "mypy", "--platform", system, "--cache-dir", str(cache)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.returncode == 0, ran.stdout


def test_text_is_read_and_written_in_utf8_everywhere() -> None:
    # a file without `encoding=` is in the code page of the day on Windows
    ran = subprocess.run(
        [sys.executable, "-m", "ruff", "check", "--preview", "--select=PLW1514", "formcheck"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.returncode == 0, ran.stdout


def test_no_posix_path_in_what_a_user_reads() -> None:
    pages = [ROOT / "README.md", ROOT / "docs/install.md", ROOT / "docs/batch.md"]
    code = (ROOT / "formcheck").rglob("*.py")
    posix = re.compile(r"\.venv/bin|/usr/bin|\"/tmp")
    named = [path.name for path in (*pages, *code) if posix.search(path.read_text("utf-8"))]
    assert named == []


def test_no_file_name_that_windows_refuses() -> None:
    listed = subprocess.run(
        ["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=False
    ).stdout.split("\0")
    refused = re.compile(r'[<>:"|?*\\]|[. ]$|(^|/)(con|prn|aux|nul|com\d|lpt\d)(\.|/|$)', re.I)
    assert [name for name in listed if refused.search(name)] == []
