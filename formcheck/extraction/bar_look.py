"""The third pass over a clip: the near plate, where it was seen beside the lifter's hands."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from formcheck.bar.bar_track import BarTrack, no_bar
from formcheck.bar.tracking import BarToFollow, find_bar, follow_bar, joined
from formcheck.extraction.processes import Crew
from formcheck.extraction.stretches import Stretch, cut
from formcheck.pose import PoseTrack
from formcheck.video import Frame, key_times, read_frames

BAR_GAP_S = 1 / 40
"""Frames nearer together than this say nothing new about a bar; 30 a second pass."""
STRETCH_S = 13.0
"""About so much is followed in one go. The rim is found anew at the start, anywhere in a clip."""


def look_for_bar(
    crew: Crew, file: Path, duration_s: float, samples: Sequence[Frame], track: PoseTrack
) -> BarTrack:
    """Find the near plate in some pictures, then follow it through all.

    Args:
        crew: Does the work.
        file: The clip.
        duration_s: Of the clip.
        samples: Some pictures of where a bar could be, in order of time.
        track: The lifter.
    """
    bar = find_bar(samples, track)
    if bar is None:
        return no_bar(track.time_s)
    pieces = 2 * round(duration_s / (2 * STRETCH_S))
    stretches = cut(duration_s, key_times(file), max(1, pieces))
    return joined(crew.run([(follow_in, file, stretch, bar) for stretch in stretches]))


def follow_in(file: Path, stretch: Stretch, bar: BarToFollow) -> BarTrack:
    """Follow the plate through a stretch; importable by name, for other processes."""
    frames = read_frames(
        file,
        start_s=stretch.start_s,
        end_s=stretch.end_s,
        min_gap_s=BAR_GAP_S,
        crop=bar.region.box_px,
        longest_px=bar.region.longest_px,
        gray=True,
    )
    return follow_bar(frames, bar)
