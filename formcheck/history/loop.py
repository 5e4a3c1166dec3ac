"""Sentences on what became of a set's faults in the next set of the same lift."""

from __future__ import annotations

from datetime import date
from typing import Final

from formcheck.analysis import Analysis, Fault
from formcheck.compare.differences import Share, fault_change, share_of
from formcheck.compare.in_words import SHARES, share_words
from formcheck.findings.verdict import SET_NAMES, is_sure, verdict_of
from formcheck.history.record import KeptSet
from formcheck.report.limits import limits_differ
from formcheck.report.words import fault_name, things

MOST_FAULTS: Final = 2
"""Faults with a sentence, the worst first: as many as a set has cues."""
_REP_NAMES: Final = {of_set: of_rep for of_rep, of_set in SET_NAMES.items()}
"""The fault of single reps for a fault of the whole set."""


def became_of(before: KeptSet, now: Analysis) -> tuple[str, ...]:
    """For each of the worst faults of the set before, a sentence on whether this set has it.

    Empty where no finding of the set before is more than possible.
    """
    said = []
    compared = False
    for fault, metric, first in _of_reps(before.document)[:MOST_FAULTS]:
        second = share_of(now, fault, metric)
        name = fault_name(fault)
        reps = things(first.of, "rep")
        head = f"{name[:1].upper()}{name[1:]}: {share_words(first)} {reps} then"
        if not second.of:
            said.append(f"{head}; it could not be seen this time.")
            continue
        compared = True
        # a rep with a possible finding is no evidence that the fault is gone
        unsure = [{f.fault for f in rep.findings if not is_sure(f)} for rep in now.reps]
        if perhaps := sum(fault in faults for faults in unsure):
            said.append(f"{head}, {share_words(second)} now, and perhaps {perhaps}.")
            continue
        change = SHARES[fault_change(fault, first, second).direction]
        said.append(f"{head}, {share_words(second)} now: {change}.")
    if compared and len({before.document.view.name, now.view.name} - {"unknown"}) > 1:
        said.append("The camera stood elsewhere, which may be all that differs.")
    if said and limits_differ(before.document, now):
        said.append("The limits were different then, which may be all that differs.")
    return tuple(said)


def _of_reps(analysis: Analysis) -> list[tuple[Fault, str, Share]]:
    """Faults that are more than possible, with metric and share of reps, the worst first.

    A fault of the whole set goes by its name in single reps. Faults that only the set can have are
    left out, as no share of reps has them.
    """
    sure = [fault.worst for fault in verdict_of(analysis).faults if is_sure(fault.worst)]
    named = [(_REP_NAMES.get(worst.fault, worst.fault), worst.metric) for worst in sure]
    shares = [(fault, metric, share_of(analysis, fault, metric)) for fault, metric in named]
    return [one for one in shares if one[2].found]


def day_words(day: str) -> str:
    """An ISO date for people: `31 May 2026`."""
    when = date.fromisoformat(day)
    return f"{when.day} {when:%B %Y}"


def rechecks(analysis: Analysis) -> tuple[str, ...]:
    """What to look at in the next clip, for the worst faults that are more than possible."""
    sure = [fault.fault for fault in verdict_of(analysis).faults if is_sure(fault.worst)]
    texts = {each.fault: each.recheck for each in analysis.guidance if each.recheck}
    return tuple(texts[fault] for fault in sure if fault in texts)[:MOST_FAULTS]
