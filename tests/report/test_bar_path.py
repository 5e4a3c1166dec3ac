"""The bar's path is drawn where the plate was tracked, as if the camera had stood still."""

from __future__ import annotations

from dataclasses import replace
from html import escape
from xml.etree import ElementTree

import numpy as np
import pytest

from formcheck.observation.tracks import BarTrack
from formcheck.report import sketch
from formcheck.report.bar_path import (
    BAR_WORDS,
    bar_paths,
    bar_paths_svg,
    described,
    paint_bar_paths,
    up_and_down,
    words_below,
)
from formcheck.report.html import render_html
from formcheck.report.measured.moment import Clip
from tests.observed import camera_of
from tests.report.measured_clip import TIMES_S, clip_of, finding, poses, set_of


def followed(lost: tuple[float, float] | None = None, sway_px: float = 0.0) -> Clip:
    """A bar that goes down 200 px and up again in both reps, `sway_px` to the side on the way."""
    phase = np.clip(np.minimum(np.abs(TIMES_S - 2.0), np.abs(TIMES_S - 6.0)), 0.0, 1.0)
    y = 500.0 - 200.0 * phase
    x = 560.0 + sway_px * np.sin(np.pi * phase)
    center = np.stack([x, y], axis=1)
    if lost:
        center[(lost[0] < TIMES_S) & (lost[1] > TIMES_S)] = np.nan
    bar = BarTrack(TIMES_S, center, 60.0, 1.0, np.ones(len(TIMES_S), np.float32))
    return clip_of(set_of(finding("lean_peak_deg", 50.0, "deg")), bar)


def test_every_rep_in_which_the_plate_was_followed_has_its_path() -> None:
    one, two = bar_paths(followed())
    assert (one.rep, two.rep) == (1, 2)
    assert np.ptp(one.center_px[:, 1]) == pytest.approx(200.0)
    up, down = up_and_down(one, down_first=True)
    assert one.center_px[up][0, 1] > one.center_px[up][-1, 1]
    assert one.center_px[down][0, 1] < one.center_px[down][-1, 1]


def test_a_rep_in_which_it_was_lost_has_none_and_a_gap_is_a_gap() -> None:
    assert [path.rep for path in bar_paths(followed(lost=(1.2, 2.8)))] == [2]
    short = bar_paths(followed(lost=(1.5, 2.0)))
    assert [len(path.runs()) for path in short] == [2, 1]


def test_what_was_followed_is_no_bar_where_somebody_said_that_there_is_none() -> None:
    clip = followed()
    lift = replace(clip.analysis.lift, name="squat", variant="bodyweight")
    assert bar_paths(Clip(clip.tracks, replace(clip.analysis, lift=lift))) == ()


def zigzag(clip: Clip, cm: float) -> Clip:
    """Places that are off by so much to the left and right in turn (the plate has 60 px)."""
    center = clip.tracks.bar.center_px.copy()
    center[:, 0] += np.where(np.arange(len(center)) % 2, 1, -1) * cm * 60.0 / 22.5
    bar = replace(clip.tracks.bar, center_px=center)
    return Clip(replace(clip.tracks, bar=bar), clip.analysis)


def test_a_path_that_zigzags_by_centimeters_is_not_drawn_and_by_millimeters_is_smoothed() -> None:
    straight = followed()
    true = bar_paths(straight)
    assert bar_paths(zigzag(straight, 1.0)) == ()
    for path, truth in zip(bar_paths(zigzag(straight, 0.12)), true, strict=True):
        off_cm = (path.center_px - truth.center_px)[2:-2, 0] * 22.5 / 60.0
        assert np.abs(off_cm).max() < 0.1
        assert np.array_equal(path.center_px[:, 1], truth.center_px[:, 1])
    for path, truth in zip(bar_paths(zigzag(straight, 0.02)), true, strict=True):
        assert np.array_equal(path.center_px[:, 1], truth.center_px[:, 1])


def test_a_moving_camera_is_no_path() -> None:
    clip = followed()
    lifter = poses()
    sway = np.stack([10 * np.sin(TIMES_S), 0 * TIMES_S], axis=1)
    moved = clip.tracks.bar.center_px + sway
    bar = replace(clip.tracks.bar, center_px=moved)
    tracks = replace(clip.tracks, bar=bar, camera=camera_of(lifter, sway))
    one, _ = bar_paths(Clip(tracks, clip.analysis))
    assert np.ptp(one.center_px[:, 0]) < 0.01


def test_the_path_grows_with_the_rep() -> None:
    clip = followed()
    drawn = []
    for time_s in (0.9, 1.5, 2.5):
        rgb = np.full((720, 1280, 3), 96, np.uint8)
        paint_bar_paths(rgb, bar_paths(clip), clip.at(time_s), lambda point: point, 4)
        drawn.append(int((rgb == sketch.SKY).all(axis=-1).sum()))
    assert drawn[0] == 0
    assert 200 < drawn[1] < drawn[2]


def test_the_picture_names_each_rep_and_marks_the_flagged_one() -> None:
    clip = followed(sway_px=20.0)
    svg = bar_paths_svg(clip.analysis, bar_paths(clip), chosen=2)
    tree = ElementTree.fromstring(svg)
    names = [text.text for text in tree.iter("{http://www.w3.org/2000/svg}text")]
    assert names == ["Rep 1", "Rep 2 !"]
    assert len(list(tree.iter("{http://www.w3.org/2000/svg}rect"))) == 1
    assert "1, 2" in tree.attrib["aria-label"]


def test_the_report_shows_the_paths_with_the_signs_of_the_page() -> None:
    clip = followed(sway_px=20.0)
    page = render_html(clip.analysis, bar_paths=bar_paths(clip))
    assert escape(described(bar_paths(clip))) in page
    assert BAR_WORDS in page
    assert BAR_WORDS not in render_html(clip.analysis)


def test_a_rep_without_a_path_is_named_below_the_picture() -> None:
    """Of our own sample half of the reps were missing, a flagged one too, without a word."""
    whole, lost = followed(), followed(lost=(1.2, 2.8))
    assert words_below(whole.analysis, bar_paths(whole)) == BAR_WORDS
    said = words_below(lost.analysis, bar_paths(lost))
    assert said.startswith("Not drawn: rep 1, where the plate was not tracked well enough.")
    assert escape(said) in render_html(lost.analysis, bar_paths=bar_paths(lost))


def test_a_path_of_a_rep_that_is_perhaps_faulty_is_no_flagged_one() -> None:
    clip = followed()
    steady, flagged = clip.analysis.reps
    reps = (
        steady,
        replace(flagged, findings=(replace(flagged.findings[0], confidence="possible"),)),
    )
    svg = bar_paths_svg(replace(clip.analysis, reps=reps), bar_paths(clip))
    assert "Rep 2 ?<" in svg
    assert "!" not in svg
