"""Which differences between two sets are real: arithmetic on two analyses.

A measure of a set is the mean of its reps. Its error has two parts: the error that all reps of a
set share since one camera filmed them, which more reps do not make smaller, and the scatter of the
reps, which they do, by Student's t, since it is known from these reps only. The errors of two sets
are independent, since each was filmed anew.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from itertools import chain
from typing import Final, Literal

from formcheck.analysis import Analysis, Fault, RepAnalysis
from formcheck.arithmetic.robust import ninety_percent_of
from formcheck.findings.fault_row import Condition, FaultDefinition, Rule
from formcheck.findings.fault_table import FAULTS, row_of
from formcheck.findings.verdict import SET_NAMES, UNJUDGED, clip_state, is_sure, verdict_of
from formcheck.knowledge import load_knowledge
from formcheck.metrics.measurement import assessed
from formcheck.report.limits import limits_differ
from formcheck.report.words import least, where_words

_UNJUDGED_WORDS: Final = {
    "unjudged": "your back was not judged",
    "no_reps": "no reps were found",
    "no_person": "nobody was seen",
}
SURE: Final = 0.9
"""From this probability on a difference is called a change."""
PERHAPS: Final = 0.5
"""From this probability on a difference in a share of reps is called a change, perhaps."""
FEW_REPS: Final = 2
"""A set of fewer reps does not show how much its reps scatter, so it shows no change."""

LOOKS_LARGE: Final = 0.5
"""A difference that is not called a change is still shown where it is at least this share of its
90 % interval half-width: two values so far apart look different to a reader, and "no difference"
would look like a mistake."""

Direction = Literal["more", "less", "perhaps_more", "perhaps_less", "none"]


@dataclass(frozen=True)
class SetValue:
    """One measure of a set: the mean of its reps.

    Attributes:
        mean: In `unit`.
        half_width: 90 % interval half-width, both parts of the error together.
        reps: How many reps it was read in.
    """

    mean: float
    half_width: float
    unit: str
    reps: int


@dataclass(frozen=True)
class Share:
    """In how many reps something was found, of those in which it could be.

    In `perhaps` of them it was found, and is no more than possible: such a rep is no evidence
    either way.
    """

    found: int
    of: int
    perhaps: int = 0

    @property
    def without(self) -> int:
        """In how many it is not."""
        return self.of - self.found - self.perhaps


@dataclass(frozen=True)
class MeasureChange:
    """One measure before and after."""

    metric: str
    before: SetValue
    after: SetValue
    direction: Direction

    @property
    def difference(self) -> float:
        """After minus before."""
        return self.after.mean - self.before.mean

    @property
    def half_width(self) -> float:
        """90 % interval half-width of the difference."""
        return math.hypot(self.before.half_width, self.after.half_width)

    @property
    def few_reps(self) -> bool:
        """Whether a set has too few reps to show how much they scatter."""
        return min(self.before.reps, self.after.reps) < FEW_REPS

    @property
    def unsure(self) -> bool:
        """Whether it looks like a change, but is not sure enough to be called one."""
        return (
            self.direction == "none" and abs(self.difference) >= LOOKS_LARGE * self.half_width > 0
        )


@dataclass(frozen=True)
class FaultChange:
    """One fault before and after; `probability` is that its share of reps changed in that way."""

    fault: Fault
    before: Share
    after: Share
    probability: float
    direction: Direction


@dataclass(frozen=True)
class Comparison:
    """All differences between two sets, with warnings about the comparison."""

    measures: tuple[MeasureChange, ...]
    faults: tuple[FaultChange, ...]
    warnings: tuple[str, ...]


def compare(
    before: Analysis, after: Analysis, *, loads_kg: tuple[float | None, float | None] = (None, None)
) -> Comparison:
    """What differs between two sets."""
    first, second = set_values(before), set_values(after)
    shared = [name for name in first if name in second and first[name].unit == second[name].unit]
    if before.lift.name != after.lift.name:
        judged = {
            rule.metric for row in FAULTS if _in_both(row, before, after) for rule in row.rules
        }
        shared = [name for name in shared if name in judged]
    measures = tuple(measure_change(name, first[name], second[name]) for name in shared)
    faults = tuple(_fault_changes(before, after))
    nothing = not measures and not faults
    warnings = tuple(_warnings(before, after, loads_kg, nothing=nothing))
    if before.clip.sha256 != after.clip.sha256:
        listed = {change.fault for change in faults}
        of_each = (
            _of_one_set(*one, shared, listed) for one in (("Before", before), ("After", after))
        )
        warnings = (*chain.from_iterable(of_each), *warnings)
    return Comparison(measures, faults, warnings)


def _in_both(row: FaultDefinition, before: Analysis, after: Analysis) -> bool:
    """Whether the lifts of both sets can have a fault; an unknown lift can have any."""
    known = {before.lift.name, after.lift.name} - {"unknown"}
    return known <= set(row.lifts)


def set_values(analysis: Analysis) -> dict[str, SetValue]:
    """The measures of a set by name: those with an interval in at least one whole rep."""
    reps = [rep for rep in analysis.reps if rep.complete]
    names = dict.fromkeys(name for rep in reps for name in rep.metrics)
    values = {name: _set_value(reps, name) for name in names}
    return {name: value for name, value in values.items() if value is not None}


def _set_value(reps: list[RepAnalysis], name: str) -> SetValue | None:
    read = [rep.metrics[name] for rep in reps if name in rep.metrics]
    pairs = [
        (max(least(name), one.value), one.uncertainty)
        for one in read
        if one.value is not None and one.uncertainty is not None
    ]
    if not pairs:
        return None
    count = len(pairs)
    mean = sum(value for value, _ in pairs) / count
    alike = math.sqrt(sum(half**2 for _, half in pairs) / count)
    apart = sum((value - mean) ** 2 for value, _ in pairs) / max(1, count - 1) / count
    # a few reps show their scatter badly: of two the interval is four times as wide as of many
    apart = ninety_percent_of(count) * math.sqrt(apart)
    return SetValue(mean, math.hypot(alike, apart), read[0].unit, count)


def measure_change(metric: str, before: SetValue, after: SetValue) -> MeasureChange:
    """One measure's change: called so where the 90 % interval of the difference leaves 0 out."""
    within, difference = math.hypot(before.half_width, after.half_width), after.mean - before.mean
    known = min(before.reps, after.reps) >= FEW_REPS
    direction: Direction = "none"
    if known and 0 < within <= abs(difference):
        direction = "more" if difference > 0 else "less"
    return MeasureChange(metric, before, after, direction)


def fault_change(fault: Fault, before: Share, after: Share) -> FaultChange:
    """Whether a fault shows in another share of the reps.

    As likely as not nothing changed, and both sets have one share; else each has its own. Both are
    as likely to be anything from none to all (Beta(1, 1)), so the counts decide.
    """
    more = probability_more(before, after)
    less_often = more < 0.5
    so = 1 - more if less_often else more
    probability = round(_probability_different(before, after) * so, 9)  # a tie is one both ways
    direction: Direction = "none"
    if probability >= SURE:
        direction = "less" if less_often else "more"
    elif probability >= PERHAPS:
        direction = "perhaps_less" if less_often else "perhaps_more"
    return FaultChange(fault, before, after, probability, direction)


def probability_more(before: Share, after: Share) -> float:
    """Probability that the share after is larger, each with a Beta posterior from Beta(1, 1).

    The sum of closed form for whole counts (Evan Miller, "Formulas for Bayesian A/B testing").
    """
    a, b = before.found + 1, before.without + 1
    c, d = after.found + 1, after.without + 1
    total = sum(
        math.exp(_log_beta(a + i, b + d) - math.log(d + i) - _log_beta(1 + i, d) - _log_beta(a, b))
        for i in range(c)
    )
    return min(1.0, max(0.0, total))


def _probability_different(before: Share, after: Share) -> float:
    """Probability that the two shares are not equal, by the marginal likelihoods of the counts."""
    apart = _log_marginal(before) + _log_marginal(after)
    pooled = Share(before.found + after.found, before.of + after.of, before.perhaps + after.perhaps)
    return 1 / (1 + math.exp(_log_marginal(pooled) - apart))


def _log_marginal(share: Share) -> float:
    return _log_beta(share.found + 1, share.without + 1)


def _log_beta(a: float, b: float) -> float:
    return math.lgamma(a) + math.lgamma(b) - math.lgamma(a + b)


def _fault_changes(before: Analysis, after: Analysis) -> list[FaultChange]:
    both = {row.fault for row in FAULTS if _in_both(row, before, after)}
    found = [
        finding.fault
        for analysis in (before, after)
        for rep in analysis.reps
        for finding in rep.findings
        if finding.fault in both
    ]
    changes = []
    for fault in dict.fromkeys(found):
        first, second = share_of(before, fault), share_of(after, fault)
        if first.of and second.of and (first.found or second.found):
            changes.append(fault_change(fault, first, second))
    return changes


def share_of(analysis: Analysis, fault: Fault) -> Share:
    """In how many reps a fault was surely found, of those in which it could be.

    It could be where any metric was assessed by which the fault is told in this style.
    """
    rules = told_by(fault, analysis)
    sure, perhaps, could = [], [], []
    for rep in analysis.reps:
        of_fault = [is_sure(one) for one in rep.findings if one.fault == fault]
        sure.append(any(of_fault))
        perhaps.append(bool(of_fault) and not any(of_fault))
        could.append(bool(of_fault) or any(assessed(rep.metrics, rule.metric) for rule in rules))
    return Share(sum(sure), sum(could), sum(perhaps))


def told_by(fault: Fault, analysis: Analysis) -> tuple[Rule | Condition, ...]:
    """What a fault of reps is told by in the style of a set; in some styles by nothing."""
    row = row_of(fault)
    return row.rules_of(analysis.lift.variant) or row.also


def _warnings(
    before: Analysis,
    after: Analysis,
    loads_kg: tuple[float | None, float | None],
    *,
    nothing: bool,
) -> list[str]:
    said = []
    lifts = {before.lift.name, after.lift.name}
    if len(lifts) > 1 and "unknown" in lifts:
        said.append("In one of them no lift was recognized.")
    elif len(lifts) > 1:
        only = "nothing that both are judged by was read in both"
        compared = only if nothing else "only what both are judged by is compared"
        said.append(f"These are two different lifts: {compared}.")
    elif nothing:
        said.append(_why_nothing(before, after))
    elif before.lift.variant != after.lift.variant:
        said.append("The style of the lift differs or is not known: a lean may differ by it.")
    views = {before.view.name, after.view.name}
    if len(views) > 1 and "unknown" in views:
        said.append(
            "In one of them we cannot tell where the camera stood: angles may differ by it."
        )
    elif len(views) > 1 and not nothing:
        said.append("The camera stood elsewhere: what differs may come from the angle.")
    if limits_differ(before, after):
        said.append("The limits differ: how many reps are flagged may come from that.")
    if None not in loads_kg and loads_kg[0] != loads_kg[1]:
        said.append(f"The weight differs: {loads_kg[0]:g} kg, then {loads_kg[1]:g} kg.")
    if _read_by(before) != _read_by(after):
        said.append("Different versions of formcheck read them: analyze both again to be sure.")
    if before.clip.sha256 == after.clip.sha256:
        said.append("Both are the same clip.")
    return said


def _why_nothing(*sets: Analysis) -> str:
    """Why no measure is compared; what is read in a rep that is cut short is no set's mean."""
    if any(one.reps and not any(rep.complete for rep in one.reps) for one in sets):
        return "Only whole reps are compared, and one of the sets shows none."
    return "No measure was read in both sets."


def _of_one_set(
    when: str, analysis: Analysis, compared: Collection[str], listed: Collection[Fault]
) -> Iterator[str]:
    """What is to be known of one of the sets: that it was not judged, or what its mean hides."""
    state = clip_state(analysis)
    if state in UNJUDGED:
        yield f"{when}: {_UNJUDGED_WORDS[state]}."
        return
    for fault in verdict_of(analysis).faults:
        if not 0 < len(fault.reps) < len(analysis.reps) or fault.worst.metric not in compared:
            continue
        # a row counts the reps that surely show it
        counted = fault.fault in listed and fault.is_sure and fault.fault not in SET_NAMES.values()
        entry = load_knowledge().fault(fault.fault)
        if counted or entry is None:
            continue
        where = where_words(fault.sure, fault.perhaps).removeprefix("perhaps ")
        shows = f"{entry.clause} in {where}"
        shows = shows if fault.is_sure else f"perhaps {shows}"
        yield f"{when}: {shows}. What is compared is the mean of the reps in which it was read."


def _read_by(analysis: Analysis) -> tuple[str, str, str]:
    return analysis.formcheck_version, analysis.model.sha256, analysis.model.runtime
