"""What is said of a clip fits what was told and measured, and one sentence fits the other."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest

from formcheck.analysis import RepAnalysis
from formcheck.guidance.notices import CHANGES_WORTH, OUTSIDE, doubts, notices
from formcheck.lifts import LiftName
from formcheck.metrics.measurement import not_assessed
from formcheck.motion.motion import SIDE_UP_TO_DEG, CameraView, view_name
from formcheck.observation.observation import Observation
from formcheck.observation.poses import EARS, PersonSeen, PoseTrack
from formcheck.observation.tracks import still_camera
from formcheck.pipeline.document import BROKE_OFF
from formcheck.reasons import UNSEEN
from formcheck.reps.lift import LiftGuess
from formcheck.reps.lift_probability import LiftOdds, certain_odds
from formcheck.reps.rep_window import LARGEST_YAW_DEG
from tests import stick
from tests.examples import clean_squat_set, good_morning_squat_set
from tests.knowledge.build import finding, rep
from tests.observed import analyzed, observed

SQUAT = certain_odds("squat")
CLEAN = clean_squat_set().reps
FROM_THE_SIDE = "film from the side, at hip height"
PAST_THE_PLATE = "film from the side and a little from the front"


def messages(
    seen: Observation,
    *,
    yaw_deg: float = 0.0,
    lift: LiftName = "squat",
    odds: LiftOdds = SQUAT,
    reps: Sequence[RepAnalysis] = CLEAN,
    told: bool = False,
    judged: bool = True,
    plate: bool = True,
) -> dict[str, str]:
    """What is said of a set that is a sure squat, unless told otherwise, by code."""
    name = "unknown" if math.isnan(yaw_deg) else view_name(yaw_deg)
    view = CameraView(name, yaw_deg, 10.0, "left", 1.0)
    guess = LiftGuess(lift, max(odds.squat, odds.deadlift, odds.other))
    people = seen.track.people
    found = notices(seen, people, view, guess, odds, reps, told=told, judged=judged, plate=plate)
    assert len({notice.code for notice in found}) == len(found)
    assert all(n.advice is not None and n.message.endswith(n.advice) for n in found)
    assert not any(re.search(r"\bfilm\b", n.message.removesuffix(n.advice or "")) for n in found)
    return {notice.code: notice.message for notice in found}


def said(track: PoseTrack, yaw_deg: float = 0.0) -> dict[str, str]:
    return messages(observed(track), yaw_deg=yaw_deg)


def track(*, head_hidden: bool = False, people: int = 1, told: bool = False) -> PoseTrack:
    filmed = stick.film(stick.squat(stick.paced(1)))
    box = (5000.0, 2.0, 5200.0, 700.0)
    seen = tuple(PersonSeen(n, 0.9, 0.7, box, 0.5) for n in range(1, people + 1))
    visibility = filmed.visibility.copy()
    if head_hidden:
        visibility[:, EARS] = 0
    return replace(
        filmed,
        visibility=visibility,
        people=seen,
        chosen_by="told" if told else "vertical_motion",
    )


def test_a_lifter_who_was_told_is_not_said_to_have_moved_the_most() -> None:
    assert (
        "we measured the one who moved up and down the most"
        in said(track(people=2))["several_people"]
    )
    sentence = said(track(people=2, told=True))["several_people"]
    assert "we measured the one you chose" in sentence
    assert "moved" not in sentence
    assert "several_people" not in said(track())


def test_who_moved_less_than_another_is_not_said_to_have_moved_the_most() -> None:
    """Who is near and long in view is measured: three of eight real clips said it of them."""
    first, other = track(people=2).people
    moved = replace(other, vertical_travel_torso=first.vertical_travel_torso + 0.2)
    sentence = said(replace(track(), people=(first, moved)))["several_people"]
    assert "we measured the one who seems to lift" in sentence
    assert "moved" not in sentence


def test_whose_rep_is_not_found_hears_that_somebody_else_may_have_been_measured() -> None:
    """Of a clip in which a spotter was followed it was only said that it looks like no squat."""
    nothing = messages(
        observed(track(people=2)), lift="unknown", odds=LiftOdds(0.1, 0.1, 0.8), reps=()
    )
    assert {"lift_unknown", "several_people"} <= set(nothing)


@pytest.mark.parametrize("yaw_deg", [-64.0, -56.0, -54.0, -25.0, 25.0, 54.0, 56.0, 64.0])
@pytest.mark.parametrize("head_hidden", [False, True])
def test_lean_is_called_uncertain_only_where_it_is_measured(
    yaw_deg: float, head_hidden: bool
) -> None:
    """The reps give no lean beyond `LARGEST_YAW_DEG`, though the view is called oblique to 65."""
    seen = abs(yaw_deg) <= LARGEST_YAW_DEG
    reps = CLEAN if seen else without("lean_peak_deg", "neck_change_deg")
    found = messages(observed(track(head_hidden=head_hidden)), yaw_deg=yaw_deg, reps=reps)
    assert ("cannot be seen" in found["view_oblique"]) == (not seen)
    assert any("less certain" in message for message in found.values()) == seen


def test_what_is_said_of_a_steep_clip_is_what_its_reps_say() -> None:
    steep = analyzed(stick.film(stick.squat(stick.paced(3)), yaw_deg=60))
    assert steep.view.name == "oblique"
    measured = [rep.metrics["lean_peak_deg"].value for rep in steep.reps]
    (notice,) = (notice for notice in steep.warnings if notice.code == "view_oblique")
    assert measured == [None] * len(measured)
    assert "cannot be seen" in notice.message
    # it is one view, and was "far from side-on" here, "too far in front" there
    assert notice.message.startswith("You filmed too much from the front: lean")
    reason = steep.reps[0].metrics["lean_peak_deg"].not_assessed
    assert reason is not None
    assert reason.startswith("you filmed too much from the front, and this only shows")


@pytest.mark.parametrize("yaw_deg", [0.0, 30.0, -30.0, 60.0, 80.0, -80.0, math.nan])
@pytest.mark.parametrize("head_hidden", [False, True])
def test_there_is_one_advice_how_to_film_and_not_two(yaw_deg: float, head_hidden: bool) -> None:
    found = " ".join(said(track(head_hidden=head_hidden), yaw_deg).values())
    advised = head_hidden or abs(yaw_deg) > SIDE_UP_TO_DEG
    assert found.count("Next time") == found.count(" film ") == advised
    assert (PAST_THE_PLATE in found) == head_hidden
    assert (FROM_THE_SIDE in found) == (advised and not head_hidden)


def test_who_lifts_without_a_bar_is_told_of_no_plate() -> None:
    reps = without("neck_change_deg")
    found = messages(observed(track(head_hidden=True)), reps=reps, told=True, plate=False)
    hidden = found["head_hidden"]
    assert "your head position is not judged" in hidden
    assert not re.search(r"\bbar\b|plate", hidden)
    assert PAST_THE_PLATE in hidden, "filmed from the side, and told to film from the side"


def without(*metrics: str) -> tuple[RepAnalysis, ...]:
    """Reps in which these were not assessed."""
    gone = {name: not_assessed("deg", UNSEEN) for name in metrics}
    return tuple(replace(rep, metrics={**rep.metrics, **gone}) for rep in CLEAN)


def test_what_a_hidden_head_leaves_is_what_the_reps_have() -> None:
    """A head whose position stood in the table "is not judged", and so was a lean less certain."""
    for gone, left in (
        ((), "your lean and head position are less certain."),
        (("neck_change_deg",), "your lean is less certain, and your head position is not judged."),
        (("lean_peak_deg",), "your head position is less certain."),
        (("lean_peak_deg", "neck_change_deg"), "your head position is not judged."),
    ):
        hidden = messages(observed(track(head_hidden=True)), reps=without(*gone))["head_hidden"]
        assert hidden.startswith(f"The plate hides your head and shoulders, so {left}")


def test_a_view_from_the_front_says_what_to_do_by_itself() -> None:
    """It stands alone on top of a page."""
    for hidden in (False, True):
        assert "Next time, film from the side" in said(track(head_hidden=hidden), 80)["view_front"]


def swaying(track: PoseTrack, sway_share: float, from_s: float = 0.0) -> Observation:
    """Seen by a phone that sways from then on, by a share of the frame's height."""
    seen = observed(track)
    time_s = np.arange(0.0, 30.0, 0.1)
    sway = sway_share * seen.info.height_px * np.sin(2 * np.pi * time_s / 3)
    sway[time_s < from_s] = 0.0
    camera = replace(
        still_camera(1.0),
        time_s=time_s,
        shift_px=np.stack([sway, 0.3 * sway], axis=1),
        sigma_px=np.full((len(time_s), 2), 1.0),
        roll_rad=np.zeros(len(time_s)),
        zoom=np.ones(len(time_s)),
        roll_sigma_rad=np.full(len(time_s), 0.001),
    )
    return replace(seen, camera=camera)


def test_a_phone_picked_up_after_the_reps_did_not_move_while_they_were_lifted() -> None:
    """Of two real clips whose phone was turned away at the end both said that it had moved."""
    last_s = max(rep.end_s for rep in CLEAN if rep.end_s is not None)
    assert "handheld" not in messages(swaying(track(), 0.05, last_s + 0.1))
    assert "handheld" in messages(swaying(track(), 0.05, last_s - 3.0))


@pytest.mark.parametrize(("sway_share", "held"), [(0.0, False), (0.002, False), (0.01, True)])
def test_a_phone_that_moved_is_said_to_have(sway_share: float, held: bool) -> None:
    assert ("handheld" in messages(swaying(track(), sway_share))) == held
    beside = {"cut", "handheld", "head_hidden", "several_people", "truncated", "lift_unsure"}
    beside |= {"lift_contradicted", "lift_both", "lift_unknown", "no_reps", "no_person"}
    views = {"view_oblique", "view_front", "view_rear"}
    assert {"out_of_sight", *beside, *views} == CHANGES_WORTH


def test_a_body_outside_the_picture_is_said_beside_the_verdict() -> None:
    """It stood in small letters below each finding: nobody read there to step back next time."""
    found = good_morning_squat_set()
    assert OUTSIDE not in {notice.code for notice in doubts(found)}
    held = [
        replace(rep, findings=tuple(replace(one, capped_by=("frame",)) for one in rep.findings))
        for rep in found.reps
    ]
    (said,) = (one for one in doubts(replace(found, reps=tuple(held))) if one.code == OUTSIDE)
    assert said.message == (
        "Part of you was out of the frame in reps 3 and 5, so what was found there is called "
        "“perhaps” at most."
    )


@pytest.mark.parametrize("lift", ["unknown", "squat"])
@pytest.mark.parametrize(
    ("fps", "says"),
    [(0.0, "This clip is a single picture."), (1.0, "1.0 frames a second"), (30.0, "")],
)
def test_a_clip_of_too_few_pictures_is_told_as_that(lift: LiftName, fps: float, says: str) -> None:
    """At one picture a second five squats were "nothing that moves like a rep"."""
    seen = observed(track())
    few = replace(seen, info=replace(seen.info, mean_fps=fps))
    found = messages(few, lift=lift, reps=(), told=lift != "unknown")
    assert says in found.get("no_reps", "")
    assert says or "picture" not in " ".join(found.values())


def lost(*spans_s: tuple[float, float]) -> PoseTrack:
    """A set in which nobody is seen for some spans of time."""
    filmed = track()
    image_px = filmed.image_px.copy()
    for first_s, last_s in spans_s:
        image_px[(filmed.time_s > first_s) & (filmed.time_s < last_s)] = np.nan
    seen = np.isfinite(image_px[:, 0, 0])
    return replace(filmed, image_px=image_px, span=np.where(seen, filmed.span, -1))


def test_a_lifter_who_was_lost_is_told_when() -> None:
    end_s = float(track().time_s[-1])
    assert end_s > 3.5
    assert "out_of_sight" not in said(lost())
    assert "out_of_sight" not in said(lost((1.0, 1.8)))  # no rep goes by in so short a time
    # whoever is not there yet, or walks away, was not lost
    assert "out_of_sight" not in said(lost((-1.0, 1.5), (end_s - 1.4, end_s + 1)))
    assert "for 1 s at 0.6 s, so a rep may be missing" in said(lost((0.6, 2.0)))["out_of_sight"]
    twice = said(lost((0.1, 1.3), (1.6, 3.0)))["out_of_sight"]
    assert "twice between 0.1 s and 3.0 s" in twice
    for message in (twice, said(lost((0.6, 2.0)))["out_of_sight"]):
        assert message.endswith("there. Keep your whole body in view."), "and what to do next time"


def test_who_was_lost_where_the_file_is_damaged_is_told_to_copy_it() -> None:
    seen = observed(lost((0.6, 2.0)), warnings=(("damaged_pictures", "42 frames are damaged."),))
    message = messages(seen)["out_of_sight"]
    assert message.endswith("there. Parts of the file are damaged: copy it from the phone again.")


def test_who_has_no_rep_where_the_file_breaks_off_is_not_told_to_film_it_all() -> None:
    """A copy that broke off was answered by "Start filming before the first rep"."""
    torn = observed(track(), warnings=(("truncated", "It breaks off. Copy it again."),))
    assert messages(torn, reps=())["no_reps"].endswith("of a squat or a deadlift.")
    assert messages(observed(track()), reps=())["no_reps"].endswith("stop after the last one.")


def test_of_a_rep_that_the_file_breaks_off_in_nobody_is_told_to_stay_in_the_frame() -> None:
    track = stick.cut(stick.film(stick.squat([(1.0, 2.2, 3.4), (4.0, 5.2, 6.4)])), 0.0, 5.45)
    track = stick.unseen(track, (track.time_s > 4.5) & (track.time_s < 5.0))
    for warnings, why in (((("truncated", "It breaks off."),), BROKE_OFF), ((), UNSEEN)):
        lean = analyzed(track, warnings=warnings).reps[-1].metrics["lean_peak_deg"]
        assert (lean.not_assessed, lean.reason_code) == (why.sentence, why.code)


def test_where_a_lifter_was_lost_is_a_clock_from_a_minute_on() -> None:
    filmed = lost((0.6, 2.0))
    late = replace(filmed, time_s=filmed.time_s + np.where(filmed.time_s > 0.3, 64.0, 0.0))
    assert "twice between 0.3 s and 1:06.0" in said(late)["out_of_sight"]


def test_hip_rise_that_was_read_is_not_said_to_be_unseen() -> None:
    blind = [replace(rep, metrics={}) for rep in CLEAN]
    for reps, what in ((CLEAN, "lean cannot be seen, hip rise only"), (blind, "lean and hip rise")):
        found = messages(observed(track()), yaw_deg=LARGEST_YAW_DEG + 5, reps=reps)
        assert what in found["view_oblique"]


def test_whose_knees_caved_in_is_not_sent_to_the_side() -> None:
    """Their recheck is filmed from the same place."""
    caved = [rep(n, finding("knees_in", metric="knee_in_hip_width")) for n in (1, 2)]
    found = messages(observed(track()), yaw_deg=85.0, reps=caved)
    assert found["view_front"] == "From the front, lean and hip rise cannot be seen."
