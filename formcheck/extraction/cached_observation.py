"""A clip in, its observation out: from the cache when the clip was observed before.

The code that decodes frames and runs the pose model is imported only on a cache miss; a hit does
not need it, and would spend much of its time on the imports.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from formcheck.errors import VideoError, printable
from formcheck.extraction.pose_cache import PoseCache
from formcheck.observation.format import from_arrays, to_arrays
from formcheck.observation.observation import Observation
from formcheck.pose.model_store import find_model
from formcheck.video.file import fingerprint


def observe_or_load(
    path: Path,
    *,
    model: Path | None = None,
    lifter: int | None = None,
    use_cache: bool = True,
    workers: int | None = None,
    on_progress: Callable[[str, float], None] | None = None,
    should_stop: Callable[[], bool] | None = None,
    meanwhile: Callable[[], object] | None = None,
) -> Observation:
    """The observation of a clip: the kept one, or else a new one, which is then kept.

    Other processes look at the clip; what this one can do `meanwhile` it does once.

    Raises:
        VideoError, ModelError, OptionError, CancelledError: See `pipeline.analyze_video`.
    """
    before = _version(path)
    sha256 = fingerprint(path)
    cache = PoseCache() if use_cache else None
    if cache:
        file = find_model(model, check=False)
        cached = cache.load(sha256, file.sha256, lifter)
        if cached is not None:
            return replace(
                cached, info=replace(cached.info, name=printable(path.name)), model_name=file.name
            )
    from formcheck.extraction.processes import WorkerPool

    file = find_model(model)
    with WorkerPool(workers, should_stop, meanwhile) as pool:
        pool.wake("formcheck.extraction.clip_to_observation")
        from formcheck.extraction.clip_to_observation import extract_observation
        from formcheck.video.info import probe

        info = probe(path, sha256)
        found = extract_observation(path, info, file, pool, lifter=lifter, on_progress=on_progress)
    if _version(path) != before and fingerprint(path) != sha256:
        raise VideoError(
            f"{path.name} changed while it was read.",
            "Wait until it is copied or exported, then check it again.",
        )
    # at the precision of the cache, so that a new observation equals the one loaded later
    seen = replace(
        from_arrays(to_arrays(found)),
        decode_s=found.decode_s,
        pose_s=found.pose_s,
        from_cache=False,
    )
    if cache:
        cache.save(sha256, file.sha256, lifter, seen)
    return seen


def _version(path: Path) -> tuple[int, int] | None:
    """What changes when a file is written: what was seen would be kept as what it was before."""
    try:
        now = path.stat()
    except OSError:
        return None
    return now.st_size, now.st_mtime_ns
