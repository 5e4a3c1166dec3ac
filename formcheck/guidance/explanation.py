"""What a fault means for the upper back and what to do about it.

All sentences come from the knowledge files. This module puts them together, and chooses the few
cues that are shown: those for the worst fault first, then those that help with several faults.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from formcheck.analysis import Finding, Guidance, Notice
from formcheck.findings.judging import SEVERITY
from formcheck.findings.verdict import is_sure
from formcheck.knowledge import load_knowledge
from formcheck.knowledge.entries import (
    OF_A_SET,
    Anatomy,
    Exercise,
    FaultEntry,
    Kind,
    Text,
    all_fits,
    fits,
)
from formcheck.metrics.measurement import Measurement
from formcheck.reasons import ReasonCode

MOST_CUES_PER_REP = 2
MOST_CUES_PER_SET = 3
HIDDEN = frozenset((
    ReasonCode.HIDDEN, ReasonCode.HIDDEN_BY_PLATE, ReasonCode.POOR_FIT, ReasonCode.SIDES_DISAGREE,
    ReasonCode.NEEDS_SIDE_VIEW,
))  # fmt: skip
"""Why a value was not assessed, where the advice is to film from another place."""
LIGHTER = "lighter"
"""The cue to take less weight."""


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
    """At most three cues for the next set, by the findings of all reps and of the set.

    The cue to take less weight is left out where `set_summary.load_advice` says so already
    (`load_said`). Those of the fault come `first` that the sentence on top of the set names first.
    """
    chosen = _choose(findings, lift, variant, first, without=LIGHTER if load_said else "")
    return _said(chosen, lift, variant)[:MOST_CUES_PER_SET]


def cues_for_fault(fault: str, *, lift: str, variant: str) -> tuple[Text, ...]:
    """All cues of one fault that fit the lift and the style, most useful first."""
    return wordings(_cue_ids(fault, lift, variant), lift=lift, variant=variant)


def wordings(
    cues: Iterable[str], *, lift: str, variant: str, kinds: frozenset[Kind] = OF_A_SET
) -> tuple[Text, ...]:
    """Cues by id in their wording for a lift and style; those without one are left out."""
    knowledge = load_knowledge()
    texts = (knowledge.cue(cue).wording(lift, variant, kinds) for cue in cues)
    return tuple(text for text in texts if text)


def _choose(
    findings: Sequence[Finding],
    lift: str,
    variant: str,
    first: str | None = None,
    *,
    without: str = "",
) -> list[str]:
    """Cue ids, best first; a cue for faults that all have one already comes after the others."""
    worst: dict[str, int] = {}
    for finding in findings:
        # all that is more than possible comes before what is only possible, as in the summary
        weight = 1 + SEVERITY[finding.severity] + (len(SEVERITY) if is_sure(finding) else 0)
        worst[finding.fault] = max(worst.get(finding.fault, 0), weight)
    if first in worst:
        worst[first] = 1 + max(worst.values())
    faults_of: dict[str, set[str]] = {}
    for fault in worst:
        for cue in (cue for cue in _cue_ids(fault, lift, variant) if cue != without):
            faults_of.setdefault(cue, set()).add(fault)
    now: list[str] = []
    later: list[str] = []
    served: set[str] = set()
    for cue in sorted(faults_of, key=lambda cue: _rank(cue, faults_of[cue], worst)):
        (now if faults_of[cue] - served else later).append(cue)
        served |= faults_of[cue]
    return now + later


def _rank(cue: str, faults: set[str], worst: dict[str, int]) -> tuple[int, int, int, int]:
    """Sort key: weight of its worst fault, its place in that one's list, number of its faults."""
    knowledge = load_knowledge()
    heaviest = max(worst[fault] for fault in faults)
    places = (
        entry.cues.index(cue)
        for entry in knowledge.faults
        if entry.code in faults and worst[entry.code] == heaviest
    )
    number = next(place for place, entry in enumerate(knowledge.cues) if entry.id == cue)
    return -heaviest, min(places), -len(faults), number


def _cue_ids(fault: str, lift: str, variant: str) -> list[str]:
    knowledge = load_knowledge()
    entry = knowledge.fault(fault)
    cues = entry.cues if entry else ()
    return [cue for cue in cues if knowledge.cue(cue).wording(lift, variant)]


def _said(cues: Iterable[str], lift: str, variant: str) -> tuple[str, ...]:
    return tuple(text.text for text in wordings(cues, lift=lift, variant=variant))


@dataclass(frozen=True)
class Explanation:
    """All that formcheck can say about one fault.

    Attributes:
        short: The sentence that is shown first.
        why: How the fault makes an upper back sore, in full.
        lever: The same by levers and loads.
        muscles: Each muscle or structure that the fault loads, and what it does in that lift.
        recheck: What to look for in the next clip.
        sources: Codes of the sources of all these sentences.
    """

    fault: str
    title: str
    short: Text
    cues: tuple[Text, ...]
    why: tuple[Text, ...]
    lever: tuple[Text, ...]
    muscles: tuple[tuple[Anatomy, Text], ...]
    drills: tuple[Exercise, ...]
    warm_up: tuple[Exercise, ...]
    strength: tuple[Exercise, ...]
    recheck: Text
    sources: tuple[str, ...]


def guidance_for(
    faults: Sequence[str],
    *,
    lift: str,
    variant: str,
    notices: Iterable[Notice] = (),
    unseen: Iterable[Measurement] = (),
) -> tuple[Guidance, ...]:
    """The guidance entries of the analysis document, one per known fault, in the files' order.

    `recheck` asks to film from the same place, unless one of the clip's notices advises another, or
    something `unseen` was hidden from there.
    """
    entries = (entry for entry in load_knowledge().faults if entry.code in set(faults))
    moved = any(one.advice for one in notices) or any(one.reason_code in HIDDEN for one in unseen)
    place = "" if moved else load_knowledge().phrases["same_place"]
    return tuple(
        Guidance(
            fault=full.fault,
            title=full.title,
            explanation=full.short.text,
            muscles=tuple(part.name for part, _ in full.muscles),
            cues=tuple(cue.text for cue in full.cues),
            drills=tuple(drill.name for drill in full.drills),
            sources=full.sources,
            recheck=f"{place} {full.recheck.text}".strip(),
        )
        for full in (_explanation(entry, lift, variant) for entry in entries)
    )


def explain(fault: str, *, lift: str = "unknown", variant: str = "unknown") -> Explanation | None:
    """Everything about one fault, each sentence with its sources; None for an unknown code."""
    entry = load_knowledge().fault(fault)
    return _explanation(entry, lift, variant) if entry else None


def _drills_for(exercise_ids: Iterable[str], lift: str, variant: str) -> tuple[Exercise, ...]:
    """Those of the exercises that are for this lift and style."""
    found = (load_knowledge().exercise(exercise_id) for exercise_id in exercise_ids)
    return tuple(e for e in found if fits(e.lifts, e.variants, lift, variant))


def _explanation(entry: FaultEntry, lift: str, variant: str) -> Explanation:
    short = entry.short_for(lift, variant)
    cues = cues_for_fault(entry.code, lift=lift, variant=variant)[:MOST_CUES_PER_REP]
    why = all_fits(entry.why, lift, variant)
    lever = all_fits(entry.lever, lift, variant)
    roles = all_fits(entry.muscles, lift, variant)
    said = [short, *why, *lever, *roles]
    return Explanation(
        fault=entry.code,
        title=entry.title,
        short=short,
        cues=cues,
        why=why,
        lever=lever,
        muscles=tuple((load_knowledge().part(role.id), role) for role in roles),
        drills=_drills_for(entry.drills, lift, variant),
        warm_up=_drills_for(entry.warm_up, lift, variant),
        strength=_drills_for(entry.strength, lift, variant),
        recheck=entry.recheck,
        sources=tuple(sorted({code for sentence in said for code in sentence.sources})),
    )
