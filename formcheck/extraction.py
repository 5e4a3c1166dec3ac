"""From a clip to the lifter's poses: look around, choose who lifts, look closely."""

from __future__ import annotations

import os
from collections.abc import Callable
from concurrent.futures import Executor
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import numpy as np

from formcheck.errors import CancelledError
from formcheck.identity import on_lifter, spans
from formcheck.lifter import Choice, choose_lifter
from formcheck.model_store import ModelFile
from formcheck.people import Person, body_size_px, link_people
from formcheck.pose import PoseTrack
from formcheck.pose_passes import CloseLook, EstimatorFactory, Stretch, follow, look_around
from formcheck.video import VideoInfo

EXTRACTION_VERSION = "1"
CROP_MARGIN_SIZES = 1.0
DAMAGE_WORTH_SAYING = 0.01

Progress = Callable[[str, float], None]


@dataclass(frozen=True)
class Extraction:
    """The lifter's poses and what getting them took.

    Attributes:
        track: The lifter.
        decode_s: Time spent on reading pictures, summed over processes.
        pose_s: Time spent on the pose model, summed over processes.
        warnings: (code, message) of what the reader should know about the file.
    """

    track: PoseTrack
    decode_s: float
    pose_s: float
    warnings: tuple[tuple[str, str], ...]


def extract_poses(
    path: str | os.PathLike[str],
    info: VideoInfo,
    model: ModelFile,
    *,
    lifter: int | None = None,
    workers: int | None = None,
    executor: Executor | None = None,
    on_progress: Progress | None = None,
    should_stop: Callable[[], bool] | None = None,
    create: EstimatorFactory | None = None,
) -> Extraction:
    """Find the lifter in a clip and follow them.

    Args:
        path: The clip.
        info: What `probe` said of it.
        model: A checked pose model.
        lifter: Number of the person to follow, as listed in `PoseTrack.people`; None chooses the
            one who most likely lifts.
        workers: Processes to use; None takes one per core.
        executor: Runs the work instead of processes of our own.
        on_progress: Called with what is being done and the share that is done, 0 to 1.
        should_stop: Asked now and then; True ends the work with `CancelledError`.
        create: Makes a pose engine, for another engine than the one of `model`.

    Raises:
        VideoError: The clip cannot be read.
        OptionError: There is no person of number `lifter`.
        CancelledError: `should_stop` said so.
    """
    file = Path(path)
    create = create or partial(_mediapipe, model)
    report = on_progress or (lambda what, share: None)
    whole = Stretch(0.0, np.inf)
    report("Looking for the lifter", 0.0)
    scan = look_around(file, whole, create)
    _check(should_stop)
    people = link_people(scan.seen)
    size_px = (info.width_px, info.height_px)
    choice = choose_lifter(people, len(scan.time_s), size_px, lifter)
    report("Following the lifter", 0.2)
    crop = (0.0, 0.0, float(size_px[0]), float(size_px[1]))
    if choice.lifter is not None:
        crop = _crop_around(choice.lifter, size_px)
    look = follow(file, whole, crop, create)
    _check(should_stop)
    report("Following the lifter", 1.0)
    return Extraction(
        track=_track(look, choice, size_px),
        decode_s=scan.decode_s + look.decode_s,
        pose_s=scan.pose_s + look.pose_s,
        warnings=_warnings(info, look),
    )


def _mediapipe(model: ModelFile):  # type: ignore[no-untyped-def]
    from formcheck.pose_mediapipe import MediaPipePoseEstimator

    return MediaPipePoseEstimator(model)


def _check(should_stop: Callable[[], bool] | None) -> None:
    if should_stop is not None and should_stop():
        raise CancelledError("The analysis was stopped.", "Start it again when you like.")


def _crop_around(person: Person, size_px: tuple[int, int]) -> tuple[float, float, float, float]:
    """The part of the picture the person is ever in, with room for what the scan did not see."""
    margin = CROP_MARGIN_SIZES * float(np.median(body_size_px(person.image_px)))
    points = person.image_px.reshape(-1, 2)
    left, top = points.min(axis=0) - margin
    right, bottom = points.max(axis=0) + margin
    width, height = size_px
    return max(0.0, left), max(0.0, top), min(float(width), right), min(float(height), bottom)


def _track(look: CloseLook, choice: Choice, size_px: tuple[int, int]) -> PoseTrack:
    frames = len(look.time_s)
    seen = np.zeros(frames, bool)
    if choice.lifter is not None and frames:
        seen = on_lifter(look.time_s, look.image_px, choice.lifter, ())
    span = spans(look.time_s, look.image_px, seen)
    unseen = span < 0
    return PoseTrack(
        time_s=look.time_s,
        image_px=np.where(unseen[:, None, None], np.float32(np.nan), look.image_px),
        depth_px=np.where(unseen[:, None], np.float32(np.nan), look.depth_px),
        visibility=np.where(unseen[:, None], np.float32(0), look.visibility),
        span=span,
        camera_px=np.zeros((frames, 2), np.float32),
        frame_size_px=size_px,
        people=choice.people,
        chosen_by=choice.chosen_by,
    )


def _warnings(info: VideoInfo, look: CloseLook) -> tuple[tuple[str, str], ...]:
    found: list[tuple[str, str]] = []
    if info.truncated:
        message = "The file breaks off early; what it holds was used. Copy it again for the rest."
        found.append(("truncated", message))
    if look.damaged > DAMAGE_WORTH_SAYING * max(1, info.frames):
        message = f"{look.damaged} pictures of the file are damaged and were left out."
        found.append(("damaged_pictures", message))
    return tuple(found)
