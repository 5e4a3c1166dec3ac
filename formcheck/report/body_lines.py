"""The lifter's limbs on a picture: what stands nearer is drawn stronger."""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from formcheck.observation.poses import Landmark
from formcheck.report import sketch

_LIMBS: Final = (
    ("SHOULDER", "ELBOW"),
    ("ELBOW", "WRIST"),
    ("HIP", "KNEE"),
    ("KNEE", "ANKLE"),
    ("ANKLE", "HEEL"),
    ("HEEL", "FOOT"),
    ("ANKLE", "FOOT"),
)


def draw_body(
    rgb: sketch.Rgb, points: NDArray[np.float64], near: str, unit_px: int, *, faint: bool
) -> None:
    """Draw the limbs, without the trunk.

    Args:
        rgb: The picture, drawn on in place.
        points: (33, 2) its pixels, NaN = not seen.
        near: LEFT or RIGHT, the side nearer to the camera; empty where neither is.
        unit_px: Width of a line of the near side.
        faint: Thin lines all over, where other lines are what to look at.
    """
    for side in ("RIGHT", "LEFT") if near == "LEFT" else ("LEFT", "RIGHT"):
        strong = (side == near or not near) and not faint
        color, width = (sketch.WHITE, unit_px) if strong else (sketch.GRAY, 1)
        for start, end in _LIMBS:
            _bone(rgb, points, (f"{side}_{start}", f"{side}_{end}"), color, width)
    for joint in ("SHOULDER", "HIP"):
        _bone(rgb, points, (f"LEFT_{joint}", f"RIGHT_{joint}"), sketch.GRAY, 1)


def _bone(
    rgb: sketch.Rgb,
    points: NDArray[np.float64],
    ends: tuple[str, str],
    color: sketch.Color,
    width: int,
) -> None:
    start, end = points[Landmark[ends[0]]], points[Landmark[ends[1]]]
    if np.isfinite(start).all() and np.isfinite(end).all():
        sketch.line(rgb, (start[0], start[1]), (end[0], end[1]), color, width)
