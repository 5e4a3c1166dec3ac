"""Consoles that lack letters, as redirected output has on Windows."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest

from formcheck.commands.console import nearest
from formcheck.thresholds import Thresholds
from tests.cli.conftest import FORMCHECK


def run(environment: dict[str, str], encoding: str, *arguments: str) -> bytes:
    old = {**environment, "PYTHONIOENCODING": encoding}
    return subprocess.run([*FORMCHECK, *arguments], env=old, capture_output=True, check=True).stdout


@pytest.mark.parametrize("encoding", ["ascii", "cp437", "cp1252"])
@pytest.mark.parametrize("command", ["limits", "doctor"])
def test_no_command_fails_for_want_of_a_letter(
    environment: dict[str, str], command: str, encoding: str
) -> None:
    assert run(environment, encoding, command).decode(encoding).count("\n") > 5


def test_numbers_keep_their_sign_and_unit() -> None:
    assert "".join(map(nearest, "−3.4° ≥ 5 – é 深")) == "-3.4 deg >= 5 - e ?"


def test_documents_for_programs_are_utf8_in_any_console(
    environment: dict[str, str], tmp_path: Path
) -> None:
    (tmp_path / "mine.toml").write_bytes(run(environment, "cp1252", "limits", "--toml"))
    assert Thresholds.from_toml(tmp_path / "mine.toml") == Thresholds()
    assert json.loads(run(environment, "cp1252", "benchmark", "--schema").decode("utf-8"))
