"""A rule of extraction: which tasks it stands inside of, and in which clips it does anything."""

from __future__ import annotations

import pickle
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from typing import Any

from benchmarks.ablate.taken_out import Change, Out, put

_TRYING: list[Any] = []
"""What a rule that is watched would do instead, while it does."""


@dataclass(frozen=True)
class Rule(Out):
    """One rule of extraction.

    Attributes:
        anew: Tasks inside of which the change is: what they gave before does not hold.
        acts: A function and what its result has to be where the rule does something; otherwise it
            does where a function that is changed gives anything else than before.
    """

    anew: tuple[str, ...] = ()
    acts: tuple[Any, str, Callable[[Any], bool]] | None = None

    @contextmanager
    def watching(self, note: Callable[[], None]) -> Iterator[None]:
        """formcheck as it is, and a note wherever the rule does something."""
        with ExitStack() as stack:
            if self.acts is not None:
                module, name, wanted = self.acts
                seen = _watched(vars(module)[name], None, wanted, note)
                stack.enter_context(put(module, **{name: seen})())
            for module, values in (change.args for change in self.changes if self.acts is None):  # type: ignore[attr-defined]
                for name, after in values.items():
                    seen = _watched(vars(module)[name], after, None, note)
                    stack.enter_context(put(module, **{name: seen})())
            yield


def _watched(before: Any, after: Any, wanted: Callable[[Any], bool] | None, note: Any) -> Any:
    """A function that does what it did, and says where the rule would do something else."""
    if isinstance(before, property):
        return property(_watched(before.fget, after.fget if after else None, wanted, note))

    def both(*given: Any, **named: Any) -> Any:
        found = before(*given, **named)
        if not _TRYING:  # what is tried may call what is watched, and that what is watched …
            _TRYING.append(after)
            try:
                acts = wanted(found) if wanted else not _equal(found, after(*given, **named))
            except Exception:  # without the rule it breaks
                acts = True
            finally:
                _TRYING.clear()
            if acts:
                note()
        return found

    both.__name__, both.__qualname__ = before.__name__, before.__qualname__
    both.__module__ = before.__module__
    return both


def _equal(one: Any, other: Any) -> bool:
    return one is other or pickle.dumps(one) == pickle.dumps(other)


def rule(label: str, *changes: Change, anew: tuple[str, ...] = (), **more: Any) -> Rule:
    """A rule of extraction."""
    return Rule("extraction", label, changes, anew=anew, **more)
