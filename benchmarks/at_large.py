"""What a hundred thousand clips take, from a measured rate: time, money, reading.

    python -m benchmarks.at_large RATE [--clips 100000] [--core-hour 0.05] [--megabytes 30]

RATE is in clips per core-hour, as `benchmarks/batch.py` prints it for your clips.
"""

from __future__ import annotations

import argparse

CORES = (2, 16, 128, 2000)
CLIPS = 100_000
CORE_HOUR = 0.05
"""Price; an assumption, about what a cloud asks for one core without a long contract."""
CLIP_MB = 30.0
"""An assumption: half a minute of 1080p as phones write it."""


def hours(clips: int, rate: float, cores: int) -> float:
    """How long: nothing is shared between clips.

    Args:
        clips: How many.
        rate: Clips per core-hour.
        cores: How many work at a time.
    """
    return clips / rate / cores


def reading_mb_per_s(rate: float, cores: int, clip_mb: float) -> float:
    """What a store and a network have to give so that no core waits; MB/s."""
    return rate * cores * clip_mb / 3600


def table(
    rate: float, clips: int = CLIPS, core_hour: float = CORE_HOUR, clip_mb: float = CLIP_MB
) -> str:
    """Time, cost and reading for several numbers of cores, as Markdown."""
    head = (
        f"{clips:,} clips at {rate:.0f} clips per core-hour, {core_hour:g} per core-hour, "
        f"{clip_mb:g} MB per clip:\n\n"
        "| cores | hours | cost | read, MB/s | outcomes per second |\n|---|---|---|---|---|\n"
    )
    return head + "\n".join(
        f"| {cores:,} | {hours(clips, rate, cores):,.1f} | {clips / rate * core_hour:,.0f} "
        f"| {reading_mb_per_s(rate, cores, clip_mb):,.1f} | {rate * cores / 3600:,.2f} |"
        for cores in CORES
    )


def main() -> None:
    """Calculate and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("rate", type=float, help="clips per core-hour")
    parser.add_argument("--clips", type=int, default=CLIPS)
    parser.add_argument("--core-hour", type=float, default=CORE_HOUR, help="price of one")
    parser.add_argument("--megabytes", type=float, default=CLIP_MB, help="of one clip")
    options = parser.parse_args()
    print(table(options.rate, options.clips, options.core_hour, options.megabytes))


if __name__ == "__main__":
    main()
