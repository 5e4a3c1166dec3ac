"""Shrug: how far the shoulders rise toward the ears against the lifter's own neutral.

The pose model keeps its shoulder on the arm and hardly sees a shrug (measured: a rise of .1 torso
moves its shoulder by a third of that, some of it the wrong way). The bar itself does rise: in the
hands by the whole shrug, on the back by two thirds of it. So the evidence is the bar's height while
the lifter stands, tracked in the picture, against the lifter's own lowest agreeing reps. Without a
bar in sight the value abstains.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from formcheck.metrics.measurement import Measurement, not_assessed
from formcheck.metrics.shrug_by_bar import BarRise, Doubt, shrugs
from formcheck.motion.bar import BarCurve
from formcheck.reasons import Reason, ReasonCode
from formcheck.reps.rep_window import RepWindow, jitter_reason

NO_BAR = Reason(
    ReasonCode.NO_BAR,
    "the plate could not be tracked well enough to spot a shrug; film from the side with the "
    "whole plate in the frame",
)
NOT_TRIED: Mapping[str, Reason] = {
    "front": Reason(
        ReasonCode.STYLE_NOT_JUDGED,
        "a shrug is not judged with the bar on the front of your shoulders",
    ),
    "romanian": Reason(
        ReasonCode.STYLE_NOT_JUDGED,
        "a shrug is not judged in Romanian deadlifts, where the bar is never set down",
    ),
}
ONE_REP = Reason(
    ReasonCode.TOO_FEW_REPS,
    "a shrug is judged against your other reps, and this set has only one",
)
MOST_SHRUG_TORSO = 0.15
"""A full shrug lifts the shoulders by 5 to 10 % of the torso (clavicle elevation of 10 to 20°).
Half as much again is no shoulder: what was followed is another plate, or another edge of this one
(a stack of two, seen obliquely, read .18 in reps whose rim was taken for the other one's)."""
MOST_SINK_TORSO = 0.04
"""Shoulders that hang relaxed sink no further: a bar held lower by twice of what lockouts differ by
was not lifted as far, or the lifter stands elsewhere."""
LOWER = Reason(
    ReasonCode.STOOD_UNLIKE,
    "the bar was lower at the top of this rep than in your other reps, which says nothing about "
    "your shoulders; finish every rep at the same lockout",
)
DOUBTS: Mapping[Doubt, Reason] = {
    "stands_unlike": Reason(
        ReasonCode.STOOD_UNLIKE,
        "you stood taller or softer at lockout in this rep than in others, so the bar's height "
        "does not show a shrug; finish every rep at the same lockout",
    ),
    "nothing_goes_along": Reason(
        ReasonCode.OTHER_EDGE,
        "the edge of the plate was not where it was in your other reps; film from the side with "
        "the whole plate in the frame",
    ),
}


def never_told(windows: Sequence[RepWindow]) -> Reason | None:
    """Why no bar, however well it is seen, tells a shrug in this set; None where one may."""
    if not windows:
        return None
    if windows[0].variant in NOT_TRIED:
        return NOT_TRIED[windows[0].variant]
    if len(windows) == 1:
        return ONE_REP
    return jitter_reason(windows[0].motion)  # the torso, its yardstick, is a guess then


def measure(windows: Sequence[RepWindow], bar: BarCurve | None) -> list[dict[str, Measurement]]:
    """`shrug_torso` of each rep."""
    why = never_told(windows)
    if why is not None:
        return [{"shrug_torso": not_assessed("torso", why)} for _ in windows]
    return [{"shrug_torso": told(rise)} for rise in shrugs(bar, windows)]


def told(evidence: BarRise | None) -> Measurement:
    """What the bar shows of a rep as a value, or why it is none; None = no bar."""
    if evidence is None or abs(evidence.rise_torso) > MOST_SHRUG_TORSO:
        return not_assessed("torso", NO_BAR)
    if evidence.rise_torso < -MOST_SINK_TORSO:
        return not_assessed("torso", LOWER)
    if evidence.doubt is not None:
        return not_assessed("torso", DOUBTS[evidence.doubt])
    return Measurement(evidence.rise_torso, "torso", evidence.uncertainty_torso, evidence.at_s)
