"""The same jobs on many machines: a Dask cluster as a `concurrent.futures` executor.

Dask brings what a cluster needs and this project should not write: a scheduler, workers that come
and go, and jobs of a lost worker given to another one.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from concurrent.futures import Executor
from contextlib import ExitStack, contextmanager
from typing import TYPE_CHECKING

from formcheck.errors import InputError, SetupError
from formcheck.extraction.processes import cores

if TYPE_CHECKING:
    from distributed import Client

LOCAL = "local"
_CONNECT_S = 15


class DaskTeam:
    """The workers of a Dask cluster.

    Args:
        client: Connected to the scheduler.
    """

    breaks = False

    def __init__(self, client: Client) -> None:
        from distributed import KilledWorker

        self.deaths: tuple[type[Exception], ...] = (KilledWorker,)
        self._client = client

    @property
    def most_in_flight(self) -> int:
        """Two for each thread of a worker, as of now: workers come and go."""
        threads: dict[str, int] = self._client.nthreads()
        return 2 * sum(threads.values())

    def executor(self, *, alone: bool = False) -> Executor:
        """The cluster."""
        executor: Executor = self._client.get_executor(pure=False)
        return executor

    def abandon(self, executor: Executor) -> None:
        """Take back what is not done; what is in work ends unheard."""
        executor.shutdown(wait=False)


@contextmanager
def dask_team(address: str, workers: int | None) -> Iterator[DaskTeam]:
    """Connect to a cluster for as long as the block runs.

    Args:
        address: Of the scheduler, such as tcp://10.0.0.1:8786; `local` makes a cluster here.
        workers: Processes of a local cluster; one per core when None.

    Raises:
        SetupError: Dask is not installed.
        InputError: Nobody answers at the address.
    """
    try:
        from distributed import Client, LocalCluster
    except ImportError as error:
        raise SetupError(
            "--cluster needs Dask, which is not installed.",
            "Install formcheck with its extra: formcheck[cluster].",
        ) from error
    with ExitStack() as stack:
        if address == LOCAL:
            target: object = stack.enter_context(
                LocalCluster(
                    n_workers=workers or cores(),
                    threads_per_worker=1,
                    host="127.0.0.1",
                    dashboard_address=None,
                    silence_logs=logging.CRITICAL,
                )
            )
        else:
            target = address
        try:
            client = stack.enter_context(Client(target, timeout=_CONNECT_S))
        except (OSError, ValueError, TimeoutError) as error:
            raise InputError(
                f"There is no Dask scheduler at {address}.",
                "Start one with `dask scheduler`, or say --cluster local.",
            ) from error
        yield DaskTeam(client)
