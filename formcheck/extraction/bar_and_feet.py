"""The third pass over a clip: the near plate where it was seen beside the hands, and the feet.

Both need pictures and know where to look only when the lifter was followed, so they share one
reading. What is looked at goes by: memory does not grow with the length of the clip.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from formcheck.bar.tracking import BarToFollow, find_bar, follow_bar, joined
from formcheck.extraction.feet_reader import FeetReader, from_s, shows_feet, until_s
from formcheck.extraction.processes import WorkerPool
from formcheck.extraction.stretches import Stretch, cut
from formcheck.feet.dips import Dip, find_dips
from formcheck.feet.reading import unread
from formcheck.observation.poses import PoseTrack
from formcheck.observation.tracks import BarTrack, HeelRise, no_bar
from formcheck.video.info import key_times
from formcheck.video.reading import Frame, read_frames

BAR_GAP_S = 1 / 32
"""Frames nearer together than this say nothing new about a bar; 30 a second pass, of clips that
have 30, 60, 120 or 240 and do not keep time exactly."""
STRETCH_S = 13.0
"""About so much is followed in one go. The rim is found anew at the start, anywhere in a clip."""


def read_bar_and_feet(
    pool: WorkerPool, file: Path, duration_s: float, samples: Sequence[Frame], track: PoseTrack
) -> tuple[BarTrack, tuple[HeelRise, ...]]:
    """Follow the near plate through all pictures, and the near shoe through the squats.

    Args:
        pool: Does the work.
        file: The clip.
        duration_s: Of the clip.
        samples: Some pictures of where a bar could be, in order of time.
        track: The lifter.

    Returns:
        The plate, if there is one; and what each dip of the hips shows of the heel.
    """
    bar, dips = find_bar(samples, track), find_dips(track)
    worth = [dip for dip in dips if dip.why_not is None]
    rises = [unread(dip, why) for dip in dips if (why := dip.why_not) is not None]
    if bar is None and not worth:
        return no_bar(track.time_s), tuple(rises)
    pieces = 2 * round(duration_s / (2 * STRETCH_S))
    stretches = cut(duration_s, key_times(file), max(1, pieces))
    parts = pool.run(
        [(look_in, file, stretch, bar, _beginning_in(stretch, worth)) for stretch in stretches]
    )
    rises += [rise for _, of_stretch in parts for rise in of_stretch]
    plate = no_bar(track.time_s) if bar is None else joined([part for part, _ in parts])
    return plate, tuple(sorted(rises, key=lambda rise: rise.turn_s))


def _beginning_in(stretch: Stretch, dips: Sequence[Dip]) -> list[Dip]:
    """A dip belongs to the stretch it begins in, which reads on to its end."""
    return [dip for dip in dips if stretch.start_s <= from_s(dip) < stretch.end_s]


def look_in(
    file: Path, stretch: Stretch, bar: BarToFollow | None, dips: Sequence[Dip]
) -> tuple[BarTrack, list[HeelRise]]:
    """Look at plate and feet in one stretch; importable by name, for other processes."""
    if bar is None:
        return no_bar(np.zeros(0)), _feet_only(file, dips)
    feet = FeetReader(dips)
    reader = read_frames(
        file,
        start_s=stretch.start_s,
        end_s=max([stretch.end_s, *map(until_s, dips)]),
        min_gap_s=BAR_GAP_S,
        crop=bar.region.box_px,
        longest_px=bar.region.longest_px,
        gray=True,
    )
    frames = (frame for frame in feet.beside(reader) if frame.time_s < stretch.end_s)
    return follow_bar(frames, bar), feet.rises


def _feet_only(file: Path, dips: Sequence[Dip]) -> list[HeelRise]:
    """Without a bar only the pictures of the dips are converted, and nothing outside is read."""
    if not dips:
        return []
    feet, first = FeetReader(dips), dips[0].foot
    reader = read_frames(
        file,
        start_s=from_s(dips[0]),
        end_s=max(map(until_s, dips)),
        min_gap_s=BAR_GAP_S,
        crop=first.picture_px,
        longest_px=first.longest_px,
        gray=True,
        wanted=lambda time_s: shows_feet(dips, time_s),
    )
    for _ in feet.beside(reader):
        pass
    return feet.rises
