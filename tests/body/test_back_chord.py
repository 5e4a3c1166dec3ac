"""The chord along a back, from silhouettes whose lean is known."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from formcheck.body.instruments import back_chord
from formcheck.body.measurements import RearEdge
from formcheck.observation.tracks import ROWS

SEAT = 0.8
"""Above the ankles, torso lengths."""
TIMES = np.arange(0.0, 1.0, 0.1)
START_S, END_S, HIP_RISE = 0.3, 0.8, 0.25


def edges(
    leans_deg: np.ndarray, seats: np.ndarray, *, yaw_deg: float = 0.0, noise: float = 0.0
) -> RearEdge:
    """Round seats, and straight backs above them that are 1.2 torso lengths long."""
    random = np.random.default_rng(3)
    across, up = [], []
    for lean, seat in zip(np.radians(leans_deg), seats, strict=True):
        top = seat + 1.2 * np.cos(lean)
        height = np.linspace(top, 0.0, ROWS)
        above = (height - seat) * np.tan(lean) * np.cos(np.radians(yaw_deg))
        below = 0.9 * (seat - height) ** 2
        across.append(np.where(height >= seat, above, below))
        up.append(height)
    across_, up_ = np.array(across), np.array(up)
    across_ += random.normal(0, noise, across_.shape)
    return RearEdge(TIMES, across_, up_, up_ > 0.3)


def gain(edge: RearEdge, yaw_deg: float = 0.0, hip_rise_torso: float = HIP_RISE) -> float:
    return back_chord(edge, yaw_deg).gain_deg(START_S, END_S, hip_rise_torso)


def rising(tip_deg: float, from_deg: float = 55.0) -> tuple[np.ndarray, np.ndarray]:
    """Leans and seats of a pull whose back tips by so much until the end of its window."""
    share = np.clip((TIMES - START_S) / (END_S - START_S), 0.0, 1.0)
    return from_deg + tip_deg * share, SEAT + HIP_RISE * share


@given(
    tip=st.floats(-15.0, 15.0), lean=st.floats(40.0, 60.0), yaw=st.sampled_from([0.0, 20.0, 40.0])
)
def test_a_straight_back_gives_its_lean_and_its_gain_from_any_side(tip, lean, yaw):
    leans, seats = rising(tip, lean)
    outline = back_chord(edges(leans, seats, yaw_deg=yaw), yaw)
    assert outline.lean_deg == pytest.approx(leans, abs=1.0)
    # frames of 0.08 s around the end of the window: one of them
    assert outline.gain_deg(START_S, END_S, HIP_RISE) == pytest.approx(tip, abs=1.0)


@pytest.mark.parametrize("noise", [0.002, 0.005, 0.01])
def test_noise_of_the_mask_costs_little(noise):
    assert gain(edges(*rising(8.0), noise=noise)) == pytest.approx(8.0, abs=60 * noise + 1.0)


def test_a_seat_that_stays_while_the_hips_rise_is_a_rack():
    leans, seats = rising(8.0)
    assert np.isnan(gain(edges(leans, np.full_like(seats, SEAT))))
    leaping = np.where(TIMES > START_S, SEAT + 4 * HIP_RISE, SEAT)
    assert np.isnan(gain(edges(leans, leaping)))


def test_calves_are_no_seat():
    leans, seats = rising(8.0)
    edge = edges(leans, seats)
    across = edge.across.copy()
    across[:, (edge.up[0] > 0.3) & (edge.up[0] < 0.45)] = -2.0
    assert gain(RearEdge(edge.time_s, across, edge.up, edge.of_lifter)) == pytest.approx(
        8.0, abs=1.0
    )


def test_a_back_that_leaps_from_one_picture_to_the_next_is_none():
    leans, seats = rising(8.0)
    leans[5] = 85.0
    assert np.isnan(gain(edges(leans, seats)))


def test_what_happens_beside_the_window_changes_nothing():
    leans, seats = rising(8.0)
    leans[0], leans[-1] = 10.0, 20.0
    assert gain(edges(leans, seats)) == pytest.approx(8.0, abs=1.0)


def test_nothing_is_read_where_no_contour_was():
    leans, seats = rising(8.0)
    edge = edges(leans, seats)
    unknown = np.full_like(edge.across, np.nan)
    assert np.isnan(gain(RearEdge(edge.time_s, unknown, edge.up, np.isfinite(unknown))))
    short = np.where(edge.up < SEAT + 0.3, edge.across, np.nan)
    assert np.isnan(
        gain(RearEdge(edge.time_s, short, edge.up, edge.of_lifter & np.isfinite(short)))
    )
