"""Jobs and sessions in a real browser; workers that answer at once or never keep it quick."""

from __future__ import annotations

import json
import os
import re
import signal
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from shutil import copyfile

import pytest
from playwright.sync_api import Page, expect

from formcheck.jobs.store import OVERLAY, Store
from tests.app.answered import answered, done_job
from tests.app.server import AppServer, running_app
from tests.app.test_runner import alive, all_end
from tests.browser import PATIENCE_MS, NewPage, scrolls_sideways
from tests.examples import all_examples
from tests.samples import SAMPLES

pytestmark = pytest.mark.browser
WEAK_TEXT = (Path(__file__).parent / "weak_text.js").read_text(encoding="utf-8")
GROUND_IS = """scheme => {
    const app = document.querySelector("[data-testid=stApp]");
    const [red] = getComputedStyle(app).backgroundColor.match(/\\d+/g).map(Number);
    return scheme === (red < 128 ? "dark" : "light");
}"""
# a click reaches the server a moment later, once after 300 ms
SETTLED = """() => {
    const app = document.querySelector("[data-testid=stApp]");
    const rests = app?.dataset.testScriptState === "notRunning";
    window.restsSince = rests ? window.restsSince ?? performance.now() : undefined;
    return rests && performance.now() - window.restsSince > 500;
}"""
TOAST_IS_LOW = """() => document.querySelector("[data-testid=stToast]")
    ?.getBoundingClientRect().top > innerHeight / 2"""
WALKED_THROUGH = ("good_morning_squat_set", "late_shrug_deadlift_set", "no_reps_found")
"""All open, with axe, in `test_browser_axe.py`."""


@pytest.fixture
def hanging_server(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[AppServer]:
    """Never finishes a job, and takes one at a time."""
    monkeypatch.setenv("FORMCHECK_SLOTS", "1")
    with running_app(tmp_path / "data", worker="tests.app.workers.hang") as server:
        yield server


def drop(page: Page, url: str, name: str, content: bytes) -> None:
    """Drop a clip into the first page."""
    page.goto(url)
    files = [{"name": name, "mimeType": "video/mp4", "buffer": content}]
    page.set_input_files("input[type=file]", files=files)


def drop_example(page: Page, server: AppServer, name: str) -> None:
    """Drop the clip of an example into the first page, and wait for its result."""
    drop(page, server.url, f"{name}.mp4", f"example:{name}".encode())
    shows_example(page, name)


def open_example(page: Page, server: AppServer, name: str) -> None:
    """Open the result of an example that is there already."""
    page.goto(f"{server.url}/?set={answered(Store(server.data), name).id}")
    shows_example(page, name)


def shows_example(page: Page, name: str) -> None:
    """Wait until the page is that of an example's result."""
    # by its name: while the page changes, the heading that goes and the one that comes both stand
    summary = all_examples()[name].set.summary
    page.get_by_role("heading", level=1, name=summary).wait_for()
    page.locator(".st-key-delete_set").wait_for()


def worker_pids(server: AppServer) -> list[int]:
    """Of the only job there is, once it runs."""
    end = time.monotonic() + PATIENCE_MS / 1000
    while time.monotonic() < end:
        for path in server.data.glob("pids-*.json"):
            return list(json.loads(path.read_text()))
        time.sleep(0.05)
    raise AssertionError("no worker started")


def test_an_app_that_has_stopped_says_so_to_a_lifter(tmp_path: Path, new_page: NewPage) -> None:
    """Streamlit asked whether it was running, and to restart "yourscript.py" in a terminal."""
    page = new_page(width=390, touch=True)
    with running_app(tmp_path / "data") as server:
        page.goto(server.url)
        page.get_by_role("heading", level=1).wait_for()
        page.wait_for_function(SETTLED)
        os.kill(server.pid, signal.SIGTERM)
        dialog = page.get_by_role("dialog")
        expect(dialog).to_contain_text("Connection error")
        expect(dialog.get_by_text("yourscript.py")).to_be_hidden()
        expect(dialog.get_by_text("Streamlit still running")).to_be_hidden()
        said = dialog.evaluate("e => getComputedStyle(e.lastElementChild, '::after').content")
        assert "this page goes on by itself" in said


def test_a_set_that_another_tab_deleted_is_gone_at_the_next_tap(
    app: AppServer, new_page: NewPage
) -> None:
    """Its numbers went on, below a video that "could not be drawn"."""
    page, store = new_page(), Store(app.data)
    job = answered(store, "good_morning_squat_set")
    page.goto(f"{app.url}/?set={job.id}")
    shows_example(page, "good_morning_squat_set")
    page.wait_for_function(SETTLED)
    store.delete(job)
    page.get_by_role("button", name=re.compile("^Rep 2,")).click()
    expect(page.get_by_text("That set is gone")).to_be_visible()


def test_a_video_that_was_drawn_again_is_shown_without_a_tap(
    app: AppServer, new_page: NewPage
) -> None:
    """It said “The video is being drawn again” and so until somebody tapped something."""
    page, store = new_page(), Store(app.data)
    job = answered(store, "good_morning_squat_set")
    copyfile(SAMPLES / "squat_clean.mp4", store.folder(job.id) / OVERLAY)
    page.goto(f"{app.url}/?set={job.id}")
    shows_example(page, "good_morning_squat_set")
    store.save(replace(job, state="running", task="draw"))
    page.reload()
    drawing = page.get_by_text("The video is being drawn again.")
    expect(drawing).to_be_visible()
    store.mark_drawn(job.id, store.verdict_digest(job.id))
    store.save(job)
    expect(drawing).to_be_hidden()


def test_a_reload_and_another_page_keep_the_job_and_cancel_ends_it(
    hanging_server: AppServer, new_page: NewPage
) -> None:
    page = new_page()
    drop(page, hanging_server.url, "set.mp4", b"clip")
    cancel = page.get_by_role("button", name="Cancel")
    expect(cancel).to_be_visible()
    page.wait_for_url(re.compile(r"\?set="))
    address = page.url
    pids = worker_pids(hanging_server)

    page.reload()
    expect(cancel).to_be_visible()
    assert page.url == address
    page.get_by_role("link", name="Privacy").click()
    expect(page.get_by_role("heading", name="Privacy")).to_be_visible()
    page.get_by_role("link", name="Check a set").first.click()
    expect(cancel).to_be_visible()
    assert all(alive(pid) for pid in pids)
    assert worker_pids(hanging_server) == pids

    cancel.click()
    expect(page.get_by_text("Stopped.")).to_be_visible()
    assert all_end(pids)


def test_the_next_clip_is_dropped_in_while_one_is_worked_on(
    hanging_server: AppServer, new_page: NewPage
) -> None:
    """Between two sets there was no way back to the uploader but to cancel the first one."""
    page = new_page(width=390, touch=True)
    drop(page, hanging_server.url, "first.mp4", b"clip")
    page.get_by_role("button", name="Drop in the next clip").tap()
    files = [{"name": "second.mp4", "mimeType": "video/mp4", "buffer": b"another"}]
    page.get_by_text("first.mp4 · working").wait_for()
    page.set_input_files("input[type=file]", files=files)
    expect(page.get_by_text("number 1 in the queue")).to_be_visible()
    page.get_by_role("button", name="Drop in the next clip").tap()
    page.get_by_text("first.mp4 · working").tap()
    expect(page.get_by_role("heading", level=1)).to_contain_text("first.mp4")


def test_a_waiting_job_shows_its_place(hanging_server: AppServer, new_page: NewPage) -> None:
    pages = new_page(), new_page()
    for number, page in enumerate(pages):
        drop(page, hanging_server.url, f"{number}.mp4", bytes([number]))
        expect(page.get_by_role("button", name="Cancel")).to_be_visible()
    expect(pages[1].get_by_text("number 1 in the queue, next to start")).to_be_visible()


def test_closing_the_app_deletes_what_is_old_and_keeps_the_rest(
    tmp_path: Path, new_page: NewPage
) -> None:
    """Sweeps are minutes apart; the last one comes with the end."""
    store = Store(tmp_path / "data")
    with running_app(store.root, worker="tests.app.workers.example") as server:
        page = new_page()
        page.goto(server.url)
        expect(page.get_by_role("heading", level=1)).to_be_visible()
        old, young = done_job(store, b"old", age_hours=25), done_job(store, b"young", age_hours=23)
    assert store.load(old.id) is None
    assert not store.clip(old).exists()
    assert store.analysis(young) is not None
    assert store.clip(young).exists()


def test_two_browsers_at_once_get_their_own_results(app: AppServer, new_page: NewPage) -> None:
    first, second = new_page(), new_page()
    mine, yours = "good_morning_squat_set", "late_shrug_deadlift_set"
    for page, name in ((first, mine), (second, yours)):
        # of this test alone: what another one dropped would be answered at once
        drop(page, app.url, f"{name}.mp4", f"example:{name} at once".encode())
    for page, name in ((first, mine), (second, yours)):
        summary = all_examples()[name].set.summary
        expect(page.get_by_role("heading", level=1, name=summary)).to_be_visible()
    assert yours not in first.content()
    assert mine not in second.content()
    for page in (first, second):
        page.get_by_role("button", name="Check another clip").click()
        heading = page.get_by_role("heading", level=1, name="Check a set")
        expect(heading).to_be_visible()
    assert first.get_by_role("button", name=re.compile(yours)).count() == 0
    assert second.get_by_role("button", name=re.compile(mine)).count() == 0


def test_a_correction_that_is_refused_says_so_and_one_of_a_deleted_set_too(
    app: AppServer, new_page: NewPage
) -> None:
    """The tap ran the rep's panel anew, and the rest of the page, which tells it, never did."""
    page, other = new_page(width=390), new_page()
    drop(page, app.url, "set.mp4", b"example:clean_squat_set in two tabs")
    shows_example(page, "clean_squat_set")
    page.get_by_role("button", name="This was not a rep").click()
    # at the top it lay on the headline that it repeats
    page.wait_for_function(TOAST_IS_LOW)
    toast = page.get_by_test_id("stToast").get_by_text("earlier version")
    expect(toast).to_be_in_viewport()  # examples keep no poses
    other.goto(page.url)
    shows_example(other, "clean_squat_set")
    page.get_by_role("button", name="Delete this set now").click()
    page.get_by_role("button", name="Delete it").click()
    expect(page.get_by_role("heading", level=1, name="Check a set")).to_be_visible()
    other.get_by_role("button", name="This was not a rep").click()
    expect(other.get_by_text("That set is gone: it was deleted")).to_be_visible()


def test_no_other_result_scrolls_sideways_on_a_phone_and_text_can_be_read(
    app: AppServer, new_page: NewPage
) -> None:
    page = new_page(width=390, dark=True)
    for name in all_examples().keys() - set(WALKED_THROUGH):
        open_example(page, app, name)
        for scheme in by_night_and_day(page):
            assert not scrolls_sideways(page), (name, scheme)
            assert page.evaluate(WEAK_TEXT) == [], (name, scheme)


def test_every_picture_video_and_chart_has_words(app: AppServer, new_page: NewPage) -> None:
    page = new_page()
    open_example(page, app, "good_morning_squat_set")
    settled(page)
    assert page.locator("img:not([alt])").count() == 0
    charts = page.locator(".st-key-set_charts figure [role=img][aria-label]")
    expect(charts).to_have_count(3)
    names = page.locator(".st-key-rep_strip .chip").evaluate_all(
        "chips => chips.map(chip => chip.getAttribute('aria-label'))"
    )
    assert any(re.match(r"Rep 3, .*: hips rose before the chest", name) for name in names)


def settled(page: Page) -> None:
    """Wait until the page has stopped changing: it rests, and goes on resting."""
    page.evaluate("delete window.restsSince")
    page.wait_for_function(SETTLED)


def by_night_and_day(page: Page) -> Iterator[str]:
    """The page as it settles in the dark scheme and in the light one, and left in the dark one.

    It changes while it is open, as it does at dusk: loading it twice would say no more.
    """
    for scheme in ("dark", "light"):
        page.emulate_media(color_scheme=scheme)
        page.wait_for_function(GROUND_IS, arg=scheme)
        settled(page)
        yield scheme
    page.emulate_media(color_scheme="dark")
