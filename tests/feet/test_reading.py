"""From pictures of a shoe to how far its heel rose."""

from __future__ import annotations

import math
from dataclasses import replace
from functools import cache

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from formcheck.feet.reading import read_heel_rise
from formcheck.observation.tracks import HeelRise
from formcheck.thresholds import Thresholds
from formcheck.video.reading import Frame
from tests.feet.drawn import Scene, covering, filmed, lifting, squat_track, the_dip

pytestmark = pytest.mark.long

LIMITS = Thresholds()
DIP = the_dip()


def read(scene: Scene, **how: float) -> HeelRise:
    return read_heel_rise(filmed(DIP, scene, **how), DIP)  # type: ignore[arg-type]


def rise(scene: Scene, **how: float) -> float:
    found = read(scene, **how)
    assert found.rise_torso is not None, found.why_not
    return found.rise_torso


@pytest.mark.parametrize("peak", [0.0, 0.03, 0.06, 0.09, 0.13])
@pytest.mark.parametrize("fps", [12.5, 15.0, 22.0])
def test_a_heel_that_turns_up_by_a_known_angle(peak: float, fps: float) -> None:
    found = read(Scene(rise=lifting(peak)), fps=fps)
    assert found.rise_torso == pytest.approx(peak, abs=0.012)
    assert abs(found.rise_torso - peak) < found.uncertainty_torso
    assert (found.start_s, found.turn_s, found.end_s) == (DIP.start_s, DIP.turn_s, DIP.end_s)


def test_facing_the_other_way_reads_the_same() -> None:
    dip = the_dip(squat_track(facing=-1))
    found = read_heel_rise(filmed(dip, Scene(rise=lifting(0.09))), dip)
    assert found.rise_torso == pytest.approx(0.09, abs=0.012)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    sway=st.floats(0, 8),
    roll=st.floats(-1.5, 1.5),
    pace_hz=st.floats(0.1, 0.7),
    seed=st.integers(0, 99),
)
def test_a_planted_shoe_is_never_over_the_limit(
    sway: float, roll: float, pace_hz: float, seed: int
) -> None:
    """However the phone sways in the hand and rolls, back and forth."""

    found = read(held_in_a_hand(Scene(), sway, roll, pace_hz), seed=seed)
    if found.rise_torso is not None:
        assert found.rise_torso < LIMITS.heel_lift_torso
        assert found.rise_torso - found.uncertainty_torso < LIMITS.heel_lift_surely_torso


def held_in_a_hand(scene: Scene, sway_px: float, roll_deg: float, pace_hz: float) -> Scene:
    """The scene as a phone films it that sways and rolls back and forth."""

    def wave(time_s: float) -> float:
        return math.sin(2 * math.pi * pace_hz * (time_s - DIP.start_s))

    return replace(
        scene,
        sway_px=lambda t: (sway_px * wave(t), 0.5 * sway_px * wave(1.3 * t)),
        roll_deg=lambda t: roll_deg * wave(t),
    )


def test_a_shoe_that_goes_behind_something_is_hidden() -> None:
    hiding = covering(slice(0, None), DIP.start_s + 0.4, DIP.end_s)
    assert read(Scene(rise=lifting(0.1), over=hiding)).why_not == "hidden"


def test_a_shoe_without_anything_on_it_is_not_judged() -> None:
    """What is tracked then is the camera's noise, which is soon lost."""
    plain = Scene(texture=0.0, over=lambda picture, _: picture.fill(90))
    assert read(plain).why_not in ("too_plain", "hidden")
    black = [replace(f, pixels=np.zeros_like(f.pixels)) for f in filmed(DIP, Scene())]
    assert read_heel_rise(black, DIP).why_not == "too_plain"


PLAIN = Scene(texture=0.0, shoe=200.0, floor=70.0, floor_texture=2.0, wall_above=0.25)
"""A white shoe without a mark on it, on a dark floor."""


@pytest.mark.parametrize("facing", [1, -1])
@pytest.mark.parametrize("peak", [0.06, 0.09, 0.13])
def test_the_heel_of_a_plain_shoe_is_read_off_its_shape(peak: float, facing: int) -> None:
    dip = the_dip(squat_track(facing=facing))
    frames = filmed(dip, replace(PLAIN, rise=lifting(peak)))
    found = read_heel_rise(frames, dip)
    assert found.rise_torso == pytest.approx(peak, abs=0.02)
    assert abs(found.rise_torso - peak) < found.uncertainty_torso


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(sway=st.floats(0, 6), roll=st.floats(-1, 1), pace_hz=st.floats(0.1, 0.5))
def test_a_plain_shoe_that_stays_down_is_never_over_the_limit(
    sway: float, roll: float, pace_hz: float
) -> None:
    found = read(held_in_a_hand(PLAIN, sway, roll, pace_hz))
    if found.rise_torso is not None:
        assert found.rise_torso < LIMITS.heel_lift_torso


def test_a_plain_shoe_behind_something_is_not_judged() -> None:
    hiding = covering(slice(0, None), DIP.start_s + 0.4, DIP.end_s)
    assert read(replace(PLAIN, rise=lifting(0.1), over=hiding)).rise_torso is None
    half = covering(slice(0, 85), DIP.start_s + 0.4, DIP.end_s)
    assert read(replace(PLAIN, rise=lifting(0.1), over=half)).rise_torso is None


@pytest.mark.parametrize("at_s", [1.75, 2.2, 3.2])
def test_a_plain_shoe_that_is_covered_for_a_moment_is_read_all_the_same(at_s: float) -> None:
    passing = covering(slice(0, None), at_s, at_s + 0.1)
    found = read(replace(PLAIN, rise=lifting(0.09), over=passing))
    assert found.rise_torso == pytest.approx(0.09, abs=0.02)


def test_a_plain_shoe_that_stays_up_is_not_judged() -> None:
    up = lifting(0.09)
    stays = replace(PLAIN, rise=lambda t: up(t) if t < DIP.turn_s else 0.09)
    assert read(stays).rise_torso is None


def test_of_a_shoe_as_dark_as_the_floor_nothing_is_said() -> None:
    """Its picture fits the later ones whatever it does."""
    for peak in (0.0, 0.09):
        dark = Scene(rise=lifting(peak), texture=0.0, shoe=62.0, floor=60.0, floor_texture=0.0)
        assert read(dark).rise_torso is None


def test_a_heel_that_is_up_before_the_dip_is_not_judged() -> None:
    down = lifting(0.09)
    assert read(Scene(rise=lambda t: 0.09 - down(t))).why_not == "up_before"


def test_a_heel_that_stays_up_is_not_judged() -> None:
    up = lifting(0.09)
    stays = Scene(rise=lambda t: up(t) if t < DIP.turn_s else 0.09)
    assert read(stays).why_not == "stays_up"


def test_a_phone_that_is_turned_away_is_no_heel() -> None:
    away = Scene(sway_px=lambda t: (150 * lifting(0.2)(t), 0.0), rise=lifting(0.08))
    assert read(away).why_not == "moved"


def test_what_turns_about_the_ankle_is_no_heel() -> None:
    shank = Scene(rise=lifting(0.12), about=(0.25, 0.3))
    assert read(shank).why_not == "not_a_heel"


def test_a_few_pictures_are_not_enough() -> None:
    frames = filmed(DIP, Scene(rise=lifting(0.1)))
    assert read_heel_rise(frames[::8], DIP).why_not == "too_few_pictures"
    assert read_heel_rise([], DIP).why_not == "too_few_pictures"


def test_a_larger_lift_reads_larger() -> None:
    read_off = [rise(Scene(rise=lifting(peak))) for peak in np.linspace(0, 0.14, 8)]
    assert read_off == sorted(read_off)


def test_a_rise_has_a_value_or_a_reason() -> None:
    with pytest.raises(ValueError, match="either"):
        HeelRise(0.0, 1.0, 2.0)
    with pytest.raises(ValueError, match="either"):
        HeelRise(0.0, 1.0, 2.0, 0.1, 0.02, "hidden")
    with pytest.raises(ValueError, match="uncertainty"):
        HeelRise(0.0, 1.0, 2.0, 0.1)


@cache
def pictures() -> list[Frame]:
    return filmed(DIP, Scene(rise=lifting(0.09)))


@settings(max_examples=30, deadline=None)
@given(times=st.tuples(*[st.floats(0, 6)] * 3), count=st.integers(0, 9))
def test_times_in_no_order_and_missing_pictures_are_no_crash(
    times: tuple[float, float, float], count: int
) -> None:
    """Poses that leap give dips that turn before they start."""
    start_s, turn_s, end_s = times
    odd = replace(DIP, start_s=start_s, turn_s=turn_s, end_s=end_s)
    found = read_heel_rise(pictures()[:: max(1, 10 - count)][: 20 * count], odd)
    assert (found.rise_torso is None) == (found.why_not is not None)
