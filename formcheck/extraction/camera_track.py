"""Where the background has moved to, and how sure that is: between looking and arithmetic."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
_SHAPES = {
    "shift_px": (2,),
    "sigma_px": (2,),
    "roll_rad": (),
    "roll_sigma_rad": (),
    "pivot_px": (2,),
}


@dataclass(frozen=True)
class CameraTrack:
    """The camera's motion over a clip, as the background shows it, in K frames about 0.1 s apart.

    A camera that stands still by all that the coarse look shows is not measured: one row then, all
    zeros but for `sigma_px`. Sigmas are NaN where nothing is known: too little background was found
    again, so the camera may have moved.

    Attributes:
        time_s: (K,) strictly increasing, seconds from the first frame's presentation time.
        shift_px: (K, 2) where the background has moved to since the first frame, full-frame pixels,
            x right, y down, at the background's own middle (`pivot_px`).
        sigma_px: (K, 2) standard error of that, one sigma.
        roll_rad: (K,) turn of the background since the first frame, from x toward y. A place p of
            the background has moved by `shift_px + roll_rad * (-(p - pivot).y, (p - pivot).x)`.
        roll_sigma_rad: (K,) standard error of that.
        pivot_px: (K, 2) middle of the background's features that were found again.
    """

    time_s: Array
    shift_px: Array
    sigma_px: Array
    roll_rad: Array
    roll_sigma_rad: Array
    pivot_px: Array

    def __post_init__(self) -> None:
        frames = len(self.time_s)
        for name, shape in _SHAPES.items():
            if getattr(self, name).shape != (frames, *shape):
                raise ValueError(f"{name} wants shape {(frames, *shape)}")
        if not frames or not np.all(np.diff(self.time_s) > 0):
            raise ValueError("time_s must have a time and increase strictly")

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
        place = np.interp(time_s, self.time_s, np.arange(len(self.time_s)))
        share = (place % 1.0) * (1 - place % 1.0)  # a quarter in the middle
        return np.hypot(sigma, share[:, None] / 2 * _between(time_s, self.time_s, bend))

    def roll_at(self, time_s: Array) -> Array:
        """(T,) roll at other times, radians."""
        return np.interp(time_s, self.time_s, self.roll_rad)


def _between(time_s: Array, known_s: Array, values: Array) -> Array:
    return np.stack([np.interp(time_s, known_s, column) for column in values.T], axis=1)


def still_camera(sigma_px: float = float("nan")) -> CameraTrack:
    """A camera on a tripod, of which is known that it stays within so much (one sigma)."""
    return CameraTrack(
        time_s=np.zeros(1),
        shift_px=np.zeros((1, 2)),
        sigma_px=np.full((1, 2), sigma_px),
        roll_rad=np.zeros(1),
        roll_sigma_rad=np.full(1, np.nan),
        pivot_px=np.full((1, 2), np.nan),
    )
