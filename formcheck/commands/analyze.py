"""`formcheck analyze`: one clip in; text, document, report and annotated video out."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from formcheck.commands.console import note
from formcheck.commands.interrupt import stop_on_interrupt
from formcheck.commands.letters import write_document
from formcheck.commands.settings import Settings
from formcheck.errors import OptionError

if TYPE_CHECKING:
    from formcheck.analysis import Analysis
    from formcheck.pipeline import Options, Progress

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
    from formcheck.pipeline import analyze_video

    with stop_on_interrupt() as should_stop, shown_progress() as on_progress:
        analysis = analyze_video(clip, options, on_progress=on_progress, should_stop=should_stop)
    write(analysis, clip, options, outputs)
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
        if not (folder.is_dir() and os.access(folder, os.W_OK)):
            raise OptionError(f"{target} cannot be written.", "Choose a folder you can write to.")


def write(analysis: Analysis, clip: Path, options: Options, outputs: Outputs) -> None:
    """Put the results where they were asked for; each file is whole or not there.

    Raises:
        OptionError: A file cannot be written.
    """
    try:
        write_files(analysis, clip, options, outputs)
    except OSError as error:
        raise OptionError(
            f"{error.filename or 'A file'} cannot be written: {error.strerror}.",
            "Free some space or choose another folder.",
        ) from error
    if outputs.json == STDOUT:
        write_document(analysis.to_json() + "\n")
    else:
        print_text(analysis)
    for target in outputs.files():
        note(f"Wrote {target}")


def write_files(analysis: Analysis, clip: Path, options: Options, outputs: Outputs) -> None:
    """Write the document, the video and the report that were asked for."""
    if outputs.json and outputs.json != STDOUT:
        from formcheck.report.document import write_document

        write_document(analysis, Path(outputs.json))
    if not (outputs.overlay or outputs.html):
        return
    from formcheck.pipeline import load_observation
    from formcheck.report.tracks import Tracks

    # kept from the analysis unless the store is switched off
    tracks = Tracks.of(load_observation(clip, options))
    if outputs.overlay:
        from formcheck.report.overlay import write_overlay

        write_overlay(clip, tracks, analysis, outputs.overlay)
    if outputs.html:
        from formcheck.report.html import write_html
        from formcheck.report.still import worst_stills

        write_html(analysis, outputs.html, stills=worst_stills(clip, tracks, analysis))


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
