"""A movement that somebody points at is found from rest to rest."""

from __future__ import annotations

import numpy as np
import pytest

from formcheck.reps.by_hand import movement_around

TIMES_S = [n / 20 for n in range(400)]


def heights(turn_s: float, half_s: float, travel: float) -> list[float | None]:
    """At 1.0 but for one smooth way by `travel` and back around a turn."""
    phase = np.clip((np.array(TIMES_S) - turn_s) / half_s, -1.0, 1.0)
    return [float(value) for value in 1.0 + travel * 0.5 * (1 + np.cos(np.pi * phase))]


@pytest.mark.parametrize("at_s", [9.0, 10.0, 11.2])
@pytest.mark.parametrize(("down_first", "travel"), [(True, -0.5), (False, 0.5)])
def test_it_goes_from_rest_to_rest_wherever_the_finger_was(
    at_s: float, down_first: bool, travel: float
) -> None:
    found = movement_around(
        TIMES_S, heights(10.0, 1.5, travel), at_s, between_s=(4.0, 18.0), down_first=down_first
    )
    assert found == pytest.approx((8.5, 11.5), abs=0.4)


def test_it_stays_between_its_neighbors() -> None:
    found = movement_around(
        TIMES_S, heights(10.0, 3.0, -0.5), 10.0, between_s=(9.0, 11.0), down_first=True
    )
    assert found is not None
    assert 9.0 <= found[0] < 10.0 < found[1] <= 11.0


def test_where_nobody_is_seen_it_is_the_time_around() -> None:
    unseen: list[float | None] = [None] * 400
    found = movement_around(TIMES_S, unseen, 10.0, between_s=(9.5, 20.0), down_first=True)
    assert found == pytest.approx((9.5, 11.5))


def test_where_the_body_is_lost_on_the_way_it_is_the_time_around() -> None:
    lost = [1.0 if time_s < 9.8 else None for time_s in TIMES_S]
    found = movement_around(TIMES_S, lost, 10.0, between_s=(9.5, 20.0), down_first=True)
    assert found == pytest.approx((9.5, 11.5))


def test_where_the_lifter_is_seen_to_stand_there_is_no_rep() -> None:
    """A tap beside a rep added one in which nobody moved, and the others were held against it."""
    still: list[float | None] = [1.0] * 400
    between_s = (9.5, 20.0)
    assert movement_around(TIMES_S, still, 10.0, between_s=between_s, down_first=True) is None
