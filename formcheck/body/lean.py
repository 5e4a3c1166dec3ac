"""How far each squat's trunk leaned, read off the fitted body and weighed with what lifters do.

A set's readings share one error: what the pose model adds to hips and shoulders of this lifter, in
this view. Part of it is known, what a camera in front or behind adds; the rest is larger the worse
the joints make a body. So the set's level is drawn toward what lifters do by as much as it is
unsure (a normal prior and a normal reading), and what its reps differ by stays as it was read.

    level = prior + k (median of the readings - known - prior),    k = prior² / (prior² + error²)
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from formcheck.body.calibration import LeanPriors, lean_priors
from formcheck.body.fit import BodyFit
from formcheck.reps.rep_window import RepWindow

Array = NDArray[np.float64]

AROUND_TURN_S = 0.1
"""The bottom is the mean of so much before and after: samples are 0.07 s apart."""
LEAST_SAMPLES = 4


@dataclass(frozen=True)
class Lean:
    """The lean of one rep, degrees from upright.

    Attributes:
        peak_deg, turn_deg: At its furthest and at the bottom; NaN where the clip has no bottom.
        peak_s: When it was furthest, seconds.
        sd_deg: Spread of the posterior of both.
    """

    peak_deg: float
    turn_deg: float
    peak_s: float
    sd_deg: float


def estimate_leans(fit: BodyFit, windows: Sequence[RepWindow], yaw_deg: float) -> list[Lean | None]:
    """The leans of a set; None where a rep shows no body.

    Args:
        fit: Of these reps, the bar on the back.
        windows: The reps.
        yaw_deg: Of the camera.
    """
    read = [_read(fit, n, window) for n, window in enumerate(windows)]
    seen = [n for n, one in enumerate(read) if one and fit.quality[n] <= lean_priors().most_misfit]
    if not seen:
        return [None] * len(read)
    misfit = float(np.median([fit.quality[n] for n in seen]))
    priors = lean_priors()
    error_deg = set_error_deg(misfit, priors)
    beyond_deg = priors.beyond_deg + priors.beyond_per_yaw * yaw_deg
    mean_deg, sd_deg = priors.peak_deg.get(windows[0].variant, priors.peak_deg["unknown"])
    share = sd_deg**2 / (sd_deg**2 + error_deg**2)
    spread_deg = float(np.hypot(np.sqrt(share) * error_deg, priors.rep_deg))
    found = [read[n] for n in seen]
    peaks = [one.peak_deg for one in found if one]
    peak_by = _drawn_by(peaks, beyond_deg, mean_deg, share)
    turns = [one.turn_deg for one in found if one and np.isfinite(one.turn_deg)]
    turn_by = _drawn_by(turns, beyond_deg, mean_deg - priors.turn_less_deg, share)
    return [
        Lean(one.peak_deg + peak_by, one.turn_deg + turn_by, one.peak_s, spread_deg)
        if one and n in seen
        else None
        for n, one in enumerate(read)
    ]


def _drawn_by(
    read_deg: Sequence[float], beyond_deg: float, usual_deg: float, share: float
) -> float:
    """What to add to the readings of a set, so that their middle stands where it is believed."""
    if not read_deg:
        return 0.0
    return (1 - share) * (usual_deg - float(np.median(read_deg))) - share * beyond_deg


def set_error_deg(misfit: float, priors: LeanPriors) -> float:
    """Spread of what a set's readings are off by, degrees."""
    return float(priors.sigma_deg * max(misfit, priors.least_misfit) ** priors.power)


def _read(fit: BodyFit, n: int, window: RepWindow) -> Lean | None:
    """What the trunk of a rep shows, before it is weighed."""
    if window.whole is None or n not in fit.quality:
        return None
    clock_s = window.motion.time_s
    time_s = fit.measured.time_s
    first_s, last_s = (clock_s[place] for place in window.whole)
    here = np.flatnonzero((fit.measured.rep == n) & (time_s >= first_s) & (time_s <= last_s))
    if len(here) < LEAST_SAMPLES:
        return None
    furthest = here[int(np.argmax(fit.trunk_deg[here]))]
    return Lean(
        peak_deg=float(fit.trunk_deg[furthest]),
        turn_deg=_at_turn(fit, here, window),
        peak_s=float(time_s[furthest]),
        sd_deg=float("nan"),
    )


def _at_turn(fit: BodyFit, here: NDArray[np.intp], window: RepWindow) -> float:
    if window.turn is None:
        return float("nan")
    away_s = np.abs(fit.measured.time_s[here] - window.motion.time_s[window.turn])
    near = here[away_s <= AROUND_TURN_S]
    return float(np.mean(fit.trunk_deg[near])) if len(near) else float("nan")
