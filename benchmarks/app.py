"""The app under load: large uploads, the time from drop to first result, pages of a long history.

python -m benchmarks.app memory [UPLOADS]     uploads of 100 MB each, real uploader, real browser
python -m benchmarks.app first-result CLIP    from the drop to the first result shown
python -m benchmarks.app pages [SETS]         each page loaded anew, with so many sets kept
"""

from __future__ import annotations

import os
import statistics
import sys
import tempfile
import time
from dataclasses import replace
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

from benchmarks.running import resident_mb
from formcheck.history.store import History, keep_all
from tests.app.server import AppServer, history_of, running_app
from tests.browser import chromium_path
from tests.examples import good_morning_squat_set

MEGABYTE = 1 << 20
READY = ".st-key-delete_set"
PAGES = ("", "coach", "why", "background", "film", "history")
SHOWN = "[data-testid=stApp][data-test-script-state=notRunning] h1"
TURNS, ROUNDS = 5, 10
"""Of which the median is printed; and over all pages before memory is read again."""


def memory(page: Page, server: AppServer, folder: Path, uploads: int) -> None:
    """Print the server's memory after each upload, and its peak during it."""
    clip = folder / "large.mp4"
    for number in range(1, uploads + 1):
        with clip.open("wb") as file:
            file.write(b"example:clean_squat_set %d " % number)
            for _ in range(100):
                file.write(os.urandom(MEGABYTE))
        page.goto(server.url)
        page.set_input_files("input[type=file]", clip)
        peak = 0.0
        while not page.locator(READY).count():
            peak = max(peak, resident_mb(server.pid))
            time.sleep(0.02)
        time.sleep(1)
        print(
            f"{number:3d}  after {resident_mb(server.pid):5.0f} MB  peak {peak:5.0f} MB", flush=True
        )


def first_result(page: Page, server: AppServer, clip: Path) -> None:
    """Print when the result and when the drawn video is on the page."""
    page.goto(server.url)
    page.wait_for_selector("input[type=file]", state="attached")
    begun = time.monotonic()
    page.set_input_files("input[type=file]", clip)
    page.wait_for_selector(READY, timeout=600_000)
    print(f"first result after {time.monotonic() - begun:.1f} s")
    page.wait_for_selector(".st-key-set_video video", timeout=600_000)
    print(f"drawn video after {time.monotonic() - begun:.1f} s")


def pages(page: Page, server: AppServer, sets: int) -> None:
    """Print how long each page takes to its heading, and the server's memory."""
    if sets:
        keep_squats(server, sets)
    for path in PAGES:
        times_s = [opened_s(page, f"{server.url}/{path}") for _ in range(TURNS + 1)][1:]
        print(f"/{path} {statistics.median(times_s):.2f} s", flush=True)
    before = resident_mb(server.pid)
    for _ in range(ROUNDS):
        for path in PAGES:
            opened_s(page, f"{server.url}/{path}")
    print(f"{sets} sets: {before:.0f} MB, after {ROUNDS} rounds {resident_mb(server.pid):.0f} MB")


def keep_squats(server: AppServer, sets: int) -> None:
    """Switch the server's history on and fill it."""
    history, squat = History(history_of(server.data)), good_morning_squat_set()
    history.switch(on=True)
    clips = (replace(squat.clip, sha256=f"{number:064x}") for number in range(sets))
    keep_all(history, (replace(squat, clip=clip) for clip in clips))


def opened_s(page: Page, url: str) -> float:
    """From asking for a page to its heading."""
    begun = time.monotonic()
    page.goto(url)
    page.wait_for_selector(SHOWN)
    return time.monotonic() - begun


def main(arguments: list[str]) -> None:
    what = arguments[0] if arguments else "memory"
    worker = "tests.app.workers.example" if what == "memory" else "formcheck.jobs.worker"
    with (
        tempfile.TemporaryDirectory() as folder,
        running_app(Path(folder) / "data", worker=worker) as server,
        sync_playwright() as playwright,
    ):
        browser = playwright.chromium.launch(executable_path=chromium_path(), args=["--no-sandbox"])
        page = browser.new_page()
        if what == "memory":
            uploads = int(arguments[1]) if len(arguments) > 1 else 20
            memory(page, server, Path(folder), uploads)
        elif what == "pages":
            pages(page, server, int(arguments[1]) if len(arguments) > 1 else 1000)
        else:
            first_result(page, server, Path(arguments[1]))
        browser.close()


if __name__ == "__main__":
    main(sys.argv[1:])
