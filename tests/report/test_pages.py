"""The stand-alone pages ask for nothing, and say what the documents say."""

from __future__ import annotations

import csv
import io
import json
import re
from collections import Counter
from dataclasses import replace
from itertools import pairwise
from typing import Any

import pytest

from formcheck.analysis import Analysis, Notice
from formcheck.body.estimate import POOR_FIT
from formcheck.compare.differences import compare
from formcheck.compare.html import render_comparison
from formcheck.findings.verdict import HIPS_AGAINST_CHEST
from formcheck.guidance.notices import ALSO_IN_ROWS, CONTRADICTED
from formcheck.metrics.measurement import not_assessed
from formcheck.report.digest import abstention, refused, row_text, unjudged_text, worst_moment
from formcheck.report.html import render_html
from formcheck.report.moment_card import card
from formcheck.report.page import TEMPLATES, camera_drawings
from formcheck.report.tables import CsvTable, FindingRow, RepRow, finding_rows, rep_rows, sets_csv
from formcheck.report.text import render_text
from formcheck.report.triage_page import render_triage, triage_card
from formcheck.report.words import clock, disclaimer, state
from tests.examples import (
    good_morning_squat_set,
    late_shrug_deadlift_set,
    only_perhaps,
)
from tests.report.shown_pages import EXAMPLES, PAGES, Page, cards

EVIL = '"><img src=x onerror=alert(1)><script>alert(2)</script>.mp4'


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


@pytest.mark.parametrize("make", [render_html, lambda a: render_triage([triage_card(a)])])
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
        CsvTable(kind, text := io.StringIO(newline="")).add(rows)
        texts.append(text.getvalue())
    for text in texts:
        cells = [cell for row in csv.reader(io.StringIO(text, newline="")) for cell in row]
        assert f"'{start}1+1|cmd" in cells
        assert not [c for c in cells if c.startswith(start) and "cmd" in c]


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


def test_a_card_without_a_picture_says_why() -> None:
    """ "No picture" stood there, as if one had been lost."""
    html = render_triage([triage_card(EXAMPLES["no_reps_found"])])
    assert f'<div class="none">{state("no_reps")}</div>' in html
    assert "no picture" in render_triage([triage_card(good_morning_squat_set())])


def test_a_name_is_broken_after_an_underscore() -> None:
    """It was broken within its ending: "sq_haseeb_spotter.m", "p4"."""
    card = replace(triage_card(good_morning_squat_set()), name="VID_20261129_<b>.mp4")
    assert "<h2>VID_<wbr>20261129_<wbr>&lt;b&gt;.mp4</h2>" in render_triage([card])


def test_a_card_headed_by_perhaps_does_not_state_it_flatly() -> None:
    """Nor twice: "perhaps reps 1–4" stood over "In all 4 reps, perhaps …", not by how much."""
    unsure = only_perhaps(good_morning_squat_set())
    card = triage_card(unsure)
    assert "perhaps" in card.headline
    assert card.detail.startswith("It looks as if your hips rose faster than your chest")
    assert "12°" in card.detail
    assert "perhaps" not in card.detail


@pytest.mark.parametrize("code", ALSO_IN_ROWS)
def test_where_no_notice_stands_a_set_says_itself_what_it_is_worth_less_for(code: str) -> None:
    """On its own page the title and the notice both said that it does not move like its lift.

    A file that breaks off was "steady" in a coach's rows.
    """
    seen = "You said it is a squat. To us it looks otherwise."
    clean = EXAMPLES["clean_squat_set"]
    told = replace(
        clean,
        set=replace(clean.set, summary="5 reps counted, but not judged."),
        warnings=(Notice(code, seen),),
    )
    assert triage_card(told).detail == f"5 reps counted, but not judged. {seen}"
    assert sets_csv([told]).count(seen) == 1
    assert seen in render_comparison(told, clean, compare(told, clean))
    assert render_html(told).count(seen) == 1


@pytest.mark.parametrize("code", ALSO_IN_ROWS)
def test_a_verdict_on_what_moves_otherwise_says_so_beside_it(code: str) -> None:
    """A lunge told as a squat: at the end of the text and the report, and nowhere in tables."""
    seen = "You said it is a squat. To us it looks otherwise."
    flagged = EXAMPLES["good_morning_squat_set"]
    told = replace(flagged, warnings=(Notice(code, seen), *flagged.warnings))
    assert seen in " ".join(render_text(told).split("\n\n")[0].split())
    head = render_html(told).partition("<h2")[0]
    assert seen in head
    assert triage_card(told).detail.endswith(seen)
    shared = card(told)
    assert shared is not None
    assert seen in " ".join(shared.words)
    assert all(row["said"].endswith(seen) for row in csv.DictReader(io.StringIO(sets_csv([told]))))
    assert all(code in row.warnings for row in (*rep_rows(told), *finding_rows(told)))


@pytest.mark.parametrize("name", ["clean_squat_set", "late_shrug_deadlift_set"])
def test_what_could_not_be_compared_is_shown_where_it_is_compared(name: str) -> None:
    """Beside "we could not make out your body" a picture showed somebody stand in full view."""
    one = EXAMPLES[name]
    lost = {HIPS_AGAINST_CHEST: not_assessed("deg", POOR_FIT)}
    unread = refused(
        replace(one, reps=tuple(replace(rep, metrics={**rep.metrics, **lost}) for rep in one.reps))
    )
    first = one.reps[0]
    assert unread is not None
    assert unread.at_s == (first.turn_s if one.lift.name == "squat" else first.start_s)


def test_a_lunge_that_was_told_to_be_a_squat_is_no_body_that_could_not_be_made_out() -> None:
    """ "We could not make out your body" stood before "looks like neither", and was untrue."""
    front = EXAMPLES["front_view_squat_set"]
    body = not_assessed("deg", POOR_FIT)
    reps = tuple(
        replace(rep, metrics={**rep.metrics, "lean_gain_deg": body, "lean_peak_deg": body})
        for rep in front.reps
    )
    said = "You said it is a squat. To us it looks like neither."
    notice = Notice(CONTRADICTED, said, looks_like="unknown")
    unfit = replace(front, reps=reps)
    told = replace(unfit, warnings=(notice, *front.warnings))
    assert refused(unfit) is not None
    assert refused(told) is None
    assert abstention(told) == said
    assert row_text(told).count(said) == 1
    assert POOR_FIT.why not in row_text(told)


def test_a_row_says_why_a_back_was_not_judged() -> None:
    """A coach read it on the page, and in neither the table nor the page to print."""
    front = EXAMPLES["front_view_squat_set"]
    assert abstention(front)
    assert triage_card(front).detail == f"{front.set.summary} {abstention(front)}"
    assert abstention(front) in sets_csv([front])


def test_a_card_says_when_its_picture_is() -> None:
    """Forty clips, and nothing said where in each to look."""
    analysis = EXAMPLES["good_morning_squat_set"]
    found = worst_moment(analysis)
    assert found is not None
    text = Page(render_triage([triage_card(analysis)])).text
    assert f"rep {found[0].number}, {clock(found[1].at_s)}" in text


def test_a_page_of_a_batch_tells_the_same_clip_under_another_name() -> None:
    """It came twice, and looked like two sets with the same fault."""
    flagged, clean = good_morning_squat_set(), EXAMPLES["clean_squat_set"]
    cards = [
        triage_card(one) for one in (flagged.renamed("b.mp4"), clean, flagged.renamed("a.mp4"))
    ]
    text = Page(render_triage(cards)).text
    assert "3 clips 1 duplicate 1 flagged 1 steady" in text
    shows = [word for word in text.split() if word.startswith("(")]
    assert set(shows) == {"(1)"}, "what a filter counts are sets, too"
    assert text.count("the same clip as a.mp4") == text.count("the same clip as") == 1


def test_what_failed_is_named_once() -> None:
    said = [("a.mp4", "a.mp4 is no video."), ("b.mp4", "Its disk is full.")]
    text = Page(render_triage([], failed=said)).text
    assert "a.mp4 is no video." in text
    assert text.count("a.mp4") == 1
    assert "b.mp4 : Its disk is full." in text


def test_a_clip_without_reps_says_what_was_seen() -> None:
    lunge = Notice("lift_unknown", "One foot stands far ahead of the other, as in a lunge.")
    none = EXAMPLES["no_reps_found"]
    seen = replace(none, warnings=(*none.warnings, lunge))
    assert triage_card(seen).detail == lunge.message
    assert abstention(seen) == lunge.message


@pytest.mark.parametrize(
    ("code", "offer"),
    [
        ("lift_unsure", "Choose the lift, and we will read it as that."),
        ("lift_unknown", "If it is one, choose the lift, and we will read it as that."),
        ("lift_both", "Choose the other lift to have its set judged instead."),
        ("several_people", "If that was not you, choose somebody else."),
    ],
)
def test_a_page_on_which_nothing_can_be_chosen_offers_no_choice(code: str, offer: str) -> None:
    """The text says by which option; a file that was sent to somebody has none."""
    name = "no_reps_found" if code == "lift_unknown" else "clean_squat_set"
    analysis = replace(EXAMPLES[name], warnings=(Notice(code, f"What was seen. {offer}"),))
    for page in (render_html(analysis), render_triage([triage_card(analysis)])):
        assert "hoose" not in Page(page).text
    assert "hoose" not in sets_csv([analysis]) + unjudged_text(analysis), "a row, a batch's line"
    assert "What was seen." in Page(render_html(analysis)).text
    assert offer in " ".join(render_text(analysis).split())


def test_a_clip_without_reps_that_breaks_off_says_first_why_it_has_none() -> None:
    """A coach's row of a clip of one picture a second said that its file breaks off."""
    none = EXAMPLES["no_reps_found"]
    broken = replace(none, warnings=(Notice("truncated", "It breaks off."), *none.warnings))
    assert abstention(broken) == none.warnings[0].message
    assert triage_card(broken).detail == f"{none.warnings[0].message} It breaks off."


def test_five_hundred_clips_make_a_page_of_sane_size() -> None:
    assert len(render_triage(cards(500))) < 6_000_000


def test_a_still_keeps_its_marker_where_css_cannot_open_it() -> None:
    """Browsers before 2025 showed two pictures of three as words that nobody knew to press."""
    css = (TEMPLATES / "report.css").read_text(encoding="utf-8")
    elsewhere = re.sub(
        r"@supports selector\(::details-content\) \{(?:[^{}]*\{[^{}]*\})*\s*\}", "", css
    )
    assert elsewhere != css
    assert ".still summary { list" not in elsewhere


@pytest.mark.parametrize("drawing", camera_drawings(ink="#111111"))
def test_camera_drawings_are_images_with_words(drawing) -> None:  # type: ignore[no-untyped-def]
    assert drawing.title in drawing.svg
    assert "currentColor" not in drawing.svg
    assert drawing.svg.startswith('<svg xmlns="http://www.w3.org/2000/svg"')


def test_whoever_pulls_is_shown_how_to_film_a_pull() -> None:
    """Reports of deadlifts showed somebody who squats."""
    for analysis in (good_morning_squat_set(), late_shrug_deadlift_set()):
        page = render_html(analysis)
        for lift in ("squat", "deadlift"):
            *_, shown = camera_drawings(lift, paper="var(--paper)")
            assert (shown.svg in page) == (lift == analysis.lift.name)


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
