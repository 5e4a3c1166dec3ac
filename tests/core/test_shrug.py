"""Shrugs, as the bar tells them at the top of a rep."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from formcheck.metrics import shrug
from formcheck.metrics.shrug import CAMERA_UNKNOWN, BarRise
from formcheck.metrics.table import METRICS
from formcheck.observation.tracks import still_camera
from formcheck.pipeline.options import Options
from formcheck.pipeline.reading import read_set
from tests import stick
from tests.observed import analyzed, blazepose_read, complete, faults, observed, some_reps, value

REPS = stick.paced(4)


def test_without_a_bar_the_shrug_abstains():
    for rep in some_reps(analyzed(stick.film(stick.deadlift(REPS)))):
        assert rep.metrics["shrug_torso"].value is None
        assert rep.metrics["shrug_torso"].reason_code == "no_bar"


def shrugged(body: stick.Body, reps, rises, *, at_end: bool = False) -> stick.Body:
    """The same set with the shoulders drawn up at the top of each rep."""
    up = np.zeros_like(body.time_s)
    for (start, turn, end), rise in zip(reps, rises, strict=True):
        top = end if at_end else turn
        reach = 0.4 * (turn - start)
        up += rise * stick.excursions(body.time_s, [(top - reach, top, top + reach)])
    return replace(body, shrug=up)


def test_a_shrug_at_lockout_is_seen_by_the_bar():
    reps = stick.paced(5, way_s=1.5)
    body = shrugged(stick.deadlift(reps), reps, [0, 0, 0, 0.09, 0.10])
    analysis = analyzed(stick.film(body), bar=stick.plate(body))
    risen = [value(r, "shrug_torso") for r in analysis.reps]
    assert risen == pytest.approx([0, 0, 0, 0.09, 0.10], abs=0.025)
    assert [faults(r) for r in analysis.reps] == [set(), set(), set(), {"shrug"}, {"shrug"}]
    assert [f.fault for f in analysis.set.findings] == ["late_set_shrug"]
    assert analysis.set.first_broken_rep == 4


def test_a_shrug_at_the_top_of_a_romanian_deadlift_is_seen_by_the_bar():
    """They were not judged at all; the bar hangs from the hands where a rep begins and ends."""
    reps = stick.paced(5, way_s=1.5, rest_s=1.5)
    body = shrugged(stick.romanian(reps), reps, [0, 0, 0, 0.09, 0.10], at_end=True)
    analysis = analyzed(stick.film(body), bar=stick.plate(body))
    assert analysis.lift.variant == "romanian"
    risen = [value(r, "shrug_torso") for r in analysis.reps]
    assert risen == pytest.approx([0, 0, 0, 0.09, 0.10], abs=0.025)
    assert [faults(r) for r in analysis.reps] == [set(), set(), set(), {"shrug"}, {"shrug"}]


def softer(body: stick.Body, from_s: float, *, trunk_deg: float, thigh_deg: float) -> stick.Body:
    """The same set of a lifter who does not come up any further than this from a moment on."""
    soft = stick.smooth_step((body.time_s - from_s) / 1.5)
    return replace(
        body,
        trunk_deg=np.maximum(body.trunk_deg, trunk_deg * soft),
        thigh_deg=np.maximum(body.thigh_deg, thigh_deg * soft),
        shank_deg=np.maximum(body.shank_deg, 0.5 * thigh_deg * soft),
    )


SIX = stick.paced(6, rest_s=1.5)


@pytest.mark.parametrize(("trunk_deg", "thigh_deg"), [(20, 0), (0, 20), (14, 14)])
@pytest.mark.parametrize("lift", [stick.squat, stick.deadlift, stick.romanian])
def test_standing_taller_is_no_shrug(lift, trunk_deg, thigh_deg):
    """Tired from the third rep on: the first two are not shrugs against softer lockouts."""
    body = softer(lift(SIX), SIX[2][0], trunk_deg=trunk_deg, thigh_deg=thigh_deg)
    reps = complete(analyzed(stick.film(body), bar=stick.plate(body)))
    assert not any("shrug" in faults(r) for r in reps)
    for rep in reps[:2]:
        assert "taller" in (rep.metrics["shrug_torso"].not_assessed or "")
    later = [value(r, "shrug_torso") for r in reps[3:]]
    assert later == pytest.approx([0] * 3, abs=0.01)


def test_a_shrug_among_softer_lockouts_is_told():
    body = softer(stick.deadlift(SIX), SIX[1][2], trunk_deg=16, thigh_deg=12)
    body = shrugged(body, SIX, [0, 0, 0, 0, 0.09, 0.09])
    reps = complete(analyzed(stick.film(body), bar=stick.plate(body)))
    assert ["shrug" in faults(r) for r in reps] == [False] * 4 + [True] * 2
    assert [value(r, "shrug_torso") for r in reps[4:]] == pytest.approx([0.09] * 2, abs=0.025)


def test_a_set_without_shrugs_shows_none():
    for body in (stick.deadlift(REPS), stick.romanian(REPS)):
        for rep in some_reps(analyzed(stick.film(body), bar=stick.plate(body))):
            assert value(rep, "shrug_torso") == pytest.approx(0, abs=0.02)
            assert not rep.flagged


def test_the_shrug_metric_passes_the_evidence_on():
    measured = shrug.measurement_of(BarRise(0.08, 0.02, 2.5))
    assert (measured.value, measured.uncertainty) == (0.08, 0.02)
    assert shrug.measurement_of(None).value is None


def test_a_rise_of_who_stood_taller_is_not_passed_on():
    measured = shrug.measurement_of(BarRise(0.08, 0.02, 2.5, stands_unlike=True))
    assert measured.value is None
    assert "lockout" in (measured.not_assessed or "")


@pytest.mark.parametrize("rise", [0.5, -0.5])
def test_a_rise_that_no_shoulder_makes_is_not_the_bar(rise):
    """A track that slips to another plate read half a torso, and was flagged as a shrug."""
    measured = shrug.measurement_of(BarRise(rise, 0.02, 2.5))
    assert measured.value is None
    assert "plate" in measured.not_assessed


def reasons(body: stick.Body, options: Options | None = None) -> set[str | None]:
    found = analyzed(stick.film(body), options, bar=stick.plate(body)).reps
    return {rep.metrics["shrug_torso"].not_assessed for rep in found}


def test_who_squats_without_a_bar_is_judged_by_none():
    """A plate in somebody's hands, or somebody else's, was followed: its rise was a clear shrug."""
    body = shrugged(stick.squat(SIX), SIX, [0, 0, 0, 0.1, 0.1, 0.1], at_end=True)
    under_bar, without = (
        analyzed(stick.film(body), Options(variant=style), bar=stick.plate(body))
        for style in ("high_bar", "bodyweight")
    )
    assert [faults(rep) for rep in under_bar.reps[3:]] == [{"shrug"}] * 3
    assert [faults(rep) for rep in without.reps] == [set()] * 6
    off_bar = [name for name, row in METRICS.items() if row.read_off == "bar"]
    why = {rep.metrics[name].reason_code for rep in without.reps for name in off_bar}
    assert why == {"style_not_judged"}


def test_a_plate_of_somebody_else_tells_nothing_of_who_squats_without_a_bar():
    """Depths were read off it, three times as unsure as off joints and chest."""
    body, told = stick.squat(REPS), Options(lift="squat", variant="bodyweight")
    bar = stick.plate(body)
    center_px = bar.center_px.copy()
    center_px[:, 1] = center_px[:1, 1] + 0.5 * (center_px[:, 1] - center_px[:1, 1])
    halfway, nothing = (
        analyzed(stick.film(body), told, runtime="mediapipe 0", **more)
        for more in ({"bar": replace(bar, center_px=center_px)}, {})
    )
    assert halfway.reps == nothing.reps


def test_which_lift_the_video_shows_is_asked_of_its_bar_whatever_is_said_of_one():
    body = stick.deadlift(REPS)
    seen = observed(stick.film(body), bar=stick.plate(body))
    under_bar, without = (
        read_set(seen, Options(lift="squat", variant=style).rep_options)
        for style in ("high_bar", "bodyweight")
    )
    assert without.motion.bar_px is None
    assert under_bar.motion.bar_px is not None
    assert without.odds == under_bar.odds


def test_where_a_shrug_is_never_told_the_plate_is_not_to_blame():
    front = Options(lift="squat", variant="front")
    assert reasons(stick.squat(REPS), front) == {shrug.NOT_TRIED["front"].sentence}
    assert reasons(stick.deadlift(REPS[:1])) == {shrug.ONE_REP.sentence}
    assert reasons(stick.deadlift(REPS)) == {None}


@pytest.mark.parametrize(
    ("sway_px", "camera", "told"),
    [(25.0, still_camera(), False), (0.0, still_camera(), True), (25.0, still_camera(0.2), True)],
)
def test_where_the_camera_may_have_moved_no_shrug_is_told(sway_px, camera, told):
    """Before a plain wall a hand's sway was a shrug of 0.11, almost surely (st206_17).

    Where feet stand still the camera does, whatever the background shows.
    """
    body = stick.deadlift(stick.paced(4))
    still, bar = stick.film(body), stick.plate(body)
    sway = sway_px * np.stack([np.sin(1.3 * still.time_s), np.sin(2.1 * still.time_s)], axis=1)
    filmed = replace(still, image_px=(still.image_px + sway[:, None]).astype(np.float32))
    moved = replace(bar, center_px=bar.center_px + sway)
    found = blazepose_read(filmed, bar=moved, camera=camera)
    read = [rep.metrics["shrug_torso"] for rep in found.reps]
    assert [one.value is not None for one in read] == [told] * 4
    assert told or {one.not_assessed for one in read} == {CAMERA_UNKNOWN.sentence}


def test_a_lockout_whose_rep_is_cut_off_is_looked_for_about_itself():
    assert shrug._window((None, 5.0, None), None, starts_at_top=False) == (4.5, 6.0)
    assert shrug._window((3.0, 5.0, 7.0), None, starts_at_top=False) == (3.0, 7.0)
