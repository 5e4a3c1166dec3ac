"""A proxy in place of the plate that hides the lifter's head, and what is read of it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from formcheck.extraction.clip_to_observation import extract_observation
from formcheck.extraction.inpainted_proxy import (
    HEAD,
    InpaintedProxy,
    PlatePlace,
    in_place_of_plate,
    proxy_for,
)
from formcheck.extraction.processes import WorkerPool
from formcheck.motion.cleaning import clean
from formcheck.observation.poses import ANKLES, HIPS, SHOULDERS, Landmark, PoseTrack
from formcheck.observation.tracks import no_bar
from formcheck.pipeline.options import Options
from formcheck.pose.model_store import find_model
from formcheck.video.info import probe
from formcheck.video.reading import Frame
from tests import stick
from tests.core.truth import true_clips
from tests.observed import analyzed, camera_of, complete, value

REPS = ((1.0, 2.0, 3.0), (4.0, 5.0, 6.0))
CLIP = Path(__file__).with_name("clips") / "plate_before_head.mp4"
CLIP_SHARE = 0.75  # its size over that of the rendered clip it is the beginning of
GRAY, PLATE_RADIUS = 200, 60.0


def drawn_at(x: float, y: float, toward: int = 1) -> InpaintedProxy:
    axes = (PLATE_RADIUS, PLATE_RADIUS)
    return InpaintedProxy(
        PlatePlace(np.array([0.4, 0.5, 0.6]), np.array([[x, y]] * 3), axes), toward
    )


def gym_picture(width: int = 320, height: int = 240) -> np.ndarray:
    return np.full((height, width, 3), GRAY, np.uint8)


def with_head_drawn(track: PoseTrack, where: np.ndarray) -> PoseTrack:
    visibility = track.visibility.copy()
    visibility[where, HEAD] = 0.0
    return replace(track, visibility=visibility)


@pytest.mark.parametrize("facing", [1, -1])
def test_a_head_behind_the_plate_wants_a_proxy_that_faces_the_lifters_way(facing):
    body = stick.squat(REPS)
    wanted = proxy_for(stick.film(body, facing=facing), stick.plate(body, facing=facing))
    assert wanted is not None
    assert wanted.toward == facing
    assert wanted.place.at(2.0) is not None


def test_pictures_that_show_a_body_upside_down_say_nothing_against_a_proxy():
    """Behind a plate bodies are turned over now and then, which is what the proxy is for."""
    body = stick.squat(REPS)
    track = stick.film(body)
    image = track.image_px.copy()
    turned = np.arange(len(track.time_s)) % 8 >= 3
    ankles = image[turned][:, ANKLES, 1].mean(axis=1)[:, None]
    image[turned, :, 1] = 2 * ankles - image[turned, :, 1]
    assert proxy_for(replace(track, image_px=image), stick.plate(body)) is not None
    image[:, :, 1] = image[turned][:1, :, 1]
    assert proxy_for(replace(track, image_px=image), stick.plate(body)) is None


@pytest.mark.parametrize(("lost", "wanted"), [(0.4, False), (0.7, True)])
def test_a_lifter_who_is_lost_while_the_bar_is_up_wants_a_proxy_that_brings_them_back(lost, wanted):
    """No joints say that a plate hides the head where it hides so much that nobody is found."""
    body = stick.squat(REPS)
    plate = stick.plate(body)
    track = stick.film(body)
    image = track.image_px.copy()
    image[:, :11, 1] -= 300.0  # guessed far above the plate
    track = replace(track, image_px=image)
    assert proxy_for(track, plate) is None
    rng = np.random.default_rng(1)
    gone = stick.unseen(track, rng.random(len(track.time_s)) < lost)
    proxy = proxy_for(gone, plate)
    assert (proxy is not None) == wanted
    if proxy is not None:
        assert proxy.lost
    aside = replace(plate, center_px=plate.center_px + np.array([1.5 * plate.radius_px, 0.0]))
    assert proxy_for(gone, aside) is None


def test_none_is_wanted_where_the_head_is_seen():
    body = stick.squat(REPS)
    aside = stick.plate(body, yaw_deg=25)
    assert proxy_for(stick.film(body, yaw_deg=25), aside) is None
    small = replace(stick.plate(body), radius_px=30.0)
    assert proxy_for(stick.film(body), small) is None
    assert proxy_for(stick.film(body), no_bar(body.time_s)) is None


def test_none_is_wanted_for_a_bar_in_the_hands():
    body = stick.deadlift(REPS)
    assert proxy_for(stick.film(body), stick.plate(body)) is None


def test_none_is_wanted_when_nobody_is_seen():
    body = stick.squat(REPS)
    nobody = stick.unseen(stick.film(body), np.ones(len(body.time_s), bool))
    assert proxy_for(nobody, stick.plate(body)) is None


def test_none_is_wanted_where_the_bar_was_last_followed_before_the_lifter_came():
    body = stick.standing(12.0)
    track, bar = stick.film(body), stick.plate(body)
    early = body.time_s < 4
    image_px, center_px = track.image_px.copy(), np.tile(bar.center_px[:1], (len(early), 1))
    image_px[early, :, 0] -= 300
    center_px[body.time_s < 2.8, 1] += 2
    center_px[~early] = np.nan
    assert proxy_for(replace(track, image_px=image_px), replace(bar, center_px=center_px)) is None


def test_a_phone_that_moves_up_and_down_changes_nothing():
    body = stick.squat(REPS)
    track, bar = stick.film(body), stick.plate(body)
    shift = np.stack([0 * body.time_s, 250 * np.sin(body.time_s)], axis=1)
    shaken = replace(track, image_px=(track.image_px + shift[:, None]).astype(np.float32))
    moved = replace(bar, center_px=bar.center_px + shift)
    wanted = proxy_for(shaken, moved, camera_of(track, shift))
    assert wanted is not None
    assert wanted.place.at(2.0) is not None


def test_a_back_is_not_judged_by_a_head_that_was_drawn():
    analysis = analyzed(headless(stick.deadlift(stick.paced(4))))
    for rep in complete(analysis):
        assert rep.metrics["upper_back_curl_deg"].not_assessed
        assert rep.metrics["back_rounding_deg"].not_assessed
        assert not rep.findings


def test_no_figure_is_drawn_while_the_bar_rests_in_the_rack():
    body = stick.squat(REPS)
    bar = stick.plate(body)
    away = body.time_s > 6.0
    track = stick.film(body)
    image_px = track.image_px.copy()
    image_px[away] += np.float32([500, 0])  # the lifter walks away from a bar that stays
    wanted = proxy_for(replace(track, image_px=image_px), bar)
    assert wanted is not None
    assert wanted.place.at(3.0) is not None
    assert wanted.place.at(float(body.time_s[-1])) is None


@pytest.mark.parametrize("toward", [1, -1])
def test_only_the_plate_is_painted_over_and_the_head_lies_ahead(toward):
    rgb = gym_picture()
    rows, columns = np.ogrid[:240, :320]
    plate = np.hypot(columns - 160, rows - 120) <= PLATE_RADIUS
    rgb[plate] = 20
    before = rgb.copy()
    shown = drawn_at(160, 120, toward).drawn(Frame(0.5, rgb)).rgb
    assert (rgb == before).all()
    outside = np.hypot(columns - 160, rows - 120) > 1.25 * PLATE_RADIUS
    assert (shown[outside] == before[outside]).all()
    assert shown[plate].min() > 100, "nothing of the dark plate is left"
    skin = np.argwhere(np.ptp(shown.astype(int), axis=2) > 40)
    assert toward * (skin[:, 1].mean() - 160) > 5
    assert skin[:, 0].mean() < 120 - 0.3 * PLATE_RADIUS


@settings(max_examples=40, deadline=None)
@given(st.floats(-300, 600), st.floats(-300, 600), st.floats(0.5, 400), st.sampled_from([1, -1]))
def test_a_plate_anywhere_of_any_size_leaves_a_picture(x, y, radius, toward):
    shown = in_place_of_plate(gym_picture(96, 64), (x, y), (radius, radius), toward)
    assert shown.shape == (64, 96, 3)
    assert shown.dtype == np.uint8


def test_pictures_without_a_plate_are_shown_as_they_are():
    frame = Frame(5.0, gym_picture())
    assert drawn_at(160, 120).drawn(frame) is frame


def test_a_body_under_the_bar_is_believed_one_upside_down_or_elsewhere_is_not():
    body = stick.squat(REPS)
    track, bar = stick.film(body), stick.plate(body)
    wanted = proxy_for(track, bar)
    assert wanted is not None
    pose = track.image_px[45]
    time_s = float(track.time_s[45])
    assert wanted.carries(pose, time_s)
    assert not wanted.carries(pose + np.float32([400, 0]), time_s)
    turned = pose.copy()
    turned[list(HIPS)] -= np.float32([0, 400])
    assert not wanted.carries(turned, time_s)


def test_nothing_is_known_of_a_head_that_was_drawn():
    body = stick.squat(REPS)
    first = body.time_s < 3.5
    cleaned = clean(with_head_drawn(stick.film(body), first))
    ears = cleaned.image_px[:, [Landmark.LEFT_EAR, Landmark.RIGHT_EAR], 0]
    assert np.isnan(ears[cleaned.time_s < 3.4]).all()
    assert np.isfinite(ears[cleaned.time_s > 3.6]).all()
    assert np.isfinite(cleaned.image_px[:, list(HIPS)]).all()


@pytest.mark.slow
def test_hips_and_knees_below_a_plate_that_hides_the_head_are_found():
    """Without the proxy the pose model loses this lifter for most of the way, and is far off."""
    found = extract_observation(CLIP, probe(CLIP), find_model(), WorkerPool(1))
    true = next(clip for clip in true_clips() if clip.name == "mix_10").track
    track = found.track
    assert track.seen.mean() > 0.9
    assert (track.visibility[track.seen][:, HEAD] == 0).all(axis=1).mean() > 0.9
    nearest = np.abs(true.time_s[None] - track.time_s[track.seen][:, None]).argmin(axis=1)
    expected = CLIP_SHARE * true.image_px[nearest]
    torso_px = np.median(np.ptp(expected[:, [SHOULDERS[0], HIPS[0]], 1], axis=1))
    for pair, most in ((HIPS, 0.25), ((Landmark.LEFT_KNEE, Landmark.RIGHT_KNEE), 0.2)):
        here = track.image_px[track.seen][:, list(pair)].mean(axis=1)
        apart = np.linalg.norm(here - expected[:, list(pair)].mean(axis=1), axis=1) / torso_px
        assert np.quantile(apart, 0.9) < most


def headless(body: stick.Body) -> PoseTrack:
    """A film of the body in which the head was drawn all the time."""
    return with_head_drawn(stick.film(body), np.ones(len(body.time_s), bool))


def test_the_head_is_not_judged_where_it_was_drawn():
    body = stick.squat(stick.paced(4))
    analysis = analyzed(headless(body), bar=stick.plate(body))
    assert "head_hidden" in [notice.code for notice in analysis.warnings]
    for rep in complete(analysis):
        assert rep.metrics["neck_change_deg"].value is None
        assert rep.metrics["lean_peak_deg"].value is not None


def test_a_shrug_is_told_by_the_bar_alone_where_head_and_shoulders_are_hidden():
    reps = stick.paced(4)
    body = stick.squat(reps)
    up = 0.09 * (body.time_s > reps[2][1])
    bar = stick.plate(body)
    bar = replace(bar, center_px=bar.center_px - np.stack([0 * up, 0.68 * up * 200], axis=1))
    shrugs = [value(rep, "shrug_torso") for rep in complete(analyzed(headless(body), bar=bar))]
    assert shrugs == pytest.approx([0, 0, 0.09, 0.09], abs=0.015)


@pytest.mark.parametrize(("count", "sure"), [(1, False), (4, True)])
def test_a_gain_read_off_the_bar_needs_other_reps_for_more_than_possible(count, sure):
    reps = stick.paced(count)
    body = stick.squat(reps, tip_deg=[12.0] * count)
    reps = complete(analyzed(headless(body), bar=stick.plate(body)))
    assert all(rep.metrics["lean_gain_deg"].value is not None for rep in reps)
    words = {f.confidence for r in reps for f in r.findings if f.fault == "good_morning"}
    assert ("possible" not in words) == sure or not words


def test_hips_that_are_lost_under_the_bar_make_no_gain():
    reps = stick.paced(4)
    body = stick.squat(reps)
    track = headless(body)
    image_px = track.image_px.copy()
    _, turn, end = reps[2]
    up = (body.time_s > turn) & (body.time_s < end)
    image_px[np.ix_(up, np.array(HIPS), [1])] -= np.float32(120)
    lost = replace(track, image_px=image_px)
    reps = complete(analyzed(lost, bar=stick.plate(body)))
    assert not any(f.fault == "good_morning" for rep in reps for f in rep.findings)
    gains = [rep.metrics["lean_gain_deg"] for rep in reps]
    assert gains[2].value is None or gains[2].uncertainty > gains[0].uncertainty
    assert gains[0].value == pytest.approx(0.0, abs=1.0)


@pytest.mark.parametrize(("lean_deg", "flagged"), [(44.0, False), (62.0, True)])
def test_shoulders_read_off_the_bar_make_no_lean_too_large(lean_deg, flagged):
    """As the pose model draws it, and less surely than where the head is seen."""
    body = stick.squat(stick.paced(4), lean_deg=lean_deg)
    bar, options = stick.plate(body), Options(lift="squat", variant="high_bar")
    sure = []
    for track in (stick.film(body), headless(body)):
        reps = complete(analyzed(track, options, bar=bar, runtime="mediapipe 0"))
        found = [f for rep in reps for f in rep.findings if f.fault == "excessive_lean"]
        assert len(found) == (len(reps) if flagged else 0)
        sure += [max(f.probability for f in found)] if flagged else []
    assert sure == sorted(sure, reverse=True)
