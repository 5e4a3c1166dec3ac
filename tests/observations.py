"""Observations with a value in every field, and what makes two the same."""

from __future__ import annotations

from dataclasses import fields, is_dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from formcheck.observation.observation import Observation, VideoInfo
from formcheck.observation.poses import LANDMARKS, PersonSeen, PoseTrack
from formcheck.observation.tracks import (
    BACK_POINTS,
    ROWS,
    BarTrack,
    CameraTrack,
    HeelRise,
    SilhouetteTrack,
)

SPREAD_PX = 1500.0


def random_observation(frames: int = 20, seed: int = 0, missing: float = 0.1) -> Observation:
    """An observation in which every number is any number.

    Args:
        frames: Of the clip; what has other times has fewer or more.
        seed: Of the numbers.
        missing: Share of what may be NaN that is.
    """
    rng = np.random.default_rng(seed)

    def floats(*shape: int, spread: float = SPREAD_PX) -> NDArray[np.float32]:
        values = rng.normal(0, spread, shape)
        values[rng.random(shape) < missing] = np.nan
        return values.astype(np.float32)

    def shares(*shape: int) -> NDArray[np.float32]:
        return np.asarray(rng.random(shape) * (rng.random(shape) > missing), np.float32)

    time_s = np.arange(frames) / 29.97
    track = PoseTrack(
        time_s=time_s,
        image_px=floats(frames, LANDMARKS, 2),
        depth_px=floats(frames, LANDMARKS, spread=100.0),
        visibility=shares(frames, LANDMARKS),
        span=rng.integers(-1, 4, frames).astype(np.int16),
        frame_size_px=(1280, 720),
        people=(PersonSeen(1, 0.9, 0.7, (1.0, 2.0, 3.0, 4.0), 0.5),),
        chosen_by="only_person",
        back_deg=floats(frames, 2, spread=20.0),
    )
    bar = BarTrack(
        time_s=time_s[::2],
        center_px=floats(len(time_s[::2]), 2).astype(np.float64),
        radius_px=61.7,
        aspect=0.98,
        confidence=shares(len(time_s[::2])),
    )
    some = time_s[1::3]
    camera = CameraTrack(
        time_s=np.arange(max(1, frames // 3)) / 10,
        shift_px=floats(max(1, frames // 3), 2, spread=5.0).astype(np.float64),
        sigma_px=np.abs(floats(max(1, frames // 3), 2, spread=0.5)).astype(np.float64),
        roll_rad=floats(max(1, frames // 3), spread=0.01).astype(np.float64),
        roll_sigma_rad=np.abs(floats(max(1, frames // 3), spread=0.001)).astype(np.float64),
        zoom=1 + floats(max(1, frames // 3), spread=0.01).astype(np.float64),
        pivot_px=np.array([640.0, 300.5]),
    )
    return Observation(
        info=VideoInfo("a.mp4", "a" * 64, 1280, 720, 3.0, 90, 30.0, False, 90, "h264"),
        model_name="pose.task",
        model_sha256="b" * 64,
        runtime="an engine 1.0",
        track=track,
        bar=bar,
        warnings=(("truncated", "It breaks off."),),
        decode_s=0.0,
        pose_s=0.0,
        from_cache=True,
        heel_rises=(
            HeelRise(1 / 30, 1 / 3, 2 / 3, 0.06, 0.02),
            HeelRise(0.6, 0.7, 0.9, why_not="hidden"),
        ),
        silhouette=SilhouetteTrack(
            some,
            extent_px=floats(len(some), 2),
            edge_px=floats(len(some), ROWS, 2),
            back_px=floats(len(some), BACK_POINTS, 2),
        ),
        camera=camera,
        shots=((0.0, 1.25), (1.25, 2.0)),
    )


def assert_same(one: Any, other: Any, name: str = "observation") -> None:
    """Two observations, or parts of them, hold the same to the last bit."""
    assert type(one) is type(other), name
    if is_dataclass(one):
        for field in fields(one):
            assert_same(
                getattr(one, field.name), getattr(other, field.name), f"{name}.{field.name}"
            )
    elif isinstance(one, tuple):
        assert len(one) == len(other), name
        for number, pair in enumerate(zip(one, other, strict=True)):
            assert_same(*pair, f"{name}[{number}]")
    elif isinstance(one, np.ndarray):
        assert one.dtype == other.dtype, name
        np.testing.assert_array_equal(one, other, err_msg=name)
    else:
        assert one == other, name
