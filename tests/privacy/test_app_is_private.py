"""The app and its workers talk to the browser on this machine and to nobody else."""

from pathlib import Path

import pytest

from tests.browser import NewPage
from tests.privacy import watch

pytestmark = [pytest.mark.browser, pytest.mark.model]
RESULT_MS = 240_000


def test_a_set_from_upload_to_result_stays_on_this_machine(
    short_set: Path, tmp_path: Path, new_page: NewPage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FORMCHECK_CACHE", str(tmp_path / "poses"))
    with watch.watched_app(tmp_path) as app:
        page = new_page()  # itself fails when the page asks for anything outside
        page.goto(app.url)
        page.set_input_files("input[type=file]", short_set)
        page.wait_for_selector(".st-key-set_video video", timeout=RESULT_MS)
    assert app.audit.read_text().count("started") >= 2, "the worker was not watched"
    assert app.asked_outside() == []
