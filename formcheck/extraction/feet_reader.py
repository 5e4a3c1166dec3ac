"""Takes small pictures of the feet out of a reading of the clip that is made for something else."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from formcheck.feet.dips import Dip
from formcheck.feet.reading import read_heel_rise
from formcheck.observation.tracks import HeelRise
from formcheck.video.picture import Lens
from formcheck.video.reading import CLOCK_TOLERANCE_S, Frame, FrameReader

FEET_GAP_S = 1 / 22
"""A heel takes a third of a second up; nearer pictures add nothing but time."""
LEAD_S = 0.1
"""Read from so much before a dip to so much after it."""


def from_s(dip: Dip) -> float:
    """When the first picture of a dip is wanted."""
    return max(0.0, dip.start_s - LEAD_S)


def until_s(dip: Dip) -> float:
    """Until when pictures of a dip are wanted."""
    return dip.end_s + LEAD_S


def shows_feet(dips: Sequence[Dip], time_s: float) -> bool:
    """Whether a picture at a time is wanted for any of the dips."""
    return any(from_s(dip) <= time_s <= until_s(dip) for dip in dips)


class FeetReader:
    """Watches the feet in some dips while pictures go by, and holds those of one dip at a time.

    Attributes:
        rises: What was read so far, in order of time.
    """

    def __init__(self, dips: Sequence[Dip]) -> None:
        self.rises: list[HeelRise] = []
        self._waiting = [(dip, _lens(dip)) for dip in dips]
        self._kept: list[list[Frame]] = [[] for _ in dips]

    def beside(self, reader: FrameReader) -> Iterator[Frame]:
        """Pass on every picture of a reader, looking at the feet on the way."""
        for frame in reader:
            self._finish(frame.time_s)
            for (dip, lens), kept in zip(self._waiting, self._kept, strict=True):
                due = not kept or frame.time_s - kept[-1].time_s >= FEET_GAP_S - CLOCK_TOLERANCE_S
                if due and shows_feet([dip], frame.time_s):
                    kept.append(reader.again(lens))
            yield frame
        self._finish(float("inf"))

    def _finish(self, time_s: float) -> None:
        """Read the dips that are over, and let their pictures go."""
        while self._waiting and until_s(self._waiting[0][0]) < time_s:
            dip, _ = self._waiting.pop(0)
            self.rises.append(read_heel_rise(self._kept.pop(0), dip))


def _lens(dip: Dip) -> Lens:
    return Lens(dip.foot.picture_px, dip.foot.longest_px, gray=True)
