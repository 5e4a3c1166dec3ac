"""From what was observed to the lifter's motion: the one place that knows how it was stored.

The camera's motion is taken off first, unless the feet contradict it. Before a bare or dark wall
the only points that can be tracked are those of the lifter, and the "background" then goes down and
up in every rep. A true camera motion, taken off the picture, makes standing feet stiller; a wrong
one makes them walk, and that is how it is recognized.

Then the shots of an edited clip are brought to one scale (`one_scale`), and poses become clean
curves (`cleaning`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from formcheck.arithmetic import Array
from formcheck.arithmetic.robust import (
    LONGEST_FILLED_GAP_S,
    SAME_S,
    TIE_S,
    bridged,
    drawn_to_rest,
    interpolated,
    median_point,
    median_seen,
    nearest_flag,
    percentile_range,
    within,
)
from formcheck.calibration import table
from formcheck.motion.bar import bar_samples
from formcheck.motion.cleaning import METRIC_CUTOFF_HZ, CleanTrack, clean, lowpass
from formcheck.motion.motion import CameraView, Motion, estimate_view
from formcheck.motion.one_scale import bar_in, in_one_scale, main_shot, only
from formcheck.observation.observation import Observation, Shot
from formcheck.observation.poses import (
    ANKLES,
    Landmark,
    PoseTrack,
    much_nearer,
    standing_torso_px,
    trunk_px,
    upright,
)
from formcheck.observation.tracks import BarTrack, CameraTrack, still_camera

WIDER_TIMES, WIDER_TORSO = 1.5, 0.1
"""The camera's motion is contradicted where the feet, with it taken off, go up and down by this
many times as far, and this much further, than in the picture. Values from 1.2 and 0.02 to 2.5 and
0.25 give the same reps (474 clips, 24 of them with such a motion)."""
FEET_STEP_S = 0.4
"""Feet are compared with where they were so long before."""
FEET_GAP_S, FEET_REACH_S = 0.1, 0.19
"""Where the feet are is read so often, as the median over so long before and after."""
BLAZEPOSE = "mediapipe"
"""`Observation.runtime` begins so where the pose model errs as `calibration.toml` says; joints
of any other model are taken to be exact."""
OUTERMOST_PERCENT = 5
"""Percent of the feet's heights that are left out at either end, so that a few wrong poses do not
count as motion."""


@dataclass(frozen=True)
class FeetTell:
    """Up to where feet stand, from where they sway, and what they are misread by; see `[feet]`."""

    stand_torso: float
    sway_torso: float
    error_torso: float


def feet_tell() -> FeetTell:
    """As the calibration file has it."""
    return table(FeetTell, "feet")


def stilled(seen: Observation) -> Observation:
    """Take the camera's shift, roll and zoom off all that was observed.

    A hand that walks nearer by 2 % raises the bar by 0.05 torso, as a shrug does; one that turns
    the phone by 2° leans the lifter by as much. The `camera` is that whose motion was taken off,
    see `believed_camera`.
    """
    poses, camera = seen.track, believed_camera(seen)
    if not camera.measured:
        return replace(seen, camera=camera)
    image_px = camera.stilled(poses.time_s, poses.image_px.astype(np.float64)).astype(np.float32)
    return replace(
        seen,
        track=replace(poses, image_px=image_px, back_deg=_unturned(poses, camera)),
        bar=replace(seen.bar, center_px=camera.stilled(seen.bar.time_s, seen.bar.center_px)),
        silhouette=seen.silhouette.stilled(camera),
        camera=camera,
    )


def believed_camera(seen: Observation) -> CameraTrack:
    """The camera's motion as it is taken off: none where the feet contradict what was measured.

    Where no motion is known, feet that stand still show that the camera does, and feet that sway
    what a hand does, about (`CameraTrack.known` stays false).
    """
    camera = seen.camera.about_usual(seen.shots)
    if camera.measured and contradicted_by_feet(seen.track, camera):
        camera = still_camera()
    if camera.known:
        return camera
    step_torso, torso_px = _feet_step_torso(seen.track)
    if step_torso < feet_tell().stand_torso:
        return still_camera(step_torso * torso_px)
    sways = feet_tell().sway_torso < step_torso < np.inf and len(seen.shots) < 2
    return _as_feet_move(seen.track, torso_px) if sways else camera


def _as_feet_move(poses: PoseTrack, torso_px: float) -> CameraTrack:
    """A camera that moves as the feet do in the picture; its sigmas stay unknown.

    Drawn toward no motion by what the pose model misreads feet by, moment by moment.
    """
    time_s = poses.time_s[poses.seen]
    feet_px = poses.image_px[poses.seen][:, ANKLES].astype(np.float64).mean(axis=1)
    clock_s = np.arange(time_s[0], time_s[-1], FEET_GAP_S)
    # one moment after the other: all against all poses are 7 GB in a clip of 20 minutes
    shift_px = np.array(
        [
            median_point(feet_px[within(time_s, at_s - FEET_REACH_S, at_s + FEET_REACH_S)])
            for at_s in clock_s
        ]
    )
    seen = np.isfinite(shift_px[:, 0])
    clock_s, shift_px = clock_s[seen], shift_px[seen]
    shift_px -= np.median(shift_px, axis=0)
    shift_px = drawn_to_rest(shift_px, feet_tell().error_torso * torso_px)
    unknown = np.full(len(clock_s), np.nan)
    return CameraTrack(
        time_s=clock_s,
        shift_px=shift_px,
        sigma_px=np.stack([unknown, unknown], axis=1),
        roll_rad=np.zeros(len(clock_s)),
        zoom=np.ones(len(clock_s)),
        roll_sigma_rad=unknown,
        pivot_px=np.median(feet_px, axis=0),
    )


def _feet_step_torso(poses: PoseTrack) -> tuple[float, float]:
    """How far the feet are from where they were `FEET_STEP_S` before, and a torso in pixels.

    The median over the clip, torso lengths; infinite where the lifter is hardly seen.
    """
    time_s, image_px = poses.time_s[poses.seen], poses.image_px[poses.seen].astype(np.float64)
    later = np.searchsorted(time_s, time_s + FEET_STEP_S - SAME_S)
    before = later < len(time_s)
    torso_px = abs(standing_torso_px(trunk_px(image_px))) if before.any() else 0.0
    if not torso_px > 0.0:
        return float("inf"), 0.0
    feet_px = image_px[:, ANKLES].mean(axis=1)
    step_px = np.linalg.norm(feet_px[later[before]] - feet_px[before], axis=1)
    return float(np.median(step_px)) / torso_px, torso_px


def _unturned(poses: PoseTrack, camera: CameraTrack) -> NDArray[np.float32] | None:
    """`back_deg` as a camera that does not roll shows it: its bend stays, its lean turns along."""
    if poses.back_deg is None:
        return None
    roll_deg = np.degrees(np.interp(poses.time_s, camera.time_s, camera.roll_rad))
    turned_deg = np.zeros_like(poses.back_deg)
    turned_deg[:, 1] = roll_deg * np.sign(trunk_px(poses.image_px.astype(np.float64))[:, 0])
    return poses.back_deg - turned_deg


def contradicted_by_feet(poses: PoseTrack, camera: CameraTrack) -> bool:
    """Whether the feet go up and down by far more with the camera's motion taken off.

    The wrong motion is as large as a rep; a real sway of the hand is a fifth of a torso.
    """
    if not poses.seen.any():
        return False
    image_px = poses.image_px[poses.seen].astype(np.float64)
    feet_px = image_px[:, ANKLES]
    in_frame_px, stilled_px = (
        percentile_range(places[..., 1].mean(axis=1), OUTERMOST_PERCENT)
        for places in (feet_px, camera.stilled(poses.time_s[poses.seen], feet_px))
    )
    torso_px = abs(standing_torso_px(trunk_px(image_px)))
    return stilled_px > max(WIDER_TIMES * in_frame_px, in_frame_px + WIDER_TORSO * torso_px)


PAIRS: Mapping[str, tuple[Landmark, Landmark]] = {
    joint: (Landmark[f"LEFT_{joint.upper()}"], Landmark[f"RIGHT_{joint.upper()}"])
    for joint in ("ear", "shoulder", "elbow", "wrist", "hip", "knee", "ankle", "heel", "foot")
}


NEEDED_JOINTS = ("shoulder", "hip", "knee")
"""The joints that every verdict depends on; where one of them is outside the picture the body is
cropped."""
BAR_STAYS_S = 0.05
"""The bar is taken to be where it was first and last found for so long before and after: a frame
or two."""


def motion_of(seen: Observation, span: Shot | None = None) -> Motion:
    """The lifter's motion: camera motion taken off, every shot in one scale, on one clock.

    Bar and contours are those of the main shot; in others they have another place and size. With
    a `span` of time, in seconds, the lifter counts as not seen outside of it.
    """
    still = stilled(seen)
    poses, bar, contours = still.track, still.bar, still.silhouette
    if span is not None:
        poses, bar, contours = only(poses, span), bar_in(bar, span), only(contours, span)
    poses = in_one_scale(poses, seen.shots)
    main = main_shot(poses, seen.shots)
    if main is not None:
        bar, contours = bar_in(bar, main), only(contours, main)
    track = clean(poses)
    left, right = (
        {name: track.image_px[:, pair[side]] for name, pair in PAIRS.items()} for side in (0, 1)
    )
    torso_px = _torso_px(track)
    bar_px = _bar_px(track.time_s, bar)
    bend_deg, lean_deg = _back_deg(track, poses)
    exact = not seen.runtime.startswith(BLAZEPOSE)
    return Motion(
        time_s=track.time_s,
        view=_view(track if main is None else clean(only(poses, main))),
        torso_px=torso_px,
        ground_px=median_seen(((left["ankle"] + right["ankle"]) / 2)[:, 1]),
        left=left,
        right=right,
        exact=exact,
        camera_known=exact or still.camera.known,
        bar_px=bar_px,
        bar_radius_px=float("nan") if bar_px is None else float(bar.radius_px or np.nan),
        bar_samples=bar_samples(bar, still.camera) if torso_px > 0 else None,
        middle_px=poses.frame_size_px[0] / 2 - still.camera.at(track.time_s)[:, 0],
        cropped=_cropped(track.time_s, seen.track),
        back_bend_deg=bend_deg,
        back_lean_deg=lean_deg,
        silhouette=contours if len(contours.time_s) and len(poses.time_s) else None,
        heels=seen.heel_rises,
        frame_times_s=seen.track.time_s,
        shots=seen.shots,
        other_views={
            number: _view(clean(only(poses, shot)))
            for number, shot in enumerate(seen.shots)
            if main is not None and shot != main
        },
    )


def _view(track: CleanTrack) -> CameraView:
    return estimate_view(track, upright(trunk_px(track.image_px), _torso_px(track)))


def _torso_px(track: CleanTrack) -> float:
    """Standing height of the torso, pixels, apart from when the lifter fetches the phone."""
    return standing_torso_px(trunk_px(track.image_px[~much_nearer(track.image_px)]))


def _cropped(clock_s: Array, poses: PoseTrack) -> NDArray[np.bool_]:
    """(N,) True where a needed joint is outside the frame, so that the model only guesses it."""
    if not len(poses.time_s):
        return np.zeros(len(clock_s), bool)
    middles = np.stack(
        [poses.image_px[:, PAIRS[name]].mean(axis=1) for name in NEEDED_JOINTS], axis=1
    )
    outside = ((middles < 0) | (middles > np.array(poses.frame_size_px))).any(axis=(1, 2))
    return nearest_flag(clock_s, poses.time_s, np.asarray(outside))


def _bar_px(clock_s: Array, bar: BarTrack) -> Array | None:
    """(N, 2) center of the near plate on the clock; None where no plate was found."""
    ok = np.isfinite(bar.center_px[:, 0])
    if not bar.found or not len(clock_s) or not ok.any():
        return None
    known_s = bar.time_s[ok]
    center = interpolated(clock_s, known_s, bar.center_px[ok])
    center[~bridged(clock_s, known_s, BAR_STAYS_S)] = np.nan
    return lowpass(center, METRIC_CUTOFF_HZ)


def _back_deg(track: CleanTrack, poses: PoseTrack) -> tuple[Array, Array] | tuple[None, None]:
    """(N,) bend and (N,) lean of the back's outline; None where the pose model draws none.

    Each moment takes the nearest reading, of two equally near ones the later: a value between two
    that differ would be one that was never read.
    """
    if poses.back_deg is None or not len(poses.time_s):
        return None, None
    half_way_s = (poses.time_s[1:] + poses.time_s[:-1]) / 2
    nearest = np.searchsorted(half_way_s, track.time_s + TIE_S)
    near = np.abs(poses.time_s[nearest] - track.time_s) <= LONGEST_FILLED_GAP_S / 2
    there = (near & track.seen)[:, None]
    bend, lean = np.where(there, poses.back_deg[nearest], np.nan).astype(np.float64).T
    return bend, lean
