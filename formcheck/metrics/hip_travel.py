"""How far the hips go in each rep of any lift: by the fitted body, or by the joints without one.

Behind a plate joints are drawn where most people have them, and from low in front hips sink less in
the picture than they do; the body explains bar, silhouette and all reps at once. What a set is off
by its reps share, so the set's level is drawn toward what lifters do, and its reps differ as read.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from formcheck.arithmetic.robust import NINETY_PERCENT
from formcheck.calibration import PopulationPrior, Prior, table
from formcheck.metrics.measurement import Measurement, from_half_width, not_assessed
from formcheck.reasons import SHOW_BODY, Reason, ReasonCode
from formcheck.reps.rep_window import RepWindow

UNSURE = Reason(ReasonCode.POOR_FIT, "how far your hips went is only roughly known", SHOW_BODY)
"""Given where the half-width is larger than the value."""
HIDDEN = not_assessed("torso", Reason(ReasonCode.HIDDEN, "your hips were hidden"))


@dataclass(frozen=True)
class TravelOfKind:
    """How far hips go in one kind of lift, torso lengths.

    Attributes:
        of_lifters_torso: Over lifters.
        of_body_torso: What the fitted body reads beyond the truth, over clips.
        of_joints_torso: What the joints read beyond it.
    """

    of_lifters_torso: Prior
    of_body_torso: Prior
    of_joints_torso: Prior


@dataclass(frozen=True)
class TravelPriors:
    """How hip travel is read; see `[travel]`.

    Attributes:
        above, degrees_of_freedom: Of the population of lifters, see `PopulationPrior`.
        rep_torso: Standard error of one rep beside what the reps of a set share.
        squat, deadlift, romanian: By kind of lift, as `RepWindow.calibrated_as` names them.
    """

    above: float
    degrees_of_freedom: float
    rep_torso: float
    squat: TravelOfKind
    deadlift: TravelOfKind
    romanian: TravelOfKind


def measure(windows: Sequence[RepWindow], of_body: Sequence[float | None]) -> list[Measurement]:
    """Hip travel of each rep, torso lengths.

    `of_body` is that of the fitted body, in lengths of its own trunk; None where a rep was not
    fitted. It is used only where all reps were, so that all reps of a set are read alike.
    """
    priors = table(TravelPriors, "travel")
    kind: TravelOfKind = getattr(priors, windows[0].calibrated_as)
    lifters = kind.of_lifters_torso
    population = PopulationPrior(lifters.mean, lifters.sd, priors.above, priors.degrees_of_freedom)
    half = NINETY_PERCENT * priors.rep_torso
    if windows[0].motion.exact:
        return [
            HIDDEN if travel is None else Measurement(travel, "torso", half)
            for travel in map(_travel_of_joints, windows)
        ]
    if None not in of_body:
        return _drawn(of_body, kind.of_body_torso, population, half)
    joints = [_travel_of_joints(window) for window in windows]
    return _drawn(joints, kind.of_joints_torso, population, half)


def _travel_of_joints(window: RepWindow) -> float | None:
    first, last = window.whole
    hip = window.motion.height("hip")[first : last + 1]
    return float(np.nanmax(hip) - np.nanmin(hip)) if np.isfinite(hip).any() else None


def _drawn(
    travels: Sequence[float | None], off_torso: Prior, population: PopulationPrior, half: float
) -> list[Measurement]:
    """The travels with the set's level drawn toward the prior; its reps differ as read.

    None is a rep without hips. A set is misread by `off_torso`, over clips, and each of its reps by
    `half` besides (90 % half-width).
    """
    read = [travel - off_torso.mean for travel in travels if travel is not None]
    if not read:
        return [HIDDEN] * len(travels)
    level = float(np.median(read))
    low, mid, high = population.given(level, off_torso.sd)
    half = float(np.hypot((high - low) / 2, half))
    more = mid - level - off_torso.mean

    def measured(travel: float) -> Measurement:
        if travel + more > half:
            return from_half_width(travel + more, "torso", half)
        return not_assessed("torso", UNSURE)

    return [HIDDEN if travel is None else measured(travel) for travel in travels]
