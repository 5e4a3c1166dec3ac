"""Where the near plate is at any moment, and shoulders read off the bar that lies on them.

The plate's place is interpolated between the frames it was tracked in; the shoulders are read off
the bar in the frames in which the plate hides them. Arithmetic only.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from formcheck.arithmetic.geometry import BODY_TRAVEL_RATIOS
from formcheck.arithmetic.robust import LONGEST_FILLED_GAP_S, interpolated, nearest_sample_s
from formcheck.extraction.people import toes_point
from formcheck.observation.poses import ANKLES, HIPS, SHOULDERS, PoseTrack
from formcheck.observation.tracks import BarTrack

Array = NDArray[np.float64]

LEAST_FRAMES, PASSES = 30, 4
"""Frames with a proxy that a line needs; and how often it is fitted anew to those near it."""
LEAST_TRAVEL_RADII = 0.5
"""Of the bar, for a line."""
HIGHEST, UPRIGHT_RADII = 0.05, 0.2
"""The lifter is upright where the bar is within so many radii of this quantile of its heights."""
MOST_AWAY_RADII, MOST_OTHER_RATIO = 0.3, 0.2
"""Bar and shoulders move together where frames are this near to a line in the median, and its slope
is within this of the range that cameras can show. Rendered ones are 0.05 to 0.15 radii from it,
with slopes of 0.69 to 1.04."""
OVER_FEET_LEGS = (-0.06, 0.25)
"""How far the shoulders of an upright lifter may be ahead of the ankles, in heights of the hips
over the ankles: from the heels to the tips of the toes. With a bar on the back they are over the
feet, or the lifter falls: at 0.14 to 0.21 in rendered lifters, at 0 to 0.15 in real ones. Where a
near plate hides the rear of the head, the pose model puts the shoulders under the plate's middle,
at 0.37."""


@dataclass(frozen=True)
class PlatePlace:
    """The plate where it was tracked, full-frame pixels.

    Attributes:
        time_s: (K,) rising, K at least 1.
        center_px: (K, 2) its middle.
        axes_px: Half width and half height of its rim.
    """

    time_s: Array
    center_px: Array
    axes_px: tuple[float, float]

    @staticmethod
    def of(bar: BarTrack) -> PlatePlace | None:
        """The places of a track; None when the plate was never tracked."""
        tracked = np.isfinite(bar.center_px[:, 0])
        if bar.radius_px is None or not tracked.any():
            return None
        axes_px = (bar.aspect * bar.radius_px, bar.radius_px)
        return PlatePlace(bar.time_s[tracked], bar.center_px[tracked], axes_px)

    def when(self, flags: NDArray[np.bool_]) -> PlatePlace:
        """Only the moments at which a flag is True; there must be one."""
        return replace(self, time_s=self.time_s[flags], center_px=self.center_px[flags])

    def at(self, time_s: float) -> Array | None:
        """(2,) the plate's middle; None where nothing is known near enough in time."""
        asked = np.array([time_s])
        return self.between(asked)[0] if self.knows(asked)[0] else None

    def between(self, time_s: Array) -> Array:
        """(N, 2) the plate's middle at these times, interpolated even where it was not tracked."""
        return interpolated(time_s, self.time_s, self.center_px)

    def knows(self, time_s: Array) -> NDArray[np.bool_]:
        """(N,) whether the plate was tracked near enough in time."""
        return np.asarray(nearest_sample_s(time_s, self.time_s) <= LONGEST_FILLED_GAP_S)


def shoulders_under_bar(track: PoseTrack, bar: BarTrack) -> PoseTrack:
    """The track with the shoulders where the bar says, in the frames in which a proxy was drawn.

    The pose model's shoulders of the proxy jitter by a tenth of a trunk, while the bar is tracked
    within pixels. The two heights lie on a line, whose slope is below 1 where the plate is nearer
    to the camera than the body; the shoulders are put on it. Where there is no such line they stay.
    Across the picture, the shoulders of an upright lifter are moved to be over the feet.
    """
    place = PlatePlace.of(bar)
    if place is None:
        return track
    drawn = track.head_hidden & place.knows(track.time_s)
    if drawn.sum() < LEAST_FRAMES:
        return track
    camera_px = track.camera_px[drawn].astype(np.float64)
    bar_px = place.between(track.time_s[drawn]) - camera_px
    both = track.image_px[drawn][:, SHOULDERS] - camera_px[:, None]
    middle = both.mean(axis=1)
    ratio = _travel_ratio(bar_px[:, 1], middle[:, 1], place.axes_px[1])
    if ratio is None:
        return track
    offset_px = np.median(middle - ratio * bar_px, axis=0) + camera_px
    upright = bar_px[:, 1] <= _highest_px(track, place) + UPRIGHT_RADII * place.axes_px[1]
    placed_px = ratio * bar_px + offset_px
    placed_px[:, 0] += _back_over_feet_px(placed_px[upright], track.image_px[drawn][upright])
    beside_px = np.median(both - middle[:, None], axis=0)
    image_px = track.image_px.copy()
    image_px[np.ix_(drawn, np.array(SHOULDERS))] = placed_px[:, None] + beside_px
    return replace(track, image_px=image_px)


def _highest_px(track: PoseTrack, place: PlatePlace) -> float:
    """Where the bar of somebody upright is in the frame, also if the head shows then."""
    known = place.knows(track.time_s)
    bar_y = place.between(track.time_s[known])[:, 1] - track.camera_px[known, 1]
    return float(np.quantile(bar_y, HIGHEST))


def _back_over_feet_px(shoulders_px: Array, image_px: NDArray[np.float32]) -> float:
    """How far to the right upright shoulders (N, 2) have to go to be over the feet again."""
    ankles, hips = (image_px[:, pair].mean(axis=1) for pair in (ANKLES, HIPS))
    leg_px = np.median(ankles[:, 1] - hips[:, 1]) if len(hips) else 0.0
    if not leg_px > 0:
        return 0.0
    facing = toes_point(image_px)
    ahead = facing * np.median(shoulders_px[:, 0] - ankles[:, 0]) / leg_px
    return float(facing * leg_px * (np.clip(ahead, *OVER_FEET_LEGS) - ahead))


def _travel_ratio(bar_px: Array, shoulder_px: Array, radius_px: float) -> float | None:
    """How far the shoulders go for a way of the bar, by the frames that agree on it.

    None when the two do not go together: what was tracked is not the bar on these shoulders.
    """
    if np.ptp(bar_px) < LEAST_TRAVEL_RADII * radius_px:
        return None
    near = np.ones(len(bar_px), np.bool_)
    for _ in range(PASSES):
        fitted = float(np.polyfit(bar_px[near], shoulder_px[near], 1)[0])
        ratio = float(np.clip(fitted, *BODY_TRAVEL_RATIOS))
        away = shoulder_px - ratio * bar_px
        away = np.abs(away - np.median(away))
        near = away <= 2 * np.median(away)
        if np.ptp(bar_px[near]) < LEAST_TRAVEL_RADII * radius_px:
            return None
    together = abs(fitted - ratio) <= MOST_OTHER_RATIO
    return ratio if together and np.median(away) <= MOST_AWAY_RADII * radius_px else None
