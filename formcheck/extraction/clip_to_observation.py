"""A clip in, an `Observation` out: scan for people, choose the lifter, track them, bar and heels.

The clip is cut into stretches of time for several processes; within a stretch frames are read one
at a time, so memory does not grow with the length of the clip.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path

from formcheck.extraction.clip_tracking import ClipTracking, target_of
from formcheck.extraction.lifter import Choice, choose_lifter, no_such_person
from formcheck.extraction.lifter_check import track_until_lifting
from formcheck.extraction.pace import Pace
from formcheck.extraction.people import Person
from formcheck.extraction.processes import Progress, WorkerPool, part_of
from formcheck.extraction.scanning import Bystander, ClipScanning, CoarseScan, Scan
from formcheck.extraction.stretches import WHOLE_CLIP, Poses, TrackedStretch, nobody
from formcheck.extraction.tracked_person import TrackedPerson, joined_track, track_person
from formcheck.observation.observation import Observation, VideoInfo
from formcheck.observation.tracks import no_bar, still_camera
from formcheck.pose.estimator import EstimatorFactory
from formcheck.pose.landmarker import MediaPipePoseEstimator, runtime
from formcheck.pose.model_store import ModelFile

LEAST_DAMAGE_SHARE = 0.01
SCAN_SHARE = 0.2  # of the whole work, for the progress bar
PASS_ENDS = (SCAN_SHARE, 0.9, 0.97, 0.99)
"""Shares at which tracking one person ends and the bar, or the next person, begins."""


def extract_observation(
    path: str | os.PathLike[str],
    info: VideoInfo,
    model: ModelFile,
    pool: WorkerPool,
    *,
    lifter: int | None = None,
    on_progress: Progress | None = None,
    create: EstimatorFactory | None = None,
    pace: Pace | None = None,
) -> Observation:
    """Find the lifter in a clip; track them, the bar where there is one, and the heels.

    Args:
        path: The clip.
        info: What `probe` said of it.
        model: A checked pose model.
        pool: Does the work.
        lifter: Number of the person to track, as listed in `PoseTrack.people`; None chooses the
            one who most likely lifts.
        on_progress: Called with what is being done and the share that is done, 0 to 1.
        create: Makes the pose model, for another than `model`; it must be
            importable by name unless one worker does all.
        pace: How often to infer; the default does so seldom while nobody moves.

    Raises:
        VideoError: The clip cannot be read.
        OptionError: There is no person of number `lifter`.
        CancelledError: The pool was told to stop.
    """
    file, create_estimator = Path(path).absolute(), create or partial(MediaPipePoseEstimator, model)
    report = _monotonic(on_progress)
    report("Looking for the lifter", 0.0)
    scanning = ClipScanning(pool, file, info, create_estimator, part_of(report, 0.0, SCAN_SHARE))
    coarse = scanning.scan()
    choice = choose_lifter(coarse.people, coarse.frames)
    # whoever was found behind others has the number after those of the coarse scan
    behind_others = lifter == len(choice.people) + 1 and choice.lifter is not None
    if lifter is not None and not behind_others:
        choice = choose_lifter(coarse.people, coarse.frames, lifter)
    report("Following the lifter", SCAN_SHARE)
    tracked = [_nobody(coarse.scans, choice, info.size_px)]
    if choice.lifter is not None:
        track = partial(_track, scanning, coarse, pace or Pace(), report)
        tracked = track_until_lifting(choice, track, partial(_find_behind, scanning))
    report("Following the bar", 1.0)
    lifter_tracked, *_ = tracked
    if behind_others:
        if lifter_tracked.track.people[0].number != lifter:
            raise no_such_person(lifter, len(choice.people))
        track_of_chosen = replace(lifter_tracked.track, chosen_by="told")
        lifter_tracked = replace(lifter_tracked, track=track_of_chosen)
    timed: list[Scan | TrackedStretch] = [*coarse.scans]
    timed += [part for person in tracked for part in person.tracked]
    return _observation(info, model, lifter_tracked, timed)


def _observation(
    info: VideoInfo,
    model: ModelFile,
    lifter: TrackedPerson,
    timed: Sequence[Scan | TrackedStretch],
) -> Observation:
    """The observation of the lifter, and the time that everybody's tracking took."""
    return Observation(
        info=info,
        model_name=model.name,
        model_sha256=model.sha256,
        runtime=runtime(),
        track=lifter.track,
        bar=lifter.bar,
        warnings=_warnings(info, sum(part.damaged for part in lifter.tracked)),
        decode_s=sum(each.decode_s for each in timed),
        pose_s=sum(each.pose_s for each in timed),
        from_cache=False,
        heel_rises=lifter.heel_rises,
        silhouette=lifter.silhouette,
        camera=lifter.camera,
        shots=lifter.shots,
    )


def _track(
    scanning: ClipScanning,
    coarse: CoarseScan,
    pace: Pace,
    report: Progress,
    choice: Choice,
    attempt: int,
) -> TrackedPerson:
    """Track whoever was chosen; the first attempt has most of the progress bar."""
    assert choice.lifter is not None
    begins, ends = PASS_ENDS[attempt : attempt + 2]
    info = scanning.info
    return track_person(
        ClipTracking(
            scanning.pool,
            scanning.file,
            target_of(choice.lifter, choice.others, info),
            pace,
            scanning.create_estimator,
            part_of(report, begins, ends),
        ),
        info,
        choice,
        camera_step_px=coarse.camera_step_px,
        report=report,
        bar_from=ends,
    )


def _find_behind(
    scanning: ClipScanning, bystanders: Sequence[Bystander]
) -> tuple[Person | None, int]:
    """Who most likely lifts behind or beside those who stand still; number of frames."""
    coarse = scanning.scan(bystanders)
    return choose_lifter(coarse.people, coarse.frames).lifter, coarse.frames


def _nobody(scans: Sequence[Scan], choice: Choice, size_px: tuple[int, int]) -> TrackedPerson:
    """As if somebody had been tracked in the frames of the scan, and was in none of them."""
    unseen = {time_s: nobody() for scan in scans for time_s in scan.time_s}
    poses, damaged = Poses.since(0.0, unseen), sum(scan.damaged for scan in scans)
    tracked = [
        TrackedStretch(**vars(poses), stretch=WHOLE_CLIP, decode_s=0.0, pose_s=0.0, damaged=damaged)
    ]
    track = joined_track(tracked, choice, size_px)
    return TrackedPerson(tracked, track, no_bar(track.time_s), still_camera())


def _monotonic(on_progress: Progress | None) -> Progress:
    """A progress report that never falls, also when work is done once more."""
    furthest = 0.0

    def report(what: str, share: float) -> None:
        nonlocal furthest
        furthest = max(furthest, share)
        if on_progress is not None:
            on_progress(what, furthest)

    return report


def _warnings(info: VideoInfo, damaged: int) -> tuple[tuple[str, str], ...]:
    found: list[tuple[str, str]] = []
    if info.truncated:
        message = "The file breaks off early; what there is was used. Copy it again for the rest."
        found.append(("truncated", message))
    if damaged > LEAST_DAMAGE_SHARE * max(1, info.frames):
        message = f"{damaged} frames of the file are damaged and were left out."
        if damaged == 1:
            message = "1 frame of the file is damaged and was left out."
        found.append(("damaged_pictures", message))
    return tuple(found)
