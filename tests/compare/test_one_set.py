"""What is to be known of one of two sets before they are compared."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from formcheck.analysis import Analysis
from formcheck.compare.differences import compare, set_values
from formcheck.compare.html import render_comparison
from formcheck.compare.in_words import values_words
from formcheck.report.words import measured, rep_list
from tests.examples import (
    all_examples,
    clean_squat_set,
    good_morning_squat_set,
    late_shrug_deadlift_set,
    only_perhaps,
)

EXAMPLES = all_examples()


def test_what_a_few_reps_perhaps_show_is_not_hidden_by_the_mean() -> None:
    """A back that perhaps rounded in one rep of three was "no difference we can see"."""
    clean = other_clip(clean_squat_set())
    found = good_morning_squat_set()
    perhaps = only_perhaps(found)
    where = rep_list(rep.number for rep in perhaps.reps if rep.findings)
    said = compare(clean, perhaps).warnings
    assert said[0].startswith("After: perhaps your hips ")
    assert said[0].endswith(
        f" in {where}. What is compared is the mean of the reps in which it was read."
    )
    sure = compare(clean, found)
    assert "good_morning" in {change.fault for change in sure.faults}
    assert not [line for line in sure.warnings if "hips" in line], "a row counts them"


@pytest.mark.parametrize(
    ("example", "said"),
    [
        ("front_view_squat_set", "your back was not judged"),
        ("no_reps_found", "no reps were found"),
        ("no_person_seen", "nobody was seen"),
    ],
)
def test_a_set_that_was_not_judged_is_said_to_be_so(example: str, said: str) -> None:
    clean = other_clip(clean_squat_set())
    assert f"After: {said}." in compare(clean, EXAMPLES[example]).warnings
    assert f"Before: {said}." in compare(EXAMPLES[example], clean).warnings
    assert not [line for line in compare(clean, good_morning_squat_set()).warnings if said in line]


def other_clip(analysis: Analysis) -> Analysis:
    return replace(analysis, clip=replace(analysis.clip, name="other.mp4", sha256="1" * 64))


def test_a_measure_is_the_mean_of_what_the_rows_say() -> None:
    """Rows say 0 % of shoulders that are read below the lowest reps; compared, they were −5 %."""
    pull = late_shrug_deadlift_set()
    low = replace(pull.reps[0].metrics["shrug_torso"], value=-0.08, uncertainty=0.09, at_s=None)
    reps = tuple(replace(rep, metrics=rep.metrics | {"shrug_torso": low}) for rep in pull.reps)
    assert measured("shrug_torso", low) == "0 %"
    value = set_values(replace(pull, reps=reps))["shrug_torso"]
    assert values_words("shrug_torso", [value]) == ["0 % ± 9 %"]


def test_the_name_of_the_moment_lies_on_no_curve() -> None:
    """A lean is largest at the bottom: its name stood on top, where all curves meet."""
    squat = good_morning_squat_set()
    page = render_comparison(squat, squat, compare(squat, squat))
    x, y = map(float, re.findall(r'<text x="([\d.]+)" y="([\d.]+)">bottom</text>', page)[0])
    curves = re.findall(r'<path[^>]* d="M([^"]+)"', page)
    points = [tuple(map(float, place.split())) for path in curves for place in path.split("L")]
    below = [high for along, high in points if x <= along <= x + 50]
    assert below
    assert max(below) < y - 14, "pixels down from the top"
