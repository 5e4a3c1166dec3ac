"""Who is in the clip, as the coarse scan finds them, and what a body's points tell.

People found in single frames are linked to tracks over time. Frames are sparse (one to three a
second), so this goes by place, size and color together rather than by overlap from frame to frame.
Behind plates the pose model now and then reads a second, mostly smaller body into the lifter's;
what it read whole is a piece of the same person, what it read small is nobody. Arithmetic only.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from formcheck.arithmetic.geometry import on_feet
from formcheck.observation.poses import ANKLES, FULL_VIEW, HEELS, HIPS, KNEES, SHOULDERS, TOES
from formcheck.pose.estimator import Pose

UPSIDE_DOWN_SIZES = 0.2
"""Whose ankles are so far above both hips and shoulders is upside down, in body sizes."""
SAME_PERSON_SIZES = 0.5
"""Two poses in one frame are one person where their centers are nearer than this, in body sizes
(about a torso length) …"""
SAME_PERSON_OVERLAP = 0.6
"""… or where their boxes overlap by more than this share of the smaller one."""
TOGETHER = 3
"""Frames in which two have to be seen at once to be two people."""
REACH_SIZES, REACH_SIZES_PER_S, MOST_REACH_SIZES = 0.6, 1.2, 2.0
"""How far somebody may be from where they were last seen, in body sizes: at once, more for each
second since then, and at most."""
SIZE_RATIO = 2.0
"""Largest ratio of the body sizes of one person, as read, either way."""
COLOR_SPREAD = 60.0
"""Difference of mean color (0 to 255) that counts as much as a distance of a body size. At half of
it whoever squats before somebody who stands, and uncovers them, becomes them."""
NEVER = 1e6
"""Cost of linking a sighting to a person that it cannot be of."""
PIECE_REACH_SIZES = np.array([0.5, 1.5])
"""Outside where somebody moves, at most, for a piece of their track, across and up or down: from
top to bottom of a squat or pull the middle of the trunk travels a body size and a third."""
PIECE_TOGETHER_SHARE = 1 / 3
"""Two who are in one place are seen in the same frames; of one body two are seen now and then."""
BESIDE_SIZES = 1.0
"""Two who stand side by side are further apart than bodies that are read into one."""
TRUST_S = 1.5
"""A sighting says where somebody is for so long before and after it."""
BIT_SIZE_RATIO = 1.5
"""A bit, a body that the pose model read into part of somebody, is smaller by this factor …"""
BIT_SIGHTINGS_SHARE = 1 / 3
"""… and is seen at most this often, compared with the whole body. (A lifter in front of a poster is
smaller than it, too, but is seen more often.)"""


@dataclass(frozen=True)
class Sighting:
    """One person in one frame: full-frame pixels, and (3,) mean color of the trunk, 0-255."""

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

    sightings: list[Sighting]

    @property
    def time_s(self) -> NDArray[np.float64]:
        """(K,) when the person was seen."""
        return np.array([s.time_s for s in self.sightings])

    @property
    def image_px(self) -> NDArray[np.float32]:
        """(K, 33, 2) where."""
        return np.array([s.pose.image_px for s in self.sightings], np.float32)


def center_px(image_px: NDArray[np.floating]) -> NDArray[np.float32]:
    """Middle of the trunk: (..., 33, 2) to (..., 2)."""
    return np.asarray(image_px[..., SHOULDERS + HIPS, :].mean(axis=-2), np.float32)


def bounds_px(image_px: NDArray[np.floating]) -> NDArray[np.floating]:
    """(..., 4) left, top, right, bottom of all of (..., 33, 2) landmarks."""
    return np.concatenate([image_px.min(axis=-2), image_px.max(axis=-2)], axis=-1)


def with_margin(box_px: NDArray[np.floating], by_px: float) -> NDArray[np.floating]:
    """(4,) left, top, right, bottom with a margin all around."""
    return box_px + by_px * np.array([-1.0, -1.0, 1.0, 1.0])


def toes_point(image_px: NDArray[np.floating]) -> int:
    """1 when the toes of (N, 33, 2) poses mostly point to the right edge of the frame, or -1."""
    toes, heels = (image_px[:, pair, 0].mean(axis=1) for pair in (TOES, HEELS))
    return 1 if np.median(toes - heels) >= 0 else -1


def body_size_px(image_px: NDArray[np.floating]) -> NDArray[np.float32]:
    """A length that changes little with posture and view: (..., 33, 2) to (...).

    The longest of trunk, thigh and shank; when one is foreshortened another is not.
    """
    joints = [image_px[..., pair, :].mean(axis=-2) for pair in (SHOULDERS, HIPS, KNEES, ANKLES)]
    bones = [np.linalg.norm(a - b, axis=-1) for a, b in pairwise(joints)]
    return np.asarray(np.max(bones, axis=0), np.float32)


def typical_size_px(image_px: NDArray[np.floating]) -> float:
    """Body size of somebody over (K, 33, 2) poses."""
    return float(np.median(body_size_px(image_px)))


def in_full_view(pose: Pose) -> bool:
    """Whether shoulder, hip, knee and ankle of the nearer side are all seen."""
    joints = pose.visibility[[SHOULDERS, HIPS, KNEES, ANKLES]]
    return bool(joints.min(axis=0).max() >= FULL_VIEW)


def on_their_feet(image_px: NDArray[np.floating], size_px: float) -> NDArray[np.bool_]:
    """(T,) whether (T, 33, 2) poses, NaN = nobody, are in a posture that a lifter can take."""
    y_px = image_px[..., 1].astype(float)
    ankle, hip, shoulder = (y_px[:, pair].mean(axis=1) for pair in (ANKLES, HIPS, SHOULDERS))
    return on_feet((ankle - hip) / size_px, (ankle - shoulder) / size_px)


def upside_down(image_px: NDArray[np.floating]) -> bool:
    """Whether the feet of a (33, 2) pose are above hips and shoulders.

    Beside a full-size plate the pose model now and then sees a body in plate and wall, feet up,
    with high visibilities, and the lifter no more.
    """
    ankle, hip, shoulder = (image_px[pair, 1].mean() for pair in (ANKLES, HIPS, SHOULDERS))
    return bool(ankle < min(hip, shoulder) - UPSIDE_DOWN_SIZES * body_size_px(image_px))


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
    in_one, in_other = _in_same_frames(one, other)
    if not len(in_one):
        return False
    first, second = one.image_px[in_one], other.image_px[in_other]
    size_px = typical_size_px(np.concatenate([first, second]))
    apart_px = np.linalg.norm(center_px(first) - center_px(second), axis=1)
    return bool(np.median(apart_px) < SAME_PERSON_SIZES * size_px)


def seen_together(one: Person, other: Person) -> bool:
    """Whether two are in the same frames often enough to be two people.

    What is seen beside somebody only once may be a mistaken second look at the same body.
    """
    here, _ = _in_same_frames(one, other)
    return len(here) >= TOGETHER


def _in_same_frames(one: Person, other: Person) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Which sightings of two are in the same frames: (K,) of one, and (K,) of the other."""
    _, in_one, in_other = np.intersect1d(one.time_s, other.time_s, return_indices=True)
    return in_one, in_other


def link_people(frames: Sequence[Sequence[Sighting]]) -> list[Person]:
    """Link the sightings of frames in order of time to people, in order of their first one.

    Somebody who leaves and returns to about the same place, at the same size and in the same
    color, stays the same person.
    """
    people: list[Person] = []
    for sightings in frames:
        pairs = _most_alike(people, sightings)
        for owner, number in pairs.items():
            people[owner].sightings.append(sightings[number])
        taken = set(pairs.values())
        people += [Person([s]) for number, s in enumerate(sightings) if number not in taken]
    bodies = [person for person in people if not any(_is_bit(person, of) for of in people)]
    return _joined(bodies)


def _most_alike(people: Sequence[Person], sightings: Sequence[Sighting]) -> dict[int, int]:
    """Pair people with sightings, the most alike first; who fits nobody stays without.

    With a handful of people this is as good as an optimal assignment, whose import alone would
    take longer than all of the linking.
    """
    costs = sorted(
        (_strangeness(person, seen), owner, number)
        for owner, person in enumerate(people)
        for number, seen in enumerate(sightings)
    )
    pairs: dict[int, int] = {}
    for cost, owner, number in costs:
        if cost < NEVER and owner not in pairs and number not in pairs.values():
            pairs[owner] = number
    return pairs


def _joined(people: Sequence[Person]) -> list[Person]:
    """Join tracks that are pieces of one person."""
    whole: list[Person] = []
    for piece in sorted(people, key=lambda p: -len(p.sightings)):
        owner = next((p for p in whole if _is_piece(piece, p)), None)
        if owner is None:
            whole.append(Person(list(piece.sightings)))
        else:
            known = set(owner.time_s.tolist())
            new = [s for s in piece.sightings if s.time_s not in known]
            owner.sightings = sorted([*owner.sightings, *new], key=lambda s: s.time_s)
    return sorted(whole, key=lambda p: p.sightings[0].time_s)


def _is_piece(piece: Person, person: Person) -> bool:
    """Whether two tracks show one body: same place and size, hardly ever in one frame."""
    here, there = _in_same_frames(piece, person)
    if len(here) > PIECE_TOGETHER_SHARE * len(piece.sightings):
        return False
    size, other = typical_size_px(person.image_px), typical_size_px(piece.image_px)
    apart_px = np.abs(center_px(piece.image_px[here]) - center_px(person.image_px[there]))
    if (apart_px[:, 0] > BESIDE_SIZES * size).sum() >= TOGETHER:
        return False
    if not size / SIZE_RATIO < other < size * SIZE_RATIO:
        return False
    centers = center_px(person.image_px)
    low, high = centers.min(axis=0), centers.max(axis=0)
    middle = np.median(center_px(piece.image_px), axis=0)
    reach = PIECE_REACH_SIZES * size
    return bool(np.all((low - reach <= middle) & (middle <= high + reach)))


def _is_bit(small: Person, person: Person) -> bool:
    """Whether a track is a smaller body that the pose model read into somebody's outline."""
    if len(small.sightings) > BIT_SIGHTINGS_SHARE * len(person.sightings):
        return False
    if typical_size_px(small.image_px) * BIT_SIZE_RATIO > typical_size_px(person.image_px):
        return False
    return float(np.mean([_within(sighting, person) for sighting in small.sightings])) > 0.5


def _within(sighting: Sighting, person: Person) -> bool:
    """Whether a sighting lies in somebody's box, at the time nearest to it."""
    nearest = min(person.sightings, key=lambda each: abs(each.time_s - sighting.time_s))
    points, middle = nearest.pose.image_px, sighting.center_px
    if abs(nearest.time_s - sighting.time_s) > TRUST_S:
        return False
    return bool(np.all((points.min(axis=0) <= middle) & (middle <= points.max(axis=0))))


def _strangeness(person: Person, seen: Sighting) -> float:
    """How unlike the person's last sighting this one is; `NEVER` when it must be another."""
    last = person.sightings[-1]
    size = max(last.size_px, 1.0)
    reach = min(MOST_REACH_SIZES, REACH_SIZES + REACH_SIZES_PER_S * (seen.time_s - last.time_s))
    apart = float(np.linalg.norm(seen.center_px - last.center_px)) / size
    growth = abs(float(np.log(max(seen.size_px, 1.0) / size)))
    recolor = float(np.linalg.norm(seen.color - last.color)) / COLOR_SPREAD
    if apart > reach or growth > np.log(SIZE_RATIO):
        return NEVER
    return apart + growth + recolor
