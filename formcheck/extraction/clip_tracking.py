"""A person to track in, their poses through the whole clip out: in pieces, on all cores.

The clip is cut where the lifter stands (`stretches.py`) and each piece is tracked by itself
(`stretch_tracking.py`); pieces that do not fit together are tracked once more in one go.

Every lifter is shown to the pose model facing the right edge of the frame. The model is not
symmetric: the same squat, mirrored, read 0.08 thigh deeper, and lean was off by half as much more
on rendered lifters facing left. What it adds to the truth (`calibration.toml`) can
only be taken off when it always adds the same. So frames of a lifter who faces left are mirrored
before the model sees them, and its poses are mirrored back. The mirrored side gets a second try
with somebody who is hardly ever on their feet.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from functools import partial
from itertools import pairwise
from pathlib import Path
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from formcheck.bar.region import bar_region
from formcheck.extraction.camera_motion import measure_background
from formcheck.extraction.identity import TrackPrior
from formcheck.extraction.pace import Pace
from formcheck.extraction.people import (
    Person,
    body_size_px,
    bounds_px,
    on_their_feet,
    seen_together,
    with_margin,
)
from formcheck.extraction.processes import Progress, Task, WorkerPool
from formcheck.extraction.stretch_tracking import Target, track_stretch
from formcheck.extraction.stretches import (
    SETTLE_S,
    WHOLE_CLIP,
    Stretch,
    TrackedStretch,
    agree,
    standing_stretches,
    without_cuts,
)
from formcheck.observation.observation import VideoInfo
from formcheck.observation.poses import EARS, HEELS, LANDMARKS, TOES, Landmark
from formcheck.observation.tracks import CameraTrack
from formcheck.pose.estimator import EstimatorFactory, Pose
from formcheck.video.conversion import within

CROP_MARGIN_SIZES = 1.0
"""Margin around all places where the lifter was seen, in body sizes."""
LEAST_ON_FEET = 2 / 3
"""Where a smaller share of the frames shows a body on its feet, mirrored frames are tried: behind
plates the pose model gets some lifters right only when they face the other way."""
MOST_LOST_SHARE = 0.1
"""Tracking with a proxy may lose the lifter in this share of the frames more than without. Without,
a body that is guessed behind the plate is on its feet in all frames; one that is really seen is
lost now and then."""
TRIED_S, CLEARLY_SHARE = 3.0, 0.05
"""Mirrored frames are tried over so many seconds, a rep or two, and are used where they show the
body on its feet in a share of the frames that is larger by this."""
RUN_UP_S = 3.0
"""A piece that does not fit the end of the one before is tracked from so long before its start: for
a rep, since a plate hides the lifter in part of each."""
BAR_SAMPLES = 128
"""Frames that are kept for the search for a plate. It uses those in which the hands are highest,
lowest and between, which even a rep of two seconds has several of in a clip of a minute."""


@dataclass(frozen=True)
class TrackedClip:
    """A person tracked through a clip, stretch by stretch, perhaps in mirrored frames."""

    tracked: list[TrackedStretch]
    mirrored: bool

    @property
    def stretches(self) -> list[Stretch]:
        """What was tracked in one go each."""
        return [part.stretch for part in self.tracked]


@dataclass(frozen=True)
class ClipTracking:
    """How to track one person through a clip; the pose model may be shown mirrored frames.

    `report` is told what is being done and the share that is done, 0 to 1.
    """

    pool: WorkerPool
    file: Path
    target: Target
    pace: Pace
    create_estimator: EstimatorFactory
    report: Progress
    mirrored: bool = False

    def track_in_stretches(
        self, lifter: Person, info: VideoInfo, camera_moves: bool
    ) -> tuple[TrackedClip, CameraTrack | None]:
        """Track the lifter, cut where they stand, facing right; and the background, if asked."""
        rightward = replace(self, mirrored=faces_left(lifter))
        stretches = standing_stretches(lifter, info.duration_s)
        people_seen = (self.target.lifter, *self.target.others)
        besides = [(measure_background, self.file, people_seen)] if camera_moves else []
        tracked, camera = rightward._track(stretches, besides, "Following the lifter")
        return TrackedClip(tracked, rightward.mirrored), camera[0] if camera else None

    def refined(self, clip: TrackedClip) -> TrackedClip:
        """The same, the other way round where that is much better, in pieces that fit together."""
        if self._better_mirrored(clip) != clip.mirrored:
            again = replace(self, mirrored=not clip.mirrored)._retracked(clip.stretches)
            clip = max(clip, again, key=lambda each: self._on_feet_share(each.tracked))
        return replace(self, mirrored=clip.mirrored)._with_matching_ends(clip)

    def retracked(self, before: TrackedClip, *, brings_back: bool) -> TrackedClip | None:
        """The lifter tracked once more, in the same pieces; None where that loses the body.

        What is to bring it back must show it in clearly more frames than before.
        """
        after = replace(self, mirrored=self._better_mirrored(before))._retracked(before.stretches)
        was, now = (self._on_feet_share(each.tracked) for each in (before, after))
        least = was + MOST_LOST_SHARE if brings_back else max(was - MOST_LOST_SHARE, was / 2)
        return None if now < least else after

    def _better_mirrored(self, clip: TrackedClip) -> bool:
        """Whether mirrored frames show more of the body where it was seen worst.

        Somebody who is hardly ever on their feet is tracked there as they are and mirrored.
        """
        shown = self._on_feet(clip.tracked)
        if not len(shown) or shown.mean() >= LEAST_ON_FEET:
            return clip.mirrored
        time_s = np.concatenate([part.time_s for part in clip.tracked])
        stretch = _stretch_seen_worst(time_s, shown)
        plain, other = (
            self._task(stretch, mirrored=mirrored)
            for mirrored in (clip.mirrored, not clip.mirrored)
        )
        shares = [self._on_feet_share([one]) for one in self.pool.run([plain, other])]
        return clip.mirrored ^ (shares[1] > shares[0] + CLEARLY_SHARE)

    def _on_feet_share(self, tracked: Sequence[TrackedStretch]) -> float:
        """Share of the frames that show the lifter in a posture a body can take."""
        shown = self._on_feet(tracked)
        return float(shown.mean()) if len(shown) else 0.0

    def _on_feet(self, tracked: Sequence[TrackedStretch]) -> NDArray[np.bool_]:
        """(T,) whether each frame does."""
        image_px = np.concatenate([part.image_px for part in tracked])
        return on_their_feet(image_px, self.target.lifter.size_px)

    def _with_matching_ends(self, clip: TrackedClip) -> TrackedClip:
        """What does not fit together is tracked once more: from further back, then in one go."""
        clip = self._with_longer_run_up(clip)
        stretches = _merged_where_apart(clip)
        if stretches == clip.stretches:
            return clip
        done = {part.stretch: part for part in clip.tracked}
        anew = self._retracked([stretch for stretch in stretches if stretch not in done])
        done |= {part.stretch: part for part in anew.tracked}
        joined = replace(clip, tracked=[done[stretch] for stretch in stretches])
        if _merged_where_apart(joined) == stretches:
            return joined
        return self._retracked([WHOLE_CLIP])

    def _with_longer_run_up(self, clip: TrackedClip) -> TrackedClip:
        """Tracked from `RUN_UP_S` before: pieces that begin elsewhere than the one before ends.

        Only where the one before sees somebody at its end.
        """
        misfits = [
            stretch
            for stretch, poses_px in zip(clip.stretches[1:], _poses_at_cuts(clip), strict=True)
            if not agree(*poses_px) and np.isfinite(poses_px[0]).all()
        ]
        if not misfits:
            return clip
        anew = self._retracked([replace(stretch, settle_s=RUN_UP_S) for stretch in misfits])
        instead = dict(zip(misfits, anew.tracked, strict=True))
        return replace(clip, tracked=[instead.get(part.stretch, part) for part in clip.tracked])

    def _retracked(self, stretches: Sequence[Stretch]) -> TrackedClip:
        tracked, _ = self._track(stretches, (), "Following the lifter once more")
        return TrackedClip(tracked, self.mirrored)

    def _track(
        self, stretches: Sequence[Stretch], besides: Sequence[Task], what: str
    ) -> tuple[list[TrackedStretch], list[Any]]:
        """One pass through some stretches, and the results of other tasks."""
        tasks = [self._task(stretch, mirrored=self.mirrored) for stretch in stretches]
        count = len(tasks) + len(besides)
        self.report(what, 0.0)
        results = self.pool.run([*tasks, *besides], lambda done: self.report(what, done / count))
        return results[: len(tasks)], results[len(tasks) :]

    def _task(self, stretch: Stretch, *, mirrored: bool) -> Task:
        create = (
            partial(MirroredEstimator, self.create_estimator) if mirrored else self.create_estimator
        )
        return track_stretch, self.file, stretch, self.target, replace(self.pace), create


def _poses_at_cuts(clip: TrackedClip) -> list[tuple[NDArray[np.float32], NDArray[np.float32]]]:
    """The last pose before each cut and the first one after it, (33, 2) each."""
    return [(one.ends_px[1], other.ends_px[0]) for one, other in pairwise(clip.tracked)]


def _merged_where_apart(clip: TrackedClip) -> list[Stretch]:
    return without_cuts(clip.stretches, [agree(*poses_px) for poses_px in _poses_at_cuts(clip)])


def _stretch_seen_worst(time_s: NDArray[np.float64], shown: NDArray[np.bool_]) -> Stretch:
    """The `TRIED_S` in which the most frames do not show the lifter on their feet."""
    total = np.concatenate([[0], np.cumsum(~shown)])
    ends = np.searchsorted(time_s, time_s + TRIED_S)
    begins_s = float(time_s[int(np.argmax(total[ends] - total[:-1]))])
    return Stretch(begins_s, begins_s + TRIED_S, SETTLE_S)


def target_of(lifter: Person, others: Sequence[Person], info: VideoInfo) -> Target:
    """Whom to track, in the part of the frame they are ever in, with a margin."""
    prior = TrackPrior.of(lifter)
    ever_px = bounds_px(prior.box_px.reshape(-1, 2))
    crop = within(with_margin(ever_px, CROP_MARGIN_SIZES * prior.size_px), info.size_px)
    beside = [TrackPrior.of(other) for other in others if seen_together(lifter, other)]
    region = bar_region(lifter.time_s, lifter.image_px, info.size_px)
    lens = None if region is None else region.lens
    return Target(prior, tuple(beside), crop, lens, info.duration_s / BAR_SAMPLES)


def faces_left(lifter: Person) -> bool:
    """Whether the lifter faces the left edge of the frame, as far as they face either.

    Feet and face point there, both by about a fifth of a trunk. From the front both show nothing
    and the answer means little, but either will do then.
    """
    points = lifter.image_px
    toes, heels, ears = (points[:, pair, 0].mean(axis=1) for pair in (TOES, HEELS, EARS))
    ahead_px = (toes - heels) + (points[:, Landmark.NOSE, 0] - ears)
    return bool(np.median(ahead_px / np.maximum(body_size_px(points), 1.0)) < 0)


class MirroredEstimator:
    """A `PoseEstimator` that shows another every frame mirrored, and mirrors its poses back."""

    def __init__(self, create: EstimatorFactory) -> None:
        self._estimator = create()

    def find_people(self, rgb: NDArray[np.uint8], most: int) -> Sequence[Pose]:
        """See `PoseEstimator.find_people`."""
        return [_mirrored(p, rgb) for p in self._estimator.find_people(_flipped(rgb), most)]

    def track(self, rgb: NDArray[np.uint8], time_s: float) -> Pose | None:
        """See `PoseEstimator.track`."""
        pose = self._estimator.track(_flipped(rgb), time_s)
        return None if pose is None else _mirrored(pose, rgb)

    def going_back(self, time_s: float) -> AbstractContextManager[None]:
        """See `PoseEstimator.going_back`."""
        return self._estimator.going_back(time_s)

    def close(self) -> None:
        """See `PoseEstimator.close`."""
        self._estimator.close()


def _flipped(rgb: NDArray[np.uint8]) -> NDArray[np.uint8]:
    # numpy copies backward rows byte by byte: forty times as slow
    return np.asarray(cv2.flip(rgb, 1), np.uint8)


def _mirrored(pose: Pose, rgb: NDArray[np.uint8]) -> Pose:
    """What was the left side is the right one, at the mirrored place."""
    width = np.float32(rgb.shape[1])
    image_px = pose.image_px[OTHER_SIDE]
    image_px[:, 0] = width - image_px[:, 0]
    depth_px, visibility = pose.depth_px[OTHER_SIDE], pose.visibility[OTHER_SIDE]
    contour = pose.silhouette
    silhouette = None if contour is None else contour.mirrored(rgb.shape[1])
    return Pose(image_px, depth_px, visibility, pose.back, silhouette)


def _other_side() -> NDArray[np.intp]:
    """(33,) for each landmark the one of the other side; see `Landmark` for the numbering."""
    order = np.arange(LANDMARKS)
    eyes, pairs = np.split(order[Landmark.NOSE + 1 :], [Landmark.LEFT_EAR - 1])
    eyes[:] = np.roll(eyes, len(eyes) // 2)  # three places on the left one, then three on the right
    pairs[:] = pairs.reshape(-1, 2)[:, ::-1].ravel()  # left, right, left, right …
    return order


OTHER_SIDE = _other_side()
