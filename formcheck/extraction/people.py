"""People as the coarse pass finds them, and what a body's points tell. Arithmetic only."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from formcheck.arithmetic.geometry import on_feet
from formcheck.observation.poses import ANKLES, HEELS, HIPS, KNEES, SHOULDERS, TOES
from formcheck.pose.engine import Pose

SAME_PERSON_SIZES = 0.5  # two poses in one picture with centers nearer than this are one person
SAME_PERSON_OVERLAP = 0.6  # and so are two whose boxes overlap by more than this
TOGETHER = 3  # pictures
FULL_VIEW = 0.8  # visibility; joints behind a plate read .1 to .7, those in view .9 and more


@dataclass(frozen=True)
class Sighting:
    """One person in one picture.

    Attributes:
        time_s: Of the picture.
        pose: In pixels of the upright full frame.
        color: (3,) mean color of the trunk, 0-255.
    """

    time_s: float
    pose: Pose
    color: NDArray[np.float32]

    @property
    def center_px(self) -> NDArray[np.float32]:
        """(2,) middle of shoulders and hips."""
        return center_px(self.pose.image_px)

    @property
    def size_px(self) -> float:
        """Body size, see `body_size_px`."""
        return float(body_size_px(self.pose.image_px))


@dataclass
class Person:
    """One person over the clip, as far as sightings could be linked."""

    sightings: list[Sighting] = field(default_factory=list)

    @property
    def time_s(self) -> NDArray[np.float64]:
        """(K,) when the person was seen."""
        return np.array([s.time_s for s in self.sightings])

    @property
    def image_px(self) -> NDArray[np.float32]:
        """(K, 33, 2) where."""
        return np.array([s.pose.image_px for s in self.sightings], np.float32)

    @property
    def last(self) -> Sighting:
        """The latest sighting."""
        return self.sightings[-1]


def center_px(image_px: NDArray[np.floating]) -> NDArray[np.float32]:
    """Middle of the trunk: (..., 33, 2) to (..., 2)."""
    return np.asarray(image_px[..., SHOULDERS + HIPS, :].mean(axis=-2), np.float32)


def toes_point(image_px: NDArray[np.floating]) -> int:
    """1 when the toes of (N, 33, 2) poses mostly point to the right edge of the picture, or -1."""
    toes, heels = (image_px[:, pair, 0].mean(axis=1) for pair in (TOES, HEELS))
    return 1 if np.median(toes - heels) >= 0 else -1


def body_size_px(image_px: NDArray[np.floating]) -> NDArray[np.float32]:
    """A length that changes little with posture and view: (..., 33, 2) to (...).

    The longest of trunk, thigh and shank; when one is foreshortened another is not.
    """
    joints = [image_px[..., pair, :].mean(axis=-2) for pair in (SHOULDERS, HIPS, KNEES, ANKLES)]
    bones = [np.linalg.norm(a - b, axis=-1) for a, b in pairwise(joints)]
    return np.asarray(np.max(bones, axis=0), np.float32)


def in_full_view(pose: Pose) -> bool:
    """Whether shoulder, hip, knee and ankle of the nearer side are all seen."""
    joints = pose.visibility[[SHOULDERS, HIPS, KNEES, ANKLES]]
    return bool(joints.min(axis=0).max() >= FULL_VIEW)


def on_feet_share(image_px: NDArray[np.floating], size_px: float) -> float:
    """Share of (T, 33, 2) poses, NaN = nobody, in a posture that a lifter can take."""
    return float(on_their_feet(image_px, size_px).mean()) if len(image_px) else 0.0


def on_their_feet(image_px: NDArray[np.floating], size_px: float) -> NDArray[np.bool_]:
    """(T,) whether (T, 33, 2) poses, NaN = nobody, are in a posture that a lifter can take."""
    y_px = image_px[..., 1].astype(float)
    ankle, hip, shoulder = (y_px[:, pair].mean(axis=1) for pair in (ANKLES, HIPS, SHOULDERS))
    return on_feet((ankle - hip) / size_px, (ankle - shoulder) / size_px)


def distinct(poses: Sequence[Pose]) -> list[Pose]:
    """Leave out poses that describe a person who is already there."""
    kept: list[Pose] = []
    for pose in poses:
        if not any(_same_person(pose.image_px, other.image_px) for other in kept):
            kept.append(pose)
    return kept


def _same_person(one_px: NDArray[np.float32], other_px: NDArray[np.float32]) -> bool:
    size = max(float(body_size_px(one_px)), float(body_size_px(other_px)))
    apart = float(np.linalg.norm(center_px(one_px) - center_px(other_px)))
    return apart < SAME_PERSON_SIZES * size or _overlap(one_px, other_px) > SAME_PERSON_OVERLAP


def _overlap(one_px: NDArray[np.float32], other_px: NDArray[np.float32]) -> float:
    """Shared area of two poses' boxes over the smaller one's."""
    low = np.maximum(one_px.min(axis=0), other_px.min(axis=0))
    high = np.minimum(one_px.max(axis=0), other_px.max(axis=0))
    areas = [max(1.0, float(np.prod(np.ptp(p, axis=0)))) for p in (one_px, other_px)]
    return float(np.prod(np.clip(high - low, 0, None))) / min(areas)


def same_body(one: Person, other: Person) -> bool:
    """Whether two are mostly in one place where both are seen, at about one size."""
    _, here, there = np.intersect1d(one.time_s, other.time_s, return_indices=True)
    if not len(here):
        return False
    first, second = one.image_px[here], other.image_px[there]
    size_px = np.median(body_size_px(np.concatenate([first, second])))
    apart_px = np.linalg.norm(center_px(first) - center_px(second), axis=1)
    return bool(np.median(apart_px) < SAME_PERSON_SIZES * size_px)


def seen_together(one: Person, other: Person) -> bool:
    """Whether two are in the same pictures often enough to be two people.

    What is seen beside somebody only once may be a mistaken second look at the same body.
    """
    common = set(one.time_s.tolist()) & set(other.time_s.tolist())
    return len(common) >= TOGETHER
