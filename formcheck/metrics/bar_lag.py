"""How far a bar on the back lags behind the hips on the way up, and what that says of the trunk.

Hips that rise before the chest leave the bar lower than it was on the way down at the same hip
heights, by as much as they lead: bar and shoulders are one. Only the hips of the pose model and the
rim of the plate are needed for it, and its errors are not those of the model's shoulders.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from formcheck.metrics.rep_window import RepWindow

LAG_SHARES = np.linspace(0.3, 1.0, 8)
"""Of the ascent window's hip travel: single moments of a hip behind a plate are a tenth off."""
UNCERTAINTY_LAG_TORSO = 0.06
"""Clean rendered squats read -.11 to +.04 before their own offset is taken off, half of them -.065
to -.02; good mornings of .09 to .14 read .03 to .11."""
OWN_LAG_TORSO = (-0.12, 0.05)
"""What clean squats lag by for lack of perfect hips (rendered: -.11 to .05, alike in all reps of a
set); what lies beyond is the lifter, or hips that were lost."""
LEAST_REPS, LEAST_ALIKE = 3, 2
ALIKE_TORSO = 0.03
"""Clean reps of one set lag alike within this where the hips are seen (median of sets .01)."""


def bar_lag(window: RepWindow) -> float | None:
    """How much lower the bar is on the way up than on the way down at the same hip heights.

    Torso lengths, the median over the ascent window; None when bar or hips were not seen there.
    """
    if window.ascent is None:
        return None
    first, end = window.window()
    bar, hip = window.signals.bar_height(), window.signals.height("hip")
    if bar is None or end is None or window.descent is None:
        return None
    if not np.isfinite(hip[first : end + 1]).all():
        return None
    heights = hip[first] + LAG_SHARES * (hip[end] - hip[first])
    up = first + np.argmax(hip[first : end + 1] >= heights[:, None], axis=1)
    before = [window.same_height_in_descent(int(index)) for index in up]
    lags = [bar[b] - bar[a] for a, b in zip(up, before, strict=True) if b is not None]
    lags = [lag for lag in lags if np.isfinite(lag)]
    return float(np.median(lags)) if len(lags) > len(LAG_SHARES) / 2 else None


def usual_lag(lags: Sequence[float | None]) -> float | None:
    """What the bar lags by in the closest half of the reps; None where they are not alike.

    Where nothing else says which reps are calm, most of them have to agree, and to be what clean
    reps can be.
    """
    known = np.sort([lag for lag in lags if lag is not None])
    half = max(LEAST_REPS, (len(known) + 1) // 2)
    if len(known) < half:
        return None
    spans = known[half - 1 :] - known[: len(known) - half + 1]
    first = int(np.argmin(spans))
    usual = float(np.median(known[first : first + half]))
    alike = spans[first] <= ALIKE_TORSO
    return usual if alike and OWN_LAG_TORSO[0] <= usual <= OWN_LAG_TORSO[1] else None


def lag_error(calm_lags: Sequence[float]) -> float | None:
    """What of the lag is error, by the lifter's calm reps; None where most of them are not alike.

    One of them may look calm for shoulders that were misread, and lag all the same.
    """
    if not len(calm_lags):
        return None
    lags = np.asarray(calm_lags)
    alike = lags[np.abs(lags - np.median(lags)) <= ALIKE_TORSO]
    if len(alike) < max(LEAST_ALIKE, len(lags) / 2):
        return None
    return float(np.clip(np.median(alike), *OWN_LAG_TORSO))
