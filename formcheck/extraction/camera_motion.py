"""How far the background moves: zero on a tripod, the camera's sway in a hand.

Only shifts are measured; a phone that turns or zooms during a set is reported as it moves the
background on average. The lifter and everybody else seen are left out of the measurement.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from formcheck.extraction.camera_track import CameraTrack, still_camera
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
SHARED = 4.0
"""Features share what they are off by with their neighbors: so many count as one."""
MEDIAN_OF_STEP = 1.665
"""Length of the median step between two frames whose two axes each waver by one, twice."""
LEAST_SIGMA_PX = 0.05
"""What features that are followed waver by at best, pixels of the full frame."""
TURNS = 2
OUTWARD = np.array([-1.0, -1.0, 1.0, 1.0])  # of a box's left, top, right and bottom


def moves(camera_step_px: Sequence[float], frame_size_px: tuple[int, int]) -> bool:
    """Whether the steps between coarse pictures say that the camera is not on a tripod.

    A step now and then is a person who fills the picture; a hand moves most of the time.
    """
    if not len(camera_step_px):
        return False
    return bool(np.median(camera_step_px) > STILL_STEP_SHARE * max(frame_size_px))


def wavering_px(camera_step_px: Sequence[float]) -> float:
    """How much (one sigma) a camera that stands still seems to waver by; NaN when not known."""
    if not len(camera_step_px):
        return float("nan")
    return max(LEAST_SIGMA_PX, float(np.median(camera_step_px)) / MEDIAN_OF_STEP)


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
        motion = _Reference(one.gray, _background(one, here)).motion_to(other.gray)
        far = np.full(2, np.inf) if motion is None else motion.shift / np.asarray(one.scale)
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


def measure_background(path: Path, people: Sequence[Whereabouts]) -> CameraTrack:
    """Measure where the background has moved to since the first picture.

    Returns:
        All zeros when the shifts are within what the measurement itself wavers by, which their
        sigmas say then; and when too few pictures show enough of a background: not known.
    """
    way = _Way()
    reference: _Reference | None = None
    longest = 1.0
    for frame in read_frames(path, min_gap_s=GAP_S, longest_px=LONGEST_PX, gray=True):
        gray = frame.gray
        longest = max(gray.shape) / frame.scale[0]
        motion = None if reference is None else reference.motion_to(gray)
        way.put(frame, motion)
        if motion is None:
            reference = _Reference(gray, _behind(people, frame))
        elif np.abs(motion.shift).max() > NEW_REFERENCE_SHARE * max(gray.shape):
            way.new_reference()
            reference = _Reference(gray, _behind(people, frame))
    return way.track(longest)


class _Motion(NamedTuple):
    """Of the background between two pictures, in their pixels.

    Attributes:
        shift, sigma: (2,) and its standard error.
        roll, roll_sigma: Radians, from x toward y.
        pivot: (2,) middle of the points that tell, in the later picture.
    """

    shift: NDArray[np.float64]
    sigma: NDArray[np.float64]
    roll: float
    roll_sigma: float
    pivot: NDArray[np.float64]


class _Way:
    """Adds up motions from reference to reference; what is not known of one adds to the next."""

    def __init__(self) -> None:
        self._time_s: list[float] = []
        self._rows: list[NDArray[np.float64]] = []  # shift, roll, their variances, pivot
        self._anchor = np.zeros(6)
        self._lost: list[int] = []

    def put(self, frame: Frame, motion: _Motion | None) -> None:
        """The next picture; None when nothing was found again in it."""
        scale = np.asarray(frame.scale)
        if motion is None:
            # no reference, or nothing of it is left: the background counts as still in between
            self._lost.append(len(self._rows))
            self.new_reference()
            row = np.concatenate([self._anchor, np.full(2, np.nan)])
        else:
            step = [*motion.shift / scale, motion.roll]
            variances = np.square([*motion.sigma / scale, motion.roll_sigma])
            pivot = frame.to_full_px(motion.pivot)
            row = np.concatenate([self._anchor + np.array([*step, *variances]), pivot])
        self._time_s.append(frame.time_s)
        self._rows.append(row)

    def new_reference(self) -> None:
        """Motions count from the latest picture on."""
        if self._rows:
            self._anchor = self._rows[-1][:6]

    def track(self, longest_px: float) -> CameraTrack:
        """What was put in, as far as it says anything.

        Args:
            longest_px: Side of the full frame.
        """
        if not self._rows:
            return still_camera()
        rows = np.array(self._rows)
        if len(rows) - len(self._lost) < LEAST_FOUND * (len(rows) - 1):
            return still_camera()
        shift_px, roll, variance, pivot = np.split(rows, [2, 3, 6], axis=1)
        variance = variance + self._unseen(rows[:, :3])
        variance[:, :2] = np.maximum(variance[:, :2], LEAST_SIGMA_PX**2)
        if np.ptp(shift_px, axis=0).max() < STILL_SHARE * longest_px:
            variance[:, :2] += np.square(shift_px)
            shift_px = np.zeros_like(shift_px)
        return CameraTrack(
            time_s=np.array(self._time_s),
            shift_px=shift_px,
            sigma_px=np.sqrt(variance[:, :2]),
            roll_rad=roll[:, 0],
            roll_sigma_rad=np.sqrt(variance[:, 2]),
            pivot_px=pivot,
        )

    def _unseen(self, moved: NDArray[np.float64]) -> NDArray[np.float64]:
        """(K, 3) what the moments in which nothing was found again add to the variances."""
        lost = [place for place in self._lost if place > 0]
        added = np.zeros_like(moved)
        if lost:
            steps = np.delete(np.diff(moved, axis=0), np.array(lost) - 1, axis=0)
            added[lost] = np.square(steps).mean(axis=0)
        return np.cumsum(added, axis=0)


class _Reference:
    """A picture's background points, to be found again in later pictures."""

    def __init__(self, gray: NDArray[np.uint8], background: NDArray[np.uint8]) -> None:
        import cv2

        self._gray = gray
        points: Any = cv2.goodFeaturesToTrack(gray, POINTS, 0.01, 6, mask=background)
        self._points = np.zeros((0, 1, 2), np.float32) if points is None else points
        self._guess = np.zeros(2, np.float32)

    def motion_to(self, gray: NDArray[np.uint8]) -> _Motion | None:
        """How far the points have moved, pixels; None when too few agree."""
        import cv2

        if len(self._points) < LEAST_POINTS:
            return None
        start = (self._points + self._guess).astype(np.float32)
        found, ok, _ = cv2.calcOpticalFlowPyrLK(
            self._gray, gray, self._points, start, flags=cv2.OPTFLOW_USE_INITIAL_FLOW
        )
        there = ok.ravel() == 1
        points, steps = self._points[there, 0].astype(float), (found - self._points)[there, 0]
        if len(steps) < LEAST_POINTS:
            return None
        middle = np.median(steps, axis=0)
        inliers = np.abs(steps - middle).max(axis=1) < INLIER_PX
        if inliers.mean() < LEAST_INLIERS:
            return None
        self._guess = middle.astype(np.float32)
        return _motion(points, steps.astype(float), inliers)


def _motion(
    points: NDArray[np.float64], steps: NDArray[np.float64], inliers: NDArray[np.bool_]
) -> _Motion:
    """Shift of the middle, and roll, by least squares over (N, 2) steps of (N, 2) points.

    Points far from the middle go out of line by the roll itself, so it is fitted once more with
    those that agree with it. The spread around the fit (shift, roll and zoom) gives the errors.
    """
    shift, center = steps[inliers].mean(axis=0), points[inliers].mean(axis=0)
    agree, roll, off = inliers, 0.0, np.zeros_like(steps)
    for _ in range(TURNS):
        away = points - points[agree].mean(axis=0)
        across = away[:, ::-1] * [-1.0, 1.0]
        size = max(1.0, float((away[agree] ** 2).sum()))
        moved = steps - steps[agree].mean(axis=0)
        roll = float((across[agree] * moved[agree]).sum()) / size
        zoom = float((away[agree] * moved[agree]).sum()) / size
        off = moved - roll * across - zoom * away
        agree = np.abs(off).max(axis=1) < INLIER_PX
        if agree.sum() < LEAST_POINTS:
            agree = inliers
            break
    spread = np.sqrt(np.square(off[agree]).sum(axis=0) * SHARED / max(1, agree.sum() - 2))
    return _Motion(
        shift=np.asarray(shift, np.float64),
        sigma=spread / np.sqrt(agree.sum()),
        roll=roll,
        roll_sigma=float(np.linalg.norm(spread) / np.sqrt(2 * size)),
        pivot=center + shift,
    )


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
