"""Pictures of moments and of people in the clip, made once and kept with the job."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np

from formcheck.analysis import Analysis, Clip, Finding, PersonBox
from formcheck.arithmetic.geometry import moved_inside
from formcheck.errors import VideoError
from formcheck.jobs import adjustment
from formcheck.jobs.files import keep_bytes
from formcheck.jobs.job import Job
from formcheck.jobs.store import Store
from formcheck.report import sketch, still
from formcheck.report.overlay_frame import placing
from formcheck.report.tracks import Tracks

SMALL_PX, LARGE_PX = 240, 720
"""Longest side of small and of large pictures; those of people and of waiting clips are small."""
THINNEST = 20
"""A picture so many times as long as it is wide is none: in a list its short side has no pixel."""
QUALITY = 95
"""Of a JPEG, 1 to 100."""
MARGIN = 0.12
"""Space around a person, as a share of the box, on each side."""
WIDTH_SHARE = 0.75
"""Width of a person's picture over its height: pictures of all people have one shape."""
FRAME_PX = 2
"""Width of the line around a person."""
WAITING_AT_S = 0.5
"""Time of the frame that stands for a clip that waits."""
Box = tuple[int, int, int, int]
"""(left, top, right, bottom), pixels of the upright frame."""


def finding_still(
    store: Store, job: Job, analysis: Analysis, rep: int | None, finding: Finding
) -> Path:
    """The picture of a finding with what it was measured by.

    Raises:
        FormcheckError: The clip cannot be read any more.
    """
    clip, name = store.clip(job), f"{round(finding.at_s * 1000)}-{finding.metric}"
    return _kept(
        store,
        job,
        f"{name}-{rep or 'set'}-large",
        lambda seen: still.finding_still(clip, seen, analysis, finding, rep, max_side_px=LARGE_PX),
    )


def moment_still(
    store: Store, job: Job, analysis: Analysis, at_s: float, *, small: bool = False
) -> Path:
    """The picture of a moment with the lifter's lines; a small one is without words.

    Raises:
        FormcheckError: The clip cannot be read any more.
    """
    clip, side_px = store.clip(job), SMALL_PX if small else LARGE_PX
    return _kept(
        store,
        job,
        f"{round(at_s * 1000)}-{'small' if small else 'large'}",
        lambda seen: still.render_still(
            clip, seen, analysis, at_s, max_side_px=side_px, words=not small
        ),
    )


def _kept(store: Store, job: Job, name: str, make: Callable[[Tracks], bytes]) -> Path:
    """The file of a picture of the present verdict, made when it is not there."""
    path = path_for_verdict(store, job, f"stills/{name}.jpg")
    if not path.exists():
        keep_bytes(path, make(tracks(store, job)))
    return path


def path_for_verdict(store: Store, job: Job, name: str) -> Path:
    """Where a file that shows the present verdict is kept: the verdict's digest is in its name.

    Args:
        store: Where the job is.
        job: The job.
        name: Such as `stills/NAME.jpg`, in the job's folder.
    """
    digest = (store.verdict_digest(job.id) or "")[:12]
    path = store.folder(job.id) / name
    return path.with_name(f"{digest}-{path.name}")


def tracks(store: Store, job: Job) -> Tracks:
    """What was tracked in the clip, for drawing.

    Raises:
        FormcheckError: The observation is gone.
    """
    return Tracks.of(adjustment.remembered(store, job))


def person(store: Store, job: Job, clip: Clip, box: PersonBox) -> Path:
    """A picture of somebody seen in the clip, framed: a larger one may stand in the same part.

    Raises:
        FormcheckError: The clip cannot be read any more.
    """
    path = store.folder(job.id) / "people" / f"{box.number}.jpg"
    if not path.exists():
        crop = around(box, clip.width_px, clip.height_px)
        keep_bytes(path, _cut(store.clip(job), box.at_s, crop, box))
    return path


def waiting(store: Store, job: Job) -> Path:
    """A picture from the beginning of a clip, to recognize it while it waits.

    Raises:
        FormcheckError: The clip cannot be read.
    """
    path = store.folder(job.id) / "waiting.jpg"
    if not path.exists():
        keep_bytes(path, _cut(store.clip(job), WAITING_AT_S, None))
    return path


def around(box: PersonBox, width_px: int, height_px: int) -> Box:
    """The part of the frame with that person and a margin, three wide to four high.

    Where the frame is too small for that shape, the part ends at its edges.
    """
    left, top, right, bottom = box.box_px
    with_margin = 1 + 2 * MARGIN
    high = max(with_margin * (bottom - top), with_margin * (right - left) / WIDTH_SHARE)
    low_x, high_x = moved_inside((left + right) / 2, WIDTH_SHARE * high, width_px)
    low_y, high_y = moved_inside((top + bottom) / 2, high, height_px)
    return round(low_x), round(low_y), round(high_x), round(high_y)


def _cut(clip: Path, at_s: float, crop: Box | None, framed: PersonBox | None = None) -> bytes:
    """A part of the frame nearest to a time as JPEG; None is the whole frame.

    Raises:
        VideoError: There is none, or it is so thin that nothing of it would be left in a list.
    """
    frame = still.frame_near(clip, at_s, SMALL_PX, crop)
    picture = frame.rgb
    if framed:
        left, top, right, bottom = framed.box_px
        corners = [(left, top), (right, top), (right, bottom), (left, bottom), (left, top)]
        picture = np.ascontiguousarray(picture)
        sketch.polyline(picture, [*map(placing(frame), corners)], sketch.TEAL, FRAME_PX)
    if max(picture.shape[:2]) > THINNEST * min(picture.shape[:2]):
        raise VideoError("There is no picture to show.", "Go by name or number.")
    return sketch.jpeg(picture, QUALITY)
