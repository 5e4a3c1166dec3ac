"""Why a way down and up again is no rep of a squat set."""

from __future__ import annotations

import numpy as np

from formcheck.arithmetic.robust import median_point
from formcheck.reps.candidates import Dip, partial_words
from formcheck.signals.cleaning import RATE_HZ
from formcheck.signals.curves import Signals

LONGEST_REP_S = 14.0
SHORTEST_WAY_S = 0.2
"""Fastest counted squat takes .7 s, down or up .3 (a quarter squat); slow grinders and tempo squats
up to ten and some."""
TOWARD_KNEES_SHARE = 0.4
NO_JUMP_TORSO = 0.6
"""Nobody jumps or steps down 30 cm with a bar on the back."""
FEET_MOVED_TORSO = 0.35
"""A step is more than half a torso; ankles behind plates jitter by a tenth or two."""
NO_STEP_TORSO = 0.5
"""Nobody stands that much higher after a step: one of the two was no foot."""


def why_not(
    signals: Signals, dip: Dip, travel: float, partial_share: float, by_bar: bool
) -> tuple[str, str] | None:
    """Reason and sentence when a dip is no rep of the set, None when it is."""
    if dip.start is None and dip.end is None:
        return "cut_off", "The clip shows only part of this movement."
    jumps_or_steps = not (by_bar and dip.travel > NO_JUMP_TORSO)
    if jumps_or_steps and not _knees_bend(signals, dip):
        return (
            "other_movement",
            "Your whole body went down and up (a jump or a step), not just your hips.",
        )
    if dip.travel < partial_share * travel:
        if _feet_moved(signals, dip):
            return "walkout", "Your feet moved: a step with the bar, not a rep."
        return "partial", partial_words(partial_share, "hip travel")
    if dip.end is None and signals.time_s[-1] - signals.time_s[dip.turn] < 0.1:
        return "cut_off", "The clip ends on the way down."
    if not _in_time(dip):
        return "other_movement", "Too fast or too slow for a rep."
    return None


def _in_time(dip: Dip) -> bool:
    """Whether nothing of it is faster or slower than a squat; a landmark that leaps is faster."""
    ways_s = [abs(i - dip.turn) / RATE_HZ for i in (dip.start, dip.end) if i is not None]
    return min(ways_s) >= SHORTEST_WAY_S and sum(ways_s) <= LONGEST_REP_S


def _knees_bend(signals: Signals, dip: Dip) -> bool:
    """In a squat the hips sink toward the knees; jumping and stepping move both alike."""
    top = dip.start if dip.start is not None else dip.end
    if top is None or not (signals.believable[top] and signals.believable[dip.turn]):
        return True
    thigh = signals.height("hip") - signals.height("knee")
    sunk = signals.height("hip")[top] - signals.height("hip")[dip.turn]
    return bool(thigh[top] - thigh[dip.turn] >= TOWARD_KNEES_SHARE * sunk)


def _feet_moved(signals: Signals, dip: Dip) -> bool:
    """The bar, or without one the ankles, end up somewhere else than where they began."""
    if dip.start is not None and dip.end is not None and signals.bar_px is not None:
        across = signals.bar_px[[dip.start, dip.end], 0]
        if np.isfinite(across).all():
            return bool(abs(across[1] - across[0]) > FEET_MOVED_TORSO * signals.torso_px)
    if dip.start is None or dip.end is None or signals.restless:
        return False
    near = round(0.25 * RATE_HZ)
    ankle = np.where(signals.believable[:, None], signals.mid("ankle"), np.nan)
    before = median_point(ankle[max(0, dip.start - near) : dip.start + near])
    after = median_point(ankle[max(0, dip.end - near) : dip.end + near])
    step_torso = (after - before) / signals.torso_px
    return bool(
        np.linalg.norm(step_torso) > FEET_MOVED_TORSO and abs(step_torso[1]) < NO_STEP_TORSO
    )
