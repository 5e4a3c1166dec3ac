"""A batch that is killed at any moment loses only the clips in work."""

import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest

from formcheck.batch.run import Result
from tests.batch.fakes import calls, make_clips
from tests.batch.nursery import nursery
from tests.sessions import none_left, taking_ctrl_c, within, workers

pytestmark = pytest.mark.long

TABLES = ("reps.csv", "findings.csv", "reps.parquet", "findings.parquet", "summary.json")
KILLS = 30
SOON_S = 0.4
ASLEEP_S = 62.0


def start(clips: Path, out: Path, *where: str) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "tests.batch.fakes", str(clips), str(out), *where]
    return subprocess.Popen(
        taking_ctrl_c(command),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )


def same_results(one: Path, other: Path) -> bool:
    documents = {file.name for file in one.glob("*.json")}
    assert documents == {file.name for file in other.glob("*.json")}
    return all(
        (one / name).read_bytes() == (other / name).read_bytes() for name in documents | {*TABLES}
    )


def markers(out: Path) -> set[str]:
    """Names of the clips that are done."""
    return {file.stem for file in (out / ".formcheck").glob("[!.]*.json")}


@pytest.mark.slow
def test_killed_thirty_times_and_resumed(tmp_path: Path, run: Callable[..., Result]) -> None:
    kinds = ("good slow", "bad slow", "nobody slow", "broken")
    clips = make_clips(
        tmp_path / "clips", **{f"clip{n:02}": f"{kinds[n % 4]} {n // 8}" for n in range(40)}
    )
    out, chance, patience_s = tmp_path / "out", random.Random(2), SOON_S
    done: list[set[str]] = [set()]
    looks: dict[str, int] = {}
    with nursery() as born:
        for _ in range(200):
            process = born.start(clips, out)
            time.sleep(chance.uniform(0.0, patience_s))
            with suppress(ProcessLookupError):  # it may have come to its end
                os.kill(process, signal.SIGKILL)
            if (ended := born.ended()) != -signal.SIGKILL:
                assert ended == 0  # all was done before the signal came
                continue
            assert none_left(process)
            assert markers(out) >= done[-1]  # nothing lost
            assert looks == {name: calls(name) for name in done[-1]}  # nothing twice
            done.append(markers(out))
            looks = {name: calls(name) for name in done[-1]}
            if len(done) > KILLS:
                break
            # a slow machine has hardly begun by then
            behind = 2 * len(done[-1]) < len(done)
            patience_s = 1.3 * patience_s if behind else max(patience_s / 1.3, SOON_S)
        assert len(done) > KILLS
        assert len({len(each) for each in done}) > 3  # they fell all over the batch
        born.start(clips, out)
        assert born.ended() == 0
    assert looks.items() <= {name: calls(name) for name in markers(out)}.items()
    run(clips, out=tmp_path / "undisturbed")
    assert same_results(out, tmp_path / "undisturbed")


@pytest.mark.slow
def test_killed_once_with_processes_that_are_started_fresh(
    tmp_path: Path, run: Callable[..., Result]
) -> None:
    clips = make_clips(tmp_path / "clips", **{f"clip{n}": f"good slow {n}" for n in range(12)})
    out = tmp_path / "out"
    with start(clips, out) as process:
        assert within(60, lambda: markers(out))
        process.kill()
    assert none_left(process.pid)
    looks = {name: calls(name) for name in markers(out)}
    assert len(looks) < 12
    with start(clips, out) as finish:
        _, errors = finish.communicate(timeout=60)
        assert finish.returncode == 0, errors
    assert looks.items() <= {name: calls(name) for name in markers(out)}.items()
    run(clips, out=tmp_path / "undisturbed")
    assert same_results(out, tmp_path / "undisturbed")


@pytest.mark.parametrize("where", [[], ["local"]], ids=["here", "cluster"])
def test_ctrl_c_stops_at_once_and_leaves_no_process(tmp_path: Path, where: list[str]) -> None:
    clips = make_clips(tmp_path / "clips", a="good", b="stuck" + " " * 9, c="stuck" + " " * 99)
    with start(clips, tmp_path / "out", *where) as process:
        try:
            assert within(60, lambda: len(workers(process.pid)) == 2)
            assert within(60, calls)
            os.killpg(process.pid, signal.SIGINT)  # a terminal sends it to the whole group
            _, errors = process.communicate(timeout=45)  # what is stuck would take a minute
            assert errors.count("KeyboardInterrupt") == 1  # ours; the workers say nothing
            assert none_left(process.pid)
        finally:
            process.kill()


@pytest.mark.soak
@pytest.mark.slow
@pytest.mark.parametrize("where", [[], ["local"]], ids=["here", "cluster"])
def test_a_machine_that_sleeps_in_the_middle_loses_nothing(
    tmp_path: Path, run: Callable[..., Result], where: list[str]
) -> None:
    """Longer than the batch waits between two looks at its workers, and than for one to end."""
    clips = make_clips(tmp_path / "clips", **{f"clip{n:02}": f"good slow {n}" for n in range(40)})
    out = tmp_path / "out"
    with start(clips, out, *where) as process:
        assert within(120, lambda: markers(out))
        os.killpg(process.pid, signal.SIGSTOP)
        asleep = markers(out)
        time.sleep(ASLEEP_S)
        assert markers(out) == asleep
        assert len(asleep) < 40
        os.killpg(process.pid, signal.SIGCONT)
        _, errors = process.communicate(timeout=120)
        assert process.returncode == 0, errors
    assert [calls(name) for name in markers(out)] == [1] * 40  # nothing lost, nothing twice
    run(clips, out=tmp_path / "awake")
    assert same_results(out, tmp_path / "awake")
