"""Measured values against the angles the stick figure was given."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest

from benchmarks import real_store
from formcheck import reasons
from formcheck.analysis import Analysis
from formcheck.body.estimate import POOR_FIT
from formcheck.metrics import torso_lean
from formcheck.metrics.measurement import Measurement, not_assessed
from formcheck.metrics.table import _as_documented
from formcheck.metrics.torso_lean import TRUNK_HIDDEN, measured_curve_deg
from formcheck.motion.make import motion_of
from formcheck.observation.poses import Landmark as Lm
from formcheck.pipeline.document import judge
from formcheck.pipeline.options import Options
from formcheck.pipeline.reading import read_set
from formcheck.reasons import OLD, Reason, ReasonCode
from formcheck.report.words import plus_minus
from tests import stick
from tests.observed import (
    analyzed,
    blazepose_read,
    complete,
    faults,
    observed,
    read,
    some_reps,
    value,
)

REPS = stick.paced(4)


@pytest.mark.parametrize("yaw_deg", [-45, -30, 0, 15, 30, 45])
@pytest.mark.parametrize("lean_deg", [25, 40, 55])
def test_peak_lean_is_the_lean_that_was_given(lean_deg, yaw_deg):
    analysis = analyzed(stick.film(stick.squat(REPS, lean_deg=lean_deg), yaw_deg=yaw_deg))
    for rep in complete(analysis):
        assert value(rep, "lean_peak_deg") == pytest.approx(lean_deg, abs=1.0)
        assert value(rep, "lean_turn_deg") == pytest.approx(lean_deg, abs=1.0)


@pytest.mark.parametrize(("yaw_deg", "drawn"), [(0, True), (45, True), (90, False), (-90, False)])
def test_no_lean_is_drawn_where_none_can_be_seen(yaw_deg, drawn):
    series = analyzed(stick.film(stick.squat(REPS), yaw_deg=yaw_deg)).series
    assert any(lean is not None for lean in series.lean_deg) == drawn
    assert len(series.lean_deg) == len(series.time_s)
    assert all(height is not None for height in series.hip_height_torso)


@pytest.mark.parametrize("lift", ["squat", "deadlift"])
def test_the_curve_of_the_lean_goes_through_what_tables_say(lift):
    analysis = analyzed(stick.film(getattr(stick, lift)(REPS, tip_deg=[0, 0, 12, 0])))
    time_s, lean_deg = analysis.series.time_s, analysis.series.lean_deg
    for rep in some_reps(analysis):
        inside = [
            (at_s, lean)
            for at_s, lean in zip(time_s, lean_deg, strict=True)
            if lean is not None and rep.start_s <= at_s <= rep.end_s
        ]
        turn, gain = rep.metrics["lean_turn_deg"], rep.metrics["lean_gain_deg"]
        at = {
            at_s: min(inside, key=lambda one: abs(one[0] - at_s))[1]
            for at_s in (turn.at_s, gain.at_s)
        }
        assert max(lean for _, lean in inside) == pytest.approx(
            value(rep, "lean_peak_deg"), abs=0.1
        )
        assert at[turn.at_s] == pytest.approx(turn.value, abs=0.5)
        risen_deg = min(turn.value + gain.value, value(rep, "lean_peak_deg"))
        assert at[gain.at_s] == pytest.approx(risen_deg, abs=0.1)
        assert lift == "deadlift" or at[gain.at_s] - at[turn.at_s] == pytest.approx(
            gain.value, abs=0.5
        )


@pytest.mark.parametrize(("peak_deg", "measured"), [(89.0, True), (107.0, False)])
def test_a_squat_that_leans_beyond_level_was_misread(peak_deg, measured):
    """A pull that was read as a squat leaned by 107°, and that was a large fault."""
    track = stick.film(stick.squat(REPS))
    fitted = read_set(observed(track, runtime="mediapipe 0"), Options().rep_options)
    leans = [rep.lean and replace(rep.lean, peak_deg=peak_deg) for rep in fitted.reps]
    for found in torso_lean.measure(fitted.windows, leans):
        assert (found["lean_peak_deg"].value is not None) == measured
        assert (found["lean_turn_deg"].not_assessed == torso_lean.MISREAD.sentence) != measured
    exact = read(track).windows[0]
    assert exact.motion.exact
    curve = np.full(len(exact.motion.time_s), peak_deg)
    assert (
        torso_lean._measurement(exact, curve, None)["lean_peak_deg"].value is not None
    ) == measured


@pytest.mark.parametrize(("peak_deg", "measured"), [(24.0, False), (26.0, True)])
def test_a_pull_that_stays_upright_was_misread(peak_deg, measured):
    """Behind a plate a skeleton stood on the bar: 12° was told of a lifter who leaned by 66°."""
    window = read(stick.film(stick.deadlift(REPS))).windows[0]
    curve = np.full(len(window.motion.time_s), peak_deg)
    for found in torso_lean._measurement(window, curve, None).values():
        assert (found.value is not None) == measured
        assert measured or found.not_assessed == torso_lean.MISREAD_PULL.sentence


@pytest.mark.parametrize(("runtime", "short_deg"), [("mediapipe 0", 2.0), (None, 0.0)])
def test_a_pull_leans_further_than_the_pose_model_draws(runtime, short_deg):
    """It draws who leans too upright; joints that are exact are not drawn."""
    model = {} if runtime is None else {"runtime": runtime}
    window = read_set(
        observed(stick.film(stick.deadlift(REPS)), **model), Options().rep_options
    ).windows[0]
    curve = np.full(len(window.motion.time_s), 55.0)
    curve[window.start + 5] = 60.0
    found = torso_lean._measurement(window, curve, None)
    peak, lift_off = found["lean_peak_deg"], found["lean_turn_deg"]
    assert (peak.value, lift_off.value) == pytest.approx((60.0 + short_deg, 55.0 + short_deg))
    assert peak.uncertainty < lift_off.uncertainty
    curve[window.start] = 61.0
    one = torso_lean._measurement(window, curve, None)
    assert one["lean_peak_deg"] == one["lean_turn_deg"], "one moment has one lean"


def test_no_lean_is_drawn_in_a_rep_whose_lean_is_not_told():
    window = SimpleNamespace(motion=None, turn=None)
    refused = {"lean_peak_deg": not_assessed("deg", TRUNK_HIDDEN)}
    assert np.isnan(measured_curve_deg(window, None, refused, np.arange(3.0))).all()


def test_a_peak_that_is_the_last_moment_seen_is_in_the_curve():
    """Its moment is that of a picture, which may be the first in which the lifter is lost."""
    time_s = np.arange(0.0, 1.0, 0.05)
    read_deg = np.where(time_s < 0.42, 40.0 + 30.0 * time_s, np.nan)
    window = SimpleNamespace(ascent_start=None)
    missing = not_assessed("deg", TRUNK_HIDDEN)
    metrics = {"lean_peak_deg": Measurement(56.0, "deg", 5.0, 0.45)}
    metrics |= dict.fromkeys(("lean_turn_deg", "lean_gain_deg"), missing)
    curve = measured_curve_deg(
        window, SimpleNamespace(time_s=time_s, read_deg=read_deg), metrics, time_s
    )
    assert np.nanmax(curve) == pytest.approx(56.0)
    assert (np.isfinite(curve) == np.isfinite(read_deg)).all()


@pytest.mark.parametrize(
    ("at_s", "shown_s"), [(3.5, 2.8), (3.0, 2.8), (1.0, 1.2), (0.4, 1.2), (2.1, 2.0), (2.3, 2.4)]
)
def test_a_documented_moment_is_that_of_a_picture_inside_its_rep(
    at_s: float, shown_s: float
) -> None:
    """A shrug is held beyond the end of a squat, and the nearest picture was that before a rep."""
    motion = motion_of(observed(stick.film(stick.squat(REPS))))
    motion = replace(motion, frame_times_s=np.arange(0.0, 5.0, 0.4))
    rep = SimpleNamespace(start_s=1.0, end_s=3.0)
    view = SimpleNamespace(name="side")
    window = SimpleNamespace(
        crosses_cut=False, rep=rep, motion=motion, view=view, variant="unknown"
    )
    held = Measurement(0.05, "torso", 0.01, at_s)
    assert _as_documented("shrug_torso", held, window, POOR_FIT).at_s == pytest.approx(shown_s)


def test_a_rep_between_two_pictures_is_shown_by_the_nearest() -> None:
    motion = motion_of(observed(stick.film(stick.squat(REPS))))
    motion = replace(motion, frame_times_s=np.array([0.0, 5.0]))
    assert motion.nearest_frame_s(2.0, 1.5, 2.2) == 0.0


def test_the_peak_of_a_pull_is_at_the_floor_and_read_at_lift_off():
    for rep in complete(analyzed(stick.film(stick.deadlift(REPS, floor_lean_deg=64)))):
        assert value(rep, "lean_peak_deg") == pytest.approx(64, abs=1.5)
        assert value(rep, "lean_turn_deg") == pytest.approx(64, abs=2.5)
        assert rep.metrics["lean_turn_deg"].at_s == pytest.approx(rep.start_s, abs=0.02)


def test_a_body_that_is_drawn_upside_down_for_a_moment_has_no_lean():
    track = stick.film(stick.squat(REPS, lean_deg=40))
    turned = track.image_px.copy()
    middle = (REPS[1][0] + REPS[1][1]) / 2
    moment = (track.time_s > middle) & (track.time_s < middle + 0.18)
    hips = [Lm.LEFT_HIP, Lm.RIGHT_HIP]
    for hip, shoulder in zip(hips, [Lm.LEFT_SHOULDER, Lm.RIGHT_SHOULDER], strict=True):
        turned[moment, shoulder, 1] = 2 * turned[moment, hip, 1] - turned[moment, shoulder, 1]
    for rep in complete(analyzed(replace(track, image_px=turned))):
        assert value(rep, "lean_peak_deg") == pytest.approx(40, abs=8)


@pytest.mark.parametrize("yaw_deg", [-75, 70, 90])
def test_a_view_that_cannot_show_lean_abstains_and_tells_how_to_film(yaw_deg):
    analysis = analyzed(stick.film(stick.squat(REPS), yaw_deg=yaw_deg))
    for rep in complete(analysis):
        assert rep.metrics["lean_peak_deg"].value is None
        assert "side" in (rep.metrics["lean_peak_deg"].not_assessed or "")
    assert not any(rep.flagged for rep in some_reps(analysis))


def test_uncertainty_grows_with_yaw():
    def spread(yaw_deg):
        rep = complete(analyzed(stick.film(stick.squat(REPS), yaw_deg=yaw_deg)))[0]
        return rep.metrics["lean_peak_deg"].uncertainty

    assert spread(0) < spread(40)


@pytest.mark.parametrize("tip_deg", [0, 6, 10, 16])
def test_gain_and_lead_are_those_of_the_angles(tip_deg):
    body = stick.squat(REPS, tip_deg=[0, tip_deg, 0, 0])
    rep = complete(analyzed(stick.film(body)))[1]
    gain, lead = stick.window_truth(body, REPS[1])
    assert value(rep, "lean_gain_deg") == pytest.approx(gain, abs=1.0)
    assert value(rep, "hip_lead_torso") == pytest.approx(lead, abs=0.02)


@pytest.mark.parametrize("yaw_deg", [-30, 0, 30])
def test_one_good_morning_among_clean_reps_is_told(yaw_deg):
    track = stick.film(stick.squat(REPS, tip_deg=[0, 0, 12, 0]), yaw_deg=yaw_deg)
    for analysis in (analyzed(track), blazepose_read(track)):
        assert [faults(r) & {"good_morning"} for r in analysis.reps] == [
            set(), set(), {"good_morning"}, set()
        ]  # fmt: skip


def test_a_rising_good_morning_grows_in_severity():
    body = stick.squat(REPS, tip_deg=[0, 7, 10, 18])
    found = [r.findings for r in analyzed(stick.film(body)).reps]
    assert [[f.severity for f in of_rep if f.fault == "good_morning"] for of_rep in found] == [
        [], ["mild"], ["moderate"], ["severe"]
    ]  # fmt: skip


def test_a_large_steady_lean_is_no_good_morning():
    """A long-legged lifter: leans a lot and holds it."""
    analysis = blazepose_read(stick.film(stick.squat(REPS, lean_deg=48)))
    assert not any("good_morning" in faults(r) for r in some_reps(analysis))
    for rep in some_reps(analysis):
        # joints without the bias that is expected of the model: the posterior half believes it
        gain = rep.metrics["lean_gain_deg"]
        assert abs(gain.value) <= min(1.5, gain.uncertainty)
        assert value(rep, "rise_ratio") == pytest.approx(1, abs=0.1)


def test_a_set_in_which_every_rep_is_a_good_morning_keeps_its_fault():
    """No clean rep to compare with: what BlazePose may add is less than this."""
    analysis = blazepose_read(stick.film(stick.squat(REPS, tip_deg=[14] * 4)))
    assert all("good_morning" in faults(r) for r in complete(analysis))


def test_a_single_rep_keeps_its_fault():
    analysis = blazepose_read(stick.film(stick.squat(REPS[:1], tip_deg=[12])))
    assert faults(analysis.reps[0]) == {"good_morning"}


def test_the_ratio_abstains_when_the_shoulders_do_not_rise():
    body = stick.squat(REPS, lean_deg=50, tip_deg=[0, 26, 0, 0])
    rep = complete(analyzed(stick.film(body)))[1]
    assert rep.metrics["rise_ratio"].value is None
    assert value(rep, "hip_lead_torso") > 0.3


def test_a_side_that_is_lost_widens_the_interval_and_silences_nothing():
    """A rigid trunk tips left and right alike; a hidden shoulder does not follow it."""
    body = stick.squat(REPS, tip_deg=[0, 12, 0, 12])
    track = stick.film(body)
    image = track.image_px.copy()
    # the far shoulder drifts off while the lifter comes up in rep 2
    inside = (track.time_s > REPS[1][1]) & (track.time_s < REPS[1][2])
    rising = np.clip((track.time_s - REPS[1][1]) / 0.4, 0, 1)[inside]
    image[inside, Lm.LEFT_SHOULDER, 0] += (120 * rising).astype(np.float32)
    reps = complete(analyzed(replace(track, image_px=image)))
    lost, seen = (reps[i].metrics["lean_gain_deg"] for i in (1, 3))
    assert lost.value == pytest.approx(seen.value, abs=2.5)
    # beside what all reps of the set share (how this lifter comes up), a degree of its own
    assert lost.uncertainty**2 > seen.uncertainty**2 + 1.0**2


def test_where_the_sides_disagree_no_lean_is_read():
    """The far shoulder is lost in some reps."""
    track = stick.film(stick.squat(REPS, lean_deg=40))
    image = track.image_px.copy()
    for start, _, end in REPS[:2]:
        inside = (track.time_s > start) & (track.time_s < end)
        image[inside, Lm.LEFT_SHOULDER, 0] += np.float32(260)
    leans = [r.metrics["lean_peak_deg"] for r in complete(analyzed(replace(track, image_px=image)))]
    assert [lean.value for lean in leans] == [None, None, *2 * [pytest.approx(40, abs=1.5)]]
    assert "disagree" in leans[0].not_assessed


def test_every_metric_of_every_rep_is_a_value_or_a_reason_with_its_code():
    for yaw_deg in (0, 40, 90):
        for body in (stick.squat(REPS), stick.deadlift(REPS), stick.romanian(REPS)):
            for rep in some_reps(analyzed(stick.film(body, yaw_deg=yaw_deg))):
                for name, found in rep.metrics.items():
                    if found.value is None:
                        assert found.not_assessed, name
                        assert found.reason_code, name
                    else:
                        assert np.isfinite(found.value), name
                        assert found.uncertainty is not None, name
                        assert found.uncertainty > 0, name


@pytest.mark.parametrize("file", ["fmt_hevc_rotated.mov", "dl_bichraix_badform.mp4"])
def test_every_number_of_a_real_set_s_document_has_its_uncertainty(file):
    """As it is written and read again: README says so of every number."""
    clips = real_store.clips("clips", real_store.AGAIN)
    seen = next(seen for label, seen in clips if label["file"] == file)
    made = judge(seen, Options())
    measured = [
        (name, found)
        for rep in some_reps(Analysis.from_json(made.to_json()))
        for name, found in rep.metrics.items()
        if found.value is not None
    ]
    assert len({name for name, _ in measured}) > 8
    for name, found in measured:
        assert found.uncertainty is not None, name
        assert found.uncertainty > 0, name
        assert re.search("[1-9]", plus_minus(name, found)), f"{name} is shown as exact"


def test_all_reps_have_the_metrics_of_the_document():
    wanted = {
        "lean_peak_deg", "lean_turn_deg", "lean_gain_deg", "rise_ratio", "hip_lead_torso",
        "shrug_torso", "depth_thigh", "descent_s", "ascent_s", "hip_travel_torso",
        "knee_in_hip_width", "heel_rise_torso",
    }  # fmt: skip
    for rep in some_reps(analyzed(stick.film(stick.squat(REPS)))):
        assert wanted <= set(rep.metrics)


def test_a_measurement_has_a_value_or_a_reason_and_never_both():
    with pytest.raises(ValueError, match="either"):
        Measurement(None, "deg")
    with pytest.raises(ValueError, match="either"):
        Measurement(1.0, "deg", not_assessed="hidden")
    with pytest.raises(ValueError, match="code"):
        Measurement(1.0, "deg", reason_code=ReasonCode.HIDDEN)
    hidden = not_assessed("deg", Reason(ReasonCode.HIDDEN, "hidden"))
    code = ReasonCode.HIDDEN
    assert hidden == Measurement(None, "deg", not_assessed="hidden", reason_code=code, advice="")


def test_every_code_of_a_reason_has_a_meaning():
    assert all(code.meaning for code in ReasonCode)


def test_codes_that_nothing_gives_any_more_say_so():
    """They stay for documents that have them; five of six looked as if they could still come."""
    package = Path(reasons.__file__).parent
    # the digest draws those of older documents, too
    files = [path for path in package.rglob("*.py") if path.name != "digest.py"]
    code = " ".join(path.read_text(encoding="utf-8") for path in files)
    old = {one for one in ReasonCode if not re.search(rf"ReasonCode\.{one.name}\b", code)}
    assert old == OLD
    assert not any("documents" in code.meaning for code in ReasonCode)  # people read them


def test_a_document_says_the_code_and_is_read_back():
    analysis = analyzed(stick.film(stick.squat(REPS)))
    knees = analysis.reps[0].metrics["knee_in_hip_width"]
    assert knees.reason_code is ReasonCode.NEEDS_FRONT_VIEW
    text = analysis.to_json()
    assert '"reason_code": "needs_front_view"' in text
    assert Analysis.from_json(text) == analysis
    older = text.replace('"reason_code": "needs_front_view"', '"reason_code": null')
    assert Analysis.from_json(older).reps[0].metrics["knee_in_hip_width"].not_assessed


def test_a_bar_that_was_found_and_never_seen_is_no_bar():
    body = stick.squat(REPS)
    bar = stick.plate(body)
    bar = replace(bar, center_px=np.full_like(bar.center_px, np.nan))
    assert len(complete(analyzed(stick.film(body), bar=bar))) == 4


@pytest.mark.parametrize("cropped", [False, True])
def test_who_films_the_upper_body_only_is_told_nothing_surely(cropped):
    """The pose model draws knees below the picture's edge as if it saw them."""
    track = stick.film(stick.squat(stick.paced(3), tip_deg=[0, 18, 0]))
    if cropped:
        knees = track.image_px[:, Lm.LEFT_KNEE, 1]
        track = replace(track, frame_size_px=(track.frame_size_px[0], int(knees.min()) - 5))
    found = [one for rep in analyzed(track).reps for one in rep.findings]
    assert found
    assert ({one.confidence for one in found} == {"possible"}) is cropped
    assert all(("frame" in one.capped_by) is cropped for one in found)


def test_no_lean_is_drawn_over_a_clip_in_which_nobody_lifts():
    analysis = analyzed(stick.film(stick.standing()))
    assert not analysis.reps
    assert not any(lean is not None for lean in analysis.series.lean_deg)
    assert any(height is not None for height in analysis.series.hip_height_torso)
