"""The rear edge of a silhouette beside the hips, from contours whose place is known."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from formcheck.body.measurements import hip_contour_px
from formcheck.motion.motion import CameraView, Motion
from formcheck.observation.tracks import BACK_POINTS, ROWS, SilhouetteTrack

TORSO, GROUND = 100.0, 400.0
HIPS_Y, REAR_X = 300.0, 150.0
"""One torso length above the ankles."""
FRAMES = 10
RIGHTWARD = CameraView("side", 0.0, 10.0, None, 1.0)


def contours() -> SilhouetteTrack:
    """A body whose rear edge bulges at the hips."""
    extent = np.tile(np.float32([160.0, 400.0]), (FRAMES, 1))
    row = 160 + (np.arange(ROWS) + 0.5) / ROWS * 240
    rear = REAR_X + 60 * ((row - HIPS_Y) / 80) ** 2
    edge = np.stack([rear, np.full(ROWS, 320.0)], axis=1)
    return SilhouetteTrack(
        time_s=np.arange(FRAMES) / 10,
        extent_px=extent,
        edge_px=np.tile(edge.astype(np.float32), (FRAMES, 1, 1)),
        back_px=np.full((FRAMES, BACK_POINTS, 2), np.nan, np.float32),
    )


def motion(**changes: object) -> Motion:
    known = Motion(
        time_s=np.arange(0, 0.9, 1 / 60),
        view=RIGHTWARD,
        torso_px=TORSO,
        ground_px=GROUND,
        left={},
        right={},
        silhouette=contours(),
    )
    return replace(known, **changes)  # type: ignore[arg-type]


def bar_at(x: float, y: float) -> dict[str, object]:
    place = np.tile([x, y], (len(motion().time_s), 1)).astype(float)
    return {"bar_px": place, "bar_radius_px": 45.0}


def test_the_contour_is_where_the_rear_edge_bulges():
    found = hip_contour_px(motion(), on_back=True)
    assert found[:, 0] == pytest.approx(REAR_X, abs=0.5)
    assert found[:, 1] == pytest.approx(HIPS_Y, abs=3.0)


def test_a_lifter_who_faces_left_shows_the_same_mirrored():
    mirrored = replace(contours(), edge_px=(600 - contours().edge_px[:, :, ::-1]).copy())
    found = hip_contour_px(
        motion(view=replace(RIGHTWARD, forward=-1.0), silhouette=mirrored), on_back=True
    )
    assert found[:, 0] == pytest.approx(600 - REAR_X, abs=0.5)


@pytest.mark.parametrize("on_back", [True, False])
def test_a_plate_before_the_hips_says_nothing_of_them(on_back):
    found = hip_contour_px(motion(**bar_at(REAR_X + 20, HIPS_Y)), on_back=on_back)
    assert np.isnan(found).all()


def test_rows_beside_a_bar_on_the_back_are_arms_and_plates_off_the_floor_they_are_hips():
    level_with_hips = bar_at(400.0, HIPS_Y)
    assert np.isnan(hip_contour_px(motion(**level_with_hips), on_back=True)).all()
    assert np.isfinite(hip_contour_px(motion(**level_with_hips), on_back=False)[:, 0]).all()


def test_without_contours_nothing_is_read():
    assert np.isnan(hip_contour_px(motion(silhouette=None), on_back=True)).all()


def test_between_contours_that_are_far_apart_nothing_is_known():
    few = contours()
    kept = np.array([0, 1, 8, 9])
    sparse = replace(
        few,
        **{
            name: getattr(few, name)[kept] for name in ("time_s", "extent_px", "edge_px", "back_px")
        },
    )
    found = hip_contour_px(motion(silhouette=sparse), on_back=True)
    clock = motion().time_s
    assert np.isnan(found[np.abs(clock - 0.45) < 0.2]).all()
    assert np.isfinite(found[clock < 0.1, 0]).all()
