"""Words and numbers as people say them."""

from __future__ import annotations

import pytest

from formcheck.report.words import counted, rep_list, span


@pytest.mark.parametrize(
    ("start_s", "end_s", "said"),
    [
        (9.4, 11.9, "9.4–11.9 s"),
        (58.0, 61.5, "58.0–1:01.5"),
        (9.4, None, "from 9.4 s"),
        (None, 11.9, "until 11.9 s"),
        (None, None, "–"),
    ],
)
def test_a_stretch_of_the_clip(start_s: float | None, end_s: float | None, said: str) -> None:
    assert span(start_s, end_s) == said


@pytest.mark.parametrize(
    ("numbers", "said"),
    [((), ""), ((4,), "rep 4"), ((5, 3), "reps 3 and 5"), ((1, 2, 3, 6), "reps 1–3 and 6")],
)
def test_reps_in_a_sentence(numbers: tuple[int, ...], said: str) -> None:
    assert rep_list(numbers) == said


def test_one_is_no_plural() -> None:
    assert [counted(n, "clip") for n in (0, 1, 2)] == ["0 clips", "1 clip", "2 clips"]
