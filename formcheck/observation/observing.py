"""What needs the pictures of a clip (its facts, poses, bar, heels): seen once, then kept."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

from formcheck.bar.bar_track import BarTrack
from formcheck.extraction.extract import extract_poses
from formcheck.feet.heel_rise import HeelRise
from formcheck.observation.pose_cache import Kept, PoseCache
from formcheck.pose.landmarker import runtime
from formcheck.pose.model_store import ModelFile, find_model
from formcheck.pose.track import PoseTrack
from formcheck.video.file import fingerprint
from formcheck.video.info import VideoInfo, probe


@dataclass(frozen=True)
class Observation:
    """Everything later stages know about a clip.

    Attributes:
        info: The file.
        model_name, model_sha256, runtime: What saw the poses.
        track: The lifter.
        bar: The near plate, where it was found.
        warnings: (code, message) about the file.
        decode_s, pose_s: Time spent this time; 0 when everything came from the cache.
        from_cache: Whether the poses were kept from an earlier analysis.
        heel_rises: The near heel in each dip of the hips that looks like a squat.
    """

    info: VideoInfo
    model_name: str
    model_sha256: str
    runtime: str
    track: PoseTrack
    bar: BarTrack
    warnings: tuple[tuple[str, str], ...]
    decode_s: float
    pose_s: float
    from_cache: bool
    heel_rises: tuple[HeelRise, ...] = ()


def observe(
    path: Path,
    *,
    model: Path | None = None,
    lifter: int | None = None,
    use_cache: bool = True,
    workers: int | None = None,
    on_progress: Callable[[str, float], None] | None = None,
    should_stop: Callable[[], bool] | None = None,
) -> Observation:
    """Look at a clip, or remember what was seen of it.

    Raises:
        VideoError, ModelError, OptionError, CancelledError: See `pipeline.analyze_video`.
    """
    sha256 = fingerprint(path)
    cache = PoseCache() if use_cache else None
    if cache:
        file = find_model(model, check=False)
        kept = cache.load(sha256, file.sha256, lifter)
        if kept is not None:
            return _observation(path.name, file, kept, from_cache=True)
    file = find_model(model)
    info = probe(path, sha256)
    found = extract_poses(
        path,
        info,
        file,
        lifter=lifter,
        workers=workers,
        on_progress=on_progress,
        should_stop=should_stop,
    )
    if cache:
        cache.save(sha256, file.sha256, lifter, found, runtime=runtime())
    return _observation(path.name, file, Kept(found, runtime()), from_cache=False)


def _observation(name: str, model: ModelFile, kept: Kept, *, from_cache: bool) -> Observation:
    found = kept.extraction
    return Observation(
        info=replace(found.info, name=name),
        model_name=model.name,
        model_sha256=model.sha256,
        runtime=kept.runtime or runtime(),
        track=found.track,
        bar=found.bar,
        warnings=found.warnings,
        decode_s=found.decode_s,
        pose_s=found.pose_s,
        from_cache=from_cache,
        heel_rises=found.heel_rises,
    )
