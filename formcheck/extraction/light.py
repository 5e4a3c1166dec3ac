"""How bright and how sharp a frame is where the lifter is."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from formcheck.pose.engine import Pose
from formcheck.video.reading import Frame

LEAST_SIDE_PX = 8
"""Of the box around the landmarks, pixels of the small frame."""


def with_light(pose: Pose, frame: Frame) -> Pose:
    """The pose with brightness and sharpness beside its silhouette; as it was without one.

    Args:
        pose: In full-frame pixels.
        frame: As it was filmed.
    """
    if pose.silhouette is None:
        return pose
    gray, sharpness = brightness_and_sharpness(frame.pixels, frame.to_picture_px(pose.image_px))
    scale = float(frame.scale[0])
    seen = replace(pose.silhouette, gray=gray, sharpness=sharpness, scale=scale)
    return replace(pose, silhouette=seen)


def brightness_and_sharpness(
    pixels: NDArray[np.uint8], points: NDArray[np.floating]
) -> tuple[float, float]:
    """Mean gray level and variance of the Laplacian in the box around some places.

    The variance of the Laplacian falls when a frame is out of focus or something moves in it
    (Pech-Pacheco et al. 2000, "Diatom autofocusing in brightfield microscopy").

    Args:
        pixels: (H, W, 3) RGB or (H, W) gray.
        points: (N, 2) pixels of it.

    Returns:
        Both; NaN where the frame shows too little of the box.
    """
    import cv2

    if not np.isfinite(points).all():
        return float("nan"), float("nan")
    size = np.array(pixels.shape[1::-1])
    low = np.clip(np.floor(points.min(axis=0)), 0, size).astype(int)
    high = np.clip(np.ceil(points.max(axis=0)), 0, size).astype(int)
    if (high - low).min() < LEAST_SIDE_PX:
        return float("nan"), float("nan")
    part = pixels[low[1] : high[1], low[0] : high[0]]
    gray = cv2.cvtColor(part, cv2.COLOR_RGB2GRAY) if part.ndim == 3 else part
    edges = cv2.Laplacian(gray, cv2.CV_16S)
    _, spread = cv2.meanStdDev(edges)
    return float(cv2.mean(gray)[0]), float(spread[0, 0]) ** 2
