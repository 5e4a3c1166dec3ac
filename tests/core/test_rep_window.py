"""The ascent window: where the hips begin to rise, and where two fifths of their way are done."""

from __future__ import annotations

import numpy as np
import pytest

from formcheck.reps.rep_window import WINDOW_SHARE, hips_begin, window_end

RISE = np.concatenate([np.full(20, 0.5), np.linspace(0.5, 1.0, 51), np.full(10, 1.0)])
"""Hips at rest until sample 20, up by sample 70."""
LOCKOUT = len(RISE) - 1


def test_hips_begin_at_their_last_low_point_before_a_fifth_of_the_way():
    bob = RISE.copy()
    bob[15] = 0.45
    assert hips_begin(bob, 10, 24, LOCKOUT) == 15
    assert hips_begin(bob, 17, 24, LOCKOUT) == 17  # the bob is too early


@pytest.mark.parametrize("hip", [np.full(40, 0.5), np.full(40, np.nan)])
def test_hips_that_do_not_rise_or_are_not_seen_begin_at_lift_off(hip):
    assert hips_begin(hip, 5, 24, 39) == 24


def test_a_window_ends_when_its_share_of_the_way_is_done():
    way = RISE[20:]
    assert window_end(way) == round(WINDOW_SHARE * 50)
    assert window_end(np.where(np.arange(len(way)) == 5, np.nan, way)) == round(WINDOW_SHARE * 50)


@pytest.mark.parametrize("height", [np.full(9, 0.5), np.array([np.nan, 0.5, 1.0])])
def test_a_window_that_does_not_rise_or_whose_start_is_lost_has_no_end(height):
    assert window_end(height) is None
