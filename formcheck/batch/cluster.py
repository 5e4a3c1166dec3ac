"""Jobs on many machines: a Dask cluster as the `Team` of a batch.

Dask has what a cluster needs and this project should not write: a scheduler, workers that come and
go, and jobs of a lost worker given to another one.

Dask waits forever for a worker to start, for a scheduler to answer, and for a cluster to end. Here
each of these has a time limit; beyond it there is an error for the user.
"""

from __future__ import annotations

import logging
import multiprocessing
import time
from collections.abc import Iterator
from concurrent.futures import CancelledError, Executor
from contextlib import ExitStack, contextmanager, suppress
from typing import TYPE_CHECKING, Any

from formcheck.errors import InputError, SetupError
from formcheck.extraction.processes import cores
from formcheck.machine.worker_process import end_processes, interrupts_blocked

if TYPE_CHECKING:
    from distributed import Client, LocalCluster

LOCAL = "local"
GO_ON = "Run the same command again to do the rest."
_CONNECT_S = 15
_ANSWER_S = 60
"""How long the scheduler may take to answer before it counts as out of reach."""
_START_S = 120
"""How long the first process of a local cluster may take to start; usually 2 s."""
_STOP_S = 30
"""How long a client or a local cluster may take to end by itself; usually 1 s."""
_DEATHS = 1
"""Dask's `allowed-failures`: a job whose worker dies is given to another worker this often. If that
dies, too, the job is done alone (`pool`)."""
_UNWATCHED = {"distributed.worker.profile.enabled": False}
"""Turns off Dask's profiling of workers, a hundred times a second, which is not used here."""
_FRESH_S = 5
"""How long the number of workers is not asked for again: asking for each clip would keep the
scheduler busy."""
_WORKERLESS_S = 600
"""How long a cluster may be without workers, while machines are started."""


class DaskTeam:
    """The workers of a Dask cluster; after `workerless_s` without any, `check` gives up."""

    breaks = False

    def __init__(self, client: Client, address: str, workerless_s: float) -> None:
        from distributed import KilledWorker

        self.deaths: tuple[type[Exception], ...] = (KilledWorker,)
        self._client = client
        self._address = address
        self._workerless_s = workerless_s
        self._able_s = time.monotonic()
        self._threads = 0
        self._asked_s = -float("inf")

    @property
    def most_in_flight(self) -> int:
        """Two for each thread of all workers, counted at most some seconds ago.

        Raises:
            InputError: The scheduler cannot be reached.
        """
        if time.monotonic() > self._asked_s + _FRESH_S:
            self._threads = sum(self._ask("ncores").values())
            self._asked_s = time.monotonic()
        return 2 * self._threads

    def executor(self, *, single_job: bool = False) -> Executor:
        """The cluster."""
        executor: Executor = self._client.get_executor(pure=False)
        return executor

    def check(self) -> None:
        """Make sure that there are workers, or have been until a while ago.

        Raises:
            InputError: The scheduler is out of reach, or there was no worker for too long.
        """
        workers = self._ask("identity", n_workers=-1)["workers"].values()
        now_s = time.monotonic()
        if any(worker["status"] == "running" for worker in workers):
            self._able_s = now_s
        elif now_s > self._able_s + self._workerless_s:
            raise InputError(
                f"The cluster {self._address} has had no worker that takes work for "
                f"{self._workerless_s:.0f} s.",
                f"Start workers, or find out why they pause or stop. {GO_ON}",
            )

    def finish(self, executor: Executor) -> None:
        """Leave the workers running."""
        self.abandon(executor)

    def abandon(self, executor: Executor) -> None:
        """Cancel jobs that have not begun; the result of one that has is dropped."""
        with suppress(OSError, TimeoutError, CancelledError):  # the scheduler may be gone
            executor.shutdown(wait=False)

    def _ask(self, what: str, **arguments: object) -> Any:
        """Call a method of the scheduler, which may be gone or hang."""
        try:
            question = getattr(self._client.scheduler, what)
            return self._client.sync(question, **arguments, callback_timeout=_ANSWER_S)
        except (OSError, TimeoutError, CancelledError, AttributeError) as error:
            raise _lost(self._address) from error


@contextmanager
def dask_team(address: str, workers: int | None) -> Iterator[DaskTeam]:
    """Connect to a cluster for as long as the block runs.

    The address is that of the scheduler, such as tcp://10.0.0.1:8786; `local` starts a cluster on
    this machine, with so many workers, or one per core.

    Raises:
        SetupError: Dask is not installed, or no process of a local cluster starts.
        InputError: Nothing answers at the address, or the scheduler is lost within the block.
    """
    try:
        from distributed import Client
    except ImportError as error:
        raise SetupError(
            "--cluster needs Dask, which is not installed.",
            "Install formcheck with its extra: formcheck[cluster].",
        ) from error
    with ExitStack() as stack:
        target = stack.enter_context(_local_cluster()) if address == LOCAL else address
        try:
            client = Client(target, timeout=_CONNECT_S)
        except (OSError, ValueError, TimeoutError) as error:
            raise InputError(
                f"There is no Dask scheduler at {address}.",
                "Start one with `dask scheduler`, or say --cluster local.",
            ) from error
        stack.callback(_close, client)
        if not isinstance(target, str):
            _start_workers(target, client, workers or cores())
        try:
            yield DaskTeam(client, address, _START_S if address == LOCAL else _WORKERLESS_S)
        except CancelledError as error:  # Dask cancels all jobs when the scheduler is lost
            raise _lost(address) from error


@contextmanager
def _local_cluster() -> Iterator[LocalCluster]:
    """A scheduler in this process, without workers so far; its processes end with the block."""
    import dask
    from distributed import LocalCluster

    few_deaths = dask.config.set({"distributed.scheduler.allowed-failures": _DEATHS})
    with few_deaths, interrupts_blocked():  # inherited by its thread, and so by its workers
        cluster = LocalCluster(
            n_workers=0,
            threads_per_worker=1,
            host="127.0.0.1",
            dashboard_address=None,  # does not keep it from listening at port 8787, on all networks
            scheduler_kwargs={"dashboard_address": "127.0.0.1:0"},  # this does
            silence_logs=logging.CRITICAL,
            memory_limit=None,  # a worker over its limit would pause, perhaps for good
            config=_UNWATCHED,
        )
    try:
        yield cluster
    finally:
        pids = {getattr(nanny, "pid", None) for nanny in cluster.workers.values()}
        _close(cluster)
        children = multiprocessing.active_children()
        end_processes([child for child in children if child.pid in pids])


def _start_workers(cluster: LocalCluster, client: Client, count: int) -> None:
    cluster.scale(count)
    try:
        client.wait_for_workers(1, timeout=_START_S)
    except TimeoutError as error:
        raise SetupError(
            f"No process of a local cluster started within {_START_S} s.",
            "Leave --cluster out: formcheck has processes of its own.",
        ) from error


def _close(one: Client | LocalCluster) -> None:
    """End a client or a cluster; one that does not end in time ends with this process."""
    with suppress(OSError, TimeoutError):
        one.close(timeout=_STOP_S)


def _lost(address: str) -> InputError:
    return InputError(f"The Dask scheduler {address} cannot be reached.", f"Check it. {GO_ON}")
