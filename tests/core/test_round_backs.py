"""Backs that round, by the joints and by the outline."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from formcheck.body.back_bend import BendReading
from formcheck.body.estimate import POOR_FIT
from formcheck.metrics import rounding, table
from formcheck.metrics.measurement import Weighed
from formcheck.reasons import ReasonCode
from tests import stick
from tests.core.four_reps import REPS, through_rep
from tests.observed import analyzed, blazepose_read, complete, faults, read, some_reps, value


def test_a_back_that_rounds_makes_no_sure_hips_that_shoot():
    """It tips the line from hip to shoulder, too: what is left of the gain is at most possible."""
    track = stick.film(stick.deadlift(REPS, tip_deg=[0.0, 0.0, 0.0, 14.0]))
    flat, round_ = (analyzed(outlined(track, 0.0, 0.0, 0.0, bend)) for bend in (0.0, 21.0))
    assert "upper_back_rounding" in faults(complete(round_)[3])
    (shoots,) = (f for f in complete(flat)[3].findings if f.fault == "hips_shoot")
    assert (shoots.confidence, shoots.capped_by) == ("clear", ())
    (shoots,) = (f for f in complete(round_)[3].findings if f.fault == "hips_shoot")
    assert (shoots.confidence, shoots.capped_by) == ("possible", ("back",))


def test_a_back_that_rounds_under_a_steady_trunk_shoots_no_hips():
    body = stick.deadlift(REPS)
    body = replace(body, shorter=through_rep(body, 3, 0.10), head_deg=through_rep(body, 3, 10.0))
    track = outlined(stick.film(body), 0.0, 0.0, 0.0, 21.0)
    for analysis in (blazepose_read(track), analyzed(track)):
        assert faults(complete(analysis)[3]) == {"upper_back_rounding"}


def test_a_straight_back_is_not_called_round():
    analysis = analyzed(stick.film(stick.deadlift(REPS)))
    assert not any("upper_back_rounding" in faults(r) for r in some_reps(analysis))


def outlined(track, *bends_deg: float):
    """The track with the outline of the back bending so much in each of `REPS`."""
    bend = np.full(len(track.time_s), np.nan, np.float32)
    for (start, turn, _), of_rep in zip(REPS, bends_deg, strict=False):
        bend[(track.time_s >= start - 0.5) & (track.time_s <= turn)] = of_rep
    return with_bend(track, bend)


def with_bend(track, bend_deg):
    """The track with an outline that bends like this, and says nothing of the lean."""
    unread = np.full(len(bend_deg), np.nan)
    return replace(track, back_deg=np.stack([bend_deg, unread], axis=1).astype(np.float32))


def test_the_outline_says_by_how_many_degrees_a_back_rounds():
    track = outlined(stick.film(stick.deadlift(REPS)), -12.0, -11.0, -12.0, 9.0)
    reps = complete(analyzed(track))
    told = [value(r, "back_rounding_deg") for r in reps]
    assert told == pytest.approx([0, 1 / 0.7, 0, 21 / 0.7], abs=2.0)
    assert ["upper_back_rounding" in faults(r) for r in reps] == [False, False, False, True]


@pytest.mark.parametrize(
    "bends_deg", [(-30.0, -5.0, -5.0, -5.0), (-35.0, 16.0, 16.0, 16.0), (-50.0, 20.0, 18.0, 20.0)]
)
def test_one_back_that_reads_too_flat_makes_no_other_one_round(bends_deg):
    track = outlined(stick.film(stick.deadlift(REPS)), *bends_deg)
    assert not any(faults(r) for r in some_reps(analyzed(track)))


def test_what_surely_bends_by_less_than_a_flat_back_is_not_read_as_one(monkeypatch):
    """Its rounding was 0° within an interval that ended below 0, a negative ±."""
    track = outlined(stick.film(stick.deadlift(REPS)), -8.0, -8.0, -8.0, -30.0)
    contour = [BendReading(deg, 2.0) for deg in (-9.0, -9.0, -9.0, -26.6)]
    monkeypatch.setattr(rounding, "_by_contour", lambda windows, part: contour)
    *flat, misread = (r.metrics["back_rounding_deg"] for r in complete(analyzed(track)))
    assert misread.reason_code is ReasonCode.OUTLINE_UNCLEAR
    assert all(one.value < 2.0 and one.uncertainty > 0.0 for one in flat)


def test_reps_that_are_not_seen_throughout_are_no_measure_for_others():
    track = outlined(stick.film(stick.deadlift(REPS)), -35.0, -35.0, 0.0, 0.0)
    bend = track.back_deg[:, 0].copy()
    bend[(track.time_s > REPS[0][0] + 0.15) & (track.time_s < REPS[0][2])] = np.nan
    bend[(track.time_s > REPS[1][0] - 0.5) & (track.time_s < REPS[1][0] + 0.25)] = np.nan
    assert not any(faults(r) for r in some_reps(analyzed(with_bend(track, bend))))


def test_an_outline_that_is_clear_in_one_rep_of_four_is_not_believed_there():
    track = outlined(stick.film(stick.deadlift(REPS)), 40.0, 40.0, 40.0, 40.0)
    bend = np.where(track.time_s > REPS[1][0] - 0.5, np.nan, track.back_deg[:, 0])
    reps = complete(analyzed(with_bend(track, bend)))
    assert not any(faults(r) for r in reps)
    assert all("behind your back" in r.metrics["upper_back_bend_deg"].not_assessed for r in reps)


def test_a_back_that_is_round_in_every_rep_is_told_by_what_flat_backs_bend_by():
    track = outlined(stick.film(stick.deadlift(REPS)), *[38.0] * 4)
    reps = complete(analyzed(track))
    for rep in reps:
        low, high = rep.metrics["back_rounding_deg"].interval
        assert value(rep, "back_rounding_deg") > 20
        assert high - low > 40  # a flat back that is unlike others looks the same
    assert all(faults(r) == {"upper_back_rounding"} for r in reps)


@pytest.mark.parametrize(("first_deg", "seen"), [(-10.0, True), (40.0, False)])
def test_what_a_lifters_flat_back_looks_like_is_seen_where_a_rep_is_flat(first_deg, seen):
    track = outlined(stick.film(stick.deadlift(REPS)), first_deg, *[40.0] * 3)
    backs = [rep.metrics["back_rounding_deg"] for rep in read(track).reps]
    assert [back.zero_seen for back in backs if isinstance(back, Weighed)] == [seen] * 4


@pytest.mark.parametrize("bend_deg", [-24.0, 0.0, 12.0])
def test_lifters_whose_straight_backs_look_different_are_all_called_straight(bend_deg):
    track = outlined(stick.film(stick.deadlift(REPS)), *[bend_deg] * 4)
    assert not any(faults(r) for r in some_reps(analyzed(track)))


def test_an_outline_that_trembles_is_not_believed():
    track = outlined(stick.film(stick.deadlift(REPS)), 0.0, 0.0, 0.0, 40.0)
    trembles = np.where(np.arange(len(track.time_s)) % 2, 35.0, -35.0)
    last = track.time_s > REPS[3][0] - 0.5
    reps = complete(analyzed(with_bend(track, track.back_deg[:, 0] + last * trembles)))
    assert reps[3].metrics["upper_back_bend_deg"].not_assessed
    assert reps[3].metrics["back_rounding_deg"].not_assessed
    assert not faults(reps[3])


@pytest.mark.parametrize(
    ("yaw_deg", "alone", "compared"),
    [(0, True, True), (25, True, True), (36, False, True), (52, False, False)],
)
def test_outlines_are_read_as_far_from_the_side_as_they_say_something(yaw_deg, alone, compared):
    track = stick.film(stick.deadlift(REPS), yaw_deg=yaw_deg)
    reps = complete(analyzed(outlined(track, 0.0, 0.0, 0.0, 40.0)))
    assert alone == (reps[3].metrics["upper_back_bend_deg"].value is not None)
    assert compared == ("upper_back_rounding" in faults(reps[3]))


def test_of_three_reps_two_of_which_round_the_straight_one_is_the_measure():
    track = outlined(stick.film(stick.deadlift(REPS[:3])), 1.0, 24.0, 31.0)
    told = [value(r, "back_rounding_deg") for r in complete(analyzed(track))]
    assert told == pytest.approx([0, 23 / 0.7, 30 / 0.7], abs=5)


def test_two_reps_are_enough_where_one_of_them_is_flat():
    track = outlined(stick.film(stick.deadlift(REPS[:2])), -20.0, 0.0)
    reps = complete(analyzed(track))
    assert [value(r, "back_rounding_deg") for r in reps] == pytest.approx([0, 20 / 0.7], abs=5)
    assert faults(reps[1]) == {"upper_back_rounding"}


def test_a_flat_rep_alone_is_compared_with_nothing():
    (rep,) = complete(analyzed(outlined(stick.film(stick.deadlift(REPS[:1])), -20.0)))
    assert rep.metrics["back_rounding_deg"].reason_code == ReasonCode.TOO_FEW_REPS


def test_two_reps_are_too_few_where_neither_is_flat():
    reps = complete(analyzed(outlined(stick.film(stick.deadlift(REPS[:2])), 38.0, 38.0)))
    for rep in reps:
        assert rep.metrics["back_rounding_deg"].reason_code == ReasonCode.TOO_FEW_REPS


def test_what_the_outline_does_in_every_pull_is_not_rounding():
    """Arms and hips move as the bar leaves the floor, and the outline with them."""
    track = outlined(stick.film(stick.deadlift(REPS)), -10.0, -10.0, -10.0, 8.0)
    since = np.full(len(track.time_s), 0.0, np.float32)
    for start, turn, _ in REPS:
        going = (track.time_s >= start) & (track.time_s <= turn)
        since[going] = track.time_s[going] - start
    track = with_bend(track, track.back_deg[:, 0] + 60 * since)
    told = [value(r, "back_rounding_deg") for r in complete(analyzed(track))]
    assert told == pytest.approx([0, 0, 0, 18 / 0.7], abs=2)


def test_what_is_known_of_backs_off_the_floor_alone_is_told_of_no_romanian_pull():
    reps = complete(analyzed(stick.film(stick.romanian(stick.paced(3)))))
    assert len(reps) == 3
    for rep in reps:
        for name in ("upper_back_curl_deg", "upper_back_bend_deg"):
            assert rep.metrics[name].not_assessed


def test_of_a_romanian_pull_one_reason_is_given_why_a_curl_is_not_read(monkeypatch):
    """Joints that are lost in a few reps were a second reason for what is read in none of them."""
    lost = iter([POOR_FIT, None, None] * 40)
    monkeypatch.setattr(table, "_joints_lost", lambda rise: next(lost))
    reps = complete(analyzed(stick.film(stick.romanian(stick.paced(3)))))
    codes = {rep.metrics["upper_back_curl_deg"].reason_code for rep in reps}
    assert codes == {ReasonCode.NOT_FROM_FLOOR}
    leans = {rep.metrics["lean_peak_deg"].reason_code for rep in reps}
    assert leans == {ReasonCode.POOR_FIT, None}


def test_a_romanian_pull_is_judged_where_it_turns():
    track = stick.film(stick.romanian(stick.paced(4)))
    bend = np.full(len(track.time_s), -8.0, np.float32)
    turn_s = complete(analyzed(with_bend(track, bend)))[2].turn_s
    round_there = with_bend(track, np.where(abs(track.time_s - turn_s) < 0.5, 20.0, bend))
    reps = complete(analyzed(round_there))
    assert ["upper_back_rounding" in faults(r) for r in reps] == [False, False, True, False]
