"""The same batch on a real Dask cluster of worker processes."""

import multiprocessing
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Thread

import pytest

from formcheck.batch.cluster import _local_cluster
from formcheck.batch.run import Result
from formcheck.errors import InputError, SetupError
from tests.batch.fakes import calls, make_clips
from tests.batch.test_kill import same_results
from tests.sessions import within

pytestmark = pytest.mark.long

Run = Callable[..., Result]
ELSEWHERE = """
import sys
from distributed import LocalCluster
if __name__ == "__main__":
    cluster = LocalCluster(
        n_workers=int(sys.argv[1]), threads_per_worker=1, host="127.0.0.1", dashboard_address=None,
        scheduler_kwargs={"dashboard_address": "127.0.0.1:0"},
    )
    print(cluster.scheduler_address, flush=True)
    sys.stdin.read()
"""


@contextmanager
def cluster_elsewhere(workers: int) -> Iterator[tuple[int, str]]:
    """A cluster in a session of its own: the process that holds the scheduler, and its address."""
    with subprocess.Popen(
        [sys.executable, "-c", ELSEWHERE, str(workers)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        start_new_session=True,
    ) as process:
        try:
            assert process.stdout
            yield process.pid, process.stdout.readline().strip()
        finally:
            os.killpg(process.pid, signal.SIGKILL)


def test_a_cluster_gives_what_this_machine_gives(tmp_path: Path, run: Run) -> None:
    texts = {
        f"clip{n}": f"{kind} {n}" for n, kind in enumerate(("good", "bad", "broken", "nobody"))
    }
    clips = make_clips(tmp_path / "clips", **texts)
    run(clips, cluster="local", workers=2, out=tmp_path / "cluster")
    run(clips, out=tmp_path / "here")
    assert same_results(tmp_path / "cluster", tmp_path / "here")


@pytest.mark.slow
def test_clips_of_a_lost_worker_are_taken_over_and_a_killer_is_found(
    tmp_path: Path, run: Run
) -> None:
    clips = make_clips(
        tmp_path / "clips", a="slow 1", b="slow 22", once="die_once 333", killer="die 4444"
    )
    result = run(clips, cluster="local", workers=2)
    assert [each.clip for each in result.summary.failures] == ["killer.mp4"]
    assert "died" in result.summary.failures[0].reason
    assert result.summary.analyzed == 3
    assert calls("once") >= 2


def test_no_scheduler_is_one_plain_sentence(
    tmp_path: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("formcheck.batch.cluster._CONNECT_S", 1)
    clips = make_clips(tmp_path / "clips", a="good")
    with pytest.raises(InputError, match=r"no Dask scheduler at tcp://127\.0\.0\.1:1"):
        run(clips, cluster="tcp://127.0.0.1:1")


@pytest.mark.slow
@pytest.mark.parametrize("blow", [signal.SIGKILL, signal.SIGSTOP])
def test_a_scheduler_that_gets_lost_ends_the_batch_and_the_next_run_goes_on(
    tmp_path: Path, run: Run, monkeypatch: pytest.MonkeyPatch, blow: signal.Signals
) -> None:
    for name, limit_s in (
        ("cluster._ANSWER_S", 5),
        ("cluster._STOP_S", 2),
        ("pool._CHECK_AFTER_S", 1),
    ):
        monkeypatch.setattr(f"formcheck.batch.{name}", limit_s)
    clips = make_clips(tmp_path / "clips", a="good" + " " * 99, b="stuck")

    def strike(scheduler: int) -> None:
        within(60, lambda: calls("b"))
        os.kill(scheduler, blow)

    with cluster_elsewhere(1) as (scheduler, address):
        Thread(target=strike, args=(scheduler,)).start()
        with pytest.raises(InputError, match=r"cannot be reached\. .*Run the same command again"):
            run(clips, cluster=address)
    (clips / "b.mp4").write_text("bad 1")
    assert run(clips).summary.analyzed == 2
    assert calls("a") == 1


@pytest.mark.slow
def test_a_cluster_without_workers_is_not_waited_for_without_end(
    tmp_path: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("formcheck.batch.cluster._WORKERLESS_S", 1)
    monkeypatch.setattr("formcheck.batch.pool._CHECK_AFTER_S", 0.5)
    clips = make_clips(tmp_path / "clips", a="good")
    with (
        cluster_elsewhere(0) as (_, address),
        pytest.raises(InputError, match="has had no worker that takes work for 1 s"),
    ):
        run(clips, cluster=address)


@pytest.mark.slow
def test_a_local_cluster_starts_beside_another_and_listens_to_this_machine_alone() -> None:
    with _local_cluster() as one, _local_cluster() as other:
        for cluster in (one, other):
            assert cluster.scheduler.http_server.address == "127.0.0.1"
            assert cluster.scheduler.http_server.port != 8787


@pytest.mark.slow
def test_a_local_cluster_that_does_not_start_leaves_nothing_behind(
    tmp_path: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("formcheck.batch.cluster._START_S", 0.01)
    before = set(multiprocessing.active_children())
    with pytest.raises(SetupError, match="No process of a local cluster started"):
        run(make_clips(tmp_path / "clips", a="good"), cluster="local", workers=1)
    assert within(10, lambda: set(multiprocessing.active_children()) <= before)
