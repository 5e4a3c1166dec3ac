"""The shots of an edited clip in one scale: as if one camera had filmed them all.

Each shot has a camera of its own. The main one, in which the lifter is seen for longest, stays as
it is; the poses of every other are shifted and scaled until the lifter stands there as tall, as far
to the side and on the same ground. Bar and contours are kept of the main shot only. A clip of one
shot is never touched.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any, NamedTuple, TypeVar

import numpy as np
from numpy.typing import NDArray

from formcheck.arithmetic import Array
from formcheck.arithmetic.robust import median_seen
from formcheck.observation.observation import Shot
from formcheck.observation.poses import (
    ANKLES,
    HIPS,
    STANDING_HIP_PERCENTILE,
    PoseTrack,
    standing_torso_px,
    trunk_px,
)
from formcheck.observation.tracks import BarTrack, SilhouetteTrack

MOST_ZOOM = 4.0
"""A torso that is larger or smaller by more than this factor than in the main shot is not the
lifter's: the shot shows something else."""
LEAST_SEEN_S = 0.3
"""How long a shot has to show the lifter before their standing height in it is known."""
LONGEST_SHOWN_S = 0.25
"""A frame counts for no longer than this: what follows a longer gap was not seen all that time."""


Track = TypeVar("Track", PoseTrack, SilhouetteTrack)


class _Stand(NamedTuple):
    """How a shot shows the standing lifter, pixels of the picture; NaN = not known.

    Attributes:
        torso: Height of the torso.
        x: Middle of the hips across the picture.
        hips_y: Height of the hips while standing.
        ground_y: Height of the ankles; NaN also where the feet are out of the picture.
    """

    torso: float
    x: float
    hips_y: float
    ground_y: float


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
            stand = _stand(track, shot)
            zoom = reference.torso / stand.torso if stand.torso > 0 else float("nan")
            if not 1 / MOST_ZOOM <= zoom <= MOST_ZOOM:
                continue
            on_ground = np.isfinite([stand.ground_y, reference.ground_y]).all()
            from_px, to_px = (
                [one.x, one.ground_y if on_ground else one.hips_y] for one in (stand, reference)
            )
            in_shot = _inside(track, shot)
            image_px[in_shot] = (track.image_px[in_shot] - from_px) * zoom + to_px
            depth_px[in_shot] = track.depth_px[in_shot] * np.float32(zoom)
        span[inside] = track.span[inside].astype(int) + number * (int(track.span.max()) + 1)
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


def only(track: Track, shot: Shot) -> Track:
    """The poses or contours of one shot alone."""
    there, fields = _inside(track, shot), vars(track).items()
    rows: Any = {name: values[there] for name, values in fields if isinstance(values, np.ndarray)}
    return replace(track, **rows)


def bar_in(bar: BarTrack, shot: Shot) -> BarTrack:
    """The bar where one shot shows it; elsewhere it counts as not found."""
    out = (bar.time_s < shot[0]) | (bar.time_s >= shot[1])
    center_px, confidence = bar.center_px.copy(), bar.confidence.copy()
    center_px[out], confidence[out] = np.nan, 0.0
    return replace(bar, center_px=center_px, confidence=confidence)


def _stand(track: PoseTrack, shot: Shot) -> _Stand:
    """How the lifter stands in a shot."""
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
        hips_y=float(np.percentile(hips[:, 1], 100 - STANDING_HIP_PERCENTILE)),
        ground_y=median_seen(feet[:, 1]) if shown else nothing,
    )


def _inside(track: PoseTrack | SilhouetteTrack, shot: Shot) -> NDArray[np.bool_]:
    """(T,) True in the shot; the last frame of a clip belongs to its last shot."""
    last = (shot[1] >= track.time_s[-1:]).all()
    return np.asarray((track.time_s >= shot[0]) & ((track.time_s < shot[1]) | last), bool)


def _frames_s(track: PoseTrack) -> Array:
    """(T,) how long each frame is shown, seconds, at most `LONGEST_SHOWN_S`."""
    shown = np.diff(track.time_s, append=track.time_s[-1:] + 1 / 30)
    return np.asarray(np.minimum(shown, LONGEST_SHOWN_S))
