"""Draws the things a drill needs, and the arrows that say which way to move."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from tools.drawings.camera import Camera
from tools.drawings.data import Place, Prop
from tools.drawings.skeleton import Joints, Vector
from tools.drawings.strokes import BLUE, GOLD, RED, TEAL, Point, arrow, circle, limb, plate

Draw = Callable[[Prop, Joints, Camera], str]
PLATE_RADIUS, BAR_RADIUS, BAR_HALF = 13.0, 2.2, 34.0
BEHIND = frozenset({"box", "bench", "wall", "doorway", "mat", "screen", "roller", "ball"})
"""Drawn before the body."""
ON_TOP = frozenset({"arrow", "ring", "band", "dumbbell", "plate", "chain", "blades"})
"""Drawn after the body; the rest lies behind the near arms."""


def draw_prop(prop: Prop, at: Joints, camera: Camera) -> str:
    """One thing as SVG."""
    return _DRAW[prop.kind](prop, at, camera)


def prop_points(prop: Prop, at: Joints, camera: Camera) -> list[Point]:
    """Points that have to be inside the picture."""
    if prop.kind == "bar":
        middle = place(prop.at, at)
        reach = [np.array([0.0, y, 0.0]) for y in (-32.0, 32.0)]
        x, y = camera.paper(middle)
        return [(x - 11, y - 11), (x + 11, y + 11), *(camera.paper(middle + r) for r in reach)]
    if prop.kind == "chain":
        x, y = camera.paper(place(prop.at, at))
        return [(x, y), (x, y + 16.0)]
    if prop.kind == "ring":
        x, y = camera.paper(place(prop.at, at))
        return [(x - prop.bow, y - prop.bow), (x + prop.bow, y + prop.bow)]
    return list(_ends(prop, at, camera))


def place(where: Place, at: Joints) -> Vector:
    """A point in space: numbers, a joint, "hands" or "front_rack" between two of them."""
    if isinstance(where, str):
        if where == "back":  # where a high bar lies
            up = at["neck"] - at["ribs"]
            return at["neck"] - 0.12 * up - 5.4 * _ahead(at)
        if where == "rack":  # where a bar lies in front
            return at["neck"] - 0.28 * (at["neck"] - at["ribs"]) + 7.0 * _ahead(at)
        if where in ("above_knee_right", "above_knee_left"):
            side = where.removeprefix("above_knee_")
            return 0.75 * at[f"knee_{side}"] + 0.25 * at[f"hip_{side}"]
        if where == "stick_top":
            return at["head"] + 0.7 * (at["head"] - at["skull"]) - 7.2 * _ahead(at)
        if where == "stick_low":
            return at["hip"] - 0.6 * (at["waist"] - at["hip"]) - 7.2 * _ahead(at)
        if f"{where}_right" in at:
            return (at[f"{where}_right"] + at[f"{where}_left"]) / 2
        return at[where]
    if len(where) == 2:
        return np.array([where[0], 0.0, where[1]])
    return np.array(where)


def _ahead(at: Joints) -> Vector:
    up = at["neck"] - at["ribs"]
    across = at["shoulder_left"] - at["shoulder_right"]
    ahead = np.cross(across, up)
    return ahead / float(np.linalg.norm(ahead))


def _bar(prop: Prop, at: Joints, camera: Camera) -> str:
    middle = place(prop.at, at)
    ends = [middle + np.array([0.0, y, 0.0]) for y in (-BAR_HALF, BAR_HALF)]
    if np.hypot(*np.subtract(camera.paper(ends[0]), camera.paper(ends[1]))) < 1:
        return plate(camera.paper(middle), PLATE_RADIUS, BAR_RADIUS)
    rod = limb([camera.paper(end) for end in ends], 2.0, color=BLUE)
    discs = [middle + np.array([0.0, y, 0.0]) for y in (-28.0, -31.0, 28.0, 31.0)]
    return rod + "".join(
        limb([_up(camera, d, -PLATE_RADIUS), _up(camera, d, PLATE_RADIUS)], 2.6, color=BLUE)
        for d in discs
    )


def _up(camera: Camera, point: Vector, by: float) -> Point:
    return camera.paper(point + np.array([0.0, 0.0, by]))


def _ends(prop: Prop, at: Joints, camera: Camera) -> tuple[Point, Point]:
    to = prop.at if prop.to is None else prop.to
    return camera.paper(place(prop.at, at)), camera.paper(place(to, at))


def _rod(width: float, color: str) -> Draw:
    """From `at` to `to`."""
    return lambda prop, at, camera: limb(_ends(prop, at, camera), width, color=color)


def _line(prop: Prop, at: Joints, camera: Camera) -> str:
    start, end = _ends(prop, at, camera)
    return (
        f'<line x1="{start[0]:.1f}" y1="{start[1]:.1f}" x2="{end[0]:.1f}" y2="{end[1]:.1f}" '
        'stroke="currentColor" stroke-opacity=".5" stroke-width="1" stroke-dasharray="3 3"/>'
    )


def _chain(prop: Prop, at: Joints, camera: Camera) -> str:
    """Hangs from `at`."""
    start = camera.paper(place(prop.at, at))
    end = (start[0], start[1] + 16.0)
    return (
        f'<line x1="{start[0]:.1f}" y1="{start[1]:.1f}" x2="{end[0]:.1f}" y2="{end[1]:.1f}" '
        f'stroke="{BLUE}" stroke-width="2.6" stroke-dasharray="0.1 3.4" stroke-linecap="round"/>'
    )


def _slab(shade: str) -> Draw:
    """Between two opposite corners of its side."""
    return lambda prop, at, camera: _rectangle(_ends(prop, at, camera), shade)


def _rectangle(corners: tuple[Point, Point], shade: str) -> str:
    (x1, y1), (x2, y2) = corners
    left, top = min(x1, x2), min(y1, y2)
    return (
        f'<rect x="{left:.1f}" y="{top:.1f}" width="{abs(x2 - x1):.1f}" '
        f'height="{abs(y2 - y1):.1f}" rx="1" fill="{GOLD}" fill-opacity="{shade}" '
        f'stroke="{GOLD}" stroke-opacity=".8"/>'
    )


def _bench(prop: Prop, at: Joints, camera: Camera) -> str:
    """A board from `at` to `to` with two legs down to the floor."""
    start, end = _ends(prop, at, camera)
    legs = "".join(
        limb([(x, start[1] + 2), (x, -1.0)], 2.4, color=GOLD) for x in (start[0] + 5, end[0] - 5)
    )
    return legs + _rectangle((start, (end[0], end[1] + 4)), ".3")


def _round(radius: float, shade: str, rim: float) -> Draw:
    look = f' fill="{GOLD}" fill-opacity="{shade}" stroke="{GOLD}" stroke-width="{rim:g}"'
    return lambda prop, at, camera: circle(camera.paper(place(prop.at, at)), radius, look)


def _wall(prop: Prop, at: Joints, camera: Camera) -> str:
    """From its foot `at` up to `to`, with strokes on the far side (`bow` says which)."""
    start, end = _ends(prop, at, camera)
    way = 1.0 if prop.bow >= 0 else -1.0
    strokes = "".join(
        f'<line x1="{start[0]:.1f}" y1="{y:.1f}" x2="{start[0] + way * 4:.1f}" y2="{y - 4:.1f}"/>'
        for y in np.arange(start[1], end[1] + 4, -7.0)
    )
    return (
        f'<g stroke="{GOLD}" stroke-width="1.2" stroke-opacity=".8">'
        f'<line x1="{start[0]:.1f}" y1="{start[1]:.1f}" x2="{end[0]:.1f}" y2="{end[1]:.1f}" '
        f'stroke-width="2"/>{strokes}</g>'
    )


def _doorway(prop: Prop, at: Joints, camera: Camera) -> str:
    """A frame from `at`, the foot of one post, to `to`, the head of the other."""
    low, high = place(prop.at, at), place(prop.to or prop.at, at)
    corners = [low, np.array([*low[:2], high[2]]), high, np.array([*high[:2], low[2]])]
    return limb([camera.paper(corner) for corner in corners], 3.0, color=GOLD)


def _ring(prop: Prop, at: Joints, camera: Camera) -> str:
    """A way round: three quarters of a circle of radius `bow`."""
    x, y = camera.paper(place(prop.at, at))
    r = prop.bow
    return (
        f'<path d="M{x + r:.1f},{y:.1f} A{r:g},{r:g} 0 1 1 {x:.1f},{y - r:.1f} '
        f'M{x - 3.4:.1f},{y - r - 3.2:.1f} L{x:.1f},{y - r:.1f} L{x - 3.4:.1f},{y - r + 3.2:.1f}" '
        f'fill="none" stroke="{TEAL}" stroke-width="1.8" stroke-linecap="round" '
        'stroke-linejoin="round"/>'
    )


def _blades(prop: Prop, at: Joints, camera: Camera) -> str:
    """The shoulder blades, `bow` from the spine."""
    up = at["neck"] - at["ribs"]
    rise = 0.22 * (at["shoulder_right"] + at["shoulder_left"] - 2 * at["neck"])[2]
    middle = place(prop.at, at) + 0.3 * up + np.array([-8.0, 0.0, rise])
    shapes = []
    for sign in (-1.0, 1.0):
        corners = [
            camera.paper(middle + np.array([0.0, sign * (prop.bow + y), z]))
            for y, z in ((-2.6, 4.2), (3.4, 4.8), (-1.2, -6.4))
        ]
        path = " L".join(f"{x:.1f},{y:.1f}" for x, y in corners)
        shapes.append(
            f'<path d="M{path} Z" fill="{RED}" fill-opacity=".75" stroke="{RED}" '
            'stroke-width="1.6" stroke-linejoin="round"/>'
        )
    return "".join(shapes)


def _dumbbell(prop: Prop, at: Joints, camera: Camera) -> str:
    x, y = camera.paper(place(prop.at, at))
    return limb([(x, y - 3.4), (x, y + 3.4)], 3.0, color=BLUE) + "".join(
        limb([(x - 2.6, y + d), (x + 2.6, y + d)], 3.6, color=BLUE) for d in (-4.4, 4.4)
    )


def _plate(prop: Prop, at: Joints, camera: Camera) -> str:
    return plate(camera.paper(place(prop.at, at)), 4.6, 1.2)


def _arrow(prop: Prop, at: Joints, camera: Camera) -> str:
    start, end = _ends(prop, at, camera)
    return arrow(start, end, prop.bow, width=1.8)


_DRAW: dict[str, Draw] = {
    "bar": _bar, "line": _line, "band": _rod(2.2, RED), "box": _slab(".13"), "bench": _bench,
    "roller": _round(5.2, ".25", 1.6), "ball": _round(2.5, ".4", 1.2), "wall": _wall,
    "doorway": _doorway, "dumbbell": _dumbbell, "plate": _plate, "chain": _chain,
    "stick": _rod(1.8, GOLD), "arrow": _arrow, "mat": _slab(".12"), "screen": _rod(2.6, BLUE),
    "ring": _ring, "blades": _blades,
}  # fmt: skip
