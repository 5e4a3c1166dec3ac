"""A server of our own for the pages, and an app under test without one."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import pytest
import streamlit as st
from playwright.sync_api import Page, expect
from streamlit.testing.v1 import AppTest

from formcheck.page import backend
from tests.app.answered import answered
from tests.app.player_page import PHONE_PX, PlayerPage, button, make_page
from tests.browser import NewPage
from tests.sharing import once, run_folder

APP = Path(__file__).resolve().parents[2] / "app.py"


@pytest.fixture
def example_app(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[AppTest]:
    """The app with a worker that gives the example analysis that a clip names."""
    monkeypatch.setenv("FORMCHECK_DATA_DIR", str(tmp_path / "data"))
    monkeypatch.setenv("FORMCHECK_HISTORY", str(tmp_path / "history.sqlite"))
    monkeypatch.setenv("FORMCHECK_WORKER", "tests.app.workers.example")
    st.cache_resource.clear()
    yield AppTest.from_file(str(APP), default_timeout=120).run()
    st.cache_resource.clear()


@pytest.fixture
def open_example(example_app: AppTest) -> Callable[[str], AppTest]:
    """Open the result of an example, as in the session that asked for it.

    A worker takes seconds to start; that an upload starts one and waits for it has its own tests.
    """

    def open_it(name: str) -> AppTest:
        job = answered(backend.runner().store, name)
        example_app.session_state["set_ids"] = [job.id]
        example_app.query_params[backend.JOB_PARAM] = job.id
        return example_app.run()

    return open_it


def open_batch(app: AppTest, *names: str) -> AppTest:
    """A coach's page with the sets of these examples, ready: they came in together."""
    store, batch_id = backend.runner().store, "b" * 32
    store.save_batch(batch_id, [answered(store, name).id for name in names])
    app.switch_page("formcheck/page/pages/coach.py")
    app.query_params[backend.BATCH_PARAM] = batch_id
    return app.run()


def upload(app: AppTest, name: str, content: bytes) -> AppTest:
    """Drop a clip into the page."""
    app.file_uploader[0].upload(name, content)
    return app.run()


def wait_for_result(app: AppTest) -> AppTest:
    """Run the page again, as its own timer would, when nothing is being worked on any more."""
    end_s = time.monotonic() + 60
    while app.get("progress"):
        assert time.monotonic() < end_s, "the job never ended"
        # to draw the page all the while would take from the worker what it works with
        time.sleep(0.05)
        if all(job.finished for job in backend.runner().store.all_jobs()):
            app.run()
    return app


@pytest.fixture(scope="session")
def player(tmp_path_factory: pytest.TempPathFactory) -> PlayerPage:
    """A set of six squats filmed at a rate that varies; all workers open the same files."""
    folder = run_folder(tmp_path_factory, "player")
    return once(folder, "page", partial(make_page, folder))


@pytest.fixture
def opened(request: pytest.FixtureRequest, new_page: NewPage, player: PlayerPage) -> Page:
    """As a person finds it: on a phone, or as wide as `AT_EACH_WIDTH` says."""
    return player.open(new_page(width=getattr(request, "param", PHONE_PX)))


@pytest.fixture
def page(opened: Page) -> Page:
    """With one rep instead of two."""
    button(opened, "One rep").click()
    expect(opened.locator(".formcheck-twin")).to_have_count(0)
    return opened
