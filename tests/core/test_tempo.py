"""Times down and up: a way that was not wholly seen has none."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from formcheck.findings.verdict import only_middle_seen
from formcheck.metrics import tempo
from tests import stick
from tests.observed import (
    analyzed,
    complete,
    faults,
    read,
    some_reps,
    value,
)

REPS = stick.paced(4)


@pytest.mark.parametrize("way_s", [0.8, 1.5, 3.0])
def test_tempo(way_s):
    rep = complete(analyzed(stick.film(stick.squat(stick.paced(2, way_s=way_s)))))[0]
    # the first and last 3 % of the way are rest: seen shorter, never longer
    for name in ("descent_s", "ascent_s"):
        assert 0.6 * way_s < value(rep, name) < 1.05 * way_s
    hips = stick.joints(stick.squat(REPS))["hip"][:, 1]
    assert value(rep, "hip_travel_torso") == pytest.approx(np.ptp(hips), abs=0.05)


def test_a_way_up_that_was_hardly_seen_has_no_time():
    window = read(stick.film(stick.squat(REPS))).windows[0]
    for frames, measured in ((6, False), (60, True)):
        (rep,) = tempo.measure([replace(window, end=window.turn + frames)])
        assert (rep["ascent_s"].value is not None) == measured
        assert rep["descent_s"].value is not None


@pytest.mark.parametrize("held_s", [0.0, 1.0, 3.0])
def test_a_pull_descends_from_where_it_is_lowered(held_s):
    """ "Descent 2.1 s ± 0.1 s" was half of it standing at the top."""
    (_, top, end), *_ = REPS
    track = stick.film(stick.deadlift(REPS))
    held = round(held_s * 30)
    places = np.repeat(
        np.arange(len(track.time_s)), np.where(np.isclose(track.time_s, top), held + 1, 1)
    )
    assert len(places) == len(track.time_s) + held
    arrays = {
        name: getattr(track, name)[places]
        for name in ("image_px", "depth_px", "visibility", "span")
    }
    longer = replace(track, time_s=np.arange(len(places)) / 30, **arrays)
    rep = complete(analyzed(longer))[0]
    down = rep.metrics["descent_s"]
    # the first and last 3 % of the way are rest, as in any tempo
    assert 0.6 * (end - top) < down.value < 1.05 * (end - top)
    assert down.at_s == pytest.approx(top + held_s + 0.1, abs=0.15)


def test_a_small_descent_is_whole_in_however_short_a_time_where_nothing_falls_faster():
    """A quarter squat that its reps began a tenth of a second before their bottom."""
    window = read(stick.film(stick.squat(REPS))).windows[0]
    assert tempo.descent_is_whole(replace(window, start=window.turn - 6))


def test_what_is_too_short_to_be_a_descent_is_no_advice_on_the_clip():
    """ "Keep the whole rep in the clip" was said of one in the middle of it."""
    window = read(stick.film(stick.squat(REPS))).windows[1]
    (rep,) = tempo.measure([replace(window, end=window.turn + 6)])
    assert rep["ascent_s"].reason_code == "too_short"
    assert rep["ascent_s"].advice == ""


@pytest.mark.parametrize(("way_s", "measured"), [(0.3, False), (0.6, True)])
def test_hips_that_go_down_faster_than_they_fall_have_no_time(way_s, measured):
    """An explainer jumps from standing to the bottom: no cut that is seen, and none is told."""
    reps = [(begin, begin + way_s, begin + way_s + 1.2) for begin in (2.0, 5.0, 8.0)]
    found = complete(analyzed(stick.film(stick.squat(reps))))
    assert len(found) == 3
    for rep in found:
        assert (rep.metrics["descent_s"].value is not None) is measured
        assert rep.metrics["ascent_s"].value is not None
        assert measured or rep.metrics["descent_s"].reason_code == "too_short"
        assert "uncontrolled_descent" not in faults(rep) or measured
        assert (rep.metrics["depth_thigh"].value is not None) is measured, "its end is no bottom"


def test_a_rep_cut_off_has_no_ascent():
    reps = stick.paced(2)
    track = stick.cut(stick.film(stick.squat(reps)), 0, reps[1][1] + 0.3)
    last = analyzed(track).reps[-1]
    assert not last.complete
    for name in ("ascent_s", "lean_gain_deg", "hip_lead_torso"):
        assert last.metrics[name].value is None
        assert last.metrics[name].not_assessed


@pytest.mark.parametrize(
    ("hidden", "metric", "said"),
    [
        (lambda time_s, a, b: time_s < a, "descent_s", "where the descent begins; keep your whole"),
        (lambda time_s, a, b: time_s > b, "ascent_s", "where the ascent ends; keep your whole"),
    ],
)
def test_who_is_lost_is_not_told_of_the_ends_of_their_clip(hidden, metric, said):
    """ "The clip begins within the ascent" stood under a rep three seconds into it."""
    (first, *_, last), track = REPS, stick.film(stick.squat(REPS))
    a, b = (rep[k] + 0.35 * (rep[k + 1] - rep[k]) for rep, k in ((first, 0), (last, 1)))
    b += 0.3 * (last[2] - last[1])
    lost = complete(analyzed(stick.unseen(track, hidden(track.time_s, a, b))))
    cut = complete(analyzed(stick.cut(track, a if metric == "descent_s" else 0, b)))
    place = 0 if metric == "descent_s" else -1
    assert said in lost[place].metrics[metric].not_assessed
    assert "the clip" in cut[place].metrics[metric].not_assessed
    assert lost[place].metrics[metric].reason_code == "cut_off"


def test_who_is_lost_before_and_after_a_rep_was_seen_in_its_middle_alone():
    """The sentences differ from those of a clip that begins and ends there; the state does not."""
    (start_s, turn_s, end_s), track = REPS[1], stick.film(stick.squat(REPS))
    a, b = start_s + 0.3 * (turn_s - start_s), end_s - 0.3 * (end_s - turn_s)
    (rep,) = some_reps(analyzed(stick.unseen(track, (track.time_s < a) | (track.time_s > b))))
    assert rep.complete
    assert only_middle_seen(rep)


def test_who_is_lost_at_the_bottom_was_hidden_there_and_not_cut_off_by_the_clip():
    """Descent and ascent then both lack their end: that is no rep seen in its middle alone."""
    window = read(stick.film(stick.squat(REPS))).windows[1]
    left = {name: at.copy() for name, at in window.motion.left.items()}
    left["hip"][window.turn + 1 :] = np.nan
    (rep,) = tempo.measure([replace(window, motion=replace(window.motion, left=left))])
    assert "where the descent ends" in rep["descent_s"].not_assessed
    assert [rep[name].reason_code for name in ("descent_s", "ascent_s")] == ["hidden", "cut_off"]


def test_a_camera_whose_motion_nobody_knows_widens_times_alone():
    """A hand's sway that could not be measured moved starts and ends of reps by 0.5 s."""
    window = read(stick.film(stick.squat(REPS))).windows[0]
    (known,) = tempo.measure([window])
    swaying = replace(window.motion, camera_known=False)
    (unknown,) = tempo.measure([replace(window, motion=swaying)])
    for name in ("descent_s", "ascent_s"):
        assert unknown[name].value == known[name].value
        assert unknown[name].uncertainty > 1.5 * known[name].uncertainty
