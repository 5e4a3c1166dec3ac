"""A single annotated picture: the worst moment with the angle on it, or a thumbnail.

Whatever draws one raises `VideoError` where the clip cannot be read, or has no frame within half a
second.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray

from formcheck.analysis import Analysis, Finding, RepAnalysis
from formcheck.arithmetic.geometry import moved_inside
from formcheck.errors import VideoError
from formcheck.report.digest import picture_moment, refused, worst_of_reps
from formcheck.report.measured.drawing import drawing_of
from formcheck.report.measured.moment import Clip
from formcheck.report.measured.shapes import Box
from formcheck.report.overlay_frame import FONT_SHARE, LEAST_FONT_PX, Annotator
from formcheck.report.sketch import jpeg
from formcheck.report.tracks import Tracks
from formcheck.video.conversion import Lens
from formcheck.video.reading import Frame, FrameReader

MOST_STILLS: Final = 8
"""Reps of which a report shows the worst moment."""
STILL_PX: Final = 720
THUMBNAIL_PX: Final = 240
QUALITY: Final = 82
"""Of a JPEG, 1 to 100."""
LEAST_SIDE_PX: Final = LEAST_FONT_PX / FONT_SHARE
"""Shorter side of a picture with words: on a smaller one they would cover what they speak of."""
_LOOK_AROUND_S: Final = 0.5
_MARGIN: Final = 0.18
_WIDEST: Final = 4 / 3
_TALLEST: Final = 3 / 4


@dataclass(frozen=True)
class Still:
    """An annotated picture of a moment as JPEG; `rep` is None where it belongs to none."""

    jpeg: bytes
    at_s: float
    rep: int | None
    caption: str


def stills(clip_path: Path, tracks: Tracks, analysis: Analysis) -> Iterator[Still]:
    """What a report shows: the worst moment of each rep, worst first, then why some went unjudged.

    A moment whose frame cannot be read is left out: the report says it all without its picture.
    """
    for rep, finding in worst_of_reps(analysis, MOST_STILLS).items():
        with suppress(VideoError):
            drawn = finding_still(clip_path, tracks, analysis, finding, rep, max_side_px=STILL_PX)
            yield Still(drawn, finding.at_s, rep, finding.message)
    if unread := refused(analysis):
        with suppress(VideoError):
            drawn = render_still(clip_path, tracks, analysis, unread.at_s, max_side_px=STILL_PX)
            caption = f"{unread.what}: {unread.reason}"
            yield Still(drawn, unread.at_s, unread.reps[0], caption)


def finding_still(
    clip_path: Path,
    tracks: Tracks,
    analysis: Analysis,
    finding: Finding,
    rep_number: int | None,
    *,
    max_side_px: int,
) -> bytes:
    """The picture of a finding with the lines it was measured by, as JPEG.

    It shows as much of the lifter as those lines ask for. `rep_number` is None for a finding of the
    set.
    """
    rep = _rep_of(analysis, rep_number, finding.at_s)
    crop = finding_box(Clip(tracks, analysis), rep, finding)
    frame = _readable(frame_near(clip_path, finding.at_s, max_side_px, crop), max_side_px)
    annotator = Annotator(tracks, analysis, strip=False, finding=(rep, finding))
    return jpeg(annotator.draw(frame, finding.at_s), QUALITY)


def finding_box(clip: Clip, rep: RepAnalysis | None, finding: Finding) -> Box | None:
    """What a close-up of a finding shows: as much of the lifter as its lines ask for."""
    lines = drawing_of(clip, rep, finding, finding.at_s)
    if lines and lines.focus:
        return _shaped(lines.focus, clip.tracks)
    return lifter_box(clip.tracks, finding.at_s)


def _rep_of(analysis: Analysis, number: int | None, at_s: float) -> RepAnalysis | None:
    """The rep of that number; of a finding about the set, the one that has its moment."""
    for rep in analysis.reps:
        if rep.number == number:
            return rep
        moments = [finding.at_s for finding in rep.findings]
        if number is None and at_s in moments:
            return rep
    return None


def render_still(
    clip_path: Path,
    tracks: Tracks,
    analysis: Analysis,
    at_s: float,
    *,
    max_side_px: int = 960,
    words: bool = True,
    quality: int = QUALITY,
) -> bytes:
    """The picture at a moment with skeleton, torso line and the lean as an arc, as JPEG.

    It shows the lifter with a margin around, on the nearest picture. Without `words` it is for
    thumbnails in which they could not be read.
    """
    frame = frame_near(clip_path, at_s, max_side_px, lifter_box(tracks, at_s))
    frame = _readable(frame, max_side_px) if words else frame
    rgb = Annotator(tracks, analysis, words=words, strip=False).draw(frame, at_s)
    return jpeg(rgb, quality)


def thumbnail(clip_path: Path, tracks: Tracks, analysis: Analysis) -> bytes | None:
    """A small picture of `picture_moment`, or of the middle of what was seen of the lifter.

    It is a JPEG without words, about 5 kB; None when the lifter is never seen.
    """
    seen_s = tracks.lifter.time_s[tracks.lifter.seen]
    if shown := picture_moment(analysis):
        at_s = shown[0]
    elif len(seen_s):
        at_s = float(seen_s[len(seen_s) // 2])
    else:
        return None
    return render_still(
        clip_path, tracks, analysis, at_s, max_side_px=THUMBNAIL_PX, words=False, quality=60
    )


def frame_near(clip_path: Path, at_s: float, max_side_px: int, crop: Box | None) -> Frame:
    """The frame, or that part of it, that is nearest to a time."""
    nearest: Frame | None = None
    frames = FrameReader(
        clip_path,
        Lens(crop, max_side_px),
        start_s=max(0.0, at_s - _LOOK_AROUND_S),
        end_s=at_s + _LOOK_AROUND_S,
    )
    for frame in frames:
        if nearest and abs(frame.time_s - at_s) >= abs(nearest.time_s - at_s):
            break
        nearest = frame
    frames.close()
    if nearest is None:
        raise VideoError(f"{clip_path.name} has no frame there.", "Choose another moment.")
    return nearest


def _readable(frame: Frame, max_side_px: int) -> Frame:
    """The frame, enlarged where its shorter side is less than `LEAST_SIDE_PX`.

    The lifter of a small clip has a hundred pixels, and the lines of one degree two of them.
    """
    high, wide = frame.rgb.shape[:2]
    larger = min(LEAST_SIDE_PX / min(high, wide), max_side_px / max(high, wide))
    if larger <= 1:
        return frame
    size = round(wide * larger), round(high * larger)
    pixels = np.asarray(cv2.resize(frame.rgb, size, interpolation=cv2.INTER_CUBIC), np.uint8)
    scale = frame.scale[0] * size[0] / wide, frame.scale[1] * size[1] / high
    return replace(frame, pixels=pixels, scale=scale)


def lifter_box(tracks: Tracks, at_s: float) -> Box | None:
    """Where the lifter is at that moment, with a margin around and a shape that fits a page."""
    poses = tracks.lifter
    near = (np.abs(poses.time_s - at_s) <= _LOOK_AROUND_S) & poses.seen
    points: NDArray[np.float32] = poses.image_px[near].reshape(-1, 2)
    points = points[np.isfinite(points).all(axis=1)]
    if len(points) == 0:
        return None
    low, high = points.min(axis=0), points.max(axis=0)
    margin = _MARGIN * (high - low)
    return _shaped((*(low - margin), *(high + margin)), tracks)


def _shaped(box: Box, tracks: Tracks) -> Box:
    """A box around the same center, of a shape that fits a page, inside the frame."""
    left, top, right, bottom = box
    width, height = right - left, bottom - top
    width, height = max(width, height * _TALLEST), max(height, width / _WIDEST)
    frame_w, frame_h = tracks.lifter.frame_size_px
    left, right = moved_inside((left + right) / 2, width, frame_w)
    top, bottom = moved_inside((top + bottom) / 2, height, frame_h)
    return left, top, right, bottom
