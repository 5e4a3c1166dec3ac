"""From a clip to the lifter's poses: look around, choose who lifts, look closely.

The clip is cut into stretches of time for several processes; within a stretch pictures go by one
at a time, so memory does not grow with the length of the clip.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass, replace
from functools import partial
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from formcheck.bar.bar_track import BarTrack
from formcheck.bar.tracking import bar_region
from formcheck.extraction.bar_look import look_at_bar_and_feet
from formcheck.extraction.camera_motion import measure_background, moves
from formcheck.extraction.facing import faces_left, mirrored
from formcheck.extraction.following import CloseLook, Quarry, follow
from formcheck.extraction.identity import Whereabouts, spans
from formcheck.extraction.lifter import Choice, choose_lifter
from formcheck.extraction.pace import Pace
from formcheck.extraction.people import Person, link_people, on_feet_share, seen_together
from formcheck.extraction.processes import Crew, Task
from formcheck.extraction.scanning import EstimatorFactory, Scan, look_around
from formcheck.extraction.standing import agree, standing_stretches
from formcheck.extraction.stretches import Stretch, cut
from formcheck.feet.heel_rise import HeelRise
from formcheck.model_store import ModelFile
from formcheck.pose import LANDMARKS, PoseEstimator, PoseTrack
from formcheck.video import VideoInfo, key_times
from formcheck.video_picture import Lens

EXTRACTION_VERSION = "5"
"""Raise it whenever the same clip would give other poses; stored poses are then made anew."""

SCAN_PICTURES = 20
SCAN_GAPS_S = (1 / 3, 1.0)  # least and most time between scanned pictures
SCAN_WHOLE_S, SCAN_STRETCH_S = 4.0, 24.0  # not cut up to this; then about so much at a time
CROP_MARGIN_SIZES = 1.0
DAMAGE_WORTH_SAYING = 0.01
SCAN_SHARE, BAR_SHARE = 0.2, 0.1  # of the whole work, for the progress bar
LEAST_ON_FEET = 2 / 3
"""With fewer pictures that show a body on its feet, the engine gets a second try, mirrored: behind
plates it gets some lifters right only one way round."""
BAR_SAMPLES = 128
"""Pictures in which a plate is looked for: the search takes those in which the hands are highest,
lowest and between, which a rep of two seconds shows several times in a clip of a minute."""

Progress = Callable[[str, float], None]
Camera = tuple[NDArray[np.float64], NDArray[np.float64]]  # times, and where the background is then


@dataclass(frozen=True)
class Extraction:
    """The lifter's poses, the bar, and what getting them took.

    Attributes:
        info: The clip.
        track: The lifter.
        bar: The near plate, where it was found.
        decode_s: Time spent on reading pictures, summed over processes.
        pose_s: Time spent on the pose model, summed over processes.
        warnings: (code, message) of what the reader should know about the file.
        heel_rises: The near heel in each dip of the hips that looks like a squat.
    """

    info: VideoInfo
    track: PoseTrack
    bar: BarTrack
    decode_s: float
    pose_s: float
    warnings: tuple[tuple[str, str], ...]
    heel_rises: tuple[HeelRise, ...] = ()


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
    pace: Pace | None = None,
) -> Extraction:
    """Find the lifter in a clip, follow them, the bar where there is one, and the heels.

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
        create: Makes a pose engine, for another engine than the one of `model`; it must be
            importable by name unless one worker does all.
        pace: How often to look; the default looks seldom while nobody moves.

    Raises:
        VideoError: The clip cannot be read.
        OptionError: There is no person of number `lifter`.
        CancelledError: `should_stop` said so.
    """
    file, engine = Path(path).absolute(), create or partial(mediapipe_engine, model)
    report = _never_back(on_progress)
    size_px = (info.width_px, info.height_px)
    with Crew(workers, executor, should_stop) as crew:
        report("Looking for the lifter", 0.0)
        scans = _scan(crew, file, info, engine, report)
        people = link_people([seen for scan in scans for seen in scan.seen])
        pictures = sum(len(scan.time_s) for scan in scans)
        choice = choose_lifter(people, pictures, size_px, lifter)
        report("Following the lifter", SCAN_SHARE)
        if choice.lifter is None:
            looks, camera = [_nobody_in(scan) for scan in scans], None
        else:
            quarry = _quarry(choice.lifter, choice.others, info)
            following = _Following(crew, file, quarry, pace or Pace(), engine, report)
            steps = [step for scan in scans for step in scan.camera_step_px]
            looks, camera = following.all_of(choice.lifter, info, moves(steps, size_px))
        track = _track(looks, choice, size_px)
        if camera is not None:
            track = _with_camera(track, *camera)
        report("Following the bar", 1 - BAR_SHARE)
        samples = [frame for look in looks for frame in look.for_bar]
        bar, heel_rises = look_at_bar_and_feet(crew, file, info.duration_s, samples, track)
        report("Following the bar", 1.0)
    return Extraction(
        info=info,
        track=track,
        bar=bar,
        decode_s=sum(s.decode_s for s in scans) + sum(k.decode_s for k in looks),
        pose_s=sum(s.pose_s for s in scans) + sum(k.pose_s for k in looks),
        warnings=_warnings(info, sum(look.damaged for look in looks)),
        heel_rises=heel_rises,
    )


def _never_back(on_progress: Progress | None) -> Progress:
    """What reports progress; work that is done once more does not take the bar back."""
    furthest = 0.0

    def report(what: str, share: float) -> None:
        nonlocal furthest
        furthest = max(furthest, share)
        if on_progress is not None:
            on_progress(what, furthest)

    return report


def mediapipe_engine(model: ModelFile) -> PoseEstimator:
    """Make the engine that formcheck ships with."""
    from formcheck.pose_mediapipe import MediaPipePoseEstimator

    return MediaPipePoseEstimator(model)


def _scan(
    crew: Crew, file: Path, info: VideoInfo, engine: EstimatorFactory, report: Progress
) -> list[Scan]:
    gap_s = float(np.clip(info.duration_s / SCAN_PICTURES, *SCAN_GAPS_S))
    # cut by its length alone: the same clip must give the same numbers on every machine
    pairs = max(1, round(info.duration_s / (2 * SCAN_STRETCH_S)))
    whole = info.duration_s <= SCAN_WHOLE_S
    stretches = cut(info.duration_s, key_times(file), 1 if whole else 2 * pairs)
    return crew.run(
        [(look_around, file, stretch, gap_s, engine) for stretch in stretches],
        lambda done: report("Looking for the lifter", SCAN_SHARE * done / len(stretches)),
    )


@dataclass(frozen=True)
class _Following:
    """What following the lifter takes, whatever the stretches."""

    crew: Crew
    file: Path
    quarry: Quarry
    pace: Pace
    engine: EstimatorFactory
    report: Progress

    def all_of(
        self, lifter: Person, info: VideoInfo, camera_moves: bool
    ) -> tuple[list[CloseLook], Camera | None]:
        """Follow the lifter through the clip, facing right, or left where that is much better."""
        stretches = standing_stretches(lifter, info.duration_s)
        as_filmed, turned = self, replace(self, engine=partial(mirrored, self.engine))
        rightward, leftward = (turned, as_filmed) if faces_left(lifter) else (as_filmed, turned)
        people_seen = (self.quarry.lifter, *self.quarry.others)
        beside = [(measure_background, self.file, people_seen)] if camera_moves else []
        looks, camera = rightward.through(stretches, beside)
        if self._on_feet_share(looks) < LEAST_ON_FEET:
            again = stretches if len(looks) > 1 else [Stretch(0.0, np.inf)]
            looks = max(looks, leftward.through(again)[0], key=self._on_feet_share)
        return looks, camera[0] if camera else None

    def _on_feet_share(self, looks: Sequence[CloseLook]) -> float:
        """Share of the pictures that show the lifter in a posture a body can take."""
        image_px = np.concatenate([look.image_px for look in looks])
        return on_feet_share(image_px, self.quarry.lifter.size_px)

    def through(
        self, stretches: Sequence[Stretch], beside: Sequence[Task] = ()
    ) -> tuple[list[CloseLook], list[Any]]:
        """Follow stretch by stretch, in one go when these do not fit together.

        Args:
            stretches: Of the clip.
            beside: Other tasks for whoever has nothing else to do.

        Returns:
            The looks, and the results of the other tasks.
        """
        tasks = [
            (follow, self.file, stretch, self.quarry, self.pace.fresh(), self.engine)
            for stretch in stretches
        ]
        share = (1 - SCAN_SHARE - BAR_SHARE) / (len(tasks) + len(beside))
        results = self.crew.run(
            [*tasks, *beside],
            lambda done: self.report("Following the lifter", SCAN_SHARE + share * done),
        )
        looks, others = results[: len(tasks)], results[len(tasks) :]
        if all(agree(one.last, other.first) for one, other in pairwise(looks)):
            return looks, others
        self.report("Following the lifter once more", SCAN_SHARE)
        return self.through([Stretch(0.0, np.inf)])[0], others


def _quarry(lifter: Person, others: Sequence[Person], info: VideoInfo) -> Quarry:
    """Whom to follow, in the part of the picture they are ever in, with some room."""
    whereabouts = Whereabouts.of(lifter)
    margin = CROP_MARGIN_SIZES * whereabouts.size_px
    left, top = whereabouts.box_px[:, :2].min(axis=0) - margin
    right, bottom = whereabouts.box_px[:, 2:].max(axis=0) + margin
    width, height = info.width_px, info.height_px
    crop = (
        max(0.0, float(left)),
        max(0.0, float(top)),
        min(float(width), float(right)),
        min(float(height), float(bottom)),
    )
    beside = [Whereabouts.of(other) for other in others if seen_together(lifter, other)]
    region = bar_region(lifter.time_s, lifter.image_px, (width, height))
    lens = None if region is None else Lens(region.box_px, region.longest_px, gray=True)
    return Quarry(whereabouts, tuple(beside), crop, lens, info.duration_s / BAR_SAMPLES)


def _nobody_in(scan: Scan) -> CloseLook:
    frames = len(scan.time_s)
    return CloseLook(
        time_s=np.array(scan.time_s, np.float64),
        image_px=np.full((frames, LANDMARKS, 2), np.nan, np.float32),
        depth_px=np.full((frames, LANDMARKS), np.nan, np.float32),
        visibility=np.zeros((frames, LANDMARKS), np.float32),
        decode_s=0.0,
        pose_s=0.0,
        damaged=scan.damaged,
    )


def _track(looks: Sequence[CloseLook], choice: Choice, size_px: tuple[int, int]) -> PoseTrack:
    """Stitch the stretches; they share no picture, so joining them is all there is to it."""
    time_s = np.concatenate([look.time_s for look in looks])
    image_px = np.concatenate([look.image_px for look in looks])
    return PoseTrack(
        time_s=time_s,
        image_px=image_px,
        depth_px=np.concatenate([look.depth_px for look in looks]),
        visibility=np.concatenate([look.visibility for look in looks]),
        span=spans(time_s, image_px),
        camera_px=np.zeros((len(time_s), 2), np.float32),
        frame_size_px=size_px,
        people=choice.people,
        chosen_by=choice.chosen_by,
    )


def _with_camera(
    track: PoseTrack, time_s: NDArray[np.float64], shift_px: NDArray[np.float64]
) -> PoseTrack:
    camera = [np.interp(track.time_s, time_s, column) for column in shift_px.T]
    return replace(track, camera_px=np.stack(camera, axis=1).astype(np.float32))


def _warnings(info: VideoInfo, damaged: int) -> tuple[tuple[str, str], ...]:
    found: list[tuple[str, str]] = []
    if info.truncated:
        message = "The file breaks off early; what it holds was used. Copy it again for the rest."
        found.append(("truncated", message))
    if damaged > DAMAGE_WORTH_SAYING * max(1, info.frames):
        message = f"{damaged} pictures of the file are damaged and were left out."
        found.append(("damaged_pictures", message))
    return tuple(found)
