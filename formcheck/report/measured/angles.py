"""Lean, tip, head and a back that rounds, drawn as they look from where the camera stood.

A trunk that leans by θ in the lifter's own plane looks like atan(tan θ · cos ψ) in the picture of a
camera ψ off the side: steeper. The words say θ, the lines show what the picture shows.
"""

from __future__ import annotations

import math
from typing import Final

import numpy as np
from numpy.typing import NDArray

from formcheck.analysis import Finding, RepAnalysis
from formcheck.report.measured.moment import STEEPEST_YAW_DEG, Clip, Moment
from formcheck.report.measured.shapes import Arc, Drawing, Point, Side, Stroke, Tag
from formcheck.report.two_reps import began_name, best_rep, in_rep, tip_shown
from formcheck.report.words import amount_found

CURL: Final = "upper_back_curl_deg"
BODY_LOST: Final = "We could not make out your body here, so no lines are drawn."
LOOKS_STEEPER_DEG: Final = 3.0
"""From here on a line that looks steeper than the words say wants an explanation."""
Array = NDArray[np.float64]
LOWER_SHARE: Final = 0.4
"""The lower back, over which two outlines are laid on each other: what lies above it differs."""
CURVE_POINTS: Final = 24


def lean(clip: Clip, rep: RepAnalysis | None, finding: Finding, time_s: float) -> Drawing | None:
    """The trunk against the vertical."""
    trunk = clip.at(time_s).trunk
    if trunk is None:
        return None
    hip, chest = trunk
    length = math.dist(hip, chest)
    top = (hip[0], hip[1] - 0.95 * length)
    steeper = finding.measured - clip.seen_deg(finding.measured)
    return Drawing(
        strokes=(Stroke((hip, top), "upright"), Stroke((hip, chest), "now")),
        arcs=(Arc(hip, top, chest, 0.6 * length),),
        tags=(Tag(amount_found(finding), top, "left" if chest[0] >= hip[0] else "right"),),
        note=_off_side(clip, steeper, LOOKS_STEEPER_DEG, "line looks steeper than the lean is"),
    )


def tip(clip: Clip, rep: RepAnalysis | None, finding: Finding, time_s: float) -> Drawing | None:
    """The trunk now, and dashed where it was when the ascent began."""
    here = clip.at(time_s)
    if here.trunk is None:
        return None
    if not tip_shown(clip.analysis, rep):
        return Drawing((), (), note=BODY_LOST, limbs=False)
    hip, chest = here.trunk
    length = math.dist(hip, chest)
    drawn_deg = _lean_deg(hip, chest, here)
    now_deg = _true_deg(drawn_deg, clip.yaw_deg)
    shown_deg = drawn_deg - clip.seen_deg(now_deg - finding.measured)
    before = _turned(hip, chest, -shown_deg * here.faces)
    smaller = finding.measured - shown_deg
    return Drawing(
        strokes=(Stroke((hip, before), "reference"), Stroke((hip, chest), "now")),
        arcs=(Arc(hip, before, chest, 0.8 * length),),
        tags=(
            Tag(amount_found(finding, signed=True), chest, _side(here.faces)),
            Tag(
                f"dashed: {began_name(clip.analysis, rep)}", before, _side(-here.faces), "reference"
            ),
        ),
        note=_off_side(clip, smaller, LOOKS_STEEPER_DEG / 2, "angle looks smaller than it is"),
    )


def head(clip: Clip, rep: RepAnalysis | None, finding: Finding, time_s: float) -> Drawing | None:
    """Shoulder to ear, and dashed what that is told against.

    Of a head out of line it is the head's place in another rep, of one that curls forward the line
    of the trunk carried on, which no other rep is needed for.
    """
    here = clip.at(time_s)
    hip, shoulder, ear = (here.middle(name) for name in ("HIP", "SHOULDER", "EAR"))
    if hip is None or shoulder is None or ear is None:
        return None
    curls = finding.metric == CURL
    against = "torso line" if curls else "other reps"
    way = 1.0 if curls else _head_goes(clip, rep, finding.metric, time_s)
    reference = _turned(shoulder, ear, -way * finding.measured * here.faces)
    reach = 1.9  # beyond the ear, or the lines are too short to compare
    seen, other = (_stretched(shoulder, end, reach) for end in (ear, reference))
    return Drawing(
        strokes=(
            Stroke((hip, shoulder), "upright"),
            Stroke((shoulder, other), "reference"),
            Stroke((shoulder, seen), "now"),
        ),
        arcs=(Arc(shoulder, other, seen, 0.9 * math.dist(shoulder, seen)),),
        tags=(
            Tag(amount_found(finding), seen, _side(way * here.faces)),
            Tag(against, other, _side(-way * here.faces), "reference"),
        ),
    )


def _head_goes(clip: Clip, rep: RepAnalysis | None, metric: str, time_s: float) -> float:
    """+1 where the head goes forward of its place in another rep, -1 where it goes back."""
    other = best_rep(clip.analysis, rep, metric) if rep else None
    if other is None or other.turn_s is None:
        return 1.0
    here, there = (_ear_forward_deg(clip.at(at_s)) for at_s in (time_s, other.turn_s))
    return -1.0 if here is not None and there is not None and here < there else 1.0


def _ear_forward_deg(here: Moment) -> float | None:
    hip, shoulder, ear = (here.middle(name) for name in ("HIP", "SHOULDER", "EAR"))
    if hip is None or shoulder is None or ear is None:
        return None
    return _lean_deg(shoulder, ear, here) - _lean_deg(hip, shoulder, here)


def _lean_deg(low: Point, high: Point, here: Moment) -> float:
    """Lean toward where the lifter faces, in the picture."""
    return math.degrees(math.atan2(here.faces * (high[0] - low[0]), low[1] - high[1]))


def _true_deg(lean_deg: float, yaw_deg: float) -> float:
    """The lean that looks like this from so far off the side."""
    lean = math.radians(lean_deg)
    along = math.cos(math.radians(min(yaw_deg, STEEPEST_YAW_DEG)))
    return math.degrees(math.atan2(math.sin(lean), along * math.cos(lean)))


def _turned(center: Point, end: Point, by_deg: float) -> Point:
    """`end` turned clockwise around `center`."""
    cos, sin = math.cos(math.radians(by_deg)), math.sin(math.radians(by_deg))
    x, y = np.subtract(end, center)
    return center[0] + cos * x - sin * y, center[1] + sin * x + cos * y


def _stretched(start: Point, end: Point, times: float) -> Point:
    x, y = np.asarray(start) + times * np.subtract(end, start)
    return float(x), float(y)


def _off_side(clip: Clip, apart_deg: float, least_deg: float, looks: str) -> str:
    """What looks otherwise than it is, where that is by so much."""
    sentence = f"Filmed {clip.yaw_deg:.0f}° off the side: the {looks}."
    return "" if apart_deg < least_deg else sentence


def _side(way: float) -> Side:
    """To the right for what goes that way in the picture, else to the left."""
    return "right" if way > 0 else "left"


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
