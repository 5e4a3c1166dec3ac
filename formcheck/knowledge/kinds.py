"""The kind of every sentence, and which kinds may stand next to a warning sign."""

from __future__ import annotations

from typing import Any

from formcheck.knowledge.care import Level
from formcheck.knowledge.texts import Entry, Kind

SENTENCE = frozenset({"text", "sources"})


class Kinds(Entry):
    """Which kinds may stand under each urgency, and the kind that a place in the data gives.

    Attributes:
        stands: For each urgency, and for "none", the kinds that may be shown.
        of: Place in the data files (keys joined by dots) to kind; the longest that fits counts.
    """

    stands: dict[Level, tuple[Kind, ...]]
    of: dict[str, Kind]

    def given_to(self, tables: dict[str, Any]) -> dict[str, Any]:
        """Tables of a data file in which each sentence has the kind of its place.

        A sentence that names its own kind keeps it. One whose place has none is left without,
        and the schema refuses it.
        """
        return {name: self._filled(value, name) for name, value in tables.items()}

    def _filled(self, value: Any, place: str) -> Any:
        if isinstance(value, list):
            return [self._filled(part, place) for part in value]
        if not isinstance(value, dict):
            return value
        filled = {name: self._filled(part, f"{place}.{name}") for name, part in value.items()}
        kind = self._kind_of(place)
        if filled.keys() >= SENTENCE and kind is not None:
            filled.setdefault("kind", kind)
        return filled

    def _kind_of(self, place: str) -> Kind | None:
        fitting = [name for name in self.of if place == name or place.startswith(f"{name}.")]
        return self.of[max(fitting, key=len)] if fitting else None
