"""What `formcheck batch` says while it works, and when somebody stops it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from formcheck.batch.job import JobDone
from formcheck.batch.results import summarize
from formcheck.batch.run import Batch, Result, Step
from formcheck.batch.sources import Source
from formcheck.batch.state import Marker
from formcheck.commands import batch as command
from formcheck.commands.batch import How, describe, shown_steps, summary_text
from formcheck.commands.settings import Settings
from formcheck.errors import CancelledError
from formcheck.report.digest import row_text, unjudged_text
from tests.examples import all_examples


def step(done: int, left_bytes: int, **marker: object) -> Step:
    """After the outcome of a clip of 100 bytes, of four clips of which one was done earlier."""
    source = Source("a/set.mp4", "set.mp4", 100, "1")
    told = {"status": "analyzed", "reps": 5, "flagged": 2, **marker}
    outcome = JobDone((Marker("set", source, "settings", **told),), 100, 12.34)
    return Step(4, done, 1, left_bytes, outcome)


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    now_s = [100.0]
    monkeypatch.setattr("formcheck.commands.batch.time.monotonic", lambda: now_s[0])
    return now_s


def test_plain_lines_with_rate_and_time_left_when_not_a_terminal(
    clock: list[float], capsys: pytest.CaptureFixture[str]
) -> None:
    with shown_steps() as steps:
        steps.show(Step(4, 1, 1, 1000))
        clock[0] += 30
        steps.show(step(2, 900))
        clock[0] += 30
        steps.show(step(3, 700, status="failed", what="set.mp4 is empty."))
        steps.show(step(4, 0, reps=0, abstained="No person was found."))
    assert capsys.readouterr().err.splitlines() == [
        "1 of 4 clips was done in an earlier run.",
        "[2/4] set.mp4: 5 reps, 2 flagged (12.3 s)",
        "    2.0 clips/min, 3 min left",  # two more clips of nine times its size
        "[3/4] set.mp4: not analyzed. It is empty.",
        "    2.0 clips/min, 2 min left",  # one of seven times their mean size
        "[4/4] set.mp4: No person was found.",
    ]


def test_a_clip_that_fails_says_nothing_of_the_time_the_others_take(
    clock: list[float], capsys: pytest.CaptureFixture[str]
) -> None:
    """A file of two bytes before one clip of 0.7 MB: "545.8 h left"."""
    with shown_steps() as steps:
        steps.show(Step(2, 0, 0, 700_002))
        clock[0] += 5
        steps.show(step(1, 700_000, status="failed", what="It is no video."))
    assert capsys.readouterr().err.splitlines()[1] == "    12.0 clips/min"


def test_copies_of_a_clip_are_no_work(
    clock: list[float], capsys: pytest.CaptureFixture[str]
) -> None:
    """Of 40 files each is there twice: twenty are looked at, half a minute each."""
    done = step(2, 1900).outcome
    with shown_steps() as steps:
        steps.show(Step(40, 0, 0, 2000))
        clock[0] += 30
        steps.show(Step(40, 2, 0, 1900, done))
    assert capsys.readouterr().err.splitlines()[1] == "    4.0 clips/min, 10 min left"


def test_ctrl_c_says_what_is_kept_and_how_to_go_on(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def stopped(_batch: Batch, *, on_step: object) -> None:
        assert callable(on_step)
        on_step(step(3, 100))
        raise KeyboardInterrupt

    monkeypatch.setattr(command, "run_batch", stopped)
    with pytest.raises(CancelledError) as told:
        command.run(["clips"], "out", Settings(), How())
    assert told.value.what == "Stopped: 3 of 4 clips are done and kept."
    assert told.value.hint == "Run the same command again to do the rest."
    assert capsys.readouterr().out == ""


def test_one_clip_with_one_rep_is_no_plural() -> None:
    outcome = step(1, 0, reps=1, flagged=1).outcome
    assert outcome is not None
    assert describe(outcome) == "set.mp4: 1 rep, 1 flagged (12.3 s)"
    summary = summarize(outcome.markers, "settings")
    said = summary_text(Result("out", summary, ("reps.csv",))).splitlines()
    assert said[:2] == [
        "1 clip: 1 judged.",
        "1 rep in all: 1 flagged.",
    ]


def test_a_back_that_was_not_seen_is_not_no_verdict_where_knees_were() -> None:
    """The terminal said "no verdict" of a front view whose page says what could be judged."""
    front = all_examples()["front_view_squat_set"]
    outcome = step(1, 0, reps=len(front.reps), abstained=unjudged_text(front)).outcome
    assert outcome is not None
    line = describe(outcome)
    assert line.startswith(
        "set.mp4: 4 reps, back not judged. Nothing clearly wrong with your depth, knees and"
    )
    assert front.set.summary.removeprefix("4 reps counted. ") in line
    assert row_text(front).removeprefix("4 reps counted. ") in line


def test_what_is_perhaps_flagged_is_counted_apart() -> None:
    """A batch of sets that were all perhaps faulty said "0 flagged" and nothing more."""
    outcome = step(1, 0, flagged=0, possible=2).outcome
    assert outcome is not None
    assert describe(outcome) == "set.mp4: 5 reps, 0 flagged, 2 perhaps (12.3 s)"
    summary = summarize(outcome.markers, "settings")
    assert (
        summary_text(Result("out", summary, ())).splitlines()[1]
        == "5 reps in all: 0 flagged, 2 perhaps."
    )
    earlier = replace(outcome.markers[0], sha256="1" * 64, possible=None)
    mixed = summarize([*outcome.markers, earlier], "settings")
    assert mixed.possible_reps is None
    assert summary_text(Result("out", mixed, ())).splitlines()[1] == "10 reps in all: 0 flagged."


def test_what_looks_like_no_lift_is_no_back_that_was_not_judged() -> None:
    """A lunge stood under "without a verdict on the back"."""
    source = Source("lunge.mp4", "lunge.mp4", 100, "1")
    good = Marker("set", source, "settings", "analyzed", sha256="1" * 64, reps=5, flagged=2)
    lunge = replace(good, sha256="2" * 64, reps=0, flagged=0, abstained="As in a lunge.")
    front = replace(good, sha256="3" * 64, reps=4, flagged=0, abstained="Filmed from the front.")
    summary = summarize([good, good, lunge, front], "settings")
    assert summary_text(Result("out", summary, ())).splitlines() == [
        "4 clips, 1 duplicate included: 2 judged, 1 with back not judged, 1 with no reps found.",
        "9 reps in all, a duplicate's once: 2 flagged.",
        "Back not judged:",
        "  lunge.mp4: Filmed from the front.",
        "No reps found:",
        "  lunge.mp4: As in a lunge.",
        "In out: .",
    ]


def test_what_copies_of_a_clip_share_is_said_once() -> None:
    """Of five copies of a damaged clip the same sentence stood there five times."""

    def failed(name: str) -> Marker:
        source, why = Source(name, name, 100, "1"), f"{name} is not a video, or it is damaged."
        return Marker(name, source, "settings", "failed", what=why, hint="Choose another clip.")

    markers = [failed(f"{letter}.mp4") for letter in "abcde"]
    empty = replace(failed("x.mp4"), what="It cannot be read.", hint="Check it.")
    said = summary_text(Result("out", summarize([*markers, empty], "settings"), ())).splitlines()
    assert not any("reps" in line for line in said)  # it said "0 reps in all: 0 flagged."
    assert said[1:4] == [
        "Not analyzed:",
        "  a.mp4, b.mp4, c.mp4, d.mp4 and e.mp4: It is not a video, or it is damaged. "
        "Choose another clip.",
        "  x.mp4: It cannot be read. Check it.",
    ]
