"""Movements that are no reps, and why: what speaks most against each."""

from __future__ import annotations

import numpy as np

from formcheck.motion.motion import Motion
from formcheck.reps.candidates import NotRep, partial_words
from formcheck.reps.counting import (
    WEIGHED,
    Counted,
    beside_the_set,
    chain_of,
    overlap,
    weights,
)
from formcheck.reps.movements import Movement

WORTH_LISTING_TORSO = 0.15
"""Less is stepping about and breathing."""
WHY = {
    "feet_moved": ("walkout", "Your feet moved: a step with the bar, not a rep."),
    "bar_moved": ("walkout", "The bar was carried to another place: a step, not a rep."),
    "knees_still": (
        "other_movement",
        "Your whole body went down and up (a jump or a step), not just your hips.",
    ),
    "fast": ("other_movement", "Too fast for a rep."),
    "bar_stayed": ("setup", "You stood up without the bar."),
    "body_stayed": (
        "other_movement",
        "The bar moved while your shoulders stayed: a row, a curl or a press.",
    ),
    "left_up": ("setup", "You stood up after the last rep."),
    "held_long": ("setup", "You stood up and waited."),
    "begins_up": ("setup", "You were going down to the bar, not doing a rep."),
    "open": ("cut_off", "The clip shows only part of this movement."),
    "uneven": ("cut_off", "The clip shows only part of this movement."),
}
"""By what speaks against it: reason and sentence."""
ELSE = ("other_movement", "This does not look like the reps of this set.")
_WITHOUT_BAR = {
    "feet_moved": ("other_movement", "Your feet moved: a step, not a rep."),
    "bar_moved": ("other_movement", "You went to another place: a step, not a rep."),
    "bar_stayed": ("setup", "You stood up, which is no rep."),
    "body_stayed": ELSE,
    "begins_up": ("setup", "You were going down, not doing a rep."),
}
"""The same for somebody who said that there is no bar."""


def not_counted(
    motion: Motion, kind: str, counted: Counted, partial_share: float, *, barless: bool = False
) -> tuple[NotRep, ...]:
    """What moved beside the reps, in order of time.

    Args:
        motion: The lifter.
        kind: squat, romanian or pull.
        counted: Movements of this kind and which of them are reps.
        partial_share: Of the set's own way.
        barless: Somebody said that there is no bar.
    """
    rest = _beside(counted)
    if not rest:
        return ()
    row = chain_of([counted.movements[i] for i in rest]).best(
        np.array([counted.movements[i].travel for i in rest])
    )[1]
    found = []
    for place in row:
        one = counted.movements[rest[place]]
        reason, message = _why(one, kind, counted, partial_share, barless)
        first, last = float(motion.time_s[one.start]), float(motion.time_s[one.end])
        found.append(NotRep(first, last, reason, message, float(counted.probability[rest[place]])))
    return tuple(found)


def _beside(counted: Counted) -> list[int]:
    """Movements that go far enough to be listed and share no moment with a rep."""
    reps = [counted.movements[i] for i in counted.reps]
    return [
        i
        for i, one in enumerate(counted.movements)
        if one.travel >= WORTH_LISTING_TORSO
        and one.curve != "bar"
        and one.end > one.start
        and not any(overlap(one, rep) for rep in reps)
    ]


def _why(
    one: Movement, kind: str, counted: Counted, partial_share: float, barless: bool
) -> tuple[str, str]:
    baseline = counted.baseline[one.curve]
    signs = np.concatenate([one.signs, beside_the_set(one, baseline)])
    against = dict(zip(WEIGHED, -signs * weights(kind), strict=True))
    known = {name: against[name] for name in WHY}
    worst = max(known, key=lambda name: known[name])
    reason = WHY[worst] if known[worst] > 0 else ELSE
    if one.travel < partial_share * baseline and reason[0] != "walkout":
        return "partial", partial_words(partial_share)
    if barless and known[worst] > 0:
        return _WITHOUT_BAR.get(worst, reason)
    return reason
