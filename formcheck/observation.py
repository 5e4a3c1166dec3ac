"""What needs the pictures of a clip (its facts, poses, bar): seen once, then kept."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from formcheck.extraction import extract_poses
from formcheck.model_store import find_model
from formcheck.pose import PoseTrack
from formcheck.video import VideoInfo, probe


@dataclass(frozen=True)
class Observation:
    """Everything later stages know about a clip.

    Attributes:
        info: The file.
        model_name, model_sha256, runtime: What saw the poses.
        track: The lifter.
        warnings: (code, message) about the file.
        decode_s, pose_s: Time spent this time; 0 when everything came from the cache.
        from_cache: Whether the poses were kept from an earlier analysis.
    """

    info: VideoInfo
    model_name: str
    model_sha256: str
    runtime: str
    track: PoseTrack
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
    found = extract_poses(
        path,
        info,
        file,
        lifter=lifter,
        workers=workers,
        on_progress=on_progress,
        should_stop=should_stop,
    )
    return Observation(
        info=info,
        model_name=file.name,
        model_sha256=file.sha256,
        runtime=runtime(),
        track=found.track,
        warnings=found.warnings,
        decode_s=found.decode_s,
        pose_s=found.pose_s,
        from_cache=False,
    )


def runtime() -> str:
    """The pose engine and its version, without importing it."""
    from importlib.metadata import version

    return f"mediapipe {version('mediapipe')}"
