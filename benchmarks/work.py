"""Does an analysis take more processor time than it did? Warns from 15 % on, and never fails.

    python -m benchmarks.work [--turns N] [--write]

Three committed observations are judged, and one sample is looked at from the video on, each in a
fresh process; the least of some turns counts, since other work on a machine only adds.
`benchmarks/work.toml` keeps what it took, and on which machine: on another one there is nothing to
compare with, so the figures are only printed. `--write` keeps today's, on an idle machine.
"""

from __future__ import annotations

import argparse
import os
import platform
import sys
import time
import tomllib
from itertools import islice
from pathlib import Path

from benchmarks.running import FORMCHECK
from benchmarks.speed import SAMPLE, timed
from benchmarks.store import clips

KEPT = Path(__file__).with_suffix(".toml")
WARNS_FROM = 1.15
OBSERVATIONS = 3
MOST_LOAD = 0.5
"""Above, figures are not kept: processor time grows where cores are shared."""


def main() -> None:
    """Measure, print, and keep where asked to."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--turns", type=int, help="3, or 1 where nothing is kept of this machine")
    parser.add_argument("--write", action="store_true")
    parser.add_argument("--judge", type=int, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.judge is not None:
        print(judging_s(options.judge))
        return
    load, before = os.getloadavg()[0], kept()
    # where nothing is warned of, one turn says as much as three
    took = measured(options.turns or (3 if before or options.write else 1))
    print(f"{machine()}, load {load:.1f} before the start; processor time")
    for line in lines_of(took, before):
        print(line)
    if options.write and load <= MOST_LOAD:
        KEPT.write_text(as_toml(took), encoding="utf-8")
    elif options.write:
        print(f"not kept: the load is above {MOST_LOAD}")


def measured(turns: int) -> dict[str, float]:
    """Processor seconds of each piece of work."""
    judge = [sys.executable, "-m", "benchmarks.work", "--judge"]
    took = {
        f"observation {number + 1}": min(
            float(timed([*judge, str(number)]).output) for _ in range(turns)
        )
        for number in range(OBSERVATIONS)
    }
    look = [*FORMCHECK, "analyze", str(SAMPLE), "--no-cache"]
    return {**took, SAMPLE.name: min(timed(look).processor_s for _ in range(turns))}


def judging_s(number: int) -> float:
    """What judging one observation takes the first time, imports and start left out."""
    from formcheck.pipeline.document import judge
    from formcheck.pipeline.options import Options

    _, seen = next(islice(clips("check"), number, None))
    begun_s = time.process_time()
    judge(seen, Options())
    return time.process_time() - begun_s


def lines_of(took: dict[str, float], before: dict[str, float]) -> list[str]:
    """A line for each piece of work; those that take more begin with WARNING."""
    lines = []
    for name, took_s in took.items():
        line = f"{name}: {took_s:.3f} s"
        if name in before:
            ratio = took_s / before[name]
            line += f", {ratio:.2f} of the {before[name]:.3f} s that are kept"
            line = f"WARNING {line}" if ratio > WARNS_FROM else line
        lines.append(line)
    return lines if before else [*lines, "nothing is kept of this machine"]


def kept() -> dict[str, float]:
    """What was kept, of this machine; nothing where it was another one."""
    if not KEPT.is_file():
        return {}
    found = tomllib.loads(KEPT.read_text(encoding="utf-8"))
    return found["seconds"] if found["machine"] == machine() else {}


def as_toml(took: dict[str, float]) -> str:
    """What is kept."""
    lines = (f'"{name}" = {took_s:.4f}' for name, took_s in took.items())
    return f'machine = "{machine()}"\n\n[seconds]\n' + "\n".join(lines) + "\n"


def machine() -> str:
    """What processor time hangs on, without the machine's name."""
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    except OSError:
        lines = []
    of = {line.partition(":")[0].strip(): line.partition(":")[2].strip() for line in lines}
    cpu = of.get("model name", platform.machine())
    parts = (f"family {of.get('cpu family', '?')}", f"model {of.get('model', '?')}")
    return f"{cpu}, {', '.join(parts)}, {os.cpu_count()} cores, Python {platform.python_version()}"


if __name__ == "__main__":
    main()
