"""What the page says of many sets is what it says of each of them."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from xml.etree.ElementTree import fromstring

import pytest
from streamlit.testing.v1 import AppTest

from formcheck.compare.differences import SetValue
from formcheck.history.lines import Line, Point
from formcheck.history.record import About, kept
from formcheck.history.store import History
from formcheck.page.batch_rows import counts
from formcheck.page.history_trends import camera_breaks, days, trend
from formcheck.report.trends import trend_html
from tests.app.said import OpenExample, words_of
from tests.app.test_coach import row
from tests.examples import good_morning_squat_set
from tests.history.sets import numbered

pytestmark = pytest.mark.long
LINE = Line("", About("2026-05-01"), "squat", "", 5, 1, 0, "0.2", 0)


def test_a_trend_says_its_figures_as_the_comparison_does() -> None:
    """A lead of −0.3 % was read out as -0.0, a value of two decimals with one, without its ±."""
    values = [SetValue(mean, 0.02, "torso", 5) for mean in (-0.0003, -0.04)]
    points = [Point(LINE, value) for value in values]
    drawn = trend("hip_lead_torso", points)
    said = "Hips ahead of the chest in 2 sets, from 0 % ± 2 % on 2026-05-01, set 1 to"
    assert drawn.summary == f"{said} −4 % ± 2 % on 2026-05-01, set 2."
    dots = fromstring(trend_html(drawn)).findall(".//span[@title]")
    assert [dot.get("title") for dot in dots] == [
        "2026-05-01, set 1: 0 % ± 2 %, 1 of 5 reps flagged",
        "2026-05-01, set 2: −4 % ± 2 %, 1 of 5 reps flagged",
    ]
    alone = trend("hip_lead_torso", points[:1]).summary
    assert alone == "Hips ahead of the chest in 1 set: 0 % ± 2 % on 2026-05-01."


def test_a_line_that_breaks_at_an_unknown_camera_says_no_more_than_that() -> None:
    """ "The camera stood elsewhere" was said of a set of which nobody knows where it stood."""
    elsewhere, unknown = "the camera stood elsewhere", "we cannot tell where the camera stood"
    assert camera_breaks({"side"}) == camera_breaks({"unknown"}) == []
    assert camera_breaks({"side", "oblique"}) == [elsewhere]
    assert camera_breaks({"side", "unknown"}) == [unknown]
    assert camera_breaks({"side", "oblique", None}) == [elsewhere, unknown]


def test_a_day_counts_the_reps_of_all_its_sets() -> None:
    """A set of which nothing was judged was left out: 5 reps stood where the list has 9."""
    unjudged = replace(LINE, reps=4, flagged=0, unjudged=4)
    (day,) = days([LINE, unjudged], []).days
    assert (day.reps, day.flagged) == ("1 of 9 reps flagged, 4 with back not judged", 20)
    another = replace(unjudged, about=About("2026-05-02"))
    assert days([another, LINE], []).summary.startswith("Flagged reps on 1 day;")


def test_the_answer_calls_a_set_as_the_question_does(example_app: AppTest) -> None:
    """Of two squats of one day the reasons said "Squat, 1 May": which of both, nobody knew."""
    history = History()
    history.switch(on=True)
    day = (date.today() - timedelta(days=1)).isoformat()
    history.add(kept(numbered(good_morning_squat_set(), n), About(day)) for n in (1, 2))
    app = example_app.switch_page("formcheck/page/pages/why.py").run()
    assert not app.exception
    (sets,) = (pills for pills in app.get("pills") if pills.key == "why_sets")
    first, second = (option.content.replace("\\", "") for option in sets.proto.options)
    assert (first[-4:], second[-4:]) == (" (1)", " (2)")
    assert f"{first}, reps" in words_of(app).replace("\\", "")


def test_no_set_is_of_a_day_to_come(open_example: OpenExample) -> None:
    """The page took a day that `history add` refuses, and "last time" was in a year."""
    History().switch(on=True)
    app = open_example("clean_squat_set")
    (day,) = (field for field in app.date_input if field.label == "Day")
    assert day.max == date.today()


def test_of_a_clip_that_came_twice_the_worse_verdict_counts() -> None:
    """Corrected in one of them, it was counted as perhaps, over a row that is flagged."""
    rows = [row("done", good_morning_squat_set(), sure) for sure in ("likely", "possible")]
    first, second = (replace(one, job=replace(one.job, clip_sha256="a" * 64)) for one in rows)
    said = counts([first, replace(second, same_as="set.mp4")])
    assert said == "2 clips, 1 duplicate · 1 flagged, worst first"


def test_a_clip_that_was_stopped_is_not_analyzed_on_every_page() -> None:
    """The page to print counted it so, and the page itself nowhere."""
    assert counts([row("cancelled"), row("failed")]) == "2 clips · 2 not analyzed"
