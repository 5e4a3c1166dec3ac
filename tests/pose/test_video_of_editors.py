"""Clips as phones, cameras and editors store them: out of order, mirrored, trimmed, late."""

from __future__ import annotations

from pathlib import Path

import pytest

from formcheck.video.reading import FrameReader
from tests.videos import even_times, number_in, write_video

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
