"""Who counts as somebody else beside a lifter whose place and height are known at any time."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from formcheck.observation.observation import Shot
from formcheck.observation.people_apart import people_apart
from formcheck.observation.poses import PersonSeen, PoseTrack
from tests import stick
from tests.observed import analyzed, observed

Box = tuple[float, float, float, float]
LONG = stick.film(stick.squat(stick.paced(3)))
"""A lifter who is where they are throughout, for twelve seconds."""


def lifter_box(track: PoseTrack, at_s: float) -> Box:
    """Around the pose that is nearest in time."""
    pose = track.image_px[int(np.argmin(np.abs(track.time_s - at_s)))]
    (left, top), (right, bottom) = pose.min(axis=0), pose.max(axis=0)
    return float(left), float(top), float(right), float(bottom)


def listed(
    track: PoseTrack,
    box: Box,
    at_s: float = 0.0,
    *,
    lifter_travel: float = 0.8,
    travel: float = 0.0,
    told: bool = False,
    shots: tuple[Shot, ...] = (),
) -> list[int]:
    """Numbers of those who are told of: the lifter is 1, whoever is in the box 2."""
    first = PersonSeen(1, 1.0, lifter_travel, lifter_box(track, 0.0), 0.0)
    people = (first, PersonSeen(2, 0.2, travel, box, at_s))
    if told:
        people, track = people[::-1], replace(track, chosen_by="told")
    seen = observed(replace(track, people=people), shots=shots)
    return [person.number for person in people_apart(seen)]


def beside(track: PoseTrack, heights: float, tall: float = 1.0, at_s: float = 0.0) -> Box:
    """A body as wide as the lifter's, on the same floor and so many heights to the right."""
    left, top, right, bottom = lifter_box(track, at_s)
    high, width = bottom - top, right - left
    return left + heights * high, bottom - tall * high, left + heights * high + width, bottom


@pytest.mark.parametrize(
    ("tall", "apart"), [(0.3, False), (0.45, False), (0.55, True), (1.4, True)]
)
def test_somebody_else_is_as_tall_as_a_lifter(tall: float, apart: bool) -> None:
    """Plates on the floor, a bag and a poster of two hands' height were people to choose from."""
    assert listed(LONG, beside(LONG, 1.0, tall)) == ([1, 2] if apart else [1])


@pytest.mark.parametrize("at_s", [0.0, 2.7])
@pytest.mark.parametrize(("heights", "apart"), [(0.0, False), (0.02, False), (0.6, True)])
def test_whoever_is_where_the_lifter_is_is_the_lifter(
    at_s: float, heights: float, apart: bool
) -> None:
    """Standing and squatting, a lifter whose pieces were not linked was two people."""
    box = beside(LONG, heights, at_s=at_s)
    assert listed(LONG, box, at_s) == ([1, 2] if apart else [1])


@pytest.mark.parametrize(("lost_s", "heights", "apart"), [(2.0, 1.5, False), (2.0, 4.0, True)])
def test_a_lifter_who_walked_where_they_are_not_tracked_is_nobody_else(
    lost_s: float, heights: float, apart: bool
) -> None:
    gone = stick.cut(LONG, 0.0, float(LONG.time_s[-1]) - lost_s)
    end_s = float(gone.time_s[-1])
    box = beside(gone, heights, at_s=end_s)
    assert listed(gone, box, end_s + lost_s) == ([1, 2] if apart else [1])


def test_heights_are_compared_within_a_shot() -> None:
    """Close by after a cut, a lifter is twice as tall as both were before it."""
    middle_s, last_s = float(LONG.time_s[-1]) / 2, float(LONG.time_s[-1])
    near = (LONG.time_s >= middle_s)[:, None, None]
    zoomed = replace(LONG, image_px=np.where(near, 3 * LONG.image_px, LONG.image_px))
    box = beside(LONG, 1.0, 0.9)
    shots = ((0.0, middle_s), (middle_s, last_s))
    assert listed(zoomed, box, shots=shots) == [1, 2]
    assert listed(zoomed, box, shots=((0.0, last_s),)) == [1]


@pytest.mark.parametrize(
    ("lifter_travel", "travel", "apart"),
    [(0.05, 0.4, True), (0.05, 0.0, False), (0.6, 0.8, False)],
)
def test_whoever_moves_beside_one_who_stands_still_may_be_the_lifter(
    lifter_travel: float, travel: float, apart: bool
) -> None:
    """Bent over and behind a plate, the lifter beside a watcher was read at two fifths of them."""
    box = beside(LONG, 0.8, 0.4)
    found = listed(LONG, box, lifter_travel=lifter_travel, travel=travel)
    assert found == ([1, 2] if apart else [1])


def test_who_was_taken_for_the_lifter_at_first_can_be_chosen_again() -> None:
    box = lifter_box(LONG, 0.0)
    assert listed(LONG, box, told=True) == [2, 1]


def test_who_is_nobody_else_is_neither_told_of_nor_offered() -> None:
    bag = PersonSeen(2, 0.3, 0.2, beside(LONG, 1.0, 0.12), 0.0)
    first = PersonSeen(1, 1.0, 0.8, lifter_box(LONG, 0.0), 0.0)
    analysis = analyzed(replace(LONG, people=(first, bag), chosen_by="vertical_motion"))
    assert [person.number for person in analysis.lifter.people] == [1]
    assert "several_people" not in {notice.code for notice in analysis.warnings}


def test_without_a_tracked_lifter_nothing_is_compared() -> None:
    nowhere = stick.unseen(LONG, np.ones(len(LONG.time_s), np.bool_))
    assert listed(nowhere, (0.0, 0.0, 10.0, 10.0)) == [1, 2]
