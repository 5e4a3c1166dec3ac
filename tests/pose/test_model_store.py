"""The model is found in a fixed order and never used unchecked."""

from __future__ import annotations

import shutil
import zipfile
from pathlib import Path

import pytest

from formcheck.errors import ModelError
from formcheck.machine import shipped
from formcheck.pose.model_store import INNER_FILES, SHIPPED_SHA256, find_model


@pytest.fixture(autouse=True)
def _no_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("FORMCHECK_MODEL", raising=False)


def test_the_shipped_model_is_the_known_one_and_the_only_one() -> None:
    found = find_model()
    assert (found.name, found.sha256) == ("pose_landmarker_full", SHIPPED_SHA256)
    assert list(found.path.parent.glob("*.task")) == [found.path]


def test_a_given_path_goes_before_the_environment(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    mine, theirs = _bundle(tmp_path / "mine.task"), _bundle(tmp_path / "theirs.task")
    monkeypatch.setenv("FORMCHECK_MODEL", str(theirs))
    assert find_model(mine).name == "mine"
    assert find_model().name == "theirs"
    assert find_model().sha256 != SHIPPED_SHA256


def test_a_damaged_shipped_model_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    copy = tmp_path / "pose_landmarker_full.task"
    shutil.copy(find_model().path, copy)
    monkeypatch.setattr(shipped, "model_folder", lambda: tmp_path)
    assert find_model().path == copy
    data = bytearray(copy.read_bytes())
    data[len(data) // 2] ^= 1
    copy.write_bytes(data)
    with pytest.raises(ModelError, match=r"pose_landmarker_full\.task is damaged") as caught:
        find_model()
    assert caught.value.exit_status == 3
    unread = find_model(check=False)  # for poses that are kept; nothing is inferred with it
    assert unread.sha256 == SHIPPED_SHA256
    copy.unlink()
    with pytest.raises(ModelError, match="missing"):
        find_model()


def test_a_given_bundle_must_be_whole(tmp_path: Path) -> None:
    text = tmp_path / "text.task"
    text.write_text("not a model")
    half = _bundle(tmp_path / "half.task", INNER_FILES[:1])
    broken = _bundle(tmp_path / "broken.task")
    data = bytearray(broken.read_bytes())
    data[60] ^= 1  # inside the first file, whose checksum no longer fits
    broken.write_bytes(data)
    for file in (text, half, broken, tmp_path / "gone.task"):
        with pytest.raises(ModelError) as caught:
            find_model(file)
        assert file.name in str(caught.value)
        assert str(tmp_path) not in str(caught.value)


def _bundle(path: Path, names: tuple[str, ...] = INNER_FILES) -> Path:
    with zipfile.ZipFile(path, "w") as bundle:
        for name in names:
            bundle.writestr(name, b"weights of " + name.encode() + path.name.encode())
    return path
