"""A phone in the hand and a keyboard without a mouse: each test ends with what the person sees."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import FloatRect, Locator, Page, expect

from formcheck.jobs.store import Store
from tests.app.answered import answered
from tests.app.said import with_notice
from tests.app.server import AppServer
from tests.app.test_browser_jobs import open_example, settled, shows_example
from tests.browser import NewPage, scrolls_sideways
from tests.examples import all_examples

pytestmark = pytest.mark.browser
SMALL_TARGETS = (Path(__file__).parent / "small_targets.js").read_text(encoding="utf-8")
PHONE_PX = 390
WORST_FIRST = ("good_morning_squat_set", "late_shrug_deadlift_set", "clean_squat_set")
OPEN_ALL = """() => document.querySelectorAll("details:not([open]) > summary").forEach(
    summary => summary.checkVisibility() && summary.click())"""
CUT_OFF = """() => [...document.querySelectorAll(
    '[data-testid=stMain] :is(button, a, summary) *, [data-testid=stMain] span')]
    .filter(e => e.scrollWidth > e.clientWidth + 1 && e.clientWidth > 4 && e.checkVisibility()
        && getComputedStyle(e).textOverflow === "ellipsis" && e.innerText)
    .map(e => e.innerText)"""
ROWS_IN_LETTERS = """() => [...document.querySelectorAll(
    '[class*="st-key-row_"] [data-testid=stMarkdownContainer]')]
    .filter(e => !e.closest("button") && e.checkVisibility() && e.clientWidth < 60).length"""
FOCUSED = """() => {
    let at = document.activeElement;
    while (at?.shadowRoot?.activeElement) at = at.shadowRoot.activeElement;
    const style = getComputedStyle(at);
    const ring = style.outlineStyle !== "none" ? parseFloat(style.outlineWidth) : 0;
    return [at.tagName, (at.ariaLabel ?? at.textContent).trim().slice(0, 40), ring];
}"""


def opened(page: Page, app: AppServer, path: str) -> Page:
    """A page that has settled."""
    page.goto(f"{app.url}/{path}")
    page.get_by_role("heading", level=1).wait_for()
    settled(page)
    return page


def unfold(page: Page) -> None:
    """Open everything that opens, what unfolds within others too."""
    closed = page.locator("details:not([open]) > summary:visible")
    for _ in range(50):
        if not closed.count():
            settled(page)  # a list that was drawn again is folded again
            if not closed.count():
                return
        page.evaluate(OPEN_ALL)
        settled(page)  # what was within may be closed, too
    expect(closed).to_have_count(0)


def small_targets(page: Page) -> list[str]:
    """Everything to tap that stays too small: what unfolds is small for a moment."""
    for _ in range(10):
        small: list[str] = page.evaluate(SMALL_TARGETS)
        if not small:
            return []
        page.wait_for_timeout(300)
    return small


def at_rest(page: Page, what: Locator) -> FloatRect:
    """Where something is, once it is in sight and no longer moves: what unfolds takes its time."""
    before = None
    for _ in range(30):
        settled(page)
        what.scroll_into_view_if_needed()
        now = what.bounding_box()
        if now and now == before:
            return now
        before = now
    raise AssertionError("it goes on moving")


def swipe(page: Page, over: Locator) -> None:
    """A thumb that goes up and a little sideways over something, as when scrolling."""
    box = over.bounding_box()
    assert box
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    session = page.context.new_cdp_session(page)
    for kind, step in [("touchStart", 0), *(("touchMove", n) for n in range(1, 9))]:
        points = [{"x": x + 8 * step, "y": y - 25 * step}]
        session.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})
        page.wait_for_timeout(16)  # all at once is no movement to a browser
    session.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})


def test_a_swipe_over_the_limits_scrolls_and_moves_none(app: AppServer, new_page: NewPage) -> None:
    page = new_page(width=PHONE_PX, touch=True)
    store, name = Store(app.data), "good_morning_squat_set"
    job = answered(store, name)
    store.save_analysis(job.id, with_notice("lift_unsure")(all_examples()[name]))
    page.goto(f"{app.url}/?set={job.id}")
    shows_example(page, name)
    squat, deadlift = (
        at_rest(page, page.get_by_role("button", name=lift, exact=True))
        for lift in ("Squat", "Deadlift")
    )
    assert squat["y"] == deadlift["y"], "told with one tap, in one row"
    settled(page)
    page.get_by_text("Advanced: other limits").tap()
    expect(page.locator("[data-testid=stSlider]")).to_have_count(0)  # the strip of the video is one
    field = page.get_by_role("textbox", name="Hips rose before the chest: torso tips by").first
    before = at_rest(page, field)
    swipe(page, field)
    for _ in range(50):  # the browser scrolls in its own time
        after = field.bounding_box()
        if after and after["y"] < before["y"] - 50:
            break
        page.wait_for_timeout(100)
    else:
        pytest.fail("the page did not scroll")
    settled(page)
    expect(field).to_have_value("5")
    expect(page.get_by_text("Judged with")).to_have_count(0)


def test_the_menu_closes_after_a_choice_and_stays_closed(app: AppServer, new_page: NewPage) -> None:
    page = opened(new_page(width=PHONE_PX, touch=True), app, "")
    menu = page.get_by_role("button", name="Menu")
    coach = page.get_by_role("link", name="Coach", exact=True)
    box = menu.bounding_box()
    assert box
    assert min(box["width"], box["height"]) >= 44
    expect(coach).to_have_count(0)
    menu.tap()
    expect(coach).to_be_visible()
    assert not small_targets(page), "its links lay 36 px apart"
    coach.tap()
    expect(page.get_by_role("heading", level=1, name="Coach")).to_be_visible()
    expect(page.get_by_role("link", name="Background")).to_have_count(0)
    page.reload()
    expect(page.get_by_role("heading", level=1, name="Coach")).to_be_visible()
    settled(page)
    expect(page.get_by_role("link", name="Background")).to_have_count(0)
    menu.tap()
    expect(page.get_by_text("Coach (this page)")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("link", name="Background")).to_have_count(0)


def test_a_wide_page_shows_its_menu_as_a_row(app: AppServer, new_page: NewPage) -> None:
    page = opened(new_page(), app, "film")
    expect(page.get_by_role("button", name="Menu")).to_have_count(0)
    page.get_by_role("link", name="Privacy").press("Enter")
    expect(page.get_by_role("heading", level=1, name="Privacy")).to_be_visible()


@pytest.mark.parametrize("width", [PHONE_PX, 1280])
def test_the_focus_of_the_keyboard_is_seen(app: AppServer, new_page: NewPage, width: int) -> None:
    page = opened(new_page(width=width), app, "")
    expect(page.get_by_role("link", name="Many clips at once")).to_be_visible()
    settled(page)
    seen = []
    for _ in range(14):
        page.keyboard.press("Tab")
        seen.append(tuple(page.evaluate(FOCUSED)))
    unseen = [one for one in seen if one[0] not in ("BODY", "IFRAME") and one[2] < 2]
    assert unseen == []
    assert len({one[:2] for one in seen}) > 8


def test_deleting_asks_and_may_be_left(app: AppServer, new_page: NewPage) -> None:
    page = new_page(width=PHONE_PX, touch=True)
    open_example(page, app, "clean_squat_set")
    settled(page)
    delete = page.get_by_role("button", name="Delete this set now")
    another = page.get_by_role("button", name="Check another clip")
    boxes = delete.bounding_box(), another.bounding_box()
    assert boxes[0]
    assert boxes[1]
    assert boxes[0]["y"] > boxes[1]["y"] + boxes[1]["height"] + 20, "not beside it"
    delete.tap()
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text("cannot be undone")
    assert small_targets(page) == []
    page.keyboard.press("Escape")
    expect(dialog).to_have_count(0)
    summary = all_examples()["clean_squat_set"].set.summary
    expect(page.get_by_role("heading", level=1, name=summary)).to_be_visible()
    settled(page)
    delete.tap()
    dialog.get_by_role("button", name="Delete it").tap()
    expect(page.get_by_role("heading", level=1, name="Check a set")).to_be_visible()


@pytest.mark.parametrize(
    ("sign", "said"),
    [
        ("Numbness between the legs", "emergency room"),
        ("Numbness or tingling in an arm", "See a doctor today"),
        ("Sharp or shooting", "See a doctor"),
    ],
)
def test_a_tapped_sign_stays_under_the_finger(
    app: AppServer, new_page: NewPage, sign: str, said: str
) -> None:
    page = opened(new_page(width=PHONE_PX, touch=True), app, "why")
    pill = page.get_by_role("button", name=sign)
    pill.scroll_into_view_if_needed()
    before = pill.bounding_box()
    pill.tap()
    # what stood below, and may send to a doctor as well, leaves a moment later
    title = sign.removesuffix(" in an arm")
    expect(page.get_by_role("alert").filter(has_text=title).filter(has_text=said)).to_be_visible()
    in_short = page.locator(".st-key-so_far")
    expect(in_short).to_contain_text(said)
    expect(in_short).to_be_in_viewport(ratio=1)
    settled(page)
    assert pill.bounding_box() == before


def test_a_ticked_answer_is_told_in_a_contrast_theme(app: AppServer, new_page: NewPage) -> None:
    page = opened(new_page(), app, "why")
    page.emulate_media(forced_colors="active")
    ticked = page.get_by_role("button", name="The pain is severe")
    width = "pill => getComputedStyle(pill).borderTopWidth"
    before = ticked.evaluate(width)
    ticked.click()
    expect(ticked).to_have_attribute("aria-pressed", "true")
    assert ticked.evaluate(width) != before


def test_the_answer_so_far_stays_in_sight_and_moves_nothing(
    app: AppServer, new_page: NewPage
) -> None:
    page = opened(new_page(width=PHONE_PX, touch=True), app, "why")
    page.get_by_role("button", name="Back squat", exact=True).tap()
    settled(page)
    taken = page.locator(".st-key-why_sets button[aria-pressed=true]")
    while taken.count():  # sets of other tests, which would stand above what is tapped
        taken.first.tap()
        settled(page)
    pill = page.get_by_role("radio", name="On the bump of my neck")
    pill.scroll_into_view_if_needed()
    settled(page)
    before = pill.bounding_box()
    pill.tap()
    so_far = page.locator(".st-key-so_far")
    expect(so_far).to_contain_text("So far: The bar lay too high")
    expect(so_far).to_be_in_viewport()
    settled(page)
    assert pill.bounding_box() == before


def test_a_coach_goes_through_the_sets_and_takes_them_along(
    app: AppServer, new_page: NewPage, tmp_path: Path
) -> None:
    page = opened(new_page(width=PHONE_PX, touch=True), app, "coach")
    files = [
        {"name": f"{name}.mp4", "mimeType": "video/mp4", "buffer": f"example:{name}".encode()}
        for name in reversed(WORST_FIRST)
    ]
    page.set_input_files("input[type=file]", files=files)
    with page.expect_download() as download:
        page.get_by_role("button", name="Page to print").click()
    download.value.save_as(tmp_path / "session.html")
    printed = new_page()
    printed.goto((tmp_path / "session.html").as_uri())
    expect(printed.get_by_role("heading", level=2)).to_have_text([f"{n}.mp4" for n in WORST_FIRST])
    expect(page.get_by_text("large").first).to_be_visible()
    openers = page.get_by_role("button", name=re.compile("^Open "))
    for name in WORST_FIRST:
        expect(page.get_by_role("button", name=f"Open {name}.mp4", exact=True)).to_have_count(1)
    page.get_by_text("Whose sets are these?").click()
    for name in WORST_FIRST:
        expect(page.get_by_role("textbox", name=f"{name}.mp4", exact=True)).to_be_visible()
    for width in (1280, PHONE_PX):
        page.set_viewport_size({"width": width, "height": 900})
        settled(page)
        boxes = [opener.bounding_box() for opener in openers.all()]
        assert all(box and box["width"] < 100 for box in boxes), "the name is beside it"
        assert not scrolls_sideways(page)
    openers.first.press("Enter")
    for place, name in enumerate(WORST_FIRST):
        summary = all_examples()[name].set.summary
        expect(page.get_by_role("heading", level=1, name=summary)).to_be_visible()
        expect(page.get_by_text(f"{place + 1} of 3")).to_be_visible()
        settled(page)
        if place < 2:
            page.get_by_role("button", name="Next").press("Enter")
    page.reload()
    expect(page.get_by_text("3 of 3")).to_be_visible()
    settled(page)
    page.get_by_role("button", name="All clips").click()
    expect(page.get_by_role("heading", level=1, name="Coach")).to_be_visible()
    expect(page.get_by_text("3 clips")).to_be_visible()


def test_a_set_of_a_coach_that_is_deleted_leads_back_to_the_others(
    app: AppServer, new_page: NewPage
) -> None:
    store, batch_id = Store(app.data), "d" * 32
    jobs = [answered(store, name) for name in WORST_FIRST[:2]]
    store.save_batch(batch_id, [job.id for job in jobs])
    page = opened(new_page(width=PHONE_PX, touch=True), app, f"?set={jobs[0].id}&clips={batch_id}")
    page.get_by_role("button", name="Delete this set now").tap()
    page.get_by_role("button", name="Delete it").tap()
    expect(page.get_by_role("heading", level=1, name="Coach")).to_be_visible()
    expect(page.get_by_role("button", name=re.compile("^Open "))).to_have_count(1)


@pytest.mark.parametrize("width", [320, 195], ids=["a small phone", "200 % of a phone"])
def test_nothing_to_tap_is_cut_off_where_it_is_narrow(
    app: AppServer, new_page: NewPage, width: int
) -> None:
    """Warning signs were: "Trouble peeing, or a change in bowel or bl…"; a coach read letters."""
    store = Store(app.data)
    store.save_batch("c" * 32, [answered(store, name).id for name in WORST_FIRST])
    page = new_page(width=width, touch=True)
    for path in ("", "why", f"coach?clips={'c' * 32}"):
        opened(page, app, path)
        assert page.evaluate(CUT_OFF) == []
        assert not scrolls_sideways(page)
    expect(page.get_by_role("button", name=re.compile("^Open ")).first).to_be_visible()
    assert page.evaluate(ROWS_IN_LETTERS) == 0


def test_a_tapped_sign_silences_the_set_it_came_from(app: AppServer, new_page: NewPage) -> None:
    page = new_page(width=PHONE_PX, touch=True)
    open_example(page, app, "good_morning_squat_set")
    advice = page.get_by_text("Think of this in your next set")
    expect(advice).to_be_visible()
    page.get_by_role("link", name="Sore today? Find out why, with this set").tap()
    page.get_by_role("button", name="Numbness or tingling in an arm or hand").tap()
    warning = page.get_by_role("alert").filter(has_text="Numbness or tingling")
    expect(warning).to_contain_text("See a doctor today")
    settled(page)  # while a page is still being drawn, Streamlit takes a step back for none
    page.go_back()
    said = page.locator(".st-key-warned")
    expect(said).to_contain_text("See a doctor today, and do not train until then.")
    settled(page)
    expect(advice).to_have_count(0)
    expect(page.get_by_text("Drills that help")).to_have_count(0)
    with page.expect_download() as downloading:
        page.get_by_role("button", name="Report", exact=True).tap()
    report = Path(downloading.value.path()).read_text(encoding="utf-8")
    assert "See a doctor today, and do not train until then." in report
    assert "Drills that help" not in report
    said.get_by_role("link").tap()
    alerts = page.get_by_role("alert").filter(has_text="See a doctor today")
    expect(alerts).to_have_count(1)  # two while the page that was left is still there
    expect(alerts).to_be_visible()


def test_none_of_these_goes_out_where_a_sign_is_tapped(app: AppServer, new_page: NewPage) -> None:
    page = opened(new_page(width=PHONE_PX, touch=True), app, "why")
    none = page.get_by_role("button", name="None of these").first
    sign = page.get_by_role("button", name="Pain that wakes me at night")
    none.tap()
    expect(none).to_have_attribute("aria-pressed", "true")
    settled(page)
    sign.tap()
    expect(none).to_have_attribute("aria-pressed", "false")
    expect(sign).to_have_attribute("aria-pressed", "true")
    settled(page)
    none.tap()
    expect(sign).to_have_attribute("aria-pressed", "false")
    expect(none).to_have_attribute("aria-pressed", "true")


def test_starting_over_releases_every_answer_and_takes_new_ones(
    app: AppServer, new_page: NewPage
) -> None:
    """Answers were forgotten and stayed ticked: an emergency stood there without its warning."""
    page = opened(new_page(width=PHONE_PX, touch=True), app, "why")
    sign = page.get_by_role("button", name="Numbness or weakness in both legs")
    ticked = page.locator(
        "[class*=st-key-why_]:not(.st-key-why_sets) :is([aria-pressed=true], [aria-checked=true])"
    )
    warning = page.get_by_role("alert").filter(has_text="Numbness or weakness in both legs")
    for hidden_by_it in ("One side", "2 days"):
        page.get_by_role("radio", name=hidden_by_it).tap()
        settled(page)
    sign.tap()
    expect(warning).to_contain_text("emergency room")
    for _ in range(2):
        settled(page)
        page.get_by_role("button", name="Start over").tap()
        expect(warning).to_have_count(0)
        settled(page)
        expect(ticked).to_have_count(0)
        sign.tap()
        expect(sign).to_have_attribute("aria-pressed", "true")
        expect(warning).to_be_visible()
