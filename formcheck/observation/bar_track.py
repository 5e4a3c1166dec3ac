"""Where the near plate was: the frozen result between looking and arithmetic."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True)
class BarTrack:
    """The near plate over a clip.

    Attributes:
        time_s: (T,) float64, strictly increasing, seconds from the first frame's presentation
            time; the frames that were looked at (at most about 30 a second).
        center_px: (T, 2) float64, center of the plate in upright full-frame pixels (x right,
            y down), camera motion included; NaN = not found in this frame.
        radius_px: Radius of the rim that was followed, full-frame pixels (upright half axis when
            the plate is seen obliquely); None when no plate was found.
        aspect: Width of the rim divided by its height: 1 in a side view, less when oblique.
        confidence: (T,) float32, share of the rim that was seen where it should be, 0 to 1.
        rim_radius_px: (T,) float32, radius of the rim in each frame, full-frame pixels: larger when
            the plate comes nearer. Held near `radius_px` by a prior of half a pixel of the frames
            that are looked at; NaN where not found. None when it was not kept.
    """

    time_s: NDArray[np.float64]
    center_px: NDArray[np.float64]
    radius_px: float | None
    aspect: float
    confidence: NDArray[np.float32]
    rim_radius_px: NDArray[np.float32] | None = None

    def __post_init__(self) -> None:
        frames = len(self.time_s)
        if self.center_px.shape != (frames, 2) or self.confidence.shape != (frames,):
            raise ValueError("center_px wants (T, 2) and confidence (T,), T as in time_s")
        if self.rim_radius_px is not None and self.rim_radius_px.shape != (frames,):
            raise ValueError("rim_radius_px wants (T,), T as in time_s")

    @property
    def found(self) -> bool:
        """True when a plate was found at all."""
        return self.radius_px is not None

    @property
    def coverage(self) -> float:
        """Share of the frames in which the plate was found, 0 to 1."""
        if not len(self.time_s):
            return 0.0
        return float(np.mean(np.isfinite(self.center_px[:, 0])))


def no_bar(time_s: NDArray[np.float64]) -> BarTrack:
    """The track of a clip in which no plate was found; everything works without one."""
    frames = len(time_s)
    return BarTrack(
        time_s=np.asarray(time_s, dtype=np.float64),
        center_px=np.full((frames, 2), np.nan),
        radius_px=None,
        aspect=1.0,
        confidence=np.zeros(frames, dtype=np.float32),
    )
