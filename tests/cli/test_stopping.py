"""An analysis that is stopped or killed while its workers start or work."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.cli.conftest import FORMCHECK, ROOT
from tests.sessions import none_left, taking_ctrl_c, within, workers

pytestmark = pytest.mark.model


CLIP = str(ROOT / "sample_videos" / "squat_clean.mp4")
ANALYZE = ("analyze", CLIP, "--no-cache", "--json", "a.json")
BATCH = ("batch", str(ROOT / "sample_videos"), "--no-cache", "--out", "out", "--workers", "2")


@contextmanager
def started(
    environment: dict[str, str], folder: Path, command: tuple[str, ...] = ANALYZE
) -> Iterator[subprocess.Popen[str]]:
    with subprocess.Popen(
        taking_ctrl_c([*FORMCHECK, *command]),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=environment,
        cwd=folder,
        text=True,
        start_new_session=True,
    ) as process:
        try:
            assert within(60, lambda: workers(process.pid))
            yield process
        finally:
            process.kill()


POSIX = pytest.mark.skipif(sys.platform == "win32", reason="signals of POSIX")


@pytest.mark.parametrize(
    ("asked", "before", "said"),
    [
        pytest.param("SIGHUP", "signal.SIGHUP, signal.SIG_DFL", "ended\n", marks=POSIX),
        pytest.param("SIGHUP", "signal.SIGHUP, signal.SIG_IGN", "goes on\n", marks=POSIX),
        ("SIGTERM", "signal.SIGINT, signal.SIG_IGN", "ended\n"),
    ],
    ids=["closed terminal", "under nohup", "deaf to Ctrl-C, as in the background of a script"],
)
def test_it_ends_tidily_when_asked(
    environment: dict[str, str], asked: str, before: str, said: str
) -> None:
    """Of a closed terminal, a video that was being drawn stayed beside its place, hidden."""
    program = (
        "import os, signal\n"
        f"signal.signal({before})\n"
        "from formcheck.commands.exits import end_as_interrupted\n"
        "end_as_interrupted()\n"
        f"try: os.kill(os.getpid(), signal.{asked})\n"
        "except KeyboardInterrupt: print('ended')\n"
        "else: print('goes on')\n"
    )
    ran = subprocess.run(
        [sys.executable, "-c", program], env=environment, capture_output=True, text=True, check=True
    )
    assert ran.stdout == said


@pytest.mark.parametrize("later_s", [0, 1])
def test_ctrl_c_stops_soon_with_one_line_and_leaves_nothing(
    environment: dict[str, str], tmp_path: Path, later_s: float
) -> None:
    with started(environment, tmp_path) as process:
        time.sleep(later_s)
        os.killpg(process.pid, signal.SIGINT)  # as a terminal does: to the whole group
        out, err = process.communicate(timeout=30)
        assert (process.returncode, out) == (130, "")
        assert len(err.splitlines()) == 1, err
        assert none_left(process.pid)
    assert list(tmp_path.iterdir()) == []


def test_workers_end_with_a_killed_parent(environment: dict[str, str], tmp_path: Path) -> None:
    with started(environment, tmp_path) as process:
        process.kill()
        process.communicate(timeout=30)
        assert none_left(process.pid)


@pytest.mark.parametrize("command", [ANALYZE, BATCH], ids=["analyze", "batch"])
def test_a_request_to_end_is_one_line_and_no_librarys_warnings(
    environment: dict[str, str], tmp_path: Path, command: tuple[str, ...]
) -> None:
    with started(environment, tmp_path, command) as process:
        time.sleep(1)
        process.send_signal(signal.SIGTERM)
        out, err = process.communicate(timeout=30)  # also what helpers say later, to the same pipe
        assert (process.returncode, out) == (143, "")
        assert len(err.splitlines()) == 1, err
        assert none_left(process.pid)
    assert not list(tmp_path.glob("*.json"))
