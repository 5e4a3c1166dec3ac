"""A batch that is killed at any moment loses only the clips in work."""

import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from formcheck.batch.run import Result
from tests.batch.fakes import calls, make_clips
from tests.sessions import none_left, takes_ctrl_c, within, workers

TABLES = ("reps.csv", "findings.csv", "reps.parquet", "findings.parquet", "summary.json")


def start(clips: Path, out: Path) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "tests.batch.fakes", str(clips), str(out)]
    return subprocess.Popen(
        command,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
        preexec_fn=takes_ctrl_c,
    )


def same_results(one: Path, other: Path) -> bool:
    documents = {file.name for file in one.glob("*.json")}
    assert documents == {file.name for file in other.glob("*.json")}
    return all(
        (one / name).read_bytes() == (other / name).read_bytes() for name in documents | {*TABLES}
    )


@pytest.mark.slow
def test_killed_at_random_moments_and_resumed(tmp_path: Path, run: Callable[..., Result]) -> None:
    random.seed(2)
    kinds = ("slow good", "bad", "nobody", "broken")
    texts = {f"clip{n:02}": f"{kinds[n % 4]} {n // 2}" for n in range(20)}
    clips = make_clips(tmp_path / "clips", **texts)
    killed = 0
    for _ in range(8):
        process = start(clips, tmp_path / "out")
        assert process.stdout
        seen = process.stdout.readline()
        time.sleep(random.uniform(0.0, 1.2))
        if process.poll() is None:
            killed += 1
        process.kill()
        process.communicate()
        assert seen
        assert none_left(process.pid)
    assert killed >= 2
    finish = start(clips, tmp_path / "out")
    assert finish.wait(60) == 0, finish.communicate()
    finish.communicate()
    assert calls() <= 20 + 3 * killed  # what is lost is what was in work
    run(clips, out=tmp_path / "undisturbed")
    assert same_results(tmp_path / "out", tmp_path / "undisturbed")


def test_ctrl_c_stops_at_once_and_leaves_no_process(tmp_path: Path) -> None:
    clips = make_clips(tmp_path / "clips", a="good", b="stuck" + " " * 9, c="stuck" + " " * 99)
    with start(clips, tmp_path / "out") as process:
        try:
            assert within(60, lambda: len(workers(process.pid)) == 2)
            begun_s = time.monotonic()
            os.killpg(process.pid, signal.SIGINT)  # a terminal sends it to the whole group
            _, errors = process.communicate(timeout=20)
            assert time.monotonic() - begun_s < 10
            assert errors.count("KeyboardInterrupt") == 1  # ours; the workers say nothing
            assert none_left(process.pid)
        finally:
            process.kill()
