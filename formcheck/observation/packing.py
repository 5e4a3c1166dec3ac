"""Arrays of floats as small integers that compress well, and back. Arithmetic only.

A value becomes a whole number of steps (fixed-point). Of each column of values only the changes
from one time to the next are stored (delta coding): they are small, since little moves far between
two frames. Packing what was unpacked gives the same bytes.
"""

from __future__ import annotations

import math
from collections.abc import Mapping

import numpy as np
from numpy.typing import DTypeLike, NDArray

from formcheck.machine.json_values import MOST_NUMBER

Arrays = dict[str, NDArray[np.generic]]
Stored = Mapping[str, NDArray[np.generic]]

MISSING = ".nan"
"""Ending of the name of a second entry beside an array: a bit for each of its values, set where
it is NaN. There is no such entry where no value is NaN."""
MOST_STEPS = 2.0**52
"""Up to here a float64 can hold every whole number."""
SHARE_STEPS = 255
"""Steps from 0 to 1 of values that are stored in a byte each."""


def pack(name: str, values: NDArray[np.floating], per_unit: float) -> Arrays:
    """Store (T, ...) floats.

    Args:
        name: Of the entry.
        values: May have NaN, which is kept.
        per_unit: Steps in one unit of the values: the precision they are kept with.

    Returns:
        The entry `name`: (C, T) integers, the changes of each of the C numbers that one time has;
        and, where a value is NaN, the entry `name + MISSING`.

    Raises:
        ValueError: A value is infinite or too large for its steps.
    """
    flat = _columns(values)
    missing = np.isnan(flat)
    with np.errstate(invalid="ignore"):
        steps = np.where(missing, 0.0, np.rint(flat * per_unit))
    if not (np.abs(steps) < MOST_STEPS).all():
        raise ValueError(f"{name} has values that cannot be stored")
    whole = _carried(steps.astype(np.int64), missing)
    changes = np.diff(whole, axis=0, prepend=np.zeros((1, flat.shape[1]), np.int64))
    arrays: Arrays = {name: _smallest(np.ascontiguousarray(changes.T))}
    if missing.any():
        arrays[name + MISSING] = np.packbits(missing.T)
    return arrays


def unpack(
    stored: Stored,
    name: str,
    per_unit: float,
    shape: tuple[int, ...] = (),
    dtype: DTypeLike = np.float32,
) -> NDArray[np.floating]:
    """Read what `pack` stored, as (T, *shape) values.

    Raises:
        KeyError: There is no such entry.
        ValueError: It has another shape, or values that are out of range.
    """
    changes = stored[name]
    values = np.cumsum(changes, axis=1, dtype=np.int64) / per_unit
    if values.size and np.abs(values).max() > MOST_NUMBER:
        raise ValueError(f"{name} has values that nothing has")
    if name + MISSING in stored:
        missing = np.unpackbits(stored[name + MISSING], count=values.size)  # type: ignore[arg-type]
        values[missing.reshape(values.shape).astype(bool)] = np.nan
    columns = math.prod(shape)
    if values.ndim != 2 or len(values) != columns:
        raise ValueError(f"{name} has {len(values)} columns, wants {columns}")
    return np.ascontiguousarray(values.T.astype(dtype)).reshape(values.shape[1], *shape)


def pack_share(name: str, values: NDArray[np.floating]) -> Arrays:
    """Store (T, ...) numbers from 0 to 1 in a byte each, as changes modulo 256.

    0 stays 0, and no other number is rounded to it: a visibility of 0 means "not seen".
    """
    flat = _columns(values)
    if not ((flat >= 0) & (flat <= 1)).all():
        raise ValueError(f"{name} has values outside of 0 to 1")
    steps = np.maximum(np.rint(flat * SHARE_STEPS), flat > 0).astype(np.uint8)
    first = np.zeros((1, flat.shape[1]), np.uint8)
    return {name: np.ascontiguousarray(np.diff(steps, axis=0, prepend=first).T)}


def unpack_share(stored: Stored, name: str, shape: tuple[int, ...] = ()) -> NDArray[np.float32]:
    """Read what `pack_share` stored."""
    steps = np.cumsum(stored[name], axis=1, dtype=np.uint8)  # wraps around as the changes did
    shares = np.ascontiguousarray((steps.T / SHARE_STEPS).astype(np.float32))
    return shares.reshape(steps.shape[1], *shape)


def _columns(values: NDArray[np.floating]) -> NDArray[np.float64]:
    """(T, C) the C numbers of each time in a row."""
    # not reshape(T, -1): numpy cannot tell C by itself where T is 0
    return np.asarray(values, np.float64).reshape(len(values), math.prod(values.shape[1:]))


def _carried(steps: NDArray[np.int64], missing: NDArray[np.bool_]) -> NDArray[np.int64]:
    """(T, C) steps, missing ones replaced by the last known one, so that the change there is 0."""
    if not missing.any():
        return steps
    row = np.where(missing, 0, np.arange(len(steps))[:, None])
    return np.take_along_axis(steps, np.maximum.accumulate(row, axis=0), axis=0)


def _smallest(values: NDArray[np.int64]) -> NDArray[np.generic]:
    """The values in the smallest integer type that holds them all."""
    low, high = (int(values.min()), int(values.max())) if values.size else (0, 0)
    for dtype in (np.int8, np.int16, np.int32):
        if np.iinfo(dtype).min <= low and high <= np.iinfo(dtype).max:
            return values.astype(dtype)
    return values
