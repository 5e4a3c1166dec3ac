"""How many clips a batch does in an hour: two processes against one.

    python -m benchmarks.batch [--clips 24] [--length 10] [--turns 3]    # an idle machine, please

Runs `formcheck batch` with one worker and with two, and with a Dask cluster of one
and of two worker processes, in turn, over short clips cut from the samples, and prints ratios of
medians. Clips per hour go from the first outcome to the last one, as a long batch goes: starting
workers and writing tables once are left out and printed by themselves. With few clips the last one,
which may run alone, weighs much. Also: `formcheck --help`.
`benchmarks/at_large.py` says what the rate means for a hundred thousand clips.
"""

from __future__ import annotations

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from benchmarks.at_large import table
from benchmarks.clips import write_short
from benchmarks.running import ends_of_clips, started

GOALS = {"processes": 1.9, "Dask": 1.8}


@dataclass(frozen=True)
class Ran:
    """One batch: clips per hour between its first and its last outcome, and all of its seconds."""

    clips_per_h: float
    total_s: float


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--clips", type=int, default=24)
    parser.add_argument("--length", type=float, default=10.0, help="seconds of each clip")
    parser.add_argument("--turns", type=int, default=3)
    options = parser.parse_args()
    cores, load = len(os.sched_getaffinity(0)), os.getloadavg()[0]
    print(f"{cores} cores; load {load:.1f} before the start", flush=True)
    with tempfile.TemporaryDirectory() as folder:
        clips = write_short(Path(folder) / "clips", options.clips, options.length, lines=720)
        compare(clips, options.clips, options.length, options.turns)
    show_help(options.turns)


def compare(clips: Path, count: int, length_s: float, turns: int) -> None:
    """Print what two workers do of what one does, with processes of this machine and with Dask."""
    ways = [(name, workers) for name in GOALS for workers in (1, 2)]
    runs: dict[tuple[str, int], list[Ran]] = {way: [] for way in ways}
    for _ in range(turns):
        for name, workers in ways:
            runs[name, workers].append(timed(clips, count, workers, dask=name == "Dask"))
    for name, goal in GOALS.items():
        rates = [statistics.median(r.clips_per_h for r in runs[name, w]) for w in (1, 2)]
        totals = [statistics.median(r.total_s for r in runs[name, w]) for w in (1, 2)]
        print(
            f"{name}: 2 workers / 1: {rates[1] / rates[0]:.2f} (goal {goal});"
            f" {rates[0]:.0f} and {rates[1]:.0f} clips/h; whole runs {totals[0]:.0f} and"
            f" {totals[1]:.0f} s, {totals[0] / totals[1]:.2f} with starting and tables",
            flush=True,
        )
    rate = statistics.median(r.clips_per_h for r in runs["processes", 2]) / 2
    print(f"\n{rate:.0f} clips of {length_s:g} s per core-hour, both cores at work:")
    print(table(rate))


def timed(clips: Path, count: int, workers: int, *, dask: bool) -> Ran:
    """Run a batch over clips that no earlier run has seen."""
    how = ["--no-cache", "--workers", str(workers), *(("--cluster", "local") if dask else ())]
    begun_s = time.monotonic()
    with (
        tempfile.TemporaryDirectory() as out,
        started("batch", clips, "--out", out, *how, stderr=subprocess.PIPE) as process,
    ):
        ended_s = list(ends_of_clips(process))
    if process.returncode or len(ended_s) != count:
        sys.exit(f"a batch ended with {process.returncode} after {len(ended_s)} clips")
    total_s = time.monotonic() - begun_s
    # by the last of the workers' first outcomes all of them have begun another clip
    rate = (count - workers) / (ended_s[-1] - ended_s[workers - 1])
    return Ran(3600 * rate, total_s)


def show_help(turns: int) -> None:
    """Print how long `formcheck --help` takes."""
    took_s = []
    for _ in range(2 * turns + 1):
        begun_s = time.perf_counter()
        if started("--help").wait():
            sys.exit("formcheck --help failed")
        took_s.append(time.perf_counter() - begun_s)
    print(f"\nformcheck --help: {statistics.median(took_s):.2f} s (goal 0.3)")


if __name__ == "__main__":
    main()
