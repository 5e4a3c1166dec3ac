"""A user who looked at the clip knows better."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest

from benchmarks import real_store
from formcheck.pipeline.document import judge
from formcheck.pipeline.options import Options
from formcheck.reps.corrections import Corrections
from formcheck.thresholds import Thresholds
from tests import stick
from tests.observed import analyzed, complete, observed, some_reps, value

REPS = stick.paced(4)


def corrected(track, **known):
    return analyzed(track, Options(corrections=Corrections(**known)))


def test_a_struck_out_rep_is_listed_with_its_reason():
    track = stick.film(stick.squat(REPS, tip_deg=[0, 12, 0, 0]))
    analysis = corrected(track, not_reps=(REPS[1][1],))
    assert [r.number for r in analysis.reps] == [1, 2, 3]
    assert [n.reason for n in analysis.not_counted] == ["told"]
    assert not any(r.flagged for r in some_reps(analysis))


def test_a_moment_between_reps_strikes_out_nothing():
    track = stick.film(stick.squat(stick.paced(3, rest_s=3)))
    before = analyzed(track)
    assert corrected(track, not_reps=(5.4,)).reps == before.reps


def test_an_added_rep_is_measured_and_in_order():
    """A half squat that was not counted is told to be a rep."""
    track = stick.film(stick.squat(REPS, depth=[1, 0.5, 1, 1]))
    assert len(analyzed(track).reps) == 3
    analysis = corrected(track, reps=((REPS[1][0], REPS[1][2]),))
    assert [r.number for r in analysis.reps] == [1, 2, 3, 4]
    assert analysis.reps[1].turn_s == pytest.approx(REPS[1][1], abs=0.1)
    assert value(analysis.reps[1], "depth_thigh") > 0.5
    assert analysis.not_counted == ()


@pytest.mark.parametrize("wider_s", [-0.6, 0.0, 2.0])
def test_what_was_not_counted_does_not_stand_beside_the_added_rep(wider_s):
    """A short movement stayed listed inside a rep that was marked generously."""
    track = stick.film(stick.squat(stick.paced(4, rest_s=4), depth=[1, 0.5, 1, 1]))
    (other,) = analyzed(track).not_counted
    span = (other.start_s - wider_s, other.end_s + wider_s)
    analysis = corrected(track, reps=(span,))
    assert len(analysis.reps) == 4
    assert analysis.not_counted == ()


def test_a_span_that_ends_before_it_begins_adds_nothing():
    track = stick.film(stick.squat(REPS))
    assert corrected(track, reps=((REPS[1][2], REPS[1][0]),)).reps == analyzed(track).reps


@pytest.mark.parametrize("span", [(100.0, 110.0), (-5.0, -3.0)])
def test_a_span_outside_the_clip_adds_nothing(span):
    track = stick.film(stick.squat(REPS))
    assert corrected(track, reps=(span,)).reps == analyzed(track).reps


def test_a_rep_added_where_nobody_is_seen_adds_nothing():
    track = stick.film(stick.squat(REPS))
    nobody = replace(
        track, span=np.full_like(track.span, -1), image_px=np.full_like(track.image_px, np.nan)
    )
    analysis = corrected(nobody, reps=((REPS[1][0], REPS[1][2]),))
    assert analysis.reps == ()
    assert "no_person" in {notice.code for notice in analysis.warnings}


def test_added_reps_do_not_overlap_and_end_with_the_clip():
    track = stick.film(stick.standing(duration_s=12.0))
    last_s = float(track.time_s[-1])
    reps = analyzed(
        track,
        Options(
            lift="squat",
            corrections=Corrections(reps=((1.0, 3.0), (2.1, 4.2), (9.0, last_s + 9.0))),
        ),
    ).reps
    assert len(reps) == 3
    assert all(one.end_s <= other.start_s for one, other in pairwise(reps))
    assert reps[-1].end_s <= last_s


def test_reps_that_a_user_adds_are_the_same_in_whatever_order_they_are_told():
    """Of two that overlap, that which was told last was cut."""
    track = stick.film(stick.standing(duration_s=12.0))
    spans = ((1.0, 3.0), (2.1, 4.2), (6.0, 8.0))
    one, other = (
        analyzed(track, Options(lift="squat", corrections=Corrections(reps=reps))).reps
        for reps in (spans, spans[::-1])
    )
    assert one == other


@pytest.mark.parametrize(
    ("body", "lasts_s", "whole"),
    [
        (stick.squat(REPS), REPS[3][1] + 0.3, False),
        (stick.squat(REPS), REPS[3][2] + 1.0, True),
        (stick.deadlift(REPS), REPS[3][1] + 0.3, False),
        (stick.deadlift(REPS), REPS[3][2] + 1.0, True),
    ],
)
def test_an_added_rep_that_the_clip_cuts_off_is_not_whole(body, lasts_s, whole):
    """It was whole, whatever was left of it, and held against the others as such."""
    found = analyzed(stick.film(body)).reps[3]
    track = stick.cut(stick.film(body), 0.0, lasts_s)
    start_s, turn_s, end_s = REPS[3]
    last = corrected(track, not_reps=(turn_s,), reps=((start_s, end_s),)).reps[-1]
    assert (last.complete, last.end_s is not None) == (whole, whole)
    assert last.start_s == pytest.approx(start_s, abs=0.05)
    assert last.turn_s == pytest.approx(found.turn_s, abs=0.02)


@pytest.mark.parametrize("body", [stick.squat, stick.deadlift])
def test_an_added_rep_turns_where_it_does_when_it_is_found(body):
    """A pull turned at its highest, in real sets 0.4 s after its lockout, 1.1 s in some."""
    track = stick.film(body(REPS))
    found = analyzed(track).reps[1]
    near = found.start_s - 0.02, found.end_s + 0.02
    added = corrected(track, not_reps=(found.turn_s,), reps=(near,)).reps[1]
    assert (added.start_s, added.end_s) == pytest.approx(near)
    assert added.turn_s == pytest.approx(found.turn_s, abs=0.02)


def test_a_rep_struck_out_and_added_with_its_own_times_is_as_it_was():
    """Marked reps are held against another level: 30 of 1,225 came back cut short."""
    clips = ((label["file"], seen) for label, seen in real_store.clips("clips3"))
    seen = next(seen for name, seen in clips if name == "sq_cris_tutorial.mp4")
    found = judge(seen, Options()).reps
    assert found[0].complete
    span = found[0].start_s, found[0].end_s
    again = Corrections(not_reps=(found[0].turn_s,), reps=(span,))
    told = replace(found[0], probability=1.0)
    assert judge(seen, Options(corrections=again)).reps == (told, *found[1:])


@pytest.mark.parametrize("body", [stick.squat, stick.deadlift])
def test_an_added_rep_that_is_cut_at_both_ends_alike_is_not_whole(body):
    track = stick.film(body(REPS))
    start_s, turn_s, end_s = REPS[3]
    near = tuple(turn_s + 0.3 * (edge - turn_s) for edge in (start_s, end_s))
    clip = stick.cut(track, 0.0, near[1])
    last = corrected(clip, not_reps=(turn_s,), reps=(near,)).reps[-1]
    assert (last.complete, last.start_s, last.end_s) == (False, None, None)
    assert last.turn_s == pytest.approx(turn_s, abs=0.1)


def test_a_movement_that_is_added_twice_is_one_rep_also_where_only_its_turn_is_seen():
    track = stick.film(stick.squat(REPS))
    start_s, turn_s, end_s = REPS[3]
    near = tuple(turn_s + 0.3 * (edge - turn_s) for edge in (start_s, end_s))
    clip = stick.cut(track, 0.0, near[1])
    again = near[0] + 0.02, near[1]
    reps = corrected(clip, not_reps=(turn_s,), reps=(near, again)).reps
    assert [rep.number for rep in reps] == [1, 2, 3, 4]


def test_an_added_rep_that_begins_and_ends_near_its_turn_is_judged():
    """Of its descent nothing is in it, and how far it goes down was asked all the same."""
    seen = observed(stick.film(stick.squat(REPS)), runtime="mediapipe")
    turn_s = REPS[1][1]
    marked = Corrections(not_reps=(turn_s,), reps=((turn_s - 0.25, turn_s + 0.25),))
    rep = judge(seen, Options(corrections=marked)).reps[1]
    assert (rep.start_s, rep.end_s) == (None, None)
    assert value(rep, "depth_thigh") < 0


def test_of_added_reps_that_go_beyond_the_clip_none_lies_within_another():
    track = stick.film(stick.standing(duration_s=12.0))
    spans = Corrections(reps=((0.5, 30.0), (11.0, 30.0)))
    assert len(analyzed(track, Options(lift="squat", corrections=spans)).reps) == 1


def test_an_added_rep_does_not_turn_after_its_end():
    """The sample that follows the end is up to a sixtieth of a second later."""
    track = stick.film(stick.deadlift(REPS))
    start_s, turn_s, _ = REPS[3]
    rising_s = turn_s - 0.604
    last = corrected(track, not_reps=(turn_s,), reps=((start_s, rising_s),)).reps[-1]
    assert last.turn_s <= last.end_s == pytest.approx(rising_s)


def test_an_added_pull_that_is_dropped_is_whole():
    track = stick.film(stick.deadlift(REPS))
    start_s, turn_s, _ = REPS[3]
    dropped = turn_s + 0.3
    last = corrected(track, not_reps=(turn_s,), reps=((start_s, dropped),)).reps[-1]
    assert (last.complete, last.end_s) == (True, pytest.approx(dropped, abs=0.05))


def test_an_added_pull_that_was_too_short_turns_where_the_others_do():
    track = stick.film(stick.deadlift(REPS, height=[1, 0.28, 1, 1]))
    analysis = corrected(track, reps=((REPS[1][0], REPS[1][2]),))
    before_top_s = [
        top_s - rep.turn_s for rep, (_, top_s, _) in zip(analysis.reps, REPS, strict=True)
    ]
    assert before_top_s == pytest.approx([before_top_s[0]] * 4, abs=0.1 + 1e-6)


def test_an_added_romanian_rep_turns_at_its_lowest():
    """It begins and ends at the top, unlike a pull from the floor."""
    track = stick.film(stick.romanian(REPS))
    assert analyzed(track).lift.variant == "romanian"
    struck = Corrections(not_reps=(REPS[1][1],), reps=((REPS[1][0], REPS[1][2]),))
    reps = analyzed(track, Options(corrections=struck)).reps
    assert len(reps) == 4
    assert reps[1].turn_s == pytest.approx(REPS[1][1], abs=0.1)
    assert value(reps[1], "ascent_s") == pytest.approx(REPS[1][2] - REPS[1][1], abs=0.1)


@pytest.mark.parametrize(
    ("body", "variant"),
    [(stick.deadlift(REPS), "romanian"), (stick.romanian(REPS), "conventional")],
    ids=["lowered to the floor", "pulled from above the knees"],
)
def test_a_told_style_tells_where_reps_begin(body, variant):
    """What the other style would call the turns are the pauses between reps, and the other way."""
    options = Options(lift="deadlift", variant=variant)
    reps = complete(analyzed(stick.film(body), options))
    between = [(a[2] + b[0]) / 2 for a, b in pairwise(REPS)]
    assert [r.turn_s for r in reps] == pytest.approx(between, abs=0.7)


def test_somebody_who_only_stands_does_no_romanian_deadlift():
    options = Options(lift="deadlift", variant="romanian")
    assert analyzed(stick.film(stick.standing(8)), options).reps == ()


def test_corrections_of_both_kinds_at_once():
    track = stick.film(stick.squat(REPS, depth=[1, 0.5, 1, 1]))
    analysis = corrected(track, not_reps=(REPS[3][1],), reps=((REPS[1][0], REPS[1][2]),))
    assert len(analysis.reps) == 3
    assert analysis.reps[1].turn_s == pytest.approx(REPS[1][1], abs=0.1)


HALF = stick.film(stick.squat(REPS, depth=[1, 0.6, 1, 1]))


def test_an_added_rep_that_another_limit_counts_is_counted_once():
    assert len(analyzed(HALF).reps) == 3
    marked = Corrections(reps=((REPS[1][0], REPS[1][2]),))
    lower = Thresholds(partial_rep_share=0.3)
    found = analyzed(HALF, Options(thresholds=lower)).reps
    assert len(found) == 4
    assert analyzed(HALF, Options(thresholds=lower, corrections=marked)).reps == found


@pytest.mark.parametrize("early_s", [-0.9, -0.4, 0.4, 0.9])
def test_an_added_span_that_is_mostly_counted_adds_nothing(early_s):
    """Another lift begins and ends its reps elsewhere; the movement is the same."""
    track = stick.film(stick.squat(REPS))
    span = (REPS[1][0] - early_s, REPS[1][2] - early_s)
    assert corrected(track, reps=(span,)).reps == analyzed(track).reps


def test_an_added_span_between_two_counted_reps_is_counted_with_them():
    """What one reading takes for a rep, the other one takes for halves of two."""
    track = stick.film(stick.romanian(REPS))
    assert corrected(track, reps=((REPS[1][1], REPS[2][1]),)).reps == analyzed(track).reps


def test_the_same_movement_added_twice_is_one_rep():
    start, _, end = REPS[1]
    assert len(corrected(HALF, reps=((start, end), (start + 0.2, end + 0.2))).reps) == 4


def test_an_added_rep_beside_a_counted_one_stays():
    start, turn, _ = REPS[1]
    struck = corrected(HALF, not_reps=(REPS[2][1],), reps=((start, turn), (turn, REPS[2][0])))
    assert len(struck.reps) == 4


@pytest.mark.parametrize(
    "body",
    [
        stick.squat(REPS, depth=[1, 0.5, 1, 1]),
        stick.deadlift(REPS, height=[1, 0.28, 1, 1]),
    ],
    ids=["squat", "deadlift"],
)
@pytest.mark.parametrize("share", [0.5, 0.75])
def test_what_is_too_short_is_said_with_the_limit_it_was_held_against(body, share):
    limits = Thresholds(partial_rep_share=share)
    (other,) = analyzed(stick.film(body), Options(thresholds=limits)).not_counted
    assert other.reason == "partial"
    assert f"{100 * share:.0f} %" in other.message


def test_a_rep_that_is_marked_where_nobody_is_seen_is_counted_and_not_judged():
    """Nothing was left to be made less, and by how much less was divided by it."""
    track = stick.film(stick.deadlift(REPS))
    start_s, _, end_s = REPS[1]
    image, visibility = track.image_px.copy(), track.visibility.copy()
    gone = track.time_s < end_s + 0.3
    image[gone], visibility[gone] = np.nan, 0.0
    unseen = replace(track, image_px=image, visibility=visibility)
    seen = (REPS[2][1], REPS[3][1])
    marked = Corrections(not_reps=seen, reps=((start_s, end_s),))
    (rep,) = analyzed(unseen, Options(lift="deadlift", corrections=marked)).reps
    assert rep.metrics["lean_gain_deg"].value is None
