"""What can be drawn on a picture of a finding. Places are (x, y) in full-frame pixels, y down."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Point = tuple[float, float]
Box = tuple[float, float, float, float]
"""(left, top, right, bottom)."""
Role = Literal["now", "reference", "upright"]
"""What a line shows: this rep, what it is compared with, or the vertical."""
Side = Literal["left", "right", "above", "below"]


@dataclass(frozen=True)
class Stroke:
    """A line through some points; a reference is drawn dashed."""

    points: tuple[Point, ...]
    role: Role


@dataclass(frozen=True)
class Gap:
    """A distance: a line with a bar across each end."""

    start: Point
    end: Point


@dataclass(frozen=True)
class Arc:
    """The angle at `center` between the directions of two points, drawn at that distance."""

    center: Point
    start: Point
    end: Point
    radius_px: float


@dataclass(frozen=True)
class Tag:
    """A few words beside a place."""

    text: str
    at: Point
    side: Side = "right"
    role: Role = "now"


@dataclass(frozen=True)
class Drawing:
    """The lines of one finding.

    Attributes:
        focus: What a close-up should show; None is the whole lifter.
        note: A sentence without which the lines may be misread; mostly empty.
        limbs: Whether the limbs beside them help to read the lines.
        steady: Whether they are those of a rep without a finding.
        sure: Whether that is more than possible.
    """

    strokes: tuple[Stroke, ...]
    tags: tuple[Tag, ...]
    gaps: tuple[Gap, ...] = ()
    arcs: tuple[Arc, ...] = ()
    focus: Box | None = None
    note: str = ""
    limbs: bool = True
    steady: bool = False
    sure: bool = True

    @property
    def alarms(self) -> bool:
        """Whether they show a fault; red says that and nothing less."""
        return self.sure and not self.steady


def level(left_px: float, right_px: float, y_px: float, role: Role) -> Stroke:
    """A horizontal line."""
    return Stroke(((left_px, y_px), (right_px, y_px)), role)
