"""A clip in, its observation out: from disk when the clip was observed before.

An entry is one file of the observation format (`format.py`), named by the clip's bytes and by all
else it depends on: the model's bytes, the lifter who was asked for, the versions of extraction and
format. A second look need not even open the clip. An entry that cannot be read, or is not the very
one that was kept, counts as absent and is written anew. The code that decodes frames and runs the
pose model is imported only then; a hit does not need it, and would spend much of its time on the
imports.
"""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

from formcheck.errors import ObservationError, VideoError, printable
from formcheck.machine.files import FILE_MODE, close_to_others, named, path_in
from formcheck.observation.format import (
    FORMAT_VERSION,
    from_arrays,
    keep_signed,
    load_signed,
    to_arrays,
)
from formcheck.observation.observation import EXTRACTION_VERSION, Observation
from formcheck.pose.model_store import find_model
from formcheck.video.file import check_not_drawn, fingerprint

ENVIRONMENT = "FORMCHECK_CACHE"
CLIP_DIGITS = 32
"""Of a clip's SHA-256 in the names of its entries, so that all of them can be found."""
SUFFIX = ".npz"
ENTRY = re.compile(rf"[0-9a-f]{{{CLIP_DIGITS}}}-?[0-9a-f]{{{CLIP_DIGITS}}}{re.escape(SUFFIX)}")
"""Names of entries: other arrays in the folder are the user's own, and are left alone."""
MOST_BYTES = 2_000_000_000


def cache_folder() -> Path:
    """Where entries are kept; the environment variable `FORMCHECK_CACHE` names another place."""
    given = path_in(os.environ, ENVIRONMENT)
    if given:
        return given
    from platformdirs import user_cache_path

    return user_cache_path("formcheck", appauthor=False) / "poses"


class PoseCache:
    """Entries in one folder.

    Args:
        folder: Where; None is `cache_folder()`. It is made when the first entry is written.
        most_bytes: When entries outgrow this, the ones not used for longest are removed.
    """

    def __init__(self, folder: Path | None = None, *, most_bytes: int = MOST_BYTES) -> None:
        self.folder = folder or cache_folder()
        self._most_bytes = most_bytes

    def entry(self, clip_sha256: str, model_sha256: str, lifter: int | None) -> Path:
        """The file that such poses are kept in, whether it exists or not."""
        versions = f"{EXTRACTION_VERSION}.{FORMAT_VERSION}"
        parts = (versions, clip_sha256, model_sha256, str(lifter))
        digest = hashlib.sha256("|".join(parts).encode()).hexdigest()
        return self.folder / f"{clip_sha256[:CLIP_DIGITS]}-{digest[:CLIP_DIGITS]}{SUFFIX}"

    def entries_of(self, clip_sha256: str) -> list[Path]:
        """The files of one clip, of whatever model, lifter and version."""
        return list(self.folder.glob(f"{clip_sha256[:CLIP_DIGITS]}-*{SUFFIX}"))

    def load(self, clip_sha256: str, model_sha256: str, lifter: int | None) -> Observation | None:
        """Give what was kept; None when there is nothing, or nothing readable."""
        file = self.entry(clip_sha256, model_sha256, lifter)
        self._close()
        try:
            kept = load_signed(file)
        except (ObservationError, OSError):
            return None
        with suppress(OSError):  # others' files and read-only disks keep their times
            os.utime(file)  # used just now: the sweep takes others first
        return kept if kept.extraction_version == EXTRACTION_VERSION else None

    def save(
        self, clip_sha256: str, model_sha256: str, lifter: int | None, seen: Observation
    ) -> None:
        """Keep what was seen.

        A full or read-only disk costs the second look its speed, nothing else.
        """
        file = self.entry(clip_sha256, model_sha256, lifter)
        with suppress(OSError):
            keep_signed(file, seen, mode=FILE_MODE)
            self._close()
            self._sweep(keep=file)

    def _close(self) -> None:
        close_to_others(self.folder, {file.name for file in named(self.folder, ENTRY)})

    def _sweep(self, keep: Path) -> None:
        files = []
        for file in named(self.folder, ENTRY):
            with suppress(OSError):  # another process swept it
                status = file.stat()
                files.append((status.st_mtime, status.st_size, file))
        total = sum(size for _, size, _ in files)
        for _, size, file in sorted(files):
            if total <= self._most_bytes:
                return
            if file != keep:
                file.unlink(missing_ok=True)
                total -= size


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

        check_not_drawn(path)
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
