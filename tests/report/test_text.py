"""The text report says everything the analysis says, once, within its width."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from formcheck.analysis import Notice
from formcheck.guidance.notices import advised
from formcheck.metrics.front_view import KNEES_HIDDEN
from formcheck.metrics.measurement import Measurement, not_assessed
from formcheck.metrics.table import METRICS
from formcheck.reasons import Reason, ReasonCode
from formcheck.report import words
from formcheck.report.digest import faults_found, next_set_cues
from formcheck.report.html import render_html
from formcheck.report.shown import caps_of_perhaps
from formcheck.report.text import render_text
from formcheck.report.words import NEAR_LIMIT
from formcheck.thresholds import Thresholds
from tests import stick
from tests.examples import (
    all_examples,
    clean_squat_set,
    front_view_squat_set,
    good_morning_squat_set,
    late_shrug_deadlift_set,
    seen_in_part,
)
from tests.observed import analyzed

EXAMPLES = all_examples()


def flat(text: str) -> str:
    return re.sub(r"\s+", " ", text)


@pytest.mark.parametrize("name", EXAMPLES)
@pytest.mark.parametrize("width", [60, 80, 120])
def test_no_line_is_wider_than_asked(name: str, width: int) -> None:
    lines = render_text(EXAMPLES[name], width=width).splitlines()
    assert max(map(len, lines)) <= width
    assert lines[-1], "ends with content, not with empty lines"


@pytest.mark.parametrize("name", EXAMPLES)
def test_plain_text_has_no_control_characters(name: str) -> None:
    assert all(c.isprintable() or c == "\n" for c in render_text(EXAMPLES[name]))


def test_a_table_that_needs_no_legend_leaves_no_gap() -> None:
    unseen = not_assessed("deg", Reason(ReasonCode.HIDDEN, "not seen"))
    bare = replace(clean_squat_set(), warnings=())
    reps = [replace(rep, metrics=dict.fromkeys(rep.metrics, unseen)) for rep in bare.reps]
    text = render_text(replace(bare, reps=tuple(reps)))
    assert "back not judged" in text
    assert "\n\n\n" not in text


def test_what_reps_without_a_finding_cannot_show_is_said() -> None:
    clean = clean_squat_set()
    for analysis in (clean, seen_in_part(clean)):
        assert "We compare your shoulders and head with your other reps" in flat(
            render_text(analysis)
        )
    one = replace(clean, reps=clean.reps[:1])
    assert "We compare your" not in flat(render_text(one)), "a single rep is compared with none"


def test_where_no_back_was_judged_but_knees_were_their_limits_are_said() -> None:
    """A front view said that knees and head were judged, and not what that cannot show."""
    front = front_view_squat_set()
    assert "your back could not" in front.set.summary
    assert "We compare your head and knees with your other reps" in flat(render_text(front))
    unseen = {
        name: not_assessed(one.unit, KNEES_HIDDEN) for name, one in front.reps[0].metrics.items()
    }
    one_unseen = replace(front, reps=(replace(front.reps[0], metrics=unseen), *front.reps[1:]))
    assert "We compare your" not in flat(render_text(one_unseen)), "nothing judged in every rep"


def test_of_one_rep_only_what_was_seen_in_it_is_said_to_be_compared() -> None:
    """In an edited clip a rep from the side said that its knees were compared."""
    clean = clean_squat_set()
    first, *others = clean.reps
    other = front_view_squat_set().reps[0]
    mixed = replace(clean, reps=(replace(first, metrics=other.metrics), *others))
    of_set, of_rep = (words.against_yourself(mixed, ["steady"], r) for r in ((), [others[0]]))
    assert "knees" in of_set
    assert "We compare your" in of_rep
    assert "knees" not in of_rep


def test_color_is_only_added_decoration() -> None:
    analysis = good_morning_squat_set()
    colored = render_text(analysis, color=True)
    assert "\x1b[" in colored
    unstyled = re.sub(r"\x1b\[[0-9;]*m", "", colored)
    assert flat(unstyled) == flat(render_text(analysis))


def test_every_fault_comes_with_reason_and_at_most_two_cues() -> None:
    analysis = good_morning_squat_set()
    text = flat(render_text(analysis))
    for entry in analysis.guidance:
        assert entry.title in text
        assert entry.explanation in text
    assert all(f"Try: {cue}" in text for cue in next_set_cues(analysis))
    assert text.count("Try:") == 2
    assert analysis.set.summary in text
    assert "Limit 5°. Large; we are almost sure (97 %)." in text


def test_more_than_two_cues_are_cut_to_the_first_two() -> None:
    analysis = good_morning_squat_set()
    three = ("First.", "Second.", "Third.")
    entry = replace(analysis.guidance[0], cues=three)
    text = render_text(replace(analysis, guidance=(entry,), set=replace(analysis.set, cues=three)))
    assert "First." in text
    assert "Second." in text
    assert "Third." not in text


def test_the_next_set_has_two_things_to_think_of_and_none_said_twice() -> None:
    """The weight is one of them; "stay tight at the bottom" stood there twice."""
    pull = late_shrug_deadlift_set()
    assert pull.set.load
    assert next_set_cues(pull) == pull.set.cues[:1]
    squat = good_morning_squat_set()
    tight = ("Stay tight at the bottom: hips and chest rise together.",
             "Brace your core first and stay tight at the bottom.", "Knees out.")  # fmt: skip
    said = next_set_cues(replace(squat, set=replace(squat.set, cues=tight, load="")))
    assert said == (tight[0], tight[2])


def test_flags_stand_in_the_line_of_their_rep_only() -> None:
    lines = render_text(good_morning_squat_set(), width=100).splitlines()
    by_rep = {int(line.split()[0]): line for line in lines if re.match(r"\s+\d+ +\d+\.\d–", line)}
    assert sorted(by_rep) == [1, 2, 3, 4, 5, 6]
    assert [n for n, line in by_rep.items() if "hips rose before the chest" in line] == [3, 5]
    assert "+12.4°" in by_rep[5]
    assert "52°" in by_rep[5]


def test_a_reason_is_said_once_however_many_values_it_explains() -> None:
    analysis = front_view_squat_set()
    reason = analysis.reps[0].metrics["lean_peak_deg"].not_assessed
    assert reason is not None
    assert flat(render_text(analysis)).count(reason) == 1


def test_a_reason_for_some_reps_names_them() -> None:
    text = flat(render_text(late_shrug_deadlift_set()))
    assert "Shrug (rep 4): the plate hides" in text
    assert "squats only" not in text, "a squat metric is not a blind spot of a deadlift"
    assert "knees caving in" not in text


def test_what_was_not_counted_is_listed_with_its_reason() -> None:
    analysis = good_morning_squat_set()
    text = flat(render_text(analysis))
    assert all(entry.message in text for entry in analysis.not_counted)


def test_the_table_shows_what_is_flagged_and_explains_what_it_shows() -> None:
    front = front_view_squat_set()
    knees = Measurement(0.3, "hip width", 0.05, front.reps[0].turn_s)
    found = replace(
        good_morning_squat_set().reps[2].findings[0],
        fault="knees_in",
        metric="knee_in_hip_width",
        measured=0.3,
        unit="hip width",
    )
    first = replace(
        front.reps[0],
        metrics=front.reps[0].metrics | {found.metric: knees},
        findings=(found,),
    )
    text = flat(render_text(replace(front, reps=(first, *front.reps[1:]))))
    assert "Knees: how far each caves in" in text
    for gone in ("Lean: from upright", "Tip: how far", "Hip lead:", "Shrug:"):
        assert gone not in text


@pytest.mark.parametrize("width", [60, 80])
def test_flags_can_be_read_where_there_are_many_columns(width: int) -> None:
    """Beside seven measures they were four letters wide: "perh", "aps", "heel", "s"."""
    squats, measured = good_morning_squat_set(), Measurement(0.12, "torso", 0.02, 1.0)
    names = ("heel_rise_torso", "neck_change_deg", "shrug_torso", "knee_in_hip_width")
    more = dict.fromkeys(names, measured)
    heels = replace(squats.reps[2].findings[0], fault="heel_lift", metric=names[0])
    reps = tuple(
        replace(rep, metrics=rep.metrics | more, findings=(*rep.findings, heels))
        for rep in squats.reps
    )
    text = render_text(replace(squats, reps=reps), width=width)
    table = [line for line in text.splitlines() if "Rep " in line or re.match(r"\s+\d+ ", line)]
    assert any("Heel" in line and "Flags" in line for line in table)
    flags = " ".join(line[table[0].index("Flags") :] for line in text.splitlines())
    assert "! heels came up" in flat(flags)


def test_a_set_of_either_lift_is_called_so_and_lacks_nothing_of_the_other() -> None:
    """It was headed "No lift recognized" above "may be a squat or a deadlift"."""
    squats = analyzed(stick.film(stick.squat(stick.paced(3))))
    either = replace(squats, lift=replace(squats.lift, name="unknown", variant="unknown"))
    text = flat(render_text(either))
    assert "Squat or deadlift, filmed from the side" in text
    assert "deadlifts only" not in text
    assert "No lift recognized" in flat(render_text(replace(either, reps=())))


def test_a_value_beyond_a_limit_that_is_named_need_be_no_fault() -> None:
    assert flat(render_text(good_morning_squat_set())).count(NEAR_LIMIT) == 1
    assert NEAR_LIMIT not in flat(render_text(clean_squat_set()))


def test_a_depth_beyond_its_limit_that_is_no_fault_is_named_in_every_report() -> None:
    """The page named it; the text and the page to keep showed +17 % beside "ok"."""
    clean = clean_squat_set()
    reps = tuple(
        replace(rep, metrics={**rep.metrics, "depth_thigh": replace(depth, value=0.17)})
        if rep.number in (1, 3) and (depth := rep.metrics["depth_thigh"])
        else rep
        for rep in clean.reps
    )
    said = "Too close to a limit to call it a fault: depth (reps 1 and 3)."
    for report in (render_text, render_html):
        assert said in flat(report(replace(clean, reps=reps)))
        assert "Too close" not in flat(report(clean))


def test_a_choice_is_offered_as_the_command_line_has_it() -> None:
    analysis = good_morning_squat_set()
    said = (Notice("lift_both", "Choose the lift."), Notice("several_people", "Choose another."))
    text = flat(render_text(replace(analysis, warnings=said)))
    assert "Choose the lift. (--lift squat or --lift deadlift)" in text
    assert "Choose another. (--lifter NUMBER)" in text


def test_changed_limits_are_said_at_the_top() -> None:
    """`analyze --limit` gave another verdict, and its text did not say by what."""
    analysis = good_morning_squat_set()
    assert "changed limit" not in render_text(analysis)
    limits = analysis.thresholds | {"good_morning_gain_deg": 6.5}
    changed = render_text(replace(analysis, thresholds=limits))
    assert "Judged with 1 changed limit." in changed.split("\n\n")[0]
    for name, value in (
        ("good_morning_gain_deg", 15.0),
        ("good_morning_moderate_deg", 5.0),
        ("good_morning_severe_deg", 8.0),
    ):
        one = Thresholds.from_values({name: value}).model_dump()
        assert "Judged with 1 changed limit." in render_text(replace(analysis, thresholds=one))


def test_text_from_outside_can_neither_style_nor_steer() -> None:
    analysis = good_morning_squat_set().renamed("\x1b[31m[bold]set[/bold].mp4")
    analysis = replace(analysis, warnings=(Notice("odd", "keep the [red]brackets[/red]"),))
    text = render_text(analysis, color=True)
    assert "\x1b[31m[" not in text
    assert "[bold]set[/bold].mp4" in text
    assert "[red]brackets[/red]" in text


@pytest.mark.parametrize("body", [stick.squat(stick.paced(2)), stick.deadlift(stick.paced(2))])
def test_every_metric_has_words(body: stick.Body) -> None:
    reps = analyzed(stick.film(body)).reps
    assert reps
    for rep in reps:
        assert rep.metrics.keys() <= METRICS.keys()


def test_from_the_front_the_knees_stand_in_the_table_and_why_the_back_does_not_on_top() -> None:
    """ "Your depth and knees could be judged", and no column of knees; why, below all of it."""
    told = advised("view_front", "From the front, lean cannot be seen.", "Film from the side.")
    front = replace(front_view_squat_set(), warnings=(told,))
    text = render_text(front)
    assert "Knees" in text
    assert text.index("From the front, lean") < text.index("Rep ")
    assert "! is a fault" not in text, "a sign that is not there is not explained"
    assert "! is a fault" in render_text(good_morning_squat_set())


def test_what_the_estimator_would_not_read_is_said_on_top_with_where() -> None:
    unread = not_assessed("deg", Reason(ReasonCode.POOR_FIT, "the joints make no body"))
    rep = good_morning_squat_set().reps[0]
    odd = replace(rep, metrics=dict(rep.metrics) | {"lean_gain_deg": unread})
    analysis = replace(clean_squat_set(), reps=(odd,))
    said = "Hips and chest could not be compared in rep 1: the joints make no body."
    assert said in " ".join(render_text(analysis).split())
    assert said in render_html(analysis)


@pytest.mark.parametrize("code", ["lift_unknown", "no_reps", "no_person"])
def test_why_there_is_no_rep_stands_under_that_there_is_none(code: str) -> None:
    """It was the last thing said, under "Worth knowing"."""
    none = replace(EXAMPLES["no_reps_found"], warnings=(Notice(code, "As in a lunge."),))
    assert "As in a lunge." in render_text(none).partition("\n\n")[0]
    assert render_text(none).count("As in a lunge.") == 1
    assert render_html(none).count("As in a lunge.") == 1


def test_why_a_rep_is_no_surer_is_said_of_each_rep_that_is_not_the_worst() -> None:
    """Only the worst rep said why; "a value a little beyond its limit" was held against others."""
    found = good_morning_squat_set()
    (rep, worst), *_ = faults_found(found)[0].findings
    held = replace(worst, confidence="possible", probability=0.6, capped_by=("back",))
    said = [*caps_of_perhaps([(2, held), (3, held), (rep, worst)])]
    assert said == ["Reps 2 and 3 not for sure: a rounding back looks much the same."]
