"""A gym in blobs: a poster that is taller than the lifter, and the lifter, who squats."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from formcheck.extraction.clip_to_observation import extract_observation
from formcheck.extraction.processes import WorkerPool
from formcheck.observation.observation import Observation
from formcheck.pose.estimator import PoseEstimator
from formcheck.pose.model_store import ModelFile
from formcheck.video.info import probe
from tests.pose.people import squatting
from tests.videos import even_times

UNUSED_MODEL = ModelFile("none", Path("none.task"), "0" * 64)
GYM = (320, 240)


def seen_by(engine: Callable[[], PoseEstimator], clip: Path, **more: Any) -> Observation:
    """What is seen in a clip with such an engine, in this process unless `pool` says otherwise."""
    pool = more.pop("pool", None) or WorkerPool(1)
    return extract_observation(clip, probe(clip), UNUSED_MODEL, pool, create=engine, **more)


def gym(frames: int, fps: float = 30.0) -> Iterator[NDArray[np.uint8]]:
    """A large bright poster on the left, a smaller bright lifter who squats on the right."""
    for time_s in even_times(frames, fps):
        rgb = np.full((GYM[1], GYM[0], 3), 90, np.uint8)
        rgb[20:230, 30:90] = 230
        top = lifter_top(time_s)
        rgb[top : top + 90, 220:246] = 230
        yield rgb


def lifter_top(time_s: float) -> int:
    return round(80 + 50 * squatting(time_s, 2.0, 1.0))
