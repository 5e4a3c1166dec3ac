"""What leaves as a file and comes back: whole, checked, and no more than was ticked."""

from __future__ import annotations

import tracemalloc
from pathlib import Path

import pytest

from formcheck.errors import InputError
from formcheck.history.record import About, Answer, read_export
from formcheck.history.store import History, keep
from formcheck.machine import json_values
from tests.examples import clean_squat_set, late_shrug_deadlift_set


def test_an_export_brings_everything_back(history: History, tmp_path: Path) -> None:
    keep(history, clean_squat_set(), About("2026-05-01", "Ana", 80))
    keep(history, late_shrug_deadlift_set(), About("2026-05-02", "Ben"))
    history.answer(Answer("Ana", "2026-05-01", 3))
    text = history.export(felt=True).to_json()
    other = History(tmp_path / "other.sqlite")
    other.switch(on=True)
    assert other.bring_in(read_export(text.encode())) == 2
    assert other.export(felt=True) == history.export(felt=True)
    measured = history.measures("Ana", "squat")
    assert measured
    for each in measured:
        assert other.points("Ana", "squat", each) == history.points("Ana", "squat", each)


def test_how_a_back_felt_leaves_only_where_it_is_ticked(history: History) -> None:
    keep(history, clean_squat_set())
    history.answer(Answer("", "2026-05-01", 3))
    assert history.export().answers == ()
    assert "2026-05-01" not in history.export().to_json()
    assert history.export(felt=True).answers == (Answer("", "2026-05-01", 3),)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('"2026-05-01"', '"next week"'),
        ('"athlete": "Ana"', '"athlete": "\\u001b[2J"'),
        ('"load_kg": 80.0', '"load_kg": 1e300'),
        ('"format": "formcheck history 1"', '"format": "formcheck memory 9"'),
        ('"sha256": "', '"sha256": "../'),
    ],
)
def test_what_is_no_export_is_refused_whole(history: History, old: str, new: str) -> None:
    keep(history, clean_squat_set(), About("2026-05-01", "Ana", 80))
    text = history.export().to_json()
    assert old in text
    with pytest.raises(InputError, match="not an export"):
        read_export(text.replace(old, new).encode())


@pytest.mark.parametrize(
    "changed",
    [
        [('"schema_version": "1.1"', '"schema_version": "2.0"')],
        [("formcheck history 1", "formcheck history 12")],
        [("formcheck history 1", "formcheck history 2"), ('"about"', '"of"')],
    ],
)
def test_an_export_of_a_newer_formcheck_says_so(
    history: History, changed: list[tuple[str, str]]
) -> None:
    keep(history, clean_squat_set())
    text = history.export().to_json()
    for old, new in changed:
        assert old in text
        text = text.replace(old, new)
    with pytest.raises(InputError, match="a newer formcheck"):
        read_export(text.encode())


@pytest.mark.parametrize(
    "data",
    [
        b'{"sets": [' + b"0," * 2_000_000 + b"0]}",
        b'{"sets": [{"about": [' + b"0," * 2_000_000 + b"0]}]}",
        b'{"format": [' + b"[]," * 1_000_000 + b"[]]}",
        b'{"answers": [], "more": [' + b"0," * 2_000_000 + b"0]}",
        b'{"sets": ' + b"[" * 100_000,
        b'{"sets": [], "answers": []}',
        b'{"format": "formcheck history 1"} {}',
        b'{"format": "formcheck history 1",}',
        b'{0: "formcheck history 1"}',
        b'{"format": "formcheck history 1", "sets": [\xff]}',
        b"",
    ],
    ids=range(11),
)
def test_what_is_no_export_costs_no_memory(data: bytes) -> None:
    """50 MB of zeros took 11 GB, most of it to say what is wrong with each."""
    tracemalloc.start()
    with pytest.raises(InputError, match="not an export"):
        read_export(data)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 60e6


def test_sets_of_an_export_are_read_wherever_the_file_is_cut(
    history: History, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A part of the file may end within a letter of two bytes."""
    keep(history, clean_squat_set(), About("2026-05-01", "Zoë", note="é" * 400))
    data = history.export().to_json().encode()
    for first in range(900, 960):
        monkeypatch.setattr(json_values, "ITEM_BYTES", (first, 4_000_000))
        assert read_export(data) == history.export()
