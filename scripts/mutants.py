"""Do the tests notice? Small faults, each seeded alone in a copy, against their quick tests.

    python scripts/mutants.py [NAME ...]     only those whose file or fault names it

The faults stand in `mutants.toml`.
A fault that no test notices is printed as LIVES. A test may go, or be made cheaper, when as many
are killed after it as before. A fault whose text is no longer in its file is an error: mend it.
"""

from __future__ import annotations

import argparse
import shutil
import subprocess
import sys
import tempfile
import time
import tomllib
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).resolve().parent.parent
TABLE = Path(__file__).with_suffix(".toml")
COPIED = ("formcheck", "tests", "benchmarks", "docs", "scripts", "tools", ".streamlit")
LINKED = ("models", "sample_videos", "benchmarks/data")
SINGLE = ("pyproject.toml", "app.py", "README.md", "CHANGELOG.md", "Makefile")
MOST_S = 900
FAILED = 1
"""What pytest ends with when a test failed; anything else but 0 says nothing of the fault."""


@dataclass(frozen=True)
class Mutant:
    """One fault: in which file which text becomes which, and the tests that should notice."""

    file: str
    old: str
    new: str
    tests: str

    @property
    def name(self) -> str:
        return f"{self.file}: {self.old!r} -> {self.new!r}"


MUTANTS = tuple(Mutant(**row) for row in tomllib.loads(TABLE.read_text(encoding="utf-8"))["mutant"])


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("named", nargs="*", metavar="NAME", help="of a file or a fault")
    named = parser.parse_args().named
    chosen = [m for m in MUTANTS if not named or any(part in m.name for part in named)]
    with tempfile.TemporaryDirectory(prefix="mutants") as at:
        copy = _copy(Path(at))
        killed = [_is_killed(copy, mutant) for mutant in chosen]
    print(f"{sum(killed)} of {len(chosen)} killed")


def _copy(at: Path) -> Path:
    """This folder without what is large; a fault is seeded in the copy, never here."""
    for name in COPIED:
        shutil.copytree(
            HERE / name, at / name, ignore=shutil.ignore_patterns("__pycache__", "data", "*.mp4")
        )
    for name in SINGLE:
        shutil.copy(HERE / name, at / name)
    for name in LINKED:
        (at / name).symlink_to(HERE / name)
    return at


def _is_killed(copy: Path, mutant: Mutant) -> bool:
    path = copy / "formcheck" / mutant.file
    right = path.read_text(encoding="utf-8")
    if right.count(mutant.old) != 1:
        sys.exit(f"{mutant.name}: stands {right.count(mutant.old)} times in its file, not once")
    path.write_text(right.replace(mutant.old, mutant.new), encoding="utf-8")
    since = time.monotonic()
    try:
        status = _tests(copy, mutant.tests.split())
    except subprocess.TimeoutExpired:
        sys.exit(f"{mutant.name}: no answer in {MOST_S} s; try again on a quiet machine")
    finally:
        path.write_text(right, encoding="utf-8")
    if status not in (0, FAILED):
        sys.exit(f"{mutant.name}: pytest ended with {status}")
    word = "killed" if status == FAILED else "LIVES "
    print(f"{word} {time.monotonic() - since:5.1f} s  {mutant.name}", flush=True)
    return status == FAILED


def _tests(copy: Path, files: list[str]) -> int:
    """Ends with the first test that notices; a file that hangs is no answer."""
    command = [sys.executable, "-B", "-m", "pytest", "-x", "-n", "0", "-p", "no:cacheprovider"]
    command += ["-m", "not slow and not browser and not model"]
    command += [f"tests/{name}" for name in files]
    return subprocess.run(
        command, cwd=copy, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, timeout=MOST_S
    ).returncode


if __name__ == "__main__":
    main()
