"""How far the background moves: zero on a tripod, the camera's sway in a hand.

Only shifts are measured; a phone that turns or zooms during a set is reported as it moves the
background on average. The lifter and everybody else seen are left out of the measurement.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from formcheck.extraction.identity import Whereabouts
from formcheck.extraction.people import body_size_px
from formcheck.pose.track import Pose
from formcheck.video.reading import Frame, read_frames

GAP_S = 0.1
LONGEST_PX = 384
POINTS = 200
LEAST_POINTS = 12
INLIER_PX = 1.0  # in the small picture
LEAST_INLIERS = 0.5
LEAST_FOUND = 0.5
"""Of the pictures. Before a bare wall the only points there are belong to what moves in front of it
(a plate that sticks out); they come and go, a room stays."""
NEW_REFERENCE_SHARE = 0.12  # of the picture's longer side
STILL_SHARE = 0.002  # of the longer side: 2.6 px of 1280, half of what a torso length sways by
STILL_STEP_SHARE = 0.0005  # between coarse pictures; tripods show less than .0002, hands .0007 up
BODY_MARGIN_SIZES = 0.5
OUTWARD = np.array([-1.0, -1.0, 1.0, 1.0])  # of a box's left, top, right and bottom


def moves(camera_step_px: Sequence[float], frame_size_px: tuple[int, int]) -> bool:
    """Whether the steps between coarse pictures say that the camera is not on a tripod.

    A step now and then is a person who fills the picture; a hand moves most of the time.
    """
    if not len(camera_step_px):
        return False
    return bool(np.median(camera_step_px) > STILL_STEP_SHARE * max(frame_size_px))


def background_steps_px(frames: Sequence[Frame], poses: Sequence[Sequence[Pose]]) -> list[float]:
    """How far the background moved from each picture to the next, full-frame pixels.

    Args:
        frames: Pictures, a second or so apart.
        poses: Everybody in each of them, full-frame pixels.

    Returns:
        One step for each picture but the first; infinite where too little of the background is
        found again.
    """
    small = [_small(frame) for frame in frames]
    boxes = [[_box_px(pose) for pose in seen] for seen in poses]
    steps = []
    for (one, other), here in zip(pairwise(small), boxes, strict=False):
        shift = _Reference(one.gray, _background(one, here)).shift_to(other.gray)
        far = np.full(2, np.inf) if shift is None else shift / np.asarray(one.scale)
        steps.append(float(np.hypot(*far)))
    return steps


def _small(frame: Frame) -> Frame:
    """The same picture in gray and no larger than background is measured on."""
    import cv2

    gray = frame.gray
    shrink = min(1.0, LONGEST_PX / max(gray.shape))
    size = (round(gray.shape[1] * shrink), round(gray.shape[0] * shrink))
    scale = (size[0] / gray.shape[1] * frame.scale[0], size[1] / gray.shape[0] * frame.scale[1])
    pixels = np.asarray(cv2.resize(gray, size, interpolation=cv2.INTER_AREA), np.uint8)
    return Frame(frame.index, frame.time_s, pixels, frame.origin_px, scale)


def _box_px(pose: Pose) -> NDArray[np.float64]:
    points = pose.image_px.astype(float)
    margin = BODY_MARGIN_SIZES * float(body_size_px(points))
    return np.concatenate([points.min(axis=0), points.max(axis=0)]) + margin * OUTWARD


def measure_background(
    path: Path, people: Sequence[Whereabouts]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Measure where the background has moved to since the first picture.

    Returns:
        (K,) times in seconds and (K, 2) shifts in full-frame pixels, x right, y down; all zeros
        when the shifts are within what the measurement itself wavers by, or when too few pictures
        show enough of a background.
    """
    times: list[float] = []
    shifts: list[NDArray[np.float64]] = []
    anchor = np.zeros(2)
    reference: _Reference | None = None
    longest, found = 1.0, 0
    for frame in read_frames(path, min_gap_s=GAP_S, longest_px=LONGEST_PX, gray=True):
        gray = frame.gray
        longest = max(gray.shape) / frame.scale[0]
        step = None if reference is None else reference.shift_to(gray)
        found += step is not None
        if step is None:
            # no reference, or nothing of it is left: the background counts as still in between
            anchor = shifts[-1] if shifts else anchor
            reference, step = _Reference(gray, _behind(people, frame)), np.zeros(2)
        shifts.append(anchor + step / np.asarray(frame.scale))
        times.append(frame.time_s)
        if np.abs(step).max() > NEW_REFERENCE_SHARE * max(gray.shape):
            anchor, reference = shifts[-1], _Reference(gray, _behind(people, frame))
    path_px = np.array(shifts).reshape(-1, 2)
    wavers = not len(path_px) or np.ptp(path_px, axis=0).max() < STILL_SHARE * longest
    if wavers or found < LEAST_FOUND * (len(path_px) - 1):
        path_px = np.zeros_like(path_px)
    return np.array(times), path_px


class _Reference:
    """A picture's background points, to be found again in later pictures."""

    def __init__(self, gray: NDArray[np.uint8], background: NDArray[np.uint8]) -> None:
        import cv2

        self._gray = gray
        points: Any = cv2.goodFeaturesToTrack(gray, POINTS, 0.01, 6, mask=background)
        self._points = np.zeros((0, 1, 2), np.float32) if points is None else points
        self._guess = np.zeros(2, np.float32)

    def shift_to(self, gray: NDArray[np.uint8]) -> NDArray[np.float64] | None:
        """How far the points have moved, (2,) pixels; None when too few agree."""
        import cv2

        if len(self._points) < LEAST_POINTS:
            return None
        start = (self._points + self._guess).astype(np.float32)
        found, ok, _ = cv2.calcOpticalFlowPyrLK(
            self._gray, gray, self._points, start, flags=cv2.OPTFLOW_USE_INITIAL_FLOW
        )
        steps = (found - self._points)[ok.ravel() == 1, 0]
        if len(steps) < LEAST_POINTS:
            return None
        middle = np.median(steps, axis=0)
        inliers = np.abs(steps - middle).max(axis=1) < INLIER_PX
        if inliers.mean() < LEAST_INLIERS:
            return None
        self._guess = middle.astype(np.float32)
        return np.asarray(steps[inliers].mean(axis=0), np.float64)


def _behind(people: Sequence[Whereabouts], frame: Frame) -> NDArray[np.uint8]:
    """(H, W) 255 where nobody is expected at this time, with some room."""
    return _background(
        frame,
        [p.box_at(frame.time_s) + BODY_MARGIN_SIZES * p.size_px * OUTWARD for p in people],
    )


def _background(frame: Frame, boxes_px: Sequence[NDArray[np.float64]]) -> NDArray[np.uint8]:
    """(H, W) 255 outside of the (4,) boxes, which are in full-frame pixels."""
    mask = np.full(frame.pixels.shape[:2], 255, np.uint8)
    for box in boxes_px:
        corners = np.maximum(frame.to_picture_px(box.reshape(2, 2)).round().astype(int), 0)
        (left, top), (right, bottom) = corners
        mask[top:bottom, left:right] = 0
    return mask
