"""The soreness page and the background page, without a browser."""

from __future__ import annotations

import re

import pytest
from streamlit.testing.v1 import AppTest

from formcheck.knowledge import load_knowledge
from formcheck.knowledge.drawings import drill_alt
from formcheck.soreness.answers import Answers
from formcheck.soreness.background import topic_entries
from formcheck.soreness.triage import triage
from formcheck.soreness.why_text import render_why
from tests.app.said import words_of
from tests.examples import (
    all_examples,
    clean_squat_set,
    good_morning_squat_set,
    late_shrug_deadlift_set,
)
from tests.knowledge.conftest import OpenPage

KNOWLEDGE = load_knowledge()


def _tap(app: AppTest, **answers: str | list[str]) -> AppTest:
    for question, picked in answers.items():
        app.get_by_key(f"why_{question}").set_value(picked)
        app.run()
    assert not app.exception
    return app


def test_before_the_first_tap_there_is_no_answer(open_page: OpenPage) -> None:
    app = open_page("why")
    assert not app.exception
    assert "Tell us where it is sore" in words_of(app)
    assert not app.error
    assert not app.get("download_button")


def test_a_few_taps_lead_to_a_reason_with_why_and_what_to_do(open_page: OpenPage) -> None:
    app = _tap(open_page("why"), lifts=["deadlift"], grip="tired", hours="one_day")
    said = words_of(app)
    assert "1. Shoulders that creep up late in the set" in said
    assert r"Your grip went first\." in said
    assert "Next session:" in said
    assert "The articles disagree. Heat: at once or later?" in said
    assert "Still sore 72 hours after the session" in said
    assert said.count("not a substitute for medical advice") == 1
    assert len(app.get("download_button")) == 2


def test_the_line_in_sight_says_how_strong_the_signs_are(open_page: OpenPage) -> None:
    """Of one rep that is perhaps at fault it said "So far: Your hips rose before your chest"."""
    said = words_of(_tap(open_page("why"), warm_up="none"))
    (badge,) = re.findall(r"\*\*1\. .*?\*\* :\w+-badge\[(.+?)\]", said)
    assert re.search(rf"So far: \*\*.+?\*\* \({badge.lower()}\)", said)


def test_what_eases_it_is_said_once(open_page: OpenPage) -> None:
    """It stood under "Do this first" and again, word for word, above its exercises."""
    said = words_of(_tap(open_page("why"), lifts=["deadlift"], grip="tired"))
    assert "Ease off, but keep moving" in said
    assert said.count("Leave out what makes it worse") == 1
    told = triage(Answers(frozenset({"lifts.deadlift", "grip.tired"})))
    assert render_why(told, everything=True).count("Leave out what makes it worse") == 1


def test_a_sign_says_what_to_do_where_its_name_is_out_of_sight() -> None:
    """On a set's page "Show it to a doctor today" spoke of the set."""
    alone = [flag.see.text for flag in KNOWLEDGE.flags]
    assert not [text for text in alone if re.search(r"^Show it|load it", text)]


def test_a_warning_comes_first_and_holds_everything_back(open_page: OpenPage) -> None:
    app = _tap(open_page("why"), lifts=["deadlift"], grip="tired", signs=["numbness"])
    assert "See a doctor today" in app.error[0].value
    said = words_of(app)
    assert "Until then: no training" in said
    assert "What eases it" not in said
    assert "So far:" not in said
    assert not app.get("download_button")


def test_none_of_these_and_a_sign_exclude_each_other(open_page: OpenPage) -> None:
    """The last tap counts; both stayed lit, and a screen reader read out both."""
    app = _tap(open_page("why"), signs=["none"])
    _tap(app, signs=["none", "numbness"])
    assert app.session_state["why_signs"] == ["numbness"]
    assert "See a doctor today" in app.error[0].value
    _tap(app, signs=["numbness", "night", "none"])
    assert app.session_state["why_signs"] == ["none"]
    assert not app.error


def test_questions_follow_the_answers(open_page: OpenPage) -> None:
    app = open_page("why")

    def asked() -> set[str]:
        return {str(pills.label) for pills in app.get("pills")}

    assert "Where did the bar lie in the back squat?" not in asked()
    _tap(app, lifts=["back_squat"])
    assert "Where did the bar lie in the back squat?" in asked()
    assert "Your grip in the last sets?" not in asked()


def test_an_answer_to_a_question_that_is_gone_no_longer_counts(open_page: OpenPage) -> None:
    app = _tap(open_page("why"), lifts=["back_squat"], bar="on_bump")
    assert "The bar lay too high" in words_of(app)
    _tap(app, lifts=["deadlift"])
    assert "The bar lay too high" not in words_of(app)


def test_sets_of_the_session_are_taken_into_account_and_can_be_left_out(
    open_page: OpenPage,
) -> None:
    pull, squat = late_shrug_deadlift_set(), clean_squat_set()
    app = open_page("why", pull=pull, squat=squat)
    assert not app.exception
    assert app.session_state["why_sets"] == [], "others may be somebody else's"
    _tap(app, sets=[pull.clip.name, squat.clip.name])
    assert "Shoulders that creep up late in the set" in words_of(app)
    _tap(app, sets=[squat.clip.name])
    assert "Shoulders that creep up late in the set" not in words_of(app)


def test_a_set_alone_ranks_nothing_as_strong_and_gives_no_remedy(open_page: OpenPage) -> None:
    squat = good_morning_squat_set()
    app = _tap(open_page("why", squat=squat), sets=[squat.clip.name])
    assert "Your hips rose before your chest" in words_of(app)
    for gone in ("Strong signs", "Next session", "Do this first", "What eases it"):
        assert gone not in words_of(app), gone
    assert "Answer a few more questions" in words_of(app)
    assert not app.get("download_button")
    _tap(app, where=["between_blades"])
    assert "Strong signs" in words_of(app)
    assert "Do this first" in words_of(app)


def test_skipped_signs_are_said_before_advice(open_page: OpenPage) -> None:
    app = _tap(open_page("why"), lifts=["deadlift"], grip="tired", hours="one_day")
    assert [one for one in app.warning if "You skipped the warning signs" in one.value]
    assert words_of(app).count("You skipped the warning signs") == 1
    _tap(app, signs=["none"])
    assert "You skipped" not in words_of(app)
    printed = render_why(triage(Answers(frozenset({"where.between_blades", "kind.ache"}), 24)))
    assert printed.index("You skipped") < printed.index("Do this first")


def test_a_clip_without_a_counted_rep_is_not_offered(open_page: OpenPage) -> None:
    empty, pull = all_examples()["no_reps_found"], late_shrug_deadlift_set()
    app = open_page("why", empty=empty, pull=pull)
    (sets,) = (pills for pills in app.get("pills") if pills.key == "why_sets")
    assert len(sets.proto.options) == 1


def test_a_saved_document_can_be_added_and_another_file_is_refused(open_page: OpenPage) -> None:
    app = open_page("why")
    app.file_uploader[0].upload("pull.json", late_shrug_deadlift_set().to_json().encode())
    app.file_uploader[0].upload("other.json", b'{"a": 1}')
    app.run()
    assert not app.exception
    assert "is not an analysis document" in app.error[0].value
    assert "Shoulders that creep up late in the set" in words_of(app)


def test_the_name_of_a_clip_is_shown_as_it_stands(open_page: OpenPage) -> None:
    pull = late_shrug_deadlift_set().renamed("**x** :red[y] $z$.mov")
    app = _tap(open_page("why", pull=pull), sets=[pull.clip.name])
    assert r"\*\*x\*\* \:red\[y\] \$z\$\.mov" in words_of(app)


def test_start_over_forgets_the_answers(open_page: OpenPage) -> None:
    app = _tap(open_page("why"), warm_up="none")
    assert "Little or no warm-up" in words_of(app)
    app.button(key="over").click().run()
    assert not app.exception
    assert "Little or no warm-up" not in words_of(app)


@pytest.mark.parametrize("topic", KNOWLEDGE.topics, ids=lambda topic: topic.id)
def test_a_topic_shows_all_its_entries(open_page: OpenPage, topic) -> None:  # type: ignore[no-untyped-def]
    app = open_page("background")
    app.get_by_key("topic").set_value(topic.id)
    app.run()
    assert not app.exception
    said = words_of(app)
    assert app.header[0].value == topic.title
    for entry in topic_entries(topic):
        for sentence in entry.sentences:
            assert sentence.text in said
    for name in topic.disagreements:
        assert KNOWLEDGE.disagreement(name).reading.text in said
    for name in topic.anatomy:
        assert KNOWLEDGE.part(name).where.text in said


def test_each_drill_is_drawn_beside_its_steps_with_a_dose_and_when_to_stop(
    open_page: OpenPage,
) -> None:
    app = open_page("background")
    topic = next(topic for topic in KNOWLEDGE.topics if "D7" in topic.items)
    app.get_by_key("topic").set_value(topic.id)
    app.run()
    said = words_of(app)
    pictures = {image.alt for element in app.get("image") for image in element.proto.imgs}
    shown = [e for e in KNOWLEDGE.exercises if set(e.items) & set(topic.items)]
    assert "peanut" in {exercise.id for exercise in shown}
    for exercise in shown:
        ours = " (our own starting dose)" if exercise.dose.sources == ("formcheck",) else ""
        assert f"**How much{ours}:** {exercise.dose.text}" in said
        assert f"**When to stop:** {exercise.stop.text}" in said
        assert drill_alt(exercise) in pictures
