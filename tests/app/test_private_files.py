"""What the app and the cache keep is for their owner: folders 0700, files 0600, old ones too."""

from __future__ import annotations

import os
import stat
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import expect
from streamlit.testing.v1 import AppTest

from formcheck.extraction.pose_cache import PoseCache
from formcheck.jobs.store import OURS, Store
from formcheck.machine.files import close_to_others
from formcheck.page import backend
from tests.app.answered import done_job
from tests.app.conftest import upload
from tests.app.server import running_app
from tests.app.test_browser_jobs import drop
from tests.browser import NewPage
from tests.observations import random_observation

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="rights of POSIX")


@pytest.fixture(autouse=True)
def generous_umask() -> Iterator[None]:
    before = os.umask(0o022)
    yield
    os.umask(before)


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def open_ones(root: Path) -> list[str]:
    paths = [root, *root.rglob("*")]
    return [f"{path.name} {mode(path):o}" for path in paths if mode(path) & 0o077]


@pytest.mark.browser
def test_all_that_the_app_keeps_is_its_owners(tmp_path: Path, new_page: NewPage) -> None:
    root = tmp_path / "data"
    done_job(Store(root), b"old")
    assert open_ones(root), "an earlier version left it open"
    with running_app(root, worker="tests.app.workers.example") as server:
        page = new_page()
        drop(page, server.url, "good_morning_squat_set.mp4", b"example:good_morning_squat_set")
        expect(page.locator(".st-key-delete_set")).to_be_visible()
        made = list(root.rglob("*.json"))
    assert len(made) > 3
    assert open_ones(root) == []


def test_kept_poses_are_their_owners(tmp_path: Path) -> None:
    cache = PoseCache(tmp_path / "poses")
    cache.save("a" * 64, "b" * 64, None, random_observation())
    assert open_ones(tmp_path / "poses") == []
    for path in (cache.folder, *cache.folder.iterdir()):
        path.chmod(0o755)
    assert cache.load("a" * 64, "b" * 64, None) is not None
    assert open_ones(tmp_path / "poses") == []


def test_kept_poses_that_are_somebody_elses_are_still_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A cache on a read-only disk, or another's: the time of the last use stays as it is."""
    cache = PoseCache(tmp_path / "poses")
    cache.save("a" * 64, "b" * 64, None, random_observation())

    def refused(*_: object) -> None:
        raise PermissionError

    monkeypatch.setattr(os, "utime", refused)
    assert cache.load("a" * 64, "b" * 64, None) is not None


def test_a_folder_with_other_things_keeps_its_rights(tmp_path: Path) -> None:
    (tmp_path / "somebody.txt").touch()
    (tmp_path / "clips").mkdir()
    (tmp_path / "clips/one").touch()
    (tmp_path / "clips/link").symlink_to(tmp_path / "somebody.txt")
    before = mode(tmp_path)
    close_to_others(tmp_path, OURS)
    assert (mode(tmp_path), mode(tmp_path / "somebody.txt")) == (before, 0o644)
    assert (mode(tmp_path / "clips"), mode(tmp_path / "clips/one")) == (0o700, 0o600)
    close_to_others(tmp_path / "nowhere", OURS)


@pytest.mark.parametrize("owner", [True, False])
def test_delete_everything_is_ones_own_and_the_owners_is_all(
    example_app: AppTest, monkeypatch: pytest.MonkeyPatch, owner: bool
) -> None:
    monkeypatch.setattr(backend, "is_owner", lambda: owner)
    store = backend.runner().store
    other = done_job(store, b"somebody else's")
    app = upload(example_app, "mine.mp4", b"example:clean_squat_set")
    (mine,) = [job for job in store.all_jobs() if job.id != other.id]
    app.switch_page("formcheck/page/pages/privacy.py").run()
    app.button(key="delete_everything").click().run()
    app.button(key="delete_everything").click()  # a browser runs the dialog alone
    app.button(key="really_delete").click().run()
    assert not app.exception
    assert store.load(mine.id) is None
    assert (store.load(other.id) is None) is owner
    assert store.clip(other).exists() is not owner
