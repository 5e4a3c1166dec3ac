"""How far a batch is: a live bar on a terminal, a plain line per clip anywhere else."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from formcheck.batch.job import Outcome
from formcheck.batch.run import Step
from formcheck.commands.console import note
from formcheck.errors import printable
from formcheck.report.words import counted

if TYPE_CHECKING:
    from rich.progress import Progress


class Steps:
    """Shows each step; remembers how far it got."""

    def __init__(self, bar: Progress | None) -> None:
        self.clips = 0
        self.done = 0
        self._bar = bar
        self._task = bar.add_task("") if bar else None
        self._started_s = time.monotonic()
        self._first: Step | None = None

    def show(self, step: Step) -> None:
        """Show a step."""
        self.clips, self.done = step.clips, step.done
        if self._first is None:
            self._first = step
            self._started_s = time.monotonic()
        if step.outcome is not None:
            self._line(f"[{step.done}/{step.clips}] {describe(step.outcome)}")
        elif step.skipped:
            was = "was" if step.skipped == 1 else "were"
            done = f"{step.skipped} of {counted(step.clips, 'clip')}"
            self._line(f"{done} {was} done in an earlier run.")
        self._move(step)

    def pace(self, step: Step) -> str:
        """Rate and time left; the time left goes by bytes, as the long clips come first."""
        first = self._first or step
        passed_s = time.monotonic() - self._started_s
        made, worked = step.done - first.done, first.left_bytes - step.left_bytes
        if not made or passed_s <= 0:
            return ""
        rate = f"{60 * made / passed_s:.1f} clips/min"
        if not worked:
            return rate
        return f"{rate}, {_duration(passed_s * step.left_bytes / worked)} left"

    def _line(self, text: str) -> None:
        if self._bar:
            self._bar.console.print(printable(text), markup=False, highlight=False)
        else:
            note(text)

    def _move(self, step: Step) -> None:
        if self._bar and self._task is not None:
            self._bar.update(
                self._task, total=step.clips, completed=step.done, description=self.pace(step)
            )
        elif step.outcome is not None and step.left_bytes and (pace := self.pace(step)):
            sys.stderr.write(f"    {pace}\n")


@contextmanager
def shown_steps() -> Iterator[Steps]:
    """Show steps for as long as the block runs."""
    if not sys.stderr.isatty():
        yield Steps(None)
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

    columns = (BarColumn(), MofNCompleteColumn(), TextColumn("{task.description}"))
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        yield Steps(bar)


def describe(outcome: Outcome) -> str:
    """One outcome in one line."""
    first = outcome.markers[0]
    names = ", ".join(marker.source.name for marker in outcome.markers)
    if first.status == "failed":
        return f"{names}: failed. {first.what}"
    if first.abstained:
        return f"{names}: no verdict. {first.abstained}"
    found = f"{counted(first.reps, 'rep')}, {first.flagged} flagged"
    return f"{names}: {found} ({outcome.seconds:.1f} s)"


def _duration(seconds: float) -> str:
    minutes = round(seconds / 60)
    if minutes < 2:
        return f"{seconds:.0f} s"
    return f"{minutes} min" if minutes < 120 else f"{minutes / 60:.1f} h"
