"""The lifter's poses over a clip, and what their landmarks are called.

Landmarks follow the 33-point numbering of MediaPipe's pose landmarker; `Landmark` names the ones
formcheck uses. Pixels are those of the upright picture (rotation metadata applied), x to the
right, y down.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import IntEnum
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from formcheck.observation.rows import check_rows

LANDMARKS = 33

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
        check_rows(
            self,
            image_px=(LANDMARKS, 2),
            depth_px=(LANDMARKS,),
            visibility=(LANDMARKS,),
            span=(),
            camera_px=(2,),
            back_deg=(2,),
        )

    @property
    def seen(self) -> NDArray[np.bool_]:
        """(T,) True where the lifter is seen."""
        return self.span >= 0

    @property
    def head_hidden(self) -> NDArray[np.bool_]:
        """(T,) True where a plate hides the head: nothing is known of it (visibility 0)."""
        return np.asarray(self.seen & (self.visibility[:, EARS] == 0).all(axis=1))
