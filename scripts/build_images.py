"""Makes every screenshot in docs/images: `.venv/bin/python scripts/build_images.py`.

Opens the page in the system's Chromium, checks a sample with the real model (a minute or so) and
takes the pictures that SHOTS lists, and one of the page that lets phones in. Look at each of them
before it is committed.
"""

from __future__ import annotations

import io
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

ROOT = Path(__file__).resolve().parents[1]
TARGET = ROOT / "docs" / "images"
SAMPLE = ROOT / "sample_videos" / "squat_good_morning.mp4"
COLORS = 256
PATIENCE_MS = 900_000  # a machine may be busy with something else
VIDEO = "document.querySelector('.st-key-set_video video')"


@dataclass(frozen=True)
class Shot:
    """One picture of the sample's result, with its worst moment in the video."""

    name: str
    width: int
    height: int


PHONE = "phone.png"
"""The code that lets phones in; it opens nothing once this script has ended."""
SHOTS = (Shot("result-1280.png", 1280, 960), Shot("result-390.png", 390, 1000))


def main() -> None:
    sys.path.insert(0, str(ROOT))
    from tests.app.server import running_app
    from tests.browser import ARGUMENTS, chromium_path

    with (
        tempfile.TemporaryDirectory() as folder,
        running_app(Path(folder) / "data") as app,
        sync_playwright() as playwright,
    ):
        browser = playwright.chromium.launch(executable_path=chromium_path(), args=ARGUMENTS)
        for shot in SHOTS:
            page = _result(browser, app.url, shot)
            _save(page.screenshot(), TARGET / shot.name)
            print(TARGET / shot.name)
        _save(_letting_phones_in(browser, app.url), TARGET / PHONE)
        print(TARGET / PHONE)
        browser.close()


def _result(browser: Browser, url: str, shot: Shot) -> Page:
    """The page with the result; the second time the same clip is answered at once."""
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
    page.locator(".stMain").evaluate("main => main.scrollTo(0, 0)")
    page.mouse.move(1, shot.height - 1)  # away from the video, whose controls then fade
    page.wait_for_timeout(4000)
    return page


def _letting_phones_in(browser: Browser, url: str) -> bytes:
    page = browser.new_page(viewport={"width": 720, "height": 690})
    page.set_default_timeout(PATIENCE_MS)
    page.goto(f"{url}/phone")
    page.get_by_text("Let phones in").click()
    page.get_by_text("No phone has come in yet.").wait_for()
    page.wait_for_timeout(1000)
    return page.screenshot()


def _save(png: bytes, target: Path) -> None:
    """In few colors: a third of the bytes, and no difference to see."""
    with Image.open(io.BytesIO(png)) as picture:
        picture.convert("RGB").quantize(COLORS).save(target, optimize=True)


if __name__ == "__main__":
    main()
