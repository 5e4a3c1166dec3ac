"""Poses: what a pose engine gives, and the track of one lifter that the rest of formcheck reads.

Landmarks follow the 33-point numbering of MediaPipe's pose landmarker; `Landmark` names the ones
formcheck uses. Pixels are those of the upright picture (rotation metadata applied), x to the
right, y down.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import IntEnum
from typing import Literal, NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

from formcheck.pose.silhouette import Silhouette

LANDMARKS = 33

FloatArray = NDArray[np.floating]
ChosenBy = Literal["only_person", "vertical_motion", "told"]


class Landmark(IntEnum):
    """The landmarks formcheck reads, by their place in the 33."""

    NOSE = 0
    LEFT_EAR = 7
    RIGHT_EAR = 8
    LEFT_SHOULDER = 11
    RIGHT_SHOULDER = 12
    LEFT_ELBOW = 13
    RIGHT_ELBOW = 14
    LEFT_WRIST = 15
    RIGHT_WRIST = 16
    LEFT_HIP = 23
    RIGHT_HIP = 24
    LEFT_KNEE = 25
    RIGHT_KNEE = 26
    LEFT_ANKLE = 27
    RIGHT_ANKLE = 28
    LEFT_HEEL = 29
    RIGHT_HEEL = 30
    LEFT_FOOT = 31
    RIGHT_FOOT = 32


# left and right, to index landmarks with
EARS = [Landmark.LEFT_EAR, Landmark.RIGHT_EAR]
SHOULDERS = [Landmark.LEFT_SHOULDER, Landmark.RIGHT_SHOULDER]
HIPS = [Landmark.LEFT_HIP, Landmark.RIGHT_HIP]
KNEES = [Landmark.LEFT_KNEE, Landmark.RIGHT_KNEE]
ANKLES = [Landmark.LEFT_ANKLE, Landmark.RIGHT_ANKLE]
HEELS = [Landmark.LEFT_HEEL, Landmark.RIGHT_HEEL]
TOES = [Landmark.LEFT_FOOT, Landmark.RIGHT_FOOT]
CORE = SHOULDERS + HIPS + KNEES + ANKLES


class Back(NamedTuple):
    """What the outline of the back says, see `back_outline.py`; NaN = not read.

    Attributes:
        bend_deg: By how much the upper back's outline is tipped forward of the lower back's.
        lean_deg: Lean of the whole from vertical, in the picture.
    """

    bend_deg: float = float("nan")
    lean_deg: float = float("nan")


UNREAD = Back()


@dataclass(frozen=True)
class Pose:
    """One person in one picture.

    Attributes:
        image_px: (33, 2) float32, pixels of the picture that was given.
        depth_px: (33,) float32, distance toward (negative) or away from (positive) the camera
            relative to the hips, in the same scale as pixels. Rough: use it for orientation only.
        visibility: (33,) float32 from 0 to 1, the engine's own belief.
        back: The outline of the back.
        silhouette: The contour of the mask, where one was read: at most 15 a second.
    """

    image_px: NDArray[np.float32]
    depth_px: NDArray[np.float32]
    visibility: NDArray[np.float32]
    back: Back = UNREAD
    silhouette: Silhouette | None = None


@dataclass(frozen=True)
class PersonSeen:
    """Somebody in the clip, as a coach would point at them.

    Attributes:
        number: 1 for the person who most likely lifts, then in falling order.
        coverage: Share of the scanned pictures this person is in, 0 to 1.
        vertical_travel_torso: How far the hips travel up and down, in torso lengths.
        box_px: (left, top, right, bottom) of a typical picture of this person.
        at_s: A time at which this person is clearly seen (for a thumbnail).
    """

    number: int
    coverage: float
    vertical_travel_torso: float
    box_px: tuple[float, float, float, float]
    at_s: float


@dataclass(frozen=True)
class PoseTrack:
    """The lifter's poses over a clip.

    Attributes:
        time_s: (T,) float64, strictly increasing, seconds from the first frame's presentation time.
        image_px: (T, 33, 2) float32, upright full-frame pixels, NaN = lifter not seen.
        depth_px: (T, 33) float32, see `Pose.depth_px`.
        visibility: (T, 33) float32, 0 where the lifter is not seen, or a landmark hidden.
        span: (T,) int16, counts up at each identity jump or loss; -1 where the lifter is not seen.
            Nothing may be interpolated across a change of span.
        camera_px: (T, 2) float32, where the background has moved to since the first frame
            (camera motion); subtract it from `image_px` for a still-camera view. Zeros = tripod.
        frame_size_px: (width, height) of the upright picture.
        people: Everybody seen, the chosen lifter first.
        chosen_by: How the lifter was chosen; None when nobody was seen.
        back_deg: (T, 2) float32, bend and lean of `Pose.back`; None when the engine draws no
            outlines.
    """

    time_s: NDArray[np.float64]
    image_px: NDArray[np.float32]
    depth_px: NDArray[np.float32]
    visibility: NDArray[np.float32]
    span: NDArray[np.int16]
    camera_px: NDArray[np.float32]
    frame_size_px: tuple[int, int]
    people: tuple[PersonSeen, ...] = field(default=())
    chosen_by: ChosenBy | None = None
    back_deg: NDArray[np.float32] | None = None

    def __post_init__(self) -> None:
        frames = len(self.time_s)
        expected = {
            "image_px": (frames, LANDMARKS, 2),
            "depth_px": (frames, LANDMARKS),
            "visibility": (frames, LANDMARKS),
            "span": (frames,),
            "camera_px": (frames, 2),
        }
        for name, shape in expected.items():
            if getattr(self, name).shape != shape:
                raise ValueError(f"{name} has shape {getattr(self, name).shape}, wants {shape}")
        if self.back_deg is not None and self.back_deg.shape != (frames, 2):
            raise ValueError(f"back_deg has shape {self.back_deg.shape}, wants {(frames, 2)}")
        if frames > 1 and not np.all(np.diff(self.time_s) > 0):
            raise ValueError("time_s must increase strictly")

    @property
    def seen(self) -> NDArray[np.bool_]:
        """(T,) True where the lifter is seen."""
        return self.span >= 0

    @property
    def head_hidden(self) -> NDArray[np.bool_]:
        """(T,) True where a plate hides the head: nothing is known of it (visibility 0)."""
        return np.asarray(self.seen & (self.visibility[:, EARS] == 0).all(axis=1))


class PoseEstimator(Protocol):
    """An engine that finds people in pictures. One instance per clip and process: state leaks."""

    def find_people(self, rgb: NDArray[np.uint8], most: int) -> Sequence[Pose]:
        """Look at one picture by itself and give up to `most` people. No memory, no smoothing."""

    def follow(self, rgb: NDArray[np.uint8], time_s: float) -> Pose | None:
        """Follow one person through pictures of rising time; None where nobody is seen."""

    def close(self) -> None:
        """Free what the engine holds; it may not be used afterwards."""
