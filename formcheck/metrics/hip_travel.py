"""How far the hips travel up and down: of the fitted body, weighed with what lifters do.

Behind a plate joints are drawn where most people have them, and from low in front hips sink less in
the picture than they do; the body explains bar, silhouette and all reps at once.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from formcheck.arithmetic.robust import NINETY_PERCENT
from formcheck.body.calibration import TravelPriors, kind_of, travel_priors
from formcheck.metrics.measurement import Measurement, not_assessed, posterior
from formcheck.reasons import SHOW_BODY, TOO_LITTLE, Reason, ReasonCode
from formcheck.reps.rep_window import RepWindow

UNSURE = Reason(ReasonCode.POOR_FIT, "how far your hips went is only roughly known", SHOW_BODY)
"""More doubt than value tells nothing."""
HIPS_HIDDEN = Reason(ReasonCode.HIDDEN, "your hips were hidden")


def measure(
    windows: Sequence[RepWindow], of_body: Sequence[float | None]
) -> list[dict[str, Measurement]]:
    """`hip_travel_torso` of each rep: by the body's hips, where they are seen in all of them.

    `of_body` is their way in each rep, in lengths of the body's own trunk; None where unseen.
    """
    priors = travel_priors(kind_of(windows[0].lift, starts_at_top=windows[0].starts_at_top))
    joints = [_of_joints(window) for window in windows]
    if windows[0].motion.exact:
        travels = [_exact(travel, priors) for travel in joints]
    elif all(travel is not None for travel in of_body):
        travels = _posteriors([float(travel or 0.0) for travel in of_body], priors, priors.of_body)
    else:
        travels = _posteriors(joints, priors, priors.of_joints)
    return [{"hip_travel_torso": one} for one in travels]


def _of_joints(window: RepWindow) -> float | Reason:
    if window.whole is None:
        return TOO_LITTLE
    hip = window.motion.height("hip")[window.whole[0] : window.whole[1] + 1]
    return float(np.nanmax(hip) - np.nanmin(hip)) if np.isfinite(hip).any() else HIPS_HIDDEN


def _exact(travel: float | Reason, priors: TravelPriors) -> Measurement:
    if isinstance(travel, Reason):
        return not_assessed("torso", travel)
    return Measurement(travel, "torso", NINETY_PERCENT * priors.rep)


def _posteriors(
    travels: Sequence[float | Reason], priors: TravelPriors, off: tuple[float, float]
) -> list[Measurement]:
    """The set's level drawn toward the prior's middle; its reps differ as read."""
    beyond, sd = off
    read = [travel - beyond for travel in travels if not isinstance(travel, Reason)]
    if not read:
        return [not_assessed("torso", travel) for travel in travels if isinstance(travel, Reason)]
    level = float(np.median(read))
    low, mid, high = priors.population.given(level, sd)
    half = float(np.hypot((high - low) / 2, NINETY_PERCENT * priors.rep))
    more = mid - level - beyond
    return [
        not_assessed("torso", travel)
        if isinstance(travel, Reason)
        else posterior(travel + more, "torso", half)
        if travel + more > half
        else not_assessed("torso", UNSURE)
        for travel in travels
    ]
