"""How far and how fast the bar goes up, on a stick figure with a plate."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest

from formcheck.metrics.bar_path import NO_BAR, NOT_SEEN, TOO_FEW_PICTURES, bar_travel
from formcheck.motion.bar import BarCurve
from tests import stick
from tests.observed import analyzed, complete, some_reps, value

REPS = stick.paced(4)
M_PER_TORSO = 0.225 / stick.PLATE
NAMES = ("bar_travel_cm", "bar_speed_mean_m_s", "bar_speed_peak_m_s")


@pytest.mark.parametrize("lift", [stick.squat, stick.deadlift, stick.romanian])
def test_the_bar_is_measured_on_its_way_up(lift):
    body = lift([(start, turn, end + 0.8) for start, turn, end in stick.paced(4, rest_s=1.5)])
    height_m = stick.joints(body)["wrist"][:, 1] * M_PER_TORSO
    speed_m_s = np.gradient(height_m, body.time_s)
    reps = complete(analyzed(stick.film(body), bar=stick.plate(body)))
    assert len(reps) == 4
    for rep in reps:
        inside = (body.time_s >= rep.start_s) & (body.time_s <= rep.end_s)
        assert value(rep, "bar_travel_cm") == pytest.approx(100 * np.ptp(height_m), rel=0.07)
        # speeds are averaged over a tenth of a second to either side
        assert value(rep, "bar_speed_peak_m_s") == pytest.approx(speed_m_s[inside].max(), rel=0.06)
        assert value(rep, "bar_speed_mean_m_s") < value(rep, "bar_speed_peak_m_s")


def test_one_rep_without_a_way_up_has_its_own_reason():
    body = stick.deadlift(REPS)
    bar = stick.plate(body)
    center = bar.center_px.copy()
    center[(bar.time_s > REPS[1][0]) & (bar.time_s < REPS[1][1])] = np.nan
    reps = analyzed(stick.film(body), bar=replace(bar, center_px=center)).reps
    assert len(reps) == 4
    for name in NAMES:
        reasons = [rep.metrics[name].not_assessed for rep in reps]
        assert reasons == [None, NOT_SEEN.sentence, None, None]


@pytest.mark.parametrize("fps", [5, 6, 8])
def test_frames_too_far_apart_for_a_speed_leave_travel_and_mean(fps):
    body = stick.deadlift(REPS, fps=fps)
    for rep in some_reps(analyzed(stick.film(body), bar=stick.plate(body))):
        assert value(rep, "bar_travel_cm") > 0
        assert value(rep, "bar_speed_mean_m_s") > 0
        assert rep.metrics["bar_speed_peak_m_s"].not_assessed == TOO_FEW_PICTURES.sentence


def test_a_bar_that_is_lost_where_it_is_fastest_has_no_peak_speed():
    reps = [(1.5, 3.5, 5.5), (6.5, 8.5, 10.5)]
    body = stick.deadlift(reps)
    bar = stick.plate(body)
    center = bar.center_px.copy()
    center[np.abs(bar.time_s - 7.5) < 0.12] = np.nan
    whole, lost = analyzed(stick.film(body), bar=replace(bar, center_px=center)).reps
    assert value(lost, "bar_speed_mean_m_s") == pytest.approx(value(whole, "bar_speed_mean_m_s"))
    assert value(whole, "bar_speed_peak_m_s") > 0.6
    assert lost.metrics["bar_speed_peak_m_s"].not_assessed == NOT_SEEN.sentence


def test_a_bar_that_only_sinks_has_no_peak_speed():
    """In a rep that was added by hand its peak was below zero, and its ± too."""
    time_s = np.arange(60) / 30
    curve = BarCurve(
        time_s, -100.0 * time_s, 60.0, 1.0, torso_px=200.0, perspective_scale=1.0,
        perspective_scale_spread=0.0, full_plate=True,
    )  # fmt: skip
    found = bar_travel(curve, (0.2, 1.8, None), from_floor=True)
    assert found is not None
    assert found.peak_speed_m_s == NOT_SEEN


def test_without_a_plate_that_is_the_reason():
    for rep in some_reps(analyzed(stick.film(stick.deadlift(REPS)))):
        whys = {rep.metrics[name].not_assessed for name in NAMES}
        assert whys == {f"{NO_BAR.why}; {NO_BAR.advice.left}"}


def test_the_bars_figures_are_known_to_a_share_of_themselves():
    body = stick.deadlift(REPS)
    for rep in complete(analyzed(stick.film(body), bar=stick.plate(body))):
        for name in ("bar_travel_cm", "bar_speed_peak_m_s"):
            found = rep.metrics[name]
            assert found.uncertainty == pytest.approx(0.08 * found.value, rel=0.02)


def test_a_mean_speed_is_known_no_better_than_the_time_it_is_over():
    body = stick.deadlift(REPS)
    for rep in complete(analyzed(stick.film(body), bar=stick.plate(body))):
        took, mean = rep.metrics["ascent_s"], rep.metrics["bar_speed_mean_m_s"]
        by_both = math.hypot(0.08, took.uncertainty / took.value)
        assert mean.uncertainty == pytest.approx(by_both * mean.value, rel=0.01)
        assert by_both > 0.1


@pytest.mark.parametrize("later_s", [0.1, 1.7, 2.345])
def test_the_bars_figures_do_not_depend_on_when_the_clip_begins(later_s):
    """Frames lie just at the ends of an ascent, and of what a speed is read from."""
    body = stick.squat(REPS)
    track, bar = stick.film(body), stick.plate(body)
    later = replace(track, time_s=track.time_s + later_s)
    bar_later = replace(bar, time_s=bar.time_s + later_s)
    whole = some_reps(analyzed(track, bar=bar))
    shifted = some_reps(analyzed(later, bar=bar_later))
    for one, other in zip(whole, shifted, strict=True):
        for name in NAMES:
            assert value(other, name) == pytest.approx(value(one, name), rel=1e-6)
