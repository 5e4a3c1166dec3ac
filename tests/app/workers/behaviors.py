"""What the workers do instead of looking at a clip; the protocol is the real one.

Those that give no result load no example: that takes half a second, and many are started.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from dataclasses import replace

from formcheck.errors import VideoError
from formcheck.jobs.job import Job
from formcheck.jobs.store import ANALYSIS, DRAWN, OVERLAY, Store


def finish(store: Store, job: Job) -> None:
    """Give an example as the result at once."""
    from tests.examples import good_morning_squat_set

    store.save_analysis(job.id, good_morning_squat_set())
    (store.folder(job.id) / OVERLAY).write_bytes(b"video")
    store.mark_drawn(job.id, store.verdict_digest(job.id))
    store.share(job, ANALYSIS, OVERLAY, DRAWN)


def refuse(store: Store, job: Job) -> None:
    raise VideoError(f"{job.clip_sha256} is no video.", "Choose another file.")


def crash(store: Store, job: Job) -> None:
    os.kill(os.getpid(), signal.SIGSEGV)


def hang(store: Store, job: Job) -> None:
    """Start a child, as the pose processes are, and do nothing for a long time."""
    child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"])
    pids = store.root / f"pids-{job.id}.json"
    aside = pids.with_suffix(".part")
    aside.write_text(json.dumps([os.getpid(), child.pid]))
    aside.replace(pids)
    time.sleep(600)


def slow(store: Store, job: Job) -> None:
    """Note when it began and ended, so that a test can see what ran at the same time.

    It ends when there is no file named `hold` any more.
    """
    with (store.root / "times.txt").open("a") as file:
        file.write(f"begin {job.clip_name}\n")
    time.sleep(0.3)
    while (store.root / "hold").exists():
        time.sleep(0.02)
    with (store.root / "times.txt").open("a") as file:
        file.write(f"end {job.clip_name}\n")
    finish(store, job)


def stubborn(store: Store, job: Job) -> None:
    """Ignore the polite request to stop."""
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    hang(store, job)


def echo(store: Store, job: Job) -> None:
    """Give what the clip says as the result, or crash where it says so."""
    text = store.clip(job).read_bytes().decode()
    if text == "crash":
        crash(store, job)
    from tests.examples import good_morning_squat_set

    example = good_morning_squat_set()
    store.save_analysis(job.id, replace(example, set=replace(example.set, summary=text)))
    (store.folder(job.id) / OVERLAY).write_bytes(b"video")
    store.mark_drawn(job.id, store.verdict_digest(job.id))
