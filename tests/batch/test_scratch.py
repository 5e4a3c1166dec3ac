"""What a batch puts into the temporary folder does not stay there."""

import os
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from formcheck.batch.places import SCRATCH_KEPT_S, SCRATCH_PREFIX, scratch_folder, tidy_scratch
from formcheck.batch.run import Result
from tests.batch.fakes import make_clips


@pytest.fixture
def temporary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "temporary"
    folder.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    return folder


def left_by_a_kill(temporary: Path, name: str, age_s: float) -> Path:
    folder = temporary / name
    folder.mkdir()
    (folder / "clip.mp4").write_bytes(b"somebody's squats")
    then = time.time() - age_s
    os.utime(folder, (then, then))
    return folder


def test_a_scratch_folder_is_gone_afterwards(temporary: Path) -> None:
    with scratch_folder() as folder:
        (folder / "clip.mp4").write_bytes(b"")
        assert folder.parent == temporary
    assert not list(temporary.iterdir())


def test_what_a_killed_batch_left_goes_a_day_later_and_nothing_else(temporary: Path) -> None:
    old = left_by_a_kill(temporary, f"{SCRATCH_PREFIX}old", SCRATCH_KEPT_S + 60)
    in_use = left_by_a_kill(temporary, f"{SCRATCH_PREFIX}now", 60)
    others = left_by_a_kill(temporary, "holiday", SCRATCH_KEPT_S + 60)
    tidy_scratch()
    assert not old.exists()
    assert in_use.exists()
    assert others.exists()


def test_a_batch_begins_by_tidying_up(
    tmp_path: Path, temporary: Path, run: Callable[..., Result]
) -> None:
    old = left_by_a_kill(temporary, f"{SCRATCH_PREFIX}old", SCRATCH_KEPT_S + 60)
    run(make_clips(tmp_path / "clips", a="good 1"))
    assert not old.exists()
    assert not list(temporary.glob(f"{SCRATCH_PREFIX}*"))
