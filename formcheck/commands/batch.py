"""`formcheck batch`: progress on standard error, a summary on standard output."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from formcheck.analysis import Analysis
from formcheck.batch.job import JobDone
from formcheck.batch.places import open_place
from formcheck.batch.results import Reason
from formcheck.batch.run import Batch, Result, Step, run_batch, time_left_s
from formcheck.commands.console import note, say
from formcheck.commands.settings import Settings
from formcheck.errors import CancelledError, InputError, OptionError, printable
from formcheck.machine.files import os_errors_as
from formcheck.machine.shipped import sample_hashes
from formcheck.machine.user_files import is_stdout
from formcheck.report.words import and_perhaps, counted, first_of, so_many, state

if TYPE_CHECKING:
    from rich.progress import Progress

    from formcheck.history.store import History

_MOST_LISTED, _MOST_NAMED = 20, 5


@dataclass(frozen=True)
class How:
    """The flags of a batch that do not concern how a clip is analyzed."""

    workers: int | None = None
    retry_failed: bool = False
    cluster: str | None = None
    history: bool = False
    athlete: str = ""


def run(sources: Sequence[str], out: str, settings: Settings, how: How) -> None:
    """Analyze many clips and print a summary.

    Raises:
        CancelledError: Somebody pressed Ctrl-C.
        InputError: Not one clip could be analyzed, or a source or --out cannot be used.
        FormcheckError: The model or the machine cannot be used.
    """
    if is_stdout(out):
        raise OptionError("A batch makes many files.", "Name a folder for --out.")
    # an empty name, as of an unset shell variable, would be the current folder
    if not (out and all(sources)):
        raise OptionError("A name is empty.", "Name clips or folders, and a folder for --out.")
    kept = _history(how)
    batch = Batch(
        sources=sources,
        out=out,
        options=settings.options(workers=1),
        workers=how.workers,
        retry_failed=how.retry_failed,
        cluster=how.cluster,
    )
    with shown_steps() as steps:
        try:
            result = run_batch(batch, on_step=steps.show)
        except KeyboardInterrupt:
            verb = "is" if steps.done == 1 else "are"
            raise CancelledError(
                f"Stopped: {steps.done} of {counted(steps.clips, 'clip')} {verb} done and kept.",
                "Run the same command again to do the rest.",
            ) from None
    say(summary_text(result))
    if kept is not None:
        _keep(result, kept, how.athlete)
    if result.summary.clips == result.summary.failed:
        raise InputError("No clip could be analyzed.", "The reasons are above.")
    if result.summary.failed and not how.retry_failed:
        note("Add --retry-failed to try again what was not analyzed.")


def _history(how: How) -> History | None:
    """The history, where sets are to be kept in it; refused before the work rather than after."""
    if not how.history:
        if how.athlete:
            raise OptionError("--athlete says whose sets --history keeps.", "Add --history.")
        return None
    from formcheck.history.record import About
    from formcheck.history.store import History, today

    try:
        About(today(), how.athlete)
    except ValueError as error:
        raise OptionError(f"--athlete: {error}.", "Give a shorter, plain name.") from error
    made = History()
    made.require_on()
    return made


def _keep(result: Result, kept: History, athlete: str) -> None:
    """Keep each set with reps in the history, except the samples."""
    from formcheck.history.store import keep_all

    samples = sample_hashes()
    own = (each for each in _documents(result) if each.clip.sha256 not in samples)
    count = keep_all(kept, own, athlete)
    say(f"{counted(count, 'set')} kept in your history.\n")


def _documents(result: Result) -> Iterator[Analysis]:
    place = open_place(result.out)
    hint = "Run the same command again."
    with os_errors_as(InputError, "A document of this batch has gone: no set of it is kept.", hint):
        for document in place.read_many(f"{name}.json" for name in result.documents):
            yield Analysis.from_json(document)


def summary_text(result: Result) -> str:
    """The result of a batch in a few lines."""
    summary = result.summary
    unjudged = [each for each in summary.abstentions if each.reps]
    without_reps = [each for each in summary.abstentions if not each.reps]
    listed = {"not_analyzed": summary.failures, "unjudged": unjudged, "no_reps": without_reps}
    copies, once = "", ""
    if summary.duplicates:
        copies = f", {counted(summary.duplicates, 'duplicate')} included"
        once = ", a duplicate's once"
    counts = [f"{summary.analyzed - summary.abstained} judged"]
    counts += [so_many(len(clips), code) for code, clips in listed.items() if clips]
    lines = [f"{counted(summary.clips, 'clip')}{copies}: {', '.join(counts)}."]
    if summary.reps:
        lines.append(
            f"{counted(summary.reps, 'rep')} in all{once}: {summary.flagged_reps} flagged"
            f"{and_perhaps(summary.possible_reps)}."
        )
    for code, reasons in listed.items():
        lines += _listed(state(code), reasons)
    documents = " and one document per clip" if result.documents else ""
    lines.append(f"In {result.out}: {', '.join(result.files)}{documents}.")
    return "\n".join(lines) + "\n"


def _listed(title: str, reasons: Sequence[Reason]) -> list[str]:
    """Lines of clips with the reason; clips with the same reason share a line."""
    alike: dict[str, list[str]] = {}
    for each in reasons:
        alike.setdefault(_without_name(each.sentence, each.clip), []).append(each.clip)
    listed = [f"  {first_of(clips, _MOST_NAMED)}: {said}" for said, clips in alike.items()]
    lines = [f"{title.capitalize()}:", *listed[:_MOST_LISTED]] if listed else []
    if len(listed) > _MOST_LISTED:
        lines.append(f"  … {len(listed) - _MOST_LISTED} more in summary.json")
    return lines


def _without_name(said: str, clip: str) -> str:
    """A reason without the name of its clip, which stands before it."""
    return f"It{said.removeprefix(clip)}" if said.startswith(f"{clip} ") else said


class Steps:
    """Shows each step of a batch on standard error, and remembers how far it is."""

    def __init__(self, bar: Progress | None) -> None:
        self.clips = 0
        self.done = 0
        self._bar = bar
        self._task = bar.add_task("") if bar else None
        self._started_s = time.monotonic()
        self._first: Step | None = None
        self._analyzed = False
        self._took: list[tuple[int, float]] = []  # bytes and seconds of each that is done

    def show(self, step: Step) -> None:
        """Show a step: a line about the clip that was done, and the pace."""
        self.clips, self.done = step.clips, step.done
        if self._first is None:
            self._first = step
            self._started_s = time.monotonic()
        if step.outcome is not None:
            self._analyzed |= step.outcome.markers[0].status == "analyzed"
            self._took.append((step.outcome.size_bytes, step.outcome.seconds))
            self._line(f"[{step.done}/{step.clips}] {describe(step.outcome)}")
        elif step.skipped:
            was = "was" if step.skipped == 1 else "were"
            done = f"{step.skipped} of {counted(step.clips, 'clip')}"
            self._line(f"{done} {was} done in an earlier run.")
        self._move(step)

    def pace(self, step: Step) -> str:
        """Rate and time left.

        The time left is not shown before one clip was analyzed, as clips that fail are quick.
        """
        first = self._first or step
        passed_s = time.monotonic() - self._started_s
        done = step.done - first.done
        if not done or passed_s <= 0:
            return ""
        rate = f"{60 * done / passed_s:.1f} clips/min"
        if not self._analyzed:
            return rate
        # one look serves all copies of a clip, of which there may be as many among those left
        left = (step.clips - step.done) * len(self._took) / done
        left_s = time_left_s(passed_s, self._took, left, step.left_bytes)
        return f"{rate}, {_duration(left_s)} left"

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
    """Steps shown within the block: with a progress bar if standard error is a terminal."""
    if not sys.stderr.isatty():
        yield Steps(None)
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

    columns = (BarColumn(), MofNCompleteColumn(), TextColumn("{task.description}"))
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        yield Steps(bar)


def describe(outcome: JobDone) -> str:
    """One outcome in one line."""
    first = outcome.markers[0]
    names = ", ".join(marker.source.name for marker in outcome.markers)
    if first.status == "failed":
        why = _without_name(first.what, first.source.name)
        return f"{names}: {state('not_analyzed')}. {why}"
    if first.abstained:
        reps = f"{counted(first.reps, 'rep')}, {state('unjudged')}. " if first.reps else ""
        return f"{names}: {reps}{first.abstained}"
    found = f"{counted(first.reps, 'rep')}, {first.flagged} flagged{and_perhaps(first.possible)}"
    return f"{names}: {found} ({outcome.seconds:.1f} s)"


def _duration(seconds: float) -> str:
    minutes = round(seconds / 60)
    if minutes < 2:
        return f"{seconds:.0f} s"
    return f"{minutes} min" if minutes < 120 else f"{minutes / 60:.1f} h"
