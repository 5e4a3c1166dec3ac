"""What any lifter could name in a movement that is neither squat nor deadlift.

One knee far lower than the other, a chest that hardly goes down, hands that move against the
shoulders: each is one number for a set, and how far it lies beyond what nine of ten squats or
deadlifts show speaks for another exercise (`lift_probability.py`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from formcheck.motion.motion import Motion
from formcheck.reps.candidates import Rep

Array = NDArray[np.float64]

WHOLE_WAY = frozenset({"hip_share", "chest_drop", "trunk_top", "hands_go"})
"""What only a whole repetition shows, and one that is seen: what is cut off goes less far."""
STANCE_TORSO = 1.5
"""Between the ankles of who stands wide: squats and pulls show 0.75 in the median, sumo pulls 2.
Off the side it is drawn as one foot ahead of the other."""
UNKNOWN_YAW_DEG = 45.0
LEAST_SHANKS_TORSO = 0.3
"""Two shanks stand 1.7 torsos high; with less of them in sight the share would say anything."""
OFTEN = (5.0, 95.0)
"""Percentiles in place of extremes: one lost sample is none."""


def plain_signs(motion: Motion, reps: Sequence[Rep]) -> dict[str, float]:
    """The signs of a set, each the median over its reps, NaN where it was not seen.

    Args:
        motion: Of the lifter.
        reps: Whole ones, where there are any, tell all; others tell how the body stands.

    Returns:
        By name, torso lengths: `feet_apart` (one ahead of the other, beyond what a wide stance
        looks like off the side), `chest_drop`, `hands_go` (hands against shoulders), `hands_low`
        and `hands_top` (shoulder above hand in the lower and upper half), `trunk_low` and
        `trunk_top` (shoulder above hip, at its lowest and highest); as shares, `shank_split` (how
        much higher one knee is above its ankle than the other, in the lower half) and `hip_share`,
        how far the hips go down for what the chest does.
    """
    whole = [rep for rep in reps if rep.complete and _seen(motion, rep)]
    rows = [_of_rep(motion, rep) for rep in whole or reps]
    rows = [row for row in rows if row]
    if not rows:
        return {}
    names = [name for name in rows[0] if whole or name not in WHOLE_WAY]
    return {name: _median(np.array([row[name] for row in rows])) for name in names}


def _seen(motion: Motion, rep: Rep) -> bool:
    """Whether the body is seen where the rep starts, turns and ends, not lost behind a plate."""
    return all(motion.believable[motion.at(moment_s)] for moment_s in rep.times)


def _of_rep(motion: Motion, rep: Rep) -> Mapping[str, float]:
    times = rep.times
    if len(times) < 2:
        return {}
    here = slice(motion.at(times[0]), motion.at(times[-1]) + 1)
    hip, chest, hand = (motion.height(joint)[here] for joint in ("hip", "shoulder", "wrist"))
    if not np.isfinite(hip).any():
        return {}
    low, chest_drop = hip <= np.nanmedian(hip), _travel(chest)
    return {
        "shank_split": _median(_shanks_apart(motion, here)[low]),
        "feet_apart": _median(_feet_apart(motion, here)),
        "chest_drop": chest_drop,
        "hip_share": _travel(hip) / chest_drop if chest_drop > 0 else float("nan"),
        "hands_go": _travel(hand - chest),
        "hands_low": _median((chest - hand)[low]),
        "hands_top": _median((chest - hand)[~low]),
        "trunk_low": _percentile(chest - hip, OFTEN[0]),
        "trunk_top": _percentile(chest - hip, OFTEN[1]),
    }


def _feet_apart(motion: Motion, here: slice) -> Array:
    """How much further ahead one foot is than a wide stance looks from there; negative if less."""
    left, right = motion.left["ankle"][here, 0], motion.right["ankle"][here, 0]
    apart = np.abs(left - right) / motion.torso_px
    yaw_deg = motion.view.yaw_deg
    yaw_rad = np.radians(yaw_deg if np.isfinite(yaw_deg) else UNKNOWN_YAW_DEG)
    across = STANCE_TORSO * abs(np.sin(yaw_rad))
    return np.asarray((apart - across) * abs(np.cos(yaw_rad)))


def _shanks_apart(motion: Motion, here: slice) -> Array:
    """How much further one knee is above its ankle than the other, of what both are together.

    A share, since whoever stands wide off the side has one shank nearer to the camera, and larger.
    """
    left, right = (
        side["ankle"][here, 1] - side["knee"][here, 1] for side in (motion.left, motion.right)
    )
    both = np.maximum(left + right, LEAST_SHANKS_TORSO * motion.torso_px)
    return np.asarray(np.abs(left - right) / both)


def _travel(curve: Array) -> float:
    return _percentile(curve, OFTEN[1]) - _percentile(curve, OFTEN[0])


def _median(values: Array) -> float:
    return _percentile(values, 50.0)


def _percentile(values: Array, share: float) -> float:
    known = values[np.isfinite(values)]
    return float(np.percentile(known, share)) if len(known) else float("nan")
