"""From findings to words: what a fault means for the upper back and what to do about it.

Everything said here comes from the knowledge files; this module only puts it together, and chooses
the few cues worth thinking of: worst fault first, then what mends several at once. The sentence on
top of a set is made in `set_summary`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from formcheck.analysis import Finding, Guidance, Notice
from formcheck.findings.judging import SEVERITY
from formcheck.findings.verdict import is_sure
from formcheck.knowledge import load_knowledge
from formcheck.knowledge.drawings import drill_alt, drill_svg
from formcheck.knowledge.entries import OF_A_SET, Exercise, FaultEntry, Kind, Text, all_fits, fits

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


@dataclass(frozen=True)
class Statement:
    """A sentence to show, with the codes of its sources and what kind it is."""

    text: str
    sources: tuple[str, ...]
    kind: Kind


@dataclass(frozen=True)
class Muscle:
    """A muscle or structure that a fault loads: where it is and what it does in that lift."""

    id: str
    name: str
    where: Statement
    role: Statement


@dataclass(frozen=True)
class Drill:
    """An exercise with how it is done, where to start, and when to stop."""

    id: str
    name: str
    why: Statement
    steps: tuple[Statement, ...]
    dose: Statement
    stop: Statement

    def drawing(self, *, color: str | None = None) -> str:
        """Its positions as SVG; see `formcheck.knowledge.drawings.drill_svg`."""
        return drill_svg(load_knowledge().exercise(self.id), color=color)

    @property
    def drawn(self) -> str:
        """What the drawing shows, in words."""
        return drill_alt(load_knowledge().exercise(self.id))


@dataclass(frozen=True)
class Explanation:
    """All that formcheck can say about one fault, short parts first."""

    fault: str
    title: str
    short: Statement
    cues: tuple[Statement, ...]
    why: tuple[Statement, ...]
    lever: tuple[Statement, ...]
    muscles: tuple[Muscle, ...]
    drills: tuple[Drill, ...]
    warm_up: tuple[Drill, ...]
    strength: tuple[Drill, ...]
    recheck: Statement
    sources: tuple[str, ...]


def guidance_for(
    faults: Sequence[str], *, lift: str, variant: str, notices: Iterable[Notice] = ()
) -> tuple[Guidance, ...]:
    """The guidance entries of the analysis document, one per known fault, in the files' order.

    Where one of the clip's notices says how else to film, the next set is not of the same place.
    """
    entries = (entry for entry in load_knowledge().faults if entry.code in set(faults))
    place = "" if any(one.advice for one in notices) else load_knowledge().phrases.same_place
    return tuple(_guidance(_explanation(entry, lift, variant), place) for entry in entries)


def explain(fault: str, *, lift: str = "unknown", variant: str = "unknown") -> Explanation | None:
    """Everything about one fault, each sentence with its sources; None for an unknown code."""
    entry = load_knowledge().fault(fault)
    return _explanation(entry, lift, variant) if entry else None


def drills(exercise_ids: Iterable[str]) -> tuple[Drill, ...]:
    """Exercises by id, ready to show."""
    return tuple(_drill(load_knowledge().exercise(exercise_id)) for exercise_id in exercise_ids)


def _drills_for(exercise_ids: Iterable[str], lift: str, variant: str) -> tuple[Drill, ...]:
    """Those of the exercises that are for this lift and style: without a bar, none with one."""
    found = (load_knowledge().exercise(exercise_id) for exercise_id in exercise_ids)
    return tuple(_drill(e) for e in found if fits(e.lifts, e.variants, lift, variant))


def _explanation(entry: FaultEntry, lift: str, variant: str) -> Explanation:
    short = statement(entry.short_for(lift, variant))
    cues = cues_for_fault(entry.code, lift=lift, variant=variant)[:MOST_CUES_PER_REP]
    why = tuple(map(statement, all_fits(entry.why, lift, variant)))
    lever = tuple(map(statement, all_fits(entry.lever, lift, variant)))
    muscles = _muscles(entry, lift, variant)
    said = [short, *why, *lever, *(muscle.role for muscle in muscles)]
    return Explanation(
        fault=entry.code,
        title=entry.title,
        short=short,
        cues=tuple(map(statement, cues)),
        why=why,
        lever=lever,
        muscles=muscles,
        drills=_drills_for(entry.drills, lift, variant),
        warm_up=_drills_for(entry.warm_up, lift, variant),
        strength=_drills_for(entry.strength, lift, variant),
        recheck=statement(entry.recheck),
        sources=tuple(sorted({code for sentence in said for code in sentence.sources})),
    )


def _guidance(full: Explanation, place: str) -> Guidance:
    return Guidance(
        fault=full.fault,
        title=full.title,
        explanation=full.short.text,
        muscles=tuple(muscle.name for muscle in full.muscles),
        cues=tuple(cue.text for cue in full.cues),
        drills=tuple(drill.name for drill in full.drills),
        sources=full.sources,
        recheck=f"{place} {full.recheck.text}".strip(),
    )


def _muscles(entry: FaultEntry, lift: str, variant: str) -> tuple[Muscle, ...]:
    knowledge = load_knowledge()
    parts = ((role, knowledge.part(role.id)) for role in entry.muscles_for(lift, variant))
    return tuple(
        Muscle(role.id, part.name, statement(part.where), statement(role)) for role, part in parts
    )


def _drill(exercise: Exercise) -> Drill:
    return Drill(
        id=exercise.id,
        name=exercise.name,
        why=statement(exercise.why),
        steps=tuple(map(statement, exercise.steps)),
        dose=statement(exercise.dose),
        stop=statement(exercise.stop),
    )


def statement(text: Text) -> Statement:
    """A knowledge text as what the shells show."""
    return Statement(text.text, text.sources, text.kind)
