"""The lifter's contour: in one frame, and over a clip."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from formcheck.observation.tracks import CameraTrack, check_rows, end_to_end

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
