"""Where the background has moved to, and how sure that is: between looking and arithmetic."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from formcheck.observation.rows import check_rows

Array = NDArray[np.float64]
_SHAPES = {"shift_px": (2,), "sigma_px": (2,), "roll_rad": (), "zoom": (), "roll_sigma_rad": ()}


@dataclass(frozen=True)
class CameraTrack:
    """The camera's motion over a clip, as the background shows it, in K frames about 0.1 s apart.

    A camera that stands still by all that the coarse pass shows is not measured: one row then, all
    zeros but for `sigma_px`. Sigmas are NaN where nothing is known: too little background was found
    again, so the camera may have moved.

    A place p of the first frame's background is at
    `pivot_px + shift_px + zoom * turned(p - pivot_px, roll_rad)` later.

    Attributes:
        time_s: (K,) strictly increasing, seconds from the first frame's presentation time.
        shift_px: (K, 2) where the background behind `pivot_px` has moved to since the first frame,
            full-frame pixels, x right, y down.
        sigma_px: (K, 2) standard error of that, one sigma.
        roll_rad: (K,) turn of the background since the first frame, from x toward y (clockwise as
            seen); what is upright in the first frame leans by it.
        zoom: (K,) size of the background over that in the first frame.
        roll_sigma_rad: (K,) standard error of the roll; the zoom's is the same number.
        pivot_px: (2,) about where the lifter is.
    """

    time_s: Array
    shift_px: Array
    sigma_px: Array
    roll_rad: Array
    zoom: Array
    roll_sigma_rad: Array
    pivot_px: Array

    def __post_init__(self) -> None:
        check_rows(self, **_SHAPES)
        if self.pivot_px.shape != (2,):
            raise ValueError("pivot_px wants shape (2,)")
        if not len(self.time_s):
            raise ValueError("time_s must have a time")

    @property
    def measured(self) -> bool:
        """Whether frames were compared one by one; else the camera counts as still."""
        return len(self.time_s) > 1

    def at(self, time_s: Array) -> Array:
        """(T, 2) shift at other times, in a straight line between frames."""
        return _between(time_s, self.time_s, self.shift_px)

    def sigma_at(self, time_s: Array) -> Array:
        """(T, 2) one sigma of `at`, with what a straight line between frames leaves out.

        For a path whose bend between three frames is d = s[k-1] - 2 s[k] + s[k+1], a straight line
        is off by at most d / 8 in the middle between two of them.
        """
        sigma = _between(time_s, self.time_s, self.sigma_px)
        if len(self.time_s) < 3:
            return sigma
        bend = np.pad(np.abs(np.diff(self.shift_px, 2, axis=0)), ((1, 1), (0, 0)), "edge")
        place = np.interp(time_s, self.time_s, np.arange(len(self.time_s))) % 1.0
        left_out = (place * (1 - place) / 2)[:, None]  # an eighth in the middle
        return np.asarray(np.hypot(sigma, left_out * _between(time_s, self.time_s, bend)))

    def roll_at(self, time_s: Array) -> Array:
        """(T,) roll at other times, radians."""
        return np.interp(time_s, self.time_s, self.roll_rad)

    def stilled(self, time_s: Array, points_px: Array) -> Array:
        """(T, ..., 2) places as a camera that stays as it is in the first frame would show them.

        Args:
            time_s: (T,).
            points_px: (T, ..., 2) full-frame pixels at these times.
        """
        turn = np.exp(-1j * self.roll_at(time_s)) / np.interp(time_s, self.time_s, self.zoom)
        now = self.pivot_px + self.at(time_s)
        still = points_px - now.reshape(len(now), *[1] * (points_px.ndim - 2), 2)
        places = (still[..., 0] + 1j * still[..., 1]) * turn.reshape(-1, *[1] * (still.ndim - 2))
        return np.stack([places.real, places.imag], axis=-1) + self.pivot_px


def _between(time_s: Array, known_s: Array, values: Array) -> Array:
    return np.stack([np.interp(time_s, known_s, column) for column in values.T], axis=1)


def still_camera(sigma_px: float = float("nan")) -> CameraTrack:
    """A camera on a tripod, of which is known that it stays within so much (one sigma)."""
    return CameraTrack(
        time_s=np.zeros(1),
        shift_px=np.zeros((1, 2)),
        sigma_px=np.full((1, 2), sigma_px),
        roll_rad=np.zeros(1),
        zoom=np.ones(1),
        roll_sigma_rad=np.full(1, np.nan),
        pivot_px=np.zeros(2),
    )
