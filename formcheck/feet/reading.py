"""How far the near heel leaves the floor in one dip, read off the picture of the shoe.

The pose model's heel stays where it was when the real one lifts, so the shoe itself is tracked:
corners on it are tracked from the standing start through the bottom to the end. A heel that lifts
turns the rear of the shoe about its front as one rigid piece; shadows, laces, a sock or a trouser
leg over the shoe do not. Vertical shares are read, which a camera off the exact side does not
shorten.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from formcheck.arithmetic import Array
from formcheck.arithmetic.robust import NINETY_PERCENT, gaussian
from formcheck.feet.dips import Dip
from formcheck.feet.shoe import Foot, corners_on, track_corners, track_patches
from formcheck.observation.tracks import HeelRise, WhyNot
from formcheck.video.reading import Frame

LEAST_FRAMES = 8
"""Of a dip that is read."""
LEAST_CORNERS = 8
"""On the rear of the shoe; half as many on its front."""
LEAST_AGREE = 0.5
"""This share of the corners on the rear of the shoe has to move as one rigid piece."""
OFF_TORSO = 0.003
"""Error of a tracked corner at best: half a pixel at the sizes used."""
PLAIN_TORSO = 0.03
"""A larger rise has to look like that of a heel: it turns about the ball of the foot, and comes
down again. On planted feet soft soles, shoes that give, feet that roll and tracking read up to
0.02."""
MOST_LEFT = 0.4
"""At most this share of a rise may be left when the lifter stands again; with more of it left,
something else has moved."""
BALL_TORSO = (np.array([-0.25, -0.25]), np.array([0.30, 0.20]))
"""Where a lifting foot turns, from the model's toe at the floor: toward the heel, and up. The
ball is 0.05 to 0.15 behind the model's toe; the ankle joint, about which a shank turns that was
taken for a shoe, is 0.3 behind it and 0.2 up."""
MOST_MOVED_TORSO = 0.10
"""With the toe going farther across the picture than 5 cm, the phone or the foot moved, and a phone
that sways also rolls: one degree is 0.01 of heel rise."""
LOOK_AGAIN: tuple[WhyNot, ...] = ("too_plain", "hidden", "not_rigid", "not_a_heel")
"""Where corners fail for one of these reasons, the shoe may only be plain, and its rear is tracked
as one picture instead. On a shoe without corners (`too_plain`) only a lift that this shows counts:
no lift may mean that nothing was seen."""
AT_BOTTOM_S = 0.15
"""The bottom and the end last from so long before to so long after their moment."""
NOISE_TORSO = 0.008
"""Planted feet read within this of zero (spread of 86 reps: 0.009)."""
SCALE_ERROR = 0.10
"""Where the heel ends and the ball begins is known to a tenth of the foot."""
AGREE_TORSO = 0.010
"""How far a corner may be from where a rigid shoe would have it: noise of tracking, soft soles."""
SHORTEST_SPAN_TORSO = 0.06
"""Two corners nearer together say little about a turn."""
LARGEST_TURN = 0.6
"""Sine of the largest turn of a shoe that is looked for: 37 degrees is on tiptoe."""
LEAST_POINTS = 3


def read_heel_rise(frames: Sequence[Frame], dip: Dip) -> HeelRise:
    """Measure one dip in gray pictures of `dip.foot.crop_px` from its start to its end."""
    found = _rise(frames, dip)
    if isinstance(found, str):
        return unread(dip, found)
    return HeelRise(dip.start_s, dip.turn_s, dip.end_s, *found)


def unread(dip: Dip, why: WhyNot) -> HeelRise:
    """A dip in which the heel was not read."""
    return HeelRise(dip.start_s, dip.turn_s, dip.end_s, why_not=why)


def _rise(frames: Sequence[Frame], dip: Dip) -> tuple[float, float] | WhyNot:
    """Rise and its uncertainty, or why there is none."""
    if not frames:
        return "too_few_pictures"
    clock = np.array([frame.time_s for frame in frames])
    first, last = (int(np.argmin(np.abs(clock - t))) for t in (dip.start_s, dip.end_s))
    frames, clock = frames[first : last + 1], clock[first : last + 1]
    until = int(np.searchsorted(clock, dip.turn_s + AT_BOTTOM_S, side="right"))
    at_bottom = clock[:until] >= dip.turn_s - AT_BOTTOM_S
    if len(frames) < LEAST_FRAMES or until < 2 or not at_bottom.any():
        return "too_few_pictures"  # or times in no order: the poses leapt
    after = clock >= dip.end_s - AT_BOTTOM_S
    by_corners = _there_and_back(frames, at_bottom, after, dip.foot, _by_corners)
    if by_corners in LOOK_AGAIN:
        by_patches = _there_and_back(frames, at_bottom, after, dip.foot, track_patches)
        if not isinstance(by_patches, str) and (
            by_corners != "too_plain" or by_patches[0] > PLAIN_TORSO
        ):
            return by_patches
    return by_corners


ShoeTracker = Callable[[Sequence[Frame], Foot], Array | None]
"""Gives (K, N, 2) places on the shoe in K pictures; None when it shows nothing to track."""


def _by_corners(frames: Sequence[Frame], foot: Foot) -> Array | None:
    start = corners_on(frames[0], foot)
    if start is None or foot.rear(frames[0].to_full_px(start)).sum() < LEAST_CORNERS:
        return None
    return track_corners(frames, start)


def _there_and_back(
    frames: Sequence[Frame],
    at_bottom: NDArray[np.bool_],
    after: NDArray[np.bool_],
    foot: Foot,
    track: ShoeTracker,
) -> tuple[float, float] | WhyNot:
    """Rise at the bottom and its uncertainty, or why there is none.

    Of the K `frames`, (B,) `at_bottom` says which of the first B show the bottom, the last of which
    does; (K,) `after` says which show the lifter standing again.
    """
    paths = track(frames[: len(at_bottom)], foot)
    if paths is None:
        return "too_plain"
    bottom = _Rises.of(paths[0], paths[at_bottom], foot)
    if bottom.why_not is not None:
        return bottom.why_not
    if bottom.rise < -PLAIN_TORSO:
        return "up_before"
    if bottom.rise > PLAIN_TORSO:  # seldom: only then the ascent is tracked, too
        whole = track(frames, foot)
        left = float("nan") if whole is None else _Rises.of(whole[0], whole[after], foot).rise
        if not abs(left) < MOST_LEFT * bottom.rise:
            return "stays_up"
    parts = np.array([NOISE_TORSO, bottom.spread, SCALE_ERROR * bottom.rise])
    return bottom.rise, NINETY_PERCENT * float(np.linalg.norm(parts))


@dataclass(frozen=True)
class _Rises:
    """The rise of the heel over some pictures.

    Attributes:
        rise: Median; NaN when no picture shows a rigid shoe.
        spread: Its standard error.
        why_not: Why fewer than half of the pictures show one; None when enough do.
    """

    rise: float
    spread: float
    why_not: WhyNot | None

    @staticmethod
    def of(start: Array, paths: Array, foot: Foot) -> _Rises:
        """Read the heel in each of (K, N, 2) places against the (N, 2) ones at the start."""
        found = [_rise_in(start, places, foot) for places in paths]
        rises = np.array([f for f in found if not isinstance(f, str)])
        reasons = [f for f in found if isinstance(f, str)]
        enough = len(rises) and len(rises) >= len(found) / 2
        why = None if enough else reasons[len(reasons) // 2] if reasons else "too_few_pictures"
        if not len(rises):
            return _Rises(float("nan"), float("nan"), why)
        return _Rises(float(np.median(rises[:, 0])), float(np.median(rises[:, 1])), why)


def _rise_in(start: Array, now: Array, foot: Foot) -> tuple[float, float] | WhyNot:
    """Rise of the heel in one picture and its standard error, torso lengths."""
    kept = np.isfinite(now[:, 0])
    front, rear = kept & foot.front(start), kept & foot.rear(start)
    if front.sum() < LEAST_CORNERS // 2 or rear.sum() < LEAST_CORNERS:
        return "hidden"
    toe_moved = np.median(now[front] - start[front], axis=0)
    if np.linalg.norm(toe_moved) > MOST_MOVED_TORSO * foot.torso_px:
        return "moved"
    before, after = foot.side_view(start[rear]), foot.side_view(now[rear] - toe_moved)
    turn = rigid_turn(before, after)
    if turn is None or turn.agree.mean() < LEAST_AGREE or turn.agree.sum() < LEAST_CORNERS:
        return "not_rigid"
    rise = float((turn.moved(foot.heel_edge) - foot.heel_edge)[1])
    if rise > PLAIN_TORSO and not _about_the_ball(turn):
        return "not_a_heel"
    return rise, _standard_error(before[turn.agree], after[turn.agree], turn, foot.heel_edge[0])


def _about_the_ball(turn: Turn) -> bool:
    """Whether a turn is one about the ball of the foot, as against the ankle or the camera."""
    low, high = BALL_TORSO
    pivot = turn.pivot
    return bool(turn.anticlockwise and (pivot > low).all() and (pivot < high).all())


def _standard_error(before: Array, after: Array, turn: Turn, heel_x: float) -> float:
    """Of the height at the heel, as of a line through the corners drawn out to there."""
    x, count = before[:, 0], len(before)
    off = np.hypot(OFF_TORSO, np.std((after - turn.moved(before))[:, 1]))
    # neighboring corners share their errors: half of them count
    return float(
        off * np.sqrt(2 / count + 2 * (heel_x - x.mean()) ** 2 / (count * np.var(x) + 1e-9))
    )


@dataclass(frozen=True)
class Turn:
    """A turn and a shift in the plane.

    Attributes:
        matrix: (2, 2) turn.
        shift: (2,).
        agree: (N,) which of the points do as it says.
    """

    matrix: Array
    shift: Array
    agree: NDArray[np.bool_]

    def moved(self, points: Array) -> Array:
        """(..., 2) places after it."""
        return np.asarray(points @ self.matrix.T + self.shift)

    @property
    def anticlockwise(self) -> bool:
        """Whether it turns from x toward y."""
        return bool(self.matrix[1, 0] > 0)

    @property
    def pivot(self) -> Array:
        """(2,) the place that stays."""
        nearly = (1 + 1e-9) * np.eye(2) - self.matrix  # solvable without any turn, too
        return np.asarray(np.linalg.solve(nearly, self.shift), np.float64)


def rigid_turn(before: Array, after: Array) -> Turn | None:
    """The turn that takes most of (N, 2) points onto (N, 2) others; None when there is none.

    Every two points that keep their distance propose one; the one most points agree with is
    refined by least squares.
    """
    proposed = _proposals(before, after)
    if proposed is None:
        return None
    turns, shifts = proposed
    off = after - np.einsum("hij,nj->hni", turns, before) - shifts[:, None]
    away = np.linalg.norm(off, axis=-1)
    best = int(np.argmax(gaussian(away / AGREE_TORSO).sum(axis=1)))
    agree = away[best] < 2 * AGREE_TORSO
    for _ in range(2):
        if agree.sum() < LEAST_POINTS:
            return None
        matrix, shift = least_squares(before[agree], after[agree])
        agree = np.linalg.norm(after - before @ matrix.T - shift, axis=1) < 2 * AGREE_TORSO
    return Turn(matrix, shift, np.asarray(agree))


def _proposals(before: Array, after: Array) -> tuple[Array, Array] | None:
    """(H, 2, 2) turns and (H, 2) shifts of pairs of points that stay as far apart as they were."""
    one, two = np.triu_indices(len(before), 1)
    span, now = before[two] - before[one], after[two] - after[one]
    length = np.linalg.norm(span, axis=1)
    size = np.linalg.norm(now, axis=1)
    cross = span[:, 0] * now[:, 1] - span[:, 1] * now[:, 0]
    good = (length > SHORTEST_SPAN_TORSO) & (np.abs(size - length) < 2 * AGREE_TORSO)
    good &= np.abs(cross) < LARGEST_TURN * length**2
    if not good.any():
        return None
    sin = (cross / (length * size))[good]
    cos = ((span * now).sum(axis=1) / (length * size))[good]
    turns = np.moveaxis(np.array([[cos, -sin], [sin, cos]]), -1, 0)
    return turns, after[one[good]] - np.einsum("hij,hj->hi", turns, before[one[good]])


def least_squares(before: Array, after: Array) -> tuple[Array, Array]:
    """The turn (2, 2) and shift (2,) that take points (N, 2) onto others best."""
    a, b = before - before.mean(axis=0), after - after.mean(axis=0)
    angle = np.arctan2((a[:, 0] * b[:, 1] - a[:, 1] * b[:, 0]).sum(), (a * b).sum())
    turn = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
    return turn, after.mean(axis=0) - turn @ before.mean(axis=0)
