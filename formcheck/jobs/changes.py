"""The corrections of a set one by one, each in words and with what is left without it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from formcheck.jobs.adjustment import Adjustment
from formcheck.jobs.job import Question
from formcheck.report import words
from formcheck.thresholds import LimitInfo, limits_table


@dataclass(frozen=True)
class Change:
    """One correction.

    Attributes:
        what: What was said or moved, for people.
        without: All the other corrections.
    """

    what: str
    without: Adjustment


def changes(kept: Adjustment, asked: Question) -> tuple[Change, ...]:
    """What was corrected after the first result, in the order of the page.

    Args:
        kept: The corrections of a job.
        asked: What was told before the clip was looked at; that is no correction.
    """
    return (*_lift(kept, asked), *_reps(kept), *_limits(kept))


def _lift(kept: Adjustment, asked: Question) -> Iterator[Change]:
    if (kept.lift, kept.variant) != (asked.lift, asked.variant):
        told = words.LIFTS.get(kept.lift or "", "detected from the video")
        variant = words.VARIANTS.get(kept.variant or "")
        what = f"Lift: {told}, {variant}" if variant else f"Lift: {told}"
        yield Change(what, replace(kept, lift=asked.lift, variant=asked.variant))


def _reps(kept: Adjustment) -> Iterator[Change]:
    for moment in kept.not_reps:
        others = tuple(other for other in kept.not_reps if other != moment)
        yield Change(f"No rep at {words.clock(moment)}", replace(kept, not_reps=others))
    for span in kept.reps:
        spans = tuple(other for other in kept.reps if other != span)
        yield Change(f"A rep at {words.span(*span)}", replace(kept, reps=spans))


def _limits(kept: Adjustment) -> Iterator[Change]:
    known = {row.name: row for row in limits_table()}
    for name, value in kept.limits.items():
        # another version may have had limits that this one has not
        what = _moved(known[name], value) if name in known else _gone(name, value)
        yield Change(what, kept.without_limit(name))


def _gone(name: str, value: float) -> str:
    return f"A limit from another version: {name} {value:g}"


def _moved(row: LimitInfo, value: float) -> str:
    now, usual = (words.limit_amount(v, row.about.unit) for v in (value, row.default))
    return f"{row.about.label} {now} (default {usual})"
