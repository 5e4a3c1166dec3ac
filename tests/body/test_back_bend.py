"""Backs that round, by outline and silhouette: closed form and what a set knows together."""

from __future__ import annotations

import numpy as np
import pytest

from formcheck.body.back_bend import BendReading, bend_priors, contour_bend_deg, weigh_bends
from formcheck.body.measurements import RearEdge

STEADY = 2.0
UNREAD = BendReading()
SHOWN = bend_priors().shown


def read(*bends_deg: float) -> list[BendReading]:
    return [BendReading(deg, STEADY) for deg in bends_deg]


def flexions(outline: list[BendReading], contour: list[BendReading], yaw_deg: float = 0.0):
    return [one and one.median_deg for one in weigh_bends(outline, contour, yaw_deg)]


def bent_edge(lower_deg: float, upper_deg: float) -> RearEdge:
    """One contour: legs straight below a seat, then a back of two straight parts, 0.5 each."""
    away = np.linspace(0.0, 1.0, 40)
    low, high = np.radians(lower_deg), np.radians(upper_deg)
    up = 0.7 + np.minimum(away, 0.5) * np.cos(low) + np.maximum(away - 0.5, 0) * np.cos(high)
    across = np.minimum(away, 0.5) * np.sin(low) + np.maximum(away - 0.5, 0) * np.sin(high)
    legs = np.linspace(0.69, 0.3, 8)
    across = np.concatenate([across[::-1], np.full(8, 0.1)])[None]
    up = np.concatenate([up[::-1], legs])[None]
    return RearEdge(np.array([1.0]), across, up, np.ones(up.shape, np.bool_))


@pytest.mark.parametrize(("lower_deg", "upper_deg"), [(50, 50), (45, 65), (60, 52)])
def test_the_bend_of_a_contour_is_the_angle_between_its_parts(lower_deg, upper_deg):
    told = contour_bend_deg(bent_edge(lower_deg, upper_deg), 0.9, 1.1)
    assert told == pytest.approx([upper_deg - lower_deg], abs=1.0)


def test_contours_outside_of_the_moments_are_not_asked():
    assert not len(contour_bend_deg(bent_edge(50, 60), 2.0, 3.0))


@pytest.mark.parametrize("flat_deg", [-22.0, -8.0, 8.0])
def test_flat_backs_of_any_lifter_are_flat(flat_deg):
    assert flexions(read(*[flat_deg] * 4), [UNREAD] * 4) == pytest.approx([0.0] * 4, abs=2.0)


def test_one_rounded_rep_reads_what_it_shows():
    told = flexions(read(-8, -9, -8, 12), read(-9, -9, -10, 11))
    assert told[:3] == pytest.approx([0.0] * 3, abs=2.0)
    assert told[3] == pytest.approx(20 / SHOWN, abs=3.0)


def test_a_silhouette_bends_by_less_and_is_no_contradiction():
    """Of a set whose truth is known: flat, 26° and 31°, the silhouette by three quarters."""
    outline, contour = read(-22.4, -5.5, -2.0), read(-17.6, -4.7, -4.3)
    assert flexions(outline, contour) == pytest.approx([0.0, 26.0, 31.0], abs=5.0)
    assert all(one.exceedance(20.0) > 0.65 for one in weigh_bends(outline, contour, 0.0)[1:])


def test_a_silhouette_alone_tells_nothing():
    assert weigh_bends([UNREAD] * 3, read(-9, -9, 20), 0.0) == [None] * 3


def test_instruments_that_contradict_each_other_make_an_answer_unsure():
    apart = weigh_bends(read(-8, -8, -8, 12), read(-9, -9, -9, -9), 0.0)[3]
    alike = weigh_bends(read(-8, -8, -8, 12), read(-9, -9, -9, 11), 0.0)[3]
    assert apart.exceedance(20) < 0.65 < 0.95 < alike.exceedance(20)


def test_a_set_that_is_round_throughout_is_told_less_surely_than_a_rep_that_is():
    whole = weigh_bends(read(38, 38, 38), read(26, 26, 26), 0.0)[0]
    (low, high) = whole.interval_deg
    assert whole.exceedance(20) > 0.65
    assert high - low > 8.0


def test_a_curve_that_leaps_or_is_not_seen_is_no_reading():
    prior = bend_priors().outline
    assert np.isnan(prior.read(np.where(np.arange(25) % 2, 30.0, -30.0)).deg)
    assert np.isnan(prior.read(np.full(25, np.nan)).deg)
    assert prior.read(np.full(25, 7.0)) == BendReading(7.0, 0.0)
