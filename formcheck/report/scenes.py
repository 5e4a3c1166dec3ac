"""What to say over a clip at each moment: the lean, the rep, the flags; and the lifter's points.

Every number comes from the analysis; the poses only say where to draw. Arrays in, plain values
out: nothing is drawn here.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from formcheck.analysis import Analysis, Finding, RepAnalysis
from formcheck.arithmetic.robust import LONGEST_FILLED_GAP_S
from formcheck.findings.verdict import is_sure
from formcheck.metrics.table import metric_row
from formcheck.observation.poses import LANDMARKS, PoseTrack
from formcheck.report.digest import Mark, strip
from formcheck.report.words import amount_found, finding_name, reason_name

FLAG_AT_LEAST_S: Final = 1.5
"""A flag stays at least this long, so that it can be read; never into the next rep."""
ROUNDED_S: Final = 1e-3
"""Documents round times: a finding's own picture may come that much before it."""
LEAST_LEAN_DEG: Final = 5.0
"""Nobody who stands needs to be told that they lean by so little."""
LEANS: Final = frozenset({"lean_peak_deg", "lean_gain_deg"})
"""Beside the flag of anything else a lean would be taken for what was measured."""


@dataclass(frozen=True)
class Scene:
    """What to say at one moment.

    Attributes:
        lean_deg: Torso lean the analysis gives for this moment; None where it was not assessed, is
            too small to speak of, or is not what the flags are about.
        caption: What is going on: `Rep 3 of 6`, `not counted: walkout`, or empty.
        flags: Those up at this moment.
    """

    time_s: float
    lean_deg: float | None
    rep: int | None
    caption: str
    flags: tuple[Flag, ...]


@dataclass(frozen=True)
class Flag:
    """A finding's text, whether it is more than possible, and the time it is shown."""

    text: str
    from_s: float
    until_s: float
    metric: str = ""
    sure: bool = True


class Scenes:
    """The scenes of one clip, by time."""

    def __init__(self, analysis: Analysis) -> None:
        self._analysis = analysis
        self._flags = flags(analysis)
        self._bounds_s = [rep_bounds_s(analysis, rep) for rep in analysis.reps]
        self._leans = Leans(analysis)

    def at(self, time_s: float) -> Scene:
        """What to say of a moment."""
        bounds = zip(self._analysis.reps, self._bounds_s, strict=True)
        rep = next((rep for rep, (start, end) in bounds if start <= time_s <= end), None)
        up = [flag for flag in self._flags if flag.from_s - ROUNDED_S <= time_s <= flag.until_s]
        about_lean = all(flag.metric in LEANS for flag in up)
        lean_deg = self._leans.at(time_s)
        said = about_lean and lean_deg is not None and abs(lean_deg) >= LEAST_LEAN_DEG
        return Scene(
            time_s=time_s,
            lean_deg=lean_deg if said else None,
            rep=rep.number if rep else None,
            caption=self._caption(rep, time_s),
            flags=tuple(up),
        )

    def _caption(self, rep: RepAnalysis | None, time_s: float) -> str:
        if rep:
            return f"Rep {rep.number} of {len(self._analysis.reps)}"
        for entry in self._analysis.not_counted:
            if entry.start_s <= time_s <= entry.end_s:
                return f"not counted: {reason_name(entry.reason)}"
        return ""


class Leans:
    """The lean of the document's curve, by time."""

    def __init__(self, analysis: Analysis) -> None:
        series = analysis.series
        self._time_s = np.asarray(series.time_s, np.float64)
        self._lean_deg = np.asarray(series.lean_deg or (None,) * len(self._time_s), np.float64)

    def at(self, time_s: float) -> float | None:
        """Degrees from upright; None where none is measured."""
        if len(self._time_s) == 0:
            return None
        nearest = _nearest(self._time_s, time_s)
        lean_deg = float(self._lean_deg[nearest])
        near = abs(self._time_s[nearest] - time_s) <= LONGEST_FILLED_GAP_S
        return lean_deg if near and np.isfinite(lean_deg) else None


def rep_bounds_s(analysis: Analysis, rep: RepAnalysis) -> tuple[float, float]:
    """From when to when a rep goes on, as far as that is known.

    A start or an end that was not seen lies after what comes before the rep, and before what comes
    after it. Two reps that meet where neither was seen share that stretch half and half.
    """
    known_s = [t for t in (rep.start_s, rep.turn_s, rep.end_s) if t is not None]
    if not known_s:
        return 0.0, 0.0
    others = [mark for mark in strip(analysis) if mark.rep is not rep]
    start_s, end_s = rep.start_s, rep.end_s
    if start_s is None:
        start_s = _latest_start_s(others, known_s[0])
    if end_s is None:
        end_s = _earliest_end_s(others, known_s[-1], analysis.clip.duration_s)
    return start_s, end_s


def _latest_start_s(others: list[Mark], first_s: float) -> float:
    """Where what comes before a moment is over."""
    earlier = [mark for mark in others if mark.end_s <= first_s]
    if not earlier:
        return 0.0
    before = max(earlier, key=lambda mark: mark.end_s)
    open_end = before.rep is not None and before.rep.end_s is None
    return (before.end_s + first_s) / 2 if open_end else before.end_s


def _earliest_end_s(others: list[Mark], last_s: float, duration_s: float) -> float:
    """Where what comes after a moment begins."""
    later = [mark for mark in others if mark.start_s >= last_s]
    if not later:
        return max(duration_s, last_s)
    after = min(later, key=lambda mark: mark.start_s)
    open_start = after.rep is not None and after.rep.start_s is None
    return (last_s + after.start_s) / 2 if open_start else after.start_s


def points_at(poses: PoseTrack, time_s: float) -> NDArray[np.float64]:
    """The lifter's points at a time, between two poses on the straight line from one to the other.

    (33, 2) full-frame pixels; NaN where the lifter is not seen at that time.
    """
    nothing = np.full((LANDMARKS, 2), np.nan)
    if len(poses.time_s) == 0:
        return nothing
    after = int(np.searchsorted(poses.time_s, time_s))
    before = max(after - 1, 0)
    after = min(after, len(poses.time_s) - 1)
    gap_s = poses.time_s[after] - poses.time_s[before]
    same = poses.span[before] == poses.span[after] >= 0
    if not same or gap_s > LONGEST_FILLED_GAP_S or gap_s == 0:
        nearest = _nearest(poses.time_s, time_s)
        near = abs(poses.time_s[nearest] - time_s) <= LONGEST_FILLED_GAP_S / 4
        seen = near and poses.span[nearest] >= 0
        return poses.image_px[nearest].astype(np.float64) if seen else nothing
    share = float(np.clip((time_s - poses.time_s[before]) / gap_s, 0.0, 1.0))
    start, end = poses.image_px[before], poses.image_px[after]
    return np.asarray(start + share * (end - start), np.float64)


def flags(analysis: Analysis) -> tuple[Flag, ...]:
    """Every finding as a text and the time it is up: from its moment to the end of its rep."""
    shown = []
    starts = sorted(rep.start_s for rep in analysis.reps if rep.start_s is not None)
    for rep in analysis.reps:
        for finding in rep.findings:
            end_s = finding.at_s if rep.end_s is None else rep.end_s
            shown.append(_flag(finding, end_s, starts))
    shown += [_flag(finding, finding.at_s, starts) for finding in analysis.set.findings]
    return tuple(shown)


def flag_text(finding: Finding) -> str:
    """A finding in a few words with its amount: `Perhaps hips rise first: +8.6°`."""
    value = amount_found(finding, signed=metric_row(finding.metric).signed)
    return f"{finding_name(finding).capitalize()}: {value}"


def _flag(finding: Finding, end_s: float, starts: list[float]) -> Flag:
    until_s = max(end_s, finding.at_s + FLAG_AT_LEAST_S)
    following = [start for start in starts if start > finding.at_s]
    return Flag(
        flag_text(finding),
        finding.at_s,
        min([until_s, *following]),
        finding.metric,
        is_sure(finding),
    )


def _nearest(times_s: NDArray[np.float64], time_s: float) -> int:
    return int(np.abs(times_s - time_s).argmin())
