"""`formcheck analyze`: one clip in; text, document, report and annotated video out.

`formcheck demo` analyzes the sample videos, and checks that the reps rendered with a fault, and
only those, are flagged.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Final

from formcheck.commands.console import note, people_width, print_document, say
from formcheck.commands.exits import stop_on_interrupt
from formcheck.commands.settings import Settings
from formcheck.errors import InputError, OptionError, SetupError
from formcheck.machine import shipped, user_files
from formcheck.machine.files import write_text

if TYPE_CHECKING:
    from formcheck.analysis import Analysis
    from formcheck.pipeline.run import Progress
    from formcheck.report.tracks import Tracks

FLAGGED_REPS: Final[Mapping[str, tuple[int, ...]]] = {
    "deadlift_late_shrug": (5, 6),
    "squat_clean": (),
    "squat_good_morning": (3, 5),
}
"""The reps that were rendered with a fault; sample_videos/README.md says which."""


@dataclass(frozen=True)
class Outputs:
    """Where results are written beside the text; None is nowhere."""

    json: str | None = None
    overlay: Path | None = None
    html: Path | None = None

    def files(self) -> Iterator[Path]:
        """The files that will be written."""
        json = None if self.json is None else Path(self.json)
        for path in (json, self.overlay, self.html):
            if path is not None and not user_files.is_stdout(path):
                yield path


def run(clip: Path, settings: Settings, outputs: Outputs) -> bool:
    """Analyze a clip and write what was asked for; gives whether anything was found.

    Raises:
        FormcheckError: The clip, an option, the model or the machine cannot be used.
    """
    check_targets((clip, settings.limits, settings.model), outputs)
    if clip.is_dir():
        name = clip.resolve().name or clip
        hint = "For every clip in it: formcheck batch FOLDER --out RESULTS."
        raise InputError(f"{name} is a folder, not a video.", hint)
    options = settings.options()
    from formcheck.pipeline.run import analyze_observed

    with stop_on_interrupt() as should_stop, shown_progress() as on_progress:
        analysis, seen = analyze_observed(
            clip, options, on_progress=on_progress, should_stop=should_stop
        )
    from formcheck.report.tracks import Tracks  # only now, so that the analysis starts sooner

    write(analysis, clip, Tracks.of(seen), outputs)
    return bool(analysis.set.findings) or any(rep.findings for rep in analysis.reps)


def check_targets(inputs: Sequence[Path | None], outputs: Outputs) -> None:
    """Refuse, before the work, targets that would fail after it.

    Raises:
        OptionError: A target is named twice, is one of the inputs, or cannot be written; or two
            targets, or the video, are for standard output.
    """
    targets = list(outputs.files())
    if outputs.overlay and user_files.is_stdout(outputs.overlay):
        raise OptionError("A video cannot go to standard output.", "Name a file for --overlay.")
    if outputs.overlay and outputs.overlay.suffix.lower() not in (".mp4", ""):
        raise OptionError(f"{outputs.overlay.name} would be an MP4.", "Name it something.mp4.")
    if len(targets) + 1 < sum(1 for one in (outputs.json, outputs.html, outputs.overlay) if one):
        raise OptionError("Two results cannot share standard output.", "Give one of them a file.")
    for place, target in enumerate(targets):
        if any(user_files.same_place(target, other) for other in targets[:place]):
            raise OptionError(f"{target.name} is named twice.", "Give each result its own file.")
        user_files.check_output(target, inputs)


def write(analysis: Analysis, clip: Path, tracks: Tracks, outputs: Outputs) -> None:
    """Print the verdict, then write the files that were asked for, each whole or not at all.

    Neither stops the other: the verdict is printed before a full disk can fail, and the files are
    written even if standard output was closed.

    Raises:
        OptionError: A file cannot be written; all others are.
        OSError: Standard output cannot be written.
    """
    print_error = None
    try:
        _print(analysis, outputs)
    except OSError as error:
        print_error = error
    written: list[Path] = []
    problems: list[tuple[Path, OSError]] = []
    with stop_on_interrupt() as should_stop, shown_progress() as on_progress:
        for target, write_one in _writers(
            analysis, clip, tracks, outputs, on_progress, should_stop
        ):
            try:
                with user_files.written_to(target) as place:
                    write_one(place)
                written.append(target)
            except OSError as error:
                problems.append((target, error))
    for target in (each for each in written if not user_files.is_stdout(each)):
        note(f"Wrote {target}")
    if problems:
        reason = problems[0][1]
        raise user_files.not_written((target for target, _ in problems), reason) from reason
    if print_error is not None:
        raise print_error


def _print(analysis: Analysis, outputs: Outputs) -> None:
    """Print the document or the text, unless the report goes to standard output."""
    if outputs.json and user_files.is_stdout(outputs.json):
        print_document(analysis.to_json() + "\n")
    elif not (outputs.html and user_files.is_stdout(outputs.html)):
        print_text(analysis)
    sys.stdout.flush()


def _writers(
    analysis: Analysis,
    clip: Path,
    tracks: Tracks,
    outputs: Outputs,
    on_progress: Callable[[Progress], None] | None,
    should_stop: Callable[[], bool],
) -> Iterator[tuple[Path, Callable[[Path], None]]]:
    """Each target that was asked for, with a function that writes it to a path."""
    if outputs.json and not user_files.is_stdout(outputs.json):
        from formcheck.report.document import write_document

        yield Path(outputs.json), partial(write_document, analysis)
    if outputs.overlay:
        from formcheck.pipeline.run import Progress
        from formcheck.report.overlay import write_overlay

        def drawn(share: float) -> None:
            if on_progress is not None:
                on_progress(Progress("Drawing the video", share))

        draw = partial(write_overlay, clip, tracks, analysis)
        yield outputs.overlay, partial(draw, on_progress=drawn, should_stop=should_stop)
    if outputs.html:
        yield outputs.html, partial(_write_report, analysis, clip, tracks)


def _write_report(analysis: Analysis, clip: Path, tracks: Tracks, target: Path) -> None:
    from formcheck.report.bar_path import bar_paths
    from formcheck.report.html import render_html
    from formcheck.report.measured.moment import Clip
    from formcheck.report.still import stills

    pictures = tuple(stills(clip, tracks, analysis))
    paths = bar_paths(Clip(tracks, analysis))
    write_text(target, render_html(analysis, stills=pictures, bar_paths=paths))


def print_text(analysis: Analysis) -> None:
    """The analysis for people, in color where the reader is a terminal that shows it."""
    from formcheck.report.text import render_text

    width, color = people_width(110)
    say(render_text(analysis, width=width, color=color))


@contextmanager
def shown_progress() -> Iterator[Callable[[Progress], None] | None]:
    """A progress bar on standard error within the block; None where that is not a terminal."""
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


def run_demo(settings: Settings) -> None:
    """Analyze each sample and print what was found.

    Raises:
        SetupError: There are no samples, or other reps are flagged than were rendered with a fault.
        FormcheckError: The model or the machine cannot be used.
    """
    samples = shipped.sample_clips()
    if not samples:
        raise SetupError("The sample videos are missing.", shipped.how_to_mend())
    wrong = [clip.name for clip in samples if not _reads_as_made(clip, settings)]
    if wrong:
        raise SetupError(
            f"{', '.join(wrong)}: this does not read as it was made.",
            "See what `formcheck doctor` says of this installation.",
        )
    sys.stdout.write(f"All {len(samples)} samples read as they were made.\n")


def _reads_as_made(clip: Path, settings: Settings) -> bool:
    from formcheck.pipeline.run import analyze_video

    with stop_on_interrupt() as should_stop, shown_progress() as on_progress:
        analysis = analyze_video(
            clip, settings.options(), on_progress=on_progress, should_stop=should_stop
        )
    print_text(analysis)
    sys.stdout.write("\n")
    return flagged(analysis) == FLAGGED_REPS.get(clip.stem, flagged(analysis))


def flagged(analysis: Analysis) -> tuple[int, ...]:
    """The numbers of the reps with a finding of any confidence."""
    return tuple(rep.number for rep in analysis.reps if rep.findings)
