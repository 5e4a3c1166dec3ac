"""Several visitors at once: each gets the answer to their own clip, a hostile one harms nobody."""

from __future__ import annotations

import io
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from formcheck.jobs.job import Job
from formcheck.jobs.runner import JobRunner
from formcheck.jobs.settings import JobSettings
from formcheck.jobs.spool import spool

pytestmark = pytest.mark.long

VISITORS, CLIPS = 4, 3
HOSTILE = b"crash"


@pytest.fixture
def runner(tmp_path: Path) -> Iterator[JobRunner]:
    made = JobRunner(JobSettings(tmp_path / "data", slots=3, worker="tests.app.workers.echo"))
    yield made
    made.close()


def test_visitors_at_once_each_get_their_own_answer(runner: JobRunner) -> None:
    contents: dict[str, bytes] = {}
    handed_in: dict[str, Job] = {}
    together = threading.Barrier(VISITORS)

    def visit(visitor: int) -> None:
        together.wait()
        for number in range(CLIPS):
            name = f"{visitor}-{number}.mp4"
            contents[name] = HOSTILE if (visitor, number) == (1, 1) else name.encode()
            clip = spool(io.BytesIO(contents[name]), name, runner.store.clips)
            handed_in[name] = runner.submit(clip)

    threads = [threading.Thread(target=visit, args=(visitor,)) for visitor in range(VISITORS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    end_s = time.monotonic() + 120
    for name, job in handed_in.items():
        while not (now := runner.job(job.id) or job).finished and time.monotonic() < end_s:
            time.sleep(0.05)
        if contents[name] == HOSTILE:
            assert (now.state, runner.store.analysis(now)) == ("failed", None)
            continue
        analysis = runner.store.analysis(now)
        assert analysis is not None, now
        assert analysis.clip.name == name
        assert analysis.set.summary == contents[name].decode()  # what is in that very clip
    assert not runner._queue
    assert not runner._running
