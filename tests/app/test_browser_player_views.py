"""The player in a real browser: two reps at once, zoom, moments of a rep."""

from __future__ import annotations

import re
from pathlib import Path

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray
from playwright.sync_api import Page, expect

from formcheck.observation.poses import Landmark
from formcheck.report import sketch
from tests.app.player_page import (
    AT_EACH_WIDTH,
    TWIN,
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
from tests.browser import NewPage, scrolls_sideways
from tests.examples import late_shrug_deadlift_set
from tests.report.stick_clip import SIZE, TORSO_PX, poses_of

pytestmark = pytest.mark.browser


GHOST = ".formcheck-ghost"


CANVAS = f"document.querySelector('{GHOST}')"


HEAD_TORSO = 0.2
"""As `ghost.js` draws it."""


LONG_NAMES = """[...document.querySelectorAll(".formcheck-name")].map((name, n) => {
    name.textContent = `Rep 1${n} · back not judged`;
    return name;
}).map(name => name.getBoundingClientRect().toJSON())"""
"""The boxes of the two names once they are long, in one step: the player writes its own anew."""


@AT_EACH_WIDTH
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
    come_to_rest(page)
    assert page.evaluate(f"{TWIN}.currentTime") - other_s == pytest.approx(at_s - turn_s, abs=0.1)
    page.get_by_role("combobox", name="Compare with").select_option("rep-1")
    expect(page.locator(".formcheck-name")).to_have_text(["Rep 5 · flagged", "Rep 1 · steady"])
    button(page, "One rep").click()
    expect(page.locator(".formcheck-twin")).to_have_count(0)
    assert not scrolls_sideways(page)


def test_the_second_rep_shows_no_picture_before_its_moment(page: Page, player: PlayerPage) -> None:
    """Lines are drawn from their moment on: the rep to compare with showed those of its lean."""
    button(page, "Side by side").click()
    page.wait_for_function(f"{TWIN} && {TWIN}.readyState >= 2")
    turn_s, other_s = (player.analysis.reps[n].turn_s or 0 for n in (4, 3))
    for step in range(8):
        at_s = player.times_s[place(page)] - turn_s + other_s
        first_s = next(time_s for time_s in player.times_s if time_s >= at_s - 0.0015)
        page.wait_for_function(
            f"at => !{TWIN}.seeking && {TWIN}.currentTime >= at - 1e-4", arg=first_s
        )
        assert page.evaluate(f"{TWIN}.currentTime") < first_s + 0.05, step
        page.keyboard.press(".")
        come_to_rest(page)


def test_two_reps_meet_in_what_one_is_flagged_for(page: Page, player: PlayerPage) -> None:
    """As long after the bottom the faster rep stood up: nothing of it was to be compared."""
    flagged, best = player.analysis.reps[4], player.analysis.reps[3]
    turn_s, other_s, after_s = flagged.turn_s or 0, best.turn_s or 0, 0.1
    page.evaluate(
        """own => {
            const marks = JSON.parse(window.first);
            marks.find(mark => mark.id === "rep-5").same["rep-4"] = own;
            window.update({marks});
        }""",
        other_s + after_s,
    )
    button(page, "Side by side").click()
    page.wait_for_function(f"{TWIN} && {TWIN}.readyState >= 2")
    late_s = flagged.findings[0].at_s - turn_s
    assert late_s > 4 * after_s
    for since_s in (0.0, late_s / 2, late_s, late_s + 0.2, -0.5):
        at_s = turn_s + since_s
        page.evaluate("at => window.update({command: {nonce: at, at, id: 'rep-5'}})", at_s)
        shown_s = player.times_s[place(page)] - turn_s
        sooner_s = (late_s - after_s) * min(1, max(0, shown_s / late_s))
        page.wait_for_function(
            f"at => !{TWIN}.seeking && {TWIN}.currentTime >= at && {TWIN}.currentTime < at + 0.12",
            arg=other_s + shown_s - sooner_s - 0.002,
        )


@AT_EACH_WIDTH
def test_long_names_of_two_reps_lie_beside_one_another_over_the_drawn_caption(
    opened: Page,
) -> None:
    """A phone showed "Rep 1 · counted, not ju" below the name of the other rep.

    What went wrong is drawn at the lower edge: a name there lay over it.
    """
    for mode in ("Side by side", "As a ghost"):
        button(opened, mode).click()
        expect(opened.locator(".formcheck-name")).to_have_count(2)
        come_to_rest(opened)
        place = _box_of(opened, f"{VIDEO}.parentElement")
        left, right = opened.evaluate(LONG_NAMES)
        assert left["right"] < right["left"], mode
        assert right["right"] <= place["right"], mode
        for name in (left, right):
            assert name["bottom"] < place["top"] + 0.2 * place["height"], mode


@AT_EACH_WIDTH
def test_no_drawn_caption_is_cut_by_the_edge_of_a_close_up(opened: Page) -> None:
    """The words stood in the corner of the whole frame, and a close-up showed a half of them."""
    for mode, cells in (("Side by side", 2), ("As a ghost", 1), ("One rep", 1)):
        button(opened, mode).click()
        zoom = button(opened, "Zoom to the lifter")
        if not pressed(opened, "Zoom to the lifter"):
            zoom.click()
        come_to_rest(opened)
        for half in np.split(_as_seen(opened), cells, axis=1):
            edges = np.concatenate([half[:, 1:3], half[:, -3:-1]], axis=1)
            assert not _is_caption(edges).any(), mode
    zoom.click()
    come_to_rest(opened)
    assert _is_caption(_as_seen(opened)).any(), "the whole frame shows it"


def _as_seen(page: Page) -> NDArray[np.int_]:
    """The pictures that a person sees, RGB, an even number of pixels wide."""
    shot = page.locator(".st-key-set_video > div").screenshot()
    rgb = cv2.imdecode(np.frombuffer(shot, np.uint8), cv2.IMREAD_COLOR_RGB)
    assert rgb is not None
    return np.asarray(rgb[:, : rgb.shape[1] // 2 * 2], int)


def _is_caption(rgb: NDArray[np.int_]) -> NDArray[np.bool_]:
    """Where the ground of a fault's words is; orange blended with black is less red."""
    return np.asarray(np.abs(rgb - sketch.ALERT_DARK).max(axis=2) < 28)


def test_a_ghost_is_one_outline_and_one_number_and_plays_along(
    page: Page, player: PlayerPage
) -> None:
    button(page, "As a ghost").click()
    page.wait_for_selector(GHOST)
    expect(page.locator(".formcheck-twin")).to_have_count(0)  # no second video over the first
    expect(page.locator(".formcheck-difference")).to_have_text(
        re.compile(r"^Torso tip: \d+\.\d° more than rep 4, at \d+\.\d s$")
    )
    expect(page.locator(".formcheck-name")).to_have_text(["Rep 5 · flagged", "Rep 4 · steady"])
    first = _ghost_px(page)
    assert 200 < len(first) < 0.1 * page.evaluate(f"{CANVAS}.width * {CANVAS}.height")
    button(page, "Play").click()
    page.wait_for_timeout(900)
    button(page, "Pause").click()
    come_to_rest(page)
    assert not np.array_equal(_ghost_px(page), first)


@AT_EACH_WIDTH
def test_a_ghost_stands_where_the_other_rep_was_at_its_bottom(
    page: Page, player: PlayerPage
) -> None:
    """The highest point of the outline is the other lifter's head, at the moment both meet."""
    button(page, "As a ghost").click()
    button(page, "To the bottom").click()
    place(page)
    _, top = _ghost_px(page).min(axis=0) / page.evaluate(f"[{CANVAS}.width, {CANVAS}.height]")
    series, rep = player.analysis.series, player.analysis.reps[3]
    poses = poses_of(player.analysis)
    at = int(np.abs(np.asarray(series.time_s) - (rep.turn_s or 0)).argmin())
    head_y = poses.image_px[at, Landmark.LEFT_EAR, 1] - HEAD_TORSO * TORSO_PX
    shown = page.evaluate(
        f"[{VIDEO}, {VIDEO}.parentElement].map(e => e.getBoundingClientRect().toJSON())"
    )
    video, box = shown
    on_screen = box["y"] + top * box["height"]
    assert on_screen == pytest.approx(video["y"] + head_y / SIZE[1] * video["height"], abs=8)


def _ghost_px(page: Page) -> NDArray[np.int_]:
    """(N, 2) x and y of what the ghost's canvas shows in its own color."""
    return np.asarray(
        page.evaluate(
            f"""() => {{
            const canvas = {CANVAS};
            const pen = canvas.getContext('2d');
            const {{ data }} = pen.getImageData(0, 0, canvas.width, canvas.height);
            const found = [];
            for (let n = 0; n < data.length; n += 4)
                if (data[n + 3] > 200 && data[n] > 200)
                    found.push([n / 4 % canvas.width, Math.floor(n / 4 / canvas.width)]);
            return found;
        }}"""
        )
    )


@pytest.mark.parametrize("width", WIDTHS)
def test_two_fingers_look_closer_and_one_then_moves_the_picture(
    new_page: NewPage, player: PlayerPage, width: int
) -> None:
    page = player.open(new_page(width=width))
    button(page, "One rep").click()
    come_to_rest(page)
    before = _box_of(page, VIDEO)
    around = _box_of(page, f"{VIDEO}.parentElement")
    x, y = around["x"] + around["width"] / 2, around["y"] + around["height"] / 2
    _touch(page, [[(x - 20, y), (x + 20, y)], [(x - 60, y), (x + 60, y)]])
    come_to_rest(page)
    near = _box_of(page, VIDEO)
    assert near["width"] == pytest.approx(3 * before["width"], rel=0.05)
    assert _box_of(page, f"{VIDEO}.parentElement")["width"] == around["width"]
    # what was between the fingers is still there
    share = (x - before["x"]) / before["width"]
    assert near["x"] + share * near["width"] == pytest.approx(x, abs=3)
    top = page.evaluate("scrollY")
    _touch(page, [[(x, y)], [(x + 10, y + 10)], [(x + 30, y + 20)]])
    come_to_rest(page)
    moved = _box_of(page, VIDEO)
    assert (moved["x"] - near["x"], moved["y"] - near["y"]) == pytest.approx((30, 20), abs=3)
    assert page.evaluate("scrollY") == top
    assert pressed(page, "Zoom to the lifter")
    button(page, "Zoom to the lifter").click()
    come_to_rest(page)
    assert _box_of(page, VIDEO)["width"] == pytest.approx(before["width"], rel=0.01)


def test_the_wheel_with_ctrl_looks_closer_and_a_mouse_moves_the_picture_and_stops_nothing(
    page: Page,
) -> None:
    around = _box_of(page, f"{VIDEO}.parentElement")
    page.mouse.move(around["x"] + around["width"] / 2, around["y"] + around["height"] / 2)
    before = _box_of(page, VIDEO)
    page.keyboard.down("Control")
    page.mouse.wheel(0, -200)
    page.keyboard.up("Control")
    come_to_rest(page)
    near = _box_of(page, VIDEO)
    assert near["width"] > 2 * before["width"]
    page.mouse.down()
    page.mouse.move(around["x"] + 0.6 * around["width"], around["y"] + 0.6 * around["height"])
    page.mouse.up()
    come_to_rest(page)
    assert _box_of(page, VIDEO)["x"] > near["x"]
    assert page.evaluate(f"{VIDEO}.paused")
    assert not scrolls_sideways(page)


def _box_of(page: Page, what: str) -> dict[str, float]:
    box: dict[str, float] = page.evaluate(f"{what}.getBoundingClientRect().toJSON()")
    return box


def _touch(page: Page, moves: list[list[tuple[float, float]]]) -> None:
    """Fingers put down, moved and taken away."""
    session = page.context.new_cdp_session(page)
    kinds = ["touchStart"] + ["touchMove"] * (len(moves) - 1)
    for kind, fingers in zip(kinds, moves, strict=True):
        points = [{"x": x, "y": y, "id": n} for n, (x, y) in enumerate(fingers)]
        session.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})
    session.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})


def test_bottom_stops_on_the_picture_of_the_bottom(page: Page, player: PlayerPage) -> None:
    page.locator(".chip", has_text="2").first.click()
    page.wait_for_function(f"!{VIDEO}.paused")
    button(page, "To the bottom").click()
    page.wait_for_function(f"{VIDEO}.paused")
    turn_s = player.analysis.reps[1].turn_s or 0
    assert player.times_s[place(page)] == pytest.approx(turn_s, abs=0.1)
    assert ringed(page) == ["2"]


def test_a_pull_has_a_lift_off(new_page: NewPage, tmp_path: Path) -> None:
    analysis = late_shrug_deadlift_set()
    page = make_page(tmp_path, analysis).open(new_page(width=390))
    page.locator(".chip", has_text="2").first.click()
    button(page, "To the lift-off").click()
    page.wait_for_function(
        f"at => {VIDEO}.paused && Math.abs({VIDEO}.currentTime - at) < 0.1",
        arg=analysis.reps[1].start_s,
    )


@AT_EACH_WIDTH
def test_zoom_shows_the_lifter_larger_and_gives_the_frame_back(page: Page) -> None:
    before = page.evaluate(f"{VIDEO}.getBoundingClientRect().width / {VIDEO}.videoWidth")
    button(page, "Zoom to the lifter").click()
    come_to_rest(page)
    assert page.evaluate(f"{VIDEO}.getBoundingClientRect().width / {VIDEO}.videoWidth") > before
    assert page.evaluate(f"{VIDEO}.parentElement.clientWidth") <= page.evaluate("innerWidth")
    assert not scrolls_sideways(page)
    button(page, "Zoom to the lifter").click()
    come_to_rest(page)
    after = page.evaluate(f"{VIDEO}.getBoundingClientRect().width / {VIDEO}.videoWidth")
    assert after == pytest.approx(before, rel=0.01)


def test_a_rep_chosen_again_is_told_again(page: Page) -> None:
    for _ in range(2):
        page.locator(".chip", has_text="2").first.click()
        page.evaluate("window.update({selected: 'other-0'})")
    assert page.evaluate("window.said.selected") == ["rep-2", "rep-2"]


def test_a_contrast_theme_shows_the_strip_and_what_is_pressed(page: Page) -> None:
    """Such a theme takes grounds and shadows away: neither was to be seen."""
    page.emulate_media(forced_colors="active")
    shot = page.locator(".bar").screenshot()
    bar = cv2.imdecode(np.frombuffer(shot, np.uint8), cv2.IMREAD_COLOR)
    assert bar is not None
    # green of steady reps, orange of flagged ones, gray between them, the head
    assert len({tuple(color) for color in (bar[bar.shape[0] // 2] // 64).tolist()}) >= 4
    borders = {
        state: page.locator(f".chips [aria-pressed={state}]").first.evaluate(
            "chip => getComputedStyle(chip).borderTopWidth"
        )
        for state in ("true", "false")
    }
    assert borders["true"] != borders["false"]
