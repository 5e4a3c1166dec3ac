"""What may stand next to a warning sign: one place takes out everything else.

Which kinds of sentence may stand under which urgency is data (`knowledge/kinds.toml`).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields, is_dataclass, replace
from typing import Any, TypeVar

from formcheck.knowledge.texts import Kind
from formcheck.soreness.triage_result import TriageResult

Part = TypeVar("Part")


def standing(result: TriageResult, kinds: frozenset[Kind]) -> TriageResult:
    """The result without any part whose kind is not among `kinds`."""
    return _without(result, kinds)


def kinds_in(value: object) -> Iterator[Kind]:
    """The kind of every part inside a value, however deep."""
    if isinstance(value, tuple):
        for part in value:
            yield from kinds_in(part)
    elif is_dataclass(value):
        if (kind := getattr(value, "kind", None)) is not None:
            yield kind
        for field in fields(value):
            yield from kinds_in(getattr(value, field.name))


def _without(part: Part, kinds: frozenset[Kind]) -> Part:
    """A dataclass of which each part was kept, emptied or taken out."""
    changed: dict[str, Any] = {}
    for field in fields(part):  # type: ignore[arg-type]
        value = getattr(part, field.name)
        if isinstance(value, tuple):
            changed[field.name] = tuple(_kept(one, kinds) for one in value if _stands(one, kinds))
        elif is_dataclass(value):
            changed[field.name] = _kept(value, kinds) if _stands(value, kinds) else None
    return replace(part, **changed)  # type: ignore[type-var]


def _kept(value: Any, kinds: frozenset[Kind]) -> Any:
    return _without(value, kinds) if is_dataclass(value) else value


def _stands(value: object, kinds: frozenset[Kind]) -> bool:
    kind = getattr(value, "kind", None)
    return kind is None or kind in kinds
