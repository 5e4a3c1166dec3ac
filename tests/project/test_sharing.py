"""Workers of one run share what takes long: each piece is made once, and seen whole by all."""

from __future__ import annotations

import multiprocessing
import os
import signal
import time
from functools import partial
from pathlib import Path

import pytest

from tests.sharing import once, run_folder

PIECES = [f"piece {number}" for number in range(12)]


def _make_all(folder: Path, made: Path) -> None:
    def make(name: str) -> str:
        with made.open("a") as file:
            file.write(f"{os.getpid()} {name}\n")
        time.sleep(0.02)
        return name.upper()

    for name in PIECES:
        assert once(folder, name, partial(make, name)) == name.upper()


def _hang(folder: Path, begun: Path) -> None:
    def make() -> None:
        begun.touch()
        time.sleep(600)

    once(folder, "piece", make)


def test_each_piece_is_made_once_and_all_workers_have_it(tmp_path: Path) -> None:
    made = tmp_path / "made.txt"
    spawn = multiprocessing.get_context("spawn")
    workers = [spawn.Process(target=_make_all, args=(tmp_path / "run", made)) for _ in range(3)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join(120)
        assert worker.exitcode == 0
    names = [line.split(" ", 1)[1] for line in made.read_text().splitlines()]
    assert sorted(names) == sorted(PIECES)


def test_what_a_killed_worker_was_at_is_made_by_the_next(tmp_path: Path) -> None:
    begun = tmp_path / "begun"
    worker = multiprocessing.get_context("spawn").Process(
        target=_hang, args=(tmp_path / "run", begun)
    )
    worker.start()
    while not begun.exists():
        assert worker.is_alive()
        time.sleep(0.02)
    os.kill(worker.pid or 0, signal.SIGTERM)
    worker.join(60)
    assert once(tmp_path / "run", "piece", lambda: "done") == "done"


def test_what_fails_is_kept_by_nobody(tmp_path: Path) -> None:
    def fail() -> str:
        raise ValueError("not today")

    with pytest.raises(ValueError, match="not today"):
        once(tmp_path, "piece", fail)
    assert once(tmp_path, "piece", lambda: "done") == "done"


def test_all_workers_of_a_run_have_the_same_folder(
    tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    base = tmp_path_factory.getbasetemp()
    monkeypatch.setenv("PYTEST_XDIST_WORKER", "gw1")
    assert run_folder(tmp_path_factory, "name") == base.parent / "shared" / "name"
    monkeypatch.delenv("PYTEST_XDIST_WORKER")
    assert run_folder(tmp_path_factory, "name") == base / "shared" / "name"
