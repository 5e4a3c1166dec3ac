"""What a user takes along follows today's verdict, the drawn video too."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import av
import numpy as np
import pytest

from formcheck.analysis import Analysis
from formcheck.jobs import adjustment, artifacts
from formcheck.jobs.job import Job
from formcheck.jobs.spool import spool_file
from formcheck.jobs.store import OVERLAY, Store
from formcheck.report.overlay import write_overlay
from formcheck.report.tracks import Tracks
from tests.app.said import OpenExample
from tests.examples import good_morning_squat_set, without_findings
from tests.report.stick_clip import plain_clip, poses_of


@pytest.fixture
def drawn(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[Store, Job, Analysis]:
    """A set whose video shows its verdict."""
    analysis = good_morning_squat_set()
    times_s = np.arange(0, analysis.clip.duration_s, 0.2)
    clip = plain_clip(tmp_path / "set.mp4", [float(t) for t in times_s])
    store = Store(tmp_path / "data")
    job = store.create(spool_file(clip, store.clips))
    tracks = Tracks(poses_of(analysis))
    monkeypatch.setattr(adjustment, "remembered", lambda store, job: None)
    monkeypatch.setattr(Tracks, "of", staticmethod(lambda seen: tracks))
    store.save_analysis(job.id, analysis)
    write_overlay(store.clip(job), tracks, analysis, store.folder(job.id) / OVERLAY)
    store.mark_drawn(job.id, store.verdict_digest(job.id))
    return store, job, analysis


def pictures(path: Path) -> list[bytes]:
    with av.open(str(path)) as container:
        return [frame.to_ndarray(format="gray8").tobytes() for frame in container.decode(video=0)]


def test_the_video_to_take_along_shows_todays_verdict(drawn: tuple[Store, Job, Analysis]) -> None:
    store, job, analysis = drawn
    first = artifacts.video(store, job, analysis)
    assert first == store.overlay(job)
    steady = without_findings(analysis)
    store.save_analysis(job.id, steady)
    second = artifacts.video(store, job, steady)
    assert second != first
    assert pictures(second) != pictures(first), "nothing is flagged in it any more"
    assert artifacts.video(store, job, steady) == second  # drawn once
    store.save_analysis(job.id, analysis)
    assert artifacts.video(store, job, analysis) == first
    store.delete(job)
    assert not second.exists()


def test_the_moment_to_send_shows_todays_verdict(drawn: tuple[Store, Job, Analysis]) -> None:
    store, job, analysis = drawn
    first = artifacts.shared_moment(store, job, analysis)
    assert first
    steady = without_findings(analysis)
    steady = replace(steady, set=replace(steady.set, summary="Nothing stood out."))
    store.save_analysis(job.id, steady)
    second = artifacts.shared_moment(store, job, steady)
    assert second
    for before, after in zip(first, second, strict=True):
        assert before.read_bytes() != after.read_bytes()
    store.save_analysis(job.id, replace(steady, reps=()))
    assert artifacts.shared_moment(store, job, replace(steady, reps=())) is None


def test_the_report_opens_the_worst_moment(drawn: tuple[Store, Job, Analysis]) -> None:
    """It opened that of the first rep; the command's report of the same set did not."""
    told = re.findall(r'"still"( open)?>\s*<summary>Rep (\d)', artifacts.report(*drawn))
    assert told == [(" open", "5"), ("", "3")]


def test_the_button_names_the_moment_that_is_shared(open_example: OpenExample) -> None:
    """Not the one on the screen, which may be another rep's."""
    app = open_example("good_morning_squat_set")
    assert app.button(key="share_moment").label == "Share the worst moment (rep 5)"
    app = open_example("clean_squat_set")
    assert app.button(key="share_moment").label == "Share a moment (rep 1)"
