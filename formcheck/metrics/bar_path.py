"""How far and how fast the bar goes up, assuming a full-size plate of 45 cm."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from formcheck.metrics.measurement import Measurement, not_assessed
from formcheck.reasons import Reason, ReasonCode

UNCERTAINTY_SHARE = 0.08
"""Perspective of a plate nearer to the camera than the lifter, and the rim's own width."""
NO_BAR = Reason(
    ReasonCode.NO_BAR,
    "no plate was found; film from the side with the whole near plate in the frame",
)
NOT_SEEN = Reason(
    ReasonCode.BAR_LOST,
    "too little of the bar's path up was in view; keep the whole near plate in the frame",
)
NO_FULL_PLATE = Reason(
    ReasonCode.NO_FULL_PLATE,
    "the plate does not look full-size (45 cm), so there is no scale for centimeters",
)
UNITS = {"bar_travel_cm": "cm", "bar_speed_mean_m_s": "m/s", "bar_speed_peak_m_s": "m/s"}


@dataclass(frozen=True)
class BarWay:
    """The bar's way up in one rep; None where the plate's size gives no scale.

    Attributes:
        seen: False where a plate was found, but too little of its way in this rep.
    """

    travel_cm: float | None
    mean_speed_m_s: float | None
    peak_speed_m_s: float | None
    seen: bool = True


UNSEEN = BarWay(None, None, None, seen=False)


def measure(ways: Sequence[BarWay | None]) -> list[dict[str, Measurement]]:
    """`bar_travel_cm`, `bar_speed_mean_m_s` and `bar_speed_peak_m_s` of each rep; None = no bar."""
    return [_one(way) for way in ways]


def _one(way: BarWay | None) -> dict[str, Measurement]:
    if way is None or not way.seen:
        why = NO_BAR if way is None else NOT_SEEN
        return {name: not_assessed(unit, why) for name, unit in UNITS.items()}
    values = (way.travel_cm, way.mean_speed_m_s, way.peak_speed_m_s)
    return {
        name: not_assessed(unit, NO_FULL_PLATE)
        if value is None
        else Measurement(value, unit, UNCERTAINTY_SHARE * value)
        for (name, unit), value in zip(UNITS.items(), values, strict=True)
    }
