"""What is advised fits the clip: where it was filmed from, and whether a plate was found."""

from __future__ import annotations

import importlib
import pkgutil
import re
from dataclasses import replace

import numpy as np
import pytest

from formcheck import metrics, reasons
from formcheck.analysis import Analysis
from formcheck.body.estimate import BodyOfSet
from formcheck.findings.verdict import verdict_of
from formcheck.guidance.explanation import cues_for_fault
from formcheck.lifts import BODYWEIGHT
from formcheck.metrics import rounding
from formcheck.metrics.bar_path import NO_FULL_PLATE
from formcheck.metrics.measurement import from_the_side, not_assessed, without_advice
from formcheck.metrics.table import all_metrics
from formcheck.observation.poses import Landmark, PoseTrack
from formcheck.pipeline.options import Options
from formcheck.reasons import (
    SHOW_HEAD_PAST_PLATE,
    SHOW_PLATE_IF_ANY,
    UNSEEN,
    Advice,
    Reason,
    ReasonCode,
)
from formcheck.report.words import VARIANTS
from formcheck.reps.rep_window import RepWindow
from tests import stick
from tests.observed import analyzed, read, some_reps

REPS = stick.paced(4)
ADVICE = [one for one in vars(reasons).values() if isinstance(one, Advice)]
NO_BAR = Options(lift="squat", variant="bodyweight")


def headless(body: stick.Body) -> PoseTrack:
    """One ear is drawn where no head is."""
    track = stick.film(body)
    image = track.image_px.copy()
    image[:, int(Landmark.LEFT_EAR)] += np.float32((70, 20))
    return replace(track, image_px=image)


def said(analysis: Analysis) -> set[str]:
    """Why anything of this set was not assessed, each with its advice."""
    return {
        one.not_assessed
        for rep in analysis.reps
        for one in rep.metrics.values()
        if one.not_assessed
    }


def test_a_clip_from_the_side_is_not_to_be_filmed_from_the_side() -> None:
    side, oblique = (said(analyzed(stick.film(stick.squat(REPS), yaw_deg=y))) for y in (0, 35))
    assert not [why for why in side if "film from the side" in why]
    assert [why for why in oblique if "film from the side" in why]
    assert [why for why in side if "keep your whole near foot in the frame" in why]


@pytest.mark.parametrize("advice", ADVICE)
def test_what_is_left_to_do_is_the_advice_then(advice: Advice) -> None:
    """A warning sign takes it away like any other."""
    left = advice.left
    assert left
    one = not_assessed("deg", Reason(ReasonCode.HIDDEN, "it was hidden", advice))
    found = from_the_side(one)
    assert (found.not_assessed, found.advice) == (f"it was hidden; {left}", left)
    assert without_advice(found).not_assessed == "it was hidden"
    assert "side" not in left
    assert from_the_side(found) == found


def test_where_no_plate_was_found_none_was_lost_and_none_hides_anything() -> None:
    body = stick.squat(REPS)
    without = said(analyzed(headless(body)))
    assert [
        why
        for why in without
        if why.startswith("we found no bar to follow; if you squat with one, ")
    ]
    assert [
        why
        for why in without
        if why == "your head was hidden in most reps; keep your head in the frame"
    ]
    assert not [why for why in without if "plate hides" in why or "tracked" in why]
    behind = said(analyzed(headless(body), bar=stick.plate(body)))
    assert [why for why in behind if "; film a little from the front, so that no plate" in why]
    # who films at 50° from the front would film more from there
    assert SHOW_HEAD_PAST_PLATE.startswith("film from the side and a little from the front")


def test_who_says_that_there_is_no_bar_is_not_told_of_its_plate() -> None:
    body = stick.squat(REPS)
    found = analyzed(headless(body), NO_BAR, bar=stick.plate(body))
    assert not [why for why in said(found) if "plate hides" in why]
    travels = [rep.metrics["bar_travel_cm"].reason_code for rep in some_reps(found)]
    assert set(travels) == {"style_not_judged"}


def test_who_squats_is_asked_whether_there_is_a_bar() -> None:
    for lift, asked in ((stick.squat, True), (stick.deadlift, False)):
        (rep, *_) = analyzed(stick.film(lift(REPS))).reps
        why = rep.metrics["bar_travel_cm"].not_assessed or ""
        assert ("if not, choose the style “no bar”" in why) is asked
    analysis = analyzed(stick.film(stick.squat(REPS)), Options(lift="squat", variant="low_bar"))
    why = analysis.reps[0].metrics["bar_travel_cm"].not_assessed or ""
    assert "no plate to follow" in why
    assert "choose the style" not in why


def test_the_style_to_choose_is_called_as_where_it_is_chosen() -> None:
    assert f"“{VARIANTS[BODYWEIGHT]}”" in SHOW_PLATE_IF_ANY


def test_a_plate_that_may_be_of_full_size_is_not_called_another() -> None:
    """One of 45 cm, read 2 % below the least that is surely one, "does not look full-size"."""
    assert "could not tell whether the plate is full-size" in NO_FULL_PLATE.sentence


def test_a_back_that_was_hidden_was_not_cut_off() -> None:
    def why(window: RepWindow) -> tuple[ReasonCode | None, str]:
        nothing = BodyOfSet([UNSEEN], [None], [None])
        (found,) = all_metrics([window], nothing, [UNSEEN], None)
        curl = found["upper_back_curl_deg"]
        return curl.reason_code, curl.not_assessed or ""

    window = read(stick.film(stick.deadlift(REPS))).windows[1]
    assert why(window) == (None, "")
    code, said = why(replace(window, start=None))
    assert (code, "start of the pull" in said) == (ReasonCode.CUT_OFF, True)
    motion = window.motion
    assert window.start is not None
    lost = {name: at.copy() for name, at in motion.left.items()}
    lost["hip"][window.start : window.start + 60] = np.nan
    hidden = why(replace(window, motion=replace(motion, left=lost)))
    assert hidden == (ReasonCode.HIDDEN, rounding.BACK_HIDDEN.sentence)


@pytest.mark.parametrize(("yaw_deg", "where"), [(80, "the front"), (-80, "behind")])
def test_a_view_is_said_to_hide_each_thing_and_not_the_lean(yaw_deg: float, where: str) -> None:
    found = analyzed(stick.film(stick.squat(REPS), yaw_deg=yaw_deg), NO_BAR).reps[0].metrics
    for name in ("lean_peak_deg", "lean_gain_deg", "neck_change_deg"):
        why = found[name].not_assessed or ""
        said = f"you filmed too much from {where}, and this only shows from the side; "
        assert why.startswith(said)


def test_a_reason_stands_for_several_reps() -> None:
    """A report says it once, of "reps 4 and 7"."""
    names = [f"formcheck.metrics.{one.name}" for one in pkgutil.iter_modules(metrics.__path__)]
    modules = map(importlib.import_module, [*names, "formcheck.reasons", "formcheck.body.estimate"])
    reasons = [one for module in modules for one in vars(module).values() if type(one) is Reason]
    assert len(reasons) > 20
    assert not [one.sentence for one in reasons if "this rep" in one.sentence]


@pytest.mark.parametrize(("style", "spoken_of"), [(None, False), ("high_bar", True)])
def test_of_a_bar_that_nobody_saw_or_told_nothing_is_said(style: str | None, spoken_of: bool):
    """ "Your torso tips forward under the bar", to somebody who squats without one."""
    track = stick.film(stick.squat(stick.paced(4), tip_deg=[14] * 4))
    analysis = analyzed(track, Options(lift="squat", variant=style))
    assert {"good_morning"} <= {one.fault for rep in analysis.reps for one in rep.findings}
    said = [analysis.set.load, *analysis.set.cues, *(one.explanation for one in analysis.guidance)]
    assert bool(re.search(r"\b(bar|weight)\b", " ".join(said))) is spoken_of


@pytest.mark.parametrize(("yaw_deg", "style"), [(0, "bodyweight"), (90, "unknown")])
def test_a_plate_seen_edge_on_is_no_bar_that_is_missing(yaw_deg: float, style: str):
    """A loaded bar stands in the picture from the front, and its plates are lines."""
    track = stick.film(stick.squat(REPS), yaw_deg=yaw_deg)
    assert verdict_of(analyzed(track, Options(lift="squat"))).spoken_style == style


def test_the_first_cue_answers_what_the_headline_names_first() -> None:
    """Where form broke late, the cues began with a fault of the first reps."""
    body = stick.squat(stick.paced(6), depth=[1, 0.72, 0.72, 0.72, 1, 1], tip_deg=[0] * 5 + [9])
    found = analyzed(stick.film(body), Options(lift="squat", variant="high_bar"))
    assert found.set.summary.startswith("Reps 1 and 5 were steady. In rep 6, your hips rose")
    cues = cues_for_fault("good_morning", lift="squat", variant="high_bar")
    assert found.set.cues[0] in {cue.text for cue in cues}
