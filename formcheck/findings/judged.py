"""How much of a rep was judged: only what was seen may be called steady."""

from __future__ import annotations

from functools import cache
from typing import Final, Literal

from formcheck.analysis import Lift, RepAnalysis
from formcheck.findings.fault_table import rules
from formcheck.findings.of_set import BREAKS_FORM

Judged = Literal["whole", "partly", "not"]

HIPS_AGAINST_CHEST: Final = "lean_gain_deg"
"""The metric that a set is foremost looked at for; without it a rep is judged in part."""


def judged(rep: RepAnalysis, lift: Lift) -> Judged:
    """How much of a rep was: as a whole, without hips against chest, or nothing that counts."""
    known = {name for name, measured in rep.metrics.items() if measured.value is not None}
    known &= reach_the_back(lift.name, lift.variant)
    if HIPS_AGAINST_CHEST in known:
        return "whole"
    return "partly" if known else "not"


@cache
def reach_the_back(lift: str, variant: str) -> frozenset[str]:
    """The metrics whose faults are the upper back's; without any, nothing that counts was judged.

    A pull's lean is measured, too, but there is no limit to hold it against; nor is there one for
    hips against chest where the bar never leaves the floor.
    """
    held = (rule for rule in rules(lift, variant) if rule.fault in BREAKS_FORM)
    return frozenset(rule.metric for rule in held)
