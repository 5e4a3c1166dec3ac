"""Analyzes and scores a folder of labeled videos."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from formcheck.analysis import Analysis
from formcheck.benchmark.labels import ClipLabel, LabelError, read_label
from formcheck.benchmark.scoring import ClipScore, failed, score_clip
from formcheck.errors import (
    CancelledError,
    FormcheckError,
    InputError,
    ModelError,
    SetupError,
    VideoError,
)
from formcheck.pipeline.options import Options
from formcheck.video.file import CLIP_SUFFIXES, is_clip_name


@dataclass(frozen=True)
class LabeledClip:
    """A label and its video, which is None where the file is missing."""

    label: ClipLabel
    video: Path | None


def labeled_clips(folder: Path) -> list[LabeledClip]:
    """Every label of a folder with the video beside it, by name.

    Raises:
        InputError: No such folder, or no label in it.
        LabelError: A label cannot be used.
    """
    if not folder.is_dir():
        raise InputError(f"There is no folder {folder.name}.", "Name a folder of labeled videos.")
    found = [LabeledClip(read_label(path), _video(path)) for path in sorted(folder.glob("*.json"))]
    if not found:
        raise LabelError(
            f"There are no label files in {folder.name}.",
            "Put NAME.json beside each video NAME.mp4; docs/benchmark.md shows one.",
        )
    return found


def unlabeled(folder: Path) -> list[str]:
    """Names of the videos of a folder without a label, which are not scored."""
    videos = (path for path in folder.iterdir() if is_clip_name(path.name))
    return sorted(path.name for path in videos if not path.with_suffix(".json").is_file())


def _video(label: Path) -> Path | None:
    beside = (label.with_suffix(suffix) for suffix in sorted(CLIP_SUFFIXES))
    every = [path for video in beside for path in (video, video.with_suffix(video.suffix.upper()))]
    return next((path for path in every if path.is_file()), None)


def scores(
    clips: list[LabeledClip], options: Options, analyze: Callable[[Path, Options], Analysis]
) -> Iterator[ClipScore]:
    """Analyze and score clip after clip. One that cannot be analyzed is scored as failed.

    Raises:
        CancelledError: The user asked to stop.
        ModelError, SetupError: No clip can be analyzed.
    """
    for clip in clips:
        try:
            if clip.video is None:
                raise VideoError(f"There is no video {clip.label.name}.*.", "Put it there.")
            yield score_clip(clip.label, analyze(clip.video, options))
        except (CancelledError, ModelError, SetupError):
            raise  # it would be the same with every other clip
        except FormcheckError as error:
            yield failed(clip.label, error.what)
