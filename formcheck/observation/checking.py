"""Limits on what an observation file may hold: sizes before it is unpacked, types and ranges after.

Kept files are read without a user looking at them. One that is damaged, or made by a stranger, is
refused before it costs more time or memory than analyzing the clip again would.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable, Mapping
from typing import Annotated

import numpy as np
from numpy.typing import NDArray
from pydantic import BaseModel, ConfigDict, Field

from formcheck.errors import ObservationError
from formcheck.machine.json_values import MOST_NUMBER, check_values
from formcheck.machine.limits import CLIP_MINUTES, S_PER_MINUTE, WorkLimits
from formcheck.observation.observation import VideoInfo
from formcheck.observation.poses import ChosenBy, PersonSeen
from formcheck.observation.tracks import HeelRise

MOST_BYTES = 100_000_000
"""Size of a file, and of all its entries unzipped; 20 minutes at 60 frames/s take 40 MB."""
MOST_VALUES = 20_000_000
"""Numbers in one entry; unpacking takes 16 bytes for each. Those 20 minutes have 5 million."""
ROUNDED_S = 0.01
"""Tolerance of the longest span, since stored times are rounded."""

_Text = Annotated[str, Field(max_length=1000)]
_Side = Annotated[int, Field(gt=0, le=100_000)]
_Number = Annotated[float, Field(ge=-MOST_NUMBER, le=MOST_NUMBER)]
_Length = Annotated[float, Field(gt=0, le=MOST_NUMBER)]


class About(BaseModel):
    """The `about` entry of a file: everything but the arrays. Further fields are allowed.

    The same fields as `format._about` writes.
    """

    model_config = ConfigDict(strict=True, extra="allow")

    format: _Text
    format_version: int
    extraction_version: _Text
    model_name: _Text
    model_sha256: _Text
    runtime: _Text
    info: VideoInfo
    frame_size_px: tuple[_Side, _Side]
    people: list[PersonSeen]
    chosen_by: ChosenBy | None
    warnings: list[tuple[_Text, _Text]]
    bar_radius_px: _Length | None
    bar_aspect: _Number
    camera_pivot_px: tuple[_Number, _Number]
    heel_rises: list[HeelRise]
    shots: list[tuple[_Number, _Number]] = []


def check_size(data: bytes) -> None:
    """Check the size that a zip file announces for its content, before it is unzipped.

    Raises:
        ValueError: It is more than any clip has.
    """
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        if sum(entry.file_size for entry in archive.infolist()) > MOST_BYTES:
            raise ValueError("an observation of no clip")


def check_arrays(stored: Mapping[str, NDArray[np.generic]], but: str) -> None:
    """Check the stored arrays except the one named `but`: integers, no more than a clip has.

    Raises:
        ValueError: One has another type or is too large.
    """
    for name, values in stored.items():
        if name != but and (values.dtype.kind not in "iu" or values.size > MOST_VALUES):
            raise ValueError(f"{name} is none of ours")


def checked_about(text: str) -> About:
    """Parse the JSON of the `about` entry.

    Raises:
        ValueError: A field has another type or is out of its range (pydantic's `ValidationError`
            is a `ValueError`).
    """
    about = About.model_validate_json(text)
    check_values(about.model_dump())
    return about


def check_span(times: Iterable[NDArray[np.floating]], name: str) -> None:
    """Check that none of the (T,) arrays of times spans more than the longest clip that is read.

    Curves are resampled to 60 a second over the whole span. So even a small file of a few frames
    would take a minute of work if they spanned a day.

    Args:
        times: Seconds, each array rising.
        name: Of the file, for the message.

    Raises:
        ObservationError: One spans more.
    """
    span_s = max((float(time_s[-1] - time_s[0]) for time_s in times if len(time_s)), default=0.0)
    most = WorkLimits.from_environment()
    if span_s > most.clip_s + ROUNDED_S:
        raise ObservationError(
            f"{name} spans {span_s / S_PER_MINUTE:,.0f} minutes.",
            f"Up to {most.clip_minutes:g} minutes are read: trim the clip to one set, or raise "
            f"{CLIP_MINUTES}.",
        )
