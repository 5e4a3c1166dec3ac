"""Track the near plate through a clip: one pass over the images, rim by rim.

Some hundred images at a time, both ways from where the rim shows best.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import chain, islice
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from formcheck.arithmetic import Array
from formcheck.bar.find import (
    SAME_RADIUS,
    STILL_SHARE,
    SURE_SEEN,
    Plate,
    Run,
    find_plate,
    travel,
)
from formcheck.bar.region import Anchors, Region, View, find_anchors, region_around
from formcheck.bar.rim import Rim, fit_rims, search_rims
from formcheck.observation.poses import PoseTrack
from formcheck.observation.tracks import BarTrack, end_to_end, no_bar
from formcheck.video.reading import Frame

# Frames below are those the bar is read in, up to 32 a second (`extraction/bar_and_feet.py`).
CHUNK_FRAMES = 900
"""Tracked at a time: they bound the memory (about 100 MB) whatever the length of the clip."""
LEAST_COVERAGE = 0.3
"""A plate that is found in a smaller share of the frames was not the lifter's plate."""
BRIGHT, MOST_GAIN = 220.0, 2.5
"""Dark pictures are made brighter until their brightest hundredth has this gray level, as in a well
lit gym, but by no larger factor than the second, which would amplify noise."""
TRACK_REACH_PX = 5.0
"""How far from its predicted place a rim is looked for."""
LEAST_SEEN = 0.36
"""Least share of a rim that shows while it is tracked. Once it was lost it has to show more
(`SURE_SEEN`) to be found again."""
DOUBTFUL_SHARE, HALF_SHARE = 0.85, 0.7
"""A circle may come to lie between two rings of a plate: it then touches one ring on one side and
the other ring on the other, and half of it shows. So a rim of which less shows than these shares of
the best so far is looked for once more around its place: below the second in every frame, below the
first in every CHECKED_EVERY frames."""
BESIDE_PX = 12.0
"""How far around its place."""
LEAP_TORSO = 0.35
LEAP_FRAMES = 3
SLIPPED_TORSO = 0.25
SLIP_FRAMES = 30
"""A bar moves less than LEAP_TORSO (a sixth of a meter) from frame to frame, even when it falls.
Where a rim is found again further away, within LEAP_FRAMES, the track before had slipped to
something else: all of it that is SLIPPED_TORSO away and more is taken back, for SLIP_FRAMES (a
second) at most."""
CHECKED_EVERY = 4
"""A lost rim is searched for beside hands and shoulders, which is expensive: in the first frame,
then in every so many. As often a doubtful rim is looked for once more, and one that was found again
without hands is compared with them."""


@dataclass(frozen=True)
class BarTarget:
    """A plate in full-frame pixels, where hands and shoulders carry it, and where to look."""

    plate: Plate
    anchors: Anchors
    region: Region


def find_bar(samples: Sequence[Frame], poses: PoseTrack, run: Run) -> BarTarget | None:
    """Find the near plate beside hands or shoulders; no plate is a result and no error."""
    anchors = find_anchors(poses.time_s, poses.image_px)
    if anchors is None or not samples:
        return None
    region = region_around(anchors, poses.frame_size_px)
    region = replace(region, gain=_gain(samples, region))
    view = View.of(samples[0], region)
    time_s = np.array([frame.time_s for frame in samples])
    images = [view.shrink(frame) for frame in samples]
    places = view.to_view(anchors.at(time_s))
    plate = find_plate(images, places, anchors.torso_px * region.scale, run)
    if plate is None:
        return None
    return BarTarget(plate.scaled(1 / view.scale[1]), anchors, region)


def _gain(samples: Sequence[Frame], region: Region) -> float:
    """What takes the brightest hundredth of the region to `BRIGHT`, as far as noise allows."""
    view = View.of(samples[0], region)
    bright = np.percentile([view.shrink(frame) for frame in samples[:: len(samples) // 8 + 1]], 99)
    return float(np.clip(BRIGHT / max(bright, 1.0), 1.0, MOST_GAIN))


def track_bar(frames: Iterable[Frame], bar: BarTarget) -> BarTrack:
    """Track a plate's rim through images in order of time; about 30 a second are enough."""
    plate, nothing = bar.plate, np.zeros(0, np.float32)
    tracks = [BarTrack(np.zeros(0), np.zeros((0, 2)), plate.radius_px, plate.aspect, nothing)]
    for time_s, images, view in _chunks(frames, bar.region):
        points, scale = view.to_view(bar.anchors.at(time_s)), view.scale[1]
        found = Chunk(images, points, bar.anchors.torso_px * scale, plate.scaled(scale)).track()
        tracks.append(
            BarTrack(
                time_s,
                view.to_full(found.center),
                plate.radius_px,
                plate.aspect,
                confidence=found.seen.astype(np.float32),
            )
        )
    return _one_after_another(tracks)


def _one_after_another(tracks: Sequence[BarTrack]) -> BarTrack:
    rows = end_to_end(tracks, "time_s", "center_px", "confidence")
    return replace(tracks[0], **rows)


def joined(tracks: Sequence[BarTrack], bar: BarTarget) -> BarTrack:
    """Tracks of one plate in stretches that follow each other, as one; no bar if hardly seen.

    Nor if it stays where it is and was never seen to go with the lifter: it is background.
    """
    whole = _one_after_another(tracks)
    if whole.coverage < LEAST_COVERAGE:
        return no_bar(whole.time_s)
    travel_px = travel(whole.center_px)
    if not bar.plate.goes_along and travel_px < STILL_SHARE * bar.anchors.torso_px:
        return no_bar(whole.time_s)
    return whole


def _chunks(
    frames: Iterable[Frame], region: Region
) -> Iterator[tuple[Array, list[NDArray[np.uint8]], View]]:
    rest = iter(frames)
    first = next(rest, None)
    if first is None:
        return
    view = View.of(first, region)
    small = ((frame.time_s, view.shrink(frame)) for frame in chain([first], rest))
    while chunk := list(islice(small, CHUNK_FRAMES)):
        yield np.array([time_s for time_s, _ in chunk]), [image for _, image in chunk], view


class RimsSeen(NamedTuple):
    """The rim in N images: center (N, 2), their pixels, NaN = not found; share seen (N,)."""

    center: Array
    seen: Array


@dataclass(frozen=True)
class Chunk:
    """Some hundred images, the anchors in them and the plate, in pixels of these images."""

    images: Sequence[NDArray[np.uint8]]
    anchors: Array
    torso: float
    plate: Plate

    def track(self) -> RimsSeen:
        """The rim in each picture."""
        count = len(self.images)
        found = RimsSeen(np.full((count, 2), np.nan), np.zeros(count))
        start = self._best_place()
        if start is not None:
            self._run(range(start, count), found)
            self._run(range(start, -1, -1), found)
        return found

    def _best_place(self) -> int | None:
        """Where the plate shows best, of a few images."""
        tried = range(0, len(self.images), max(1, len(self.images) // 12))
        seen = {index: self._reacquire(index).seen for index in tried}
        best = max(seen, key=lambda index: seen[index])
        return best if seen[best] >= LEAST_SEEN else None

    def _run(self, order: range, found: RimsSeen) -> None:
        """Track the rim picture by picture in one direction of time, writing what is found."""
        past: list[Array] = []
        lost, best_seen = 1, 0.0
        for place, index in enumerate(order):
            before = order[max(0, place - SLIP_FRAMES) : place][::-1]
            its_turn = place % CHECKED_EVERY == 0
            rim = self._rim_near(index, past, best_seen, in_turn=its_turn) if past else None
            if rim is None or rim.seen < LEAST_SEEN:
                past, rim = [], None
                if lost % CHECKED_EVERY == 1:
                    rim = self._found_again(self._reacquire(index), before, found)
            if rim is None:
                lost += 1
                continue
            found.center[index], found.seen[index] = rim.center, rim.seen
            best_seen = max(best_seen, rim.seen)
            past = [*past[-1:], rim.center]
            lost = 1

    def _rim_near(self, index: int, past: list[Array], best_seen: float, *, in_turn: bool) -> Rim:
        """The rim near where it was, searched for beside it where less shows than at best."""
        rim = self._predicted(index, past)
        if rim.seen < (DOUBTFUL_SHARE if in_turn else HALF_SHARE) * best_seen:
            beside = self._search(index, rim.center, BESIDE_PX)
            rim = max(rim, beside, key=lambda r: r.seen)
        return rim

    def _found_again(self, rim: Rim, before: Sequence[int], found: RimsSeen) -> Rim | None:
        """A rim found near hands or shoulders, if it is sure; None if not.

        The part of the track that had slipped to something else is taken back. Where that part
        showed the rim more surely than this one does, it stays and this one is not used: hands and
        shoulders may be somebody else's.
        """
        slipped = self._slipped(before, found.center, rim)
        surer = float(np.median(found.seen[slipped])) if slipped else 0.0
        if rim.seen < max(SURE_SEEN, surer):
            return None
        found.center[slipped] = np.nan
        return rim

    def _predicted(self, index: int, past: list[Array]) -> Rim:
        plate, ahead = self.plate, past[-1] + (past[-1] - past[-2] if len(past) > 1 else 0.0)
        (fitted,) = fit_rims(
            [self.images[index]],
            [ahead],
            [plate.radius_px],
            reach_px=TRACK_REACH_PX,
            aspect=plate.aspect,
        )
        rim = self._of_size(fitted)
        if rim.seen >= LEAST_SEEN:
            return rim
        return self._search(index, ahead, BESIDE_PX)

    def _slipped(self, before: Sequence[int], center: Array, found: Rim) -> list[int]:
        """Indices of the part of the track that had slipped, see `LEAP_TORSO`; empty for none.

        The images `before` come latest first in the direction that was tracked, (N, 2) `center` is
        of the track, and `found` where the plate may really be.
        """
        away = np.linalg.norm(center[list(before)] - found.center, axis=1) / self.torso
        latest = away[:LEAP_FRAMES]
        if not (latest > LEAP_TORSO * np.arange(1, len(latest) + 1)).any():
            return []
        first = int(np.argmax(np.isfinite(away)))
        elsewhere = np.append(away[first:] >= SLIPPED_TORSO, False)  # up to where it was lost, too
        return list(before[first : first + int(np.argmin(elsewhere))])

    def _reacquire(self, index: int) -> Rim:
        plate = self.plate
        near = self.anchors[plate.anchor, index] + plate.offset_px
        if not np.isfinite(near).all():
            return Rim(np.zeros(2), plate.radius_px, 0.0)
        return self._search(index, near, self.torso / 2)

    def _search(self, index: int, near: Array, reach: float) -> Rim:
        plate, image = self.plate, self.images[index]
        (rim,) = search_rims(
            [image], near[None], plate.radius_px, reach=reach, slack=1.0, aspect=plate.aspect
        )
        return self._of_size(rim)

    def _of_size(self, rim: Rim) -> Rim:
        """The rim; nothing is seen of it when it has not the size of the plate."""
        plate = self.plate
        if abs(rim.radius_px - plate.radius_px) <= SAME_RADIUS * plate.radius_px:
            return rim
        return replace(rim, seen=0.0)
