"""The player in a real browser: full screen, changes of the page, rows of buttons."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.app.player_page import (
    VIDEO,
    WIDTHS,
    PlayerPage,
    button,
    come_to_rest,
    make_page,
    place,
    pressed,
    ringed,
)
from tests.browser import NewPage
from tests.examples import clean_squat_set

REMOVE_REP_3 = """() => {
    const marks = window.marks = JSON.parse(JSON.stringify(JSON.parse(window.first)));
    const struck = marks.find(mark => mark.id === 'rep-3');
    Object.assign(struck, {id: 'other-9', kind: 'not_counted', label: 'removed by you'});
    delete struck.number; delete struck.meets;
    marks.filter(mark => mark.number > 3).forEach(mark => {
        mark.number -= 1; mark.id = `rep-${mark.number}`; mark.label = String(mark.number);
    });
    window.update({marks, selected: 'other-9'});
}"""


STALLS = """
    const drawn = window.requestAnimationFrame.bind(window);
    const waiting = [];
    window.requestAnimationFrame = act =>
        drawn(now => { if (window.stalled) waiting.push(act); else act(now); });
    window.goOn = () => { window.stalled = false; waiting.splice(0).forEach(act => drawn(act)); };
"""


pytestmark = pytest.mark.browser


@pytest.mark.parametrize("width", WIDTHS)
def test_the_full_screen_has_all_the_tools_and_gives_the_page_back(
    new_page: NewPage, player: PlayerPage, width: int
) -> None:
    page = player.open(new_page(width=width))
    before = page.evaluate(f"{VIDEO}.getBoundingClientRect().width")
    color = page.evaluate("document.body.style.background")
    button(page, "Full screen").click()
    page.wait_for_function("document.fullscreenElement !== null")
    for tool in ("Quarter speed", "One rep", "One frame forward"):  # two reps stand there as before
        button(page, tool).click()
    expect(page.locator(".formcheck-twin")).to_have_count(0)
    assert page.evaluate(f"{VIDEO}.playbackRate") == 0.25
    page.locator(".chip", has_text="4").first.click()
    page.wait_for_function(f"!{VIDEO}.paused && {VIDEO}.currentTime > 13")
    expect(page.locator(".chip", has_text="4").first).to_be_in_viewport()
    assert page.evaluate(f"document.fullscreenElement.contains({VIDEO})")
    button(page, "Side by side").click()
    button(page, "Full screen").click()
    page.wait_for_function("document.fullscreenElement === null")
    page.wait_for_function(
        f"before => Math.abs({VIDEO}.getBoundingClientRect().width - before) < 2", arg=before
    )
    assert page.evaluate("document.body.style.background") == color


@pytest.mark.parametrize("way_out", ["Full screen", "Escape"])
def test_a_phone_without_a_full_screen_of_its_own_lays_the_tool_over_the_page(
    new_page: NewPage, player: PlayerPage, way_out: str
) -> None:
    """An iPhone fills its screen with a bare video only, without reps and buttons."""
    fresh = new_page(width=390)
    fresh.add_init_script("delete Element.prototype.requestFullscreen")
    page = player.open(fresh)
    page.evaluate("scrollTo(0, 300)")
    before = page.evaluate(f"{VIDEO}.getBoundingClientRect().width")
    button(page, "Full screen").click()
    button(page, "Quarter speed").click()
    cover = page.evaluate("document.elementFromPoint(195, 5).closest('[style*=fixed]') !== null")
    assert cover
    expect(page.locator(".chip", has_text="4").first).to_be_in_viewport()
    if way_out == "Escape":
        page.keyboard.press("Escape")
    else:
        button(page, way_out).click()
    page.wait_for_function("!document.querySelector('[style*=fixed]')")
    assert page.evaluate(f"{VIDEO}.getBoundingClientRect().width") == pytest.approx(before, abs=2)


def test_on_a_phone_on_its_side_the_tools_stand_beside_the_pictures(
    new_page: NewPage, player: PlayerPage
) -> None:
    """They lay below them, and below the edge of the screen."""
    page = player.open(new_page(width=844, height=390))
    before = page.evaluate(f"{VIDEO}.getBoundingClientRect().width")
    button(page, "Full screen").click()
    page.wait_for_function("document.fullscreenElement !== null")
    for tool in ("Play", "Quarter speed", "Side by side", "Full screen"):
        expect(button(page, tool)).to_be_in_viewport(ratio=1)
    for chip in page.locator(".chip").all():
        expect(chip).to_be_in_viewport(ratio=1)
    film = page.locator(".st-key-set_video > div").bounding_box()
    assert film
    assert film["height"] > 0.85 * 390
    button(page, "Full screen").click()
    page.wait_for_function("document.fullscreenElement === null")
    page.wait_for_function(
        f"before => Math.abs({VIDEO}.getBoundingClientRect().width - before) < 2", arg=before
    )
    assert page.locator("[data-formcheck]").count() == 0


def tap_between_reps(page: Page, player: PlayerPage) -> float:
    """Tap the strip between the first two reps; gives the moment."""
    gap_s = ((player.analysis.reps[0].end_s or 0) + (player.analysis.reps[1].start_s or 0)) / 2
    slot = page.get_by_role("slider", name="Place in the video")
    box = page.locator(".bar").bounding_box()
    assert box is not None
    x = box["width"] * gap_s / player.analysis.clip.duration_s
    slot.click(position={"x": x, "y": 20})
    return gap_s


def test_the_strip_stays_under_the_finger(opened: Page, player: PlayerPage) -> None:
    """One rep is taller than two: the strip and its question went off a phone's screen."""
    where = "document.querySelector('#host').getBoundingClientRect().top"
    before = opened.evaluate(where)
    tap_between_reps(opened, player)
    expect(opened.locator(".formcheck-twin")).to_have_count(0)
    come_to_rest(opened)
    height = opened.evaluate(f"{VIDEO}.parentElement.clientHeight")
    assert height > before, "what would have moved it"
    assert opened.evaluate(where) == pytest.approx(before, abs=2)
    assert opened.evaluate("scrollY") > 0
    expect(button(opened, "Not now")).to_be_in_viewport(ratio=1)


def test_a_tap_between_reps_offers_to_add_one(page: Page, player: PlayerPage) -> None:
    gap_s = tap_between_reps(page, player)
    page.get_by_role("button", name="Add a rep at").click()
    (asked_s,) = page.evaluate("window.said.add")
    assert asked_s == pytest.approx(gap_s, abs=0.2)
    expect(page.get_by_role("button", name="Add a rep at")).to_have_count(0)


def test_after_a_removal_the_video_stays_and_nothing_is_looped(
    page: Page, player: PlayerPage
) -> None:
    page.locator(".chip", has_text="3").first.click()
    expect(page.locator(".status")).to_have_text("Looping rep 3")
    page.evaluate(REMOVE_REP_3)
    come_to_rest(page)
    assert page.evaluate(f"{VIDEO}.paused")
    assert page.evaluate(f"{VIDEO}.currentTime") == pytest.approx(
        player.analysis.reps[2].start_s, abs=1.5
    )
    assert not pressed(page, "Loop this movement"), "it is no rep any more"
    assert ringed(page) == ["removed by you"]


def test_beside_what_is_no_rep_nothing_is_compared_until_somebody_asks(
    page: Page, player: PlayerPage
) -> None:
    """An empty list of reps stood there, and "Side by side" was lit above one picture."""
    button(page, "Side by side").click()
    page.locator(".chip", has_text="3").first.click()
    expect(page.get_by_role("combobox", name="Compare with")).to_be_visible()
    page.evaluate(REMOVE_REP_3)
    expect(page.get_by_role("combobox", name="Compare with")).to_have_count(0)
    assert pressed(page, "One rep")
    assert not pressed(page, "Side by side")
    page.locator(".chip", has_text="removed by you").click()
    assert pressed(page, "One rep")
    button(page, "Side by side").click()
    expect(page.locator(".formcheck-twin")).to_have_count(1)
    assert pressed(page, "Side by side")


def test_a_removal_while_a_busy_page_let_the_loop_run_over_stops_in_what_was_removed(
    new_page: NewPage, player: PlayerPage
) -> None:
    """No picture was drawn at the end of the rep: the video stopped between two, nothing ringed."""
    fresh = new_page()
    fresh.add_init_script(STALLS)
    page = player.open(fresh)
    button(page, "One rep").click()
    page.locator(".chip", has_text="3").first.click()
    expect(page.locator(".status")).to_have_text("Looping rep 3")
    rep = player.analysis.reps[2]
    page.evaluate("window.stalled = true")
    page.wait_for_function(f"{VIDEO}.currentTime > {rep.end_s}", polling=20)
    page.evaluate(REMOVE_REP_3)
    page.evaluate("window.goOn()")
    expect(page.locator(".chip[aria-pressed=true]")).to_have_text("removed by you")
    assert page.evaluate(f"{VIDEO}.paused")
    assert rep.start_s is not None
    assert rep.end_s is not None
    assert rep.start_s <= page.evaluate(f"{VIDEO}.currentTime") < rep.end_s


def test_a_pause_holds_also_where_a_seek_still_waits(page: Page, player: PlayerPage) -> None:
    """Taken away while the video was on its way to the rep: it played on, through the whole set."""
    page.evaluate(f"Object.defineProperty({VIDEO}, 'seeking', {{ get: () => true }})")
    page.locator(".chip", has_text="2").first.click()
    page.locator(".chip", has_text="3").first.click()  # waits for the first one
    page.evaluate(REMOVE_REP_3)
    page.wait_for_timeout(2500)
    assert page.evaluate(f"{VIDEO}.paused")
    assert ringed(page) == ["removed by you"]


def test_a_set_without_flags_opens_as_one_with_flags_does(
    new_page: NewPage, tmp_path: Path
) -> None:
    """Two reps side by side at the bottom of the first one; a start of the clip shows nothing."""
    analysis = clean_squat_set()
    page = make_page(tmp_path, analysis).open(new_page())
    expect(page.locator(".status")).to_have_text("Stopped in rep 1")
    assert ringed(page) == ["1"]
    assert pressed(page, "Side by side")
    place(page)
    assert page.evaluate(f"{VIDEO}.currentTime") == pytest.approx(
        analysis.reps[0].turn_s or 0, abs=0.1
    )


def test_a_video_drawn_anew_goes_on_where_it_was(page: Page, player: PlayerPage) -> None:
    button(page, "Half speed").click()
    page.locator(".chip", has_text="4").first.click()
    page.wait_for_function(f"!{VIDEO}.paused && {VIDEO}.currentTime > 13.5")
    page.evaluate(f"{VIDEO}.src = {VIDEO}.src + '#again'")
    page.evaluate(f"{VIDEO}.load()")
    page.wait_for_function(f"{VIDEO}.readyState >= 2 && {VIDEO}.currentTime > 13.3")
    page.wait_for_function(f"!{VIDEO}.paused")
    assert page.evaluate(f"{VIDEO}.playbackRate") == 0.5


def test_a_phone_has_few_rows_of_buttons(new_page: NewPage, player: PlayerPage) -> None:
    """Full screen and the rep to compare with had rows of their own."""
    page = player.open(new_page(width=390))
    page.wait_for_function("document.fonts.status === 'loaded'")
    for parts, most in ((".tools > :not([hidden])", 2), (".compare > :not([hidden])", 1)):
        tops = page.locator(parts).evaluate_all(
            "parts => parts.map(part => part.getBoundingClientRect())"
            ".filter(box => box.height).map(box => box.top).sort((a, b) => a - b)"
        )
        assert tops
        assert 1 + sum(below - above > 20 for above, below in pairwise(tops)) == most


@pytest.mark.parametrize("width", WIDTHS)
def test_every_target_is_as_large_as_a_finger(
    new_page: NewPage, player: PlayerPage, width: int
) -> None:
    page = player.open(new_page(width=width))
    button(page, "Side by side").click()
    targets = page.locator(".wrap button:visible, .wrap select:visible").all()
    sizes = [target.bounding_box() for target in targets]
    assert len(sizes) > 12
    assert all(box and box["height"] >= 43.5 and box["width"] >= 43.5 for box in sizes)
