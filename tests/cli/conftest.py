"""The command as a user runs it: a process of its own, in a folder of its own."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Protocol

import pytest

from tests import commands, videos

ROOT = Path(__file__).parents[2]
FORMCHECK = commands.COMMAND
LONG = "x" * 300
"""Longer than the name of a file may be."""


class Ran(commands.Ran):
    """With what tests of commands ask of it."""

    @property
    def lines(self) -> list[str]:
        return self.err.splitlines()


def one_line(lines: list[str]) -> bool:
    return len(lines) == 1 and "Traceback" not in lines[0] and len(lines[0]) < 250


class RunCli(Protocol):
    def __call__(self, *arguments: object, **environment: str) -> Ran: ...


@pytest.fixture(scope="session")
def cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("poses")


@pytest.fixture
def environment(cache: Path) -> dict[str, str]:
    return {**os.environ, "FORMCHECK_CACHE": str(cache), "PYTHONPATH": str(ROOT)}


@pytest.fixture
def cli(tmp_path: Path, environment: dict[str, str]) -> RunCli:
    def run(*arguments: object, **more: str) -> Ran:
        return Ran(*commands.run(arguments, cwd=tmp_path, env={**environment, **more}))

    return run


@pytest.fixture(scope="session")
def clips(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Clips that cannot be used, and some that can but hold nobody."""
    folder = tmp_path_factory.mktemp("clips")
    (folder / "text.mp4").write_text("this is no video")
    (folder / "empty.mp4").touch()
    (folder / "folder.mp4").mkdir()
    videos.write_sound(folder / "sound.mp4")
    videos.cut_short(videos.write_video(folder / "cut.mp4", videos.even_times(60)), 0.5)
    videos.cut_short(videos.write_video(folder / "cut.mkv", videos.even_times(600)), 0.5)
    videos.write_video(folder / "one.mp4", videos.even_times(1))
    videos.write_video(folder / "nobody.mp4", videos.even_times(45))
    return folder
