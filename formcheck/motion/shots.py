"""One ground, one scale and no motion across a cut for the shots of an edited clip.

Each shot has a camera of its own, whose motion is taken off before. The main one, in which the
lifter is seen for longest, stays as it is; the poses of every other are shifted and scaled until
the lifter stands there as tall, as far to the side and on the same ground. A clip of one shot is
never touched.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from formcheck.arithmetic.robust import median_seen
from formcheck.observation.bar_track import BarTrack
from formcheck.observation.poses import ANKLES, HIPS, PoseTrack
from formcheck.observation.posture import standing_torso_px, trunk_px
from formcheck.observation.silhouette import SilhouetteTrack

Array = NDArray[np.float64]
Shot = tuple[float, float]

MOST_ZOOM = 4.0
"""A torso that much larger or smaller than in the main shot is none: the shot shows something
else."""
LEAST_SEEN_S = 0.3
"""A shot that shows the lifter for less says nothing of how tall they stand in it."""
STANDS_PERCENTILE = 90


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
    return replace(
        track,
        time_s=track.time_s[there],
        image_px=track.image_px[there],
        depth_px=track.depth_px[there],
        visibility=track.visibility[there],
        span=track.span[there],
        camera_px=track.camera_px[there],
        back_deg=None if track.back_deg is None else track.back_deg[there],
    )


def bar_in(bar: BarTrack, shot: Shot) -> BarTrack:
    """The bar in one shot; in the others it has another place and size."""
    out = (bar.time_s < shot[0]) | (bar.time_s >= shot[1])
    center_px, confidence = bar.center_px.copy(), bar.confidence.copy()
    center_px[out], confidence[out] = np.nan, 0.0
    return replace(bar, center_px=center_px, confidence=confidence)


def contours_in(contours: SilhouetteTrack, shot: Shot) -> SilhouetteTrack:
    """The contours of one shot."""
    there = (contours.time_s >= shot[0]) & (contours.time_s < shot[1])
    return replace(contours, **{name: values[there] for name, values in vars(contours).items()})


def shot_of(start_s: float | None, end_s: float | None, shots: Sequence[Shot]) -> int | None:
    """Number of the shot that a span of time lies in; None where a cut is inside it.

    Args:
        start_s: None is the beginning of the clip.
        end_s: None is its end.
        shots: Of the clip; without any nothing is cut.
    """
    if len(shots) < 2:
        return 0
    first = -np.inf if start_s is None else start_s
    last = np.inf if end_s is None else end_s
    for number, (begins, ends) in enumerate(shots):
        opens = -np.inf if number == 0 else begins
        closes = np.inf if number == len(shots) - 1 else ends
        if opens <= first and last <= closes:
            return number
    return None


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
        hips=float(np.percentile(hips[:, 1], 100 - STANDS_PERCENTILE)),
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
