"""A warning sign that was tapped takes the advice from every page that shows a set."""

from __future__ import annotations

from dataclasses import replace

import pytest
from streamlit.testing.v1 import AppTest

from formcheck.analysis import Analysis
from formcheck.guidance.explanation import explain
from formcheck.guidance.notices import advised
from formcheck.knowledge import load_knowledge
from formcheck.metrics.measurement import not_assessed
from formcheck.metrics.shrug import STANDS_UNLIKE
from formcheck.report.html import render_html
from formcheck.report.text import render_text
from formcheck.soreness.answers import Answers
from formcheck.soreness.triage import sign_of, triage, without_advice
from formcheck.soreness.triage_result import advice
from tests.app.conftest import open_batch
from tests.app.said import OpenExample, behind_a_tap, words_of
from tests.examples import all_examples, good_morning_squat_set, late_shrug_deadlift_set

KNOWLEDGE = load_knowledge()
SIGNS = [(flag, group) for flag in KNOWLEDGE.signs for group in flag.when]
TODAY = "See a doctor today, and do not train until then."


def _advice(analysis: Analysis) -> set[str]:
    """Everything that a set advises: cues, load, drills, what to film."""
    said = {*analysis.set.cues, analysis.set.load, *(c for rep in analysis.reps for c in rep.cues)}
    for one in analysis.guidance:
        said |= {*one.cues, *one.drills, one.recheck}
    said |= {notice.advice or "" for notice in analysis.warnings}
    said |= {one.advice or "" for rep in analysis.reps for one in rep.metrics.values()}
    return said - {""}


@pytest.mark.parametrize(("flag", "group"), SIGNS, ids=lambda value: getattr(value, "id", ""))
def test_a_sign_says_its_own_sentence_and_takes_the_advice(  # type: ignore[no-untyped-def]
    flag, group
) -> None:
    answers = Answers(frozenset(group), max(flag.from_h, 1.0))
    sign = sign_of(answers)
    assert sign is not None
    assert sign.says == advice(triage(answers))[0][1].text
    for whole in (good_morning_squat_set(), late_shrug_deadlift_set()):
        left = without_advice(whole, sign)
        assert not _advice(left)
        urgency = triage(answers).urgency
        assert not left.guidance or "reason" in KNOWLEDGE.kinds.stands[urgency]


@pytest.mark.parametrize("name", all_examples())
@pytest.mark.parametrize("said", ["signs.chest", "signs.numbness", "signs.night"])
def test_what_was_measured_stays_and_a_report_advises_nothing(name: str, said: str) -> None:
    whole, sign = all_examples()[name], sign_of(Answers(frozenset({said})))
    assert sign is not None
    left = without_advice(whole, sign)
    page = render_html(left, sign=sign.says) + render_text(left)
    assert sign.says in page
    assert not [said for said in _advice(whole) if said in page]
    for gone in ("next set", "Drills", "and what to do", "Where to put the phone", "film from"):
        assert gone not in page, gone
    for rep, before in zip(left.reps, whole.reps, strict=True):
        assert rep.findings == before.findings
        assert {n: m.value for n, m in rep.metrics.items()} == {
            n: m.value for n, m in before.metrics.items()
        }


def test_what_to_do_about_an_unread_rep_is_taken_whatever_it_says() -> None:
    """Only what began with "film" was found, so a lockout was still coached beside a sign."""
    whole, sign = late_shrug_deadlift_set(), sign_of(Answers(frozenset({"signs.numbness"})))
    unlike = not_assessed("torso", STANDS_UNLIKE)
    rep = replace(whole.reps[3], metrics={**whole.reps[3].metrics, "shrug_torso": unlike})
    held = advised("handheld", "The phone moved.", "Lean it on something that stands still.")
    left = without_advice(replace(whole, reps=(rep,), warnings=(held,)), sign)
    assert left.reps[0].metrics["shrug_torso"].not_assessed == STANDS_UNLIKE.why
    assert [notice.message for notice in left.warnings] == ["The phone moved."]


@pytest.mark.parametrize("name", all_examples())
def test_of_an_older_document_nothing_is_left_that_may_advise(name: str) -> None:
    """There the advice was not told apart from the sentence."""
    whole, sign = all_examples()[name], sign_of(Answers(frozenset({"signs.numbness"})))
    older = replace(
        whole,
        reps=tuple(
            replace(rep, metrics={n: replace(m, advice=None) for n, m in rep.metrics.items()})
            for rep in whole.reps
        ),
        warnings=tuple(replace(notice, advice=None) for notice in whole.warnings),
    )
    left = without_advice(older, sign)
    page = render_html(left, sign="") + render_text(left)
    assert not [said for said in _advice(whole) if said in page]
    for rep, before in zip(left.reps, whole.reps, strict=True):
        codes = {n: m.reason_code for n, m in before.metrics.items()}
        assert {n: m.reason_code for n, m in rep.metrics.items()} == codes


def test_without_a_sign_nothing_is_taken() -> None:
    whole = good_morning_squat_set()
    for chosen in ({"signs.none"}, {"where.between_blades"}, set()):
        assert without_advice(whole, sign_of(Answers(frozenset(chosen)))) is whole


def test_tapped_numbness_stands_on_the_page_of_the_set(open_example: OpenExample) -> None:
    app = open_example("good_morning_squat_set")
    assert "Think of this in your next set" in words_of(app)
    back = _after(app, "numbness")
    assert not back.exception
    said = words_of(back) + behind_a_tap(back)
    assert TODAY in said
    full = explain("good_morning", lift="squat")
    assert full is not None
    drills = {drill.name for drill in (*full.drills, *full.warm_up, *full.strength)}
    assert not [name for name in drills if name in said + "".join(e.label for e in back.expander)]
    assert not [text for text in _advice(good_morning_squat_set()) if text in said]
    for gone in ("Think of this", "Drills that help", "Next session", "Look at this next time"):
        assert gone not in said, gone
    links = [link.proto.label for link in back.get("page_link")]
    assert "Your warning sign, and what to do" in links
    assert not [label for label in links if "next time" in label]
    assert good_morning_squat_set().reps[4].findings[0].message in said, "what was measured stays"


def test_a_sign_taken_back_gives_the_advice_back(open_example: OpenExample) -> None:
    app = _after(open_example("late_shrug_deadlift_set"), "chest")
    assert "Call the emergency number" in words_of(app)
    assert late_shrug_deadlift_set().set.load not in words_of(app)
    app = _after(app)
    assert late_shrug_deadlift_set().set.load in words_of(app)


def test_the_coachs_rows_have_no_cue_beside_a_sign(example_app: AppTest) -> None:
    app = open_batch(example_app, "good_morning_squat_set")
    assert good_morning_squat_set().set.cues[0] in words_of(app)
    app.switch_page("formcheck/page/pages/why.py").run()
    app.get_by_key("why_signs").set_value(["numbness"]).run()
    app = app.switch_page("formcheck/page/pages/coach.py").run()
    assert TODAY in words_of(app)
    assert "hips rose before the chest" in words_of(app)
    assert good_morning_squat_set().set.cues[0] not in words_of(app)


def test_delete_everything_takes_the_answers_of_the_window_along(open_example: OpenExample) -> None:
    """ "Everything is deleted" stood over a page that still knew what somebody had tapped."""
    app = _after(open_example("late_shrug_deadlift_set"), "numbness")
    app.switch_page("formcheck/page/pages/privacy.py").run()
    app.button(key="delete_everything").click().run()
    app.button(key="delete_everything").click()  # a browser runs the dialog alone
    app.button(key="really_delete").click().run()
    assert [one.value for one in app.success] == ["Everything is deleted."]
    app.switch_page("formcheck/page/pages/why.py").run()
    assert not app.get_by_key("why_signs").value
    assert not app.error


def _after(app: AppTest, *signs: str) -> AppTest:
    """The set, after these signs were tapped on the soreness page."""
    address = app.query_params["set"]
    app.switch_page("formcheck/page/pages/why.py").run()
    app.get_by_key("why_signs").set_value(list(signs)).run()
    app.switch_page("formcheck/page/pages/check.py")
    app.query_params["set"] = address
    return app.run()
