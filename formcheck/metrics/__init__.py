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
    from formcheck.metrics.hip_chest_rise import HipLead
    from formcheck.motion.bar import BarCurve
    from formcheck.reps.rep_window import RepWindow


def all_metrics(
    windows: Sequence[RepWindow],
    body: BodyOfSet,
    leads: Sequence[HipLead | Reason],
    bar: BarCurve | None,
) -> Iterator[dict[str, Measurement]]:
    """Every metric of every rep, by name.

    Args:
        windows: Reps that one camera shows.
        body: Of these reps.
        leads: Of hips against chest in them, see `hip_chest_rise.hip_leads`.
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
    leans = torso_lean.measure(windows, body.leans)
    parts = [
        leans,
        hip_chest_rise.measure(leads),
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
    from formcheck.metrics.table import metric_row

    of_joints = metric_row(name).read_off == "joints"
    why = CUT if window.crosses_cut else _joints_lost(rise) if of_joints else None
    if why is not None:
        return not_assessed(one.unit, why)
    return one if one.at_s is None else replace(one, at_s=window.motion.picture_s(one.at_s))


def _joints_lost(rise: Rise | Reason) -> Reason | None:
    """Why nothing is read off the joints of a rep; None where they make a body."""
    from formcheck.body.estimate import POOR_FIT

    if isinstance(rise, Reason):
        return rise if rise.code is ReasonCode.POOR_FIT else None
    return None if rise.joints_seen else POOR_FIT
