"""Styles of the lifts; which style of squat, where the picture tells, else `unknown`: one may say.

High and low bar differ by a few centimeters under a plate that hides the shoulder, and stance
width does not show from the side: those are asked for, not guessed.
"""

from __future__ import annotations

from formcheck.arithmetic.robust import median_seen
from formcheck.motion.motion import Motion

ROMANIAN = "romanian"
"""Its bar never leaves the floor: it starts and ends at the hips."""
BODYWEIGHT = "bodyweight"
"""A squat without a bar: there is none to tip forward with, so its lean has no limit."""
VARIANTS: dict[str, tuple[str, ...]] = {
    "squat": ("high_bar", "low_bar", "front", BODYWEIGHT),
    "deadlift": ("conventional", "sumo", ROMANIAN),
}
"""By lift: what a user may say, whether or not the picture tells."""
LIFT_OF: dict[str, str] = {style: lift for lift, styles in VARIANTS.items() for style in styles}
"""Every style belongs to one lift, so whoever tells a style tells the lift, too."""
ELBOW_FORWARD_TORSO = 0.2
ELBOW_BELOW_TORSO = 0.12
HAND_FORWARD_TORSO = 0.1
"""A front rack holds the near elbow before the shoulder and level with it (measured .27 and .04);
with the bar on the back it hangs below the shoulder and behind it (-.1 to -.3 and -.3)."""
MIN_STANDING = 30


def starts_at_top(lift: str, variant: str) -> bool:
    """Whether a rep goes down first: a squat or a Romanian deadlift, but no pull from the floor."""
    return lift == "squat" or variant == ROMANIAN


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
