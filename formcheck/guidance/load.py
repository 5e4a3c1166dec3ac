"""What a set says about weight and number of reps: up to which rep it was clean."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from formcheck.analysis import Fault, Finding, Lift, RepAnalysis
from formcheck.findings.judged import set_judged
from formcheck.findings.of_set import BREAKS_FORM, Break
from formcheck.knowledge import load_knowledge

LOAD_BRINGS: Final[frozenset[Fault]] = BREAKS_FORM | {
    "late_set_shrug", "drift", "knees_in", "shallow_depth", "trunk_wobble", "uncontrolled_descent",
}  # fmt: skip
"""Faults that more weight or more reps bring out; a neck or a heel is not helped by less weight."""


def load_advice(
    reps: Sequence[RepAnalysis],
    set_findings: Sequence[Finding] = (),
    broken: Break | None = None,
    *,
    lift: Lift,
) -> str:
    """How many reps, or how much weight, the next sets should have; empty when the set is silent.

    Args:
        reps: The counted reps, in order.
        set_findings: Findings about the whole set.
        broken: Where form left the lifter's own pattern, or None.
        lift: Which lift, and which style of it.
    """
    shown = _reps_with_fault(reps, set_findings)
    if broken is not None:
        return _until(broken.rep, reps, lift)
    if len(reps) < 2 or not shown:
        return ""
    first = min(shown)
    after = [rep.number for rep in reps if rep.number >= first]
    if len(shown) * 2 < len(after) or after[-1] not in shown:
        return ""  # a slip, not a limit
    return _until(first, reps, lift)


def _reps_with_fault(reps: Sequence[RepAnalysis], set_findings: Sequence[Finding]) -> set[int]:
    return {
        number
        for number, finding in _numbered(reps, set_findings)
        if finding.fault in LOAD_BRINGS and finding.confidence != "possible"
    }


def _numbered(
    reps: Sequence[RepAnalysis], set_findings: Sequence[Finding]
) -> Iterator[tuple[int, Finding]]:
    yield from ((rep.number, finding) for rep in reps for finding in rep.findings)
    yield from ((number, finding) for finding in set_findings for number in finding.reps)


def _until(first: int, reps: Sequence[RepAnalysis], lift: Lift) -> str:
    """Up to the rep before `first`: the last clean one if all before and none after were clean."""
    phrases = load_knowledge().phrases
    before = [rep for rep in reps if rep.number < first]
    if not before:
        return phrases.load_from_start
    last = before[-1].number
    if last < 2:
        return phrases.load_early.format(rep=first)
    later = [rep for rep in reps if rep.number >= first]
    clean = not any(rep.findings for rep in before) and set_judged(before, lift) == "whole"
    last_clean = clean and all(rep.findings for rep in later)
    said = phrases.load_last_clean if last_clean else phrases.load_began
    return said.format(rep=first, last=last)
