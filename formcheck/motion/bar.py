"""The height of the bar over a clip, and its scale: how its pixels compare to the body's.

The plate that is tracked is nearer to the camera than the body (or farther, where only the far one
shows well), so a meter has more (or fewer) pixels there; `perspective_scale` is that ratio. It is
measured by what the bar travels against a joint that moves with it. Which joint that is depends on
the lift, so `reps` asks for the scale once the lift is known (`scaled_to_body`).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from formcheck.arithmetic import Array
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

FULL_RADIUS_TORSO = (0.41, 0.60)
"""A full plate beside torsos of 0.38 to 0.55 m; the next smaller ones (0.35 m) come to 0.40."""
DEADLIFT_TRAVEL_RADII = (2.0, 3.5)
"""A pull from the floor takes a full plate up by 0.45 to 0.79 m (2 to 3.5 radii); from the floor on
a 0.35 m plate the same lockout is 3.7 radii up for a short lifter and 4.5 for a tall one."""
LEAST_SAMPLES = 10
"""Of the bar, and of the body: fewer samples show neither noise nor travel. They are a third of a
second of the bar's and a sixth of the body's."""
LEAST_TRAVEL_PX = 10
"""Of the body: in a smaller travel, jitter of a pixel or two would be a fifth and more of it."""
OUTERMOST = (5, 10, 15)
"""A travel is measured three times, without so many percent of the positions at either end; the
three ratios of bar to body give the ratio and its error."""
RATIO_SPREAD = 0.08
"""Standard error of the ratio, beside what those three differ by: a joint is not the bar, and may
travel further or less far than it does. The ratio by a full plate's size has as large a relative
one: torsos differ in length."""


@dataclass(frozen=True)
class BarSamples:
    """Height of the near plate in the pictures that were read for it, camera motion taken off.

    Attributes:
        time_s: (T,) as in `BarTrack`.
        height_px: (T,) upward from an arbitrary zero, pixels at the plate; NaN = not found.
        radius_px: Of the plate's rim.
        noise_px: Standard deviation of one height: that of tracking, by how the heights scatter
            from frame to frame, and that of the camera's measured motion.
    """

    time_s: Array
    height_px: Array
    radius_px: float
    noise_px: float


@dataclass(frozen=True)
class BarCurve(BarSamples):
    """The same with its scale.

    Attributes:
        torso_px: The lifter's standing torso, pixels at the body.
        perspective_scale: Pixels per meter at the plate over pixels per meter at the body.
        perspective_scale_spread: Its standard error, same unit.
        full_plate: Whether the plate is of full size (0.45 m), as far as the picture tells.
    """

    torso_px: float
    perspective_scale: float
    perspective_scale_spread: float
    full_plate: bool

    @property
    def torso_at_bar_px(self) -> float:
        """One torso length in pixels at the plate."""
        return self.torso_px * self.perspective_scale


def bar_samples(bar: BarTrack, camera: CameraTrack | None = None) -> BarSamples | None:
    """The heights of a plate, outliers and short gaps mended; None where hardly any were found.

    Args:
        bar: With the camera's motion taken off already.
        camera: Its measured motion, for what that adds to the noise; None is a tripod.
    """
    if bar.radius_px is None or np.isfinite(bar.center_px[:, 1]).sum() < LEAST_SAMPLES:
        return None
    height = _fill(bar.time_s, _without_jumps(-bar.center_px[:, 1]))
    bends = np.abs(np.diff(height, n=2))
    noise = float(np.nan_to_num(MAD_TO_SD * median_seen(bends) / np.sqrt(6)))
    if camera is not None and camera.measured and camera.known:
        sigma_px = float(np.nanmedian(camera.sigma_at(bar.time_s, bar.center_px)[:, 1]))
        noise = float(np.hypot(noise, np.nan_to_num(sigma_px)))
    return BarSamples(bar.time_s, height, bar.radius_px, noise)


def scaled_to_body(
    bar: BarSamples, torso_px: float, body_time_s: Array, body_y_px: Array, *, from_floor: bool
) -> BarCurve:
    """The bar with its scale, found by a joint that moves with it and by the plate's size.

    Args:
        bar: The bar's height.
        torso_px: The lifter's standing torso, pixels.
        body_time_s: (N,) clock of the body's curves.
        body_y_px: (N,) image height (y down) of what moves with the bar: the middle of the wrists
            in a deadlift, of the shoulders in a squat.
        from_floor: Whether reps are pulls from the floor. Their travel in radii of the plate shows
            whether it is a full one; the travel of other reps does not.
    """
    ratio, spread = _ratio_to_body(bar.time_s, bar.height_px, body_time_s, -body_y_px)
    seen = bar.height_px[np.isfinite(bar.height_px)]
    travel_radii = percentile_range(seen, 1) / bar.radius_px
    full = DEADLIFT_TRAVEL_RADII[0] <= travel_radii <= DEADLIFT_TRAVEL_RADII[1]
    if from_floor and full:
        by_size = bar.radius_px / (FULL_PLATE_M / 2) * TYPICAL_TORSO_M / torso_px
        ratio, spread = _weighed((ratio, spread), (by_size, RATIO_SPREAD * by_size))
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
    """Travel of the bar over travel of the body, both in pixels, and its standard error.

    A travel is the distance between a low and a high quantile of the heights: jitter of the pose
    model behind a plate hardly moves these, and a lag between bar and body not at all.
    """
    typical = TYPICAL_SCALE, TYPICAL_SCALE_SPREAD
    body_seen, bar_seen = np.isfinite(body_height), np.isfinite(height)
    if body_seen.sum() < LEAST_SAMPLES:
        return typical
    body = np.interp(time_s, body_time_s[body_seen], body_height[body_seen])[bar_seen]
    bar = height[bar_seen]
    of_body, of_bar = (
        np.array([percentile_range(heights, outermost) for outermost in OUTERMOST])
        for heights in (body, bar)
    )
    if of_body.min() < LEAST_TRAVEL_PX:
        return typical
    ratios = of_bar / of_body
    ratio = float(np.clip(np.median(ratios), *SCALE_RANGE))
    return _weighed(typical, (ratio, RATIO_SPREAD + float(np.ptp(ratios))))


def _weighed(one: tuple[float, float], other: tuple[float, float]) -> tuple[float, float]:
    """Mean of two (value, standard error), each weighed by its own error, and its error."""
    w1, w2 = 1 / one[1] ** 2, 1 / other[1] ** 2
    return (w1 * one[0] + w2 * other[0]) / (w1 + w2), float(1 / np.sqrt(w1 + w2))


def _without_jumps(height: Array) -> Array:
    """Hampel filter: heights far from their neighbors' median become NaN.

    The window has `HAMPEL_MOST` samples at the bar's own rate, up to 32 a second. Unlike that of
    `cleaning.without_outliers` it counts samples in which the bar was not found.
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
    """Fill gaps of up to `robust.LONGEST_FILLED_GAP_S`; longer ones stay NaN."""
    seen = np.isfinite(height)
    filled = np.interp(time_s, time_s[seen], height[seen])
    return np.where(seen | bridged(time_s, time_s[seen]), filled, np.nan)
