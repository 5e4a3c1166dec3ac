"""What was tracked beside the lifter's joints: plate, heels, background and silhouette.

Rows of all arrays of a track belong to its `time_s`; `check_rows` checks that.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray
from pydantic import ConfigDict, with_config

from formcheck.arithmetic import Array
from formcheck.arithmetic.geometry import as_complex, as_points
from formcheck.arithmetic.robust import interpolated, open_ended

WhyNot = Literal[
    "foot_not_found", "too_small", "not_from_the_side", "out_of_picture", "too_few_pictures",
    "too_plain", "hidden", "moved", "not_rigid", "not_a_heel", "up_before", "stays_up",
]  # fmt: skip
"""Why there is no heel rise; `metrics` has the sentences for them."""


def check_rows(track: Any, **row_shapes: tuple[int, ...]) -> None:
    """Check that all arrays of a track have a row for each of its times.

    Args:
        track: Has `time_s`, (T,) seconds, and an attribute for each of the shapes; an attribute
            that is None is not checked.
        row_shapes: Shape of one row of each array, by its name.

    Raises:
        ValueError: An array of another shape, or times that are not finite or do not increase.
    """
    time_s = track.time_s
    for name, row in row_shapes.items():
        array, shape = getattr(track, name), (len(time_s), *row)
        if array is not None and array.shape != shape:
            raise ValueError(f"{name} has shape {array.shape}, wants {shape}")
    if not (np.isfinite(time_s).all() and (np.diff(time_s) > 0).all()):
        raise ValueError("time_s must increase strictly")


def end_to_end(parts: Sequence[object], *names: str) -> dict[str, Any]:
    """The named arrays of several tracks, each joined along time; the tracks follow each other."""
    return {name: np.concatenate([getattr(part, name) for part in parts]) for name in names}


@dataclass(frozen=True)
class BarTrack:
    """The near plate over a clip.

    Attributes:
        time_s: (T,) float64, strictly increasing, seconds from the first frame's presentation
            time; the frames in which the plate was looked for (at most about 30 a second).
        center_px: (T, 2) float64, center of the plate in upright full-frame pixels (x right,
            y down), camera motion included; NaN = not found in this frame.
        radius_px: Radius of the rim that was tracked, full-frame pixels (upright half axis when
            the plate is seen obliquely); None when no plate was found.
        aspect: Width of the rim divided by its height: 1 in a side view, less when oblique.
        confidence: (T,) float32, share of the rim that was seen where it should be, 0 to 1.
    """

    time_s: Array
    center_px: Array
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


def no_bar(time_s: Array) -> BarTrack:
    """The track of a clip in which no plate was found; everything works without one."""
    frames = len(time_s)
    return BarTrack(
        time_s=np.asarray(time_s, dtype=np.float64),
        center_px=np.full((frames, 2), np.nan),
        radius_px=None,
        aspect=1.0,
        confidence=np.zeros(frames, dtype=np.float32),
    )


@with_config(ConfigDict(extra="forbid", strict=True))  # for `checking.About`
@dataclass(frozen=True)
class HeelRise:
    """The rise of the near heel in one dip of the hips.

    Attributes:
        start_s, turn_s, end_s: The dip: standing, the bottom, standing again.
        rise_torso: How much higher the heel is at the bottom than at the standing start, relative
            to the toe; torso lengths. None when it was not measured.
        uncertainty_torso: 90 % interval half-width.
        why_not: Why it was not measured; None when it was.
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

    Where the coarse scan already shows that the camera stands still, its motion is not measured:
    there is one row then, all zeros but for `sigma_px`. Sigmas are NaN where nothing is known: too
    little of the background was found again, so the camera may have moved.

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
        check_rows(self, shift_px=(2,), sigma_px=(2,), roll_rad=(), zoom=(), roll_sigma_rad=())
        if not len(self.time_s):
            raise ValueError("time_s must have a time")

    @property
    def measured(self) -> bool:
        """Whether the motion was measured from frame to frame; else the camera counts as still."""
        return len(self.time_s) > 1

    @property
    def known(self) -> bool:
        """Whether it is known by how much its motion, or its standing still, may be off."""
        return bool(np.isfinite(self.sigma_px).all())

    def at(self, time_s: Array) -> Array:
        """(T, 2) shift at other times, in a straight line between frames."""
        return interpolated(time_s, self.time_s, self.shift_px)

    def sigma_at(self, time_s: Array, stilled_px: Array | None = None) -> Array:
        """(T, 2) one sigma of `at`, the error of interpolating in straight lines included.

        With (T, 2) points, of where `stilled` places them: what is not known of roll and zoom moves
        a point the more the farther it is from the pivot.

        The bend of a path at frame k is d = s[k-1] - 2 s[k] + s[k+1]. A straight line between two
        frames is off by d u (1 - u) / 2, where u is how far along the time is between the two: at
        most d / 8, half way.
        """
        sigma = interpolated(time_s, self.time_s, self.sigma_px)
        if stilled_px is not None:
            spin = np.interp(time_s, self.time_s, self.roll_sigma_rad)
            away_px = np.linalg.norm(stilled_px - self.pivot_px, axis=1)
            sigma = np.hypot(sigma, (spin * away_px)[:, None])
        if len(self.time_s) < 3:
            return sigma
        bend = np.pad(np.abs(np.diff(self.shift_px, 2, axis=0)), ((1, 1), (0, 0)), "edge")
        along = np.interp(time_s, self.time_s, np.arange(len(self.time_s))) % 1.0
        off_per_bend = (along * (1 - along) / 2)[:, None]
        return np.asarray(np.hypot(sigma, off_per_bend * interpolated(time_s, self.time_s, bend)))

    def stilled(self, time_s: Array, points_px: Array) -> Array:
        """(T, ..., 2) full-frame points as a camera that stays as in the first frame shows them.

        A point is a complex number here, so that one multiplication turns and scales it.
        """
        spin, there = self._place(time_s, points_px.ndim)
        return as_points((as_complex(points_px) - there) / spin) + self.pivot_px

    def shown(self, time_s: Array, still_px: Array) -> Array:
        """(T, ..., 2) where the frames of these times show them: the inverse of `stilled`."""
        spin, there = self._place(time_s, still_px.ndim)
        return as_points(as_complex(still_px - self.pivot_px) * spin + there)

    def _place(self, time_s: Array, dimensions: int) -> tuple[Any, Any]:
        """What multiplies places about the pivot, and where it is; complex, to go with points."""
        zoom, roll_rad = (np.interp(time_s, self.time_s, of) for of in (self.zoom, self.roll_rad))
        there = as_complex(self.pivot_px + self.at(time_s))
        shape = (-1, *[1] * (dimensions - 2))
        return (zoom * np.exp(1j * roll_rad)).reshape(shape), there.reshape(shape)

    def about_usual(self, shots: Sequence[tuple[float, float]] = ()) -> CameraTrack:
        """The same motion with roll and zoom counted from their medians, as far as they are sure.

        A hand holds the phone level and at one distance on the whole, which no single frame shows.
        What roll and zoom vary by is real² + error², so both are drawn toward their medians by
        real² / (real² + error²).

        Args:
            shots: (start, end) of each, seconds, whose cameras stand apart; none is one shot.
        """
        spin = np.log(self.zoom) + 1j * self.roll_rad
        sigma_rad = self.roll_sigma_rad.copy()
        for start_s, end_s in open_ended(shots):
            here = (start_s <= self.time_s) & (self.time_s < end_s)
            if here.any():
                spin[here] -= np.median(spin[here].real) + 1j * np.median(spin[here].imag)
                variance = float(np.mean(np.abs(spin[here]) ** 2)) / 2
                error = float(np.median(sigma_rad[here]))
                share = 1.0 - error**2 / variance if variance > error**2 else 0.0
                spin[here] *= share
                sigma_rad[here] *= np.sqrt(share)
        return replace(self, roll_rad=spin.imag, zoom=np.exp(spin.real), roll_sigma_rad=sigma_rad)


def still_camera(sigma_px: float = float("nan")) -> CameraTrack:
    """A camera on a tripod; `sigma_px` is by how much it may still move (one sigma)."""
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
"""Rows of the mask of which the left and right edge are kept."""
BACK_POINTS = 11
"""Points of the back's edge that are kept."""
_CONTOUR: dict[str, tuple[int, ...]] = {
    "extent_px": (2,),
    "edge_px": (ROWS, 2),
    "back_px": (BACK_POINTS, 2),
}
"""Shapes of the arrays of a `Silhouette`: shape of one row of each array of a `SilhouetteTrack`."""


@dataclass(frozen=True)
class Silhouette:
    """A coarse contour of one person's mask in one frame; NaN = not read.

    Continuous pixel coordinates (the pixel in column 3 covers 3.0 to 4.0), x right, y down, of the
    frame that the landmarks of the same pose are in.

    Attributes:
        extent_px: (2,) float32, top and bottom of the mask's largest component.
        edge_px: (ROWS, 2) float32, x of its left and right edge on rows equally spaced between the
            two: row i lies at `top + (i + 0.5) / ROWS * (bottom - top)`. Gaps inside (between the
            legs, under an arm) are not kept. An edge at the frame's border may be the border's:
            the person may go on beyond it.
        back_px: (BACK_POINTS, 2) float32, points on the back's edge, each beside one of as many
            equally spaced points on the line from hips (first) to shoulders (last). NaN while the
            trunk is upright.
    """

    extent_px: NDArray[np.float32]
    edge_px: NDArray[np.float32]
    back_px: NDArray[np.float32]

    def placed(self, origin_px: tuple[float, float], scale: tuple[float, float]) -> Silhouette:
        """In pixels of the full frame, from those of a crop.

        Args:
            origin_px: (x, y) of the crop's upper left corner in the full frame.
            scale: Pixels of the crop per full-frame pixel, (x, y).
        """
        origin, per_px = np.asarray(origin_px, np.float32), np.asarray(scale, np.float32)
        return replace(
            self,
            extent_px=self.extent_px / per_px[1] + origin[1],
            edge_px=self.edge_px / per_px[0] + origin[0],
            back_px=self.back_px / per_px + origin,
        )

    def mirrored(self, width_px: float) -> Silhouette:
        """As in the mirrored frame of that width."""
        back_px = self.back_px.copy()
        back_px[:, 0] = width_px - back_px[:, 0]
        edge_px = np.float32(width_px) - self.edge_px[:, ::-1]
        return replace(self, edge_px=edge_px, back_px=back_px)

    def below(self, y_px: float) -> Silhouette:
        """Without the edges above a height and without the back, where these were not filmed."""
        edge_px = self.edge_px.copy()
        edge_px[row_px(self.extent_px) < y_px] = np.nan
        return replace(self, edge_px=edge_px, back_px=np.full_like(self.back_px, np.nan))


def row_px(extent_px: NDArray[np.floating]) -> NDArray[np.floating]:
    """(..., ROWS) y of the rows between (..., 2) top and bottom."""
    top, bottom = extent_px[..., :1], extent_px[..., 1:]
    return top + (np.arange(ROWS, dtype=np.float32) + 0.5) / ROWS * (bottom - top)


@dataclass(frozen=True)
class SilhouetteTrack:
    """The lifter's contour over a clip, in S frames, at most 15 a second.

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

    def stilled(self, camera: CameraTrack) -> SilhouetteTrack:
        """With the camera's motion taken off.

        A row stays one: its edges move by what the roll does to each, and all rows by what it does
        to the middle of the contour.
        """

        def still(x_px: NDArray[np.floating], y_px: NDArray[np.floating]) -> NDArray[np.float32]:
            points_px = np.stack(np.broadcast_arrays(x_px, y_px), axis=-1).astype(np.float64)
            return camera.stilled(self.time_s, points_px).astype(np.float32)

        edges_seen = np.isfinite(self.edge_px)
        middle_px = np.where(edges_seen, self.edge_px, 0).sum(axis=(1, 2)) / np.maximum(
            edges_seen.sum(axis=(1, 2)), 1
        )
        return replace(
            self,
            extent_px=still(middle_px[:, None], self.extent_px)[..., 1],
            edge_px=still(self.edge_px, self.row_px[..., None])[..., 0],
            back_px=still(self.back_px[..., 0], self.back_px[..., 1]),
        )

    @staticmethod
    def of(contour_at: Mapping[float, Silhouette]) -> SilhouetteTrack:
        """From contours by time in seconds, in rising order."""
        contours = contour_at.values()
        arrays = {
            name: np.array([getattr(one, name) for one in contours], np.float32).reshape(-1, *shape)
            for name, shape in _CONTOUR.items()
        }
        return SilhouetteTrack(np.array(list(contour_at), np.float64), **arrays)

    @staticmethod
    def joined(tracks: Sequence[SilhouetteTrack]) -> SilhouetteTrack:
        """Tracks of stretches of time that follow each other as one track; empty for no tracks."""
        return SilhouetteTrack(**end_to_end(tracks or [no_silhouettes()], "time_s", *_CONTOUR))


def no_silhouettes() -> SilhouetteTrack:
    """The track of a clip in which no mask was read."""
    return SilhouetteTrack.of({})
