"""A bar on the back as a witness of how far a squat's trunk tips."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from formcheck.metrics import lead
from formcheck.pose.track import Landmark as Lm
from tests import stick
from tests.observed import blazepose_read, complete, faults, value

REPS = stick.paced(4)
TIPS = [0.0, 0.0, 9.0, 0.0]


def test_a_trunk_that_tips_without_the_bar_on_it_was_misread():
    """Compared with the lifter's calm reps: a bar on the back lags when the chest does."""
    misread = stick.film(stick.squat(REPS, tip_deg=TIPS))
    calm = stick.plate(stick.squat(REPS))
    rep = complete(blazepose_read(misread, bar=calm))[2]
    for name in ("lean_gain_deg", "hip_lead_torso"):
        assert rep.metrics[name].value is None
        assert "shoulders and the bar do not move together" in (
            rep.metrics[name].not_assessed or ""
        )
    assert "good_morning" not in faults(rep)
    assert rep.metrics["neck_change_deg"].value is None


def test_a_trunk_that_tips_with_the_bar_on_it_is_a_good_morning():
    body = stick.squat(REPS, tip_deg=TIPS)
    reps = complete(blazepose_read(stick.film(body), bar=stick.plate(body)))
    assert [("good_morning" in faults(rep)) for rep in reps] == [False, False, True, False]
    assert all(rep.metrics["neck_change_deg"].value is not None for rep in reps)


def test_calm_reps_are_not_asked_whether_the_bar_lags():
    """Reps repeat within 3°, and so much says nothing."""
    body = stick.squat(REPS, tip_deg=[0.0, 0.0, 3.0, 0.0])
    reps = complete(blazepose_read(stick.film(body), bar=stick.plate(stick.squat(REPS))))
    assert all(rep.metrics["lean_gain_deg"].value is not None for rep in reps)


def test_one_rep_that_was_misread_as_calmer_takes_no_other_rep_away():
    """The bar contradicts what tips further than calm reps; a lone calm one may be wrong."""
    body = stick.squat(REPS, tip_deg=[-6.0, 0.0, 0.0, 0.0], lean_deg=45)
    bar = stick.plate(stick.squat(REPS, lean_deg=45))
    reps = complete(blazepose_read(stick.film(body), bar=bar))
    assert all(rep.metrics["lean_gain_deg"].value is not None for rep in reps[1:])


def one_side_lost(track):
    """The far shoulder drifts off on the way up of every rep: no trunk is read on that side."""
    image = track.image_px.copy()
    for _, turn, end in REPS:
        rising = np.clip((track.time_s - turn) / 0.4, 0, 1) * (track.time_s < end)
        image[:, Lm.LEFT_SHOULDER, 0] += (160 * rising).astype(np.float32)
    return replace(track, image_px=image)


def test_the_bar_alone_tells_a_good_morning_where_the_sides_disagree():
    body = stick.squat(REPS, tip_deg=TIPS, lean_deg=40)
    track = one_side_lost(stick.film(body))
    assert all(r.metrics["lean_gain_deg"].value is None for r in complete(blazepose_read(track)))
    reps = complete(blazepose_read(track, bar=stick.plate(body)))
    for rep, tip in zip(reps, TIPS, strict=True):
        gain = rep.metrics["lean_gain_deg"]
        assert gain.value == pytest.approx(tip, abs=gain.uncertainty)
    assert ["good_morning" in faults(rep) for rep in reps] == [False, False, True, False]
    assert [f.confidence for f in reps[2].findings if f.fault == "good_morning"] == ["possible"]


def test_a_bar_that_is_nowhere_alike_tells_nothing_alone():
    body = stick.squat(REPS, tip_deg=[0.0, 8.0, 16.0, 24.0], lean_deg=40)
    reps = complete(blazepose_read(one_side_lost(stick.film(body)), bar=stick.plate(body)))
    assert all(rep.metrics["lean_gain_deg"].value is None for rep in reps)


def test_the_bar_has_a_say_in_a_gain_that_joints_read_too_small():
    """As pose models do, which flatten fast changes."""
    seen = stick.film(stick.squat(REPS, tip_deg=[0.0, 0.0, 4.0, 0.0], lean_deg=40))
    bar = stick.plate(stick.squat(REPS, tip_deg=[0.0, 0.0, 10.0, 0.0], lean_deg=40))
    alone = value(complete(blazepose_read(seen))[2], "lean_gain_deg")
    both = value(complete(blazepose_read(seen, bar=bar))[2], "lean_gain_deg")
    assert alone == pytest.approx(4, abs=1)
    assert alone + 1 < both < 8


def test_a_bar_that_lags_far_more_than_the_trunk_tips_leaves_the_gain_open():
    seen = stick.film(stick.squat(REPS, lean_deg=40))
    bar = stick.plate(stick.squat(REPS, tip_deg=[0.0, 0.0, 16.0, 0.0], lean_deg=40))
    reps = complete(blazepose_read(seen, bar=bar))
    assert [r.metrics["lean_gain_deg"].value is None for r in reps] == [False, False, True, False]


@given(st.floats(10, 70), st.floats(-15, 15))
def test_gain_and_lead_say_the_same(lean_deg, gain_deg):
    leads_by = lead.lead_of_gain(lean_deg, gain_deg)
    if lean_deg + gain_deg >= 0:
        assert lead.gain_of_lead(lean_deg, leads_by) == pytest.approx(gain_deg, abs=1e-6)
