"""Why a way down and up again is no rep of a squat set."""

from __future__ import annotations

import numpy as np

from formcheck.arithmetic.robust import median_point
from formcheck.motion.cleaning import RATE_HZ
from formcheck.motion.motion import Motion
from formcheck.reps.candidates import Dip, partial_words

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
    motion: Motion, dip: Dip, travel: float, partial_share: float, by_bar: bool
) -> tuple[str, str] | None:
    """Reason and sentence when a dip is no rep of the set, None when it is."""
    if dip.start is None and dip.end is None:
        return "cut_off", "The clip shows only part of this movement."
    jumps_or_steps = not (by_bar and dip.travel > NO_JUMP_TORSO)
    if jumps_or_steps and not _knees_bend(motion, dip):
        return (
            "other_movement",
            "Your whole body went down and up (a jump or a step), not just your hips.",
        )
    if dip.travel < partial_share * travel:
        if _feet_moved(motion, dip):
            return "walkout", "Your feet moved: a step with the bar, not a rep."
        return "partial", partial_words(partial_share, "hip travel")
    if dip.end is None and motion.time_s[-1] - motion.time_s[dip.turn] < 0.1:
        return "cut_off", "The clip ends on the way down."
    if not _in_time(dip):
        return "other_movement", "Too fast or too slow for a rep."
    return None


def _in_time(dip: Dip) -> bool:
    """Whether nothing of it is faster or slower than a squat; a landmark that leaps is faster."""
    ways_s = [abs(i - dip.turn) / RATE_HZ for i in (dip.start, dip.end) if i is not None]
    return min(ways_s) >= SHORTEST_WAY_S and sum(ways_s) <= LONGEST_REP_S


def _knees_bend(motion: Motion, dip: Dip) -> bool:
    """In a squat the hips sink toward the knees; jumping and stepping move both alike."""
    top = dip.start if dip.start is not None else dip.end
    if top is None or not (motion.believable[top] and motion.believable[dip.turn]):
        return True
    thigh = motion.height("hip") - motion.height("knee")
    sunk = motion.height("hip")[top] - motion.height("hip")[dip.turn]
    return bool(thigh[top] - thigh[dip.turn] >= TOWARD_KNEES_SHARE * sunk)


def _feet_moved(motion: Motion, dip: Dip) -> bool:
    """The bar, or without one the ankles, end up somewhere else than where they began."""
    if dip.start is not None and dip.end is not None and motion.bar_px is not None:
        across = motion.bar_px[[dip.start, dip.end], 0]
        if np.isfinite(across).all():
            return bool(abs(across[1] - across[0]) > FEET_MOVED_TORSO * motion.torso_px)
    if dip.start is None or dip.end is None or motion.restless:
        return False
    near = round(0.25 * RATE_HZ)
    ankle = np.where(motion.believable[:, None], motion.mid("ankle"), np.nan)
    before = median_point(ankle[max(0, dip.start - near) : dip.start + near])
    after = median_point(ankle[max(0, dip.end - near) : dip.end + near])
    step_torso = (after - before) / motion.torso_px
    return bool(
        np.linalg.norm(step_torso) > FEET_MOVED_TORSO and abs(step_torso[1]) < NO_STEP_TORSO
    )
