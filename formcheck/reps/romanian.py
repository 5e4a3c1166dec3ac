"""Whether a deadlift is a Romanian one: from the top down and up again, never to the floor."""

from __future__ import annotations

import numpy as np

from formcheck.arithmetic.robust import median_seen
from formcheck.motion.cleaning import RATE_HZ
from formcheck.motion.motion import Motion
from formcheck.reps.counting import Counted

LEAST_WRIST_TORSO = 0.5
"""How high above the ankles the hands turn: up to 0.56 torso with the bar on the floor, 0.51 and
more in a Romanian deadlift (18 sets), at mid shin or knee."""
EDGE_S, TOP_SHARE = 0.2, 0.85
"""Of what is first and last seen, and of the chest's way: it begins and ends at the top. Who pulls
off the floor puts the bar down there; with hands read high from behind or from below, up to 1.2,
that alone tells (175 sets of pulls: 15 of 18 Romanian ones, one of 157 others). From 0.1 to 0.3 s
the same sets are told; a share of the clip would reach into the first rep of a long one."""


def is_romanian(motion: Motion, dips: Counted) -> bool:
    """The hands turn well above the floor, and the bar is not put down.

    Args:
        motion: The lifter.
        dips: Reps, if it is one.
    """
    reps = [dips.movements[i] for i in dips.reps]
    lows = [rep.turn for rep in reps]
    if not lows:
        return False
    if not median_seen(motion.height("wrist")[lows]) > LEAST_WRIST_TORSO:
        return False
    chest = motion.height("shoulder")
    low = median_seen(chest[lows])
    top = median_seen(chest[[end for rep in reps for end in (rep.start, rep.end)]])
    seen, edge = chest[np.isfinite(chest)], round(EDGE_S * RATE_HZ)
    up = low + TOP_SHARE * (top - low)
    return all(median_seen(part) > up for part in (seen[:edge], seen[-edge:]))
