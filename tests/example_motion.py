"""How the lifters of the example analyses move: the shape of a rep, and the curves of a set."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cache

from formcheck.analysis import Series


@dataclass(frozen=True)
class RepShape:
    """What one example rep does; everything shown follows from these numbers."""

    start_s: float
    lean_peak_deg: float = 38.0
    lean_gain_deg: float = 0.4
    hip_lead_torso: float = 0.01
    shrug_torso: float = 0.005
    depth_thigh: float = -0.06
    first_half_s: float = 1.25
    second_half_s: float = 1.2

    @property
    def turn_s(self) -> float:
        return round(self.start_s + self.first_half_s, 3)

    @property
    def end_s(self) -> float:
        return round(self.turn_s + self.second_half_s, 3)


def times_s(duration_s: float) -> tuple[float, ...]:
    return tuple(round(i / 30, 4) for i in range(round(duration_s * 30)))


def _phase(shape: RepShape, time_s: float) -> float:
    """0 outside the rep, 1 at its turn, smooth in between."""
    if not shape.start_s < time_s < shape.end_s:
        return 0.0
    if time_s < shape.turn_s:
        share = (time_s - shape.start_s) / shape.first_half_s
    else:
        share = (shape.end_s - time_s) / shape.second_half_s
    return 0.5 - 0.5 * math.cos(math.pi * share)


@cache
def squat_series(shapes: tuple[RepShape, ...], duration_s: float) -> Series:
    rows = []
    for t in times_s(duration_s):
        down = lean = 0.0
        for shape in shapes:
            phase = _phase(shape, t)
            extra = 0.0
            if t > shape.turn_s and phase > 0:
                extra = shape.lean_gain_deg * math.sin(math.pi * (1 - phase))
            down += 0.92 * phase
            lean += (shape.lean_peak_deg - shape.lean_gain_deg) * phase + extra
        rows.append((t, 5.0 + lean, 1.75 - down))
    return _curves(rows)


@cache
def deadlift_series(shapes: tuple[RepShape, ...], duration_s: float) -> Series:
    rows = []
    for t in times_s(duration_s):
        up = sum(_phase(shape, t) for shape in shapes)
        rows.append((t, 65.0 - 60.0 * up, 1.15 + 0.6 * up))
    return _curves(rows)


def _curves(rows: list[tuple[float, float, float]]) -> Series:
    """Curves from rows of (time, lean, hip height), with a short gap as real clips have."""
    chest = [hip + math.cos(math.radians(lean)) for _, lean, hip in rows]
    gap = range(len(rows) // 2, len(rows) // 2 + 8)
    return Series(
        time_s=tuple(row[0] for row in rows),
        lean_deg=tuple(None if i in gap else row[1] for i, row in enumerate(rows)),
        hip_height_torso=tuple(row[2] for row in rows),
        chest_height_torso=tuple(None if i in gap else h for i, h in enumerate(chest)),
    )
