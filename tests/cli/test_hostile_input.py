"""Files and numbers that nobody would write: one line, a status."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests import examples
from tests.cli.conftest import FORMCHECK, ROOT, RunCli, one_line

DEEP = "x = " + "[" * 900 + "]" * 900


LIMITS = {
    "nested": DEEP,
    "deeper": "[" * 100_000,
    "number": f"good_morning_gain_deg = {'9' * 5000}",
    "float": "good_morning_gain_deg = 1e308",
    "list": "x = [" + "1," * 200_000 + "]",
    "bytes": "\udcff\udcfe = 1",
    "escape": '"\\u001b[31mred" = 1',
    "parts": "[" + ".".join("a" * 40_000) + "]",
    "dotted": ".".join(["a"] * 40_000) + " = 1",
}


@pytest.mark.parametrize("kind", LIMITS)
def test_limits_that_nobody_would_write(
    cli: RunCli, clips: Path, tmp_path: Path, kind: str
) -> None:
    file = tmp_path / "limits.toml"
    file.write_bytes(os.fsencode(LIMITS[kind]))
    ran = cli("analyze", clips / "nobody.mp4", "--limits", file)
    assert (ran.status, ran.out) == (2, ""), ran.err
    assert one_line(ran.lines)
    assert "\x1b" not in ran.err


def document(**changes: object) -> str:
    fields = json.loads(examples.good_morning_squat_set().to_json())
    return json.dumps({**fields, **changes})


CLIP = json.loads(examples.good_morning_squat_set().to_json())["clip"]


DOCUMENTS = {
    "nested": "[" * 100_000,
    "list": "[" + "0," * 9_000_000 + "0]",
    "number": document(clip={**CLIP, "duration_s": 1e308}),
    "endless": document().replace('"duration_s": ', '"duration_s": 9' + "9" * 5000, 1),
    "nan": document(clip={**CLIP, "duration_s": float("nan")}),
    "escape": document(clip={**CLIP, "name": "\x1b]0;owned\x07.mp4"}),
}


@pytest.mark.parametrize("kind", DOCUMENTS)
def test_documents_that_nobody_would_write(cli: RunCli, tmp_path: Path, kind: str) -> None:
    file = tmp_path / "set.json"
    file.write_text(DOCUMENTS[kind])
    ran = cli("why", "--answer", "where=between_blades", "--analysis", file)
    assert (ran.status, ran.out) == (2, ""), ran.err
    assert one_line(ran.lines)
    assert "set.json" in ran.err


@pytest.mark.parametrize(
    "asked",
    [
        ("compare", ".", "set.json"),
        ("why", "--analysis", "."),
        ("why", "--plan", "."),
        ("history", "import", "/"),
    ],
)
def test_a_file_without_a_name_is_named_all_the_same(cli: RunCli, asked: tuple[str, ...]) -> None:
    """ " cannot be read." named nothing."""
    ran = cli(*asked)
    assert (ran.status, ran.out) == (2, ""), ran.err
    assert one_line(ran.lines)
    assert ran.err.split()[0] in (".", "/")


def cost(*arguments: object) -> tuple[int, float]:
    """Exit status, and the most memory the command had, MB."""
    # by a small process: until it is replaced, what is started counts as large as its starter
    measure = (
        "import resource, subprocess, sys\n"
        "ran = subprocess.run(sys.argv[1:], capture_output=True)\n"
        "print(ran.returncode, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1000)"
    )
    command = [sys.executable, "-c", measure, *FORMCHECK, *map(str, arguments)]
    ran = subprocess.run(command, capture_output=True, cwd=ROOT, check=True)
    status, peak_mb = map(float, ran.stdout.split())
    return int(status), peak_mb


@pytest.mark.parametrize(
    ("start", "of"),
    [
        ('{"clip": [', 25_000_000),
        (document().partition('"reps": [')[0] + '"reps": [', 7_900_000),
        (document().partition('"time_s": [')[0] + '"time_s": [', 7_900_000),
    ],
    ids=["clip", "reps", "times"],
)
def test_a_huge_document_does_not_eat_the_machine(tmp_path: Path, start: str, of: int) -> None:
    """50 MB of a list cost 1.7 GB, 16 MB of things that are no reps 3.5 GB."""
    file = tmp_path / "set.json"
    file.write_text(start + "0," * of + "0]}")
    status, peak_mb = cost("why", "--answer", "where=between_blades", "--analysis", file)
    assert status == 2
    assert peak_mb < 400


@pytest.mark.parametrize("kind", ["parts", "dotted", "list"])
def test_limits_do_not_eat_the_machine(clips: Path, tmp_path: Path, kind: str) -> None:
    """100 kB of one name took 5 GB."""
    file = tmp_path / "limits.toml"
    file.write_text(LIMITS[kind])
    status, peak_mb = cost("analyze", clips / "nobody.mp4", "--limits", file)
    assert status == 2
    assert peak_mb < 400


@pytest.mark.parametrize(
    "arguments",
    [
        ["analyze", "nobody.mp4", "--limits"],
        ["why", "--answer", "where=between_blades", "--analysis"],
        ["analyze", "nobody.mp4", "--model"],
        ["analyze"],
        ["compare", "pipe.mp4"],
        ["history", "import"],
    ],
)
def test_a_pipe_that_nobody_fills_hangs_nothing(
    cli: RunCli, clips: Path, tmp_path: Path, arguments: list[str]
) -> None:
    (tmp_path / "nobody.mp4").symlink_to(clips / "nobody.mp4")
    os.mkfifo(tmp_path / "pipe.mp4")
    ran = cli(*arguments, "pipe.mp4")
    assert ran.status in (2, 3)
    assert one_line(ran.lines), ran.err


def test_what_a_shell_has_opened_is_read(environment: dict[str, str], clips: Path) -> None:
    command = " ".join([*FORMCHECK, "analyze", str(clips / "text.mp4")])
    ran = subprocess.run(
        ["bash", "-c", f"{command} --limits <(echo no_such_limit=1)"],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert "no_such_limit" in ran.stderr


@pytest.mark.parametrize("hours", ["1e308", "inf", "nan", "-1", "9000"])
def test_hours_that_nobody_waits(cli: RunCli, hours: str) -> None:
    ran = cli("why", "--answer", "where=between_blades", "--hours", hours)
    assert (ran.status, ran.out) == (2, "")
    assert one_line(ran.lines)
