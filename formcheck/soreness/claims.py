"""How formcheck can know of a cause.

Nothing is called measured because a file says so: it is read off the rules that can emit a finding
from a clip.
"""

from __future__ import annotations

from functools import cache
from typing import Literal

from formcheck.analysis import Fault
from formcheck.findings.fault_table import FAULTS
from formcheck.knowledge.entries import Cause

Claim = Literal["measured", "hint", "asked", "background"]


@cache
def emitted(lift: str | None = None) -> frozenset[Fault]:
    """Every fault that can be found in a clip, of one lift or of any."""
    return frozenset(row.fault for row in FAULTS if lift in (None, *row.lifts))


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
