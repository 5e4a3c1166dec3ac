"""The player in a real browser: one picture at a time, and words that say what the video does."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from formcheck.report import words
from tests.app.player_page import TWIN, VIDEO, PlayerPage, make_page, number_on_screen
from tests.browser import NewPage, scrolls_sideways

pytestmark = pytest.mark.browser
WIDTHS = (390, 1280)
PLAYER_JS = Path(__file__).parents[2] / "formcheck/page/player_js"


@pytest.fixture(scope="module")
def player(tmp_path_factory: pytest.TempPathFactory) -> PlayerPage:
    """A set of six squats filmed at a rate that varies."""
    return make_page(tmp_path_factory.mktemp("player"))


@pytest.fixture(params=WIDTHS)
def opened(request: pytest.FixtureRequest, new_page: NewPage, player: PlayerPage) -> Page:
    """As a person finds it."""
    return player.open(new_page(width=request.param))


@pytest.fixture
def page(opened: Page) -> Page:
    """With one rep instead of two."""
    button(opened, "One rep").click()
    expect(opened.locator(".formcheck-twin")).to_have_count(0)
    return opened


def place(page: Page) -> int:
    """Which picture the player says it shows, once the video has come to rest."""
    page.wait_for_function(f"!{VIDEO}.seeking")
    page.wait_for_timeout(120)
    return int(page.locator(".wrap").get_attribute("data-picture") or -1)


def button(page: Page, name: str):  # type: ignore[no-untyped-def]
    return page.get_by_role("button", name=name, exact=True)


def pressed(page: Page, name: str) -> bool:
    return button(page, name).get_attribute("aria-pressed") == "true"


def ringed(page: Page) -> list[str]:
    return page.locator(".chip[aria-pressed=true]").all_inner_texts()


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
    page.wait_for_timeout(300)
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
    steps = [("One picture on", 1), ("One picture on", 1), ("One picture back", -1)] * 3
    for name, way in steps:
        button(page, name).click()
        now = place(page)
        assert now == before + way
        assert number_on_screen(page) == now
        before = now


def test_keys_step_the_same_pictures(page: Page, player: PlayerPage) -> None:
    before = place(page)
    for key, way in (("ArrowRight", 1), (".", 1), (",", -1), ("ArrowLeft", -1), (".", 1)):
        page.keyboard.press(key)
        now = place(page)
        assert now == before + way
        assert number_on_screen(page) == now
        before = now


def test_fast_steps_are_all_counted(page: Page) -> None:
    before = place(page)
    for _ in range(12):
        page.keyboard.press(".")
    page.wait_for_timeout(400)
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
    page.wait_for_function(f"Math.abs({VIDEO}.currentTime - {at_s}) < 0.1", timeout=20_000)


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
        page.wait_for_timeout(60)
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
    page.wait_for_timeout(200)
    swipe((x, y), (x + 20, y), (x + 60, y), (x + 100, y))
    page.wait_for_timeout(500)  # a seek takes a moment
    assert place(page) != before


def test_two_reps_side_by_side_meet_at_the_turnaround(page: Page, player: PlayerPage) -> None:
    button(page, "Side by side").click()
    page.wait_for_function(f"{TWIN} && {TWIN}.readyState >= 2")
    expect(page.locator(".formcheck-name")).to_have_text(["Rep 5 · flagged", "Rep 4 · steady"])
    turn_s, other_s = (player.analysis.reps[n].turn_s or 0 for n in (4, 3))
    page.evaluate("at => window.update({command: {nonce: 9, at, id: 'rep-5'}})", turn_s)
    page.wait_for_function(
        f"at => !{TWIN}.seeking && Math.abs({TWIN}.currentTime - at) < 0.1", arg=other_s
    )
    one, other = (page.evaluate(f"{v}.getBoundingClientRect().toJSON()") for v in (VIDEO, TWIN))
    assert other["left"] - one["left"] == pytest.approx(
        page.evaluate(f"{VIDEO}.parentElement.clientWidth") / 2, abs=2
    )
    page.keyboard.press(".")
    at_s = player.times_s[place(page)]
    page.wait_for_timeout(200)
    assert page.evaluate(f"{TWIN}.currentTime") - other_s == pytest.approx(at_s - turn_s, abs=0.1)
    page.get_by_role("combobox", name="Compare with").select_option("rep-1")
    expect(page.locator(".formcheck-name")).to_have_text(["Rep 5 · flagged", "Rep 1 · steady"])
    button(page, "One rep").click()
    expect(page.locator(".formcheck-twin")).to_have_count(0)
    assert not scrolls_sideways(page)


def test_the_names_of_two_reps_leave_the_drawn_caption_free(opened: Page) -> None:
    """What went wrong is drawn at the lower edge; a name there lay over it."""
    place = opened.locator(".st-key-set_video > div").bounding_box()
    assert place
    for name in opened.locator(".formcheck-name").all():
        box = name.bounding_box()
        assert box
        assert box["y"] + box["height"] < place["y"] + 0.2 * place["height"]


def test_a_ghost_lies_over_the_rep_and_plays_along(page: Page, player: PlayerPage) -> None:
    button(page, "As a ghost").click()
    page.wait_for_function(f"{TWIN} && {TWIN}.readyState >= 2")
    assert page.evaluate(f"getComputedStyle({TWIN}).opacity") == "0.5"
    boxes = [page.evaluate(f"{v}.getBoundingClientRect().left") for v in (VIDEO, TWIN)]
    assert boxes[0] == pytest.approx(boxes[1], abs=1)
    button(page, "Play").click()
    page.wait_for_function(f"!{TWIN}.paused")
    page.wait_for_timeout(900)
    button(page, "Pause").click()
    page.wait_for_timeout(300)
    turn_s, other_s = (player.analysis.reps[n].turn_s or 0 for n in (4, 3))
    apart = page.evaluate(f"{VIDEO}.currentTime - {TWIN}.currentTime")
    assert apart == pytest.approx(turn_s - other_s, abs=0.1)


def test_zoom_shows_the_lifter_larger_and_gives_the_frame_back(page: Page) -> None:
    before = page.evaluate(f"{VIDEO}.getBoundingClientRect().width / {VIDEO}.videoWidth")
    button(page, "Zoom to the lifter").click()
    page.wait_for_timeout(100)
    assert page.evaluate(f"{VIDEO}.getBoundingClientRect().width / {VIDEO}.videoWidth") > before
    assert page.evaluate(f"{VIDEO}.parentElement.clientWidth") <= page.evaluate("innerWidth")
    assert not scrolls_sideways(page)
    button(page, "Zoom to the lifter").click()
    page.wait_for_timeout(100)
    after = page.evaluate(f"{VIDEO}.getBoundingClientRect().width / {VIDEO}.videoWidth")
    assert after == pytest.approx(before, rel=0.01)


def test_a_rep_chosen_again_is_told_again(page: Page) -> None:
    for _ in range(2):
        page.locator(".chip", has_text="2").first.click()
        page.evaluate("window.update({selected: 'other-0'})")
    assert page.evaluate("window.said.selected") == ["rep-2", "rep-2"]


def test_the_full_screen_is_the_browsers_own_and_gives_the_page_back(page: Page) -> None:
    before = page.evaluate(f"{VIDEO}.getBoundingClientRect().width")
    button(page, "Full screen").click()
    page.wait_for_function(f"document.fullscreenElement === {VIDEO} && {VIDEO}.controls")
    page.evaluate("document.exitFullscreen()")
    page.wait_for_function(f"document.fullscreenElement === null && !{VIDEO}.controls")
    page.wait_for_function(
        f"before => Math.abs({VIDEO}.getBoundingClientRect().width - before) < 2", arg=before
    )


def test_a_tap_between_reps_offers_to_add_one(page: Page, player: PlayerPage) -> None:
    gap_s = ((player.analysis.reps[0].end_s or 0) + (player.analysis.reps[1].start_s or 0)) / 2
    slot = page.get_by_role("slider", name="Place in the video")
    box = page.locator(".bar").bounding_box()
    assert box is not None
    x = box["width"] * gap_s / player.analysis.clip.duration_s
    slot.click(position={"x": x, "y": 20})
    page.get_by_role("button", name="Add a rep at").click()
    (asked_s,) = page.evaluate("window.said.add")
    assert asked_s == pytest.approx(gap_s, abs=0.2)
    expect(page.get_by_role("button", name="Add a rep at")).to_have_count(0)


def test_after_a_removal_the_video_stays_and_nothing_is_looped(
    page: Page, player: PlayerPage
) -> None:
    page.locator(".chip", has_text="3").first.click()
    expect(page.locator(".status")).to_have_text("Looping rep 3")
    page.evaluate("""() => {
        const marks = window.marks = JSON.parse(JSON.stringify(JSON.parse(window.first)));
        const struck = marks.find(mark => mark.id === 'rep-3');
        Object.assign(struck, {id: 'other-9', kind: 'not_counted', label: 'removed by you'});
        delete struck.number; delete struck.turn;
        marks.filter(mark => mark.number > 3).forEach(mark => {
            mark.number -= 1; mark.id = `rep-${mark.number}`; mark.label = String(mark.number);
        });
        window.update({marks, selected: 'other-9'});
    }""")
    page.wait_for_timeout(300)
    assert page.evaluate(f"{VIDEO}.paused")
    assert page.evaluate(f"{VIDEO}.currentTime") == pytest.approx(
        player.analysis.reps[2].start_s, abs=1.5
    )
    assert not pressed(page, "Loop the rep")
    assert ringed(page) == ["removed by you"]


def test_a_set_without_flags_rings_nothing_at_its_beginning(
    new_page: NewPage, tmp_path: Path
) -> None:
    from tests.examples import clean_squat_set

    page = make_page(tmp_path, clean_squat_set()).open(new_page())
    expect(page.locator(".status")).to_have_text("Stopped")
    assert ringed(page) == []
    assert not pressed(page, "Loop the rep")


def test_a_video_drawn_anew_goes_on_where_it_was(page: Page, player: PlayerPage) -> None:
    button(page, "Half speed").click()
    page.locator(".chip", has_text="4").first.click()
    page.wait_for_function(f"!{VIDEO}.paused && {VIDEO}.currentTime > 13.5")
    page.evaluate(f"{VIDEO}.src = {VIDEO}.src + '#again'")
    page.evaluate(f"{VIDEO}.load()")
    page.wait_for_function(f"{VIDEO}.readyState >= 2 && {VIDEO}.currentTime > 13.3")
    page.wait_for_function(f"!{VIDEO}.paused")
    assert page.evaluate(f"{VIDEO}.playbackRate") == 0.5


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
