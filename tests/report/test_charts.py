"""Charts show the curves as they are: peaks kept, gaps kept, limits and windows in their place."""

from __future__ import annotations

from dataclasses import replace
from xml.etree.ElementTree import fromstring

import pytest
from hypothesis import given
from hypothesis import strategies as st

from formcheck.analysis import Probabilities
from formcheck.metrics.measurement import not_assessed
from formcheck.reasons import Reason, ReasonCode
from formcheck.report import words
from formcheck.report.charts import HEIGHT, WIDTH, charts, charts_html
from formcheck.report.html import render_html
from formcheck.report.panels import ascent_window, panels, thinned
from formcheck.reps.rep_window import HIPS_FIRST_S
from tests import stick
from tests.examples import (
    all_examples,
    front_view_squat_set,
    good_morning_squat_set,
    late_shrug_deadlift_set,
)
from tests.knowledge.build import finding
from tests.observed import analyzed, some_reps

values = st.one_of(st.none(), st.floats(-100, 100))


@given(st.lists(values, max_size=300), st.integers(4, 60))
def test_thinning_keeps_peaks_order_and_never_invents(
    given_: list[float | None], most: int
) -> None:
    points = tuple((i / 30, value) for i, value in enumerate(given_))
    kept = thinned(points, most)
    assert len(kept) <= max(most, len(points) if len(points) <= most else 0)
    assert set(kept) <= set(points)
    assert list(kept) == sorted(kept, key=lambda point: point[0])
    seen = [value for _, value in points if value is not None]
    if seen:
        left = [value for _, value in kept if value is not None]
        assert (min(left), max(left)) == (min(seen), max(seen))


def test_a_long_gap_survives_thinning() -> None:
    points = tuple((i / 30, None if 3000 < i < 6000 else float(i)) for i in range(18_000))
    gap = [time_s for time_s, value in thinned(points) if value is None]
    assert min(gap) == pytest.approx(100, abs=2 * 600 / 350)
    assert max(gap) == pytest.approx(200, abs=2 * 600 / 350)


def test_windows_start_where_the_ascent_starts() -> None:
    squat, deadlift = good_morning_squat_set(), late_shrug_deadlift_set()
    for rep in squat.reps:
        window = ascent_window(squat, rep)
        assert window == (rep.turn_s, rep.metrics["lean_gain_deg"].at_s)
    for rep in deadlift.reps:
        window = ascent_window(deadlift, rep)
        assert window == (rep.start_s, rep.metrics["lean_gain_deg"].at_s)


def test_hips_that_shoot_up_before_the_bar_moves_are_shown_to() -> None:
    """They are compared from where they begin to rise, and the chart shades that."""
    analysis = late_shrug_deadlift_set()
    rep = replace(analysis.reps[0], compared_from_s=analysis.reps[0].start_s - 0.4)
    window = ascent_window(analysis, rep)
    assert window is not None
    assert window[0] == rep.start_s - 0.4
    pulls = analyzed(stick.film(stick.deadlift(stick.paced(3))))
    for pull in some_reps(pulls):
        assert pull.start_s - HIPS_FIRST_S <= pull.compared_from_s <= pull.start_s + 0.1


def test_a_set_that_may_be_either_lift_is_shown_as_the_likelier() -> None:
    lift = good_morning_squat_set().lift
    for squat, down_first in ((0.4, True), (0.3, False)):
        odds = Probabilities(squat, 0.7 - squat, 0.3)
        either = replace(lift, name="unknown", variant="unknown", probability=odds)
        assert either.starts_at_top is down_first


def test_the_window_of_a_romanian_deadlift_is_on_its_way_up() -> None:
    """It goes down first, as a squat does."""
    analysis = analyzed(stick.film(stick.romanian(stick.paced(3))))
    assert analysis.lift.variant == "romanian"
    for rep in some_reps(analysis):
        window = ascent_window(analysis, rep)
        assert window == (rep.turn_s, rep.metrics["lean_gain_deg"].at_s)


def test_hips_that_shoot_up_against_the_own_baseline_are_marked_as_well() -> None:
    analysis = late_shrug_deadlift_set()
    finding = replace(
        good_morning_squat_set().reps[2].findings[0],
        fault="hips_shoot",
        metric="lean_gain_deg",
        at_s=analysis.reps[1].metrics["lean_gain_deg"].at_s or 0.0,
    )
    flagged = replace(analysis.reps[1], flagged=True, findings=(finding,))
    reps = (analysis.reps[0], flagged, *analysis.reps[2:])
    rise, lean, _ = panels(replace(analysis, reps=reps))
    assert [band.label for band in rise.bands if band.flagged] == ["2"]
    assert rise.summary.endswith(" Hips shot up: rep 2."), "by the name that it has elsewhere"
    # the lean itself is within its limit: what is at fault is how much it grew
    assert not any(band.sign for band in lean.bands)
    assert not lean.markers


def test_one_ascent_is_no_plural() -> None:
    analysis = good_morning_squat_set()
    rise = panels(replace(analysis, reps=analysis.reps[:1]))[0]
    assert "compared in 1 early ascent." in rise.summary


def test_what_was_not_seen_has_no_chart() -> None:
    assert panels(front_view_squat_set()) == ()  # nor does one ask what nobody could see
    assert panels(all_examples()["no_person_seen"]) == ()


def test_titles_fit_a_narrow_phone() -> None:
    """At 320 px one ended in "do they rise toget…"."""
    titles = [panel.title for panel in panels(good_morning_squat_set())]
    assert all(len(title) <= 33 for title in titles)


def test_flagged_reps_are_told_apart_by_words_too() -> None:
    rise, lean, shrug = panels(good_morning_squat_set())
    assert [band.label for band in rise.bands if band.flagged] == ["3", "5"]
    assert [marker.label[:6] for marker in lean.markers] == ["Rep 5:"]  # rep 3 only tips
    assert "too much forward lean" in lean.markers[0].label
    assert not any(dot.flagged for dot in shrug.dots)
    assert "compared in 6 early ascents. Hips rose before the chest: reps 3 and 5." in rise.summary
    assert lean.limit == (50.0, "limit 50°")
    assert shrug.limit == (5.0, "limit 5 % of torso")


def test_a_chart_says_beside_its_unit_what_is_shaded_and_where_the_limit_is() -> None:
    """ "limit 5 % of torso" lay on the first rep's error bar, and what is shaded was said to
    screen readers alone: reps in one chart, parts of ascents in the next.
    """
    analysis = good_morning_squat_set()
    rise, lean, shrug = panels(analysis)
    assert rise.key == "Shaded: where hips and chest are compared."
    assert lean.key == "Shaded: the reps. Dotted: limit 50°."
    assert shrug.key == "Shaded: the reps. Dotted: limit 5 % of torso."
    page = render_html(analysis)
    for panel in panels(analysis):
        assert f"<em>{panel.unit}</em><em>{panel.key}</em>" in page
    assert page.count(">limit 5 % of torso<") == 0


def test_a_chart_says_of_which_reps_it_shows_nothing() -> None:
    """Two shaded reps of four without a line looked like a chart that had not loaded."""
    analysis = good_morning_squat_set()
    assert not any(panel.unmeasured for panel in panels(analysis))
    hidden = Reason(ReasonCode.HIDDEN, "it was hidden")
    reps = [
        replace(rep, metrics={**rep.metrics, "lean_peak_deg": not_assessed("deg", hidden)})
        if rep.number in (2, 3)
        else rep
        for rep in analysis.reps
    ]
    _, lean, shrug = panels(blind := replace(analysis, reps=tuple(reps)))
    said = "Not measured in reps 2 and 3."
    assert (lean.unmeasured, shrug.unmeasured) == (said, "")
    assert render_html(blind).count(f"<em>{said}</em>") == 1


def test_a_squat_short_of_depth_has_a_chart_of_depth() -> None:
    """Beside a depth fault the charts showed lean, and nothing of what was measured."""
    analysis = good_morning_squat_set()
    assert "depth" not in {panel.name for panel in panels(analysis)}
    short = finding("shallow_depth", metric="depth_thigh")
    flagged = replace(analysis.reps[1], findings=(short,))
    reps = (analysis.reps[0], flagged, *analysis.reps[2:])
    shown = {panel.name: panel for panel in panels(replace(analysis, reps=reps))}
    depth = shown["depth"]
    assert [dot.rep for dot in depth.dots if dot.flagged] == [2]
    assert depth.limit == (15.0, "limit 15 % of thigh")
    assert min(dot.value for dot in depth.dots) < 0, "hips below the knees"


def test_no_rep_is_below_the_lowest() -> None:
    analysis = late_shrug_deadlift_set()
    first = analysis.reps[0]
    below = replace(first.metrics["shrug_torso"], value=-0.01)
    low = replace(first, metrics=first.metrics | {"shrug_torso": below})
    shown = panels(replace(analysis, reps=(low, *analysis.reps[1:])))
    shrug = next(panel for panel in shown if panel.name == "shrug")
    assert (shrug.dots[0].value, shrug.dots[0].low) == (0.0, 0.0)
    assert words.measured("shrug_torso", below) == "0 %"


def test_a_shrug_is_a_value_for_each_rep_with_its_range() -> None:
    analysis = late_shrug_deadlift_set()
    shrug = next(panel for panel in panels(analysis) if panel.name == "shrug")
    assert [dot.rep for dot in shrug.dots] == [1, 2, 3, 5, 6, 7, 8]  # rep 4 was not assessed
    assert [dot.rep for dot in shrug.dots if dot.flagged] == [7, 8]  # in rep 6 it is perhaps one
    for dot in shrug.dots:
        measured = analysis.reps[dot.rep - 1].metrics["shrug_torso"]
        assert measured.value is not None
        assert measured.uncertainty is not None
        assert dot.value == pytest.approx(100 * measured.value)
        assert dot.high - dot.value == pytest.approx(100 * measured.uncertainty)
        assert dot.low == pytest.approx(max(0.0, dot.value - 100 * measured.uncertainty))
        assert shrug.ends[0] <= dot.low < dot.high <= shrug.ends[1]
    assert "rep 8 9 %" in shrug.summary
    assert "rep 4" not in shrug.summary


def test_a_shrug_that_was_never_measured_has_no_chart() -> None:
    analysis = late_shrug_deadlift_set()
    hidden = analysis.reps[3].metrics["shrug_torso"]
    reps = tuple(
        replace(rep, metrics={**rep.metrics, "shrug_torso": hidden}) for rep in analysis.reps
    )
    names = [panel.name for panel in panels(replace(analysis, reps=reps))]
    assert names == ["rise", "lean"]


def test_a_shrug_stays_beside_those_of_the_other_reps_when_a_rep_is_chosen() -> None:
    shown = charts(late_shrug_deadlift_set(), around=(2.0, 5.0), at_s=3.0)
    about = {chart.panel.name: (chart.shown_s, chart.at_s) for chart in shown}
    assert about["lean"] == about["rise"] == ((2.0, 5.0), 3.0)
    assert about["shrug"] == ((0.0, 32.0), None)


def test_of_a_chosen_rep_nothing_is_drawn_that_lies_beside_it() -> None:
    """Its own band ends where the chart does, and its finding stands at its moment."""
    analysis = good_morning_squat_set()
    rep = analysis.reps[4]
    assert rep.start_s is not None
    assert rep.end_s is not None
    around = (rep.start_s + 0.2, rep.end_s + 1.0)
    _, lean, _ = charts(analysis, around=around, at_s=rep.findings[0].at_s)
    assert [(band.label, band.start_s, band.end_s) for band in lean.bands] == [
        ("5", around[0], rep.end_s)
    ]
    assert [marker.label[:6] for marker in lean.markers] == ["Rep 5:"]
    assert lean.left(around[0]) == 0
    assert lean.left(around[1]) == 100
    assert all(around[0] <= tick <= around[1] for tick in lean.time_ticks)
    before = charts(analysis, around=(0.0, rep.start_s - 0.2))[1]
    assert before.markers == ()
    assert [band.label for band in before.bands] == ["1", "2", "3", "4"]
    assert charts_html([lean]).count('class="at"') == 1
    assert 'class="at"' not in charts_html([before])


def test_a_shrug_in_svg_is_a_dot_inside_its_range() -> None:
    *_, shrug = charts(late_shrug_deadlift_set())
    assert shrug.panel.lines == ()
    for dot in shrug.panel.dots:
        middle = HEIGHT * shrug.top(dot.value) / 100
        assert 0 <= shrug.y(dot.high) < middle < shrug.y(dot.low) <= HEIGHT
    page = render_html(late_shrug_deadlift_set())
    assert page.count(">▲</span>") == sum(dot.flagged for dot in shrug.panel.dots) > 0
    assert page.count(">●</span>") == sum(not dot.flagged for dot in shrug.panel.dots) > 0


def test_a_deadlift_has_no_lean_limit() -> None:
    lean = next(panel for panel in panels(late_shrug_deadlift_set()) if panel.name == "lean")
    assert lean.limit is None


@pytest.mark.parametrize("name", all_examples())
def test_svg_places_are_inside_and_monotonic(name: str) -> None:
    for chart in charts(all_examples()[name]):
        for line in chart.panel.lines:
            pieces = [piece for piece in chart.path(line).split("M") if piece]
            pairs = [pair.split() for piece in pieces for pair in piece.split("L")]
            xs, ys = ([float(pair[i]) for pair in pairs] for i in (0, 1))
            assert xs == sorted(xs)
            assert min(xs) >= 0
            assert max(xs) <= WIDTH
            assert min(ys) >= 0
            assert max(ys) <= HEIGHT
        assert 2 <= len(chart.value_ticks) <= 6
        assert all(0 <= chart.top(tick) <= 100 for tick in chart.value_ticks)


def test_a_gap_in_the_series_is_a_gap_in_the_curve() -> None:
    rise, lean, _ = charts(good_morning_squat_set())
    paths = [chart.path(line) for chart in (lean, rise) for line in chart.panel.lines]
    assert [path.count("M") for path in paths] == [2, 1, 2]


def test_the_limit_is_drawn_at_its_value() -> None:
    lean = charts(good_morning_squat_set())[1]
    low, high = lean.panel.ends
    assert lean.panel.limit is not None
    y = lean.y(lean.panel.limit[0])
    assert high - y / HEIGHT * (high - low) == pytest.approx(50.0)


@pytest.mark.parametrize("name", all_examples())
def test_charts_are_well_formed_and_described(name: str) -> None:
    analysis = all_examples()[name]
    drawn = fromstring(f"<div>{charts_html(charts(analysis, around=(2.0, 5.0), at_s=3.0))}</div>")
    assert [figure.findtext("h3") for figure in drawn] == [one.title for one in panels(analysis)]
    said = [plot.get("aria-label") for plot in drawn.iterfind(".//*[@role='img']")]
    assert said == [panel.summary for panel in panels(analysis)]


def test_an_hour_long_clip_stays_a_small_chart() -> None:
    analysis = good_morning_squat_set()
    count = 3600 * 30
    series = replace(
        analysis.series,
        time_s=tuple(i / 30 for i in range(count)),
        lean_deg=tuple(float(i % 50) for i in range(count)),
        hip_height_torso=(1.0,) * count,
        chest_height_torso=(2.0,) * count,
    )
    shown = charts(replace(analysis, series=series))
    assert all(len(charts_html([chart])) < 50_000 for chart in shown)


def test_the_chart_says_the_largest_lean_that_the_rows_say() -> None:
    """A lean of 43.499° stands in the curve as 43.5: "It peaks at 44°" stood over a row of 43°."""
    analysis = good_morning_squat_set()
    lean = replace(analysis.reps[0].metrics["lean_peak_deg"], value=63.49994)
    first = replace(analysis.reps[0], metrics=analysis.reps[0].metrics | {"lean_peak_deg": lean})
    curve = (63.5, *analysis.series.lean_deg[1:])
    one = replace(analysis, reps=(first,), series=replace(analysis.series, lean_deg=curve))
    (chart,) = [panel for panel in panels(one) if panel.name == "lean"]
    assert words.measured("lean_peak_deg", lean) == "63°"
    assert chart.summary.endswith("It peaks at 63°.")
    lost = replace(lean, value=None, not_assessed="it was hidden")
    blind = replace(first, metrics=first.metrics | {"lean_peak_deg": lost})
    (chart,) = [p for p in panels(replace(one, reps=(first, blind))) if p.name == "lean"]
    assert chart.summary.endswith("It peaks at 63° where it was seen.")
