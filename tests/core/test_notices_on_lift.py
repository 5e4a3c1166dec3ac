"""What is said of which lift it is: asked for where it is not known, judged where it was told."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from formcheck.guidance.notices import without_choice
from formcheck.lifts import LiftName
from formcheck.observation.poses import SHOULDERS, WRISTS
from formcheck.pipeline.options import Options
from formcheck.reps.corrections import Corrections
from formcheck.reps.lift_probability import LiftOdds
from tests import stick
from tests.core.test_notices import CLEAN, messages, track
from tests.observed import analyzed, observed


def about_the_lift(odds: LiftOdds, lift: LiftName, *, told: bool) -> dict[str, str]:
    reps = CLEAN if lift != "unknown" else ()
    found = messages(observed(track()), lift=lift, odds=odds, reps=reps, told=told)
    return {code: message for code, message in found.items() if code.startswith("lift_")}


def test_what_is_likelier_no_lift_is_said_as_it_was_seen_and_the_lift_is_asked_for():
    said = about_the_lift(LiftOdds(0.3, 0.1, 0.6, "shank_split"), "unknown", told=False)
    assert list(said) == ["lift_unknown"]
    assert "one knee goes much lower than the other, as in a lunge" in said["lift_unknown"]
    assert "choose the lift" in said["lift_unknown"]
    assert said["lift_unknown"].startswith("This does not look like a squat or a deadlift")
    may = about_the_lift(LiftOdds(0.6, 0.1, 0.3, "shank_split"), "unknown", told=False)
    assert may["lift_unknown"].startswith("This may not be a squat or a deadlift: one knee")


@pytest.mark.parametrize(("squat", "unsure"), [(0.95, False), (0.91, False), (0.89, True)])
def test_a_lift_that_is_not_sure_says_so_below_nine_in_ten(squat, unsure):
    said = about_the_lift(LiftOdds(squat, 0.02, 0.98 - squat), "squat", told=False)
    assert ("lift_unsure" in said) is unsure
    assert about_the_lift(LiftOdds(squat, 0.02, 0.98 - squat), "squat", told=True) == {}


def test_what_was_told_is_judged_and_where_the_picture_contradicts_is_said():
    said = about_the_lift(LiftOdds(0.2, 0.1, 0.7, "feet_apart"), "squat", told=True)
    assert list(said) == ["lift_contradicted"]
    assert said["lift_contradicted"].startswith("You said it is a squat, so we judge it as one.")
    assert "one foot stands far ahead" in said["lift_contradicted"]


def test_legs_alone_are_no_good_morning() -> None:
    """A clip without a chest read "your hips hardly go down while your chest does"."""
    odds = LiftOdds(0.2, 0.2, 0.6, "hip_share")
    whole = track()
    legs = replace(
        whole, image_px=whole.image_px - [0.0, whole.image_px[:, SHOULDERS, 1].max() + 1]
    )
    found = [
        messages(observed(one), lift="unknown", odds=odds, reps=())["lift_unknown"]
        for one in (whole, legs)
    ]
    assert "as in a good morning" in found[0]
    assert found[1].endswith(
        "your shoulders were out of the frame. If it is one, choose the lift, and we will read "
        "it as that. Film your whole body, in good light."
    )
    # where there is nothing to choose, how to film remains
    assert without_choice(found[1]).endswith("out of the frame. Film your whole body, in good "
                                             "light.")  # fmt: skip
    # "you move in another way", it said once the lift was chosen
    chosen = messages(observed(legs), odds=replace(odds, sign=None), told=True)
    assert chosen["lift_contradicted"].endswith("deadlift: your shoulders were out of the frame.")


@pytest.mark.parametrize("sign", [None, "trunk_top"])
def test_a_clip_on_its_side_is_told_to_be_turned(sign: str | None) -> None:
    """It said "nothing that moves like a rep of one" and asked for the lift, which is no help."""
    odds = LiftOdds(0.05, 0.05, 0.9, sign)
    upright = track()
    turned = replace(upright, image_px=upright.image_px[..., ::-1] * [-1.0, 1.0] + [2000.0, 0.0])
    found = [
        messages(observed(one), lift="unknown", odds=odds, reps=())["lift_unknown"]
        for one in (upright, turned)
    ]
    assert "on its side" not in found[0]
    assert found[1].endswith(
        "you lie flat throughout. If you stand, the clip is stored on its side. Turn it upright "
        "and check it again."
    )


@pytest.mark.parametrize("sign", ["hands_top", "hands_low"])
def test_a_sign_that_fits_one_of_the_lifts_names_the_other(sign: str) -> None:
    """ "May not be a squat or a deadlift: your hands hang down while you stand", as in any pull."""
    odds = LiftOdds(0.2, 0.2, 0.6, sign)
    said = messages(observed(track()), lift="unknown", odds=odds, reps=())["lift_unknown"]
    assert re.search(r", as they would (not )?in a (squat|deadlift)\.", said)


@pytest.mark.parametrize(("shown", "named"), [((1.0, 0.2), True), ((0.5, 0.3), False)])
def test_hands_that_were_hidden_are_not_said_to_move(shown, named) -> None:
    """A deadlift behind plates read "your hands move against your shoulders, as in a row"."""
    visibility = track().visibility.copy()
    visibility[:, WRISTS] = shown
    seen = observed(replace(track(), visibility=visibility))
    odds = LiftOdds(0.0, 0.4, 0.6, "hands_go")
    alone = messages(seen, lift="unknown", odds=odds, reps=())["lift_unknown"]
    told = messages(seen, lift="deadlift", odds=odds, told=True)["lift_contradicted"]
    assert ["as in a row" in said and "hidden" not in said for said in (alone, told)] == [named] * 2


def test_what_was_told_and_could_not_be_judged_is_not_called_judged():
    """ "One rep counted, but not judged" stood above "so we read it as one"."""
    odds = LiftOdds(0.2, 0.1, 0.7, "feet_apart")
    said = messages(observed(track()), odds=odds, told=True, judged=False)["lift_contradicted"]
    assert said.startswith("You said it is a squat, so we counted it as one, but could not judge")


def test_where_a_told_lift_shows_no_rep_it_is_said_how_to_film_one():
    track = stick.film(stick.standing())
    said = {notice.code: notice for notice in analyzed(track, Options(lift="squat")).warnings}
    assert "lift_contradicted" not in said
    assert said["no_reps"].advice
    assert "of a squat or a deadlift." in said["no_reps"].message, "it may be a set of curls"


def test_who_took_every_rep_away_is_not_told_how_to_film_one() -> None:
    """ "We found no complete rep" stood over reps that were found and struck out."""
    track = stick.film(stick.squat(stick.paced(3)))
    turns_s = tuple(rep.turn_s for rep in analyzed(track, Options(lift="squat")).reps)
    assert len(turns_s) == 3
    none = analyzed(track, Options(lift="squat", corrections=Corrections(not_reps=turns_s)))
    (said,) = (notice for notice in none.warnings if notice.code == "no_reps")
    assert said.message == "You took away every rep that was found, so nothing is judged."
    assert not said.advice


def test_a_lift_that_neither_is_likelier_than_not_is_not_named() -> None:
    unsure = about_the_lift(LiftOdds(0.3, 0.4, 0.3), "deadlift", told=False)["lift_unsure"]
    assert unsure.startswith("This may be a squat or a deadlift, and we cannot tell which")
    assert "below" not in unsure, "the text prints it under all that it speaks of"
