"""From a clean track to the named curves that reps and metrics are read from.

Lengths are shares of the lifter's own standing torso (mid-shoulder to mid-hip), so a clip's
resolution and the camera's distance drop out. Heights are above the lifter's ankles.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from formcheck.arithmetic.geometry import lean_from_vertical_deg, on_feet
from formcheck.arithmetic.robust import median_seen
from formcheck.bar.bar_track import BarTrack
from formcheck.pose import posture
from formcheck.pose.bias import EXACT, PoseBias
from formcheck.pose.silhouette import SilhouetteTrack
from formcheck.pose.track import Landmark as Lm
from formcheck.pose.track import PoseTrack
from formcheck.signals.cleaning import (
    LONGEST_FILLED_GAP_S,
    METRIC_CUTOFF_HZ,
    RATE_HZ,
    CleanTrack,
    lowpass,
)
from formcheck.signals.view import CameraView, Side

Array = NDArray[np.float64]

PAIRS: Mapping[str, tuple[Lm, Lm]] = {
    "ear": (Lm.LEFT_EAR, Lm.RIGHT_EAR),
    "shoulder": (Lm.LEFT_SHOULDER, Lm.RIGHT_SHOULDER),
    "elbow": (Lm.LEFT_ELBOW, Lm.RIGHT_ELBOW),
    "wrist": (Lm.LEFT_WRIST, Lm.RIGHT_WRIST),
    "hip": (Lm.LEFT_HIP, Lm.RIGHT_HIP),
    "knee": (Lm.LEFT_KNEE, Lm.RIGHT_KNEE),
    "ankle": (Lm.LEFT_ANKLE, Lm.RIGHT_ANKLE),
    "heel": (Lm.LEFT_HEEL, Lm.RIGHT_HEEL),
    "foot": (Lm.LEFT_FOOT, Lm.RIGHT_FOOT),
}
MOST_NOISE_TORSO = 0.02
"""Shoulder and hip jitter of a fiftieth of the trunk is over a degree of lean in every frame, and
comes with landmarks that are guessed: calm clips have .001 to .014, hidden lifters .02 to .05."""
STANDS_SLOPE, STANDS_S = 0.7, 0.15
"""Within 35° of vertical, for longer than a landmark flickers."""


@dataclass(frozen=True)
class Signals:
    """Curves of one lifter over a clip, all (N,) float64 on `time_s`, NaN = not seen.

    Attributes:
        time_s: Uniform clock.
        torso_px: Standing torso height; NaN when the lifter is never seen.
        forward: +1 when the lifter faces the right edge of the picture, -1 for the left.
        left, right: Joint name → (N, 2) pixels.
        noise_torso: Spread of the hip and shoulder landmarks, share of torso.
        bias: What the pose engine adds to the truth.
        bar_px: (N, 2) center of the near plate, camera motion removed, NaN where it is not seen;
            None when no plate was found.
        bar_radius_px: Radius of that plate.
        back_bend_deg, back_lean_deg: (N,) of the back's outline, as read; None when the engine
            draws no outlines.
        silhouette: Contours on a clock of their own, camera motion removed; None when the engine
            draws none.
        yaw_deg: Of the camera as the joints show it; NaN when unknown.
    """

    time_s: Array
    torso_px: float
    forward: float
    near_side: Side | None
    ground_px: float
    left: Mapping[str, Array]
    right: Mapping[str, Array]
    noise_torso: float
    bias: PoseBias = EXACT
    bar_px: Array | None = None
    bar_radius_px: float = float("nan")
    back_bend_deg: Array | None = None
    back_lean_deg: Array | None = None
    silhouette: SilhouetteTrack | None = None
    yaw_deg: float = 0.0

    def mid(self, joint: str) -> Array:
        """(N, 2) pixels, the middle of the left and the right joint."""
        return self._middles[joint]

    def near(self, joint: str) -> Array:
        """(N, 2) pixels of the camera-near joint; the middle when no side is near."""
        if self.near_side is None:
            return self.mid(joint)
        return (self.left if self.near_side == "left" else self.right)[joint]

    def far(self, joint: str) -> Array:
        """(N, 2) pixels of the joint away from the camera; the middle when no side is near."""
        if self.near_side is None:
            return self.mid(joint)
        return (self.right if self.near_side == "left" else self.left)[joint]

    def joints(self, which: str) -> Callable[[str], Array]:
        """What gives a joint of one side of the body: which = mid, near or far."""
        return {"mid": self.mid, "near": self.near, "far": self.far}[which]

    def height(self, joint: str) -> Array:
        """(N,) height of the mid joint above the ankles, torso lengths."""
        return self._heights[joint]

    def lean_deg(self, which: str = "mid") -> Array:
        """(N,) lean in the picture: which = mid, near or far."""
        return self._leans_deg[which]

    def bar_height(self) -> Array | None:
        """(N,) height of the near plate's center above the ankles, torso lengths; None = no bar."""
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
            which: lean_from_vertical_deg(joint("hip"), joint("shoulder"), self.forward)
            for which in ("mid", "near", "far")
            for joint in (self.joints(which),)
        }

    @cached_property
    def believable(self) -> NDArray[np.bool_]:
        """(N,) True where the lifter is seen in a posture a body can take."""
        lower_ankle_px = np.maximum(self.left["ankle"][:, 1], self.right["ankle"][:, 1])
        feet = (self.ground_px - lower_ankle_px) / self.torso_px
        return np.asarray(self.seen & on_feet(self.height("hip"), self.height("shoulder"), feet))

    @property
    def restless(self) -> bool:
        """Whether the landmarks jitter so much that they are guessed rather than seen."""
        return self.noise_torso > MOST_NOISE_TORSO

    @property
    def ever_stands(self) -> bool:
        """Whether the trunk is ever near vertical; on a bench or the floor it never is."""
        trunk = (self.mid("shoulder") - self.mid("hip"))[self.seen]
        near_vertical = np.abs(trunk[:, 0]) < STANDS_SLOPE * -trunk[:, 1]
        return bool(near_vertical.sum() >= STANDS_S * RATE_HZ)

    def at(self, time_s: float) -> int:
        """Index of the sample nearest to a time."""
        return int(np.clip(np.searchsorted(self.time_s, time_s), 0, len(self.time_s) - 1))


def make_signals(track: CleanTrack, view: CameraView, bias: PoseBias = EXACT) -> Signals:
    """Name the curves of a clean track as seen from `view`."""
    left = {name: track.image_px[:, pair[0]] for name, pair in PAIRS.items()}
    right = {name: track.image_px[:, pair[1]] for name, pair in PAIRS.items()}
    torso_px = standing_torso_px(track)
    ankle = (left["ankle"] + right["ankle"]) / 2
    seen = track.seen
    ground_px = median_seen(ankle[:, 1])
    body = [p for name in ("hip", "shoulder") for p in PAIRS[name]]
    noise = float(np.median(track.noise_px[body])) / torso_px if seen.any() else float("nan")
    return Signals(
        track.time_s,
        torso_px,
        view.forward,
        view.near_side,
        ground_px,
        left,
        right,
        noise,
        bias,
        yaw_deg=view.yaw_deg,
    )


def with_bar(signals: Signals, bar: BarTrack, track: PoseTrack) -> Signals:
    """The same curves with the bar on their clock, camera motion removed.

    Args:
        signals: Curves of the lifter.
        bar: The near plate as tracked in the picture.
        track: Poses of the same clip, for the camera's motion.
    """
    ok = np.isfinite(bar.center_px[:, 0])
    if not bar.found or not len(signals.time_s) or not ok.any():
        return signals
    center = np.full((len(signals.time_s), 2), np.nan)
    for axis in (0, 1):
        camera = np.interp(bar.time_s, track.time_s, track.camera_px[:, axis])
        still = bar.center_px[:, axis] - camera
        center[:, axis] = np.interp(signals.time_s, bar.time_s[ok], still[ok])
    center[~_near_a_sample(signals.time_s, bar.time_s[ok])] = np.nan
    smooth = lowpass(center, METRIC_CUTOFF_HZ)
    return replace(signals, bar_px=smooth, bar_radius_px=float(bar.radius_px or np.nan))


def with_back(signals: Signals, track: PoseTrack) -> Signals:
    """The same curves with bend and lean of the back's outline on their clock.

    Each moment has the reading nearest to it: what happens between two says neither of them.
    """
    if track.back_deg is None or not len(track.time_s):
        return signals
    nearest = np.searchsorted((track.time_s[1:] + track.time_s[:-1]) / 2, signals.time_s)
    near = np.abs(track.time_s[nearest] - signals.time_s) <= LONGEST_FILLED_GAP_S / 2
    there = (near & signals.seen)[:, None]
    bend, lean = np.where(there, track.back_deg[nearest], np.nan).astype(np.float64).T
    return replace(signals, back_bend_deg=bend, back_lean_deg=lean)


def with_silhouette(signals: Signals, contours: SilhouetteTrack, track: PoseTrack) -> Signals:
    """The same curves with the lifter's contours, camera motion removed."""
    if not len(contours.time_s) or not len(track.time_s):
        return signals
    camera = [np.interp(contours.time_s, track.time_s, axis) for axis in track.camera_px.T]
    return replace(signals, silhouette=contours.stilled(np.stack(camera, axis=1)))


def _near_a_sample(clock_s: Array, known_s: Array) -> NDArray[np.bool_]:
    """(N,) True where the clock is inside a gap of known samples no longer than may be filled."""
    right = np.clip(np.searchsorted(known_s, clock_s), 1, len(known_s) - 1)
    gap_s = known_s[right] - known_s[right - 1]
    inside = (clock_s >= known_s[0] - 0.05) & (clock_s <= known_s[-1] + 0.05)
    return np.asarray(inside & (gap_s <= LONGEST_FILLED_GAP_S))


def standing_torso_px(track: CleanTrack) -> float:
    """The lifter's torso height while upright, in pixels; NaN when nobody is seen."""
    return posture.standing_torso_px(posture.trunk_px(track.image_px))


def upright(track: CleanTrack) -> NDArray[np.bool_]:
    """(N,) True where the torso stands near its full height."""
    return posture.upright(posture.trunk_px(track.image_px))
