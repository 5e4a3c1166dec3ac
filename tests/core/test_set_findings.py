"""From reps to what is true of the set: late shrugs, drift, trends, and the rep that broke."""

from __future__ import annotations

import pytest

from formcheck.analysis import RepAnalysis
from formcheck.findings.caps import RepContext
from formcheck.findings.judging import judge_rep, judge_set, trends, word_of
from formcheck.findings.verdict import Break, first_break
from formcheck.metrics.measurement import Measurement, not_assessed
from formcheck.reasons import Reason, ReasonCode
from tests.core.test_findings import LIMITS, values
from tests.example_reps import judged_rep
from tests.risen import rise_of


def rep(
    number: int, shrug: float | None = 0.0, gain: float = 0.0, uncertainty: float = 0.005
) -> RepAnalysis:
    metrics = values(uncertainty, shrug_torso=shrug, lean_gain_deg=gain, hip_lead_torso=gain / 80)
    found = judge_rep(rise_of(metrics), "deadlift", "conventional", RepContext(metrics))
    return judged_rep(number, metrics, found)


def a_set(shrugs: list[float | None]) -> list[RepAnalysis]:
    return [rep(n, shrug) for n, shrug in enumerate(shrugs, 1)]


BIG = LIMITS.shrug_possible_torso + 0.03


def test_shrugs_in_the_last_reps_only_are_a_late_set_shrug():
    (late,) = judge_set(a_set([0, 0, 0, 0, BIG, BIG + 0.01]), LIMITS)
    assert (late.fault, late.reps) == ("late_set_shrug", (5, 6))
    assert late.measured == pytest.approx(BIG + 0.01)


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
    assert judge_set(a_set(shrugs), LIMITS) == ()


def test_two_of_three_reps_are_not_late():
    assert judge_set(a_set([0, BIG, BIG]), LIMITS) == ()
    (late,) = judge_set(a_set([0, 0, BIG, BIG]), LIMITS)
    assert (late.fault, late.reps) == ("late_set_shrug", (3, 4))


def test_what_was_not_seen_is_not_said_to_be_steady():
    (all_seen,) = judge_set(a_set([0, 0, 0, 0, BIG, BIG]), LIMITS)
    assert all_seen.message.endswith("in the last reps, not before.")
    (most_seen,) = judge_set(a_set([0, None, 0, 0, BIG, BIG]), LIMITS)
    assert most_seen.message.endswith("not in the first ones we could judge.")


def test_a_fault_that_no_rep_before_could_show_breaks_nothing():
    assert first_break(a_set([None, BIG, 0, BIG])) is None
    assert first_break(a_set([None, 0, BIG])) == Break(3, "shrug")


def test_the_severest_new_fault_is_what_broke():
    def pull(number: int, shrug: float, gain: float) -> RepAnalysis:
        metrics = values(0.005, shrug_torso=shrug, lean_gain_deg=gain)
        found = judge_rep(rise_of(metrics), "deadlift", "conventional", RepContext(metrics))
        return judged_rep(number, metrics, found)

    both = pull(2, BIG, LIMITS.hips_shoot_severe_deg + 1)
    assert [f.fault for f in both.findings] == ["hips_shoot", "shrug"]
    assert first_break([pull(1, 0.0, 0.0), both]) == Break(2, "hips_shoot")
    habit = pull(1, 0.0, LIMITS.hips_shoot_gain_deg + 1)
    assert first_break([habit, both]) == Break(2, "shrug")


def test_a_habit_is_one_by_whatever_metric_it_shows():
    """Rounding is read off three metrics, and not off all of them in every rep."""

    def pull(number: int, **metrics: float | None) -> RepAnalysis:
        known = {
            name: not_assessed("deg", Reason(ReasonCode.HIDDEN, "hidden"))
            if value is None
            else Measurement(value, "deg", 1.0, 1.0)
            for name, value in metrics.items()
        }
        found = judge_rep(rise_of(known), "deadlift", "sumo", RepContext(known))
        return judged_rep(number, known, found)

    by_curl = pull(1, upper_back_curl_deg=60.0, back_rounding_deg=None)
    clean = pull(2, upper_back_curl_deg=0.0, back_rounding_deg=0.0)
    by_outline = pull(3, upper_back_curl_deg=None, back_rounding_deg=50.0)
    assert by_curl.findings
    assert by_outline.findings
    assert first_break([by_curl, clean, by_outline]) is None
    assert first_break([clean, by_outline]) == Break(3, "upper_back_rounding")


def leaning(half_width_deg: float, *leans_deg: float) -> list[RepAnalysis]:
    return [judged_rep(n, values(half_width_deg, lean_peak_deg=lean), ())
            for n, lean in enumerate(leans_deg, 1)]  # fmt: skip


@pytest.mark.parametrize(
    ("half_width_deg", "share"), [(1.0, 1.0), (3.0, 0.99), (5.0, 0.91), (10.0, 0.75)]
)
def test_a_drift_is_as_sure_as_its_leans_are_known(half_width_deg: float, share: float) -> None:
    """Every drift was told as "fairly sure (50 %)"."""
    (drift,) = judge_set(leaning(half_width_deg, 30, 31, 33, 41, 44), LIMITS)
    assert (drift.fault, drift.measured, drift.reps) == ("drift", 10.5, (4, 5))
    assert drift.probability == pytest.approx(share, abs=0.005)
    assert drift.confidence == word_of(drift.probability)


def test_a_drift_that_is_hardly_likelier_than_not_is_not_told() -> None:
    assert judge_set(leaning(20.0, 30, 31, 33, 41, 44), LIMITS) == ()
    assert judge_set(leaning(1.0, 30, 31, 33, 38, 44), LIMITS) == ()


def test_a_drift_of_leans_that_are_hardly_known_or_of_a_lift_that_is_not_is_only_possible() -> None:
    (hidden,) = judge_set(leaning(14.0, 30, 31, 33, 61, 64), LIMITS)
    assert (hidden.confidence, hidden.probability, hidden.capped_by) == (
        "possible", 0.79, ("lean",)
    )  # fmt: skip
    (of_any_lift,) = judge_set(leaning(1.0, 30, 31, 33, 61, 64), LIMITS, lift_sure=False)
    assert (of_any_lift.confidence, of_any_lift.capped_by) == ("possible", ("lift",))


def test_a_late_shrug_is_as_sure_as_the_shrug_that_it_is() -> None:
    reps = a_set([0, 0, 0, 0, BIG, BIG + 0.01])
    (late,) = judge_set(reps, LIMITS)
    (shrug,) = reps[-1].findings
    assert (late.confidence, late.probability) == (shrug.confidence, shrug.probability)
    assert late.probability > 0.95


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
    of_metrics = trends(reps)
    assert of_metrics["lean_gain_deg"].per_rep == pytest.approx(0.5)
    assert of_metrics["lean_gain_deg"].unit == "deg"
    assert "lean_peak_deg" not in of_metrics


def test_two_reps_make_no_trend():
    assert trends([rep(1), rep(2, gain=5)]) == {}
