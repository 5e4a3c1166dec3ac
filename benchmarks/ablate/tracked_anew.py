"""Rules of extraction left out, over clips that are tracked anew for each of them.

    python -m benchmarks.ablate.tracked_anew MEMO FOLDER... [--only LABEL] [--write]

FOLDER has rendered clips with their truth beside them (NAME.json), or real ones whose labels are in
`benchmarks/data/real`. MEMO is a folder of some gigabytes: what a task of extraction made of what
it was given is kept there, so that a rule costs only what it changes; in all clips where it changes
nothing it is not tried. It runs for hours, and goes on where it was stopped.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import pickle
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

from benchmarks import real_store
from benchmarks.ablate.__main__ import ALL_RULES
from benchmarks.ablate.extraction import RULES
from benchmarks.ablate.extraction_rule import Rule
from benchmarks.ablate.figures import Judged, of_check, of_real, row
from benchmarks.ablate.page import PAGE, Row, beside, page, rows_of
from benchmarks.ablate.stages import judged
from benchmarks.ablate.taken_out import Stage
from benchmarks.observe import clips_in
from formcheck.benchmark.labels import ClipLabel, read_label
from formcheck.extraction.clip_to_observation import extract_observation
from formcheck.extraction.processes import Task, WorkerPool
from formcheck.observation.format import from_arrays, to_arrays
from formcheck.observation.observation import Observation
from formcheck.pose.model_store import find_model
from formcheck.video.file import fingerprint
from formcheck.video.info import probe

Label = ClipLabel | dict[str, Any]


class MemoPool(WorkerPool):
    """Does tasks in this process, and none twice that was given the same."""

    def __init__(
        self, folder: Path, anew: Sequence[str] = (), label: str = "", *, all_anew: bool = False
    ) -> None:
        super().__init__(1)
        self._folder, self._anew, self._label = folder, anew, label
        self._all_anew = all_anew

    def run(self, tasks: Sequence[Task], on_done: Callable[[int], None] | None = None) -> list[Any]:
        """See `WorkerPool.run`."""
        return [self._done(task) for task in tasks]

    def _done(self, task: Task) -> Any:
        function, *given = task
        name = function.__name__
        of_rule = self._label if name in self._anew else ""
        owner = getattr(function, "__self__", None)
        text = pickle.dumps((name, of_rule, owner, given))
        file = self._folder / f"{hashlib.sha256(text).hexdigest()[:32]}.pickle"
        if self._all_anew or not file.exists():
            part = file.with_suffix(f".{os.getpid()}")
            part.write_bytes(pickle.dumps(function(*given)))
            part.replace(file)
        return pickle.loads(file.read_bytes())


def observed(path: Path, pool: WorkerPool) -> Observation:
    """The observation of a clip, at the precision it is stored in."""
    info = probe(path, fingerprint(path))
    with pool:
        return from_arrays(to_arrays(extract_observation(path, info, find_model(None), pool)))


def touched_by(path: Path, memo: Path) -> set[str]:
    """Labels of the rules that do anything in this clip."""
    touched: set[str] = set()

    def look() -> list[str]:
        with ExitStack() as stack:
            for rule in RULES:
                stack.enter_context(rule.watching(partial(touched.add, rule.label)))
            observed(path, MemoPool(memo, all_anew=True))
        return sorted(touched)

    return set(_kept(memo / f"{path.stem}.touched", look))


def said(path: Path, label: Label, memo: Path, name: str = "") -> Judged:
    """What is said of a clip, held against what is true; without the rule of a label."""
    rule = next((rule for rule in RULES if rule.label == name), None)

    def judge() -> Judged:
        with ExitStack() as stack:
            if rule is not None:
                stack.enter_context(rule.left_out())
            seen = observed(path, MemoPool(memo, rule.anew if rule else (), name))
        way = judged(seen)
        document = None if way is None else way.document
        if isinstance(label, ClipLabel):
            return of_check(label, document)
        return of_real(label, document)

    digest = hashlib.sha256(name.encode()).hexdigest()[:16]
    found: Judged = _kept(memo / f"{path.stem}.{digest}.judged", judge)
    return found


def _kept(file: Path, make: Callable[[], Any]) -> Any:
    """What a file has, made where it is not there."""
    if not file.exists():
        part = file.with_name(f"{file.name}.{os.getpid()}")
        part.write_bytes(pickle.dumps(make()))
        part.replace(file)
    return pickle.loads(file.read_bytes())


@dataclass(frozen=True)
class Clip:
    """A clip, what is said of it as it is, and the rules that do anything in it."""

    path: Path
    label: Label
    judged: Judged
    touched: set[str]


def read(path: Path, label: Label, memo: Path) -> Clip:
    """One clip."""
    touched = touched_by(path, memo)
    return Clip(path, label, said(path, label, memo), touched)


def tried(rule: Rule, clips: Sequence[Clip], most: int) -> list[Clip]:
    """Those that a rule is left out in: all that it touches, or so many of them by chance."""
    touched = [clip for clip in clips if rule.label in clip.touched]

    def by_chance(clip: Clip) -> str:
        return hashlib.sha256(f"{rule.label} {clip.path.stem}".encode()).hexdigest()

    return sorted(touched, key=by_chance)[:most]


def labelled(paths: Sequence[Path]) -> Iterator[tuple[Path, Label]]:
    """Clips with their labels; who has none is said and left out."""
    real = {label["file"]: label for label in real_store.labels()}
    for path in paths:
        beside = path.with_suffix(".json")
        if beside.exists():
            yield path, read_label(beside)
        elif path.name in real:
            yield path, real[path.name]
        else:
            print(f"{path.name}: no label", file=sys.stderr)


def line_of(rule: Rule, clips: Sequence[Clip], without: Mapping[Path, Judged]) -> Row:
    """The row of a rule."""
    rendered = sum(isinstance(clip.label, ClipLabel) for clip in clips)
    before = [clip.judged for clip in clips]
    now = [without.get(clip.path, clip.judged) for clip in clips]
    line = row(rule, now[:rendered], now[rendered:], before)
    as_it_is = row(rule, before[:rendered], before[rendered:], before)
    touched = sum(rule.label in clip.touched for clip in clips)
    share = f"{touched}" if touched <= len(without) else f"{touched} ({len(without)} tried)"
    return (*beside(line, as_it_is), share)


def main() -> None:
    """Run them."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("memo", type=Path)
    parser.add_argument("folders", type=Path, nargs="+")
    parser.add_argument("--only", default="", help="rules whose label has this in it")
    parser.add_argument("--most", type=int, default=40, help="clips that a rule is tried in")
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--write", action="store_true", help="put them into docs/, too")
    args = parser.parse_args()
    args.memo.mkdir(parents=True, exist_ok=True)
    chosen = [rule for rule in RULES if args.only in rule.label]
    found: dict[tuple[Stage, str], Row] = {}
    known = list(labelled(clips_in(args.folders)))
    with ProcessPoolExecutor(args.workers) as workers:
        reads = [workers.submit(read, *each, args.memo) for each in known]
        clips = sorted(
            (r.result() for r in reads), key=lambda c: not isinstance(c.label, ClipLabel)
        )
        print("without each rule", file=sys.stderr, flush=True)
        runs = {
            rule.label: [
                (clip.path, workers.submit(said, clip.path, clip.label, args.memo, rule.label))
                for clip in tried(rule, clips, args.most)
            ]
            for rule in chosen
        }
        for rule in chosen:
            without = {path: run.result() for path, run in runs[rule.label]}
            line = line_of(rule, clips, without)
            print(" | ".join(line), flush=True)
            found[rule.stage, rule.label] = (*line, date.today().isoformat())
    if args.write:
        kept = rows_of(PAGE.read_text(encoding="utf-8"))
        PAGE.write_text(page(ALL_RULES, kept | found), encoding="utf-8")


if __name__ == "__main__":
    main()
