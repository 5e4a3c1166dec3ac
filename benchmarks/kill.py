"""A batch of real clips, killed again and again: nothing lost, nothing twice, the same tables.

    python -m benchmarks.kill [--clips 40] [--kills 30] [--seed 1] [--of FOLDER ...]

Short clips of different content are cut from the samples, or the smallest ones of folders of your
own are taken as they are. One `formcheck batch` goes through
undisturbed; another one is killed (kill -9) after random times and started again until it has been
killed often enough, then left to finish. Everything it wrote is compared, byte by byte but for the
seconds an analysis took. How long a kill waits comes from how long the undisturbed run took, so
that the kills fall all over the batch, start and tables included.
"""

from __future__ import annotations

import argparse
import json
import random
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from benchmarks.clips import write_short
from benchmarks.running import started

LENGTH_S = 1.0
TABLES = ("reps.csv", "findings.csv", "reps.parquet", "findings.parquet", "summary.json")
Done = dict[str, tuple[int, int]]
"""For each clip that is done: when its marker was written (ns), and which file that is."""


def main() -> None:
    """Kill, resume, compare, print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--clips", type=int, default=40)
    parser.add_argument("--kills", type=int, default=30)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--of", type=Path, nargs="+", metavar="FOLDER", help="clips of your own")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        home = Path(scratch)
        folder = home / "clips"
        clips = (
            linked(options.of, folder, options.clips)
            if options.of
            else write_short(folder, options.clips, LENGTH_S)
        )
        begun_s = time.monotonic()
        unkilled = home / "unkilled"
        status = batch(clips, unkilled).wait()
        calm_s = time.monotonic() - begun_s
        print(f"undisturbed: {len(done(unkilled))} clips in {calm_s:.0f} s", flush=True)
        if status:
            sys.exit(f"the undisturbed batch ended with {status}")
        counts = disturbed(clips, home / "out", options.kills, calm_s, random.Random(options.seed))
        print(f"clips done at each kill: {' '.join(map(str, counts))}")
        print(f"{len(counts)} kills: nothing lost, nothing twice")
        compare(unkilled, home / "out")


def linked(folders: Sequence[Path], into: Path, most: int) -> Path:
    """A folder of links to the smallest videos of others."""
    found = [file for folder in folders for file in folder.glob("*.mp4")]
    into.mkdir()
    for file in sorted(found, key=lambda file: (file.stat().st_size, file.name))[:most]:
        (into / f"{file.parent.name}-{file.name}").symlink_to(file.resolve())
    return into


def disturbed(
    clips: Path, out: Path, kills: int, calm_s: float, chance: random.Random
) -> list[int]:
    """Kill and resume; how many clips were done at each kill. Leaves when something was lost."""
    counts: list[int] = []
    while len(counts) < kills:
        before = done(out)
        process = batch(clips, out)
        try:
            process.wait(chance.uniform(0.0, calm_s / 4))
        except subprocess.TimeoutExpired:
            process.kill()
        if process.wait() == -signal.SIGKILL:
            kept(before, done(out))
            counts.append(len(done(out)))
    before = done(out)
    if status := batch(clips, out).wait():
        sys.exit(f"the last run ended with {status}")
    kept(before, done(out))
    return counts


def batch(clips: Path, out: Path) -> subprocess.Popen[str]:
    """Begun without kept poses, so that what is done twice would be seen twice."""
    return started("batch", clips, "--out", out, "--no-cache", stderr=subprocess.DEVNULL)


def done(out: Path) -> Done:
    """What is done; a clip that was done again has another marker."""
    files = list((out / ".formcheck").glob("[!.]*.json"))
    stats = [(file.stem, file.stat()) for file in files]
    return {name: (stat.st_mtime_ns, stat.st_ino) for name, stat in stats}


def kept(before: Done, after: Done) -> None:
    """Leave when something that was done is not, or was done again."""
    if lost := before.keys() - after.keys():
        sys.exit(f"lost: {sorted(lost)}")
    if twice := [name for name in before if before[name] != after[name]]:
        sys.exit(f"twice: {sorted(twice)}")


def compare(calm: Path, out: Path) -> None:
    """Leave when an undisturbed and a disturbed batch differ."""
    names = sorted(file.name for file in calm.glob("*.json"))
    if names != sorted(file.name for file in out.glob("*.json")):
        sys.exit("other documents than undisturbed")
    different = [name for name in names if document(calm / name) != document(out / name)]
    tables = [name for name in TABLES if (calm / name).read_bytes() != (out / name).read_bytes()]
    if different or tables:
        sys.exit(f"different: {different + tables}")
    print(f"{len(names) - 1} documents and {', '.join(TABLES)}: as undisturbed")


def document(file: Path) -> object:
    """A document without the seconds it took."""
    found = json.loads(file.read_text())
    found.pop("timing", None)
    return found


if __name__ == "__main__":
    main()
