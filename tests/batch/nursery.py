"""A process that has imported everything and forks a batch for each order, ready at once.

A batch that starts from nothing needs seconds until it works; thirty of them would take minutes.
Those born here differ only in how their processes start: forked, since nothing else runs in here
yet, instead of started fresh.
"""

from __future__ import annotations

import os
import subprocess
import sys
import traceback
from collections.abc import Iterator
from concurrent.futures import Executor
from contextlib import contextmanager
from pathlib import Path

from formcheck.batch import results
from formcheck.batch.pool import LocalTeam
from formcheck.batch.run import Batch, run_batch
from formcheck.machine.worker_process import WorkerProcesses
from formcheck.pipeline.options import Options
from formcheck.report import tables, triage_page
from tests.batch import fakes

IMPORTED = (results, tables, triage_page)


class ForkedTeam(LocalTeam):
    def executor(self, *, single_job: bool = False) -> Executor:
        return WorkerProcesses(1 if single_job else 2, start_method="fork")


class Nursery:
    """The other end: orders batches and hears how they ended."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self._process = process

    def start(self, clips: Path, out: Path) -> int:
        """Order a batch; its process leads a session. Returns when it has read its plan."""
        assert self._process.stdin
        print(clips, out, sep="\t", file=self._process.stdin, flush=True)
        return int(self._heard())

    def ended(self) -> int:
        """The exit status of the last batch, negative for a signal."""
        return int(self._heard())

    def _heard(self) -> str:
        assert self._process.stdout
        return self._process.stdout.readline()


@contextmanager
def nursery() -> Iterator[Nursery]:
    command = [sys.executable, "-m", "tests.batch.nursery"]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        try:
            yield Nursery(process)
        finally:
            process.kill()


def give_birth(clips: str, out: str) -> None:
    """In the new process: do the batch and end; say its number when it has begun."""
    os.setsid()
    said: list[int] = []

    def begun(_step: object) -> None:
        if not said:
            said.append(os.getpid())
            print(*said, flush=True)  # noqa: T201

    status = 1
    try:
        batch = Batch([clips], out, Options(), analyze=fakes.look, team=ForkedTeam(2))
        run_batch(batch, on_step=begun)
        status = 0
    except BaseException:
        traceback.print_exc()  # the end below would not say why
    finally:
        os._exit(status)


def main() -> None:
    for order in sys.stdin:
        clips, out = order.strip().split("\t")
        number = os.fork()
        if not number:
            give_birth(clips, out)
        _, ended = os.waitpid(number, 0)
        print(os.waitstatus_to_exitcode(ended), flush=True)  # noqa: T201


if __name__ == "__main__":
    main()
