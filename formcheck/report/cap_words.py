"""Why a finding is no surer than it is, in words: what `findings/caps.py` named."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from formcheck.analysis import Finding
from formcheck.findings.verdict import is_sure
from formcheck.guidance.wording import in_a_row, rep_list

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
