"""One stretch of the clip in, the target's poses in it out.

The pose model tracks whoever it found first, so at the start, and whenever it strays to somebody
else, it is shown the lifter's surroundings only. When the lifter is found late (a plate in front
of the face), the frames before that are tracked backward in time.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from formcheck.extraction.identity import TrackPrior, in_place, jumped, resembles
from formcheck.extraction.inpainted_proxy import InpaintedProxy
from formcheck.extraction.noise import denoised
from formcheck.extraction.pace import Pace
from formcheck.extraction.people import with_margin
from formcheck.extraction.scanning import BLANK, in_full_frame
from formcheck.extraction.shots import Thumbs, luma_thumb
from formcheck.extraction.stretches import Clock, Poses, Stretch, TrackedStretch, nobody
from formcheck.pose.estimator import EstimatorFactory, Pose, PoseEstimator
from formcheck.video.conversion import Crop, Lens
from formcheck.video.reading import CLOCK_TOLERANCE_S, Frame, FrameReader

CLOSE_LONGEST_PX = 480
"""Longest side of the pictures that the lifter is tracked in."""
SEED_MARGIN_SIZES = 0.6
"""Margin around the lifter's expected box while the pose model searches for them, in body sizes."""
MOST_MISSES = 3
"""Frames in a row on somebody else after which the pose model starts anew."""
SETTLING = 2
"""The first frame is repeated so often, until the pose model's own crop has settled."""
MOST_LOST = 150
"""Unseen frames that are kept for tracking backward."""
SEARCH_GAPS_S, SEARCH_GAP_SHARE = (0.1, 0.25), 0.05
"""Time between two searches for a hidden lifter: this share of the time they have been lost for,
but at least and at most so much. So a lifter who is lost within a rep is searched for as often as
can be. A search takes three inferences and more; the frames between are tracked backward from where
it succeeds."""


@dataclass(frozen=True)
class Target:
    """Whom to track, and who else is about.

    Attributes:
        lifter: Where the lifter was seen.
        others: Where everybody else was.
        crop: The part of the upright full frame to look at.
        bar: The part in which a bar could be; None when nobody knows.
        bar_gap_s: Time between two frames that are kept to find a bar in.
        proxy: What the pose model is shown in place of a plate that hides the head.
    """

    lifter: TrackPrior
    others: tuple[TrackPrior, ...]
    crop: Crop
    bar: Lens | None = None
    bar_gap_s: float = 0.0
    proxy: InpaintedProxy | None = None


def track_stretch(
    path: Path, stretch: Stretch, target: Target, pace: Pace, create: EstimatorFactory
) -> TrackedStretch:
    """Track the lifter through one stretch of the clip."""
    thumb_at: dict[float, NDArray[np.uint8]] = {}
    reader = FrameReader(
        path,
        Lens(target.crop, CLOSE_LONGEST_PX),
        start_s=stretch.start_s - stretch.settle_s,
        end_s=stretch.end_s,
        min_gap_s=pace.shortest_gap_s,
        wanted=pace.wants,
        on_decoded=lambda time_s, decoded: thumb_at.update({time_s: luma_thumb(decoded)}),
    )
    clock, tracker = Clock(), Tracker(target, create)
    for_bar: list[Frame] = []
    next_for_bar_s = stretch.start_s
    try:
        for frame in clock.timed(reader):
            pose = tracker.step(denoised(frame))
            pace.saw(frame.time_s, pose, target.lifter.size_px)
            if target.bar is not None and frame.time_s >= next_for_bar_s:
                for_bar.append(reader.again(target.bar))
                next_for_bar_s = frame.time_s + target.bar_gap_s
    finally:
        tracker.close()
    return TrackedStretch(
        **vars(Poses.since(stretch.start_s, tracker.pose_at)),
        stretch=stretch,
        decode_s=clock.read_s,
        pose_s=clock.other_s,
        damaged=reader.damaged,
        for_bar=tuple(for_bar),
        thumbs=Thumbs.since(stretch.start_s, thumb_at),
    )


class Tracker:
    """Tracks one person through frames of rising time.

    Attributes:
        pose_at: The pose in every frame so far by its time; those found backward come late.
    """

    def __init__(self, target: Target, create: EstimatorFactory) -> None:
        self._target = target
        self._estimator = create()
        self._misses = 0
        self._latest: tuple[float, Pose] | None = None
        self._lost: deque[Frame] = deque(maxlen=MOST_LOST)
        self._searched_s = self._lost_s = -np.inf
        self.pose_at: dict[float, Pose] = {}

    def step(self, frame: Frame) -> Pose | None:
        """Take the next frame; the pose in full-frame pixels, None when not seen."""
        filmed = frame
        if self._target.proxy is not None:
            frame = self._target.proxy.drawn(frame)
        pose = None if self._latest is None else self._tracked(frame, self._latest)
        if pose is None and self._latest is None and self._may_search(frame.time_s):
            pose = self._found(frame, filmed)
            if pose is not None and self._lost:
                self._track_backward(frame, filmed, pose)
        self._put(frame.time_s, pose or nobody())
        if pose is None:
            self._lost_s = frame.time_s if not self._lost else self._lost_s
            self._lost.append(frame)
        else:
            self._latest = (frame.time_s, pose)
            self._lost.clear()
            self._searched_s = -np.inf
        return pose

    def close(self) -> None:
        """Free the pose model."""
        self._estimator.close()

    def _may_search(self, time_s: float) -> bool:
        """Whether the last search in vain is long enough ago; if so, this is one."""
        lost_s = time_s - self._lost_s if self._lost else 0.0
        gap_s = float(np.clip(SEARCH_GAP_SHARE * lost_s, *SEARCH_GAPS_S))
        if time_s - self._searched_s < gap_s - CLOCK_TOLERANCE_S:
            return False
        self._searched_s = time_s
        return True

    def _put(self, time_s: float, pose: Pose) -> None:
        drawn = self._target.proxy
        self.pose_at[time_s] = pose if drawn is None else drawn.of_what_is_seen(pose, time_s)

    def _tracked(self, frame: Frame, latest: tuple[float, Pose]) -> Pose | None:
        pose = _next_pose(self._estimator, frame)
        if pose is not None and self._continues(latest, pose, frame.time_s):
            self._misses = 0
            return pose
        self._misses += 1
        if self._misses >= MOST_MISSES or pose is None:
            self._misses = 0
            self._latest = None
            _reset(self._estimator, frame)
        return None

    def _continues(self, known: tuple[float, Pose], pose: Pose, time_s: float) -> bool:
        """Whether a pose is the lifter's, with one known shortly before or after it."""
        known_s, beside = known
        if jumped(beside.image_px, pose.image_px, abs(time_s - known_s)):
            return False
        return self._resembles(pose, time_s)

    def _resembles(self, pose: Pose, time_s: float) -> bool:
        drawn = self._target.proxy
        if drawn is not None and not drawn.carries(pose.image_px, time_s):
            return False
        return resembles(pose.image_px, time_s, self._target.lifter, self._target.others)

    def _found(self, frame: Frame, filmed: Frame) -> Pose | None:
        """Search for the lifter where they should be, then let the pose model settle on them.

        A body is sometimes found at first sight as it was filmed and not with a proxy for a head.
        """
        estimator = self._estimator
        seen = estimator.track(self._surroundings(frame), frame.time_s)
        if seen is None and filmed is not frame:
            seen = estimator.track(self._surroundings(filmed), frame.time_s)
        for _ in range(SETTLING):
            seen = seen and estimator.track(frame.rgb, frame.time_s)
        if seen is None:
            return None
        pose, time_s = in_full_frame(seen, frame), frame.time_s
        if in_place(pose.image_px, time_s, self._target.lifter) and self._resembles(pose, time_s):
            return pose
        _reset(estimator, frame)
        return None

    def _surroundings(self, frame: Frame) -> NDArray[np.uint8]:
        """The frame with everything blank but the lifter's surroundings, when known."""
        lifter = self._target.lifter
        if not lifter.knows(frame.time_s):
            return frame.rgb
        box_px = with_margin(lifter.box_at(frame.time_s), SEED_MARGIN_SIZES * lifter.size_px)
        around = frame.part(box_px)
        shown = np.full_like(frame.rgb, BLANK)
        shown[around] = frame.rgb[around]
        return shown

    def _track_backward(self, frame: Frame, filmed: Frame, pose: Pose) -> None:
        """From a frame in which the lifter was found, back through those where they were not.

        The one pose model goes both ways: it is led back to the frame by what led it there, and
        ends as it was. A second one would hold 75 MB.
        """
        later = frame.time_s, pose
        with self._estimator.going_back(frame.time_s):
            while self._lost:
                lost = self._lost.pop()
                earlier = _next_pose(self._estimator, lost)
                if earlier is None or not self._continues(later, earlier, lost.time_s):
                    break
                self._put(lost.time_s, earlier)
                later = lost.time_s, earlier
            _reset(self._estimator, frame)
            self._found(frame, filmed)


def _next_pose(estimator: PoseEstimator, frame: Frame) -> Pose | None:
    """What the pose model sees next, in pixels of the full frame."""
    seen = estimator.track(frame.rgb, frame.time_s)
    return None if seen is None else in_full_frame(seen, frame)


def _reset(estimator: PoseEstimator, frame: Frame) -> None:
    """Show the pose model nothing, so that it searches anew in the next frame."""
    estimator.track(np.full_like(frame.rgb, BLANK), frame.time_s)
