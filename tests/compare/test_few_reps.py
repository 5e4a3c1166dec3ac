"""What the mean of a few reps says of a set: two of them show badly how much reps differ."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from scipy import stats

from formcheck.arithmetic.robust import ninety_percent_of
from formcheck.compare.differences import compare, measure_change, set_values
from formcheck.compare.in_words import rows
from tests.compare.test_compare import with_values
from tests.examples import clean_squat_set


@pytest.mark.parametrize("count", [2, 3, 5])
def test_reps_that_differ_are_no_change_of_the_set(count: int) -> None:
    """Of sets of two reps that did not change, one in four was called changed."""
    random = np.random.default_rng(12)
    base, called, held, tries = clean_squat_set(), 0, 0, 600
    base = replace(base, reps=base.reps[:count])
    for _ in range(tries):
        before, after = (
            set_values(with_values(base, "lean_peak_deg", list(numbers), half=0.01))
            for numbers in 40 + random.normal(0, 2, (2, count))
        )
        change = measure_change("x", before["lean_peak_deg"], after["lean_peak_deg"])
        called += change.direction != "none"
        held += abs(change.before.mean - 40) <= change.before.half_width
    assert called / tries < 0.1
    assert held / tries == pytest.approx(0.9, abs=0.03)


@pytest.mark.parametrize("count", [2, 3, 5, 10, 21, 22, 40])
def test_the_interval_of_few_reps_is_students(count: int) -> None:
    exact = stats.t.ppf(0.95, count - 1)
    assert ninety_percent_of(count) == pytest.approx(exact, rel=0.005)


def test_of_one_rep_it_says_that_one_is_too_few() -> None:
    clean = clean_squat_set()
    before = with_values(clean, "lean_peak_deg", [39.0] * 5, 3.0)
    after = with_values(clean, "lean_peak_deg", [55.0] * 5, 3.0)
    one = replace(after, reps=after.reps[:1])
    (row,) = (row for row in rows(compare(before, one), one) if row.label == "Forward lean")
    assert (row.change, row.real) == ("16° more, but one rep is too few to tell", False)
