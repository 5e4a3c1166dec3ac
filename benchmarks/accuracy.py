"""How right formcheck is: every figure of docs/accuracy.md.

    python -m benchmarks.accuracy --rendered DIR --real DIR --analyses DIR --scorer score.py

Clips that were analyzed by the same code before are not analyzed again (`--fresh` does), so a run
that was stopped goes on where it was. Poses come from formcheck's own cache when they are there.
"""

from __future__ import annotations

import argparse
import hashlib
import random
import sys
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import formcheck
from benchmarks import figures
from benchmarks.ablations import ablations, without_lock
from benchmarks.oracle import bar_from_truth, track_from_truth
from benchmarks.robustness import robustness
from formcheck.analysis import Analysis
from formcheck.errors import FormcheckError
from formcheck.observation.observation import Observation
from formcheck.observation.observing import observe
from formcheck.pipeline import Options, analyze_video, judge

ORACLE, UNLOCKED = "oracle", "no_lock"
SHELLS = {"report", "commands", "jobs", "batch", "knowledge", "templates"}
"""Parts of the package that no number depends on."""


def say(text: str) -> None:
    """Progress goes to standard error, so that standard output is the fragment alone."""
    print(text, file=sys.stderr, flush=True)


def code_mark() -> str:
    """A mark that changes whenever code that a number depends on does."""
    root = Path(formcheck.__file__).parent
    files = sorted(p for p in root.rglob("*.py") if not SHELLS & set(p.relative_to(root).parts))
    seen = hashlib.sha256()
    for path in [*files, *sorted(Path(__file__).parent.glob("*.py"))]:
        seen.update(path.read_bytes())
    return seen.hexdigest()[:16]


@dataclass(frozen=True)
class Documents:
    """Where documents are kept, and which of them the present code made."""

    folder: Path
    mark: str
    fresh: bool

    def missing(self, name: str) -> bool:
        """Whether the document has to be made."""
        mark = self.folder / f".{name}.mark"
        made = mark.read_text(encoding="utf-8") if mark.exists() else None
        return self.fresh or made != self.mark or not (self.folder / f"{name}.json").exists()

    def keep(self, name: str, analysis: Analysis) -> None:
        """Keep a document, then say that this code made it."""
        self.folder.mkdir(parents=True, exist_ok=True)
        (self.folder / f"{name}.json").write_text(analysis.to_json(), encoding="utf-8")
        (self.folder / f".{name}.mark").write_text(self.mark, encoding="utf-8")

    def drop(self, name: str) -> None:
        """Forget a document that can no longer be made."""
        (self.folder / f"{name}.json").unlink(missing_ok=True)


@dataclass(frozen=True)
class Bench:
    """One run of the benchmark."""

    rendered: Path
    real: Path | None
    analyses: Path
    workers: int | None
    limit: int | None
    fresh: bool
    mark: str

    def documents(self, name: str) -> Documents:
        """The documents of one way of analyzing."""
        return Documents(self.analyses / name, self.mark, self.fresh)

    def clips(self, truths: list[dict[str, Any]], folder: Path) -> list[tuple[str, Path]]:
        """(name, file) of the clips to analyze."""
        found = [(t["name"], folder / t.get("file", f"{t['name']}.mp4")) for t in truths]
        return found[: self.limit]

    def observed(self, path: Path) -> Observation:
        """Poses and bar of a clip, kept ones where there are."""
        return observe(path, workers=self.workers)

    def run(
        self, clips: Iterable[tuple[str, Path]], ways: dict[str, Callable[..., Analysis]]
    ) -> None:
        """Make the documents of all ways for all clips; `ways` are by folder name."""
        for name, path in clips:
            wanted = {n: way for n, way in ways.items() if self.documents(n).missing(name)}
            if not wanted:
                continue
            begun = time.perf_counter()
            try:
                seen = self.observed(path)
                for way, analyze in wanted.items():
                    self.documents(way).keep(name, analyze(seen))
            except FormcheckError as error:
                say(f"{path.name}: {error}")
                for way in wanted:
                    self.documents(way).drop(name)
            say(f"{path.name}: {time.perf_counter() - begun:.1f} s")


def oracle_analysis(seen: Observation, truth: dict[str, Any]) -> Analysis:
    """What formcheck makes of the true joints and the true bar."""
    track = track_from_truth(truth)
    exact = replace(seen, track=track, bar=bar_from_truth(truth, track), runtime="exact joints")
    return judge(exact, Options())


def analyze_rendered(bench: Bench, truths: list[dict[str, Any]]) -> None:
    """Rendered clips: as they are, with true joints, and with parts taken out."""
    by_name = {truth["name"]: truth for truth in truths}
    for name, path in bench.clips(truths, bench.rendered):
        ways: dict[str, Callable[..., Analysis]] = {
            "rendered": lambda seen: judge(seen, Options()),
            ORACLE: lambda seen, name=name: oracle_analysis(seen, by_name[name]),
        }
        ways |= {part.name: part.analyze for part in ablations()}
        bench.run([(name, path)], ways)


def analyze_unlocked(bench: Bench, truths: list[dict[str, Any]], most: int) -> list[str]:
    """The ablation that needs a new look; names of the clips it was tried on."""
    chosen = spread(bench.clips(truths, bench.rendered), most)
    for name, path in chosen:
        way = {UNLOCKED: lambda seen, path=path: judge(without_lock(path, seen), Options())}
        bench.run([(name, path)], way)
    return [name for name, _ in chosen]


def spread(items: list[Any], most: int) -> list[Any]:
    """At most `most` of the items, the same ones in every run."""
    return sorted(random.Random(1).sample(items, min(most, len(items))))


def scores(scorer: Any, truths: list[dict[str, Any]], folder: Path) -> tuple[Any, Any]:
    """Scores of all clips and of those from the side."""
    side = figures.subset(truths, figures.is_side)
    return scorer.score(truths, folder), scorer.score(side, folder)


def fragment(
    bench: Bench, scorer: Any, truths: list[Any], real_truths: list[Any], unlocked: list[str]
) -> str:
    """All tables as Markdown."""
    folder = bench.analyses / "rendered"
    rendered, side = scores(scorer, truths, folder)
    far = scorer.score(figures.subset(truths, figures.is_oblique), folder)
    squats = scorer.score(figures.subset(truths, figures.is_squat), folder)
    real = scorer.score(real_truths, bench.analyses / "real")
    runs = [("formcheck", rendered, side)]
    runs.append(("true joints and bar (oracle)", *scores(scorer, truths, bench.analyses / ORACLE)))
    runs += [(p.label, *scores(scorer, truths, bench.analyses / p.name)) for p in ablations()]
    parts = [
        "## Goals\n",
        figures.headline(rendered, real, real_truths, side, far),
        "## Rendered clips, all metrics\n", figures.metrics_table(rendered, squats),
        "## Rendered clips, faults\n", figures.faults_table(rendered),
        "## Does the stated uncertainty cover the truth?\n",
        figures.coverage_table(scorer, truths, folder),
        "## What perfect joints would leave, and what each part carries\n",
        figures.comparison_table(runs),
        "## Rendered clips that are wrong\n", figures.misses_table(rendered),
        "## Real clips that are wrong\n", figures.misses_table(real),
    ]  # fmt: skip
    if unlocked:
        some = figures.subset(truths, lambda truth: truth["name"] in unlocked)
        both = [("formcheck", folder), ("no lifter lock, no bar", bench.analyses / UNLOCKED)]
        parts += ["## Without the lifter lock\n"]
        parts += [figures.comparison_table((n, *scores(scorer, some, f)) for n, f in both)]
    return "\n".join(parts)


def arguments() -> argparse.Namespace:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0] if __doc__ else None)
    add = parser.add_argument
    add("--rendered", type=Path, required=True, help="clips with NAME.json truth beside NAME.mp4")
    add("--real", type=Path, help="clips with a hand-made labels.json")
    add("--analyses", type=Path, required=True, help="where documents are kept")
    add("--scorer", type=Path, required=True, help="the program that scores documents")
    add("--workers", type=int, help="processes for the pose model")
    add("--limit", type=int, help="at most so many clips of each folder")
    add("--fresh", action="store_true", help="make every document anew")
    add("--robustness", type=int, default=0, metavar="N", help="transform N rendered clips")
    add("--no-lock", type=int, default=0, metavar="N", help="N rendered clips without lifter lock")
    add("--markdown", type=Path, help="write the fragment here as well")
    return parser.parse_args()


def main() -> None:
    """Analyze what is missing, then print all tables."""
    args = arguments()
    scorer = figures.load_scorer(args.scorer)
    bench = Bench(
        args.rendered, args.real, args.analyses, args.workers, args.limit, args.fresh, code_mark()
    )
    truths = scorer.load_truth(args.rendered)[: args.limit]
    real_truths = scorer.load_truth(args.real)[: args.limit] if args.real else []
    analyze_rendered(bench, truths)
    bench.run(bench.clips(real_truths, args.real), {"real": lambda seen: judge(seen, Options())})
    unlocked = analyze_unlocked(bench, truths, args.no_lock)
    text = fragment(bench, scorer, truths, real_truths, unlocked)
    if args.robustness:
        chosen = [path for _, path in spread(bench.clips(truths, args.rendered), args.robustness)]

        def analyze(path: Path) -> Analysis:
            return analyze_video(path, Options(workers=args.workers))

        text += "\n## Mirrored, small, other rates, recompressed, darker, brighter\n\n"
        text += figures.robustness_table(robustness(chosen, analyze, say))
    print(text)
    if args.markdown:
        args.markdown.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
