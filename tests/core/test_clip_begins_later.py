"""When a clip begins is the last bit of its times, and no more: it reads alike whenever it does."""

from __future__ import annotations

from dataclasses import fields, replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks.store import clips
from formcheck.arithmetic.robust import SAME_S, bridged, nearest_flag, within
from formcheck.metrics.measurement import Measurement
from formcheck.observation.observation import Observation
from formcheck.pipeline.document import judge
from formcheck.pipeline.options import Options

CLIPS = {"squat": "chk_0040", "deadlift": "chk_0037"}
"""Stored clips of *check* whose gains and leans hung on when they began."""
STARTS_S = st.floats(0.0, 3600.0).map(lambda start_s: round(start_s, 6))
AT_30 = np.arange(61) / 30


def later(seen: Observation, by_s: float) -> Observation:
    """The same clip, begun so much later."""

    def moved(track: Any) -> Any:
        return replace(track, time_s=track.time_s + by_s)

    return replace(
        seen,
        **{name: moved(getattr(seen, name)) for name in ("track", "bar", "silhouette", "camera")},
        shots=tuple((start_s + by_s, end_s + by_s) for start_s, end_s in seen.shots),
        heel_rises=tuple(
            replace(rise, **{n: getattr(rise, n) + by_s for n in ("start_s", "turn_s", "end_s")})
            for rise in seen.heel_rises
        ),
    )


def numbers(one: Measurement, begun_s: float) -> list[float]:
    """All that was measured, its moment counted from when the clip began."""
    found = [getattr(one, each.name) for each in fields(Measurement) if each.name != "at_s"]
    found = [*(one.interval or ()), *(v for v in found if isinstance(v, float))]
    return found if one.at_s is None else [*found, one.at_s - begun_s]


@pytest.fixture(scope="module")
def stored() -> dict[str, Observation]:
    return {
        name: next(seen for label, seen in clips("check") if label.name == name)
        for name in CLIPS.values()
    }


@pytest.mark.parametrize("kind", CLIPS)
def test_a_clip_that_begins_later_reads_alike(kind: str, stored: dict[str, Observation]) -> None:
    """Gains moved by up to 0.7°, since frames at the edge of a window were in it or not."""
    first = judge(stored[CLIPS[kind]], Options())
    for by_s in (7.0, 61.3):
        then = judge(later(stored[CLIPS[kind]], by_s), Options())
        assert len(then.reps) == len(first.reps) > 0
        for rep, again in zip(first.reps, then.reps, strict=True):
            assert [m.reason_code for m in again.metrics.values()] == [
                m.reason_code for m in rep.metrics.values()
            ]
            for name, one in rep.metrics.items():
                found = numbers(again.metrics[name], by_s)
                assert found == pytest.approx(numbers(one, 0.0), abs=2e-3), name


@given(STARTS_S, st.integers(0, 60), st.integers(0, 60))
@settings(max_examples=200)
def test_both_ends_of_a_window_belong_to_it(start_s: float, one: int, other: int) -> None:
    first, last = sorted((one, other))
    clock_s = np.round(start_s + AT_30, 6)
    inside = within(clock_s, start_s + first / 30, start_s + last / 30)
    np.testing.assert_array_equal(np.flatnonzero(inside), np.arange(first, last + 1))


@given(STARTS_S)
def test_a_window_ends_a_frame_beyond_it(start_s: float) -> None:
    apart_s = start_s + np.array([-1 / 240, 0.0, 0.1, 0.1 + 1 / 240])
    np.testing.assert_array_equal(
        within(apart_s, start_s, start_s + 0.1), [False, True, True, False]
    )
    assert within(np.array([start_s - SAME_S / 2]), start_s, start_s).all()


@given(STARTS_S)
def test_what_lies_half_way_or_beside_a_gap_does_not_hang_on_it_either(start_s: float) -> None:
    known_s = start_s + np.array([0.0, 1 / 30, 0.5, 1.0, 1.2, 1.2 + 1 / 30])
    asked_s = start_s + np.array([1 / 60, 1 / 30, 0.25, 0.5, 1.0, 1.1, 1.2 + 1 / 60])
    seen = bridged(asked_s, known_s)  # a pose that is alone between two gaps shows no motion
    np.testing.assert_array_equal(seen, [True, True, False, False, True, True, True])
    flags = np.array([True, False, False, False, False, True])
    assert not nearest_flag(asked_s[[0, -1]], known_s, flags).any()
