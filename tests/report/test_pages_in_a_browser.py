"""The stand-alone pages in a real browser: on a phone, a desk and paper."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from formcheck.report.html import render_html
from formcheck.report.sketch import jpeg
from formcheck.report.still import Still
from formcheck.report.triage_page import render_triage
from formcheck.report.words import NOT_SEEN
from tests.browser import NewPage, scrolls_sideways
from tests.examples import good_morning_squat_set
from tests.report.shown_pages import PAGES, cards


@pytest.mark.browser
@pytest.mark.parametrize("name", PAGES)
def test_pages_fit_and_can_be_read(new_page: NewPage, name: str, tmp_path: Path) -> None:
    (file := tmp_path / "page.html").write_text(PAGES[name])
    page = new_page()
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text))
    page.goto(file.as_uri())
    for width, scheme in ((320, "light"), (390, "dark"), (1280, "light")):
        page.set_viewport_size({"width": width, "height": 900})
        page.emulate_media(color_scheme=scheme)
        assert not scrolls_sideways(page), width
        assert page.evaluate(WEAK_TEXT) == [], width
    assert not complaints


@pytest.mark.browser
def test_on_paper_every_rep_is_open_and_the_ground_is_white(
    new_page: NewPage, tmp_path: Path
) -> None:
    (tmp_path / "r.html").write_text(render_html(good_morning_squat_set()), "utf-8")
    page = new_page(dark=True)
    page.goto((tmp_path / "r.html").as_uri())
    table = page.locator("#rep-1 table")
    assert not table.is_visible()
    page.emulate_media(media="print")
    assert table.is_visible()
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
    assert page.evaluate(WEAK_TEXT) == []
    pdf = page.pdf(prefer_css_page_size=True)
    # a cover, and at most two for a rep: pictures, the bar's path, the table
    assert len(re.findall(rb"/Type\s*/Page[^s]", pdf)) in range(2, 12)


@pytest.mark.browser
def test_paper_has_only_what_was_measured_of_a_rep_and_says_a_fault_once(
    new_page: NewPage, tmp_path: Path
) -> None:
    """A card of dashes was longer than a column: 8 reps took 13 pages, with holes in them."""
    (tmp_path / "r.html").write_text(render_html(good_morning_squat_set()), "utf-8")
    page = new_page()
    page.goto((tmp_path / "r.html").as_uri())
    page.locator("#rep-5").evaluate("part => part.closest('details').open = true")
    rows = page.locator("#rep-5 tbody tr")
    on_screen = [row.inner_text() for row in rows.all() if row.is_visible()]
    page.emulate_media(media="print")
    on_paper = [row.inner_text() for row in rows.all() if row.is_visible()]
    assert on_paper == [text for text in on_screen if text.split("\t")[1] != NOT_SEEN]
    assert len(on_paper) < len(on_screen)
    assert not [found for found in page.locator(".rep .found").all() if found.is_visible()]


@pytest.mark.browser
def test_a_link_in_the_strip_leads_to_its_rep(new_page: NewPage, tmp_path: Path) -> None:
    (tmp_path / "r.html").write_text(render_html(good_morning_squat_set()), "utf-8")
    page = new_page()
    page.goto((tmp_path / "r.html").as_uri())
    assert not page.locator("#rep-3").is_visible()  # found, and not the worst
    page.get_by_role("link", name="Rep 3").click()
    assert page.locator("#rep-3").is_visible()
    assert page.evaluate(
        "document.querySelector('#rep-3').getBoundingClientRect().top < innerHeight"
    )


@pytest.mark.browser
def test_a_long_set_of_flagged_reps_is_short_on_a_phone_and_whole_on_paper(
    new_page: NewPage, tmp_path: Path
) -> None:
    """Ten flagged reps were 17,000 px to scroll through: each one's table, and three pictures."""
    one = good_morning_squat_set()
    flagged = [rep for rep in one.reps if rep.findings]
    ten = [replace(flagged[at % len(flagged)], number=at + 1) for at in range(10)]
    gray = jpeg(np.full((720, 540, 3), 128, np.uint8), 50)
    stills = [Still(gray, 3.0, number, f"said of rep {number}") for number in (5, 3, 1)]
    report = render_html(replace(one, reps=tuple(ten)), stills=stills)
    (tmp_path / "r.html").write_text(report, "utf-8")
    page = new_page(width=390)
    page.goto((tmp_path / "r.html").as_uri())
    assert page.locator(".rep table:visible").count() == 1
    assert page.locator(".still img:visible").count() == 1
    assert page.locator(".rep .found:visible").count() == 9  # what was found is said of each
    assert page.evaluate("document.documentElement.scrollHeight") < 9_000
    for media, width in (("screen", 1280), ("print", 390)):
        page.set_viewport_size({"width": width, "height": 844})
        page.emulate_media(media=media)
        assert page.locator(".still img").last.is_visible()
    assert page.locator(".rep table:visible").count() == 10
    assert page.locator(".notes dd").last.is_visible()


@pytest.mark.browser
def test_a_fault_of_many_reps_names_them_within_a_phones_width(
    new_page: NewPage, tmp_path: Path
) -> None:
    one = good_morning_squat_set()
    flagged = next(rep for rep in one.reps if rep.findings)
    every_other = tuple(replace(flagged, number=number) for number in range(1, 40, 2))
    (tmp_path / "r.html").write_text(render_html(replace(one, reps=every_other)), "utf-8")
    page = new_page(width=390)
    page.goto((tmp_path / "r.html").as_uri())
    assert "1, 3, 5" in page.locator(".where").first.inner_text()
    assert not scrolls_sideways(page)


@pytest.mark.browser
def test_the_filter_finds_a_fault_among_five_hundred(new_page: NewPage, tmp_path: Path) -> None:
    (tmp_path / "t.html").write_text(render_triage(cards(500)), "utf-8")
    page = new_page()
    page.goto((tmp_path / "t.html").as_uri())
    expected = sum("good_morning" in card.faults for card in cards(500))
    took_ms = page.evaluate(
        """() => {
            const before = performance.now();
            document.querySelector('button[data-key="good_morning"]').click();
            document.body.getBoundingClientRect();
            return performance.now() - before;
        }"""
    )
    assert took_ms < 1000
    assert page.locator("#shown").inner_text() == f"{expected} of 500 analyzed clips"
    assert page.locator(".clip:visible").count() == expected
    pressed = page.locator('button[aria-pressed="true"]')
    assert pressed.count() == 1
    assert "hips rose before the chest" in pressed.inner_text()
    page.get_by_label("Clip name contains").fill("CLIENT_00")
    names = page.locator(".clip:visible h2").all_inner_texts()
    assert names == [c.name for c in cards(10) if "good_morning" in c.faults]


@pytest.mark.browser
def test_every_picture_is_there_once_the_page_is(new_page: NewPage, tmp_path: Path) -> None:
    """Printed at once, pictures that had not been scrolled to were missing on paper."""
    (tmp_path / "t.html").write_text(render_triage(cards(200)), "utf-8")
    page = new_page()
    page.goto((tmp_path / "t.html").as_uri())
    assert page.evaluate("[...document.images].filter(image => !image.complete).length") == 0


def test_without_scripts_every_clip_is_there(new_page: NewPage, tmp_path: Path) -> None:
    (tmp_path / "t.html").write_text(render_triage(cards(12)), "utf-8")
    page = new_page(scripts=False)
    page.goto((tmp_path / "t.html").as_uri())
    assert page.locator(".clip").count() == 12
    assert not page.get_by_label("Clip name contains").is_visible()


WEAK_TEXT = """() => {
    const parse = text => text.match(/[\\d.]+/g).map(Number);
    const light = ([r, g, b]) => {
        const part = v => v <= 10 ? v / 3294.6 : ((v / 255 + .055) / 1.055) ** 2.4;
        return .2126 * part(r) + .7152 * part(g) + .0722 * part(b);
    };
    const ground = node => {
        for (let at = node; at; at = at.parentElement) {
            const color = parse(getComputedStyle(at).backgroundColor);
            if (color.length < 4 || color[3] > 0) return color;
        }
        return [255, 255, 255];
    };
    const weak = [];
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) {
        const node = walker.currentNode.parentElement;
        const words = walker.currentNode.textContent.trim();
        if (!words || node.closest("script, style") || !node.checkVisibility()) continue;
        const style = getComputedStyle(node);
        const ink = node.closest("svg") && node.tagName !== "SPAN" ? style.fill : style.color;
        const [a, b] = [light(parse(ink)), light(ground(node))].sort((x, y) => y - x);
        const large = parseFloat(style.fontSize) >= 24;
        if ((a + .05) / (b + .05) < (large ? 3 : 4.5)) weak.push(words + " " + ink);
    }
    return weak;
}"""
"""Script that lists every visible text with less contrast to its ground than WCAG AA wants."""
