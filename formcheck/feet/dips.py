"""When to look at the feet, and where: dips of the hips that look like squats, from raw poses.

Reading the shoe costs time, and is useless in clips without squats. So this decides by itself, in
extraction, before lift and reps are known. It may find dips that are no reps: those are ignored
later (`metrics/heels.py` takes the dip that turns with a rep).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from formcheck.arithmetic import Array
from formcheck.arithmetic.geometry import on_feet
from formcheck.arithmetic.robust import (
    ONSET_BEFORE,
    ONSET_EARLY_SHARE,
    ONSET_LATER_SHARE,
    median_point,
    running_median,
)
from formcheck.feet.shoe import Foot
from formcheck.observation.poses import (
    ANKLES,
    HIPS,
    STANDING_HIP_PERCENTILE,
    Landmark,
    PoseTrack,
    camera_yaw,
    left_is_nearer,
    standing_torso_px,
    trunk_px,
    upright,
)
from formcheck.observation.tracks import CameraTrack, WhyNot, still_camera

LEAST_POSES = 10
"""Of the lifter, and of the standing lifter."""
LARGEST_RAW_YAW_DEG = 60.0
"""Up to this yaw dips are looked for: a little more than heels are judged from later, since the yaw
of raw poses is off by a degree or two."""
LEAST_DIP_TORSO = 0.3
"""Least travel of a dip. A quarter squat lowers the hips by 0.4, walking and unracking by less than
0.2."""
LEAST_BACK_UP = 0.6
"""The smaller of descent and ascent is at least this share of the larger; otherwise the clip shows
only half of the movement."""
MOST_BEFORE_S = 0.4
"""The onset of a dip is extrapolated by at most this: the heel is surely down then."""
BOTTOM_SHARE = 0.15
"""The bottom lasts while the hips are within this share of the travel from their lowest place."""
LONGEST_HALF_S = 5.0
"""A descent or ascent is no longer than this. A slow squat takes four seconds; what is longer is a
rest, with many pictures to read."""
APART_S = 0.3
"""Two dips are apart where the hips are up between them for longer; less is a flicker."""
LEAST_HIP_SHARE = 0.62
"""Least travel of the hips over that of the shoulders: 0.64 and more in a squat, 0.4 to 0.67 in a
pull."""
SHORTEST_LEG_TORSO = 1.2
"""Least height of hip over ankle in a standing lifter. Adults have 1.4 to 2.0; where it is less the
model has put the feet elsewhere."""
NEAR_JOINTS = {
    True: (Landmark.LEFT_ANKLE, Landmark.LEFT_HEEL, Landmark.LEFT_FOOT, Landmark.LEFT_HIP),
    False: (Landmark.RIGHT_ANKLE, Landmark.RIGHT_HEEL, Landmark.RIGHT_FOOT, Landmark.RIGHT_HIP),
}


@dataclass(frozen=True)
class Dip:
    """Hips that go down and come up again.

    Attributes:
        start_s, turn_s, end_s: Standing, the bottom, standing again.
        foot: The near foot at the start, where the pose model has it.
        leg_torso: Near hip above near ankle at the start.
    """

    start_s: float
    turn_s: float
    end_s: float
    foot: Foot
    leg_torso: float

    @property
    def why_not(self) -> WhyNot | None:
        """Why its heel cannot be read; None where pictures of the shoe are worth reading."""
        if not self.foot.known or not self.leg_torso >= SHORTEST_LEG_TORSO:
            return "foot_not_found"
        return self.foot.why_not


def find_dips(
    track: PoseTrack, shots: Sequence[tuple[float, float]] = (), camera: CameraTrack | None = None
) -> tuple[Dip, ...]:
    """Dips of the hips worth a look at the feet; none where the feet do not show from the side.

    Each shot has a camera of its own; `camera` is their motion, None a tripod's.
    """
    shift_px = (camera or still_camera()).at(track.time_s)
    inside = [(start_s <= track.time_s) & (track.time_s < end_s) for start_s, end_s in shots]
    of_shots = inside if len(shots) > 1 else [np.ones(len(track.time_s), np.bool_)]
    return tuple(dip for here in of_shots for dip in _dips_of(track, shift_px, track.seen & here))


def _dips_of(track: PoseTrack, shift_px: Array, seen: NDArray[np.bool_]) -> tuple[Dip, ...]:
    """Those in some of the frames, all by one camera; the foot is where it stands during each."""
    if seen.sum() < LEAST_POSES:
        return ()
    still = track.image_px[seen].astype(np.float64) - shift_px[seen, None]
    trunk = trunk_px(still)
    torso_px = standing_torso_px(trunk)
    standing = upright(trunk, torso_px)
    if standing.sum() < LEAST_POSES:
        return ()
    yaw_deg, _ = camera_yaw(still[standing])
    if not abs(yaw_deg) <= LARGEST_RAW_YAW_DEG:
        return ()
    hips = (still[:, ANKLES, 1].mean(axis=1) - still[:, HIPS, 1].mean(axis=1)) / torso_px
    shoulders = hips + trunk[:, 1] / torso_px
    real = on_feet(hips, shoulders)
    if not real.any():
        return ()
    joints = NEAR_JOINTS[left_is_nearer(np.median(track.depth_px[seen], axis=0))]
    near_px, shift_px = still[real][:, joints], shift_px[seen][real]
    # single poses that leap make no dip
    smooth = (running_median(heights[real], 3) for heights in (hips, shoulders))
    body = _Body(track.time_s[seen][real], *smooth)
    dips = []
    for start_s, turn_s, end_s in body.dips():
        first, last = np.searchsorted(body.time_s, (start_s, end_s))
        places = [median_point(joint) for joint in near_px[first : last + 1].swapaxes(0, 1)]
        leg_px = places[0][1] - near_px[first, -1, 1]
        ankle, heel, toe, _ = (place + shift_px[first] for place in places)  # as pictures have it
        foot = Foot(ankle, heel, toe, torso_px, yaw_deg, track.frame_size_px)
        dips.append(Dip(start_s, turn_s, end_s, foot, float(leg_px / torso_px)))
    return tuple(dips)


@dataclass(frozen=True)
class _Body:
    """(T,) heights of hips and shoulders above the ankles, torso lengths; only what can be true."""

    time_s: Array
    hips: Array
    shoulders: Array

    def dips(self) -> Iterator[tuple[float, float, float]]:
        """Times of start, turn and end of each dip."""
        low = np.flatnonzero(
            self.hips < np.percentile(self.hips, STANDING_HIP_PERCENTILE) - LEAST_DIP_TORSO
        )
        if not len(low):
            return
        up_between = (np.diff(low) > 1) & (np.diff(self.time_s[low]) > APART_S)
        runs = np.split(low, np.flatnonzero(up_between) + 1)
        after_last = [-1, *(int(run[-1]) for run in runs[:-1])]
        before_next = [*(int(run[0]) for run in runs[1:]), len(self.hips)]
        for run, first, last in zip(runs, after_last, before_next, strict=True):
            turn = int(run[np.argmin(self.hips[run])])
            down = self._on(turn, np.arange(turn, first, -1))
            up = self._on(turn, np.arange(turn, last))
            if self._squats(down, up):
                yield self._standing_s(down), self._bottom_s(run, down), self._standing_s(up)

    def _on(self, turn: int, path: NDArray[np.intp]) -> NDArray[np.intp]:
        """The indices of a path from the turn that are within `LONGEST_HALF_S` of it."""
        return np.asarray(path[np.abs(self.time_s[path] - self.time_s[turn]) <= LONGEST_HALF_S])

    def _bottom_s(self, run: NDArray[np.intp], down: NDArray[np.intp]) -> float:
        """The middle of the time at the bottom: in a pause any pose of many may be the lowest."""
        height = self.hips[run] - self.hips[run].min()
        return float(np.median(self.time_s[run[height <= BOTTOM_SHARE * np.ptp(self.hips[down])]]))

    def _standing_s(self, path: NDArray[np.intp]) -> float:
        """When the hips stand still on a path outward from the turn; extrapolated as an onset."""
        climb, time_s = self.hips[path] - self.hips[path[0]], self.time_s[path]
        left, gone = (
            time_s[np.argmax(climb >= (1 - share) * climb.max())]
            for share in (ONSET_EARLY_SHARE, ONSET_LATER_SHARE)
        )
        before = np.clip(ONSET_BEFORE * (left - gone), -MOST_BEFORE_S, MOST_BEFORE_S)
        return float(np.clip(left + before, min(time_s), max(time_s)))

    def _squats(self, down: NDArray[np.intp], up: NDArray[np.intp]) -> bool:
        """Whether the hips come back up, and went down about as far as the shoulders."""
        travel = [float(np.ptp(self.hips[path])) for path in (down, up)]
        top = down[np.argmax(self.hips[down])]
        chest = self.shoulders[top] - self.shoulders[down[0]]
        even = min(travel) >= max(LEAST_DIP_TORSO, LEAST_BACK_UP * max(travel))
        return bool(even and travel[0] >= LEAST_HIP_SHARE * chest)
