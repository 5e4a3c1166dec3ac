"""What all drawings share: colors that do on light and dark, limbs, plates, arrows."""

from __future__ import annotations

from collections.abc import Sequence
from math import atan2, cos, hypot, sin
from typing import Final

Point = tuple[float, float]
TEAL: Final = "#16998a"
BLUE: Final = "#3f86c8"
GOLD: Final = "#d89b3c"
RED: Final = "#d5493a"
GREEN: Final = "#2f9e5b"


def limb(points: Sequence[Point], width: float, *, color: str = "currentColor") -> str:
    """A line of one width with round ends."""
    path = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
    return (
        f'<polyline points="{path}" fill="none" stroke="{color}" stroke-width="{width:g}" '
        'stroke-linecap="round" stroke-linejoin="round"/>'
    )


def tapered(start: Point, end: Point, start_radius: float, end_radius: float) -> str:
    """A limb that is thicker at one end: two circles and what is between them."""
    (x1, y1), (x2, y2) = start, end
    way = atan2(y2 - y1, x2 - x1)
    nx, ny = -sin(way), cos(way)
    a, b = start_radius, end_radius
    if hypot(x2 - x1, y2 - y1) < abs(a - b) + 0.1:
        x, y, r = (x1, y1, a) if a > b else (x2, y2, b)
        return circle((x, y), r)
    return (
        f'<path d="M{x1 + a * nx:.1f},{y1 + a * ny:.1f} L{x2 + b * nx:.1f},{y2 + b * ny:.1f} '
        f"A{b:g},{b:g} 0 0 0 {x2 - b * nx:.1f},{y2 - b * ny:.1f} "
        f"L{x1 - a * nx:.1f},{y1 - a * ny:.1f} "
        f'A{a:g},{a:g} 0 0 0 {x1 + a * nx:.1f},{y1 + a * ny:.1f} Z"/>'
    )


def circle(at: Point, radius: float, extra: str = "") -> str:
    """A circle in the color of what is around it, unless `extra` says another."""
    return f'<circle cx="{at[0]:.1f}" cy="{at[1]:.1f}" r="{radius:g}"{extra}/>'


def plate(at: Point, radius: float, hole: float) -> str:
    """A weight plate from the side."""
    rim = f' fill="{BLUE}" fill-opacity=".16" stroke="{BLUE}" stroke-opacity=".55"'
    return circle(at, radius, rim) + circle(at, hole, f' fill="{BLUE}"')


def arrow(start: Point, end: Point, bow: float, *, width: float) -> str:
    """A way to go, bowed to its left by `bow` at the middle."""
    (x1, y1), (x2, y2) = start, end
    length = hypot(x2 - x1, y2 - y1) or 1.0
    cx = (x1 + x2) / 2 + 2 * bow * (y2 - y1) / length
    cy = (y1 + y2) / 2 - 2 * bow * (x2 - x1) / length
    way = atan2(y2 - cy, x2 - cx)
    size = 2.6 * width
    (ax, ay), (bx, by) = (
        (x2 - size * cos(way + turn), y2 - size * sin(way + turn)) for turn in (0.55, -0.55)
    )
    head = f"M{ax:.1f},{ay:.1f} L{x2:.1f},{y2:.1f} L{bx:.1f},{by:.1f}"
    return (
        f'<path d="M{x1:.1f},{y1:.1f} Q{cx:.1f},{cy:.1f} {x2:.1f},{y2:.1f} {head}" fill="none" '
        f'stroke="{TEAL}" stroke-width="{width:g}" stroke-linecap="round" '
        'stroke-linejoin="round"/>'
    )
