"""The app and its workers talk to the browser on this machine and to nobody else."""

import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.app.server import running_app
from tests.browser import NewPage
from tests.privacy import watch

pytestmark = [pytest.mark.browser, pytest.mark.model]
RESULT_MS = 240_000


@contextmanager
def traced(pid: int, log: Path) -> Iterator[None]:
    """Trace a process and all it starts, where that is allowed."""
    if not watch.can_trace():
        log.touch()
        yield
        return
    process = subprocess.Popen([*watch.trace(log), "-p", str(pid)])
    try:
        time.sleep(1)
        assert process.poll() is None
        yield
    finally:
        process.send_signal(signal.SIGINT)
        process.wait(30)


def test_a_set_from_upload_to_result_stays_on_this_machine(
    short_set: Path, tmp_path: Path, new_page: NewPage, monkeypatch: pytest.MonkeyPatch
) -> None:
    log, trace = tmp_path / "audit.log", tmp_path / "trace.log"
    environment = watch.audited(tmp_path / "audit", log)
    for name in ("PYTHONPATH", "AUDIT_LOG"):
        monkeypatch.setenv(name, environment[name])
    monkeypatch.setenv("FORMCHECK_CACHE", str(tmp_path / "poses"))
    with running_app(tmp_path / "data") as app, traced(app.pid, trace):
        page = new_page()  # itself fails when the page asks for anything outside
        page.goto(app.url)
        page.set_input_files("input[type=file]", short_set)
        page.wait_for_selector(".st-key-set_video video", timeout=RESULT_MS)
    assert log.read_text().count("started") >= 2, "the worker was not watched"
    assert watch.asked(log, loopback=True) == []
    assert watch.outside_calls(trace, loopback=True) == []
