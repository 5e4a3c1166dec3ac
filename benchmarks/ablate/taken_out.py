"""One rule taken out for a while: another value, or a function with one piece of text changed."""

from __future__ import annotations
import __future__

import inspect
import sys
import textwrap
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from dataclasses import dataclass
from functools import partial
from types import ModuleType
from typing import Any, Literal

from formcheck.analysis import Fault

Stage = Literal["extraction", "motion", "reps", "fit", "body", "metrics", "findings"]
STAGES: tuple[Stage, ...] = ("motion", "reps", "fit", "body", "metrics", "findings")
Change = Callable[[], AbstractContextManager[None]]


@dataclass(frozen=True)
class Out:
    """One rule.

    Attributes:
        stage: The first that it touches; what stands before is kept.
        label: What is left out.
        changes: That do it.
        fault, metric: What the rule serves; the figures of these are printed.
        beyond: Whether later stages read it themselves, so that equal results here prove nothing.
    """

    stage: Stage
    label: str
    changes: tuple[Change, ...]
    fault: Fault | None = None
    metric: str | None = None
    beyond: bool = False

    @contextmanager
    def left_out(self) -> Iterator[None]:
        """formcheck without the rule."""
        with ExitStack() as stack:
            for change in self.changes:
                stack.enter_context(change())
            yield


def put(module: ModuleType | type, **values: Any) -> Change:
    """Other values for the names of a module or class, wherever formcheck has imported them."""
    return partial(_instead, module, values)


def edit(function: Callable[..., Any], old: str, new: str) -> Change:
    """The same function or method with a piece of its text changed, wherever it was imported.

    Raises:
        ValueError: The text does not stand there exactly once.
    """
    source = textwrap.dedent(inspect.getsource(function))
    if source.count(old) != 1:
        raise ValueError(f"{old!r} stands {source.count(old)} times in {function.__name__}")
    module = sys.modules[function.__module__]
    code = compile(
        source.replace(old, new),
        module.__file__ or "",
        "exec",
        __future__.annotations.compiler_flag,
    )
    made: dict[str, Any] = {}
    exec(code, module.__dict__, made)
    of_class, _, name = function.__qualname__.rpartition(".")
    owner = vars(module)[of_class] if of_class else module
    return partial(_instead, owner, {name: made[name]})


@contextmanager
def _instead(module: ModuleType | type, values: dict[str, Any]) -> Iterator[None]:
    """A name that is not there is an error; equal integers are one object, whoever has them."""
    kept = [
        (place, name, before)
        for name in values
        for before in (vars(module)[name],)
        for place in (module, *(other for other in _formcheck() if other is not module))
        if place is module or (place.__dict__.get(name) is before and not isinstance(before, int))
    ]
    try:
        for place, name, _ in kept:
            setattr(place, name, values[name])
        yield
    finally:
        for place, name, before in kept:
            setattr(place, name, before)


def _formcheck() -> list[ModuleType]:
    return [module for name, module in list(sys.modules.items()) if name.startswith("formcheck.")]
