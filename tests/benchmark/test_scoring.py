"""Documents made by hand against labels made by hand: figures that can be worked out on paper."""

from __future__ import annotations

import math
from dataclasses import replace

import pytest

from formcheck.arithmetic.robust import NINETY_PERCENT
from formcheck.benchmark import summaries
from formcheck.benchmark.labels import true_values
from formcheck.benchmark.scoring import ClipScore, failed, score_clip
from formcheck.benchmark.summaries import Share
from formcheck.metrics.measurement import Measurement
from tests.benchmark.documents import document, finding, gain, label, rep

CLEAN: dict[str, object] = {"faults": [], "lean_gain_deg": 0.0}
FAULTY: dict[str, object] = {"faults": ["good_morning"], "lean_gain_deg": 8.0}


def test_a_perfect_document():
    score = score_clip(
        label(CLEAN, FAULTY),
        document(rep(0, metrics=gain(0.0)), rep(1, finding("good_morning"), metrics=gain(8.0))),
    )
    assert (score.count_right, score.lift_right, len(score.reps)) == (True, True, 2)
    assert summaries.fault_summary([score], "good_morning").found == Share(1, 1)
    assert summaries.fault_summary([score], "good_morning").false == Share(0, 1)
    assert summaries.fault_summary([score], "good_morning").f1 == 1.0
    assert summaries.clean_flagged([score]) == Share(0, 1)


def test_faults_by_how_far_they_are_beyond_their_limit():
    """Gains of 1.2, 1.4, 1.6 and 2 times 5°, and one of 2 times in a rep that is not found."""

    def sized(gain_deg):
        return {"faults": ["good_morning"], "lean_gain_deg": gain_deg}

    score = score_clip(
        label(*map(sized, (6.0, 7.0, 8.0, 10.0, 10.0))),
        document(
            rep(0),
            rep(1, finding("good_morning", "possible")),
            rep(2, finding("good_morning", "likely")),
            rep(3, finding("good_morning", "clear")),
        ),
    )
    assert summaries.by_size([score], ["good_morning"]) == [
        (Share(0, 1), Share(0, 1)),
        (Share(1, 1), Share(0, 1)),
        (Share(2, 3), Share(1, 3)),
    ]
    assert summaries.by_size([score], ["shrug"]) == [(Share(0, 0), Share(0, 0))] * 3


def test_errors_intervals_and_the_ratio_of_real_to_predicted():
    # errors 1, -1, 3 in one clip and 4 in another; half-widths 2 each: 2 of 4 hold the truth
    one = score_clip(
        label(CLEAN, CLEAN, CLEAN),
        document(*(rep(n, metrics=gain(e)) for n, e in enumerate((1.0, -1.0, 3.0)))),
    )
    other = score_clip(label(CLEAN), document(rep(0, metrics=gain(4.0))))
    found = summaries.metric_summary([one, other], "lean_gain_deg")
    assert found.assessed == Share(4, 4)
    assert found.bias == pytest.approx(7 / 4)
    assert found.mae == pytest.approx(9 / 4)
    assert found.own_mae == pytest.approx((0 + 2 + 2 + 0) / 4)  # medians 1 and 4 taken off
    assert found.covered == Share(2, 4)
    assert found.half_width == pytest.approx(2.0)
    rms = math.sqrt((1 + 1 + 9 + 16) / 4)
    assert found.real_to_predicted == pytest.approx(rms / (2.0 / 1.6448536), rel=1e-4)


def test_a_constant_is_what_a_metric_has_to_beat():
    # true medians 0 and 8, read 1 and 5; the best constant, 4, is off by 4 in each
    def clip(true, read):
        return score_clip(
            label(*({"faults": [], "lean_gain_deg": t} for t in true)),
            document(*(rep(n, metrics=gain(r)) for n, r in enumerate(read))),
        )

    clips = [clip((-1.0, 0.0, 1.0), (1.0, 1.0, 1.0)), clip((8.0, 8.0, 11.0), (5.0, 5.0, 6.0))]
    found = summaries.against_constant(clips, "lean_gain_deg", "squat")
    assert found is not None
    between, within = found
    assert between == pytest.approx(((1 + 3) / 2, 4.0))
    assert within == pytest.approx(((1 + 0 + 1 + 0 + 0 + 2) / 6, (1 + 0 + 1 + 0 + 0 + 3) / 6))
    assert summaries.against_constant(clips[:1], "lean_gain_deg", "squat") is None
    assert summaries.against_constant(clips, "lean_gain_deg", "deadlift") is None


def test_a_ratio_of_one_is_what_honest_intervals_give():
    half = NINETY_PERCENT  # of a standard error of 1
    score = score_clip(
        label(CLEAN, CLEAN),
        document(rep(0, metrics=gain(1.0, half)), rep(1, metrics=gain(-1.0, half))),
    )
    found = summaries.metric_summary([score], "lean_gain_deg")
    assert found.real_to_predicted == pytest.approx(1.0)


def test_what_was_not_assessed_is_asked_for_and_not_counted_as_an_error():
    score = score_clip(
        label(CLEAN, FAULTY),
        document(rep(0, metrics=gain(None)), rep(1, metrics=gain(None))),
    )
    assert summaries.metric_summary([score], "lean_gain_deg").assessed == Share(0, 2)
    assert summaries.metric_summary([score], "lean_gain_deg").mae is None
    found = summaries.fault_summary([score], "good_morning")
    assert (found.found, found.missed, found.unread, found.lost) == (Share(0, 1), 1, 1, 0)


def test_a_rep_that_was_not_found_loses_its_faults():
    score = score_clip(label(CLEAN, FAULTY), document(rep(0)))
    found = summaries.fault_summary([score], "good_morning")
    assert (found.found, found.lost, found.f1) == (Share(0, 1), 1, 0.0)
    assert not score.count_right


def test_a_clip_that_failed_is_missed_as_a_whole():
    score = failed(label(FAULTY, FAULTY), "no video")
    assert summaries.fault_summary([score], "good_morning").found == Share(0, 2)
    assert not score.count_right
    assert not score.lift_right


def test_a_clean_rep_is_flagged_by_any_word_and_told_apart_by_possible():
    score = score_clip(
        label(CLEAN, CLEAN, CLEAN),
        document(rep(0, finding("shrug", "possible")), rep(1, finding("shrug", "clear")), rep(2)),
    )
    assert summaries.clean_flagged([score]) == Share(2, 3)
    assert summaries.clean_flagged([score], sure=True) == Share(1, 3)
    assert summaries.words([score]) == {
        "possible": Share(0, 1),
        "likely": Share(0, 0),
        "clear": Share(0, 1),
    }


def test_amounts_at_a_limit_are_measured_and_not_judged():
    score = score_clip(
        label(FAULTY, borderline=True, set_faults=["late_set_shrug"]),
        document(rep(0, finding("shrug"), metrics=gain(7.0))),
    )
    assert summaries.metric_summary([score], "lean_gain_deg").mae == pytest.approx(1.0)
    assert summaries.clean_flagged([score]) == Share(0, 0)
    assert summaries.fault_summary([score], "shrug").false == Share(0, 0)
    assert summaries.set_fault_summary([score], "late_set_shrug").found == Share(0, 0)
    assert summaries.words([score])["likely"] == Share(0, 0)


def test_only_what_was_looked_for_is_scored():
    score = score_clip(
        label(CLEAN, {"faults": ["shrug"]}, looked_for=["good_morning"]),
        document(rep(0, finding("excessive_lean")), rep(1)),
    )
    assert summaries.clean_flagged([score]) == Share(0, 2)
    assert summaries.fault_summary([score], "shrug").found == Share(0, 0)


def test_a_rep_that_nobody_could_judge_gives_no_verdict():
    score = score_clip(label({"faults": None}), document(rep(0, finding("shrug"))))
    assert summaries.clean_flagged([score]) == Share(0, 0)
    assert summaries.words([score])["likely"] == Share(0, 0)


def test_generated_names_of_faults_are_ours():
    true = label({"faults": ["heels_rise", "neck_craned"]})
    score = score_clip(true, document(rep(0, finding("heel_lift"))))
    assert summaries.fault_summary([score], "heel_lift").found == Share(1, 1)
    assert summaries.fault_summary([score], "neck_posture").found == Share(0, 1)


def test_a_fault_of_the_other_lift_is_false_and_has_no_reps_without():
    score = score_clip(label(CLEAN), document(rep(0, finding("hips_shoot"))))
    assert summaries.fault_summary([score], "hips_shoot").false == Share(1, 1)
    score = score_clip(label(CLEAN), document(rep(0)))
    assert summaries.fault_summary([score], "hips_shoot").false == Share(0, 0)


@pytest.mark.parametrize(
    ("found", "synthetic", "right"), [(2, True, True), (3, True, False), (3, False, True)]
)
def test_a_cut_off_rep_may_be_counted_only_where_somebody_labeled_by_eye(found, synthetic, right):
    true = label(CLEAN, CLEAN, {"complete": False}, synthetic=synthetic)
    score = score_clip(true, document(*(rep(n) for n in range(found))))
    assert score.count_right is right


@pytest.mark.parametrize(("labeled", "too_many"), [(0, 1), (1, 0)])
def test_a_rep_told_as_cut_off_is_one_too_many_where_none_is_labeled(labeled, too_many):
    true = label(CLEAN, *[{"complete": False}] * labeled, synthetic=False)
    score = score_clip(true, document(rep(0), replace(rep(1), end_s=None, complete=False)))
    assert (score.found, score.cut_off) == (1, too_many)


@pytest.mark.parametrize("lift", ["none", "other"])
def test_a_clip_of_neither_lift_asks_for_no_rep(lift):
    score = score_clip(label(lift=lift), document())
    assert score.count_right
    assert score.lift_right
    assert not score_clip(label(lift=lift), document(rep(0))).lift_right


def test_times_are_found_minus_true():
    score = score_clip(label(CLEAN), document(rep(0, late_s=0.25)))
    assert score.reps[0].off_s == {"start_s": 0.25, "turn_s": 0.25, "end_s": 0.25}
    assert summaries.time_errors([score], "turn_s") == [0.25]


def test_probabilities_are_held_against_what_held(monkeypatch):
    likely = finding("shrug")
    object.__setattr__(likely, "probability", 0.9)  # findings tell one from the estimator on
    score = score_clip(
        label(CLEAN, {"faults": ["shrug"]}), document(rep(0, likely), rep(1, likely))
    )
    assert summaries.reliability([score]) == [(0.8, pytest.approx(0.9), Share(1, 2))]


@pytest.mark.parametrize(
    ("azimuth", "group"),
    [(0, "0°"), (-4.9, "0°"), (12, "10°"), (-16, "20°"), (37, "30°"), (38, "45°"), (50, "45°"),
     (56, "front or rear"), (-90, "front or rear"), (170, "10°"), (None, "unknown")],
)  # fmt: skip
def test_views_are_grouped_by_their_angle_off_the_side(azimuth, group):
    assert ClipScore(label(camera={"azimuth_deg": azimuth})).view_bin == group


def test_true_values_in_our_units():
    squat = label(
        {"depth_cm": 6.3, "knee_in_cm": 3.9, "lean_at_turn_deg": 40.0, "rise_ratio": 99.0},
        lifter={"femur_m": 0.42},
    )
    values = true_values(squat.reps[0], squat)
    assert values["depth_thigh"] == pytest.approx(0.15)
    assert values["knee_in_hip_width"] == pytest.approx(0.2)
    assert values["lean_turn_deg"] == 40.0
    assert "rise_ratio" not in values  # the shoulders did not rise
    assert (values["descent_s"], values["ascent_s"]) == (2.0, 2.0)


def test_a_label_says_how_long_a_pull_goes_up_and_not_when_it_is_lowered():
    pull = label({"turn_s": 3.0}, lift="deadlift")
    assert true_values(pull.reps[0], pull)["ascent_s"] == 3.0
    assert "descent_s" not in true_values(pull.reps[0], pull)
    romanian = label({"turn_s": 3.0}, lift="deadlift", variant="romanian")
    assert true_values(romanian.reps[0], romanian)["descent_s"] == 3.0


def test_rounding_is_told_beyond_the_straightest_rep():
    pulls = label(
        *({"thoracic_flexion_deg": deg, "lean_at_liftoff_deg": 50.0} for deg in (2.0, 24.0, 3.0)),
        lift="deadlift",
    )
    assert true_values(pulls.reps[1], pulls)["back_rounding_deg"] == pytest.approx(22.0)
    assert true_values(pulls.reps[1], pulls)["lean_turn_deg"] == 50.0
    two = label({"thoracic_flexion_deg": 2.0}, {"thoracic_flexion_deg": 24.0}, lift="deadlift")
    assert "back_rounding_deg" not in true_values(two.reps[1], two)


def test_an_infinite_or_missing_metric_was_not_assessed():
    score = score_clip(label(CLEAN), document(rep(0, metrics={})))
    assert summaries.metric_summary([score], "lean_gain_deg").assessed == Share(0, 1)
    score = score_clip(label(CLEAN), document(rep(0, metrics=gain_without_interval())))
    found = summaries.metric_summary([score], "lean_gain_deg")
    assert (found.assessed, found.covered) == (Share(1, 1), Share(0, 0))


def gain_without_interval() -> dict[str, Measurement]:
    return {"lean_gain_deg": Measurement(1.0, "deg")}


@pytest.mark.parametrize(
    ("hits", "of", "low", "high"),
    [
        (0, 0, 0.0, 1.0),
        # z² = 2.7055: 0 of 10 is z² / (10 + z²) at its high end
        (0, 10, 0.0, 2.7055 / 12.7055),
        (10, 10, 10 / 12.7055, 1.0),
        (5, 10, 0.2693, 0.7307),
    ],
)
def test_wilson_intervals(hits, of, low, high):
    assert Share(hits, of).interval == (pytest.approx(low, abs=1e-4), pytest.approx(high, abs=1e-4))
