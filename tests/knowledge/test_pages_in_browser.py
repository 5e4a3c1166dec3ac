"""What only a browser shows: nothing sticks out of a phone, drawings take the page's colors."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from playwright.sync_api import Page

from tests.app.server import AppServer
from tests.browser import NewPage

pytestmark = pytest.mark.browser
PILLS = "[data-testid=stButtonGroup] button"
SIDEWAYS = """() => {
    const main = document.querySelector('[data-testid=stMain]');
    return main.scrollWidth > main.clientWidth;
}"""

CUT_OFF = """() => [...document.querySelectorAll('[data-testid=stButtonGroup] button p')]
    .filter(label => label.scrollWidth > label.clientWidth + 1).map(label => label.innerText)
    .filter(text => text)"""


def _tap(page: Page, label: str) -> None:
    page.locator(PILLS).filter(has_text=label).first.click()


@pytest.mark.parametrize("dark", [False, True])
def test_on_a_phone_a_warning_stands_above_the_questions(
    app: AppServer,
    new_page: NewPage,
    dark: bool,
) -> None:
    page = new_page(width=390, height=844, dark=dark)
    page.goto(f"{app.url}/why")
    _tap(page, "Numbness or tingling in an arm or hand")
    warning = page.get_by_text("See a doctor today, and do not train until then.").first
    warning.wait_for()
    question = page.get_by_text("Where is it sore?").first
    assert warning.bounding_box()["y"] < question.bounding_box()["y"]  # type: ignore[index]
    assert not page.evaluate(SIDEWAYS)


@pytest.mark.parametrize("dark", [False, True])
def test_on_a_phone_an_emergency_leaves_nothing_but_the_sign_and_the_action(
    app: AppServer,
    new_page: NewPage,
    dark: bool,
    tmp_path: Path,
) -> None:
    page = new_page(width=390, height=844, dark=dark)
    page.goto(f"{app.url}/why")
    _tap(page, "Between the shoulder blades")
    _tap(page, "Not at all")
    page.get_by_text("Likely reasons").wait_for()
    _tap(page, "Pain or pressure in the chest")
    action = page.get_by_text("Call the emergency number (911, 112 or 999) now.").first
    action.wait_for()
    page.get_by_text("Likely reasons").wait_for(state="detached")
    for gone in ("Do this first", "What eases it", "Who can help", "Next session", "Sources"):
        assert page.get_by_text(gone, exact=True).count() == 0, gone
    action.scroll_into_view_if_needed()
    box = action.bounding_box()
    assert box is not None
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= 390
    assert not page.evaluate(SIDEWAYS)
    assert page.evaluate(CUT_OFF) == []
    page.screenshot(path=os.environ.get("FORMCHECK_SHOT", str(tmp_path / "emergency.png")))


def test_three_taps_give_an_answer_and_a_plan_to_print(
    app: AppServer,
    new_page: NewPage,
) -> None:
    page = new_page(width=390, height=844)
    page.goto(f"{app.url}/why")
    _tap(page, "Not at all")
    page.get_by_text("So far:").wait_for()
    with page.expect_download() as downloading:
        page.get_by_role("button", name="Plan to print").click()
    plan = Path(downloading.value.path()).read_text(encoding="utf-8")
    assert "Band pull-apart" in plan


@pytest.mark.parametrize("dark", [False, True])
def test_the_drawing_is_there_and_its_words_have_the_color_of_the_page(
    app: AppServer,
    new_page: NewPage,
    dark: bool,
) -> None:
    page = new_page(width=390, height=844, dark=dark)
    page.goto(f"{app.url}/background")
    drawing = page.locator("svg[role=img]").first
    drawing.wait_for()
    box = drawing.bounding_box()
    assert box is not None
    assert box["height"] > 250
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= 390
    label = drawing.locator("text").first
    heading = page.locator("h1").first
    color = "element => getComputedStyle(element).color"
    fill = "element => getComputedStyle(element).fill"
    assert label.evaluate(fill) == heading.evaluate(color)
    assert not page.evaluate(SIDEWAYS)
