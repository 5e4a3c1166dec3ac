"""Judge observations of labelled real clips and print what came out, whole sources apart.

    python -m benchmarks.real_clips [--write]               all committed ones, as two trackings
    python -m benchmarks.real_clips --set clips3 [--again] [--documents OUT]
    python -m benchmarks.real_clips LABELS.json OBSERVATIONS [--documents OUT]

The first judges the committed observations (`benchmarks/real_store.py`), as the videos were tracked
at two times, and writes docs/real-clips.md; the second one set of them as it was tracked first, or
`--again`. In the third LABELS.json is a hand-labelled list (file, source.repo, lift, n_reps, reps,
...) and OBSERVATIONS a folder with NAME.obs for each (`python -m benchmarks.observe`). Clips of one
source resemble each other: intervals come from drawing whole sources again, and the constant that
stated probabilities are held against is counted on the other sources.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks import real_store
from benchmarks.store import DATA
from formcheck.benchmark.scoring import LEAST_OVERLAP, Span, overlap
from formcheck.benchmark.tables import percent, so_many, table
from formcheck.errors import FormcheckError
from formcheck.observation.format import SUFFIX, load_observation
from formcheck.observation.observation import Observation
from formcheck.pipeline.document import judge
from formcheck.pipeline.options import Options

CLASSES = ("squat", "deadlift", "other")
BINS = (0.0, 0.5, 0.8, 0.9, 0.97, 1.0)
SURE = ("likely", "clear")
SURE_P = 0.9
PLAIN_FROM = 0.8
"""How sure a labeller was of a fault that is counted as seen."""
LEAST_P = 0.01
"""A stated 0 that is wrong costs log(100), not infinity."""
RESAMPLES = 2000
PAGE = Path(__file__).resolve().parents[1] / "docs" / "real-clips.md"
NOTES = Path(__file__).with_name("real_clips.md")
"""What was found out by hand; the end of the page."""
HEAD = """\
# Real clips

Squats, deadlifts and other movements of people from public sources, labeled by eye (counts and
moments to about a quarter of a second, faults with how sure the eye was). The clips cannot be given
away; points and outlines of them are in `benchmarks/data/real`, tracked once more in
`benchmarks/data/again`, and where each is from in [SOURCES.md](../benchmarks/data/real/SOURCES.md).
Printed by `python -m benchmarks.real_clips --write`; intervals (90 %) draw whole sources again,
since clips of one source resemble each other.

All of these clips are **development**: weights and signs of reps and lifts are fitted on them,
among rendered ones. With the source of each clip left out `python -m benchmarks.calibrate_reps` and
`benchmarks.calibrate_lift` say how they would be counted and named.

First read on 23 November, before anything was changed for them, `clips3` had 40 of its 59 lifts
counted exactly (68 %), 56 told, and no whole rep in 10 of its 19 others; one set of lunges was
surely “short of depth”. Of 63 lifts stated at 0.97 and more 54 were right (86 %), and the log loss
of what was stated was 1.12, a constant's 1.05. Clips that nobody here has seen will lie between
those figures and these.
"""
Label = dict[str, Any]
Document = dict[str, Any]


@dataclass(frozen=True)
class Read:
    """A labelled clip and its document; None where it could not be judged."""

    label: Label
    document: Document | None

    @property
    def source(self) -> str:
        """Where the clip is from."""
        return str(self.label["source"]["repo"])

    @property
    def truth(self) -> str:
        """The lift, of `CLASSES`."""
        lift = str(self.label["lift"])
        return lift if lift in CLASSES else "other"

    @property
    def whole(self) -> int:
        """Complete reps that were counted."""
        return sum(rep["complete"] for rep in self.reps)

    @property
    def reps(self) -> list[Document]:
        """Reps that were counted."""
        return [] if self.document is None else list(self.document["reps"])

    @property
    def exact(self) -> bool:
        """Whether the complete reps are as many as were labelled."""
        return self.document is not None and self.whole == self.label["n_reps"]

    @property
    def cut_off(self) -> int:
        """How many reps are labelled as cut off, or half ones."""
        cut_off = sum(not _is_whole(rep) for rep in self.label.get("reps") or [])
        return max(cut_off, self.label.get("partial_reps") or 0)

    @property
    def tolerable(self) -> bool:
        """As `exact`, but a rep that is cut off or half a rep may be counted or not."""
        wanted = int(self.label["n_reps"])
        return self.document is not None and wanted <= self.whole <= wanted + self.cut_off

    @property
    def stated(self) -> tuple[float, float, float]:
        """The chance of each of `CLASSES`; a document of 1.0 states one, the rest is shared."""
        if self.document is None:
            return (1 / 3, 1 / 3, 1 / 3)
        lift = self.document["lift"]
        if lift.get("probability"):
            squat, deadlift, other = (float(lift["probability"][name]) for name in CLASSES)
            return squat, deadlift, other
        named, sure = self.lift, float(lift["confidence"])
        squat, deadlift, other = (sure if c == named else (1 - sure) / 2 for c in CLASSES)
        return squat, deadlift, other

    @property
    def lift(self) -> str:
        """The lift of the document, of `CLASSES`."""
        name = "other" if self.document is None else str(self.document["lift"]["name"])
        return name if name in CLASSES else "other"

    @property
    def sure_reps(self) -> int:
        """Reps with a finding above "possible"."""
        return sum(any(f["confidence"] in SURE for f in rep["findings"]) for rep in self.reps)

    @property
    def plain_set(self) -> bool:
        """Three and more reps with a barbell."""
        return self.label.get("implement") == "barbell" and (self.label["n_reps"] or 0) > 2

    @property
    def clean(self) -> bool:
        """Nobody saw a fault in it."""
        return all(
            visible["fault"] == "none_obvious" for visible in self.label.get("visible_faults", ())
        )

    @property
    def visible_flagged(self) -> list[bool]:
        """Of each fault that is plain to the eye, whether any rep has it.

        Labels call hips that leave the chest behind a good morning in a pull, too.
        """
        flagged = {found["fault"] for rep in self.reps for found in rep["findings"]}
        same = {"good_morning": "hips_shoot"} if self.truth == "deadlift" else {}
        return [
            same.get(visible["fault"], visible["fault"]) in flagged
            for visible in self.label.get("visible_faults", ())
            if visible["fault"] != "none_obvious" and visible["confidence"] >= PLAIN_FROM
        ]

    def turn_errors_s(self) -> list[float]:
        """Of each labelled turn whose rep was found."""
        found = []
        for rep in filter(_is_whole, self.label.get("reps") or []):
            shared = [overlap(_span(rep), _span(other)) for other in self.reps]
            if rep.get("turn_s") is not None and max(shared, default=0.0) >= LEAST_OVERLAP:
                best = self.reps[shared.index(max(shared))]
                found.append(abs(best["turn_s"] - rep["turn_s"]))
        return found


def read_all(labels: Sequence[Label], folder: Path, documents: Path | None = None) -> list[Read]:
    """Judge every labelled clip; one without an observation counts as failed, never as skipped."""
    return list(read_each(((label, _observed(label, folder)) for label in labels), documents))


def read_each(
    clips: Iterable[tuple[Label, Observation | None]], documents: Path | None = None
) -> Iterator[Read]:
    """Judge clips; one without an observation failed."""
    for label, seen in clips:
        if seen is None:
            yield Read(label, None)
            continue
        name = Path(label["file"]).stem
        try:
            text = judge(seen, Options()).to_json()
        except FormcheckError as error:
            print(f"{name}: {error}", file=sys.stderr)
            yield Read(label, None)
            continue
        if documents is not None:
            (documents / f"{name}.json").write_text(text, encoding="utf-8")
        yield Read(label, json.loads(text))


def _observed(label: Label, folder: Path) -> Observation | None:
    name = Path(label["file"]).stem
    try:
        return load_observation(folder / f"{name}{SUFFIX}")
    except FormcheckError as error:
        print(f"{name}: {error}", file=sys.stderr)
        return None


def page(reads: Sequence[Read]) -> str:
    """All tables of some clips."""
    lifts, others = _parted(reads)
    sources = len({r.source for r in reads})
    head = f"{len(lifts)} squats and deadlifts, {len(others)} others, {sources} sources.\n"
    figures = table(("figure", "value (90 %, whole sources drawn)"), _figures(lifts, others))
    parts = [figures, _bins([*lifts, *others]), _losses([*lifts, *others])]
    return "\n".join([head, *parts, _misses([*lifts, *others])])


def whole_page(kept: Sequence[Read], again: Sequence[Read]) -> str:
    """docs/real-clips.md: every set as it was tracked first and again."""
    names = sorted({str(read.label["set"]) for read in kept})
    parts = [HEAD, "## All together\n", *_side_by_side(kept, again)]
    both = [read for reads in (kept, again) for part in _parted(reads) for read in part]
    parts += ["What is stated, over both:\n", _bins(both), _losses(both)]
    for name in names:
        of_set = ([r for r in reads if r.label["set"] == name] for reads in (kept, again))
        parts += [f"## `{name}`\n", *_side_by_side(*of_set)]
    parts += ["## What is wrong\n"]
    for when, reads in (("As tracked first:\n", kept), ("And again:\n", again)):
        parts += [when, _misses([read for part in _parted(reads) for read in part])]
    return "\n".join([*parts, NOTES.read_text("utf-8")])


def _side_by_side(kept: Sequence[Read], again: Sequence[Read]) -> tuple[str, str]:
    lifts, others = _parted(kept)
    sources = len({read.source for read in kept})
    head = f"{len(lifts)} squats and deadlifts, {len(others)} others, {sources} sources.\n"
    rows = zip(_figures(lifts, others), _figures(*_parted(again)), strict=True)
    said = ((name, first, second) for (name, first), (_, second) in rows)
    return head, table(("figure", "tracked first", "again"), said)


def _parted(reads: Sequence[Read]) -> tuple[list[Read], list[Read]]:
    """Lifts and others that are counted."""
    scored = [read for read in reads if read.label["n_reps"] is not None]
    return [r for r in scored if r.truth != "other"], [r for r in scored if r.truth == "other"]


def _figures(lifts: Sequence[Read], others: Sequence[Read]) -> list[tuple[str, str]]:
    plain = [r for r in lifts if r.plain_set and any(rep["findings"] for rep in r.reps)]
    return [
        ("lifts counted exactly", _share(lifts, lambda r: r.exact)),
        ("… cut-off and half reps either way", _share(lifts, lambda r: r.tolerable)),
        ("lift told", _share(lifts, lambda r: r.lift == r.truth)),
        ("lift told with p ≥ 0.9", _share(lifts, _surely_right)),
        ("a rep told as cut off where none is", _share(lifts, _cut_off_too_many)),
        ("no whole rep in what is no lift", _share(others, lambda r: r.whole == 0)),
        ("… and none that is cut off", _share(others, lambda r: not r.reps)),
        ("“likely” or “clear” told of what is no lift", _sure_of(others)),
        (
            "barbell sets in which an unsure lift keeps a finding at “possible”",
            _share(plain, _capped),
        ),
        (
            "“likely” or “clear” told where no fault is seen",
            _sure_of([r for r in lifts if r.clean]),
        ),
        ("faults seen by eye (0.8 and surer) that are told", _visible_flagged(lifts)),
        ("median error of turns", _median_turn(lifts)),
    ]


def _cut_off_too_many(read: Read) -> bool:
    return len(read.reps) - read.whole > read.cut_off


def _bins(reads: Sequence[Read]) -> str:
    rows = []
    for low, high in pairwise(BINS):
        inside = [r for r in reads if low <= max(r.stated) < high or high == max(r.stated) == 1]
        mean = sum(max(r.stated) for r in inside) / max(1, len(inside))
        right = _share(inside, lambda r: r.lift == r.truth)
        rows.append((f"{low:g}–{high:g}", f"{mean:.2f}" if inside else "–", right))
    return table(("stated for the lift", "on average", "right"), rows)


def _losses(reads: Sequence[Read]) -> str:
    """Scores of the three probabilities, beside a constant counted on the other sources."""
    constant = []
    for read in reads:
        rest = [r.truth for r in reads if r.source != read.source]
        constant.append(tuple((rest.count(c) + 1) / (len(rest) + len(CLASSES)) for c in CLASSES))
    truths = [r.truth for r in reads]
    rows = [_loss_row("stated", [r.stated for r in reads], truths)]
    rows.append(_loss_row("constant, source left out", constant, truths))
    return table(("probabilities", "log loss", "Brier"), rows)


def _loss_row(name: str, stated: Sequence[Sequence[float]], truths: Sequence[str]) -> Sequence[str]:
    p = np.array(stated)
    true = np.array([[c == truth for c in CLASSES] for truth in truths], float)
    log_loss = -np.log(np.clip((p * true).sum(axis=1), LEAST_P, 1)).mean()
    brier = ((p - true) ** 2).sum(axis=1).mean()
    return name, f"{log_loss:.3f}", f"{brier:.3f}"


def _misses(reads: Sequence[Read]) -> str:
    rows = []
    for read in reads:
        wanted = 0 if read.truth == "other" else read.label["n_reps"]
        if read.whole == wanted and (read.truth == "other" or read.lift == read.truth):
            continue
        judged = f"{read.lift} {max(read.stated):.2f}"
        partly = f"{len(read.reps) - read.whole}" if len(read.reps) > read.whole else ""
        row = (Path(read.label["file"]).stem, read.truth, str(wanted), judged, str(read.whole))
        rows.append((*row, partly, str(read.sure_reps) if read.sure_reps else ""))
    return table(("clip", "is", "reps", "told", "whole", "incomplete", "surely flagged"), rows)


def _share(reads: Sequence[Read], holds: Callable[[Read], bool]) -> str:
    """So many of so many, with an interval from whole sources drawn again."""
    if not reads:
        return "–"
    names = sorted({r.source for r in reads})
    of = np.array([sum(r.source == n for r in reads) for n in names])
    hits = np.array([sum(holds(r) for r in reads if r.source == n) for n in names])
    drawn = np.random.default_rng(0).integers(len(names), size=(RESAMPLES, len(names)))
    shares = hits[drawn].sum(axis=1) / of[drawn].sum(axis=1)
    low, high = np.percentile(100 * shares, [5, 95])
    total = int(hits.sum())
    return f"{total} of {len(reads)}: {percent(total / len(reads))} ({low:.0f}–{high:.0f} %)"


def _sure_of(others: Sequence[Read]) -> str:
    counts = [r.sure_reps for r in others if r.sure_reps]
    return f"{so_many(sum(counts), 'rep')} of {so_many(len(counts), 'clip')}"


def _visible_flagged(lifts: Sequence[Read]) -> str:
    flagged = [one for read in lifts for one in read.visible_flagged]
    return f"{sum(flagged)} of {len(flagged)}"


def _median_turn(lifts: Sequence[Read]) -> str:
    errors = [error for read in lifts for error in read.turn_errors_s()]
    return f"{np.median(errors):.2f} s ({len(errors)} reps)" if errors else "–"


def _surely_right(read: Read) -> bool:
    return read.lift == read.truth and max(read.stated) >= SURE_P


def _capped(read: Read) -> bool:
    return any("lift" in (f.get("capped_by") or ()) for rep in read.reps for f in rep["findings"])


def _is_whole(rep: Label) -> bool:
    return bool(rep.get("complete", rep.get("end_s") is not None))


def _span(rep: Label) -> Span:
    return rep.get("start_s"), rep.get("end_s")


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("labels", type=Path, nargs="?")
    parser.add_argument("observations", type=Path, nargs="?")
    parser.add_argument("--set", help="one of the committed sets")
    parser.add_argument("--again", action="store_true", help="as it was tracked once more")
    parser.add_argument("--documents", type=Path, help="an existing folder for the documents")
    parser.add_argument("--write", action="store_true", help="write the page into docs/, too")
    args = parser.parse_args()
    if args.labels and not args.observations:
        parser.error("OBSERVATIONS is missing")
    if args.write and (args.labels or args.set):
        parser.error("docs/ is written from all committed clips only")
    if args.labels:
        labels = json.loads(args.labels.read_text(encoding="utf-8"))
        text = page(read_all(labels, args.observations, args.documents))
    elif args.set:
        data = real_store.AGAIN if args.again else DATA
        text = page(list(read_each(real_store.clips(args.set, data), args.documents)))
    else:
        kept, again = (
            list(read_each(real_store.clips(data=data))) for data in (DATA, real_store.AGAIN)
        )
        text = whole_page(kept, again)
    sys.stdout.write(text)
    if args.write:
        PAGE.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
