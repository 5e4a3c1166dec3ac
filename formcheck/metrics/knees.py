"""Do the knees cave in? Seen from the front or rear only.

Knees that track over the feet spread as the hips sink; how far depends on the lifter's stance, so
a rep is compared with the lifter's own widest one. Knees that cave in alike in every rep show
nothing.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from formcheck.arithmetic.robust import median_seen
from formcheck.metrics.measurement import Measurement, not_assessed
from formcheck.reasons import Reason, ReasonCode
from formcheck.reps.rep_window import RepWindow, front_reason, unseen_reason

UNIT = "hip width"
UNCERTAINTY = 0.10
MOST_IN = 0.8
"""Knees that touch each other have come in by as much from a wide stance: the hips in the picture
are a third of it at least. More (up to 4.5 in edited clips) is of knees, hips or a camera that were
misread, and no rep of such a set is trusted."""
MISREAD = Reason(
    ReasonCode.HIDDEN,
    "your knees were misread (nobody's come in that far)",
    "film from the front, in one go",
)
HIDDEN = Reason(
    ReasonCode.HIDDEN,
    "your knees or the ascent were hidden",
    "keep your whole body in the frame throughout",
)


def measure(windows: Sequence[RepWindow]) -> list[dict[str, Measurement]]:
    """`knee_in_hip_width` of each rep: inward shift per knee, 0 where the knees track."""
    why = _why_not(windows[0])
    if why is not None:
        return [{"knee_in_hip_width": not_assessed(UNIT, why)} for _ in windows]
    apart = [_narrowest(w) for w in windows]
    known = np.array([a[0] for a in apart if a is not None])
    if not len(known):
        return [{"knee_in_hip_width": not_assessed(UNIT, HIDDEN)} for _ in windows]
    found = [_measurement(a, float(known.max())) for a in apart]
    if any(one.value is not None and one.value > MOST_IN for one in found):
        found = [not_assessed(UNIT, MISREAD) for _ in windows]
    return [{"knee_in_hip_width": one} for one in found]


def _why_not(window: RepWindow) -> Reason | None:
    if window.lift != "squat":
        return Reason(ReasonCode.OTHER_LIFT, "knees are judged in squats only")
    return front_reason(window.view)


def _narrowest(window: RepWindow) -> tuple[float, float] | None:
    """(smallest distance of the knees from the turn on, in hip widths, when).

    Knees give way in the turn and the first part of the ascent. As far as that goes, every lifter's
    knees stay out, while all come in on the way to standing: so reps of any pace are compared from
    the turn to one share of the hips' way.
    """
    first, last = window.window()
    if last is None or unseen_reason(window, first, last) is not None:
        return None
    motion = window.motion
    apart = np.abs((motion.left["knee"] - motion.right["knee"])[first : last + 1, 0])
    hip = motion.height("hip")
    apart = np.where(hip[first : last + 1] <= hip[last], apart, np.nan)
    at = int(np.nanargmin(apart))
    hip_width = median_seen(np.abs((motion.left["hip"] - motion.right["hip"])[:, 0]))
    return float(apart[at]) / hip_width, float(motion.time_s[first + at])


def _measurement(apart: tuple[float, float] | None, wide: float) -> Measurement:
    if apart is None:
        return not_assessed(UNIT, HIDDEN)
    return Measurement(max(0.0, (wide - apart[0]) / 2), UNIT, UNCERTAINTY, apart[1])
