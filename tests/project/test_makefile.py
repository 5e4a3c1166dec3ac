"""`make test` fails with whatever fails in it, and says so where it ends."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SUMMARY = 'case "$*" in *--no-error-summary*) ;; *) echo "Success: no issues found";; esac'
pytestmark = pytest.mark.skipif(not shutil.which("make"), reason="there is no make here")


def program(path: Path, script: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"#!/bin/sh\n{script}\n")
    path.chmod(0o755)


def made(folder: Path, *, mypy: str = SUMMARY, tests: str = "", **said: str) -> tuple[int, str]:
    """Status and output of `make test` where these scripts stand for mypy and pytest."""
    shutil.copy(ROOT / "Makefile", folder)
    program(folder / "scripts/bootstrap", "")
    tests = f'echo "tests $2"\n{tests}'
    for name, script in {"ruff": "", "lint-imports": "", "mypy": mypy, "pytest": tests}.items():
        program(folder / ".venv/bin" / name, script)
    # of a `make test` that runs this very test
    outer = [name for name in os.environ if name.startswith("MAKE")] + ["MFLAGS", "WORKERS"]
    around = {name: value for name, value in os.environ.items() if name not in outer}
    ran = subprocess.run(
        ["make", "test"], cwd=folder, env={**around, **said}, text=True,
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False,
    )  # fmt: skip
    return ran.returncode, ran.stdout


def test_all_is_well_where_types_and_tests_are(tmp_path: Path) -> None:
    assert made(tmp_path)[0] == 0


def test_a_type_that_is_wrong_fails_and_is_told_below_the_tests_too(tmp_path: Path) -> None:
    status, said = made(tmp_path, mypy='sleep 0.5; echo "a.py:1: error"; exit 1')
    assert status
    assert said.count("a.py:1: error\n") == 2
    assert said.index("tests 3") < said.rindex("a.py:1: error")


def test_a_test_that_fails_is_not_followed_by_a_success(tmp_path: Path) -> None:
    status, said = made(tmp_path, tests="sleep 0.3; echo '1 failed'; exit 1")
    assert status
    assert "Success" not in said.split("1 failed")[1]


def test_who_says_how_many_workers_is_heard(tmp_path: Path) -> None:
    """In `WORKERS=0 make test` there were three."""
    assert "tests 0\n" in made(tmp_path, WORKERS="0")[1]
    assert "tests 3\n" in made(tmp_path)[1]
