"""With the key a phone sees its own sets, and nobody's work is lost beside it."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack

import pytest
from playwright.sync_api import Browser, Page, expect

from formcheck.history.store import History
from formcheck.page import gate
from tests.app.server import history_of
from tests.browser import PATIENCE_MS, NewPage, downloaded, open_fold
from tests.privacy.phones import PHONE, Served


@pytest.fixture
def on_phone(served: Served, chromium: Browser) -> Iterator[Callable[[], Page]]:
    """Opens the page on another phone each time; all are away afterwards, or they go on asking."""
    with ExitStack() as phones:

        def opened() -> Page:
            context = phones.enter_context(
                chromium.new_context(
                    viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True
                )
            )
            context.set_default_timeout(PATIENCE_MS)
            page = context.new_page()
            page.goto(f"http://{PHONE}:{served.phone_port}{gate.KEY_PATH}{served.key}")
            return page

        yield opened


def hand_in(page: Page, name: str, example: str = "good_morning_squat_set") -> str:
    """Drop in a clip, wait for its result; give the address of the set."""
    page.locator("input[type=file]").first.set_input_files(
        {
            "name": name,
            "mimeType": "video/mp4",
            "buffer": f"example:{example} {name}".encode(),
        }
    )
    page.wait_for_url(re.compile(r"\?set="))
    page.get_by_role("heading", name=re.compile("rep", re.I)).first.wait_for()
    return page.url


@pytest.mark.browser
def test_two_phones_at_once_see_their_own_sets_only(
    served: Served, on_phone: Callable[[], Page], new_page: NewPage
) -> None:
    first, second = on_phone(), on_phone()
    here = f"http://{PHONE}:{served.phone_port}"
    for page in (first, second):
        expect(page.get_by_role("heading", level=1, name="Check a set")).to_be_visible()
        assert page.url == f"{here}/"
        expect(page.get_by_text("on the computer that formcheck runs on")).to_be_visible()
        assert page.evaluate("document.cookie").find(gate.COOKIE) == -1
    mine, yours = hand_in(first, "anna.mp4"), hand_in(second, "ben.mp4")
    for page, foreign in ((first, yours), (second, mine)):
        page.goto(foreign)
        expect(page.get_by_text("That set is gone")).to_be_visible()
    # the window is closed; the phone still knows its own
    again = first.context.new_page()
    again.goto(here)
    expect(again.get_by_role("button", name=re.compile("anna.mp4"))).to_be_visible()
    expect(again.get_by_text("ben.mp4")).to_have_count(0)
    # and nothing of the computer's: its disk, its switch, its size
    again.goto(f"{here}/coach")
    expect(again.get_by_role("heading", level=1, name="Coach")).to_be_visible()
    expect(again.get_by_label("Or a folder on this computer")).to_have_count(0)
    # the owner sees each, and may share one
    owner = new_page()
    owner.goto(f"http://localhost:{served.port}/phone")
    expect(owner.get_by_role("button", name=re.compile("ben.mp4"))).to_be_visible()
    owner.get_by_role("button", name=re.compile("anna.mp4")).click()
    owner.get_by_role("heading", name=re.compile("rep", re.I)).first.wait_for()
    owner.get_by_text("Phones may see this set").click()
    expect(owner.get_by_role("switch", name="Phones may see this set")).to_be_checked()
    second.goto(mine)
    second.get_by_role("heading", name=re.compile("rep", re.I)).first.wait_for()
    expect(second.get_by_role("button", name="Delete this set now")).to_have_count(0)
    # what its owner calls the clip may be a name: the phone gets it nowhere, not in a file either
    expect(second.get_by_text("Shared with you").first).to_be_visible()
    taken = downloaded(second, "Data (JSON)")
    assert "Shared with you" in taken.suggested_filename
    for told in (second.content(), taken.path().read_text(encoding="utf-8")):
        assert "anna" not in told


BATCH = """
import sys
from dataclasses import replace
from pathlib import Path
from formcheck.history.store import keep_all
from formcheck.history.store import History
from tests.examples import clean_squat_set

print("ready", flush=True)
clean = clean_squat_set()
for number in range(40):
    numbered = replace(clean, clip=replace(clean.clip, sha256=f"{number:064x}"))
    assert keep_all(History(Path(sys.argv[1])), [numbered], "Ana") == 1
"""


@pytest.mark.browser
def test_two_windows_a_phone_and_a_batch_at_once_lose_nothing(
    served: Served, on_phone: Callable[[], Page], new_page: NewPage
) -> None:
    """And of the phone's set nothing is kept: it is not the owner's."""
    history = History(history_of(served.data))
    history.switch(on=True)
    windows = [new_page(), new_page()]
    for window in windows:
        window.goto(f"http://localhost:{served.port}")
    phone = on_phone()
    batch = subprocess.Popen(
        [sys.executable, "-c", BATCH, str(history.file)], stdout=subprocess.PIPE, text=True
    )
    assert batch.stdout
    assert batch.stdout.readline() == "ready\n"
    for window, example in zip(
        windows, ("clean_squat_set", "late_shrug_deadlift_set"), strict=True
    ):
        hand_in(window, f"{example}.mp4", example)
    hand_in(phone, "anna.mp4")
    for number, window in enumerate(windows):
        open_fold(window, "Kept in your history")
        window.get_by_role("textbox", name="Note").fill(f"window {number}")
    for window in windows:
        window.get_by_role("button", name="Save").click()
    for window in windows:
        expect(window.get_by_text("Saved in your history.")).to_be_visible()
    batch.communicate(timeout=120)
    assert batch.returncode == 0
    kept = sorted((line.about.athlete, line.lift, line.about.note) for line in history.lines())
    assert kept == [("", "deadlift", "window 1"), ("", "squat", "window 0")] + 40 * [
        ("Ana", "squat", "")
    ]
    history.delete_all()
    history.switch(on=False)
