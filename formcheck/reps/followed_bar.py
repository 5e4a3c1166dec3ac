"""A bar in the hands that is seen nearly throughout: what it tells of reps that poses do not."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from formcheck.arithmetic.robust import median_seen
from formcheck.motion.motion import Motion
from formcheck.reps.candidates import NotRep, Rep, RepsFound
from formcheck.reps.hands import around, led_by_shoulders
from formcheck.reps.lift import bar_hangs

Array = NDArray[np.float64]

BAR_SEEN_SHARE = 0.8
LED_ON_S = 1.0
"""A bar in the hands is hidden for moments; longer, it may have been put down."""
STAYS_SHARE = 0.1
"""Of the bar's way. In a row the shoulders go 0.05 of it at most (3 sets), in a deadlift 0.6 and
more, 0.17 where the lifter is hardly seen (195 sets)."""


def followed_bar(motion: Motion) -> Array | None:
    """(N,) height of a bar in the hands that is seen nearly throughout; None without one.

    It is nearly never hidden and rests on the floor between reps; standing up without it does not
    move it.
    """
    bar = motion.bar_height()
    if bar is None or bar_hangs(motion) is not True or np.isfinite(bar).mean() < BAR_SEEN_SHARE:
        return None
    return led_by_shoulders(bar, motion, longest_s=LED_ON_S)


def without_rows(found: RepsFound, motion: Motion) -> RepsFound:
    """No reps where, in most of what a followed bar tells to be reps, the shoulders stay.

    In most, since single poses behind plates say anything.
    """
    if not median_seen(np.array([_goes_share(rep, motion) for rep in found.reps])) < STAYS_SHARE:
        return found
    rows = [_no_rep(rep) for rep in found.reps]
    others = tuple(sorted((*found.not_counted, *rows), key=lambda other: other.start_s))
    return replace(found, reps=(), not_counted=others)


def _goes_share(rep: Rep, motion: Motion) -> float:
    """How far the shoulders go on the way up or down, whichever is more, of the bar's way."""
    chest = np.where(motion.believable, motion.height("shoulder"), np.nan)
    start, turn, end = (
        np.nan if time_s is None else median_seen(chest[around(motion.at(time_s))])
        for time_s in (rep.start_s, rep.turn_s, rep.end_s)
    )
    return float(np.fmax(abs(start - turn), abs(end - turn)) / rep.travel_torso)


def _no_rep(rep: Rep) -> NotRep:
    times = [time_s for time_s in (rep.start_s, rep.turn_s, rep.end_s) if time_s is not None]
    message = "The bar went up while you stayed bent over: a row, not a deadlift."
    return NotRep(times[0], times[-1], "other_movement", message)
