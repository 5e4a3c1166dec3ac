"""The lifter's poses over a clip, the names of landmarks, and what can be read off poses alone.

Landmarks follow the 33-point numbering of MediaPipe's pose landmarker; `Landmark` names the ones
formcheck uses. Pixels are those of the upright frame (rotation metadata applied), x to the right,
y down. The functions on trunk and camera yaw stand here since both extraction (on raw poses) and
motion (on cleaned ones) use them.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import IntEnum
from typing import Literal

import numpy as np
from numpy.typing import NDArray
from pydantic import ConfigDict, with_config

from formcheck.arithmetic import Array
from formcheck.arithmetic.robust import median_seen
from formcheck.observation.tracks import check_rows

LANDMARKS = 33

ChosenBy = Literal["only_person", "vertical_motion", "told"]
STANDING_HIP_PERCENTILE = 90.0
"""Percentile of the hips' heights that is their standing height: a lifter stands for at least a
tenth of any set."""
UPRIGHT_SLOPE = 0.36
"""Tangent of 20°: a trunk line within that of vertical is upright."""
UPRIGHT_SHARE = 0.65
"""Least height of an upright trunk, as a share of its 95th percentile. A trunk that is bent over a
bar toward the camera shows up to 0.6 of its height. At 0.7, the part of a clip before the lifter
stepped nearer to the camera would no longer count as upright."""
STANDING_SHARE = 0.9
"""A torso that shows over 0.9 of its standing height is upright within 25°."""
NEARER_TIMES = 1.2
"""A body is much nearer to the camera where it looks larger by this factor."""
LYING_SHARE = 0.5
"""A trunk whose standing height is under half of its length lies, as on a bench or in push-ups.
There it is at most 0.27; in all sets of both lifts, also in those bent over throughout, 0.66 and
more."""
FULL_VIEW = 0.8
"""Least visibility of a joint in full view. Joints behind a plate have 0.1 to 0.7, those in view
0.9 and more."""
FRONTAL_SHOULDER_WIDTH_TORSO = 0.65
FRONTAL_HIP_WIDTH_TORSO = 0.40
SAGITTAL_FOOT_LENGTH_TORSO = 0.40
"""Widths in exact front views and heel to toe in exact side views, as the pose model draws them,
torso lengths. Measured on several bodies; people differ by about a tenth, which is part of the
uncertainty of a yaw."""


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
ELBOWS = [Landmark.LEFT_ELBOW, Landmark.RIGHT_ELBOW]
WRISTS = [Landmark.LEFT_WRIST, Landmark.RIGHT_WRIST]
HIPS = [Landmark.LEFT_HIP, Landmark.RIGHT_HIP]
KNEES = [Landmark.LEFT_KNEE, Landmark.RIGHT_KNEE]
ANKLES = [Landmark.LEFT_ANKLE, Landmark.RIGHT_ANKLE]
HEELS = [Landmark.LEFT_HEEL, Landmark.RIGHT_HEEL]
TOES = [Landmark.LEFT_FOOT, Landmark.RIGHT_FOOT]
CORE = SHOULDERS + HIPS + KNEES + ANKLES


@with_config(ConfigDict(extra="forbid", strict=True))  # what a file says of it
@dataclass(frozen=True)
class PersonSeen:
    """Somebody in the clip, as a coach would point at them.

    Attributes:
        number: 1 for the person who most likely lifts, then in falling order.
        coverage: Share of the scanned frames that this person is in, 0 to 1.
        vertical_travel_torso: How far the hips travel up and down, in torso lengths.
        box_px: (left, top, right, bottom) in the frame at `at_s`.
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
        span: (T,) int16, number of the stretch in which the lifter is tracked without a loss or an
            identity jump; -1 where the lifter is not seen. Nothing may be interpolated from one
            span to the next.
        frame_size_px: (width, height) of the upright frame.
        people: Everybody seen, the chosen lifter first.
        chosen_by: How the lifter was chosen; None when nobody was seen.
        back_deg: (T, 2) float32, bend and lean of `Pose.back`; None when the pose model draws no
            outlines.
    """

    time_s: Array
    image_px: NDArray[np.float32]
    depth_px: NDArray[np.float32]
    visibility: NDArray[np.float32]
    span: NDArray[np.int16]
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
            back_deg=(2,),
        )

    @property
    def seen(self) -> NDArray[np.bool_]:
        """(T,) True where the lifter is seen."""
        return self.span >= 0

    @property
    def head_hidden(self) -> NDArray[np.bool_]:
        """(T,) True where a plate hides the head: the lifter is seen, the ears' visibility is 0."""
        return np.asarray(self.seen & (self.visibility[:, EARS] == 0).all(axis=1))


def trunk_px(image_px: Array) -> Array:
    """(N, 2) from mid-hip to mid-shoulder of (N, 33, 2) poses, pixels: to the right, and up."""
    shoulder, hip = image_px[:, SHOULDERS].mean(axis=1), image_px[:, HIPS].mean(axis=1)
    return np.asarray((shoulder - hip) * [1.0, -1.0])


def standing_torso_px(trunk: Array) -> float:
    """Height of the torso while upright, from the (N, 2) trunk; NaN when nobody is seen.

    The median over all upright moments: a lifter may stand for a second between long rests over
    the bar, and may walk up to the camera afterwards, so neither a share of the clip nor its
    tallest frames will do (`much_nearer` tells who stays there for longer). Upright is a trunk line
    near vertical (which does not depend on the distance to the camera) that is not foreshortened by
    bending toward the camera.
    """
    seen = np.isfinite(trunk[:, 0])
    if not seen.any():
        return float("nan")
    tall = np.percentile(trunk[seen, 1], 95)
    vertical = np.abs(trunk[:, 0]) < UPRIGHT_SLOPE * trunk[:, 1]
    standing = seen & vertical & (trunk[:, 1] > UPRIGHT_SHARE * tall)
    return median_seen(trunk[standing, 1]) if standing.any() else float(tall)


def much_nearer(image_px: Array) -> NDArray[np.bool_]:
    """(N,) True where a lifter is much nearer to the camera than mostly, from (N, 33, 2) poses.

    Shank, upper arm and neck all look longer then. Each alone is also drawn longer where a plate
    hides its end, and the trunk and thighs of who bends toward the camera and stands up.
    """
    larger = np.ones(len(image_px), np.bool_)
    for upper, lower in ((KNEES, ANKLES), (SHOULDERS, ELBOWS), (EARS, SHOULDERS)):
        ends_px = image_px[:, upper] - image_px[:, lower]
        length_px = np.linalg.norm(ends_px, axis=2).mean(axis=1)
        larger &= length_px > NEARER_TIMES * median_seen(length_px)
    return larger


def lies(trunk: Array, torso_px: float) -> bool:
    """Whether the lifter lies throughout, from the (N, 2) trunk and its standing height."""
    length = median_seen(np.linalg.norm(trunk, axis=1))
    return bool(torso_px < LYING_SHARE * length)


def upright(trunk: Array, torso_px: float) -> NDArray[np.bool_]:
    """(N,) True where the (N, 2) trunk is near its standing height; False where not seen."""
    tall = np.nan_to_num(trunk[:, 1], nan=-1.0)
    return np.asarray(tall > STANDING_SHARE * torso_px)


def camera_yaw(frames: Array) -> tuple[float, float]:
    """How far off the exact side the camera stands, and which way the lifter faces.

    A shoulder or hip line of frontal width w shows w·sin(yaw), a foot of length f shows f·cos(yaw):
    yaw = atan2(width share, foot share). Toes turned out shorten both feet alike and keep their
    mean direction, so the mean heel→toe vector is used. Nearer to the side than to the front, feet
    that are too short for that width are taken as sqrt(1 - width²) long.

    Args:
        frames: (N, 33, 2) poses without NaN, pixels; best those of an upright lifter.

    Returns:
        Degrees: 0 = exact side, 90 = from the front, -90 = from the rear, NaN when the body has no
        extent; and +1 when the lifter faces the right edge of the frame, -1 for the left.
    """
    torso = float(np.median(np.linalg.norm(trunk_px(frames), axis=1)))
    if not torso > 0:
        return float("nan"), 1.0
    across = frames[..., 0]
    shoulder, hip = (
        np.median(across[:, left] - across[:, right]) / torso for left, right in (SHOULDERS, HIPS)
    )
    width = (shoulder / FRONTAL_SHOULDER_WIDTH_TORSO + hip / FRONTAL_HIP_WIDTH_TORSO) / 2
    feet = (across[:, TOES] - across[:, HEELS]).mean(axis=1)
    foot = np.median(feet) / torso / SAGITTAL_FOOT_LENGTH_TORSO
    length = abs(foot)
    if length > abs(width):
        length = max(length, np.sqrt(max(0.0, 1 - width**2)))
    return float(np.degrees(np.arctan2(width, length))), float(np.sign(foot)) or 1.0


def left_is_nearer(depth_px: NDArray[np.floating]) -> bool:
    """Whether the left side of the body is the one toward the camera.

    Args:
        depth_px: (33,) as in `Pose.depth_px`: smaller is nearer.
    """
    left, right = (
        depth_px[[hip, shoulder]].sum() for hip, shoulder in zip(HIPS, SHOULDERS, strict=True)
    )
    return bool(left < right)
