"""Chooses the few cues worth thinking of: worst fault first, then what mends several at once."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from formcheck.analysis import Finding
from formcheck.findings.of_rep import SEVERITY
from formcheck.findings.verdict import is_sure
from formcheck.knowledge import load_knowledge
from formcheck.knowledge.entries import OF_A_SET
from formcheck.knowledge.texts import Kind, Text

MOST_CUES_PER_REP = 2
MOST_CUES_PER_SET = 3
LIGHTER = "lighter"
_SMALL = frozenset(
    {"each", "every", "from", "keep", "over", "that", "then", "until", "with", "your"}
)


def cues_for_rep(findings: Sequence[Finding], *, lift: str, variant: str) -> tuple[str, ...]:
    """At most two cues for the next rep."""
    return _said(_choose(findings, lift, variant), lift, variant)[:MOST_CUES_PER_REP]


def cues_for_set(
    findings: Sequence[Finding],
    *,
    lift: str,
    variant: str,
    load_said: bool = False,
    first: str | None = None,
) -> tuple[str, ...]:
    """At most three cues for the next set, of the findings of all reps and of the set together.

    With `load_said` it has advice on weight already, see `load_advice`. `first` is the fault that
    is told first; of faults as heavy as it, its cues come first.
    """
    chosen = _choose(findings, lift, variant, first, without=LIGHTER if load_said else "")
    return _said(chosen, lift, variant)[:MOST_CUES_PER_SET]


def cues_for_fault(fault: str, *, lift: str, variant: str) -> tuple[Text, ...]:
    """All cues of one fault that fit the lift and the style, most useful first."""
    return wordings(_cue_ids(fault, lift, variant), lift=lift, variant=variant)


def wordings(
    cues: Iterable[str], *, lift: str, variant: str, kinds: frozenset[Kind] = OF_A_SET
) -> tuple[Text, ...]:
    """Cues by id in the words for a lift and style; those that do not fit it are left out."""
    knowledge = load_knowledge()
    said = (knowledge.cue(cue).wording(lift, variant, kinds) for cue in cues)
    return tuple(text for text in said if text)


def alike(one: str, other: str) -> bool:
    """Whether two sentences share two words and half of the shorter one, small words apart."""
    words, others = ({w for w in _words(s) if len(w) > 3 and w not in _SMALL} for s in (one, other))
    return 2 * len(words & others) >= max(min(len(words), len(others)), 4)


def says_also(one: str, other: str) -> bool:
    """Whether a sentence says all that another one does, word by word but for a "some"."""
    said, asked = (" ".join(w for w in _words(s) if w != "some") for s in (one, other))
    return bool(asked) and f" {asked} " in f" {said} "


def _words(text: str) -> list[str]:
    return re.findall(r"[a-z0-9']+", text.lower().replace("’", "'"))


def _choose(
    findings: Sequence[Finding],
    lift: str,
    variant: str,
    first: str | None = None,
    *,
    without: str = "",
) -> list[str]:
    """Cue ids, best first; a cue that mends nothing new waits until every fault has one."""
    worst: dict[str, int] = {}
    for finding in findings:
        # what is sure comes before what is no more than possible, as in the sentence on top
        weight = 1 + SEVERITY[finding.severity] + (len(SEVERITY) if is_sure(finding) else 0)
        worst[finding.fault] = max(worst.get(finding.fault, 0), weight)
    if first in worst:
        worst[first] = 1 + max(worst.values())
    mends: dict[str, set[str]] = {}
    for fault in worst:
        for cue in (cue for cue in _cue_ids(fault, lift, variant) if cue != without):
            mends.setdefault(cue, set()).add(fault)
    now: list[str] = []
    later: list[str] = []
    mended: set[str] = set()
    for cue in sorted(mends, key=lambda cue: _rank(cue, mends[cue], worst)):
        (now if mends[cue] - mended else later).append(cue)
        mended |= mends[cue]
    return now + later


def _rank(cue: str, faults: set[str], worst: dict[str, int]) -> tuple[int, int, int, int]:
    """Sort key: weight of what it answers, how many faults it mends, its place in their lists."""
    knowledge = load_knowledge()
    heaviest = max(worst[fault] for fault in faults)
    places = (
        entry.cues.index(cue)
        for entry in knowledge.faults
        if entry.code in faults and worst[entry.code] == heaviest
    )
    number = next(place for place, entry in enumerate(knowledge.cues) if entry.id == cue)
    return -heaviest, -len(faults), min(places), number


def _cue_ids(fault: str, lift: str, variant: str) -> list[str]:
    knowledge = load_knowledge()
    entry = knowledge.fault(fault)
    cues = entry.cues if entry else ()
    return [cue for cue in cues if knowledge.cue(cue).wording(lift, variant)]


def _said(cues: Iterable[str], lift: str, variant: str) -> tuple[str, ...]:
    return tuple(text.text for text in wordings(cues, lift=lift, variant=variant))
