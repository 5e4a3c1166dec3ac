"""How long a batch still takes: by sizes where they tell, by the number of clips where not."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from formcheck.batch.run import time_left_s

MB = 1_000_000


def test_clips_of_one_phone_last_as_long_as_they_are_large():
    sizes = [90, 80, 70, 60, 50, 40, 30, 20, 10]
    done = [(size * MB, 0.5 * size) for size in sizes[:6]]
    passed_s = sum(seconds for _, seconds in done) / 2  # two workers
    left_s = time_left_s(passed_s, done, left=3, left_bytes=60 * MB)
    by_number_s = passed_s / 6 * 3
    assert left_s == pytest.approx(0.5 * 60 / 2, rel=0.5)
    assert left_s < 0.5 * by_number_s


def test_clips_from_anywhere_are_counted():
    """With 29 clips and five minutes to go it said "5.1 clips/min, 2 min left"."""
    done = [(size * MB, seconds) for size, seconds in ((4, 5), (3, 42), (2, 20), (1, 40), (1, 25))]
    left_s = time_left_s(60.0, done, left=20, left_bytes=6 * MB)
    assert left_s == pytest.approx(60 / 5 * 20, rel=0.1)


def test_of_clips_that_are_alike_both_say_the_same():
    assert time_left_s(60.0, [(MB, 30.0)] * 4, left=8, left_bytes=8 * MB) == pytest.approx(120)


@given(
    done=st.lists(st.tuples(st.integers(0, 10**10), st.floats(0, 1e5)), min_size=1, max_size=30),
    left=st.lists(st.integers(0, 10**10), max_size=30),
    passed_s=st.floats(0, 1e6),
)
def test_it_lies_between_both_whatever_was_done(done, left, passed_s):
    told_s = time_left_s(passed_s, done, len(left), sum(left))
    by_number_s = passed_s / len(done) * len(left)
    mean_bytes = sum(size for size, _ in done) / len(done) or 1.0
    by_size_s = passed_s / len(done) * sum(left) / mean_bytes
    low_s, high_s = sorted((by_number_s, by_size_s))
    assert low_s * (1 - 1e-9) - 1e-6 <= told_s <= high_s * (1 + 1e-9) + 1e-6
    if not left:
        assert told_s == 0
