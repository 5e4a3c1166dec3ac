"""Reading clips: awkward files made on the spot, OpenCV as the second opinion."""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
import pytest

from formcheck.errors import VideoError
from formcheck.extraction.bar_and_feet import BAR_GAP_S
from formcheck.video.conversion import Lens
from formcheck.video.file import breaks_off
from formcheck.video.info import key_times, probe
from formcheck.video.reading import FrameReader
from tests.videos import (
    DISTINCT,
    HEIGHT,
    WIDTH,
    cut_short,
    even_times,
    number_in,
    picture,
    scribble,
    write_sound,
    write_video,
)

HEVC = {"codec": "libx265", "options": {"x265-params": "log-level=none"}}
KINDS = {
    "clip.mp4": {},
    "clip.mov": {},
    "clip.m4v": {},
    "clip.mkv": {},
    "hevc.mp4": HEVC,
    "clip.webm": {"codec": "libvpx-vp9"},
    "xvid.avi": {"codec": "mpeg4"},
    "reordered.avi": {},  # pictures stored in another order than shown, without times
    "odd.mkv": {"size": (161, 97), "pixel_format": "yuv444p"},
    "ten_bit.mp4": {"pixel_format": "yuv420p10le"},
    "sound.mp4": {"sound": True},
    "camcorder.mts": {"options": {"g": "15"}},  # no list of key frames
    "one_key.ts": {},
}


@pytest.mark.parametrize("name", KINDS)
def test_every_kind_gives_every_picture_in_order_at_its_time(tmp_path: Path, name: str) -> None:
    clip = write_video(tmp_path / name, even_times(40), **KINDS[name])
    info, frames = probe(clip), list(FrameReader(clip))
    assert [number_in(f.rgb) for f in frames] == list(range(40))
    np.testing.assert_allclose([f.time_s for f in frames], even_times(40), atol=1e-3)
    assert info.frames == 40
    assert info.duration_s == pytest.approx(40 / 30, abs=2e-3)
    assert info.mean_fps == pytest.approx(30, rel=2e-3)
    assert not info.variable_frame_rate
    assert not info.truncated
    assert (info.width_px, info.height_px) == frames[0].rgb.shape[1::-1]


@pytest.mark.parametrize("name", ["clip.mp4", "hevc.mp4", "clip.webm", "xvid.avi", "clip.mkv"])
def test_pixels_are_those_opencv_reads(tmp_path: Path, name: str) -> None:
    clip = write_video(tmp_path / name, even_times(12), **KINDS[name])
    capture = cv2.VideoCapture(str(clip))
    for frame in FrameReader(clip):
        good, bgr = capture.read()
        assert good
        np.testing.assert_allclose(frame.rgb[..., ::-1].astype(int), bgr, atol=2)
    assert not capture.read()[0]


@pytest.mark.parametrize("turn_deg", [0, 90, 180, 270])
def test_rotation_is_applied_as_opencv_applies_it(tmp_path: Path, turn_deg: int) -> None:
    clip = write_video(tmp_path / "turned.mp4", even_times(3), rotation_deg=turn_deg)
    info = probe(clip)
    upright = np.rot90(picture(0), k=-turn_deg // 90)
    frame = next(FrameReader(clip))
    assert info.rotation_deg == turn_deg
    assert (info.height_px, info.width_px) == upright.shape[:2] == frame.rgb.shape[:2]
    assert np.abs(frame.rgb.astype(int) - upright).mean() < 6
    bgr = cv2.VideoCapture(str(clip)).read()[1]
    np.testing.assert_allclose(frame.rgb[..., ::-1].astype(int), bgr, atol=2)


@pytest.mark.parametrize("turn_deg", [0, 90, 180, 270])
def test_a_crop_is_that_part_of_the_upright_picture(tmp_path: Path, turn_deg: int) -> None:
    clip = write_video(tmp_path / "turned.mp4", even_times(2), rotation_deg=turn_deg)
    whole = next(FrameReader(clip)).rgb
    part = next(FrameReader(clip, Lens((21.0, 13.0, 70.0, 80.0))))
    left, top = (round(v) for v in part.origin_px)
    height, width = part.rgb.shape[:2]
    assert left <= 21
    assert top <= 13
    assert left + width >= 70
    assert top + height >= 80
    # chroma is stored at half size, so the edge of a crop may differ in color
    same = whole[top : top + height, left : left + width].astype(int)
    assert np.abs(part.rgb - same)[2:-2, 2:-2].max() <= 2


def test_picture_and_full_frame_pixels_go_back_and_forth(tmp_path: Path) -> None:
    clip = write_video(tmp_path / "clip.mp4", even_times(2), rotation_deg=90)
    frame = next(FrameReader(clip, Lens((10, 8, 90, 140), 50)))
    assert max(frame.rgb.shape) == 50
    points = np.array([[11.0, 15.0], [80.5, 120.25]], np.float32)
    there = frame.to_crop_px(points)
    np.testing.assert_allclose(frame.to_full_px(there), points, atol=1e-3)
    whole = next(FrameReader(clip))
    light = np.argwhere(frame.rgb[..., 0] > 190).mean(axis=0)[::-1] + 0.5
    expected = np.argwhere(whole.rgb[..., 0] > 190).mean(axis=0)[::-1] + 0.5
    np.testing.assert_allclose(frame.to_full_px(light), expected, atol=1.5)


def test_square_pixels_even_when_stored_ones_are_not(tmp_path: Path) -> None:
    clip = write_video(tmp_path / "wide.mkv", even_times(3), options={"x264-params": "sar=2/1"})
    info = probe(clip)
    assert (info.width_px, info.height_px) == (2 * WIDTH, HEIGHT)
    assert next(FrameReader(clip)).rgb.shape == (HEIGHT, 2 * WIDTH, 3)


def test_variable_rate_times_are_the_containers(tmp_path: Path) -> None:
    gaps = [0.033, 0.067, 0.033, 0.1, 0.033, 0.067] * 5
    times = np.concatenate([[0], np.cumsum(gaps)])
    clip = write_video(tmp_path / "phone.mp4", list(times))
    info = probe(clip)
    np.testing.assert_allclose([f.time_s for f in FrameReader(clip)], times, atol=1e-4)
    assert info.variable_frame_rate
    assert info.mean_fps == pytest.approx(30 / times[-1], rel=1e-3)


@pytest.mark.parametrize("name", ["clip.mp4", "clip.mkv", "clip.webm"])
def test_time_starts_at_the_first_picture(tmp_path: Path, name: str) -> None:
    late = [7.5 + t for t in even_times(10)]
    clip = write_video(tmp_path / name, late, **KINDS[name])
    np.testing.assert_allclose([f.time_s for f in FrameReader(clip)], even_times(10), atol=1e-3)
    assert probe(clip).duration_s == pytest.approx(10 / 30, abs=2e-3)


def test_pictures_before_the_start_are_not_shown(tmp_path: Path) -> None:
    clip = write_video(tmp_path / "cut.mp4", [-0.5 + t for t in even_times(40)])
    frames = list(FrameReader(clip))
    assert [number_in(f.rgb) for f in frames] == list(range(15, 40))
    assert frames[0].time_s == 0
    assert probe(clip).frames == 25
    assert not probe(clip).truncated


def test_a_clip_whose_clock_begins_below_zero_is_read_to_its_first_key_frame(
    tmp_path: Path,
) -> None:
    """Frames below zero come without a time; all up to the second key frame were lost."""
    times_s = [-0.5 + time_s for time_s in even_times(90)]
    as_is = {"avoid_negative_ts": "disabled"}
    few_keys = {"g": "45", "keyint_min": "45", "sc_threshold": "0", "bf": "0"}
    clip = write_video(tmp_path / "below.mkv", times_s, options=few_keys, muxer=as_is)
    reader = FrameReader(clip)
    frames = list(reader)
    assert [number_in(frame.rgb) for frame in frames] == [n % DISTINCT for n in range(15, 90)]
    np.testing.assert_allclose([frame.time_s for frame in frames], even_times(75), atol=1e-3)
    assert (probe(clip).frames, reader.damaged) == (75, 0)
    stretch = FrameReader(clip, start_s=0.4 - 1e-3, end_s=0.6 - 1e-3)
    assert [number_in(frame.rgb) for frame in stretch] == [n % DISTINCT for n in range(27, 33)]
    nothing = write_video(tmp_path / "all.mkv", times_s[:10], options=few_keys, muxer=as_is)
    with pytest.raises(VideoError, match="mostly unreadable"):
        list(FrameReader(nothing))


@pytest.mark.parametrize("fps", [60.0, 120.0, 240.0])
def test_fast_clips_are_thinned_by_time(tmp_path: Path, fps: float) -> None:
    clip = write_video(tmp_path / "fast.mkv", even_times(int(fps / 2), fps))
    times = [f.time_s for f in FrameReader(clip, min_gap_s=1 / 30)]
    assert len(times) == 15
    np.testing.assert_allclose(np.diff(times), 1 / 30, atol=2e-3)


@pytest.mark.parametrize(
    ("fps", "looks"), [(24, 24), (25, 25), (30, 30), (50, 25), (60, 30), (120, 30), (240, 30)]
)
def test_a_bar_is_looked_for_as_often_whatever_the_rate(
    tmp_path: Path, fps: float, looks: int
) -> None:
    clip = write_video(tmp_path / "rate.mkv", even_times(round(fps), fps))
    assert len(list(FrameReader(clip, min_gap_s=BAR_GAP_S))) == looks


def test_a_stretch_is_the_same_pictures_as_in_the_whole(tmp_path: Path) -> None:
    few_keys = {"g": "25", "keyint_min": "25"}
    clip = write_video(tmp_path / "clip.mp4", even_times(60), options=few_keys)
    whole = list(FrameReader(clip))
    for start_s, end_s in [(0.0, 0.4), (0.41, 1.1), (1.3, 9.0)]:
        part = list(FrameReader(clip, start_s=start_s, end_s=end_s))
        wanted = [f for f in whole if start_s <= f.time_s < end_s]
        assert [f.time_s for f in part] == [f.time_s for f in wanted]
        for mine, other in zip(part, wanted, strict=True):
            np.testing.assert_array_equal(mine.rgb, other.rgb)


@pytest.mark.parametrize("first_s", [0.0, 36_000.0])
def test_a_stretch_of_a_camcorders_clip_misses_no_picture(tmp_path: Path, first_s: float) -> None:
    times_s = [first_s + time_s for time_s in even_times(40)]
    clip = write_video(tmp_path / "clip.mts", times_s, options={"g": "15"})
    stretch = FrameReader(clip, start_s=0.6 - 1e-3, end_s=0.9 - 1e-3)
    assert [number_in(frame.rgb) for frame in stretch] == list(range(18, 27))


def test_a_late_stretch_of_a_camcorders_clip_decodes_from_its_own_key_frame(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Every stretch decoded all before it, so that long clips took the square of their length."""
    clip = write_video(tmp_path / "clip.mts", even_times(120), options={"g": "15"})
    decoded, given = FrameReader._decoded, []

    def counted(self, *where):
        for frame, at_s in decoded(self, *where):
            given.append(at_s)
            yield frame, at_s

    monkeypatch.setattr(FrameReader, "_decoded", counted)
    frames = list(FrameReader(clip, start_s=3.0 - 1e-3))
    np.testing.assert_allclose([frame.time_s for frame in frames], even_times(120)[90:], atol=1e-3)
    assert len(given) <= 30 + 15


def test_a_sparse_reading_leaves_pictures_out_and_keeps_times_true(tmp_path: Path) -> None:
    built_on_each_other = {"bf": "3", "b_strategy": "0"}
    clip = write_video(tmp_path / "clip.mp4", even_times(40), options=built_on_each_other)
    frames = list(FrameReader(clip, sparse=True))
    assert 5 <= len(frames) <= 30
    for frame in frames:
        assert number_in(frame.rgb) == round(frame.time_s * 30)


def test_key_times_are_where_decoding_may_start(tmp_path: Path) -> None:
    keys = {"g": "20", "keyint_min": "20", "sc_threshold": "0"}
    clip = write_video(tmp_path / "clip.mp4", even_times(50), options=keys)
    np.testing.assert_allclose(key_times(clip), [0, 20 / 30, 40 / 30], atol=1e-4)


def test_one_picture_is_a_clip(tmp_path: Path) -> None:
    clip = write_video(tmp_path / "still.mp4", [0.0])
    info = probe(clip)
    assert (info.frames, info.mean_fps, info.variable_frame_rate) == (1, 0.0, False)
    assert len(list(FrameReader(clip))) == 1


@pytest.mark.parametrize("name", ["clip.mkv", "clip.avi"])
def test_a_file_that_breaks_off_gives_what_it_has(tmp_path: Path, name: str) -> None:
    codec = "mpeg4" if name.endswith("avi") else "libx264"
    clip = write_video(tmp_path / name, even_times(300), codec=codec)
    assert not probe(clip).truncated
    cut_short(clip, 0.5)
    frames = list(FrameReader(clip))
    assert probe(clip).truncated is True  # kept as JSON: a plain bool
    assert 60 < len(frames) < 260
    assert [number_in(f.rgb) for f in frames[:60]] == [n % DISTINCT for n in range(60)]


def test_some_damage_is_survived_and_counted(tmp_path: Path) -> None:
    every_picture_alone = {"g": "1"}
    clip = write_video(tmp_path / "clip.mp4", even_times(100), options=every_picture_alone)
    reader = FrameReader(scribble(clip, 0.45, 0.5))
    frames = list(reader)
    assert 80 <= len(frames) < 100
    assert len(frames) + reader.damaged == 100
    assert number_in(frames[-1].rgb) == 99 % DISTINCT
    assert frames[-1].time_s == pytest.approx(99 / 30, abs=1e-4)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("notes.mp4", b"This is my training diary.\n" * 50),
        ("nothing.mov", b""),
        ("list.mp4", b"#EXTM3U\n#EXTINF:10,\nhttp://127.0.0.1:9/clip.ts\n#EXT-X-ENDLIST\n"),
        ("list.mkv", b"ffconcat version 1.0\nfile '/etc/hostname'\n"),
        ("noise.mp4", bytes(range(256)) * 200),
    ],
)
def test_what_is_no_video_is_said_in_one_line(tmp_path: Path, name: str, content: bytes) -> None:
    file = tmp_path / name
    file.write_bytes(content)
    for use in (probe, lambda path: list(FrameReader(path))):
        with pytest.raises(VideoError) as caught:
            use(file)
        message = str(caught.value)
        assert name in message
        assert str(tmp_path) not in message
        assert "\n" not in message
        assert caught.value.exit_status == 2


def test_missing_files_folders_and_sound_are_told_apart(tmp_path: Path) -> None:
    with pytest.raises(VideoError, match=r"no file gone\.mp4"):
        probe(tmp_path / "gone.mp4")
    with pytest.raises(VideoError, match="folder"):
        probe(tmp_path)
    sound = write_sound(tmp_path / "song.mp4")
    with pytest.raises(VideoError, match="only sound"):
        probe(sound)


def test_mostly_damaged_is_an_error(tmp_path: Path) -> None:
    clip = write_video(tmp_path / "clip.mp4", even_times(100), options={"g": "1"})
    scribble(clip, 0.2, 0.8)
    with pytest.raises(VideoError, match="mostly unreadable"):
        list(FrameReader(clip))


def test_what_is_damaged_before_a_span_is_not_counted_in_it(tmp_path: Path) -> None:
    """Each later part of a file with few key frames counted it again, or could not be read."""
    one_key_frame = {"g": "900", "bf": "0", "sc_threshold": "0"}
    clip = write_video(tmp_path / "clip.mp4", even_times(300), options=one_key_frame)
    reader = FrameReader(scribble(clip, 0.1, 0.35), start_s=8.0)
    assert len(list(reader)) == 60
    assert reader.damaged == 0


def test_tiny_pictures_are_refused(tmp_path: Path) -> None:
    clip = write_video(tmp_path / "icon.mkv", even_times(3), size=(16, 16))
    with pytest.raises(VideoError, match="16 x 16"):
        probe(clip)


@pytest.mark.parametrize("share", [0.3, 0.9])
def test_a_copy_that_was_cut_short_says_so(tmp_path: Path, share: float) -> None:
    """Its list of pictures comes last: nothing of it can be shown."""
    clip = cut_short(write_video(tmp_path / "set.mp4", even_times(60)), share)
    with pytest.raises(VideoError, match=r"set\.mp4 breaks off: its end is missing"):
        probe(clip)


def test_the_last_frames_of_a_file_that_breaks_off_are_read(tmp_path: Path) -> None:
    """With several threads the decoder lost them: one process found other reps than two."""
    whole = write_video(tmp_path / "set.mp4", even_times(60), muxer={"movflags": "faststart"})
    times_s = [frame.time_s for frame in FrameReader(whole)]
    reader = FrameReader(cut_short(whole, 0.9))
    read_s = [frame.time_s for frame in reader]
    assert read_s == times_s[: len(read_s)]
    assert reader.damaged == 1


@pytest.mark.parametrize(
    "data", [b"this is no video", b"\0" * 100, b"\0\0\0\x08ftyp", b"\0\0\0\x01ftyp"]
)
def test_what_is_no_video_does_not_break_off(tmp_path: Path, data: bytes) -> None:
    (tmp_path / "set.mp4").write_bytes(data)
    assert not breaks_off(tmp_path / "set.mp4")
    with pytest.raises(VideoError, match="not a video, or it is damaged"):
        probe(tmp_path / "set.mp4")
