"""Movements that are not counted as reps, each with a reason: a code, and a sentence."""

from __future__ import annotations

import numpy as np

from formcheck.motion.motion import Motion
from formcheck.reps.counting import WEIGHED, Counted, chain_of, overlap, signs_against_set, weights
from formcheck.reps.movements import Movement, MovementKind
from formcheck.reps.rep import NotRep

WORTH_LISTING_TORSO = 0.15
"""Movements of less travel are steps and breaths, and are not listed."""
LEAST_LOG_ODDS = 1.0
"""A sign is named as the reason where it lowers the log odds of a rep by at least this."""
WHY = {
    "feet_moved": ("walkout", "Your feet moved: a step with the bar, not a rep."),
    "knees_still": (
        "other_movement",
        "Your whole body went down and up (a jump or a step), not just your hips.",
    ),
    "fast": ("other_movement", "This went down or up too fast for a rep."),
    "bar_stayed": ("setup", "You stood up without the bar."),
    "empty_hands": ("setup", "You stood up, and we saw no bar move with you."),
    "left_up": ("setup", "You stood up without doing a rep."),
    "begins_up": (
        "setup",
        "You were already standing when the clip (or a cut) began, so this is not a rep.",
    ),
    "open": ("cut_off", "The clip shows only part of this movement."),
    "uneven": (
        "other_movement",
        "You began and ended at different heights, so this was not a full rep.",
    ),
}
"""Reason and sentence by the sign that speaks most against the movement."""
ELSE = ("other_movement", "This does not look like a rep.")
_WITHOUT_BAR = {
    "feet_moved": ("other_movement", "Your feet moved: a step, not a rep."),
    "bar_stayed": ("setup", "You stood up, which is not a rep."),
    "empty_hands": ("setup", "You stood up, which is not a rep."),
}
"""The same where the lifter said that there is no bar."""


def not_counted(
    motion: Motion, kind: MovementKind, counted: Counted, partial_share: float, *, barless: bool
) -> tuple[NotRep, ...]:
    """Movements that overlap no rep, in order of time.

    Where they overlap one another, those of the largest total travel are listed. `barless` is
    whether the lifter said that there is no bar.
    """
    beside = [
        (movement, float(probability))
        for movement, probability in zip(counted.movements, counted.probability, strict=True)
        if movement.travel >= WORTH_LISTING_TORSO
        and movement.curve != "bar"
        and not any(overlap(movement, rep) for rep in counted.reps)
    ]
    if not beside:
        return ()
    rest = [movement for movement, _ in beside]
    listed = []
    for place in chain_of(rest).best(np.array([movement.travel for movement in rest]))[1]:
        movement, probability = beside[place]
        reason, message = _why(movement, kind, counted, partial_share, barless)
        first, last = float(motion.time_s[movement.start]), float(motion.time_s[movement.end])
        listed.append(NotRep(first, last, reason, message, probability))
    return tuple(listed)


def _why(
    one: Movement, kind: MovementKind, counted: Counted, partial_share: float, barless: bool
) -> tuple[str, str]:
    baseline = counted.baseline[one.curve]
    signs = np.concatenate([one.signs, signs_against_set(one, baseline)])
    against = dict(zip(WEIGHED, -signs * weights(kind), strict=True))
    worst = max(WHY, key=lambda name: against[name])
    if worst == "uneven" and any(one.open):
        worst = "open"  # the side that the clip cuts off may have been as high as the other
    if against[worst] >= LEAST_LOG_ODDS:
        return _WITHOUT_BAR.get(worst, WHY[worst]) if barless else WHY[worst]
    if one.travel < partial_share * baseline:
        share = f"{100 * partial_share:.3g} %"
        # of reps nothing is said: there may be one or none, and the lifter may strike out the rest
        return "partial", f"Less than {share} of your usual range of motion in this set."
    return ELSE
