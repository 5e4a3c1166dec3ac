"""Two reps beside one another: which one, at what moment, and by how much they differ.

The ghost of a rep is the lifter's outline over time, laid on another rep.
"""

from __future__ import annotations

import math
from dataclasses import replace
from typing import Any, Final

import numpy as np

from formcheck.analysis import Analysis, Finding, RepAnalysis
from formcheck.findings.judging import shot_of
from formcheck.findings.verdict import judged, verdict_of, weight
from formcheck.metrics.table import metric_row
from formcheck.observation.poses import Landmark
from formcheck.reasons import ReasonCode
from formcheck.report.digest import SHOWN_BY_PICTURE, worst_moment
from formcheck.report.scenes import points_at, rep_bounds_s
from formcheck.report.tracks import Tracks
from formcheck.report.words import amount, clock, least, shown

PER_S: Final = 12
"""Outlines a second; the player draws the one nearest in time."""
AROUND_S: Final = 0.5
"""So much before and after a rep is shown, too."""
GRAIN: Final = 4000
"""Places are whole numbers of that share of the frame: a pixel of the largest video drawn."""
AT_ONCE_S: Final = 0.1
"""A lift-off is known no better."""
JOINTS: Final = (
    "LEFT_EAR", "RIGHT_EAR", "LEFT_SHOULDER", "RIGHT_SHOULDER", "LEFT_HIP", "RIGHT_HIP",
    "LEFT_KNEE", "RIGHT_KNEE", "LEFT_ANKLE", "RIGHT_ANKLE", "LEFT_FOOT", "RIGHT_FOOT",
)  # fmt: skip
"""In the order that `ghost.js` draws them by."""
_PLACES: Final = [int(Landmark[name]) for name in JOINTS]
_ANKLES: Final = [JOINTS.index("LEFT_ANKLE"), JOINTS.index("RIGHT_ANKLE")]


def best_rep(analysis: Analysis, rep: RepAnalysis, metric: str | None = None) -> RepAnalysis | None:
    """The rep to hold another one against: steady, of one shot, complete, read, seen well, least.

    Least is meant in the metric; without one it is the nearest of them in the set. None where there
    is no other, or where only one of the two was judged: beside a rep that nobody saw, one shows
    nothing.
    """
    is_judged = _judged(analysis, rep)
    others = [
        other
        for other in analysis.reps
        if other is not rep and other.turn_s is not None and _judged(analysis, other) == is_judged
    ]
    shot, flagged = shot_of(rep, analysis.shots), _flagged(analysis)

    def rank(other: RepAnalysis) -> tuple[bool, bool, bool, bool, int, float, int]:
        found = other.metrics.get(metric) if metric else None
        value = abs(found.value) if found and found.value is not None else float("inf")
        apart = abs(other.number - rep.number)
        of_metric = value if metric else 0.0
        elsewhere = shot_of(other, analysis.shots) != shot
        faulty = other.number in flagged
        # beside what was measured a rep of which it was not would show something else
        blank = math.isinf(of_metric)
        # how many measures a picture of the rep would show to be lost: lines beside the body
        lost = sum(each.reason_code in SHOWN_BY_PICTURE for each in other.metrics.values())
        return faulty, elsewhere, not other.complete, blank, lost, of_metric, apart

    return min(others, key=rank, default=None)


def steady_rep(analysis: Analysis, rep: RepAnalysis, metric: str) -> RepAnalysis | None:
    """The same where nothing was found in it; else None."""
    best = best_rep(analysis, rep, metric)
    return best if best is not None and best.number not in _flagged(analysis) else None


def in_rep(rep: RepAnalysis, finding: Finding, at_s: float | None = None) -> Finding | None:
    """The same measure in another rep, as its row says it; None where it was not read there.

    Its moment is its own, else `at_s`; None without either.
    """
    found = rep.metrics.get(finding.metric)
    if found is None or found.value is None:
        return None
    at_s = at_s if found.at_s is None else found.at_s
    value = max(least(finding.metric), found.value)
    return None if at_s is None else replace(finding, measured=value, at_s=at_s)


def same_moments_s(analysis: Analysis, rep: RepAnalysis) -> tuple[float | None, dict[int, float]]:
    """When a rep shows what weighs most in it, and when each other rep had its own value of that.

    Returns:
        Seconds from the clip's first frame; those of the others by their numbers. None and none of
        a rep in which nothing was found.
    """
    worst = max(rep.findings, key=weight, default=None)
    if worst is None:
        return None, {}
    others = ((each.number, in_rep(each, worst)) for each in analysis.reps if each is not rep)
    return worst.at_s, {number: own.at_s for number, own in others if own is not None}


def rep_to_compare(analysis: Analysis, rep: RepAnalysis) -> RepAnalysis | None:
    """Beside a flagged rep the best one; beside a steady rep the worst, where there is one."""
    if rep.turn_s is None:
        return None
    moment = worst_moment(analysis)
    if rep.number in _flagged(analysis) or moment is None or moment[0].turn_s is None:
        return best_rep(analysis, rep, _metric(rep))
    worst = moment[0]
    return worst if _judged(analysis, worst) == _judged(analysis, rep) else None


def _flagged(analysis: Analysis) -> frozenset[int]:
    """Numbers of the reps with a finding, be it one of the set that names them."""
    return frozenset(rep.number for rep in verdict_of(analysis).reps if rep.findings)


def _judged(analysis: Analysis, rep: RepAnalysis) -> bool:
    return judged(rep, analysis.lift) != "not"


def meeting_s(analysis: Analysis, rep: RepAnalysis) -> float | None:
    """The bottom of a rep that goes down first, the lift-off of one from the floor; None unseen."""
    return rep.turn_s if analysis.lift.starts_at_top else rep.start_s


def meeting_name(analysis: Analysis) -> str:
    """What a lifter calls that moment: `bottom` or `lift-off`."""
    return "bottom" if analysis.lift.starts_at_top else "lift-off"


def began_name(analysis: Analysis, rep: RepAnalysis | None) -> str:
    """From when on hips and chest are compared: hips may shoot up before the bar moves."""
    name, meets_s = meeting_name(analysis), meeting_s(analysis, rep) if rep else None
    if rep is None or meets_s is None or rep.compared_from_s is None:
        return name
    return f"before {name}" if meets_s - rep.compared_from_s > AT_ONCE_S else name


def tip_shown(analysis: Analysis, rep: RepAnalysis | None) -> bool:
    """Whether lines of hips against chest lie on the lifter.

    Not where a squat's joints make no body: at the bottom of 118 such reps of *check* the trunk
    that is drawn stands 20° off the true one in the median, in 339 others 2.5°.
    """
    lean = rep.metrics.get("lean_peak_deg") if rep else None
    lost = lean is not None and lean.reason_code is ReasonCode.POOR_FIT
    return not (lost and analysis.lift.name == "squat")


def ghost(tracks: Tracks, analysis: Analysis, rep: RepAnalysis) -> dict[str, Any] | None:
    """What the player draws of a rep.

    Returns:
        `from`: time of the first outline, s; `per_s`; `grain`; `feet`: where the lifter stands, for
        lying it on another rep's feet; `bodies`: for each outline x and y of `JOINTS` in turn, None
        where the lifter was not seen. None where there is nothing to draw.
    """
    poses = tracks.lifter
    start_s, end_s = rep_bounds_s(analysis, rep)
    times_s = np.arange(max(0.0, start_s - AROUND_S), end_s + AROUND_S, 1 / PER_S)
    share = GRAIN / np.asarray(poses.frame_size_px, np.float64)
    bodies = [points_at(poses, float(at_s))[_PLACES] * share for at_s in times_s]
    seen = [body for body in bodies if np.isfinite(body).all()]
    if not seen:
        return None
    feet = np.median([body[_ANKLES].mean(axis=0) for body in seen], axis=0)
    return {
        "from": round(float(times_s[0]), 3),
        "per_s": PER_S,
        "grain": GRAIN,
        "feet": [round(float(axis)) for axis in feet],
        "bodies": [
            np.rint(body.ravel()).astype(int).tolist() if np.isfinite(body).all() else None
            for body in bodies
        ],
    }


def difference(rep: RepAnalysis, other: RepAnalysis) -> str | None:
    """By how much a rep differs from another one, in the measure that either is flagged for.

    It says when in the rep: the player shows it beside every other moment, too. A lean where
    neither is flagged; None where that was not read in both.
    """
    metric = _metric(rep) or _metric(other) or "lean_peak_deg"
    one, two = rep.metrics.get(metric), other.metrics.get(metric)
    if one is None or two is None or one.value is None or two.value is None:
        return None
    words = metric_row(metric)
    noun = words.noun[:1].upper() + words.noun[1:]
    # of the figures that the tables have, so that they add up
    values = one.value, two.value
    figures = [shown(max(least(metric), value), one.unit, words.digits) for value in values]
    apart = figures[0] - figures[1]
    # half-width of the 90 % interval of the difference; 0 where neither says its own
    half_width = math.hypot(one.uncertainty or 0.0, two.uncertainty or 0.0)
    if apart == 0 or abs(one.value - two.value) <= half_width:
        return f"{noun}: no difference we can see"
    size = amount(abs(apart), one.unit, digits=words.digits)
    when = "" if one.at_s is None else f", at {clock(one.at_s)}"
    way = words.more if apart > 0 else words.less
    return f"{noun}: {size} {way} than rep {other.number}{when}"


def _metric(rep: RepAnalysis) -> str | None:
    worst = max(rep.findings, key=weight, default=None)
    return worst.metric if worst else None
