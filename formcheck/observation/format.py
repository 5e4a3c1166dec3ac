"""The observation format: from an `Observation` to named arrays, to bytes, to a file, and back.

A file is an `.npz` that any numpy opens: an array for each field of each track, named after both
(`pose_image_px`), and `about`, a JSON text with everything else. docs/observations.md lists the
entries, their units and precision. Nothing here knows of folders, caches or clips.
"""

from __future__ import annotations

import hashlib
import io
import json
import re
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np

from formcheck.errors import ObservationError
from formcheck.machine.files import read_limited, write_bytes
from formcheck.machine.json_values import limited_json
from formcheck.observation.checking import (
    MOST_BYTES,
    About,
    check_arrays,
    check_size,
    check_span,
    checked_about,
)
from formcheck.observation.observation import Observation
from formcheck.observation.packing import (
    MISSING,
    Arrays,
    Stored,
    pack,
    pack_share,
    unpack,
    unpack_share,
)
from formcheck.observation.poses import LANDMARKS, PoseTrack
from formcheck.observation.tracks import (
    BACK_POINTS,
    ROWS,
    BarTrack,
    CameraTrack,
    HeelRise,
    SilhouetteTrack,
)

FORMAT = "formcheck-observation"
FORMAT_VERSION = 1
"""Raise it whenever files written so far would be misread by the new code, or not read at all."""

# How many steps one unit of the stored values has (`packing.pack`); far finer than the values are
# exact.
_SECOND_DIGITS = 6
"""Decimals of seconds, also of those in the JSON text."""
PER_S = 10.0**_SECOND_DIGITS
PER_PX, PER_SMALL_PX = 16, 64
"""Landmarks jitter by half a pixel, the plate's rim and the background by a twentieth."""
PER_EDGE_PX = 4
"""A pixel of the pose model's mask is two to four pixels of the frame."""
PER_DEPTH_PX = 2
PER_DEG = 64
PER_RAD = 1e5

_HASH_BYTES = hashlib.sha256().digest_size
_LENGTH_BYTES = 2
"""The last bytes of a zip file give the length of the comment that follows; without a comment they
are zero, and the last bytes of the file."""
_ABOUT, _BACK, _SPAN = "about", "pose_back_deg", "pose_span"
_SHARES = ("pose_visibility", "bar_confidence")
_POSE = {
    "image_px": (PER_PX, (LANDMARKS, 2)),
    "depth_px": (PER_DEPTH_PX, (LANDMARKS,)),
}
_BAR = {"center_px": (PER_SMALL_PX, (2,))}
_SILHOUETTE = {
    "extent_px": (PER_EDGE_PX, (2,)),
    "edge_px": (PER_EDGE_PX, (ROWS, 2)),
    "back_px": (PER_PX, (BACK_POINTS, 2)),
}
_CAMERA = {
    "shift_px": (PER_SMALL_PX, (2,)),
    "sigma_px": (PER_SMALL_PX, (2,)),
    "roll_rad": (PER_RAD, ()),
    "zoom": (PER_RAD, ()),
    "roll_sigma_rad": (PER_RAD, ()),
}
# above: of each track (steps per unit, shape of one row) by field
_TRACKS: dict[str, dict[str, Any]] = {
    "pose_": _POSE,
    "bar_": _BAR,
    "silhouette_": _SILHOUETTE,
    "camera_": _CAMERA,
}
_PACKED = {_BACK, *(track + each for track in _TRACKS for each in ("time_s", *_TRACKS[track]))}
_ENTRIES = {_ABOUT, _SPAN, *_SHARES, *_PACKED, *(name + MISSING for name in _PACKED)}
_OF_EARLIER_VERSIONS = re.compile(
    r"(bar_rim_radius_px|pose_camera_px|silhouette_(gray|sharpness|scale)"
    r"|shoe\d+_(time_s|rear_px|front_px))"
    rf"({re.escape(MISSING)})?"
)
"""Entries that earlier versions wrote and that are no longer read. Stored observations with them
are still in the repository."""
SUFFIX = ".obs"


def to_bytes(seen: Observation) -> bytes:
    """The content of an observation's file; the same bytes for the same observation."""
    stream = io.BytesIO()
    np.savez_compressed(stream, **to_arrays(seen))  # type: ignore[arg-type]
    return stream.getvalue()


def from_bytes(data: bytes, name: str = "The file") -> Observation:
    """Read what `to_bytes` wrote.

    Raises:
        ObservationError: It is not an observation, is damaged, is of another version of the format,
            or spans more than the longest clip.
    """
    try:
        check_size(data)
        with np.load(io.BytesIO(data), allow_pickle=False) as entries:
            stored = dict(entries)
    except Exception:  # numpy and zipfile raise a dozen kinds over damaged bytes
        raise _unreadable(name) from None
    return from_arrays(stored, name)


def to_arrays(seen: Observation) -> Arrays:
    """The entries of a file."""
    arrays: Arrays = {_ABOUT: np.array(json.dumps(_about(seen), sort_keys=True))}
    track, bar = seen.track, seen.bar
    arrays |= _packed("pose_", track, _POSE)
    arrays |= pack_share("pose_visibility", track.visibility)
    arrays[_SPAN] = track.span
    if track.back_deg is not None:
        arrays |= pack(_BACK, track.back_deg, PER_DEG)
    arrays |= _packed("bar_", bar, _BAR)
    arrays |= pack_share("bar_confidence", bar.confidence)
    arrays |= _packed("silhouette_", seen.silhouette, _SILHOUETTE)
    arrays |= _packed("camera_", seen.camera, _CAMERA)
    return arrays


def from_arrays(stored: Stored, name: str = "The file") -> Observation:
    """Read what `to_arrays` gave; `decode_s` and `pose_s` are 0.

    Raises:
        ObservationError: As in `from_bytes`.
        OptionError: An environment variable of `WorkLimits` is not a usable number.
    """
    try:
        text = str(stored[_ABOUT])
        about = limited_json(text)
        known = about["format"], about["format_version"]
        if known == (FORMAT, FORMAT_VERSION):
            _check_names(stored)
            check_arrays(stored, but=_ABOUT)
            seen = _observation(stored, checked_about(text))
            tracks = (seen.track, seen.bar, seen.silhouette, seen.camera)
            check_span((track.time_s for track in tracks), name)
            return seen
    except (KeyError, ValueError, TypeError, AttributeError, RecursionError):
        raise _unreadable(name) from None
    raise ObservationError(
        f"{name} is of another version ({known[0]} {known[1]}).",
        f"This program reads {FORMAT} {FORMAT_VERSION}: make it again from the clip.",
    )


def _check_names(stored: Stored) -> None:
    """Refuse unknown entries: some entries are optional, so a misspelled one would go unnoticed.

    Raises:
        ValueError: An entry is unknown, or is a `MISSING` entry without its array.
    """
    for name in stored:
        known = name in _ENTRIES or _OF_EARLIER_VERSIONS.fullmatch(name)
        if not known or name.removesuffix(MISSING) not in stored:
            raise ValueError(f"{name} is none of ours")


def _unreadable(name: str) -> ObservationError:
    return ObservationError(
        f"{name} is not a readable observation.", "Make it again from the clip."
    )


def _packed(prefix: str, track: Any, fields: dict[str, Any]) -> Arrays:
    arrays = pack(f"{prefix}time_s", track.time_s, PER_S)
    for field, (per_unit, _) in fields.items():
        arrays |= pack(prefix + field, getattr(track, field), per_unit)
    return arrays


def _unpacked(
    stored: Stored, prefix: str, fields: dict[str, Any], dtype: type = np.float32
) -> dict[str, Any]:
    """Arguments of the track's constructor by name: its times and the fields."""
    arrays: dict[str, Any] = {
        field: unpack(stored, prefix + field, per_unit, shape, dtype)
        for field, (per_unit, shape) in fields.items()
    }
    return arrays | {"time_s": unpack(stored, f"{prefix}time_s", PER_S, (), np.float64)}


def _about(seen: Observation) -> dict[str, Any]:
    """The content of the `about` entry; `checking.About` checks it when it is read."""
    shots = [[round(time_s, _SECOND_DIGITS) for time_s in shot] for shot in seen.shots]
    return {
        "format": FORMAT,
        "format_version": FORMAT_VERSION,
        "extraction_version": seen.extraction_version,
        "model_name": seen.model_name,
        "model_sha256": seen.model_sha256,
        "runtime": seen.runtime,
        "info": asdict(seen.info),
        "frame_size_px": seen.track.frame_size_px,
        "people": [asdict(person) for person in seen.track.people],
        "chosen_by": seen.track.chosen_by,
        "warnings": seen.warnings,
        "bar_radius_px": seen.bar.radius_px,
        "bar_aspect": seen.bar.aspect,
        "camera_pivot_px": seen.camera.pivot_px.tolist(),
        "heel_rises": [_heel_rise_fields(rise) for rise in seen.heel_rises],
    } | ({"shots": shots} if shots else {})


def _heel_rise_fields(rise: HeelRise) -> dict[str, Any]:
    fields = asdict(rise)
    times_s = {name: round(fields[name], _SECOND_DIGITS) for name in ("start_s", "turn_s", "end_s")}
    return fields | times_s


def _observation(stored: Stored, about: About) -> Observation:
    return Observation(
        info=about.info,
        model_name=about.model_name,
        model_sha256=about.model_sha256,
        runtime=about.runtime,
        track=_track(stored, about),
        bar=_bar(stored, about),
        warnings=tuple(about.warnings),
        decode_s=0.0,
        pose_s=0.0,
        from_cache=True,
        heel_rises=tuple(about.heel_rises),
        silhouette=SilhouetteTrack(**_unpacked(stored, "silhouette_", _SILHOUETTE)),
        camera=CameraTrack(
            **_unpacked(stored, "camera_", _CAMERA, np.float64),
            pivot_px=np.array(about.camera_pivot_px, np.float64),
        ),
        shots=tuple(about.shots),
        extraction_version=about.extraction_version,
    )


def _track(stored: Stored, about: About) -> PoseTrack:
    return PoseTrack(
        **_unpacked(stored, "pose_", _POSE),
        visibility=unpack_share(stored, "pose_visibility", (LANDMARKS,)),
        span=np.asarray(stored[_SPAN], np.int16),
        frame_size_px=about.frame_size_px,
        people=tuple(about.people),
        chosen_by=about.chosen_by,
        back_deg=unpack(stored, _BACK, PER_DEG, (2,)) if _BACK in stored else None,
    )


def _bar(stored: Stored, about: About) -> BarTrack:
    return BarTrack(
        **_unpacked(stored, "bar_", _BAR, np.float64),
        confidence=unpack_share(stored, "bar_confidence"),
        radius_px=about.bar_radius_px,
        aspect=about.bar_aspect,
    )


def save_observation(path: Path, seen: Observation) -> None:
    """Write an observation at once or not at all.

    Raises:
        OSError: The disk is full or may not be written to.
    """
    write_bytes(path, to_bytes(seen))


def keep_signed(path: Path, seen: Observation, *, mode: int) -> None:
    """Like `save_observation`, with a hash of the file at its end, which `load_signed` checks."""
    write_bytes(path, signed(to_bytes(seen)), mode=mode)


def load_signed(path: Path) -> Observation:
    """Read what `keep_signed` wrote.

    Raises:
        ObservationError: There is no such file, or a bit of it was changed since.
    """
    data = _bytes(path)
    if not is_as_signed(data):
        raise ObservationError(f"{path.name} is not as it was kept.", "Look at the clip again.")
    return from_bytes(data, path.name)


def load_observation(path: Path) -> Observation:
    """Read an observation that may be of another `extraction_version`.

    Raises:
        ObservationError: There is no such file, or `from_bytes` refuses it.
    """
    return from_bytes(_bytes(path), path.name)


def signed(data: bytes) -> bytes:
    """A zip file's bytes with their SHA-256 at the end, as a zip comment, which readers ignore."""
    length = _HASH_BYTES.to_bytes(_LENGTH_BYTES, "little")
    return data[:-_LENGTH_BYTES] + length + hashlib.sha256(data).digest()


def is_as_signed(data: bytes) -> bool:
    """Whether the bytes are what `signed` gave, unchanged."""
    unsigned = data[: -_HASH_BYTES - _LENGTH_BYTES] + bytes(_LENGTH_BYTES)
    return len(data) > _HASH_BYTES + _LENGTH_BYTES and signed(unsigned) == data


def _bytes(path: Path) -> bytes:
    try:
        return read_limited(path, MOST_BYTES)
    except OSError:
        raise ObservationError(f"{path.name} cannot be read.", "Check its name.") from None
