"""Trends per lift and measure, with what each set's camera leaves open, and how days felt."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final

import streamlit as st

from formcheck.compare.in_words import values_words
from formcheck.findings.verdict import RepState
from formcheck.history.lines import Line, Point
from formcheck.history.record import FEELINGS, Answer
from formcheck.history.store import History
from formcheck.metrics.table import metric_row
from formcheck.page import sayings
from formcheck.report import words
from formcheck.report.page import Theme

if TYPE_CHECKING:
    import altair as alt

FIRST = "lean_gain_deg"
"""Hips against chest, which squats and pulls are judged by; a pull's lean has no limit."""
HEIGHT_PX = 240
_FILLED: Final[dict[RepState, float]] = {"flagged": 0.7, "possible": 0.1}
"""How opaque the parts of a day's bar are, from below; both have an outline."""


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
    theme = sayings.theme()
    st.altair_chart(trend(name, points, theme), key="trend", height=HEIGHT_PX)
    st.caption(
        "A dot is the mean of a set's reps, its bar the range that holds the truth in nine sets of "
        "ten: dots within each other's bars may be the same. "
        + (f"The line breaks where {' or '.join(breaks)}." if breaks else "")
    )
    of_lift = [line for line in lines if line.lift == lift]
    if any(line.judged for line in of_lift):
        _show_days(of_lift, history.answers(athlete), theme)


def _show_days(lines: list[Line], answers: list[Answer], theme: Theme) -> None:
    st.altair_chart(days(lines, answers, theme), key="days", height=150)
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


def trend(name: str, points: list[Point], theme: Theme) -> alt.LayerChart:
    """Sets in order, with bars for what is not known, broken where reader or camera changed."""
    import altair as alt

    known = metric_row(name)
    factor, unit = words.field_unit(points[0].value.unit)
    values = _sets_in_order(name, points, factor)
    base = alt.Chart()
    x = alt.X(
        "place:O",
        title=None,
        axis=alt.Axis(
            labels=len(values) <= 30,
            labelAngle=0,
            labelOverlap=True,
            labelExpr=f"{[value['day'] for value in values[:30]]}[datum.value - 1]",
            ticks=False,
        ),
    )
    y = alt.Y("low:Q", title=None, scale=alt.Scale(zero=False, nice=True))
    tooltip = [alt.Tooltip("day:N"), alt.Tooltip("value:N"), alt.Tooltip("reps:N")]
    layers: list[Any] = [
        base.mark_area(opacity=0.15, color=theme.accent).encode(
            x=x, y=y, y2="high:Q", detail="stretch:N"
        ),
        base.mark_rule(color=theme.accent, opacity=0.6).encode(x=x, y=y, y2="high:Q"),
        base.mark_line(color=theme.accent).encode(x=x, y="mean:Q", detail="stretch:N"),
        base.mark_point(color=theme.accent, filled=True, size=60).encode(
            x=x, y="mean:Q", tooltip=tooltip
        ),
    ]
    title = alt.TitleParams(
        known.noun.capitalize(),
        subtitle=f"{unit}, set by set, oldest first",
        subtitleColor=theme.muted,
        anchor="start",
    )
    ends = [f"{one['value']} on {one['day']}" for one in (values[0], values[-1])]
    way = f", from {' to '.join(ends)}" if len(values) > 1 else f": {ends[0]}"
    said = f"{known.noun.capitalize()} in {words.counted(len(values), 'set')}{way}."
    return _layered(layers, values, title=title, description=said)


def _sets_in_order(name: str, points: list[Point], factor: float) -> list[dict[str, Any]]:
    """What is drawn of each set; those of one `stretch` are joined by a line."""
    values: list[dict[str, Any]] = []
    stretch = 0
    said_of = values_words(name, [point.value for point in points])
    labels = days_of([point.line for point in points])
    for place, point in enumerate(points):
        line, before = point.line, points[max(0, place - 1)]
        stretch += (line.read_by, point.view) != (before.line.read_by, before.view)
        mean, half = factor * point.value.mean, factor * point.value.half_width
        flagged = words.flagged_words(line.flagged, line.possible, line.reps, line.unjudged)
        shown = {"mean": mean, "low": mean - half, "high": mean + half, "stretch": stretch}
        said = {"day": labels[place], "value": said_of[place], "reps": flagged}
        values.append({"place": place + 1, **shown, **said})
    return values


def days_of(lines: Sequence[Line]) -> list[str]:
    """The day of each set, oldest first; of several of one day also which of them it is."""
    sets, seen = Counter(line.about.day for line in lines), Counter[str]()
    labels = []
    for line in lines:
        day = line.about.day
        seen[day] += 1
        labels.append(f"{day}, set {line.about.set_of_day or seen[day]}" if sets[day] > 1 else day)
    return labels


def days(lines: list[Line], answers: list[Answer], theme: Theme) -> alt.LayerChart:
    """The shares of flagged and perhaps flagged reps of each day, and how the day after felt."""
    import altair as alt

    by_day: dict[str, list[Line]] = {}
    for line in reversed(lines):
        by_day.setdefault(line.about.day, []).append(line)
    # of a day without a rep that was judged there is no share
    by_day = {day: of_day for day, of_day in by_day.items() if any(one.judged for one in of_day)}
    felt = {answer.day: answer.felt for answer in answers}
    values = [value for day, of_day in by_day.items() for value in _shares(day, of_day, felt)]
    base = alt.Chart()
    x = alt.X("day:O", title=None, axis=alt.Axis(labelAngle=0, labelOverlap=True, ticks=False))
    y = alt.Y("share:Q", title=None, scale=alt.Scale(domain=[0, 100]), axis=alt.Axis(tickCount=3))
    filled = alt.Scale(domain=list(map(words.state, _FILLED)), range=list(_FILLED.values()))
    layers: list[Any] = [
        base.mark_bar(
            fill=theme.alert, stroke=theme.alert, size=max(2, min(14, 200 // len(by_day)))
        ).encode(
            x=x,
            y=y,
            fillOpacity=alt.FillOpacity("state:N", scale=filled, legend=None),
            strokeWidth=alt.condition("datum.share > 0", alt.value(1), alt.value(0)),
            order="upper:Q",
            tooltip=[alt.Tooltip("day:N"), alt.Tooltip("reps:N")],
        ),
        base.mark_text(dy=-6, color=theme.second, fontWeight="bold").encode(
            x=x, y=alt.value(0), text="felt:N"
        ),
    ]
    title = alt.TitleParams(
        "Flagged reps, %, and how it felt",
        subtitle=", ".join(f"{number} {word.lower()}" for number, word in FEELINGS.items()),
        subtitleColor=theme.muted,
        anchor="start",
        offset=16,
    )
    sore = sum(felt.get(day, 0) > 0 for day in by_day)
    said = (
        f"Flagged reps on {words.counted(len(by_day), 'day')}; "
        f"{words.counted(sore, 'day')} followed by soreness."
    )
    return _layered(layers, values, title=title, description=said)


def _shares(day: str, lines: list[Line], felt: Mapping[str, int]) -> list[dict[str, Any]]:
    """A day's bar from below: what is flagged, and on it what perhaps is, where that is known."""
    reps, flagged = sum(line.reps for line in lines), sum(line.flagged for line in lines)
    known = [line.possible for line in lines if line.possible is not None]
    possible = sum(known) if len(known) == len(lines) else None
    judged = sum(line.judged for line in lines)
    of_day = {"day": day, "reps": words.flagged_words(flagged, possible, reps, reps - judged)}
    lower, upper = map(words.state, _FILLED)
    # the answer stands once above the day, however many parts its bar has
    bars = [{"state": lower, "share": 100 * flagged / judged, "felt": str(felt.get(day, ""))}]
    if possible:
        bars.append({"state": upper, "share": 100 * possible / judged, "felt": ""})
    return [of_day | bar | {"upper": place} for place, bar in enumerate(bars)]


def _layered(layers: list[Any], values: list[dict[str, Any]], **said: Any) -> alt.LayerChart:
    """Layers over values that stand once: Altair checks and copies them with each chart."""
    import altair as alt

    chart = alt.LayerChart(layer=layers, **said)
    chart.data = {"values": values}
    return chart
