"""Twenty clips handed in by four visitors at once: does each get their own answer?

    python -m benchmarks.uploads [--visitors 4] [--clips 5] [--length 2] [--slots 1] [--turns 3]

The page's job runner with its real workers, without the browser: each visitor hands in short clips
of the samples, cut at different places, one of all clips is noise. Each turn deletes everything
and hands in the same clips again. Printed of each turn: how many got the verdict of exactly their
own clip (by its SHA-256), what became of the noise, how long it took, the server's memory at most
and afterwards, and what is left of workers and files (Linux). The floor is the server's memory
once a first clip has loaded what every clip needs.
"""

from __future__ import annotations

import argparse
import random
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Sequence
from pathlib import Path

from benchmarks.running import ROOT, resident_mb
from formcheck.jobs.job import Job
from formcheck.jobs.runner import JobRunner
from formcheck.jobs.settings import JobSettings
from formcheck.jobs.spool import spool_file


def main() -> None:
    """Hand in, wait, compare, print, and again."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--visitors", type=int, default=4)
    parser.add_argument("--clips", type=int, default=5, help="of each visitor")
    parser.add_argument("--length", type=float, default=2.0, help="of a clip, in seconds")
    parser.add_argument("--slots", type=int, default=1)
    parser.add_argument("--turns", type=int, default=3)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        home = Path(name)
        count = options.visitors * options.clips
        clips = cut(home / "clips", count, options.length)
        clips[count // 2].write_bytes(random.Random(1).randbytes(100_000))
        runner = JobRunner(JobSettings(home / "app", slots=options.slots))
        awaited(runner, handed_in(runner, clips[:1], 1))
        runner.delete_everything()
        print(f"floor: {resident_mb():.0f} MB, after one clip", flush=True)
        for turn in range(options.turns):
            begun_s = time.monotonic()
            most_mb, right, failed = awaited(runner, handed_in(runner, clips, options.visitors))
            runner.delete_everything()
            print(
                f"turn {turn + 1}: {count} clips of {options.visitors} visitors in "
                f"{time.monotonic() - begun_s:.0f} s: {right} right; failed: "
                f"{'; '.join(failed) or 'none'}; server: {most_mb:.0f} MB at most, "
                f"{resident_mb():.0f} after; left: {len(children())} "
                f"workers, {len(files(home / 'app'))} files",
                flush=True,
            )
        runner.close()


def cut(folder: Path, count: int, length_s: float) -> list[Path]:
    """Make the clips in a process of its own, whose memory is not the server's."""
    made = "import sys; from pathlib import Path; from benchmarks.clips import write_short; "
    made += "write_short(Path(sys.argv[1]), int(sys.argv[2]), float(sys.argv[3]))"
    arguments = (str(folder), str(count), str(length_s))
    subprocess.run([sys.executable, "-c", made, *arguments], cwd=ROOT, check=True)
    return sorted(folder.iterdir())


def awaited(runner: JobRunner, jobs: Sequence[tuple[Path, Job]]) -> tuple[float, int, list[str]]:
    """Most memory meanwhile in MB, how many answers are of their own clip, and what failed."""
    most_mb, right, failed = resident_mb(), 0, []
    for clip, job in jobs:
        while not (now := runner.job(job.id) or job).finished:
            most_mb = max(most_mb, resident_mb())
            time.sleep(0.2)
        analysis = runner.store.analysis(now)
        if analysis is None:
            failed.append(f"{clip.name}: {now.what}")
        elif (analysis.clip.name, analysis.clip.sha256) == (clip.name, job.clip_sha256):
            right += 1
    return most_mb, right, failed


def children() -> list[str]:
    """The processes that this one has started and that are still there (Linux)."""
    tasks = Path("/proc/self/task").glob("*/children")
    return [pid for task in tasks for pid in task.read_text().split()]


def files(folder: Path) -> list[Path]:
    """What is kept of clips and results; the lock is no more than a name."""
    return [path for path in folder.rglob("*") if path.is_file() and path.name != "owner.lock"]


def handed_in(runner: JobRunner, clips: Sequence[Path], visitors: int) -> list[tuple[Path, Job]]:
    """Every visitor's clips at once; pairs of a clip and its job."""
    together = threading.Barrier(visitors)
    jobs: list[tuple[Path, Job]] = []

    def visit(visitor: int) -> None:
        together.wait()
        for clip in clips[visitor::visitors]:
            job = runner.submit(spool_file(clip, runner.store.clips))
            jobs.append((clip, job))

    threads = [threading.Thread(target=visit, args=(n,)) for n in range(visitors)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return jobs


if __name__ == "__main__":
    main()
