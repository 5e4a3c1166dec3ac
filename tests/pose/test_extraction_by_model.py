"""The whole way from a clip to the lifter's poses, by the real pose model."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from formcheck.extraction.pose_cache import observe_or_load
from formcheck.observation.observation import Observation
from formcheck.observation.poses import Landmark
from tests.samples import SAMPLES, sample_seen
from tests.videos import even_times, write_video

SAMPLE = "squat_good_morning"
"""Looked at once in a run, for the page and the commands, too."""


@pytest.fixture(scope="module")
def squats(tmp_path_factory: pytest.TempPathFactory) -> Observation:
    return sample_seen(tmp_path_factory, SAMPLE)


@pytest.mark.model
@pytest.mark.slow
def test_a_rendered_set_is_followed_where_it_really_is(squats: Observation) -> None:
    truth = json.loads((SAMPLES / f"{SAMPLE}.json").read_text())["per_frame"]
    track = squats.track
    assert track.chosen_by == "only_person"
    assert track.seen.mean() > 0.99
    assert set(track.span[track.seen]) == {0}
    assert not squats.camera.measured
    torso = 160  # pixels, about; the model has joint centers of its own
    for name, landmark in {
        "hip_r": Landmark.RIGHT_HIP,
        "shoulder_r": Landmark.RIGHT_SHOULDER,
        "knee_r": Landmark.RIGHT_KNEE,
    }.items():
        known = np.array(truth["joints2d_px"][name])
        there = [np.interp(track.time_s, truth["time_s"], column) for column in known.T]
        apart = np.linalg.norm(track.image_px[:, landmark] - np.stack(there, 1), axis=1)
        assert np.nanmedian(apart) < 0.25 * torso


@pytest.mark.model
@pytest.mark.slow
def test_the_contour_of_the_lifter_is_kept_beside_the_poses(squats: Observation) -> None:
    contour, track = squats.silhouette, squats.track
    assert np.diff(contour.time_s).min() > 1 / 15 - 1e-3
    assert len(contour.time_s) > 5 * track.time_s[-1]
    places = np.searchsorted(track.time_s, contour.time_s)
    np.testing.assert_array_equal(track.time_s[places], contour.time_s)
    hips = track.image_px[places][:, [Landmark.LEFT_HIP, Landmark.RIGHT_HIP]].mean(axis=1)
    row = np.abs(contour.row_px - hips[:, 1:]).argmin(axis=1)
    left, right = contour.edge_px[np.arange(len(row)), row].T
    assert np.mean((left < hips[:, 0]) & (hips[:, 0] < right)) > 0.98
    assert 0.3 < np.isfinite(contour.back_px[:, :, 0]).mean() < 0.9  # bent over, but not always


@pytest.mark.model
@pytest.mark.slow
def test_poses_do_not_lag_behind_the_pictures(squats: Observation) -> None:
    """The pose model's own filter would put the hips 10 to 15 ms late; it stays out of the way."""
    truth = json.loads((SAMPLES / f"{SAMPLE}.json").read_text())["per_frame"]
    clock = np.arange(1, squats.track.time_s[-1] - 1, 1 / 200)
    heights = -squats.track.image_px[:, [23, 24], 1].mean(axis=1)
    seen = squats.track.seen
    ours = np.interp(clock, squats.track.time_s[seen], heights[seen])
    lags_s = np.arange(-0.06, 0.0601, 0.005)
    alike = [
        np.corrcoef(ours, np.interp(clock - lag, truth["time_s"], truth["hip_y_m"]))[0, 1]
        for lag in lags_s
    ]
    # the pose model's own filter lags 10 to 15 ms; half a frame is the most that may be left
    assert abs(lags_s[int(np.argmax(alike))]) <= 0.0175


@pytest.mark.model
@pytest.mark.slow
def test_the_number_of_processes_changes_nothing(squats: Observation) -> None:
    alone = observe_or_load(SAMPLES / f"{SAMPLE}.mp4", use_cache=False, workers=1).track
    np.testing.assert_array_equal(alone.time_s, squats.track.time_s)
    np.testing.assert_array_equal(alone.image_px, squats.track.image_px)
    assert alone.people == squats.track.people


@pytest.mark.model
def test_a_plain_script_without_a_main_guard_works(tmp_path: Path) -> None:
    """Spawned workers must not run the caller's script again."""
    clip = write_video(tmp_path / "clip.mp4", even_times(60))
    script = tmp_path / "script.py"
    script.write_text(
        "from formcheck.extraction.clip_to_observation import extract_observation\n"
        "from formcheck.pose.model_store import find_model\n"
        "from formcheck.video.info import probe\n"
        "from formcheck.extraction.processes import WorkerPool\n"
        f"clip = {str(clip)!r}\n"
        "with WorkerPool(2) as pool:\n"
        "    found = extract_observation(clip, probe(clip), find_model(), pool)\n"
        "print('people', len(found.track.people))\n"
    )
    done = subprocess.run(
        [sys.executable, str(script)],
        capture_output=True,
        text=True,
        env={"PYTHONPATH": str(SAMPLES.parent), "PATH": "/usr/bin:/bin"},
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout == "people 0\n"
    assert "Traceback" not in done.stderr


@pytest.mark.model
@pytest.mark.parametrize("first", ["rgb", "np.full_like(rgb, 60)"])
def test_the_engine_writes_nothing_to_standard_error(first: str) -> None:
    """In a process of its own: it complains when it first finds somebody, at once or later."""
    script = (
        "from contextlib import closing\n"
        "import numpy as np\n"
        "from formcheck.pose.model_store import find_model\n"
        "from formcheck.pose.landmarker import MediaPipePoseEstimator\n"
        "from formcheck.video.reading import FrameReader\n"
        f"rgb = next(FrameReader({str(SAMPLES / 'squat_clean.mp4')!r})).rgb\n"
        "with closing(MediaPipePoseEstimator(find_model())) as engine:\n"
        f"    engine.track({first}, 0.0), engine.find_people({first}, 2)\n"
        "    seen = [engine.track(rgb, t) for t in (0.1, 0.2)]\n"
        "    print(len(engine.find_people(rgb, 2)), all(seen))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script],
        capture_output=True,
        text=True,
        cwd=SAMPLES.parent,
        check=False,
    )
    assert done.stdout == "1 True\n"
    assert done.stderr == ""
