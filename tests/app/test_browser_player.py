"""The player in a real browser: one picture at a time, and words that say what the video does."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from formcheck.report import words
from tests.app.player_page import (
    AT_EACH_WIDTH,
    VIDEO,
    PlayerPage,
    button,
    come_to_rest,
    number_on_screen,
    place,
    pressed,
    ringed,
)
from tests.browser import NewPage, scrolls_sideways

pytestmark = pytest.mark.browser
PLAYER_JS = Path(__file__).parents[2] / "formcheck/page/player_js"


@AT_EACH_WIDTH
def test_it_opens_stopped_on_the_worst_moment_beside_the_best_rep_and_says_so(
    opened: Page, player: PlayerPage
) -> None:
    page = opened
    expect(page.locator(".formcheck-name")).to_have_text(["Rep 5 · flagged", "Rep 4 · steady"])
    assert pressed(page, "Side by side")
    expect(page.locator(".status")).to_have_text("Stopped in rep 5")
    assert ringed(page) == ["5"]
    at_s = player.analysis.reps[4].findings[0].at_s
    assert page.evaluate(f"{VIDEO}.currentTime") == pytest.approx(at_s, abs=0.1)
    assert not scrolls_sideways(page)


def test_the_name_of_a_rep_lies_below_the_strip_that_is_drawn_into_the_video(
    new_page: NewPage, player: PlayerPage
) -> None:
    """Beside small letters a picture is tall, as on a desktop: the name lay on the strip."""
    page = player.open(new_page())
    button(page, "Zoom to the lifter").click()
    page.add_style_tag(content="html { font-size: 6px; }")
    box = "one => one.getBoundingClientRect().toJSON()"
    name, film = (page.locator(each).first.evaluate(box) for each in (".formcheck-name", "video"))
    assert name["top"] >= film["top"] + film["height"] / 50


@pytest.mark.parametrize(("width", "font_px"), [(320, 16), (390, 24)])
def test_the_names_of_two_reps_leave_the_words_in_the_video_to_be_read(
    new_page: NewPage, player: PlayerPage, width: int, font_px: int
) -> None:
    """On a small phone or with large text "Rep 1 · steady" lay on "dashed: before lift-off"."""
    page = player.open(new_page(width=width))
    page.add_style_tag(content=f"html {{ font-size: {font_px}px; }}")
    expect(page.locator(".formcheck-name")).to_have_count(2)
    box = "one => one.getBoundingClientRect().toJSON()"
    place = page.locator("video").first.locator("xpath=..").evaluate(box)
    for name in page.locator(".formcheck-name").all():
        low = name.evaluate(box)["bottom"] - place["top"]
        assert low <= 0.1 * place["height"], "where words are drawn from"


def test_it_opens_on_the_worst_rep_where_the_page_puts_a_new_video_to_0(
    new_page: NewPage, player: PlayerPage
) -> None:
    """As Streamlit does when it has heard how long a video is; the player may be there before."""
    page = new_page()
    page.add_init_script(
        """document.addEventListener("seeking", event => { event.target.currentTime = 0; },
             { capture: true, once: true });"""
    )
    player.open(page)
    expect(page.locator(".status")).to_have_text("Stopped in rep 5")
    come_to_rest(page)
    expect(page.locator(".status")).to_have_text("Stopped in rep 5")
    assert pressed(page, "Side by side")
    assert ringed(page) == ["5"]
    assert place(page) > 0
    page.evaluate(f"{VIDEO}.currentTime = 1")  # from now on somebody goes elsewhere
    expect(page.locator(".status")).not_to_have_text("Stopped in rep 5")


def test_one_picture_at_a_time_where_no_two_are_equally_far_apart(
    page: Page, player: PlayerPage
) -> None:
    before = place(page)
    steps = [("One frame forward", 1), ("One frame forward", 1), ("One frame back", -1)] * 3
    for name, way in steps:
        button(page, name).click()
        now = place(page)
        assert now == before + way
        assert number_on_screen(page) == now
        before = now


def test_keys_step_the_same_pictures_and_fast_ones_are_all_counted(page: Page) -> None:
    before = place(page)
    for key, way in (("ArrowRight", 1), (".", 1), (",", -1), ("ArrowLeft", -1), (".", 1)):
        page.keyboard.press(key)
        now = place(page)
        assert now == before + way
        assert number_on_screen(page) == now
        before = now
    for _ in range(12):
        page.keyboard.press(".")
    assert place(page) == before + 12


TELLS_LATE = """([picture, seek]) => {
    const { prototype } = HTMLVideoElement;
    const tell = prototype.requestVideoFrameCallback;
    prototype.requestVideoFrameCallback = function (act) {
        return tell.call(this, (...told) => setTimeout(() => act(...told), picture));
    };
    window.addEventListener("seeked", event => {
        if (!event.isTrusted) return;
        event.stopImmediatePropagation();
        setTimeout(() => event.target.dispatchEvent(new Event("seeked")), seek);
    }, { capture: true });
}"""


@pytest.mark.parametrize(
    ("picture_ms", "seek_ms"), [(90, 0), (0, 90), (90, 90)], ids=["pictures", "seeks", "both"]
)
def test_keys_are_counted_where_a_browser_tells_late_what_it_shows(
    new_page: NewPage, player: PlayerPage, picture_ms: int, seek_ms: int
) -> None:
    """As a slow machine does: of twelve keys two were lost, and once one."""
    page = new_page()
    page.add_init_script(f"({TELLS_LATE})([{picture_ms}, {seek_ms}])")
    player.open(page)
    expect(page.locator(".status")).to_have_text("Stopped in rep 5")
    before = place(page)
    for _ in range(12):
        page.keyboard.press(".")
        page.wait_for_timeout(35)
    assert place(page) == before + 12


def test_keys_in_a_field_stay_there(page: Page) -> None:
    before = place(page)
    page.locator("#field").focus()
    page.keyboard.type("1.5, 2")
    page.keyboard.press("ArrowLeft")
    assert place(page) == before
    assert page.locator("#field").input_value() == "1.5, 2"


def test_a_seek_that_never_ends_holds_up_no_other(page: Page, player: PlayerPage) -> None:
    """Chromium was seen to seek forever in a video that two elements load at once."""
    page.evaluate(f"Object.defineProperty({VIDEO}, 'seeking', {{ get: () => true }})")
    at_s = player.analysis.reps[2].findings[0].at_s
    page.evaluate("at => window.update({command: {nonce: 1, at, id: 'rep-3'}})", at_s)
    page.wait_for_function(f"Math.abs({VIDEO}.currentTime - {at_s}) < 0.1")


def test_a_time_is_written_as_in_the_rest_of_the_page(new_page: NewPage) -> None:
    """Past a minute the page says 1:05.2, and so does the player."""
    times_s = [0.0, 9.44, 59.94, 59.96, 65.2, 125.04]
    saying = (PLAYER_JS / "saying.js").read_text(encoding="utf-8")
    said = new_page().evaluate(
        f"times => {{ {saying}\n return times.map(time => clockOf(time, 1)); }}", times_s
    )
    assert said == [words.clock(time_s) for time_s in times_s]


def test_speeds_are_what_the_video_has(page: Page) -> None:
    for name, rate in (("Half speed", 0.5), ("Quarter speed", 0.25), ("Full speed", 1)):
        button(page, name).click()
        assert page.evaluate(f"{VIDEO}.playbackRate") == rate
        come_to_rest(page)
        assert [n for n in ("Full speed", "Half speed", "Quarter speed") if pressed(page, n)] == [
            name
        ]


def test_a_finding_freezes_on_the_picture_of_its_moment(page: Page, player: PlayerPage) -> None:
    at_s = player.analysis.reps[2].findings[0].at_s
    page.evaluate(f"{VIDEO}.play()")
    page.evaluate(
        "at => window.update({command: {nonce: 1, at, id: 'rep-3'}, selected: 'rep-3'})", at_s
    )
    page.wait_for_function(f"{VIDEO}.paused && !{VIDEO}.seeking")
    first = next(n for n, time_s in enumerate(player.times_s) if time_s >= at_s - 1.5e-3)
    assert place(page) == first
    assert number_on_screen(page) == first
    expect(page.locator(".status")).to_have_text("Stopped in rep 3")
    assert ringed(page) == ["3"]


def test_loop_and_ring_follow_what_plays(page: Page, player: PlayerPage) -> None:
    page.locator(".chip", has_text="2").first.click()
    expect(page.locator(".status")).to_have_text("Looping rep 2")
    assert pressed(page, "Loop rep 2")
    button(page, "Whole set").click()
    expect(page.locator(".status")).to_have_text(re.compile("Playing the whole set"))
    page.wait_for_function(f"{VIDEO}.currentTime < 1.2 && !{VIDEO}.seeking")
    assert not pressed(page, "Loop the rep")
    assert ringed(page) != ["2"]
    page.evaluate(f"{VIDEO}.currentTime = {(player.analysis.reps[3].turn_s or 0)}")
    expect(page.locator(".status")).to_have_text("Playing the whole set, rep 4")
    assert ringed(page) == ["4"]


def test_going_elsewhere_while_a_rep_is_sought_ends_the_loop(
    page: Page, player: PlayerPage
) -> None:
    start_s = player.analysis.reps[5].start_s or 0
    page.evaluate(
        f"""at => {{
        document.querySelector('#host').shadowRoot.querySelector('.chip[data-id=rep-2]').click();
        {VIDEO}.currentTime = at;
    }}""",
        start_s,
    )
    page.wait_for_function(f"{VIDEO}.currentTime > {start_s} + 0.3")
    expect(page.locator(".status")).to_have_text("Playing the whole set, rep 6")


def test_a_rep_is_looped_to_its_beginning(page: Page, player: PlayerPage) -> None:
    page.locator(".chip", has_text="2").first.click()
    page.wait_for_function(f"!{VIDEO}.paused")
    start_s, end_s = player.analysis.reps[1].start_s or 0, player.analysis.reps[1].end_s or 0
    page.evaluate(
        f"{VIDEO}.addEventListener('seeking', e => (window.sought = e.target.currentTime))"
    )
    page.evaluate(f"{VIDEO}.playbackRate = 4")
    page.wait_for_function("window.sought !== undefined")
    assert page.evaluate("window.sought") == pytest.approx(start_s, abs=0.1)
    button(page, "Loop rep 2").click()  # without the loop it plays on, and says so
    page.wait_for_function(f"{VIDEO}.currentTime > {end_s} + 0.3")
    expect(page.locator(".status")).to_have_text(re.compile("Playing the whole set"))
    assert not pressed(page, "Loop the rep")


@AT_EACH_WIDTH
def test_the_strip_is_dragged_and_steps_stay_in_the_page(page: Page, player: PlayerPage) -> None:
    slot = page.get_by_role("slider", name="Place in the video")
    box = slot.bounding_box()
    assert box is not None
    assert box["height"] >= 44
    middle = box["y"] + box["height"] / 2
    page.mouse.move(box["x"] + 0.2 * box["width"], middle)
    page.mouse.down()
    goal = (player.analysis.reps[3].turn_s or 0) / player.analysis.clip.duration_s
    for share in (0.3, 0.45, goal):
        page.mouse.move(box["x"] + share * box["width"], middle)
    page.mouse.up()
    turn_s = player.analysis.reps[3].turn_s or 0
    assert player.times_s[place(page)] == pytest.approx(turn_s, abs=0.15)
    page.wait_for_function("window.said.selected.length > 0")
    assert page.evaluate("window.said.selected.at(-1)") == ringed_id(page)


def ringed_id(page: Page) -> str | None:
    return page.locator(".chip[aria-pressed=true]").get_attribute("data-id")


def test_a_finger_drags_the_strip_and_a_swipe_past_it_does_not(
    player: PlayerPage, new_page: NewPage
) -> None:
    page = player.open(new_page(width=390))
    button(page, "One rep").click()
    before = place(page)
    slot = page.get_by_role("slider", name="Place in the video").bounding_box()
    assert slot is not None
    x, y = slot["x"] + 0.3 * slot["width"], slot["y"] + slot["height"] / 2
    touch = page.context.new_cdp_session(page)

    def swipe(*points: tuple[float, float]) -> None:
        kinds = ["touchStart", *["touchMove"] * (len(points) - 1)]
        for kind, (left, top) in zip(kinds, points, strict=True):
            touch.send(
                "Input.dispatchTouchEvent",
                {"type": kind, "touchPoints": [{"x": left, "y": top}]},
            )
            page.wait_for_timeout(50)  # as a finger: moves at once are taken for one
        touch.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})

    swipe((x, y), (x, y - 40), (x, y - 120), (x, y - 200))
    assert place(page) == before
    page.wait_for_timeout(600)  # a swipe scrolls on for a while, and the next touch only stops that
    page.evaluate("window.scrollTo(0, 0)")
    come_to_rest(page)
    swipe((x, y), (x + 20, y), (x + 60, y), (x + 100, y))
    page.wait_for_timeout(500)  # a seek takes a moment
    assert place(page) != before


COUNTS_FRAMES = """() => {
    const frame = window.requestAnimationFrame;
    window.frames = 0;
    window.requestAnimationFrame = act => { window.frames += 1; return frame(act); };
}"""


def sleeps(page: Page) -> bool:
    """Whether it comes to look at no frame in half a second, in which a screen shows thirty."""
    for _ in range(30):  # what was begun, such as a seek, may end first
        page.evaluate("window.frames = 0")
        page.wait_for_timeout(500)
        if page.evaluate("window.frames") == 0:
            return True
    return False


def test_the_player_sleeps_while_the_video_is_paused(opened: Page) -> None:
    """It used to look at every frame: two seconds of work in five."""
    opened.evaluate(COUNTS_FRAMES)
    assert sleeps(opened)
    opened.keyboard.press(".")
    opened.wait_for_function("window.frames > 0")
    assert sleeps(opened)
    opened.evaluate(f"{VIDEO}.play()")
    opened.wait_for_function("window.frames > 10")
