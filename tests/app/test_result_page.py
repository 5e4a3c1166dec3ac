"""The page of a result without a browser: what it says, and where."""

from __future__ import annotations

from dataclasses import replace

import pytest

from formcheck.analysis import Analysis
from formcheck.guidance.notices import CHANGES_WORTH
from formcheck.jobs.store import DRAWN, OVERLAY
from formcheck.knowledge import load_knowledge
from formcheck.page import backend
from formcheck.reasons import ReasonCode
from formcheck.report import words
from formcheck.report.digest import next_set_cues
from tests.app.said import OpenExample, behind_a_tap, change_result, with_notice, words_of
from tests.examples import all_examples, good_morning_squat_set, late_shrug_deadlift_set

pytestmark = pytest.mark.long


@pytest.mark.parametrize("name", list(all_examples()))
def test_every_example_is_shown_with_its_sentence_on_top(
    open_example: OpenExample, name: str
) -> None:
    app = open_example(name)
    assert not app.exception
    assert app.title[0].value == all_examples()[name].set.summary


def test_a_flagged_rep_says_what_how_much_which_limit_and_how_sure(
    open_example: OpenExample,
) -> None:
    app = open_example("good_morning_squat_set")
    said = words_of(app)
    rep = good_morning_squat_set().reps[4]
    assert app.header[0].value.startswith("Rep 5")  # the worst one is open
    for finding in rep.findings:
        assert finding.message in said
        assert words.size(finding) in said
        assert words.sureness(finding) in said
    assert "12.4°" in said
    assert "limit 5°" in said
    in_sight = "\n".join(block.value for block in app.markdown)
    assert "97 %" not in in_sight, "one tap away"
    (measured,) = (one for one in app.expander if one.label.startswith("All measurements"))
    assert any("97 %" in block.value for block in measured.caption)


def test_each_fault_comes_with_its_reason_and_at_most_two_cues(open_example: OpenExample) -> None:
    app = open_example("good_morning_squat_set")
    said = words_of(app)
    for entry in good_morning_squat_set().guidance:
        assert entry.explanation in said
    blocks = [block.value for block in app.markdown]
    (next_set,) = (block for block in blocks if "**Think of this in your next set**" in block)
    assert next_set.count("\n- ") == 2, "two cues; a rep in three says nothing of the weight"
    said_once = set(next_set_cues(good_morning_squat_set()))
    assert good_morning_squat_set().set.cues[0] in next_set
    others = {cue for entry in good_morning_squat_set().guidance for cue in entry.cues}
    assert not any(cue in said for cue in others - said_once)


@pytest.mark.parametrize("name", ["front_view_squat_set", "no_reps_found", "no_person_seen"])
def test_special_results_say_what_to_do_next(open_example: OpenExample, name: str) -> None:
    app = open_example(name)
    said = words_of(app)
    notice = all_examples()[name].warnings[0]
    assert notice.message in said
    assert app.get("page_link")


def test_what_to_do_with_the_weight_stands_before_the_cues(open_example: OpenExample) -> None:
    app = open_example("late_shrug_deadlift_set")
    blocks = [block.value for block in app.markdown]
    (next_set,) = (block for block in blocks if "**Think of this in your next set**" in block)
    pull = late_shrug_deadlift_set().set
    assert next_set.split("\n- ")[1:] == [pull.load, pull.cues[0]], "two things in all"


def test_a_video_that_could_not_be_drawn_says_why_and_can_be_drawn_again(
    open_example: OpenExample,
) -> None:
    """The disk was full; once there was room, nothing drew it."""
    app = open_example("clean_squat_set")
    runner = backend.runner()
    job = runner.store.load(app.query_params["set"])
    assert job is not None
    runner.store.save(job.failed("There is no room on this disk.", "Free some disk space."))
    app.run()
    assert "drawn. There is no room on this disk" in app.info[0].value.replace("\\", "")
    app.button(key="redraw").click().run()
    assert not app.exception
    again = runner.store.load(job.id)
    assert again is not None
    assert again.task == "draw"


def test_a_video_of_another_verdict_says_so_also_once_nothing_is_corrected(
    open_example: OpenExample,
) -> None:
    """All corrections were undone, and it was said to be from before them."""
    app = open_example("clean_squat_set")
    folder = backend.runner().store.folder(app.query_params["set"])
    (folder / OVERLAY).write_bytes(b"drawn while a rep was struck out")
    (folder / DRAWN).write_text('{"analysis": "of four reps"}', encoding="utf-8")
    said = words_of(app.run())
    assert "The video still shows an earlier verdict." in said
    assert "What you corrected" not in said


def test_the_video_is_described_in_plain_words() -> None:
    from formcheck.page.video import alt_text

    flagged = good_morning_squat_set()
    assert alt_text(flagged).endswith("; flags appear in reps 3 and 5")
    assert alt_text(replace(flagged, reps=flagged.reps[:3])).endswith("; flags appear in rep 3")
    assert alt_text(replace(flagged, reps=flagged.reps[:2])).endswith("; no flags")


def test_what_is_no_matter_of_the_camera_is_not_said_to_be(open_example: OpenExample) -> None:
    app = change_result(open_example("clean_squat_set"), with_notice("damaged_pictures"))
    assert "Just say so." in behind_a_tap(app, "Worth knowing")
    assert "Just say so." not in behind_a_tap(app, "What the camera could not see")


def test_a_rep_seen_in_part_is_not_blamed_on_the_clip(open_example: OpenExample) -> None:
    """The lifter may have been lost in the middle of it."""
    app = change_result(
        open_example("clean_squat_set"),
        lambda analysis: replace(
            analysis, reps=(replace(analysis.reps[0], complete=False), *analysis.reps[1:])
        ),
    )
    assert "you stopped early, or the clip does not show all of it" in words_of(app)
    assert "The clip cuts" not in words_of(app)


@pytest.mark.parametrize(
    "code",
    sorted(CHANGES_WORTH),
)
def test_what_changes_the_worth_of_a_verdict_stands_beside_it(
    open_example: OpenExample, code: str
) -> None:
    app = change_result(open_example("clean_squat_set"), with_notice(code))
    assert not app.exception
    assert "Just say so." in words_of(app)
    assert "Just say so." not in behind_a_tap(app)


def test_what_the_estimator_would_not_read_is_said_beside_the_verdict(
    open_example: OpenExample,
) -> None:
    def refused(analysis: Analysis) -> Analysis:
        rep = analysis.reps[1]
        gain = replace(
            rep.metrics["lean_gain_deg"],
            value=None,
            not_assessed="the joints make no body; film past the plate",
            reason_code=ReasonCode.POOR_FIT,
        )
        hidden = replace(gain, not_assessed="you were hidden", reason_code=ReasonCode.HIDDEN)
        reps = list(analysis.reps)
        for place, lost in ((1, gain), (2, hidden)):
            metrics = {**reps[place].metrics, "lean_gain_deg": lost}
            reps[place] = replace(reps[place], metrics=metrics)
        return replace(analysis, reps=tuple(reps))

    app = change_result(open_example("clean_squat_set"), refused)
    (said,) = (m.value for m in app.markdown if "could not be compared in reps 2 and 3" in m.value)
    assert "film past the plate. You were hidden." in said


def test_sources_are_named_and_lead_to_what_they_are(open_example: OpenExample) -> None:
    app = open_example("good_morning_squat_set")
    why = behind_a_tap(app, "More: why")
    assert "[leg day article](background#sources)" in why
    app.switch_page("formcheck/page/pages/background.py").run()
    assert "sources" in {header.anchor for header in app.subheader}
    assert "Leg day article" in words_of(app)


@pytest.mark.parametrize(("confidence", "times"), [("clear", 1), ("possible", 1)])
def test_what_to_look_at_next_time_is_said_once(
    open_example: OpenExample, confidence: str, times: int
) -> None:
    """The card of the fault and the end of the page said the same three lines."""

    def judged(analysis: Analysis) -> Analysis:
        reps = tuple(
            replace(rep, findings=tuple(replace(f, confidence=confidence) for f in rep.findings))
            for rep in analysis.reps
        )
        return replace(analysis, reps=reps)

    app = change_result(open_example("good_morning_squat_set"), judged)
    recheck = good_morning_squat_set().guidance[0].recheck
    assert recheck
    assert (words_of(app) + behind_a_tap(app, "Hips rose")).count(recheck) >= times
    said = [block.value for block in app.markdown if recheck in block.value]
    assert len(said) == times


def test_from_where_to_film_next_time_is_said_once(open_example: OpenExample) -> None:
    """Each fault's lines began with it."""

    def twice(analysis: Analysis) -> Analysis:
        one = analysis.guidance[0]
        other = replace(one, fault="shrug", recheck=one.recheck + " And more.")
        reps = tuple(
            replace(rep, findings=(*rep.findings, replace(rep.findings[0], fault="shrug")))
            if rep.findings
            else rep
            for rep in analysis.reps
        )
        return replace(analysis, guidance=(one, other), reps=reps)

    app = change_result(open_example("good_morning_squat_set"), twice)
    (said,) = [block.value for block in app.markdown if "And more." in block.value]
    assert said.count(load_knowledge().phrases["same_place"]) == 1


def test_what_a_set_says_was_lifted_stands_below_that_question(open_example: OpenExample) -> None:
    """ "What did you lift that day?" stood there as if the set that came along said nothing."""
    app = open_example("late_shrug_deadlift_set").switch_page("formcheck/page/pages/why.py").run()
    assert not app.exception
    assert "By the sets that are ticked: deadlift" in words_of(app)
