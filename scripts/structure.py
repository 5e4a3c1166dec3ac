"""How straight the road from an observation to its verdict is, in figures.

    .venv/bin/python scripts/structure.py

Reads the code, and judges one stored observation to see which functions run. docs/structure.md has
the figures of one day, and the goals. With `--list`, also what was counted.

- climbs: a file behind the observation that imports from a file of an earlier stage, or calls a
  function there, which its own stage has no business with (READS); each pair of files counts once;
- files of a good-morning verdict: files of formcheck of which a function runs while one stored
  observation is judged whose reps are good mornings;
- lines: of code, tables and texts in formcheck, all without the page; and those of video to
  findings and pipeline;
- numbers: number literals but 0, 1, -1 and 2 in those last files, wherever they stand, without
  thresholds and calibration;
- files of a metric: files outside tests that name `neck_change_deg`; texts count, too.
"""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from types import FrameType

HERE = Path(__file__).resolve().parents[1]
STAGES = ("video", "pose", "bar", "feet", "extraction", "observation", "motion", "reps", "body",
          "metrics", "findings")  # fmt: skip
"""In the order of CONTRIBUTING's map; the first five are done when an observation is there."""
READS: dict[str, tuple[str, ...]] = {
    "motion": ("observation",),
    "reps": ("motion",),
    "body": ("motion", "reps"),
    "metrics": ("motion", "reps", "body"),
    "findings": ("metrics",),
    "pipeline": ("observation", "motion", "reps", "body", "metrics", "findings"),
}
"""On a straight road a stage reads these of the earlier ones; it may read what is no stage."""
COUNTED = (".py", ".toml", ".js", ".css", ".html", ".j2")
PLAIN = (0, 1, 2)
"""A minus before a number is no part of it."""
LIMITS = ("thresholds", "calibration")
METRIC = "neck_change_deg"
GOOD_MORNING = "chk_0011"
"""The stored observation that is judged."""

Calls = set[tuple[str, str]]
"""(calling file, called file), each from the package's own folder."""


def stage_of(file: str) -> str:
    """The package a file lies in; of one beside them its own name."""
    return file.split("/")[0].removesuffix(".py")


def imports(package: Path) -> Iterator[tuple[str, str]]:
    """(file, imported file) of every import inside the package, for types as well."""
    for path in sorted(package.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ImportFrom) and node.module:
                wholes = [node.module, *(f"{node.module}.{a.name}" for a in node.names)]
            elif isinstance(node, ast.Import):
                wholes = [alias.name for alias in node.names]
            else:
                continue
            for whole in wholes:
                parts = whole.split(".")
                file = "/".join(parts[1:]) + ".py"
                if parts[0] == package.name and (package / file).is_file():
                    yield path.relative_to(package).as_posix(), file


def climbs(reaches: Iterable[tuple[str, str]], reads: dict[str, tuple[str, ...]] = READS) -> Calls:
    """(file, file of an earlier stage) wherever a file reaches what its stage does not read."""
    return {
        (file, other)
        for file, other in reaches
        if (here := stage_of(file)) in reads
        and (there := stage_of(other)) in STAGES
        and there not in (here, *reads[here])
    }


def calls_of(work: Callable[[], object], package: Path) -> tuple[set[str], Calls]:
    """Files whose functions run while the work is done, and which file calls which."""
    files: set[str] = set()
    calls: Calls = set()
    inside = f"{package}/"

    def note(frame: FrameType, event: str, _: object) -> None:
        path = frame.f_code.co_filename
        if event != "call" or not path.startswith(inside) or frame.f_code.co_name == "<module>":
            return
        file = path.removeprefix(inside)
        files.add(file)
        caller = frame.f_back.f_code.co_filename if frame.f_back else ""
        if caller.startswith(inside) and caller != path:
            calls.add((caller.removeprefix(inside), file))

    sys.setprofile(note)
    try:
        work()
    finally:
        sys.setprofile(None)
    return files, calls


def lines(package: Path, stages: Iterable[str] | None = None, without: str = "") -> int:
    """Lines of code, tables and texts, in all of the package or in these stages of it."""
    return sum(
        len(path.read_text(encoding="utf-8").splitlines())
        for path in sorted(package.rglob("*"))
        if path.suffix in COUNTED
        and (stage := stage_of(path.relative_to(package).as_posix())) != without
        and (stages is None or stage in stages)
    )


def numbers(package: Path, stages: Iterable[str]) -> int:
    """Number literals that say something, in code of these stages."""
    return sum(
        isinstance(node, ast.Constant)
        and type(node.value) in (int, float)
        and node.value not in PLAIN
        for stage in stages
        for path in sorted((package / stage).rglob("*.py"))
        if path.stem not in LIMITS
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
    )


def naming(folders: Iterable[Path], name: str = METRIC) -> list[str]:
    """Files in which a name stands as a whole word."""
    word = re.compile(rf"\b{re.escape(name)}\b")
    return [
        path.as_posix()
        for folder in folders
        for path in sorted(folder.rglob("*"))
        if path.suffix in (*COUNTED, ".md", ".json")
        and word.search(path.read_text(encoding="utf-8"))
    ]


def judged_good_morning() -> tuple[set[str], Calls]:
    """What runs when a stored observation is judged whose reps are good mornings."""
    sys.path.insert(0, str(HERE))
    from benchmarks.store import clips
    from formcheck.pipeline.document import judge
    from formcheck.pipeline.options import Options

    seen = next(seen for label, seen in clips("check") if label.name == GOOD_MORNING)
    return calls_of(lambda: judge(seen, Options()), HERE / "formcheck")


def main() -> None:
    package = HERE / "formcheck"
    road = (*STAGES, "pipeline")
    files, calls = judged_good_morning()
    back = climbs({*imports(package), *calls})
    if "--list" in sys.argv:
        print(*(f"{file} -> {other}" for file, other in sorted(back)), *sorted(files), sep="\n")
    print(f"climbs {len(back)}")
    print(f"files of a good-morning verdict {len(files)}")
    print(f"lines without the page {lines(package, without='page')}")
    print(f"lines from video to findings and pipeline {lines(package, road)}")
    print(f"numbers there {numbers(package, road)}")
    print(f"files that name one metric {len(naming([package, HERE / 'docs']))}")


if __name__ == "__main__":
    main()
