"""A clip in, a document out: the whole chain with a pose model that plays a stick figure."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from formcheck.analysis import Analysis
from formcheck.errors import CancelledError, OptionError, VideoError
from formcheck.extraction import clip_to_observation as extraction
from formcheck.lifts import VARIANTS
from formcheck.observation.poses import PoseTrack
from formcheck.pipeline.options import Options, check_options
from formcheck.pipeline.run import Progress, analyze_observed, analyze_video
from formcheck.thresholds import Thresholds
from tests import stick
from tests.observed import analyzed, complete, faults, some_reps, value
from tests.pose.fake import FakePoseEstimator, pose_of
from tests.videos import even_times, write_video

pytestmark = pytest.mark.long

SIZE = (440, 440)
REPS = stick.paced(3)
OPTIONS = Options(workers=1, use_cache=False)
Play = Callable[[PoseTrack], Path]


@pytest.fixture
def play(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Play:
    """Makes an empty gray clip in which the pose model sees the given track."""

    def make(track: PoseTrack) -> Path:
        def script(time_s: float) -> list:
            at = int(np.argmin(np.abs(track.time_s - time_s)))
            if track.span[at] < 0:
                return []
            pose = pose_of(track.image_px[at])
            return [replace(pose, depth_px=track.depth_px[at])]

        engine = "MediaPipePoseEstimator"
        monkeypatch.setattr(extraction, engine, lambda model: FakePoseEstimator(script))
        times = even_times(len(track.time_s))
        gray = np.full((SIZE[1], SIZE[0], 3), 90, np.uint8)
        return write_video(tmp_path / "set.mp4", times, size=SIZE, pictures=(gray for _ in times))

    return make


def filmed(body: stick.Body, **more: float) -> PoseTrack:
    return stick.film(body, torso_px=105.0, at_px=(230.0, 400.0), **more)


def test_a_set_with_one_good_morning(play):
    analysis = analyze_video(play(filmed(stick.squat(REPS, tip_deg=[0, 13, 0]))), OPTIONS)
    assert (analysis.lift.name, analysis.view.name) == ("squat", "side")
    assert analysis.view.near_side == "right"
    assert [r.complete for r in analysis.reps] == [True, True, True]
    assert [r.turn_s for r in analysis.reps] == pytest.approx([r[1] for r in REPS], abs=0.1)
    assert [faults(r) & {"good_morning"} for r in analysis.reps] == [
        set(), {"good_morning"}, set()
    ]  # fmt: skip
    assert analysis.set.first_broken_rep == 2
    assert [g.fault for g in analysis.guidance] == ["good_morning"]
    assert analysis.reps[1].cues
    assert analysis.lifter.people_seen == 1
    assert analysis.lifter.chosen_by == "only_person"


def test_a_deadlift_set(play):
    analysis = analyze_video(play(filmed(stick.deadlift(REPS))), OPTIONS)
    assert analysis.lift.name == "deadlift"
    assert len(complete(analysis)) == 3
    assert not any(rep.flagged for rep in some_reps(analysis))
    assert value(analysis.reps[0], "lean_peak_deg") == pytest.approx(62, abs=3)


def test_the_document_is_whole(play):
    path = play(filmed(stick.squat(REPS)))
    analysis = analyze_video(path, OPTIONS)
    assert analysis.clip.name == path.name
    assert analysis.clip.frames == len(filmed(stick.squat(REPS)).time_s)
    assert analysis.thresholds == Thresholds().model_dump()
    assert analysis.timing.total_s >= analysis.timing.analysis_s > 0
    lengths = {len(curve) for curve in (
        analysis.series.time_s, analysis.series.lean_deg, analysis.series.hip_height_torso,
        analysis.series.chest_height_torso,
    )}  # fmt: skip
    assert len(lengths) == 1
    assert Analysis.from_json(analysis.to_json()) == analysis
    assert str(path.parent) not in analysis.to_json()
    assert "NaN" not in analysis.to_json()


def test_nobody_in_the_picture_is_a_result(play):
    track = filmed(stick.standing(3.0))
    analysis = analyze_video(play(stick.unseen(track, track.time_s >= 0)), OPTIONS)
    assert analysis.reps == ()
    assert "no_person" in {w.code for w in analysis.warnings}
    Analysis.from_json(analysis.to_json())


def test_standing_still_is_a_result(play):
    analysis = analyze_video(play(filmed(stick.standing(4.0))), OPTIONS)
    assert analysis.reps == ()
    assert analysis.warnings


def test_progress_rises_to_one(play):
    seen: list[Progress] = []
    analyze_video(play(filmed(stick.squat(REPS[:1]))), OPTIONS, on_progress=seen.append)
    shares = [p.done for p in seen]
    assert shares == sorted(shares)
    assert shares[-1] == 1.0
    assert all(p.stage for p in seen)


def test_stopping_stops(play):
    path = play(filmed(stick.squat(REPS[:1])))
    with pytest.raises(CancelledError):
        analyze_video(path, OPTIONS, should_stop=lambda: True)


def test_other_limits_other_verdicts(play):
    path = play(filmed(stick.squat(REPS[:1], lean_deg=44)))
    strict = replace(OPTIONS, thresholds=Thresholds(lean_high_bar_deg=38))
    assert not any(r.flagged for r in some_reps(analyze_video(path, OPTIONS)))
    assert all("excessive_lean" in faults(r) for r in some_reps(analyze_video(path, strict)))


@pytest.mark.parametrize(
    "given", [{"lift": "bench"}, {"variant": "sumo_squat"}, {"lift": "squat", "variant": "sumo"}]
)
def test_what_nobody_knows_is_refused_before_any_work(tmp_path, given):
    with pytest.raises(OptionError) as caught:
        analyze_video(tmp_path / "missing.mp4", Options(**given))
    assert caught.value.hint


def test_a_style_of_another_lift_is_refused_by_its_name():
    with pytest.raises(OptionError) as caught:
        check_options(Options(lift="deadlift", variant="high_bar"))
    assert caught.value.what == "high_bar is a style of the squat, not of the deadlift."
    assert "conventional, sumo, romanian" in caught.value.hint


@pytest.mark.parametrize(
    ("variant", "lift"), [(v, lift) for lift, known in VARIANTS.items() for v in known]
)
def test_a_told_style_tells_the_lift(variant, lift):
    """Whatever the clip looks like: squats and pulls are both read as told."""
    check_options(Options(variant=variant))
    for body in (stick.squat(REPS), stick.deadlift(REPS)):
        read_as = analyzed(stick.film(body), Options(variant=variant)).lift
        assert (read_as.name, read_as.variant, read_as.source) == (lift, variant, "told")


def test_a_missing_clip_is_refused(tmp_path):
    with pytest.raises(VideoError) as caught:
        analyze_video(tmp_path / "missing.mp4")
    assert str(tmp_path) not in str(caught.value)


def test_poses_can_be_had_with_the_analysis(play):
    track = filmed(stick.squat(REPS[:1]))
    poses = analyze_observed(play(track), OPTIONS)[1].track
    assert poses.seen.mean() > 0.95
    assert poses.frame_size_px == SIZE


def test_a_second_look_comes_from_the_cache(play, tmp_path, monkeypatch):
    monkeypatch.setattr("formcheck.extraction.pose_cache.cache_folder", lambda: tmp_path / "cache")
    path = play(filmed(stick.squat(REPS[:2], tip_deg=[0, 13])))
    keeping = replace(OPTIONS, use_cache=True)
    first, second = analyze_video(path, keeping), analyze_video(path, keeping)
    assert not first.timing.poses_from_cache
    assert second.timing.poses_from_cache
    assert second.reps == first.reps


@pytest.mark.parametrize("fps", [24.0, 29.97, 120.0])
def test_a_moment_is_that_of_a_picture_whatever_the_rate(fps: float) -> None:
    """A player stops on it, a still shows it, and both name it: no two of them round apart."""
    track = filmed(stick.squat(REPS, tip_deg=[0, 13, 0], fps=fps))
    analysis = analyzed(track)
    moments_s = [
        m.at_s for rep in analysis.reps for m in rep.metrics.values() if m.at_s is not None
    ]
    moments_s += [finding.at_s for rep in analysis.reps for finding in rep.findings]
    assert len(moments_s) > 6
    assert set(moments_s) <= set(track.time_s.tolist())
