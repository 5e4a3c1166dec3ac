"""What movements that hold a squat or a pull in them show beside it, and neither lift does.

A squat with a jump, a thruster, a squat on one leg and a high pull go down and up as the lifts do,
so that what is measured of reps does not tell them. What lies between a rep and the next does: the
body in free fall, a bar over the head or at the chin. So does a foot that walks off. Each is asked
of every rep, at one place where a lost lifter or a plate hardly draws the same by chance.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

import numpy as np
from numpy.typing import NDArray

from formcheck.arithmetic.robust import INTERVAL_QUANTILES, median_seen
from formcheck.lifts import KnownLift
from formcheck.motion.cleaning import RATE_HZ
from formcheck.motion.motion import Motion
from formcheck.reps.rep_window import Rep

LOW, _, HIGH = INTERVAL_QUANTILES
SHOWN: Final[Mapping[KnownLift, tuple[str, ...]]] = {
    "squat": ("jumps", "foot_ahead", "overhead"),
    "deadlift": ("jumps", "to_chin"),
}
"""Which of them speak against a lift. Wrists and bars that are lost look like `to_chin` of a squat,
ankles that a plate on the floor hides like `foot_ahead` of a pull."""
SHOWN_FROM = 0.5
"""A set shows one where at least this share of its reps do."""
LEAST_REPS = 2
"""One rep may be misread: of 114 real trackings of one rep eight look as if it showed one."""
AFTER_S = 1.5
"""How long the last rep is looked at beyond its end, as the others are until the next begins."""
STANDING_SHARE, DOWN_SHARE = 0.6, 0.35
"""The lifter stands where the hips are above the first share of their travel, and is down where
they are below the second."""
LEAST_FLIGHT_TORSO = 0.1
"""How high hips, knees and both feet are over where they mostly are, when the shoulders are highest
of all: 0.22 to 0.35 in drawn jumps, 0.06 at most in 127 real trackings of two reps and more."""
FLIGHT_STEP_S = 0.1
FREE_FALL_TORSO_S2 = (6.0, 30.0)
"""How the shoulders fall before and after that moment, on average, and at least by half as much on
either side. A torso of 0.4 to 0.6 m falls by 16 to 25 torsos/s², drawn ones by 8 to 25."""
LEAST_STEP_TORSO = 0.55
"""How much further apart, along the picture, the feet are down than standing: 0.73 to 1.3 in lunges
and squats on one leg from the side, in 83 real trackings of squats 0.13 at most, in drawn ones
0.54."""
LEAST_OVERHEAD_TORSO, LEAST_LIFTED_TORSO = 0.55, 0.85
"""How high hands and bar go over the shoulders while the lifter stands, and how far they have come
there: 0.56 and 0.97 at least in thrusters and snatches. Of 871 trackings of squats, whose wrists
plates hide, six have them as high and eight as far, none both."""
LEAST_TO_CHIN_TORSO = 0.65
"""How far a bar goes against the shoulders of who stands: 0.66 to 1.7 in high pulls, cleans and
snatches, 0.52 at most in 355 trackings of pulls of two reps and more."""
LEAST_SEEN = 0.8
"""Hands, or bar, have to be seen for this share of the time that the lifter stands."""


@dataclass(frozen=True)
class _Reps:
    """A set, from rep to rep.

    Attributes:
        motion: The lifter's.
        windows: From the start of each rep to that of the next.
        stands, down: (N,) where the lifter stands, and is down.
    """

    motion: Motion
    windows: Sequence[slice]
    stands: NDArray[np.bool_]
    down: NDArray[np.bool_]

    @property
    def whole(self) -> slice:
        """From the first rep to behind the last."""
        return slice(self.windows[0].start, self.windows[-1].stop)


def beside_the_reps(motion: Motion, reps: Sequence[Rep]) -> dict[str, float]:
    """By name, the share of the reps of a set that show what neither lift does.

    Args:
        motion: Of the lifter.
        reps: In order; what fewer than `LEAST_REPS` of them show counts as shown by none.

    Returns:
        `jumps` (hips, knees and both feet off the floor, in free fall), `foot_ahead` (a foot that
        moves away from the other on the way down), `overhead` and `to_chin` (hands and bar, or the
        bar, that go up while the lifter stands).
    """
    if not reps:
        return {}
    starts = [motion.at(rep.span_s[0]) for rep in reps]
    last = motion.at(reps[-1].span_s[1] + AFTER_S) + 1
    # reps that a user marks may begin in one sample
    windows = [slice(one, max(one + 1, end)) for one, end in pairwise([*starts, last])]
    hip = motion.height("hip")
    seen = hip[starts[0] : last]
    if not np.isfinite(seen).any():
        return {}
    low, high = np.nanquantile(seen, (LOW, HIGH))
    stands, down = (low + share * (high - low) for share in (STANDING_SHARE, DOWN_SHARE))
    of_set = _Reps(motion, windows, hip > stands, hip < down)
    shown = {name: sum(shows(of_set)) for name, shows in _SHOW.items()}
    return {name: n / len(reps) if n >= LEAST_REPS else 0.0 for name, n in shown.items()}


def _jumps(reps: _Reps) -> Iterator[bool]:
    motion, step = reps.motion, round(FLIGHT_STEP_S * RATE_HZ)
    chest = motion.height("shoulder")
    ankles = [(motion.ground_px - one["ankle"][:, 1]) / motion.torso_px
              for one in (motion.left, motion.right)]  # fmt: skip
    curves = (motion.height("hip"), motion.height("knee"), *ankles)
    over = np.min([curve - median_seen(curve[reps.whole]) for curve in curves], axis=0)
    least, most = FREE_FALL_TORSO_S2
    for window in reps.windows:
        top = window.start + int(np.argmax(np.nan_to_num(chest[window], nan=-np.inf)))
        beside = chest[[max(top - step, 0), min(top + step, len(chest) - 1)]]
        falls = 2 * (chest[top] - beside) / FLIGHT_STEP_S**2
        free = least < falls.mean() < most and falls.min() > least / 2
        yield bool(free and over[top] > LEAST_FLIGHT_TORSO)


def _foot_ahead(reps: _Reps) -> Iterator[bool]:
    motion = reps.motion
    apart = (motion.left["ankle"][:, 0] - motion.right["ankle"][:, 0]) / motion.torso_px
    for window in reps.windows:
        down, stands = (median_seen(apart[window][at[window]]) for at in (reps.down, reps.stands))
        yield abs(down - stands) > LEAST_STEP_TORSO


def _overhead(reps: _Reps) -> Iterator[bool]:
    for wrists, bar in zip(_goes(reps, "wrist"), _goes(reps, "bar"), strict=True):
        known = [ends for ends in (wrists, bar) if ends is not None]
        yield bool(known) and all(
            high > LEAST_OVERHEAD_TORSO and high - low > LEAST_LIFTED_TORSO for low, high in known
        )


def _to_chin(reps: _Reps) -> Iterator[bool]:
    for bar in _goes(reps, "bar"):
        yield bar is not None and bar[1] - bar[0] > LEAST_TO_CHIN_TORSO


def _goes(reps: _Reps, held: str) -> Iterator[tuple[float, float] | None]:
    """Lowest and highest over the shoulders while the lifter stands; None where hardly seen."""
    motion = reps.motion
    height = motion.bar_height_torso() if held == "bar" else motion.height(held)
    for window in reps.windows:
        if height is None:
            yield None
            continue
        over = (height - motion.height("shoulder"))[window][reps.stands[window]]
        seen = over[np.isfinite(over)]
        enough = len(seen) and len(seen) >= LEAST_SEEN * len(over)
        yield (float(np.quantile(seen, LOW)), float(np.quantile(seen, HIGH))) if enough else None


_SHOW: Final[Mapping[str, Callable[[_Reps], Iterator[bool]]]] = {
    "jumps": _jumps,
    "foot_ahead": _foot_ahead,
    "overhead": _overhead,
    "to_chin": _to_chin,
}
