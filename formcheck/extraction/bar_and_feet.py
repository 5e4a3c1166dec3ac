"""The third pass over a clip: the near plate where it was seen beside the hands, and the feet.

Both know where to look only once the lifter was tracked, so they share one reading of the file:
small pictures of the feet are cut out of the frames that are read for the bar. No frame is kept
longer than its dip, so memory does not grow with the length of the clip.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np

from formcheck.bar.tracking import BarTarget, find_bar, joined, track_bar
from formcheck.extraction.processes import WorkerPool
from formcheck.extraction.stretches import STRETCH_S, Stretch, cut, even_pieces
from formcheck.feet.dips import Dip, find_dips
from formcheck.feet.reading import read_heel_rise, unread
from formcheck.observation.observation import Shot
from formcheck.observation.poses import PoseTrack
from formcheck.observation.tracks import BarTrack, CameraTrack, HeelRise, no_bar
from formcheck.video.info import key_times
from formcheck.video.reading import CLOCK_TOLERANCE_S, Frame, FrameReader

BAR_GAP_S = 1 / 32
"""Least time between two frames that the bar is read in. It is a little less than 1/30 s, so that
clips of 30, 60, 120 or 240 frames a second give 30 even where their times are not exact."""
FEET_GAP_S = 1 / 22
"""The same for the feet: a heel takes a third of a second to rise, and more frames only cost
time."""
LEAD_S = 0.1
"""Feet are read from so long before a dip to so long after it."""


def read_bar_and_feet(
    pool: WorkerPool,
    file: Path,
    duration_s: float,
    samples: Sequence[Frame],
    track: PoseTrack,
    shots: Sequence[Shot] = (),
    camera: CameraTrack | None = None,
) -> tuple[BarTrack, tuple[HeelRise, ...]]:
    """The near plate through all frames, and what each dip of the hips shows of the near heel."""
    bar, dips = find_bar(samples, track, pool.run), find_dips(track, shots, camera)
    worth = [dip for dip in dips if dip.why_not is None]
    rises = [unread(dip, why) for dip in dips if (why := dip.why_not) is not None]
    if bar is None and not worth:
        return no_bar(track.time_s), tuple(rises)
    # the rim is found anew at the start of each, anywhere in a clip
    stretches = cut(duration_s, key_times(file), max(1, even_pieces(duration_s, STRETCH_S)))
    parts = pool.run(
        [(read_stretch, file, stretch, bar, _beginning_in(stretch, worth)) for stretch in stretches]
    )
    rises += [rise for _, of_stretch in parts for rise in of_stretch]
    plate = no_bar(track.time_s) if bar is None else joined([part for part, _ in parts], bar)
    return plate, tuple(sorted(rises, key=lambda rise: rise.turn_s))


def _beginning_in(stretch: Stretch, dips: Sequence[Dip]) -> list[Dip]:
    """A dip belongs to the stretch it begins in, which reads on to its end."""
    return [dip for dip in dips if stretch.start_s <= from_s(dip) < stretch.end_s]


def read_stretch(
    file: Path, stretch: Stretch, bar: BarTarget | None, dips: Sequence[Dip]
) -> tuple[BarTrack, list[HeelRise]]:
    """Plate and heels in one stretch; importable by name, for other processes."""
    if bar is None:
        return no_bar(np.zeros(0)), _feet_only(file, dips)
    feet = FeetReader(dips)
    reader = FrameReader(
        file,
        bar.region.lens,
        start_s=stretch.start_s,
        end_s=max([stretch.end_s, *map(until_s, dips)]),
        min_gap_s=BAR_GAP_S,
    )
    frames = (frame for frame in feet.passing_on(reader) if frame.time_s < stretch.end_s)
    return track_bar(frames, bar), feet.rises


def _feet_only(file: Path, dips: Sequence[Dip]) -> list[HeelRise]:
    """Without a bar only the frames of the dips are converted, and nothing outside is read."""
    if not dips:
        return []
    feet = FeetReader(dips)
    reader = FrameReader(
        file,
        dips[0].foot.lens,
        start_s=from_s(dips[0]),
        end_s=max(map(until_s, dips)),
        min_gap_s=BAR_GAP_S,
        wanted=lambda time_s: shows_feet(dips, time_s),
    )
    for _ in feet.passing_on(reader):
        pass
    return feet.rises


def from_s(dip: Dip) -> float:
    """When the first frame of a dip is wanted."""
    return max(0.0, dip.start_s - LEAD_S)


def until_s(dip: Dip) -> float:
    """Until when frames of a dip are wanted."""
    return dip.end_s + LEAD_S


def shows_feet(dips: Sequence[Dip], time_s: float) -> bool:
    """Whether a frame at a time is wanted for any of the dips."""
    return any(from_s(dip) <= time_s <= until_s(dip) for dip in dips)


class FeetReader:
    """Watches the feet in some dips while frames go by, and holds those of one dip at a time.

    Attributes:
        rises: What was read so far, in order of time.
    """

    def __init__(self, dips: Sequence[Dip]) -> None:
        self.rises: list[HeelRise] = []
        self._waiting: list[tuple[Dip, list[Frame]]] = [(dip, []) for dip in dips]

    def passing_on(self, reader: FrameReader) -> Iterator[Frame]:
        """Pass on every frame of a reader, looking at the feet on the way."""
        for frame in reader:
            self._finish(frame.time_s)
            for dip, kept in self._waiting:
                due = not kept or frame.time_s - kept[-1].time_s >= FEET_GAP_S - CLOCK_TOLERANCE_S
                if due and shows_feet([dip], frame.time_s):
                    kept.append(reader.again(dip.foot.lens))
            yield frame
        self._finish(float("inf"))

    def _finish(self, time_s: float) -> None:
        """Read the dips that are over, and let their frames go."""
        while self._waiting and until_s(self._waiting[0][0]) < time_s:
            dip, frames = self._waiting.pop(0)
            self.rises.append(read_heel_rise(frames, dip))
