"""The near shoe in the picture: where it is, and how places on it move through a dip.

Corners are tracked where there are enough. A plain shoe shows few, and half of those on its outline
belong to the floor or the other shoe behind it. Then the rear and the front of the shoe are each
tracked as one small picture (patch), which is turned and shifted until it fits the later pictures.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from formcheck.arithmetic import Array
from formcheck.observation.tracks import WhyNot
from formcheck.video.conversion import Crop, Lens, within
from formcheck.video.reading import WANTED, Frame

Points = NDArray[np.floating]
"""(N, 2) places in full-frame pixels, if nothing else is said."""
Patch = tuple[slice, slice]
"""(rows, columns) of the first picture."""

LARGEST_TORSO_PX = 160.0
"""Pictures of the foot are shrunk to this many pixels per torso, so that a hundredth of a torso is
1.6 pixels. Larger ones cost time and read the same; at 120 a fifth of the reps is lost."""
SMALLEST_TORSO_PX = 90.0
"""With fewer pixels per torso the shoe is under 50 pixels long and shows too few corners."""
SHOE_BEYOND, SOLE_BELOW = 0.15, 0.12
"""How far the shoe goes beyond the pose model's heel and toe, and below them, torso lengths. The
model has both on the uppers: its foot is 0.4 long, the shoe about 0.6."""
CROP_MARGIN_TORSO = 0.35
"""Margin of the pictures around the model's foot: for the rest of the shoe, its lift, and a phone
that sways."""
FOOT_LENGTH = (0.12, 0.6)
"""The model's foot has to be so long in the picture, torso lengths: it is 0.4 from the side and 0.2
from 60° off it."""
LEAST_SQUEEZE = 0.5
"""Lower bound of the cosine of the yaw, by which lengths along the foot are shortened."""
FRONT_TORSO = 0.05
"""The front of the shoe begins so far behind the model's toe. It stays on the floor when the heel
lifts."""
HEEL_BEHIND, HEEL_ABOVE = 0.05, 0.03
"""Where the edge of the heel is, whose rise is measured: behind the model's heel, and above the
floor, torso lengths."""
CORNERS = 80
"""At most so many are tracked, half of them on either half of the shoe."""
CORNER_GAP_PX = 3
"""Least distance between two corners."""
LEAST_QUALITY = 0.01
"""`qualityLevel` of OpenCV's corner search: a share of the best corner's quality."""
BLOCK_PX = 5
"""`blockSize` of the corner search."""
WINDOW_PX = (15, 15)
"""`winSize` of the tracking (Lucas-Kanade)."""
PYRAMID_LEVELS = 2
"""`maxLevel` of the tracking: how often the pictures are halved. With 3 it is slower and reads the
same, with 1 it loses the shoe in a fast rep."""
ROUND_TRIP_PX = 0.5
"""A corner that is tracked forth and back and ends further from where it was is lost."""
BEHIND_TORSO = 0.08
"""The rear patch begins so far behind the model's heel. The edge of the heel is 0.05 behind it, and
behind that there is only floor."""
BELOW_TORSO = 0.02
"""A patch reaches so far below the floor line, so that the edge of the sole is in it."""
MARGIN_TORSO = 0.2
"""How far around its place a patch is looked for: a heel rises by 0.13 at most."""
LEAST_CONTRAST = 12.0
"""Standard deviation in gray levels that a patch needs to show more of a shoe than noise."""
LEAST_LIKENESS = 0.97
"""Least correlation of the rear with its first picture. Rears that are seen keep 0.973 to 1,
planted or lifted (rendered), and are then read within 0.003 torso. Where plates, cables or the
other foot cross the shoe it is 0.75 to 0.95, and the reading -0.08 to +0.04."""
LEAST_FRONT_LIKENESS = 0.9
"""The same of the front. It is less since the toe box bends, and the front is only used to see
whether foot or phone moved."""
SMOOTHING_PX = 5
"""`gaussFiltSize` of the search for a patch."""
STEPS, GOOD_STEP = 30, 1e-3
"""That search ends after so many steps, or when a step improves the correlation by less."""
ACROSS, UP = 6, 4
"""Size of the grid of places on a patch whose motion is returned: enough to show a turn."""


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
        """Why the shoe of a known foot cannot be tracked; None when it may be."""
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
    def shoe_px(self) -> Crop:
        """(left, top, right, bottom) of where the shoe is while it stands."""
        torso = self.torso_px
        behind = self.heel[0] + self.back * SHOE_BEYOND * torso
        ahead = self.toe[0] - self.back * SHOE_BEYOND * torso
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
    def crop_px(self) -> Crop:
        """What must be in the pictures, as far as the frame goes."""
        points = np.array([self.ankle, self.heel, self.toe])
        margin_px = CROP_MARGIN_TORSO * self.torso_px
        box = np.concatenate([points.min(axis=0) - margin_px, points.max(axis=0) + margin_px])
        return within(box, self.frame_size_px)

    @property
    def lens(self) -> Lens:
        """Shows `crop_px` in gray, no larger than is needed."""
        left, top, right, bottom = self.crop_px
        scale = min(1.0, LARGEST_TORSO_PX / self.torso_px)
        return Lens(self.crop_px, round(max(right - left, bottom - top) * scale), gray=True)

    def rear(self, points: Points) -> NDArray[np.bool_]:
        """(N,) which of (N, 2) places are on the rear half of the shoe."""
        middle = (self.toe[0] + self.heel[0]) / 2
        return np.asarray((points[:, 0] - middle) * self.back > 0)

    def front(self, points: Points) -> NDArray[np.bool_]:
        """(N,) which of (N, 2) places are ahead of the ball of the foot: it stays on the floor."""
        ball = self.toe[0] + self.back * FRONT_TORSO * self.torso_px
        return np.asarray((points[:, 0] - ball) * self.back < 0)

    def side_view(self, points: Array) -> Array:
        """(N, 2) places as seen from the exact side, torso lengths: toward the heel, and up.

        The origin is on the floor under the toe. Yaw shortens only lengths along the foot, which is
        taken back here.
        """
        unit = np.array([self.back / self._squeeze, -1.0]) / self.torso_px
        return np.asarray((points - [self.toe[0], self.sole_y]) * unit)

    @property
    def heel_edge(self) -> Array:
        """(2,) of the side view, the place whose rise is measured."""
        length = abs(self.heel[0] - self.toe[0]) / self.torso_px / self._squeeze
        return np.array([length + HEEL_BEHIND, HEEL_ABOVE])

    @property
    def _squeeze(self) -> float:
        return max(LEAST_SQUEEZE, float(np.cos(np.radians(self.yaw_deg))))


def corners_on(frame: Frame, foot: Foot) -> NDArray[np.float32] | None:
    """(N, 2) picture pixels: what can be tracked on the shoe and the floor under it.

    Rear and front apart: a bright stripe on one would outdo all that the other shows.
    """
    rows, columns = frame.part(np.array(foot.shoe_px))
    middle = round(float(frame.to_crop_px((foot.heel + foot.toe) / 2)[0]))
    found = []
    for half in (slice(columns.start, middle), slice(middle, columns.stop)):
        mask = np.zeros_like(frame.gray)
        mask[rows, half] = WANTED
        corners = cv2.goodFeaturesToTrack(
            frame.gray, CORNERS // 2, LEAST_QUALITY, CORNER_GAP_PX, mask=mask, blockSize=BLOCK_PX
        )
        if corners is None:
            return None
        found.append(np.asarray(corners[:, 0], np.float32))
    return np.concatenate(found)


def track_corners(frames: Sequence[Frame], start: NDArray[np.float32]) -> Array:
    """(K, N, 2) full-frame places of N corners in K pictures; NaN from where one is lost.

    Pyramidal Lucas-Kanade from picture to picture, forth and back, from pixels of the first.
    """
    paths = np.full((len(frames), len(start), 2), np.nan)
    paths[0], places, alive = frames[0].to_full_px(start), start[:, None], np.arange(len(start))
    for index, (before, now) in enumerate(pairwise(frames), start=1):
        moved, tracked = _flow(before, now, places)
        back, tracked_back = _flow(now, before, moved)
        trip_px = np.linalg.norm((back - places)[:, 0], axis=1)
        kept = tracked & tracked_back & (trip_px < ROUND_TRIP_PX)
        alive, places = alive[kept], moved[kept]
        if not len(alive):
            break
        paths[index, alive] = now.to_full_px(places[:, 0])
    return paths


def _flow(
    before: Frame, now: Frame, places: NDArray[np.float32]
) -> tuple[NDArray[np.float32], NDArray[np.bool_]]:
    """Where (N, 1, 2) places go from one picture to another, and (N,) whether that was found."""
    flow: Any = cv2.calcOpticalFlowPyrLK  # its stubs do not know that the guess may be None
    moved, tracked, _ = flow(
        before.gray, now.gray, places, None, winSize=WINDOW_PX, maxLevel=PYRAMID_LEVELS
    )
    return moved, tracked[:, 0] > 0


def track_patches(frames: Sequence[Frame], foot: Foot) -> Array | None:
    """(K, N, 2) full-frame places of N places on the shoe in K pictures; NaN where it is not seen.

    Half of the places are on the rear of the shoe, half on its front; each half moves as one piece.
    The lifter stands in the first picture. None when the shoe can hardly be told from the floor.
    """
    halves = [
        _track_patch(frames, patch, foot, likeness)
        for patch, likeness in zip(
            _patches(frames[0], foot), (LEAST_LIKENESS, LEAST_FRONT_LIKENESS), strict=True
        )
    ]
    if any(half is None for half in halves):
        return None
    return np.concatenate([half for half in halves if half is not None], axis=1)


def _patches(frame: Frame, foot: Foot) -> tuple[Patch, Patch]:
    """The lower part of the shoe, from the heel to the ball of the foot and from there to the tip.

    Above the model's heel the other shoe is often seen behind it.
    """
    torso, back = foot.torso_px, foot.back
    ball = foot.toe[0] + back * FRONT_TORSO * torso
    heel, tip = foot.heel[0] + back * BEHIND_TORSO * torso, foot.toe[0] - back * SHOE_BEYOND * torso
    top, bottom = min(foot.heel[1], foot.toe[1]), foot.sole_y + BELOW_TORSO * torso

    def patch(end: float) -> Patch:
        return frame.part(np.array([min(ball, end), top, max(ball, end), bottom]))

    return patch(heel), patch(tip)


def _track_patch(
    frames: Sequence[Frame], patch: Patch, foot: Foot, least_likeness: float
) -> Array | None:
    """(K, N, 2) full-frame places of N places of a patch; None when it shows nothing."""
    first = frames[0]
    looks = first.gray[patch]
    if min(looks.shape) <= SMOOTHING_PX or looks.std() < LEAST_CONTRAST:
        return None
    margin = round(MARGIN_TORSO * foot.torso_px * first.scale[0])
    rows, columns = (slice(max(0, part.start - margin), part.stop + margin) for part in patch)
    around = first.gray[rows, columns]
    mask = np.zeros_like(first.gray)
    mask[patch] = WANTED
    mask = mask[rows, columns]
    corner = np.array([columns.start, rows.start])
    places = _grid(patch) - corner
    paths = np.full((len(frames), len(places), 2), np.nan)
    paths[0] = first.to_full_px(places + corner)
    warp: Any = np.eye(2, 3, dtype=np.float32)
    criteria = (cv2.TERM_CRITERIA_EPS | cv2.TERM_CRITERIA_COUNT, STEPS, GOOD_STEP)
    for index, frame in enumerate(frames[1:], start=1):
        now = frame.gray[rows, columns]
        try:
            likeness, found = cv2.findTransformECCWithMask(
                around,
                now,
                mask,
                np.full_like(now, WANTED),
                warp.copy(),  # it is written into
                cv2.MOTION_EUCLIDEAN,
                criteria,
                SMOOTHING_PX,
            )
        except cv2.error:  # raised where the search does not converge: something is in front
            continue
        if likeness >= least_likeness:
            warp = found
            moved = places @ warp[:, :2].T + warp[:, 2]
            paths[index] = frame.to_full_px(moved + corner)
    return paths


def _grid(patch: Patch) -> Array:
    """(N, 2) picture pixels spread over a patch."""
    rows, columns = patch
    x = np.linspace(columns.start, columns.stop - 1, ACROSS)
    y = np.linspace(rows.start, rows.stop - 1, UP)
    return np.stack(np.meshgrid(x, y), axis=-1).reshape(-1, 2)
