"""Annotated video, and a single rep as a clip: what a lifter shows the coach.

Pictures are read from the clip, drawn on and forgotten; memory does not grow with its length. Sound
is left out, since a gym is full of other people's voices.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from itertools import chain
from pathlib import Path
from typing import Final

from formcheck.analysis import Analysis
from formcheck.errors import CancelledError, VideoError
from formcheck.machine.files import held_atomic_path
from formcheck.report.mp4 import Mp4Writer
from formcheck.report.overlay_frame import Annotator
from formcheck.report.scenes import rep_bounds_s
from formcheck.report.tracks import Tracks
from formcheck.video.conversion import Lens
from formcheck.video.file import DRAWN_COMMENT
from formcheck.video.reading import Frame, FrameReader

REP_MARGIN_S: Final = 0.5
"""A rep's clip begins and ends this much outside of it."""
MOST_FPS: Final = 60.0
"""Clips of more frames per second are thinned: a browser shows no more."""
LENS: Final = Lens(longest_px=960)
"""Pictures are made smaller until no side is longer."""

Progress = Callable[[float], None]
Stop = Callable[[], bool]


def write_overlay(
    clip_path: Path,
    tracks: Tracks,
    analysis: Analysis,
    out_path: Path,
    *,
    on_progress: Progress | None = None,
    should_stop: Stop | None = None,
) -> None:
    """Write the whole clip with skeleton, lean, rep numbers and flags as H.264 in MP4.

    Picture times are those of the clip, also with a variable frame rate. The file is whole or not
    there. `on_progress` is told the share done now and then, `should_stop` asked at each picture.

    Raises:
        CancelledError: `should_stop` said so; nothing was written.
        VideoError: The clip cannot be read.
    """
    frames = FrameReader(clip_path, LENS, min_gap_s=1 / MOST_FPS)
    watched = _watched(frames, analysis.clip.duration_s, on_progress, should_stop)
    _write(watched, Annotator(tracks, analysis), analysis, out_path, 0.0)


def write_rep_clip(
    clip_path: Path, tracks: Tracks, analysis: Analysis, rep_number: int, out_path: Path
) -> None:
    """Write one rep, with half a second before and after it, as H.264 in MP4.

    The file is whole or not there, and its times start at 0.

    Raises:
        ValueError: There is no such rep.
        VideoError: The clip cannot be read.
    """
    start_s, end_s = rep_span_s(analysis, rep_number)
    frames = FrameReader(clip_path, LENS, start_s=start_s, end_s=end_s, min_gap_s=1 / MOST_FPS)
    _write(frames, Annotator(tracks, analysis), analysis, out_path, start_s)


def rep_span_s(analysis: Analysis, rep_number: int) -> tuple[float, float]:
    """From when to when a rep's clip goes: the rep and a margin, inside the clip.

    Raises:
        ValueError: There is no such rep.
    """
    rep = next((rep for rep in analysis.reps if rep.number == rep_number), None)
    if rep is None:
        raise ValueError(f"there is no rep {rep_number} in {analysis.clip.name}")
    start_s, end_s = rep_bounds_s(analysis, rep)  # where they were not seen there is no margin
    if rep.start_s is not None:
        start_s = max(0.0, start_s - REP_MARGIN_S)
    if rep.end_s is not None:
        end_s += REP_MARGIN_S
    return start_s, min(end_s, analysis.clip.duration_s)


def _write(
    frames: Iterable[Frame],
    annotator: Annotator,
    analysis: Analysis,
    out_path: Path,
    origin_s: float,
) -> None:
    rest = iter(frames)
    first = next(rest, None)
    if first is None:
        raise VideoError(f"{analysis.clip.name} has no frame there.", "Choose another moment.")
    size_px = (first.rgb.shape[1] // 2 * 2, first.rgb.shape[0] // 2 * 2)
    fps = min(MOST_FPS, analysis.clip.mean_fps)
    origin_s = first.time_s if origin_s else 0.0
    starts_s = sorted(rep_bounds_s(analysis, rep)[0] for rep in analysis.reps)
    with (
        held_atomic_path(out_path) as part,
        Mp4Writer(part, size_px, fps, DRAWN_COMMENT) as writer,
    ):
        for frame in chain((first,), rest):
            key = bool(starts_s) and frame.time_s >= starts_s[0]
            while starts_s and frame.time_s >= starts_s[0]:
                starts_s.pop(0)
            writer.write(annotator.draw(frame), frame.time_s - origin_s, key=key)


def _watched(
    frames: Iterable[Frame],
    length_s: float,
    on_progress: Progress | None,
    should_stop: Stop | None,
) -> Iterator[Frame]:
    """The frames, with progress told about every twentieth and a way to stop at each."""
    for count, frame in enumerate(frames):
        if should_stop and should_stop():
            raise CancelledError("The video was not finished.", "Start it again when you want it.")
        if on_progress and count % 20 == 0:
            on_progress(min(1.0, max(0.0, frame.time_s / max(length_s, 1e-6))))
        yield frame
    if on_progress:
        on_progress(1.0)
