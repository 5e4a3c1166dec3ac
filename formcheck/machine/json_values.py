"""What a JSON document of somebody else may hold before anybody computes with it or shows it."""

from __future__ import annotations

import json
import re
from codecs import getincrementaldecoder
from collections.abc import Iterator
from typing import Any

from formcheck.errors import printable

MOST_NUMBER = 1e9
"""No time, length, angle or share is larger; beyond, sums overflow."""
MOST_VALUES = 500_000
"""Of a document; the longest clip has 200,000. What is wrong with each of them takes 0.4 kB to say:
16 MB of zeros took 3.5 GB."""
ITEM_BYTES = (250_000, 4_000_000)
"""Of one item of a long list, in two steps: a set of an hour takes 2 million without its curves."""
_SPACE = re.compile(rb"[ \t\r\n]*")


def limited_json(data: bytes | str) -> Any:
    """Read a document of no more values than any has.

    Raises:
        ValueError: It is no JSON, or has more.
        RecursionError: It is nested too deeply.
    """
    text = data if isinstance(data, str) else data.decode()
    if sum(map(text.count, ",[{")) > MOST_VALUES:  # each value follows one of these
        raise ValueError("more values than a document has")
    return json.loads(text)


def checked_json(data: bytes | str) -> Any:
    """Like `limited_json`, and every name, text and number can be computed with and shown.

    Raises:
        ValueError, RecursionError: As there, and as `check_values` does.
    """
    document = limited_json(data)
    check_values(document)
    return document


def check_values(document: Any) -> None:
    """Look at every name, text and number of a document that was read.

    Raises:
        ValueError: A number is none or out of range, or a terminal cannot show a text.
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


def items(data: bytes) -> Iterator[tuple[str, Any]]:
    """The members of a JSON object under their names, lists item by item.

    Memory does not grow with the number of items: a list of 50 MB of zeros took 11 GB.

    Raises:
        ValueError: It is no JSON object, or `checked_json` refuses an item.
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
    def __init__(self, data: bytes) -> None:
        self._data = data
        self._at = 0

    def passed(self, sign: bytes) -> bool:
        """Whether this sign comes next; then it is behind us."""
        self._skip_space()
        found = self._data[self._at : self._at + 1] == sign
        self._at += found and len(sign)
        return found

    def expect(self, sign: bytes) -> None:
        if not self.passed(sign):
            raise ValueError(f"no {sign!r} at {self._at}")

    def value(self) -> Any:
        """The next value, out of no more of the file than it may be long."""
        self._skip_space()
        for most in ITEM_BYTES:
            part = self._data[self._at : self._at + most]
            text = getincrementaldecoder("utf-8")().decode(part)  # its end may halve a letter
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
