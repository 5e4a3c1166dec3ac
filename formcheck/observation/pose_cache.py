"""Keeps poses on disk, so that a second look at a clip needs no inference.

An entry is one `.npz` file named by what it depends on: the clip's bytes, the model's bytes, the
lifter who was asked for and the version of the extraction. Poses, boxes, bar, heels, what the file
is and which engine saw it are kept, so that a second look need not even open the clip; pictures
never. An entry that cannot be read counts as absent and is written anew.
"""

from __future__ import annotations

import hashlib
import json
import os
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np

from formcheck.bar.bar_track import BarTrack
from formcheck.extraction.extract import EXTRACTION_VERSION, Extraction
from formcheck.feet.heel_rise import HeelRise
from formcheck.machine.files import atomic_path
from formcheck.pose.track import PersonSeen, PoseTrack
from formcheck.video.info import VideoInfo

ENVIRONMENT = "FORMCHECK_CACHE"
MOST_BYTES = 2_000_000_000
BAR_ARRAYS = ("time_s", "center_px", "confidence")
ARRAYS = ("time_s", "image_px", "depth_px", "visibility", "span", "camera_px")
BACK = "back_deg"


def cache_folder() -> Path:
    """Where entries are kept; the environment variable `FORMCHECK_CACHE` names another place."""
    told = os.environ.get(ENVIRONMENT)
    if told:
        return Path(told)
    from platformdirs import user_cache_path

    return user_cache_path("formcheck", appauthor=False) / "poses"


@dataclass(frozen=True)
class Kept:
    """What an entry holds.

    Attributes:
        extraction: What was seen; the times it took are those of today's reading: zero.
        runtime: The pose engine that saw it; None in entries from before it was noted.
    """

    extraction: Extraction
    runtime: str | None


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
        parts = (EXTRACTION_VERSION, clip_sha256, model_sha256, str(lifter))
        return self.folder / f"{hashlib.sha256('|'.join(parts).encode()).hexdigest()}.npz"

    def load(self, clip_sha256: str, model_sha256: str, lifter: int | None) -> Kept | None:
        """Give what was kept; None when there is nothing, or nothing readable."""
        file = self.entry(clip_sha256, model_sha256, lifter)
        try:
            with file.open("rb") as raw, np.load(raw, allow_pickle=False) as stored:
                kept = _kept(stored)
            os.utime(file)  # used just now: the sweep takes others first
        except Exception:  # numpy and zipfile raise a dozen kinds over damaged bytes
            return None
        return kept

    def save(
        self,
        clip_sha256: str,
        model_sha256: str,
        lifter: int | None,
        extraction: Extraction,
        *,
        runtime: str,
    ) -> None:
        """Keep poses and the name of the engine that saw them.

        A full or read-only disk costs the second look its speed, nothing else.
        """
        file = self.entry(clip_sha256, model_sha256, lifter)
        with suppress(OSError):
            with atomic_path(file) as part, part.open("wb") as stream:
                np.savez(stream, **_arrays(extraction, runtime))
            self._sweep(keep=file)

    def _sweep(self, keep: Path) -> None:
        files = []
        for file in self.folder.glob("*.npz"):
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


def _arrays(extraction: Extraction, runtime: str) -> dict[str, Any]:
    track = extraction.track
    about: dict[str, Any] = {
        "runtime": runtime,
        "info": asdict(extraction.info),
        "frame_size_px": track.frame_size_px,
        "people": [asdict(person) for person in track.people],
        "chosen_by": track.chosen_by,
        "warnings": extraction.warnings,
        "bar_radius_px": extraction.bar.radius_px,
        "bar_aspect": extraction.bar.aspect,
        "heel_rises": [asdict(rise) for rise in extraction.heel_rises],
    }
    arrays = {name: getattr(track, name) for name in ARRAYS}
    arrays |= {f"bar_{name}": getattr(extraction.bar, name) for name in BAR_ARRAYS}
    if track.back_deg is not None:
        arrays[BACK] = track.back_deg
    return arrays | {"about": np.array(json.dumps(about))}


def _kept(stored: Any) -> Kept:
    about = json.loads(str(stored["about"]))
    return Kept(_extraction(stored, about), about.get("runtime"))


def _extraction(stored: Any, about: dict[str, Any]) -> Extraction:
    people = [
        PersonSeen(**(person | {"box_px": tuple(person["box_px"])})) for person in about["people"]
    ]
    width, height = about["frame_size_px"]
    track = PoseTrack(
        **{name: stored[name] for name in ARRAYS},
        frame_size_px=(width, height),
        people=tuple(people),
        chosen_by=about["chosen_by"],
        back_deg=stored.get(BACK),
    )
    warnings = tuple((code, message) for code, message in about["warnings"])
    bar = BarTrack(
        **{name: stored[f"bar_{name}"] for name in BAR_ARRAYS},
        radius_px=about["bar_radius_px"],
        aspect=about["bar_aspect"],
    )
    return Extraction(
        info=VideoInfo(**about["info"]),
        track=track,
        bar=bar,
        decode_s=0.0,
        pose_s=0.0,
        warnings=warnings,
        heel_rises=tuple(HeelRise(**rise) for rise in about["heel_rises"]),
    )
