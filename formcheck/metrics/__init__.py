"""One file per metric: the reps of a set in, a `Measurement` for each rep out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from formcheck.metrics.measurement import Measurement, not_assessed
from formcheck.reasons import Reason, ReasonCode

if TYPE_CHECKING:
    from formcheck.body.lean import Lean
    from formcheck.body.rise import Rise
    from formcheck.feet.heel_rise import HeelRise
    from formcheck.metrics.bar_path import BarWay
    from formcheck.metrics.shrug import ShrugEvidence
    from formcheck.reps.rep_window import RepWindow


READ_OFF_JOINTS = frozenset(
    {
        "lean_peak_deg",
        "lean_turn_deg",
        "depth_thigh",
        "neck_change_deg",
        "back_rounding_deg",
        "upper_back_curl_deg",
    }
)
"""What is not assessed where the joints make no body that lifts this bar."""


def all_metrics(
    windows: Sequence[RepWindow],
    rises: Sequence[Rise | Reason],
    squat_leans: Sequence[Lean | None],
    shrug_evidence: Sequence[ShrugEvidence | None],
    bar_ways: Sequence[BarWay | None],
    heel_rises: Sequence[HeelRise],
) -> Iterator[dict[str, Measurement]]:
    """Every metric of every rep, by name."""
    from formcheck.metrics import (
        bar_on_back,
        bar_path,
        depth,
        heels,
        hip_chest_rise,
        knees,
        neck,
        rounding,
        shrug,
        tempo,
        torso_lean,
    )

    line = bar_on_back.bar_on_back(windows)
    backs = rounding.measure(windows)
    leans = torso_lean.measure(windows, line, squat_leans)
    parts = [
        leans,
        hip_chest_rise.measure(rises),
        shrug.measure(shrug_evidence, shrug.never_told(windows)),
        depth.measure(windows, line, hidden=torso_lean.mostly_hidden(windows, leans)),
        tempo.measure(windows),
        knees.measure(windows),
        heels.measure(windows, heel_rises),
        neck.measure(windows, line),
        backs,
        bar_path.measure(bar_ways),
    ]
    for rise, *of_rep in zip(rises, *parts, strict=True):
        merged: dict[str, Measurement] = {}
        for part in of_rep:
            merged.update(part)
        lost = _joints_lost(rise)
        if lost is not None:
            merged |= {
                name: not_assessed(merged[name].unit, lost)
                for name in READ_OFF_JOINTS & merged.keys()
            }
        yield merged


def _joints_lost(rise: Rise | Reason) -> Reason | None:
    """Why nothing is read off the joints of a rep; None where they make a body."""
    from formcheck.body.estimate import POOR_FIT

    if isinstance(rise, Reason):
        return rise if rise.code is ReasonCode.POOR_FIT else None
    return None if rise.joints_seen else POOR_FIT
