"""How far the background moves: zero on a tripod, the camera's sway in a hand.

Shift, roll and zoom are measured together: a hand does all three, and a shift alone fits no frame
of it. The lifter and everybody else seen are left out of the measurement; a plate that sticks out
is not, so where some of the background never moves (`background.py`), nothing that does is
background.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

import cv2
import numpy as np
from numpy.typing import NDArray

from formcheck.arithmetic import Array
from formcheck.extraction.background import BackgroundMotion, Reference, TripodEvidence
from formcheck.extraction.identity import TrackPrior
from formcheck.extraction.people import body_size_px, bounds_px, with_margin
from formcheck.observation.tracks import CameraTrack, still_camera
from formcheck.pose.estimator import Pose
from formcheck.video.conversion import Lens
from formcheck.video.reading import WANTED, Frame, FrameReader

GAP_S = 0.1
"""Least time between two frames that the background is measured in."""
LONGEST_PX = 384
"""Longest side of the pictures that it is measured in."""
LEAST_FOUND = 0.5
"""The background has to be found again in this share of the frames. Before a bare wall the only
points belong to what moves in front of it (a plate that sticks out), which come and go."""
WORTHLESS_SIZES, WORTHLESS_RATIO = 0.1, 10.0
"""A measured motion is not used where its error is larger than the first, in body sizes (a hand
sways by 0.05 to 0.1), unless the motion is so many times as large as its error (a pan)."""
REACH_SHARE = 0.12
"""A reference frame reaches as far as a shift of this share of the frame's longer side; beyond it
another one is taken."""
MOST_REFERENCES = 8
"""Reference frames that are kept. Before a plain wall few points are found again from one frame to
the next, and motions that only add up drift off by a fifth of a body in 15 s. In a frame that an
earlier reference still reaches, they are counted from that one again."""
STILL_SHARE = 0.002
"""A camera whose whole shift is less than this share of the longer side counts as still: 2.6 pixels
of 1280."""
STILL_STEP_SHARE = 0.0005
"""The camera is measured at all where the median step between coarse frames is larger than this
share of the longer side: tripods show less than 0.0002, hands 0.0007 and more."""
BODY_MARGIN_SIZES = 0.5
"""The background begins this far from everybody's box, in body sizes."""
MEDIAN_OF_STEP = 1.665
"""Median length of a step between two frames, over the standard deviation of each of their axes:
that of a Rayleigh distribution, for the difference of two frames."""
LEAST_SIGMA_PX, LEAST_SIGMA_RAD = 0.05, 1e-4
"""Lower bounds of a shift's and a roll's standard error: what tracked points waver by at best."""


def moves(camera_step_px: Sequence[float], frame_size_px: tuple[int, int]) -> bool:
    """Whether the steps between coarse frames say that the camera is not on a tripod.

    A step now and then is a person who fills the frame; a hand moves most of the time.
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
    """How far the background moved from each frame to the next, full-frame pixels.

    Returns:
        One step for each frame but the first; infinite where too little of the background is
        found again.
    """
    small = [_small(frame) for frame in frames]
    boxes = [[_box_px(pose) for pose in seen] for seen in poses]
    steps = []
    for (one, other), here in zip(pairwise(small), boxes, strict=False):
        motion = Reference(one, _background(one, here)).motion_to(other)
        steps.append(np.inf if motion is None else abs(motion.shift))
    return steps


def _small(frame: Frame) -> Frame:
    """The same frame in gray and no larger than background is measured on."""
    gray = frame.gray
    shrink = min(1.0, LONGEST_PX / max(gray.shape))
    size = (round(gray.shape[1] * shrink), round(gray.shape[0] * shrink))
    scale = (size[0] / gray.shape[1] * frame.scale[0], size[1] / gray.shape[0] * frame.scale[1])
    pixels = np.asarray(cv2.resize(gray, size, interpolation=cv2.INTER_AREA), np.uint8)
    return Frame(frame.time_s, pixels, frame.origin_px, scale)


def _box_px(pose: Pose) -> NDArray[np.floating]:
    points = pose.image_px.astype(float)
    return with_margin(bounds_px(points), BODY_MARGIN_SIZES * float(body_size_px(points)))


def measure_background(path: Path, people: Sequence[TrackPrior]) -> CameraTrack:
    """Where the background behind people (the lifter first) has moved to since the first frame.

    Returns:
        All zeros when the shifts are within what the measurement itself wavers by, which their
        sigmas say then; when some of the background stays where it was all the time; and when too
        few frames show enough of a background, or errors are as large as any sway: not known.
    """
    frames = FrameReader(path, Lens(longest_px=LONGEST_PX, gray=True), min_gap_s=GAP_S)
    first = next(frames, None)
    if first is None:
        return still_camera()
    before = first
    longest_px = max(first.gray.shape) / first.scale[0]
    tripod = TripodEvidence(first, _behind(people, first))
    displacement = _Displacement(_lifters_place(people, first), first.time_s)

    def reference_at(frame: Frame) -> _Reference:
        """One that is where the background was found last."""
        return _Reference(Reference(frame, _behind(people, frame)), displacement.latest)

    references = [reference_at(first)]
    for frame in frames:
        tripod.put(frame)
        found = _found(references, frame, REACH_SHARE * longest_px)
        if found is not None:
            displacement.put(frame.time_s, *found)
        else:  # what is left of earlier ones is too little, or too far away
            latest = reference_at(before)
            displacement.put(frame.time_s, latest.place, latest.points.motion_to(frame))
            references = [references[0], *references[1:][2 - MOST_REFERENCES :], latest]
        before = frame
    if tripod.stands:
        return still_camera(max(LEAST_SIGMA_PX, tripod.sigma_px))
    size_px = people[0].size_px if people else float("inf")
    measured = displacement.track(longest_px)
    return still_camera() if _worthless(measured, size_px) else measured


def _found(
    references: Sequence[_Reference], frame: Frame, reach_px: float
) -> tuple[_Place, BackgroundMotion] | None:
    """The surest reference that a frame is near to, and how the background moved since."""
    for one in sorted(references, key=lambda one: float(one.place.variances[:2].max())):
        motion = one.points.motion_to(frame)
        if motion is not None and abs(motion.shift) <= reach_px:
            return one.place, motion
    return None


def _worthless(camera: CameraTrack, size_px: float) -> bool:
    """Whether errors are as large as what a hand does, and as what was measured."""
    sigma_px = float(np.median(camera.sigma_px, axis=0).max())
    moved_px = float(np.ptp(camera.shift_px, axis=0).max())
    return sigma_px > WORTHLESS_SIZES * size_px and moved_px < WORTHLESS_RATIO * sigma_px


def _lifters_place(people: Sequence[TrackPrior], frame: Frame) -> complex:
    """Where in the full frame the background's motion is wanted most."""
    if not people:
        height, width = frame.gray.shape
        middle = frame.to_full_px(np.array([width / 2, height / 2]))
        return complex(float(middle[0]), float(middle[1]))
    left, top, right, bottom = np.median(people[0].box_px, axis=0).tolist()
    return complex((left + right) / 2, (top + bottom) / 2)


@dataclass(frozen=True)
class _Place:
    """Where the background of a frame is: how a place of the first frame has moved.

    Attributes:
        shift: Of the pivot.
        spin: Roll and zoom about it, as in `BackgroundMotion`.
        variances: (3,) of the shift in x and y, and of the spin.
    """

    shift: complex = 0j
    spin: complex = 1 + 0j
    variances: Array = field(default_factory=lambda: np.zeros(3))

    def moved_on(self, motion: BackgroundMotion, pivot: complex) -> _Place:
        """The place after one more motion; what is not known of both adds up."""
        away = pivot + self.shift - motion.center
        of_spin = motion.spin_variance
        return _Place(
            self.shift + motion.shift + (motion.spin - 1) * away,
            self.spin * motion.spin,
            self.variances + np.append(motion.variance + of_spin * abs(away) ** 2, of_spin),
        )


class _Reference(NamedTuple):
    """A frame whose points are looked for in later ones, and where its background is."""

    points: Reference
    place: _Place


class _Displacement:
    """Where the background is from frame to frame."""

    def __init__(self, pivot: complex, first_s: float) -> None:
        self._pivot = pivot
        self._time_s = [first_s]
        self._lost: list[int] = []
        self._places = [_Place()]

    @property
    def latest(self) -> _Place:
        """Where it was found last."""
        return self._places[-1]

    def put(self, time_s: float, since: _Place, motion: BackgroundMotion | None) -> None:
        """The next frame: its motion from a place on; None when nothing was found again in it."""
        if motion is None:  # the background counts as still in between
            self._lost.append(len(self._places))
            self._places.append(since)
        else:
            self._places.append(since.moved_on(motion, self._pivot))
        self._time_s.append(time_s)

    def track(self, longest_px: float) -> CameraTrack:
        """What was put in, as far as it says anything; `longest_px` is a side of the full frame."""
        shift = np.array([place.shift for place in self._places])
        spin = np.array([place.spin for place in self._places])
        later = len(shift) - 1
        if later - len(self._lost) < LEAST_FOUND * later:
            return still_camera()
        moved = np.stack([shift.real, shift.imag, np.angle(spin)], axis=1)
        variances = np.array([place.variances for place in self._places]) + self._unseen(moved)
        shift_px = moved[:, :2]
        least = np.array([LEAST_SIGMA_PX, LEAST_SIGMA_PX, LEAST_SIGMA_RAD])
        variances = np.maximum(variances, least**2)
        if np.ptp(shift_px, axis=0).max() < STILL_SHARE * longest_px:
            variances[:, :2] += np.square(shift_px)
            shift_px = np.zeros_like(shift_px)
        return CameraTrack(
            time_s=np.array(self._time_s),
            shift_px=shift_px,
            sigma_px=np.sqrt(variances[:, :2]),
            roll_rad=moved[:, 2],
            zoom=np.abs(spin),
            roll_sigma_rad=np.sqrt(variances[:, 2]),
            pivot_px=np.array([self._pivot.real, self._pivot.imag]),
        )

    def _unseen(self, moved: Array) -> Array:
        """(K, 3) what the moments in which nothing was found again add to the variances."""
        added = np.zeros_like(moved)
        if self._lost:
            steps = np.delete(np.diff(moved, axis=0), np.array(self._lost) - 1, axis=0)
            added[self._lost] = np.square(steps).mean(axis=0)
        return np.cumsum(added, axis=0)


def _behind(people: Sequence[TrackPrior], frame: Frame) -> NDArray[np.uint8]:
    """(H, W) 255 where nobody is expected at this time, with some room."""
    return _background(
        frame,
        [with_margin(p.box_at(frame.time_s), BODY_MARGIN_SIZES * p.size_px) for p in people],
    )


def _background(frame: Frame, boxes_px: Sequence[NDArray[np.floating]]) -> NDArray[np.uint8]:
    """(H, W) 255 outside of the (4,) boxes, which are in full-frame pixels."""
    mask = np.full(frame.pixels.shape[:2], WANTED, np.uint8)
    for box in boxes_px:
        mask[frame.part(box)] = 0
    return mask
