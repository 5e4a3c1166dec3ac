"""What mypy does not read has to be importable: a name that moved is told before it is run."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


def test_every_module_of_benchmarks_and_tools_can_be_imported() -> None:
    pytest.importorskip("scipy")  # of those who fit; the oldest versions come without it
    paths = [path for folder in ("benchmarks", "tools") for path in (ROOT / folder).rglob("*.py")]
    names = [".".join(path.relative_to(ROOT).with_suffix("").parts) for path in sorted(paths)]
    assert len(names) > 30
    code = f"import importlib\nfor name in {names!r}: importlib.import_module(name)"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
