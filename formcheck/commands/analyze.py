"""`formcheck analyze`: one clip in; text, document, report and annotated video out."""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from formcheck.commands.console import note
from formcheck.commands.exits import FULL
from formcheck.commands.interrupt import stop_on_interrupt
from formcheck.commands.letters import print_document
from formcheck.commands.settings import Settings
from formcheck.errors import OptionError

if TYPE_CHECKING:
    from formcheck.analysis import Analysis
    from formcheck.pipeline import Progress
    from formcheck.report.tracks import Tracks

STDOUT = "-"


@dataclass(frozen=True)
class Outputs:
    """Where else results go; None is nowhere."""

    json: str | None = None
    overlay: Path | None = None
    html: Path | None = None

    def files(self) -> Iterator[Path]:
        """The files that will be written."""
        if self.json and self.json != STDOUT:
            yield Path(self.json)
        yield from (path for path in (self.overlay, self.html) if path)


def run(clip: Path, settings: Settings, outputs: Outputs) -> bool:
    """Analyze a clip and write what was asked for.

    Returns:
        Whether anything was found.

    Raises:
        FormcheckError: The clip, an option, the model or the machine cannot be used.
    """
    check_targets(clip, outputs)
    options = settings.options()
    from formcheck.pipeline import analyze_observed
    from formcheck.report.tracks import Tracks

    with stop_on_interrupt() as should_stop, shown_progress() as on_progress:
        analysis, seen = analyze_observed(
            clip, options, on_progress=on_progress, should_stop=should_stop
        )
    write(analysis, clip, Tracks.of(seen), outputs)
    return bool(analysis.set.findings) or any(rep.findings for rep in analysis.reps)


def check_targets(clip: Path, outputs: Outputs) -> None:
    """Refuse before the work what would fail after it.

    Raises:
        OptionError: A target is named twice, the clip itself, a folder, or in a folder that takes
            no files.
    """
    targets = [target.absolute() for target in outputs.files()]
    twice = next((target for target in targets if targets.count(target) > 1), None)
    if twice is not None:
        raise OptionError(f"{twice.name} is named twice.", "Give each result a file of its own.")
    for target in outputs.files():
        if target.is_dir():
            raise OptionError(f"{target} is a folder.", "Name a file to write.")
        if target.exists() and clip.exists() and target.samefile(clip):
            raise OptionError(f"{target.name} is the clip itself.", "Name another file to write.")
        folder = next(parent for parent in target.absolute().parents if parent.exists())
        if not _takes_files(folder):
            raise OptionError(f"{target} cannot be written.", "Choose a folder you can write to.")


def _takes_files(folder: Path) -> bool:
    """Whether a file can be made there, by making one: permissions do not say it of every disk."""
    try:
        with tempfile.TemporaryFile(dir=folder):
            return True
    except OSError as error:
        return error.errno in FULL and folder.is_dir()  # there may be room after the work


def write(analysis: Analysis, clip: Path, tracks: Tracks, outputs: Outputs) -> None:
    """Put the results where they were asked for; each file is whole or not there.

    The verdict comes first: a disk that takes no file costs nobody the answer. A reader of standard
    output who has gone costs nobody the files.

    Raises:
        OptionError: A file cannot be written; those that can be are.
        OSError: Standard output takes nothing.
    """
    unheard = None
    try:
        _say(analysis, outputs)
    except OSError as error:
        unheard = error
    written: list[Path] = []
    problems: list[tuple[Path, OSError]] = []
    with stop_on_interrupt() as should_stop, shown_progress() as on_progress:
        for target, write_one in _writers(
            analysis, clip, tracks, outputs, on_progress, should_stop
        ):
            try:
                write_one()
                written.append(target)
            except OSError as error:
                problems.append((target, error))
    for target in written:
        note(f"Wrote {target}")
    if problems:
        reason = problems[0][1]
        raise OptionError(
            f"{' and '.join(str(target) for target, _ in problems)} cannot be written: "
            f"{reason.strerror or reason}.",
            "Free some space or choose another folder.",
        ) from reason
    if unheard is not None:
        raise unheard


def _say(analysis: Analysis, outputs: Outputs) -> None:
    if outputs.json == STDOUT:
        print_document(analysis.to_json() + "\n")
    else:
        print_text(analysis)
    sys.stdout.flush()


def _writers(
    analysis: Analysis,
    clip: Path,
    tracks: Tracks,
    outputs: Outputs,
    on_progress: Callable[[Progress], None] | None,
    should_stop: Callable[[], bool],
) -> Iterator[tuple[Path, Callable[[], None]]]:
    """Each file that was asked for, and what writes it."""
    if outputs.json and outputs.json != STDOUT:
        from formcheck.report.document import write_document

        yield Path(outputs.json), partial(write_document, analysis, Path(outputs.json))
    if outputs.overlay:
        from formcheck.pipeline import Progress
        from formcheck.report.overlay import write_overlay

        def drawn(share: float) -> None:
            if on_progress is not None:
                on_progress(Progress("Drawing the video", share))

        draw = partial(write_overlay, clip, tracks, analysis, outputs.overlay)
        yield outputs.overlay, partial(draw, on_progress=drawn, should_stop=should_stop)
    if outputs.html:
        yield outputs.html, partial(_write_report, analysis, clip, tracks, outputs.html)


def _write_report(analysis: Analysis, clip: Path, tracks: Tracks, target: Path) -> None:
    from formcheck.report.bar_trail import trails
    from formcheck.report.html import write_html
    from formcheck.report.measured.moment import Clip
    from formcheck.report.still import worst_stills

    stills = worst_stills(clip, tracks, analysis)
    write_html(analysis, target, stills=stills, bar_paths=trails(Clip(tracks, analysis)))


def print_text(analysis: Analysis) -> None:
    """The analysis for people, in color where the reader is a terminal that shows it."""
    from formcheck.report.text import render_text

    terminal = sys.stdout.isatty()
    width = min(shutil.get_terminal_size().columns, 110) if terminal else 80
    color = terminal and not os.environ.get("NO_COLOR")
    sys.stdout.write(render_text(analysis, width=width, color=color))


@contextmanager
def shown_progress() -> Iterator[Callable[[Progress], None] | None]:
    """A bar on standard error for as long as the block runs; None where nobody watches."""
    if not sys.stderr.isatty():
        yield None
        return
    from rich.console import Console
    from rich.progress import BarColumn, TaskProgressColumn, TextColumn
    from rich.progress import Progress as Bar

    columns = (TextColumn("{task.description}"), BarColumn(), TaskProgressColumn())
    with Bar(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("", total=1.0)

        def show(progress: Progress) -> None:
            bar.update(task, description=progress.stage, completed=progress.done)

        yield show
