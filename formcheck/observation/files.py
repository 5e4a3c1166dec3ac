"""Observations in files of their own: a benchmark's, or anybody's."""

from __future__ import annotations

from pathlib import Path

from formcheck.errors import ObservationError
from formcheck.machine.files import read_limited, write_bytes
from formcheck.observation.checking import MOST_BYTES, is_as_signed, signed
from formcheck.observation.format import from_bytes, to_bytes
from formcheck.observation.observation import Observation

SUFFIX = ".obs"


def save_observation(path: Path, seen: Observation) -> None:
    """Write an observation at once or not at all.

    Raises:
        OSError: The disk is full or may not be written to.
    """
    write_bytes(path, to_bytes(seen))


def keep_signed(path: Path, seen: Observation, *, mode: int) -> None:
    """Like `save_observation`, with the file's own hash in it for `load_signed`."""
    write_bytes(path, signed(to_bytes(seen)), mode=mode)


def load_signed(path: Path) -> Observation:
    """Read what `keep_signed` wrote, to the last bit.

    Raises:
        ObservationError: There is no such file, or it is not the one that was written.
    """
    data = _bytes(path)
    if not is_as_signed(data):
        raise ObservationError(f"{path.name} is not as it was kept.", "Look at the clip again.")
    return from_bytes(data, path.name)


def load_observation(path: Path) -> Observation:
    """Read an observation; `extraction_version` says which code looked at the frames.

    Raises:
        ObservationError: There is no such file, or it is none of this format and version.
    """
    return from_bytes(_bytes(path), path.name)


def _bytes(path: Path) -> bytes:
    try:
        return read_limited(path, MOST_BYTES)
    except OSError:
        raise ObservationError(f"{path.name} cannot be read.", "Check its name.") from None
