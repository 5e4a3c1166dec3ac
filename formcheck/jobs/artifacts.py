"""Files made of a job when they are asked for, and kept with it.

Pictures of moments and of people are for the page; a user downloads or shares report, drawn video,
moments and reps. Whatever needs the clip or its observation raises `FormcheckError` where these
cannot be read any more.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import numpy as np

from formcheck.analysis import Analysis, Clip, Finding, PersonBox, RepAnalysis
from formcheck.arithmetic.geometry import moved_inside
from formcheck.errors import FormcheckError, VideoError
from formcheck.jobs import adjustment
from formcheck.jobs.files import keep_bytes
from formcheck.jobs.job import Job
from formcheck.jobs.store import Store
from formcheck.report import bar_path, html, moment_card, overlay, sketch, still
from formcheck.report.bar_path import BarPath
from formcheck.report.measured import moment
from formcheck.report.overlay_frame import placing
from formcheck.report.still import Still
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
    """The picture of a finding with what it was measured by."""
    name = f"{round(finding.at_s * 1000)}-{finding.metric}-{rep or 'set'}-large"
    return _kept(
        path_for_verdict(store, job, f"stills/{name}.jpg"),
        lambda: still.finding_still(
            store.clip(job), tracks(store, job), analysis, finding, rep, max_side_px=LARGE_PX
        ),
    )


def moment_still(
    store: Store, job: Job, analysis: Analysis, at_s: float, *, small: bool = False
) -> Path:
    """The picture of a moment with the lifter's lines; a small one is without words."""
    side_px, size = (SMALL_PX, "small") if small else (LARGE_PX, "large")
    path = path_for_verdict(store, job, f"stills/{round(at_s * 1000)}-{size}.jpg")

    def made() -> bytes:
        clip, seen = store.clip(job), tracks(store, job)
        return still.render_still(clip, seen, analysis, at_s, max_side_px=side_px, words=not small)

    return _kept(path, made)


def _kept(path: Path, make: Callable[[], bytes]) -> Path:
    """The file of a picture, made when it is not there."""
    if not path.exists():
        keep_bytes(path, make())
    return path


def path_for_verdict(store: Store, job: Job, name: str) -> Path:
    """Where a file that shows the present verdict is kept: the verdict's digest is in its name.

    `name` is such as `stills/NAME.jpg`, in the job's folder.
    """
    digest = (store.verdict_digest(job.id) or "")[:12]
    path = store.folder(job.id) / name
    return path.with_name(f"{digest}-{path.name}")


def tracks(store: Store, job: Job) -> Tracks:
    """What was tracked in the clip, for drawing."""
    return Tracks.of(adjustment.remembered(store, job))


def person(store: Store, job: Job, clip: Clip, box: PersonBox) -> Path:
    """A picture of somebody seen in the clip, framed: a larger one may stand in the same part."""
    crop = around(box, clip.width_px, clip.height_px)
    path = store.folder(job.id) / "people" / f"{box.number}.jpg"
    return _kept(path, lambda: _cut(store.clip(job), box.at_s, crop, box))


def waiting(store: Store, job: Job) -> Path:
    """A picture from the beginning of a clip, to recognize it while it waits."""
    path = store.folder(job.id) / "waiting.jpg"
    return _kept(path, lambda: _cut(store.clip(job), WAITING_AT_S, None))


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


def report(store: Store, job: Job, analysis: Analysis, *, sign: str = "") -> str:
    """The self-contained HTML report, with the worst moments as pictures.

    `sign` is the advice of a warning sign, which the report shows; `analysis` is then expected
    without what may not stand beside it (`soreness.triage.without_advice`).
    """
    return html.render_html(
        analysis,
        stills=_stills(store, job, analysis),
        bar_paths=bar_paths(store, job, analysis),
        sign=sign,
    )


def bar_paths(store: Store, job: Job, analysis: Analysis) -> tuple[BarPath, ...]:
    """The bar's path of each rep in which it was tracked; none where the observation is gone."""
    with suppress(FormcheckError):
        return bar_path.bar_paths(moment.Clip(tracks(store, job), analysis))
    return ()


def _stills(store: Store, job: Job, analysis: Analysis) -> tuple[Still, ...]:
    """The pictures of the report; none where the observation is gone."""
    with suppress(FormcheckError):
        return tuple(still.stills(store.clip(job), tracks(store, job), analysis))
    return ()


def video(store: Store, job: Job, analysis: Analysis) -> Path:
    """The drawn video with the present verdict, drawn now if the kept one shows an earlier one."""
    kept = store.overlay(job)
    if kept and store.drawn_is_current(job):
        return kept
    path = _video_path(store, job, "video")
    if not path.exists():
        overlay.write_overlay(store.clip(job), tracks(store, job), analysis, path)
    return path


def shared_moment(store: Store, job: Job, analysis: Analysis) -> tuple[Path, Path] | None:
    """The most important moment as a picture and a slow-motion video; None where there is none."""
    shown = moment_card.card(analysis)
    if shown is None:
        return None
    # two names, since the picture has the set's cue, unless a warning sign took the cues away
    clip = _video_path(store, job, "moment" if analysis.set.cues else "moment-alone")
    picture = clip.with_suffix(".jpg")
    if not (picture.exists() and clip.exists()):
        rows = moment_card.drawn(store.clip(job), tracks(store, job), analysis, shown)
        keep_bytes(picture, moment_card.picture(shown, rows))
        moment_card.slow_motion(shown, rows, clip)
    return picture, clip


def _video_path(store: Store, job: Job, name: str) -> Path:
    """Where a video of the present verdict is kept."""
    path = path_for_verdict(store, job, f"reps/{name}.mp4")
    path.parent.mkdir(exist_ok=True)
    return path


def rep_clip(store: Store, job: Job, analysis: Analysis, rep: RepAnalysis) -> Path:
    """One rep as a video of its own."""
    path = _video_path(store, job, str(rep.number))
    if not path.exists():
        seen = tracks(store, job)
        overlay.write_rep_clip(store.clip(job), seen, analysis, rep.number, path)
    return path
