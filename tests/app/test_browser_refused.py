"""What is refused in the real page, and the clip that comes after it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, Route, expect

from tests.app.clips import SAMPLES
from tests.app.server import AppServer, app_that_knows
from tests.app.test_browser_jobs import settled
from tests.browser import NewPage

pytestmark = [pytest.mark.browser, pytest.mark.model]


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[AppServer]:
    with app_that_knows(tmp_path_factory, "squat_good_morning") as server:
        yield server


def text_files(folder: Path) -> list[Path]:
    """Two clips that are none; of another name each, or a browser sees no new choice."""
    files = [folder / "notes.mp4", folder / "diary.mp4"]
    for file in files:
        file.write_text(file.stem)
    return files


def expect_taken(page: Page) -> None:
    """The page went on to the clip, and nothing of the refused ones is left."""
    expect(page).to_have_url(re.compile(r"\?(set|clips)="))
    expect(page.get_by_role("alert")).to_have_count(0)


@pytest.mark.parametrize("path", ["", "coach"])
def test_the_clip_after_a_refused_one_is_taken(
    app: AppServer, new_page: NewPage, tmp_path: Path, path: str
) -> None:
    page = new_page()
    page.goto(f"{app.url}/{path}")
    for file in text_files(tmp_path):  # refused twice: the second is as lost as a good one would be
        page.set_input_files("input[type=file]", file)
        expect(page.get_by_role("alert")).to_contain_text(file.name)
    assert str(app.data) not in page.content()
    assert "Traceback" not in page.content()
    # refused at once: no set was made of it, and the next clip goes in at the same place
    expect(page.get_by_test_id("stFileUploaderDropzone")).to_be_visible()
    expect(page.get_by_role("button", name="Try again")).to_have_count(0)
    assert not list(app.data.glob("**/notes.mp4*"))
    page.set_input_files("input[type=file]", SAMPLES / "squat_good_morning.mp4")
    expect_taken(page)


@pytest.mark.parametrize("path", ["", "coach"])
def test_a_clip_on_its_way_while_another_is_refused_is_taken(
    app: AppServer, new_page: NewPage, tmp_path: Path, path: str
) -> None:
    page = new_page()
    page.goto(f"{app.url}/{path}")
    fake, held = text_files(tmp_path)[0], list[Route]()
    with page.expect_response("**/upload_file/**"):
        page.set_input_files("input[type=file]", fake)
    page.route("**/upload_file/**", lambda route: held.append(route))
    page.set_input_files("input[type=file]", SAMPLES / "squat_good_morning.mp4")
    settled(page)  # by now the first is refused, or was replaced before anybody looked at it
    for route in held:
        route.continue_()
    expect_taken(page)


def test_of_several_clips_none_is_dropped_in_silence(
    app: AppServer, new_page: NewPage, tmp_path: Path
) -> None:
    page = new_page()
    page.goto(app.url)
    page.set_input_files("input[type=file]", text_files(tmp_path))
    expect(page.get_by_role("alert")).to_contain_text("Drop in one clip here.")
    expect(page.get_by_role("link", name="Many clips at once")).to_have_count(2)
    page.set_input_files("input[type=file]", SAMPLES / "squat_good_morning.mp4")
    expect_taken(page)
