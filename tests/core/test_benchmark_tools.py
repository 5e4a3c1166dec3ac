"""What the benchmarks of batches and of memory are made of."""

from __future__ import annotations

import hashlib
from pathlib import Path

import numpy as np
import pytest

from benchmarks import work
from benchmarks.at_large import hours, reading_mb_per_s, table
from benchmarks.clips import looped, samples, write_short
from benchmarks.observe import clips_in, observe_all
from formcheck.observation.format import save_observation
from formcheck.video.conversion import Lens
from formcheck.video.info import probe
from formcheck.video.reading import FrameReader
from tests.observations import random_observation

pytestmark = pytest.mark.long


def test_short_clips_all_differ_and_last_as_long_as_they_should(tmp_path: Path) -> None:
    clips = sorted(write_short(tmp_path, 4, 0.5, lines=120).iterdir())
    assert len({hashlib.sha256(clip.read_bytes()).hexdigest() for clip in clips}) == 4
    assert [probe(clip).frames for clip in clips] == [15] * 4
    assert {probe(clip).height_px for clip in clips} == {120}


def test_a_looped_clip_goes_on_without_a_gap(tmp_path: Path) -> None:
    clip = samples()[1]
    once = probe(clip)
    info = probe(looped(clip, tmp_path / "long.mp4", 1.5 * once.duration_s))
    assert info.duration_s == pytest.approx(1.5 * once.duration_s, abs=0.2)
    times_s = [frame.time_s for frame in FrameReader(tmp_path / "long.mp4", Lens(longest_px=64))]
    assert np.allclose(np.diff(times_s), 1 / 30, atol=0.002)


def test_many_clips_cost_what_their_rate_says() -> None:
    assert hours(100_000, 100, 2000) == 0.5
    assert reading_mb_per_s(100, 3600, 30) == 3000
    assert "| 2,000 | 0.5 | 50 | 1,666.7 | 55.56 |" in table(100)


def test_clips_are_read_once_and_what_breaks_one_breaks_no_other(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    clips, out = tmp_path / "clips", tmp_path / "out"
    clips.mkdir()
    for name in ("before.mp4", "broken.mp4", "gone.mov", "notes.txt"):
        (clips / name).write_bytes(b"no video")
    save_observation(out / "before.obs", random_observation())
    kept = (out / "before.obs").read_bytes()
    found = clips_in([clips])
    assert [clip.name for clip in found] == ["before.mp4", "broken.mp4", "gone.mov"]
    (clips / "gone.mov").unlink()
    failed = observe_all(found, out, workers=2)
    assert [line.split(":")[0] for line in failed] == ["broken.mp4", "gone.mov"]
    assert "VideoError" in failed[0]
    assert "3 clips, 1 of them read before" in capsys.readouterr().out
    assert [path.name for path in out.iterdir()] == ["before.obs"]
    assert (out / "before.obs").read_bytes() == kept


def test_clips_whose_files_would_have_one_name_are_refused(tmp_path: Path) -> None:
    with pytest.raises(SystemExit, match="set"):
        observe_all([tmp_path / "set.mp4", tmp_path / "set.mov"], tmp_path, workers=1)


def test_more_work_is_warned_of_from_15_percent_on_and_of_this_machine_only(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(work, "KEPT", tmp_path / "work.toml")
    assert work.lines_of({"one": 1.0}, work.kept())[-1] == "nothing is kept of this machine"
    work.KEPT.write_text(work.as_toml({"one": 1.0, "two.mp4": 2.0}))
    said = work.lines_of({"one": 1.14, "two.mp4": 2.32, "three": 9.0}, work.kept())
    assert [line.startswith("WARNING") for line in said] == [False, True, False]
    monkeypatch.setattr(work, "machine", lambda: "another one")
    assert work.kept() == {}
