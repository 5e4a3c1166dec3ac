"""Values of variables and options that are none, a tilde, a dash: said plainly, before the work."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import get_type_hints

import pytest
from typer.models import OptionInfo

from formcheck.cli import app
from formcheck.commands import history
from formcheck.commands.console import at_home, path
from formcheck.errors import OptionError
from formcheck.extraction import pose_cache
from formcheck.history.store import history_file
from formcheck.jobs.settings import JobSettings
from formcheck.machine import shipped
from formcheck.machine.limits import WorkLimits
from formcheck.pose.model_store import SHIPPED_NAME, find_model
from tests.cli.conftest import LONG, RunCli, one_line

NAMES = ("CLIP_MINUTES", "MEMORY_GB", "WORK_MINUTES", "MEGAPIXELS")
NONE = ("nan", "0", "-1", "abc")
# each with each, but not all three: what a value may be has nothing to do with who asks
WHO_SAYS_IT = [
    (command, name, NONE[(row + column) % len(NONE)])
    for row, command in enumerate(("analyze", "batch", "app"))
    for column, name in enumerate(NAMES)
]


@pytest.mark.parametrize(("command", "name", "value"), WHO_SAYS_IT)
def test_a_limit_that_is_none_is_said_before_the_work(
    cli: RunCli, clips: Path, tmp_path: Path, name: str, value: str, command: str
) -> None:
    arguments = {
        "analyze": (clips / "nobody.mp4",),
        "batch": (clips / "nobody.mp4", "--out", "out"),
        "app": ("--no-browser",),
    }[command]
    told = {f"FORMCHECK_MOST_{name}": value, "FORMCHECK_DATA_DIR": str(tmp_path / "data")}
    ran = cli(command, *arguments, **told)
    assert (ran.status, ran.out) == (2, "")
    assert one_line(ran.lines)
    assert f"FORMCHECK_MOST_{name} is '{value}'" in ran.err
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(
    ("said", "told"),
    [("=6", "the name is missing"), (b"\xff=6", "There is no limit called \ufffd")],
)
def test_a_limit_that_has_no_name_is_told_as_that(
    cli: RunCli, clips: Path, said: str | bytes, told: str
) -> None:
    ran = cli("analyze", clips / "nobody.mp4", "--set", os.fsdecode(said))
    assert (ran.status, ran.out) == (2, "")
    assert told in ran.err
    assert one_line(ran.lines)


@pytest.mark.parametrize("name", [*NAMES, "CLIP_FRAMES"])
@pytest.mark.parametrize("value", [*NONE, "inf", " ", "1e999"])
def test_no_limit_takes_what_is_no_number_above_zero(name: str, value: str) -> None:
    with pytest.raises(OptionError, match=f"FORMCHECK_MOST_{name} is '{value}'"):
        WorkLimits.from_environment({f"FORMCHECK_MOST_{name}": value})


def test_less_memory_than_any_clip_takes_is_no_limit() -> None:
    """Libraries of the processes it started wrote tracebacks."""
    with pytest.raises(OptionError, match=r"is '0.1'. Set it to a number from 0.5 on"):
        WorkLimits.from_environment({"FORMCHECK_MOST_MEMORY_GB": "0.1"})
    assert WorkLimits.from_environment({"FORMCHECK_MOST_MEMORY_GB": "0.5"}).memory_gb == 0.5


@pytest.mark.parametrize(
    "place",
    [
        lambda: JobSettings.from_environment().root,
        pose_cache.cache_folder,
        history_file,
        lambda: find_model().path,
    ],
)
def test_a_tilde_in_a_variable_is_the_home(
    place: Callable[[], Path], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """A shell leaves it as it is in `env FORMCHECK_CACHE=~/poses`, and so do files of services."""
    monkeypatch.setenv("HOME", str(tmp_path))
    model = shipped.model_folder() / f"{SHIPPED_NAME}.task"
    (tmp_path / "kept").symlink_to(model)
    for name in ("DATA_DIR", "CACHE", "HISTORY", "MODEL"):
        monkeypatch.setenv(f"FORMCHECK_{name}", "~/kept")
    assert place() == tmp_path / "kept"


@pytest.mark.model
def test_a_tilde_after_an_options_sign_is_the_home(
    cli: RunCli, clips: Path, tmp_path: Path
) -> None:
    """A shell leaves it: a folder called "~" was made."""
    (home := tmp_path / "home").mkdir()
    ran = cli("analyze", clips / "nobody.mp4", "--json=~/deep/set.json", HOME=str(home))
    assert ran.status == 0, ran.err
    assert [path.name for path in tmp_path.iterdir()] == ["home"]
    assert (home / "deep" / "set.json").is_file()


def test_a_tilde_is_the_home_in_every_option_that_names_a_file_and_in_no_other(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A note "~/x", and what stood behind `--`, were written out as well."""
    monkeypatch.setenv("HOME", "/home/lifter")
    assert [at_home(one) for one in ("~/x", "-", "a~/x")] == ["/home/lifter/x", "-", "a~/x"]
    assert path("~/x") == Path("/home/lifter/x")
    of_files = set()
    for command in (*app.registered_commands, *history.app.registered_commands):
        assert command.callback
        for name, hint in get_type_hints(command.callback, include_extras=True).items():
            said = getattr(hint, "__metadata__", (None,))[0]
            if isinstance(said, OptionInfo):
                assert ("Path" in str(hint)) == (said.parser is path), name
                of_files |= {name} if path in (said.parser, said.callback) else set()
                of_files |= {name} if said.callback is at_home else set()
    assert of_files == {
        *("json", "model", "limits", "overlay", "html", "out", "cert", "key_file"),
        *("clip", "analysis", "plan"),
    }


@pytest.mark.parametrize(
    "arguments",
    [
        ["analyze", ""],
        ["analyze", "x.mp4", "--json", ""],
        ["analyze", "x.mp4", "--model", ""],
        ["benchmark", ""],
        ["compare", "", "x.json"],
        ["history", "export", ""],
        ["why", "--analysis", ""],
        ["why", "--plan", ""],
    ],
)
def test_a_variable_that_is_not_set_names_no_file(cli: RunCli, arguments: list[str]) -> None:
    """It was the current folder."""
    ran = cli(*arguments)
    assert (ran.status, ran.out) == (2, "")
    assert ran.lines == ["A name is empty. Name a file or a folder."]


@pytest.mark.parametrize(
    ("arguments", "help_of"),
    [(["analyze", "x.mp4", "--json"], "analyze"), (["history", "add", "--day"], "history add")],
)
def test_an_option_without_its_value_names_the_help_of_its_command(
    cli: RunCli, arguments: list[str], help_of: str
) -> None:
    ran = cli(*arguments)
    assert ran.lines == [
        f"Option '{arguments[-1]}' requires an argument. Try 'formcheck {help_of} -h' for help."
    ]


def test_what_is_not_a_number_is_no_limit(cli: RunCli) -> None:
    """It had to be less than or equal to 20."""
    ran = cli("analyze", "x.mp4", "--set", "good_morning_gain_deg=nan")
    assert ran.status == 2
    assert ran.err.startswith("--set good_morning_gain_deg=nan: 'nan' is not a number.")


@pytest.mark.model
def test_a_clip_that_begins_with_a_dash_is_told_how_to_be_named(
    cli: RunCli, clips: Path, tmp_path: Path
) -> None:
    (tmp_path / "-rf.mp4").symlink_to(clips / "nobody.mp4")
    ran = cli("analyze", "-rf.mp4")
    assert ran.status == 2
    assert ran.lines == ["-rf.mp4 begins with a dash, like an option. Write ./-rf.mp4"]
    assert cli("analyze", "./-rf.mp4").status == 0


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["analyze", "x.mp4", f"--bogus={LONG}"], "No such option: --bogus."),
        (["analyze", "--", "-rf.mp4", "-more.mp4"], "unexpected extra argument"),
    ],
)
def test_what_is_no_option_is_told_as_that(
    cli: RunCli, tmp_path: Path, arguments: list[str], says: str
) -> None:
    """A long one was a name that files cannot have."""
    (tmp_path / "-rf.mp4").touch()
    ran = cli(*arguments)
    assert (ran.status, len(ran.lines)) == (2, 1)
    assert says in ran.err
