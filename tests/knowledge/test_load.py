"""What a set says about weight and reps: tied to its reps, and true of them."""

from __future__ import annotations

import pytest

from formcheck.analysis import Finding, RepAnalysis
from formcheck.findings.of_set import Break
from formcheck.guidance.load import load_advice
from tests.knowledge.build import finding, rep
from tests.knowledge.test_set_summary import MAYBE, PULL, SQUAT

CLEAN = [rep(1), rep(2), rep(3)]
LATE = [*CLEAN, rep(4, "good_morning"), rep(5, "good_morning")]
FROM_FOUR = Break(4, "good_morning")


@pytest.mark.parametrize(
    ("reps", "set_findings", "broken", "said"),
    [
        ([], (), None, ""),
        (CLEAN, (), None, ""),
        (LATE, (), FROM_FOUR, "Rep 3 was your last clean one: keep sets at 3, or take weight off."),
        (
            [rep(1), rep(2, seen=False), rep(3), rep(4, "good_morning")],
            (),
            FROM_FOUR,
            "It began in rep 4: keep sets at 3, or take weight off.",
        ),
        (
            [rep(1), rep(2, "heel_lift"), rep(3), rep(4, "good_morning")],
            (),
            FROM_FOUR,
            "It began in rep 4: keep sets at 3, or take weight off.",
        ),
        (
            [*CLEAN, rep(4, "good_morning"), rep(5), rep(6, "good_morning")],
            (),
            FROM_FOUR,
            "It began in rep 4: keep sets at 3, or take weight off.",
        ),
        (
            [rep(1), rep(2, "hips_shoot"), rep(3, "hips_shoot")],
            (),
            Break(2, "hips_shoot"),
            "It began in rep 2: take weight off until every rep looks like the first.",
        ),
        (
            [rep(n, "shallow_depth") for n in (1, 2, 3)],
            (),
            None,
            "It was there from the first rep: take weight off, and build up again once it is gone.",
        ),
        ([*CLEAN, rep(4, "knees_in"), rep(5)], (), None, ""),
        ([rep(n, "heel_lift", "neck_posture") for n in (1, 2)], (), None, ""),
        ([rep(1), rep(2), rep(3, MAYBE)], (), None, ""),
        (
            [rep(n) for n in (1, 2, 3, 4)],
            (finding("drift", reps=(3, 4)),),
            None,
            "It began in rep 3: keep sets at 2, or take weight off.",
        ),
    ],
)
def test_the_advice_on_load_is_tied_to_the_reps(
    reps: list[RepAnalysis], set_findings: tuple[Finding, ...], broken: Break | None, said: str
) -> None:
    assert load_advice(reps, set_findings, broken, lift=SQUAT) == said


def test_a_single_rep_says_nothing_of_how_many() -> None:
    assert load_advice([rep(1, "hips_shoot")], lift=PULL) == ""
