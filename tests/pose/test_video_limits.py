"""Files that ask too much of the machine, or break off where nobody expects it."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from pathlib import Path

import av
import av.error
import numpy as np
import pytest

from formcheck.errors import OptionError, VideoError
from formcheck.machine.limits import CLIP_FRAMES, CLIP_MINUTES, MEGAPIXELS, WorkLimits
from formcheck.video import file as video_file
from formcheck.video.conversion import Lens
from formcheck.video.info import key_times, probe
from formcheck.video.reading import FrameReader
from tests.videos import (
    DISTINCT,
    HEIGHT,
    WIDTH,
    even_times,
    number_in,
    picture,
    write_video,
)

HOUR_S = 3600.0


def with_jump(folder: Path, jump_s: float) -> Path:
    """130 frames, the second half so much later by the clock."""
    times = [t + (jump_s if n > 60 else 0.0) for n, t in enumerate(even_times(130))]
    return write_video(folder / "jump.mkv", times)


def with_empty_moments(path: Path, count: int) -> Path:
    """An AVI whose clock ticks twice a frame, as an editing program makes it by copying."""
    with av.open(str(path), "w") as container:
        stream = container.add_stream("mpeg4", rate=60)
        stream.width, stream.height, stream.pix_fmt = WIDTH, HEIGHT, "yuv420p"
        for number in range(count):
            frame = av.VideoFrame.from_ndarray(picture(number), format="rgb24")
            frame.pts, frame.time_base = 2 * number, Fraction(1, 60)
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
    return path


def changing_size(path: Path, sizes: Sequence[tuple[int, int]]) -> Path:
    """A clip whose pictures change size midway, as a call's recording does."""
    number = 0
    with path.open("wb") as whole:
        for size in sizes:
            encoder = av.CodecContext.create("mpeg1video", "w")
            encoder.width, encoder.height, encoder.pix_fmt = *size, "yuv420p"
            encoder.framerate, encoder.time_base = Fraction(30), Fraction(1, 30)
            for _ in range(30):
                frame = av.VideoFrame.from_ndarray(picture(number, *size), format="rgb24")
                frame.pts, frame.time_base = number, Fraction(1, 30)
                number += 1
                for packet in encoder.encode(frame):
                    whole.write(bytes(packet))
            for packet in encoder.encode(None):
                whole.write(bytes(packet))
    return path


@pytest.mark.parametrize("hours", [1, 10, 20])
def test_a_clip_is_as_long_as_its_clock_says(tmp_path: Path, hours: int) -> None:
    clip = with_jump(tmp_path, hours * HOUR_S)
    with pytest.raises(VideoError, match=r"jump\.mkv lasts .* by its own clock") as caught:
        probe(clip)
    assert "up to 20 minutes" in caught.value.hint
    assert CLIP_MINUTES in caught.value.hint


def test_an_hour_of_a_still_is_refused_at_once(tmp_path: Path) -> None:
    clip = write_video(tmp_path / "still.mp4", [float(n) for n in range(3600)], size=(64, 64))
    with pytest.raises(VideoError, match="lasts 60 minutes"):
        probe(clip)


def test_a_gap_within_the_limit_is_read(tmp_path: Path) -> None:
    clip = with_jump(tmp_path, 30.0)
    assert probe(clip).duration_s == pytest.approx(30 + 130 / 30, abs=0.01)
    assert len(list(FrameReader(clip))) == 130


def test_what_a_clip_may_ask_is_configuration(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    clip = write_video(tmp_path / "clip.mp4", even_times(60))
    for name, value, said in [
        (CLIP_MINUTES, "0.01", "by its own clock"),
        (CLIP_FRAMES, "59", "more than 59 frames"),
        (MEGAPIXELS, "0.01", "160 x 96 pixels"),
    ]:
        with monkeypatch.context() as patch:
            patch.setenv(name, value)
            with pytest.raises(VideoError, match=said) as caught:
                probe(clip)
            assert name in caught.value.hint
    for wrong in ("many", "0", "-1", "nan", "inf", "1e999"):
        with pytest.raises(OptionError, match=CLIP_MINUTES):
            WorkLimits.from_environment({CLIP_MINUTES: wrong})


def test_a_size_that_cannot_be_used_is_named_as_the_file_names_it(tmp_path: Path) -> None:
    """15000 x 2 pixels that say they are shown as a square were "frames of 2 x 2 pixels"."""
    narrow = {"aspect": "2/125"}
    clip = write_video(tmp_path / "thin.mkv", [0.0], size=(1000, 16), options=narrow)
    with pytest.raises(VideoError, match=r"1000 x 16 pixels, shown as 16 x 16"):
        probe(clip)


def test_a_frame_past_the_limit_is_refused_before_it_is_decoded(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    clip = write_video(
        tmp_path / "vast.mkv", [0.0], size=(8000, 5200), options={"preset": "ultrafast"}
    )
    decoded: list[object] = []
    monkeypatch.setattr("formcheck.video.info.first_frame", lambda *_: decoded.append(1))
    with pytest.raises(VideoError, match="8000 x 5200"):
        probe(clip)
    assert not decoded


def test_a_size_that_ffmpeg_forgets_is_told_as_one_that_may_be_too_large(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """67 megapixels were "no readable frames. Copy the file from the phone again"."""
    clip = write_video(tmp_path / "vast.avi", [0.0], codec="mjpeg", pixel_format="yuvj420p")
    assert probe(clip).width_px == 160
    monkeypatch.setenv(MEGAPIXELS, "0.01")
    with pytest.raises(VideoError, match=r"frames of more than 0\.01 megapixels") as caught:
        probe(clip)
    assert MEGAPIXELS in caught.value.hint


def test_a_stream_copied_avi_is_whole(tmp_path: Path) -> None:
    clip = with_empty_moments(tmp_path / "copy.avi", 90)
    assert not probe(clip).truncated
    assert [number_in(f.rgb) for f in FrameReader(clip)] == [n % DISTINCT for n in range(90)]


def test_frames_may_change_size_midway(tmp_path: Path) -> None:
    clip = changing_size(tmp_path / "call.mpg", [(160, 96), (320, 192)])
    reader = FrameReader(clip)
    frames = list(reader)
    assert len(frames) >= 59  # such a stream has no index: a rewind may lose its first frame
    assert reader.damaged == 0
    assert {frame.rgb.shape for frame in frames} == {(96, 160, 3)}
    part = list(FrameReader(clip, Lens((16, 16, 80, 64))))
    assert {frame.rgb.shape for frame in part} == {(48, 64, 3)}
    assert np.abs(part[45].rgb.astype(int) - frames[45].rgb[16:64, 16:80]).mean() < 8


def test_frames_that_change_shape_are_left_out_and_said(tmp_path: Path) -> None:
    few = changing_size(tmp_path / "few.mpg", [(160, 96), (160, 96), (96, 160)])
    reader = FrameReader(few)
    assert len(list(reader)) >= 59
    assert reader.misshapen == 30
    most = changing_size(tmp_path / "most.mpg", [(160, 96), (96, 160), (96, 160)])
    with pytest.raises(VideoError, match="changes the shape"):
        list(FrameReader(most))


def test_frames_of_another_shape_count_in_their_own_stretch_alone(tmp_path: Path) -> None:
    clip = changing_size(tmp_path / "few.mpg", [(160, 96), (160, 96), (96, 160)])
    counts = []
    for end_s in (1.5, 2.5):
        reader = FrameReader(clip, end_s=end_s)
        assert len(list(reader)) == pytest.approx(30 * min(end_s, 2.0), abs=1)
        counts.append(reader.misshapen)
    assert counts == [0, pytest.approx(15, abs=1)]


class _Broken:
    """A container that cannot go anywhere, as one with a damaged index."""

    def __init__(self, container: object) -> None:
        self._container = container

    def __getattr__(self, name: str) -> object:
        return getattr(self._container, name)

    def __enter__(self) -> _Broken:
        return self

    def __exit__(self, *_: object) -> None:
        self._container.close()  # type: ignore[attr-defined]


class _NoRewind(_Broken):
    def seek(self, *_: object, **__: object) -> None:
        raise av.error.EOFError(541478725, "End of file")


class _BreaksOff(_Broken):
    def demux(self, stream: object) -> object:
        for n, packet in enumerate(self._container.demux(stream)):  # type: ignore[attr-defined]
            if n == 20:
                raise av.error.InvalidDataError(1094995529, "Invalid data")
            yield packet


def test_a_damaged_index_is_no_defect(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    clip = write_video(tmp_path / "clip.mp4", even_times(40))
    kept = video_file.opened
    monkeypatch.setattr("formcheck.video.reading.opened", lambda file: _NoRewind(kept(file)))
    with pytest.raises(VideoError, match="damaged index"):
        list(FrameReader(clip))


def test_a_container_that_breaks_off_midway_gives_what_it_has(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    clip = write_video(tmp_path / "clip.mp4", even_times(40), options={"g": "1", "bf": "0"})
    kept = video_file.opened
    for module in ("reading", "info"):
        monkeypatch.setattr(f"formcheck.video.{module}.opened", lambda file: _BreaksOff(kept(file)))
    reader = FrameReader(clip)
    assert 0 < len(list(reader)) <= 20
    assert reader.damaged == 1
    assert len(key_times(clip)) == 20


def test_a_title_in_another_encoding_is_no_damage(tmp_path: Path) -> None:
    clip = tmp_path / "title.mkv"
    write_video(clip, even_times(5))
    with av.open(str(clip)) as old, av.open(str(tmp_path / "named.mkv"), "w") as new:
        new.metadata["title"] = "AAAAAAAA"
        stream = new.add_stream_from_template(old.streams.video[0])
        for packet in old.demux(video=0):
            if packet.size:
                packet.stream = stream
                new.mux(packet)
    named = tmp_path / "named.mkv"
    named.write_bytes(named.read_bytes().replace(b"AAAAAAAA", b"\xff\xfe\xe4\xf6\xfc\xff\xfe\xe4"))
    assert probe(named).frames == 5
