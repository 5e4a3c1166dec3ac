"""The stand-alone pages say everything, ask for nothing, and fit a phone, a desk and paper."""

from __future__ import annotations

import csv
import io
import json
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from formcheck.analysis import Analysis, CorrectionsMade
from formcheck.compare.differences import compare
from formcheck.compare.html import render_comparison
from formcheck.findings.verdict import verdict_of
from formcheck.guidance.explanation import explain
from formcheck.report.disclaimer import disclaimer
from formcheck.report.html import render_html, write_html
from formcheck.report.limits import applies, beyond_limit, limit_of
from formcheck.report.page import camera_drawings
from formcheck.report.set_table import sets_csv
from formcheck.report.still import Still
from formcheck.report.tables import FindingRow, RepRow, csv_table, finding_rows, rep_rows
from formcheck.report.triage_page import TriageCard, render_triage, triage_card, write_triage
from formcheck.report.words import AGAINST_YOURSELF
from tests.browser import NewPage, scrolls_sideways
from tests.examples import (
    all_examples,
    clean_squat_set,
    good_morning_squat_set,
    late_shrug_deadlift_set,
    seen_in_part,
)

EXAMPLES = all_examples()
NEXT_SET = "Think of this in your next set"
ADDRESSES = {"href", "src", "srcset", "action", "data", "poster", "xlink:href", "formaction"}
EVIL = '"><img src=x onerror=alert(1)><script>alert(2)</script>.mp4'
JPEG = bytes.fromhex("ffd8ffe000104a46494600010100000100010000ffd9")


class Page(HTMLParser):
    """What a page holds, read by the standard parser."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str]]] = []
        self.words: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, {name: value or "" for name, value in attrs}))

    def handle_data(self, data: str) -> None:
        if self.tags and self.tags[-1][0] not in {"style", "script"}:
            self.words.append(data)

    @property
    def text(self) -> str:
        return re.sub(r"\s+", " ", " ".join(self.words))

    def addresses(self) -> Iterator[str]:
        for _, attributes in self.tags:
            yield from (value for name, value in attributes.items() if name in ADDRESSES)


def pages() -> dict[str, str]:
    still = Still(JPEG, 3.0, 1, "The worst moment.")
    made = {name: render_html(analysis, stills=[still]) for name, analysis in EXAMPLES.items()}
    cards = [triage_card(analysis, thumbnail=JPEG) for analysis in EXAMPLES.values()]
    made["triage"] = render_triage(cards, failed=[("broken.mp4", "It is empty.")])
    made["triage_empty"] = render_triage([])
    return made


PAGES = pages()


@pytest.mark.parametrize("name", PAGES)
def test_nothing_comes_from_outside(name: str) -> None:
    html = PAGES[name]
    page = Page(html)
    assert all(a.startswith(("#", "data:image/jpeg;base64,")) for a in page.addresses())
    assert not re.search(r"@import|url\(", html)
    policy = next(a["content"] for t, a in page.tags if a.get("http-equiv"))
    assert policy.startswith("default-src 'none'")
    assert "unsafe-eval" not in policy
    assert "unsafe-inline" not in policy.split("script-src")[1]
    kinds = Counter(tag for tag, _ in page.tags)
    assert kinds["script"] == (1 if name.startswith("triage") else 0)
    assert not {"link", "iframe", "object", "embed", "base", "form"} & kinds.keys()
    assert not any(key.startswith("on") for _, attributes in page.tags for key in attributes)


@pytest.mark.parametrize("name", PAGES)
def test_the_pages_are_well_made(name: str) -> None:
    page = Page(PAGES[name])
    ids = Counter(attributes["id"] for _, attributes in page.tags if "id" in attributes)
    assert set(ids.values()) <= {1}
    for tag, attributes in page.tags:
        for key in ("aria-labelledby", "href"):
            if attributes.get(key, "").removeprefix("#") and key in attributes:
                assert attributes[key].removeprefix("#") in ids
        if tag == "img":
            assert attributes["alt"]
        if attributes.get("role") in {"img", "region", "group"}:
            assert attributes.get("aria-label") or attributes.get("aria-labelledby")
    assert page.text.count(disclaimer()) == 1
    levels = [int(tag[1]) for tag, _ in page.tags if re.fullmatch(r"h[1-6]", tag)]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))


def test_a_fault_s_drills_are_folded_and_drawn_with_a_dose_and_when_to_stop() -> None:
    page = render_html(good_morning_squat_set())
    known = explain("good_morning", lift="squat", variant="high_bar")
    assert known is not None
    for drill in known.drills:
        (_, after) = page.split(f"<summary><b>{drill.name}</b>")
        drawn = after.split("</details>")[0]
        assert drill.drawing() in drawn
        assert drill.dose.text in drawn
        assert "(our own starting dose)" in drawn
        assert drill.stop.text in drawn


@pytest.mark.parametrize("name", EXAMPLES)
def test_the_report_says_what_the_analysis_says(name: str) -> None:
    analysis = EXAMPLES[name]
    text = Page(PAGES[name]).text
    assert analysis.set.summary in text
    for rep in analysis.reps:
        assert f"Rep {rep.number}" in text
        assert all(finding.message in text for finding in rep.findings)
    shown = {fault.fault for fault in verdict_of(analysis).faults}
    for entry in (entry for entry in analysis.guidance if entry.fault in shown):
        assert entry.explanation in text
        assert all(text.count(drill) >= 1 for drill in entry.drills)
        assert entry.recheck in text
    assert analysis.set.load in text
    assert all(cue in text for cue in analysis.set.cues[:2])
    reasons = {
        value.not_assessed
        for rep in analysis.reps
        for name, value in rep.metrics.items()
        if value.not_assessed and applies(name, analysis.lift)
    }
    assert all(text.count(reason) == 1 for reason in reasons)
    assert all(entry.message in text for entry in analysis.not_counted)


def test_the_report_marks_the_values_that_the_page_marks() -> None:
    analysis = good_morning_squat_set()
    page = render_html(analysis)
    for rep in analysis.reps:
        details = page.split(f'id="rep-{rep.number}"')[1].split("</details>")[0]
        marked = [
            name
            for name in rep.metrics
            if applies(name, analysis.lift)
            and beyond_limit(rep, name, limit_of(analysis, rep, name))
        ]
        assert details.count('<tr class="over">') == len(marked)
    assert len(analysis.reps[2].findings) < page.count('<tr class="over">')


def test_the_report_says_what_a_rep_without_a_finding_cannot_show() -> None:
    """The page said it, the report that is sent to a friend did not."""
    assert AGAINST_YOURSELF in Page(PAGES["clean_squat_set"]).text
    assert AGAINST_YOURSELF in Page(render_html(seen_in_part(clean_squat_set()))).text
    assert AGAINST_YOURSELF not in Page(PAGES["front_view_squat_set"]).text


def test_what_was_not_judged_is_not_called_steady() -> None:
    text = Page(PAGES["front_view_squat_set"]).text
    assert "steady" not in text.split("The limits for these reps")[0]
    assert text.count("counted, not judged") == 4 + 1, "each rep, and how many there are"


def test_a_changed_limit_is_marked_in_the_footnotes() -> None:
    analysis = good_morning_squat_set()
    limits = analysis.thresholds | {"good_morning_gain_deg": 6.5}
    text = Page(render_html(replace(analysis, thresholds=limits))).text
    assert "changed from the default" in text
    assert "Hips rose before the chest: torso tips by * 6.5°" in text
    assert "changed from the default" not in Page(PAGES["good_morning_squat_set"]).text


def test_limits_of_the_other_lift_are_left_out() -> None:
    squat, deadlift = (
        Page(render_html(a)).text for a in (EXAMPLES["clean_squat_set"], late_shrug_deadlift_set())
    )
    assert "Hips shot up:" not in squat
    assert "Hips shot up:" in deadlift
    assert "Hips rose before the chest:" not in deadlift
    assert "low bar" not in squat.split("The limits for these reps")[1]


@pytest.mark.parametrize(
    "make", [render_html, lambda a: render_triage([triage_card(a, link=EVIL)])]
)
def test_names_from_outside_stay_text(make) -> None:  # type: ignore[no-untyped-def]
    tame, evil = (Page(make(good_morning_squat_set().renamed(n))) for n in ("a.mp4", EVIL))
    assert EVIL in evil.text
    assert [tag for tag, _ in evil.tags] == [tag for tag, _ in tame.tags]


def hostile_everywhere(analysis: Analysis, text: str) -> Analysis:
    """A document that was written by hand: this text wherever a document may hold any."""
    document = json.loads(analysis.to_json())

    def fill(part: Any) -> None:
        for name, value in list(part.items() if isinstance(part, dict) else enumerate(part)):
            if isinstance(value, str):
                part[name] = text
                try:
                    Analysis.from_json(json.dumps(document))
                except ValueError:  # one of a few words, and checked as such
                    part[name] = value
            elif isinstance(value, dict | list) and name != "series":
                fill(value)

    fill(document)
    return Analysis.from_json(json.dumps(document))


COMPARED = good_morning_squat_set()
EVIL_SET = hostile_everywhere(good_morning_squat_set(), EVIL)
ALL_PAGES = {
    "report": render_html,
    "triage": lambda a: render_triage([triage_card(a)], failed=[(a.clip.name, a.set.summary)]),
    "compare": lambda a: render_comparison(COMPARED, a, compare(COMPARED, a)),
}


@pytest.mark.parametrize("name", ALL_PAGES)
def test_no_text_of_a_document_becomes_part_of_a_page(name: str) -> None:
    assert EVIL_SET.set.summary == EVIL
    page = Page(ALL_PAGES[name](EVIL_SET))
    assert "alert" in page.text
    for tag, attributes in page.tags:
        assert not [key for key in attributes if key.startswith("on")], (tag, attributes)
        assert attributes.get("src", "data:").startswith("data:")
        assert "alert" not in attributes.get("href", "")
    tame = Page(ALL_PAGES[name](COMPARED))
    assert [t for t, _ in page.tags].count("script") == [t for t, _ in tame.tags].count("script")


@pytest.mark.parametrize("start", [*"=+-@\t\r\n＝＋－＠", " =", "\u00a0@"])
def test_no_text_of_a_document_becomes_a_formula(start: str) -> None:
    evil = hostile_everywhere(good_morning_squat_set(), f"{start}1+1|cmd")
    texts = [sets_csv([evil], [(evil.clip.name, evil.set.summary)])]
    for kind, rows in ((RepRow, rep_rows(evil)), (FindingRow, finding_rows(evil))):
        with csv_table(kind, text := io.StringIO(newline="")) as table:
            table.add(rows)
        texts.append(text.getvalue())
    for text in texts:
        cells = [cell for row in csv.reader(io.StringIO(text, newline="")) for cell in row]
        assert f"'{start}1+1|cmd" in cells
        assert not [c for c in cells if c.startswith(start) and "cmd" in c]


def cards(count: int) -> list[TriageCard]:
    """Many synthetic clips with thumbnails of a usual size."""
    examples = list(EXAMPLES.values())
    picture = JPEG + bytes(range(256)) * 24
    return [
        triage_card(examples[n % len(examples)].renamed(f"client_{n:03}.mp4"), thumbnail=picture)
        for n in range(count)
    ]


def test_the_worst_clip_comes_first_and_the_steady_ones_last() -> None:
    order = [
        a["class"] for t, a in Page(render_triage(cards(12))).tags if t == "li" and "data-keys" in a
    ]
    states = ["flagged", "unjudged", "no_reps", "no_person", "partly", "steady"]
    assert [name.split()[1] for name in order] == sorted(
        (name.split()[1] for name in order), key=states.index
    )
    text = Page(render_triage([triage_card(a) for a in EXAMPLES.values()])).text
    assert text.index("squat_good_morning") < text.index("deadlift_late_shrug")


def test_five_hundred_clips_make_a_page_of_sane_size() -> None:
    assert len(render_triage(cards(500))) < 6_000_000


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
    write_html(good_morning_squat_set(), tmp_path / "r.html")
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
def test_a_link_in_the_strip_leads_to_its_rep(new_page: NewPage, tmp_path: Path) -> None:
    write_html(good_morning_squat_set(), tmp_path / "r.html")
    page = new_page()
    page.goto((tmp_path / "r.html").as_uri())
    page.get_by_role("link", name="Rep 5").click()
    assert page.locator("#rep-5").is_visible()
    assert page.evaluate(
        "document.querySelector('#rep-5').getBoundingClientRect().top < innerHeight"
    )


@pytest.mark.browser
def test_the_filter_finds_a_fault_among_five_hundred(new_page: NewPage, tmp_path: Path) -> None:
    write_triage(cards(500), tmp_path / "t.html")
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
    assert page.locator("#shown").inner_text() == f"{expected} of 500 clips"
    assert page.locator(".clip:visible").count() == expected
    pressed = page.locator('button[aria-pressed="true"]')
    assert pressed.count() == 1
    assert "hips rose before the chest" in pressed.inner_text()
    page.get_by_label("Clip name contains").fill("CLIENT_00")
    names = page.locator(".clip:visible h2").all_inner_texts()
    assert names == [c.name for c in cards(10) if "good_morning" in c.faults]


@pytest.mark.browser
def test_without_scripts_every_clip_is_there(new_page: NewPage, tmp_path: Path) -> None:
    write_triage(cards(12), tmp_path / "t.html")
    page = new_page(scripts=False)
    page.goto((tmp_path / "t.html").as_uri())
    assert page.locator(".clip").count() == 12
    assert not page.get_by_label("Clip name contains").is_visible()


@pytest.mark.parametrize("drawing", camera_drawings(ink="#111111"))
def test_camera_drawings_are_images_with_words(drawing) -> None:  # type: ignore[no-untyped-def]
    assert drawing.title in drawing.svg
    assert "currentColor" not in drawing.svg
    assert drawing.svg.startswith('<svg xmlns="http://www.w3.org/2000/svg"')


def test_analyses_of_other_versions_can_be_shown() -> None:
    """A limit or a metric that this version does not know keeps its own name."""
    analysis = good_morning_squat_set()
    rep = analysis.reps[0]
    metrics = rep.metrics | {"bar_path_torso": rep.metrics["shrug_torso"]}
    newer: Analysis = replace(
        analysis,
        reps=(replace(rep, metrics=metrics),),
        thresholds=analysis.thresholds | {"bar_path_limit": 0.5},
    )
    text = Page(render_html(newer)).text
    assert "Bar path torso" in text
    assert "bar path limit 0.50" in text


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


def test_the_report_begins_with_at_most_two_cues_for_the_next_set() -> None:
    analysis = late_shrug_deadlift_set()
    assert len(analysis.set.cues) == 3
    text = Page(render_html(analysis)).text
    first, second, third = (text.find(cue) for cue in analysis.set.cues)
    assert text.index(NEXT_SET) < first < second < text.index("The set, rep by rep")
    assert third == -1
    assert NEXT_SET not in Page(render_html(EXAMPLES["clean_squat_set"])).text


def test_the_report_says_when_somebody_corrected_the_verdict() -> None:
    analysis = late_shrug_deadlift_set()
    assert "corrected by hand" not in Page(render_html(analysis)).text
    made = replace(analysis, corrections=CorrectionsMade(not_reps=(3.0,), lifter=2))
    assert "corrected by hand 2" in Page(render_html(made)).text
