"""Draws a body: far limbs pale, near arms dark, all else between, so that limbs stay apart."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from tools.drawings.camera import Camera
from tools.drawings.skeleton import Joints, Vector
from tools.drawings.strokes import Point, circle, tapered

FAR, MIDDLE, NEAR = 0.26, 0.56, 0.86
_TORSO = (
    ("hip", 7.2, 6.2), ("waist", 6.0, 5.0), ("ribs", 7.8, 6.2), ("neck", 6.6, 4.4),
)  # fmt: skip
"""Joint, half width from the front, half width from the side."""
_DEEPER = 2.0  # a limb this much nearer or further than the torso is in front of or behind it


def draw_body(at: Joints, camera: Camera) -> tuple[str, str]:
    """The body but for its near arms, and these, so that a thing can lie between them."""
    limbs = [(_depth(at, camera, names), names, svg) for names, svg in _limbs(at, camera)]
    limit = camera.depth((at["hip"] + at["neck"]) / 2) + _DEEPER
    far = "".join(svg for depth, _, svg in limbs if depth > limit)
    near = [(names, svg) for depth, names, svg in limbs if depth <= limit]
    legs = "".join(svg for names, svg in near if names[0].startswith("hip"))
    arms = "".join(svg for names, svg in near if names[0].startswith("shoulder"))
    return (
        f'<g opacity="{FAR}">{far}</g><g opacity="{MIDDLE}">{_trunk(at, camera)}{legs}</g>',
        f'<g opacity="{NEAR}">{arms}</g>',
    )


def _limbs(at: Joints, camera: Camera) -> list[tuple[tuple[str, ...], str]]:
    drawn = []
    for side in ("left", "right"):
        leg = tuple(f"{name}_{side}" for name in ("hip", "knee", "ankle"))
        arm = tuple(f"{name}_{side}" for name in ("shoulder", "elbow", "hand"))
        drawn.append((leg, _leg(at, camera, side)))
        drawn.append((arm, _arm(at, camera, arm)))
    return drawn


def _depth(at: Joints, camera: Camera, names: Sequence[str]) -> float:
    return float(np.mean([camera.depth(at[name]) for name in names]))


def _leg(at: Joints, camera: Camera, side: str) -> str:
    hip, knee, ankle, heel, toe = (
        camera.paper(at[f"{name}_{side}"]) for name in ("hip", "knee", "ankle", "heel", "toe")
    )
    up_x, up_y = _step(heel, ankle, 1.7)
    back = heel[0] + up_x, heel[1] + up_y
    tip = toe[0] + 0.7 * up_x, toe[1] + 0.7 * up_y
    thigh, shin = tapered(hip, knee, 5.6, 3.7), tapered(knee, ankle, 3.7, 2.3)
    return thigh + shin + tapered(ankle, back, 2.3, 1.9) + tapered(back, tip, 1.9, 1.2)


def _arm(at: Joints, camera: Camera, names: Sequence[str]) -> str:
    shoulder, elbow, hand = (camera.paper(at[name]) for name in names)
    way = at[names[2]] - at[names[1]]
    fingers = camera.paper(at[names[2]] + 0.16 * way)
    return (
        tapered(shoulder, elbow, 3.4, 2.4) + tapered(elbow, hand, 2.5, 1.8)
        + tapered(hand, fingers, 2.1, 1.6)
    )  # fmt: skip


def _trunk(at: Joints, camera: Camera) -> str:
    """Torso, neck and head as one shape."""
    names = [name for name, _, _ in _TORSO]
    spine = _smooth([at[name] for name in names])
    across = _unit(at["shoulder_left"] - at["shoulder_right"])
    hips = _unit(at["hip_left"] - at["hip_right"])
    right: list[Point] = []
    left: list[Point] = []
    for place, (share, point, along) in enumerate(spine):
        lateral = _unit(share * across + (1 - share) * hips)
        ahead = np.cross(lateral, along)
        wide, deep = _widths(share)
        half = float(
            np.hypot(wide * camera.across(lateral, along), deep * camera.across(ahead, along))
        )
        x, y = camera.paper(point)
        nx, ny = _normal(spine, place, camera)
        right.append((x + half * nx, y + half * ny))
        left.append((x - half * nx, y - half * ny))
    outline = " L".join(f"{x:.1f},{y:.1f}" for x, y in [*right, *reversed(left)])
    shoulders = tapered(
        camera.paper(at["shoulder_right"]), camera.paper(at["shoulder_left"]), 3.6, 3.6
    )
    pelvis = tapered(camera.paper(at["hip_right"]), camera.paper(at["hip_left"]), 5.4, 5.4)
    neck = tapered(camera.paper(at["neck"]), camera.paper(at["skull"]), 3.3, 3.0)
    body = f'<path d="M{outline} Z" stroke="currentColor" stroke-width="1.6"/>'
    return body + shoulders + pelvis + neck + _head(at, camera)


def _head(at: Joints, camera: Camera) -> str:
    """An egg around the middle of the head, and the nose, which says where it looks."""
    crown = at["head"] + 0.25 * (at["head"] - at["skull"])
    chin = at["head"] - 0.3 * (at["head"] - at["skull"])
    egg = tapered(camera.paper(crown), camera.paper(chin), 6.0, 5.0)
    return egg + circle(camera.paper(at["nose"]), 1.5)


def _smooth(points: Sequence[Vector], steps: int = 6) -> list[tuple[float, Vector, Vector]]:
    """A curve through points (Catmull and Rom): share of the way, point, direction."""
    ends = [2 * points[0] - points[1], *points, 2 * points[-1] - points[-2]]
    out: list[tuple[float, Vector]] = []
    spans = len(points) - 1
    for span in range(spans):
        a, b, c, d = ends[span : span + 4]
        for step in range(steps + (span == spans - 1)):
            t = step / steps
            point = 0.5 * (
                2 * b + (c - a) * t + (2 * a - 5 * b + 4 * c - d) * t**2
                + (3 * b - a - 3 * c + d) * t**3
            )  # fmt: skip
            out.append(((span + t) / spans, point))
    return [
        (share, point, _unit(out[min(i + 1, len(out) - 1)][1] - out[max(i - 1, 0)][1]))
        for i, (share, point) in enumerate(out)
    ]


def _widths(share: float) -> tuple[float, float]:
    """Half widths of the torso from the front and from the side."""
    places = [i / (len(_TORSO) - 1) for i in range(len(_TORSO))]
    return (
        float(np.interp(share, places, [wide for _, wide, _ in _TORSO])),
        float(np.interp(share, places, [deep for _, _, deep in _TORSO])),
    )


def _normal(
    spine: Sequence[tuple[float, Vector, Vector]], place: int, camera: Camera
) -> tuple[float, float]:
    x, y = camera.paper(spine[place][2])
    length = float(np.hypot(x, y)) or 1.0
    return -y / length, x / length


def _step(start: Point, end: Point, size: float) -> Point:
    away = np.array(end) - np.array(start)
    length = float(np.linalg.norm(away)) or 1.0
    return float(away[0] / length * size), float(away[1] / length * size)


def _unit(vector: Vector) -> Vector:
    length = float(np.linalg.norm(vector))
    return vector / length if length > 1e-9 else vector
