"""From a pose track to an analysis without a video: what the core tests start from."""

from __future__ import annotations

from typing import Any

import numpy as np

from formcheck.analysis import Analysis, RepAnalysis
from formcheck.observation.observation import Observation, VideoInfo
from formcheck.observation.poses import PoseTrack
from formcheck.observation.tracks import CameraTrack, no_bar, still_camera
from formcheck.pipeline.document import judge
from formcheck.pipeline.options import Options
from formcheck.pipeline.reading import SetReading, read_set


def camera_of(track: PoseTrack, shift_px: np.ndarray) -> CameraTrack:
    """A camera that moves so, (T, 2), as it was measured in every frame of a track."""
    frames = len(track.time_s)
    return CameraTrack(
        time_s=track.time_s.astype(np.float64),
        shift_px=np.asarray(shift_px, np.float64),
        sigma_px=np.full((frames, 2), 0.1),
        roll_rad=np.zeros(frames),
        zoom=np.ones(frames),
        roll_sigma_rad=np.full(frames, 1e-4),
        pivot_px=np.array(track.frame_size_px) / 2.0,
    )


def observed(track: PoseTrack, **more: Any) -> Observation:
    """An observation of a clip that exists only as poses."""
    seconds = np.diff(track.time_s)
    info = VideoInfo(
        name="stick.mp4",
        sha256="0" * 64,
        width_px=track.frame_size_px[0],
        height_px=track.frame_size_px[1],
        duration_s=float(track.time_s[-1]) if len(track.time_s) else 0.0,
        frames=len(track.time_s),
        mean_fps=float(1 / seconds.mean()) if len(seconds) else 30.0,
        variable_frame_rate=False,
        rotation_deg=0,
        codec="none",
    )
    given = {
        "info": info,
        "model_name": "stick",
        "model_sha256": "0" * 64,
        "runtime": "none",
        "track": track,
        "bar": no_bar(track.time_s),
        "camera": still_camera(0.1),
        "warnings": (),
        "decode_s": 0.0,
        "pose_s": 0.0,
        "from_cache": False,
    }
    return Observation(**(given | more))


def analyzed(track: PoseTrack, options: Options | None = None, **more: Any) -> Analysis:
    """The whole document of a track; `more` are fields of the observation, such as `bar`."""
    return judge(observed(track, **more), options or Options())


def blazepose_read(track: PoseTrack, **more: Any) -> Analysis:
    """As if MediaPipe had seen it: its known biases are taken off."""
    return analyzed(track, runtime="mediapipe 0", **more)


def read(track: PoseTrack, options: Options | None = None, **more: Any) -> SetReading:
    """Curves, reps and metrics of a track, before any verdict."""
    return read_set(observed(track, **more), (options or Options()).rep_options)


def some_reps(analysis: Analysis) -> tuple[RepAnalysis, ...]:
    """All reps; the test fails when there are none, of which anything could be said."""
    assert analysis.reps, f"no reps: {[notice.message for notice in analysis.warnings]}"
    return analysis.reps


def complete(analysis: Analysis) -> list[RepAnalysis]:
    """The reps that the clip shows whole; the test fails when there are none."""
    reps = [rep for rep in some_reps(analysis) if rep.complete]
    assert reps, f"no complete rep of {len(analysis.reps)}"
    return reps


def faults(rep: RepAnalysis) -> set[str]:
    """Fault codes of a rep."""
    return {finding.fault for finding in rep.findings}


def value(rep: RepAnalysis, metric: str) -> float:
    """A metric's value; the test fails when it was not assessed."""
    found = rep.metrics[metric].value
    assert found is not None, f"{metric}: {rep.metrics[metric].not_assessed}"
    return found
