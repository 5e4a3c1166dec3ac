"""A stand-in for the head and shoulders that a plate hides.

The pose model finds a body by its head. A full-size plate filmed squarely from the side hides head
and shoulders of a lifter with the bar on the back, and hips and legs in plain view are then read
up to half a torso off, differently in every rep. The bar tells where head and shoulders are. So
the pictures are looked at once more, with the plate painted over and a plain figure of head, neck
and trunk in its place.

What is read of the hips and legs then is seen; the shoulders are where the bar says, which is where
a bar on the back has them; the head is the figure's and is never measured (its visibility is 0).
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from formcheck.bar.bar_track import BarTrack
from formcheck.pose import ANKLES, HIPS, SHOULDERS, Landmark, PoseTrack
from formcheck.video import Frame

HEAD = slice(Landmark.NOSE, 11)
"""The landmarks of the head: nose, eyes, ears and mouth."""
EARS = (Landmark.LEFT_EAR, Landmark.RIGHT_EAR)
TOES = (Landmark.LEFT_FOOT, Landmark.RIGHT_FOOT)
HEELS = (Landmark.LEFT_HEEL, Landmark.RIGHT_HEEL)
LEAST_HIDDEN = 0.6
"""Share of the pictures with the bar up in which head and shoulders are behind the plate. A bar on
the back is up where the head is; one in the hands is at the hips then. Where the head is seen it is
at most half of the time, behind a plate that hides it nearly always."""
MOST_ASIDE_RADII = 0.6
"""Filmed from 12° aside, a plate lies so far beside the shoulders: it hides another part then, and
the figure would stand beside the lifter."""
MOSTLY = 0.9
AROUND_S = 0.5
"""Whether a plate hides the head does not change from picture to picture; guessed joints do."""
LONGEST_GAP_S = 0.2
"""A plate that was not followed for longer may be anywhere."""
NEAR_RADII = 2.2
"""Shoulders further from the plate's middle are not those of the body under the bar."""
RIM_RADII = 1.15
"""Painted over with a little of what is around, or the rim is left as a ring: what is followed may
be its inner edge."""
PATCH_RADII = 1.7
LEAST_PICTURES, TURNS = 30, 4
BODY_WAYS = (0.8, 1.0)
"""How far a body goes in the picture for a way of its plate. The near one hangs .655 m nearer to
the camera, which makes it .79 to .86 (rendered, 3 to 4 m away); what the network says of it, .7 to
1.04, goes with where it puts the hips, so that the lean comes out better with some of that."""
COARSE = 4
"""The background behind a plate is guessed at a quarter of the size: smooth, and cheap."""
SKIN = (190, 150, 125)
"""Any skin does: the network knows people of all colors, but hardly gray ones."""


@dataclass(frozen=True)
class StandIn:
    """Where the figure is drawn, full-frame pixels.

    Attributes:
        time_s: (K,) rising, when the plate hides head and shoulders.
        center_px: (K, 2) middle of the plate.
        axes_px: Half width and half height of its rim.
        toward: 1 when the lifter faces the right edge of the picture, -1 the left one.
    """

    time_s: NDArray[np.float64]
    center_px: NDArray[np.float64]
    axes_px: tuple[float, float]
    toward: int

    def at(self, time_s: float) -> NDArray[np.float64] | None:
        """(2,) where the plate is that hides the head; None when none does."""
        asked = np.array([time_s])
        if not _near(asked, self.time_s)[0]:
            return None
        return _at(asked, self.time_s, self.center_px)[0]

    def carries(self, image_px: NDArray[np.floating], time_s: float) -> bool:
        """Whether a (33, 2) pose has its shoulders under the bar, and above its hips."""
        center = self.at(time_s)
        if center is None:
            return True
        shoulders, hips = image_px[list(SHOULDERS)].mean(axis=0), image_px[list(HIPS)].mean(axis=0)
        near = np.linalg.norm(shoulders - center) <= NEAR_RADII * self.axes_px[1]
        return bool(near and shoulders[1] < hips[1])

    def drawn(self, frame: Frame) -> NDArray[np.uint8]:
        """The picture with the figure in place of the plate."""
        center = self.at(frame.time_s)
        if center is None:
            return frame.rgb
        middle = frame.to_picture_px(center)
        axes = np.asarray(self.axes_px) * frame.scale
        return _painted(frame.rgb, (middle[0], middle[1]), (axes[0], axes[1]), self.toward)


def stand_in(track: PoseTrack, bar: BarTrack) -> StandIn | None:
    """The stand-in that a clip wants; None when the head is seen in most of it.

    Args:
        track: The lifter, as followed without one.
        bar: The near plate.
    """
    followed = np.isfinite(bar.center_px[:, 0])
    if bar.radius_px is None or not track.seen.any() or followed.sum() < 2:
        return None
    known_s, known_px = bar.time_s[followed], bar.center_px[followed]
    time_s, image_px = track.time_s[track.seen], track.image_px[track.seen].astype(np.float64)
    ears, shoulders, ankles, toes, heels = (
        image_px[:, list(pair)].mean(axis=1) for pair in (EARS, SHOULDERS, ANKLES, TOES, HEELS)
    )
    center = _at(time_s, known_s, known_px)
    axes = np.array([bar.aspect * bar.radius_px, bar.radius_px])
    if np.quantile(center[:, 1], MOSTLY) + axes[1] > np.median(ankles[:, 1]):
        return None  # a bar that comes down to the floor is not on the back
    behind = np.all([np.hypot(*((p - center) / axes).T) < 1 for p in (ears, shoulders)], axis=0)
    up = center[:, 1] <= (known_px[:, 1].min() + known_px[:, 1].max()) / 2
    if not up.any() or behind[up].mean() < LEAST_HIDDEN:
        return None
    if abs(np.median((shoulders - center)[up, 0])) > MOST_ASIDE_RADII * axes[1]:
        return None
    hidden = _mostly_around(known_s, time_s, behind)
    toward = 1 if np.median((toes - heels)[:, 0]) >= 0 else -1
    return StandIn(known_s[hidden], known_px[hidden], (float(axes[0]), float(axes[1])), toward)


def shoulders_under_bar(track: PoseTrack, bar: BarTrack) -> PoseTrack:
    """The track with the shoulders where the bar says, in the pictures in which a figure was drawn.

    The network puts the figure's shoulders down a tenth of a trunk from where it put them a moment
    before; the bar is followed within pixels. Between the two lies a line: a plate that is nearer
    to the camera than the body goes a little further in the picture.
    """
    followed = np.isfinite(bar.center_px[:, 0])
    known_s, known_px = bar.time_s[followed], bar.center_px[followed]
    drawn = track.seen & (track.visibility[:, list(EARS)] == 0).all(axis=1)
    told = drawn & _near(track.time_s, known_s)
    if told.sum() < LEAST_PICTURES:
        return track
    center = _at(track.time_s[told], known_s, known_px)
    image_px = track.image_px.copy()
    pair = image_px[told][:, list(SHOULDERS)].astype(np.float64)
    middle = pair.mean(axis=1)
    slope = _slope(center[:, 1], middle[:, 1])
    offset = np.median(middle - slope * center, axis=0)
    beside = np.median(pair - middle[:, None], axis=0)
    image_px[np.ix_(told, list(SHOULDERS))] = (slope * center + offset)[:, None] + beside
    return replace(track, image_px=image_px)


def _at(
    time_s: NDArray[np.float64], known_s: NDArray[np.float64], known_px: NDArray[np.float64]
) -> NDArray[np.float64]:
    """(N, 2) places at these times."""
    return np.stack([np.interp(time_s, known_s, column) for column in known_px.T], axis=-1)


def _near(time_s: NDArray[np.float64], known_s: NDArray[np.float64]) -> NDArray[np.bool_]:
    """(N,) whether something is known near enough in time."""
    if not len(known_s):
        return np.zeros(len(time_s), np.bool_)
    after = np.clip(np.searchsorted(known_s, time_s), 1, max(1, len(known_s) - 1))
    before = np.maximum(after - 1, 0)
    after = np.minimum(after, len(known_s) - 1)
    away_s = np.minimum(np.abs(time_s - known_s[before]), np.abs(known_s[after] - time_s))
    return np.asarray(away_s <= LONGEST_GAP_S)


def _slope(bar_px: NDArray[np.float64], shoulder_px: NDArray[np.float64]) -> float:
    """How far the shoulders go for a way of the bar, by the pictures that agree on it."""
    near = np.ones(len(bar_px), np.bool_)
    slope = 1.0
    for _ in range(TURNS):
        slope, level = np.polyfit(bar_px[near], shoulder_px[near], 1)
        slope = float(np.clip(slope, *BODY_WAYS))
        away = shoulder_px - slope * bar_px
        away = np.abs(away - np.median(away))
        near = away <= 2 * np.median(away)
    return slope


def _mostly_around(
    asked_s: NDArray[np.float64], time_s: NDArray[np.float64], flags: NDArray[np.bool_]
) -> NDArray[np.bool_]:
    """(K,) whether most flags around a moment are set; what nearest ones say where there is none."""
    total = np.concatenate([[0.0], np.cumsum(flags)])
    first = np.searchsorted(time_s, asked_s - AROUND_S)
    last = np.searchsorted(time_s, asked_s + AROUND_S, side="right")
    nearest = np.interp(asked_s, time_s, flags.astype(float))
    share = (total[last] - total[first]) / np.maximum(last - first, 1)
    return np.asarray(np.where(last > first, share, nearest) >= 0.5)


def _painted(
    rgb: NDArray[np.uint8], center: tuple[float, float], axes: tuple[float, float], toward: int
) -> NDArray[np.uint8]:
    """Paint the plate over with what is around it, and the figure on top, inside the plate only."""
    import cv2

    height, width = rgb.shape[:2]
    x, y = center
    radius = axes[1]
    reach = PATCH_RADII * radius
    left, top = max(0, int(x - reach)), max(0, int(y - reach))
    right, bottom = min(width, int(x + reach) + 1), min(height, int(y + reach) + 1)
    if right - left < 2 * COARSE or bottom - top < 2 * COARSE:
        return rgb
    patch = rgb[top:bottom, left:right]
    here = (round(x - left), round(y - top))
    plate = np.zeros(patch.shape[:2], np.uint8)
    cv2.ellipse(plate, here, (round(axes[0] * RIM_RADII), round(radius * RIM_RADII)), 0, 0, 360, 255, -1)
    small = (patch.shape[1] // COARSE, patch.shape[0] // COARSE)
    coarse = cv2.inpaint(
        cv2.resize(patch, small, interpolation=cv2.INTER_AREA),
        cv2.dilate(cv2.resize(plate, small, interpolation=cv2.INTER_NEAREST), np.ones((3, 3))),
        2,
        cv2.INPAINT_TELEA,
    )
    figure = cv2.resize(coarse, patch.shape[1::-1])
    _draw(figure, here, radius, toward, _shirt(patch, here, radius))
    painted = rgb.copy()
    painted[top:bottom, left:right] = np.where(plate[..., None] > 0, figure, patch)
    return painted


def _shirt(
    patch: NDArray[np.uint8], here: tuple[int, int], radius: float
) -> tuple[float, float, float]:
    """The color just below the plate."""
    x, y = here
    rows = slice(int(y + 1.2 * radius), int(y + 1.5 * radius) + 1)
    columns = slice(max(0, int(x - 0.35 * radius)), int(x + 0.35 * radius) + 1)
    below = patch[rows, columns].reshape(-1, 3)
    red, green, blue = np.median(below, axis=0) if len(below) else (114.0, 114.0, 114.0)
    return float(red), float(green), float(blue)


def _draw(
    figure: NDArray[np.uint8],
    here: tuple[int, int],
    radius: float,
    toward: int,
    shirt: tuple[float, float, float],
) -> None:
    """Trunk, head and neck, as they lie about a bar on the back.

    Of a plate of .45 m, with what it gains by being nearer to the camera than the body: the head is
    .12 m ahead of the bar and .2 m above it.
    """
    import cv2

    neck = (SKIN[0] - 5, SKIN[1] - 5, SKIN[2] - 5)
    for ahead, up, wide, tall, color in (
        (0.13, -0.58, 0.53, 0.8, shirt),
        (0.45, 0.76, 0.45, 0.45, SKIN),
        (0.29, 0.32, 0.23, 0.37, neck),
    ):
        middle = (round(here[0] + toward * ahead * radius), round(here[1] - up * radius))
        size = (round(wide * radius), round(tall * radius))
        cv2.ellipse(figure, middle, size, 0, 0, 360, color, -1)
