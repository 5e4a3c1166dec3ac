"""What needs the pictures of a clip (its facts, poses, bar): seen once, then kept."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

from formcheck.bar.bar_track import BarTrack, no_bar
from formcheck.bar.tracking import track_bar, wanted_region
from formcheck.extraction.extract import Extraction, extract_poses
from formcheck.model_store import ModelFile, find_model
from formcheck.pose import PoseTrack
from formcheck.pose_cache import PoseCache
from formcheck.video import VideoInfo, probe, read_frames

BAR_SHARE = 0.1
"""Of the whole work, for the progress bar."""
BAR_GAP_S = 1 / 40
"""Frames nearer together than this say nothing new about a bar; 30 a second pass."""


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
    info = probe(path)
    file = find_model(model)
    cache = PoseCache() if use_cache else None
    kept = cache.load(info.sha256, file.sha256, lifter) if cache else None
    if kept is not None and kept.bar is not None:
        return _observation(info, file, kept, kept.bar, from_cache=True)
    report = on_progress or (lambda stage, share: None)
    found = kept or extract_poses(
        path,
        info,
        file,
        lifter=lifter,
        workers=workers,
        on_progress=lambda stage, share: report(stage, (1 - BAR_SHARE) * share),
        should_stop=should_stop,
    )
    report("Following the bar", 1 - BAR_SHARE)
    bar = _look_for_bar(path, found.track)
    if cache:
        cache.save(info.sha256, file.sha256, lifter, replace(found, bar=bar))
    return _observation(info, file, found, bar, from_cache=False)


def _look_for_bar(path: Path, track: PoseTrack) -> BarTrack:
    """Read the clip once more, only where a bar could be and no larger than it takes."""
    region = wanted_region(track)
    if region is None:
        return no_bar(track.time_s)
    crop, longest_px = region
    frames = read_frames(path, min_gap_s=BAR_GAP_S, crop=crop, longest_px=longest_px)
    return track_bar(frames, track)


def _observation(
    info: VideoInfo, model: ModelFile, found: Extraction, bar: BarTrack, *, from_cache: bool
) -> Observation:
    return Observation(
        info=info,
        model_name=model.name,
        model_sha256=model.sha256,
        runtime=runtime(),
        track=found.track,
        bar=bar,
        warnings=found.warnings,
        decode_s=found.decode_s,
        pose_s=found.pose_s,
        from_cache=from_cache,
    )


def runtime() -> str:
    """The pose engine and its version, without importing it."""
    from importlib.metadata import version

    return f"mediapipe {version('mediapipe')}"
