"""What the table of a rep marks as beyond its limit."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from formcheck.analysis import Analysis
from formcheck.metrics.bar_path import NO_BAR, UNITS
from formcheck.metrics.measurement import not_assessed
from formcheck.page import by_hand, video
from formcheck.report.digest import unseen
from formcheck.report.html import render_html
from formcheck.report.limits import beyond_limit, beyond_unsurely, beyond_words, limit_of
from tests.app.said import OpenExample, change_result, with_notice, words_of
from tests.examples import (
    clean_squat_set,
    good_morning_squat_set,
    only_perhaps,
    seen_in_part,
)
from tests.observed import some_reps


def test_what_is_beyond_its_limit_is_marked_and_nothing_else() -> None:
    analysis = good_morning_squat_set()
    flagged = analysis.reps[2]
    marked = {
        name
        for name in flagged.metrics
        if beyond_limit(flagged, name, limit_of(analysis, flagged, name))
    }
    assert {finding.metric for finding in flagged.findings} <= marked
    assert "descent_s" not in marked
    for name in marked:
        limit = limit_of(analysis, flagged, name)
        assert limit is not None
        assert (flagged.metrics[name].value or 0.0) > limit


def test_a_depth_a_little_beyond_its_limit_is_named_where_no_fault_is_told(
    open_example: OpenExample,
) -> None:
    """A rep of 17 % where 15 % is the limit read "Steady", and nothing else was said of it."""

    def high(analysis: Analysis) -> Analysis:
        depth = replace(analysis.reps[0].metrics["depth_thigh"], value=0.17)
        metrics = {**analysis.reps[0].metrics, "depth_thigh": depth}
        first = replace(analysis.reps[0], metrics=metrics)
        return replace(analysis, reps=(first, *analysis.reps[1:]))

    clean = clean_squat_set()
    assert not any(beyond_unsurely(clean, rep) for rep in clean.reps)
    assert beyond_unsurely(high(clean), high(clean).reps[0]) == ("depth_thigh",)
    app = change_result(open_example("clean_squat_set"), high)
    said = words_of(app)
    assert "Too close to a limit to call it a fault: depth." in said
    # the sentence on top holds of it, too
    assert f"All {len(clean.reps)} reps were steady." in said
    assert "Beyond the limit" not in said


def test_a_steady_rep_says_what_could_not_be_seen_of_it(open_example: OpenExample) -> None:
    """The sentence on top counted the reps, and each of them was "steady" alone."""

    def no_depth(analysis: Analysis) -> Analysis:
        first, *others = analysis.reps
        lost = replace(first.metrics["depth_thigh"], value=None, not_assessed="it was hidden")
        return replace(
            analysis, reps=(replace(first, metrics=first.metrics | {"depth_thigh": lost}), *others)
        )

    app = change_result(open_example("clean_squat_set"), no_depth)
    said = words_of(app)
    assert "**Steady.**" in said
    assert "We could not see whether you stopped short of depth." in said


def test_a_steady_rep_is_marked_nowhere() -> None:
    analysis = clean_squat_set()
    for rep in some_reps(analysis):
        assert not any(
            beyond_limit(rep, name, limit_of(analysis, rep, name)) for name in rep.metrics
        )


def test_a_value_of_what_is_perhaps_a_fault_has_the_mark_of_that(open_example: OpenExample) -> None:
    """Under the "?" of chip and card its value had the flag, which the chips call flagged."""
    app = change_result(open_example("good_morning_squat_set"), only_perhaps)
    (values,) = (t.value["Measured"].tolist() for t in app.table if "Measured" in t.value)
    assert any(":material/question_mark: **" in value for value in values)
    assert not any(":material/flag:" in value for value in values)
    report = render_html(only_perhaps(good_morning_squat_set()))
    assert 'class="over perhaps"' in report
    assert 'class="over"' not in report


def test_beside_a_sure_fault_one_that_is_perhaps_there_keeps_its_mark() -> None:
    analysis = good_morning_squat_set()
    rep = analysis.reps[2]
    sure = rep.findings[0]
    perhaps = replace(sure, fault="shallow_depth", metric="depth_thigh", confidence="possible")
    deep = replace(rep.metrics["depth_thigh"], value=0.3)
    both = replace(rep, findings=(sure, perhaps), metrics={**rep.metrics, "depth_thigh": deep})
    marks = {name: beyond_limit(both, name, 0.0) for name in (sure.metric, "depth_thigh")}
    assert marks == {sure.metric: "fault", "depth_thigh": "perhaps"}


def test_a_value_that_is_called_no_fault_has_no_mark_of_another_fault() -> None:
    """Beside a good morning +17 % of depth was marked, and named below as no fault."""
    analysis = good_morning_squat_set()
    rep = analysis.reps[2]
    high = replace(rep.metrics["depth_thigh"], value=0.17)
    rep = replace(rep, metrics={**rep.metrics, "depth_thigh": high})
    assert rep.findings
    assert "depth" in beyond_words(analysis, [rep])
    assert not beyond_limit(rep, "depth_thigh", limit_of(analysis, rep, "depth_thigh"))


def test_no_limit_is_not_the_dash_of_what_was_not_assessed(open_example: OpenExample) -> None:
    app = open_example("good_morning_squat_set")
    limits = [table.value["Limit"].tolist() for table in app.table if "Limit" in table.value]
    assert limits
    assert "none" in limits[0], "two words took two lines on a phone, in nine rows"
    assert "–" not in limits[0]


def test_beside_the_green_tick_stands_what_it_cannot_show(open_example: OpenExample) -> None:
    app = open_example("clean_squat_set")
    (tick,) = (block.value for block in app.markdown if "**Steady.**" in block.value)
    assert "clearly beyond its limit" in tick, "a value a little beyond it may stand below"
    assert "your shoulders and head with your other reps" in tick


def test_a_rep_seen_in_part_can_show_no_more(open_example: OpenExample) -> None:
    """Shoulders may be all that was seen of it, and these are held against one another."""
    app = change_result(open_example("clean_squat_set"), seen_in_part)
    (said,) = (b.value for b in app.markdown if "is clearly beyond" in b.value)
    assert "Steady" not in said
    assert "with your other reps" in said


def test_nothing_is_said_of_a_bar_where_there_is_none() -> None:
    analysis = clean_squat_set()
    reps = tuple(
        replace(
            rep,
            metrics={
                **rep.metrics,
                **{name: not_assessed(unit, NO_BAR) for name, unit in UNITS.items()},
            },
        )
        for rep in analysis.reps
    )
    with_bar = replace(analysis, reps=reps)
    without = replace(with_bar, lift=replace(with_bar.lift, variant="bodyweight"))
    assert "plate" in " ".join(entry.reason for entry in unseen(with_bar))
    assert "plate" not in " ".join(entry.reason for entry in unseen(without))
    assert "ar travel" not in render_html(without)


def test_a_rep_that_was_missed_is_found_where_it_is_pointed_at_and_no_other() -> None:
    whole = clean_squat_set()
    second = whole.reps[1]
    assert second.start_s is not None
    assert second.turn_s is not None
    assert second.end_s is not None
    missed = replace(whole, reps=(whole.reps[0], *whole.reps[2:]))
    span = by_hand.missed_span(missed, second.turn_s)
    assert span is not None
    assert span == pytest.approx((second.start_s, second.end_s), abs=0.5)
    between_s = (second.end_s + (whole.reps[2].start_s or 0.0)) / 2
    assert by_hand.missed_span(whole, between_s) is None


def test_the_picture_is_of_the_finding_that_was_tapped(
    open_example: OpenExample, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of two at one moment a tap on the lighter one led to the lines of the heavier one."""
    pictured: list[str] = []
    monkeypatch.setattr(video, "still", lambda *args: pictured.append(args[-1].fault))
    app = open_example("good_morning_squat_set")
    tipped, leaned = (button for button in app.button if button.label.startswith("Show at"))
    assert tipped.label == leaned.label
    assert pictured[-1] == "good_morning"
    app = leaned.click().run()
    assert pictured[-1] == "excessive_lean"
    assert "player_command" not in app.session_state, "the video has the other one's lines"
    app = next(button for button in app.button if button.label == tipped.label).click().run()
    assert pictured[-1] == "good_morning"
    assert "player_command" in app.session_state


def test_a_rep_of_a_lift_in_doubt_is_called_no_steadier_than_its_set(
    open_example: OpenExample,
) -> None:
    """A green "Steady." stood below "nothing stood out", and below what nobody took for a squat."""
    app = open_example("clean_squat_set")
    assert "**Steady.**" in words_of(app)
    for code in ("lift_unsure", "lift_contradicted"):
        said = words_of(change_result(app, with_notice(code)))
        assert "**Steady.**" not in said
        assert "Nothing that was seen is clearly beyond its limit." in said
    # of a clip with both lifts one set is judged, and the sentence on top calls it steady
    assert "**Steady.**" in words_of(change_result(app, with_notice("lift_both")))


def test_of_a_set_from_the_front_headline_and_panel_say_the_same_of_depth(
    open_example: OpenExample,
) -> None:
    """ "Nothing stood out there" stood above "beyond the limit, but not surely": of depth both."""

    def high(analysis: Analysis) -> Analysis:
        depth = replace(analysis.reps[0].metrics["depth_thigh"], value=0.17)
        first = replace(
            analysis.reps[0], metrics={**analysis.reps[0].metrics, "depth_thigh": depth}
        )
        return replace(analysis, reps=(first, *analysis.reps[1:]))

    said = words_of(change_result(open_example("front_view_squat_set"), high))
    assert "Too close to a limit to call it a fault: depth." in said
    assert "Nothing clearly wrong with your depth" in said
    assert "stood out" not in said


def test_a_tip_that_began_before_the_rep_says_that_the_leans_are_of_another_moment(
    open_example: OpenExample,
) -> None:
    """A torso that tipped by 16° stood above a lean of 60° at the start, and of 69° at most."""

    def earlier(analysis: Analysis) -> Analysis:
        reps = (replace(rep, compared_from_s=(rep.turn_s or 0) - 0.3) for rep in analysis.reps)
        return replace(analysis, reps=tuple(reps))

    app = open_example("good_morning_squat_set")
    assert "leans below" not in words_of(app)
    said = words_of(change_result(app, earlier))
    assert re.search(
        r"limit \d+°, from [\d.:]+ s on, before bottom\. The leans below start at", said
    )
