import sys
from importlib import import_module
from pathlib import Path

import pytest

from formcheck.batch.places import file_system, open_place, without_scheme
from formcheck.batch.sources import content_key, find_clips
from formcheck.errors import InputError, SetupError, VideoError
from formcheck.video.file import checked
from tests.rights import closed_folder

ALL = ["B.MOV", "a.mp4", "deep/er/c.webm"]


@pytest.fixture
def clips(tmp_path: Path) -> Path:
    for name in ("a.mp4", "B.MOV", "notes.txt", "deep/er/c.webm", ".hidden.mp4", ".trash/d.mp4"):
        file = tmp_path / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(name)
    return tmp_path


def names(*sources: str | Path) -> list[str]:
    return [clip.name for clip in find_clips(map(str, sources))]


def test_a_folder_is_searched_to_the_bottom_without_hidden_files(clips: Path) -> None:
    assert sorted(names(clips)) == ALL


def test_a_link_to_a_folder_is_not_followed_unless_it_is_named(clips: Path) -> None:
    """It may lead to where it is itself."""
    (clips / "round").symlink_to(clips)
    assert sorted(names(clips)) == sorted(names(clips / "round")) == ALL


@pytest.mark.parametrize(
    ("kind", "package"), [("gs", "gcsfs"), ("az", "adlfs"), ("dropbox", "dropbox"), ("s3", "")]
)
def test_a_store_names_the_package_that_it_lacks(
    monkeypatch: pytest.MonkeyPatch, kind: str, package: str
) -> None:
    """Each was to be had with formcheck[cluster], which brings that of s3:// alone."""
    for missing in ("gcsfs", "adlfs", "dropboxdrivefs", "s3fs"):
        monkeypatch.setitem(sys.modules, missing, None)
    known = import_module("fsspec.registry")._registry  # what another test has used is kept there
    monkeypatch.delitem(known, kind, raising=False)
    with pytest.raises(SetupError) as error:
        file_system(f"{kind}://gym/sets")
    assert error.value.what == f"Addresses like {kind}:// need a package that is not installed."
    assert package in error.value.hint
    brought = error.value.hint == "Install formcheck with its extra: formcheck[cluster]."
    assert brought == (kind == "s3")


@pytest.mark.parametrize("host", ["", "localhost"])
def test_a_file_address_is_a_path_of_this_computer(host: str) -> None:
    assert without_scheme(f"file://{host}/gym/leg%20day") == str(Path("/gym/leg day"))
    assert without_scheme("leg day/set.mp4") == "leg day/set.mp4"
    assert without_scheme("s3://gym/leg%20day") == "s3://gym/leg%20day"


@pytest.mark.parametrize("address", ["file://gym/leg", "file://gym", "file://", "FILE://[x/y"])
def test_a_file_address_of_nowhere_is_refused(address: str) -> None:
    with pytest.raises(InputError, match="not a path on this computer"):
        without_scheme(address)


def test_patterns_may_cross_folders(clips: Path) -> None:
    assert names(f"{clips}/**/*.webm") == ["c.webm"]
    assert names(f"{clips}/*.mp4") == ["a.mp4"]


def test_a_file_that_is_named_is_taken_whatever_it_is_called(clips: Path) -> None:
    assert names(clips / "notes.txt") == ["notes.txt"]


def test_a_name_with_brackets_is_a_file_before_it_is_a_pattern(clips: Path) -> None:
    (clips / "set [1].mp4").write_text("x")
    assert names(clips / "set [1].mp4") == ["set [1].mp4"]


def test_each_clip_is_there_once_however_often_it_is_named(
    clips: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(clips)
    assert sorted(names(clips, clips / "a.mp4", "a.mp4", "./*.mp4")) == ALL


@pytest.mark.parametrize("source", ["nowhere", "nowhere/*.mp4", "deep/er/../../.trash/none.mp4"])
def test_a_source_that_is_not_there_is_refused_by_name(clips: Path, source: str) -> None:
    with pytest.raises(InputError, match="nothing at"):
        find_clips([str(clips), f"{clips}/{source}"])


def test_a_folder_without_clips_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no video"):
        find_clips([str(tmp_path)])


def test_equal_content_has_equal_keys_wherever_it_lies(tmp_path: Path) -> None:
    for name, text in (("a.mp4", "one"), ("b.mp4", "one"), ("c.mp4", "two")):
        (tmp_path / name).write_text(text)
    first, second, third = map(content_key, find_clips([str(tmp_path)]))
    assert first == second != third


def test_a_link_to_nowhere_is_listed_so_that_it_can_fail_by_name(tmp_path: Path) -> None:
    (tmp_path / "gone.mp4").symlink_to(tmp_path / "nothing.mp4")
    assert names(tmp_path) == ["gone.mp4"]


def test_a_folder_that_cannot_be_read_is_listed_so_that_it_can_fail_by_name() -> None:
    """Its clips would be left out without a word."""
    with closed_folder() as closed:
        assert names(closed.parent) == names(closed) == ["closed"]
        with pytest.raises(VideoError, match=r"^closed cannot be read\. Check its permissions"):
            checked(closed)


def test_an_unknown_scheme_is_refused() -> None:
    with pytest.raises(InputError, match="nosuch://"):
        find_clips(["nosuch://bucket/clip.mp4"])


@pytest.mark.parametrize(
    "address",
    [
        "https://gym/set.mp4", "HTTPS://gym/set.mp4", "webdav://gym/set.mp4",
        "simplecache::https://gym/set.mp4", "zip://set.mp4::https://gym/sets.zip",
    ],
)  # fmt: skip
def test_an_address_of_the_web_is_refused_before_anything_is_asked_for(address: str) -> None:
    with pytest.raises(InputError, match="Save the clip first"):
        find_clips([address])
    with pytest.raises(InputError, match=r"at an address of the web. Name a folder.*--out"):
        open_place(address)
