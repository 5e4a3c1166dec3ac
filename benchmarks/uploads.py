"""Twenty clips handed in by four visitors at once: does each get their own answer?

    python benchmarks/uploads.py [--visitors 4] [--clips 5] [--length 2] [--slots 1]

The page's job runner with its real workers, without the browser: each visitor hands in short clips
of the samples, cut at different places, one of all clips is noise. Printed: how many got the
verdict of exactly their own clip (by its SHA-256), what became of the noise, how long it took, and
the memory of this process before, at most, and afterwards (Linux).
"""

from __future__ import annotations

import argparse
import random
import re
import sys
import tempfile
import threading
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from benchmarks.clips import write_short  # noqa: E402


def main() -> None:
    """Hand in, wait, compare, print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--visitors", type=int, default=4)
    parser.add_argument("--clips", type=int, default=5, help="of each visitor")
    parser.add_argument("--length", type=float, default=2.0, help="of a clip, in seconds")
    parser.add_argument("--slots", type=int, default=1)
    options = parser.parse_args()
    from formcheck.jobs.runner import JobRunner
    from formcheck.jobs.settings import JobSettings

    with tempfile.TemporaryDirectory() as name:
        home = Path(name)
        count = options.visitors * options.clips
        clips = sorted(write_short(home / "clips", count, options.length).iterdir())
        clips[count // 2].write_bytes(random.Random(1).randbytes(100_000))
        runner = JobRunner(JobSettings(home / "app", slots=options.slots))
        before_mb = memory_mb()
        begun_s = time.monotonic()
        jobs = handed_in(runner, clips, options.visitors)
        most_mb, right, failed = before_mb, 0, []
        for clip, job in jobs:
            while not (now := runner.job(job.id) or job).finished:
                most_mb = max(most_mb, memory_mb())
                time.sleep(0.2)
            analysis = runner.store.analysis(now)
            if analysis is None:
                failed.append(f"{clip.name}: {now.what}")
            elif (analysis.clip.name, analysis.clip.sha256) == (clip.name, job.clip_sha256):
                right += 1
        took_s = time.monotonic() - begun_s
        runner.delete_everything()
        print(f"{count} clips of {options.visitors} visitors in {took_s:.0f} s: {right} right")
        print(f"failed: {'; '.join(failed) or 'none'}")
        print(f"server: {before_mb:.0f} MB before, {most_mb:.0f} at most, {memory_mb():.0f} after")
        runner.close()


def handed_in(runner, clips, visitors):  # type: ignore[no-untyped-def]
    """Every visitor's clips at once; pairs of a clip and its job."""
    from formcheck.jobs.spool import spool_file

    together = threading.Barrier(visitors)
    jobs = []

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


def memory_mb() -> float:
    """Resident size of this process (Linux)."""
    found = re.search(r"VmRSS:\s+(\d+)", Path("/proc/self/status").read_text())
    return int(found[1]) / 1000 if found else 0.0


if __name__ == "__main__":
    main()
