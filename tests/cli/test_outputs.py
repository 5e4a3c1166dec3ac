"""Where results go: a device, a pipe, a link and standard output are written to, never replaced."""

from __future__ import annotations

import os
import socket
import stat
import sys
import threading
from pathlib import Path

import pytest

from formcheck.analysis import Analysis
from formcheck.errors import OptionError
from formcheck.machine.user_files import check_target, write_text_to
from tests.cli.conftest import RunCli

TEXT = "what was found\n"
posix = pytest.mark.skipif(sys.platform == "win32", reason="devices and pipes of POSIX")


def read_in_background(pipe: Path) -> tuple[threading.Thread, list[str]]:
    got: list[str] = []
    reader = threading.Thread(target=lambda: got.append(pipe.read_text()), daemon=True)
    reader.start()
    return reader, got


@posix
def test_a_pipe_gets_the_text_and_stays_a_pipe(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    check_target(pipe)
    reader, got = read_in_background(pipe)
    write_text_to(pipe, TEXT)
    reader.join(60)
    assert got == [TEXT]
    assert stat.S_ISFIFO(pipe.stat().st_mode)
    assert list(tmp_path.iterdir()) == [pipe]


@posix
def test_a_device_stays_a_device(tmp_path: Path) -> None:
    link = tmp_path / "link"
    link.symlink_to(os.devnull)
    for device in (Path(os.devnull), link):
        check_target(device)
        write_text_to(device, TEXT)
        assert stat.S_ISCHR(device.stat().st_mode)
    assert link.is_symlink()
    if os.geteuid() == 0:
        made = tmp_path / "null"
        try:
            os.mknod(made, stat.S_IFCHR | 0o666, Path(os.devnull).stat().st_rdev)
        except PermissionError:  # of a container that may make none
            return
        write_text_to(made, TEXT)
        assert stat.S_ISCHR(made.lstat().st_mode)


@posix
@pytest.mark.parametrize("there", [True, False])
def test_a_link_is_followed_and_stays(tmp_path: Path, there: bool) -> None:
    (tmp_path / "elsewhere").mkdir()
    real, link = tmp_path / "elsewhere/set.json", tmp_path / "link.json"
    link.symlink_to("elsewhere/set.json")
    if there:
        real.write_text("old")
    check_target(link)
    write_text_to(link, TEXT)
    assert link.is_symlink()
    assert real.read_text() == TEXT


@posix
def test_what_is_no_place_for_a_file_is_refused_before_the_work(tmp_path: Path) -> None:
    circle, listening = tmp_path / "circle", tmp_path / "s"
    circle.symlink_to(circle)
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(str(listening))
        for target in (tmp_path, circle, listening, tmp_path / ("x" * 300), tmp_path / "s/file"):
            with pytest.raises(OptionError) as refused:
                check_target(target)
            assert len(str(refused.value)) < 250


@posix
def test_an_open_file_is_written_on_and_never_cut(tmp_path: Path) -> None:
    target = tmp_path / "log"
    with target.open("wb") as opened:
        opened.write(b"before\n")
        opened.flush()
        write_text_to(Path(f"/dev/fd/{opened.fileno()}"), TEXT)
    assert target.read_text() == f"before\n{TEXT}"


@posix
@pytest.mark.model
@pytest.mark.parametrize("name", ["/dev/stdout", "/dev/fd/1"])
def test_standard_output_by_another_name_gets_the_document_alone(
    cli: RunCli, clips: Path, name: str
) -> None:
    ran = cli("analyze", clips / "nobody.mp4", "--json", name)
    assert (ran.status, ran.err) == (0, "")
    assert Analysis.from_json(ran.out.encode()).clip.name == "nobody.mp4"


@pytest.mark.model
def test_a_report_for_standard_output_is_no_file(cli: RunCli, clips: Path, tmp_path: Path) -> None:
    ran = cli("analyze", clips / "nobody.mp4", "--html", "-")
    assert ran.status == 0, ran.err
    assert ran.out.startswith("<!doctype html>")
    assert ran.out.rstrip().endswith("</html>")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--json", "-", "--html", "-"], "cannot share"),
        (["--overlay", "-"], "cannot go to standard output"),
        (["--json", "a.json", "--html", "./a.json"], "named twice"),
        (["--json", "x" * 300], "cannot be written"),
        (["--json", "."], "is a folder"),
        (["--overlay", "marked.webm"], "marked.webm would be an MP4. Name it something.mp4."),
        (["--limits", "set.toml", "--json", "./set.toml"], "set.toml is read, too"),
    ],
)
def test_what_cannot_go_together_is_a_usage_error(
    cli: RunCli, clips: Path, tmp_path: Path, arguments: list[str], said: str
) -> None:
    limits = tmp_path / "set.toml"
    limits.touch()
    ran = cli("analyze", clips / "nobody.mp4", *arguments)
    assert (ran.status, ran.out) == (2, "")
    assert said in ran.err
    assert len(ran.lines) == 1
    assert list(tmp_path.iterdir()) == [limits]
    assert not limits.read_bytes()


@pytest.mark.parametrize(
    "arguments",
    [
        ["compare", "a.json", "b.json", "--html", "b.json"],
        ["benchmark", ".", "--out", "b.json"],
        ["benchmark", ".", "--limits", "c.toml", "--out", "c.toml"],
        ["history", "export", "d.sqlite"],
    ],
)
def test_what_is_read_is_not_written_over(
    cli: RunCli, tmp_path: Path, arguments: list[str]
) -> None:
    read = tmp_path / arguments[-1]
    for name in ("a.json", "b.json"):
        (tmp_path / name).write_text('{"lift": "none", "n_reps": 0}')
    (tmp_path / "c.toml").write_text("good_morning_gain_deg = 6.0")
    cli("history", "on", FORMCHECK_HISTORY="d.sqlite")
    before = read.read_bytes()
    ran = cli(*arguments, FORMCHECK_HISTORY="d.sqlite")
    assert (ran.status, ran.out) == (2, "")
    assert ran.lines == [f"{read.name} is read, too. Name another file to write."]
    assert read.read_bytes() == before


@pytest.mark.parametrize(("source", "out"), [("clips", "-"), ("clips", ""), ("", "out")])
def test_a_batch_makes_many_files(
    cli: RunCli, clips: Path, tmp_path: Path, source: str, out: str
) -> None:
    ran = cli("batch", source and clips, "--out", out)
    assert ran.status == 2
    assert len(ran.lines) == 1
    assert list(tmp_path.iterdir()) == []


@posix
def test_a_plan_follows_its_link(cli: RunCli, tmp_path: Path) -> None:
    (tmp_path / "plan.md").symlink_to("real.md")
    answers = ("--answer", "where=between_blades", "--answer", "lifts=back_squat")
    ran = cli("why", *answers, "--plan", "plan.md")
    assert ran.status == 0, ran.err
    assert (tmp_path / "plan.md").is_symlink()
    assert ("Wrote" in ran.err) == (tmp_path / "real.md").exists()
