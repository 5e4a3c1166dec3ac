"""What every fit of a calibration file does: clips drawn again, and an entry written anew."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TypeVar

import numpy as np

T = TypeVar("T")


def drawn_again(found: Sequence[T], times: int) -> Iterator[list[T]]:
    """As many with replacement, so often; the same draws every time."""
    random = np.random.default_rng(0)
    for _ in range(times):
        yield [found[i] for i in random.integers(0, len(found), len(found))]


def rounded(values: Iterable[float]) -> list[float]:
    """As calibration files have them."""
    return [round(float(value), 2) for value in values]


def rounded_by_name(values: Mapping[str, float]) -> dict[str, float]:
    """The same of values that have names."""
    return dict(zip(values, rounded(values.values()), strict=True))


def with_entry(
    text: str, table: str, name: str, value: object, source: str, error: object = None
) -> str:
    """The file's text with another fitted value of an entry; its unit and its meaning stay.

    What is marked as no fit stays as it is.
    """
    kept, given = rf"^({name} *= )", r'(unit = ".*?", )?by = "(.*?)",.*(meaning = ".*?" \})$'
    match = re.compile(rf"{kept}\{{ value = .*?, {given}", re.M).search(
        text, text.index(f"[{table}]")
    )
    assert match is not None
    if match[3] != "fit":
        return text
    known = f" error = {_as_toml(error)}," if error is not None else ""
    entry = f'{{ value = {_as_toml(value)}, {match[2] or ""}by = "fit",{known} set = "{source}", '
    return text[: match.start()] + match[1] + entry + match[4] + text[match.end() :]


def _as_toml(value: object) -> str:
    if not isinstance(value, Mapping):
        return str(value)
    return f"{{ {', '.join(f'{name} = {one}' for name, one in value.items())} }}"
