"""Deadlifts whose bar is tracked throughout, whatever the poses say."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from tests import stick
from tests.observed import analyzed, complete

REPS = stick.paced(3)


@pytest.mark.parametrize("set_of", [stick.romanian, stick.deadlift])
@pytest.mark.parametrize("number", [0, 1, 2])
def test_a_rep_in_which_the_lifter_is_lost_counts_where_the_bar_is_followed(set_of, number):
    body = set_of(REPS)
    begin, _, end = REPS[number]
    away = (body.time_s > begin - 0.1) & (body.time_s < end - 0.1)
    track = stick.unseen(stick.film(body), away)
    found = complete(analyzed(track, bar=stick.plate(body)))
    assert [r.start_s for r in found] == pytest.approx([r[0] for r in REPS], abs=0.35)


def test_a_romanian_deadlift_to_mid_shin_is_one_by_a_bar_that_is_never_put_down():
    """Knees bend, hands go as low as over plates on the floor: each rep is down and up again."""
    down = stick.romanian(REPS).thigh_deg / 15
    body = replace(stick.romanian(REPS), trunk_deg=4 + 76 * down, thigh_deg=50 * down)
    analysis = analyzed(stick.film(body), bar=stick.plate(body))
    assert (analysis.lift.name, analysis.lift.variant) == ("deadlift", "romanian")
    assert [r.turn_s for r in complete(analysis)] == pytest.approx([r[1] for r in REPS], abs=0.1)


def rowed(way: np.ndarray, time_s: np.ndarray) -> stick.Body:
    """Who stands with a bar, bends over, and pulls it to the trunk (1) and down again (0)."""
    bent = stick.smooth_step((time_s - 1.0) / 0.8)
    return stick.Body(
        time_s, 4 + 66 * bent, 15 * bent, 5 * bent, "hanging", hands_up=0.45 * way * bent
    )


def test_a_row_is_no_deadlift():
    reps = stick.paced(4, first_s=2.5)
    time_s = stick.clock(reps, 30, None)
    body = rowed(stick.excursions(time_s, reps), time_s)
    analysis = analyzed(stick.film(body), bar=stick.plate(body))
    assert analysis.reps == ()
    assert {other.reason for other in analysis.not_counted} == {"other_exercise", "other_movement"}
    said = " ".join(other.message for other in analysis.not_counted)
    assert "bar" not in said, "who rows it holds it, and neither goes down to it nor leaves it"
    assert any("a row" in notice.message for notice in analysis.warnings)


def test_a_rep_at_whose_ends_the_shoulders_are_misread_is_no_row():
    body = stick.deadlift(REPS)
    track = stick.film(body)
    image = track.image_px.copy()
    top = np.abs(track.time_s - REPS[1][1]) < 0.3
    image[top] = image[0]
    found = complete(analyzed(replace(track, image_px=image), bar=stick.plate(body)))
    assert len(found) == len(REPS)
