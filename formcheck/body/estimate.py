"""What the body shows of each rep: its rise, its lean, the travel of its hips, or why nothing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from formcheck.arithmetic.robust import lower_half_median
from formcheck.body import chain
from formcheck.body.calibration import body_priors, lean_priors
from formcheck.body.fit import BodyFit, fit_body
from formcheck.body.instruments import Tilt, known_yaw_deg, read_instruments
from formcheck.body.measurements import sample_reps
from formcheck.body.rise import Rise, RisePriors, body_lost, rise_priors, weigh_rises
from formcheck.lifts import ROMANIAN
from formcheck.reasons import CUT, SHOW_BODY, UNSEEN, Reason, ReasonCode
from formcheck.reps.levels import MOMENT_REACH_S
from formcheck.reps.rep_window import VIEW_UNCLEAR, RepWindow, view_reason

Array = NDArray[np.float64]

CUT_OFF = Reason(ReasonCode.CUT_OFF, "the clip does not show the whole ascent")
POOR_FIT = Reason(
    ReasonCode.POOR_FIT,
    "we could not make out your body well enough (something hides it, or the light is poor)",
    SHOW_BODY,
)


@dataclass(frozen=True)
class Lean:
    """The lean of one rep, degrees from upright.

    Attributes:
        peak_deg, turn_deg: At its furthest and at the bottom; NaN where the clip has no bottom.
        peak_s: When it was furthest, seconds.
        sd_deg: Spread of the posterior of both.
        time_s, read_deg: (S,) the rep's samples and the lean read in each, before it is weighed.
    """

    peak_deg: float
    turn_deg: float
    peak_s: float
    sd_deg: float
    time_s: Array
    read_deg: Array


@dataclass(frozen=True)
class BodyOfSet:
    """What the body shows of each rep.

    Attributes:
        rises: How hips and chest rise, or why that is not known.
        leans: How far it leaned; None for pulls and where nothing shows it.
        hip_travels: How far its hips go, in lengths of its own trunk; None where unseen.
    """

    rises: Sequence[Rise | Reason]
    leans: Sequence[Lean | None]
    hip_travels: Sequence[float | None]


def body_of(windows: Sequence[RepWindow]) -> BodyOfSet:
    """The body in the reps of a set, compared with each other; one that is cut is none."""
    fit = fit_set(windows)
    rises = [
        CUT if window.crosses_cut else rise
        for window, rise in zip(windows, estimate_rises(windows, fit), strict=True)
    ]
    return BodyOfSet(rises, squat_leans(windows, fit), hip_travels(windows, fit))


def fit_set(windows: Sequence[RepWindow]) -> BodyFit | None:
    """The body that explains the reps of a set; None where no rep shows enough, or from afar."""
    measured = None if _from_afar(windows) else sample_reps(windows)
    if measured is None:
        return None
    yaw_rad, on_back = np.radians(known_yaw_deg(windows[0].view)), windows[0].lift == "squat"
    priors = body_priors(on_back=on_back, exact=windows[0].motion.exact)
    return fit_body(measured, priors, float(np.cos(yaw_rad)), on_back=on_back)


def _from_afar(windows: Sequence[RepWindow]) -> bool:
    """Whether the camera is further off the side than anything is told of a trunk.

    Of 16 tips that were told in squats from the front or rear in *fit* and *check* 2 are true.
    """
    return bool(windows) and windows[0].view.name not in ("side", "oblique")


def estimate_rises(windows: Sequence[RepWindow], fit: BodyFit | None) -> list[Rise | Reason]:
    """How hips and chest rise in each rep of a set, of which `fit` is the body."""
    if _from_afar(windows):
        return [view_reason(windows[0].view) or VIEW_UNCLEAR for _ in windows]
    if fit is None:
        return [_why_not(window) for window in windows]
    read = read_instruments(windows, fit)
    kind = windows[0].calibrated_as
    priors = rise_priors(
        on_back=kind == "squat", romanian=kind == ROMANIAN, exact=windows[0].motion.exact
    )
    found = weigh_rises(read.tilts, read.columns, read.misfits, read.yaw_deg, priors)
    return [
        rise or _why_nothing(window, tilt, read.misfits.get(n, np.inf), priors)
        for n, (rise, tilt, window) in enumerate(zip(found, read.tilts, windows, strict=True))
    ]


def _why_nothing(window: RepWindow, tilt: Tilt | None, misfit: float, priors: RisePriors) -> Reason:
    if tilt is None:
        return _why_not(window)
    return POOR_FIT if tilt.seen or body_lost(tilt, misfit, priors) else UNSEEN


def _why_not(window: RepWindow) -> Reason:
    return CUT_OFF if window.ascent is None else UNSEEN


def squat_leans(windows: Sequence[RepWindow], fit: BodyFit | None) -> list[Lean | None]:
    """How far each squat leaned; None for pulls, and where the joints are exact themselves."""
    if fit is None or windows[0].lift != "squat" or windows[0].motion.exact:
        return [None] * len(windows)
    return estimate_leans(fit, windows, known_yaw_deg(windows[0].view))


def estimate_leans(fit: BodyFit, windows: Sequence[RepWindow], yaw_deg: float) -> list[Lean | None]:
    """The leans of a set; None where a rep shows no body.

    A set's readings share one error: what the pose model adds to hips and shoulders of this lifter,
    in this view. Part of it is known, what a camera in front or behind adds; the rest is larger the
    worse the joints make a body. So the level of the reps that lean less is drawn toward what
    lifters do by as much as it is unsure (a normal prior and a normal reading), and what reps
    differ by stays as read, who tips forward in some of them among the rest:

        level = prior + k (median of the smaller half of the readings - known - prior)
        k = prior² / (prior² + error²)
    """
    priors = lean_priors()
    misfits = [fit.misfits.get(n, np.inf) for n in range(len(windows))]
    read = [
        _read(fit, n, window) if misfits[n] <= priors.most_misfit else None
        for n, window in enumerate(windows)
    ]
    found = [one for one in read if one]
    if not found:
        return read
    misfit = float(np.median([misfits[n] for n, one in enumerate(read) if one]))
    error_deg, beyond_deg = priors.error.at(misfit), priors.reads_beyond.at(yaw_deg)
    peak_deg = priors.peak_deg.of(windows[0].variant)
    share = peak_deg.sd**2 / (peak_deg.sd**2 + error_deg**2)
    spread_deg = float(np.hypot(np.sqrt(share) * error_deg, priors.rep_sd_deg))
    peak_by = _drawn_by([one.peak_deg for one in found], beyond_deg, peak_deg.mean, share)
    turns = [one.turn_deg for one in found if np.isfinite(one.turn_deg)]
    turn_by = _drawn_by(turns, beyond_deg, peak_deg.mean - priors.turn_less_deg, share)
    return [
        replace(
            one,
            peak_deg=one.peak_deg + peak_by,
            turn_deg=one.turn_deg + turn_by,
            sd_deg=spread_deg,
        )
        if one
        else None
        for one in read
    ]


def _drawn_by(
    read_deg: Sequence[float], beyond_deg: float, expected_deg: float, share: float
) -> float:
    """What to add to the readings of a set, so that their level stands where it is most likely."""
    if not read_deg:
        return 0.0
    return (1 - share) * (expected_deg - lower_half_median(read_deg)) - share * beyond_deg


def samples_of(fit: BodyFit, n: int, window: RepWindow) -> NDArray[np.intp] | None:
    """The samples of a rep, without those of standing beside it; None where there are none."""
    time_s = fit.measured.time_s
    first_s, last_s = (window.motion.time_s[place] for place in window.whole)
    here = np.flatnonzero((fit.measured.rep == n) & (time_s >= first_s) & (time_s <= last_s))
    return here if len(here) else None


def _read(fit: BodyFit, n: int, window: RepWindow) -> Lean | None:
    """What the trunk of a rep shows, before it is weighed."""
    here = samples_of(fit, n, window)
    if here is None:
        return None
    furthest = here[int(np.argmax(fit.trunk_deg[here]))]
    return Lean(
        peak_deg=float(fit.trunk_deg[furthest]),
        turn_deg=_at_turn(fit, here, window),
        peak_s=float(fit.measured.time_s[furthest]),
        sd_deg=float("nan"),
        time_s=fit.measured.time_s[here],
        read_deg=fit.trunk_deg[here],
    )


def _at_turn(fit: BodyFit, here: NDArray[np.intp], window: RepWindow) -> float:
    if window.turn is None:
        return float("nan")
    away_s = np.abs(fit.measured.time_s[here] - window.motion.time_s[window.turn])
    near = here[away_s <= MOMENT_REACH_S]
    return float(np.mean(fit.trunk_deg[near])) if len(near) else float("nan")


def hip_travels(windows: Sequence[RepWindow], fit: BodyFit | None) -> list[float | None]:
    """How far the body's hips go in each rep, in lengths of its own trunk; None where unseen.

    The standing torso that everything else is measured in is longer than a trunk by a tenth: the
    pose model draws shoulders of who stands too high, or hips too low.
    """
    if fit is None or windows[0].motion.exact:
        return [None] * len(windows)
    trunk = fit.constants[chain.LENGTHS][chain.TRUNK]
    samples = (samples_of(fit, n, window) for n, window in enumerate(windows))
    return [None if s is None else float(np.ptp(fit.hip_height[s]) / trunk) for s in samples]
