"""What the body shows of each rep: its rise, its lean, the travel of its hips, or why nothing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from formcheck.body.fit import BodyFit, fit_body
from formcheck.body.fit_priors import body_priors
from formcheck.body.instruments import Tilt, known_yaw_deg, own_trunk_torso, read_instruments
from formcheck.body.lean import Lean, samples_of, squat_leans
from formcheck.body.measurements import sample_reps
from formcheck.body.rise import Rise, RisePriors, body_lost, rise_priors, weigh_rises
from formcheck.reasons import CUT, NO_ASCENT, SHOW_BODY, UNSEEN, Reason, ReasonCode
from formcheck.reps.rep_window import VIEW_UNCLEAR, RepWindow, view_reason

POOR_FIT = Reason(
    ReasonCode.POOR_FIT,
    "we could not make out your body well enough (something hides it, or the light is poor)",
    SHOW_BODY,
)


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
    """The body in the reps of one shot, which are weighed together.

    No rise is estimated in a rep that a cut goes through.
    """
    fit = fit_set(windows)
    rises = [
        CUT if window.crosses_cut else rise
        for window, rise in zip(windows, estimate_rises(windows, fit), strict=True)
    ]
    return BodyOfSet(rises, squat_leans(windows, fit), hip_travels(windows, fit))


def fit_set(windows: Sequence[RepWindow]) -> BodyFit | None:
    """One body fitted to all reps; None where no rep shows enough, or from front or rear."""
    measured = None if _too_far_off_side(windows) else sample_reps(windows)
    if measured is None:
        return None
    yaw_rad, on_back = np.radians(known_yaw_deg(windows[0].view)), windows[0].lift == "squat"
    first = windows[0]
    priors = body_priors(on_back=on_back, exact=first.motion.exact, variant=first.variant)
    return fit_body(measured, priors.seen_from(float(yaw_rad)), on_back=on_back)


def _too_far_off_side(windows: Sequence[RepWindow]) -> bool:
    """Whether the camera is too far off the side to read a trunk: in front or behind.

    Of 16 good mornings found in squats from there, in *fit* and *check*, 2 are true.
    """
    return bool(windows) and windows[0].view.name not in ("side", "oblique")


def estimate_rises(windows: Sequence[RepWindow], fit: BodyFit | None) -> list[Rise | Reason]:
    """How hips and chest rise in each rep of a set, of which `fit` is the body."""
    if _too_far_off_side(windows):
        return [view_reason(windows[0].view) or VIEW_UNCLEAR for _ in windows]
    if fit is None:
        return [_why_not(window) for window in windows]
    read = read_instruments(windows, fit)
    first = windows[0]
    on_back = first.lift == "squat"
    priors = rise_priors(on_back=on_back, variant=first.variant, exact=first.motion.exact)
    found = weigh_rises(read, priors)
    return [
        rise or _why_nothing(window, tilt, read.misfits.get(n, np.inf), priors)
        for n, (rise, tilt, window) in enumerate(zip(found, read.tilts, windows, strict=True))
    ]


def _why_nothing(window: RepWindow, tilt: Tilt | None, misfit: float, priors: RisePriors) -> Reason:
    if tilt is None:
        return _why_not(window)
    return POOR_FIT if tilt.seen or body_lost(tilt, misfit, priors) else UNSEEN


def _why_not(window: RepWindow) -> Reason:
    return NO_ASCENT if window.ascent is None else UNSEEN


def hip_travels(windows: Sequence[RepWindow], fit: BodyFit | None) -> list[float | None]:
    """How far the body's hips go in each rep, in lengths of its own trunk; None where unseen.

    The body's own trunk is used since the standing torso, in which everything else is measured, is
    a tenth too long: of a standing lifter the pose model draws the shoulders too high, or the hips
    too low.
    """
    if fit is None or windows[0].motion.exact:
        return [None] * len(windows)
    trunk = own_trunk_torso(fit)
    samples = (samples_of(fit, n, window) for n, window in enumerate(windows))
    return [None if s is None else float(np.ptp(fit.hip_height[s]) / trunk) for s in samples]
