"""Whether a lowest point of the chest is that of a deadlift: the hands down at a bar."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import numpy as np

from formcheck.arithmetic.robust import median_seen
from formcheck.motion.cleaning import RATE_HZ
from formcheck.motion.motion import Motion
from formcheck.reps.candidates import around

SAT_DOWN_TORSO = 0.48
"""How much further the chest is above the hips than the hips above the knees. Whoever pulls a bar
leans further or has the hips higher: pulls of strangers read up to .45, squats with hanging hands
.5 and more."""
MOST_YAW_DEG = 35.0
"""Further off the side trunks that lean look upright, and pulls like squats. A set of squats with
hanging hands from 31° reads right; pulls from 37°, 48° and 51° were squats."""
HELD_UP_TORSO = 0.4
"""Hands so far above the hips before and after a lowest point hold a bar on the back, however low a
dark picture draws them at the bottom. Pulls whose bar does not tell read 0.25 at most (410 clips);
squats with a bar 0.4 and more but for six, which are judged as before."""
ENDS_LOW_S, ENDS_LOW_SHARE = 0.5, 0.25
"""At rest for so long within a quarter of the way: of 49 sets of pulls whose bar does not tell, 30
end so, of 93 of squats one, whose lifter is lost. From 0.2 s to 1 s it mends the same two sets."""


def hinges(motion: Motion, lows: Sequence[int]) -> list[bool]:
    """Which lowest points are those of a deadlift: hands low, and not simply squatted down.

    With empty hands hanging, a squat has low hands too; but its hips sink to the knees under an
    upright trunk, where nobody pulls a bar from. Seen from the side, that is, and unless the set
    ends down there: a bar is put down, a squatter stands up.
    """
    low_hands = [hands_are_low(motion, low) for low in lows]
    held_up = _held_up(motion, lows)
    low_hands = [low and not up for low, up in zip(low_hands, held_up, strict=True)]
    if abs(motion.view.yaw_deg) > MOST_YAW_DEG or _ends_low(motion, lows):
        return low_hands
    sat_down = [_sat_down(motion, low) for low in lows]
    return [low and sat <= SAT_DOWN_TORSO for low, sat in zip(low_hands, sat_down, strict=True)]


def _ends_low(motion: Motion, lows: Sequence[int]) -> bool:
    """Whether the lifter is last seen at rest at the height of the lowest points."""
    chest = motion.height("shoulder")
    seen = chest[motion.seen]
    end = seen[-round(ENDS_LOW_S * RATE_HZ) :]
    low = median_seen(chest[list(lows)])
    near = ENDS_LOW_SHARE * (seen.max(initial=low) - low)
    return bool(np.all(np.abs(end - low) < near) and np.ptp(end) < near / 2)


def _held_up(motion: Motion, lows: Sequence[int]) -> list[bool]:
    """Whether the hands are well above the hips both before and after each lowest point."""
    chest = np.nan_to_num(motion.height("shoulder"), nan=-np.inf)
    over_hip = motion.height("wrist") - motion.height("hip")
    ends = [0, *lows, len(chest) - 1]
    tops = [first + int(np.argmax(chest[first : last + 1])) for first, last in pairwise(ends)]
    hands = [median_seen(over_hip[around(top)]) for top in tops]
    return [bool(np.min(pair) > HELD_UP_TORSO) for pair in pairwise(hands)]


def _sat_down(motion: Motion, index: int) -> float:
    """How much further the chest is above the hips than the hips above the knees."""
    hip, knee, chest = (motion.height(joint)[index] for joint in ("hip", "knee", "shoulder"))
    return float((chest - hip) - (hip - knee))


def hands_are_low(motion: Motion, index: int) -> bool:
    """Whether the hands are below the hips at this moment; not where they are not seen.

    Medians over a third of a second, since one wrist behind a plate jumps and both seldom do.
    """
    over_hip = motion.height("wrist") - motion.height("hip")
    return median_seen(over_hip[around(index)]) < 0
