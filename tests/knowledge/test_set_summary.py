"""The sentence on top of a set: true of every rep that it names."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from formcheck.analysis import Finding, Lift, RepAnalysis
from formcheck.findings.caps import RepContext
from formcheck.findings.judging import judge_rep, judge_set
from formcheck.findings.verdict import judged as how_judged
from formcheck.findings.verdict import set_verdict, unseen
from formcheck.guidance.set_summary import set_summary
from formcheck.guidance.wording import rep_range
from formcheck.knowledge import load_knowledge
from formcheck.metrics.measurement import Measurement, not_assessed
from formcheck.reasons import Reason, ReasonCode
from formcheck.thresholds import Thresholds
from tests.example_reps import judged_rep
from tests.knowledge.build import JUDGED, UNSEEN, finding, rep
from tests.risen import rise_of

SQUAT = Lift("squat", "unknown", 1.0, "detected")
PULL = Lift("deadlift", "conventional", 1.0, "detected")
ROMANIAN = Lift("deadlift", "romanian", 1.0, "detected")
MAYBE = finding("good_morning", "mild", "possible")


def summary(
    reps: Sequence[RepAnalysis], of_set: Sequence[Finding] = (), *, lift: Lift = SQUAT
) -> str:
    """The sentence as the pipeline makes it."""
    return set_summary(set_verdict(reps, of_set, lift))


def test_of_a_file_that_breaks_off_nobody_says_that_all_was_steady() -> None:
    """A coach read "partly seen" above "All 3 reps were steady"."""
    for count, said in ((1, "the one rep"), (3, "3 reps")):
        verdict = set_verdict([rep(n + 1) for n in range(count)], (), SQUAT)
        assert set_summary(verdict, broken_off=True) == f"Nothing stood out in {said}."


def test_of_what_moves_otherwise_than_the_told_lift_nothing_is_called_steady() -> None:
    """ "All 3 reps were steady" stood over "to us it looks like neither a squat nor a deadlift"."""
    verdict = set_verdict([rep(n + 1) for n in range(3)], (), SQUAT)
    assert set_summary(verdict) == "All 3 reps were steady."
    assert set_summary(verdict, contradicted=True) == "Nothing stood out in 3 reps."


def _values(unit: str, *values: float) -> tuple[str, list[Measurement]]:
    return unit, [Measurement(value, unit, 0.1 * abs(value) + 0.001, 1.0) for value in values]


DRAWN = {
    "lean_gain_deg": _values("deg", 0.0, 8.0, 15.0),
    "hip_lead_torso": _values("torso", 0.0, 0.15),
    "lean_peak_deg": _values("deg", 40.0, 52.0, 65.0),
    "shrug_torso": _values("torso", 0.0, 0.052, 0.09),
    "depth_thigh": _values("thigh", -0.1, 0.3),
    "upper_back_bend_deg": _values("deg", 0.0, 40.0),
}


@pytest.mark.parametrize(
    ("reps", "set_findings", "said"),
    [
        ([], (), "No reps were counted in this clip."),
        ([rep(1)], (), "One rep, and nothing stood out."),
        ([rep(n) for n in (1, 2, 3)], (), "All 3 reps were steady."),
        (
            [rep(n, seen=False) for n in (1, 2)],
            (),
            "2 reps counted, but your back could not be seen well enough to judge your form.",
        ),
        (
            [rep(1), rep(2, seen=False), rep(3)],
            (),
            "Rep 2 could not be fully judged; nothing stood out in the other 2.",
        ),
        ([rep(1, "good_morning")], (), "One rep: your hips rose before your chest."),
        (
            [rep(1), rep(2, "knees_in"), rep(3)],
            (),
            "In rep 2 of 3, your knees caved in.",
        ),
        (
            [rep(n, "good_morning") for n in (1, 2)],
            (),
            "In both reps, your hips rose before your chest.",
        ),
        (
            [rep(1), rep(2), rep(3), rep(4, "good_morning"), rep(5, "good_morning", "heel_lift")],
            (),
            "Reps 1–3 were steady. From rep 4 on, your hips rose before your chest. "
            "And in rep 5, your heels came up.",
        ),
        (
            [rep(1), rep(2, "heel_lift"), rep(3, "good_morning")],
            (),
            "Rep 1 was steady. In rep 3, your hips rose before your chest. "
            "And in rep 2, your heels came up.",
        ),
        (
            [rep(1), rep(2), rep(3, "good_morning"), rep(4), rep(5, "good_morning"), rep(6)],
            (),
            "Reps 1, 2, 4 and 6 were steady. In reps 3 and 5, your hips rose before your chest.",
        ),
        (
            [rep(n, finding("excessive_lean", "severe")) for n in (1, 2, 3)]
            + [rep(n, finding("excessive_lean", "severe"), "good_morning") for n in (4, 5)],
            (),
            "From rep 4 on, your hips rose before your chest. "
            "And in all 5 reps, you leaned too far "
            "forward.",
        ),
        (
            [rep(n) for n in (1, 2, 3, 4)],
            (finding("drift", reps=(3, 4)),),
            "In reps 3 and 4 of 4, your form slipped.",
        ),
        (
            [rep(1), rep(2), rep(3, "shrug"), rep(4, "shrug")],
            (finding("late_set_shrug", reps=(3, 4)),),
            "Reps 1 and 2 were steady. From rep 3 on, your shoulders crept up.",
        ),
        (
            [rep(1), rep(2), rep(3, "good_morning"), rep(4, MAYBE)],
            (),
            "Reps 1 and 2 were steady. In rep 3, your hips rose before your chest; "
            "perhaps in rep 4 too.",
        ),
        (
            [rep(1, MAYBE), rep(2, "good_morning"), rep(3)],
            (),
            "In rep 2 of 3, your hips rose before your chest; perhaps in rep 1 too.",
        ),
        (
            [rep(1), rep(2, finding("excessive_lean", "severe", "possible"), "heel_lift")],
            (),
            "In rep 2 of 2, your heels came up. Also, perhaps you leaned too far forward.",
        ),
        (
            [rep(1), rep(2, "good_morning", "knees_in")],
            (),
            "Rep 1 was steady. In rep 2, your hips rose before your chest. Also, your "
            "knees caved in.",
        ),
        (
            [rep(n, finding("good_morning", "severe"), "knees_in", "heel_lift") for n in (1, 2)],
            (),
            "In both reps, your hips rose before your chest. Also, your heels came up. "
            "One more fault was found.",
        ),
        (
            [rep(1, finding("good_morning", "severe")), rep(2, "knees_in"), rep(3)],
            (),
            "In rep 1 of 3, your hips rose before your chest. And in rep 2, your knees caved in.",
        ),
    ],
)
def test_the_sentence_on_top_of_a_set(reps, set_findings, said) -> None:  # type: ignore[no-untyped-def]
    assert summary(reps, set_findings) == said


PARTLY = replace(rep(2), metrics={**JUDGED, **UNSEEN})


@pytest.mark.parametrize(
    ("before", "steady"),
    [
        ([rep(1), rep(2), rep(3)], "Reps 1–3 were steady. "),
        ([rep(1), PARTLY, rep(3)], "Nothing stood out in reps 1–3. "),
        ([rep(1), rep(2, seen=False), rep(3)], "Reps 1 and 3 were steady. "),
        ([rep(1, seen=False), PARTLY, rep(3, seen=False)], "Nothing stood out in rep 2. "),
        ([rep(1), rep(2, "heel_lift"), rep(3)], "Reps 1 and 3 were steady. "),
        ([rep(1), rep(2), rep(3, MAYBE)], "Reps 1 and 2 were steady. "),
        ([replace(rep(1), complete=False), rep(2), rep(3)], "Reps 2 and 3 were steady. "),
        ([rep(1, MAYBE), PARTLY, rep(3)], "Nothing stood out in reps 2 and 3. "),
        ([rep(1, MAYBE), rep(2, "heel_lift"), rep(3, MAYBE)], ""),
    ],
)
def test_only_reps_that_were_seen_were_steady_before_a_break(
    before: list[RepAnalysis], steady: str
) -> None:
    said = summary([*before, rep(4, finding("shrug", metric="shrug_torso"))], lift=PULL)
    assert said.startswith(f"{steady}In rep 4, your shoulders crept up.")


def test_no_rep_is_one_in_which_nothing_stood_out_and_one_of_which_nobody_can_tell() -> None:
    """Rep 3 stood in both: the file had a gap there, and only its lean was read."""
    tipped = finding("good_morning", "severe")
    assert summary([rep(1), PARTLY, rep(3), rep(4, tipped)]) == (
        "Reps 1 and 3 were steady. In rep 4, your hips rose before your chest. "
        "We could not tell in rep 2."
    )


@given(data=st.data())
def test_a_summary_is_true_of_judged_sets(data: st.DataObject) -> None:
    """Whatever the limits make of any values, in the way the pipeline goes."""
    lift = data.draw(st.sampled_from([SQUAT, PULL, ROMANIAN]))
    judged = []
    for number in range(1, data.draw(st.integers(1, 6)) + 1):
        metrics = {
            name: data.draw(
                st.sampled_from([not_assessed(unit, Reason(ReasonCode.HIDDEN, "hidden")), *values])
            )
            for name, (unit, values) in DRAWN.items()
        }
        found = judge_rep(rise_of(metrics), lift.name, lift.variant, RepContext(metrics))
        judged.append(judged_rep(number, metrics, found))
    of_set = judge_set(judged, Thresholds())
    reps = [
        replace(rep(r.number), flagged=bool(r.findings), metrics=r.metrics, findings=r.findings)
        for r in judged
    ]
    said = summary(reps, of_set, lift=lift)
    broken = set_verdict(reps, of_set, lift).broken

    sentences = said.split(". ")
    assert len(set(sentences)) == len(sentences)
    clauses = {entry.clause for entry in load_knowledge().faults}
    assert all(said.count(clause) <= 1 for clause in clauses)
    assert sum(clause in said for clause in clauses) <= 2
    if "steady" in said.split("rom rep")[0]:
        # after the fault as well as before it, and never where it is perhaps seen
        steady = [r for r in reps if not r.findings and not unseen(r, lift)]
        assert {how_judged(r, lift) for r in steady} == {"whole"}
        where = said.split(" steady")[0].rsplit(" ", 1)[0].split(" ", 1)[1]
        assert not broken or where == rep_range(r.number for r in steady)
    if broken:
        (here,) = (r for r in reps if r.number == broken.rep)
        assert broken.fault in {f.fault for f in here.findings}
        assert all(
            broken.fault not in {f.fault for f in r.findings if f.confidence != "possible"}
            for r in reps
            if r.number < broken.rep
        )


@pytest.mark.parametrize("faulty", range(1, 2**6))
def test_a_headline_of_a_set_that_broke_accounts_for_every_rep(faulty: int) -> None:
    """Six reps, each steady or not, in every order."""
    bad = [n for n in range(1, 7) if faulty & 1 << (n - 1)]
    good = [n for n in range(1, 7) if n not in bad]
    said = summary([rep(n, "good_morning") if n in bad else rep(n) for n in range(1, 7)])
    if "steady" not in said:  # no break: "In reps 1 and 3 of 6", or in all
        assert said.startswith(
            ("In all 6 reps", f"In rep {rep_range(bad)} of", f"In reps {rep_range(bad)} of")
        )
        return
    verb = "was" if len(good) == 1 else "were"
    assert re.match(rf"Reps? {rep_range(good)} {verb} steady\. ", said)
    lasts = len(bad) > 1 and bad == list(range(bad[0], 7))
    where = f"From rep {bad[0]} on," if lasts else f"In rep{'s' * (len(bad) > 1)} {rep_range(bad)},"
    assert where in said


@pytest.mark.parametrize(
    ("numbers", "said"),
    [([], ""), ([4], "4"), ([1, 2], "1 and 2"), ([3, 2, 1], "1–3"), ([1, 2, 3, 5], "1–3 and 5"),
     ([2, 4, 5], "2, 4 and 5"), ([1, 2, 3, 6, 7, 8], "1–3 and 6–8")],
)  # fmt: skip
def test_rep_numbers_as_people_say_them(numbers: list[int], said: str) -> None:
    assert rep_range(numbers) == said


PERHAPS = [finding(code, "mild", "possible") for code in ("excessive_lean", "heel_lift", "shrug")]


@pytest.mark.parametrize(
    ("faults", "end"),
    [
        ([MAYBE, *PERHAPS[:2]], "Perhaps one more fault."),
        ([MAYBE, *PERHAPS], "Perhaps 2 more faults."),
        (["good_morning", "knees_in", "heel_lift"], "One more fault was found."),
        (["good_morning", "knees_in", *PERHAPS], "Perhaps 3 more faults."),
        (
            ["good_morning", "knees_in", "heel_lift", PERHAPS[0]],
            "One more fault was found. Perhaps one more fault.",
        ),
    ],
)
def test_faults_that_are_perhaps_there_were_not_found(
    faults: list[str | Finding], end: str
) -> None:
    assert summary([rep(1, *faults), rep(2, *faults)]).endswith(end)


def test_a_form_that_slipped_is_named_rather_than_counted() -> None:
    reps = [rep(1), rep(2), rep(3), rep(4, "good_morning"), rep(5, "good_morning")]
    assert summary(reps, [finding("drift", reps=(4, 5))]).endswith(
        "From rep 4 on, your hips rose before your chest. Also, your form slipped."
    )
