"""A comparison in words: the same for the terminal, the page and the report."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from formcheck.analysis import Analysis
from formcheck.compare.differences import (
    Comparison,
    Direction,
    FaultChange,
    MeasureChange,
    SetValue,
    Share,
)
from formcheck.errors import printable
from formcheck.findings.fault_table import limit_name
from formcheck.metrics.table import metric_row
from formcheck.report import words
from formcheck.report.limits import applies

NO_DIFFERENCE: Final = "no difference we can see"
SHARES: Final[dict[Direction, str]] = {
    "more": "more often",
    "less": "less often",
    "perhaps_more": "perhaps more often",
    "perhaps_less": "perhaps less often",
    "none": NO_DIFFERENCE,
}
"""What became of a fault that shows in a share of the reps."""
TOO_FEW: Final = "too few reps to tell"
"""Said of shares that differ, where chance explains it."""
PERHAPS: Final = (SHARES["perhaps_more"], SHARES["perhaps_less"])


@dataclass(frozen=True)
class Row:
    """One line of the table of differences.

    Attributes:
        before, after: With its interval, or in how many reps.
        change: What became of it, in words.
        real: Whether it is called a change.
        unsure: Whether it looks like one and is too uncertain for it.
        alike: Whether it is a measure without a difference, which `same_words` names.
    """

    label: str
    before: str
    after: str
    change: str
    real: bool
    unsure: bool = False
    alike: bool = False


def rows(comparison: Comparison, after: Analysis) -> tuple[Row, ...]:
    """The table: faults first, then measures in the order reports show them.

    Those that something is held against come before those of which nobody knows what is better.
    """
    by_name = {change.metric: change for change in comparison.measures}
    names = words.ordered_metrics(set(by_name), after.lift)
    names = [name for name in names if applies(name, after.lift)]
    lift = after.lift
    names.sort(key=lambda name: limit_name(lift.name, lift.variant, name) is None)
    return (
        *(_fault_row(change) for change in comparison.faults),
        *(_measure_row(by_name[name]) for name in names),
    )


def what_it_is(analysis: Analysis) -> str:
    """One of the sets by the name of its clip: `set.mp4 · Squat, high bar · 5 reps`."""
    name, reps = printable(analysis.clip.name), words.counted(len(analysis.reps), "rep")
    return " · ".join((name, words.lift_words(analysis), reps))


def in_short(table: tuple[Row, ...]) -> str:
    """What changed, in one sentence; beside it faults that perhaps came or went."""
    if not table:
        return "There is nothing to compare."
    real = [row for row in table if row.real]
    if not real:
        sure = "be sure of" if any(row.unsure for row in table) else "see"
        return f"No difference that we can {sure}."
    changed = [row for row in table if row.real or row.change in PERHAPS]
    named = [f"{row.label}: {row.change}" for row in changed[:3]]
    more = f", and {len(changed) - 3} more below" if len(changed) > 3 else ""
    return f"{'; '.join(named)}{more}."


def same_words(table: tuple[Row, ...]) -> str:
    """The measures that do not differ, in one line below the others; empty where all do."""
    names = [f"{row.label[:1].lower()}{row.label[1:]}" for row in table if row.alike]
    return f"{NO_DIFFERENCE[:1].upper()}{NO_DIFFERENCE[1:]}: {', '.join(names)}." if names else ""


def share_words(share: Share, when: str = "") -> str:
    """In how many reps: `3 of 6`, `3 of 6 now (perhaps 2 more)`."""
    more = " more" if share.found else ""
    perhaps = f"(perhaps {share.perhaps}{more})" if share.perhaps else ""
    return " ".join(filter(None, (f"{share.found} of {share.of}", when, perhaps)))


def share_change_words(change: FaultChange) -> str:
    """What became of a fault that shows in a share of the reps."""
    before, after = change.before, change.after
    apart = before.found * after.of != after.found * before.of
    return TOO_FEW if change.direction == "none" and apart else SHARES[change.direction]


def values_words(metric: str, values: Sequence[SetValue]) -> list[str]:
    """A measure of sets, each with the half-width of its interval: `46° ± 3°`."""
    known, unit = metric_row(metric), words.short_unit(values[0].unit)
    return [
        f"{words.amount(one.mean, unit, digits=known.digits, signed=known.signed)} ± "
        f"{words.amount(one.half_width, unit, digits=known.digits)}"
        for one in values
    ]


def _fault_row(change: FaultChange) -> Row:
    name = words.fault_name(change.fault)
    return Row(
        label=f"{name[:1].upper()}{name[1:]}, in reps",
        before=share_words(change.before),
        after=share_words(change.after),
        change=share_change_words(change),
        real=change.direction in ("more", "less"),
        unsure=SHARES[change.direction] in PERHAPS,
    )


def _measure_row(change: MeasureChange) -> Row:
    known = metric_row(change.metric)
    in_words = _change_words(change)
    before, after = values_words(change.metric, (change.before, change.after))
    return Row(
        label=known.noun[:1].upper() + known.noun[1:],
        before=before,
        after=after,
        change=in_words,
        real=change.direction != "none",
        unsure=change.unsure and in_words != NO_DIFFERENCE,
        alike=in_words == NO_DIFFERENCE,
    )


def _change_words(change: MeasureChange) -> str:
    """What became of a measure: `12° less`, `16° more, give or take 17°: too unsure to tell`."""
    unit, known = words.short_unit(change.after.unit), metric_row(change.metric)
    word = known.more if change.difference > 0 else known.less
    apart = words.shown(change.after.mean, unit, known.digits) - words.shown(
        change.before.mean, unit, known.digits
    )
    size, nothing = (words.amount(value, unit, digits=known.digits) for value in (abs(apart), 0.0))
    if change.direction != "none":
        if size == nothing:
            size = words.amount(abs(change.difference), unit, digits=known.digits + 1)
        return f"{size} {word}"
    if not change.unsure or size == nothing:
        return NO_DIFFERENCE
    said = f"{size} {word}"
    if change.few_reps:
        return f"{said}, but one rep is too few to tell"
    off = words.amount(change.half_width, unit, digits=known.digits)
    return f"{said}, give or take {off}: too unsure to tell"
