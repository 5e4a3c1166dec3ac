"""The ghost of a rep: the lifter's outline over time, and by how much another rep differs."""

from __future__ import annotations

import math
from typing import Any, Final

import numpy as np

from formcheck.analysis import Analysis, RepAnalysis
from formcheck.metrics.measurement import Measurement
from formcheck.observation.poses import Landmark
from formcheck.report.scenes import points_at, rep_bounds_s
from formcheck.report.tracks import Tracks
from formcheck.report.words import amount, metric_words

PER_S: Final = 12
"""Outlines a second; the player draws the one nearest in time."""
AROUND_S: Final = 0.5
"""So much before and after a rep is shown, too."""
GRAIN: Final = 4000
"""Places are whole numbers of that share of the frame: a pixel of the largest video drawn."""
JOINTS: Final = (
    "LEFT_EAR", "RIGHT_EAR", "LEFT_SHOULDER", "RIGHT_SHOULDER", "LEFT_HIP", "RIGHT_HIP",
    "LEFT_KNEE", "RIGHT_KNEE", "LEFT_ANKLE", "RIGHT_ANKLE", "LEFT_FOOT", "RIGHT_FOOT",
)  # fmt: skip
"""In the order that `ghost.js` draws them by."""
_PLACES: Final = [int(Landmark[name]) for name in JOINTS]
_ANKLES: Final = [JOINTS.index("LEFT_ANKLE"), JOINTS.index("RIGHT_ANKLE")]


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

    A lean where neither is flagged; None where that was not read in both.
    """
    metric = _metric(rep) or _metric(other) or "lean_peak_deg"
    one, two = rep.metrics.get(metric), other.metrics.get(metric)
    if one is None or two is None or one.value is None or two.value is None:
        return None
    words = metric_words(metric)
    noun = words.noun[:1].upper() + words.noun[1:]
    apart = one.value - two.value
    if abs(apart) <= _noise(one, two):
        return f"{noun}: no difference we can see"
    size = amount(abs(apart), one.unit, digits=words.digits)
    return f"{noun}: {size} {'more' if apart > 0 else 'less'} than rep {other.number}"


def _metric(rep: RepAnalysis) -> str | None:
    worst = max(rep.findings, key=lambda finding: finding.probability, default=None)
    return worst.metric if worst else None


def _noise(one: Measurement, two: Measurement) -> float:
    """Half width of the 90 % interval of the difference; 0 where neither says its own."""
    return math.hypot(one.uncertainty or 0.0, two.uncertainty or 0.0)
