"""The clip that tests of the whole way share."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.pose.gym import GYM, gym
from tests.videos import even_times, write_video


@pytest.fixture
def clip(tmp_path: Path) -> Path:
    return write_video(tmp_path / "gym.mp4", even_times(180), size=GYM, pictures=gym(180))
