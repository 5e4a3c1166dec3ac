"""Correcting a set on its page, without a browser: lift, style and reps."""

from __future__ import annotations

import json
from dataclasses import asdict, replace
from typing import Any

import pytest

from formcheck.analysis import Analysis, Lift, NotCounted
from formcheck.jobs import adjustment
from formcheck.jobs.adjustment import Adjustment
from formcheck.jobs.job import Job, Question
from formcheck.lifts import VARIANTS, LiftName
from formcheck.page import backend, corrections
from formcheck.page.by_hand import CORRECTIONS
from formcheck.report.digest import worst_moment
from tests.app.conftest import wait_for_result
from tests.app.said import OpenExample, behind_a_tap, change_result, with_notice, words_of
from tests.app.test_limit_fields import field_of, fields_of, the_job
from tests.examples import good_morning_squat_set

pytestmark = pytest.mark.long


def test_a_correction_without_the_poses_says_what_to_do_and_does_it(
    open_example: OpenExample,
) -> None:
    """The examples' workers keep no poses, as after an update of formcheck."""
    app = open_example("good_morning_squat_set")
    app.button(key="not_rep_5").click().run()
    assert not app.exception
    assert "earlier version" in app.error[0].value
    assert [toast.value for toast in app.toast] == [app.error[0].value], "no verdict"
    app.button(key="check_again").click().run()
    app = wait_for_result(app)
    assert app.title[0].value == good_morning_squat_set().set.summary
    assert not app.error


def test_the_page_stays_with_the_rep_that_is_looked_at_whatever_its_number_is_now(
    open_example: OpenExample,
) -> None:
    """Also where nobody chose it: "Undo" then showed another rep in the player than beside it."""
    app = open_example("good_morning_squat_set")
    assert "Rep 5" in words_of(app)

    def without_the_first(analysis: Analysis) -> Analysis:
        later = (replace(rep, number=rep.number - 1) for rep in analysis.reps[1:])
        return replace(analysis, reps=tuple(later))

    start_s = good_morning_squat_set().reps[4].start_s
    app = change_result(app, without_the_first)
    assert app.session_state["selected_mark"] == "rep-4"
    assert [h.value for h in app.header if h.value.startswith(f"Rep 4 :gray[· {start_s:.1f}")]


@pytest.mark.parametrize(
    ("code", "read_as", "looks_like", "offered"),
    [
        ("lift_unknown", "unknown", None, ["Squat", "Deadlift"]),
        ("lift_unsure", "squat", None, ["Squat", "Deadlift"]),
        ("lift_contradicted", "squat", "deadlift", ["Read it as a deadlift"]),
        ("lift_contradicted", "deadlift", "squat", ["Read it as a squat"]),
        ("lift_both", "squat", None, ["Read it as a deadlift"]),
    ],
)
def test_a_lift_that_is_not_sure_is_told_in_one_tap_where_that_is_said(
    open_example: OpenExample,
    monkeypatch: pytest.MonkeyPatch,
    code: str,
    read_as: Any,
    looks_like: LiftName | None,
    offered: list[str],
) -> None:
    """A link went down to a box, which took two taps more."""
    told: list[Adjustment] = []
    monkeypatch.setattr(adjustment, "apply", lambda store, job, wanted: told.append(wanted))
    said = "Just say so."
    notice = with_notice(code, said, looks_like=looks_like)
    app = change_result(open_example("clean_squat_set"), notice)
    lift = Lift(read_as, "unknown", 0.6, "detected")
    app = change_result(app, lambda analysis: replace(analysis, lift=lift))
    assert words_of(app).count(said) == 1
    assert said not in behind_a_tap(app)
    assert CORRECTIONS in {header.anchor for header in app.header}, "where the style is chosen"
    buttons = [each for each in app.button if (each.key or "").startswith("lift_is_")]
    assert [each.label for each in buttons] == offered
    buttons[-1].click().run()
    assert not app.exception
    assert [(one.lift, one.variant) for one in told] == [(offered[-1].split()[-1].lower(), None)]
    assert the_job(app).task == "draw", "the video of another lift took one more tap"
    assert [toast.value for toast in app.toast] == [app.title[0].value], "nobody heard of it"


def test_what_looks_like_neither_lift_is_not_offered_as_the_other_one(
    open_example: OpenExample,
) -> None:
    """Below "as in a lunge" one button read a told squat as a deadlift."""
    said = "However it is worded: it looks like a deadlift."
    notice = with_notice("lift_contradicted", said, looks_like="unknown")
    app = change_result(open_example("clean_squat_set"), notice)
    assert said in words_of(app)
    assert not [each for each in app.button if (each.key or "").startswith("lift_is_")]
    assert [one.label for one in app.expander if one.proto.expanded] == ["Wrong lift or style"]
    links = [link.proto.label for link in app.get("page_link")]
    assert "Where to put the phone next time" not in links, "how to film a squat, below a lunge"


@pytest.mark.parametrize(
    ("code", "chosen"),
    [
        ("lift_unknown", "Wrong lift or style"),
        ("lift_unsure", "Wrong lift or style"),
        ("several_people", "Wrong person"),
    ],
)
def test_what_can_be_chosen_is_open(open_example: OpenExample, code: str, chosen: str) -> None:
    app = change_result(open_example("clean_squat_set"), with_notice(code))
    assert (f"](#{CORRECTIONS})" in words_of(app)) == (code == "several_people")
    assert [one.label for one in app.expander if one.proto.expanded] == [chosen]


def test_what_is_no_lift_offers_the_choice_of_one_and_no_rep(open_example: OpenExample) -> None:
    """ "This was a rep" changed nothing of a lunge, and stood there again."""

    def lunge(analysis: Analysis) -> Analysis:
        return replace(analysis, reps=(), lift=Lift("unknown", "unknown", 0.9, "detected"))

    app = open_example("clean_squat_set")
    app.session_state["selected_mark"] = "other-0"
    assert "This was a rep" in words_of(app.run())
    app = change_result(app, lunge)
    assert "This was a rep" not in words_of(app)
    assert "[choose the lift](#correct-it) first: then you can say so." in words_of(app)
    app = change_result(app, with_notice("lift_unknown"))  # asks for it on top, with buttons
    assert "choose the lift" not in words_of(app)


def test_a_lift_that_was_asked_for_opens_with_its_worst_rep(open_example: OpenExample) -> None:
    """After "Deadlift" the page went on showing what was not counted, and the video its start."""
    found = good_morning_squat_set()
    worst = worst_moment(found)
    assert worst is not None
    aside = NotCounted(0.0, 1.0, "other_movement", "This may not be a squat or a deadlift.")
    unasked = replace(found, not_counted=(aside,), reps=())
    app = change_result(open_example("good_morning_squat_set"), lambda _: unasked)
    assert app.session_state["selected_mark"] == "other-0"
    app = change_result(app, lambda _: replace(found, not_counted=(aside,)))
    assert app.session_state["selected_mark"] == f"rep-{worst[0].number}"
    assert app.session_state["player_command"]["at"] == worst[1].at_s


def test_that_nobody_else_was_seen_is_not_that_nobody_else_is_there(
    open_example: OpenExample,
) -> None:
    """A coach who went down and up behind the lifter was measured, and "the only person"."""
    app = open_example("clean_squat_set")
    assert "There is only one person" not in words_of(app)
    assert "We saw one person in this clip." in words_of(app)


def test_a_finding_that_hangs_on_the_style_asks_for_it_in_one_tap(
    open_example: OpenExample, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[Adjustment] = []

    def hangs(analysis: Analysis) -> Analysis:
        rep = analysis.reps[4]
        findings = tuple(
            replace(f, confidence="possible", depends_on=("variant",))
            if f.fault == "excessive_lean"
            else f
            for f in rep.findings
        )
        return replace(analysis, reps=(*analysis.reps[:4], replace(rep, findings=findings)))

    app = change_result(open_example("good_morning_squat_set"), hangs)
    monkeypatch.setattr(adjustment, "apply", lambda store, job, wanted: told.append(wanted))
    (ask,) = (pills for pills in app.get("pills") if (pills.key or "").startswith("style_"))
    assert [option.content for option in ask.proto.options] == [
        "High bar",
        "Low bar",
        "Front",
        "No bar",
    ]
    ask.set_value("No bar").run()
    assert not app.exception
    assert [(one.lift, one.variant) for one in told] == [("squat", "bodyweight")]


def test_every_style_of_the_command_line_can_be_chosen() -> None:
    offered = {style for _, style in corrections.LIFT_CHOICES.values()}
    assert {style for styles in VARIANTS.values() for style in styles} <= offered


@pytest.mark.parametrize(
    ("source", "variant", "style_given", "said"),
    [
        ("detected", "unknown", False, "Deadlift, style unknown (detected)"),
        ("told", "romanian", False, "Deadlift (your choice), Romanian (detected)"),
        ("told", "romanian", True, "Deadlift, Romanian (your choice)"),
        ("told", "unknown", False, "Deadlift (your choice), style unknown"),
    ],
)
def test_a_style_that_was_found_is_nobodys_choice(
    open_example: OpenExample, source: Any, variant: Any, style_given: bool, said: str
) -> None:
    app = open_example("late_shrug_deadlift_set")
    job = backend.runner().store.load(app.query_params["set"])
    assert job is not None
    asked = replace(job.question, lift="deadlift", variant=variant if style_given else None)
    backend.runner().store.save(replace(job, question=asked))
    lift = Lift("deadlift", variant, 1.0, source)
    app = change_result(app, lambda analysis: replace(analysis, lift=lift))
    (caption,) = (one.value for one in app.caption if one.value.startswith("Read as:"))
    assert caption == f"Read as: {said}"


def test_a_clip_of_no_lift_has_no_style_that_was_found(open_example: OpenExample) -> None:
    """It read "Read as: No lift recognized, style unknown (detected)"."""
    lift = Lift("unknown", "unknown", 0.0, "detected")
    app = change_result(open_example("clean_squat_set"), lambda one: replace(one, lift=lift))
    said = [one.value for one in app.caption]
    assert "Squat or deadlift" in said
    assert not [one for one in said if one.startswith("Read as:")]


def test_a_choice_that_is_refused_is_shown_as_refused(open_example: OpenExample) -> None:
    """It used to stand there as if it held."""
    app = open_example("good_morning_squat_set")
    (choice,) = (box for box in app.selectbox if box.label == "Lift and style")
    before = choice.value
    choice.select("Deadlift, sumo").run()
    assert app.error, "the examples keep no poses: nothing can be judged again"
    (choice,) = (box for box in app.selectbox if box.label == "Lift and style")
    assert choice.value == before
    assert the_job(app).task == "analyze", "nothing is drawn anew"
    field = fields_of(app)[0]
    label, default = field.label, field.value
    field.set_value(f"{float(default or 0) + 0.5:g}").run()
    assert app.error
    assert field_of(app, label).value == default


def test_fields_that_are_gone_and_still_sent_correct_nothing(
    open_example: OpenExample, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A tap on "Deadlift" was taken back a second later, and 22 limits judged the set again."""
    told: list[Adjustment] = []

    def keep(_: object, job: Job, wanted: Adjustment) -> None:
        told.append(wanted)
        backend.runner().store.save_corrected(
            job.id, adjustment.FILE, json.dumps(asdict(wanted)), good_morning_squat_set()
        )

    monkeypatch.setattr(adjustment, "apply", keep)
    notice = with_notice("lift_unsure")
    app = change_result(open_example("good_morning_squat_set"), notice)
    sent = app._tree.get_widget_states()
    for button in [one for one in sent.widgets if one.WhichOneof("value") == "trigger_value"]:
        sent.widgets.remove(button)  # a browser sends them when they are tapped
    app.button(key="lift_is_deadlift").click().run()
    deadlift = replace(good_morning_squat_set(), lift=Lift("deadlift", "unknown", 1.0, "told"))
    app = change_result(app, lambda _: deadlift)
    app._run(sent)
    assert [one.lift for one in told] == ["deadlift"]


def test_the_only_rep_is_put_back_where_it_was_taken_away(open_example: OpenExample) -> None:
    """No lift is named without a rep, and the panel said that choosing one would count it."""
    app = open_example("good_morning_squat_set")

    def without_reps(analysis: Analysis) -> Analysis:
        gone = NotCounted(1.0, 3.0, "told", "You said this was not a rep.")
        none = Lift("unknown", "unknown", 0.8, "detected")
        return replace(analysis, reps=(), lift=none, not_counted=(gone,))

    app = change_result(app, without_reps)
    assert "This was a rep" in {button.label for button in app.button}
    assert "choose the lift" not in words_of(app)
    assert "may read a little differently" not in words_of(app)


def test_a_mind_that_is_changed_leads_back_to_the_person_we_chose(
    open_example: OpenExample,
) -> None:
    """Another person was chosen and the look at them stopped: the first one's set was gone."""
    app = open_example("good_morning_squat_set")
    store, job = backend.runner().store, the_job(app)
    store.save(replace(job, state="cancelled", question=Question(lifter=2)))
    store.drop_result(job.id)
    app.run()
    assert "Stopped. Only the clip was kept." in app.info[0].value
    (back,) = (one for one in app.button if one.label == "Back to the person we chose")
    back.click().run()
    assert not app.exception
    assert the_job(app).question == Question()
    assert "Stopped" not in words_of(wait_for_result(app))
