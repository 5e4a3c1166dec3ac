"""A stick figure with known angles: the first oracle of every measurement.

A lifter of torso length 1 (shank 0.85, thigh 0.9, arm 1.1) moves in the sagittal plane; a camera at
`yaw_deg` off the exact side sees it without perspective. Every angle is chosen, so every metric
has a closed-form answer.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields, replace
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from formcheck.arithmetic.geometry import NEAR_SCALE
from formcheck.motion.make import PAIRS
from formcheck.observation.poses import Landmark as Lm
from formcheck.observation.poses import PoseTrack
from formcheck.observation.tracks import BarTrack

SHANK, THIGH, TORSO, ARM, FOOT, NECK = 0.85, 0.90, 1.0, 1.1, 0.40, 0.35
PLATE = 0.48
"""Radius of a full-size plate beside a torso of 0.47 m."""
SHOULDER_WIDTH, HIP_WIDTH = 0.65, 0.40
STANDING_LEAN_DEG = 4.0
Array = NDArray[np.float64]
Track = TypeVar("Track", PoseTrack, BarTrack)
RepTimes = tuple[float, float, float]
"""start, turn, end in seconds"""


@dataclass(frozen=True)
class Body:
    """Angles over time, degrees from vertical: trunk and shank forward, thigh backward.

    Attributes:
        hands: "shoulders" (a bar on the back) or "hanging" (a bar in the hands).
        feet: How far forward the feet stand, torso lengths, or None for planted feet.
        hands_up: 0 to 1, how far hanging hands are lifted to the shoulders (nothing is held).
        shrug: How far the shoulders are drawn up along the trunk, torso lengths.
        knees_in: How far each knee falls inward, torso lengths.
        head_deg: How far the head is carried forward of the trunk's line.
        shorter: How much shorter a rounded back makes trunk and neck, torso lengths.
        tip_left_deg: By how much the line of the shoulders tips to the lifter's left.
        shift_left: How far the hips and what is above them stand to the left, torso lengths.
    """

    time_s: Array
    trunk_deg: Array
    thigh_deg: Array
    shank_deg: Array
    hands: str
    feet: Array | None = None
    hands_up: Array | None = None
    shrug: Array | None = None
    knees_in: Array | None = None
    head_deg: Array | None = None
    shorter: Array | None = None
    tip_left_deg: Array | float = 0.0
    shift_left: Array | float = 0.0


def smooth_step(x: Array) -> Array:
    """Minimum-jerk rise from 0 to 1."""
    x = np.clip(x, 0, 1)
    return x**3 * (10 - 15 * x + 6 * x * x)


def excursions(time_s: Array, reps: Sequence[RepTimes]) -> Array:
    """0 at rest, 1 at the turn of each rep."""
    out = np.zeros_like(time_s)
    for start, turn, end in reps:
        out += smooth_step((time_s - start) / (turn - start))
        out -= smooth_step((time_s - turn) / (end - turn))
    return out


def paced(
    count: int, *, first_s: float = 1.5, way_s: float = 1.2, rest_s: float = 0.6
) -> list[RepTimes]:
    """`count` reps of equal pace with a rest between them."""
    step = 2 * way_s + rest_s
    starts = [first_s + n * step for n in range(count)]
    return [(s, s + way_s, s + 2 * way_s) for s in starts]


def clock(reps: Sequence[RepTimes], fps: float, duration_s: float | None) -> Array:
    """Frame times of a clip that shows all reps and a rest after them."""
    return np.arange(0, duration_s or reps[-1][2] + 1.5, 1 / fps)


def squat(
    reps: Sequence[RepTimes],
    *,
    fps: float = 30.0,
    duration_s: float | None = None,
    lean_deg: float = 35.0,
    depth: float | Sequence[float] = 1.0,
    tip_deg: Sequence[float] | None = None,
) -> Body:
    """A squat set.

    The trunk reaches its lean in the upper third of the way down and holds it, so that a rep
    without a tip has no lean gain.

    Args:
        reps: Times of the reps.
        fps: Frames per second.
        duration_s: Length of the clip; 1.5 s after the last rep by default.
        lean_deg: Lean of the trunk at the bottom.
        depth: 1 puts the hips level with the knees; one value, or one for each rep.
        tip_deg: Lean added in the early ascent of each rep.
    """
    time_s = clock(reps, fps, duration_s)
    depths = [depth] * len(reps) if isinstance(depth, int | float) else depth
    down = sum(
        (d * excursions(time_s, [rep]) for d, rep in zip(depths, reps, strict=True)),
        np.zeros_like(time_s),
    )
    held = np.sin(np.radians(90 * np.clip(down / 0.6, 0, 1)))
    trunk = STANDING_LEAN_DEG + (lean_deg - STANDING_LEAN_DEG) * held
    for rep, tip in zip(reps, tip_deg or [0.0] * len(reps), strict=True):
        # the tip is complete early, so that at 40 % of the way up all of it is there
        ascent = rep[2] - rep[1]
        rises = smooth_step((time_s - rep[1]) / (0.3 * ascent))
        falls = smooth_step((time_s - rep[1] - 0.5 * ascent) / (0.5 * ascent))
        trunk = trunk + tip * (rises - falls)
    return Body(time_s, trunk, 90.0 * down, 25.0 * down, "shoulders")


def deadlift(
    reps: Sequence[RepTimes],
    *,
    fps: float = 30.0,
    duration_s: float | None = None,
    floor_lean_deg: float = 62.0,
    height: float | Sequence[float] = 1.0,
    tip_deg: Sequence[float] | None = None,
) -> Body:
    """A set of pulls from the floor; the lifter is bent over the bar from the first frame on.

    Args:
        reps: Lift-off, lockout and return of each pull.
        fps: Frames per second.
        duration_s: Length of the clip; 1.5 s after the last rep by default.
        floor_lean_deg: Lean of the trunk at lift-off.
        height: 1 is lockout; one value, or one for each rep.
        tip_deg: Lean added while the bar leaves the floor, for each rep.
    """
    time_s = clock(reps, fps, duration_s)
    heights = [height] * len(reps) if isinstance(height, int | float) else height
    up = sum(
        (h * excursions(time_s, [rep]) for h, rep in zip(heights, reps, strict=True)),
        np.zeros_like(time_s),
    )
    # the trunk holds its angle at first and opens late, as in a clean pull
    trunk = floor_lean_deg + (STANDING_LEAN_DEG - floor_lean_deg) * up**2
    for rep, tip in zip(reps, tip_deg or [0.0] * len(reps), strict=True):
        ascent = rep[1] - rep[0]
        rises = smooth_step((time_s - rep[0]) / (0.4 * ascent))
        falls = smooth_step((time_s - rep[0] - 0.5 * ascent) / (0.4 * ascent))
        trunk = trunk + tip * (rises - falls)
    return Body(time_s, trunk, 70 * (1 - up), 16 * (1 - up), "hanging")


def romanian(reps: Sequence[RepTimes], *, fps: float = 30.0) -> Body:
    """A Romanian deadlift: starts at the top, knees nearly straight."""
    time_s = clock(reps, fps, None)
    down = excursions(time_s, reps)
    trunk = STANDING_LEAN_DEG + 71 * down
    return Body(time_s, trunk, 15 * down, 5 * down, "hanging")


def standing(duration_s: float = 8.0, *, fps: float = 30.0, hands: str = "shoulders") -> Body:
    """Somebody who stands and shifts a little."""
    time_s = np.arange(0, duration_s, 1 / fps)
    sway = np.sin(2 * np.pi * 0.3 * time_s)
    return Body(time_s, 4 + sway, 2 + sway, 1 + 0 * sway, hands)


def joints(body: Body) -> dict[str, Array]:
    """Sagittal (T, 2) positions, torso lengths: x forward, y up, ankle at the origin."""

    def away(angle_deg: Array, length: float, forward: float) -> Array:
        rad = np.radians(angle_deg)
        return np.stack([forward * np.sin(rad), np.cos(rad)], 1) * length

    ankle = np.zeros((len(body.time_s), 2))
    if body.feet is not None:
        ankle[:, 0] = body.feet
    knee = ankle + away(body.shank_deg, SHANK, 1)
    hip = knee + away(body.thigh_deg, THIGH, -1)
    shoulder = hip + away(body.trunk_deg, TORSO, 1)
    if body.shorter is not None:
        shoulder = shoulder - away(body.trunk_deg, 1, 1) * body.shorter[:, None]
    head = np.zeros(len(ankle)) if body.head_deg is None else body.head_deg
    ear = shoulder + away(body.trunk_deg + head, NECK, 1)
    if body.shrug is not None:
        shoulder = shoulder + away(body.trunk_deg, 1, 1) * body.shrug[:, None]
    at_bar = shoulder + np.array([0.05, -0.02])
    hanging = shoulder - [0, ARM]
    share = np.zeros(len(ankle)) if body.hands_up is None else body.hands_up
    wrist = at_bar if body.hands == "shoulders" else hanging + share[:, None] * (at_bar - hanging)
    return {
        "ankle": ankle,
        "knee": knee,
        "hip": hip,
        "shoulder": shoulder,
        "ear": ear,
        "wrist": wrist,
        "elbow": (wrist + shoulder) / 2 - [0.1, 0.2],
        "heel": ankle + np.array([-0.1, -0.1]),
        "foot": ankle + np.array([FOOT - 0.1, -0.1]),
    }


def film(
    body: Body,
    *,
    yaw_deg: float = 0.0,
    facing: int = 1,
    torso_px: float = 200.0,
    at_px: tuple[float, float] = (640.0, 650.0),
    noise_px: float = 0.0,
    seed: int = 0,
) -> PoseTrack:
    """What an error-free pose model would see of a body.

    Args:
        body: What moves.
        yaw_deg: 0 is the exact side view, positive turns the lifter's front toward the camera.
        facing: +1 right (the right side is near), -1 left (the left side is near).
        torso_px: Pixels of one torso length.
        at_px: Where the ankles are.
        noise_px: Standard deviation of noise on every coordinate of every frame.
        seed: Of the noise.
    """
    yaw = np.radians(yaw_deg)
    image = np.zeros((len(body.time_s), 33, 2))
    depth = np.zeros((len(body.time_s), 33))
    half = {"shoulder": SHOULDER_WIDTH / 2, "ear": 0.12, "wrist": 0.3, "elbow": 0.4}
    for name, place in joints(body).items():
        for landmark, sign in zip(PAIRS[name], (1, -1), strict=True):  # left, right
            aside = sign * half.get(name, HIP_WIDTH / 2)
            tips = name in ("shoulder", "ear", "wrist", "elbow")
            lower = aside * np.tan(np.radians(body.tip_left_deg)) if tips else 0.0
            if name != "ankle":
                aside = aside + body.shift_left * (0.5 if name == "knee" else 1.0)
            if name == "knee" and body.knees_in is not None:
                aside = aside - sign * body.knees_in
            # the left side lies to the right of the picture when seen from the front
            across = facing * place[:, 0] * np.cos(yaw) + aside * np.sin(yaw)
            image[:, landmark] = np.stack([across, lower - place[:, 1]], 1) * torso_px + at_px
            depth[:, landmark] = (facing * aside * np.cos(yaw) - place[:, 0] * np.sin(yaw)) * (
                torso_px
            )
    image[:, Lm.NOSE] = image[:, Lm.LEFT_EAR] + [facing * 0.1 * torso_px, 0]
    if noise_px:
        image += np.random.default_rng(seed).normal(0, noise_px, image.shape)
    return PoseTrack(
        body.time_s,
        image.astype(np.float32),
        depth.astype(np.float32),
        np.ones(depth.shape, np.float32),
        np.zeros(len(body.time_s), np.int16),
        (1280, 720),
        chosen_by="only_person",
    )


def plate(
    body: Body,
    *,
    facing: int = 1,
    torso_px: float = 200.0,
    at_px: tuple[float, float] = (640, 650),
    yaw_deg: float = 0.0,
    near: bool = True,
) -> BarTrack:
    """What a perfect tracker of the near plate, or of the far one, would see.

    From the exact side a plate is shown where the hand is; from elsewhere as a phone some 3.3 m
    away shows what is 0.655 m (1.45 torsos) to the side of the lifter.
    """
    hand = joints(body)["wrist"]
    along, scale = facing * hand[:, 0], 1.0
    if yaw_deg:
        scale, side = (1.25, -facing) if near else (0.83, facing)
        yaw = np.radians(yaw_deg)
        along = along * np.cos(yaw) + side * 1.45 * np.sin(yaw)
    center = np.stack([scale * along, -hand[:, 1]], 1) * torso_px + at_px
    whole = np.ones(len(center), np.float32)
    return BarTrack(body.time_s, center, PLATE * torso_px, 1.0, whole)


def plate_through_lens(body: Body, yaw_deg: float, *, near: bool) -> BarTrack:
    """A plate a sleeve to the side of the lifter, before a camera from which it looks 1.2 larger.

    From the exact side; from elsewhere it is nearer by less.
    """
    bar = plate(body, yaw_deg=yaw_deg, near=near)
    toward = (1 - 1 / NEAR_SCALE) * np.cos(np.radians(yaw_deg)) * (1 if near else -1)
    center = bar.center_px.copy()
    center[:, 1] = center[:1, 1] + (center[:, 1] - center[:1, 1]) / (1 - toward)
    return replace(bar, center_px=center)


def mirrored(track: PoseTrack) -> PoseTrack:
    """The same clip flipped left to right: the lifter's left becomes the right."""
    swap = np.arange(track.image_px.shape[1])
    for left, right in PAIRS.values():
        swap[left], swap[right] = right, left
    image = track.image_px[:, swap].copy()
    image[..., 0] = track.frame_size_px[0] - image[..., 0]
    return replace(track, image_px=image, depth_px=track.depth_px[:, swap])


def moved(
    track: PoseTrack, *, scale: float = 1.0, by_px: tuple[float, float] = (0, 0)
) -> PoseTrack:
    """The same clip filmed larger or smaller, elsewhere in the picture."""
    image = track.image_px * np.float32(scale) + np.array(by_px, np.float32)
    return replace(track, image_px=image, depth_px=track.depth_px * np.float32(scale))


def unseen(track: PoseTrack, where: NDArray[np.bool_]) -> PoseTrack:
    """The same clip with the lifter not seen in the frames `where`."""
    image, span = track.image_px.copy(), track.span.copy()
    image[where] = np.nan
    span[where] = -1
    return replace(track, image_px=image, span=span)


def rows(track: Track, which: NDArray[Any], time_s: Array) -> Track:
    """These frames of a track, at these times: every array of it has a row a frame."""
    chosen = {name: array[which] for name, array in _arrays(track).items()}
    return replace(track, **{**chosen, "time_s": time_s})


def cut(track: Track, from_s: float, to_s: float) -> Track:
    """The part of a clip between two times, with its own clock."""
    keep = (track.time_s >= from_s) & (track.time_s < to_s)
    return rows(track, keep, track.time_s[keep] - track.time_s[keep][0])


def joined(tracks: Sequence[Track], begin_s: Sequence[float]) -> Track:
    """Clips one after the other, each from its moment on."""
    shifted = [replace(one, time_s=one.time_s + at_s)
               for one, at_s in zip(tracks, begin_s, strict=True)]  # fmt: skip
    parts = [_arrays(one) for one in shifted]
    whole = {name: np.concatenate([part[name] for part in parts]) for name in parts[0]}
    return replace(tracks[0], **whole)


def _arrays(track: PoseTrack | BarTrack) -> dict[str, Any]:
    there = {field.name: getattr(track, field.name) for field in fields(track)}
    return {name: array for name, array in there.items() if isinstance(array, np.ndarray)}


def window_truth(body: Body, rep: RepTimes) -> tuple[float, float]:
    """(lean gain in degrees, hip lead in torso lengths) of a squat rep, from its angles.

    The ascent window ends when the hips have covered 40 % of their way up.
    """
    place = joints(body)
    times = np.arange(rep[1], rep[2], 0.001)

    def at(values: Array) -> Array:
        return np.interp(times, body.time_s, values)

    hip, chest, trunk = at(place["hip"][:, 1]), at(place["shoulder"][:, 1]), at(body.trunk_deg)
    end = int(np.argmax(hip >= hip[0] + 0.4 * (hip.max() - hip[0])))
    return float(trunk[end] - trunk[0]), float((hip[end] - hip[0]) - (chest[end] - chest[0]))
