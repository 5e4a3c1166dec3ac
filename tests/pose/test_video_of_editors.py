"""Clips as phones, cameras and editors store them: out of order, mirrored, trimmed, late."""

from __future__ import annotations

import struct
from pathlib import Path

import av
import numpy as np
import pytest
from av.stream import Disposition

from formcheck.errors import VideoError
from formcheck.video.conversion import Lens
from formcheck.video.info import probe
from formcheck.video.reading import FrameReader
from tests.videos import (
    DISTINCT,
    HEIGHT,
    WIDTH,
    cut_short,
    even_times,
    number_in,
    picture,
    write_video,
)

OPEN_GROUPS = {"x264-params": "keyint=15:min-keyint=15:open-gop=1:bframes=4:b-adapt=0:scenecut=0"}
"""Each key frame is stored before some that are shown earlier, as phones do in HEVC."""


@pytest.mark.parametrize(
    ("name", "codec", "options"),
    [
        ("phone.mp4", "libx264", OPEN_GROUPS),
        ("phone.mkv", "libx264", OPEN_GROUPS),
        ("open.avi", "libx264", OPEN_GROUPS),
        ("open_mpeg4.avi", "mpeg4", {"bf": "2", "g": "15"}),
        ("all_keys.avi", "libx264", {"g": "1"}),
    ],
)
def test_a_stretch_may_begin_at_any_picture(
    tmp_path: Path, name: str, codec: str, options: dict[str, str]
) -> None:
    """Up to four before a key frame were lost; of an AVI, others were given their times."""
    clip = write_video(tmp_path / name, even_times(40), codec=codec, options=options)
    for number in range(40):
        stretch = FrameReader(clip, start_s=number / 30 - 1e-3, end_s=(number + 2) / 30 - 1e-3)
        shown = [(number_in(frame.rgb), round(frame.time_s * 30)) for frame in stretch]
        assert shown == [(n, n) for n in (number, number + 1) if n < 40]


def with_matrix(clip: Path, matrix: tuple[int, int, int, int]) -> Path:
    """Have an MP4's players show (x, y) of a stored frame at (ax + cy, bx + dy)."""
    data = bytearray(clip.read_bytes())
    a, b, c, d = matrix
    place = data.index(b"tkhd") + 44
    data[place : place + 20] = struct.pack(">5i", a << 16, b << 16, 0, c << 16, d << 16)
    clip.write_bytes(data)
    return clip


@pytest.mark.parametrize(
    ("matrix", "upright"),
    [
        ((-1, 0, 0, 1), picture(0)[:, ::-1]),
        ((1, 0, 0, -1), picture(0)[::-1]),
        ((0, 1, 1, 0), picture(0).transpose(1, 0, 2)),
        ((0, -1, -1, 0), picture(0)[::-1, ::-1].transpose(1, 0, 2)),
    ],
)
def test_a_mirrored_clip_is_shown_as_players_show_it(
    tmp_path: Path, matrix: tuple[int, int, int, int], upright: np.ndarray
) -> None:
    """One whose left and right change places stood on its head."""
    clip = with_matrix(write_video(tmp_path / "selfie.mp4", even_times(3)), matrix)
    whole = next(FrameReader(clip)).rgb
    assert whole.shape == upright.shape
    assert np.abs(whole.astype(int) - upright).mean() < 6
    part = next(FrameReader(clip, Lens((10.0, 4.0, 60.0, 84.0))))
    left, top = (round(edge) for edge in part.origin_px)
    height, width = part.rgb.shape[:2]
    same = whole[top : top + height, left : left + width].astype(int)
    assert np.abs(part.rgb - same)[2:-2, 2:-2].max() <= 2


def test_what_an_edit_list_leaves_out_does_not_break_off(tmp_path: Path) -> None:
    """A trimmed clip "breaks off": the frames in front of its start were missed."""
    times_s = [-0.5 + time_s for time_s in even_times(60)]
    clip = write_video(tmp_path / "trimmed.mp4", times_s, options={"g": "5"})
    assert probe(clip).frames == 45
    assert not probe(clip).truncated


def test_a_clip_that_begins_late_does_not_break_off(tmp_path: Path) -> None:
    late_s = [7.5 + time_s for time_s in even_times(40)]
    assert not probe(write_video(tmp_path / "late.mkv", late_s)).truncated


def test_a_clip_in_fragments_that_breaks_off_says_so(tmp_path: Path) -> None:
    in_fragments = {"movflags": "frag_keyframe+empty_moov"}
    few_keys = {"g": "30", "bf": "0"}
    clip = write_video(tmp_path / "live.mp4", even_times(90), options=few_keys, muxer=in_fragments)
    assert not probe(clip).truncated
    cut_short(clip, 0.6)
    assert probe(clip).truncated is True
    numbers = [number_in(frame.rgb) for frame in FrameReader(clip)]
    assert numbers == [n % DISTINCT for n in range(len(numbers))]
    assert len(numbers) > 30


def blank_packet(clip: Path, number: int) -> None:
    """Have an AVI hold only zeros where a frame was stored, counted from 0."""
    data = bytearray(clip.read_bytes())
    place = data.index(b"movi")
    for _ in range(number + 1):
        place = data.index(b"00dc", place + 1)
    length = int.from_bytes(data[place + 4 : place + 8], "little")
    data[place + 8 : place + 8 + length] = bytes(length)
    clip.write_bytes(data)


@pytest.mark.parametrize("number", range(8, 12))
@pytest.mark.parametrize(
    ("codec", "options"),
    [("mpeg4", {"bf": "2", "g": "15"}), ("libx264", OPEN_GROUPS), ("libx264", {"bf": "2"})],
)
def test_behind_a_damaged_picture_of_an_avi_out_of_order_times_are_true(
    tmp_path: Path, codec: str, options: dict[str, str], number: int
) -> None:
    """All behind it were shown up to three frames early, to the end of the clip."""
    clip = tmp_path / "camera.avi"
    write_video(clip, even_times(40), codec=codec, options=options)
    blank_packet(clip, number)
    shown = [(number_in(frame.rgb), round(frame.time_s * 30)) for frame in FrameReader(clip)]
    behind = [(number, at) for number, at in shown if at > 25]
    assert behind == [(n, n) for n in range(26, 40)]


def test_a_damaged_picture_of_an_avi_takes_no_others_time(tmp_path: Path) -> None:
    """All behind it were shown one frame early."""
    clip = tmp_path / "camera.avi"
    write_video(clip, even_times(40), codec="mjpeg", pixel_format="yuvj420p")
    blank_packet(clip, 10)
    shown = [(number_in(frame.rgb), round(frame.time_s * 30)) for frame in FrameReader(clip)]
    assert shown == [(n, n) for n in range(40) if n != 10]


@pytest.mark.parametrize("codec", ["mpeg4", "libx264"])
def test_a_sparse_reading_of_an_avi_keeps_times_true(tmp_path: Path, codec: str) -> None:
    """Where frames are stored in another order each that was left out made all others early."""
    clip = tmp_path / "camera.avi"
    write_video(clip, even_times(40), codec=codec, options={"bf": "2"})
    shown = [
        (number_in(frame.rgb), round(frame.time_s * 30))
        for frame in FrameReader(clip, start_s=0.5, sparse=True)
    ]
    assert shown
    assert all(number == at for number, at in shown)


@pytest.mark.parametrize(
    ("name", "kind"), [("screen.flv", "that cannot be read"), ("dvd.mpg", "that DVDs use")]
)
def test_a_kind_that_is_not_read_is_no_damage(tmp_path: Path, name: str, kind: str) -> None:
    """They were "not a video, or it is damaged"."""
    with pytest.raises(VideoError, match=f"of a kind {kind}") as caught:
        probe(write_video(tmp_path / name, even_times(10)))
    assert ".mp4" in caught.value.hint


def test_of_two_videos_the_one_that_players_show_is_read(tmp_path: Path) -> None:
    """A Matroska's small picture that comes first, and is not marked as a cover, was the clip."""
    clip = tmp_path / "preview.mkv"
    with av.open(str(clip), "w") as container:
        streams = [container.add_stream(codec, rate=30) for codec in ("mjpeg", "libx264")]
        for stream, pixel_format in zip(streams, ("yuvj420p", "yuv420p"), strict=True):
            stream.width, stream.height, stream.pix_fmt = WIDTH, HEIGHT, pixel_format
        streams[0].disposition = Disposition(0)
        for number in range(30):
            frame = av.VideoFrame.from_ndarray(picture(number), format="rgb24")
            for stream in streams[number > 0 :]:
                container.mux(stream.encode(frame))
        for stream in streams:
            container.mux(stream.encode(None))
    assert probe(clip).frames == 30
    assert [number_in(frame.rgb) for frame in FrameReader(clip)] == list(range(30))
