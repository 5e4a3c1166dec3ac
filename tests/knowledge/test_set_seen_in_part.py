"""The sentence on top of a set that was seen in part: it says so, and calls nothing steady."""

from __future__ import annotations

from dataclasses import replace

import pytest

from formcheck.analysis import Lift, RepAnalysis
from formcheck.findings.verdict import set_verdict
from formcheck.guidance.set_summary import set_summary
from formcheck.metrics.measurement import Measurement, not_assessed
from formcheck.reasons import Reason, ReasonCode
from tests.knowledge.build import JUDGED, UNSEEN, rep
from tests.knowledge.test_set_summary import PARTLY, PULL, ROMANIAN, SQUAT, summary


@pytest.mark.parametrize(
    ("hips_seen", "said"),
    [
        ((), "Nothing stood out in 3 reps. We could not see whether your hips shot up."),
        ((2,), "Nothing stood out in 3 reps. Only one rep shows whether your hips shot up."),
        ((1, 2, 3), "All 3 reps were steady."),
    ],
)  # fmt: skip
def test_pulls_whose_hips_were_not_judged_are_not_called_steady(
    hips_seen: tuple[int, ...], said: str
) -> None:
    """The bar alone tells a shrug; it does not make a rep steady."""
    reps = [rep(n) for n in (1, 2, 3)]
    reps = [
        r if r.number in hips_seen else replace(r, metrics=dict(r.metrics) | UNSEEN) for r in reps
    ]
    assert summary(reps, lift=PULL) == said
    if not hips_seen:
        one = summary(reps[:1], lift=PULL)
        assert (
            one == "Nothing stood out in the one rep. We could not see whether your hips shot up."
        )


def reps_without(metric: str) -> list[RepAnalysis]:
    """Three clean reps of which one thing was not seen."""
    hidden = {metric: not_assessed("torso", Reason(ReasonCode.HIDDEN, "it was hidden"))}
    return [replace(rep(n), metrics=JUDGED | hidden) for n in (1, 2, 3)]


@pytest.mark.parametrize(
    ("metric", "lift", "other", "what"),
    [
        # the bar tells it, and a plain squat has none
        ("shrug_torso", PULL, SQUAT, "your shoulders crept up"),
        ("depth_thigh", SQUAT, PULL, "you stopped short of depth"),
        ("lean_peak_deg", SQUAT, PULL, "you leaned too far forward"),
    ],
)
def test_sets_say_what_not_all_reps_show(metric: str, lift: Lift, other: Lift, what: str) -> None:
    """ "All 3 reps were steady" stood over one whose depth nobody could see."""
    reps, nothing_out = reps_without(metric), "Nothing stood out in 3 reps."
    assert summary(reps, lift=lift) == f"{nothing_out} We could not see whether {what}."
    some = f"{nothing_out} Only 2 reps show whether {what}."
    assert summary([reps[0], rep(2), rep(3)], lift=lift) == some
    assert summary(reps, lift=other) == "All 3 reps were steady."
    bare = replace(lift, variant="bodyweight")
    assert "leaned" not in summary(reps, lift=bare), "without a bar a lean has no limit"


def test_of_what_was_found_it_says_in_which_reps_nobody_could_tell() -> None:
    """Depth that two reps of three show was said of all, and the first ones were "steady"."""
    blind = reps_without("depth_thigh")[0]
    said = summary([blind, rep(2), rep(3, "shallow_depth")])
    assert said == "In rep 3 of 3, you stopped short of depth. We could not tell in rep 1."
    lean = reps_without("lean_peak_deg")[0]
    said = summary([lean, rep(2), rep(3, "good_morning"), rep(4, "good_morning")])
    assert said.startswith("Nothing stood out in reps 1 and 2. From rep 3 on, your hips rose ")


def test_a_set_with_a_rep_that_is_cut_short_says_what_no_other_shows() -> None:
    """`sq_omar_text`, whose bottoms are cut out, had two steady reps and nothing said of depth."""
    reps = reps_without("depth_thigh")
    unseen = "We could not see whether you stopped short of depth."
    reps[0] = replace(reps[0], complete=False)
    assert summary(reps, lift=SQUAT) == (
        f"Rep 1 is cut short; nothing stood out in the other 2. {unseen}"
    )


def test_pulls_whose_backs_were_not_seen_are_not_called_steady() -> None:
    """One rep takes its shape from no other: the worst back of all clips was "steady"."""
    gain = {"lean_gain_deg": JUDGED["lean_gain_deg"]}
    reps = [replace(rep(n), metrics=gain) for n in (1, 2, 3)]
    unseen = "We could not see whether your upper back rounded or your shoulders crept up."
    assert summary(reps[:1], lift=PULL) == f"Nothing stood out in the one rep. {unseen}"
    assert summary(reps, lift=PULL) == f"Nothing stood out in 3 reps. {unseen}"
    assert summary([*reps[:2], rep(3)], lift=PULL) == (
        "Nothing stood out in 3 reps. "
        "Only one rep shows whether your shoulders crept up or your upper back rounded."
    )
    bar = {"shrug_torso": JUDGED["shrug_torso"]}
    reps = [replace(one, metrics=bar) for one in reps]
    assert summary([*reps[:2], rep(3)], lift=PULL).endswith(
        "Only one rep shows whether your hips shot up or your upper back rounded."
    )
    deep = gain | {name: JUDGED[name] for name in ("depth_thigh", "lean_peak_deg")}
    assert summary([replace(one, metrics=deep) for one in reps]) == "All 3 reps were steady.", (
        "a squat is not looked at for it"
    )


def test_what_was_not_judged_says_why() -> None:
    """A squat called a deadlift was "not enough in view", though all of it was."""
    reps = [rep(n, seen=False) for n in (1, 2, 3)]
    assert "your back could not be seen" in summary(reps)
    assert "we look for a back that rounds" in summary(reps, lift=ROMANIAN)
    assert "in view" not in summary(reps, lift=ROMANIAN)
    for lift in (PULL, ROMANIAN):
        said = set_summary(set_verdict(reps, (), lift), contradicted=True)
        assert said == "3 reps counted, but not judged.", "the notice says why"


def test_a_style_without_limits_is_not_called_steady() -> None:
    """Hips against chest are measured in a Romanian pull, too, but nothing is beyond no limit."""
    said = summary([rep(1, seen=True), rep(2)], lift=ROMANIAN)
    assert "steady" not in said
    unseen = [replace(rep(n), metrics={"lean_gain_deg": JUDGED["lean_gain_deg"]}) for n in (1, 2)]
    assert "not judged: in Romanian deadlifts" in summary(unseen, lift=ROMANIAN)
    backs = [
        replace(r, metrics={"back_rounding_deg": Measurement(0.0, "deg", 5.0)}) for r in unseen
    ]
    said = summary(backs, lift=ROMANIAN)
    assert said.startswith("Nothing stood out in 2 reps.")
    assert said.endswith("We could not see whether your shoulders crept up.")
    assert "no limits" not in said


def test_a_part_that_was_seen_of_few_reps_does_not_stand_for_all() -> None:
    said = summary([PARTLY, *(rep(n, seen=False) for n in (3, 4, 5))], lift=SQUAT)
    assert said == (
        "Reps 3–5 could not be fully judged; nothing stood out in the other one. We could not "
        "see whether your hips rose before your chest."
    )


def test_what_could_be_judged_without_the_back_is_named() -> None:
    """From the front knees and depth show: nothing is said of the back, and that they were seen."""
    knees = {name: Measurement(0.0, "thigh", 0.1) for name in ("knee_in_hip_width", "depth_thigh")}
    seen = [replace(rep(n, seen=False), metrics=knees) for n in (1, 2, 3)]
    assert summary(seen) == (
        "3 reps counted. Nothing clearly wrong with your depth and knees; your back could not be "
        "judged."
    )
    # in each rep, or it is not said of the set
    assert "back could not be seen" in summary([*seen, rep(4, seen=False)])


def test_reps_that_are_cut_off_are_not_called_steady() -> None:
    first, second = (replace(rep(n), complete=False) for n in (1, 2))
    said = summary([first, rep(2), rep(3)])
    assert said == "Rep 1 is cut short; nothing stood out in the other 2."
    said = summary([first, second, rep(3)])
    assert said == "Reps 1 and 2 are cut short; nothing stood out in the other one."


def test_the_only_rep_of_a_lift_that_is_not_sure_is_no_plural() -> None:
    said = summary([rep(1)], lift=replace(SQUAT, source="detected", confidence=0.7))
    assert said == "Nothing stood out in the one rep."


@pytest.mark.parametrize(
    ("reps", "said"),
    [
        ([rep(1)], "One rep counted, but not seen from start to finish. Nothing stood out in what "
         "was seen."),
        ([rep(1), rep(2)], "2 reps counted, but not seen from start to finish. Nothing stood out "
         "in what was seen."),
        ([rep(1, seen=False)], "One rep counted, but your back could not be seen well enough to "
         "judge your form."),
    ],
)  # fmt: skip
def test_of_reps_that_are_all_cut_off_the_back_is_not_said_to_be_hidden(
    reps: list[RepAnalysis], said: str
) -> None:
    """It stood over the values of that very back."""
    assert summary([replace(one, complete=False) for one in reps]) == said


@pytest.mark.parametrize(
    ("reps", "end"),
    [
        ([rep(1, "good_morning"), rep(2), rep(3, seen=False)], " We could not tell in rep 3."),
        (
            [rep(1), rep(2, "good_morning"), *(rep(n, seen=False) for n in (3, 4))],
            "We could not tell in reps 3 and 4.",
        ),
        (
            [rep(1, "good_morning"), replace(PARTLY, number=2), rep(3, seen=False)],
            "We could not tell in reps 2 and 3.",
        ),
        (
            [rep(1, "good_morning", "knees_in"), replace(PARTLY, number=2), rep(3, seen=False)],
            "We could not check for the first of these in reps 2 and 3.",
        ),
        (
            [rep(1, "knees_in"), rep(2), *(rep(n, seen=False) for n in (3, 4))],
            "Your back could not be judged in 2 reps.",
        ),
        ([rep(n, "knees_in", seen=False) for n in (1, 2)], "Your back could not be judged."),
        ([rep(1, "good_morning"), rep(2)], "your hips rose before your chest."),
    ],
)
def test_what_was_found_is_not_taken_for_all_that_could_be(
    reps: list[RepAnalysis], end: str
) -> None:
    """ "In reps 2–4 of 21" stood over 11 reps that nobody could judge."""
    assert summary(reps).endswith(end)


def test_what_may_be_another_lift_is_not_called_steady() -> None:
    unsure = Lift("squat", "unknown", 0.8, "detected")
    assert summary([rep(1), rep(2)], lift=unsure) == "Nothing stood out in 2 reps."
    assert (
        summary([rep(1), rep(2)], lift=replace(unsure, source="told")) == "Both reps were steady."
    )
