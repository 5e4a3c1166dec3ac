"""The committed samples as the pose model sees them: looked at once in a run, by one worker."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import pytest

from formcheck.extraction.pose_cache import observe_or_load
from formcheck.observation.observation import Observation
from tests.sharing import once, run_folder

SAMPLES = Path(__file__).parents[1] / "sample_videos"


def sample_seen(factory: pytest.TempPathFactory, sample: str) -> Observation:
    """What is seen in a sample by two processes and no stored poses; about ten seconds."""
    look = partial(observe_or_load, SAMPLES / f"{sample}.mp4", use_cache=False, workers=2)
    return once(run_folder(factory, "samples"), sample, look)
