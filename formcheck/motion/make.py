"""From what was observed to the lifter's motion: the one place that knows how it was stored.

The camera's motion is taken off first, unless the feet disagree with it: before a bare or dark wall
the only points that can be followed are those of the lifter, and the "background" goes down and up
in every rep. Taking a true motion of the camera out of the picture makes feet stiller, and never
makes feet walk that stand.

An edited clip has shots, each with a camera of its own. The main one, in which the lifter is seen
for longest, stays as it is; the poses of every other are shifted and scaled until the lifter stands
there as tall, as far to the side and on the same ground, and nothing is moved across a cut. A clip
of one shot is never touched.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from formcheck.arithmetic.robust import (
    LONGEST_FILLED_GAP_S,
    bridged,
    interpolated,
    median_seen,
    nearest_flag,
    percentile_range,
)
from formcheck.motion.bar import bar_height
from formcheck.motion.cleaning import METRIC_CUTOFF_HZ, CleanTrack, clean, lowpass
from formcheck.motion.motion import CameraView, Motion, Shot, estimate_view
from formcheck.observation.observation import Observation
from formcheck.observation.poses import (
    ANKLES,
    HIPS,
    STANDING_HIP_PERCENTILE,
    PoseTrack,
    standing_torso_px,
    trunk_px,
    upright,
)
from formcheck.observation.poses import Landmark as Lm
from formcheck.observation.tracks import BarTrack, SilhouetteTrack

Array = NDArray[np.float64]

WIDER_TIMES, WIDER_TORSO = 1.5, 0.1
"""How much more the feet must go up and down without the camera's motion than in the picture. The
same reps are found from 1.2 and 0.02 up to 2.5 and 0.25 (474 clips, 24 with such a motion)."""
BLAZEPOSE = "mediapipe"
"""How an observation's `runtime` begins whose model errs as `body/calibration.toml` says."""
OUTERMOST_PERCENT = 5
"""Percent of the feet's heights left out at either end: a few wrong poses are no motion."""


@dataclass(frozen=True)
class Stilled:
    """What was observed, as a camera that stands still would have shown it.

    Attributes:
        poses, bar, contours: Of the observation; no motion of the camera is in them.
        camera_px: (T, 2) what was taken off, on the clock of the poses.
    """

    poses: PoseTrack
    bar: BarTrack
    contours: SilhouetteTrack
    camera_px: NDArray[np.float32]


def stilled(seen: Observation) -> Stilled:
    """Take the camera's motion off all that was observed."""
    poses = with_plausible_camera(seen.track)
    camera_px = poses.camera_px
    if not len(poses.time_s):
        return Stilled(poses, seen.bar, seen.silhouette, camera_px)
    image_px: NDArray[Any] = poses.image_px.astype(np.float64) - camera_px[:, None].astype(
        np.float64
    )  # not rounded to the precision that is kept
    bar_px = seen.bar.center_px - interpolated(seen.bar.time_s, poses.time_s, camera_px)
    return Stilled(
        replace(poses, image_px=image_px, camera_px=np.zeros_like(camera_px)),
        replace(seen.bar, center_px=bar_px),
        seen.silhouette.stilled(interpolated(seen.silhouette.time_s, poses.time_s, camera_px)),
        camera_px,
    )


def with_plausible_camera(track: PoseTrack) -> PoseTrack:
    """The same poses; their camera stands still where feet that stand contradict its motion.

    A hand's sway stays in then: it is a fifth of a torso, the wrong motion as large as a rep. To
    take the feet themselves for the background reads pulls worse: the pose model moves them there.
    """
    if not track.seen.any() or not track.camera_px.any():
        return track
    image_px = track.image_px[track.seen].astype(np.float64)
    feet_px = image_px[:, ANKLES, 1].mean(axis=1)
    in_frame_px = percentile_range(feet_px, OUTERMOST_PERCENT)
    stilled_px = percentile_range(feet_px - track.camera_px[track.seen, 1], OUTERMOST_PERCENT)
    torso_px = abs(standing_torso_px(trunk_px(image_px)))
    least_px = max(WIDER_TIMES * in_frame_px, in_frame_px + WIDER_TORSO * torso_px)
    if stilled_px <= least_px:
        return track
    return replace(track, camera_px=np.zeros_like(track.camera_px))


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


READ_FROM = ("shoulder", "hip", "knee")
"""What every verdict hangs on."""
MOST_ZOOM = 4.0
"""A torso that much larger or smaller than in the main shot is none: the shot shows something
else."""
LEAST_SEEN_S = 0.3
"""A shot that shows the lifter for less says nothing of how tall they stand in it."""
BAR_STAYS_S = 0.05
"""So far before its first and after its last place a bar is taken to be there: a frame or two."""


def motion_of(seen: Observation, within: Shot | None = None) -> Motion:
    """The lifter's motion: camera taken off, every shot in one scale, on one clock.

    Bar and contours are those of the main shot: elsewhere they have another place and size.
    `within` is a span of time outside of which nobody counts as seen.
    """
    still = stilled(seen)
    poses, bar, contours = still.poses, still.bar, still.contours
    if within is not None:
        poses, bar, contours = (
            only(poses, within),
            bar_in(bar, within),
            contours_in(contours, within),
        )
    poses = in_one_scale(poses, seen.shots)
    main = main_shot(poses, seen.shots)
    if main is not None:
        bar, contours = bar_in(bar, main), contours_in(contours, main)
    track = clean(poses)
    left, right = (
        {name: track.image_px[:, pair[side]] for name, pair in PAIRS.items()} for side in (0, 1)
    )
    torso_px = standing_torso_px(trunk_px(track.image_px))
    bar_px = _bar_px(track.time_s, bar)
    bend_deg, lean_deg = _back_deg(track, poses)
    camera_s, camera_x_px = still.poses.time_s, still.camera_px[:, 0]
    return Motion(
        time_s=track.time_s,
        view=_view(track if main is None else clean(only(poses, main))),
        torso_px=torso_px,
        ground_px=median_seen(((left["ankle"] + right["ankle"]) / 2)[:, 1]),
        left=left,
        right=right,
        exact=not seen.runtime.startswith(BLAZEPOSE),
        bar_px=bar_px,
        bar_radius_px=float("nan") if bar_px is None else float(bar.radius_px or np.nan),
        bar=bar_height(bar, seen.camera) if torso_px > 0 else None,
        middle_px=poses.frame_size_px[0] / 2 - np.interp(track.time_s, camera_s, camera_x_px)
        if len(track.time_s)
        else np.zeros(0),
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
    return estimate_view(track, upright(trunk_px(track.image_px)))


def _cropped(clock_s: Array, poses: PoseTrack) -> NDArray[np.bool_]:
    """(N,) where a joint that reps are read from is outside the frame: the model guesses it."""
    if not len(poses.time_s):
        return np.zeros(len(clock_s), bool)
    middles = np.stack([poses.image_px[:, PAIRS[name]].mean(axis=1) for name in READ_FROM], axis=1)
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

    Each moment has the reading nearest to it: what happens between two says neither of them.
    """
    if poses.back_deg is None or not len(poses.time_s):
        return None, None
    nearest = np.searchsorted((poses.time_s[1:] + poses.time_s[:-1]) / 2, track.time_s)
    near = np.abs(poses.time_s[nearest] - track.time_s) <= LONGEST_FILLED_GAP_S / 2
    there = (near & track.seen)[:, None]
    bend, lean = np.where(there, poses.back_deg[nearest], np.nan).astype(np.float64).T
    return bend, lean


class _Stand(NamedTuple):
    """How a shot shows the standing lifter, pixels: torso height, middle, and hips or ground."""

    torso: float
    x: float
    hips: float
    ground: float


def main_shot(track: PoseTrack, shots: Sequence[Shot]) -> Shot | None:
    """The shot that shows the lifter for longest; None where the clip has no cut."""
    if len(shots) < 2:
        return None
    seen_s = [float(_frames_s(track)[track.seen & _inside(track, shot)].sum()) for shot in shots]
    return shots[int(np.argmax(seen_s))]


def in_one_scale(track: PoseTrack, shots: Sequence[Shot]) -> PoseTrack:
    """The same poses, each shot on the ground and in the scale of the main one.

    Spans end at every cut, so that nothing is smoothed or filled in across it. Where a shot shows
    too little of the lifter, or somebody of quite another size, nobody is seen.
    """
    main = main_shot(track, shots)
    if main is None or not track.seen.any():
        return track
    image_px, depth_px = track.image_px.copy(), track.depth_px.copy()
    span = np.full(len(track.span), -1)
    reference = _stand(track, main)
    for number, shot in enumerate(shots):
        inside = track.seen & _inside(track, shot)
        if shot != main:
            zoom = _fit(track, shot, reference, image_px, depth_px)
            if not 1 / MOST_ZOOM <= zoom <= MOST_ZOOM:
                continue
        span[inside] = track.span[inside] + number * (int(track.span.max()) + 1)
    span[span >= 0] = np.unique(span[span >= 0], return_inverse=True)[1]
    image_px[span < 0] = np.nan
    depth_px[span < 0] = np.nan
    visibility = np.where((span < 0)[:, None], np.float32(0), track.visibility)
    return replace(
        track,
        span=span.astype(np.int16),
        image_px=image_px,
        depth_px=depth_px,
        visibility=visibility,
    )


def only(track: PoseTrack, shot: Shot) -> PoseTrack:
    """The poses of one shot alone."""
    there = _inside(track, shot)
    return replace(track, **_rows(track, there))


def bar_in(bar: BarTrack, shot: Shot) -> BarTrack:
    """The bar in one shot; in the others it has another place and size."""
    out = (bar.time_s < shot[0]) | (bar.time_s >= shot[1])
    center_px, confidence = bar.center_px.copy(), bar.confidence.copy()
    center_px[out], confidence[out] = np.nan, 0.0
    return replace(bar, center_px=center_px, confidence=confidence)


def contours_in(contours: SilhouetteTrack, shot: Shot) -> SilhouetteTrack:
    """The contours of one shot."""
    there = (contours.time_s >= shot[0]) & (contours.time_s < shot[1])
    return replace(contours, **_rows(contours, there))


def _rows(track: PoseTrack | SilhouetteTrack, there: NDArray[np.bool_]) -> dict[str, Any]:
    """Every array of a track at some of its times."""
    fields = vars(track).items()
    return {name: values[there] for name, values in fields if isinstance(values, np.ndarray)}


def _fit(
    track: PoseTrack,
    shot: Shot,
    reference: _Stand,
    image_px: NDArray[np.floating],
    depth_px: NDArray[np.float32],
) -> float:
    """Scale and shift the poses of a shot in place; how much larger they became, NaN for none."""
    there, here = _inside(track, shot), _stand(track, shot)
    zoom = reference.torso / here.torso if here.torso > 0 else float("nan")
    if not np.isfinite(zoom):
        return float("nan")
    on_ground = np.isfinite([here.ground, reference.ground]).all()
    from_y, to_y = (here.ground, reference.ground) if on_ground else (here.hips, reference.hips)
    image_px[there] = (track.image_px[there] - [here.x, from_y]) * zoom + [reference.x, to_y]
    depth_px[there] = track.depth_px[there] * np.float32(zoom)
    return zoom


def _stand(track: PoseTrack, shot: Shot) -> _Stand:
    """How the lifter stands in a shot; the ground is NaN where the feet are out of the picture."""
    there = track.seen & _inside(track, shot)
    nothing = float("nan")
    if _frames_s(track)[there].sum() < LEAST_SEEN_S:
        return _Stand(nothing, nothing, nothing, nothing)
    still = track.image_px[there].astype(np.float64)
    hips, feet = still[:, HIPS].mean(axis=1), still[:, ANKLES].mean(axis=1)
    shown = np.median(still[:, ANKLES, 1]) <= track.frame_size_px[1]
    return _Stand(
        torso=abs(standing_torso_px(trunk_px(still))),
        x=median_seen(hips[:, 0]),
        hips=float(np.percentile(hips[:, 1], 100 - STANDING_HIP_PERCENTILE)),
        ground=median_seen(feet[:, 1]) if shown else nothing,
    )


def _inside(track: PoseTrack, shot: Shot) -> NDArray[np.bool_]:
    """(T,) True in the shot; the last frame of a clip belongs to its last shot."""
    last = shot[1] >= track.time_s[-1]
    return np.asarray((track.time_s >= shot[0]) & ((track.time_s < shot[1]) | last), bool)


def _frames_s(track: PoseTrack) -> Array:
    """(T,) how long each frame is shown, at most a quarter of a second."""
    shown = np.diff(track.time_s, append=track.time_s[-1:] + 1 / 30)
    return np.asarray(np.minimum(shown, 0.25))
