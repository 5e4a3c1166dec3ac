"""Files that a user downloads or shares: report, drawn video, moments, reps. Made on request."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

from formcheck.analysis import Analysis, RepAnalysis
from formcheck.errors import FormcheckError
from formcheck.jobs.files import keep_bytes
from formcheck.jobs.job import Job
from formcheck.jobs.pictures import path_for_verdict, tracks
from formcheck.jobs.store import Store
from formcheck.report import bar_path, html, moment_card, overlay, still
from formcheck.report.bar_path import BarPath
from formcheck.report.measured.moment import Clip
from formcheck.report.still import Still


def report(store: Store, job: Job, analysis: Analysis, *, sign: str = "") -> str:
    """The self-contained HTML report, with the worst moments as pictures.

    `sign` is the advice of a warning sign, which the report shows; `analysis` is then expected
    without what may not stand beside it (`soreness.silence.without_advice`).
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
        return bar_path.bar_paths(Clip(tracks(store, job), analysis))
    return ()


def _stills(store: Store, job: Job, analysis: Analysis) -> tuple[Still, ...]:
    """The pictures of the report; none where the observation is gone."""
    with suppress(FormcheckError):
        return tuple(still.stills(store.clip(job), tracks(store, job), analysis))
    return ()


def video(store: Store, job: Job, analysis: Analysis) -> Path:
    """The drawn video with the present verdict, drawn now if the kept one shows an earlier one.

    Raises:
        FormcheckError: The clip or its observation cannot be read any more.
    """
    kept = store.overlay(job)
    if kept and store.drawn_is_current(job):
        return kept
    path = _video_path(store, job, "video")
    if not path.exists():
        overlay.write_overlay(store.clip(job), tracks(store, job), analysis, path)
    return path


def shared_moment(store: Store, job: Job, analysis: Analysis) -> tuple[Path, Path] | None:
    """The most important moment as a picture and as a slow-motion video; None where there is none.

    Raises:
        FormcheckError: The clip or its observation cannot be read any more.
    """
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
    """One rep as a video of its own.

    Raises:
        FormcheckError: The clip cannot be read any more.
    """
    path = _video_path(store, job, str(rep.number))
    if not path.exists():
        seen = tracks(store, job)
        overlay.write_rep_clip(store.clip(job), seen, analysis, rep.number, path)
    return path
