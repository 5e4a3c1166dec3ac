"""Makes every screenshot in docs/images: `.venv/bin/python scripts/build_images.py`.

Opens the page in the system's Chromium, checks a sample with the real model (a minute or so) and
takes the pictures that SHOTS and OTHERS list. Look at each of them before it is committed.
"""

from __future__ import annotations

import io
import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

ROOT = Path(__file__).resolve().parents[1]
TARGET = ROOT / "docs" / "images"
SAMPLE = ROOT / "sample_videos" / "squat_good_morning.mp4"
COLORS = 256
PATIENCE_MS = 900_000  # a machine may be busy with something else
VIDEO = "document.querySelector('.st-key-set_video video')"
LOADED = "[...document.querySelectorAll('video')].every(one => one.readyState >= 2)"
"""The rep to compare with has a video of its own, which is sought after the first."""


@dataclass(frozen=True)
class Shot:
    """One picture of the sample's result, with its worst moment in the video."""

    name: str
    width: int
    height: int


SHOTS = (Shot("result-1280.png", 1280, 960), Shot("result-390.png", 390, 1000))
"""For the README."""


@dataclass(frozen=True)
class App:
    """A running page, and where it keeps its history."""

    url: str
    history: Path


def main() -> None:
    sys.path.insert(0, str(ROOT))
    from tests.app.server import history_of, running_app
    from tests.browser import ARGUMENTS, chromium_path

    with (
        tempfile.TemporaryDirectory() as folder,
        running_app(Path(folder) / "data") as server,
        sync_playwright() as playwright,
    ):
        app = App(server.url, history_of(server.data))
        browser = playwright.chromium.launch(executable_path=chromium_path(), args=ARGUMENTS)
        for shot in SHOTS:
            _save(_result(browser, app.url, shot).screenshot(), shot.name)
        for name, picture in OTHERS.items():
            _save(picture(browser, app), name)
        browser.close()


def _result(browser: Browser, url: str, shot: Shot) -> Page:
    """The page with the result; the second time the same clip is answered at once."""
    from tests.app.player_page import come_to_rest

    context = browser.new_context(viewport={"width": shot.width, "height": shot.height})
    context.set_default_timeout(PATIENCE_MS)
    page = context.new_page()
    page.goto(url)
    page.set_input_files("input[type=file]", SAMPLE)
    page.wait_for_selector(".st-key-set_video video")
    page.wait_for_function(f"{VIDEO}.readyState >= 2 && !{VIDEO}.seeking")
    page.wait_for_selector("[data-testid=stApp][data-test-script-state=notRunning]")
    page.get_by_role("button", name="Show at").first.click()
    page.wait_for_function(f"{VIDEO}.currentTime > 1 && !{VIDEO}.seeking && {VIDEO}.paused")
    page.wait_for_function(LOADED)
    come_to_rest(page)
    page.locator(".stMain").evaluate("main => main.scrollTo(0, 0)")
    page.mouse.move(1, shot.height - 1)  # away from the video, whose controls then fade
    page.wait_for_timeout(4000)
    return page


def _letting_phones_in(browser: Browser, app: App) -> bytes:
    """The code that lets phones in; it opens nothing once this script has ended."""
    page = _page(browser, f"{app.url}/phone", (720, 690))
    page.get_by_text("Let phones in").click()
    page.get_by_text("No phone has come in yet.").wait_for()
    page.wait_for_timeout(1000)
    return page.screenshot()


def _ghost(browser: Browser, app: App) -> bytes:
    page = _result(browser, app.url, Shot("", 390, 1000))
    page.get_by_role("button", name="As a ghost").click()
    page.wait_for_selector(".formcheck-ghost")
    page.wait_for_timeout(1000)
    return page.locator(".st-key-set_video").screenshot()


def _moment(browser: Browser, app: App) -> bytes:
    page = _result(browser, app.url, Shot("", 1280, 960))
    page.get_by_role("button", name="Share the worst moment").click()
    picture = page.get_by_role("img", name="The worst moment (rep 5)")
    picture.wait_for()
    page.wait_for_timeout(2000)
    return picture.screenshot()


def _history(browser: Browser, app: App) -> bytes:
    _fill(app.history)
    page = _page(browser, f"{app.url}/history", (720, 1150))
    page.locator("figure").nth(1).wait_for()
    page.wait_for_timeout(2000)
    return page.screenshot()


def _fill(file: Path) -> None:
    """Eight weeks of squats that tip less and less, with how the upper back felt."""
    from formcheck.history.record import About, Answer, Feeling
    from formcheck.history.store import History, keep
    from tests.examples import clean_squat_set, good_morning_squat_set, only_perhaps

    history = History(file)
    history.switch(on=True)
    felt: tuple[Feeling, ...] = (2, 2, 0, 1, 0, 1, 0, 1)
    for week, feeling in enumerate(felt):
        day = (date.today() - timedelta(weeks=len(felt) - week)).isoformat()
        squat = good_morning_squat_set() if week in (0, 1, 3, 5) else clean_squat_set()
        squat = only_perhaps(squat) if week == 5 else squat
        squat = replace(squat, clip=replace(squat.clip, sha256=f"{week:064x}"))
        keep(history, squat, About(day, load_kg=80.0 + 2.5 * week))
        history.answer(Answer("", day, feeling))


def _before_and_after(browser: Browser, _: App) -> bytes:
    from formcheck.compare.differences import compare
    from formcheck.compare.html import render_comparison
    from tests.examples import clean_squat_set, good_morning_squat_set

    before, after = good_morning_squat_set(), clean_squat_set()
    page = browser.new_page(viewport={"width": 900, "height": 800})
    page.set_content(render_comparison(before, after, compare(before, after)))
    return page.screenshot(full_page=True)


OTHERS: dict[str, Callable[[Browser, App], bytes]] = {
    "phone.png": _letting_phones_in,
    "moment.png": _moment,
    "ghost.png": _ghost,
    "history.png": _history,
    "compare.png": _before_and_after,
}
"""For the pages of docs/."""


def _page(browser: Browser, url: str, size: tuple[int, int]) -> Page:
    page = browser.new_page(viewport={"width": size[0], "height": size[1]})
    page.set_default_timeout(PATIENCE_MS)
    page.goto(url)
    return page


def _save(png: bytes, name: str) -> None:
    """In few colors: a third of the bytes, and no difference to see."""
    with Image.open(io.BytesIO(png)) as picture:
        picture.convert("RGB").quantize(COLORS).save(TARGET / name, optimize=True)
    print(TARGET / name)


if __name__ == "__main__":
    main()
