"""The real thing: the real model behind the real page in a real browser."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.app.clips import SAMPLES, phone_hevc
from tests.app.server import AppServer, app_that_knows
from tests.app.test_browser_jobs import settled
from tests.browser import NewPage, downloaded, open_fold, scrolls_sideways

pytestmark = [pytest.mark.browser, pytest.mark.model]
ANALYSIS_MS = 240_000
"""Generous: the machine that runs this may be busy with something else."""
CHIPS = ".st-key-rep_strip .chip"
FLAGS_DIFFER = """before => [
    ...document.querySelector(".st-key-rep_strip [data-testid=stBidiComponentIsolated]")
        .shadowRoot.querySelectorAll(".chip.flagged"),
].map(chip => chip.innerText).join() != before"""
SHARE_SHEET = """
    const start = async file => [...new Uint8Array(await file.slice(0, 8).arrayBuffer())]
        .map(byte => byte.toString(16).padStart(2, "0")).join("");
    navigator.canShare = ({ files }) => files.length === 1;
    navigator.share = async ({ files: [file] }) => {
        window.sent = [file.name, file.type, file.size, await start(file)];
    };
"""
NOT_SECURE = "delete Navigator.prototype.canShare; delete Navigator.prototype.share;"
VIDEO = "document.querySelector('.st-key-set_video video')"


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[AppServer]:
    """The app with nothing but the poses of the one sample, which all workers of a run share.

    Its worker finds them and goes on from there; the clip of a phone below goes the whole way.
    """
    with app_that_knows(tmp_path_factory, "squat_good_morning") as server:
        yield server


def open_sample(page: Page, app: AppServer, sample: str = "squat_good_morning") -> Page:
    """Drop a sample in and wait for its video; quick when it was looked at before."""
    page.goto(app.url)
    page.set_input_files("input[type=file]", SAMPLES / f"{sample}.mp4")
    page.wait_for_selector(".st-key-set_video video", timeout=ANALYSIS_MS)
    page.wait_for_selector(CHIPS)
    return page


def flagged(page: Page) -> list[str]:
    """Numbers of the flagged reps as the strip shows them."""
    return page.locator(f"{CHIPS}.flagged").all_inner_texts()


def wait_ready(page: Page) -> None:
    """Until the video may be sought in."""
    page.wait_for_function(f"{VIDEO}.readyState >= 2")


def rep_2(page: Page) -> tuple[Locator, float]:
    """The second rep's chip and where that rep starts, once the video may be sought in."""
    wait_ready(page)
    chip = page.locator(CHIPS, has_text="2").first
    return chip, float(chip.get_attribute("data-start") or "nan")


def test_an_h264_clip_gives_reps_flags_and_a_video_that_loops_a_rep_until_somebody_leaves_it(
    app: AppServer, new_page: NewPage
) -> None:
    page = open_sample(new_page(), app)
    assert list(app.data.glob("jobs/*/adjustment.json")) == []  # looking corrects nothing
    assert page.locator(f"{CHIPS}:not(.not_counted)").count() == 6
    assert {"3", "5"} <= set(flagged(page))
    chip, start_s = rep_2(page)
    page.evaluate(
        f"{VIDEO}.addEventListener('seeking', e => (window.sought ??= e.target.currentTime))"
    )
    chip.click()
    page.wait_for_function("window.sought !== undefined")
    assert page.evaluate("window.sought") == pytest.approx(start_s, abs=0.2)
    expect(page.get_by_role("heading", name="Rep 2")).to_be_visible()
    expect(chip).to_have_attribute("aria-pressed", "true")
    # play faster than life to the end of the rep: it begins again
    page.evaluate("window.sought = undefined")
    page.evaluate(f"{VIDEO}.playbackRate = 4")
    page.wait_for_function("window.sought !== undefined", timeout=ANALYSIS_MS)
    assert page.evaluate("window.sought") == pytest.approx(start_s, abs=0.2)
    # and where no frame is drawn while the video, which is not ours to hold, plays past the end
    page.wait_for_function(f"{VIDEO}.currentTime > {start_s} && !{VIDEO}.paused")
    page.evaluate(f"""() => {{
        window.sought = undefined;
        {VIDEO}.playbackRate = 8;
        const begun = performance.now();
        while (performance.now() - begun < 1500);
    }}""")
    page.wait_for_function("window.sought !== undefined")
    assert page.evaluate("window.sought") == pytest.approx(start_s, abs=0.2)
    # until somebody goes elsewhere, from where it plays on
    last = page.locator(f"{CHIPS}:not(.not_counted)").last
    last_s = float(last.get_attribute("data-start") or "nan")
    page.wait_for_function(f"!{VIDEO}.paused")
    page.evaluate(f"{VIDEO}.currentTime = {last_s}")
    page.wait_for_function(f"{VIDEO}.currentTime > {last_s} + 0.5")
    assert page.evaluate(f"{VIDEO}.error") is None
    assert page.evaluate(f"{VIDEO}.videoWidth") > 0


def test_a_screen_shows_the_reps_at_once_or_whole_pictures(
    app: AppServer, new_page: NewPage
) -> None:
    """The pictures took 72 % of its height: the reps lay below, on a laptop feet, too."""
    page = open_sample(new_page(width=2560, height=1440), app)
    page.wait_for_function(f"{VIDEO}.parentElement.style.aspectRatio")
    film, reps = page.locator(".st-key-set_video"), page.locator(CHIPS).last
    for width, height, last in [(2560, 1440, reps), (1440, 900, reps), (1366, 768, film)]:
        page.set_viewport_size({"width": width, "height": height})
        low = last.evaluate("one => one.getBoundingClientRect().bottom")
        assert low <= height, (width, height)


def test_half_speed_and_whole_set_by_keyboard_and_a_finding_at_its_moment(
    app: AppServer, new_page: NewPage
) -> None:
    page = open_sample(new_page(), app)
    wait_ready(page)
    page.get_by_role("button", name="Half speed").focus()
    page.keyboard.press("Enter")
    assert page.evaluate(f"{VIDEO}.playbackRate") == 0.5
    last_flagged = page.locator(f"{CHIPS}.flagged").last
    number = last_flagged.inner_text()
    last_flagged.focus()
    page.keyboard.press("Enter")
    page.wait_for_function(f"{VIDEO}.currentTime > 5")
    page.get_by_role("button", name="Whole set").press("Enter")
    page.wait_for_function(f"{VIDEO}.currentTime < 2")
    # the panel of the rep that was chosen, not the one that it takes the place of
    expect(page.get_by_role("heading", name=f"Rep {number}")).to_be_visible()
    button = page.locator("[class*=st-key-moment_] button").first
    at_s = float(button.inner_text().split("Show at ")[1].removesuffix(" s"))
    button.click()
    page.wait_for_function(
        f"{VIDEO}.paused && !{VIDEO}.seeking && Math.abs({VIDEO}.currentTime - {at_s}) < 0.6"
    )
    expect(page.locator(".st-key-rep_strip .status")).to_have_text(re.compile("Stopped in rep"))


def test_the_worst_moment_has_words_and_those_of_charts_are_whole(
    app: AppServer, new_page: NewPage
) -> None:
    page = open_sample(new_page(width=844, height=390), app)  # a phone held sideways
    expect(page.get_by_role("img", name="The lifter at").first).to_be_visible()
    expect(page.get_by_role("img", name="The bar's path")).to_be_visible()
    words = page.locator(".st-key-set_charts em")  # "… hips and chest are compar…"
    expect(words.filter(has_text="are compared.")).to_have_count(1)
    for place in range(words.count()):
        assert not words.nth(place).evaluate("one => one.scrollWidth > one.parentNode.clientWidth")


def test_a_moved_limit_changes_the_flags_at_once(app: AppServer, new_page: NewPage) -> None:
    page = open_sample(new_page(), app)
    before = flagged(page)
    assert before
    open_fold(page, "Advanced: other limits")
    field = page.get_by_role("textbox", name="Hips rose before the chest: torso tips by").first
    costs_s = []
    for degrees in ("20", "2", "20", "2", "20"):  # nobody tips by 20, somebody does by 2
        begun_s, now = app.processor_s(), flagged(page)
        field.fill(degrees)
        field.press("Enter")
        page.wait_for_function(FLAGS_DIFFER, arg=",".join(now), polling=20)
        costs_s.append(app.processor_s() - begun_s)
    assert len(flagged(page)) < len(before)
    assert min(costs_s) < 1.0  # its work, not its wait: the machine may be busy with other things


def test_not_a_rep_and_undo(app: AppServer, new_page: NewPage) -> None:
    """The keyboard fell to the top of the page after an undo, and Tab began anew at the menu."""
    page = open_sample(new_page(), app)
    counted = page.locator(f"{CHIPS}:not(.not_counted)")

    def shows(reps: int, said: str) -> None:
        expect(counted).to_have_count(reps)
        expect(page.get_by_text(re.compile("^.*Judged with"))).to_have_count(int(bool(said)))
        if said:
            expect(page.get_by_text(f"Judged with {said}")).to_be_visible()
        settled(page)
        status = page.locator(".verdict")  # nothing told a screen reader the new verdict
        expect(status).to_have_role("status")
        expect(status).to_have_text(page.get_by_role("heading", level=1).inner_text())

    def strike_first() -> None:
        counted.first.click()
        expect(page.get_by_role("heading", level=2, name="Rep 1")).to_be_visible()
        settled(page)
        page.locator(".st-key-not_rep_1 button").click()

    def undone_by_keyboard(button: Locator) -> None:
        button.focus()
        page.keyboard.press("Enter")
        shows(6, "")
        expect(page.get_by_text("What you corrected")).to_have_count(0)
        expect(page.get_by_role("heading", name="Something wrong?")).to_be_focused()

    undo = page.locator(".st-key-undo_0 button:visible")
    strike_first()
    shows(5, "1 correction")
    strike_first()
    shows(4, "2 corrections")
    undo.click()
    shows(5, "1 correction")
    undone_by_keyboard(undo)
    for struck in (1, 2):
        strike_first()
        expect(counted).to_have_count(6 - struck)
        settled(page)
    undone_by_keyboard(page.get_by_role("button", name="Undo all corrections"))


def test_a_removal_stops_where_it_was_and_taken_back_leaves_no_trace(
    app: AppServer, new_page: NewPage
) -> None:
    page = open_sample(new_page(width=390), app)
    wait_ready(page)
    counted = page.locator(f"{CHIPS}:not(.not_counted)")
    before = flagged(page)
    counted.nth(3).click()
    expect(page.get_by_role("heading", level=2, name="Rep 4")).to_be_visible()
    start_s = float(counted.nth(3).get_attribute("data-start") or "nan")
    settled(page)
    page.locator(".st-key-not_rep_4 button").click()
    expect(counted).to_have_count(5)
    # the movement that was taken away is what the page and the video are at
    expect(page.get_by_role("heading", level=2, name="Not counted")).to_be_visible()
    expect(page.locator(f"{CHIPS}[aria-pressed=true]")).to_have_text("removed by you")
    assert page.evaluate(f"{VIDEO}.paused")
    assert abs(page.evaluate(f"{VIDEO}.currentTime") - start_s) < 6
    settled(page)
    page.get_by_role("button", name="This was a rep").click()
    expect(counted).to_have_count(6)
    expect(page.get_by_role("heading", level=2, name="Rep 4")).to_be_visible()
    expect(page.get_by_text("Judged with")).to_have_count(0)
    expect(page.get_by_text("What you corrected")).to_have_count(0)
    assert flagged(page) == before


def test_no_rep_is_added_where_the_strip_is_tapped_and_nobody_moves(
    app: AppServer, new_page: NewPage
) -> None:
    page = open_sample(new_page(), app)
    wait_ready(page)
    counted = page.locator(f"{CHIPS}:not(.not_counted)")
    first = float(counted.first.get_attribute("data-start") or "nan")
    slot = page.get_by_role("slider", name="Place in the video")
    wide = page.locator(".st-key-rep_strip .bar").bounding_box()
    length_s = page.evaluate(f"{VIDEO}.duration")
    assert wide is not None
    slot.click(position={"x": wide["width"] * first / 2 / length_s, "y": 20})
    page.get_by_role("button", name="Add a rep at").click()
    expect(page.get_by_text("Nothing moves like a rep at")).to_be_visible()
    settled(page)
    expect(counted).to_have_count(6)
    expect(page.get_by_text("Judged with")).to_have_count(0)


def test_a_rotated_hevc_clip_is_upright_and_plays(
    app: AppServer, new_page: NewPage, tmp_path: Path
) -> None:
    clip = phone_hevc(tmp_path / "IMG_0042.MOV", end_s=5.0)
    page = new_page(width=390)
    page.goto(app.url)
    page.set_input_files("input[type=file]", clip)
    page.wait_for_selector(".st-key-set_video video", timeout=ANALYSIS_MS)
    wait_ready(page)
    size = page.evaluate(f"[{VIDEO}.videoWidth, {VIDEO}.videoHeight]")
    assert size[0] < size[1]
    page.evaluate(f"{VIDEO}.play()")
    page.wait_for_function(f"{VIDEO}.currentTime > 0.3")
    assert page.evaluate(f"{VIDEO}.error") is None
    assert not scrolls_sideways(page)


def test_the_report_opens_offline_the_document_is_complete_and_a_rep_is_a_clip(
    app: AppServer, new_page: NewPage, tmp_path: Path
) -> None:
    from formcheck.video.info import probe

    page = open_sample(new_page(), app)
    files = {"Report": "report.html", "Data (JSON)": "set.json", "Table": "set.csv"}
    for label, name in files.items():
        downloaded(page, label).save_as(tmp_path / name)
    document = json.loads((tmp_path / "set.json").read_text())
    assert document["schema_version"] == "1.1"
    assert document["clip"]["name"] == "squat_good_morning.mp4"
    table = (tmp_path / "set.csv").read_text()
    assert table.startswith("\ufeffclip,"), "Excel reads its letters"
    assert len(table.splitlines()) > 6
    report = new_page()
    report.goto((tmp_path / "report.html").as_uri())
    expect(report.get_by_text("squat_good_morning.mp4").first).to_be_visible()
    assert report.locator("img").count() >= 1
    expect(page.get_by_role("button", name="Rep 5 as a clip")).to_be_visible()
    page.locator(CHIPS, has_text=re.compile("^3")).click()
    with page.expect_download() as download:
        page.get_by_role("button", name="Rep 3 as a clip").click()
    assert download.value.suggested_filename == "squat_good_morning-rep3.mp4"
    download.value.save_as(tmp_path / "rep.mp4")
    assert 1.5 < probe(tmp_path / "rep.mp4").duration_s < 6


def test_one_moment_is_seen_and_taken_along(
    app: AppServer, new_page: NewPage, tmp_path: Path
) -> None:
    """Browsers have no share sheet over plain http on a local network: nothing promises one."""
    page = new_page(width=390, touch=True)
    page.add_init_script(NOT_SECURE)
    open_sample(page, app)
    wait_ready(page)
    page.get_by_role("button", name="Share the worst moment (rep 5)").click()
    picture = page.get_by_role("img", name="The worst moment (rep 5)")
    expect(picture).to_have_js_property("naturalWidth", 1080)
    # looked up anew each time: until the clip is there, the last video is the set's own
    clip = page.locator("[data-testid=stVideo]").last
    expect(clip).to_have_js_property("duration", 4)
    for width in (1280, 390):
        page.set_viewport_size({"width": width, "height": 900})
        settled(page)
        assert not scrolls_sideways(page), width
    expect(page.get_by_role("button", name="Send the picture")).to_have_count(0)
    for label, name in (("Picture", "moment.jpg"), ("Slow motion", "moment.mp4")):
        download = downloaded(page, label)
        assert download.suggested_filename == f"formcheck-{name}"
        download.save_as(tmp_path / name)
        assert b"squat_good_morning" not in (tmp_path / name).read_bytes()


def test_a_moment_goes_to_the_phones_share_sheet(app: AppServer, new_page: NewPage) -> None:
    page = new_page(width=390, touch=True)
    page.add_init_script(SHARE_SHEET)
    open_sample(page, app)
    page.get_by_role("button", name="Share the worst moment (rep 5)").click()
    for label, of_it in (
        ("Send the picture", ("formcheck-moment.jpg", "image/jpeg")),
        ("Send the slow motion", ("formcheck-moment.mp4", "video/mp4")),
    ):
        page.get_by_role("button", name=label).click()
        page.wait_for_function("window.sent")
        name, mime, size, start = page.evaluate("window.sent")
        page.evaluate("window.sent = undefined")
        assert (name, mime) == of_it
        assert start.startswith("ffd8") if mime == "image/jpeg" else start[8:16] == "66747970"
        assert size > 20_000
    expect(page.get_by_text("Your browser did not take it")).to_have_count(0)
