"""The set that most pictures are drawn of."""

from __future__ import annotations

import pytest

from formcheck.analysis import Analysis
from formcheck.report.tracks import Tracks
from tests.examples import good_morning_squat_set
from tests.report.stick_clip import poses_of


@pytest.fixture(scope="module")
def analysis() -> Analysis:
    return good_morning_squat_set()


@pytest.fixture(scope="module")
def tracks(analysis: Analysis) -> Tracks:
    return Tracks(poses_of(analysis))
