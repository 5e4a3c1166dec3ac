"""The positions of a drill side by side as one SVG, with the numbers of their steps."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from formcheck.knowledge.entries import Exercise
from tools.drawings.body import draw_body
from tools.drawings.camera import CAMERAS, Camera
from tools.drawings.data import Figure, Position, load_figures
from tools.drawings.props import BEHIND, ON_TOP, draw_prop, prop_points
from tools.drawings.skeleton import Joints, joints
from tools.drawings.strokes import Point, circle

WIDTH: Final = 262.0
"""Of a full row, in hundredths of the lifter's height."""
_SCALE: Final = 1.5
"""Pixels for a hundredth of the lifter's height, where there is room: 160 px for somebody tall."""
_GAP, _MARGIN, _NUMBER = 10.0, 3.0, 12.0
_CLOSER: Final = 1.6
_FROM_ABOVE: Final = ("above", "over")  # seen from above there is no line of the floor
_ROOM: Final = {"head": 9.0, "hip": 7.5, "ribs": 7.0, "toe": 3.0, "heel": 2.0, "ankle": 3.0}
"""How much of a body part there is around its joint."""


@dataclass(frozen=True)
class _Panel:
    """One drawn position, the box of its own units it is seen in, and its size on the sheet."""

    svg: str
    box: tuple[float, float, float, float]
    width: float
    height: float


@dataclass(frozen=True)
class Sheet:
    """A drill: its elements, width and height of the box they lie in, and its size with room."""

    elements: str
    box: tuple[float, float]
    size_px: tuple[float, float]


def draw_drill(exercise: Exercise) -> Sheet:
    """The positions of an exercise side by side; its figure has the same id.

    Raises:
        KeyError: There is no figure of that id.
    """
    steps = [position.step for position in exercise.positions]
    numbered = len(set(steps)) > 1
    rows, height, width = _layout(exercise.id, numbered)
    parts, place = [], 0
    for y, row in rows:
        tall = max(panel.height for _, panel in row)
        for x, panel in row:
            box = " ".join(f"{value:.1f}" for value in panel.box)
            top = y + tall - panel.height  # the floor of all in a row is one line
            parts.append(
                f'<svg x="{x:.1f}" y="{top:.1f}" width="{panel.width:.1f}" '
                f'height="{panel.height:.1f}" viewBox="{box}">{panel.svg}</svg>'
            )
            if numbered:
                parts.append(_number(steps[place], (x + panel.width / 2, y + tall + 6.5)))
            place += 1
    return Sheet("".join(parts), (width, height), (_SCALE * width, _SCALE * height))


def _number(step: int, at: Point) -> str:
    return (
        circle(at, 5.0, ' fill="none" stroke="currentColor" stroke-opacity=".55"')
        + f'<text x="{at[0]:.1f}" y="{at[1] + 2.6:.1f}" font-size="7.5" font-weight="600" '
        f'text-anchor="middle">{step}</text>'
    )


def _layout(
    name: str, numbered: bool
) -> tuple[list[tuple[float, list[tuple[float, _Panel]]]], float, float]:
    """Rows of panels: (top, [(left, panel), ...]), and height and width of all.

    Positions that all belong to one step need no numbers.
    """
    figure = load_figures()[name]
    panels = [_panel(figure, position) for position in figure.positions]
    rows: list[tuple[float, list[tuple[float, _Panel]]]] = []
    y = _MARGIN
    groups = _rows(panels)
    width = max(sum(p.width for p in g) + (len(g) - 1) * _GAP for g in groups) + 2 * _MARGIN
    for group in groups:
        tall = max(panel.height for panel in group)
        x = (width - sum(p.width for p in group) - (len(group) - 1) * _GAP) / 2
        row = []
        for panel in group:
            row.append((x, panel))
            x += panel.width + _GAP
        rows.append((y, row))
        y += tall + _GAP + (_NUMBER if numbered else 0.0)
    return rows, y - _GAP + _MARGIN, width


def _rows(panels: Sequence[_Panel]) -> list[list[_Panel]]:
    """As few rows as the width allows, as even as they can be."""
    for count in range(1, len(panels) + 1):
        size = -(-len(panels) // count)
        groups = [list(panels[i : i + size]) for i in range(0, len(panels), size)]
        if all(sum(p.width + _GAP for p in g) <= WIDTH - 2 * _MARGIN + _GAP for g in groups):
            return groups
    return [[panel] for panel in panels]


def _panel(figure: Figure, position: Position) -> _Panel:
    camera = CAMERAS[figure.view]
    at = joints(position.pose)
    behind = "".join(draw_prop(p, at, camera) for p in position.props if p.kind in BEHIND)
    held = "".join(
        draw_prop(p, at, camera) for p in position.props if p.kind not in BEHIND | ON_TOP
    )
    on_top = "".join(draw_prop(p, at, camera) for p in position.props if p.kind in ON_TOP)
    body, arms = draw_body(at, camera)
    drawn = f"{behind}{body}{held}{arms}{on_top}"
    left, top, right, bottom = _bounds(position, at, camera, closeup=figure.closeup)
    if figure.view not in _FROM_ABOVE and not figure.closeup:
        bottom = 1.6
        drawn = (
            f'<line x1="{left:.1f}" y1="0.8" x2="{right:.1f}" y2="0.8" stroke="currentColor" '
            f'stroke-opacity=".4" stroke-width="1.2"/>{drawn}'
        )
    box = (left, top, right - left, bottom - top)
    times = _CLOSER if figure.closeup else 1.0
    return _Panel(drawn, box, times * box[2], times * box[3])


def _bounds(
    position: Position, at: Joints, camera: Camera, *, closeup: bool
) -> tuple[float, float, float, float]:
    """Left, top, right and bottom of everything drawn; of a close-up, of what is above the hips."""
    low = ("knee", "ankle", "heel", "toe", "hip", "hand", "waist") if closeup else ("-",)
    boxes = [
        (camera.paper(point), _ROOM.get(name.split("_")[0], 4.0))
        for name, point in at.items()
        if not name.startswith(low)
    ]
    boxes += [(point, 3.0) for prop in position.props for point in prop_points(prop, at, camera)]
    return (
        min(x - r for (x, _), r in boxes),
        min(y - r for (_, y), r in boxes),
        max(x + r for (x, _), r in boxes),
        max(y + r for (_, y), r in boxes),
    )
