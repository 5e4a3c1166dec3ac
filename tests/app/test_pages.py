"""The pages without a browser: they open, say what they keep, and take clips or say why not."""

from __future__ import annotations

import errno
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from formcheck.history.lines import day_words
from formcheck.history.record import About, kept
from formcheck.history.store import History
from formcheck.jobs import files
from formcheck.page import backend, progress
from formcheck.page.text import escaped
from formcheck.video.file import CLIP_SUFFIXES
from tests.app.answered import answered
from tests.app.conftest import APP, upload, wait_for_result
from tests.app.said import OpenExample, words_of
from tests.examples import (
    all_examples,
    clean_squat_set,
    good_morning_squat_set,
    late_shrug_deadlift_set,
)

pytestmark = pytest.mark.long

PAGES = ("coach", "why", "background", "film", "history", "privacy")


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
    assert "trim a clip of more than 400 MB to its set on the phone" in said


def test_the_privacy_page_says_that_only_a_running_app_deletes(example_app: AppTest) -> None:
    said = words_of(example_app.switch_page("formcheck/page/pages/privacy.py").run())
    assert "goes when it is next opened" in said
    assert "The time and the folder can be changed: whoever starts the app sets them" in said


def test_the_page_takes_every_clip_that_the_command_line_takes(example_app: AppTest) -> None:
    taken = set(example_app.file_uploader[0].proto.type)
    assert taken - {".mpeg4"} == CLIP_SUFFIXES  # which Streamlit takes for .mp4


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
    other = AppTest.from_file(str(APP), default_timeout=120)
    other.query_params["set"] = address
    other.run()
    assert other.title[0].value == all_examples()["clean_squat_set"].set.summary


def test_a_set_whose_video_is_still_drawn_is_ready_to_be_read(example_app: AppTest) -> None:
    """It was "working" in the list, after its result had been read."""
    store = backend.runner().store
    job = answered(store, "clean_squat_set")
    store.save(replace(job, state="running"))
    example_app.session_state["set_ids"] = [job.id]
    example_app.run()
    assert example_app.button(f"earlier_{job.id}").label.endswith(" · ready")


def test_another_session_sees_nothing_of_this_one(open_example: OpenExample) -> None:
    open_example("clean_squat_set")
    other = AppTest.from_file(str(APP), default_timeout=120).run()
    assert other.title[0].value == "Check a set"
    assert "clean_squat_set" not in words_of(other)


def test_an_address_of_a_deleted_set_says_so(example_app: AppTest) -> None:
    app = AppTest.from_file(str(APP), default_timeout=120)
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
    assert "cannot be undone" in words_of(app)
    app.button(key="really_delete_set").click().run()
    assert app.title[0].value == "Check a set"
    left = [p for p in backend.runner().store.root.rglob("*") if p.is_file()]
    assert [p.name for p in left] == ["owner.lock"]  # an empty file: this app has the folder


def test_a_clip_that_came_twice_is_not_said_to_go_with_one_set(open_example: OpenExample) -> None:
    app, again = (open_example("clean_squat_set") for _ in range(2))
    store = backend.runner().store
    app.button(key="delete_set").click().run()
    assert "The same clip is here as another set, and goes with that one." in words_of(app)
    assert "everything made from it" not in words_of(app)
    app.button(key="really_delete_set").click().run()
    (left,) = store.all_jobs()
    assert store.clip(left).exists()
    again.query_params["set"] = left.id
    again.run().button(key="delete_set").click().run()
    assert "The clip and everything made from it are deleted" in words_of(again)


def test_of_somebody_elses_set_of_the_same_clip_nothing_is_said(
    open_example: OpenExample, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A phone read that the clip goes at once; it stays with the owner's set of it."""
    _, app = (open_example("clean_squat_set") for _ in range(2))
    own = app.session_state["set_ids"]
    monkeypatch.setattr(backend, "owns", lambda job_id: job_id in own)
    app.run().button(key="delete_set").click().run()
    assert "This set is deleted from" in words_of(app)
    assert "everything made from it" not in words_of(app)
    assert "another set" not in words_of(app)


@pytest.mark.parametrize("kept", [False, True])
def test_delete_says_what_the_history_keeps(open_example: OpenExample, kept: bool) -> None:
    """It said that everything made from the clip goes, and its numbers stood in "Over time"."""
    History().switch(on=True)
    History().switch(on=kept)  # either way its file is there
    app = open_example("clean_squat_set")
    app.button(key="delete_set").click().run()
    stays = "What your history keeps stays; delete it on the page “Over time”."
    assert (stays in words_of(app)) == kept
    app.button(key="really_delete_set").click().run()
    assert len(History().lines()) == kept


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


def test_two_clips_of_one_name_are_two_sets_on_the_soreness_page(example_app: AppTest) -> None:
    """Two phones call their first clip alike."""
    app, store = example_app, backend.runner().store
    for name in ("clean_squat_set", "good_morning_squat_set"):
        job = answered(store, name, "IMG_0001.MOV")
    first, second = taken_into_account(app)
    assert first != second
    assert all(label.startswith("IMG_0001.MOV") for label in (first, second))
    app.switch_page("formcheck/page/pages/check.py")
    app.query_params["set"] = job.id
    app.run().button(key="delete_set").click().run()
    app.button(key="really_delete_set").click().run()
    assert taken_into_account(app) == ["IMG_0001.MOV"]


def test_a_set_of_another_window_of_this_day_is_weighed_and_a_batch_is_not(
    example_app: AppTest,
) -> None:
    """Whoever closed the window asks again in the evening; a coach's clips are of others."""
    app, store = example_app, backend.runner().store
    other = answered(store, "good_morning_squat_set", "mine.MOV")
    assert taken_into_account(app) == ["mine.MOV"]
    store.save_batch("b" * 32, [other.id])
    app.switch_page("formcheck/page/pages/why.py").run()
    assert not [pills for pills in app.get("pills") if pills.key == "why_sets"]


def test_a_set_of_the_days_before_is_weighed_where_a_history_is_kept(
    example_app: AppTest,
) -> None:
    """Soreness comes when the upload is gone; what is over three days old counts no more."""
    history = History()
    days = {age: (date.today() - timedelta(days=age)).isoformat() for age in (1, 2, 9)}
    sets = {1: late_shrug_deadlift_set(), 2: good_morning_squat_set(), 9: clean_squat_set()}
    history.switch(on=True)
    history.add(kept(sets[age], About(day)) for age, day in days.items())
    offered = [f"Deadlift, {day_words(days[1])}", f"Squat, {day_words(days[2])}"]
    assert taken_into_account(example_app) == offered
    assert example_app.session_state["why_sets"] == [kept(sets[1], About(days[1])).id]
    assert f"{offered[0]}, reps" in words_of(example_app)
    history.switch(on=False)
    example_app.switch_page("formcheck/page/pages/why.py").run()
    assert not [pills for pills in example_app.get("pills") if pills.key == "why_sets"]


def test_in_the_evening_the_sets_that_the_history_has_of_one_lifter_are_ticked(
    example_app: AppTest,
) -> None:
    """In a new tab no set of the day was ticked, which the next day all were."""
    app, store, history = example_app, backend.runner().store, History()
    history.switch(on=True)
    mine = answered(store, "good_morning_squat_set", "mine.MOV")
    answered(store, "clean_squat_set", "who.MOV")
    yesterday = (date.today() - timedelta(days=1)).isoformat()
    history.add([kept(late_shrug_deadlift_set(), About(yesterday))])
    assert len(taken_into_account(app)) == 3
    assert app.session_state["why_sets"] == [], "whose today's are is not known"
    done = store.analysis(mine)
    assert done
    history.add([kept(done, About(date.today().isoformat()))])
    app.switch_page("formcheck/page/pages/film.py").run()
    assert len(taken_into_account(app)) == 3
    assert app.session_state["why_sets"] == [mine.id]
    history.add([kept(clean_squat_set(), About(yesterday, "Bo"))])
    app.switch_page("formcheck/page/pages/film.py").run()
    assert len(taken_into_account(app)) == 3
    assert app.session_state["why_sets"] == []


def test_how_to_film_says_who_is_measured_and_which_set_to_film(example_app: AppTest) -> None:
    """Two people in the picture, and which weight, were asked after and answered nowhere."""
    example_app.switch_page("formcheck/page/pages/film.py").run()
    said = words_of(example_app)
    assert "the one who moves up and down the most is measured" in said
    assert all(each in said for each in ("“Wrong person”", "does not show in a warm-up"))
    in_a_hand = (
        "From a phone in your hand, how long you take down and up is read two thirds as well"
    )
    assert in_a_hand in said
    assert in_a_hand in (APP.parent / "docs" / "film.md").read_text(encoding="utf-8")


def test_the_questions_say_that_a_reload_clears_them(example_app: AppTest) -> None:
    example_app.switch_page("formcheck/page/pages/why.py").run()
    assert "reloading the page clears it" in words_of(example_app)


def test_an_emergency_ends_the_questions_and_says_what_to_do_in_sight(
    example_app: AppTest,
) -> None:
    app = example_app.switch_page("formcheck/page/pages/why.py").run()
    app.get_by_key("why_signs").set_value(["weakness"]).run()
    assert "why_lifts" in {pills.key for pills in app.get("pills")}
    app.get_by_key("why_began").set_value("sudden").run()
    keys = [pills.key for pills in app.get("pills")]
    assert keys[-1] == "why_began"
    assert "why_hours" not in keys
    do = "Call the emergency number (911, 112 or 999) now."
    assert sum(do in str(said.value) for said in (*app.markdown, *app.error)) == 2
    assert "under the finger" not in words_of(app), "Streamlit shows what stands bare in a page"
    app.get_by_key("why_began").set_value("later").run()
    assert "why_lifts" in {pills.key for pills in app.get("pills")}


def test_nobody_s_set_is_chosen_where_the_history_is_of_several_lifters(
    example_app: AppTest,
) -> None:
    history = History()
    history.switch(on=True)
    today = date.today().isoformat()
    history.add(kept(good_morning_squat_set(), About(today, athlete)) for athlete in ("Ann", "Bo"))
    assert len(taken_into_account(example_app)) == 2
    assert example_app.session_state["why_sets"] == []


def test_with_this_set_only_this_set_is_ticked(open_example: OpenExample) -> None:
    other = answered(backend.runner().store, "late_shrug_deadlift_set")
    app = open_example("good_morning_squat_set")
    assert len(taken_into_account(app)) == 2
    assert app.session_state["why_sets"] == [app.session_state["open_set"]]
    assert other.id not in app.session_state["why_sets"]


@pytest.mark.parametrize("example", ["clean_squat_set", "good_morning_squat_set"])
def test_each_result_leads_to_the_questions(open_example: OpenExample, example: str) -> None:
    links = [link.proto.label for link in open_example(example).get("page_link")]
    assert sum(label.startswith("Sore today?") for label in links) == 1


def test_a_set_without_reps_is_not_taken_along_to_the_questions(open_example: OpenExample) -> None:
    """The link said "with this set", and the questions did not offer it."""
    links = [link.proto.label for link in open_example("no_reps_found").get("page_link")]
    assert "Sore today? Find out why" in links


REMOTE = "![x](https:example.org)"
"""An image that a browser would load from elsewhere, without a slash that no name may have."""


def test_a_name_of_a_set_is_no_picture_among_the_questions(example_app: AppTest) -> None:
    answered(backend.runner().store, "good_morning_squat_set", f"{REMOTE}.mp4")
    app = example_app.switch_page("formcheck/page/pages/why.py").run()
    (sets,) = (pills for pills in app.get("pills") if pills.key == "why_sets")
    assert [option.content for option in sets.proto.options] == [escaped(f"{REMOTE}.mp4")]


def test_a_clip_that_was_dropped_twice_is_one_set_to_the_questions(example_app: AppTest) -> None:
    """It was offered as "set.mp4 (1)" and "set.mp4 (2)", and nobody could tell which was which."""
    store = backend.runner().store
    for example in ("good_morning_squat_set", "good_morning_squat_set", "clean_squat_set"):
        answered(store, example, "set.mp4")
    assert sorted(taken_into_account(example_app)) == ["set.mp4 (1)", "set.mp4 (2)"]


@pytest.mark.parametrize(
    "content",
    [
        "[" * 100_000,
        good_morning_squat_set().to_json().replace('"reps": [', '"reps": [' + "0," * 9_000_000, 1),
        good_morning_squat_set().renamed("\x1b[2J").to_json(),
        "{}" + " " * 20_000_000,
    ],
    ids=["nested", "zeros", "escape", "spaces"],
)
def test_a_document_that_nobody_would_write_is_one_line(example_app: AppTest, content: str) -> None:
    app = example_app.switch_page("formcheck/page/pages/why.py").run()
    app.get_by_key("why_documents").upload(f"{REMOTE}.json", content.encode())
    app.run()
    assert not app.exception
    (error,) = app.error
    assert escaped(f"{REMOTE}.json is not an analysis document") in error.value


def taken_into_account(app: AppTest) -> list[str]:
    app.switch_page("formcheck/page/pages/why.py").run()
    assert not app.exception
    (sets,) = (pills for pills in app.get("pills") if pills.key == "why_sets")
    return [option.content.replace("\\", "") for option in sets.proto.options]


@pytest.mark.parametrize(
    ("place", "said"),
    [(1, "number 1 in the queue, next to start"), (2, "number 2 in the queue")],
)
def test_the_place_in_the_queue_is_one_plain_phrase(place: int, said: str) -> None:
    assert progress.queue_words(place) == said


def test_the_start_page_may_ask_for_the_style_and_never_must(example_app: AppTest) -> None:
    assert not [pills for pills in example_app.get("pills") if "style" in (pills.key or "")]
    example_app.get("segmented_control")[0].set_value("Squat").run()
    (style,) = (p for p in example_app.get("pills") if p.key == "style_squat")
    style.set_value("No bar").run()
    app = wait_for_result(upload(example_app, "set.mp4", b"example:clean_squat_set"))
    job = backend.runner().store.load(app.query_params["set"])
    assert job is not None
    assert (job.question.lift, job.question.variant) == ("squat", "bodyweight")
