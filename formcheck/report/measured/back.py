"""A back that rounds: the curve of its edge, beside that of a flatter rep."""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from formcheck.analysis import Finding, RepAnalysis
from formcheck.report.measured.moment import Clip, Moment
from formcheck.report.measured.shapes import Drawing, Point, Stroke, Tag
from formcheck.report.two_reps import best_rep, in_rep
from formcheck.report.words import amount_found

Array = NDArray[np.float64]

LOWER_SHARE: Final = 0.4
"""The lower back, over which two outlines are laid on each other: what lies above it differs."""
CURVE_POINTS: Final = 24


def rounding(
    clip: Clip, rep: RepAnalysis | None, finding: Finding, time_s: float
) -> Drawing | None:
    """The back's curve now, and dashed that of the flattest rep laid on its lower part."""
    here = clip.at(finding.at_s)
    curve = _curve(here)
    if curve is None:
        return None
    torso = clip.torso_px
    top = _point(curve[-1])
    reference = _of_flatter_rep(clip, rep, finding, curve)
    strokes = [Stroke(tuple(map(_point, curve)), "now")]
    tags = [Tag(amount_found(finding, signed=True), _point(curve[len(curve) // 2]), "above")]
    if reference is not None:
        other, words = reference
        strokes.insert(0, Stroke(tuple(map(_point, other)), "reference"))
        tags.append(Tag(words, _point(other[-1]), "above", "reference"))
    points = np.concatenate([curve] if reference is None else [curve, reference[0]])
    head = here.head or (*top, *top)
    left, up = np.minimum(points.min(axis=0), head[:2]) - 0.35 * torso
    right, down = np.maximum(points.max(axis=0), head[2:]) + 0.35 * torso
    focus = (left, up, right, down + 0.3 * torso)
    return Drawing(tuple(strokes), tuple(tags), focus=focus, limbs=False)


def _of_flatter_rep(
    clip: Clip, rep: RepAnalysis | None, finding: Finding, curve: Array
) -> tuple[Array, str] | None:
    """The outline of the rep with the flattest back where it was read, and what the rep is called.

    With its own figure: the others are told against a flat back, and this one may round as well.
    """
    other = best_rep(clip.analysis, rep, finding.metric) if rep else None
    own = in_rep(other, finding) if other else None
    if other is None or own is None or finding.metric != "back_rounding_deg":
        return None
    there = _curve(clip.at(own.at_s))
    words = f"dashed: rep {other.number}, {amount_found(own, signed=True)}"
    return None if there is None else (_laid_on(there, curve), words)


def _curve(here: Moment) -> Array | None:
    """(K, 2) along the back from the hips; through the joints where no edge was read."""
    edge = here.back_px
    if edge is not None:  # a cubic: its places are read to a pixel or two
        return _through(edge, np.linspace(0.0, 1.0, len(edge)), 3)
    joints = [here.middle(name) for name in ("HIP", "SHOULDER", "EAR")]
    if any(joint is None for joint in joints):
        return None
    places = np.array(joints, np.float64)
    lengths = np.hypot(*np.diff(places, axis=0).T)
    return _through(places, np.array([0.0, lengths[0] / lengths.sum(), 1.0]), 2)


def _through(places: Array, along: Array, degree: int) -> Array:
    """(CURVE_POINTS, 2) of a polynomial through places that lie so far `along` it, 0 to 1."""
    fine = np.linspace(0.0, 1.0, CURVE_POINTS)
    fits = [np.polynomial.Polynomial.fit(along, places[:, axis], degree)(fine) for axis in (0, 1)]
    return np.stack(fits, axis=1)


def _laid_on(other: Array, curve: Array) -> Array:
    """`other` moved, turned and sized so that its lower part lies on that of `curve`."""
    last = int(LOWER_SHARE * (len(curve) - 1))
    a, b = complex(*other[0]), complex(*other[last])
    p, q = complex(*curve[0]), complex(*curve[last])
    if a == b:
        return other
    turn = (q - p) / (b - a)
    turn /= abs(turn)
    size = float(np.hypot(*(curve[-1] - curve[0])) / max(np.hypot(*(other[-1] - other[0])), 1e-6))
    moved = p + turn * size * (other[:, 0] + 1j * other[:, 1] - a)
    return np.stack([moved.real, moved.imag], axis=1)


def _point(place: Array) -> Point:
    return float(place[0]), float(place[1])
