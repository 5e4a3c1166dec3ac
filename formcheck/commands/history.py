"""`formcheck history`: a lifter's own numbers on this computer, off until asked for."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, TypeVar

import typer

from formcheck.commands.console import note, path, plain_table, print_table, say
from formcheck.errors import InputError, OptionError
from formcheck.machine.files import FILE_MODE, os_errors_as, read_limited, sha256_of
from formcheck.machine.shipped import sample_hashes

if TYPE_CHECKING:
    from formcheck.analysis import Analysis
    from formcheck.history.store import History

Made = TypeVar("Made")
app = typer.Typer(
    help="Keep the numbers of your sets on this computer.",
    no_args_is_help=True,
    rich_markup_mode=None,
)


def stripped(name: str | None) -> str | None:
    """A name without blanks around it: with them it would be another lifter's."""
    return name and name.strip()


Athlete = Annotated[
    str, typer.Option(help="Whose sets, where there is more than one lifter.", callback=stripped)
]
Day = Annotated[str | None, typer.Option(metavar="DATE", help="As 2026-05-31; today if left out.")]
MOST_BYTES = 500_000_000
"""Largest export that is read; a set has 0.05 MB."""


@app.command()
def on() -> None:
    """Keep the numbers of your sets from now on."""
    _history().switch(on=True)
    say(
        "On: numbers of sets that you check on the page are kept on this computer. Here, "
        "`formcheck history add` and `formcheck batch --history` keep some, a clip only with "
        "--clip.\n"
    )


@app.command()
def off() -> None:
    """Keep no more; what is kept stays until you delete it."""
    _history().switch(on=False)
    say("Off. What is kept stays; `formcheck history delete --all` deletes it.\n")


@app.command()
def add(
    documents: Annotated[
        list[Path], typer.Argument(help="From `formcheck analyze --json`.", parser=path)
    ],
    day: Day = None,
    athlete: Athlete = "",
    load: Annotated[
        str | None, typer.Option(metavar="KG", help="On the bar, as 82.5 or 180lb.")
    ] = None,
    set_of_day: Annotated[int | None, typer.Option(min=1, max=100, help="From 1.")] = None,
    effort: Annotated[
        str | None, typer.Option(metavar="NUMBER", help="How hard it was, 0 to 10.")
    ] = None,
    text: Annotated[
        str | None, typer.Option("--note", help="Anything you want to remember.")
    ] = None,
    clip: Annotated[
        Path | None,
        typer.Option(help="Keep this clip of the set, too; else only numbers.", parser=path),
    ] = None,
) -> None:
    """Keep the sets of analysis documents."""
    from formcheck.history import record
    from formcheck.history.record import About
    from formcheck.history.store import keep_for, today
    from formcheck.report.document import read_document

    if day is not None:
        _check_day(day)
    numbers = {
        "load_kg": _number("--load", load, record.load_kg, "82.5 or 180lb"),
        "set_of_day": set_of_day,
        "effort": _number("--effort", effort, record.effort, "7.5, from 0 to 10"),
    }
    every: dict[str, Any] = {"day": day, "note": text, **numbers}
    said = {name: value for name, value in every.items() if value is not None}
    _checked(lambda: replace(About(today(), athlete), **said))
    history = _history()
    history.require_on()
    analyses = [read_document(file) for file in documents]
    _refuse_samples(analyses)
    if clip is not None:
        _check_clip(clip, analyses)
    known = history.known()
    for file, analysis in zip(documents, analyses, strict=True):
        one = keep_for(history, analysis, athlete, known, **said)
        if clip is not None and one is not None:
            history.clips.keep(one.id, clip)
        say(f"{file.name}: {'no reps, not kept' if one is None else f'kept as {one.id}'}\n")


@app.command("list")
def list_sets(
    search: Annotated[str, typer.Argument(help="Only sets with these words.")] = "",
    athlete: Annotated[
        str | None, typer.Option(help="Only this lifter's.", callback=stripped)
    ] = None,
) -> None:
    """List the sets, newest first."""
    from formcheck.report.words import VARIANTS, fault_name

    counted = ("reps", "flagged", "perhaps", "not judged")
    table = plain_table(
        "id", "day", "set", "who", "lift", "load", "effort", "worst", *counted, "clip", "note"
    )
    history = _history()
    lines = history.lines(search, athlete)
    for name in history.unreadable(history.lines()):
        note(f"The set {name} can no longer be read: `formcheck history delete {name}`.")
    for line in lines:
        about = line.about
        load = "" if about.load_kg is None else f"{about.load_kg:g} kg"
        order = "" if about.set_of_day is None else str(about.set_of_day)
        effort = "" if about.effort is None else f"{about.effort:g}"
        lift = ", ".join(filter(None, (line.lift, VARIANTS.get(line.variant))))
        unsure = ("" if n is None else str(n) for n in (line.possible, line.unjudged))
        counts = (str(line.reps), str(line.flagged), *unsure)
        clip = "kept" if history.clips.has(line.id) else ""
        worst = fault_name(line.worst) if line.worst else ""
        said = (about.day, order, about.athlete, lift, load, effort, worst)
        table.add_row(line.id, *said, *counts, clip, about.note)
    if lines:
        print_table(table)
    else:
        such = "such " if search or athlete is not None else ""
        off = "" if history.is_on else " It is off; `formcheck history on` switches it on."
        note(f"No {such}set in the history.{off}")


@app.command()
def felt(
    how: Annotated[int, typer.Argument(min=0, max=3, help="0 fine, 1 a little, 2 sore, 3 very.")],
    day: Annotated[str, typer.Option(metavar="DATE", help="The day you lifted.")],
    athlete: Athlete = "",
) -> None:
    """Say how your upper back felt the day after a day of lifting."""
    from formcheck.history.record import FEELINGS, Answer

    _check_day(day)
    answer = _checked(lambda: Answer(athlete, day, how))  # type: ignore[arg-type]
    if answer.day == date.today().isoformat():
        raise OptionError(f"--day: the day after {day} is still to come.", "Say it then.")
    history = _history()
    history.require_on()
    if all(line.about.day != answer.day for line in history.lines(athlete=athlete)):
        whose = f" of {athlete}'s" if athlete else ""
        raise OptionError(
            f"--day: no set{whose} from {answer.day} is kept.",
            "`formcheck history list` shows the days; --athlete says whose.",
        )
    history.answer(answer)
    say(f"After {answer.day}: {FEELINGS[answer.felt].lower()}.\n")


@app.command()
def delete(
    set_id: Annotated[str | None, typer.Argument(help="As `list` shows it.")] = None,
    everything: Annotated[bool, typer.Option("--all", help="Every set and every answer.")] = False,
) -> None:
    """Delete one set, or all; gone from the file, too. How a day felt goes with its last set."""
    from formcheck.jobs.settings import JobSettings
    from formcheck.jobs.store import Store
    from formcheck.page.deleted import stay_deleted
    from formcheck.report.words import counted

    if (set_id is None) != everything:
        raise OptionError("What should be deleted?", "Name one set, or say --all.")
    history, results = _history(), Store(JobSettings.from_environment().root)
    if set_id is not None:
        deleted = [set_id]
        history.delete(set_id)
        say(f"{set_id} is deleted.\n")
    else:
        deleted = [line.id for line in history.lines()]
        say(f"{counted(history.delete_all(), 'set')} deleted.\n")
    stay_deleted(results, deleted)


@app.command()
def export(
    file: Annotated[Path, typer.Argument(help="Where to; - is standard output.", parser=path)],
    with_felt: Annotated[
        bool, typer.Option("--felt", help="How your upper back felt, too; else only the sets.")
    ] = False,
) -> None:
    """Write the whole history as one JSON file."""
    from formcheck.machine.user_files import check_output, is_stdout, write_text_to

    history = _history()
    check_output(file, (history.file,))
    write_text_to(file, history.export(felt=with_felt).to_json() + "\n", mode=FILE_MODE)
    if not is_stdout(file):
        note(f"Wrote {file}")


@app.command("import")
def bring_in(file: Annotated[Path, typer.Argument(help="An export.", parser=path)]) -> None:
    """Add the sets of an export."""
    from formcheck.history.record import read_export
    from formcheck.report.words import counted

    with os_errors_as(InputError, f"{file.name or file} cannot be read.", "Check the name."):
        data = read_limited(file, MOST_BYTES)
    say(f"{counted(_history().bring_in(read_export(data)), 'set')} added or replaced.\n")


def _history() -> History:
    from formcheck.history.store import History

    return History()


def _refuse_samples(analyses: Sequence[Analysis]) -> None:
    """Refuse sets of sample clips, which are not the user's."""
    samples = sample_hashes()
    for each in analyses:
        if each.clip.sha256 in samples:
            raise OptionError(
                f"{each.clip.name} is a sample, nobody's set.", "Keep the sets you filmed."
            )


def _check_clip(clip: Path, analyses: Sequence[Analysis]) -> None:
    """Check that there is one document, and that it is of this clip."""
    unreadable = OptionError(f"{clip.name or clip} cannot be read.", "Check the name.")
    if not clip.is_file():  # opening a named pipe could wait forever
        raise unreadable
    try:
        digest = sha256_of(clip)
    except OSError as error:
        raise unreadable from error
    if [each.clip.sha256 for each in analyses] != [digest]:
        raise OptionError(
            f"{clip.name} is not the clip of this document.",
            "Give one document and the clip it was made from.",
        )


def _check_day(day: str) -> None:
    """Check that it is a date, and not in the future."""
    try:
        later = date.fromisoformat(day) > date.today()
    except ValueError:
        raise OptionError(f"--day: {day!r} is not a date.", "Write it as 2026-05-31.") from None
    if later:
        raise OptionError(f"--day: {day} is still to come.", "Name the day you lifted.")


def _number(
    name: str, typed: str | None, read: Callable[[str], float | None], like: str
) -> float | None:
    """What was typed, read as on the page; None where nothing was."""
    try:
        return None if typed is None else read(typed)
    except ValueError:
        raise OptionError(f"{name}: {typed!r} cannot be read.", f"Write it as {like}.") from None


def _checked(make: Callable[[], Made]) -> Made:
    """What `make` gives; its `ValueError` becomes an error for the user."""
    try:
        return make()
    except ValueError as error:
        raise OptionError(
            f"That cannot be kept: {error}.", "See `formcheck history add --help`."
        ) from error
