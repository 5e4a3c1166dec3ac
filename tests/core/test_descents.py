"""How far hips go down, by bar and by chest."""

from __future__ import annotations

from dataclasses import replace
from types import SimpleNamespace
from typing import cast

import numpy as np
import pytest

from formcheck.body.estimate import Lean
from formcheck.metrics import descents
from formcheck.metrics.bar_path import bar_on_back
from formcheck.metrics.descents import DescentsSeen, descents_seen
from formcheck.motion.cleaning import RATE_HZ
from formcheck.observation.tracks import BarTrack
from formcheck.pipeline.options import Options
from formcheck.pipeline.reading import read_set
from formcheck.reps.rep_window import RepWindow
from tests import stick
from tests.observed import observed

REPS = stick.paced(4)
SQUAT = Options(lift="squat").rep_options
USUAL = descents.descent_reading().usual_thigh_torso


def lean_of(turn_deg: float) -> Lean:
    none = np.zeros(0)
    return Lean(turn_deg + 2.0, turn_deg, 1.0, 3.0, none, none)


def seen_of(
    body: stick.Body,
    bar: BarTrack | None = None,
    *,
    yaw_deg: float = 0.0,
    lean_deg: float = 35.0,
    thigh_torso: float = USUAL,
) -> DescentsSeen:
    more = {} if bar is None else {"bar": bar}
    windows = read_set(observed(stick.film(body, yaw_deg=yaw_deg), **more), SQUAT).windows
    leans = [lean_of(lean_deg)] * len(windows)
    seen = [(window, False) for window in windows]
    return descents_seen(seen, leans, thigh_torso)


@pytest.mark.parametrize(
    ("yaw_deg", "near"), [(0.0, True), (30.0, True), (30.0, False), (-45.0, True), (-45.0, False)]
)
def test_hips_go_down_as_far_whichever_plate_shows_it_from_wherever(yaw_deg: float, near: bool):
    """At 45 degrees depths read 0.04 thigh high: a far plate goes down by 0.37 torso less.

    From the exact side the near plate covers the far one.
    """
    body = stick.squat(REPS)
    seen = seen_of(body, stick.plate_through_lens(body, yaw_deg, near=near), yaw_deg=yaw_deg)
    assert seen.by_bar_torso == pytest.approx(seen.by_chest_torso, abs=0.03)


def test_a_bar_that_stays_where_it_is_tells_nothing_of_plates():
    """A line through one height was fitted, and numpy warned of it in the lifter's terminal."""
    body = stick.squat(REPS)
    bar = stick.plate(body)
    center_px = np.broadcast_to(bar.center_px[0], bar.center_px.shape)
    windows = read_set(
        observed(stick.film(body), bar=replace(bar, center_px=center_px)), SQUAT
    ).windows
    assert windows[0].motion.bar_px is not None
    assert bar_on_back(windows) is None


@pytest.mark.parametrize("with_bar", [True, False])
def test_who_leans_further_takes_bar_and_chest_down_and_not_the_hips(with_bar: bool):
    """But for what the trunk leans by where a descent begins."""
    leans_deg = 25.0, 50.0
    found = []
    for lean_deg in leans_deg:
        body = stick.squat(REPS, lean_deg=lean_deg)
        bar = stick.plate_through_lens(body, 0.0, near=True) if with_bar else None
        seen = seen_of(body, bar, lean_deg=lean_deg)
        found.append(seen.by_bar_torso if with_bar else seen.by_chest_torso)
    lower = float(-np.diff(np.cos(np.radians(leans_deg)))[0])
    assert abs(found[1] - found[0]) < 0.3 * lower


def test_a_lean_that_nobody_read_counts_as_usual():
    usual = descents.descent_reading().unknown_lean_deg
    nobody, lost = [None, None], [lean_of(float("nan")), None]
    for leans in (nobody, lost, [lean_of(usual)]):
        assert descents.trunk_sinks_torso(leans, usual) == pytest.approx(
            1 - np.cos(np.radians(usual))
        )
    assert descents.trunk_sinks_torso([lean_of(60.0), None], usual) == pytest.approx(0.5)


def test_over_longer_thighs_hips_go_further_down_to_the_same_depth():
    body = stick.squat(REPS)
    usual, long = (seen_of(body, thigh_torso=USUAL + more) for more in (0.0, 0.1))
    share = descents.descent_reading().thigh_told_share
    assert usual.by_chest_torso - long.by_chest_torso == pytest.approx(0.1 * share)


def test_a_bar_that_was_lost_in_a_rep_tells_nothing_of_how_far_it_went_down():
    body = stick.squat(REPS, depth=[1.0, 0.7, 0.7, 0.7])
    windows = read_set(observed(stick.film(body), bar=stick.plate(body)), SQUAT).windows
    kept, lost, others = (
        descents_seen(list(zip(of, flags, strict=True)), [], USUAL)
        for of, flags in (
            (windows[:2], (False, False)),
            (windows[:2], (True, False)),
            (windows[1:2], (False,)),
        )
    )
    assert lost.by_bar_torso == others.by_bar_torso < kept.by_bar_torso - 0.1
    assert lost.by_chest_torso == kept.by_chest_torso


def test_bar_and_chest_go_down_as_far_as_in_the_deeper_reps():
    def of(*shares: float, with_bar: bool = True) -> DescentsSeen:
        body = stick.squat(REPS, depth=shares)
        return seen_of(body, stick.plate(body) if with_bar else None)

    deep, high, both = of(*[1.0] * 4), of(*[0.7] * 4), of(1.0, 0.7, 0.7, 1.0)
    for part in ("by_bar_torso", "by_chest_torso"):
        assert getattr(deep, part) > getattr(high, part) + 0.2
        assert getattr(both, part) == pytest.approx(getattr(deep, part), abs=0.02)
    assert np.isnan(of(*[1.0] * 4, with_bar=False).by_bar_torso)


@pytest.mark.parametrize("rest_s", [0.0, 1.5, 6.0])
def test_a_descent_is_as_long_however_long_the_lifter_rests_below(rest_s: float):
    """Of all heights of a rep the upper tenth lay lower, the longer the rest was."""
    way = 0.5 + 0.5 * np.cos(np.linspace(0, np.pi, round(1.5 * RATE_HZ)))
    height = np.concatenate([way, np.zeros(round(rest_s * RATE_HZ)), way[::-1]])
    window = SimpleNamespace(turn=len(way), whole=(0, len(height) - 1))
    found = descents.descent_torso(height, cast("RepWindow", window))
    assert found == pytest.approx(1.0, abs=0.01)


def test_a_descent_to_where_nothing_is_seen_is_not_known():
    window = SimpleNamespace(turn=30, whole=(0, 60))
    height = np.where(np.arange(61) < 20, 1.0, np.nan)
    assert np.isnan(descents.descent_torso(height, cast("RepWindow", window)))
