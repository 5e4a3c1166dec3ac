"""The seeded faults of `scripts/mutants.py` can be seeded: a stale one would measure nothing."""

from __future__ import annotations

from pathlib import Path

import pytest

from scripts import mutants
from scripts.mutants import MUTANTS, Mutant

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize("mutant", MUTANTS, ids=[mutant.name for mutant in MUTANTS])
def test_a_fault_stands_once_in_its_file_and_names_tests_that_exist(mutant: Mutant) -> None:
    text = (ROOT / "formcheck" / mutant.file).read_text(encoding="utf-8")
    assert text.count(mutant.old) == 1
    assert all((ROOT / "tests" / name).is_file() for name in mutant.tests.split())


def test_no_fault_is_seeded_twice() -> None:
    assert len({mutant.name for mutant in MUTANTS}) == len(MUTANTS) == 50


def test_asked_for_help_it_helps(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """It copied everything, ran no test and said "0 of 0 killed"."""
    monkeypatch.setattr("sys.argv", ["mutants.py", "--help"])
    with pytest.raises(SystemExit, match="0"):
        mutants.main()
    assert "only those whose file or fault names it" in capsys.readouterr().out
