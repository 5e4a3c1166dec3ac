"""The command line: collects options, calls a command, and ends with an exit status.

    0  analyzed, whatever was found ("no reps found" included)
    1  something was found, and --fail-on-findings was given
    2  the clip or an option cannot be used
    3  the pose model or a system library is missing or damaged
    4  a defect of formcheck
    130 stopped with Ctrl-C, 143 asked to end (SIGTERM), 141 the reader of the output went away

Standard output has the document or the text, standard error everything else. The commands are in
`formcheck.commands`, whose modules are imported only when they run, so that `--help` is quick.
Docstrings of commands are their help.
"""

from __future__ import annotations

import gc
import os
import sys
from pathlib import Path
from typing import Annotated, Any

import typer
from typer.core import TyperGroup

from formcheck import __version__
from formcheck.commands import history
from formcheck.commands.console import at_home, open_missing_streams, path, use_nearest_letters
from formcheck.commands.exits import UNUSABLE, end_as_interrupted, exit_statuses, usage_in_one_line
from formcheck.commands.history import stripped
from formcheck.commands.why import why
from formcheck.lifts import KnownLift, Style

PROGRAM = "formcheck"

Lift = Annotated[KnownLift | None, typer.Option(help="The lift, if you do not want it detected.")]
Variant = Annotated[
    Style | None, typer.Option(help="The style of the lift; it sets the lift, too.")
]
ModelFile = Annotated[
    Path | None, typer.Option(help="A different pose landmarker bundle (.task).", parser=path)
]
LimitsFile = Annotated[
    Path | None, typer.Option(help="A TOML file of limits; see `formcheck limits`.", parser=path)
]
SetLimit = Annotated[
    list[str] | None,
    typer.Option("--set", metavar="NAME=VALUE", help="Change one limit; can be repeated."),
]
NoCache = Annotated[
    bool, typer.Option("--no-cache", help="Look at the clip again, and store no poses.")
]


class _Commands(TyperGroup):
    """All commands, those of a group among them: `exit_statuses` ends each.

    Here, since typer itself would end Ctrl-C and a closed pipe with a status of its own.
    """

    def invoke(self, ctx: Any) -> Any:
        with exit_statuses():
            return super().invoke(ctx)


app = typer.Typer(
    name=PROGRAM,
    cls=_Commands,
    help="Find the squat and deadlift reps that make an upper back sore. Runs offline.",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)


def main() -> None:
    """Entry point of the `formcheck` command."""
    open_missing_streams()
    use_nearest_letters()
    # matrices are small: more threads only wait for one another, most of all beside other work
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    end_as_interrupted()
    with exit_statuses():
        status = _run()
    gc.freeze()  # saves a last garbage collection, as the process ends anyway
    sys.exit(status)


def _run() -> int:
    """Run the command; usage errors are one line instead of typer's four."""
    try:
        with usage_in_one_line():
            status = app(standalone_mode=False, prog_name=PROGRAM)
    except Exception as error:
        kind = type(error).__name__
        if kind == "Abort":  # Ctrl-C or Ctrl-D at a prompt
            raise KeyboardInterrupt from None
        if not kind.startswith("NoArgsIsHelp"):
            raise
        error.show()  # type: ignore[attr-defined]
        return UNUSABLE
    return status if isinstance(status, int) else 0


def _show_version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"formcheck {__version__}")
        raise typer.Exit


@app.callback()
def _root(
    version: Annotated[
        bool,
        typer.Option("--version", callback=_show_version, is_eager=True, help="Show it and exit."),
    ] = False,
) -> None:
    pass


@app.command()
def analyze(
    clip: Annotated[Path, typer.Argument(help="A video of one set.", parser=path)],
    json: Annotated[
        str | None,
        typer.Option(
            metavar="FILE", help="Write the analysis document; - is stdout.", callback=at_home
        ),
    ] = None,
    lift: Lift = None,
    variant: Variant = None,
    lifter: Annotated[
        int | None,
        typer.Option(min=1, help="Measure this person out of those seen, counted from 1."),
    ] = None,
    model: ModelFile = None,
    limits: LimitsFile = None,
    set_: SetLimit = None,
    overlay: Annotated[
        Path | None,
        typer.Option(help="Write the video with what was measured drawn on it.", parser=path),
    ] = None,
    html: Annotated[
        Path | None,
        typer.Option(help="Write a report to read in a browser; - is stdout.", parser=path),
    ] = None,
    fail_on_findings: Annotated[
        bool,
        typer.Option(
            "--fail-on-findings",
            help="Exit with status 1 if anything was found, even if only perhaps.",
        ),
    ] = False,
    no_cache: NoCache = False,
) -> None:
    """Analyze one clip and say what was found.

    Each rep with its times and measures, what went wrong in it, why the upper back feels that,
    and what to try.
    """
    from formcheck.commands import analyze as command
    from formcheck.commands.settings import Settings

    settings = Settings(lift, variant, lifter, model, limits, tuple(set_ or ()), not no_cache)
    outputs = command.Outputs(json=json, overlay=overlay, html=html)
    found = command.run(clip, settings, outputs)
    raise typer.Exit(1 if found and fail_on_findings else 0)


@app.command()
def batch(
    sources: Annotated[
        list[str],
        typer.Argument(
            metavar="SOURCE", help="Clips, folders, patterns, or addresses such as s3://…"
        ),
    ],
    out: Annotated[
        str, typer.Option(metavar="DIR", help="Where documents and tables go.", callback=at_home)
    ],
    workers: Annotated[
        int | None, typer.Option(min=1, max=256, help="Clips at a time; one per core if left out.")
    ] = None,
    retry_failed: Annotated[
        bool, typer.Option("--retry-failed", help="Retry clips that failed in an earlier run.")
    ] = False,
    cluster: Annotated[
        str | None,
        typer.Option(
            metavar="ADDRESS", help="A Dask scheduler, or `local` for one on this machine."
        ),
    ] = None,
    lift: Lift = None,
    variant: Variant = None,
    model: ModelFile = None,
    limits: LimitsFile = None,
    set_: SetLimit = None,
    no_cache: NoCache = False,
    history: Annotated[
        bool, typer.Option("--history", help="Keep the numbers of each set in your history, too.")
    ] = False,
    athlete: Annotated[
        str, typer.Option(help="Whose sets, with --history.", callback=stripped)
    ] = "",
) -> None:
    """Analyze many clips into one folder.

    Started again with the same --out it goes on where it stopped.
    """
    from formcheck.commands import batch as command
    from formcheck.commands.settings import Settings

    settings = Settings(lift, variant, None, model, limits, tuple(set_ or ()), not no_cache)
    how = command.How(workers, retry_failed, cluster, history, athlete)
    command.run(sources, out, settings, how)


@app.command()
def benchmark(
    folder: Annotated[
        Path | None,
        typer.Argument(help="Videos, each with its label NAME.json beside NAME.mp4.", parser=path),
    ] = None,
    out: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Write the tables here, too.", parser=path)
    ] = None,
    schema: Annotated[
        bool, typer.Option("--schema", help="Print the JSON schema of a label, and nothing else.")
    ] = False,
    model: ModelFile = None,
    limits: LimitsFile = None,
    set_: SetLimit = None,
    no_cache: NoCache = False,
) -> None:
    """Say how often verdicts are right on your own labeled clips.

    Counts, times, every metric's error and interval, and each fault found, missed and false.
    """
    from formcheck.commands import benchmark as command
    from formcheck.commands.settings import Settings
    from formcheck.errors import OptionError

    if schema:
        command.print_schema()
        return
    if folder is None:
        raise OptionError("No folder was named.", "Name one, or ask for --schema.")
    settings = Settings(None, None, None, model, limits, tuple(set_ or ()), not no_cache)
    command.run(folder, settings, out)


@app.command("app")
def open_page(
    port: Annotated[
        int | None,
        typer.Option(min=1, max=65535, help="Serve it here; a free one from 8501 on if left out."),
    ] = None,
    address: Annotated[
        str | None, typer.Option(help="Let phones in by this address of this computer.")
    ] = None,
    phone: Annotated[
        bool, typer.Option("--phone", help="Let phones in the same network in, with a key.")
    ] = False,
    cert: Annotated[
        str | None,
        typer.Option(help="A certificate (PEM), for phones over https.", callback=at_home),
    ] = None,
    key_file: Annotated[
        str | None, typer.Option(help="The key of --cert (PEM).", callback=at_home)
    ] = None,
    browser: Annotated[
        bool, typer.Option("--browser/--no-browser", help="Whether to open a browser.")
    ] = True,
) -> None:
    """Open the page: drop in a clip, see each rep.

    It runs until Ctrl-C, for this computer alone; `--phone` lets your phone in, too.
    """
    from formcheck.commands import app as command

    phones = command.PhoneOptions(phone, address, cert, key_file)
    command.run(port, phones, browser=browser)


@app.command()
def demo(no_cache: NoCache = False) -> None:
    """Check the sample videos.

    Prints each result, and whether the samples read as they were made; exit status 3 if not.
    """
    from formcheck.commands import analyze as command
    from formcheck.commands.settings import Settings

    command.run_demo(Settings(use_cache=not no_cache))


@app.command()
def doctor() -> None:
    """Say whether this machine is ready.

    Each check with what to do where it fails; exit status 3 when one does.
    """
    from formcheck.commands import doctor as command

    raise typer.Exit(command.run())


@app.command()
def limits(
    toml: Annotated[
        bool, typer.Option("--toml", help="As a file to edit and pass to --limits.")
    ] = False,
) -> None:
    """List the limits that verdicts use.

    Value, range, unit, reason and source of each.
    """
    from formcheck.commands.settings import print_limits

    print_limits(as_toml=toml)


@app.command()
def compare(
    before: Annotated[
        Path, typer.Argument(help="The earlier set's analysis document.", parser=path)
    ],
    after: Annotated[Path, typer.Argument(help="The later one's.", parser=path)],
    html: Annotated[
        Path | None,
        typer.Option(help="Write a page to read in a browser; - is stdout.", parser=path),
    ] = None,
) -> None:
    """Say what really differs between two sets.

    Only what is real with a probability of 0.9 is called a change.
    """
    from formcheck.commands import compare as command

    command.run(before, after, html)


app.command()(why)
app.add_typer(history.app, name="history")


if __name__ == "__main__":
    main()
