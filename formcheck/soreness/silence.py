"""What a warning sign takes from a set: its advice, never what was measured."""

from __future__ import annotations

from dataclasses import dataclass, replace

from formcheck.analysis import Analysis, Guidance
from formcheck.guidance.notices import without_filming
from formcheck.knowledge.entries import Kind


@dataclass(frozen=True)
class Sign:
    """The most urgent warning sign: what to do about it, and what may be said beside it."""

    says: str
    kinds: frozenset[Kind]


def without_advice(analysis: Analysis, sign: Sign | None) -> Analysis:
    """The set without what may not stand beside a sign; as it is where there is none.

    Everything that shows a set shows the document, so nothing else has to know of signs.
    """
    if sign is None:
        return analysis
    load = analysis.set.load if "plan" in sign.kinds else ""
    cues_stand = "cue" in sign.kinds
    cues = analysis.set.cues if cues_stand else ()
    changed = replace(
        analysis,
        set=replace(analysis.set, load=load, cues=cues),
        reps=tuple(replace(rep, cues=rep.cues if cues_stand else ()) for rep in analysis.reps),
        guidance=tuple(_guidance(one, sign) for one in analysis.guidance if "reason" in sign.kinds),
    )
    return changed if "plan" in sign.kinds else without_filming(changed)


def _guidance(one: Guidance, sign: Sign) -> Guidance:
    kept = one if "cue" in sign.kinds else replace(one, cues=())
    return kept if "plan" in sign.kinds else replace(kept, drills=(), recheck="")
