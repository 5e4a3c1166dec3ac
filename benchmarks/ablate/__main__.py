"""Leave out every rule in turn and print what that costs, row by row as they come.

    python -m benchmarks.ablate                   all rules, on every third lifter of *check*
    python -m benchmarks.ablate --stage reps      those of one stage
    python -m benchmarks.ablate --only hitch      those whose label has this in it
    python -m benchmarks.ablate --every 1         on every lifter of *check*
    python -m benchmarks.ablate --write           put the rows into docs/ablations.md, too

A clip is observed and judged once; a rule that is left out costs what stands behind its stage.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import chain
from typing import Any

from benchmarks import real_store
from benchmarks.ablate import body, extraction, findings, metrics, motion, reps
from benchmarks.ablate.figures import Judged, of_check, of_real, row
from benchmarks.ablate.page import PAGE, Row, beside, page, rows_of
from benchmarks.ablate.stages import Way, judged
from benchmarks.ablate.taken_out import STAGES, Out, Stage
from benchmarks.store import clips, lifter_key, truths
from formcheck.benchmark.labels import ClipLabel
from formcheck.observation.observation import Observation

THIRD = 3
RULES: tuple[Out, ...] = (
    *motion.RULES, *reps.RULES, *body.RULES, *metrics.RULES, *findings.RULES
)  # fmt: skip

ALL_RULES: tuple[Out, ...] = (*extraction.RULES, *RULES)
"""Those of extraction, too, which `tracked_anew` leaves out."""


@dataclass(frozen=True)
class Clip:
    """An observed clip with its label, and what formcheck as it is makes of it."""

    label: ClipLabel | dict[str, Any]
    seen: Observation
    way: Way | None
    judged: Judged


def third_of_check(every: int = THIRD) -> frozenset[str]:
    """Names of the clips of every so-manieth lifter, in the order of their first clips' names."""
    lifter = {name: lifter_key(truth) for name, truth in sorted(truths("check"))}
    chosen = set(list(dict.fromkeys(lifter.values()))[::every])
    return frozenset(name for name, key in lifter.items() if key in chosen)


def all_clips(every: int) -> Iterator[Clip]:
    """Those of *check*, then the real ones as they were tracked twice, judged as it is."""
    names = third_of_check(every)
    part = ((label, seen) for label, seen in clips("check") if label.name in names)
    real = chain(real_store.clips(), real_store.clips(data=real_store.AGAIN))
    of_all: Iterator[tuple[ClipLabel | dict[str, Any], Observation]] = chain(part, real)
    for label, seen in of_all:
        way = judged(seen)
        yield Clip(label, seen, way, _judged(label, way))


def _judged(label: ClipLabel | dict[str, Any], way: Way | None) -> Judged:
    document = None if way is None else way.document
    return of_check(label, document) if isinstance(label, ClipLabel) else of_real(label, document)


def without(out: Out, among: Sequence[Clip]) -> list[Judged]:
    """All clips with one rule left out."""
    found = []
    for clip in among:
        way = None if clip.way is None else judged(clip.seen, clip.way, out)
        found.append(clip.judged if way is clip.way else _judged(clip.label, way))
    return found


def rows(outs: Iterable[Out], among: Sequence[Clip]) -> Iterator[tuple[Out, tuple[str, ...]]]:
    """Of each rule what is read without it, and what with it, where that is another column."""
    before = [clip.judged for clip in among]
    check = sum(isinstance(clip.label, ClipLabel) for clip in among)
    for out in outs:
        now = without(out, among)
        without_it = row(out, now[:check], now[check:], before)
        as_it_is = row(out, before[:check], before[check:], before)
        yield out, beside(without_it, as_it_is)


def main() -> None:
    """Run them."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--stage", choices=STAGES)
    parser.add_argument("--only", default="", help="rules whose label has this in it")
    parser.add_argument("--every", type=int, default=THIRD, help="lifters of check: every one is 1")
    parser.add_argument("--write", action="store_true", help="put them into docs/, too")
    args = parser.parse_args()
    if args.write and args.every != THIRD:
        parser.error("docs/ has rows of a third of check")
    outs = [
        out for out in RULES if args.stage in (None, out.stage) and args.only in out.label
    ]  # fmt: skip
    read_on = date.today().isoformat()
    found: dict[tuple[Stage, str], Row] = {}
    for out, line in rows(outs, list(all_clips(args.every))):
        print(" | ".join((out.stage, *line)), flush=True)
        found[out.stage, out.label] = (*line, read_on)
    if args.write:
        kept = rows_of(PAGE.read_text(encoding="utf-8"))
        PAGE.write_text(page(ALL_RULES, kept | found), encoding="utf-8")


if __name__ == "__main__":
    main()
