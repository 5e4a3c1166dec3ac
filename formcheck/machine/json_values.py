"""Reads JSON that may come from a stranger, within limits of size, nesting, numbers and text.

`limited_json` bounds the number of values; `checked_json` also checks each of them; `items` reads
a long list item by item; `of_kind` makes a dataclass of what was read.
"""

from __future__ import annotations

import json
import re
from codecs import getincrementaldecoder
from collections.abc import Iterator
from functools import cache
from typing import TYPE_CHECKING, Any, TypeVar

from formcheck.errors import printable

if TYPE_CHECKING:
    from pydantic import TypeAdapter

Part = TypeVar("Part")

MOST_NUMBER = 1e9
"""Largest number: no time, length, angle or share comes near it, and sums of larger ones could
overflow."""
MOST_VALUES = 500_000
"""Values in a document; that of the longest clip has 200,000. Validation lists every wrong value,
at 0.4 kB each: 16 MB of zeros took 3.5 GB."""
ITEM_BYTES = (250_000, 4_000_000)
"""How many bytes `items` parses to find one item, first and at most. The set of an hour takes 2
million without its curves."""
_SPACE = re.compile(rb"[ \t\r\n]*")


def limited_json(data: bytes | str) -> Any:
    """Parse JSON of at most `MOST_VALUES` values.

    Raises:
        ValueError: It is not JSON, or has more.
        RecursionError: It is nested too deeply.
    """
    text = data if isinstance(data, str) else data.decode()
    if sum(map(text.count, ",[{")) > MOST_VALUES:  # each value follows one of these
        raise ValueError("more values than a document has")
    return json.loads(text)


def checked_json(data: bytes | str) -> Any:
    """Parse JSON as `limited_json` does, and check it with `check_values`.

    Raises:
        ValueError, RecursionError: As these two do.
    """
    document = limited_json(data)
    check_values(document)
    return document


def check_values(document: Any) -> None:
    """Check every name, text and number of a parsed document.

    Raises:
        ValueError: A number is NaN or beyond `MOST_NUMBER`, or a text has control characters.
    """
    left = [document]
    while left:
        value = left.pop()
        if isinstance(value, dict):
            left += [*value, *value.values()]
        elif isinstance(value, list | tuple):
            left += value
        elif isinstance(value, str) and printable(value) != value:
            raise ValueError("control characters")
        elif isinstance(value, int | float) and not abs(value) <= MOST_NUMBER:
            raise ValueError(f"a number out of range: {value}")


def of_kind(kind: type[Part], value: Any) -> Part:
    """A parsed value as a dataclass, each field of its type.

    Raises:
        ValueError: A field is missing or has another type (`pydantic.ValidationError` is one).
    """
    made: Part = adapter(kind).validate_python(value)  # type: ignore[arg-type]
    return made


@cache
def adapter(kind: type[Part]) -> TypeAdapter[Part]:
    """Reads and writes a dataclass."""
    from pydantic import TypeAdapter  # costs 0.1 s

    return TypeAdapter(kind)


def items(data: bytes) -> Iterator[tuple[str, Any]]:
    """The members of a JSON object as (name, value); of a member that is a list, (name, item) each.

    Memory does not grow with the number of items; parsed at once, 50 MB of zeros took 11 GB.

    Raises:
        ValueError: It is not a JSON object, or `checked_json` refuses an item.
        RecursionError: It is nested too deeply.
    """
    reader = _Reader(data)
    reader.expect(b"{")
    while True:
        name = reader.value()
        reader.expect(b":")
        if not isinstance(name, str):
            raise ValueError("a name that is none")
        if not reader.passed(b"["):
            yield name, reader.value()
        elif not reader.passed(b"]"):
            yield name, reader.value()
            while reader.passed(b","):
                yield name, reader.value()
            reader.expect(b"]")
        if not reader.passed(b","):
            break
    reader.expect(b"}")
    reader.expect(b"")


class _Reader:
    """Reads JSON from front to back."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._at = 0

    def passed(self, sign: bytes) -> bool:
        """Whether this sign comes next; if so, go past it. An empty sign is the end."""
        self._skip_space()
        found = self._data[self._at : self._at + 1] == sign
        self._at += found and len(sign)
        return found

    def expect(self, sign: bytes) -> None:
        if not self.passed(sign):
            raise ValueError(f"no {sign!r} at {self._at}")

    def value(self) -> Any:
        """The next value, of at most `ITEM_BYTES`."""
        self._skip_space()
        for most in ITEM_BYTES:
            part = self._data[self._at : self._at + most]
            # incremental: the part may end within the bytes of a letter
            text = getincrementaldecoder("utf-8")().decode(part)
            try:
                _, end = json.JSONDecoder().raw_decode(text)
            except json.JSONDecodeError:
                continue
            self._at += len(text[:end].encode())
            return checked_json(text[:end])
        raise ValueError(f"no value at {self._at}")

    def _skip_space(self) -> None:
        if space := _SPACE.match(self._data, self._at):
            self._at = space.end()
