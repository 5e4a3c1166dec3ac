"""From reps to what is true of the set: late shrugs, drift, trends, and the rep that broke."""

from __future__ import annotations

import pytest

from formcheck.findings.caps import HowSeen
from formcheck.findings.of_rep import JudgedRep, judge_rep
from formcheck.findings.of_set import Break, first_break, judge_set
from formcheck.metrics.measurement import Measurement, not_assessed
from formcheck.reasons import Reason, ReasonCode
from tests.core.test_findings import LIMITS, values
from tests.risen import rise_of


def rep(
    number: int, shrug: float | None = 0.0, gain: float = 0.0, uncertainty: float = 0.005
) -> JudgedRep:
    metrics = values(uncertainty, shrug_torso=shrug, lean_gain_deg=gain, hip_lead_torso=gain / 80)
    found = judge_rep(rise_of(metrics), "deadlift", "conventional", HowSeen(metrics))
    return JudgedRep(number, metrics, found)


def a_set(shrugs: list[float | None]) -> list[JudgedRep]:
    return [rep(n, shrug) for n, shrug in enumerate(shrugs, 1)]


BIG = LIMITS.shrug_possible_torso + 0.03


def test_shrugs_in_the_last_reps_only_are_a_late_set_shrug():
    verdict = judge_set(a_set([0, 0, 0, 0, BIG, BIG + 0.01]), LIMITS)
    assert [f.fault for f in verdict.findings] == ["late_set_shrug"]
    assert verdict.findings[0].reps == (5, 6)
    assert verdict.findings[0].measured == pytest.approx(BIG + 0.01)


@pytest.mark.parametrize(
    "shrugs",
    [
        [0, 0, 0, 0, 0, 0],
        [BIG] * 6,
        [None, None, None, 0, BIG, BIG],
        [None, 0, BIG, BIG],
        [BIG, 0, 0, 0, BIG, BIG],
        [0, 0, 0, 0, BIG, 0],
        [0, 0, 0, 0, 0, BIG],
        [0, BIG],
    ],
)
def test_anything_else_is_not(shrugs):
    assert judge_set(a_set(shrugs), LIMITS).findings == ()


def test_two_of_three_reps_are_not_late():
    assert judge_set(a_set([0, BIG, BIG]), LIMITS).findings == ()
    (late,) = judge_set(a_set([0, 0, BIG, BIG]), LIMITS).findings
    assert (late.fault, late.reps) == ("late_set_shrug", (3, 4))


def test_what_was_not_seen_is_not_said_to_be_steady():
    (all_seen,) = judge_set(a_set([0, 0, 0, 0, BIG, BIG]), LIMITS).findings
    assert all_seen.message.endswith("in the last reps, not before.")
    (most_seen,) = judge_set(a_set([0, None, 0, 0, BIG, BIG]), LIMITS).findings
    assert most_seen.message.endswith("not in the first ones we could judge.")


def test_a_fault_that_no_rep_before_could_show_breaks_nothing():
    assert first_break(a_set([None, BIG, 0, BIG])) is None
    assert first_break(a_set([None, 0, BIG])) == Break(3, "shrug")


def test_the_severest_new_fault_is_what_broke():
    def pull(number: int, shrug: float, gain: float) -> JudgedRep:
        metrics = values(0.005, shrug_torso=shrug, lean_gain_deg=gain)
        found = judge_rep(rise_of(metrics), "deadlift", "conventional", HowSeen(metrics))
        return JudgedRep(number, metrics, found)

    both = pull(2, BIG, LIMITS.hips_shoot_severe_deg + 1)
    assert [f.fault for f in both.findings] == ["hips_shoot", "shrug"]
    assert first_break([pull(1, 0.0, 0.0), both]) == Break(2, "hips_shoot")
    habit = pull(1, 0.0, LIMITS.hips_shoot_gain_deg + 1)
    assert first_break([habit, both]) == Break(2, "shrug")


def test_a_habit_is_one_by_whatever_metric_it_shows():
    """Rounding is read in three ways, and not all of them in every rep."""

    def pull(number: int, **metrics: float | None) -> JudgedRep:
        known = {
            name: not_assessed("deg", Reason(ReasonCode.HIDDEN, "hidden"))
            if value is None
            else Measurement(value, "deg", 1.0, 1.0)
            for name, value in metrics.items()
        }
        found = judge_rep(rise_of(known), "deadlift", "sumo", HowSeen(known))
        return JudgedRep(number, known, found)

    by_curl = pull(1, upper_back_curl_deg=60.0, back_rounding_deg=None)
    clean = pull(2, upper_back_curl_deg=0.0, back_rounding_deg=0.0)
    by_outline = pull(3, upper_back_curl_deg=None, back_rounding_deg=50.0)
    assert by_curl.findings
    assert by_outline.findings
    assert first_break([by_curl, clean, by_outline]) is None
    assert first_break([clean, by_outline]) == Break(3, "upper_back_rounding")


@pytest.mark.parametrize(("half_width_deg", "sure"), [(8.0, "likely"), (16.0, "possible")])
def test_a_drift_of_leans_that_are_hardly_known_is_only_possible(half_width_deg, sure):
    leans = [30.0, 31.0, 33.0, 41.0, 44.0]
    reps = [JudgedRep(n, values(half_width_deg, lean_peak_deg=lean), ())
            for n, lean in enumerate(leans, 1)]  # fmt: skip
    (drift,) = judge_set(reps, LIMITS).findings
    assert (drift.fault, drift.confidence, drift.reps) == ("drift", sure, (4, 5))


def test_the_first_broken_rep_is_the_first_that_left_the_lifters_own_pattern():
    assert first_break(a_set([0, 0, 0, BIG, 0, BIG])) == Break(4, "shrug")


def test_a_habit_is_no_break():
    assert first_break(a_set([BIG] * 5)) is None


def test_a_clean_set_and_a_single_rep_have_no_broken_rep():
    assert first_break(a_set([0] * 5)) is None
    assert first_break(a_set([BIG])) is None
    assert first_break([]) is None


def test_a_merely_possible_fault_breaks_nothing():
    doubtful = rep(3, gain=LIMITS.hips_shoot_gain_deg + 0.1, uncertainty=10)
    assert [f.confidence for f in doubtful.findings] == ["possible"]
    assert first_break([rep(1), rep(2), doubtful]) is None


def test_trends_are_slopes_per_rep():
    reps = [rep(n, gain=-2 + 0.5 * n) for n in range(1, 6)]
    trends = judge_set(reps, LIMITS).trends
    assert trends["lean_gain_deg"].per_rep == pytest.approx(0.5)
    assert trends["lean_gain_deg"].unit == "deg"
    assert "lean_peak_deg" not in trends


def test_two_reps_make_no_trend():
    assert judge_set([rep(1), rep(2, gain=5)], LIMITS).trends == {}
