"""Videos that nobody films, dropped into the real page: each gets a result or a sentence."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path

import pytest
from playwright.sync_api import expect

from benchmarks.hostile_clips import mutated, write_clip
from tests.app.clips import short_h264
from tests.app.server import AppServer, running_app
from tests.browser import NewPage

pytestmark = [pytest.mark.browser, pytest.mark.model]
ALL_MS = 240_000
"""Generous: the machine that runs this may be busy with something else."""
SCRIPT = "<img src=x onerror=hit()> =1+1 ![x](https:example.org).mp4"
SCROLLING_ROWS = """() => [...document.querySelectorAll('[class*="st-key-row_"]')].filter(row =>
    row.scrollHeight > row.clientHeight && /auto|scroll/.test(getComputedStyle(row).overflowY)
).length"""


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[AppServer]:
    with running_app(tmp_path_factory.mktemp("app") / "data") as server:
        yield server


def hostile(folder: Path) -> list[Path]:
    """A few kinds of what `benchmarks/hostile.py` makes a thousand of, and a name that is HTML."""
    made = [
        write_clip(folder / SCRIPT),
        write_clip(folder / "turned.mp4", rotation_deg=45),
        write_clip(folder / "dot.mkv", codec="ffv1", size=(1, 1), pixel_format="bgr0"),
        write_clip(folder / "thin.mkv", codec="ffv1", size=(4000, 32), pixel_format="bgr0"),
        write_clip(folder / "one.mp4", ticks=[0]),
        write_clip(folder / "slow.mkv", tick=Fraction(1), ticks=[0, 4000, 8000]),
        write_clip(folder / "ten.mp4", pixel_format="yuv420p10le"),
    ]
    (playlist := folder / "list.mkv").write_text("ffconcat version 1.0\nfile '/etc/hostname'\n")
    (noise := folder / "noise.mp4").write_bytes(random.Random(3).randbytes(50_000))
    (folder / "mutated").mkdir()
    # what is broken is the file: a whole set takes the pose model ten times as long
    short = [short_h264(folder / "short.mp4", "deadlift_late_shrug", end_s=2.0)]
    return [*made, playlist, noise, *mutated(short, folder / "mutated", 4, random.Random(3))]


def test_hostile_videos_are_each_a_result_or_a_sentence(
    app: AppServer, new_page: NewPage, tmp_path: Path
) -> None:
    page = new_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.add_init_script("window.hits = 0; window.hit = () => { window.hits += 1 }")
    page.goto(f"{app.url}/coach")
    clips = hostile(tmp_path)
    page.set_input_files("input[type=file]", clips)
    expect(page).to_have_url(re.compile(r"\?clips="), timeout=ALL_MS)
    expect(page.get_by_text(re.compile(r"^\d+ clips? · (?!.*(ready|so far))"))).to_be_visible(
        timeout=ALL_MS
    )
    main = page.get_by_test_id("stMain")
    for clip in clips:  # the page is drawn from its top down: each has its own moment
        expect(main).to_contain_text(clip.name, timeout=ALL_MS)
    shown = main.inner_text()
    assert page.get_by_test_id("stException").count() == 0
    assert "Traceback" not in page.content()
    assert page.evaluate(SCROLLING_ROWS) == 0, "a bar to scroll by, for a fraction of a pixel"
    assert str(app.data) not in shown
    assert page.evaluate("window.hits") == 0
    assert all(url.startswith((app.url, "data:", "blob:")) for url in asked)
