"""The lifter's silhouette as a coarse contour: what is kept of a mask, in one frame and in a clip.

Places are continuous pixel coordinates (a pixel of column 3 covers 3.0 to 4.0), x right, y down, of
the same frame as the landmarks beside them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from formcheck.observation.tracks import check_rows, end_to_end

ROWS = 48
BACK_POINTS = 11
_SHAPES: dict[str, tuple[int, ...]] = {
    "extent_px": (2,),
    "edge_px": (ROWS, 2),
    "back_px": (BACK_POINTS, 2),
    "gray": (),
    "sharpness": (),
    "scale": (),
}
"""Of one contour; what follows the S of each array of a `SilhouetteTrack`."""


@dataclass(frozen=True)
class Silhouette:
    """One person's contour in one frame; NaN where nothing was read.

    Attributes:
        extent_px: (2,) float32, top and bottom of the mask's largest component.
        edge_px: (ROWS, 2) float32, x of its left and right extent on rows equally spaced between
            the two: row i lies at `top + (i + 0.5) / ROWS * (bottom - top)`. Gaps inside (between
            the legs, under an arm) are not kept. At the frame's edge the person may go on.
        back_px: (BACK_POINTS, 2) float32, places on the back's edge beside equally spaced places
            on the line from hips (first) to shoulders (last). NaN while the trunk is upright.
        gray: Mean gray level (0 to 255) within the box around the landmarks.
        sharpness: Variance of the Laplacian there, squared gray levels of the frame that the pose
            model got; less when blurred.
        scale: Pixels of that frame per full-frame pixel.
    """

    extent_px: NDArray[np.float32]
    edge_px: NDArray[np.float32]
    back_px: NDArray[np.float32]
    gray: float = float("nan")
    sharpness: float = float("nan")
    scale: float = float("nan")

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
        gray, sharpness, scale: (S,) float32.
    """

    time_s: NDArray[np.float64]
    extent_px: NDArray[np.float32]
    edge_px: NDArray[np.float32]
    back_px: NDArray[np.float32]
    gray: NDArray[np.float32]
    sharpness: NDArray[np.float32]
    scale: NDArray[np.float32]

    def __post_init__(self) -> None:
        check_rows(self, **_SHAPES)

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
            for name, shape in _SHAPES.items()
        }
        return SilhouetteTrack(np.array(list(contour_at), np.float64), **arrays)

    @staticmethod
    def joined(tracks: Sequence[SilhouetteTrack]) -> SilhouetteTrack:
        """Those of stretches of time that follow each other, as one; nothing of none."""
        return SilhouetteTrack(**end_to_end(tracks or [no_silhouettes()], "time_s", *_SHAPES))


def no_silhouettes() -> SilhouetteTrack:
    """The track of a clip in which no mask was read."""
    return SilhouetteTrack.of({})
