"""The app under load: server memory over large uploads, and the time from drop to first result.

python -m benchmarks.app memory [UPLOADS]     uploads of 100 MB each, real uploader, real browser
python -m benchmarks.app first-result CLIP    from the drop to the first result shown
"""

from __future__ import annotations

import os
import sys
import tempfile
import time
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

from tests.app.server import AppServer, running_app

MEGABYTE = 1 << 20
READY = ".st-key-delete_set"


def resident_mb(pid: int) -> float:
    """Resident memory of a process."""
    for line in Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith("VmRSS"):
            return int(line.split()[1]) / 1024
    return float("nan")


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


def main(arguments: list[str]) -> None:
    what = arguments[0] if arguments else "memory"
    worker = "tests.app.workers.example" if what == "memory" else "formcheck.jobs.worker"
    chromium = os.environ.get("FORMCHECK_CHROMIUM", "/usr/bin/chromium")
    with (
        tempfile.TemporaryDirectory() as folder,
        running_app(Path(folder) / "data", worker=worker) as server,
        sync_playwright() as playwright,
    ):
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        page = browser.new_page()
        if what == "memory":
            uploads = int(arguments[1]) if len(arguments) > 1 else 20
            memory(page, server, Path(folder), uploads)
        else:
            first_result(page, server, Path(arguments[1]))
        browser.close()


if __name__ == "__main__":
    main(sys.argv[1:])
