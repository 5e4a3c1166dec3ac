"""The moment at which two reps are laid one over the other."""

from __future__ import annotations

from formcheck.analysis import Analysis, RepAnalysis
from formcheck.lifts import starts_at_top


def meeting_s(analysis: Analysis, rep: RepAnalysis) -> float | None:
    """The bottom of a rep that goes down first, the lift-off of one that starts on the floor.

    Returns:
        Seconds from the clip's first frame; None where that moment was not seen.
    """
    return rep.turn_s if _goes_down_first(analysis) else rep.start_s


def meeting_name(analysis: Analysis) -> str:
    """What a lifter calls that moment: `bottom` or `lift-off`."""
    return "bottom" if _goes_down_first(analysis) else "lift-off"


def _goes_down_first(analysis: Analysis) -> bool:
    return starts_at_top(analysis.lift.name, analysis.lift.variant)
