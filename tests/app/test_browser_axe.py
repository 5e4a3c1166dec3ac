"""No page keeps anybody out: axe finds no serious fault, and no page asks for what is not there."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, Response, expect

from tests.app.server import AppServer, running_app
from tests.app.test_browser_jobs import PAGES, by_night_and_day, drop, open_example, settled
from tests.app.test_browser_touch import WORST_FIRST, opened, unfold
from tests.browser import NewPage

pytestmark = pytest.mark.browser
RULES = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice")
HARMFUL = ("serious", "critical")
WALKED = "heading-order"
"""Only moderate to axe; a screen reader walks a page by its headings."""
PROBES = ("/_stcore/health", "/_stcore/host-config")
"""Streamlit asks for these below a page's own address first, to find out where its server is."""
WIDTHS_PX = (1280, 390)


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[AppServer]:
    """Gives the example that a clip names."""
    data = tmp_path_factory.mktemp("axe") / "data"
    with running_app(data, worker="tests.app.workers.example") as server:
        yield server


def faults(page: Page, where: str) -> list[str]:
    """What keeps somebody out, each with the element it is about."""
    settled(page)
    options = {"resultTypes": ["violations"], "runOnly": list(RULES)}
    found = Axe().run(page, options=options).response["violations"]
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
    for width in WIDTHS_PX:
        page.set_viewport_size({"width": width, "height": 900})
        unfold(page)
        for scheme in by_night_and_day(page):
            found += faults(page, f"{where} at {width}, {scheme}")
    return found


def test_axe_finds_no_serious_fault_on_any_page(app: AppServer, new_page: NewPage) -> None:
    page = new_page(dark=True)
    asked_in_vain = missed(page)
    found = []
    for path in PAGES:
        opened(page, app, path)
        found += faults_unfolded(page, path or "check")
    page.get_by_role("button", name="Delete everything").click()
    expect(page.get_by_role("dialog")).to_be_visible()
    found += faults_unfolded(page, "dialog")
    opened(page, app, "").get_by_role("button", name="Menu").click()
    for scheme in by_night_and_day(page):
        found += faults(page, f"menu, {scheme}")
    assert found == []
    assert asked_in_vain == []


def test_axe_finds_no_serious_fault_in_results(app: AppServer, new_page: NewPage) -> None:
    page = new_page(dark=True)
    asked_in_vain = missed(page)
    found = []
    for name in ("good_morning_squat_set", "late_shrug_deadlift_set", "no_reps_found"):
        open_example(page, app, name)
        found += faults_unfolded(page, name)
    drop(page, app.url, "notes.mp4", b"text")
    expect(page.get_by_role("alert")).to_be_visible()
    found += faults_unfolded(page, "failed")
    opened(page, app, "coach")
    clips = [(f"{name}.mp4", f"example:{name}".encode()) for name in WORST_FIRST]
    files = [{"name": name, "mimeType": "video/mp4", "buffer": what} for name, what in clips]
    page.set_input_files("input[type=file]", files=files)
    expect(page.get_by_role("button", name="Page to print")).to_be_visible()
    found += faults_unfolded(page, "table")
    assert found == []
    assert asked_in_vain == []
