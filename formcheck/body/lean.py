"""How far the trunk of the fitted body leans in each rep of a squat, drawn toward what lifters do.

The readings of a set share one error: what the pose model adds to hips and shoulders of this
lifter, in this view. Part of it is known, namely what a camera in front or behind adds. The rest is
larger the worse the body fits. So the level of the set is drawn toward the prior over lifters by as
much as it is unsure (a normal prior and a normal reading), and the reps keep the differences that
were read:

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
from formcheck.arithmetic.robust import lower_half_median
from formcheck.body.calibration import ByYaw, Prior, table
from formcheck.body.fit import BodyFit
from formcheck.body.instruments import known_yaw_deg
from formcheck.lifts import BODYWEIGHT, VARIANTS
from formcheck.reps.rep_window import RepWindow

HANDS_AHEAD_TORSO = 0.2
"""Hands this far ahead of the shoulders at the bottom hold no bar that nobody sees: of 37 such sets
of *fit* and *check* 36 have none, and each of the 36 sets without a bar is one of them."""


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
    """

    peak_deg: PeakLeans
    turn_less_deg: float
    reads_beyond: ByYaw
    bodyweight_beyond_deg: float
    error: LeanError
    rep_sd_deg: float
    most_misfit: float


def lean_priors() -> LeanPriors:
    """Of squats, as the calibration file has them."""
    return table(LeanPriors, "lean")


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
    share = peak_deg.sd**2 / (peak_deg.sd**2 + error_deg**2)
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
    return bool(known) and float(np.median(known)) > HANDS_AHEAD_TORSO


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
    here = np.flatnonzero((fit.measured.rep == n) & (time_s >= first_s) & (time_s <= last_s))
    return here if len(here) else None
