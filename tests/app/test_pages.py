"""The pages without a browser: every designed state says what it is and what to do next."""

from __future__ import annotations

import errno
import json
from collections.abc import Callable, Iterable
from dataclasses import asdict, replace
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from formcheck.analysis import Analysis, Lift, Notice, SetAnalysis
from formcheck.findings.fault_table import limits_asked
from formcheck.jobs import adjustment, files
from formcheck.jobs.adjustment import Adjustment
from formcheck.page import backend, progress
from formcheck.page.limits import COUNTING, groups
from formcheck.page.states import CORRECTIONS
from formcheck.reasons import ReasonCode
from formcheck.thresholds import limits_table
from formcheck.video.file import CLIP_SUFFIXES
from tests.app.conftest import APP, upload, wait_for_result
from tests.examples import all_examples, good_morning_squat_set, late_shrug_deadlift_set

OpenExample = Callable[[str], AppTest]
PAGES = ("coach", "why", "background", "film", "privacy")


def words_of(app: AppTest) -> str:
    """Everything the page says."""
    parts: list[Iterable[object]] = [
        (element.value for element in kind)
        for kind in (app.title, app.header, app.subheader, app.markdown, app.caption, app.error)
    ]
    parts += [(element.value for element in app.info), (b.label for b in app.button)]
    return "\n".join(str(value) for part in parts for value in part)


def test_app_py_is_set_up_and_navigation_only() -> None:
    assert len(APP.read_text().splitlines()) < 60


@pytest.mark.parametrize("page", PAGES)
def test_every_page_opens(example_app: AppTest, page: str) -> None:
    app = example_app.switch_page(f"formcheck/page/pages/{page}.py").run()
    assert not app.exception
    assert app.title


def test_the_first_page_says_what_to_do_and_how_long_it_keeps(example_app: AppTest) -> None:
    said = words_of(example_app)
    assert not example_app.exception
    assert "deleted after 24 hours, or when the app is next opened after that" in said
    assert "stays on this computer" in said


def test_the_privacy_page_says_that_only_a_running_app_deletes(example_app: AppTest) -> None:
    said = words_of(example_app.switch_page("formcheck/page/pages/privacy.py").run())
    assert "goes when it is next opened" in said


def test_the_page_takes_every_clip_that_the_command_line_takes(example_app: AppTest) -> None:
    taken = set(example_app.file_uploader[0].proto.type)
    assert taken - {".mpeg4"} == CLIP_SUFFIXES  # which Streamlit takes for .mp4


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
    assert app.subheader[0].value.startswith("Rep 5")  # the worst one is open
    for finding in rep.findings:
        assert finding.message in said
        assert finding.severity in said
    assert "12.4°" in said
    assert "limit 5.0°" in said
    assert "clear, 97 %" in said


def test_each_fault_comes_with_its_reason_and_at_most_two_cues(open_example: OpenExample) -> None:
    app = open_example("good_morning_squat_set")
    said = words_of(app)
    for entry in good_morning_squat_set().guidance:
        assert entry.explanation in said
        assert all(cue in said for cue in entry.cues[:2])
    blocks = [block.value for block in app.markdown]
    (next_set,) = (block for block in blocks if "**Think of this in your next set**" in block)
    assert next_set.count("\n- ") == 2, "two cues; a rep in three says nothing of the weight"
    assert good_morning_squat_set().set.cues[0] in next_set
    for block in blocks:
        if block.startswith("**Also helps**"):
            assert 1 <= block.count("\n- ") <= 2


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
    assert next_set.split("\n- ")[1] == late_shrug_deadlift_set().set.load


def test_a_text_file_named_mp4_is_one_plain_line(example_app: AppTest) -> None:
    app = wait_for_result(upload(example_app, "notes.mp4", b"just text"))
    assert not app.exception
    assert len(app.error) == 1
    assert "notes" in app.error[0].value
    assert "/" not in app.error[0].value
    assert {"Try again", "Check another clip"} <= {button.label for button in app.button}


def test_an_empty_file_is_refused_and_the_page_stays(example_app: AppTest) -> None:
    app = upload(example_app, "empty.mp4", b"")
    assert "empty" in app.error[0].value
    assert app.file_uploader


def test_a_full_disk_is_one_plain_line(
    example_app: AppTest, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(path: Path, data: bytes) -> None:
        raise OSError(errno.ENOSPC, "No space left on device", str(path))

    monkeypatch.setattr(files, "write_bytes", full)
    app = upload(example_app, "set.mp4", b"example:clean_squat_set")
    assert not app.exception
    (error,) = app.error
    assert "Free some disk space" in error.value
    assert "/" not in error.value


def test_a_clip_name_cannot_draw_on_the_page(example_app: AppTest) -> None:
    app = upload(example_app, "![x](mailto:a@example.org) $x$.mp4", b"example:clean_squat_set")
    app = wait_for_result(app)
    assert not app.exception
    assert any(r"\!\[x\]\(mailto\:" in caption.value for caption in app.caption)


def test_the_address_brings_a_set_back(open_example: OpenExample) -> None:
    app = open_example("clean_squat_set")
    address = app.query_params["set"]
    other = AppTest.from_file(str(APP), default_timeout=30)
    other.query_params["set"] = address
    other.run()
    assert other.title[0].value == all_examples()["clean_squat_set"].set.summary


def test_another_session_sees_nothing_of_this_one(open_example: OpenExample) -> None:
    open_example("clean_squat_set")
    other = AppTest.from_file(str(APP), default_timeout=30).run()
    assert other.title[0].value == "Check a set"
    assert "clean_squat_set" not in words_of(other)


def test_an_address_of_a_deleted_set_says_so(example_app: AppTest) -> None:
    app = AppTest.from_file(str(APP), default_timeout=30)
    app.query_params["set"] = "a" * 32
    app.run()
    assert "That set is gone" in app.info[0].value
    assert app.file_uploader
    assert "set" not in app.query_params


def test_delete_asks_and_then_removes_the_set_and_its_clip(open_example: OpenExample) -> None:
    app = open_example("clean_squat_set")
    app.button(key="delete_set").click().run()
    app.button(key="keep_set").click().run()
    assert app.title[0].value == all_examples()["clean_squat_set"].set.summary
    app.button(key="delete_set").click().run()
    assert "cannot be taken back" in words_of(app)
    app.button(key="really_delete_set").click().run()
    assert app.title[0].value == "Check a set"
    left = [p for p in backend.runner().store.root.rglob("*") if p.is_file()]
    assert [p.name for p in left] == ["owner.lock"]  # an empty file: this app has the folder


def test_the_coach_sees_the_worst_first_and_failures_with_their_reason(
    example_app: AppTest,
) -> None:
    app = example_app.switch_page("formcheck/page/pages/coach.py").run()
    for name in ("clean_squat_set", "late_shrug_deadlift_set", "good_morning_squat_set"):
        app.file_uploader[0].upload(f"{name}.mp4", f"example:{name}".encode())
    app.file_uploader[0].upload("notes.mp4", b"text")
    app = wait_for_result(app.run())
    assert not app.exception
    names = [m.value for m in app.markdown if m.value.startswith("**") and "mp4" in m.value]
    order = [name.replace("\\", "").strip("*") for name in names]
    assert order[0] == "good_morning_squat_set.mp4"
    assert order[1:] == ["late_shrug_deadlift_set.mp4", "clean_squat_set.mp4", "notes.mp4"]
    assert "is no video" in words_of(app)


def test_the_coach_filters_by_fault(example_app: AppTest) -> None:
    app = example_app.switch_page("formcheck/page/pages/coach.py").run()
    for name in ("late_shrug_deadlift_set", "good_morning_squat_set"):
        app.file_uploader[0].upload(f"{name}.mp4", f"example:{name}".encode())
    app = wait_for_result(app.run())
    app.get("pills")[0].set_value(["good_morning"]).run()
    said = words_of(app)
    assert "good\\_morning\\_squat\\_set" in said
    assert "late\\_shrug" not in said


def test_looking_at_a_result_changes_no_limit(open_example: OpenExample) -> None:
    """Many runs of the page, none of them a correction."""
    app = open_example("good_morning_squat_set")
    for _ in range(5):
        app.run()
    folder = backend.runner().store.folder(app.query_params["set"])
    assert not (folder / "adjustment.json").exists()
    defaults = {f"{row.about.label} ({row.about.unit})": row.default for row in limits_table()}
    assert app.number_input
    assert all(field.value == defaults[field.label] for field in app.number_input)


def test_the_limits_are_number_fields_of_this_lift_only(open_example: OpenExample) -> None:
    """Forty sliders of both lifts were moved by a thumb that only wanted to scroll."""
    app = open_example("good_morning_squat_set")
    assert not app.slider
    labels = [field.label for field in app.number_input]
    assert len(labels) == len(set(labels)) == len(limits_asked("squat", "high_bar"))
    assert not [label for label in labels if "Hips shot up" in label or "low bar" in label]


@pytest.mark.parametrize(
    ("lift", "variant"), [("squat", "low_bar"), ("deadlift", "sumo"), ("unknown", "unknown")]
)
def test_each_limit_stands_once_under_its_fault(lift: str, variant: str) -> None:
    told = dict(groups(Lift(lift, variant, 0.9, "told")))
    names = [row.name for rows in told.values() for row in rows]
    assert sorted(names) == sorted(limits_asked(lift, variant))
    assert [row.name for row in told[COUNTING]] == ["partial_rep_share"]


def test_a_correction_without_the_poses_says_what_to_do_and_does_it(
    open_example: OpenExample,
) -> None:
    """The examples' workers keep no poses, as after an update of formcheck."""
    app = open_example("good_morning_squat_set")
    app.button(key="not_rep_5").click().run()
    assert not app.exception
    assert "earlier version" in app.error[0].value
    app.button(key="check_again").click().run()
    app = wait_for_result(app)
    assert app.title[0].value == good_morning_squat_set().set.summary
    assert not app.error


def test_the_video_is_described_in_plain_words() -> None:
    from formcheck.page.video import alt_text

    flagged = good_morning_squat_set()
    assert alt_text(flagged).endswith("; flags appear in reps 3 and 5")
    assert alt_text(replace(flagged, reps=flagged.reps[:3])).endswith("; flags appear in rep 3")
    assert alt_text(replace(flagged, reps=flagged.reps[:2])).endswith("; no flags")


def test_a_result_of_an_earlier_version_is_checked_again(open_example: OpenExample) -> None:
    app = open_example("good_morning_squat_set")
    store = backend.runner().store
    for document in store.root.glob("*/*/analysis.json"):
        document.unlink()
        document.write_text('{"of": "another version"}')
    app.run()
    assert not app.exception
    assert "can no longer be read" in app.info[0].value
    app.button(key="try_again").click().run()
    app = wait_for_result(app)
    assert not app.exception
    assert app.title[0].value == good_morning_squat_set().set.summary


def test_a_limit_kept_by_another_version_does_not_break_the_page(
    open_example: OpenExample,
) -> None:
    app = open_example("good_morning_squat_set")
    kept = Adjustment(limits={"a_limit_of_old": 3.0, "good_morning_gain_deg": 900.0})
    file = backend.runner().store.folder(app.query_params["set"]) / "adjustment.json"
    file.write_text(json.dumps(asdict(kept)))
    app.run()
    assert not app.exception
    assert "A limit from another version: a_limit_of_old 3" in words_of(app)
    assert "Judged with 2 corrections" in words_of(app)


def test_two_clips_of_one_name_are_two_sets_on_the_soreness_page(example_app: AppTest) -> None:
    """Two phones call their first clip alike."""
    app = example_app
    for name in ("clean_squat_set", "good_morning_squat_set"):
        app = wait_for_result(upload(app, "IMG_0001.MOV", f"example:{name}".encode()))
        address = app.query_params["set"]
        app.button(key="another").click().run()
    first, second = taken_into_account(app)
    assert first != second
    assert all(label.startswith("IMG_0001.MOV") for label in (first, second))
    app.switch_page("formcheck/page/pages/check.py")
    app.query_params["set"] = address
    app.run().button(key="delete_set").click().run()
    app.button(key="really_delete_set").click().run()
    assert taken_into_account(app) == ["IMG_0001.MOV"]


def taken_into_account(app: AppTest) -> list[str]:
    app.switch_page("formcheck/page/pages/why.py").run()
    assert not app.exception
    (sets,) = (pills for pills in app.get("pills") if pills.key == "why_sets")
    return [option.content for option in sets.proto.options]


def change_result(app: AppTest, changed: Callable[[Analysis], Analysis]) -> AppTest:
    """Let the set that is open have another result."""
    store = backend.runner().store
    job = store.load(app.query_params["set"])
    assert job is not None
    analysis = store.analysis(job)
    assert analysis is not None
    store.save_analysis(job.id, changed(analysis))
    return app.run()


def behind_a_tap(app: AppTest, label: str = "") -> str:
    """What the expanders say, or those of that label."""
    shown = (one for one in app.expander if label in one.label)
    return "\n".join(block.value for one in shown for block in one.markdown)


def with_notice(code: str) -> Callable[[Analysis], Analysis]:
    return lambda analysis: replace(analysis, warnings=(Notice(code, "Just say so."),))


@pytest.mark.parametrize("code", ["lift_unknown", "lift_unsure"])
def test_a_lift_that_is_not_sure_is_said_on_top_with_the_way_to_correct_it(
    open_example: OpenExample, code: str
) -> None:
    app = change_result(open_example("clean_squat_set"), with_notice(code))
    assert "Just say so." in words_of(app)
    assert "Just say so." not in behind_a_tap(app)
    assert f"](#{CORRECTIONS})" in words_of(app)
    assert CORRECTIONS in {header.anchor for header in app.header}


def test_what_is_no_matter_of_the_camera_is_not_said_to_be(open_example: OpenExample) -> None:
    app = change_result(open_example("clean_squat_set"), with_notice("truncated"))
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
    assert "Part of this rep was out of view" in words_of(app)
    assert "The clip cuts" not in words_of(app)


def test_the_coach_sees_a_set_flagged_that_is_flagged_only_as_a_set(
    example_app: AppTest,
) -> None:
    app = example_app.switch_page("formcheck/page/pages/coach.py").run()
    for name in ("clean_squat_set", "front_view_squat_set"):
        app.file_uploader[0].upload(f"{name}.mp4", f"example:{name}".encode())
    app = wait_for_result(app.run())
    store = backend.runner().store
    (clean,) = (job for job in store.all_jobs() if job.clip_name == "clean_squat_set.mp4")
    analysis = store.analysis(clean)
    assert analysis is not None
    drift = replace(good_morning_squat_set().reps[4].findings[0], fault="drift", reps=(4, 5))
    store.save_analysis(clean.id, replace(analysis, set=SetAnalysis(findings=(drift,))))
    app.run()
    assert not app.exception
    assert "1 flagged, worst first" in app.caption[0].value
    names = [m.value for m in app.markdown if m.value.startswith("**") and "mp4" in m.value]
    assert "clean" in names[0]
    assert "form slipped late in the set" in words_of(app)


@pytest.mark.parametrize(
    ("place", "said"),
    [(1, "number 1 in the queue, next to start"), (2, "number 2 in the queue")],
)
def test_the_place_in_the_queue_is_one_plain_phrase(place: int, said: str) -> None:
    assert progress.queue_words(place) == said


@pytest.mark.parametrize("code", ["view_oblique", "head_hidden", "handheld", "several_people"])
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
        reps = list(analysis.reps)
        reps[1] = replace(rep, metrics={**rep.metrics, "lean_gain_deg": gain})
        return replace(analysis, reps=tuple(reps))

    app = change_result(open_example("clean_squat_set"), refused)
    (said,) = (m.value for m in app.markdown if "could not be compared in rep 2" in m.value)
    assert "film past the plate." in said


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


def test_sources_are_named_and_lead_to_what_they_are(open_example: OpenExample) -> None:
    app = open_example("good_morning_squat_set")
    why = behind_a_tap(app, "More: why")
    assert "[leg day article](background#sources)" in why
    app.switch_page("formcheck/page/pages/background.py").run()
    assert "sources" in {header.anchor for header in app.subheader}
    assert "Leg day article" in words_of(app)


@pytest.mark.parametrize("code", ["lift_unknown", "lift_unsure"])
def test_choose_the_lift_opens_what_it_scrolls_to(open_example: OpenExample, code: str) -> None:
    app = change_result(open_example("clean_squat_set"), with_notice(code))
    (lift,) = (one for one in app.expander if one.label == "Wrong lift or style")
    assert lift.proto.expanded


def test_the_start_page_may_ask_for_the_style_and_never_must(example_app: AppTest) -> None:
    assert not [pills for pills in example_app.get("pills") if "style" in (pills.key or "")]
    example_app.get("segmented_control")[0].set_value("Squat").run()
    (style,) = (p for p in example_app.get("pills") if p.key == "style_squat")
    style.set_value("No bar").run()
    app = wait_for_result(upload(example_app, "set.mp4", b"example:clean_squat_set"))
    job = backend.runner().store.load(app.query_params["set"])
    assert job is not None
    assert (job.question.lift, job.question.variant) == ("squat", "bodyweight")
