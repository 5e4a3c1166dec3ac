"""Who is in the clip: links the people found in single pictures to tracks over time.

Works on sparse pictures (two or three a second), so it links by place, size and color together
rather than by overlap from frame to frame. Arithmetic only.

Behind plates the engine now and then reads a second, mostly smaller body into the lifter's; what
it read whole is a piece of the same person, what it read small is nobody.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from formcheck.extraction.people import TOGETHER, Person, Sighting, body_size_px, center_px

REACH_SIZES = 0.6  # how far somebody may be from where they were at once …
REACH_SIZES_PER_S = 1.2  # … and per second since; in body sizes (about a torso length)
MOST_REACH_SIZES = 2.0
GROWTH_RATIO = 2.0  # of body sizes of one person, as read
COLOR_SPREAD = 60.0  # difference of mean color (0-255) that counts as much as one body size
NEVER = 1e6
PIECE_REACH_SIZES = np.array([0.5, 1.5])
"""Outside where somebody moves, at most, for a piece of their track, across and up or down: from
top to bottom of a squat or pull the middle of the trunk travels a body size and a third."""
PIECE_TOGETHER_SHARE = 1 / 3
"""Two who are in one place are seen in the same pictures; of one body two are seen now and then."""
BESIDE_SIZES = 1.0
"""Two who stand side by side are further apart than bodies that are read into one."""
BIT_WITHIN_S = 1.5
BIT_SIZE_RATIO = 1.5
BIT_SIGHTINGS_SHARE = 1 / 3  # of the whole body's: a lifter in front of a poster is seen more often


def link_people(pictures: Sequence[Sequence[Sighting]]) -> list[Person]:
    """Link sightings to people.

    Args:
        pictures: For each picture, in order of time, who was seen in it.

    Returns:
        People in order of their first sighting. Somebody who leaves and returns to about the
        same place, at the same size and in the same color, stays the same person.
    """
    people: list[Person] = []
    for sightings in pictures:
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
    """Whether two tracks show one body: same place and size, hardly ever in one picture."""
    common = set(piece.time_s.tolist()) & set(person.time_s.tolist())
    if len(common) > PIECE_TOGETHER_SHARE * len(piece.sightings):
        return False
    size, other = _typical_size_px(person), _typical_size_px(piece)
    across_px = [
        abs(_nearest(piece, t).center_px[0] - _nearest(person, t).center_px[0]) for t in common
    ]
    if sum(px > BESIDE_SIZES * size for px in across_px) >= TOGETHER:
        return False
    if not size / GROWTH_RATIO < other < size * GROWTH_RATIO:
        return False
    centers = center_px(person.image_px)
    low, high = centers.min(axis=0), centers.max(axis=0)
    middle = np.median(center_px(piece.image_px), axis=0)
    room = PIECE_REACH_SIZES * size
    return bool(np.all((low - room <= middle) & (middle <= high + room)))


def _nearest(person: Person, time_s: float) -> Sighting:
    """The sighting of somebody that is nearest in time."""
    return person.sightings[int(np.argmin(np.abs(person.time_s - time_s)))]


def _is_bit(small: Person, person: Person) -> bool:
    """Whether a track is a smaller body that the engine read into somebody's outline."""
    if len(small.sightings) > BIT_SIGHTINGS_SHARE * len(person.sightings):
        return False
    if _typical_size_px(small) * BIT_SIZE_RATIO > _typical_size_px(person):
        return False
    return float(np.mean([_within(sighting, person) for sighting in small.sightings])) > 0.5


def _within(sighting: Sighting, person: Person) -> bool:
    """Whether a sighting lies in somebody's box, at the time nearest to it."""
    nearest = _nearest(person, sighting.time_s)
    points, middle = nearest.pose.image_px, sighting.center_px
    if abs(nearest.time_s - sighting.time_s) > BIT_WITHIN_S:
        return False
    return bool(np.all((points.min(axis=0) <= middle) & (middle <= points.max(axis=0))))


def _typical_size_px(person: Person) -> float:
    return float(np.median(body_size_px(person.image_px)))


def _strangeness(person: Person, seen: Sighting) -> float:
    """How unlike the person's last sighting this one is; `NEVER` when it must be another."""
    last = person.last
    size = max(last.size_px, 1.0)
    reach = min(MOST_REACH_SIZES, REACH_SIZES + REACH_SIZES_PER_S * (seen.time_s - last.time_s))
    apart = float(np.linalg.norm(seen.center_px - last.center_px)) / size
    growth = abs(float(np.log(max(seen.size_px, 1.0) / size)))
    recolor = float(np.linalg.norm(seen.color - last.color)) / COLOR_SPREAD
    if apart > reach or growth > np.log(GROWTH_RATIO):
        return NEVER
    return apart + growth + 0.5 * recolor
