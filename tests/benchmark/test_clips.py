"""A folder of labeled videos, and the command over it."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from formcheck.benchmark.clips import labeled_clips, scores
from formcheck.benchmark.labels import LabelError
from formcheck.commands import benchmark as command
from formcheck.commands.settings import Settings
from formcheck.errors import CancelledError, InputError, VideoError
from formcheck.pipeline.options import Options
from formcheck.video.file import CLIP_SUFFIXES
from tests.benchmark.documents import document, rep

LABEL = '{"lift": "squat", "reps": [{"start_s": 0, "turn_s": 2, "end_s": 4}]}'
EXAMPLE = Path(__file__).parents[2] / "docs/examples/label.json"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name in ("one", "two", "three"):
        (tmp_path / f"{name}.json").write_text(LABEL)
    (tmp_path / "one.mp4").touch()
    (tmp_path / "two.MOV").touch()
    return tmp_path


def test_videos_are_found_beside_their_labels(folder):
    found = [(c.label.name, c.video and c.video.name) for c in labeled_clips(folder)]
    assert found == [("one", "one.mp4"), ("three", None), ("two", "two.MOV")]


@pytest.mark.parametrize("suffix", sorted(CLIP_SUFFIXES))
def test_what_a_batch_takes_for_a_clip_is_one_beside_a_label(tmp_path: Path, suffix: str):
    (tmp_path / "one.json").write_text(LABEL)
    (clip := tmp_path / f"one{suffix}").touch()
    assert [each.video for each in labeled_clips(tmp_path)] == [clip]


def test_a_clip_that_cannot_be_analyzed_has_failed_and_is_not_left_out(folder):
    def analyze(video: Path, options: Options):
        if video.stem == "two":
            raise VideoError("two.MOV is no video.", "Give a video.")
        return document(rep(0))

    one, three, two = scores(labeled_clips(folder), Options(), analyze)
    assert (one.count_right, one.problem) == (True, "")
    assert "no video three" in three.problem
    assert two.problem == "two.MOV is no video."
    assert not three.count_right
    assert not two.lift_right


def test_whoever_stops_it_stops_it(folder):
    def analyze(video: Path, options: Options):
        raise CancelledError("Stopped.", "")

    with pytest.raises(CancelledError):
        list(scores(labeled_clips(folder), Options(), analyze))


def test_a_folder_without_labels_is_refused(tmp_path):
    with pytest.raises(LabelError, match="no label"):
        labeled_clips(tmp_path)
    with pytest.raises(InputError, match="no folder"):
        labeled_clips(tmp_path / "nowhere")


def test_the_command_prints_tables_and_writes_them(folder, monkeypatch, capsys):
    shutil.copy(EXAMPLE, folder / "label.json")
    (folder / "more.MP4").touch()
    monkeypatch.setattr("formcheck.pipeline.run.analyze_video", lambda *_, **__: document(rep(0)))
    command.run(folder, Settings(), folder / "out.md")
    printed = capsys.readouterr()
    assert printed.out.startswith(f"# Accuracy on {folder.name}\n")
    assert "exact rep count | 2 of 4" in printed.out
    assert (folder / "out.md").read_text() == printed.out
    assert "1/4 label: There is no video" in printed.err
    assert printed.err.startswith("Not scored, for want of a label: more.MP4.\n")


def test_the_command_prints_the_schema_of_a_label(capsys):
    command.print_schema()
    assert '"looked_for"' in capsys.readouterr().out
