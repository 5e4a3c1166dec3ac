"""Judging with other limits: a field each, by fault, only those of this lift.

Fields, no sliders: a thumb that scrolls the page over a slider moves it. Fields of text: one for
numbers drops a comma, and 7,5 was 75.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import replace

import streamlit as st

from formcheck.analysis import Analysis, Lift
from formcheck.findings.fault_row import FaultDefinition
from formcheck.findings.fault_table import FAULTS, faults_of, limits_asked
from formcheck.jobs.adjustment import Adjustment
from formcheck.jobs.job import Job
from formcheck.machine.limits import number_typed
from formcheck.page import by_hand
from formcheck.page.text import escaped
from formcheck.report import words
from formcheck.thresholds import (
    LimitInfo,
    Thresholds,
    allowed_range,
    fitted,
    limits_table,
)

COUNTING = "What counts as a rep"
MOST_LETTERS = 20
FOLD = "other_limits"
"""Whether it stands open, in the session."""
Group = tuple[str, tuple[LimitInfo, ...]]


def show(job: Job, analysis: Analysis) -> None:
    """The fields, behind a tap: most people never need them, and they are a fifth of the page."""
    kept = by_hand.kept(job)
    fold = st.expander(
        "Advanced: other limits", icon=":material/tune:", key=FOLD, on_change="rerun"
    )
    if not fold.open:
        return
    with fold:
        st.caption("The set is judged again right away. An undo for each is under “Correct it”.")
        for title, rows in groups(analysis.lift):
            st.markdown(f"**{title}**")
            with st.grid(2, min_column_width=260):
                for row in rows:
                    with st.container(gap="xsmall"):
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
    by, unit = words.field_unit(row.about.unit)
    low, high = allowed_range(row, fitted(kept.limits))
    # a field that gets another beginning is another field, and the keyboard loses its place
    key = f"limit_{job.id}_{row.name}_{max(low, row.default):g}_{by_hand.turn()}"
    began = f"began_{job.id}_{row.name}"
    if key not in st.session_state.get(began, {}):
        st.session_state[began] = {key: f"{round(by * _held(kept, row), 6):g}"}
    default = f", default {by * row.default:g}" if low <= row.default <= high else ""
    st.text_input(
        f"{row.about.label} ({unit})",
        st.session_state[began][key],
        MOST_LETTERS,
        key=key,
        help=f"{row.about.reason} From {by * low:g} to {by * high:g}{default}. "
        f"Source: {row.about.source}",
        on_change=_move,
        args=(job, row, key),
    )
    if refused := st.session_state.pop(_refused(row), None):
        st.error(refused, icon=":material/error:")


def _held(kept: Adjustment, row: LimitInfo) -> float:
    """The limit that holds, whoever set it."""
    return float(getattr(Thresholds(**fitted(kept.limits)), row.name))


def _refused(row: LimitInfo) -> str:
    return f"refused_{row.name}"


def _move(job: Job, row: LimitInfo, key: str) -> None:
    by, unit = words.field_unit(row.about.unit)
    typed = str(st.session_state[key])
    try:
        value = round(number_typed(typed) / by, 6)
    except ValueError:
        value = math.nan
    kept = by_hand.kept(job)
    low, high = allowed_range(row, fitted(kept.limits))
    if not low <= value <= high:
        said = "This is not a number from" if math.isnan(value) else f"{escaped(typed)} is outside"
        st.session_state[_refused(row)] = (
            f"{said} {by * low:g} to {by * high:g} {unit}, so "
            f"{by * _held(kept, row):g} still holds."
        )
        by_hand.begin_anew()
        return

    if value == round(_held(kept, row), 6):
        return  # nothing to change: a browser still sends a field that is gone

    def moved(kept: Adjustment) -> Adjustment:
        others = kept.without_limit(row.name)
        if value == row.default:
            return others
        return replace(others, limits={**others.limits, row.name: value})

    by_hand.change(job, moved)
