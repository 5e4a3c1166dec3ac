"""From a clean track to the named curves that reps and metrics are read from.

Lengths are shares of the lifter's own standing torso (mid-shoulder to mid-hip), so a clip's
resolution and the camera's distance drop out. Heights are above the lifter's ankles.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from formcheck.cleaning import CleanTrack
from formcheck.geometry import lean_from_vertical_deg
from formcheck.pose import Landmark as Lm
from formcheck.pose_bias import EXACT, PoseBias
from formcheck.view import CameraView, Side

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
LOWEST_HIP_TORSO = 0.25
"""The deepest squat keeps the hip joint a third of a torso above the ankles."""
STANDING_SHARE = 0.9
"""A torso whose vertical extent is over nine tenths of its longest is upright within 25°."""


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

    def mid(self, joint: str) -> Array:
        """(N, 2) pixels, the middle of the left and the right joint."""
        return (self.left[joint] + self.right[joint]) / 2

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

    def height(self, joint: str) -> Array:
        """(N,) height of the mid joint above the ankles, torso lengths."""
        return (self.ground_px - self.mid(joint)[:, 1]) / self.torso_px

    def lean_deg(self, which: str = "mid") -> Array:
        """(N,) lean in the picture: which = mid, near or far."""
        points = {"mid": self.mid, "near": self.near, "far": self.far}[which]
        return lean_from_vertical_deg(points("hip"), points("shoulder"), self.forward)

    @property
    def seen(self) -> NDArray[np.bool_]:
        """(N,) True where the lifter is seen."""
        return np.isfinite(self.left["hip"][:, 0])

    @property
    def believable(self) -> NDArray[np.bool_]:
        """(N,) True where the lifter is seen in a posture a body can take.

        Behind a plate the pose model may sit a lifter down on the floor or turn them upside down
        and look sure of it.
        """
        with np.errstate(invalid="ignore"):
            on_feet = self.height("hip") > LOWEST_HIP_TORSO
            head_up = self.height("shoulder") > self.height("hip") - 0.3
        return np.asarray(self.seen & on_feet & head_up)

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
    ground_px = float(np.nanmedian(ankle[:, 1])) if seen.any() else float("nan")
    body = [p for name in ("hip", "shoulder") for p in PAIRS[name]]
    noise = float(np.median(track.noise_px[body])) / torso_px if seen.any() else float("nan")
    return Signals(
        track.time_s, torso_px, view.forward, view.near_side, ground_px, left, right, noise, bias
    )


def standing_torso_px(track: CleanTrack) -> float:
    """The lifter's torso height while upright: median of the tallest tenth, in pixels.

    Bent postures are shorter in the vertical, never longer, so the tall end is the standing one;
    a median of that tenth keeps single outliers out. NaN when nobody is seen.
    """
    shoulder = (track.image_px[:, Lm.LEFT_SHOULDER] + track.image_px[:, Lm.RIGHT_SHOULDER]) / 2
    hip = (track.image_px[:, Lm.LEFT_HIP] + track.image_px[:, Lm.RIGHT_HIP]) / 2
    tall = (hip - shoulder)[:, 1]
    tall = tall[np.isfinite(tall)]
    if len(tall) == 0:
        return float("nan")
    top = tall[tall >= np.percentile(tall, 80)]
    return float(np.median(top))


def upright(track: CleanTrack) -> NDArray[np.bool_]:
    """(N,) True where the torso stands near its full height."""
    shoulder = (track.image_px[:, Lm.LEFT_SHOULDER] + track.image_px[:, Lm.RIGHT_SHOULDER]) / 2
    hip = (track.image_px[:, Lm.LEFT_HIP] + track.image_px[:, Lm.RIGHT_HIP]) / 2
    tall = (hip - shoulder)[:, 1]
    return np.asarray(np.nan_to_num(tall, nan=-1.0) > STANDING_SHARE * standing_torso_px(track))
