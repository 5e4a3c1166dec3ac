"""What a warning sign takes from a set: its advice, never what was measured."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from formcheck.analysis import Analysis, Guidance, RepAnalysis
from formcheck.knowledge.texts import Kind

_FILMING = re.compile(r"; film [^.]*|(?:^|(?<=\.)) ?(?:Next time, film|Film|Start filming) [^.]*\.")
"""How to film the next set, in a reason or in a notice."""


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
    cues = analysis.set.cues if "cue" in sign.kinds else ()
    changed = replace(
        analysis,
        set=replace(analysis.set, load=load, cues=cues),
        reps=tuple(_rep(rep, sign) for rep in analysis.reps),
        guidance=tuple(_guidance(one, sign) for one in analysis.guidance if "reason" in sign.kinds),
    )
    return changed if "plan" in sign.kinds else _without_filming(changed)


def _rep(rep: RepAnalysis, sign: Sign) -> RepAnalysis:
    return rep if "cue" in sign.kinds else replace(rep, cues=())


def _guidance(one: Guidance, sign: Sign) -> Guidance:
    kept = one if "cue" in sign.kinds else replace(one, cues=())
    return kept if "plan" in sign.kinds else replace(kept, drills=(), recheck="")


def _without_filming(analysis: Analysis) -> Analysis:
    warnings = (replace(n, message=_FILMING.sub("", n.message)) for n in analysis.warnings)
    reps = (
        replace(
            rep,
            metrics={
                name: replace(one, not_assessed=_FILMING.sub("", one.not_assessed))
                if one.not_assessed
                else one
                for name, one in rep.metrics.items()
            },
        )
        for rep in analysis.reps
    )
    return replace(analysis, warnings=tuple(n for n in warnings if n.message), reps=tuple(reps))
