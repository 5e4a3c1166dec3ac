"""Does memory grow with the length of a clip or with the number of clips? (Linux only)

    python -m benchmarks.memory length [--turns 1]     # 10-minute clip ÷ 1-minute clip
    python -m benchmarks.memory count [--clips 200]    # one worker: after all ÷ after 20

Memory is the proportional set size of all processes together, read from the kernel five times a
second: pages that processes share are counted once. How busy the machine is does not matter, other
processes that hold the same libraries do: they take a part of the shared pages.
"""

from __future__ import annotations

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from threading import Event, Thread

from benchmarks.clips import looped, samples, write_short
from benchmarks.running import ends_of_clips, started

EVERY_S = 0.2
EARLY = 20
"""Clips after which a batch's memory is compared with the end."""
WINDOW = 10
"""Clips whose peak stands for "after": memory goes up and down within each clip."""
Size = tuple[float, int, tuple[int, ...]]
"""When (s), how much (bytes), and what of it each process held, the largest first."""


def main() -> None:
    """Measure what was asked for and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("what", choices=("length", "count"))
    parser.add_argument("--turns", type=int, default=1)
    parser.add_argument("--clips", type=int, default=200)
    parser.add_argument("--minutes", type=float, default=10, help="of the long clip")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        if options.what == "length":
            compare_lengths(Path(folder), options.minutes, options.turns)
        else:
            compare_counts(Path(folder), options.clips)


def compare_lengths(folder: Path, minutes: float, turns: int) -> None:
    """Print the peak memory of analyzing a long clip as a share of that for one minute."""
    clip = samples()[0]
    lengths = {1.0: "1 minute", minutes: f"{minutes:g} minutes"}
    peaks: dict[float, list[int]] = {length: [] for length in lengths}
    for length in lengths:
        looped(clip, folder / f"{length:g}.mp4", 60 * length)
    for _ in range(turns):
        for length, title in lengths.items():
            command = ("analyze", folder / f"{length:g}.mp4", "--no-cache", "--json", "-")
            begun_s = time.monotonic()
            with (
                started(*command, start_new_session=True) as process,
                sampled(process.pid) as sizes,
            ):
                process.wait()
            if process.returncode:
                sys.exit(f"{title}: ended with {process.returncode}")
            peak = max(sizes, key=lambda size: size[1])
            peaks[length].append(peak[1])
            took_s = time.monotonic() - begun_s
            each = " + ".join(f"{size / 1e6:.0f}" for size in peak[2])
            print(f"{title}: peak {mb(peak[1])} = {each}; {took_s:.0f} s", flush=True)
    ratio = statistics.median(peaks[minutes]) / statistics.median(peaks[1.0])
    print(f"peak of {lengths[minutes]} / 1 minute of {clip.name}, looped: {ratio:.3f}")


def compare_counts(folder: Path, clips: int, length_s: float = 1.0) -> None:
    """Print what a batch with one worker holds at its end as a share of what it held early on."""
    write_short(folder / "clips", clips, length_s)
    command = ("batch", folder / "clips", "--out", folder / "out", "--workers", 1, "--no-cache")
    ended_s: list[float] = []
    with (
        started(*command, stderr=subprocess.PIPE, start_new_session=True) as process,
        sampled(process.pid) as sizes,
    ):
        for at_s in ends_of_clips(process):
            ended_s.append(at_s)
            if len(ended_s) % EARLY == 0:
                print(f"after {len(ended_s)} clips: {mb(peak_before(ended_s, sizes))}", flush=True)
    if process.returncode or len(ended_s) != clips:
        sys.exit(f"ended with {process.returncode} after {len(ended_s)} of {clips} clips")
    ratio = peak_before(ended_s, sizes) / peak_before(ended_s[:EARLY], sizes)
    print(f"after {clips} / after {EARLY} clips of {length_s:g} s, one worker: {ratio:.3f}")


def peak_before(ended_s: list[float], sizes: list[Size]) -> int:
    """The most that was held while the last `WINDOW` clips were done; bytes."""
    begin_s = ended_s[-WINDOW - 1] if len(ended_s) > WINDOW else 0.0
    return max(size for at_s, size, _ in sizes if begin_s <= at_s <= ended_s[-1])


@contextmanager
def sampled(session: int) -> Iterator[list[Size]]:
    """Fill a list with the size of all processes of a session for as long as the block runs."""
    sizes: list[Size] = []
    done = Event()

    def sample() -> None:
        while not done.wait(EVERY_S):
            found = sorted(filter(None, map(held_bytes, members(session))), reverse=True)
            sizes.append((time.monotonic(), sum(found), tuple(found)))

    thread = Thread(target=sample, daemon=True)
    thread.start()
    try:
        yield sizes
    finally:
        done.set()
        thread.join()


def members(session: int) -> list[int]:
    """Processes of a session, by number."""
    numbers = [int(entry.name) for entry in Path("/proc").iterdir() if entry.name.isdigit()]
    return [number for number in numbers if quietly(os.getsid, number) == session]


def held_bytes(process: int) -> int:
    """Proportional set size of a process; 0 when it is gone."""
    with suppress(OSError):
        for line in Path(f"/proc/{process}/smaps_rollup").read_text().splitlines():
            if line.startswith("Pss:"):
                return 1024 * int(line.split()[1])
    return 0


def quietly(ask: Callable[[int], int], number: int) -> int:
    """What is asked for, or 0 when the process is gone."""
    with suppress(OSError):
        return ask(number)
    return 0


def mb(size: float) -> str:
    """Bytes as MB."""
    return f"{size / 1e6:.0f} MB"


if __name__ == "__main__":
    main()
