"""Clips whose text says what happens to the process that looks at them.

The batch machinery is real in these tests (processes, files, kills); only the looking at pictures
is replaced, by `look`, which workers import by name like the real one.
"""

from __future__ import annotations

import hashlib
import os
import signal
import sys
import threading
import time
from dataclasses import replace
from pathlib import Path

from formcheck.analysis import Analysis, Notice
from formcheck.batch.run import Batch, run_batch
from formcheck.errors import VideoError
from formcheck.findings.verdict import BROKEN_OFF
from formcheck.pipeline.options import Options
from formcheck.pipeline.outcome import Outcome
from tests import examples
from tests.schema import wrong

NOBODY = examples.no_person_seen().warnings
TORN = Notice(BROKEN_OFF, "The file breaks off early.")
KINDS = {
    "good": examples.clean_squat_set,
    "bad": examples.good_morning_squat_set,
    "nobody": examples.no_person_seen,
    "torn": lambda: replace(examples.no_person_seen(), warnings=(*NOBODY, TORN)),
}


def make_clips(folder: Path, **texts: str) -> Path:
    """Files NAME.mp4 with the given texts; a double underscore makes a folder."""
    for name, text in texts.items():
        clip = folder / f"{name.replace('__', '/')}.mp4"
        clip.parent.mkdir(parents=True, exist_ok=True)
        clip.write_text(text)
    return folder


def look(path: Path, options: Options) -> Outcome:
    """What the first word of the clip says; every call is noted in the folder LOOKED_AT."""
    text = path.read_text()
    note_call(path)
    word = text.split()[0]
    if word == "broken":
        raise VideoError(f"{path.name} is no video.", "Choose another.")
    if word == "defect":
        raise ZeroDivisionError("division by zero")
    if word == "die":
        time.sleep(0.1)
        os.kill(os.getpid(), signal.SIGKILL)
    if word == "die_once" and calls(path.name) == 1:
        os.kill(os.getpid(), signal.SIGKILL)
    if "slow" in text.split():
        time.sleep(0.1)
    if word == "stuck":
        time.sleep(60)
    if word == "lingers":  # its process cannot end by itself
        threading.Thread(target=time.sleep, args=(60,)).start()
    found = KINDS.get(word, examples.clean_squat_set)()
    clip = replace(found.clip, name=path.name, sha256=hashlib.sha256(text.encode()).hexdigest())
    analysis = replace(found, clip=clip, thresholds=options.thresholds.model_dump())
    return Outcome(analysis=analysis, thumbnail=b"a picture" if word == "bad" else None)


def note_call(path: Path) -> None:
    folder = os.environ.get("LOOKED_AT")
    if folder:
        Path(folder, f"{path.name[:100]}.{time.monotonic_ns()}").touch()


def calls(name: str = "") -> int:
    """How often `analyze` was called, for one clip or for all."""
    return len(list(Path(os.environ["LOOKED_AT"]).glob(f"{name}*")))


def document(folder: Path, name: str) -> Analysis:
    """What a batch wrote of one clip, as the schema has it."""
    content = (folder / f"{name}.json").read_bytes()
    assert wrong(content) == []
    return Analysis.from_json(content)


def main() -> None:
    """A batch in a process of its own, for tests that kill it: CLIPS OUT [CLUSTER]."""
    clips, out, *cluster = sys.argv[1:]
    chosen = cluster[0] if cluster else None
    batch = Batch([clips], out, Options(), workers=2, cluster=chosen, analyze=look)
    run_batch(batch, on_step=lambda step: print(step.done, flush=True))  # noqa: T201


if __name__ == "__main__":
    # Ctrl-C may be ignored (tests in the background of a shell) or blocked where tests run, and a
    # new process inherits both; one that a person starts in a terminal has neither
    signal.signal(signal.SIGINT, signal.default_int_handler)
    signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGINT})
    from tests.batch import fakes  # so that workers find `look` under its own name

    fakes.main()
