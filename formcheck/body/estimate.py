"""From the reps of a set to a posterior of each lean gain, or the reason why there is none."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from formcheck.body.calibration import body_priors, rise_priors
from formcheck.body.fit import fit_body
from formcheck.body.measurements import sample_reps
from formcheck.body.outline import outline_gain_deg
from formcheck.body.rise import Rise, weigh_rises
from formcheck.body.tilt import read_tilts
from formcheck.pose.bias import EXACT
from formcheck.reasons import Reason, ReasonCode
from formcheck.reps.rep_window import FILM_FROM_SIDE, RepWindow

MOST_FORESHORTENED = 0.4
"""cos(66°): from further off the side the body's x tells nothing, and its heights do the work."""
CUT_OFF = Reason(ReasonCode.CUT_OFF, "the clip does not show the whole way up")
UNSEEN = Reason(
    ReasonCode.HIDDEN,
    "the lifter was hidden or lost for too much of this rep; keep the whole body in the picture",
)
FROM_THE_FRONT = Reason(
    ReasonCode.VIEW_FRONT,
    f"the camera stood too far from the side to see your torso tip; {FILM_FROM_SIDE}",
)
POOR_FIT = Reason(
    ReasonCode.POOR_FIT,
    "the joints that were found do not make a body that lifts this bar (a plate, a rack or a dark "
    f"picture hides it); {FILM_FROM_SIDE}",
)


def estimate_rises(windows: Sequence[RepWindow]) -> list[Rise | Reason]:
    """How hips and chest rise in each rep of a set."""
    measured = sample_reps(windows)
    if measured is None:
        return [_why_not(window) for window in windows]
    view, on_back = windows[0].view, windows[0].lift == "squat"
    yaw = abs(view.yaw_deg) if np.isfinite(view.yaw_deg) else 90.0
    cos_yaw = max(MOST_FORESHORTENED, float(np.cos(np.radians(yaw))))
    exact = windows[0].signals.bias is EXACT
    fit = fit_body(measured, body_priors(on_back=on_back, exact=exact), cos_yaw, on_back=on_back)
    priors = rise_priors(on_back=on_back, exact=exact)
    if not on_back and yaw > priors.most_yaw_deg:
        return [FROM_THE_FRONT for _ in windows]
    outline = [outline_gain_deg(window) for window in windows]
    found = weigh_rises(read_tilts(fit, windows), outline, fit.quality, yaw, priors)
    return [
        _why_not(window) if rise is None else POOR_FIT if rise.misfit > priors.lost[1] else rise
        for rise, window in zip(found, windows, strict=True)
    ]


def _why_not(window: RepWindow) -> Reason:
    return CUT_OFF if window.ascent is None else UNSEEN
