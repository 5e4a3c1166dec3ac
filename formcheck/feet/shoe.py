"""The near shoe in the picture: where it is, what shows on it, and where that goes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from formcheck.observation.tracks import WhyNot
from formcheck.video.reading import Frame

Array = NDArray[np.float64]
Points = NDArray[np.floating]
Box = tuple[float, float, float, float]

LARGEST_TORSO_PX = 160.0
"""Pictures are wanted no larger than this per torso: a hundredth of a torso is then 1.6 pixels.
Larger ones cost time and read the same; at 120 a fifth of the reps is lost."""
SMALLEST_TORSO_PX = 90.0
"""Below this the shoe is under 50 pixels long and shows too few corners."""
SHOE_BEHIND, SHOE_AHEAD, SOLE_BELOW = 0.15, 0.15, 0.12
"""The shoe around the pose model's heel and toe, torso lengths: both lie inside of it, on the
uppers; a shoe is about .6 torso long and the model's foot .4."""
ROOM = 0.35
"""Kept around the foot, torso lengths: the shoe, and room for it to lift and the phone to sway."""
FOOT_LENGTH = (0.12, 0.6)
"""Heel to toe in the picture, torso lengths: .4 from the side, .2 from 60 degrees off it."""
LEAST_SQUEEZE = 0.5
FRONT_TORSO = 0.05
"""What lies less than this behind the model's toe stays where it is when the heel lifts."""
HEEL_BEHIND, HEEL_ABOVE = 0.05, 0.03
"""The edge of the heel, whose rise is told: behind the model's heel, above the floor."""
CORNERS = 80
CORNER_GAP_PX = 3
LEAST_CONTRAST = 0.01
"""Of the best corner's."""
BLOCK_PX = 5
WINDOW_PX = (15, 15)
HALVINGS = 2
"""Thrice the same, and slower; once loses a shoe in a fast rep."""
ROUND_TRIP_PX = 0.5


@dataclass(frozen=True)
class Foot:
    """Where the pose model has the near foot while the lifter stands, (2,) full-frame pixels each.

    Camera motion belongs in it: these are places in the picture at the start of a dip.

    Attributes:
        ankle, heel, toe: NaN = not seen.
        torso_px: One torso length.
        yaw_deg: The camera's angle off the exact side.
        frame_size_px: (width, height) of the upright picture.
    """

    ankle: Array
    heel: Array
    toe: Array
    torso_px: float
    yaw_deg: float
    frame_size_px: tuple[int, int]

    @property
    def known(self) -> bool:
        """Whether all of it was seen."""
        return bool(np.isfinite([self.ankle, self.heel, self.toe]).all())

    @property
    def why_not(self) -> WhyNot | None:
        """Why the shoe of a known foot cannot be followed; None when it may be."""
        if self.torso_px < SMALLEST_TORSO_PX:
            return "too_small"
        length = abs(self.toe[0] - self.heel[0]) / self.torso_px
        if not FOOT_LENGTH[0] <= length <= FOOT_LENGTH[1]:
            return "not_from_the_side"
        left, _, right, sole = self.shoe_px
        if left < 0 or right > self.frame_size_px[0] or sole > self.frame_size_px[1]:
            return "out_of_picture"
        return None

    @property
    def shoe_px(self) -> Box:
        """(left, top, right, bottom) of where the shoe is while it stands."""
        torso = self.torso_px
        behind = self.heel[0] + self.back * SHOE_BEHIND * torso
        ahead = self.toe[0] - self.back * SHOE_AHEAD * torso
        left, right = sorted((float(behind), float(ahead)))
        return left, float(min(self.ankle[1], self.heel[1])), right, float(self.sole_y)

    @property
    def sole_y(self) -> float:
        """The floor under it, about."""
        return float(max(self.heel[1], self.toe[1])) + SOLE_BELOW * self.torso_px

    @property
    def back(self) -> float:
        """+1 when the heel is to the right of the toe, else -1."""
        return float(np.sign(self.heel[0] - self.toe[0]))

    @property
    def picture_px(self) -> Box:
        """What must be in the pictures, as far as the frame goes."""
        points = np.array([self.ankle, self.heel, self.toe])
        low = np.maximum(points.min(axis=0) - ROOM * self.torso_px, 0)
        high = np.minimum(points.max(axis=0) + ROOM * self.torso_px, self.frame_size_px)
        return float(low[0]), float(low[1]), float(high[0]), float(high[1])

    @property
    def longest_px(self) -> int:
        """Longest side of the pictures."""
        left, top, right, bottom = self.picture_px
        scale = min(1.0, LARGEST_TORSO_PX / self.torso_px)
        return round(max(right - left, bottom - top) * scale)

    def rear(self, points: Points) -> NDArray[np.bool_]:
        """(N,) which of (N, 2) places are on the rear half of the shoe."""
        middle = (self.toe[0] + self.heel[0]) / 2
        return np.asarray((points[:, 0] - middle) * self.back > 0)

    def front(self, points: Points) -> NDArray[np.bool_]:
        """(N,) which of (N, 2) places are ahead of the ball of the foot: it stays on the floor."""
        ball = self.toe[0] + self.back * FRONT_TORSO * self.torso_px
        return np.asarray((points[:, 0] - ball) * self.back < 0)

    def side_view(self, points: Array) -> Array:
        """(N, 2) places as the exact side shows them, torso lengths: toward the heel, and up.

        They count from under the toe. Only lengths along the foot are shortened by yaw.
        """
        unit = np.array([self.back / self._squeeze, -1.0]) / self.torso_px
        return np.asarray((points - [self.toe[0], self.sole_y]) * unit)

    @property
    def heel_edge(self) -> Array:
        """(2,) of the side view, the place whose rise is told."""
        length = abs(self.heel[0] - self.toe[0]) / self.torso_px / self._squeeze
        return np.array([length + HEEL_BEHIND, HEEL_ABOVE])

    @property
    def _squeeze(self) -> float:
        return max(LEAST_SQUEEZE, float(np.cos(np.radians(self.yaw_deg))))


def corners_on(frame: Frame, foot: Foot) -> NDArray[np.float32] | None:
    """(N, 2) picture pixels: what can be followed on the shoe and the floor under it.

    Rear and front apart: a bright stripe on one would outdo all that the other shows.
    """
    box = np.array(foot.shoe_px).reshape(2, 2)
    (left, top), (right, bottom) = np.maximum(frame.to_picture_px(box).round().astype(int), 0)
    middle = round(float(frame.to_picture_px((foot.heel + foot.toe) / 2)[0]))
    found = []
    for columns in (slice(left, middle), slice(middle, right)):
        mask = np.zeros_like(frame.gray)
        mask[top:bottom, columns] = 255
        corners = cv2.goodFeaturesToTrack(
            frame.gray, CORNERS // 2, LEAST_CONTRAST, CORNER_GAP_PX, mask=mask, blockSize=BLOCK_PX
        )
        if corners is None:
            return None
        found.append(np.asarray(corners[:, 0], np.float32))
    return np.concatenate(found)


def follow_corners(frames: Sequence[Frame], start: NDArray[np.float32]) -> Array:
    """(K, N, 2) full-frame places of N corners in K pictures; NaN from where one is lost.

    Pyramidal Lucas-Kanade from picture to picture, forth and back.

    Args:
        frames: In order of time.
        start: (N, 2) pixels of the first picture.
    """
    paths = np.full((len(frames), len(start), 2), np.nan)
    paths[0], here, alive = frames[0].to_full_px(start), start[:, None], np.arange(len(start))
    for index, (before, now) in enumerate(pairwise(frames), start=1):
        there, found = _flow(before, now, here)
        back, found_back = _flow(now, before, there)
        trip_px = np.linalg.norm((back - here)[:, 0], axis=1)
        kept = found & found_back & (trip_px < ROUND_TRIP_PX)
        alive, here = alive[kept], there[kept]
        if not len(alive):
            break
        paths[index, alive] = now.to_full_px(here[:, 0])
    return paths


def _flow(
    before: Frame, now: Frame, here: NDArray[np.float32]
) -> tuple[NDArray[np.float32], NDArray[np.bool_]]:
    """Where (N, 1, 2) places go from one picture to another, and (N,) whether that was found."""
    flow: Any = cv2.calcOpticalFlowPyrLK  # its stubs do not know that the guess may be None
    there, found, _ = flow(before.gray, now.gray, here, None, winSize=WINDOW_PX, maxLevel=HALVINGS)
    return there, found[:, 0] > 0
