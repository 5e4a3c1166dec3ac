"""A history in the browser: off until asked, then each test ends with what the person sees."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta

import pytest
from playwright.sync_api import Page, expect

from formcheck.history.record import About
from formcheck.history.store import History, keep, keep_all
from tests.app.server import AppServer, history_of
from tests.app.test_browser_jobs import GROUND_IS, WEAK_TEXT, drop_example, settled
from tests.app.test_browser_touch import SMALL_TARGETS, small_targets
from tests.browser import NewPage, downloaded, open_fold, scrolls_sideways
from tests.examples import all_examples, good_morning_squat_set

pytestmark = pytest.mark.browser
SWITCH = "Keep my numbers on this computer"


@pytest.fixture
def history(app: AppServer) -> Iterator[History]:
    """Of that app, which keeps no connection to it; nothing is there before and after a test."""
    history = History(history_of(app.data))
    assert not history.is_there
    yield history
    for path in history.file.parent.glob(f"{history.file.name}*"):
        path.unlink()
    shutil.rmtree(history.clips.folder, ignore_errors=True)


def over_time(page: Page, app: AppServer) -> Page:
    page.goto(f"{app.url}/history")
    page.get_by_role("heading", level=1, name="Your sets over time").wait_for()
    settled(page)
    return page


def phone_by_night_and_desk_by_day(page: Page) -> Iterator[int]:
    """The page as it stands, in both widths; it goes along while it is open."""
    for width, scheme in ((390, "dark"), (1280, "light")):
        page.set_viewport_size({"width": width, "height": 900})
        page.emulate_media(color_scheme=scheme)
        page.wait_for_function(GROUND_IS, arg=scheme)
        settled(page)
        yield width


def last_week(history: History, number: int = 0, weeks: int = 1) -> str:
    """A flagged squat set of a week ago; its day."""
    day = (date.today() - timedelta(weeks=weeks)).isoformat()
    squat = good_morning_squat_set()
    older = replace(squat, clip=replace(squat.clip, sha256=f"{number:064x}"))
    keep(history, older, About(day, load_kg=80.0, note=f"week-{weeks}"))
    return day


def test_a_first_visit_keeps_nothing_and_says_nothing_of_it(
    app: AppServer, history: History, new_page: NewPage
) -> None:
    page = new_page()
    drop_example(page, app, "good_morning_squat_set")
    settled(page)
    expect(page.get_by_text("Kept in your history")).to_have_count(0)
    expect(page.get_by_role("heading", name="Look at this next time")).to_be_visible()
    over_time(page, app)
    expect(page.get_by_role("switch", name=SWITCH)).not_to_be_checked()
    assert not history.is_there


def test_switched_on_a_set_is_kept_and_found_and_deleted(
    app: AppServer, history: History, new_page: NewPage
) -> None:
    page = over_time(new_page(), app)
    page.get_by_text(SWITCH).click()
    expect(page.get_by_text("Check a set, and it appears here.")).to_be_visible()
    assert history.is_on
    drop_example(page, app, "clean_squat_set")
    settled(page)
    open_fold(page, "Kept in your history")
    page.get_by_role("textbox", name="Weight on the bar").fill("82,5 kg")
    page.get_by_role("textbox", name="Note").fill("new shoes")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Saved in your history.")).to_be_visible()
    over_time(page, app)
    expect(page.get_by_text("82.5 kg · 0 of 5 reps flagged · new shoes")).to_be_visible()
    page.get_by_role("button", name="Delete", exact=True).click()
    page.get_by_role("button", name="Delete it").click()
    expect(page.get_by_text("Check a set, and it appears here.")).to_be_visible()
    assert history.lines() == []


def test_a_ticked_clip_is_watched_and_checked_again_and_goes_with_its_set(
    app: AppServer, history: History, new_page: NewPage
) -> None:
    history.switch(on=True)
    page = new_page(width=390, touch=True)
    drop_example(page, app, "clean_squat_set")
    settled(page)
    open_fold(page, "Kept in your history")
    page.get_by_text("Keep the clip, too").click()
    expect(page.get_by_role("checkbox", name="Keep the clip, too")).to_be_checked()
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Saved in your history.")).to_be_visible()
    (line,) = history.lines()
    assert history.clips.has(line.id)
    over_time(page, app)
    page.get_by_role("button", name="Watch").click()
    expect(page.get_by_role("dialog").locator("video")).to_be_visible()
    assert small_targets(page) == []
    page.get_by_role("button", name="Check it again").click()
    expect(page.get_by_text("Kept in your history")).to_be_visible()
    assert len(history.lines()) == 1
    over_time(page, app)
    page.get_by_role("button", name="Delete", exact=True).click()
    expect(page.get_by_role("button", name="Delete it")).to_be_visible()
    assert small_targets(page) == []
    page.get_by_role("button", name="Delete it").click()
    expect(page.get_by_text("Check a set, and it appears here.")).to_be_visible()
    assert not history.clips.has(line.id)


def test_the_next_set_says_first_what_became_of_the_last(
    app: AppServer, history: History, new_page: NewPage
) -> None:
    history.switch(on=True)
    last_week(history)
    page = new_page(width=390, dark=True)
    drop_example(page, app, "clean_squat_set")
    settled(page)
    box = page.locator(".st-key-last_time")
    expect(box).to_contain_text("Last time")
    expect(box).to_contain_text("2 of 6 reps then, 0 of 5 now")
    open_fold(page, "Compared with")
    expect(page.get_by_text("no difference we can see").first).to_be_visible()
    heading = page.get_by_role("heading", level=1)
    for width in phone_by_night_and_desk_by_day(page):
        first, second = box.bounding_box(), heading.bounding_box()
        assert first
        assert second
        assert first["y"] < second["y"]
        assert not scrolls_sideways(page), width
        assert page.evaluate(WEAK_TEXT) == [], width


def test_trends_and_the_day_afters_question(
    app: AppServer, history: History, new_page: NewPage
) -> None:
    history.switch(on=True)
    day = last_week(history)
    for weeks in (2, 3, 4):
        last_week(history, weeks, weeks)
    page = over_time(new_page(width=390, dark=True, touch=True), app)
    expect(page.locator("figure [role=img][aria-label]")).to_have_count(2)
    page.get_by_role("radio", name="A little sore").click()
    settled(page)
    (answer,) = history.answers()
    assert (answer.day, answer.felt) == (day, 1)
    open_fold(page, "Export, import")
    for ticked in (False, True):
        if ticked:
            page.get_by_text("With how your upper back felt").click()
            settled(page)
        answers = json.loads(downloaded(page, "Export").path().read_text(encoding="utf-8"))[
            "answers"
        ]
        assert [answer["felt"] for answer in answers] == ([1] if ticked else [])
    page.get_by_role("textbox", name="Search").fill("week-3")
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Delete", exact=True)).to_have_count(1)
    worst = "worst: hips rose before the chest"
    line = page.get_by_text(f"80 kg · 2 of 6 reps flagged · {worst} · week-3")
    expect(line).to_be_visible()
    settled(page)
    assert page.evaluate(SMALL_TARGETS) == []
    delete = page.get_by_role("button", name="Delete", exact=True)
    for width in phone_by_night_and_desk_by_day(page):
        said, button = line.bounding_box(), delete.bounding_box()
        assert said
        assert button
        assert button["x"] > said["x"] + said["width"], "25 sets are a long way with two rows each"
        assert not scrolls_sideways(page), width
        assert page.evaluate(WEAK_TEXT) == [], width


def test_a_thousand_sets_open_and_all_are_deleted(
    app: AppServer, history: History, new_page: NewPage
) -> None:
    history.switch(on=True)
    squat = good_morning_squat_set()
    clips = (replace(squat.clip, sha256=f"{number:064x}") for number in range(1000))
    keep_all(history, (replace(squat, clip=clip) for clip in clips))
    page = over_time(new_page(), app)
    expect(page.get_by_text("975 more")).to_be_visible()
    open_fold(page, "Export, import")
    page.get_by_role("button", name="Delete my whole history").click()
    page.get_by_role("button", name="Delete it all").click()
    expect(page.get_by_text("1000 sets deleted.")).to_be_visible()
    assert history.lines() == []


def test_the_examples_are_different_clips() -> None:
    squats = [each for each in all_examples().values() if each.lift.name == "squat"]
    assert len({each.clip.sha256 for each in squats}) > 1
