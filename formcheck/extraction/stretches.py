"""Stretches of a clip for several processes: how it is cut, and what was tracked in each of them.

Where the lifter is tracked, a clip is cut while they stand in full view. The pose model aims its
next crop by its last result, so whoever starts in the middle of a clip has to find the lifter
anew. Bent over or behind a plate the model finds them badly, standing in full view well.
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from formcheck.arithmetic import Array
from formcheck.extraction.people import Person, body_size_px, in_full_view
from formcheck.extraction.shots import Thumbs
from formcheck.observation.poses import ANKLES, CORE, LANDMARKS, SHOULDERS
from formcheck.observation.tracks import SilhouetteTrack
from formcheck.pose.estimator import Pose
from formcheck.video.reading import Frame

Item = TypeVar("Item")
STRETCH_S = 13.0
"""About so much is tracked in one go: for less, starting the model costs more than it gains."""
SETTLE_S = 0.6
"""The next stretch starts this long before the cut: the pose model's own crop and filter settle."""
MOST_AWAY_SHARE = 0.45
"""How far a cut may be from the evenly spaced place for it, as a share of a stretch."""
LEAST_HEIGHT = 0.9
"""A lifter stands where they are at least this share of their standing height, from ankles to
shoulders."""
STANDING_HEIGHT_PERCENTILE = 80.0
"""Percentile of their heights that counts as the standing one: most sightings are of somebody
standing."""
SAME_PLACE_SIZES = 0.2
"""The poses before and after a cut fit together where their joints are this near in the median, in
body sizes. Of 16 cuts 14 are 0.01 to 0.11 apart, one whose reps come out the same either way 0.16,
and one at which the lifter was lost 1.1."""


@dataclass(frozen=True)
class Stretch:
    """Part of a clip, in seconds: from `start_s` until just before `end_s`.

    Attributes:
        settle_s: Look from so much earlier on, only to be settled at the start.
    """

    start_s: float
    end_s: float
    settle_s: float = 0.0


WHOLE_CLIP = Stretch(0.0, np.inf)


@dataclass(frozen=True)
class Poses:
    """Poses in order of time, shapes and units as in `PoseTrack`; NaN where nobody was seen.

    Attributes:
        silhouette: The contours of some of the poses.
    """

    time_s: Array
    image_px: NDArray[np.float32]
    depth_px: NDArray[np.float32]
    visibility: NDArray[np.float32]
    back_deg: NDArray[np.float32]
    silhouette: SilhouetteTrack

    @staticmethod
    def since(start_s: float, pose_at: Mapping[float, Pose]) -> Poses:
        """Those from a time on, of the poses by time, in any order."""
        kept = {time_s: pose_at[time_s] for time_s in sorted(pose_at) if time_s >= start_s}
        poses = kept.values()
        return Poses(
            time_s=np.array(list(kept), np.float64),
            image_px=np.array([p.image_px for p in poses], np.float32).reshape(-1, LANDMARKS, 2),
            depth_px=np.array([p.depth_px for p in poses], np.float32).reshape(-1, LANDMARKS),
            visibility=np.array([p.visibility for p in poses], np.float32).reshape(-1, LANDMARKS),
            back_deg=np.array([p.back for p in poses], np.float32).reshape(-1, 2),
            silhouette=SilhouetteTrack.of(
                {time_s: p.silhouette for time_s, p in kept.items() if p.silhouette is not None}
            ),
        )


@dataclass(frozen=True)
class TrackedStretch(Poses):
    """The lifter's poses in one stretch of the clip; times spent as in `Scan`.

    Attributes:
        for_bar: Some gray frames of where a bar could be.
        thumbs: A tiny gray thumbnail of every frame that was decoded.
    """

    stretch: Stretch
    decode_s: float
    pose_s: float
    damaged: int
    for_bar: tuple[Frame, ...] = ()
    thumbs: Thumbs = field(default_factory=lambda: Thumbs.since(0.0, {}))

    @property
    def ends_px(self) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
        """(33, 2) landmarks of the earliest and of the latest pose; nobody's when there is none."""
        poses = self.image_px if len(self.time_s) else nobody().image_px[None]
        return poses[0], poses[-1]


def nobody() -> Pose:
    """A pose that says: not seen."""
    return Pose(
        np.full((LANDMARKS, 2), np.nan, np.float32),
        np.full(LANDMARKS, np.nan, np.float32),
        np.zeros(LANDMARKS, np.float32),
    )


def even_pieces(duration_s: float, stretch_s: float) -> int:
    """How many pieces of about so much a clip is: even, for two workers and multiples of two.

    0 of a clip that is shorter than one piece.
    """
    return 2 * round(duration_s / (2 * stretch_s))


def cut(duration_s: float, key_times_s: Sequence[float], pieces: int) -> list[Stretch]:
    """Cut a clip into about equal stretches that begin at key frames.

    A decoder that starts elsewhere has to decode everything since the last key frame first.
    Where key frames are too rare for that, the cut is made regardless;
    where they coincide, fewer pieces come than are wanted.
    """
    keys = np.asarray(key_times_s, float)
    cuts = [0.0]
    for wanted in np.linspace(0, duration_s, pieces + 1)[1:-1]:
        near = keys[np.argmin(np.abs(keys - wanted))] if len(keys) else wanted
        place = near if abs(near - wanted) <= 0.25 * duration_s / pieces else wanted
        if place > cuts[-1]:
            cuts.append(float(place))
    return [Stretch(a, b) for a, b in zip(cuts, [*cuts[1:], np.inf], strict=True)]


@dataclass
class Clock:
    """Adds up the time spent on waiting for items, and on everything else."""

    read_s: float = 0.0
    started: float = field(default_factory=time.perf_counter)

    def timed(self, items: Iterator[Item]) -> Iterator[Item]:
        """Pass items on, timing how long each took to arrive."""
        before = time.perf_counter()
        for item in items:
            self.read_s += time.perf_counter() - before
            yield item
            before = time.perf_counter()
        self.read_s += time.perf_counter() - before

    @property
    def other_s(self) -> float:
        """Time since the start that was not spent on waiting for items."""
        return time.perf_counter() - self.started - self.read_s


def standing_stretches(lifter: Person, duration_s: float) -> list[Stretch]:
    """Cut a clip into about equal stretches where the lifter was seen standing in full view.

    The result depends on the clip alone, so one, two or eight workers give the same numbers.
    """
    pieces = even_pieces(duration_s, STRETCH_S)
    times = _standing_times(lifter)
    cuts: list[float] = []
    for wanted in np.linspace(0, duration_s, pieces + 1)[1:-1]:
        away = np.abs(times + SETTLE_S - wanted)
        if len(times) and away.min() <= MOST_AWAY_SHARE * duration_s / pieces:
            cuts.append(float(times[np.argmin(away)]) + SETTLE_S)
    bounds = [0.0, *cuts, np.inf]
    return [Stretch(start, end, SETTLE_S if start else 0.0) for start, end in pairwise(bounds)]


def agree(before_px: NDArray[np.float32], after_px: NDArray[np.float32]) -> bool:
    """Whether the last pose (33, 2) before a cut and the first after it are the same person's.

    False as well when one of them is nobody's, NaN.
    """
    apart = np.linalg.norm(after_px[CORE] - before_px[CORE], axis=1)
    size = max(1.0, float(np.nan_to_num(body_size_px(before_px))))
    return bool(np.median(apart) <= SAME_PLACE_SIZES * size)  # NaN is never at most anything


def without_cuts(stretches: Sequence[Stretch], holds: Sequence[bool]) -> list[Stretch]:
    """N stretches joined wherever one of the N - 1 cuts between them does not hold."""
    found = [stretches[0]]
    for stretch, fits in zip(stretches[1:], holds, strict=True):
        if fits:
            found.append(stretch)
        else:
            found[-1] = replace(found[-1], end_s=stretch.end_s)
    return found


def _standing_times(lifter: Person) -> Array:
    """(K,) when the lifter was seen standing in full view, rising."""
    y_px = lifter.image_px[..., 1]
    heights = (y_px[:, ANKLES].mean(axis=1) - y_px[:, SHOULDERS].mean(axis=1)).astype(float)
    standing_px = np.percentile(heights, STANDING_HEIGHT_PERCENTILE)
    shown = np.array([in_full_view(seen.pose) for seen in lifter.sightings])
    standing = (heights >= LEAST_HEIGHT * standing_px) & shown
    return np.asarray(lifter.time_s[standing])
