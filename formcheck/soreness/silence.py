"""A set beside a warning sign: shown without advice, but with all that was measured."""

from __future__ import annotations

from dataclasses import dataclass, replace

from formcheck.analysis import Analysis, Guidance
from formcheck.guidance.notices import without_filming
from formcheck.knowledge.entries import Kind


@dataclass(frozen=True)
class Sign:
    """The most urgent warning sign.

    Attributes:
        says: What to do about it.
        kinds: The kinds of sentence that may stand beside it.
    """

    says: str
    kinds: frozenset[Kind]


def without_advice(analysis: Analysis, sign: Sign | None) -> Analysis:
    """The document without what may not stand beside the sign; unchanged without a sign.

    Pages and reports only show a document, so none of them has to know of signs.
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
