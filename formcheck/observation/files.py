"""Observations in files of their own: a benchmark's, or anybody's."""

from __future__ import annotations

from pathlib import Path

from formcheck.errors import ObservationError
from formcheck.machine.files import write_bytes
from formcheck.observation.format import from_bytes, to_bytes
from formcheck.observation.observation import Observation

SUFFIX = ".obs"


def save_observation(path: Path, seen: Observation, *, mode: int | None = None) -> None:
    """Write an observation at once or not at all, with the rights that are asked for.

    Raises:
        OSError: The disk is full or may not be written to.
    """
    write_bytes(path, to_bytes(seen), mode=mode)


def load_observation(path: Path) -> Observation:
    """Read an observation; `extraction_version` says which code looked at the frames.

    Raises:
        ObservationError: There is no such file, or it is none of this format and version.
    """
    try:
        data = path.read_bytes()
    except OSError:
        raise ObservationError(f"{path.name} cannot be read.", "Check its name.") from None
    return from_bytes(data, path.name)
