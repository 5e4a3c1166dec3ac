"""The one thing that reps, body and metrics are read from: a lifter's curves over a clip.

Lengths are shares of the lifter's own standing torso (mid-shoulder to mid-hip), so a clip's
resolution and the camera's distance drop out. Heights are above the lifter's ankles. The view
(where the camera stands) is estimated once for each shot, from the median of many pictures; once
the reps are known, the bar may correct it (`as_bar_shows`).
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from formcheck.arithmetic import Array
from formcheck.arithmetic.geometry import (
    FAR_SCALE,
    NEAR_SCALE,
    PLATE_TO_MIDDLE_TORSO,
    lean_from_vertical_deg,
    on_feet,
)
from formcheck.arithmetic.robust import TIE_S, open_ended, within
from formcheck.lifts import Side, ViewName
from formcheck.motion.bar import BarSamples
from formcheck.motion.cleaning import CleanTrack
from formcheck.observation.observation import Shot
from formcheck.observation.poses import camera_yaw, left_is_nearer, lies, upright
from formcheck.observation.tracks import HeelRise, SilhouetteTrack

FRONT_DEG = 90.0
"""The yaw of a camera exactly in front. One that is not known may be off by as much."""
YAW_UNCERTAINTY_DEG = 10.0
"""90 % half-width of a yaw."""
SIDE_UP_TO_DEG = 20.0
"""Up to this yaw a view is called "side". cos(20°) = 0.94: a 45° lean reads 43°, which is off by
less than the pose model's own error."""
FRONT_FROM_DEG = 65.0
"""From this yaw on a view is called "front" or "rear". cos(65°) = 0.42: a 45° lean reads 23°, and
taking that back multiplies noise by more than two."""

LEAST_VIEWED = 5
"""Samples that a view is read off, at least; chosen: fewer are one look of the pose model."""


@dataclass(frozen=True)
class CameraView:
    """Where the camera stands.

    Attributes:
        name: side, oblique, front, rear or unknown.
        yaw_deg: 0 = exact side, 90 = from the front, -90 = from the rear; NaN when unknown.
        yaw_uncertainty_deg: Half-width that should hold the truth in 90 % of clips.
        near_side: The lifter's side toward the camera; None from the front or rear.
        forward: +1 when the lifter faces the right edge of the picture, -1 for the left.
        nearer_side: The side that the joints' depths put nearer, from the front or rear, too.
    """

    name: ViewName
    yaw_deg: float
    yaw_uncertainty_deg: float
    near_side: Side | None
    forward: float
    nearer_side: Side | None = None

    @property
    def behind(self) -> float:
        """Sine of how far the camera stands behind the side: 1 = rear; 0 from the side and front.

        What leans forward leans away from such a camera, and is drawn shorter and higher.
        """
        return float(np.sin(np.radians(np.clip(np.nan_to_num(-self.yaw_deg), 0.0, FRONT_DEG))))

    @property
    def in_front(self) -> float:
        """Sine of how far it stands in front of the side: 1 = front; 0 from the side and behind."""
        return float(np.sin(np.radians(np.clip(np.nan_to_num(self.yaw_deg), 0.0, FRONT_DEG))))


UNKNOWN = CameraView("unknown", float("nan"), FRONT_DEG, None, 1.0)


def estimate_view(track: CleanTrack, use: NDArray[np.bool_]) -> CameraView:
    """Estimate the camera's place from the frames in `use` (N,)."""
    frames = track.image_px[use & track.seen]
    if len(frames) < LEAST_VIEWED:
        return UNKNOWN
    yaw, forward = camera_yaw(frames)
    if np.isnan(yaw):
        return UNKNOWN
    name = view_name(yaw)
    nearer: Side = "left" if left_is_nearer(track.toward_camera_px) else "right"
    near = None if name in ("front", "rear") else nearer
    return CameraView(name, yaw, YAW_UNCERTAINTY_DEG, near, forward, nearer)


def view_name(yaw_deg: float) -> ViewName:
    """What a view from there is called."""
    if abs(yaw_deg) <= SIDE_UP_TO_DEG:
        return "side"
    if abs(yaw_deg) < FRONT_FROM_DEG:
        return "oblique"
    return "front" if yaw_deg > 0 else "rear"


@dataclass(frozen=True)
class Motion:
    """Lifter, bar, outline and feet over a clip, camera motion taken off; NaN = not seen.

    All (N,) float64 on `time_s` but for what has a clock of its own and says so.

    Attributes:
        time_s: Uniform clock.
        view: Where the camera stands.
        torso_px: Standing torso height; NaN when the lifter is never seen.
        ground_px: Height of the ankles in the picture.
        left, right: Joint name → (N, 2) pixels.
        exact: Whether the pose model draws joints where they are.
        camera_known: Whether it is known how the camera moved, or that it stood still; that of
            exact joints stands.
        bar_px: (N, 2) center of the plate that is tracked; None when none was found.
        far_plate: Whether it hangs beyond the body, as `as_bar_shows` finds it; no other shot's.
        bar_radius_px: Radius of that plate.
        bar_samples: Its height in each picture that was read for it, not smoothed, on a clock of
            its own; None likewise. For what is measured off the bar (`BarCurve`).
        middle_px: (N,) x of the middle of the picture, camera motion taken off as elsewhere.
        cropped: (N,) bool, where shoulders, hips or knees lie outside the picture.
        back_bend_deg, back_lean_deg: (N,) of the back's outline, as read; None when the pose model
            draws no outlines.
        silhouette: Contours on a clock of their own; None when the pose model draws none.
        heels: The near heel in each dip of the hips that looks like a squat.
        frame_times_s: (T,) times of the pictures.
        shots: Between the cuts of the clip; fewer than two = it has none.
        other_views: By number of a shot that another camera filmed than the main one, where that
            camera stands.
    """

    time_s: Array
    view: CameraView
    torso_px: float
    ground_px: float
    left: Mapping[str, Array]
    right: Mapping[str, Array]
    exact: bool = True
    camera_known: bool = True
    bar_px: Array | None = None
    far_plate: bool = False
    bar_radius_px: float = float("nan")
    bar_samples: BarSamples | None = None
    middle_px: Array = field(default_factory=lambda: np.zeros(0))
    cropped: NDArray[np.bool_] = field(default_factory=lambda: np.zeros(0, bool))
    back_bend_deg: Array | None = None
    back_lean_deg: Array | None = None
    silhouette: SilhouetteTrack | None = None
    heels: Sequence[HeelRise] = ()
    frame_times_s: Array = field(default_factory=lambda: np.zeros(0))
    shots: Sequence[Shot] = ()
    other_views: Mapping[int, CameraView] = field(default_factory=dict)

    @property
    def forward(self) -> float:
        """+1 when the lifter faces the right edge of the picture, -1 for the left."""
        return self.view.forward

    def mid(self, joint: str) -> Array:
        """(N, 2) pixels, the middle of the left and the right joint."""
        return self._middles[joint]

    def joints(self, which: str) -> Mapping[str, Array]:
        """Joint name → (N, 2) pixels: which = mid, near or far; the middle when no side is near."""
        near_side = self.view.near_side
        if which == "mid" or near_side is None:
            return self._middles
        return self.left if (which == "near") == (near_side == "left") else self.right

    def height(self, joint: str) -> Array:
        """(N,) height of the mid joint above the ankles, torso lengths."""
        return self._heights[joint]

    def lean_deg(self, which: str = "mid") -> Array:
        """(N,) lean in the picture: which = mid, near or far."""
        return self._leans_deg[which]

    def bar_height_torso(self) -> Array | None:
        """(N,) height of the near plate's center above the ankles, torso lengths; None = no bar.

        A torso is that of the body, so a plate nearer to the camera seems to travel further than it
        does. Good enough to tell lifts and reps; what is measured off the bar uses `BarCurve`.
        """
        return None if self.bar_px is None else (self.ground_px - self.bar_px[:, 1]) / self.torso_px

    @cached_property
    def _middles(self) -> Mapping[str, Array]:
        """Every rep and metric asks for these again."""
        return {joint: (self.left[joint] + self.right[joint]) / 2 for joint in self.left}

    @cached_property
    def _heights(self) -> Mapping[str, Array]:
        return {
            joint: (self.ground_px - middle[:, 1]) / self.torso_px
            for joint, middle in self._middles.items()
        }

    @property
    def seen(self) -> NDArray[np.bool_]:
        """(N,) True where the lifter is seen."""
        return np.isfinite(self.left["hip"][:, 0])

    @property
    def head_unseen(self) -> NDArray[np.bool_]:
        """(N,) True where the head is not seen: the lifter is not, or a plate hides it."""
        return np.isnan(self.height("ear"))

    @cached_property
    def _leans_deg(self) -> Mapping[str, Array]:
        return {
            which: lean_from_vertical_deg(joint["hip"], joint["shoulder"], self.forward)
            for which in ("mid", "near", "far")
            for joint in (self.joints(which),)
        }

    @cached_property
    def plausible(self) -> NDArray[np.bool_]:
        """(N,) True where the lifter is seen in a posture a body can take."""
        lower_ankle_px = np.maximum(self.left["ankle"][:, 1], self.right["ankle"][:, 1])
        feet = (self.ground_px - lower_ankle_px) / self.torso_px
        return np.asarray(self.seen & on_feet(self.height("hip"), self.height("shoulder"), feet))

    @cached_property
    def upright(self) -> NDArray[np.bool_]:
        """(N,) True where the torso stands near its full height."""
        return upright(self._trunk_px, self.torso_px)

    @property
    def lies(self) -> bool:
        """Whether the lifter never stands up."""
        return lies(self._trunk_px, self.torso_px)

    @property
    def _trunk_px(self) -> Array:
        """(N, 2) from mid-hip to mid-shoulder, pixels: to the right, and up."""
        return np.asarray((self.mid("shoulder") - self.mid("hip")) * (1.0, -1.0))

    def at(self, time_s: float) -> int:
        """Index of the first sample at or after a time; of the last one behind the end."""
        return min(int(np.searchsorted(self.time_s, time_s - TIE_S)), len(self.time_s) - 1)

    def in_shot(self, number: int | None) -> Motion:
        """As the camera of one shot shows it; None is a span of time that a cut goes through.

        The lifter counts as not seen in other shots: what is read off a whole motion, such as a
        length or which shoulder is the right one in the picture, would be another camera's there.
        """
        if number is None or len(self.shots) < 2:
            return self
        first_s, last_s = open_ended(self.shots)[number]
        away = (self.time_s < first_s - TIE_S) | (self.time_s >= last_s - TIE_S)
        left, right = (
            {joint: np.where(away[:, None], np.nan, at_px) for joint, at_px in side.items()}
            for side in (self.left, self.right)
        )
        view = self.other_views.get(number, self.view)
        far = self.far_plate and number not in self.other_views
        return replace(self, view=view, far_plate=far, left=left, right=right)

    def nearest_frame_s(self, at_s: float, first_s: float, last_s: float) -> float:
        """The time of the picture nearest to a moment; of two equally near ones the later.

        Of the pictures from `first_s` to `last_s`, where there is any.
        """
        times_s = self.frame_times_s
        inside = times_s[within(times_s, first_s, last_s)]
        shown = inside if len(inside) else times_s
        return float(shown[np.argmin(np.abs(shown - at_s - TIE_S))])


def shot_of_span(start_s: float | None, end_s: float | None, shots: Sequence[Shot]) -> int | None:
    """Number of the shot that a span of time lies in; None where a cut is inside it.

    A span may begin with the clip or end with it (None); without shots nothing is cut.
    """
    first = -np.inf if start_s is None else start_s
    last = np.inf if end_s is None else end_s
    inside = (n for n, shot in enumerate(open_ended(shots)) if shot[0] <= first and last <= shot[1])
    return next(inside, None)


CONTRADICTED_FROM_DEG = 15.0
"""The bar contradicts the joints where their yaws differ by more. Where both are seen they differ
by up to 10° (rendered lifters: joints are off by up to 8°, the bar over the feet by up to 5°)."""
FAR_BELOW_SCALE = 1.07
"""Perspective scale, as measured, below which a plate may be the far one. In 99 sets of *fit* and
*check* in which it is, 0.73 to 1.04; where joints are off by 20° behind a near one, from 1.10."""
BAR_BEFORE_TORSO = {"ankle": 0.2, "hip": 0.1}
"""How far in front of a joint the bar of an upright lifter is. It is over the middle of the feet,
so 0.2 in front of the ankles in both lifts; from the hips it is 0 in a squat and 0.2 with the bar
in front of the thighs, of which this is the mean."""
BESIDE_REP_S = 0.3
"""Upright moments up to so long before and after a rep count, too."""


def as_bar_shows(motion: Motion, spans_s: Sequence[tuple[float, float]], scale: float) -> Motion:
    """Which plate is tracked, and the view of the joints, corrected where its place contradicts it.

    The plates hang two thirds of a meter to the side of a lifter and over their feet: filmed from
    the exact side the near one covers the place of the feet, and every degree off the side moves it
    along, and the far one the other way. That is tracked where only that is seen, off the side and
    beside the body: joints agree with it and not with a near plate, and it moves no further than
    they do. Behind a near plate the pose model turns the trunk by up to 50°, and there the bar is
    right. A plate's own shape does not tell: stacked plates look round from 35° off the side.

    Beyond 20° the sign of the yaw stays, and no place says "front" or "rear": from there plates
    show their edge.

    Args:
        motion: With the view of the joints.
        spans_s: Of the reps, from when to when.
        scale: Of the plate, `BarCurve.perspective_scale`; NaN where it is not known.
    """
    view = motion.view
    if math.isnan(view.yaw_deg) or motion.bar_px is None or not spans_s:
        return motion
    held = _upright_in(motion, spans_s)
    near_deg, far_deg = (
        np.array([_yaw_deg(motion, joint, held, far=far) for joint in BAR_BEFORE_TORSO])
        for far in (False, True)
    )
    apart = abs(far_deg[0] - near_deg[0]) > 2 * CONTRADICTED_FROM_DEG
    beyond = _agrees(far_deg, view.yaw_deg) and not _agrees(near_deg, view.yaw_deg)
    if apart and beyond and scale < FAR_BELOW_SCALE:
        return replace(motion, far_plate=True)
    yaw = float(near_deg[0])
    if math.isnan(yaw) or abs(yaw) >= FRONT_FROM_DEG:
        return motion
    if _agrees(np.abs(near_deg), abs(view.yaw_deg)):
        return motion
    if abs(yaw) > SIDE_UP_TO_DEG:
        yaw = math.copysign(yaw, view.yaw_deg)
    # joints that say "front" name no near side; once the bar says otherwise, one of them is near
    near = view.near_side or view.nearer_side
    corrected = replace(view, name=view_name(yaw), yaw_deg=yaw, near_side=near)
    return replace(motion, view=corrected)


def _agrees(by_place_deg: Array, yaw_deg: float) -> bool:
    """Whether any yaw by the plate's place does not contradict one; NaN tells nothing."""
    return bool((np.abs(by_place_deg - yaw_deg) <= CONTRADICTED_FROM_DEG).any())


def _upright_in(motion: Motion, spans_s: Sequence[tuple[float, float]]) -> NDArray[np.bool_]:
    """(N,) True where the lifter is upright in, shortly before or after a rep."""
    during = np.zeros(len(motion.time_s), np.bool_)
    for first_s, last_s in spans_s:
        during |= within(motion.time_s, first_s - BESIDE_REP_S, last_s + BESIDE_REP_S)
    return during & motion.upright


def _yaw_deg(motion: Motion, joint: str, held: NDArray[np.bool_], *, far: bool) -> float:
    """Yaw that puts the near or far plate where it is; NaN when it is not seen beside the joint."""
    assert motion.bar_px is not None
    scale, side = (FAR_SCALE, -1) if far else (NEAR_SCALE, 1)
    bar = motion.middle_px + (motion.bar_px[:, 0] - motion.middle_px) / scale
    before = (bar - motion.mid(joint)[:, 0]) * motion.forward / motion.torso_px
    before = before[held & np.isfinite(before)]
    if not len(before):
        return math.nan
    aside = side * (BAR_BEFORE_TORSO[joint] - float(np.median(before))) / PLATE_TO_MIDDLE_TORSO
    return math.degrees(math.asin(min(1.0, max(-1.0, aside))))
