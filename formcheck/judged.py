"""How much of a rep was judged: only what was seen may be called steady."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final, Literal

from formcheck.analysis import RepAnalysis

Judged = Literal["whole", "partly", "not"]

HIPS_AGAINST_CHEST: Final = "lean_gain_deg"
"""The metric that a set is foremost looked at for; without it a rep is judged in part."""
REACH_THE_BACK: Final = ("lean_peak_deg", HIPS_AGAINST_CHEST, "hip_lead_torso", "shrug_torso")
"""Without any of these, nothing that reaches the upper back was judged."""


def judged(rep: RepAnalysis) -> Judged:
    """How much of a rep was: as a whole, without hips against chest, or nothing that counts."""
    known = {name for name, measured in rep.metrics.items() if measured.value is not None}
    if HIPS_AGAINST_CHEST in known:
        return "whole"
    return "partly" if known.intersection(REACH_THE_BACK) else "not"


def set_judged(reps: Iterable[RepAnalysis]) -> Judged:
    """Of a set: whole when every rep was, not when none was (or there is none)."""
    found = {judged(rep) for rep in reps}
    if found == {"whole"}:
        return "whole"
    return "partly" if found - {"not"} else "not"
