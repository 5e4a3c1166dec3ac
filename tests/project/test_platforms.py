"""What of other systems can be told on this one; docs/install.md lists what cannot."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


# other libraries are not followed, which is a third of the work: what a system lacks, the standard
# library says, and whether types agree is no matter of the system and `make lint`'s
ALONE = "[mypy]\nfollow_imports = skip\nignore_missing_imports = true\n"


@pytest.mark.slow
@pytest.mark.parametrize("system", ["win32", "darwin"])
def test_nothing_is_called_that_a_system_does_not_have(system: str, tmp_path: Path) -> None:
    (tmp_path / "alone.ini").write_text(ALONE)
    (tmp_path / "linux_only.py").write_text("import os\n\nos.sched_getaffinity(0)\n")
    told = ("--platform", system, "--config-file", str(tmp_path / "alone.ini"))
    cache = ("--cache-dir", str(ROOT / ".mypy_cache" / system))
    ran = subprocess.run(
        [sys.executable, "-m", "mypy", *told, *cache, "formcheck", str(tmp_path / "linux_only.py")],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    # of modules and of classes such as signal.Signals: what arrays have is not known here
    missing = re.findall(r'^(\S+): error: (?:Module|"type\[.+") has no attribute', ran.stdout, re.M)
    assert [Path(place.split(":")[0]).name for place in missing] == ["linux_only.py"], ran.stdout


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
