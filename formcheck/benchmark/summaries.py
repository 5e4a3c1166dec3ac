"""Scores of many clips summed up: errors of metrics, faults found and missed, calibration."""

from __future__ import annotations

import math
import statistics
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Final, get_args

from formcheck.analysis import Confidence, Fault
from formcheck.arithmetic.robust import NINETY_PERCENT
from formcheck.benchmark.scoring import ClipScore, RepScore, Value
from formcheck.findings.fault_table import row_of

Chosen = Callable[[ClipScore, RepScore], bool]
"""Whether a rep of a clip belongs to a group."""
PROBABILITY_STEPS: Final = (0.5, 0.65, 0.8, 0.95)
"""Lower ends of the ranges of probability in `reliability`."""
SIZES: Final = (1.0, 1.25, 1.5)
"""Lower ends of the ranges of true sizes in `by_size`, times the limit."""


@dataclass(frozen=True)
class Share:
    """`hits` of `of` cases."""

    hits: int
    of: int

    @property
    def share(self) -> float | None:
        """0 to 1; None where there are no cases."""
        return self.hits / self.of if self.of else None

    @property
    def interval(self) -> tuple[float, float]:
        """The 90 % Wilson score interval of a binomial share (E. B. Wilson 1927, JASA 22:209)."""
        if self.of == 0:
            return 0.0, 1.0
        z, share = NINETY_PERCENT, self.hits / self.of
        spread = z * z / self.of
        middle = (share + spread / 2) / (1 + spread)
        half = math.sqrt(spread * (share * (1 - share) + spread / 4)) / (1 + spread)
        return max(0.0, middle - half), min(1.0, middle + half)


def share_of(cases: Iterable[bool]) -> Share:
    """How many of the cases are true."""
    known = list(cases)
    return Share(sum(known), len(known))


@dataclass(frozen=True)
class MetricSummary:
    """Errors of one metric over some reps, in its unit.

    Attributes:
        assessed: Reps with a value, of those whose true value is known.
        bias, mae: Mean and mean absolute error.
        own_mae: Mean absolute error after subtracting each clip's median error.
        covered: Intervals that contain the true value.
        half_width: Mean half-width of the intervals.
        real_to_predicted: RMS error over the RMS of the predicted standard errors (half-width over
            1.645). 1 is right; above 1, errors are larger than predicted. After trackpy's test of
            its uncertainties.
    """

    assessed: Share
    bias: float | None
    mae: float | None
    own_mae: float | None
    covered: Share
    half_width: float | None
    real_to_predicted: float | None


def metric_summary(
    clips: Sequence[ClipScore], metric: str, chosen: Chosen | None = None
) -> MetricSummary:
    """One metric over the chosen reps."""
    by_clip = [
        [v for rep in clip.reps if chosen is None or chosen(clip, rep) for v in rep.values
         if v.metric == metric]
        for clip in clips
    ]  # fmt: skip
    values = [v for of_clip in by_clip for v in of_clip]
    errors = [v.error for v in values if v.error is not None]
    own = [abs(e) for of_clip in by_clip for e in _without_median(of_clip)]
    sure = [v for v in values if v.half_width is not None and v.error is not None]
    return MetricSummary(
        assessed=Share(len(errors), len(values)),
        bias=_mean(errors),
        mae=_mean([abs(e) for e in errors]),
        own_mae=_mean(own),
        covered=share_of(bool(v.covered) for v in sure),
        half_width=_mean([v.half_width for v in sure if v.half_width is not None]),
        real_to_predicted=_real_to_predicted(sure),
    )


def against_constant(
    clips: Sequence[ClipScore], metric: str, lift: str
) -> tuple[tuple[float, float], tuple[float, float]] | None:
    """A metric's errors in one lift, each with that of the best constant, in its unit.

    A metric is worth measuring only where its errors are smaller.

    Returns:
        Mean absolute error of the clips' measured medians, and if every clip got the median of all
        true medians; that of the reps' measured deviations from their clip's median, and if every
        rep of a clip got one value. None with fewer than two clips in which it was read.
    """
    by_clip = []
    for clip in clips:
        values = [v for rep in clip.reps for v in rep.values if v.metric == metric]
        read = [(v.true, v.read) for v in values if v.read is not None]
        if clip.label.lift == lift and read:
            by_clip.append(read)
    if len(by_clip) < 2:
        return None
    true = [statistics.median(t for t, _ in reps) for reps in by_clip]
    measured = [statistics.median(r for _, r in reps) for reps in by_clip]
    best = statistics.median(true)
    within = [
        (abs((r - middle_r) - (t - middle_t)), abs(t - middle_t))
        for reps, middle_t, middle_r in zip(by_clip, true, measured, strict=True)
        for t, r in reps
    ]
    between = [(abs(t - r), abs(t - best)) for t, r in zip(true, measured, strict=True)]
    return _means(between), _means(within)


def _means(pairs: Sequence[tuple[float, float]]) -> tuple[float, float]:
    return statistics.fmean(one for one, _ in pairs), statistics.fmean(other for _, other in pairs)


def _without_median(values: Sequence[Value]) -> list[float]:
    errors = [v.error for v in values if v.error is not None]
    middle = statistics.median(errors) if errors else 0.0
    return [e - middle for e in errors]


def _real_to_predicted(values: Sequence[Value]) -> float | None:
    predicted = [(v.half_width or 0.0) / NINETY_PERCENT for v in values]
    if not any(predicted):
        return None
    return _rms([v.error or 0.0 for v in values]) / _rms(predicted)


def _rms(numbers: Sequence[float]) -> float:
    return math.sqrt(sum(n * n for n in numbers) / len(numbers))


def _mean(numbers: Sequence[float]) -> float | None:
    return statistics.fmean(numbers) if numbers else None


@dataclass(frozen=True)
class FaultSummary:
    """One fault over all scored reps (or sets).

    Attributes:
        found: Reps in which it was found, of those that have it.
        false: Reps in which it was found, of the matched ones that do not have it.
        unread: Reps in which it was missed since no metric of it was assessed.
        lost: Reps in which it was missed since the rep itself was not found.
    """

    found: Share
    false: Share
    unread: int = 0
    lost: int = 0

    @property
    def missed(self) -> int:
        """Reps that have the fault without a finding."""
        return self.found.of - self.found.hits

    @property
    def f1(self) -> float | None:
        """2 found / (2 found + false + missed)."""
        of = 2 * self.found.hits + self.false.hits + self.missed
        return 2 * self.found.hits / of if of else None


def fault_summary(clips: Sequence[ClipScore], fault: Fault) -> FaultSummary:
    """One fault over all reps. Reps of lifts that cannot have it count only where it was found."""
    lifts = row_of(fault).lifts
    reps = [
        rep
        for clip in clips
        for rep in clip.reps
        if rep.have is not None and (clip.label.lift in lifts or fault in rep.got)
    ]
    have = [rep for rep in reps if fault in (rep.have or ())]
    without = [rep for rep in reps if fault not in (rep.have or ())]
    lost = sum(fault == missed for clip in clips for missed, _ in clip.missed)
    unread = [rep for rep in have if fault in rep.unread and fault not in rep.got]
    return FaultSummary(
        found=Share(sum(fault in rep.got for rep in have), len(have) + lost),
        false=Share(sum(fault in rep.got for rep in without), len(without)),
        unread=len(unread),
        lost=lost,
    )


def by_size(clips: Sequence[ClipScore], faults: Iterable[Fault]) -> list[tuple[Share, Share]]:
    """Of each range of true sizes: how many of these faults are found, and are told "clear"."""
    wanted = set(faults)
    told = [
        (size, next((v.confidence for v in rep.verdicts if v.fault == fault), ""))
        for clip in clips
        for rep in clip.reps
        for fault, size in rep.sizes.items()
        if fault in wanted
    ]
    told += [(size, "") for clip in clips for fault, size in clip.missed
             if fault in wanted and size is not None]  # fmt: skip
    ranges = zip(SIZES, (*SIZES[1:], math.inf), strict=True)
    of_each = [[word for size, word in told if low <= size < high] for low, high in ranges]
    return [(share_of(map(bool, part)), share_of(w == "clear" for w in part)) for part in of_each]


def set_fault_summary(clips: Sequence[ClipScore], fault: Fault) -> FaultSummary:
    """One fault over all sets."""
    scored = [clip for clip in clips if clip.set_have is not None]
    have = [clip for clip in scored if fault in (clip.set_have or ())]
    without = [clip for clip in scored if fault not in (clip.set_have or ())]
    return FaultSummary(
        found=share_of(fault in clip.set_got for clip in have),
        false=share_of(fault in clip.set_got for clip in without),
    )


def together(parts: Iterable[FaultSummary]) -> FaultSummary:
    """The sum of several faults."""
    all_ = list(parts)
    return FaultSummary(
        found=Share(sum(p.found.hits for p in all_), sum(p.found.of for p in all_)),
        false=Share(sum(p.false.hits for p in all_), sum(p.false.of for p in all_)),
        unread=sum(p.unread for p in all_),
        lost=sum(p.lost for p in all_),
    )


def clean_flagged(clips: Sequence[ClipScore], *, sure: bool = False) -> Share:
    """Reps with a finding, of those without any fault; `sure` counts only more than "possible"."""
    clean = [rep for clip in clips for rep in clip.reps if rep.have == frozenset()]
    return share_of(
        any(not sure or v.confidence != "possible" for v in rep.verdicts) for rep in clean
    )


def words(clips: Sequence[ClipScore]) -> dict[str, Share]:
    """By confidence ("possible", "likely", "clear"), how many of the findings are right."""
    verdicts = [v for clip in clips for rep in clip.reps for v in rep.verdicts]
    return {
        word: share_of(v.right for v in verdicts if v.confidence == word)
        for word in get_args(Confidence)
    }


def reliability(clips: Sequence[ClipScore]) -> list[tuple[float, float, Share]]:
    """Stated probability against the share of right findings; empty if no finding states one.

    Returns:
        Of each range of probability with findings its lower end, their mean probability, and how
        many of them are right; that share should equal the mean.
    """
    stated = [
        (v.probability, v.right)
        for clip in clips
        for rep in clip.reps
        for v in rep.verdicts
        if v.probability is not None
    ]
    steps = zip(PROBABILITY_STEPS, (*PROBABILITY_STEPS[1:], math.inf), strict=True)
    out = []
    for low, high in steps:
        part = [(p, right) for p, right in stated if low <= p < high]
        if part:
            mean = statistics.fmean(p for p, _ in part)
            out.append((low, mean, share_of(right for _, right in part)))
    return out


def time_errors(clips: Sequence[ClipScore], name: str) -> list[float]:
    """Sorted absolute errors of start_s, turn_s or end_s, seconds."""
    return sorted(abs(r.off_s[name]) for clip in clips for r in clip.reps if name in r.off_s)
