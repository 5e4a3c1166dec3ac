"""What a rep and a set are shown as: their state, but none is called steady whose lift is in doubt.

The sentence on top says as much: of a movement that may be another lift nothing is known for sure.
Also why a finding is no surer than it is, in words: what `findings/caps.py` named.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final, Literal

from formcheck.analysis import Analysis, Finding
from formcheck.findings.verdict import ClipState, RepState, clip_state, is_sure
from formcheck.guidance.notices import ALSO_IN_ROWS, CONTRADICTED, IN_PART, doubts, without_choice
from formcheck.guidance.wording import in_a_row, rep_list

Doubted = Literal["doubted"]
ShownRep = RepState | Doubted
ShownClip = ClipState | Doubted
MarkKind = ShownRep | Literal["not_counted"]
"""What a stretch of a clip is on the strip of reps."""
_IN_DOUBT: Final = frozenset({"lift_unsure", CONTRADICTED})
"""Codes of notices that the reps may be those of another movement."""
_CAPS = {
    "lift": "it is not certain which lift this is",
    "edge": "this rep is cut short",
    "frame": "part of you was out of the frame",
    "view": "this shows better from the side",
    "tip": "how far the torso tipped is only roughly known",
    "few_reps": "too few reps show how the torso tips",
    "wide_interval": "how far the torso tipped is known only to within several degrees",
    "lean": "how far you leaned is only roughly known",
    "depth": "your hips were partly hidden",
    "back": "a rounding back looks much the same",
    "style": "another style may lean this far",
    "variant": "another style may lean this far",  # what older documents call it
    "truth": "we do not yet know how often this is right",
    "flat": "no rep shows your back flat to compare with",
}
_STYLE = {"style", "variant"}


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


def cap(finding: Finding) -> str:
    """Why a finding is called no surer than it is, whatever its figure says; empty where it is.

    It stands behind how sure that is and does not say so again.
    """
    why = _why(finding)
    return f"No surer than that: {why}" if why else ""


def _why(finding: Finding) -> str:
    said = [_CAPS[code] for code in finding.capped_by if code in _CAPS]
    style = " If you squat low-bar, choose that style." if _STYLE & set(finding.capped_by) else ""
    return f"{in_a_row(said)}.{style}" if said else ""


def caps_of_perhaps(findings: Iterable[tuple[int | None, Finding]]) -> Iterator[str]:
    """Why some reps are not more than possible, each reason once with its reps."""
    reps_of: dict[str, list[int]] = {}
    for rep, finding in findings:
        if rep is not None and not is_sure(finding) and (why := _why(finding)):
            reps_of.setdefault(why, []).append(rep)
    for why, reps in reps_of.items():
        yield f"{rep_list(reps).capitalize()} not for sure: {why}"
