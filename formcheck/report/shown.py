"""What a rep and a set are shown as: their state, but none is called steady whose lift is in doubt.

The sentence on top says as much: of a movement that may be another lift nothing is known for sure.
"""

from __future__ import annotations

from typing import Final, Literal

from formcheck.analysis import Analysis
from formcheck.findings.verdict import ClipState, RepState, clip_state
from formcheck.guidance.notices import ALSO_IN_ROWS, CONTRADICTED, IN_PART, doubts, without_choice

Doubted = Literal["doubted"]
ShownRep = RepState | Doubted
ShownClip = ClipState | Doubted
MarkKind = ShownRep | Literal["not_counted"]
"""What a stretch of a clip is on the strip of reps."""
_IN_DOUBT: Final = frozenset({"lift_unsure", CONTRADICTED})
"""Codes of notices that the reps may be those of another movement."""


def rep_shown(analysis: Analysis, state: RepState) -> ShownRep:
    """What a rep of this state is shown as."""
    return "doubted" if state == "steady" and _in_doubt(analysis) else state


def clip_shown(analysis: Analysis) -> ShownClip:
    """What a set is shown as."""
    state = clip_state(analysis)
    return "doubted" if state == "steady" and _in_doubt(analysis) else state


def doubts_in_rows(analysis: Analysis) -> tuple[str, ...]:
    """Of the doubts what stands wherever a verdict does, in a row as well.

    That it moves otherwise than the lift that somebody chose: of another exercise no verdict is
    worth much. That the file breaks off, that it holds another lift, too, and what only some reps
    show: the verdict is one of a part. Who reads a row has nothing there to choose.
    """
    said = (one.message for one in doubts(analysis) if one.code in (*ALSO_IN_ROWS, IN_PART))
    return tuple(map(without_choice, said))


def _in_doubt(analysis: Analysis) -> bool:
    return any(notice.code in _IN_DOUBT for notice in analysis.warnings)
