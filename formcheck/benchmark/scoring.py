"""Scores one clip: compares the analysis with the label.

A clip that could not be analyzed counts as failed, and is never skipped. In a clip whose amounts
are at a limit (`borderline`) values are scored, but verdicts are not.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from formcheck.analysis import Analysis, Fault, RepAnalysis
from formcheck.benchmark.labels import REP_FAULTS, SET_FAULTS, ClipLabel, RepLabel, true_values
from formcheck.findings.fault_table import row_of
from formcheck.lifts import VARIANTS
from formcheck.metrics.measurement import Measurement, assessed

Span = tuple[float | None, float | None]
LEAST_OVERLAP: Final = 0.3
"""Least intersection over union of a found and a true rep for a match. True reps do not overlap, so
a found rep that shares a third with one is that rep."""
FRONT_OR_REAR_DEG = 55.0
"""Angle off the side beyond which a view counts as front or rear."""
VIEW_BINS_DEG = (0, 10, 20, 30, 45)
"""Angles off the side that smaller ones are grouped to, each to the nearest."""
PLATE_OVER_BODY = 0.25
"""Least share of a rep's time in which the plate hides shoulder or hip, for a rep to count as
one with the plate before the body."""


def overlap(a: Span, b: Span) -> float:
    """Intersection over union of two spans of time, 0 to 1; 0 where an end is not known."""
    (a0, a1), (b0, b1) = a, b
    if a0 is None or a1 is None or b0 is None or b1 is None:
        return 0.0
    together = max(a1, b1) - min(a0, b0)
    return max(0.0, min(a1, b1) - max(a0, b0)) / together if together > 0 else 0.0


def matched(true: Sequence[Span], found: Sequence[Span]) -> list[tuple[int, int]]:
    """Pairs of (index of a true rep, index of a found one), best overlap first, each rep once."""
    pairs = sorted(
        ((overlap(t, f), i, j) for i, t in enumerate(true) for j, f in enumerate(found)),
        reverse=True,
    )
    chosen: list[tuple[int, int]] = []
    for share, i, j in pairs:
        taken = any(i == a or j == b for a, b in chosen)
        if share >= LEAST_OVERLAP and not taken:
            chosen.append((i, j))
    return chosen


@dataclass(frozen=True)
class Value:
    """A metric of a rep whose truth is known.

    Attributes:
        true: The true value.
        read: The measured value; None where it was not assessed.
        low, high: The measurement's 90 % interval; None where it has none.
    """

    metric: str
    true: float
    read: float | None
    low: float | None = None
    high: float | None = None

    @property
    def error(self) -> float | None:
        """Measured minus true value."""
        return None if self.read is None else self.read - self.true

    @property
    def half_width(self) -> float | None:
        """Half of the interval's length."""
        return None if self.low is None or self.high is None else (self.high - self.low) / 2

    @property
    def covered(self) -> bool | None:
        """Whether the true value is in the interval; None without an interval."""
        if self.low is None or self.high is None:
            return None
        return self.low <= self.true <= self.high


@dataclass(frozen=True)
class Verdict:
    """One finding of a scored rep, and whether it is right."""

    fault: Fault
    confidence: str
    right: bool
    probability: float | None = None


@dataclass(frozen=True)
class RepScore:
    """A true rep and the found one that it was matched with.

    Attributes:
        off_s: Found minus true time, by `start_s`, `turn_s` and `end_s`.
        values: Every metric whose true value is known.
        have: The true faults, of those that are scored; None where verdicts are not scored.
        got: The found faults, of those that are scored.
        verdicts: The findings; empty where verdicts are not scored.
        unread: The true faults of which no metric was assessed.
        sizes: How many times its limit each true fault is, where that is known.
        plate: Whether the plate is before the body; None where the label does not tell.
    """

    off_s: dict[str, float]
    values: tuple[Value, ...]
    have: frozenset[Fault] | None
    got: frozenset[Fault]
    verdicts: tuple[Verdict, ...]
    unread: frozenset[Fault]
    sizes: dict[Fault, float]
    plate: bool | None


@dataclass(frozen=True)
class ClipScore:
    """One clip.

    Attributes:
        problem: Why there is no analysis; empty when there is one.
        found: Number of complete reps in the analysis.
        cut_off: Number of incomplete reps in the analysis, beyond those in the label.
        missed: Faults of true reps that were matched with none, once for each rep; and how many
            times its limit each is, None where that is not known.
        set_have, set_got: True and found faults of the set; the true ones are None where they are
            not scored.
        view_right: Whether the view is the labeled one; None where there is none to compare.
        sure: Number of findings, of reps and of the set, that are more than "possible", right or
            wrong.
        p_neither: The analysis's probability of neither lift; None where it has none.
    """

    label: ClipLabel
    problem: str = ""
    found: int = 0
    cut_off: int = 0
    count_right: bool = False
    lift_right: bool = False
    view_right: bool | None = None
    reps: tuple[RepScore, ...] = ()
    missed: tuple[tuple[Fault, float | None], ...] = ()
    set_have: frozenset[Fault] | None = None
    set_got: frozenset[Fault] = field(default_factory=frozenset)
    sure: int = 0
    p_neither: float | None = None

    @property
    def view_bin(self) -> str:
        """The group of angles off the side that the clip is in, as tables name it."""
        azimuth = self.label.camera.azimuth_deg
        if azimuth is None:
            return "unknown"
        off_deg = abs((azimuth + 180.0) % 360.0 - 180.0)
        off_deg = min(off_deg, 180.0 - off_deg)
        if off_deg > FRONT_OR_REAR_DEG:
            return "front or rear"
        return f"{min(VIEW_BINS_DEG, key=lambda b: abs(b - off_deg))}°"


def failed(label: ClipLabel, problem: str) -> ClipScore:
    """The score of a clip that could not be analyzed: every fault in it is missed."""
    missed = _missed(label, label.whole_reps)
    return ClipScore(label, problem, view_right=_view_right(label, None), missed=missed)


def score_clip(label: ClipLabel, analysis: Analysis) -> ClipScore:
    """Compare an analysis with the label of its clip."""
    true = label.whole_reps
    found = [rep for rep in analysis.reps if rep.complete]
    pairs = matched([(r.start_s, r.end_s) for r in true], [(r.start_s, r.end_s) for r in found])
    known = {i for i, _ in pairs}
    scored = not label.borderline
    # labels made by eye: incomplete and doubtful reps may be counted as complete or not
    doubtful = 0 if label.synthetic else _cut_off(label)
    findings = [*analysis.set.findings, *(f for rep in analysis.reps for f in rep.findings)]
    return ClipScore(
        label,
        found=len(found),
        cut_off=max(0, len(analysis.reps) - len(found) - _cut_off(label)),
        count_right=label.count <= len(found) <= label.count + doubtful,
        lift_right=analysis.lift.name == label.lift if label.lift in VARIANTS else not found,
        view_right=_view_right(label, analysis.view.name),
        reps=tuple(_score_rep(label, true[i], found[j]) for i, j in sorted(pairs)),
        missed=_missed(label, [rep for i, rep in enumerate(true) if i not in known]),
        set_have=label.set_codes if scored and label.lift in VARIANTS else None,
        set_got=frozenset(
            f.fault for f in analysis.set.findings if f.fault in label.scored(SET_FAULTS)
        ),
        sure=sum(f.confidence != "possible" for f in findings),
        p_neither=None if analysis.lift.probability is None else analysis.lift.probability.other,
    )


def _view_right(label: ClipLabel, found: str | None) -> bool | None:
    true = label.camera.view
    return found == true if true and label.count else None


def _cut_off(label: ClipLabel) -> int:
    """Number of incomplete reps in a label."""
    return max(len(label.reps) - len(label.whole_reps), label.partial_reps)


def _missed(label: ClipLabel, reps: Sequence[RepLabel]) -> tuple[tuple[Fault, float | None], ...]:
    """The scored faults of true reps that were not found, once for each rep, and their sizes."""
    if label.borderline:
        return ()
    scored = label.scored(REP_FAULTS)
    return tuple(
        (f, rep.times_limit(f)) for rep in reps for f in sorted(rep.codes or ()) if f in scored
    )


def _score_rep(label: ClipLabel, true: RepLabel, found: RepAnalysis) -> RepScore:
    faults = frozenset(label.scored(REP_FAULTS))
    codes = None if label.borderline else true.codes
    have = None if codes is None else codes & faults
    findings = [f for f in found.findings if f.fault in faults]
    verdicts = tuple(
        Verdict(f.fault, f.confidence, f.fault in (have or ()), f.probability) for f in findings
    )
    sizes = {fault: true.times_limit(fault) for fault in have or ()}
    times = {
        name: getattr(found, name) - getattr(true, name)
        for name in ("start_s", "turn_s", "end_s")
        if getattr(found, name) is not None and getattr(true, name) is not None
    }
    return RepScore(
        off_s=times,
        values=tuple(_value(n, v, found.metrics) for n, v in true_values(true, label).items()),
        have=have,
        got=frozenset(f.fault for f in findings),
        verdicts=() if have is None else verdicts,
        unread=frozenset(f for f in have or () if not _read(f, found)),
        sizes={fault: size for fault, size in sizes.items() if size is not None},
        plate=None if true.plate_over_body is None else true.plate_over_body >= PLATE_OVER_BODY,
    )


def _value(metric: str, true: float, metrics: dict[str, Measurement]) -> Value:
    found = metrics.get(metric)
    if found is None or found.value is None or not math.isfinite(found.value):
        return Value(metric, true, None)
    low, high = interval_of(found)
    return Value(metric, true, found.value, low, high)


def interval_of(found: Measurement) -> tuple[float | None, float | None]:
    """The ends of a measurement's 90 % interval: its own, else value minus and plus half-width."""
    if found.interval is not None:
        return found.interval
    if found.value is None or found.uncertainty is None:
        return None, None
    return found.value - found.uncertainty, found.value + found.uncertainty


def _read(fault: Fault, found: RepAnalysis) -> bool:
    """Whether any metric of the fault's rules was assessed."""
    row = row_of(fault)
    rules = (*row.rules, *(rule for rules in row.by_style.values() for rule in rules))
    return any(assessed(found.metrics, rule.metric) for rule in rules)
