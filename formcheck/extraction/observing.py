"""What needs the pictures of a clip (its facts, poses, bar, heels): seen once, then kept.

What looks at pictures is loaded when there is something to look at: a look that was kept needs
none of it, and would spend much of its time on it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from formcheck.errors import printable
from formcheck.extraction.pose_cache import PoseCache
from formcheck.observation.format import from_arrays, to_arrays
from formcheck.observation.observation import Observation
from formcheck.pose.model_store import find_model
from formcheck.video.file import fingerprint


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
            return replace(
                kept, info=replace(kept.info, name=printable(path.name)), model_name=file.name
            )
    from formcheck.extraction.processes import WorkerPool

    file = find_model(model)
    with WorkerPool(workers, should_stop) as pool:
        pool.wake("formcheck.extraction.extract")
        from formcheck.extraction.extract import extract_poses
        from formcheck.video.info import probe

        info = probe(path, sha256)
        found = extract_poses(path, info, file, pool, lifter=lifter, on_progress=on_progress)
    # with the precision that is kept, so that a first look and a second one are the same
    seen = replace(
        from_arrays(to_arrays(found)),
        decode_s=found.decode_s,
        pose_s=found.pose_s,
        from_cache=False,
    )
    if cache:
        cache.save(sha256, file.sha256, lifter, seen)
    return seen
