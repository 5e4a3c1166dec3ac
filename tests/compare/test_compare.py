"""Before and after: a change is said only where it is one."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from formcheck.analysis import Analysis, RepAnalysis
from formcheck.arithmetic.robust import NINETY_PERCENT
from formcheck.compare.differences import (
    Comparison,
    SetValue,
    Share,
    compare,
    fault_change,
    measure_change,
    probability_more,
    set_values,
    share_of,
)
from formcheck.compare.html import aligned_reps
from formcheck.compare.in_words import NO_DIFFERENCE, Row, _fault_row, in_short, rows
from formcheck.findings.fault_table import limit_name
from formcheck.lifts import LiftName
from formcheck.metrics.table import METRICS
from tests.examples import (
    all_examples,
    clean_squat_set,
    good_morning_squat_set,
    late_shrug_deadlift_set,
)

EXAMPLES = all_examples()
values = st.builds(
    SetValue,
    mean=st.floats(-90, 90),
    half_width=st.floats(0.1, 20),
    unit=st.just("deg"),
    reps=st.integers(1, 12),
)
shares = st.integers(1, 15).flatmap(
    lambda of: st.builds(Share, found=st.integers(0, of), of=st.just(of))
)
MIRRORED = {
    "more": "less",
    "less": "more",
    "none": "none",
    "perhaps_more": "perhaps_less",
    "perhaps_less": "perhaps_more",
}


def with_values(analysis: Analysis, name: str, numbers: list[float], half: float) -> Analysis:
    def changed(rep: RepAnalysis, value: float) -> RepAnalysis:
        one = replace(rep.metrics[name], value=value, uncertainty=half, interval=None)
        return replace(rep, metrics={**rep.metrics, name: one})

    reps = zip(analysis.reps, numbers, strict=True)
    return replace(analysis, reps=tuple(changed(rep, value) for rep, value in reps))


@given(values, values)
def test_the_other_way_round_a_measure_says_the_opposite(one: SetValue, two: SetValue) -> None:
    there, back = measure_change("lean_peak_deg", one, two), measure_change("x", two, one)
    assert there.direction == MIRRORED[back.direction]


@given(values, values)
@example(SetValue(0.0, 8.0, "deg", 2), SetValue(8.0, 0.1015625, "deg", 2))
def test_a_change_is_one_whose_interval_leaves_out_nothing(one: SetValue, two: SetValue) -> None:
    """In closed form: the 90 % interval of the difference does not hold 0."""
    change = measure_change("lean_peak_deg", one, two)
    half = np.hypot(one.half_width, two.half_width)
    if change.direction != "none":
        assert abs(change.difference) >= half * (1 - 1e-9)
        assert min(one.reps, two.reps) > 1
    elif min(one.reps, two.reps) > 1:
        assert abs(change.difference) <= half * (1 + 1e-9)


@given(shares, shares)
def test_the_other_way_round_a_share_says_the_opposite(one: Share, two: Share) -> None:
    there, back = fault_change("shrug", one, two), fault_change("shrug", two, one)
    assert there.probability == pytest.approx(back.probability, abs=1e-9)
    if one.found * two.of != two.found * one.of:
        assert there.direction == MIRRORED[back.direction]


@given(shares)
def test_a_share_compared_with_itself_is_no_change(one: Share) -> None:
    assert fault_change("shrug", one, one).direction == "none"


def test_a_share_changes_as_its_posteriors_say() -> None:
    assert fault_change("shrug", Share(3, 6), Share(0, 6)).direction == "perhaps_less"
    assert fault_change("shrug", Share(0, 6), Share(3, 6)).direction == "perhaps_more"
    assert fault_change("shrug", Share(6, 6), Share(0, 6)).direction == "less"
    assert fault_change("shrug", Share(1, 5), Share(0, 5)).direction == "none"
    assert fault_change("shrug", Share(0, 8), Share(8, 8)).direction == "more"


def test_a_rep_that_perhaps_has_a_fault_is_no_evidence() -> None:
    """3 of 3 and then perhaps 5 of 5 was told as "less often", and Last time as perhaps."""
    assert fault_change("shrug", Share(3, 3), Share(0, 5)).direction == "less"
    change = fault_change("shrug", Share(3, 3), Share(0, 5, perhaps=5))
    assert change.direction == "none"
    row = _fault_row(change)
    assert (row.before, row.after, row.real) == ("3 of 3", "0 of 5 (perhaps 5)", False)


@pytest.mark.parametrize(("one", "two"), [((3, 6), (0, 6)), ((1, 5), (4, 9)), ((0, 2), (2, 2))])
def test_which_share_is_larger_is_what_sampling_says(
    one: tuple[int, int], two: tuple[int, int]
) -> None:
    random = np.random.default_rng(7)
    drawn = [random.beta(found + 1, of - found + 1, 400_000) for found, of in (one, two)]
    sampled = float(np.mean(drawn[1] > drawn[0]))
    assert probability_more(Share(*one), Share(*two)) == pytest.approx(sampled, abs=0.004)


def test_of_sets_that_did_not_change_one_in_ten_at_most_is_called_so() -> None:
    """The mean of six reps that differ, each read with an error that all of a set share."""
    random = np.random.default_rng(11)
    base, half, called, tries = clean_squat_set(), 4.0, 0, 600
    for _ in range(tries):
        sets = []
        for _ in range(2):
            read_wrong = random.normal(0, half / NINETY_PERCENT)
            numbers = 40 + read_wrong + random.normal(0, 2, len(base.reps))
            sets.append(set_values(with_values(base, "lean_peak_deg", list(numbers), half)))
        change = measure_change("x", sets[0]["lean_peak_deg"], sets[1]["lean_peak_deg"])
        called += change.direction != "none"
    assert called / tries < 0.13


def test_a_set_against_itself_has_no_difference() -> None:
    for analysis in EXAMPLES.values():
        comparison = compare(analysis, analysis)
        assert {change.direction for change in (*comparison.measures, *comparison.faults)} <= {
            "none"
        }
        nothing = () if comparison.measures else ("No measure was read in both sets.",)
        assert comparison.warnings == (*nothing, "Both are the same clip.")


def test_what_has_a_limit_comes_before_what_has_none() -> None:
    """ "Descent time: 0.3 s more" stood first, and leans that the set is judged by last."""
    squat = good_morning_squat_set()
    table = rows(compare(clean_squat_set(), squat), squat)
    labels = [row.label.lower() for row in table]
    by_noun = {row.noun: name for name, row in METRICS.items()}
    names = [by_noun[label] for label in labels if label in by_noun]
    limited = [limit_name("squat", squat.lift.variant, name) is not None for name in names]
    assert limited == sorted(limited, reverse=True)
    assert len(set(limited)) == 2


def test_what_came_late_in_a_set_is_not_hidden_by_its_mean() -> None:
    pull = late_shrug_deadlift_set()
    other = replace(pull, set=replace(pull.set, findings=()))
    other = replace(other, clip=replace(pull.clip, sha256="1" * 64))
    said = compare(pull, other).warnings
    assert said[0] == (
        "Before: your shoulders crept up in reps 7 and 8, perhaps 6. What is compared is the mean "
        "of the reps in which it was read."
    )
    assert len([each for each in said if "What is compared" in each]) == 1


def test_a_large_change_is_said_with_its_size() -> None:
    before = with_values(clean_squat_set(), "lean_peak_deg", [52.0] * 5, 3.0)
    after = with_values(clean_squat_set(), "lean_peak_deg", [40.0] * 5, 3.0)
    table = rows(compare(before, after), after)
    (row,) = [row for row in table if row.label == "Forward lean"]
    assert (row.before, row.after, row.change) == ("52° ± 3°", "40° ± 3°", "12° less")
    assert in_short(table) == "Forward lean: 12° less."
    assert {other.change for other in table if other is not row} == {NO_DIFFERENCE}


def test_a_fault_that_perhaps_came_is_named_among_what_changed() -> None:
    """Backs that rounded from then on were among "4 more below", behind two that got better."""
    less = [Row(name, "", "", "12° less", real=True) for name in ("Lean", "Tip", "Hip lead")]
    came = _fault_row(fault_change("upper_back_rounding", Share(0, 6), Share(3, 6)))
    said = "Upper back rounded, in reps: perhaps more often"
    assert in_short((came, *less)) == f"{said}; Lean: 12° less; Tip: 12° less, and 1 more below."
    assert in_short((came,)) == "No difference that we can be sure of."


def test_a_higher_squat_is_a_shallower_one() -> None:
    """ "Depth: 25 % more" was said of it."""
    high, low = (with_values(clean_squat_set(), "depth_thigh", [d] * 5, 0.03) for d in (0.2, -0.1))
    for before, after, word in ((low, high, "shallower"), (high, low, "deeper")):
        table = rows(compare(before, after), after)
        assert [row.change.split()[-1] for row in table if row.label == "Depth"] == [word]
        assert in_short(table).endswith(f" {word}.")


def test_a_large_change_that_is_unsure_is_not_called_none() -> None:
    """39° ± 12° stood beside 55° ± 12°, and behind them "no difference we can see"."""
    clean = clean_squat_set()
    before = with_values(clean, "lean_peak_deg", [39.0] * 5, 12.0)
    for lean_deg, change, heading in (
        (55.0, "16° more, give or take 17°: too unsure to tell", "can be sure of"),
        (23.0, "16° less, give or take 17°: too unsure to tell", "can be sure of"),
        (41.0, NO_DIFFERENCE, "can see"),
        (57.0, "18° more", "18° more"),
    ):
        after = with_values(clean, "lean_peak_deg", [lean_deg] * 5, 12.0)
        table = rows(compare(before, after), after)
        assert [row.change for row in table if row.label == "Forward lean"] == [change]
        assert heading in in_short(table)


def test_a_difference_has_the_digits_of_what_it_is_between() -> None:
    clean = clean_squat_set()
    before = with_values(clean, "depth_thigh", [-0.28] * 5, 0.05)
    after = with_values(clean, "depth_thigh", [-0.025] * 5, 0.05)
    (change,) = (row.change for row in rows(compare(before, after), after) if row.label == "Depth")
    assert change.startswith(("25 %", "26 %"))


@given(values, values)
def test_what_is_named_though_unsure_is_no_change_and_half_of_what_it_may_be_off(
    one: SetValue, two: SetValue
) -> None:
    change = measure_change("lean_peak_deg", one, two)
    half = np.hypot(one.half_width, two.half_width)
    if change.unsure:
        assert change.direction == "none"
        assert abs(two.mean - one.mean) >= half / 2 * (1 - 1e-9)
    elif change.direction == "none":
        assert abs(two.mean - one.mean) <= half / 2 * (1 + 1e-9)


def test_only_reps_in_which_it_could_be_seen_count() -> None:
    analysis = good_morning_squat_set()
    finding = next(each for rep in analysis.reps for each in rep.findings)
    share = share_of(analysis, finding.fault)
    assert 0 < share.found < share.of <= len(analysis.reps)


def test_it_warns_where_two_sets_are_not_alike() -> None:
    squat = clean_squat_set()
    other = replace(squat, clip=replace(squat.clip, sha256="0" * 64))
    assert compare(squat, other).warnings == ()
    cases = {
        "two different lifts": replace(other, lift=replace(other.lift, name="deadlift")),
        "style": replace(other, lift=replace(other.lift, variant="front")),
        "camera stood elsewhere": replace(other, view=replace(other.view, name="front")),
        "cannot tell where the camera": replace(other, view=replace(other.view, name="unknown")),
        "limits": replace(other, thresholds=other.thresholds | {"good_morning_gain_deg": 9.0}),
        "version": replace(other, formcheck_version="0.0.1"),
    }
    for word, changed in cases.items():
        (warning,) = compare(squat, changed).warnings
        assert word in warning
    (warning,) = compare(squat, other, loads_kg=(80, 100)).warnings
    assert "80 kg, then 100 kg" in warning


@pytest.mark.parametrize(
    ("lift", "variant", "limit", "said"),
    [
        ("squat", "low_bar", "lean_low_bar_deg", True),
        ("squat", "low_bar", "lean_high_bar_deg", False),
        ("squat", "low_bar", "lean_front_deg", False),
        ("deadlift", "conventional", "shrug_possible_torso", True),
        ("deadlift", "conventional", "hips_shoot_gain_deg", False),
        ("deadlift", "conventional", "good_morning_gain_deg", False),
    ],
)
def test_limits_that_judged_neither_differ_for_nobody(
    lift: LiftName, variant: str, limit: str, said: bool
) -> None:
    """Only those of the set before were asked, and the other way round it said the opposite."""
    squat = clean_squat_set()
    other = replace(squat, lift=replace(squat.lift, name=lift, variant=variant))
    other = replace(other, thresholds=other.thresholds | {limit: 0.5 + squat.thresholds[limit]})
    for pair in ((squat, other), (other, squat)):
        assert any("The limits differ" in one for one in compare(*pair).warnings) == said


def test_where_nothing_was_read_in_both_no_difference_is_denied() -> None:
    squat, nothing = clean_squat_set(), EXAMPLES["no_reps_found"]
    found = compare(nothing, squat)
    assert in_short(rows(found, squat)).startswith("There is nothing to compare")
    assert not any("two different lifts" in warning for warning in found.warnings)
    assert any("no lift was recognized" in warning for warning in found.warnings)


def test_two_lifts_that_share_nothing_are_not_said_to_be_compared() -> None:
    """ "No measure was read in both sets" stood over leans that both have."""
    squat, pull = (
        replace(one, reps=tuple(_only_leans(rep) for rep in one.reps))
        for one in (clean_squat_set(), EXAMPLES["late_shrug_deadlift_set"])
    )
    found = compare(squat, pull)
    assert in_short(rows(found, pull)) == "There is nothing to compare."
    (said,) = found.warnings
    assert said.endswith("two different lifts: nothing that both are judged by was read in both.")
    empty = replace(squat, reps=())
    assert compare(squat, replace(empty, clip=pull.clip)).warnings == (
        "After: no reps were found.",
        "No measure was read in both sets.",
    )


def test_a_set_without_a_whole_rep_is_said_to_have_none() -> None:
    """ "No measure was read in both sets" stood over two torso tips, one of a rep cut short."""
    squat = clean_squat_set()
    cut = replace(
        good_morning_squat_set(), reps=(replace(squat.reps[0], complete=False, findings=()),)
    )
    for pair in ((squat, cut), (cut, squat)):
        assert compare(*pair).warnings[-1:] == (
            "Only whole reps are compared, and one of the sets shows none.",
        )


def _only_leans(rep: RepAnalysis) -> RepAnalysis:
    return replace(rep, metrics={"lean_peak_deg": rep.metrics["lean_peak_deg"]}, findings=())


def test_two_lifts_are_compared_by_what_both_are_judged_by() -> None:
    squat, pull = good_morning_squat_set(), EXAMPLES["late_shrug_deadlift_set"]
    found = compare(squat, pull)
    assert "shrug" in {change.fault for change in found.faults}
    assert "good_morning" not in {change.fault for change in found.faults}
    assert "lean_peak_deg" not in {change.metric for change in found.measures}


def test_reps_are_aligned_at_the_bottom_or_at_lift_off() -> None:
    for analysis in (clean_squat_set(), EXAMPLES["late_shrug_deadlift_set"]):
        squat = analysis.lift.name == "squat"
        assert len(aligned_reps(analysis)) == len(analysis.reps)
        for rep in aligned_reps(analysis):
            first_s = rep.points[0][0]  # of one rep the first moments were not seen
            assert first_s < -0.5 if squat else 0 <= first_s < 0.5
            assert rep.points[-1][0] > 0.5


def test_a_difference_is_one_of_the_figures_beside_it() -> None:
    """ "−15° … +15° … 29° more" does not add up."""
    before, after = (SetValue(value, 1.0, "deg", 6) for value in (-14.6, 14.7))
    (row,) = rows(
        Comparison(
            faults=(), measures=(measure_change("lean_turn_deg", before, after),), warnings=()
        ),
        clean_squat_set(),
    )
    assert (row.before, row.after, row.change) == ("−15° ± 1°", "15° ± 1°", "30° more")
