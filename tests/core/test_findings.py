"""From values to verdicts."""

from __future__ import annotations

from dataclasses import dataclass, replace
from statistics import NormalDist

import pytest
from hypothesis import given
from hypothesis import strategies as st

from formcheck.findings.caps import CAPS, RepContext, capped
from formcheck.findings.fault_row import FLAGGED_FROM, POSSIBLE_FROM
from formcheck.findings.judging import judge_rep
from formcheck.metrics.measurement import Measurement, Weighed, not_assessed
from formcheck.reasons import Reason, ReasonCode
from formcheck.report.shown import cap
from formcheck.thresholds import Thresholds, limits_table
from tests.risen import rise, rise_of

SIDE, OBLIQUE = "side", "oblique"
LIMITS = Thresholds()
UNITS = {"lean_gain_deg": "deg", "lean_peak_deg": "deg", "hip_lead_torso": "torso",
         "shrug_torso": "torso", "depth_thigh": "thigh", "ascent_s": "s",
         "heel_rise_torso": "torso", "descent_s": "s", "hip_travel_torso": "torso"}  # fmt: skip


@dataclass(frozen=True)
class Likely:
    """What is known of a value of which one probability is asked."""

    probability: float

    def exceedance(self, limit: float) -> float:
        return self.probability


def values(uncertainty: float = 1e-3, **metrics: float | None) -> dict[str, Measurement]:
    return {
        name: not_assessed(UNITS[name], Reason(ReasonCode.HIDDEN, "hidden"))
        if value is None
        else Measurement(value, UNITS[name], uncertainty, 3.0)
        for name, value in metrics.items()
    }


def judge(metrics, lift="squat", variant="unknown", view=SIDE, limits=LIMITS, risen=None):
    context = RepContext(metrics, limits=limits, view=view)
    return judge_rep(risen or rise_of(metrics), lift, variant, context)


def codes(findings) -> list[str]:
    return [f.fault for f in findings]


def gm(gain, **how):
    risen = rise(gain, **how)
    return judge(values(lean_gain_deg=gain), risen=risen)


def test_a_good_morning_is_one_event_of_gain_and_lead():
    """A torso that is nearly upright tips by many degrees before the hips lead."""
    gain = LIMITS.good_morning_gain_deg + 3
    assert codes(gm(gain, start_deg=45.0)) == ["good_morning"]
    assert codes(gm(gain, start_deg=10.0)) == []
    assert codes(gm(LIMITS.good_morning_gain_deg - 1, start_deg=70.0)) == []
    assert judge(values(lean_gain_deg=None)) == ()


@pytest.mark.parametrize(
    ("gain", "half_width", "word"),
    [(5.5, 4.0, "possible"), (8.0, 4.0, "likely"), (11.0, 4.0, "clear"), (3.0, 8.0, None)],
)
def test_the_word_is_that_of_the_probability(gain, half_width, word):
    found = gm(gain, half_width_deg=half_width, start_deg=60.0)
    assert [f.confidence for f in found] == ([] if word is None else [word])
    assert all(f.probability >= 0.5 for f in found)


@pytest.mark.parametrize("doubt", ["tip", "few_reps", "wide_interval"])
def test_a_set_that_tells_too_little_allows_for_no_more_than_possible(doubt):
    (found,) = gm(20.0, doubt=doubt)
    assert found.capped_by == (doubt,)
    assert found.confidence == "possible"
    assert found.probability < 0.8


@pytest.mark.parametrize(
    ("gain", "severity"),
    [("good_morning_gain_deg", "mild"), ("good_morning_moderate_deg", "moderate"),
     ("good_morning_severe_deg", "severe")],
)  # fmt: skip
def test_severity_is_the_size(gain, severity):
    found = gm(getattr(LIMITS, gain) + 0.1, start_deg=60.0)
    assert [f.severity for f in found] == [severity]
    assert found[0].limit == LIMITS.good_morning_gain_deg


def test_confidence_is_how_far_beyond_the_limit_against_the_uncertainty():
    limit = LIMITS.lean_high_bar_deg
    sure = [
        judge(values(uncertainty, lean_peak_deg=limit + 4))[0].confidence
        for uncertainty in (2.0, 6.0, 15.0)
    ]
    assert sure == ["clear", "likely", "possible"]


@pytest.mark.parametrize(
    ("metric", "limit", "flagged_from"),
    [
        ("lean_peak_deg", "lean_high_bar_deg", POSSIBLE_FROM),
        ("depth_thigh", "shallow_depth_thigh", FLAGGED_FROM),
    ],
)
def test_what_is_hardly_likelier_than_not_is_not_flagged(metric, limit, flagged_from):
    """But for a lean that is seen: what is flagged from a half on is right as often as it says."""
    mild = getattr(LIMITS, limit)
    beyond = NormalDist().inv_cdf(flagged_from) / 1.645 * 0.1 * mild
    assert codes(judge(values(0.1 * mild, **{metric: mild + 0.9 * beyond - 1e-6}))) == []
    assert len(judge(values(0.1 * mild, **{metric: mild + 1.1 * beyond + 1e-6}))) == 1


@pytest.mark.parametrize("view", [SIDE, OBLIQUE])
def test_what_an_oblique_camera_shows_is_as_clear_as_its_half_width_says(view):
    """It made nothing clear, and 53 of 54 findings that it held down were right."""
    for metrics in (
        values(0.1, lean_peak_deg=LIMITS.lean_high_bar_deg + 20),
        values(0.01, depth_thigh=LIMITS.shallow_severe_thigh),
        values(0.001, shrug_torso=LIMITS.shrug_severe_torso),
    ):
        (found,) = judge(metrics, view=view)
        assert (found.confidence, found.capped_by) == ("clear", ())


@pytest.mark.parametrize("view", ["front", "rear"])
def test_what_shows_from_the_front_is_clear_from_there(view):
    """The report said that knees that cave in show better from another side: there is none."""
    caved = Measurement(LIMITS.knees_in_hip_width + 0.2, "hip width", 0.02, 3.0)
    (found,) = judge({"knee_in_hip_width": caved}, view=view)
    assert (found.fault, found.confidence, found.capped_by) == ("knees_in", "clear", ())


def test_a_time_is_as_sure_from_any_side_and_a_depth_is_not():
    fall = values(0.01, descent_s=0.2)
    assert [judge(fall, view=view)[0].capped_by for view in (SIDE, "front")] == [(), ()]
    shallow = values(0.01, depth_thigh=LIMITS.shallow_severe_thigh)
    assert [judge(shallow, view=view)[0].capped_by for view in (SIDE, "front")] == [(), ("view",)]


def test_what_is_held_down_says_by_what_and_what_is_not_says_nothing():
    shallow = values(0.01, depth_thigh=LIMITS.shallow_severe_thigh)
    for view, by in ((SIDE, ()), ("rear", ("view",))):
        (found,) = judge(shallow, view=view)
        assert found.capped_by == by
        assert capped((found,), RepContext(whole=False))[0].capped_by == (*by, "edge")


def test_a_lean_that_another_style_allows_is_held_down_by_the_style_as_the_contract_calls_it():
    lean = (LIMITS.lean_high_bar_deg + LIMITS.lean_low_bar_deg) / 2
    (found,) = judge(values(0.1, lean_peak_deg=lean))
    (found,) = capped((found,), RepContext(style_given=False))
    said = (found.confidence, found.capped_by, found.depends_on)
    assert said == ("possible", ("style",), ("variant",))
    older = replace(found, capped_by=("variant",))
    assert cap(older) == cap(found) != ""


def test_every_cap_has_its_own_name_and_words():
    names = [cap.name for cap in CAPS]
    assert len(set(names)) == len(names)
    (found,) = judge(values(0.1, lean_peak_deg=LIMITS.lean_high_bar_deg + 20))
    said = {cap(replace(found, capped_by=(name,))) for name in names}
    assert "" not in said
    assert len(said) == len(names)


def test_a_heel_counts_when_it_is_over_the_limit_and_surely_off_the_floor():
    over, surely = LIMITS.heel_lift_torso + 0.02, LIMITS.heel_lift_surely_torso
    assert codes(judge(values(over - surely - 0.001, heel_rise_torso=over))) == ["heel_lift"]
    assert codes(judge(values(over - surely + 0.001, heel_rise_torso=over))) == []
    assert codes(judge(values(0.001, heel_rise_torso=LIMITS.heel_lift_torso - 0.001))) == []
    assert codes(judge(values(0.001, heel_rise_torso=over), lift="deadlift")) == []
    for limit, severity in (
        (LIMITS.heel_lift_moderate_torso, "moderate"),
        (LIMITS.heel_lift_severe_torso, "severe"),
    ):
        (found,) = judge(values(0.02, heel_rise_torso=limit + 0.001))
        assert (found.severity, found.limit) == (severity, LIMITS.heel_lift_torso)
        assert "heel" in found.message.lower()


def test_what_was_not_assessed_gives_no_finding():
    assert judge(values(lean_gain_deg=None, lean_peak_deg=None, shrug_torso=None)) == ()
    assert judge({}) == ()


def test_variants_have_their_own_lean():
    def flagged(lean, variant):
        return codes(judge(values(lean_peak_deg=lean), variant=variant)) == ["excessive_lean"]

    between = (LIMITS.lean_high_bar_deg + LIMITS.lean_low_bar_deg) / 2
    assert flagged(between, "high_bar")
    assert flagged(between, "unknown")
    assert not flagged(between, "low_bar")
    upright = (LIMITS.lean_high_bar_deg + LIMITS.lean_front_deg) / 2
    assert flagged(upright, "front")
    assert not flagged(upright, "high_bar")


def test_lean_is_no_fault_of_a_deadlift():
    assert judge(values(lean_peak_deg=75.0), lift="deadlift") == ()


def test_hips_shoot_is_the_deadlifts_word_for_it():
    metrics = values(lean_gain_deg=LIMITS.hips_shoot_gain_deg + 1, hip_lead_torso=0.3)
    assert codes(judge(metrics, lift="deadlift")) == ["hips_shoot"]


@pytest.mark.parametrize(
    ("lift_off_s", "said"), [(3.2, "before the weight left the floor"), (2.8, "off the floor")]
)
def test_hips_that_shoot_up_before_the_weight_moves_are_said_to(lift_off_s, said):
    gain = LIMITS.hips_shoot_gain_deg + 3
    context = RepContext(values(lean_gain_deg=gain), lift_off_s=lift_off_s)
    (found,) = judge_rep(rise(gain), "deadlift", "unknown", context)
    assert found.message.startswith(f"Your hips shot up {said}: your torso tipped")


@pytest.mark.parametrize(
    ("gain", "rounds_deg", "confidence"),
    [(25.0, 6.0, "clear"), (25.0, 14.0, "clear"), (12.0, 8.0, "clear"), (12.0, 14.0, "possible")],
)
def test_hips_that_shoot_up_by_what_a_rounding_back_explains_are_no_more_than_possible(
    gain, rounds_deg, confidence
):
    metrics = values(lean_gain_deg=gain)
    metrics["back_rounding_deg"] = Measurement(rounds_deg, "deg", 5.0, 3.0)
    found = {f.fault: f.confidence for f in judge(metrics, lift="deadlift")}
    assert found == {"hips_shoot": confidence}


def test_hips_that_shoot_up_under_a_round_back_are_no_more_than_possible():
    metrics = values(lean_gain_deg=25.0)
    metrics["upper_back_bend_deg"] = Measurement(60.0, "deg", 15.0, 3.0)
    found = {f.fault: f.confidence for f in judge(metrics, lift="deadlift")}
    assert found == {"upper_back_rounding": "clear", "hips_shoot": "possible"}


@pytest.mark.parametrize("lift", ["squat", "deadlift"])
def test_a_shrug_is_flagged_in_both_lifts(lift):
    metrics = values(shrug_torso=LIMITS.shrug_possible_torso + 0.02)
    assert "shrug" in codes(judge(metrics, lift=lift))


def test_worst_first():
    metrics = values(
        lean_peak_deg=LIMITS.lean_high_bar_deg + 1,
        lean_gain_deg=LIMITS.good_morning_severe_deg + 1,
        hip_lead_torso=0.3,
    )
    assert codes(judge(metrics))[0] == "good_morning"


def test_a_finding_says_what_was_measured_and_in_words():
    (found,) = judge(values(lean_peak_deg=61.4))
    assert (found.measured, found.unit, found.metric) == (61.4, "deg", "lean_peak_deg")
    assert "61" in found.message
    assert found.at_s == 3.0


@given(
    gain=st.floats(-20, 40), lead=st.floats(-0.2, 0.6), lean=st.floats(0, 100),
    shrug=st.floats(-0.1, 0.3), depth=st.floats(-0.3, 1.0),
    lift=st.sampled_from(["squat", "deadlift"]), data=st.data(),
)  # fmt: skip
def test_a_looser_limit_never_adds_a_finding(gain, lead, lean, shrug, depth, lift, data):
    row = data.draw(st.sampled_from(limits_table()))
    looser = data.draw(st.floats(row.default, row.high))
    if row.name == "uncontrolled_descent_s":  # here slower is stricter
        looser = data.draw(st.floats(row.low, row.default))
    metrics = values(
        2.0, lean_gain_deg=gain, hip_lead_torso=lead, lean_peak_deg=lean, shrug_torso=shrug,
        depth_thigh=depth,
    )  # fmt: skip
    before = judge(metrics, lift=lift)
    after = judge(metrics, lift=lift, limits=LIMITS.model_copy(update={row.name: looser}))
    assert set(codes(after)) <= set(codes(before))


def test_a_lean_that_may_as_well_be_a_clean_one_is_not_flagged():
    lean = LIMITS.lean_high_bar_deg + 1
    assert codes(judge(values(9.0, lean_peak_deg=lean))) == ["excessive_lean"]
    assert codes(judge(values(9.0, lean_peak_deg=lean - 1.1))) == []


def test_a_lean_behind_plates_is_never_more_than_possible():
    lean = values(0.5, lean_peak_deg=LIMITS.lean_front_deg + 40)
    for hidden, word in ((False, "clear"), (True, "possible")):
        context = RepContext(lean, limits=LIMITS, hidden=hidden)
        (found,) = judge_rep(rise_of(lean), "squat", "unknown", context)
        assert (found.confidence, found.capped_by) == (word, ("lean",) if hidden else ())


def test_a_lean_behind_plates_is_flagged_only_where_it_would_be_likely():
    lean = values(5.0, lean_peak_deg=LIMITS.lean_high_bar_deg + 2)  # 0.74
    for hidden, flagged in ((False, ["excessive_lean"]), (True, [])):
        context = RepContext(lean, limits=LIMITS, hidden=hidden)
        assert codes(judge_rep(rise_of(lean), "squat", "unknown", context)) == flagged


def test_half_a_way_down_takes_half_as_long():
    quick = values(0.01, descent_s=0.3)
    assert codes(judge(quick | values(hip_travel_torso=0.9))) == ["uncontrolled_descent"]
    assert codes(judge(quick | values(hip_travel_torso=0.45))) == []
    assert codes(judge(quick)) == ["uncontrolled_descent"]
    near = LIMITS.uncontrolled_descent_s - 0.01  # 0.53 by ± 0.23 s
    assert codes(judge(values(0.23, descent_s=near))) == []


@pytest.mark.parametrize(("share", "size"), [(0.9, "mild"), (0.7, "moderate"), (0.5, "severe")])
def test_a_quicker_descent_is_a_larger_fault(share, size):
    (found,) = judge(values(descent_s=share * LIMITS.uncontrolled_descent_s))
    assert (found.fault, found.severity) == ("uncontrolled_descent", size)


@pytest.mark.parametrize("row", limits_table(), ids=lambda row: row.name)
@pytest.mark.parametrize("end", ["low", "high"])
@pytest.mark.parametrize("lift", ["squat", "deadlift"])
def test_every_limit_can_stand_at_either_end_of_its_range(row, end, lift):
    """A limit of nothing (depth: parallel) once divided by zero."""
    limits = LIMITS.model_copy(update={row.name: getattr(row, end)})
    for value in (-0.3, 0.0, 0.3, 90.0):
        metrics = {
            name: Measurement(abs(value) if unit == "s" else value, unit, 0.05, 1.0)
            for name, unit in UNITS.items()
        }
        for found in judge(metrics, lift=lift, limits=limits):
            assert found.message
            assert "-" not in found.message


def test_depth_is_described_in_words_that_fit_a_limit_below_the_knees():
    limits = LIMITS.model_copy(update={"shallow_depth_thigh": -0.1})
    (below,) = judge(values(depth_thigh=-0.05), limits=limits)
    assert (
        below.message
        == "Your hips went below your knees by only 5 % of a thigh length, short of depth."
    )
    (above,) = judge(values(depth_thigh=0.05), limits=limits)
    assert (
        above.message
        == "Your hips stayed above your knees by 5 % of a thigh length, short of depth."
    )


def test_hips_cannot_shoot_up_off_a_floor_that_the_bar_never_touches():
    pulls = values(lean_gain_deg=20.0)
    assert codes(judge(pulls, lift="deadlift")) == ["hips_shoot"]
    assert codes(judge(pulls, lift="deadlift", variant="romanian")) == []
    round_back = {"back_rounding_deg": Measurement(40.0, "deg", 5.0, 1.0)}
    (found,) = judge(round_back, lift="deadlift", variant="romanian")
    assert found.fault == "upper_back_rounding"
    assert "floor" not in found.message


def test_how_likely_a_round_back_is_stands_in_its_posterior():
    """A back that is flat or round by 26° has an interval as wide as both, and a median between."""
    one = Weighed(23.0, "deg", 15.0, 3.0, interval=(0.0, 30.0), posterior=Likely(0.9))
    (finding,) = judge({"back_rounding_deg": one}, "deadlift")
    assert (finding.confidence, finding.probability) == ("likely", 0.9)
    unlikely = replace(one, posterior=Likely(0.45))
    assert judge({"back_rounding_deg": unlikely}, "deadlift") == ()


@pytest.mark.parametrize(("zero_seen", "confidence"), [(True, "clear"), (False, "possible")])
def test_a_back_is_surely_round_only_where_another_rep_shows_it_flat(zero_seen, confidence):
    back = Weighed(45.0, "deg", 6.0, 1.0, posterior=Likely(0.99), zero_seen=zero_seen)
    (found,) = judge({"back_rounding_deg": back}, lift="deadlift")
    assert found.confidence == confidence
    assert (found.capped_by == ("flat",)) == (confidence == "possible")


def test_what_no_truth_was_held_against_is_possible_at_most():
    (heel,) = judge(values(0.001, heel_rise_torso=3 * LIMITS.heel_lift_severe_torso))
    assert (heel.severity, heel.confidence, heel.capped_by) == ("severe", "possible", ("truth",))
