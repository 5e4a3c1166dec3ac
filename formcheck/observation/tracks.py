"""What was tracked beside the lifter's joints: plate, shoe, background and silhouette.

What every track asks of its arrays stands first.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal, Protocol

import numpy as np
from numpy.typing import NDArray
from pydantic import ConfigDict, with_config

from formcheck.arithmetic.robust import interpolated

Array = NDArray[np.float64]
WhyNot = Literal[
    "foot_not_found", "too_small", "not_from_the_side", "out_of_picture", "too_few_pictures",
    "too_plain", "hidden", "moved", "not_rigid", "not_a_heel", "up_before", "stays_up",
]  # fmt: skip
"""Why there is no rise; the words for it are chosen where it is judged."""
_CAMERA = {
    "shift_px": (2,),
    "sigma_px": (2,),
    "roll_rad": (),
    "zoom": (),
    "roll_sigma_rad": (),
}
"""What follows the K of each array of a `CameraTrack`."""


class Timed(Protocol):
    """Whatever has a row for each time."""

    @property
    def time_s(self) -> NDArray[np.float64]:
        """(T,) seconds."""


def check_rows(track: Timed, **row_shapes: tuple[int, ...]) -> None:
    """Take a track only where all arrays belong to its `time_s`.

    Args:
        track: With an attribute for each of the shapes; one that is None is not asked.
        row_shapes: Shape of one row of each array, by its name.

    Raises:
        ValueError: An array of another shape, or times that do not increase.
    """
    time_s = track.time_s
    for name, row in row_shapes.items():
        array, shape = getattr(track, name), (len(time_s), *row)
        if array is not None and array.shape != shape:
            raise ValueError(f"{name} has shape {array.shape}, wants {shape}")
    if len(time_s) > 1 and not np.all(np.diff(time_s) > 0):
        raise ValueError("time_s must increase strictly")


def end_to_end(parts: Sequence[object], *names: str) -> dict[str, Any]:
    """Arrays of stretches of time that follow each other, by name; each is one array then."""
    return {name: np.concatenate([getattr(part, name) for part in parts]) for name in names}


@dataclass(frozen=True)
class BarTrack:
    """The near plate over a clip.

    Attributes:
        time_s: (T,) float64, strictly increasing, seconds from the first frame's presentation
            time; the frames that were looked at (at most about 30 a second).
        center_px: (T, 2) float64, center of the plate in upright full-frame pixels (x right,
            y down), camera motion included; NaN = not found in this frame.
        radius_px: Radius of the rim that was tracked, full-frame pixels (upright half axis when
            the plate is seen obliquely); None when no plate was found.
        aspect: Width of the rim divided by its height: 1 in a side view, less when oblique.
        confidence: (T,) float32, share of the rim that was seen where it should be, 0 to 1.
    """

    time_s: NDArray[np.float64]
    center_px: NDArray[np.float64]
    radius_px: float | None
    aspect: float
    confidence: NDArray[np.float32]

    def __post_init__(self) -> None:
        check_rows(self, center_px=(2,), confidence=())

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


@with_config(ConfigDict(extra="forbid", strict=True))  # what a file says of it
@dataclass(frozen=True)
class HeelRise:
    """What one dip of the hips shows.

    Attributes:
        start_s, turn_s, end_s: The dip: standing, the bottom, standing again.
        rise_torso: Rise of the heel at the bottom over the standing start, against the toe; torso
            lengths. None when it was not read.
        uncertainty_torso: Half-width of the interval that should hold the truth in 90 % of reps.
        why_not: Why it was not read; None when it was.
    """

    start_s: float
    turn_s: float
    end_s: float
    rise_torso: float | None = None
    uncertainty_torso: float | None = None
    why_not: WhyNot | None = None

    def __post_init__(self) -> None:
        if (self.rise_torso is None) == (self.why_not is None):
            raise ValueError("a dip has either a rise of the heel or a reason why there is none")
        if (self.rise_torso is None) != (self.uncertainty_torso is None):
            raise ValueError("a rise comes with its uncertainty")


@dataclass(frozen=True)
class CameraTrack:
    """The camera's motion over a clip, as the background shows it, in K frames about 0.1 s apart.

    A camera that stands still by all that the coarse scan shows is not measured: one row then, all
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
        check_rows(self, **_CAMERA)
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
        return interpolated(time_s, self.time_s, self.shift_px)

    def sigma_at(self, time_s: Array) -> Array:
        """(T, 2) one sigma of `at`, with what a straight line between frames leaves out.

        For a path whose bend between three frames is d = s[k-1] - 2 s[k] + s[k+1], a straight line
        is off by at most d / 8 in the middle between two of them.
        """
        sigma = interpolated(time_s, self.time_s, self.sigma_px)
        if len(self.time_s) < 3:
            return sigma
        bend = np.pad(np.abs(np.diff(self.shift_px, 2, axis=0)), ((1, 1), (0, 0)), "edge")
        place = np.interp(time_s, self.time_s, np.arange(len(self.time_s))) % 1.0
        left_out = (place * (1 - place) / 2)[:, None]  # an eighth in the middle
        return np.asarray(np.hypot(sigma, left_out * interpolated(time_s, self.time_s, bend)))

    def stilled(self, time_s: Array, points_px: Array) -> Array:
        """(T, ..., 2) full-frame places as a camera that stays as in the first frame shows them."""
        roll_rad = np.interp(time_s, self.time_s, self.roll_rad)
        turn = np.exp(-1j * roll_rad) / np.interp(time_s, self.time_s, self.zoom)
        now = self.pivot_px + self.at(time_s)
        still = points_px - now.reshape(len(now), *[1] * (points_px.ndim - 2), 2)
        places = (still[..., 0] + 1j * still[..., 1]) * turn.reshape(-1, *[1] * (still.ndim - 2))
        return np.stack([places.real, places.imag], axis=-1) + self.pivot_px


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


ROWS = 48
BACK_POINTS = 11
_CONTOUR: dict[str, tuple[int, ...]] = {
    "extent_px": (2,),
    "edge_px": (ROWS, 2),
    "back_px": (BACK_POINTS, 2),
}
"""Of one contour; what follows the S of each array of a `SilhouetteTrack`."""


@dataclass(frozen=True)
class Silhouette:
    """What is kept of one person's mask in one frame, a coarse contour; NaN = nothing was read.

    Places are continuous pixel coordinates (a pixel of column 3 covers 3.0 to 4.0), x right, y
    down, of the same frame as the landmarks beside them.

    Attributes:
        extent_px: (2,) float32, top and bottom of the mask's largest component.
        edge_px: (ROWS, 2) float32, x of its left and right extent on rows equally spaced between
            the two: row i lies at `top + (i + 0.5) / ROWS * (bottom - top)`. Gaps inside (between
            the legs, under an arm) are not kept. At the frame's edge the person may go on.
        back_px: (BACK_POINTS, 2) float32, places on the back's edge beside equally spaced places
            on the line from hips (first) to shoulders (last). NaN while the trunk is upright.
    """

    extent_px: NDArray[np.float32]
    edge_px: NDArray[np.float32]
    back_px: NDArray[np.float32]

    def placed(self, origin_px: tuple[float, float], scale: tuple[float, float]) -> Silhouette:
        """In pixels of the full frame, from those of a part of it.

        Args:
            origin_px: Full-frame place of the part's upper left corner.
            scale: Pixels of the part per full-frame pixel, (x, y).
        """
        origin, size = np.asarray(origin_px, np.float32), np.asarray(scale, np.float32)
        return replace(
            self,
            extent_px=self.extent_px / size[1] + origin[1],
            edge_px=self.edge_px / size[0] + origin[0],
            back_px=self.back_px / size + origin,
        )

    def mirrored(self, width_px: float) -> Silhouette:
        """As in the mirrored frame of that width."""
        back_px = self.back_px.copy()
        back_px[:, 0] = width_px - back_px[:, 0]
        edge_px = np.float32(width_px) - self.edge_px[:, ::-1]
        return replace(self, edge_px=edge_px, back_px=back_px)

    def below(self, y_px: float) -> Silhouette:
        """Without the contour above a height, and without the back: they were not filmed."""
        edge_px = self.edge_px.copy()
        edge_px[row_px(self.extent_px) < y_px] = np.nan
        return replace(self, edge_px=edge_px, back_px=np.full_like(self.back_px, np.nan))


def row_px(extent_px: NDArray[np.floating]) -> NDArray[np.floating]:
    """(..., ROWS) y of the rows between (..., 2) top and bottom."""
    top, bottom = extent_px[..., :1], extent_px[..., 1:]
    return top + (np.arange(ROWS, dtype=np.float32) + 0.5) / ROWS * (bottom - top)


@dataclass(frozen=True)
class SilhouetteTrack:
    """The lifter's contour over a clip, at most 15 a second; shapes with S for its frames.

    Attributes:
        time_s: (S,) float64, strictly increasing, seconds from the first frame's presentation time;
            a selection of the times of `PoseTrack`.
        extent_px: (S, 2) float32, see `Silhouette`; upright full-frame pixels, camera motion
            included.
        edge_px: (S, ROWS, 2) float32, left and right.
        back_px: (S, BACK_POINTS, 2) float32, from hips to shoulders.
    """

    time_s: NDArray[np.float64]
    extent_px: NDArray[np.float32]
    edge_px: NDArray[np.float32]
    back_px: NDArray[np.float32]

    def __post_init__(self) -> None:
        check_rows(self, **_CONTOUR)

    @property
    def row_px(self) -> NDArray[np.floating]:
        """(S, ROWS) y of the rows of `edge_px`."""
        return row_px(self.extent_px)

    def stilled(self, camera_px: NDArray[np.floating]) -> SilhouetteTrack:
        """With the camera's motion removed: (S, 2) pixels at `time_s`."""
        move = camera_px.astype(np.float32)
        return replace(
            self,
            extent_px=self.extent_px - move[:, 1:],
            edge_px=self.edge_px - move[:, :1, None],
            back_px=self.back_px - move[:, None],
        )

    @staticmethod
    def of(contour_at: Mapping[float, Silhouette]) -> SilhouetteTrack:
        """From contours by time, in order of time."""
        contours = contour_at.values()
        arrays = {
            name: np.array([getattr(one, name) for one in contours], np.float32).reshape(-1, *shape)
            for name, shape in _CONTOUR.items()
        }
        return SilhouetteTrack(np.array(list(contour_at), np.float64), **arrays)

    @staticmethod
    def joined(tracks: Sequence[SilhouetteTrack]) -> SilhouetteTrack:
        """Those of stretches of time that follow each other, as one; nothing of none."""
        return SilhouetteTrack(**end_to_end(tracks or [no_silhouettes()], "time_s", *_CONTOUR))


def no_silhouettes() -> SilhouetteTrack:
    """The track of a clip in which no mask was read."""
    return SilhouetteTrack.of({})
