"""Which lifts somebody did, and in whose words a reason speaks to them."""

from __future__ import annotations

from collections.abc import Iterable

from formcheck.analysis import Analysis
from formcheck.knowledge.asking import LiftDone, Reason
from formcheck.soreness.answers import Answers
from formcheck.soreness.set_evidence import SetEvidence

LEG_LIFTS: dict[LiftDone, str] = {
    "back_squat": "squat",
    "front_squat": "squat",
    "deadlift": "deadlift",
    "sumo": "deadlift",
    "romanian": "deadlift",
}
UPPER = "upper"
_STYLES = {"on_bump": "high_bar", "below_bump": "high_bar", "low_bar": "low_bar"}


def lifts_done(answers: Answers, evidence: SetEvidence) -> frozenset[str]:
    """The lifts that were told or shown, or the one that hurt; none when nobody said."""
    return _felt_in(answers) or frozenset(answers.to("lifts")) | evidence.lifts


def sets_that_count(analyses: Iterable[Analysis], answers: Answers) -> list[Analysis]:
    """The sets without those of another lift than the one in which it was felt."""
    felt = _felt_in(answers)
    families = {LEG_LIFTS[lift] for lift in LEG_LIFTS if lift in felt}
    known = set(LEG_LIFTS.values())
    return [a for a in analyses if not felt or a.lift.name in families or a.lift.name not in known]


def _felt_in(answers: Answers) -> frozenset[str]:
    """The one of several lifts that was told; none when nobody said."""
    return frozenset(answers.to("which") & answers.to("lifts"))


def is_for(reason: Reason, lifts: frozenset[str]) -> bool:
    """Whether a reason can be one for somebody who did these lifts."""
    if not reason.only_lifts or lifts & set(reason.only_lifts):
        return True
    return not lifts and not reason.lift_known


def words_for(reason: Reason, answers: Answers, lifts: frozenset[str]) -> tuple[str, str]:
    """The lift and the style in whose words a reason speaks: those of a lift that was done."""
    did = {family for lift, family in LEG_LIFTS.items() if lift in lifts}
    if lifts and not did:
        return UPPER, "unknown"
    if reason.everyday or not did:
        return "unknown", "unknown"
    lift = next(iter(did)) if len(did) == 1 else reason.lift or "unknown"
    if lift != "squat":
        return lift, "unknown"
    if reason.variant:
        return lift, reason.variant
    only_front = lifts & {"back_squat", "front_squat"} == {"front_squat"}
    bar = next(iter(answers.to("bar")), "")
    return lift, "front" if only_front else _STYLES.get(bar, "unknown")
