"""Corrections one by one: taking each back leaves the others, taking all back leaves none."""

from __future__ import annotations

import io
import json
import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from formcheck.analysis import Analysis
from formcheck.errors import InputError
from formcheck.jobs import adjustment
from formcheck.jobs.adjustment import Adjustment, changes
from formcheck.jobs.job import Job, Question
from formcheck.jobs.spool import spool
from formcheck.jobs.store import Store
from formcheck.thresholds import Thresholds, limits_table
from tests.examples import good_morning_squat_set
from tests.faults import full_disk

LIMITS = {row.name: row for row in limits_table()}
LIFTS = st.sampled_from([(None, None), ("squat", None), ("squat", "low_bar"), ("deadlift", "sumo")])
MOMENTS = st.integers(0, 600).map(lambda tenths: tenths / 10)
ADJUSTMENTS = st.builds(
    lambda lift, limits, moments, starts: Adjustment(
        lift=lift[0],
        variant=lift[1],
        limits={name: LIMITS[name].low for name in limits},
        not_reps=tuple(moments),
        reps=tuple((start_s, start_s + 2) for start_s in starts),
    ),
    LIFTS,
    st.lists(st.sampled_from(sorted(LIMITS)), unique=True, max_size=3),
    st.lists(MOMENTS, unique=True, max_size=3),
    st.lists(MOMENTS, unique=True, max_size=3),
)


def without(kept: Adjustment, first: Question) -> Adjustment:
    """Take back what is listed first, again and again."""
    for _ in range(20):
        made = changes(kept, first)
        if not made:
            return kept
        assert len(changes(made[0].without, first)) == len(made) - 1
        kept = made[0].without
    raise AssertionError("taking back never ends")


@given(ADJUSTMENTS, LIFTS)
def test_taking_back_one_by_one_ends_where_it_began(
    kept: Adjustment, told: tuple[str | None, str | None]
) -> None:
    first = Question(lift=told[0], variant=told[1])
    assert without(kept, first) == Adjustment(lift=told[0], variant=told[1])


@given(ADJUSTMENTS)
def test_each_correction_is_listed_once_in_words_of_its_own(kept: Adjustment) -> None:
    made = changes(kept, Question())
    told = kept.lift is not None
    assert len(made) == told + len(kept.not_reps) + len(kept.reps) + len(kept.limits)
    assert len({change.what for change in made}) == len(made)
    assert all(change.without != kept for change in made)


def test_the_words_say_what_was_corrected() -> None:
    kept = Adjustment(
        lift="deadlift",
        variant="sumo",
        limits={"good_morning_gain_deg": 12.0},
        not_reps=(5.42,),
        reps=((25.4, 26.2),),
    )
    assert [change.what for change in changes(kept, Question())] == [
        "Lift: Deadlift, sumo",
        "No rep at 5.4 s",
        "A rep at 25.4–26.2 s",
        "Hips rose before the chest: torso tips by 12° (default 5°)",
    ]


def test_what_was_told_before_the_first_look_is_no_correction() -> None:
    assert changes(Adjustment(lift="squat"), Question(lift="squat")) == ()
    (change,) = changes(Adjustment(), Question(lift="squat"))
    assert change.what == "Lift: detected from the video"
    assert change.without.lift == "squat"


def kept_job(root: Path) -> tuple[Store, Job]:
    store = Store(root)
    clip = spool(io.BytesIO(b"a"), "set.mp4", store.clips)
    return store, store.create(clip, Question(lift="squat"))


@pytest.mark.parametrize(
    ("limits", "said", "holds"),
    [
        ({"a_limit_of_old": 3.0}, "A limit from another version: a_limit_of_old 3", {}),
        (
            {"good_morning_gain_deg": 900.0},
            "Hips rose before the chest: torso tips by 20° (default 5°)",
            {"good_morning_gain_deg": 20.0},
        ),
    ],
)
def test_a_limit_that_an_update_took_away_or_moved_is_listed_and_can_be_taken_back(
    tmp_path: Path, limits: dict[str, float], said: str, holds: dict[str, float]
) -> None:
    """Every other correction of the set was refused until then, by the name of a parameter."""
    store, job = kept_job(tmp_path)
    fields = {"lift": "squat", "variant": None, "limits": limits, "not_reps": [5.4], "reps": []}
    (store.folder(job.id) / adjustment.FILE).write_text(json.dumps(fields))
    kept = adjustment.load(store, job)
    assert kept == Adjustment(lift="squat", limits=limits, not_reps=(5.4,))
    assert adjustment.options(job, kept).thresholds == Thresholds(**holds)
    *_, moved = changes(kept, job.question)
    assert moved.what == said
    assert moved.without == Adjustment(lift="squat", not_reps=(5.4,))
    adjustment.options(job, moved.without)


def test_a_step_can_be_taken_back_from_below_another(tmp_path: Path) -> None:
    """ "good_morning_severe_deg is 6, below good_morning_moderate_deg" came of an "Undo"."""
    _, job = kept_job(tmp_path)
    limits = {"good_morning_moderate_deg": 5.5, "good_morning_severe_deg": 6.0}
    medium, large = changes(Adjustment(lift="squat", limits=limits), job.question)
    assert (medium.what, large.what) == (
        "Hips rose before the chest, medium from 5.5° (default 8°)",
        "Hips rose before the chest, large from 6° (default 12°)",
    )
    judged_by = adjustment.options(job, medium.without).thresholds
    assert judged_by == Thresholds(good_morning_severe_deg=8)
    (left,) = changes(medium.without, job.question)
    assert left.what == "Hips rose before the chest, large from 8° (default 12°)"


def test_limits_out_of_order_that_were_kept_before_that_was_refused_still_judge(
    tmp_path: Path,
) -> None:
    _, job = kept_job(tmp_path)
    limits = {"good_morning_gain_deg": 15.0, "good_morning_moderate_deg": 9.0}
    judged_by = adjustment.options(job, Adjustment(lift="squat", limits=limits)).thresholds
    assert judged_by == Thresholds(good_morning_gain_deg=15, good_morning_moderate_deg=15)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{}",
        '{"lift": null, "variant": null, "limits": 3, "not_reps": [], "reps": []}',
        '{"lift": null, "variant": null, "limits": {}, "not_reps": [], "reps": [1]}',
        '{"lift": null, "limits": {}, "not_reps": [], "reps": [], "of_old": 1}',
        '{"lift": ["squat"], "limits": {}, "not_reps": [], "reps": []}',
        '{"lift": "curl", "limits": {}, "not_reps": [], "reps": []}',
        '{"variant": {}, "limits": {}, "not_reps": [], "reps": []}',
        '{"lift": null, "limits": {}, "not_reps": [1e300], "reps": []}',
        '{"lift": null, "limits": {}, "not_reps": ["nan"], "reps": []}',
        '{"lift": null, "limits": {}, "not_reps": [], "reps": [], "revision": 1e999}',
    ],
)
def test_corrections_that_cannot_be_read_count_as_none(tmp_path: Path, text: str) -> None:
    store, job = kept_job(tmp_path)
    (store.folder(job.id) / adjustment.FILE).write_text(text)
    assert adjustment.load(store, job) == Adjustment(lift="squat")


@pytest.fixture
def judged(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[Store, Job]:
    """A finished set whose judging again is quick."""
    store, job = kept_job(tmp_path)
    job = replace(job, state="done")
    store.save(job)
    analysis = good_morning_squat_set()
    store.save_analysis(job.id, analysis)
    monkeypatch.setattr(adjustment, "judge_again", lambda *_: replace(analysis, reps=()))
    return store, job


@pytest.mark.parametrize("full_at", [0, 1])
def test_a_correction_that_cannot_be_kept_is_told_and_changes_nothing(
    judged: tuple[Store, Job], full_at: int
) -> None:
    store, job = judged
    with full_disk(full_at), pytest.raises(InputError, match="Free some disk space"):
        adjustment.apply(store, job, Adjustment(lift="squat", not_reps=(5.4,)))
    assert adjustment.load(store, job) == Adjustment(lift="squat")
    analysis = store.analysis(job)
    assert analysis is not None
    assert analysis.reps  # the verdict is the one of before, too


def test_two_windows_never_lose_a_correction_silently(judged: tuple[Store, Job]) -> None:
    store, job = judged
    here, there = adjustment.load(store, job), adjustment.load(store, job)
    adjustment.apply(store, job, here.without_rep(5.4))
    with pytest.raises(InputError, match="another window"):
        adjustment.apply(store, job, there.without_rep(9.9))
    assert adjustment.load(store, job).not_reps == (5.4,)
    adjustment.apply(store, job, adjustment.load(store, job).without_rep(9.9))
    assert adjustment.load(store, job).not_reps == (5.4, 9.9)
    adjustment.apply(store, job, Adjustment(lift="squat"))  # back to the beginning, as asked
    assert adjustment.load(store, job).not_reps == ()


def test_corrections_close_together_are_all_kept(
    judged: tuple[Store, Job], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A second tap while the first is still judged: Streamlit runs both at once."""
    store, job = judged
    analysis, together = good_morning_squat_set(), threading.Barrier(3)

    def slowly(*_: object) -> Analysis:
        with suppress(threading.BrokenBarrierError):
            together.wait(0.5)  # all of them have read what was kept before any keeps more
        return replace(analysis, reps=())

    monkeypatch.setattr(adjustment, "judge_again", slowly)
    taps = (
        lambda kept: kept.without_rep(5.4),
        lambda kept: kept.with_rep(9.0, 11.0),
        lambda kept: replace(kept, lift="deadlift"),
    )
    with ThreadPoolExecutor() as pool:
        list(pool.map(lambda tap: adjustment.correct(store, job, tap), taps))
    kept = adjustment.load(store, job)
    assert (kept.not_reps, kept.reps, kept.lift) == ((5.4,), ((9.0, 11.0),), "deadlift")
    assert kept.revision == 3


def test_the_verdict_never_comes_before_the_corrections_it_rests_on(
    judged: tuple[Store, Job], monkeypatch: pytest.MonkeyPatch
) -> None:
    store, job = judged
    moved: list[str] = []
    kept = Path.replace

    def noted(path: Path, target: Path) -> Path:
        moved.append(target.name)
        return kept(path, target)

    monkeypatch.setattr(Path, "replace", noted)
    adjustment.apply(store, job, Adjustment(lift="squat", not_reps=(5.4,)))
    assert moved == [adjustment.FILE, "analysis.json"]


def test_a_correction_does_not_bring_back_what_was_deleted_or_is_looked_at_again(
    judged: tuple[Store, Job],
) -> None:
    store, job = judged
    store.drop_result(job.id)
    with pytest.raises(InputError, match="checked again"):
        adjustment.apply(store, job, Adjustment(lift="squat"))
    store.save_analysis(job.id, good_morning_squat_set())
    store.save(replace(job, question=Question(lifter=1)))  # answered by now, of somebody else
    with pytest.raises(InputError, match="checked again"):
        adjustment.apply(store, job, Adjustment(lift="squat"))
    store.delete(job)
    with pytest.raises(InputError, match="deleted"):
        adjustment.apply(store, job, Adjustment(lift="squat"))
    assert not store.folder(job.id).exists()


def test_a_rep_that_was_told_and_is_none_after_all_leaves_no_trace() -> None:
    told = Adjustment().with_rep(4.0, 7.0).with_rep(9.0, 12.0)
    assert told.without_rep(5.5) == Adjustment().with_rep(9.0, 12.0)
    # one that is found by now as well takes a second word
    assert told.without_rep(5.5).without_rep(5.5).not_reps == (5.5,)


def test_a_removal_that_is_taken_back_leaves_no_trace() -> None:
    assert Adjustment().without_rep(5.5).with_rep(4.0, 7.0) == Adjustment()
    assert Adjustment().without_rep(5.5).with_rep(8.0, 9.0).reps == ((8.0, 9.0),)
