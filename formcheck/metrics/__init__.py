"""One file per metric: the reps of a set in, a `Measurement` for each rep out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from formcheck.metrics.measurement import Measurement, not_assessed
from formcheck.reasons import CUT, Reason, ReasonCode

if TYPE_CHECKING:
    from formcheck.body.estimate import BodyOfSet
    from formcheck.body.rise import Rise
    from formcheck.motion.bar import BarCurve
    from formcheck.reps.rep_window import RepWindow


READ_OFF_JOINTS = frozenset(
    {
        "lean_peak_deg",
        "lean_turn_deg",
        "depth_thigh",
        "neck_change_deg",
        "upper_back_curl_deg",
    }
)
"""What is not assessed where the joints make no body that lifts this bar."""


def all_metrics(
    windows: Sequence[RepWindow], body: BodyOfSet, bar: BarCurve | None
) -> Iterator[dict[str, Measurement]]:
    """Every metric of every rep, by name.

    Args:
        windows: Reps that one camera shows.
        body: Of these reps.
        bar: In the scale of this lift; None without a plate.
    """
    from formcheck.metrics import (
        bar_on_back,
        bar_path,
        depth,
        heels,
        hip_chest_rise,
        hip_travel,
        knees,
        neck,
        rounding,
        shrug,
        tempo,
        torso_lean,
    )

    line = bar_on_back.bar_on_back(windows)
    backs = rounding.measure(windows)
    leans = torso_lean.measure(windows, line, body.leans)
    parts = [
        leans,
        hip_chest_rise.measure(body.rises),
        shrug.measure(windows, bar),
        depth.measure(windows, line, hidden=torso_lean.mostly_hidden(windows, leans)),
        tempo.measure(windows),
        hip_travel.measure(windows, body.hip_ways),
        knees.measure(windows),
        heels.measure(windows),
        neck.measure(windows, line),
        backs,
        bar_path.measure(windows, bar),
    ]
    for window, rise, *of_rep in zip(windows, body.rises, *parts, strict=True):
        merged: dict[str, Measurement] = {}
        for part in of_rep:
            merged.update(part)
        yield {name: _shown(name, one, window, rise) for name, one in merged.items()}


def _shown(name: str, one: Measurement, window: RepWindow, rise: Rise | Reason) -> Measurement:
    """A metric where it may be told, and at a moment that a player can show: that of a picture."""
    why = CUT if window.crosses_cut else _joints_lost(rise) if name in READ_OFF_JOINTS else None
    if why is not None:
        return not_assessed(one.unit, why)
    return one if one.at_s is None else replace(one, at_s=window.motion.picture_s(one.at_s))


def _joints_lost(rise: Rise | Reason) -> Reason | None:
    """Why nothing is read off the joints of a rep; None where they make a body."""
    from formcheck.body.estimate import POOR_FIT

    if isinstance(rise, Reason):
        return rise if rise.code is ReasonCode.POOR_FIT else None
    return None if rise.joints_seen else POOR_FIT
