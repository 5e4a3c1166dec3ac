"""An inpainted proxy for the head and shoulders that a plate hides.

The pose model finds a body by its head. A full-size plate filmed squarely from the side hides head
and shoulders of a lifter with the bar on the back, and hips and legs in plain view are then read
up to half a torso off, differently in every rep. The bar tells where head and shoulders are. So
the frames are tracked once more, with the plate painted over and a plain figure of head, neck
and trunk in its place.

What is read of the hips and legs then is seen; the shoulders are the proxy's, drawn where a bar on
the back has them; so is the head, which is never measured (its visibility is 0).

Where the plate hides so much that the lifter is lost in most frames with the bar up, no joints say
that it hides the head. A proxy is tried then, too, and kept if it brings the body back.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import cv2
import numpy as np
from numpy.typing import NDArray

from formcheck.arithmetic import Array
from formcheck.arithmetic.robust import LONGEST_FILLED_GAP_S, interpolated, nearest_sample_s
from formcheck.bar.rim import BOX_PX
from formcheck.extraction.people import on_their_feet, toes_point, typical_size_px
from formcheck.observation.poses import ANKLES, EARS, HIPS, SHOULDERS, Landmark, PoseTrack
from formcheck.observation.tracks import BarTrack, CameraTrack, still_camera
from formcheck.pose.estimator import Back, Pose
from formcheck.video.reading import WANTED, Frame

Image = NDArray[np.uint8]
Point = tuple[float, float]
Color = tuple[float, float, float]

HEAD = slice(Landmark.NOSE, Landmark.LEFT_SHOULDER)
"""The landmarks of the head: nose, eyes, ears and mouth."""
LEAST_HIDDEN = 0.6
"""The plate hides the head where head and shoulders are inside of it in this share of the frames
with the bar up. (A bar on the back is at the height of the head then, one in the hands at the
hips.) Where the head is seen it is half of the time at most, behind a plate nearly always."""
LEAST_LOST = 0.5
"""A lifter is lost behind the plate where in this share of the frames with the bar up nobody is
seen on their feet. Of 1,139 trackings three are, all of them squats behind plates: one from the
side (0.78), the others from 28° and 42° off it. The next one has 0.28."""
MOST_BESIDE_FEET_RADII = 0.9
"""A lost lifter gets a proxy where the plate is this near to the ankles, across the picture. A bar
on the back is over the middle of the foot, up to half a radius from the ankles; from 12° off the
side the near plate is another three quarters of a radius away. Those three have 0.3, 1.3 and 2.3.
"""
LOW = 0.9
"""Quantile of the bar's heights that counts as its lowest: a bar that is put down on the floor is
there for more than the rest of the time."""
AROUND_S = 0.5
"""Whether the plate hides the head is decided by most frames within so long before and after:
guessed joints change from frame to frame, the plate does not."""
NEAR_RADII = 2.2
"""Shoulders further from the plate's middle are not those of the body under the bar."""
RIM_RADII = 1.15
"""The plate is painted over up to this far from its middle. The rim that is tracked may be its
inner edge, and the outer one would be left as a ring."""
PATCH_RADII = 1.7
"""Half the size of the part of the picture that is worked on."""
COARSE = 4
"""What is behind the plate is inpainted at a quarter of the size, which is smooth, and cheap."""
BELOW_RADII, BELOW_WIDE_RADII = (1.2, 1.5), 0.35
"""The color of the trunk is the median between these distances below the plate's middle, and so far
to either side."""
SKIN: Color = (190.0, 150.0, 125.0)
NECK: Color = (185.0, 145.0, 120.0)
"""Any skin color will do, as the pose model knows people of all of them, but not gray."""
TRUNK_AT = (0.13, -0.58, 0.53, 0.8)
HEAD_AT = (0.45, 0.76, 0.45, 0.45)
NECK_AT = (0.29, 0.32, 0.23, 0.37)
"""(ahead, up, half width, half height) in radii of a plate of 0.45 m, which shows a quarter larger
than the body for being nearer to the camera: the middle of the head is 0.12 m ahead of a bar on the
back and 0.2 m above it."""


@dataclass(frozen=True)
class PlatePlace:
    """The plate where it was tracked, full-frame pixels.

    Attributes:
        time_s: (K,) rising, K at least 1.
        center_px: (K, 2) its middle.
        axes_px: Half width and half height of its rim.
    """

    time_s: Array
    center_px: Array
    axes_px: tuple[float, float]

    @staticmethod
    def of(bar: BarTrack) -> PlatePlace | None:
        """The places of a track; None when the plate was never tracked."""
        tracked = np.isfinite(bar.center_px[:, 0])
        if bar.radius_px is None or not tracked.any():
            return None
        axes_px = (bar.aspect * bar.radius_px, bar.radius_px)
        return PlatePlace(bar.time_s[tracked], bar.center_px[tracked], axes_px)

    def when(self, flags: NDArray[np.bool_]) -> PlatePlace:
        """Only the moments at which a flag is True; there must be one."""
        return replace(self, time_s=self.time_s[flags], center_px=self.center_px[flags])

    def at(self, time_s: float) -> Array | None:
        """(2,) the plate's middle; None where nothing is known near enough in time."""
        asked = np.array([time_s])
        return self.between(asked)[0] if self.knows(asked)[0] else None

    def between(self, time_s: Array) -> Array:
        """(N, 2) the plate's middle at these times, interpolated even where it was not tracked."""
        return interpolated(time_s, self.time_s, self.center_px)

    def knows(self, time_s: Array) -> NDArray[np.bool_]:
        """(N,) whether the plate was tracked near enough in time."""
        return np.asarray(nearest_sample_s(time_s, self.time_s) <= LONGEST_FILLED_GAP_S)


@dataclass(frozen=True)
class InpaintedProxy:
    """Where and when the proxy is drawn.

    Attributes:
        place: The plate, while it hides head and shoulders.
        toward: 1 when the lifter faces the right edge of the frame, -1 the left one.
        lost: Whether the lifter is lost without it, and not only read badly.
    """

    place: PlatePlace
    toward: int
    lost: bool = False

    def drawn(self, frame: Frame) -> Frame:
        """The frame with the proxy in place of the plate."""
        center = self.place.at(frame.time_s)
        if center is None:
            return frame
        x, y = frame.to_crop_px(center)
        wide, tall = np.asarray(self.place.axes_px) * frame.scale
        rgb = in_place_of_plate(frame.rgb, (float(x), float(y)), (wide, tall), self.toward)
        return replace(frame, pixels=rgb)

    def carries(self, image_px: NDArray[np.floating], time_s: float) -> bool:
        """Whether a (33, 2) pose has its shoulders under the bar, and above its hips."""
        center = self.place.at(time_s)
        if center is None:
            return True
        shoulders, hips = (image_px[pair].mean(axis=0) for pair in (SHOULDERS, HIPS))
        near = np.linalg.norm(shoulders - center) <= NEAR_RADII * self.place.axes_px[1]
        return bool(near and shoulders[1] < hips[1])

    def of_what_is_seen(self, pose: Pose, time_s: float) -> Pose:
        """The pose with nothing said of a head and a back that were drawn."""
        center = self.place.at(time_s)
        if center is None:
            return pose
        visibility = pose.visibility.copy()
        visibility[HEAD] = 0.0
        contour = pose.silhouette
        if contour is not None:
            contour = contour.below(float(center[1]) + RIM_RADII * self.place.axes_px[1])
        return replace(pose, visibility=visibility, back=Back(), silhouette=contour)


def proxy_for(
    track: PoseTrack, bar: BarTrack, camera: CameraTrack | None = None
) -> InpaintedProxy | None:
    """The inpainted proxy that a clip wants; None when the head is seen in most of it.

    `camera` is how it moves, None a tripod.
    """
    place = PlatePlace.of(bar)
    on_feet = _on_feet(track)
    if place is None or not (both := on_feet & place.knows(track.time_s)).any():
        return None
    time_s, image_px = track.time_s[both], track.image_px[both].astype(np.float64)
    shift_px = (camera or still_camera()).at(track.time_s)
    bar_y = place.between(time_s)[:, 1] - shift_px[both, 1]
    ankles_y = image_px[:, ANKLES, 1].mean(axis=1) - shift_px[both, 1]
    if np.quantile(bar_y, LOW) + place.axes_px[1] > np.median(ankles_y):
        return None  # it comes as low as the feet: the bar is in the hands
    behind, toward = _behind(image_px, time_s, place), toes_point(image_px)
    hidden = _mostly_around(place.time_s, time_s, behind)
    up = _is_up(bar_y)
    if hidden.any() and behind[up].mean() >= LEAST_HIDDEN:
        return InpaintedProxy(place.when(hidden), toward)
    lost = _lost_under_bar(track, on_feet, place, shift_px)
    beside_px = np.median(image_px[:, ANKLES, 0].mean(axis=1) - place.between(time_s)[:, 0])
    if lost and abs(beside_px) <= MOST_BESIDE_FEET_RADII * place.axes_px[1]:
        return InpaintedProxy(place, toward, lost=True)
    return None


def _on_feet(track: PoseTrack) -> NDArray[np.bool_]:
    """(T,) where the lifter is seen on their feet; bodies turned upside down tell no place."""
    if not track.seen.any():
        return track.seen
    size_px = typical_size_px(track.image_px[track.seen])
    return np.asarray(track.seen & on_their_feet(track.image_px, size_px))


def _lost_under_bar(
    track: PoseTrack, on_feet: NDArray[np.bool_], place: PlatePlace, shift_px: Array
) -> bool:
    """Whether nobody is on their feet in most of the frames that show the bar up."""
    known = place.knows(track.time_s)
    bar_y = place.between(track.time_s[known])[:, 1] - shift_px[known, 1]
    return bool(1.0 - on_feet[known][_is_up(bar_y)].mean() >= LEAST_LOST)


def _is_up(bar_y: NDArray[np.floating]) -> NDArray[np.bool_]:
    """(T,) whether a bar is in the upper half of its way."""
    return np.asarray(bar_y <= (bar_y.min() + bar_y.max()) / 2)


def _behind(image_px: Array, time_s: Array, place: PlatePlace) -> NDArray[np.bool_]:
    """(T,) True where the middles of ears and shoulders lie inside the plate."""
    away = [
        (image_px[:, pair].mean(axis=1) - place.between(time_s)) / place.axes_px
        for pair in (EARS, SHOULDERS)
    ]
    return np.asarray((np.linalg.norm(away, axis=2) < 1).all(axis=0))


def _mostly_around(asked_s: Array, time_s: Array, flags: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """(K,) whether most flags around a moment are set; where there are none, the nearest ones."""
    total = np.concatenate([[0.0], np.cumsum(flags)])
    first = np.searchsorted(time_s, asked_s - AROUND_S)
    last = np.searchsorted(time_s, asked_s + AROUND_S, side="right")
    nearest = np.interp(asked_s, time_s, flags.astype(float))
    share = (total[last] - total[first]) / np.maximum(last - first, 1)
    return np.asarray(np.where(last > first, share, nearest) >= 0.5)


def in_place_of_plate(rgb: Image, center: Point, axes: Point, toward: int) -> Image:
    """Paint a plate over with what is around it, and the proxy on top; nothing outside changes.

    Args:
        rgb: (H, W, 3), not written to.
        center: (x, y) of the plate in frame pixels.
        axes: Its half width and half height.
        toward: 1 for a proxy that faces right, -1 left.
    """
    height, width = rgb.shape[:2]
    reach = PATCH_RADII * axes[1]
    left, top = (max(0, int(place - reach)) for place in center)
    right = min(width, int(center[0] + reach) + 1)
    bottom = min(height, int(center[1] + reach) + 1)
    if right - left < 2 * COARSE or bottom - top < 2 * COARSE:
        return rgb
    patch = rgb[top:bottom, left:right]
    here = (round(center[0] - left), round(center[1] - top))
    plate = np.zeros(patch.shape[:2], np.uint8)
    rim = (round(axes[0] * RIM_RADII), round(axes[1] * RIM_RADII))
    _fill_ellipse(plate, here, rim, (WANTED,))
    proxy = _without(patch, plate)
    _draw(proxy, here, axes[1], toward, _color_below(patch, here, axes[1]))
    painted = rgb.copy()
    painted[top:bottom, left:right] = np.where(plate[..., None] > 0, proxy, patch)
    return painted


def _fill_ellipse(
    image: Image, middle: tuple[int, int], axes: tuple[int, int], color: Sequence[float]
) -> None:
    cv2.ellipse(image, middle, axes, 0, 0, 360, color, cv2.FILLED)


def _without(patch: Image, plate: Image) -> Image:
    """The patch as if there were no plate."""
    small = (patch.shape[1] // COARSE, patch.shape[0] // COARSE)
    holes = cv2.resize(plate, small, interpolation=cv2.INTER_NEAREST)
    coarse = cv2.inpaint(
        cv2.resize(patch, small, interpolation=cv2.INTER_AREA),
        cv2.dilate(holes, np.ones(BOX_PX, np.uint8)),
        2,
        cv2.INPAINT_TELEA,
    )
    return np.asarray(cv2.resize(coarse, patch.shape[1::-1]), np.uint8)


def _color_below(patch: Image, here: tuple[int, int], radius: float) -> Color:
    x, y = here
    rows = slice(*(int(y + share * radius) for share in BELOW_RADII))
    wide = BELOW_WIDE_RADII * radius
    below = patch[rows, max(0, int(x - wide)) : int(x + wide) + 1]
    shown = below if below.size else patch
    red, green, blue = np.median(shown, axis=(0, 1))
    return float(red), float(green), float(blue)


def _draw(proxy: Image, here: tuple[int, int], radius: float, toward: int, trunk: Color) -> None:
    parts = ((TRUNK_AT, trunk), (HEAD_AT, SKIN), (NECK_AT, NECK))
    for (ahead, up, wide, tall), color in parts:
        middle = (round(here[0] + toward * ahead * radius), round(here[1] - up * radius))
        size = (round(wide * radius), round(tall * radius))
        _fill_ellipse(proxy, middle, size, color)
