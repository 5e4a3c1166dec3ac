"""What a set says about weight and number of reps: up to which rep it was clean."""

from __future__ import annotations

from typing import Final

from formcheck.analysis import Fault
from formcheck.findings.of_set import BREAKS_FORM
from formcheck.findings.verdict import SetVerdict, all_judged
from formcheck.knowledge import load_knowledge

LOAD_BRINGS: Final[frozenset[Fault]] = BREAKS_FORM | {
    "late_set_shrug", "drift", "knees_in", "shallow_depth", "trunk_wobble", "uncontrolled_descent",
}  # fmt: skip
"""Faults that more weight or more reps bring out; a neck or a heel is not helped by less weight."""


def load_advice(verdict: SetVerdict) -> str:
    """How many reps, or how much weight, the next sets should have; empty when the set is silent.

    A fault that comes and goes is a slip, and says nothing about either.
    """
    shown = {n for fault in verdict.faults if fault.fault in LOAD_BRINGS for n in fault.sure}
    if len(verdict.reps) < 2 or not shown:
        return ""
    first = verdict.broken.rep if verdict.broken else min(shown)
    since = [rep.number for rep in verdict.since(first)]
    if len(shown & set(since)) * 2 < len(since) or since[-1] not in shown:
        return ""
    perhaps = {n for fault in verdict.faults if fault.fault in LOAD_BRINGS for n in fault.reps}
    while first - 1 in perhaps:
        first -= 1
    return _until(first, verdict)


def _until(first: int, verdict: SetVerdict) -> str:
    """Up to the rep before `first`: the last clean one if all before and none after were clean."""
    phrases = load_knowledge().phrases
    before = verdict.before(first)
    if not before:
        return phrases.load_from_start
    last = before[-1].number
    if last < 2:
        return phrases.load_early.format(rep=first)
    clean = not any(rep.findings for rep in before) and all_judged(before) == "whole"
    last_clean = clean and all(rep.findings for rep in verdict.since(first))
    said = phrases.load_last_clean if last_clean else phrases.load_began
    return said.format(rep=first, last=last)
