"""A lifter who faces left is measured like one who faces right."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from benchmarks.robustness import transforms, write_transformed
from formcheck.extraction.clip_tracking import OTHER_SIDE, MirroredEstimator, faces_left
from formcheck.extraction.people import Person, Sighting
from formcheck.observation.poses import LANDMARKS, Landmark
from formcheck.pipeline.document import judge
from formcheck.pipeline.options import Options
from formcheck.pipeline.run import analyze_video
from formcheck.pose.estimator import Back, Pose
from tests.pose.fake import FakePoseEstimator, pose_of
from tests.pose.test_silhouette import contour_of
from tests.samples import SAMPLES, sample_seen
from tests.videos import beginning

WIDTH, HEIGHT = 200, 100


def random_pose(seed: int) -> Pose:
    rng = np.random.default_rng(seed)
    return Pose(
        rng.uniform(0, HEIGHT, (LANDMARKS, 2)).astype(np.float32),
        rng.normal(size=LANDMARKS).astype(np.float32),
        rng.uniform(size=LANDMARKS).astype(np.float32),
        back=Back(*rng.normal(size=2)),
    )


def somebody(toes: float, nose: float) -> Person:
    """A person whose toes and nose are so far to the right of heels and ears, trunks."""
    points = np.zeros((LANDMARKS, 2), np.float32)
    points[[Landmark.LEFT_SHOULDER, Landmark.RIGHT_SHOULDER], 1] = 100
    points[[Landmark.LEFT_HIP, Landmark.RIGHT_HIP], 1] = 200
    points[[Landmark.LEFT_FOOT, Landmark.RIGHT_FOOT], 0] = 100 * toes
    points[Landmark.NOSE, 0] = 100 * nose
    return Person([Sighting(t, pose_of(points), np.zeros(3, np.float32)) for t in range(5)])


def test_left_and_right_change_places_by_name():
    for landmark in Landmark:
        name = landmark.name
        other = name.replace("LEFT", "R").replace("RIGHT", "L").replace("R_", "RIGHT_")
        other = other.replace("L_", "LEFT_") if name.startswith("RIGHT") else other
        assert OTHER_SIDE[landmark] == Landmark[other], name
    np.testing.assert_array_equal(OTHER_SIDE[OTHER_SIDE], np.arange(LANDMARKS))


def test_the_engine_sees_the_mirrored_picture_and_its_pose_is_mirrored_back():
    pose = random_pose(1)
    seen: list[NDArray[np.uint8]] = []

    class Watching(FakePoseEstimator):
        def track(self, rgb, time_s):
            seen.append(rgb)
            return super().track(rgb, time_s)

    engine = MirroredEstimator(lambda: Watching(lambda time_s: [pose]))
    rgb = np.random.default_rng(2).integers(0, 255, (HEIGHT, WIDTH, 3), dtype=np.uint8)
    found = engine.track(rgb, 0.0)
    np.testing.assert_array_equal(seen[0], rgb[:, ::-1])
    assert found is not None
    left, right = Landmark.LEFT_HIP, Landmark.RIGHT_HIP
    np.testing.assert_allclose(found.image_px[left, 0], WIDTH - pose.image_px[right, 0])
    np.testing.assert_allclose(found.image_px[left, 1], pose.image_px[right, 1])
    assert found.visibility[left] == pose.visibility[right]
    assert found.depth_px[left] == pose.depth_px[right]
    assert found.back == pose.back
    assert engine.find_people(rgb, 1)[0].image_px[left, 0] == found.image_px[left, 0]


def test_a_contour_is_mirrored_back_with_its_pose():
    person = np.zeros((HEIGHT, WIDTH), np.float32)
    person[20:90, 30:70] = 1.0
    pose = replace(random_pose(4), silhouette=contour_of(person))
    engine = MirroredEstimator(lambda: FakePoseEstimator(lambda time_s: [pose]))
    found = engine.track(np.zeros((HEIGHT, WIDTH, 3), np.uint8), 0.0)
    assert found is not None
    assert found.silhouette is not None
    np.testing.assert_allclose(found.silhouette.edge_px[5], [WIDTH - 70, WIDTH - 30], atol=0.51)


def test_mirrored_twice_is_not_mirrored():
    pose = random_pose(3)
    engine = MirroredEstimator(
        lambda: MirroredEstimator(lambda: FakePoseEstimator(lambda time_s: [pose]))
    )
    found = engine.track(np.zeros((HEIGHT, WIDTH, 3), np.uint8), 0.0)
    assert found is not None
    np.testing.assert_allclose(found.image_px, pose.image_px, atol=1e-4)
    np.testing.assert_array_equal(found.visibility, pose.visibility)


def test_nobody_stays_nobody():
    engine = MirroredEstimator(lambda: FakePoseEstimator(lambda time_s: []))
    assert engine.track(np.zeros((HEIGHT, WIDTH, 3), np.uint8), 0.0) is None


def test_toes_and_nose_tell_where_somebody_faces():
    assert faces_left(somebody(-0.2, -0.2))
    assert not faces_left(somebody(0.2, 0.2))
    assert faces_left(somebody(-0.25, 0.05))  # looks to the side
    assert not faces_left(somebody(0.25, -0.05))


@pytest.mark.model
@pytest.mark.slow
def test_a_mirrored_clip_has_the_same_reps_and_verdicts(
    tmp_path: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """Mirroring writes the clip anew: pixels differ a little, peak lean within its uncertainty."""
    two_reps, mirrored_clip = tmp_path / "two_reps.mp4", tmp_path / "mirrored.mp4"
    mirror = next(t for t in transforms() if "mirrored" in t.name)
    write_transformed(
        beginning(SAMPLES / "squat_good_morning.mp4", two_reps, end_s=8.6), mirrored_clip, mirror
    )
    one = judge(sample_seen(tmp_path_factory, "squat_good_morning"), Options())
    other = analyze_video(mirrored_clip, Options(use_cache=False))
    assert len(other.reps) == 2
    assert one.view.near_side != other.view.near_side
    for rep, same in zip(one.reps, other.reps, strict=False):
        assert [f.fault for f in rep.findings] == [f.fault for f in same.findings]
        value, other_value = (r.metrics["lean_peak_deg"].value for r in (rep, same))
        if value is not None and other_value is not None:
            spread = rep.metrics["lean_peak_deg"].uncertainty
            assert other_value == pytest.approx(value, abs=spread)
