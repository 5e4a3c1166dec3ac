"""Shrug: how far the shoulders rise toward the ears against the lifter's own neutral.

The pose model keeps its shoulder on the arm and hardly sees a shrug (measured: a rise of .1 torso
moves its shoulder by a third of that, some of it the wrong way). The bar itself does rise: in the
hands by the whole shrug, on the back by two thirds of it. So the evidence is the bar's height while
the lifter stands, tracked in the picture, against the lifter's own lowest agreeing reps. Without a
bar in sight the value abstains.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from formcheck.bar.rise import Doubt
from formcheck.metrics.measurement import Measurement, not_assessed

NO_BAR = (
    "the plate could not be followed well enough to tell a shrug; film from the side with the "
    "whole plate in the picture"
)
MOST_SHRUG_TORSO = 0.15
"""A full shrug lifts the shoulders by 5 to 10 % of the torso (clavicle elevation of 10 to 20°).
Half as much again is no shoulder: what was followed is another plate, or another edge of this one
(a stack of two, seen obliquely, read .18 in reps whose rim was taken for the other one's)."""
DOUBTS: Mapping[Doubt, str] = {
    "stands_unlike": (
        "you stood taller or softer at the top of this rep than in others, so the bar's height "
        "does not tell a shrug; stand up to the same lockout in every rep"
    ),
    "nothing_goes_along": (
        "the edge of the plate was found elsewhere than in other reps, while hands and shoulders "
        "stayed; film from the side with the whole plate in the picture"
    ),
}


@dataclass(frozen=True)
class ShrugEvidence:
    """Rise of one rep in torso lengths, its 90 % half width, and when it was largest.

    With a doubt (see `bar.rise`) it is no rise of the shoulders.
    """

    rise_torso: float
    uncertainty_torso: float
    at_s: float
    doubt: Doubt | None = None


def measure(evidence: Sequence[ShrugEvidence | None]) -> list[dict[str, Measurement]]:
    """`shrug_torso` of each rep from the bar's evidence (one entry per rep, None = no bar)."""
    return [{"shrug_torso": _one(e)} for e in evidence]


def _one(evidence: ShrugEvidence | None) -> Measurement:
    if evidence is None or abs(evidence.rise_torso) > MOST_SHRUG_TORSO:
        return not_assessed("torso", NO_BAR)
    if evidence.doubt is not None:
        return not_assessed("torso", DOUBTS[evidence.doubt])
    return Measurement(evidence.rise_torso, "torso", evidence.uncertainty_torso, evidence.at_s)
