"""What joints, bar and chest show of a depth is fitted as it was made."""

from __future__ import annotations

import numpy as np
import pytest

from benchmarks.calibrate_depth import SetSeen, line

pytestmark = pytest.mark.long


def test_a_line_through_many_parallel_sets_and_few_half_squats_is_found() -> None:
    draw = np.random.default_rng(2)
    true = np.concatenate([draw.normal(-0.02, 0.04, 200), draw.uniform(0.2, 0.5, 20)])
    joints = 0.6 * true + 0.01 + draw.normal(0, 0.09, 220)
    bar = 1.2 - 1.1 * true + draw.normal(0, 0.17, 220)
    bar[::3] = np.nan
    sets = [SetSeen(*one, np.nan) for one in np.stack([true, joints, bar], axis=1)]
    shown, goes = line(sets, "joints_thigh"), line(sets, "by_bar_torso")
    assert shown.slope == pytest.approx(0.6, abs=0.1)
    assert shown.sd == pytest.approx(0.09, abs=0.015)
    assert (goes.at_parallel, goes.slope) == pytest.approx((1.2, -1.1), abs=0.2)
    assert goes.sd == pytest.approx(0.17, abs=0.03)


def test_half_squats_count_a_quarter_however_many_there_are() -> None:
    draw = np.random.default_rng(3)
    parallel = [SetSeen(*one, np.nan, np.nan) for one in draw.normal(-0.02, 0.04, (30, 2))]
    half = [SetSeen(*one, np.nan, np.nan) for one in draw.normal(0.35, 0.08, (5, 2))]
    once, often = (line(parallel + half * times, "joints_thigh") for times in (1, 7))
    assert once == pytest.approx(often)
