"""From a rendered clip's truth to what scoring needs: no `per_frame`, but what follows from it."""

from __future__ import annotations

from typing import Any

import numpy as np

KEPT = (
    "lift", "variant", "synthetic", "borderline", "near_limit", "handheld", "kind", "camera",
    "lifter", "plate_radius_m", "n_reps", "partial_reps", "reps", "not_reps", "set_faults",
    "others", "fps", "limits", "pattern", "view_drawn", "seed", "index", "attempt",
    "generator_sha256", "drawing_version", "split",
)  # fmt: skip
PLATE_BESIDE_M = 0.68
"""From the middle of the bar to the near plate's outer face, as the generator builds it."""
NEAR_JOINTS = ("shoulder", "hip")
DIGITS = 4


def reduced(truth: dict[str, Any]) -> dict[str, Any]:
    """What is committed of a clip's truth.

    Each rep is given `hip_travel_torso` and, as far as the truth tells where bar and camera are,
    `plate_over_body`: the share of its frames in which the near plate covers the near shoulder or
    hip.
    """
    kept = {name: truth[name] for name in KEPT if name in truth}
    frames = truth.get("per_frame")
    if not frames:
        return kept
    time_s = np.asarray(frames["time_s"])
    covered = _plate_covers(truth)
    if frames.get("hip_y_m") is None:
        return kept
    hip = np.asarray(frames["hip_y_m"]) / truth["lifter"]["torso_m"]
    kept["reps"] = [
        rep | _of_rep(rep, time_s, hip, covered) if rep.get("complete", True) else rep
        for rep in truth["reps"]
    ]
    return kept


def _of_rep(
    rep: dict[str, Any], time_s: np.ndarray, hip: np.ndarray, covered: np.ndarray | None
) -> dict[str, float]:
    part = (time_s >= rep["start_s"]) & (time_s <= rep["end_s"])
    if not part.any():
        return {}
    more = {"hip_travel_torso": round(float(np.ptp(hip[part])), DIGITS)}
    if covered is not None:
        more["plate_over_body"] = round(float(covered[part].mean()), DIGITS)
    return more


def _plate_covers(truth: dict[str, Any]) -> np.ndarray | None:
    """(T,) whether the near plate stands before the near shoulder or hip."""
    camera, frames = truth.get("camera", {}), truth["per_frame"]
    if frames.get("bar_xz_m") is None or "distance_m" not in camera:
        return None
    bar = np.asarray(frames["bar_xz_m"], float)
    side = -1.0 if camera["side"] == "right" else 1.0
    middle = np.stack([bar[:, 0], np.zeros(len(bar)), bar[:, 1]], -1)
    near = middle + np.array([0.0, side * PLATE_BESIDE_M, 0.0])
    joints = {name: np.asarray(px) for name, px in frames["joints2d_px"].items()}
    view = _Pinhole(camera)
    # where the camera aims along the lifter's axis is not in the truth: hands on the bar show it
    hands = (joints["wrist_l"] + joints["wrist_r"]) / 2
    shift = np.array([np.median(hands[:, 0] - view.project(middle)[:, 0]), 0.0])
    disc = _disc_px(view, near, truth["plate_radius_m"]) + shift[:, None]
    suffix = "r" if camera["side"] == "right" else "l"
    inside = [_within(disc, joints[f"{name}_{suffix}"]) for name in NEAR_JOINTS]
    return np.asarray(np.any(inside, axis=0))


def _disc_px(view: _Pinhole, center: np.ndarray, radius_m: float) -> np.ndarray:
    """(T, 2, K) rim of the plate in the picture."""
    turn = np.linspace(0, 2 * np.pi, 24, endpoint=False)
    rim = np.stack([np.cos(turn), np.zeros_like(turn), np.sin(turn)], -1) * radius_m
    return np.stack([view.project(center + point) for point in rim], -1)


def _within(rim: np.ndarray, point: np.ndarray) -> np.ndarray:
    """(T,) whether a point lies within the convex rim (T, 2, K)."""
    edge = np.roll(rim, -1, axis=2) - rim
    to = point[:, :, None] - rim
    cross = edge[:, 0] * to[:, 1] - edge[:, 1] * to[:, 0]
    return np.asarray((cross > 0).all(axis=1) | (cross < 0).all(axis=1))


class _Pinhole:
    """The generator's camera: x forward of the lifter, y to their left, z up, meters."""

    def __init__(self, camera: dict[str, Any]) -> None:
        azimuth, up = np.radians([camera["azimuth_deg"], camera["elevation_deg"]])
        side = -1.0 if camera["side"] == "right" else 1.0
        away = np.array([np.sin(azimuth), np.cos(azimuth) * side, 0.0])
        self._at = away * camera["distance_m"] + np.array([0.0, 0.0, camera["height_m"]])
        self._ahead = -away * np.cos(up) - np.array([0.0, 0.0, np.sin(up)])
        self._right = np.cross(self._ahead, [0.0, 0.0, 1.0])
        self._right /= np.linalg.norm(self._right)
        self._up = np.cross(self._right, self._ahead)
        self._size = camera["width"], camera["height"]
        self._focal_px = camera["height"] / 2 / np.tan(np.radians(camera["fov"]) / 2)

    def project(self, point_m: np.ndarray) -> np.ndarray:
        """(..., 2) pixels, x right, y down."""
        off = point_m - self._at
        depth = off @ self._ahead
        right = self._size[0] / 2 + self._focal_px * (off @ self._right) / depth
        down = self._size[1] / 2 - self._focal_px * (off @ self._up) / depth
        return np.stack([right, down], -1)
