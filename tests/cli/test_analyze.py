import json
import os
import pty
import subprocess
from pathlib import Path

import pytest

from formcheck.analysis import Analysis
from formcheck.extraction.pose_cache import PoseCache
from tests.cli.conftest import FORMCHECK, ROOT, RunCli, one_line
from tests.privacy import watch
from tests.samples import sample_seen
from tests.schema import wrong

SAMPLES = ROOT / "sample_videos"
ADDRESS = "That is an address, not a file. Save the clip first, and name that file."


@pytest.mark.parametrize(
    "clip", ["missing.mp4", "text.mp4", "empty.mp4", "folder.mp4", "sound.mp4", "cut.mp4"]
)
def test_a_clip_that_cannot_be_used(cli: RunCli, clips: Path, tmp_path: Path, clip: str) -> None:
    ran = cli("analyze", clips / clip, "--json", "out.json", "--html", "out.html")
    assert ran.status == 2
    assert ran.out == ""
    assert one_line(ran.lines)
    assert clip in ran.err
    assert str(clips) not in ran.err  # a name, not where it lies
    assert list(tmp_path.iterdir()) == []


@pytest.mark.model
@pytest.mark.parametrize(("clip", "warning"), [("one.mp4", "no_person"), ("cut.mkv", "no_person")])
def test_a_clip_with_nothing_to_see_is_a_result(
    cli: RunCli, clips: Path, clip: str, warning: str
) -> None:
    ran = cli("analyze", clips / clip, "--json", "-")
    assert ran.status == 0
    assert wrong(ran.out) == []
    assert warning in {entry["code"] for entry in json.loads(ran.out)["warnings"]}


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--set", "good_morning_gain_deg=99"], "good_morning_gain_deg"),
        (["--set", "good_morning_gain_deg=99,5"], "must be a number from 2 to 20."),
        (["--set", "no_such_limit=1"], "no_such_limit"),
        (["--set", "good_morning_gain_deg"], "the value is missing"),
        (["--set", "good_morning_gain_deg=nan"], "good_morning_gain_deg"),
        (["--limits", "nowhere.toml"], "nowhere.toml"),
        (["--lift", "squat", "--variant", "sumo"], "sumo"),
        (["--json", "."], "folder"),
        (["--json", "/proc/nowhere/out.json"], "cannot be written"),
    ],
)
def test_an_option_that_cannot_be_used(
    cli: RunCli, clips: Path, arguments: list[str], said: str
) -> None:
    ran = cli("analyze", clips / "nobody.mp4", *arguments)
    assert (ran.status, ran.out) == (2, "")
    assert one_line(ran.lines)
    assert said in ran.err


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--lift", "curl"], "--lift: 'curl' is not one of 'squat', 'deadlift'. "),
        (["--lifter", "0"], "--lifter: it must be at least 1. "),
        (["--lifter", "me"], "--lifter: write a whole number, such as 3. "),
    ],
)
def test_what_cannot_be_used_is_said_in_words_of_ours(
    cli: RunCli, arguments: list[str], said: str
) -> None:
    assert cli("analyze", "a.mp4", *arguments).err.startswith(said)


@pytest.mark.parametrize(
    ("command", "clip", "said"),
    [
        ("analyze", "https://example.org/a.mp4", ADDRESS),
        ("analyze", "s3://bucket/a.mp4", ADDRESS),
        ("analyze", "file:///sets/a.mp4", ADDRESS),
        ("analyze", r"\\server\a.mp4", r"There is no file \\server\a.mp4. Check the name."),
        ("batch", "https://example.org/a.mp4", ADDRESS),
        ("batch", "HTTP://example.org/sets", ADDRESS),
        ("batch", r"\\server\a.mp4", r"There is nothing at \\server\a.mp4. Check the name;"),
    ],
)
def test_an_address_is_refused_and_nothing_looked_up(
    cli: RunCli, tmp_path: Path, command: str, clip: str, said: str
) -> None:
    out = ["--out", tmp_path / "results"] if command == "batch" else []
    watched = watch.audited(tmp_path / "audit", tmp_path / "log")
    path = os.pathsep.join((watched["PYTHONPATH"], str(ROOT)))
    ran = cli(command, clip, *out, PYTHONPATH=path, AUDIT_LOG=str(tmp_path / "log"))
    assert watch.asked(tmp_path / "log") == []
    assert (ran.status, ran.out) == (2, "")
    assert one_line(ran.lines)
    assert ran.err.startswith(said)


@pytest.mark.parametrize(
    "arguments",
    [["--lift", "curl"], ["--no-such-option"], ["--lifter", "0"], ["a.mp4", "b.mp4"], []],
)
def test_usage_errors_exit_with_two_and_say_how_to_get_help(
    cli: RunCli, arguments: list[str]
) -> None:
    ran = cli("analyze", *arguments)
    assert (ran.status, ran.out) == (2, "")
    assert one_line(ran.lines), ran.err
    assert ran.err.endswith("Try 'formcheck analyze -h' for help.\n")


def test_a_folder_is_for_a_batch(cli: RunCli, tmp_path: Path) -> None:
    """Whoever gave a folder was told to choose a video file; "." had no name."""
    said = "is a folder, not a video. For every clip in it: formcheck batch FOLDER --out RESULTS."
    for name in (tmp_path, "."):
        refused = cli("analyze", name)
        assert (refused.status, refused.err) == (2, f"{tmp_path.name} {said}\n")


def test_the_clip_is_never_overwritten(cli: RunCli, clips: Path) -> None:
    clip = clips / "nobody.mp4"
    before = clip.read_bytes()
    for option in ("--json", "--overlay", "--html"):
        assert cli("analyze", clip, option, clip).status == 2
    assert clip.read_bytes() == before


def test_two_results_never_go_into_one_file(cli: RunCli, clips: Path, tmp_path: Path) -> None:
    ran = cli("analyze", clips / "nobody.mp4", "--json", "result", "--html", "result")
    assert ran.status == 2
    assert "result is named twice" in ran.err
    assert not (tmp_path / "result").exists()


def test_a_model_that_is_none(cli: RunCli, clips: Path, tmp_path: Path) -> None:
    damaged = bytearray((ROOT / "models/pose_landmarker_full.task").read_bytes())
    damaged[5000:9000] = bytes(4000)
    (tmp_path / "damaged.task").write_bytes(damaged)
    (tmp_path / "text.task").write_text("no model")
    for name in ("damaged.task", "text.task", "missing.task"):
        for ran in (
            cli("analyze", clips / "nobody.mp4", "--model", name),
            cli("analyze", clips / "nobody.mp4", FORMCHECK_MODEL=name),
            cli("batch", clips, "--out", "out", "--model", name),
        ):
            assert (ran.status, ran.out) == (3, ""), ran
            assert one_line(ran.lines)
            assert name in ran.err


@pytest.mark.model
def test_document_and_text_each_in_its_place(cli: RunCli, clips: Path, tmp_path: Path) -> None:
    to_stdout = cli("analyze", clips / "nobody.mp4", "--json", "-")
    assert to_stdout.status == 0
    assert Analysis.from_json(to_stdout.out).clip.name == "nobody.mp4"
    to_file = cli("analyze", clips / "nobody.mp4", "--json", "new/out.json")
    assert Analysis.from_json((tmp_path / "new/out.json").read_text()).lifter.people_seen == 0
    assert to_file.out.startswith("nobody.mp4")
    assert to_file.lines == ["Wrote new/out.json"]


@pytest.mark.model
def test_limits_from_a_file_and_single_ones_on_top(
    cli: RunCli, clips: Path, tmp_path: Path
) -> None:
    (tmp_path / "mine.toml").write_text(cli("limits", "--toml").out.replace("= 5.0", "= 6.5"))
    ran = cli(
        *("analyze", clips / "nobody.mp4", "--json", "-", "--limits", "mine.toml"),
        *("--set", "partial_rep_share=0.5", "--lift", "squat", "--variant", "front"),
    )
    document = Analysis.from_json(ran.out)
    assert document.thresholds["good_morning_gain_deg"] == 6.5
    assert document.thresholds["partial_rep_share"] == 0.5
    assert document.lift.source == "told"


@pytest.mark.model
@pytest.mark.slow
def test_everything_at_once_on_a_sample(
    cli: RunCli, cache: Path, tmp_path: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    sample = SAMPLES / "squat_good_morning.mp4"
    seen = sample_seen(tmp_path_factory, sample.stem)
    PoseCache(cache).save(seen.info.sha256, seen.model_sha256, None, seen)
    ran = cli(
        *("analyze", sample, "--json", "a.json", "--html", "a.html", "--overlay", "a.mp4"),
        "--fail-on-findings",
    )
    assert ran.status == 1, ran.err
    content = (tmp_path / "a.json").read_text()
    assert wrong(content) == []
    document = Analysis.from_json(content)
    assert f"{len(document.reps)}" in ran.out
    assert (tmp_path / "a.html").read_text().startswith("<!doctype html>")
    assert (tmp_path / "a.mp4").stat().st_size > 100_000
    assert ran.lines[-3:] == ["Wrote a.json", "Wrote a.mp4", "Wrote a.html"]


@pytest.mark.model
def test_the_second_look_at_a_clip_finds_the_poses_of_the_first(
    cli: RunCli, clips: Path, tmp_path: Path
) -> None:
    for known in (False, True):
        ran = cli("analyze", clips / "nobody.mp4", "--json", "-", FORMCHECK_CACHE=str(tmp_path))
        assert ran.status == 0
        assert json.loads(ran.out)["timing"]["poses_from_cache"] is known


def test_a_defect_is_one_line_and_four(cli: RunCli, clips: Path, tmp_path: Path) -> None:
    (tmp_path / "sitecustomize.py").write_text(
        "import formcheck.commands.analyze as a\n"
        "def run(*_):\n    raise ZeroDivisionError('division by zero')\n"
        "a.run = run\n"
    )
    path = f"{tmp_path}{os.pathsep}{ROOT}"
    ran = cli("analyze", clips / "nobody.mp4", PYTHONPATH=path)
    assert (ran.status, ran.out) == (4, "")
    assert one_line(ran.lines)
    assert "ZeroDivisionError" in ran.err
    assert "FORMCHECK_DEBUG=1" in ran.err
    with_trace = cli("analyze", clips / "nobody.mp4", PYTHONPATH=path, FORMCHECK_DEBUG="1")
    assert "Traceback" in with_trace.err


def test_a_reader_that_goes_away_is_no_error(environment: dict[str, str]) -> None:
    read, write = os.pipe()
    os.close(read)
    try:
        ran = subprocess.run(
            [*FORMCHECK, "limits"],
            stdout=write,
            stderr=subprocess.PIPE,
            env=environment,
            check=False,
        )
    finally:
        os.close(write)
    assert (ran.returncode, ran.stderr) == (141, b"")


@pytest.mark.model
def test_a_terminal_sees_progress_and_color_and_a_pipe_sees_neither(
    environment: dict[str, str], clips: Path
) -> None:
    mine, its = pty.openpty()
    environment = {**environment, "TERM": "xterm-256color"}
    command = [*FORMCHECK, "analyze", str(clips / "nobody.mp4"), "--no-cache"]
    process = subprocess.Popen(command, stdout=its, stderr=its, env=environment)
    os.close(its)
    seen = b""
    while True:
        try:
            seen += os.read(mine, 4096)
        except OSError:  # the other end is closed
            break
    os.close(mine)
    assert process.wait() == 0
    assert b"%" in seen
    assert b"\x1b[" in seen
    piped = subprocess.run(command, capture_output=True, env=environment, check=True)
    assert b"\x1b" not in piped.stdout + piped.stderr
