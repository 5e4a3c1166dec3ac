"""Stills show the lifter, the moment, and the words that belong to it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from formcheck.analysis import Analysis
from formcheck.errors import VideoError
from formcheck.report import sketch
from formcheck.report.overlay_frame import Annotator
from formcheck.report.still import (
    LEAST_SIDE_PX,
    finding_still,
    render_still,
    stills,
    thumbnail,
)
from formcheck.report.tracks import Tracks
from formcheck.video.reading import FrameReader
from tests.examples import all_examples
from tests.report.stick_clip import plain_clip


@pytest.fixture(scope="module")
def clip(tmp_path_factory: pytest.TempPathFactory, analysis: Analysis) -> Path:
    times = [n / 5 for n in range(round(analysis.clip.duration_s * 5))]
    return plain_clip(tmp_path_factory.mktemp("clip") / "set.mp4", times)


def picture(jpeg: bytes) -> NDArray[np.uint8]:
    bgr = cv2.imdecode(np.frombuffer(jpeg, np.uint8), cv2.IMREAD_COLOR)
    assert bgr is not None
    return np.asarray(bgr[..., ::-1], np.uint8)


def count(rgb: NDArray[np.uint8], color: sketch.Color) -> int:
    return int((np.abs(rgb.astype(int) - color) < 50).all(axis=-1).sum())


def test_the_flag_is_on_the_still_of_its_moment_even_between_two_pictures(
    clip: Path, tracks: Tracks, analysis: Analysis
) -> None:
    finding = analysis.reps[2].findings[0]
    assert abs(finding.at_s * 5 - round(finding.at_s * 5)) > 0.05, "not the time of a picture"
    rgb = picture(render_still(clip, tracks, analysis, finding.at_s))
    assert count(rgb, sketch.ALERT_DARK) > 100
    assert count(rgb, sketch.ALERT) > 100
    steady = picture(render_still(clip, tracks, analysis, analysis.reps[0].turn_s or 0.0))
    assert count(steady, sketch.ALERT_DARK) == 0
    assert count(steady, sketch.TEAL) > 100


def test_a_close_up_is_smaller_than_the_picture_and_shows_the_lifter(
    clip: Path, tracks: Tracks, analysis: Analysis
) -> None:
    near = picture(render_still(clip, tracks, analysis, 2.0, words=False))
    frame = next(frame for frame in FrameReader(clip) if frame.time_s > 1.99)
    whole = Annotator(tracks, analysis, words=False, strip=False).draw(frame)
    assert whole.shape[:2] == (240, 320)
    assert near.shape[1] < 250
    assert count(near, sketch.TEAL) == pytest.approx(count(whole, sketch.TEAL), rel=0.3)


def test_a_close_up_of_a_small_lifter_is_enlarged_until_words_leave_room(
    clip: Path, tracks: Tracks, analysis: Analysis
) -> None:
    """Of a lifter of a hundred pixels the picture was one label, with the lines behind it."""
    rep = analysis.reps[4]

    def drawn(max_side_px: int) -> NDArray[np.uint8]:
        return picture(
            finding_still(
                clip, tracks, analysis, rep.findings[0], rep.number, max_side_px=max_side_px
            )
        )

    large = drawn(720)
    assert min(large.shape[:2]) == pytest.approx(LEAST_SIDE_PX, abs=2)
    # lines and words grow with the picture: a shape of its own color is where it was
    shoulder = sketch.ALERT
    (y, x), (small_y, small_x) = (
        np.argwhere((np.abs(rgb.astype(int) - shoulder) < 50).all(axis=-1)).mean(axis=0)
        / rgb.shape[:2]
        for rgb in (large, drawn(160))
    )
    assert (y, x) == pytest.approx((small_y, small_x), abs=0.05)
    assert max(drawn(160).shape[:2]) <= 160, "never larger than was asked for"


def test_the_worst_moments_come_first_one_for_each_rep(
    clip: Path, tracks: Tracks, analysis: Analysis
) -> None:
    shown = list(stills(clip, tracks, analysis))
    assert [still.rep for still in shown] == [5, 3]
    assert shown[0].caption == analysis.reps[4].findings[0].message


def test_no_words_cover_what_a_still_shows(clip: Path, tracks: Tracks, analysis: Analysis) -> None:
    """On a small close-up the rep and the fault took half of it; both stand beside it."""
    rep = analysis.reps[4]
    shown = (rep, rep.findings[0])

    def drawn(*, words: bool) -> NDArray[np.uint8]:
        frame = next(each for each in FrameReader(clip) if each.time_s >= shown[1].at_s)
        return Annotator(tracks, analysis, words=words, strip=False, finding=shown).draw(frame)

    bare, said = drawn(words=False), drawn(words=True)
    changed = (bare != said).any(axis=-1).mean()
    assert 0 < changed < 0.06, "the angle on its line, and no more"


def test_a_thumbnail_is_small(clip: Path, tracks: Tracks, analysis: Analysis) -> None:
    small = thumbnail(clip, tracks, analysis)
    assert small is not None
    assert max(picture(small).shape) <= 240
    assert len(small) < 12_000


def test_without_a_lifter_there_is_no_thumbnail(clip: Path, tracks: Tracks) -> None:
    gone = replace(
        tracks.lifter,
        image_px=np.full_like(tracks.lifter.image_px, np.nan),
        span=np.full_like(tracks.lifter.span, -1),
    )
    assert thumbnail(clip, Tracks(gone), all_examples()["no_person_seen"]) is None


def test_the_last_picture_can_be_a_still(clip: Path, tracks: Tracks, analysis: Analysis) -> None:
    assert picture(render_still(clip, tracks, analysis, analysis.clip.duration_s)).size


def test_a_moment_after_the_end_is_refused(clip: Path, tracks: Tracks, analysis: Analysis) -> None:
    with pytest.raises(VideoError, match=r"set\.mp4"):
        render_still(clip, tracks, analysis, 99.0)
