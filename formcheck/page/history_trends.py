"""Trends per lift and measure, with what each set's camera leaves open, and how days felt."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from typing import Final

import streamlit as st

from formcheck.compare.in_words import values_words
from formcheck.history.lines import Line, Point
from formcheck.history.record import FEELINGS, Answer
from formcheck.history.store import History
from formcheck.metrics.table import metric_row
from formcheck.page import charts
from formcheck.report import words
from formcheck.report.trends import Day, Days, SetShown, Trend, trend_html

FIRST: Final = "lean_gain_deg"
"""Hips against chest, which squats and pulls are judged by; a pull's lean has no limit."""


def show(history: History, lines: list[Line], athlete: str) -> None:
    """One lift and one measure at a time; the days' flagged sets and answers below."""
    lifts = list(dict.fromkeys(line.lift for line in lines))
    lift = st.pills(
        "Lift",
        lifts,
        format_func=lambda name: words.LIFTS.get(name, name),
        default=lifts[0],
        required=True,
        key="trend_lift",
        label_visibility="collapsed",
    )
    names = words.ordered_metrics(history.measures(athlete, str(lift)))
    if not names:
        return
    name = st.selectbox(
        "Measure",
        names,
        index=names.index(FIRST) if FIRST in names else 0,
        format_func=lambda each: metric_row(each).noun.capitalize(),
        key="trend_measure",
    )
    points = history.points(athlete, str(lift), name)
    breaks = camera_breaks({point.view for point in points})
    if len({point.line.read_by for point in points}) > 1:
        breaks.append("another version of formcheck read the sets")
    charts.show(trend_html(trend(name, points)), "trend")
    st.caption(
        "A dot is the mean of a set's reps, its bar the range that holds the truth in nine sets of "
        "ten: dots within each other's bars may be the same. "
        + (f"The line breaks where {' or '.join(breaks)}." if breaks else "")
    )
    of_lift = [line for line in lines if line.lift == lift]
    if any(line.judged for line in of_lift):
        _show_days(of_lift, history.answers(athlete))


def _show_days(lines: list[Line], answers: list[Answer]) -> None:
    charts.show(trend_html(days(lines, answers)), "days")
    st.caption(
        "Flagged reps of each day, of those that were judged, and how your upper back felt the "
        "day after. "
        + ("Outlined: perhaps flagged. " * any(line.possible for line in lines))
        + "Side by side, not cause and effect."
    )


def camera_breaks(views: Collection[str | None]) -> list[str]:
    """Why the line breaks, of what is known of the camera of its sets."""
    known = set(views) - {"unknown", None}
    breaks = ["the camera stood elsewhere"] * (len(known) > 1)
    return breaks + ["we cannot tell where the camera stood"] * (len(known) < len(views) > 1)


def trend(name: str, points: list[Point]) -> Trend:
    """Sets in order, with bars for what is not known, broken where reader or camera changed."""
    known = metric_row(name)
    factor, unit = words.field_unit(points[0].value.unit)
    sets = _sets_in_order(name, points, factor)
    ends = [f"{one.value} on {one.day}" for one in (sets[0], sets[-1])]
    way = f", from {' to '.join(ends)}" if len(sets) > 1 else f": {ends[0]}"
    return Trend(
        title=known.noun.capitalize(),
        about=f"{unit}, set by set, oldest first",
        summary=f"{known.noun.capitalize()} in {words.counted(len(sets), 'set')}{way}.",
        sets=sets,
    )


def _sets_in_order(name: str, points: list[Point], factor: float) -> tuple[SetShown, ...]:
    """What is drawn of each set; those of one `stretch` are joined by a line."""
    shown: list[SetShown] = []
    stretch = 0
    said_of = values_words(name, [point.value for point in points])
    labels = days_of([point.line for point in points])
    for place, point in enumerate(points):
        line, before = point.line, points[max(0, place - 1)]
        stretch += (line.read_by, point.view) != (before.line.read_by, before.view)
        mean, half = factor * point.value.mean, factor * point.value.half_width
        flagged = words.flagged_words(line.flagged, line.possible, line.reps, line.unjudged)
        shown.append(
            SetShown(
                day=labels[place],
                value=said_of[place],
                reps=flagged,
                mean=mean,
                low=mean - half,
                high=mean + half,
                stretch=stretch,
            )
        )
    return tuple(shown)


def days_of(lines: Sequence[Line]) -> list[str]:
    """The day of each set, oldest first; of several of one day also which of them it is."""
    sets, seen = Counter(line.about.day for line in lines), Counter[str]()
    labels = []
    for line in lines:
        day = line.about.day
        seen[day] += 1
        labels.append(f"{day}, set {line.about.set_of_day or seen[day]}" if sets[day] > 1 else day)
    return labels


def days(lines: list[Line], answers: list[Answer]) -> Days:
    """The shares of flagged and perhaps flagged reps of each day, and how the day after felt."""
    by_day: dict[str, list[Line]] = {}
    for line in reversed(lines):
        by_day.setdefault(line.about.day, []).append(line)
    felt = {answer.day: answer.felt for answer in answers}
    # of a day without a rep that was judged there is no share
    judged = {day: of_day for day, of_day in by_day.items() if any(one.judged for one in of_day)}
    sore = sum(felt.get(day, 0) > 0 for day in judged)
    return Days(
        title="Flagged reps, %, and how it felt",
        about=", ".join(f"{number} {word.lower()}" for number, word in FEELINGS.items()),
        summary=f"Flagged reps on {words.counted(len(judged), 'day')}; "
        f"{words.counted(sore, 'day')} followed by soreness.",
        days=tuple(_day(day, of_day, felt) for day, of_day in judged.items()),
    )


def _day(day: str, lines: list[Line], felt: Mapping[str, int]) -> Day:
    """A day's bar: what is flagged, and on it what perhaps is, where that is known of all sets."""
    reps, flagged = sum(line.reps for line in lines), sum(line.flagged for line in lines)
    known = [line.possible for line in lines if line.possible is not None]
    possible = sum(known) if len(known) == len(lines) else None
    judged = sum(line.judged for line in lines)
    return Day(
        day=day,
        reps=words.flagged_words(flagged, possible, reps, reps - judged),
        flagged=100 * flagged / judged,
        perhaps=100 * (possible or 0) / judged,
        felt=str(felt.get(day, "")),
    )
