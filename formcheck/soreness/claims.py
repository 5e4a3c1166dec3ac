"""How formcheck can know of a cause.

Nothing is called measured because a file says so: it is read off the rules that can emit a finding
from a clip.
"""

from __future__ import annotations

from functools import cache
from typing import Literal, get_args

from formcheck.analysis import Fault
from formcheck.findings.fault_table import rules
from formcheck.findings.of_rep import FALL
from formcheck.findings.of_set import DRIFT, LATE_SHRUG
from formcheck.knowledge.entries import Cause
from formcheck.lifts import LIFTS, Variant

Claim = Literal["measured", "hint", "asked", "background"]


@cache
def emitted(lift: str | None = None) -> frozenset[Fault]:
    """Every fault that can be found in a clip, of one lift or of any."""
    found: set[Fault] = {LATE_SHRUG, DRIFT}
    for name in LIFTS if lift is None else (lift,):
        found |= {FALL} if name == "squat" else set()
        for variant in get_args(Variant):
            found |= {rule.fault for rule in rules(name, variant)}
    return frozenset(found)


def claims(cause: Cause) -> tuple[Claim, ...]:
    """How formcheck can know of this cause; "background" when it cannot."""
    found: list[Claim] = []
    if emitted() & set(cause.measured_by):
        found.append("measured")
    elif emitted() & set(cause.hinted_by):
        found.append("hint")
    if cause.asked_by:
        found.append("asked")
    return tuple(found) or ("background",)
