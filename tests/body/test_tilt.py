"""What the trunk did in a window: where hips are misjudged, and where nobody is seen."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from formcheck.body import chain, estimate
from formcheck.body.estimate import estimate_rises, fit_set, read_instruments
from formcheck.body.fit import BodyFit, fit_body
from formcheck.body.fit_priors import body_priors
from formcheck.body.instruments import read_tilts
from formcheck.body.measurements import sample_reps
from formcheck.body.rise import rise_priors
from formcheck.pipeline.options import Options
from formcheck.pipeline.reading import read_set
from formcheck.reasons import Reason, ReasonCode
from formcheck.reps.rep_window import RepWindow
from tests import stick
from tests.observed import observed

REPS = stick.paced(3)
SQUAT, ROMANIAN = stick.squat(REPS), stick.romanian(REPS)


def windows_of(body: stick.Body, *, with_bar: bool = True) -> tuple[RepWindow, ...]:
    track = stick.film(body)
    more = {"bar": stick.plate(body)} if with_bar else {}
    return read_set(observed(track, **more), Options().rep_options).windows


def late_hips(fit: BodyFit) -> BodyFit:
    """Hips that come up later than they do, and reach the same height in the end."""
    angles, depth = fit.angles.copy(), fit.measured.depth
    angles[:, chain.THIGH] *= 1.0 + 0.8 * depth * (1.0 - depth)
    return replace(fit, angles=angles)


def ends_s(windows: tuple[RepWindow, ...], misjudge: bool) -> list[float]:
    measured = sample_reps(windows)
    assert measured is not None
    on_back = windows[0].lift == "squat"
    fit = fit_body(measured, body_priors(on_back=on_back, exact=True), on_back=on_back)
    tilts = read_tilts(late_hips(fit) if misjudge else fit, windows)
    return [tilt.at_s for tilt in tilts if tilt is not None]


def moved_s(body: stick.Body, *, with_bar: bool) -> list[float]:
    """By how much later each window ends, seconds, where the hips are misjudged."""
    windows = windows_of(body, with_bar=with_bar)
    assert len(windows) == len(REPS)
    return list(np.subtract(ends_s(windows, misjudge=True), ends_s(windows, misjudge=False)))


def test_in_a_romanian_pull_the_bar_tells_when_the_window_ends():
    assert windows_of(ROMANIAN)[0].starts_at_top
    assert moved_s(ROMANIAN, with_bar=True) == pytest.approx([0.0] * len(REPS))


@pytest.mark.parametrize(("body", "with_bar"), [(SQUAT, True), (SQUAT, False), (ROMANIAN, False)])
def test_elsewhere_the_hips_do(body, with_bar):
    assert np.abs(moved_s(body, with_bar=with_bar)).min() > 0.01


def body_of(windows: tuple[RepWindow, ...]) -> BodyFit:
    fit = fit_set(windows)
    assert fit
    return fit


@pytest.mark.parametrize(("body", "times"), [(SQUAT, 2.0), (ROMANIAN, 1.0)])
def test_the_hips_of_a_squat_rise_in_lengths_of_its_own_trunk(body, times):
    """Their lead over the chest is in these; standing torsos are a tenth longer."""
    windows = windows_of(body)
    fit = body_of(windows)
    constants = fit.constants.copy()
    constants[chain.LENGTHS.start + chain.TRUNK] /= 2
    of_short = read_tilts(replace(fit, constants=constants), windows)
    rises = [tilt.hip_rise_torso for tilt in read_tilts(fit, windows) if tilt]
    assert len(rises) == len(REPS)
    found = [tilt.hip_rise_torso for tilt in of_short if tilt]
    assert found == pytest.approx([times * rise for rise in rises])


def lost_around(body: stick.Body, at_s: float, by_s: float) -> tuple[RepWindow, ...]:
    """The set as it is read where the lifter, not the bar, is lost for `by_s` before and after."""
    blank = stick.unseen(stick.film(body), np.abs(body.time_s - at_s) <= by_s)
    return read_set(observed(blank, bar=stick.plate(body)), Options().rep_options).windows


@pytest.mark.parametrize("moment", ["start_s", "at_s"])
def test_a_body_that_is_lost_where_the_window_begins_or_ends_is_not_measured(moment):
    whole = windows_of(SQUAT)
    read = read_instruments(whole, body_of(whole))
    tilt = read.tilts[1]
    assert tilt
    lost = lost_around(SQUAT, getattr(tilt, moment), 0.3)
    found = estimate_rises(lost, fit_set(lost))
    assert [isinstance(rise, Reason) and rise.code for rise in found] == [
        False,
        ReasonCode.HIDDEN,
        False,
    ]


def test_a_gap_between_the_two_moments_costs_nothing():
    whole = windows_of(SQUAT)
    read = read_instruments(whole, body_of(whole))
    tilt = read.tilts[1]
    assert tilt
    between_s = (tilt.start_s + tilt.at_s) / 2
    lost = lost_around(SQUAT, between_s, (tilt.at_s - tilt.start_s) / 4)
    found = estimate_rises(lost, fit_set(lost))
    assert not any(isinstance(rise, Reason) for rise in found)


@pytest.mark.parametrize(
    ("misfit", "start_deg", "code"),
    [
        (1.0, 38.0, ReasonCode.HIDDEN),
        (1.1 * rise_priors(on_back=True).lost.joints_from_misfit, 38.0, ReasonCode.POOR_FIT),
        (1.0, 5.0, ReasonCode.POOR_FIT),
    ],
)
def test_joints_that_make_no_body_say_so_even_where_a_gap_does_the_same(
    monkeypatch, misfit, start_deg, code
):
    """With a poor fit nothing else is read off the joints, and a gap must not hide that."""
    windows = windows_of(SQUAT)
    read = read_instruments(windows, body_of(windows))
    tilts = tuple(replace(t, seen=False, start_deg=start_deg) for t in read.tilts if t)
    misfits = dict.fromkeys(range(len(tilts)), misfit)
    readings = replace(read, tilts=tilts, misfits=misfits)
    monkeypatch.setattr(estimate, "read_instruments", lambda *_: readings)
    monkeypatch.setattr(estimate, "rise_priors", lambda **_: rise_priors(on_back=True))
    found = estimate_rises(windows, fit_set(windows))
    assert [rise.code for rise in found if isinstance(rise, Reason)] == [code] * len(REPS)


def test_reps_in_which_nobody_is_seen_make_no_body():
    """As where frames are so far apart that only the bar shows that there were reps."""
    windows = windows_of(SQUAT)
    nowhere = {joint: np.full_like(at, np.nan) for joint, at in windows[0].motion.left.items()}
    unseen = replace(windows[0].motion, left=nowhere, right=nowhere)
    assert sample_reps(windows) is not None
    assert sample_reps([replace(window, motion=unseen) for window in windows]) is None
