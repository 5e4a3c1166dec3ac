"""Judging with other limits: a number field each, by fault, only those of this lift.

Fields, no sliders: a thumb that scrolls the page over a slider moves it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import streamlit as st

from formcheck.analysis import Analysis, Lift
from formcheck.findings.fault_table import FAULTS, FaultDefinition, faults_of, limits_asked
from formcheck.jobs.adjustment import Adjustment
from formcheck.jobs.job import Job
from formcheck.page import by_hand
from formcheck.report import words
from formcheck.thresholds import LimitInfo, limits_table

COUNTING = "What counts as a rep"
Group = tuple[str, tuple[LimitInfo, ...]]


def show(job: Job, analysis: Analysis) -> None:
    """The fields, behind a tap: most people never need them."""
    kept = by_hand.kept(job)
    with st.expander("Advanced: other limits", icon=":material/tune:"):
        st.caption("The set is judged again right away. An undo for each is under “Correct it”.")
        for title, rows in groups(analysis.lift):
            st.markdown(f"**{title}**")
            with st.grid(2, min_column_width=260):
                for row in rows:
                    _field(job, kept, row)


def groups(lift: Lift) -> Iterator[Group]:
    """The limits of a lift by the fault they decide; one that decides two stands at the first."""
    left = {row.name: row for row in limits_table()}
    asked = limits_asked(lift.name, lift.variant)
    for fault in faults_of(lift.name) if lift.name != "unknown" else FAULTS:
        names = asked.intersection(_names(fault, lift))
        rows = tuple(left.pop(name) for name in tuple(left) if name in names)
        if rows:
            yield words.fault_name(fault.fault).capitalize(), rows
    if rest := tuple(row for name, row in left.items() if name in asked):
        yield COUNTING, rest


def _names(fault: FaultDefinition, lift: Lift) -> Iterator[str]:
    """The limits of a fault in a style; in every style where the lift is not known."""
    rules = [fault.rules_of(lift.variant)]
    if lift.name == "unknown":
        rules = [fault.rules, *fault.by_style.values()]
    yield from (name for of_style in rules for rule in of_style for name in rule.names)
    yield from (condition.limit for condition in fault.also)


def _field(job: Job, kept: Adjustment, row: LimitInfo) -> None:
    key = f"limit_{job.id}_{row.name}_{by_hand.turn()}"
    # a field that gets another beginning is another field, and the keyboard loses its place;
    # and a limit that was kept by another version may lie outside
    kept_at = min(max(kept.limits.get(row.name, row.default), row.low), row.high)
    by, unit = words.field_unit(row.about.unit)
    low, high, usual = (round(by * value, 6) for value in (row.low, row.high, row.default))
    begins_at = st.session_state.setdefault(f"begin_{key}", round(by * kept_at, 6))
    span = high - low
    st.number_input(
        f"{row.about.label} ({unit})",
        min_value=low,
        max_value=high,
        value=begins_at,
        step=0.5 if span > 10 else 0.01 if span < 2 else 0.1,
        format="%g",
        key=key,
        help=f"{row.about.reason} From {low:g} to {high:g}, default {usual:g}. "
        f"Source: {row.about.source}",
        on_change=_move,
        args=(job, row, key),
    )


def _move(job: Job, row: LimitInfo, key: str) -> None:
    value = round(float(st.session_state[key]) / words.field_unit(row.about.unit)[0], 6)

    def moved(kept: Adjustment) -> Adjustment:
        others = kept.without_limit(row.name)
        if value == row.default:
            return others
        return replace(others, limits={**others.limits, row.name: value})

    by_hand.change(job, moved)
