"""No page keeps anybody out: axe finds no serious fault, all is read, tapped and on the screen.

And no page asks for what is not there.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from axe_playwright_python.base import AXE_SCRIPT as AXE
from playwright.sync_api import Page, Response, expect

from tests.app.server import AppServer, running_app
from tests.app.test_browser_jobs import (
    WALKED_THROUGH,
    WEAK_TEXT,
    by_night_and_day,
    drop,
    open_example,
)
from tests.app.test_browser_touch import WORST_FIRST, opened, small_targets, unfold
from tests.browser import NewPage, scrolls_sideways

pytestmark = pytest.mark.browser
PAGES = ("", "coach", "why", "background", "film", "history", "privacy")
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
OF_COLORS = {"type": "rule", "values": ["color-contrast", "link-in-text-block"]}
"""The rules that see a difference between night and day."""
RUN = "options => axe.run(options).then(found => found.violations)"
HARMFUL = ("serious", "critical")
WALKED = "heading-order"
"""Only moderate to axe; a screen reader walks a page by its headings."""
PROBES = ("/_stcore/health", "/_stcore/host-config")
"""Streamlit asks for these below a page's own address first, to find out where its server is."""
DESK_PX, PHONE_PX = 1280, 390


def faults(page: Page, where: str, rules: object = RULES) -> list[str]:
    """What keeps somebody out of a page that has settled, each with the element it is about."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE)
    found = page.evaluate(RUN, {"resultTypes": ["violations"], "runOnly": rules})
    return [
        f"{where}: {fault['id']}: {node['html'][:200]}"
        for fault in found
        if fault["impact"] in HARMFUL or fault["id"] == WALKED
        for node in fault["nodes"]
    ]


def missed(page: Page, *, but: tuple[str, ...] = PROBES) -> list[str]:
    """Fills up with what the page asks for in vain."""
    asked: list[str] = []

    def heard(answer: Response) -> None:
        if answer.status >= 400 and not (but and answer.url.endswith(but)):
            asked.append(f"{answer.status} {answer.url}")

    page.on("response", heard)
    return asked


def test_the_probes_are_streamlits_own(tmp_path: Path, new_page: NewPage) -> None:
    """An app of two empty pages asks for the same two in vain, and for nothing else."""
    script = tmp_path / "bare.py"
    script.write_text(
        "import streamlit as st\n\n"
        "def one():\n    st.write('One')\n\n"
        "def two():\n    st.write('Two')\n\n"
        "st.navigation([st.Page(one), st.Page(two)], position='hidden').run()\n"
    )
    with running_app(tmp_path / "data", script=script) as bare:
        page = new_page()
        asked_in_vain = missed(page, but=())
        page.goto(f"{bare.url}/two")
        expect(page.get_by_text("Two")).to_be_visible()
    assert sorted(asked_in_vain) == sorted(f"404 {bare.url}/two{probe}" for probe in PROBES)


def faults_unfolded(page: Page, where: str) -> list[str]:
    """What keeps somebody out of a page, all open, on a screen and a phone, by night and day."""
    found = []
    for width in (DESK_PX, PHONE_PX):
        page.set_viewport_size({"width": width, "height": 900})
        sideways = [scrolls_sideways(page)]
        unfold(page)
        rules: object = RULES
        for scheme in by_night_and_day(page):
            here = f"{where} at {width}, {scheme}"
            found += faults(page, here, rules)
            found += [f"{here}: weak text: {text}" for text in page.evaluate(WEAK_TEXT)]
            rules = OF_COLORS
        sideways.append(scrolls_sideways(page))
        if any(sideways):
            found.append(f"{where} at {width}: scrolls sideways")
    return found


@pytest.mark.parametrize("path", PAGES)
def test_no_page_keeps_anybody_out_or_scrolls_sideways(
    app: AppServer, new_page: NewPage, path: str
) -> None:
    page = new_page(dark=True, touch=True)
    asked_in_vain = missed(page)
    opened(page, app, path)
    assert page.title().endswith(" · formcheck")  # each tab its own name
    assert faults_unfolded(page, path or "check") == []
    assert small_targets(page) == []
    assert asked_in_vain == []


def test_no_dialog_and_no_menu_keeps_anybody_out(app: AppServer, new_page: NewPage) -> None:
    page = new_page(width=PHONE_PX, dark=True, touch=True)
    asked_in_vain = missed(page)
    opened(page, app, "privacy")
    page.get_by_role("button", name="Delete everything").click()
    expect(page.get_by_role("dialog")).to_be_visible()
    found = faults_unfolded(page, "dialog")
    opened(page, app, "").get_by_role("button", name="Menu").click()
    for scheme in by_night_and_day(page):
        found += faults(page, f"menu, {scheme}")
    assert found == []
    assert asked_in_vain == []


@pytest.mark.parametrize("name", WALKED_THROUGH)
def test_no_result_keeps_anybody_out_or_scrolls_sideways(
    app: AppServer, new_page: NewPage, name: str
) -> None:
    page = new_page(dark=True, touch=True)
    asked_in_vain = missed(page)
    open_example(page, app, name)
    assert faults_unfolded(page, name) == []
    assert small_targets(page) == []
    assert asked_in_vain == []


def test_no_refusal_and_no_table_keeps_anybody_out(app: AppServer, new_page: NewPage) -> None:
    page = new_page(dark=True, touch=True)
    asked_in_vain = missed(page)
    drop(page, app.url, "notes.mp4", b"text")
    expect(page.get_by_role("alert")).to_be_visible()
    found = faults_unfolded(page, "failed")
    opened(page, app, "coach")
    clips = [(f"{name}.mp4", f"example:{name}".encode()) for name in WORST_FIRST]
    files = [{"name": name, "mimeType": "video/mp4", "buffer": what} for name, what in clips]
    page.set_input_files("input[type=file]", files=files)
    expect(page.get_by_role("button", name="Page to print")).to_be_visible()
    found += faults_unfolded(page, "table")
    assert found == []
    assert asked_in_vain == []
