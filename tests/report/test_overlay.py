"""The annotated video: right times, right words at the right moment, plays everywhere."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import av
import numpy as np
import pytest
from numpy.typing import NDArray

from formcheck.analysis import Analysis
from formcheck.errors import CancelledError, VideoError
from formcheck.extraction.pose_cache import observe_or_load
from formcheck.jobs.spool import refusal
from formcheck.report import sketch
from formcheck.report.measured.moment import Clip
from formcheck.report.overlay import rep_span_s, write_overlay, write_rep_clip
from formcheck.report.tracks import Tracks
from formcheck.video.conversion import Lens
from formcheck.video.info import probe
from formcheck.video.reading import Frame, FrameReader
from tests.browser import NewPage
from tests.examples import good_morning_squat_set
from tests.report.stick_clip import SIZE, plain_clip
from tests.videos import write_video

FPS = 10.0


@pytest.fixture(scope="module")
def uneven_s(analysis: Analysis) -> list[float]:
    """Times as phones record them: now 50, now 150 ms apart."""
    steps = np.tile([0.05, 0.15, 0.1], round(analysis.clip.duration_s * FPS))
    times = np.concatenate([[0.0], np.cumsum(steps)])
    return [float(t) for t in times if t < analysis.clip.duration_s]


@pytest.fixture(scope="module")
def clip(tmp_path_factory: pytest.TempPathFactory, uneven_s: list[float]) -> Path:
    return plain_clip(tmp_path_factory.mktemp("clip") / "set.mp4", uneven_s)


@pytest.fixture(scope="module")
def overlay(
    clip: Path, tracks: Tracks, analysis: Analysis, tmp_path_factory: pytest.TempPathFactory
) -> Path:
    target = tmp_path_factory.mktemp("overlay") / "overlay.mp4"
    write_overlay(clip, tracks, analysis, target)
    return target


def near(rgb: NDArray[np.uint8], color: sketch.Color, tolerance: int = 45) -> NDArray[np.bool_]:
    return np.asarray((np.abs(rgb.astype(int) - color) <= tolerance).all(axis=-1))


def shows_flag(frame: Frame) -> bool:
    return int(near(frame.rgb, sketch.ALERT_DARK).sum()) > 150


def atoms(path: Path) -> list[str]:
    """Top-level boxes of an MP4, in order."""
    data, names, at = path.read_bytes(), [], 0
    while at < len(data):
        size = int.from_bytes(data[at : at + 4], "big")
        names.append(data[at + 4 : at + 8].decode("latin1"))
        at += size
    return names


def test_every_picture_keeps_its_time(overlay: Path, uneven_s: Sequence[float]) -> None:
    written = [frame.time_s for frame in FrameReader(overlay)]
    assert written == pytest.approx(uneven_s, abs=1e-3)


def test_it_is_what_every_browser_plays(overlay: Path) -> None:
    order = atoms(overlay)
    assert order.index("moov") < order.index("mdat")
    with av.open(str(overlay)) as container:
        stream = container.streams.video[0]
        assert stream.codec_context.name == "h264"
        assert stream.codec_context.pix_fmt == "yuv420p"
        assert stream.start_time == 0
        assert not container.streams.audio


def test_the_flag_is_up_from_its_moment_to_the_end_of_its_rep(
    overlay: Path, analysis: Analysis
) -> None:
    stretches = [
        (finding.at_s, max(rep.end_s or 0.0, finding.at_s + 1.5))
        for rep in analysis.reps
        for finding in rep.findings
    ]
    seen = {frame.time_s: shows_flag(frame) for frame in FrameReader(overlay)}
    for time_s, shown in seen.items():
        inside = any(start - 1e-3 <= time_s <= end + 1e-3 for start, end in stretches)
        assert shown == inside, time_s
    assert sum(seen.values()) > 20


def test_hip_and_chest_are_marked_where_the_lean_that_is_told_has_them(
    overlay: Path, tracks: Tracks, analysis: Analysis
) -> None:
    clip = Clip(tracks, analysis)
    for frame in FrameReader(overlay, start_s=13.0, end_s=15.0):
        for place in clip.at(frame.time_s).trunk or ():
            x, y = np.round(place).astype(int)
            patch = frame.rgb[y - 1 : y + 2, x - 1 : x + 2]
            assert near(patch, sketch.TEAL, 60).mean() > 0.5, (frame.time_s, place)


def test_nothing_is_drawn_where_the_lifter_is_not_seen(
    clip: Path, tracks: Tracks, analysis: Analysis, tmp_path: Path
) -> None:
    lost = (tracks.lifter.time_s > 3.0) & (tracks.lifter.time_s < 5.0)
    image_px = np.where(lost[:, None, None], np.nan, tracks.lifter.image_px).astype(np.float32)
    gone = replace(tracks.lifter, image_px=image_px, span=np.where(lost, -1, 0).astype(np.int16))
    write_overlay(clip, Tracks(gone), replace(analysis, reps=()), tmp_path / "o.mp4")
    for frame in FrameReader(tmp_path / "o.mp4", start_s=3.1, end_s=4.9):
        body = frame.rgb[40:]
        assert np.abs(body.astype(int) - 96).max() < 30, frame.time_s


@pytest.mark.parametrize("size", [(321, 241), (640, 361), (200, 1000)])
def test_odd_and_tall_pictures_become_even_and_small(
    size: tuple[int, int],
    tracks: Tracks,
    analysis: Analysis,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("formcheck.report.overlay.LENS", Lens(longest_px=300))
    # FFV1 stores odd sides, which H.264 in yuv420p cannot
    clip = tmp_path / "odd.mkv"
    times = [n / 10 for n in range(12)]
    pictures = (np.full((size[1], size[0], 3), 96, np.uint8) for _ in times)
    write_video(clip, times, size=size, codec="ffv1", pixel_format="bgr0", pictures=pictures)
    write_overlay(clip, tracks, analysis, tmp_path / "o.mp4")
    info = probe(tmp_path / "o.mp4")
    assert max(info.width_px, info.height_px) <= 300
    assert info.width_px % 2 == info.height_px % 2 == 0
    assert info.width_px / info.height_px == pytest.approx(size[0] / size[1], rel=0.05)
    assert info.frames == 12


def test_fast_clips_are_thinned_and_keep_their_length(
    tracks: Tracks, analysis: Analysis, tmp_path: Path
) -> None:
    clip = plain_clip(tmp_path / "fast.mp4", [n / 240 for n in range(480)])
    write_overlay(clip, tracks, analysis, tmp_path / "o.mp4")
    info = probe(tmp_path / "o.mp4")
    assert info.mean_fps == pytest.approx(60, abs=1)
    assert info.duration_s == pytest.approx(2.0, abs=1 / 30)


def test_a_video_that_was_drawn_on_is_no_clip_to_be_measured(
    clip: Path, tracks: Tracks, analysis: Analysis, tmp_path: Path
) -> None:
    """In a folder with README's `--overlay set_marked.mp4` a batch counted every set twice."""
    target = tmp_path / "set_marked.mp4"
    write_overlay(clip, tracks, analysis, target)
    with pytest.raises(VideoError, match=r"formcheck drew on set_marked\.mp4"):
        observe_or_load(target, use_cache=False, workers=1)
    told = refusal(target, "set_marked.mp4")
    assert told is not None
    assert told.hint == "Choose the clip it was made from."
    assert refusal(clip, "set.mp4") is None


def test_a_rep_as_a_clip_starts_at_zero_and_has_its_length(
    clip: Path, tracks: Tracks, analysis: Analysis, tmp_path: Path
) -> None:
    start_s, end_s = rep_span_s(analysis, 3)
    assert (start_s, end_s) == pytest.approx((8.7, 12.15), abs=1e-6)
    target = tmp_path / "drawn.mp4"
    write_rep_clip(clip, tracks, analysis, 3, target)
    frames = list(FrameReader(target))
    assert frames[0].time_s == 0
    assert probe(target).duration_s == pytest.approx(end_s - start_s, abs=0.16)
    assert any(map(shows_flag, frames))


def test_there_is_no_rep_nine(
    clip: Path, tracks: Tracks, analysis: Analysis, tmp_path: Path
) -> None:
    with pytest.raises(ValueError, match="no rep 9"):
        write_rep_clip(clip, tracks, analysis, 9, tmp_path / "o.mp4")


def test_progress_rises_to_one_and_stopping_leaves_nothing(
    clip: Path, tracks: Tracks, analysis: Analysis, tmp_path: Path
) -> None:
    told: list[float] = []
    write_overlay(clip, tracks, analysis, tmp_path / "a.mp4", on_progress=told.append)
    assert told == sorted(told)
    assert told[-1] == 1.0
    assert len(told) > 5
    with pytest.raises(CancelledError):
        write_overlay(clip, tracks, analysis, tmp_path / "b.mp4", should_stop=lambda: len(told) > 0)
    assert [path.name for path in tmp_path.iterdir()] == ["a.mp4"]


@pytest.mark.browser
def test_it_plays_in_a_browser(overlay: Path, new_page: NewPage, tmp_path: Path) -> None:
    page_file = overlay.with_name("page.html")
    page_file.write_text(f'<video src="{overlay.name}" muted></video>')
    page = new_page()
    page.goto(page_file.as_uri())
    length, reached, error = page.evaluate(
        """async () => {
            const video = document.querySelector("video");
            await video.play();
            await new Promise(done => setTimeout(done, 700));
            video.pause();
            const played = video.currentTime;
            video.currentTime = 12;
            await new Promise(done => video.addEventListener("seeked", done, {once: true}));
            return [video.duration, [played, video.currentTime], video.error];
        }"""
    )
    assert error is None
    assert length == pytest.approx(good_morning_squat_set().clip.duration_s, abs=0.2)
    assert reached[0] > 0.2
    assert reached[1] == pytest.approx(12)
    assert (
        tuple(
            page.evaluate(
                '[document.querySelector("video").videoWidth, '
                'document.querySelector("video").videoHeight]'
            )
        )
        == SIZE
    )
