"""Uploads on disk: by content, in pieces, never by name."""

from __future__ import annotations

import hashlib
import io
import tracemalloc
from pathlib import Path

import pytest

from formcheck.errors import InputError
from formcheck.jobs.spool import shown_name, spool, spool_file


def test_a_clip_is_stored_under_its_content_and_not_under_its_name(tmp_path: Path) -> None:
    content = b"moving pictures" * 1000
    clip = spool(io.BytesIO(content), "../../evil.mp4", tmp_path / "clips")
    assert clip.sha256 == hashlib.sha256(content).hexdigest()
    assert [p.name for p in (tmp_path / "clips").iterdir()] == [clip.sha256]
    assert (tmp_path / "clips" / clip.sha256).read_bytes() == content
    assert clip.name == "evil.mp4"


def test_the_same_content_twice_is_one_file(tmp_path: Path) -> None:
    first = spool(io.BytesIO(b"same"), "a.mp4", tmp_path)
    second = spool(io.BytesIO(b"same"), "b.mov", tmp_path)
    assert first.sha256 == second.sha256
    assert len(list(tmp_path.iterdir())) == 1


def test_an_empty_upload_is_refused_and_leaves_nothing(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="empty"):
        spool(io.BytesIO(b""), "a.mp4", tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_a_source_that_breaks_off_leaves_nothing(tmp_path: Path) -> None:
    class Broken:
        def __init__(self) -> None:
            self.left = [b"x" * 10]

        def read(self, size: int, /) -> bytes:
            if self.left:
                return self.left.pop()
            raise OSError("gone")

    with pytest.raises(InputError, match="could not be stored"):
        spool(Broken(), "a.mp4", tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_a_large_clip_is_never_held_in_memory(tmp_path: Path) -> None:
    large = tmp_path / "large.mp4"
    with large.open("wb") as file:
        file.truncate(64 << 20)
    tracemalloc.start()
    spool_file(large, tmp_path / "clips")
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 8 << 20


def test_a_missing_file_is_an_input_error_with_its_name_only(tmp_path: Path) -> None:
    with pytest.raises(InputError) as caught:
        spool_file(tmp_path / "gone.mp4", tmp_path / "clips")
    assert caught.value.what == "gone.mp4 cannot be read."
    assert str(tmp_path) not in str(caught.value)


@pytest.mark.parametrize(
    ("given", "shown"),
    [
        ("set3.mov", "set3.mov"),
        (r"C:\clips\set3.mov", "set3.mov"),
        ("a\x00b\nc.mp4", "abc.mp4"),
        ("", "clip"),
        ("/", "clip"),
    ],
)
def test_names_are_cleaned_for_showing(given: str, shown: str) -> None:
    assert shown_name(given) == shown


def test_a_long_name_keeps_its_beginning_and_its_end() -> None:
    name = shown_name("squat" * 40 + "_final.mp4")
    assert len(name) <= 80
    assert name.startswith("squat")
    assert name.endswith("_final.mp4")
