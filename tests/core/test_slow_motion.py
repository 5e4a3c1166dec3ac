"""A clip in slow motion is known by reps that take long, one that is sped up by short ones."""

from __future__ import annotations

from dataclasses import replace

import pytest

from formcheck.guidance.rep_notices import slow_motion
from formcheck.metrics.tempo import SLOW_FROM_S
from tests.knowledge.build import rep
from tests.observed import analyzed, complete, faults
from tests.stick import film, paced, plate, squat


@pytest.mark.parametrize(("way_s", "said"), [(1.4, False), (11.2, True)])
def test_a_squat_slowed_down_is_counted_and_its_times_are_doubted(way_s: float, said: bool) -> None:
    """A phone films 240 pictures a second, and an editor writes them as 30."""
    told = analyzed(film(squat(paced(4, way_s=way_s))))
    assert len(complete(told)) == 4
    assert any(notice.code == "slow_motion" for notice in told.warnings) == said


@pytest.mark.parametrize(("way_s", "read"), [(1.4, True), (11.2, False)])
def test_a_shrug_is_not_judged_in_slow_motion(way_s: float, read: bool) -> None:
    """Of twelve rendered squats at an eighth of their speed three had shrugs, four "clear"."""
    body = squat(paced(4, way_s=way_s))
    for one in complete(analyzed(film(body), bar=plate(body))):
        shrug = one.metrics["shrug_torso"]
        assert (shrug.value is not None) is read
        assert (shrug.reason_code == "slowed") is not read


@pytest.mark.parametrize("lasting_s", [SLOW_FROM_S - 0.1, SLOW_FROM_S])
def test_one_slow_rep_of_three_is_a_heavy_one(lasting_s: float) -> None:
    quick, slow = (replace(rep(1), start_s=0.0, end_s=end_s) for end_s in (3.0, lasting_s))
    assert not list(slow_motion([quick, quick, slow]))
    told = list(slow_motion([quick, slow, slow]))
    assert [notice.message.split(" here")[0] for notice in told] == (
        ["One rep takes about 10 s"] if lasting_s >= SLOW_FROM_S else []
    )


def test_a_rep_that_was_cut_off_says_nothing_of_the_speed() -> None:
    assert not list(slow_motion([replace(rep(1), start_s=0.0, end_s=60.0, complete=False)]))


@pytest.mark.parametrize(("way_s", "sped_up"), [(0.4, True), (0.6, False)])
def test_times_of_a_set_that_is_sped_up_are_not_judged(way_s: float, sped_up: bool) -> None:
    """Squats at four times their speed were told to drop."""
    told = analyzed(film(squat(paced(4, way_s=way_s))))
    assert any(notice.code == "sped_up" for notice in told.warnings) is sped_up
    for one in complete(told):
        assert (one.metrics["ascent_s"].value is None) is sped_up
        assert (one.metrics["descent_s"].value is None) is sped_up
        assert "uncontrolled_descent" not in faults(one) or not sped_up


def test_one_quick_ascent_of_three_is_no_other_speed() -> None:
    reps = [(2.0, 3.2, 4.4), (6.0, 7.2, 7.5), (9.0, 10.2, 11.4)]
    told = analyzed(film(squat(reps)))
    assert len(complete(told)) == 3
    assert not [notice for notice in told.warnings if notice.code == "sped_up"]
    assert complete(told)[0].metrics["ascent_s"].value is not None
