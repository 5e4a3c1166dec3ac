"""Judge the committed observations with today's code and print docs/accuracy.md.

    python -m benchmarks.judge [--write]                     the tables (`make accuracy`)
    python -m benchmarks.judge --split fit                   those of other clips
    python -m benchmarks.judge --set fin21                   those whose names begin so

No video and no pose model: minutes on any machine. What each rule carries: `benchmarks.ablate`.
"""

from __future__ import annotations

import argparse
import sys
import zlib
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from benchmarks.store import DATA, SPLITS, clips
from formcheck.analysis import Analysis
from formcheck.benchmark.labels import ClipLabel
from formcheck.benchmark.scoring import ClipScore, failed, score_clip
from formcheck.benchmark.tables import report
from formcheck.errors import FormcheckError
from formcheck.observation.observation import Observation
from formcheck.pipeline.document import judge
from formcheck.pipeline.options import Options

DOCS = Path(__file__).resolve().parents[1] / "docs"
PAGE = DOCS / "accuracy.md"
COMMITTED = "check"
"""The split that docs/ and CI go by."""
HEAD = """\
# Accuracy

Printed by `make accuracy` and equal to what it prints: today's code over the committed clips of
*{split}* (`benchmarks/data/`, generated with exact truth; no video is needed). What is measured
and how truth was set is in [faults.md](faults.md); what clips that the code had never seen gave in
[first-readings.md](first-readings.md), real ones in [real-clips.md](real-clips.md); what each part
of the code carries in [ablations.md](ablations.md). Your own clips: [benchmark.md](benchmark.md).

Heels that rise and heads out of line have truth in nine clips alone (`ps1*`), too few to say
how many are found; how often they are told of reps without, all of them say. Eleven of the rounded
backs are squats', where rounding is not judged: they count as missed.
"""
OTHER_HEAD = """\
# Accuracy on *{split}*
"""
QUARTER = DATA / "quarter.md"
"""The same of one clip in four: `make test` has no time for all of them, `make soak` has."""
QUARTER_HEAD = """\
# One clip in four of *{split}*

What `make test` judges anew and compares to the last digit; of all clips, by `make soak`, see
[accuracy.md](../../docs/accuracy.md).
"""

Judge = Callable[[Observation], Analysis]


def as_it_is(seen: Observation) -> Analysis:
    """Today's code with its own limits."""
    return judge(seen, Options())


def scored(
    split: str, way: Judge = as_it_is, data: Path = DATA, begins: str = ""
) -> Iterator[ClipScore]:
    """Every clip of a split whose name begins so, judged and scored."""
    for label, seen in clips(split, data):
        if label.name.startswith(begins):
            yield score_one(label, seen, way)


def score_one(label: ClipLabel, seen: Observation, way: Judge = as_it_is) -> ClipScore:
    """One clip; one that cannot be judged has failed."""
    try:
        return score_clip(label, way(seen))
    except FormcheckError as error:
        return failed(label, error.what)


def page_of(split: str, scores: Sequence[ClipScore]) -> str:
    """The page of clips that were scored."""
    tables = report(scores) if scores else f"No clips are committed in *{split}* yet.\n"
    head = HEAD if split == COMMITTED else OTHER_HEAD
    return f"{head.format(split=split)}\n{tables}"


def quarter_of(scores: Sequence[ClipScore]) -> str:
    """The page of the clips among them that `make test` judges."""
    chosen = [score for score in scores if in_quarter(score.label.name)]
    return f"{QUARTER_HEAD.format(split=COMMITTED)}\n{report(chosen)}"


def in_quarter(name: str) -> bool:
    """Whether a clip is one of the four in which each is as likely as the others, for good."""
    return zlib.crc32(name.encode()) % 4 == 0


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--split", choices=SPLITS, default=COMMITTED)
    parser.add_argument("--set", default="", help="only clips whose names begin with this")
    parser.add_argument("--data", type=Path, default=DATA, help="where the store is")
    parser.add_argument("--write", action="store_true", help="write the page into docs/, too")
    args = parser.parse_args()
    if args.write and (args.split != COMMITTED or args.set):
        parser.error(f"docs/ is written from all of {COMMITTED} only")
    scores = list(scored(args.split, data=args.data, begins=args.set))
    text = page_of(args.split, scores)
    sys.stdout.write(text)
    if args.write:
        PAGE.write_text(text, encoding="utf-8")
        QUARTER.write_text(quarter_of(scores), encoding="utf-8")


if __name__ == "__main__":
    main()
