"""Does anything that somebody could hand in stop formcheck? Prints what was tried, and what failed.

    python -m benchmarks.hostile [--videos 1000] [--files 300] [--commands 40] [--jobs 40]
                                 [--seed 1]

Malformed clips of every kind that PyAV can make, and mutated copies of them, go through one batch;
some of them also through `formcheck analyze` and the page's job runner. Mutated files of limits,
analysis documents and labels go through the commands that read them. Wanted of each: an exit
status of the contract, one line, no traceback, no defect of ours, within its time. What fails is
copied to --keep, and becomes a test.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import random
import re
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import av
from typer.testing import CliRunner

from benchmarks.hostile_clips import malformed, mutated
from benchmarks.memory import mb, sampled
from benchmarks.running import FORMCHECK, ROOT, started
from formcheck.cli import app
from formcheck.errors import InputError
from formcheck.jobs.runner import CRASHED, JobRunner
from formcheck.jobs.settings import JobSettings
from formcheck.jobs.spool import spool_file
from formcheck.thresholds import Thresholds
from tests.examples import good_morning_squat_set

MOST_S = 120.0
"""For one clip by the command; a second is usual."""
DEFECT = re.compile(r"[A-Z]\w*(Error|Exception): |bug in formcheck|Traceback")


class Tally:
    """Counts what was tried, and keeps what failed."""

    def __init__(self, keep: Path) -> None:
        self._keep = keep
        self.failures: list[str] = []

    def wrong(self, source: Path, why: str) -> None:
        """Note a failure and keep its file."""
        self._keep.mkdir(parents=True, exist_ok=True)
        shutil.copy(source, self._keep / source.name)
        self.failures.append(f"{source.name}: {why}")
        print(f"  FAILED {self.failures[-1]}", flush=True)


def main() -> None:
    """Make, run, count, print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--videos", type=int, default=1000)
    parser.add_argument("--files", type=int, default=300)
    parser.add_argument("--commands", type=int, default=40)
    parser.add_argument("--jobs", type=int, default=40)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--keep", type=Path, default=Path("hostile-failures"))
    options = parser.parse_args()
    chance = random.Random(options.seed)
    tally = Tally(options.keep)
    print(f"seed {options.seed}; {machine()}", flush=True)
    with tempfile.TemporaryDirectory() as name:
        home = Path(name)
        os.environ["FORMCHECK_CACHE"] = str(home / "poses")
        (home / "clips").mkdir()
        kinds = malformed(home / "clips")
        small = [path for path in kinds if path.stat().st_size < 200_000]
        clips = kinds + mutated(small, home / "clips", options.videos - len(kinds), chance)
        print(f"{len(clips)} clips: {len(kinds)} malformed, the others mutated", flush=True)
        through_batch(home, clips, options.workers, tally)
        through_command(chance.sample(clips, min(options.commands, len(clips))), tally)
        through_page(home, chance.sample(clips, min(options.jobs, len(clips))), tally)
        through_files(home, options.files, chance, tally)
    print(f"failed: {len(tally.failures)}")
    sys.exit(bool(tally.failures))


def machine() -> str:
    """What this ran on."""
    return (
        f"{platform.system()} {platform.machine()}, {os.cpu_count()} cores, "
        f"Python {platform.python_version()}, PyAV {av.__version__}, load {os.getloadavg()[0]:.0f}"
    )


def through_batch(home: Path, clips: list[Path], workers: int, tally: Tally) -> None:
    """All clips in one run: each has its own result, and none is a defect."""
    command = ("batch", home / "clips", "--out", home / "out", "--workers", workers)
    to_here = {"stdout": subprocess.PIPE, "stderr": subprocess.STDOUT}
    begun_s = time.monotonic()
    with (
        started(*command, **to_here, start_new_session=True) as process,
        sampled(process.pid) as sizes,
    ):
        said, _ = process.communicate()
    largest = max(size for _, _, each in sizes for size in each)
    summary = json.loads((home / "out/summary.json").read_text())
    by_name = {clip.name: clip for clip in clips}
    if process.returncode not in (0, 2) or "Traceback" in said:
        tally.wrong(clips[0], f"the batch ended with {process.returncode}: {said[-300:]}")
    if summary["clips"] != len(clips):
        tally.wrong(clips[0], f"{summary['clips']} of {len(clips)} clips have a result")
    for failure in summary["failures"]:
        if DEFECT.search(failure["reason"]) or "died" in failure["reason"]:
            tally.wrong(by_name[failure["clip"]], failure["reason"])
    print(
        f"batch: {summary['analyzed']} analyzed, {summary['failed']} refused in a sentence, "
        f"{time.monotonic() - begun_s:.0f} s, largest process {mb(largest)}",
        flush=True,
    )


def through_command(clips: list[Path], tally: Tally) -> None:
    """Each clip by itself: status 0 or 2, one line, in time."""
    statuses: dict[int, int] = {}
    longest_s = 0.0
    for clip in clips:
        begun_s = time.monotonic()
        try:
            ran = subprocess.run(
                [*FORMCHECK, "analyze", str(clip), "--json", "-", "--no-cache"],
                capture_output=True,
                text=True,
                timeout=MOST_S,
                cwd=ROOT,
                check=False,
            )
        except subprocess.TimeoutExpired:
            tally.wrong(clip, f"the command took more than {MOST_S:.0f} s")
            continue
        longest_s = max(longest_s, time.monotonic() - begun_s)
        statuses[ran.returncode] = statuses.get(ran.returncode, 0) + 1
        lines = ran.stderr.splitlines()
        one_line = len(lines) == (ran.returncode != 0) and not DEFECT.search(ran.stderr)
        if ran.returncode not in (0, 2) or not one_line:
            tally.wrong(clip, f"the command: {ran.returncode}, {ran.stderr[-300:]!r}")
    print(
        f"command: {len(clips)} clips, statuses {statuses}, longest {longest_s:.0f} s", flush=True
    )


def through_page(home: Path, clips: list[Path], tally: Tally) -> None:
    """As the page hands them in: each job ends, none by a crash, and the runner goes on."""
    runner = JobRunner(JobSettings(home / "app", slots=2))
    states: dict[str, int] = {}
    jobs = {}
    for clip in clips:
        try:
            jobs[runner.submit(spool_file(clip, runner.store.clips)).id] = clip
        except InputError:  # an empty one
            states["refused"] = states.get("refused", 0) + 1
    end_s = time.monotonic() + MOST_S * max(1, len(jobs))
    for job_id, clip in jobs.items():
        while (job := runner.job(job_id)) is not None and not job.finished:
            if time.monotonic() > end_s:
                tally.wrong(clip, "its job does not end")
                break
            time.sleep(0.1)
        state = job.state if job else "gone"
        states[state] = states.get(state, 0) + 1
        if job is None or job.what == CRASHED[0] or DEFECT.search(job.what):
            tally.wrong(clip, f"the page: {job.what if job else 'gone'}")
    runner.close()
    print(f"page's job runner: {len(clips)} clips, {states}", flush=True)


def through_files(home: Path, count: int, chance: random.Random, tally: Tally) -> None:
    """Mutated limits, documents and labels, through the commands that read them (one process)."""
    labels = home / "labels"
    labels.mkdir()
    texts = {
        "limits.toml": Thresholds().to_toml(),
        "set.json": good_morning_squat_set().to_json(),
        "clip.json": (ROOT / "docs/examples/label.json").read_text(),
    }
    nobody = home / "nobody.mp4"
    statuses: dict[int, int] = {}
    for number in range(count):
        kind = chance.choice(sorted(texts))
        file = (labels if kind == "clip.json" else home) / kind
        file.write_bytes(_mutated_text(texts[kind], chance))
        arguments = {
            "limits.toml": ["analyze", str(nobody), "--limits", str(file)],
            "set.json": ["why", "--answer", "where=between_blades", "--analysis", str(file)],
            "clip.json": ["benchmark", str(labels)],
        }[kind]
        result = CliRunner().invoke(app, arguments)
        statuses[result.exit_code] = statuses.get(result.exit_code, 0) + 1
        if result.exit_code not in (0, 2) or DEFECT.search(result.output):
            kept = home / f"{number:04}-{kind}"
            shutil.copy(file, kept)
            tally.wrong(kept, f"{result.exit_code}: {result.output[-300:]!r}")
    print(f"files of limits, documents and labels: {count}, statuses {statuses}", flush=True)


NUMBERS = ("1e308", "-1e308", "nan", "inf", "9" * 5000, "-1", "0", '"text"', "[]", "{}", "null")


def _mutated_text(text: str, chance: random.Random) -> bytes:
    """Other numbers, other types, missing pieces, nesting, bytes of another encoding."""
    way = chance.randrange(6)
    if way == 0:
        return text[: chance.randrange(len(text))].encode()
    if way == 1:
        numbers = list(re.finditer(r"(?<![\w\"])-?\d+(\.\d+)?", text))
        place = chance.choice(numbers)
        return (text[: place.start()] + chance.choice(NUMBERS) + text[place.end() :]).encode()
    if way == 2:
        depth = chance.choice((900, 100_000))
        return (chance.choice(("x = ", "")) + "[" * depth + "]" * depth).encode()
    data = bytearray(text.encode())
    if way == 3:
        for _ in range(chance.choice((1, 5, 50))):
            data[chance.randrange(len(data))] ^= 1 << chance.randrange(8)
    elif way == 4:
        at = chance.randrange(len(data))
        data[at:at] = chance.choice((b"\x1b[31m", b"\xff\xfe", b"\0", "\u202e".encode()))
    else:
        start = chance.randrange(len(data))
        del data[start : start + chance.choice((1, 20, 500))]
    return bytes(data)


if __name__ == "__main__":
    main()
