"""The coach's page without a browser: what waits, what was found, what is refused, what is next."""

from __future__ import annotations

import csv
import io
import secrets
from dataclasses import replace
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from formcheck.analysis import Analysis, Notice, SetAnalysis
from formcheck.findings.verdict import BROKEN_OFF, clip_state
from formcheck.guidance.notices import CONTRADICTED
from formcheck.jobs.artifacts import waiting
from formcheck.jobs.job import Job, Question, State
from formcheck.jobs.spool import spool_file
from formcheck.jobs.store import Store
from formcheck.page import backend
from formcheck.page.batch_rows import Row, counts, ordered
from formcheck.page.batch_table import _verdicts
from formcheck.page.text import accessible, escaped
from formcheck.report import words
from formcheck.report.digest import (
    abstention,
    faults_found,
    row_text,
    unjudged_text,
)
from formcheck.report.html import render_html
from formcheck.report.tables import sets_csv
from formcheck.report.text import render_text
from formcheck.report.triage_page import order, triage_card
from tests.app.conftest import open_batch, wait_for_result
from tests.app.said import OpenExample, words_of
from tests.examples import (
    all_examples,
    clean_squat_set,
    front_view_squat_set,
    good_morning_squat_set,
    only_perhaps,
    seen_in_part,
)
from tests.videos import write_video
from tests.wording import of_page

pytestmark = pytest.mark.long

COACH = "formcheck/page/pages/coach.py"
WORST_FIRST = ("good_morning_squat_set", "late_shrug_deadlift_set", "clean_squat_set")


@pytest.fixture
def three_sets(example_app: AppTest) -> AppTest:
    """A coach's page with three sets, the best one first."""
    return open_batch(example_app, *reversed(WORST_FIRST))


def test_a_picture_shows_the_moment_that_is_written_beside_it() -> None:
    """Form that slipped weighed most, so its moment was shown below "rep 5, 22.0 s"."""
    one = clean_squat_set()
    found = good_morning_squat_set().reps[4].findings[0]
    worst = replace(found, severity="mild", confidence="possible")
    slipped = replace(found, fault="drift", severity="severe", confidence="clear", at_s=1.0)
    first, *others = one.reps
    reps = (replace(first, findings=(worst,)), *others)
    both = replace(one, reps=reps, set=replace(one.set, findings=(slipped,)))
    assert faults_found(both)[0].worst == slipped
    assert row("done", both).moment == (worst.at_s, worst)
    assert words.clock(worst.at_s) in triage_card(both).moment
    assert row("done", replace(one, set=both.set)).moment == (slipped.at_s, slipped)
    assert row("done", one).moment == (first.turn_s, None)


def test_what_is_no_video_by_its_name_is_left_out_in_one_line(example_app: AppTest) -> None:
    """The browser left it out, and the rows took the place of what said so."""
    example_app.switch_page(COACH).run()
    for name in ("a.gif", "b.txt", "c.jpg", "d.jpg", "e.jpg"):
        example_app.file_uploader[0].upload(name, b"no clip")
    example_app.file_uploader[0].upload("set.mp4", b"example:clean_squat_set")
    app = wait_for_result(example_app.run())
    said = "Left out: a.gif, b.txt, c.jpg and 2 more. Choose video files such as .mp4 or .mov."
    assert [error.value for error in app.error] == [escaped(said)]
    assert "1 clip" in words_of(app)


def test_a_row_says_what_its_verdict_is_worth_less_for(three_sets: AppTest) -> None:
    """Of a file that breaks off the row said "steady", and the set's own page that it does."""
    store = backend.runner().store
    seen = [Notice(CONTRADICTED, "To us it looks otherwise."), Notice(BROKEN_OFF, "It breaks off.")]
    for job in store.all_jobs():
        analysis = store.analysis(job)
        assert analysis is not None
        store.save_analysis(job.id, replace(analysis, warnings=tuple(seen)))
    said = words_of(three_sets.run())
    assert [said.count(escaped(one.message)) for one in seen] == [3, 3]
    assert "**steady**" not in said
    assert "partly seen" in said


def test_a_row_that_was_seen_in_part_says_in_which() -> None:
    """The page to print and the table said what could not be seen, the row "partly seen" alone."""
    partly = seen_in_part(clean_squat_set())
    assert clip_state(partly) == "partly"
    assert escaped(partly.set.summary) in _verdicts(partly)


def test_a_steady_set_says_what_could_not_be_seen_of_it() -> None:
    """The card to print said it, the row below "Coach" had a green "steady" alone."""
    clean, unseen = clean_squat_set(), "We could not see whether your shoulders crept up."
    told = replace(clean, set=replace(clean.set, summary=f"{clean.set.summary} {unseen}"))
    assert _verdicts(told) == [*_verdicts(clean), escaped(unseen)]


def test_the_same_clip_under_another_name_is_told(example_app: AppTest) -> None:
    """A set that came twice was two flagged sets."""
    names = ("good_morning_squat_set", "clean_squat_set", "good_morning_squat_set")
    app = open_batch(example_app, *names)
    assert "3 clips, 1 duplicate · 1 flagged" in words_of(app)
    told = [one.value for one in app.caption if "The same clip as" in one.value]
    assert told == [escaped(f"The same clip as {names[0]}.mp4")]


def test_a_quote_in_a_name_is_shown_as_one(example_app: AppTest) -> None:
    """Browsers send it as %22, and so the set and what was saved of it were called."""
    example_app.switch_page(COACH).run()
    example_app.file_uploader[0].upload("set %223%22.mp4", b"example:clean_squat_set")
    example_app.file_uploader[0].upload("set %224%22.txt", b"no clip")
    app = wait_for_result(example_app.run())
    assert [job.clip_name for job in backend.runner().store.all_jobs()] == ['set "3".mp4']
    assert 'set "4"' in app.error[0].value


def row(state: State, analysis: Analysis | None = None, confidence: str = "") -> Row:
    job = Job("a" * 32, secrets.token_hex(32), "set.mp4", Question(), 0.0, state=state)
    worst = good_morning_squat_set().reps[4].findings[0]
    return Row(job, analysis, replace(worst, confidence=confidence) if confidence else None)


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ([row("running"), row("queued")], "2 clips · none ready yet"),
        (
            [row("done", clean_squat_set()), row("running")],
            "2 clips · 1 ready · none flagged so far",
        ),
        (
            [row("done", good_morning_squat_set(), "clear"), row("queued")],
            "2 clips · 1 ready · 1 flagged so far, worst first",
        ),
        (
            [row("done", good_morning_squat_set(), sure) for sure in ("likely", "possible")],
            "2 clips · 1 flagged, 1 perhaps, worst first",
        ),
        ([row("done", good_morning_squat_set(), "possible")], "1 clip · 1 perhaps, worst first"),
        (
            [row("done", clean_squat_set()), row("failed")],
            "2 clips · none flagged · 1 not analyzed",
        ),
        ([row("failed")], "1 clip · 1 not analyzed"),
    ],
)
def test_the_counts_promise_nothing_of_clips_that_wait(rows: list[Row], said: str) -> None:
    """ "None flagged" stood there while nobody had looked at anything."""
    assert counts(rows) == said


def test_the_table_says_how_bad_and_what_to_think_of(three_sets: AppTest) -> None:
    said = words_of(three_sets)
    assert "hips rose before the chest" in said
    assert "· large" in said
    assert good_morning_squat_set().set.cues[0] in said


def test_the_coach_sees_the_worst_first_and_failures_with_their_reason(
    example_app: AppTest,
) -> None:
    app = example_app.switch_page(COACH).run()
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


def test_what_a_coach_filters_by_holds_in_a_set_and_back(three_sets: AppTest) -> None:
    """All clips stood there again, and the way led on to sets that were not asked for."""
    app = three_sets
    app.get("pills")[0].set_value(["good_morning"]).run()
    assert "**late\\_shrug" not in words_of(app), "no row of it"
    next(button for button in app.button if str(button.key).startswith("open_")).click().run()
    assert any(caption.value.startswith("1 of 1 shown") for caption in app.caption)
    app.switch_page("formcheck/page/pages/check.py").run()
    assert app.button(key="batch_next").disabled
    app.button(key="batch_all").click().run()
    app.switch_page(COACH).run()
    assert app.get("pills")[0].value == ["good_morning"]
    assert "**late\\_shrug" not in words_of(app)


def test_the_coach_sees_a_set_flagged_that_is_flagged_only_as_a_set(
    example_app: AppTest,
) -> None:
    app = open_batch(example_app, "clean_squat_set", "front_view_squat_set")
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


def test_from_one_set_to_the_next_and_back_to_all(three_sets: AppTest) -> None:
    app = three_sets
    batch = app.query_params["clips"]
    opened = [button for button in app.button if str(button.key).startswith("open_")]
    opened[0].click().run()

    def shows(name: str, place: str) -> None:
        assert app.title[0].value == all_examples()[name].set.summary
        assert any(caption.value.startswith(place) for caption in app.caption)
        assert app.query_params["clips"] == batch

    shows(WORST_FIRST[0], "1 of 3")
    app.switch_page("formcheck/page/pages/check.py").run()  # the test's app stays where it was put
    assert app.button(key="batch_previous").disabled
    app.button(key="batch_next").click().run()
    shows(WORST_FIRST[1], "2 of 3")
    app.button(key="batch_next").click().run()
    shows(WORST_FIRST[2], "3 of 3")
    assert app.button(key="batch_next").disabled
    app.button(key="batch_previous").click().run()
    shows(WORST_FIRST[1], "2 of 3")
    app.button(key="batch_all").click().run()
    assert app.title[0].value == "Coach: many clips at once"
    assert "3 clips" in words_of(app)


def test_a_set_of_no_batch_has_no_steps(open_example: OpenExample) -> None:
    app = open_example("clean_squat_set")
    assert not [button for button in app.button if str(button.key).startswith("batch_")]


def test_the_session_can_be_taken_along(three_sets: AppTest) -> None:
    labels = [button.proto.label for button in three_sets.get("download_button")]
    assert labels == ["Table (CSV)", "Page to print"]


def test_a_row_says_what_could_be_judged_of_a_set_whose_back_could_not() -> None:
    """The page said that depth and knees were judged, its row only that the camera stood wrong."""
    front = front_view_squat_set()
    state, why = _verdicts(front)
    assert "back not judged" in state
    assert why == escaped(unjudged_text(front))
    assert "Nothing clearly wrong with your" in why
    assert escaped(abstention(front)) in why


def test_a_row_says_what_could_be_judged_in_only_some_reps() -> None:
    """Of depth and knees in three of four reps it said only that the camera stood wrong."""
    front = front_view_squat_set()
    hidden = dict(front.reps[0].metrics)
    hidden |= {name: replace(hidden[name], value=None, not_assessed="Hidden.")
               for name in ("depth_thigh", "knee_in_hip_width")}  # fmt: skip
    partly = replace(front, reps=(replace(front.reps[0], metrics=hidden), *front.reps[1:]))
    said = "Your depth and knees could be judged in 3 of 4 reps"
    assert not any(said in line for line in _verdicts(front))
    assert sum(line.count(said) for line in _verdicts(partly)) == 1
    assert row_text(partly).count(said) == 1
    printed = " ".join(render_text(partly).split())
    assert printed.count(said) == 1
    assert of_page(render_html(partly)).count(said) == 1


def test_a_clip_that_waits_is_known_by_its_picture(tmp_path: Path) -> None:
    import cv2

    store = Store(tmp_path / "data")
    clip = write_video(tmp_path / "set.mp4", [n / 30 for n in range(40)])
    job = store.create(spool_file(clip, store.clips))
    picture = cv2.imread(str(waiting(store, job)))
    assert min(picture.shape[:2]) > 90
    assert picture.std() > 1


def test_whose_sets_they_are_stands_in_every_row(three_sets: AppTest) -> None:
    name, evil = "Ana", "=Ben ![x](https:example.org)"
    fields = [field for field in three_sets.text_input if str(field.key).startswith("athlete_")]
    given = dict(zip(WORST_FIRST, (name, evil, ""), strict=True))
    for field in fields:
        clip = field.label.removesuffix(".mp4")
        field.set_value(f" {given[clip]} ")
    three_sets.run()
    assert not three_sets.exception
    said = words_of(three_sets)
    assert f"**Ana · {escaped(WORST_FIRST[0])}\\.mp4**" in said
    assert f"**{escaped(evil)} · " in said
    assert f"**{escaped(WORST_FIRST[2])}\\.mp4**" in said
    store = backend.runner().store
    rows = ordered(store.batch(three_sets.query_params["clips"]))
    text = sets_csv([row.named for row in rows if row.named])
    clips = [line["clip"] for line in csv.DictReader(io.StringIO(text))]
    assert list(dict.fromkeys(clips)) == [
        f"Ana · {WORST_FIRST[0]}.mp4",
        f"'{evil} · {WORST_FIRST[1]}.mp4",
        f"{WORST_FIRST[2]}.mp4",
    ]
    gone = rows[0].job
    store.delete(gone)
    store.keep_athlete(gone.id, "Ana")  # another window still shows it
    assert not store.folder(gone.id).exists()


def test_a_screen_reader_hears_a_clip_as_it_is_called_and_fetches_nothing() -> None:
    """A field's label is its accessible name as written, and a hidden one is Markdown, too."""
    assert accessible("squat_clean (2).mp4") == "squat_clean (2).mp4"
    assert "](" not in accessible("![x](https://example.org/a.png).mp4")


def test_a_phone_is_not_told_whose_set_is_shared_with_it(
    three_sets: AppTest, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = backend.runner().store
    for job in store.batch(three_sets.query_params["clips"]):
        store.keep_athlete(job.id, "Ana")
    assert "Ana" in words_of(three_sets.run())
    monkeypatch.setattr(backend, "owns", lambda job_id: False)
    three_sets.run()
    assert not three_sets.exception
    assert "Ana" not in words_of(three_sets)
    assert not any(str(field.key).startswith("athlete_") for field in three_sets.text_input)


def test_the_order_on_screen_is_that_on_paper() -> None:
    """A severe fault that was only possible stood above a sure one on screen, below it in print."""
    sets = [*all_examples().values(), only_perhaps(good_morning_squat_set())]
    named = [each.renamed(f"{place}.mp4") for place, each in enumerate(reversed(sets))]
    rows = [row("done", each, "clear") for each in named]
    on_screen = [each.analysis.clip.name for each in sorted(rows, key=lambda each: each.order)]
    assert on_screen == [card.name for card in sorted(map(triage_card, named), key=order)]


def test_what_waits_stands_in_the_order_of_the_queue() -> None:
    """By name "number 6" stood above "number 2"; what failed stays below."""
    waiting = [(30.0, "a.mp4"), (20.0, "c.mp4"), (10.0, "b.mp4")]
    rows = [
        replace(each, job=replace(each.job, created_s=created_s, clip_name=name))
        for (created_s, name), each in zip(waiting, [row("queued")] * 3, strict=True)
    ]
    rows += [row("failed"), row("done", clean_squat_set())]
    in_order = sorted(rows, key=lambda each: each.order)
    assert [each.job.state for each in in_order] == ["done", *["queued"] * 3, "failed"]
    assert [each.job.clip_name for each in in_order][1:4] == ["b.mp4", "c.mp4", "a.mp4"]


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("no_reps_found", "no reps found"),
        ("no_person_seen", "no person seen"),
        ("front_view_squat_set", abstention(front_view_squat_set()).split(";")[0]),
    ],
)
def test_a_clip_without_a_set_says_so_in_its_row(
    example_app: AppTest, name: str, said: str
) -> None:
    """ "Squat · 0 reps" stood there for a curl, and nothing else."""
    assert said in words_of(open_batch(example_app, name))
