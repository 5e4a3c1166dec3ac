"""The pages without a browser: every designed state says what it is and what to do next."""

from __future__ import annotations

from collections.abc import Callable, Iterable

import pytest
from streamlit.testing.v1 import AppTest

from formcheck.thresholds import limits_table
from tests.app.conftest import APP, upload, wait_for_result
from tests.examples import all_examples, good_morning_squat_set

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
    app = example_app.switch_page(f"app_pages/{page}.py").run()
    assert not app.exception
    assert app.title


def test_the_first_page_says_what_to_do_and_how_long_it_keeps(example_app: AppTest) -> None:
    said = words_of(example_app)
    assert not example_app.exception
    assert "24 hours" in said
    assert "stays on this computer" in said


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
    assert "clear to see" in said


def test_each_fault_comes_with_its_reason_and_at_most_two_cues(open_example: OpenExample) -> None:
    app = open_example("good_morning_squat_set")
    said = words_of(app)
    for entry in good_morning_squat_set().guidance:
        assert entry.explanation in said
        assert all(cue in said for cue in entry.cues[:2])
    blocks = [block.value for block in app.markdown]
    (next_set,) = (block for block in blocks if "**Think of this in your next set**" in block)
    assert next_set.count("\n- ") == 2
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
    assert "not kept any more" in app.info[0].value
    assert app.file_uploader
    assert "set" not in app.query_params


def test_delete_removes_the_set_and_its_clip(open_example: OpenExample) -> None:
    from app_pages.parts import backend

    app = open_example("clean_squat_set")
    app.button(key="delete_set").click().run()
    assert app.title[0].value == "Check a set"
    assert not any(p.is_file() for p in backend.runner().store.root.rglob("*"))


def test_the_coach_sees_the_worst_first_and_failures_with_their_reason(
    example_app: AppTest,
) -> None:
    app = example_app.switch_page("app_pages/coach.py").run()
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
    app = example_app.switch_page("app_pages/coach.py").run()
    for name in ("late_shrug_deadlift_set", "good_morning_squat_set"):
        app.file_uploader[0].upload(f"{name}.mp4", f"example:{name}".encode())
    app = wait_for_result(app.run())
    app.get("pills")[0].set_value(["good_morning"]).run()
    said = words_of(app)
    assert "good\\_morning\\_squat\\_set" in said
    assert "late\\_shrug" not in said


def test_looking_at_a_result_changes_no_limit(open_example: OpenExample) -> None:
    """Many runs of the page, none of them a correction."""
    from app_pages.parts import backend

    app = open_example("good_morning_squat_set")
    for _ in range(5):
        app.run()
    folder = backend.runner().store.folder(app.query_params["set"])
    assert not (folder / "adjustment.json").exists()
    assert [slider.value for slider in app.slider] == [row.default for row in limits_table()]


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
