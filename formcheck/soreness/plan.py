"""A short plan for the next leg day, for the one or two likeliest reasons.

Where no article gives sets and repetitions, the starting dose is marked as formcheck's own.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from formcheck.guidance.explanation import Drill, Statement, drills, statement
from formcheck.knowledge import load_knowledge
from formcheck.soreness.triage import Reason, TriageResult

MOST_REASONS = 2
MOST_CUES = 3
MOST_WARM_UP = 5
MOST_ACCESSORIES = 4
_ORDER = ("warm_up", "relief", "mobility", "bracing", "activation", "strength", "cool_down")
AFTERWARD = "static_stretch"
NEEDS_ADAPTING = "new_load"


@dataclass(frozen=True)
class Plan:
    """A warm-up, a few cues and accessory work, printable on half a page."""

    reasons: tuple[str, ...]
    next_session: tuple[Statement, ...]
    cues: tuple[Statement, ...]
    warm_up: tuple[Drill, ...]
    accessories: tuple[Drill, ...]
    afterward: tuple[Drill, ...]
    progress: tuple[Statement, ...]
    note: Statement
    disclaimer: Statement


def plan_for(result: TriageResult) -> Plan | None:
    """The plan for a result; None while there is a warning sign or no reason."""
    if result.red_flags or not result.reasons:
        return None
    texts = load_knowledge().answer.texts
    top = result.reasons[:MOST_REASONS]
    warm_up = _first_of_each([reason.warm_up for reason in top], MOST_WARM_UP)
    taken = {drill.id for drill in warm_up}
    left = [tuple(d for d in reason.accessories if d.id not in taken) for reason in top]
    progress = [texts.progress]
    if any(reason.id == NEEDS_ADAPTING for reason in top):
        progress.append(texts.adapt)
    return Plan(
        reasons=tuple(reason.title for reason in top),
        next_session=tuple(reason.next for reason in top),
        cues=_cues(top),
        warm_up=_in_order(warm_up),
        accessories=tuple(_first_of_each(left, MOST_ACCESSORIES)),
        afterward=drills([AFTERWARD]),
        progress=tuple(map(statement, progress)),
        note=statement(texts.no_numbers),
        disclaimer=result.disclaimer,
    )


def _cues(reasons: Iterable[Reason]) -> tuple[Statement, ...]:
    """The first cue of each reason, then the second ones, none twice."""
    columns = [reason.cues for reason in reasons]
    rows = [column[row] for row in range(MOST_CUES) for column in columns if row < len(column)]
    return tuple(dict.fromkeys(rows))[:MOST_CUES]


def _first_of_each(lists: list[tuple[Drill, ...]], most: int) -> list[Drill]:
    """Drills in turn from each list, none twice, so that every reason gets its first one."""
    longest = max(map(len, lists), default=0)
    rows = [drill[row] for row in range(longest) for drill in lists if row < len(drill)]
    return list({drill.id: drill for drill in rows}.values())[:most]


def _in_order(warm_up: list[Drill]) -> tuple[Drill, ...]:
    """General movement first, then mobility, then what wakes the muscles up."""
    knowledge = load_knowledge()
    kinds = {drill.id: _ORDER.index(knowledge.exercise(drill.id).kind) for drill in warm_up}
    return tuple(sorted(warm_up, key=lambda drill: kinds[drill.id]))
