"""Two people in one clip: who was measured, and the other one at a click; the real model."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from formcheck.analysis import Analysis, PersonBox
from tests.app.clips import two_lifters
from tests.app.server import AppServer, running_app
from tests.app.test_browser_jobs import settled
from tests.browser import NewPage

pytestmark = [pytest.mark.browser, pytest.mark.model]
ANALYSIS_MS = 240_000
HALF_PX = 540


@pytest.fixture
def app(tmp_path: Path) -> Iterator[AppServer]:
    """The app with an empty folder."""
    with running_app(tmp_path / "data") as server:
        yield server


def result(app: AppServer) -> Analysis:
    """What is kept of the only job."""
    (path,) = app.data.glob("jobs/*/analysis.json")
    return Analysis.from_json(path.read_bytes())


def shown(page: Page, lift: str) -> None:
    """Wait for the result of that lift, with its video."""
    facts = page.get_by_text(re.compile(rf"^two\.mp4 · {lift}"))
    expect(facts).to_be_visible(timeout=ANALYSIS_MS)
    page.wait_for_selector(".st-key-set_video video", timeout=ANALYSIS_MS)


def person_at(analysis: Analysis, *, left: bool) -> PersonBox:
    """The tallest person seen on that half of the picture."""
    there = [p for p in analysis.lifter.people if (p.box_px[0] + p.box_px[2] < 2 * HALF_PX) == left]
    return max(there, key=lambda person: person.box_px[3] - person.box_px[1])


def test_the_other_person_is_offered_and_measured_when_chosen(
    app: AppServer, new_page: NewPage, tmp_path: Path
) -> None:
    clip = two_lifters(tmp_path / "two.mp4", "squat_clean", "deadlift_late_shrug", end_s=9.6)
    page = new_page(width=390)
    page.goto(app.url)
    page.set_input_files("input[type=file]", clip)
    shown(page, "Deadlift")
    first = result(app)
    squatter = person_at(first, left=True).number
    assert first.lifter.people[0].number != squatter

    expect(page.get_by_role("link", name="Choose the person")).to_be_visible()
    for person in first.lifter.people:
        picture = page.get_by_role("img", name=f"Person {person.number}", exact=True)
        expect(picture).to_be_visible()
        expect(picture).to_have_js_property("complete", value=True)
        assert picture.evaluate("img => img.naturalWidth / img.naturalHeight") == pytest.approx(
            0.75, abs=0.05
        )
    page.get_by_role("button", name=f"Person {squatter}", exact=True).click()
    shown(page, "Squat")
    chosen = result(app)
    assert chosen.lifter.chosen_by == "told"
    assert chosen.corrections.lifter == squatter
    assert chosen.lift.name == "squat"
    assert [rep.complete for rep in chosen.reps] == [True, True]

    expect(page.get_by_text(f"Measured: person {squatter}")).to_be_visible()
    settled(page)
    page.get_by_role("button", name="Undo", exact=True).click()
    shown(page, "Deadlift")
    assert [rep.start_s for rep in result(app).reps] == [rep.start_s for rep in first.reps]
