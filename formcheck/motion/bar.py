"""The height of the bar over a clip, and how its pixels compare to the body's.

The plate is nearer to the camera than the body (or farther, when only the far one shows well) and
moves more (or fewer) pixels per meter; `perspective_scale` is that ratio. Which joint goes along
with the bar depends on the lift, so that `reps` asks for the scale (`Motion.bar_curve`).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from formcheck.arithmetic.geometry import (
    FULL_PLATE_M,
    SCALE_RANGE,
    TYPICAL_SCALE,
    TYPICAL_SCALE_SPREAD,
    TYPICAL_TORSO_M,
)
from formcheck.arithmetic.robust import (
    MAD_TO_SD,
    bridged,
    median_seen,
    percentile_range,
)
from formcheck.motion.cleaning import HAMPEL_FLOOR_PX, HAMPEL_MOST, HAMPEL_SIGMAS
from formcheck.observation.tracks import BarTrack, CameraTrack

Array = NDArray[np.float64]
RepTimes = tuple[float | None, float | None, float | None]
"""(start, turn, end) of a rep in seconds as the analysis document defines them; None = not seen."""

FULL_RADIUS_TORSO = (0.41, 0.60)
"""A full plate beside torsos of 0.38 to 0.55 m; the next smaller ones (0.35 m) come to 0.40."""
DEADLIFT_TRAVEL_RADII = (2.0, 3.5)
"""A pull from the floor takes a full plate up by 0.45 to 0.79 m (2 to 3.5 radii); from the floor on
a 0.35 m plate the same lockout is 3.7 radii up for a short lifter and 4.5 for a tall one."""
LEAST_SAMPLES = 10
"""A third of a second of the bar, a sixth of the body: less tells neither noise nor way."""
LEAST_DISPLACEMENT_PX = 10
"""Of the body: of a shorter one, jitter of a pixel or two is a fifth and more."""
OUTERMOST = (5, 10, 15)
"""Percent of the positions at either end that a displacement leaves out."""
RATIO_SPREAD = 0.08
"""Standard error of the ratio of two displacements, beside what quantiles differ by: joints are not
the bar, and may go further or less far than it does."""
LEAST_RATIO_SPREAD = 0.1
"""A ratio of displacements is held no surer than this beside that of a full plate's size."""
SIZE_SPREAD = 0.08
"""Share of the ratio that a full plate's size leaves open: torsos differ in length."""


@dataclass(frozen=True)
class BarHeight:
    """Height of the near plate in the pictures that were looked at, camera motion taken off.

    Attributes:
        time_s: (T,) as in the track.
        height_px: (T,) up, from an arbitrary zero; NaN = not found.
        radius_px: Of the plate's rim.
        noise_px: Spread (robust standard deviation) of the height from one frame to the next, and
            of where the background is: a bar's height is only as sure as that is still.
    """

    time_s: Array
    height_px: Array
    radius_px: float
    noise_px: float


@dataclass(frozen=True)
class BarCurve(BarHeight):
    """The same with how its pixels compare to the body's.

    Attributes:
        torso_px: The lifter's standing torso, pixels at the body.
        perspective_scale: Pixels per meter at the plate over pixels per meter at the body.
        perspective_scale_spread: Its standard error, same unit.
        full_plate: Whether the plate's size is that of a full plate of 0.45 m.
    """

    torso_px: float
    perspective_scale: float
    perspective_scale_spread: float
    full_plate: bool

    @property
    def torso_at_bar_px(self) -> float:
        """One torso length in pixels at the plate."""
        return self.torso_px * self.perspective_scale


def bar_height(bar: BarTrack, camera: CameraTrack | None = None) -> BarHeight | None:
    """The height of a plate, camera motion taken off; None when none or hardly any was found.

    How sure the camera is makes its noise; None is a tripod.
    """
    if bar.radius_px is None or np.isfinite(bar.center_px[:, 1]).sum() < LEAST_SAMPLES:
        return None
    height = _fill(bar.time_s, _without_jumps(-bar.center_px[:, 1]))
    bends = np.abs(np.diff(height, n=2))
    noise = float(np.nan_to_num(MAD_TO_SD * median_seen(bends) / np.sqrt(6)))
    if camera is not None and camera.measured:
        sigma_px = float(np.nanmedian(camera.sigma_at(bar.time_s)[:, 1]))
        noise = float(np.hypot(noise, np.nan_to_num(sigma_px)))
    return BarHeight(bar.time_s, height, bar.radius_px, noise)


def in_scale(
    bar: BarHeight, torso_px: float, body_time_s: Array, body_y_px: Array, *, from_floor: bool
) -> BarCurve:
    """Find the scale of a bar's height by what moves along with it.

    Args:
        bar: The bar's height.
        torso_px: The lifter's standing torso, pixels.
        body_time_s: (N,) clock of the body's curves.
        body_y_px: (N,) image height (y down) of what moves with the bar: the middle of the wrists
            in a deadlift, of the shoulders in a squat.
        from_floor: The reps are pulls from the floor, whose ascent tells the plate's size; that
            of a squat or a Romanian deadlift does not.
    """
    ratio, spread = _ratio_to_body(bar.time_s, bar.height_px, body_time_s, -body_y_px)
    seen = bar.height_px[np.isfinite(bar.height_px)]
    travel_radii = percentile_range(seen, 1) / bar.radius_px
    full = DEADLIFT_TRAVEL_RADII[0] <= travel_radii <= DEADLIFT_TRAVEL_RADII[1]
    if from_floor and full:
        by_size = bar.radius_px / (FULL_PLATE_M / 2) * TYPICAL_TORSO_M / torso_px
        ratio, spread = _weighed(
            (ratio, max(spread, LEAST_RATIO_SPREAD)), (by_size, SIZE_SPREAD * by_size)
        )
    elif not from_floor:
        size = bar.radius_px / (ratio * torso_px)
        full = FULL_RADIUS_TORSO[0] <= size <= FULL_RADIUS_TORSO[1]
    return BarCurve(
        **vars(bar),
        torso_px=torso_px,
        perspective_scale=ratio,
        perspective_scale_spread=spread,
        full_plate=full,
    )


def _ratio_to_body(
    time_s: Array, height: Array, body_time_s: Array, body_height: Array
) -> tuple[float, float]:
    """Way of the bar over the way of the body in pixels, and its standard error.

    From the low to the high quantiles of both: wobble of the pose model behind a plate hardly
    moves those, and a lag between the two not at all.
    """
    typical = TYPICAL_SCALE, TYPICAL_SCALE_SPREAD
    body_seen, bar_seen = np.isfinite(body_height), np.isfinite(height)
    if body_seen.sum() < LEAST_SAMPLES:
        return typical
    body = np.interp(time_s, body_time_s[body_seen], body_height[body_seen])[bar_seen]
    bar = height[bar_seen]
    way = np.array([percentile_range(body, outermost) for outermost in OUTERMOST])
    if way.min() < LEAST_DISPLACEMENT_PX:
        return typical
    ratios = np.array([percentile_range(bar, outermost) for outermost in OUTERMOST]) / way
    ratio = float(np.clip(np.median(ratios), *SCALE_RANGE))
    return _weighed(typical, (ratio, RATIO_SPREAD + float(np.ptp(ratios))))


def _weighed(one: tuple[float, float], other: tuple[float, float]) -> tuple[float, float]:
    """Mean and standard error of two estimates, each weighed by its own error."""
    w1, w2 = 1 / one[1] ** 2, 1 / other[1] ** 2
    return (w1 * one[0] + w2 * other[0]) / (w1 + w2), float(1 / np.sqrt(w1 + w2))


def _without_jumps(height: Array) -> Array:
    """Samples go that leave their neighbors' median by more than `HAMPEL_SIGMAS` spreads.

    Neighbors are counted at the bar's own rate, up to 32 a second.
    """
    padded = np.pad(height, HAMPEL_MOST // 2, mode="edge")
    windows = np.lib.stride_tricks.sliding_window_view(padded, HAMPEL_MOST)
    seen = np.isfinite(windows).any(axis=1)
    middle = np.full(len(height), np.nan)
    spread = np.full(len(height), np.nan)
    middle[seen] = np.nanmedian(windows[seen], axis=1)
    away = np.abs(windows - middle[:, None])
    spread[seen] = MAD_TO_SD * np.nanmedian(away[seen], axis=1)
    kept = np.abs(height - middle) <= HAMPEL_SIGMAS * np.maximum(spread, HAMPEL_FLOOR_PX)
    return np.where(kept, height, np.nan)


def _fill(time_s: Array, height: Array) -> Array:
    """Fill gaps up to a fifth of a second; longer ones stay missing."""
    seen = np.isfinite(height)
    filled = np.interp(time_s, time_s[seen], height[seen])
    return np.where(seen | bridged(time_s, time_s[seen]), filled, np.nan)
