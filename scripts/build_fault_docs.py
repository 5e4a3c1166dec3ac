"""Writes docs/faults.md from the table of faults: `python scripts/build_fault_docs.py`."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from formcheck.benchmark.labels import METRICS
from formcheck.benchmark.tables import table
from formcheck.findings.caps import CAPS
from formcheck.findings.fault_row import Condition, FaultDefinition, Rule
from formcheck.findings.fault_table import FAULTS
from formcheck.lifts import VARIANTS
from formcheck.metrics.table import metric_row
from formcheck.reasons import OLD, ReasonCode
from formcheck.thresholds import LimitInfo, Thresholds, limits_table

TARGET = Path(__file__).resolve().parents[1] / "docs" / "faults.md"
INTRO = """\
# Faults, their limits and their truth

Made by `scripts/build_fault_docs.py` from `formcheck/findings/fault_table.py`, the one table that
verdicts, pages and the scoring of benchmarks are made from; a test fails when it is out of date.
A limit is the default that `formcheck limits` lists. Where a fault has several rules, any of them
makes it; "and" is a joint event. "Told from" is the least probability that it is beyond its limit.
That of hips against chest and of a rounding is read off a posterior, any other off the value and
its ±.
"""

CAPS_SAID = """\
## What keeps a word down

From top to bottom, of `formcheck/findings/caps.py`; `capped_by` names those that held a finding
down. The table above says which a fault has; the last three hold in every fault.
"""
TRUTH = """\
## How the truth was set

The truth of a rendered clip is measured on the model's 3-D joints, or is what was asked for. Where
it and our limit part, scores carry the difference: it is said here, not hidden.
"""
QUANTITIES = """\
## What each metric is held against

Names in the middle are those of a label ([benchmark.md](benchmark.md)).
"""
REASONS = """\
## Why a value was not assessed

`reason_code` stands beside each `not_assessed` sentence of an analysis document. Code compares
codes; sentences may be reworded. `advice` is the end of the sentence that says what to do next
time, so that it can be left out beside a warning sign; a warning's `message` has one, too.
The warning `lift_contradicted` says in `looks_like` which lift a clip looks like that is read as
the told one, `unknown` where like neither. Such a document gives no advice for the next set.
"""


def render() -> str:
    """The whole page as Markdown."""
    head = ("fault", "lifts", "views", "quantity and limit", "told from", "kept down by")
    truth_head = (
        "fault",
        "truth key",
        "quantity and limit",
        "how it was set",
        "our limit against it",
    )
    truths = ((f"`{row.fault}`", *_truth(row)) for row in FAULTS)
    parts = [
        INTRO,
        table(head, map(_row, FAULTS)),
        CAPS_SAID,
        table(
            ("`capped_by`", "at most", "of what"),
            ((f"`{cap.name}`", cap.most, cap.why) for cap in CAPS),
        ),
        TRUTH,
        table(truth_head, truths),
        QUANTITIES,
        table(("metric", "truth", "unit"), ((f"`{m.metric}`", m.how, m.unit) for m in METRICS)),
        REASONS,
        table(("code", "meaning"), ((f"`{code}`", _meaning(code)) for code in ReasonCode)),
    ]
    return "\n".join(parts)


def _meaning(code: ReasonCode) -> str:
    return code.meaning + " (only in older documents)" * (code in OLD)


def _row(row: FaultDefinition) -> tuple[str, ...]:
    flagged_from = f"{row.flagged_from:g}"
    if row.of_reps:
        flagged_from = f"as `{row.of_reps}` in its reps"
    elif row.hidden_from is not None:
        flagged_from += f", where plates hide it {row.hidden_from:g}"
    caps = ", ".join(f"`{name}`" for name in row.caps)
    lifts = ", ".join(row.lifts)
    return f"`{row.fault}`", lifts, row.views, _limits(row), flagged_from, caps or "–"


def _limits(row: FaultDefinition) -> str:
    rules = [_rule(rule) for rule in row.rules]
    said = list(rules)
    for style, of_style in row.by_style.items():
        own = [_rule(rule) for rule in of_style]
        if own != rules:
            said.append(f"{style}: {'; '.join(own) or 'not judged'}")
    also = " and ".join(map(_condition, row.also))
    held = " and ".join(part for part in ("; ".join(said), also) if part)
    return "; ".join([held, *(f"{style}: not judged" for style in _unmeasured(row))])


def _unmeasured(row: FaultDefinition) -> list[str]:
    """Styles of its lifts in which nothing that it is held against is ever measured."""
    rows = [metric_row(condition.metric) for condition in row.conditions()]
    every = frozenset.intersection(*(frozenset(one.unmeasured_styles) for one in rows))
    styles = (style for lift in row.lifts for style in VARIANTS[lift])
    return [style for style in styles if style in every and style not in row.by_style]


def _rule(rule: Rule) -> str:
    text, limits = _condition(Condition(rule.metric, rule.limit)), Thresholds()
    least = rule.at_least(limits)
    if least is None:
        return text
    unit = _limit(rule.limit).about.unit
    return f"{text} and, less its ±, ≥ {least:.3g} {unit} (`{rule.surely}`)"


def _limit(name: str) -> LimitInfo:
    return next(info for info in limits_table() if info.name == name)


def _condition(condition: Condition) -> str:
    limit = _limit(condition.limit)
    sign = "<" if condition.below else "≥"
    of = f", {condition.of}" if condition.of else ""
    return f"`{condition.metric}` {sign} {limit.default:g} {limit.about.unit}{of} (`{limit.name}`)"


def _truth(row: FaultDefinition) -> Iterator[str]:
    truth = row.truth
    if truth is None:
        yield from ("–", "–", "no truth says", "not scored")
        return
    yield f"`{truth.key}`"
    yield f"`{truth.quantity}` ≥ {truth.limit:g} {truth.unit}"
    yield truth.how
    yield truth.conversion


if __name__ == "__main__":
    TARGET.write_text(render(), encoding="utf-8")
