"""How work on a clip ended: in the same words, whoever asked for it."""

from __future__ import annotations

import errno
import io
import time
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from formcheck.batch import job as batch
from formcheck.commands.exits import exit_statuses
from formcheck.errors import SetupError, VideoError
from formcheck.extraction import pose_cache
from formcheck.jobs import worker
from formcheck.jobs.spool import spool
from formcheck.jobs.store import Store
from formcheck.machine.limits import NO_MEMORY
from formcheck.pipeline import run
from formcheck.pipeline.outcome import NO_ROOM, READ_ONLY, ended_by
from tests import stick
from tests.observed import observed

SAID: list[tuple[Exception, tuple[str, str], int]] = [
    (VideoError("It is no video.", "Choose another."), ("It is no video.", "Choose another."), 2),
    (MemoryError(), NO_MEMORY, 2),
    (OSError(errno.ENOSPC, "No space left on device"), NO_ROOM, 2),
    (OSError(errno.EROFS, "Read-only file system"), READ_ONLY, 2),
]


@pytest.mark.parametrize(("error", "said", "status"), SAID)
def test_the_same_trouble_is_told_alike_by_a_batch_and_the_page(
    tmp_path: Path, error: Exception, said: tuple[str, str], status: int
) -> None:
    def fails(*_: Any) -> Any:
        raise error

    store = Store(tmp_path)
    job = store.create(spool(io.BytesIO(b"a"), "set.mp4", store.clips))
    assert worker.work_to_outcome(store, job, fails) == status
    kept = store.outcome(job.id)
    assert kept is not None
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(batch, "_analyzed", fails)
        outcome = batch._outcome(SimpleNamespace(), SimpleNamespace())  # type: ignore[arg-type]
    assert (kept.what, kept.hint) == (outcome.what, outcome.hint) == said


@pytest.mark.parametrize(("error", "said", "status"), SAID[:2])
def test_and_by_a_command(
    capsys: pytest.CaptureFixture[str], error: Exception, said: tuple[str, str], status: int
) -> None:
    with pytest.raises(SystemExit) as left, exit_statuses():
        raise error
    assert left.value.code == status
    assert capsys.readouterr().err == f"{' '.join(said)}\n"


def test_what_the_machine_lacks_is_told_as_that_and_a_bug_as_a_bug() -> None:
    lacks = ended_by(ImportError("libGLX.so.0: cannot open shared object file"))
    assert (lacks.exit_status, lacks.bug) == (SetupError.exit_status, False)
    bug = ended_by(ValueError("first\x1b line\nsecond"))
    assert (bug.exit_status, bug.bug, bug.what) == (4, True, "ValueError: first\ufffd line")


def test_a_set_checked_on_the_page_has_the_time_of_its_whole_analysis(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It had that of the judging alone."""
    seen = observed(stick.film(stick.squat(stick.paced(2))))

    def looks(*_: Any, **__: Any) -> Any:
        time.sleep(0.5)
        return seen

    monkeypatch.setattr(run, "observe_or_load", looks)
    monkeypatch.setattr(pose_cache, "observe_or_load", looks)
    monkeypatch.setattr(worker, "_draw", lambda *_: None)
    monkeypatch.setattr(Store, "share", lambda *_: None)
    store = Store(tmp_path)
    job = store.create(spool(io.BytesIO(b"a"), "set.mp4", store.clips))
    worker.run(store, job)
    analysis = store.analysis(job)
    assert analysis is not None
    assert analysis.timing.total_s - analysis.timing.analysis_s > 0.4
