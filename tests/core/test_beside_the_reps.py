"""A jump, a foot put ahead, a bar overhead or at the chin: what neither lift shows of a rep."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from formcheck.guidance.notices import _SEEN
from formcheck.motion.make import PAIRS, motion_of
from formcheck.observation.poses import Landmark as Lm
from formcheck.observation.poses import PoseTrack
from formcheck.pipeline.options import Options
from formcheck.reps.beside_the_reps import SHOWN, beside_the_reps
from formcheck.reps.lift import LiftGuess
from formcheck.reps.lift_probability import lift_odds
from formcheck.reps.rep_window import Rep
from tests import stick
from tests.observed import analyzed, observed

REPS = stick.paced(4)
TORSO_PX = 200.0
BOTH_WRISTS = PAIRS["wrist"]
ASKED = "Choose the lift, and we will read it as that."


def risen(track: PoseTrack, landmarks, by_torso) -> PoseTrack:
    """The track with these landmarks higher by so much, torso lengths (T,)."""
    image_px = track.image_px.copy()
    image_px[:, landmarks, 1] -= TORSO_PX * np.asarray(by_torso, np.float32)[:, None]
    return replace(track, image_px=image_px)


def flights(time_s, starts, *, high=0.3, g_torso_s2=20.0):
    """Height over time of who leaves the floor at these moments, torso lengths."""
    lasts = np.sqrt(8 * high / g_torso_s2)
    since = [time_s - at for at in starts]
    return sum(
        np.where((t > 0) & (t < lasts), g_torso_s2 / 2 * t * (lasts - t), 0.0) for t in since
    )


def lifted(time_s, reps):
    """0, and 1 for a while between each rep and the next."""
    return stick.excursions(time_s, [(end + 0.05, end + 0.3, end + 0.55) for *_, end in reps])


def shares(track: PoseTrack, reps=REPS, **seen) -> dict[str, float]:
    return beside_the_reps(
        motion_of(observed(track, **seen)), [Rep(*rep, complete=True) for rep in reps]
    )


@pytest.mark.parametrize("yaw_deg", [0.0, 40.0])
@pytest.mark.parametrize("body", [stick.squat, stick.deadlift, stick.romanian])
def test_neither_lift_shows_any_of_them(body, yaw_deg):
    moves = body(REPS)
    seen = {"bar": stick.plate(moves, yaw_deg=yaw_deg)}
    assert not any(shares(stick.film(moves, yaw_deg=yaw_deg), **seen).values())


def test_who_leaves_the_floor_between_the_reps_jumps():
    track = stick.film(stick.squat(REPS))
    ends_s = [end_s for *_, end_s in REPS]
    jump = risen(track, slice(None), flights(track.time_s, ends_s))
    assert shares(jump)["jumps"] == 1.0
    low = risen(track, slice(None), flights(track.time_s, ends_s, high=0.05))
    assert shares(low)["jumps"] == 0.0, "feet jitter by as much"
    held = risen(track, slice(None), 0.3 * np.minimum(1, 3 * lifted(track.time_s, REPS)))
    assert shares(held)["jumps"] == 0.0, "nobody stays in the air: a camera that tips, a step"


def test_feet_that_a_plate_draws_high_do_not_jump():
    """As in real pulls: both ankles leap up the plate while the bar passes them."""
    track = stick.film(stick.deadlift(REPS))
    passes_s = [start_s + 0.3 for start_s, *_ in REPS]
    feet = [*PAIRS["ankle"], *PAIRS["knee"]]
    assert shares(risen(track, feet, flights(track.time_s, passes_s, high=0.6)))["jumps"] == 0.0


@pytest.mark.parametrize(("ahead", "share"), [(0.9, 1.0), (0.4, 0.0)])
def test_a_foot_that_is_put_ahead_on_the_way_down(ahead, share):
    track = stick.film(stick.squat(REPS))
    down = stick.excursions(track.time_s, REPS)
    image_px = track.image_px.copy()
    image_px[:, Lm.LEFT_ANKLE, 0] += TORSO_PX * ahead * down
    assert shares(replace(track, image_px=image_px))["foot_ahead"] == share


def test_hands_have_to_go_up_and_over_the_head():
    body = stick.squat(REPS)
    track, up = stick.film(body), lifted(body.time_s, REPS)
    thruster = risen(track, BOTH_WRISTS, 1.1 * up)
    assert shares(thruster)["overhead"] == 1.0
    assert shares(thruster, bar=stick.plate(body))["overhead"] == 0.0, "the bar stays on the back"
    assert shares(risen(track, BOTH_WRISTS, np.full(len(up), 1.1)))["overhead"] == 0.0, "held there"
    assert shares(risen(track, BOTH_WRISTS, 0.5 * up))["overhead"] == 0.0


@pytest.mark.parametrize(("goes_up", "share"), [(0.9, 1.0), (0.6, 0.0)])
def test_a_bar_that_goes_on_up_while_the_lifter_stands(goes_up, share):
    body = stick.deadlift(REPS)
    bar = stick.plate(body)
    locked_out = stick.excursions(body.time_s, [(t - 0.1, t + 0.2, t + 0.5) for _, t, _ in REPS])
    center_px = bar.center_px.copy()
    center_px[:, 1] -= goes_up * TORSO_PX * locked_out
    assert shares(stick.film(body), bar=replace(bar, center_px=center_px))["to_chin"] == share


def test_one_rep_that_shows_it_says_nothing_of_the_set():
    track = stick.film(stick.squat(REPS))
    once = risen(track, slice(None), flights(track.time_s, [REPS[0][2]]))
    assert set(shares(once).values()) == set(shares(once, REPS[:1]).values()) == {0.0}
    assert len(analyzed(once).reps) == len(REPS)
    twice = risen(track, slice(None), flights(track.time_s, [end for *_, end in REPS[:2]]))
    assert shares(twice)["jumps"] == 0.5
    assert analyzed(twice).reps == ()


def test_reps_that_begin_in_one_sample_or_are_not_seen_show_nothing():
    track = stick.film(stick.squat(REPS))
    assert not any(shares(track, [REPS[0], REPS[0], (99.0, 99.5, 100.0)]).values())
    lost = stick.unseen(track, track.time_s > REPS[1][2])
    assert not any(shares(lost, REPS[2:]).values())


def test_a_squat_with_a_jump_is_asked_for_and_contradicted_where_it_was_told():
    track = stick.film(stick.squat(REPS, tip_deg=[14] * 4))
    jump = risen(track, slice(None), flights(track.time_s, [end for *_, end in REPS]))
    asked = analyzed(jump)
    assert (asked.lift.name, asked.reps) == ("unknown", ())
    assert "your feet leave the floor, as in a jump" in asked.warnings[0].message
    told = analyzed(jump, Options(lift="squat"))
    assert told.warnings[0].code == "lift_contradicted"
    assert {f.confidence for rep in told.reps for f in rep.findings} == {"possible"}


def test_whoever_is_short_of_depth_in_every_rep_is_asked_for_the_lift():
    """A good morning behind plates was told so, perhaps, and nobody could say what it was."""
    shallow = stick.film(stick.squat(REPS, depth=0.6))
    analysis = analyzed(shallow)
    assert all("lift" in f.capped_by for rep in analysis.reps for f in rep.findings)
    (said,) = (notice for notice in analysis.warnings if notice.code == "lift_unsure")
    assert ASKED in said.message + said.advice
    told = analyzed(shallow, Options(lift="squat"))
    assert "lift_unsure" not in {notice.code for notice in told.warnings}


@pytest.mark.parametrize(("name", "asked"), [("jumps", True), ("foot_ahead", False)])
def test_what_speaks_against_a_squat_alone_leaves_a_pull_as_sure(name, asked):
    """Ankles that a plate on the floor hides kept a real fault of a pull at "possible"."""
    pull = LiftGuess("deadlift", 0.98)
    odds, without = lift_odds(pull, {name: 1.0}), lift_odds(pull, {})
    assert (odds.other > 0.9) is asked
    assert (odds == without) is not asked


def test_each_has_its_words():
    assert {name for names in SHOWN.values() for name in names} <= set(_SEEN)
