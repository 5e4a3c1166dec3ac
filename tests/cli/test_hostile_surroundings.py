"""Full disks, readers that leave, long names and closed folders: one line, a status."""

from __future__ import annotations

import os
import resource
import subprocess
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from formcheck.analysis import Analysis
from formcheck.batch.sources import find_clips
from formcheck.cli import app
from formcheck.commands.console import people_width
from formcheck.commands.doctor import cache_folder
from formcheck.commands.exits import exit_statuses, usage_in_one_line
from formcheck.errors import ModelError
from formcheck.history.store import History
from formcheck.pose.model_store import find_model
from tests.cli.conftest import FORMCHECK, LONG, ROOT, RunCli, one_line
from tests.rights import closed_file, closed_folder

SAMPLES = ROOT / "sample_videos"


@pytest.mark.parametrize(("terminal", "colors"), [("xterm-256color", True), ("dumb", False)])
def test_a_terminal_without_colors_gets_none(
    monkeypatch: pytest.MonkeyPatch, terminal: str, colors: bool
) -> None:
    monkeypatch.setattr("sys.stdout.isatty", lambda: True)
    monkeypatch.setenv("TERM", terminal)
    monkeypatch.delenv("NO_COLOR", raising=False)
    assert people_width(90)[1] == colors


def test_no_escape_sequence_reaches_a_terminal() -> None:
    from formcheck.commands.console import shown

    assert shown("\x1b[1mbold\x1b[0m\nnext") == "\x1b[1mbold\x1b[0m\nnext"
    for hostile in ("\x1b]0;owned\x07", "\x1b[2J", "\x9b31m", "\r", "\x08", "\u202e", "\x7f"):
        assert not set(shown(f"a{hostile}b")) & set("\x1b\x07\x9b\r\x08\u202e\x7f")


@pytest.mark.parametrize(
    "arguments",
    [
        ["\x1b[2J"],
        ["analyze", "x.mp4", "--\x1b]0;owned\x07"],
        ["analyze", "\x1b[2J.mp4"],
        ["analyze", "x.mp4", "--set", "\x1b[2J=1"],
        ["analyze", "x.mp4", "--lift", "\x1b[2J"],
        ["batch", "\x1b[2J", "--out", "out"],
        ["why", "--answer", "\x1b[2J"],
        ["benchmark", "\x1b[2J"],
        ["compare", "\x1b[2J", "x.json"],
        ["history", "delete", "\x1b[2J"],
        ["history", "add", "x.json", "--day", "\x1b[2J"],
        ["history", "felt", "2", "--day", "\x1b]0;owned\x07"],
    ],
)
def test_what_is_typed_is_not_played_back_to_the_terminal(
    cli: RunCli, tmp_path: Path, arguments: list[str]
) -> None:
    ran = cli(*arguments, FORMCHECK_HISTORY=str(tmp_path / "history.sqlite"))
    assert ran.status == 2
    assert "\x1b" not in ran.out + ran.err
    assert "\x07" not in ran.out + ran.err


@pytest.mark.parametrize("closed", ["<&-", ">&-", "2>&-", "<&- >&- 2>&-"])
@pytest.mark.parametrize("asked", ["limits", "limits --toml", "why --answer warm_up=none", "x"])
def test_a_stream_that_is_closed_is_no_bug(
    environment: dict[str, str], asked: str, closed: str
) -> None:
    command = f"{' '.join(FORMCHECK)} {asked} {closed}"
    ran = subprocess.run(
        ["sh", "-c", command], env=environment, capture_output=True, text=True, check=False
    )
    assert ran.returncode == (2 if asked == "x" else 0), ran.stderr
    assert "bug" not in ran.stderr
    assert bool(ran.stdout) == (asked != "x" and " >" not in command)


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no /dev/full on this system")
@pytest.mark.parametrize(
    "arguments",
    [
        ["limits"],
        ["limits", "--toml"],
        ["why", "--questions"],
        ["benchmark", "--schema"],
        ["doctor"],
    ],
)
def test_standard_output_to_a_full_disk_is_no_defect(
    environment: dict[str, str], arguments: list[str]
) -> None:
    environment.pop("PYTHONUNBUFFERED", None)  # the last flush is what fails
    with Path("/dev/full").open("wb") as full:
        ran = subprocess.run(
            [*FORMCHECK, *arguments],
            stdout=full,
            stderr=subprocess.PIPE,
            env=environment,
            text=True,
            check=False,
        )
    assert ran.returncode == 2
    assert one_line(ran.stderr.splitlines())
    assert "cannot be written: No space left on device" in ran.stderr


def run_with_file_limit(
    environment: dict[str, str], folder: Path, most_bytes: int, *arguments: str
) -> subprocess.CompletedProcess[str]:
    """The command where no file may grow beyond a size, as on a disk that fills."""

    def limited() -> None:
        import signal

        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (most_bytes, most_bytes))

    return subprocess.run(
        [*FORMCHECK, *arguments],
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        preexec_fn=limited,
        check=False,
    )


@pytest.mark.model
def test_a_full_disk_costs_the_files_and_not_the_verdict(
    environment: dict[str, str], clips: Path, tmp_path: Path
) -> None:
    clip = str(clips / "nobody.mp4")
    (tmp_path / "out.json").write_text("the earlier one")
    ran = run_with_file_limit(
        environment, tmp_path, 500, "analyze", clip, "--json", "out.json", "--overlay", "o.mp4"
    )
    assert ran.returncode == 2
    assert ran.stdout.startswith("nobody.mp4")
    assert one_line(ran.stderr.splitlines())
    assert ran.stderr.startswith("out.json and o.mp4 cannot be written")
    assert ".part" not in ran.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["out.json"]
    assert (tmp_path / "out.json").read_text() == "the earlier one"


@pytest.mark.model
def test_a_clip_is_looked_at_once_also_without_a_cache(
    environment: dict[str, str], clips: Path, tmp_path: Path
) -> None:
    (tmp_path / "sitecustomize.py").write_text(
        "import formcheck.extraction.clip_to_observation as e\n"
        "kept = e.extract_observation\n"
        "def noted(*a, **k):\n"
        "    open('looked', 'a').write('x')\n"
        "    return kept(*a, **k)\n"
        "e.extract_observation = noted\n"
    )
    path = f"{tmp_path}{os.pathsep}{ROOT}"
    ran = subprocess.run(
        [*FORMCHECK, "analyze", str(clips / "nobody.mp4"), "--no-cache", "--overlay", "o.mp4"],
        cwd=tmp_path,
        env={**environment, "PYTHONPATH": path},
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.returncode == 0, ran.stderr
    assert (tmp_path / "looked").read_text() == "x"
    assert (tmp_path / "o.mp4").exists()


@pytest.mark.model
def test_a_reader_that_went_away_costs_no_file(
    environment: dict[str, str], clips: Path, tmp_path: Path
) -> None:
    read, write = os.pipe()
    os.close(read)
    try:
        ran = subprocess.run(
            [*FORMCHECK, "analyze", str(clips / "nobody.mp4"), "--json", "out.json"],
            stdout=write,
            stderr=subprocess.PIPE,
            env=environment,
            cwd=tmp_path,
            check=False,
        )
    finally:
        os.close(write)
    assert ran.returncode == 141
    assert Analysis.from_json((tmp_path / "out.json").read_text()).clip.name == "nobody.mp4"


OF_300_LETTERS = (
    ["analyze", LONG],
    ["analyze", "nobody.mp4", "--limits", LONG],
    ["analyze", "nobody.mp4", "--model", LONG],
    ["analyze", "nobody.mp4", "--json", LONG],
    ["analyze", "nobody.mp4", "--overlay", LONG],
    ["analyze", "nobody.mp4", "--html", LONG],
    ["analyze", "nobody.mp4", "--set", LONG],
    ["analyze", "nobody.mp4", "--lift", LONG],
    ["batch", LONG, "--out", "out"],
    ["batch", "nobody.mp4", "--out", LONG],
    ["batch", "nobody.mp4", "--out", "out", "--cluster", LONG],
    ["benchmark", LONG],
    ["benchmark", ".", "--out", LONG],
    ["why", "--answer", LONG],
    ["why", "--answer", "where=between_blades", "--analysis", LONG],
    ["why", "--answer", "where=between_blades", "--plan", f"{LONG}.md"],
    ["app", "--no-browser", "--address", LONG],
    [LONG],
)


@pytest.mark.parametrize("arguments", OF_300_LETTERS, ids=lambda given: "-".join(given)[:60])
def test_a_name_of_300_letters_is_no_bug(
    cli: RunCli, clips: Path, tmp_path: Path, arguments: list[str]
) -> None:
    (tmp_path / "nobody.mp4").symlink_to(clips / "nobody.mp4")
    ran = cli(*arguments, FORMCHECK_DATA_DIR=str(tmp_path / "data"))
    assert ran.status in (2, 3)
    assert len(ran.lines) == 1, ran.err
    assert "bug" not in ran.err


@pytest.mark.parametrize(
    "reach",
    [
        lambda closed: find_clips([str(closed / "a.mp4")]),
        lambda closed: find_clips([str(closed / "*")]),
        lambda closed: History(closed / "h.sqlite").lines(),
        lambda closed: find_model(closed / "pose.task"),
    ],
)
def test_what_lies_in_a_closed_folder_is_no_bug(
    capsys: pytest.CaptureFixture[str], reach: Callable[[Path], object]
) -> None:
    with closed_folder() as closed, pytest.raises(SystemExit) as left, exit_statuses():
        reach(closed)
    assert left.value.code == 2
    told = capsys.readouterr().err
    assert told.count("\n") == 1
    assert f"{closed}/" in told
    assert "Check its permissions" in told


@pytest.mark.parametrize(
    "arguments",
    [
        ["analyze", "FILE"],
        ["analyze", "nobody.mp4", "--limits", "FILE"],
        ["compare", "FILE", "FILE"],
        ["history", "import", "FILE"],
    ],
)
def test_a_file_that_may_not_be_read_is_told_in_our_words(
    capsys: pytest.CaptureFixture[str], arguments: list[str]
) -> None:
    """Path 'x' is not readable. Try 'formcheck analyze -h' for help."""
    with closed_file() as file:
        given = [str(file) if each == "FILE" else each for each in arguments]
        with pytest.raises(SystemExit) as left, exit_statuses(), usage_in_one_line():
            app(given, standalone_mode=False)
    assert left.value.code == 2
    told = capsys.readouterr().err
    assert one_line(told.splitlines())
    assert f"{file.name} cannot be read" in told


def test_a_model_that_may_not_be_read_is_one_that_cannot_be_used() -> None:
    with closed_file() as file, pytest.raises(ModelError, match=r"closed\.file cannot be read"):
        find_model(file)


def test_doctor_sees_a_cache_in_a_closed_folder(monkeypatch: pytest.MonkeyPatch) -> None:
    with closed_folder() as closed:
        monkeypatch.setenv("FORMCHECK_CACHE", str(closed / "poses"))
        check = cache_folder()
    assert not check.ready
    assert check.todo == "It cannot be written to; check its permissions."


def test_doctor_needs_no_home(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """In a container, a user without a home ended it as a bug."""
    monkeypatch.setenv("FORMCHECK_CACHE", str(tmp_path))
    monkeypatch.delenv("HOME")
    monkeypatch.setattr(os, "getuid", lambda: 2**31 - 2)  # whom no file of users names
    assert cache_folder().found == f"{tmp_path}, 0 MB"


def test_a_data_folder_that_cannot_be_made_is_said_at_once(cli: RunCli) -> None:
    ran = cli("app", "--no-browser", FORMCHECK_DATA_DIR="/proc/nowhere")
    assert ran.status == 2
    assert one_line(ran.lines)
    assert "FORMCHECK_DATA_DIR" in ran.err


def bundle(file: Path, parts: dict[str, bytes]) -> Path:
    with zipfile.ZipFile(file, "w") as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    return file


@pytest.mark.model
@pytest.mark.parametrize("kind", ["swapped", "empty"])
def test_a_model_whose_parts_do_not_work_is_no_bug(
    cli: RunCli, clips: Path, tmp_path: Path, kind: str
) -> None:
    with zipfile.ZipFile(ROOT / "models/pose_landmarker_full.task") as ours:
        parts = {name: ours.read(name) for name in ours.namelist()}
    wrong = dict(zip(parts, reversed(parts.values()), strict=True))
    if kind == "empty":
        wrong = dict.fromkeys(parts, b"")
    model = bundle(tmp_path / "other.task", wrong)
    for command in (
        ["analyze", SAMPLES / "squat_clean.mp4"],
        ["batch", clips / "nobody.mp4", "--out", "out"],
    ):
        ran = cli(*command, "--model", model, "--no-cache")
        assert ran.status == 3, ran.err
        assert one_line(ran.lines)
        assert "other.task cannot be used" in ran.err
