"""The whole way from a clip to the lifter's poses."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from formcheck.errors import CancelledError, ModelError, OptionError
from formcheck.extraction.clip_to_observation import _warnings, extract_observation
from formcheck.extraction.clip_tracking import (
    RUN_UP_S,
    TRIED_S,
    ClipTracking,
    TrackedClip,
    target_of,
)
from formcheck.extraction.pace import Pace
from formcheck.extraction.people import link_people
from formcheck.extraction.processes import WorkerPool
from formcheck.extraction.scanning import MOST_PEOPLE
from formcheck.extraction.stretches import SETTLE_S, Stretch
from formcheck.extraction.trajectory import TrackedStretch, Trajectory
from formcheck.observation.poses import Landmark
from formcheck.pose.estimator import Pose, PoseEstimator
from formcheck.pose.fake import FakePoseEstimator
from formcheck.pose.model_store import ModelFile
from formcheck.video.info import probe
from tests.pose.people import BlobEngine, figure, sighting, squatting, times
from tests.videos import even_times, write_video

pytestmark = pytest.mark.long

SAMPLES = Path(__file__).parents[2] / "sample_videos"
UNUSED_MODEL = ModelFile("none", Path("none.task"), "0" * 64)


GYM = (320, 240)


def nobody_there() -> PoseEstimator:
    return FakePoseEstimator(lambda time_s: [])


def gym(frames: int) -> Iterator[NDArray[np.uint8]]:
    """A large bright poster on the left, a smaller bright lifter who squats on the right."""
    for time_s in even_times(frames):
        rgb = np.full((GYM[1], GYM[0], 3), 90, np.uint8)
        rgb[20:230, 30:90] = 230
        top = lifter_top(time_s)
        rgb[top : top + 90, 220:246] = 230
        yield rgb


def lifter_top(time_s: float) -> int:
    return round(80 + 50 * squatting(time_s, 2.0, 1.0))


@pytest.fixture
def clip(tmp_path: Path) -> Path:
    return write_video(tmp_path / "gym.mp4", even_times(180), size=GYM, pictures=gym(180))


def test_the_mover_is_followed_though_the_poster_is_larger(clip: Path) -> None:
    track = extract_observation(
        clip, probe(clip), UNUSED_MODEL, WorkerPool(1), create=BlobEngine
    ).track
    assert track.chosen_by == "vertical_motion"
    assert len(track.people) == 2
    assert track.seen.all()
    assert set(track.span) == {0}
    tops = track.image_px[..., 1].min(axis=1)
    np.testing.assert_allclose(tops, [lifter_top(t) for t in track.time_s], atol=3)
    np.testing.assert_allclose(track.image_px[..., 0].mean(axis=1), 233, atol=4)


def test_the_poster_is_followed_when_told(clip: Path) -> None:
    found = extract_observation(
        clip, probe(clip), UNUSED_MODEL, WorkerPool(1), lifter=2, create=BlobEngine
    )
    assert found.track.chosen_by == "told"
    assert np.ptp(found.track.image_px[..., 1].min(axis=1)) < 3
    np.testing.assert_allclose(found.track.image_px[..., 0].mean(axis=1), 60, atol=6)


class SeesTheUpright(BlobEngine):
    """Finds nobody who is bent over, as the real one does with some lifters; follows them all."""

    def find_people(self, rgb: NDArray[np.uint8], most: int) -> list[Pose]:
        return super().find_people(np.where(rgb > UPRIGHT, rgb, 0), most)

    def track(self, rgb: NDArray[np.uint8], time_s: float) -> Pose | None:
        return super().track(np.where(rgb > UPRIGHT - 25, 255, 0).astype(np.uint8), time_s)


UPRIGHT = 215


def pulls_before_a_watcher(frames: int) -> Iterator[NDArray[np.uint8]]:
    for rgb, time_s in zip(gym(frames), even_times(frames), strict=True):
        bent = lifter_top(time_s) > 90
        lifter = rgb[:, 200:260]
        lifter[lifter > UPRIGHT] = UPRIGHT - 10 if bent else 235
        yield rgb


def test_a_lifter_who_is_only_seen_standing_is_found_all_the_same(tmp_path: Path) -> None:
    frames = even_times(360)
    pictures = pulls_before_a_watcher(360)
    clip = write_video(tmp_path / "watched.mp4", frames, size=GYM, pictures=pictures)
    find = partial(
        extract_observation, clip, probe(clip), UNUSED_MODEL, WorkerPool(1), create=SeesTheUpright
    )
    track = find().track
    assert [person.number for person in track.people] == [2, 1]
    assert np.ptp(track.image_px[..., 1].min(axis=1)) > 40
    np.testing.assert_allclose(track.image_px[..., 0].mean(axis=1), 233, atol=4)
    told = find(lifter=1).track
    assert np.ptp(told.image_px[..., 1].min(axis=1)) < 3


class SeesTheSurest(BlobEngine):
    """Finds the largest person only, as the real one does beside somebody in plain view."""

    def find_people(self, rgb: NDArray[np.uint8], most: int) -> list[Pose]:
        return super().find_people(rgb, 1 if most <= MOST_PEOPLE else most)


@pytest.fixture
def beside_a_watcher(tmp_path: Path) -> Path:
    """The watcher stands so near that no view of what moves leaves them out."""

    def pictures() -> Iterator[NDArray[np.uint8]]:
        for rgb in gym(180):
            rgb[20:230, 30:90], rgb[20:230, 140:190] = 90, 230
            yield rgb

    return write_video(tmp_path / "beside.mp4", even_times(180), size=GYM, pictures=pictures())


def test_a_lifter_whom_nobody_sees_beside_a_watcher_is_found(beside_a_watcher: Path) -> None:
    clip = beside_a_watcher
    find = partial(
        extract_observation, clip, probe(clip), UNUSED_MODEL, WorkerPool(1), create=SeesTheSurest
    )
    track = find().track
    tops = track.image_px[..., 1].min(axis=1)
    np.testing.assert_allclose(tops, [lifter_top(t) for t in track.time_s], atol=3)
    assert [person.number for person in track.people] == [2, 1]
    assert track.chosen_by == "vertical_motion"
    told = find(lifter=2).track
    assert told.chosen_by == "told"
    np.testing.assert_array_equal(told.image_px, track.image_px)
    watcher = find(lifter=1).track
    assert np.ptp(watcher.image_px[..., 1].min(axis=1)) < 3
    with pytest.raises(OptionError, match="no person 3"):
        find(lifter=3)


def test_a_number_that_nobody_has_is_said_where_the_lifter_was_seen_at_once(clip: Path) -> None:
    with pytest.raises(OptionError, match="no person 3"):
        extract_observation(
            clip, probe(clip), UNUSED_MODEL, WorkerPool(1), lifter=3, create=BlobEngine
        )


def test_nobody_seen_is_a_track_of_nobody(clip: Path) -> None:
    found = extract_observation(clip, probe(clip), UNUSED_MODEL, WorkerPool(1), create=nobody_there)
    assert found.track.people == ()
    assert found.track.chosen_by is None
    assert not found.track.seen.any()
    assert len(found.track.time_s) > 5
    assert found.track.frame_size_px == GYM


class GhostEngine(BlobEngine):
    """Sees a large body beside the picture, too, as the real one does in tiny or cut pictures."""

    def find_people(self, rgb: NDArray[np.uint8], most: int) -> list[Pose]:
        ghost = figure(rgb.shape[1] + 20, rgb.shape[0], torso=rgb.shape[0] / 3)
        return [*super().find_people(rgb, most), ghost]


def test_a_body_whose_trunk_is_outside_the_picture_was_never_seen(clip: Path) -> None:
    track = extract_observation(
        clip, probe(clip), UNUSED_MODEL, WorkerPool(1), create=GhostEngine
    ).track
    assert len(track.people) == 2
    assert track.seen.all()
    np.testing.assert_allclose(track.image_px[..., 0].mean(axis=1), 233, atol=4)


def test_times_rise_over_all_stretches_and_progress_ends_at_one(clip: Path) -> None:
    told: list[tuple[str, float]] = []
    with WorkerPool(2) as pool:
        found = extract_observation(
            clip,
            probe(clip),
            UNUSED_MODEL,
            pool,
            create=BlobEngine,
            on_progress=lambda what, share: told.append((what, share)),
        )
    assert found.track.seen.all()
    assert set(found.track.span) == {0}
    assert np.diff(found.track.time_s).max() < 0.2
    shares = [share for _, share in told]
    assert shares == sorted(shares)
    assert (shares[0], shares[-1]) == (0.0, 1.0)


class BlindInTheMiddle(BlobEngine):
    """Finds nobody when it starts in the middle of a clip."""

    def __init__(self) -> None:
        super().__init__()
        self._began_s: float | None = None

    def track(self, rgb: NDArray[np.uint8], time_s: float) -> Pose | None:
        self._began_s = time_s if self._began_s is None else self._began_s
        return super().track(rgb, time_s) if self._began_s < 1 else None


@pytest.mark.parametrize("engine", [BlobEngine, BlindInTheMiddle])
def test_a_longer_clip_is_followed_in_stretches_that_fit_together(
    tmp_path: Path, engine: type[BlobEngine]
) -> None:
    long = write_video(tmp_path / "long.mp4", even_times(840), size=GYM, pictures=gym(840))
    begun: list[float] = []

    class Noted(engine):  # type: ignore[misc, valid-type]
        def track(self, rgb: NDArray[np.uint8], time_s: float) -> Pose | None:
            if self._latest is None:
                begun.append(time_s)
            return super().track(rgb, time_s)

    found = extract_observation(long, probe(long), UNUSED_MODEL, WorkerPool(1), create=Noted)
    assert found.track.seen.all()
    assert set(found.track.span) == {0}
    assert np.diff(found.track.time_s).min() > 0
    assert max(begun) > 5  # it was cut
    tops = found.track.image_px[..., 1].min(axis=1)
    np.testing.assert_allclose(tops, [lifter_top(t) for t in found.track.time_s], atol=3)


@pytest.fixture(scope="module")
def long(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Of four pieces."""
    path = tmp_path_factory.mktemp("gym") / "long.mp4"
    return write_video(path, even_times(1560), size=GYM, pictures=gym(1560))


def test_only_what_does_not_fit_is_followed_once_more(long: Path) -> None:
    begun: list[float] = []

    class BlindLate(BlobEngine):
        """Finds nobody when it starts in the last stretch."""

        def track(self, rgb: NDArray[np.uint8], time_s: float) -> Pose | None:
            if self._latest is None:
                begun.append(time_s)
            return super().track(rgb, time_s) if begun[-1] < 35 else None

    found = extract_observation(long, probe(long), UNUSED_MODEL, WorkerPool(1), create=BlindLate)
    assert found.track.seen.all()
    assert np.diff(found.track.time_s).min() > 0
    starts = [time_s for time_s in begun if time_s < 1]
    joined = [time_s for time_s in begun if 20 < time_s < 30]
    assert (len(starts), len(joined)) == (1, 2)


def test_a_piece_that_begins_elsewhere_is_begun_further_back(long: Path) -> None:
    """An engine that starts behind a plate reads the body elsewhere; one that came there does not.

    The piece before is not followed once more.
    """
    begun: list[float] = []

    class WrongBehindPlate(BlobEngine):
        """Reads the body higher when it starts after 37 s."""

        def track(self, rgb: NDArray[np.uint8], time_s: float) -> Pose | None:
            if self._latest is None:
                begun.append(time_s)
            pose = super().track(rgb, time_s)
            if pose is None or begun[-1] < 37:
                return pose
            return replace(pose, image_px=pose.image_px - np.float32([0.0, 12.0]))

    found = extract_observation(
        long, probe(long), UNUSED_MODEL, WorkerPool(1), create=WrongBehindPlate
    )
    assert np.diff(found.track.time_s).min() > 0
    tops = found.track.image_px[..., 1].min(axis=1)
    np.testing.assert_allclose(tops, [lifter_top(t) for t in found.track.time_s], atol=3)
    assert [time_s > 30 for time_s in begun] == [False, False, False, True, True]
    cut_s = begun[3] + SETTLE_S
    assert begun[4] == pytest.approx(cut_s - RUN_UP_S, abs=0.05)


def test_a_stop_is_heeded(clip: Path) -> None:
    asked = iter([False, True] + [True] * 100)
    with pytest.raises(CancelledError):
        extract_observation(
            clip,
            probe(clip),
            UNUSED_MODEL,
            WorkerPool(1, lambda: next(asked)),
            create=BlobEngine,
        )


@pytest.mark.model
def test_a_bundle_that_is_no_model_is_said_so(clip: Path, tmp_path: Path) -> None:
    fake = tmp_path / "fake.task"
    fake.write_bytes(b"PK nothing")
    with pytest.raises(ModelError, match=r"fake\.task"):
        extract_observation(clip, probe(clip), ModelFile("fake", fake, "0" * 64), WorkerPool(1))


class OneWayEngine(BlobEngine):
    """Turns people whose darker side is on their left upside down while it follows them."""

    def track(self, rgb: NDArray[np.uint8], time_s: float) -> Pose | None:
        pose = super().track(rgb, time_s)
        if pose is None:
            return None
        (left, top), (right, bottom) = pose.image_px.min(axis=0), pose.image_px.max(axis=0)
        body = rgb[int(top) + 2 : int(bottom) - 2, int(left) + 2 : int(right) - 2, 0]
        half = body.shape[1] // 2
        if body[:, :half].mean() >= body[:, half:].mean():
            return pose
        return upside_down(pose)


def upside_down(pose: Pose) -> Pose:
    """Somebody on their head in the same place."""
    image_px = pose.image_px.copy()
    image_px[:, 1] = image_px[:, 1].min() + image_px[:, 1].max() - image_px[:, 1]
    return replace(pose, image_px=image_px)


def one_side_darker() -> Iterator[NDArray[np.uint8]]:
    for rgb in gym(180):
        rgb[:, 220:233][rgb[:, 220:233] == 230] = 200
        yield rgb


@pytest.mark.parametrize("darker", ["left", "right"])
def test_who_stands_on_their_head_is_looked_at_the_other_way_round(
    tmp_path: Path, darker: str
) -> None:
    pictures = (rgb if darker == "left" else rgb[:, ::-1].copy() for rgb in one_side_darker())
    clip = write_video(tmp_path / "a.mp4", even_times(180), size=GYM, pictures=pictures)
    track = extract_observation(
        clip, probe(clip), UNUSED_MODEL, WorkerPool(1), create=OneWayEngine
    ).track
    assert track.seen.all()
    shoulder, ankle = (
        track.image_px[:, Landmark.LEFT_SHOULDER],
        track.image_px[:, Landmark.LEFT_ANKLE],
    )
    assert (shoulder[:, 1] < ankle[:, 1]).all()
    across = 233 if darker == "left" else GYM[0] - 233
    np.testing.assert_allclose(track.image_px[..., 0].mean(axis=1), across, atol=4)


def test_who_is_seen_no_better_the_other_way_round_is_not_followed_so(tmp_path: Path) -> None:
    looked_s: list[float] = []

    class UpsideDown(BlobEngine):
        """Turns everybody upside down, whichever way round they are shown."""

        def track(self, rgb: NDArray[np.uint8], time_s: float) -> Pose | None:
            looked_s.append(time_s)
            pose = super().track(rgb, time_s)
            return None if pose is None else upside_down(pose)

    alone = (np.where(np.arange(GYM[0])[:, None] < 200, 90, rgb) for rgb in gym(380))
    clip = write_video(
        tmp_path / "a.mp4", even_times(380), size=GYM, pictures=(p.astype(np.uint8) for p in alone)
    )
    track = extract_observation(
        clip, probe(clip), UNUSED_MODEL, WorkerPool(1), create=UpsideDown
    ).track
    once = len(track.time_s)
    assert once < len(looked_s) < once + 2 * 30 * (TRIED_S + SETTLE_S) + 20


def test_a_clip_of_which_nothing_more_is_read_is_not_tried_the_other_way_round(clip: Path) -> None:
    seen = [[sighting(t, figure(160, 230, 60, squatting(t)))] for t in times(6.0)]
    target = target_of(link_people(seen)[0], (), probe(clip))
    tracking = ClipTracking(WorkerPool(1), clip, target, Pace(), BlobEngine, lambda *_: None)
    poses = vars(Trajectory().since(0.0))
    nothing = TrackedStretch(**poses, decode_s=0.0, pose_s=0.0, damaged=1)
    tracked = TrackedClip([Stretch(0.0, np.inf)], [nothing], mirrored=False)
    assert tracking.refined(tracked) is tracked


def test_one_damaged_picture_is_no_plural(clip: Path) -> None:
    short = replace(probe(clip), frames=30)
    said = [_warnings(short, damaged) for damaged in (0, 1, 2)]
    assert said == [
        (),
        (("damaged_pictures", "1 frame of the file is damaged and was left out."),),
        (("damaged_pictures", "2 frames of the file are damaged and were left out."),),
    ]
