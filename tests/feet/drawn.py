"""Drawn shoes: a rough texture that turns about the ball of the foot by a known angle."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

import cv2
import numpy as np
from numpy.typing import NDArray

from formcheck.feet.dips import Dip, find_dips
from formcheck.feet.shoe import HEEL_BEHIND, LARGEST_TORSO_PX, Foot
from formcheck.observation.poses import PoseTrack
from formcheck.video.reading import Frame
from tests import stick

Array = NDArray[np.float64]
Paint = Callable[[NDArray[np.float32], float], None]

REPS = stick.paced(1)
FPS = 15.0
FLOOR_BELOW, BALL_BEHIND = 0.06, 0.10  # the model's toe, torso lengths
COLLAR_ABOVE, TOE_AHEAD, TOECAP_ABOVE = 0.30, 0.10, 0.12
PATCH = 512


@dataclass(frozen=True)
class Scene:
    """What is filmed.

    Attributes:
        rise: How far the heel is up at a time, torso lengths.
        sway_px: How far the phone has moved at a time, full-frame pixels (x, y).
        roll_deg: How far it has rolled.
        texture: Contrast of the shoe, 0 is plain.
        shoe, floor: Brightness of either.
        floor_texture: Contrast of the floor.
        wall_above: Where the floor ends behind the foot, torso lengths over the sole.
        about: What the rear turns about, torso lengths behind and above the ball.
        over: Paints over a picture, given its time.
    """

    rise: Callable[[float], float] = lambda time_s: 0.0
    sway_px: Callable[[float], tuple[float, float]] = lambda time_s: (0.0, 0.0)
    roll_deg: Callable[[float], float] = lambda time_s: 0.0
    texture: float = 60.0
    shoe: float = 90.0
    floor: float = 120.0
    floor_texture: float = 25.0
    wall_above: float = 0.0
    about: tuple[float, float] = (0.0, 0.0)
    over: Paint | None = None


def squat_track(**film: object) -> PoseTrack:
    """One squat by a stick figure."""
    return stick.film(stick.squat(REPS), **film)  # type: ignore[arg-type]


def the_dip(track: PoseTrack | None = None) -> Dip:
    """The dip of its one squat."""
    (dip,) = find_dips(track or squat_track())
    return dip


def lifting(peak_torso: float) -> Callable[[float], float]:
    """A heel that goes up with the way down and comes down with the way up."""
    return lambda time_s: peak_torso * float(stick.excursions(np.array([time_s]), REPS)[0])


def filmed(dip: Dip, scene: Scene, *, fps: float = FPS, seed: int = 1) -> list[Frame]:
    """Small gray pictures of the foot over a dip, as the extraction takes them."""
    left, top, right, bottom = dip.foot.crop_px
    scale = min(1.0, LARGEST_TORSO_PX / dip.foot.torso_px)
    size = (round((right - left) * scale), round((bottom - top) * scale))
    xs, ys = np.meshgrid(np.arange(size[0]) / scale + left, np.arange(size[1]) / scale + top)
    times = np.arange(dip.start_s - 0.1, dip.end_s + 0.1, 1 / fps)
    rng = np.random.default_rng(seed)
    frames = []
    for time_s in times:
        picture = drawn(dip.foot, scene, float(time_s), np.stack([xs, ys], axis=-1))
        noisy = np.clip(picture + rng.normal(0, 2, picture.shape), 0, 255).astype(np.uint8)
        frames.append(Frame(float(time_s), noisy, (left, top), (scale, scale)))
    return frames


def drawn(foot: Foot, scene: Scene, time_s: float, places: Array) -> NDArray[np.float32]:
    """(H, W) brightness at (H, W, 2) full-frame places."""
    torso, back = foot.torso_px, foot.back
    ball = np.array([foot.toe[0] + back * BALL_BEHIND * torso, foot.toe[1] + FLOOR_BELOW * torso])
    places = _turned(places - scene.sway_px(time_s), ball, scene.roll_deg(time_s))
    # around the ball: x toward the heel and y up, torso lengths
    here = (places - ball) * [back, -1.0] / torso
    reach = abs(foot.heel[0] - ball[0]) / torso + HEEL_BEHIND
    angle = np.arcsin(scene.rise(time_s) / reach)
    lifted = _back_by(here - scene.about, angle) + scene.about
    lifted = np.where((lifted[..., :1] > 0), lifted, here)
    floor = scene.floor + scene.floor_texture * _rough(3, here)
    picture = np.where(here[..., 1] > scene.wall_above, scene.floor + 50, floor)
    on_shoe = _on_shoe(lifted, reach)
    shoe = scene.shoe + scene.texture * _rough(7, lifted)
    picture = np.where(on_shoe, shoe, picture).astype(np.float32)
    picture = cv2.GaussianBlur(picture, (0, 0), 0.7)
    if scene.over is not None:
        scene.over(picture, time_s)
    return picture


def _on_shoe(at: Array, reach: float) -> NDArray[np.bool_]:
    """Inside of an outline like a shoe's with an ankle in it; (x, y) from the ball."""
    x, y = at[..., 0], at[..., 1]
    toe = -(BALL_BEHIND + TOE_AHEAD)
    top = TOECAP_ABOVE + (COLLAR_ABOVE - TOECAP_ABOVE) * np.clip((x - toe) / (reach - toe), 0, 1)
    return np.asarray((x > toe) & (x < reach) & (y > 0) & (y < top))


def _turned(places: Array, about: Array, angle_deg: float) -> Array:
    cos, sin = np.cos(np.radians(angle_deg)), np.sin(np.radians(angle_deg))
    return np.asarray((places - about) @ np.array([[cos, -sin], [sin, cos]]) + about)


def _back_by(at: Array, angle: float) -> Array:
    """Where points turned anticlockwise by an angle come from."""
    cos, sin = np.cos(angle), np.sin(angle)
    return np.asarray(at @ np.array([[cos, -sin], [sin, cos]]))


@cache
def _grain(seed: int) -> NDArray[np.float32]:
    grain = np.random.default_rng(seed).normal(size=(PATCH, PATCH)).astype(np.float32)
    grain = cv2.GaussianBlur(grain, (0, 0), 3.0)
    return np.asarray(grain / grain.std(), np.float32)


def _rough(seed: int, at: Array) -> NDArray[np.float32]:
    """Noise of spread 1 that belongs to places in torso lengths, blurred to about 0.02."""
    grain = _grain(seed)
    column, row = (np.asarray(PATCH / 2 + 200 * at[..., axis], np.float32) for axis in (0, 1))
    return np.asarray(cv2.remap(grain, column, row, cv2.INTER_LINEAR, borderMode=cv2.BORDER_WRAP))


def covering(columns: slice, from_s: float, to_s: float) -> Paint:
    """Something gray that stands before a part of the pictures for a while."""

    def paint(picture: NDArray[np.float32], time_s: float) -> None:
        if from_s <= time_s <= to_s:
            picture[:, columns] = 100

    return paint
