"""Which style of squat, where the picture tells, else `unknown`: one may say.

High and low bar differ by a few centimeters under a plate that hides the shoulder, and stance
width does not show from the side: those are asked for, not guessed.
"""

from __future__ import annotations

from formcheck.arithmetic.robust import median_seen
from formcheck.motion.cleaning import RATE_HZ
from formcheck.motion.motion import Motion

ELBOW_FORWARD_TORSO = 0.2
ELBOW_BELOW_TORSO = 0.12
HAND_FORWARD_TORSO = 0.1
"""A front rack holds the near elbow before the shoulder and level with it (measured .27 and .04);
with the bar on the back it hangs below the shoulder and behind it (-.1 to -.3 and -.3)."""
MIN_STANDING = round(0.5 * RATE_HZ)
"""Samples: half a second of standing."""


def squat_variant(motion: Motion) -> str:
    """`front` when the near elbow and hand are held before the standing lifter's shoulder."""
    if motion.view.name not in ("side", "oblique"):
        return "unknown"
    shoulder, elbow, wrist = (motion.near(j) for j in ("shoulder", "elbow", "wrist"))
    standing = motion.upright & ~motion.head_unseen  # a plate that hides the head hides the arms
    if standing.sum() < MIN_STANDING:
        return "unknown"
    ahead = motion.forward * (elbow - shoulder)[standing, 0] / motion.torso_px
    below = (elbow - shoulder)[standing, 1] / motion.torso_px
    hand = motion.forward * (wrist - shoulder)[standing, 0] / motion.torso_px
    racked = (
        median_seen(ahead) > ELBOW_FORWARD_TORSO
        and abs(median_seen(below)) < ELBOW_BELOW_TORSO
        and median_seen(hand) > HAND_FORWARD_TORSO
    )
    return "front" if racked else "unknown"
