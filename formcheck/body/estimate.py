"""What the body shows of each rep: its rise, its lean, the travel of its hips, or why nothing.

The leans of a squat are drawn toward what lifters do. The readings of a set share one error: what
the pose model adds to hips and shoulders of this lifter, in this view. Part of it is known, namely
what a camera in front or behind adds. The rest is larger the worse the body fits. So the level of
the set is drawn toward the prior over lifters by as much as it is unsure (a normal prior and a
normal reading), and the reps keep the differences that were read:

    level = prior + k (median of the smaller half of the readings - known - prior)
    k = prior² / (prior² + error²)

The smaller half is taken since a lifter may tip forward in some reps, as others never do.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from formcheck.arithmetic import Array
from formcheck.arithmetic.robust import lower_half_median, within
from formcheck.body.fit import BodyFit, fit_body
from formcheck.body.fit_priors import body_priors
from formcheck.body.instruments import Tilt, known_yaw_deg, own_trunk_torso, read_instruments
from formcheck.body.measurements import sample_reps
from formcheck.body.rise import Rise, RisePriors, body_lost, rise_priors, weigh_rises
from formcheck.calibration import ByYaw, Prior, table
from formcheck.lifts import BODYWEIGHT, VARIANTS
from formcheck.reasons import CUT, SHOW_BODY, UNSEEN, Reason, ReasonCode
from formcheck.reps.rep_window import VIEW_UNCLEAR, RepWindow, view_reason

POOR_FIT = Reason(
    ReasonCode.POOR_FIT,
    "we could not make out your body well enough (something hides it, or the light is poor)",
    SHOW_BODY,
)


@dataclass(frozen=True)
class Lean:
    """The lean of one rep, degrees from upright.

    Attributes:
        peak_deg, turn_deg: Furthest lean, and lean at the bottom; NaN where that is not seen.
        peak_s: When it leaned furthest, seconds.
        sd_deg: Standard deviation of the posterior of both.
        time_s, read_deg: (S,) the rep's samples, and the lean of the body in each, as fitted.
    """

    peak_deg: float
    turn_deg: float
    peak_s: float
    sd_deg: float
    time_s: Array
    read_deg: Array


@dataclass(frozen=True)
class PeakLeans:
    """Priors over lifters of the peak lean of a squat, by style; degrees."""

    unknown: Prior
    high_bar: Prior
    low_bar: Prior
    front: Prior
    bodyweight: Prior

    def of(self, style: str) -> Prior:
        """That of a style; of any style without one, that of `unknown`."""
        prior: Prior = getattr(self, style, self.unknown)
        return prior


@dataclass(frozen=True)
class LeanError:
    """Standard error that the readings of a set share.

    Attributes:
        sd_deg: At a misfit of 1.
        misfit_power: Power of the misfit by which it grows.
        least_misfit: A smaller misfit counts as this one.
    """

    sd_deg: float
    misfit_power: float
    least_misfit: float

    def at(self, misfit: float) -> float:
        """Of a set whose median misfit this is, degrees."""
        return float(self.sd_deg * max(misfit, self.least_misfit) ** self.misfit_power)


@dataclass(frozen=True)
class LeanPriors:
    """How the fitted body reads a lean, and the priors of leans; see `[lean]`.

    Attributes:
        peak_deg: Priors of the peak, by style.
        turn_less_deg: By how much a lifter leans less at the bottom than at the peak.
        reads_beyond: What the body reads beyond the truth, by where the camera stands.
        bodyweight_beyond_deg: And by how much more where there is no bar (`without_bar`).
        error: What the readings of a set share.
        rep_sd_deg: Standard error of one rep beside that.
        most_misfit: Of a rep that is read.
        hands_ahead_torso: Hands further ahead of the shoulders at the bottom hold no bar.
    """

    peak_deg: PeakLeans
    turn_less_deg: float
    reads_beyond: ByYaw
    bodyweight_beyond_deg: float
    error: LeanError
    rep_sd_deg: float
    most_misfit: float
    hands_ahead_torso: float


def lean_priors() -> LeanPriors:
    """Of squats, as the calibration file has them."""
    return table(LeanPriors, "lean")


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
        return [UNSEEN] * len(windows)
    read = read_instruments(windows, fit)
    first = windows[0]
    on_back = first.lift == "squat"
    priors = rise_priors(on_back=on_back, variant=first.variant, exact=first.motion.exact)
    found = weigh_rises(read, priors)
    return [
        rise or _why_nothing(tilt, read.misfits.get(n, np.inf), priors)
        for n, (rise, tilt) in enumerate(zip(found, read.tilts, strict=True))
    ]


def _why_nothing(tilt: Tilt | None, misfit: float, priors: RisePriors) -> Reason:
    lost = tilt is not None and (tilt.seen or body_lost(tilt, misfit, priors))
    return POOR_FIT if lost else UNSEEN


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


def squat_leans(windows: Sequence[RepWindow], fit: BodyFit | None) -> list[Lean | None]:
    """How far each squat leaned; all None for other lifts, and where joints are exact."""
    if fit is None or windows[0].lift != "squat" or windows[0].motion.exact:
        return [None] * len(windows)
    return estimate_leans(fit, windows, known_yaw_deg(windows[0].view))


def estimate_leans(fit: BodyFit, windows: Sequence[RepWindow], yaw_deg: float) -> list[Lean | None]:
    """The leans of a set, as the module's docstring has it; None where a rep shows no body."""
    priors = lean_priors()
    misfits = [fit.misfits.get(n, np.inf) for n in range(len(windows))]
    leans = [
        _read(fit, n, window) if misfits[n] <= priors.most_misfit else None
        for n, window in enumerate(windows)
    ]
    assessed = [lean for lean in leans if lean]
    if not assessed:
        return leans
    misfit = float(np.median([misfits[n] for n, lean in enumerate(leans) if lean]))
    error_deg, beyond_deg = priors.error.at(misfit), priors.reads_beyond.at(yaw_deg)
    if without_bar(windows):
        beyond_deg += priors.bodyweight_beyond_deg
    peak_deg = priors.peak_deg.of(windows[0].variant)
    share = peak_deg.share_of(error_deg)
    spread_deg = float(np.hypot(np.sqrt(share) * error_deg, priors.rep_sd_deg))
    peak_by = _drawn_by([lean.peak_deg for lean in assessed], beyond_deg, peak_deg.mean, share)
    turns = [lean.turn_deg for lean in assessed if np.isfinite(lean.turn_deg)]
    turn_by = _drawn_by(turns, beyond_deg, peak_deg.mean - priors.turn_less_deg, share)

    def posterior(lean: Lean) -> Lean:
        peak_deg, turn_deg = lean.peak_deg + peak_by, lean.turn_deg + turn_by
        # each is moved by the level of its own lower half, which may be that of other reps
        turn_deg = turn_deg if np.isnan(turn_deg) else min(turn_deg, peak_deg)
        return replace(lean, peak_deg=peak_deg, turn_deg=turn_deg, sd_deg=spread_deg)

    return [posterior(lean) if lean else None for lean in leans]


def without_bar(windows: Sequence[RepWindow]) -> bool:
    """Whether a squat has no bar: as is told, else where none is seen and the hands are ahead."""
    motion, variant = windows[0].motion, windows[0].variant
    if variant in VARIANTS["squat"] or motion.bar_px is not None:
        return variant == BODYWEIGHT
    wrist, shoulder, hip = (motion.mid(joint)[:, 0] for joint in ("wrist", "shoulder", "hip"))
    # the way that the shoulders are ahead of the hips
    ahead_torso = np.sign(shoulder - hip) * (wrist - shoulder) / motion.torso_px
    turns = [one.turn for one in windows if one.turn is not None]
    known = [torso for torso in ahead_torso[turns] if np.isfinite(torso)]
    return bool(known) and float(np.median(known)) > lean_priors().hands_ahead_torso


def _drawn_by(
    read_deg: Sequence[float], beyond_deg: float, expected_deg: float, share: float
) -> float:
    """What to add to the readings of a set, so that their level is the posterior's.

    Args:
        read_deg: Of its reps.
        beyond_deg: The known error: what this view adds.
        expected_deg: Middle of the prior.
        share: The factor k.
    """
    if not read_deg:
        return 0.0
    return (1 - share) * (expected_deg - lower_half_median(read_deg)) - share * beyond_deg


def _read(fit: BodyFit, n: int, window: RepWindow) -> Lean | None:
    """The lean of one rep as fitted, without a prior; its `sd_deg` is NaN."""
    here = samples_of(fit, n, window)
    if here is None:
        return None
    furthest = here[int(np.argmax(fit.trunk_deg[here]))]
    turn_s = np.nan if window.turn is None else window.motion.time_s[window.turn]
    return Lean(
        peak_deg=float(fit.trunk_deg[furthest]),
        turn_deg=float(np.interp(turn_s, fit.measured.time_s[here], fit.trunk_deg[here])),
        peak_s=float(fit.measured.time_s[furthest]),
        sd_deg=float("nan"),
        time_s=fit.measured.time_s[here],
        read_deg=fit.trunk_deg[here],
    )


def samples_of(fit: BodyFit, n: int, window: RepWindow) -> NDArray[np.intp] | None:
    """The samples of a rep, without those of standing beside it; None where there are none."""
    time_s = fit.measured.time_s
    first_s, last_s = (window.motion.time_s[place] for place in window.whole)
    here = np.flatnonzero((fit.measured.rep == n) & within(time_s, first_s, last_s))
    return here if len(here) else None
