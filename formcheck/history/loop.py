"""Sentences on what became of a set's faults in the next set of the same lift."""

from __future__ import annotations

from datetime import date
from typing import Final

from formcheck.analysis import Analysis, Fault
from formcheck.compare.differences import Share, fault_change, share_of, told_by
from formcheck.compare.in_words import share_change_words, share_words
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
    compared: list[Fault] = []
    for fault, first in _of_reps(before.document)[:MOST_FAULTS]:
        second = share_of(now, fault)
        name = fault_name(fault)
        reps = things(first.of, "rep")
        then = share_words(first, f"{reps} then")
        head = f"{name[:1].upper()}{name[1:]}: {then}"
        if not second.of:
            looked = told_by(fault, now)
            unseen = "could not be seen this time" if looked else "is not looked for in this style"
            said.append(f"{head}; it {unseen}.")
            continue
        compared.append(fault)
        change = share_change_words(fault_change(fault, first, second))
        said.append(f"{head}, {share_words(second, 'now')}: {change}.")
    if compared and len({before.document.view.name, now.view.name} - {"unknown"}) > 1:
        said.append("The camera stood elsewhere; that alone may explain it.")
    if any(told_by(fault, before.document) != told_by(fault, now) for fault in compared):
        said.append("The style differs or is not known; that alone may explain it.")
    if compared and limits_differ(before.document, now):
        said.append("The limits were different then; that alone may explain it.")
    return tuple(said)


def _of_reps(analysis: Analysis) -> list[tuple[Fault, Share]]:
    """Faults that are more than possible, with their share of reps, the worst first.

    A fault of the whole set goes by its name in single reps. Faults that only the set can have are
    left out, as no share of reps has them.
    """
    sure = [fault.fault for fault in verdict_of(analysis).faults if is_sure(fault.worst)]
    named = [_REP_NAMES.get(fault, fault) for fault in sure]
    shares = [(fault, share_of(analysis, fault)) for fault in named]
    return [one for one in shares if one[1].found]


def day_words(day: str) -> str:
    """An ISO date for people: `31 May 2026`."""
    when = date.fromisoformat(day)
    return f"{when.day} {when:%B %Y}"


def rechecks(analysis: Analysis) -> tuple[str, ...]:
    """What to look at in the next clip, for the worst faults that are more than possible."""
    sure = [fault.fault for fault in verdict_of(analysis).faults if is_sure(fault.worst)]
    texts = {each.fault: each.recheck for each in analysis.guidance if each.recheck}
    return tuple(texts[fault] for fault in sure if fault in texts)[:MOST_FAULTS]
