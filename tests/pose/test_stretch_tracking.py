"""Following one person who is hidden for a while: looked for seldom, found everywhere."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext

import numpy as np
import pytest
from numpy.typing import NDArray

from formcheck.extraction.identity import TrackPrior
from formcheck.extraction.people import Person
from formcheck.extraction.stretch_tracking import SEARCH_GAPS_S, Target, Tracker
from formcheck.extraction.stretches import Poses
from formcheck.pose.estimator import Pose
from formcheck.video.reading import Frame
from tests.pose.people import figure, sighting, times

SIZE = 400
RATE_HZ = 30
PLACE = (200.0, 350.0)
OPEN, BEHIND_PLATE, AWAY = 10, 100, 200


class ShyEngine:
    """Finds somebody in open pictures only; once found, follows them behind a plate, too.

    Like the real one, which finds a body by its head and goes on with what it knows of it.
    """

    looks = made = 0

    def __init__(self) -> None:
        ShyEngine.made += 1
        self._following = False

    def find_people(self, rgb: NDArray[np.uint8], most: int) -> list[Pose]:
        raise NotImplementedError

    def track(self, rgb: NDArray[np.uint8], time_s: float) -> Pose | None:
        ShyEngine.looks += 1
        here = int(rgb[SIZE // 2, SIZE // 2, 0])
        self._following = here == OPEN or (self._following and here == BEHIND_PLATE)
        return figure(*PLACE, torso=60.0) if self._following else None

    def going_back(self, time_s: float) -> AbstractContextManager[None]:
        return nullcontext()

    def close(self) -> None:
        self._following = False


def picture(number: int, shows: int) -> Frame:
    return Frame(number / RATE_HZ, np.full((SIZE, SIZE, 3), shows, np.uint8))


def target() -> Target:
    person = Person([sighting(time_s, figure(*PLACE, torso=60.0)) for time_s in times(4.0)])
    return Target(TrackPrior.of(person), (), (0.0, 0.0, float(SIZE), float(SIZE)))


def followed(shows: Callable[[int], int], pictures: int) -> tuple[NDArray[np.bool_], int]:
    """In which pictures the lifter was seen, and how many looks that took."""
    ShyEngine.looks = 0
    tracker = Tracker(target(), ShyEngine)
    for number in range(pictures):
        tracker.step(picture(number, shows(number)))
    tracker.close()
    return np.isfinite(Poses.since(0.0, tracker.pose_at).image_px[:, 0, 0]), ShyEngine.looks


def test_a_lifter_who_is_found_late_was_there_all_the_time() -> None:
    seen, _ = followed(lambda number: OPEN if number >= 61 else BEHIND_PLATE, 90)
    assert len(seen) == 90, "a pose found backward takes the place of nobody's"
    assert seen.all()


def test_who_is_hidden_is_looked_for_ten_times_a_second_and_then_less_and_less() -> None:
    seen, looks = followed(lambda number: AWAY, round(2 * RATE_HZ))
    assert not seen.any()
    assert looks == 2 / SEARCH_GAPS_S[0]
    _, after_a_while = followed(lambda number: AWAY, round(10 * RATE_HZ))
    _, later = followed(lambda number: AWAY, round(20 * RATE_HZ))
    assert later - after_a_while == pytest.approx(10 / SEARCH_GAPS_S[1], rel=0.1)


def test_a_moment_away_costs_that_picture_only() -> None:
    """The search that comes a little later is followed back to where the lifter reappeared."""
    seen, _ = followed(lambda number: AWAY if number == 45 else OPEN, 60)
    assert list(np.flatnonzero(~seen)) == [45]


def test_one_pose_model_goes_both_ways() -> None:
    """A second one for the way back held 75 MB in each process."""
    ShyEngine.made = 0
    shown = {30: AWAY, 31: BEHIND_PLATE, 32: BEHIND_PLATE, 60: AWAY, 61: BEHIND_PLATE}
    seen, _ = followed(lambda number: shown.get(number, OPEN), 90)
    assert list(np.flatnonzero(~seen)) == [30, 60]
    assert ShyEngine.made == 1
