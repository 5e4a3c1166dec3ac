"""The scan's choice of lifter in, the tracked people out, the one who lifts first.

The coarse scan sees some twenty frames, and its choice may be wrong: a lifter whom it sees only
between reps loses to anybody who sways, behind a plate it may read a body into a leg, and beside a
watcher it may not see the lifter at all. Tracking shows that: whoever stands still, or is hardly
ever on their feet, does not lift. Then the next person is tracked, and then whoever is found once
those who stand still are painted over. The last is also tried where a lifter beside somebody is
often lost.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from formcheck.arithmetic import Array
from formcheck.extraction.lifter import (
    STANDS_STILL_SIZES,
    Choice,
    lifting_share,
    stands_still,
)
from formcheck.extraction.people import Person
from formcheck.extraction.scanning import Bystander
from formcheck.extraction.tracked_person import TrackedPerson
from formcheck.observation.poses import PoseTrack
from formcheck.observation.tracks import CameraTrack

LEAST_LIFTING = 0.5
"""Least share of the frames with somebody on their feet (`lifting_share`) for a lifter. Lifters who
are tracked well enough to be measured have 0.55 and more, nearly always 0.9; a body that was read
into a leg, or a track that strays, has 0 to 0.4."""
WELL_LIFTING, MORE_LIFTING = 0.9, 0.1
"""With less than the first share, and somebody beside them, a lifter is searched for once more with
the others painted over. The result is used if its share is larger by the second."""
LEAST_BYSTANDER = 0.3
"""Least coverage of somebody in the coarse scan, who was not tracked, to be painted over."""

TrackChoice = Callable[[Choice, int], TrackedPerson]
FindBehind = Callable[[Sequence[Bystander]], tuple[Person | None, int]]


def track_until_lifting(
    choice: Choice, track: TrackChoice, find_behind: FindBehind
) -> list[TrackedPerson]:
    """Track one person after the other until somebody lifts; whoever does stands first.

    Args:
        choice: With a lifter.
        track: Tracks whoever is chosen; the number counts the attempts, from 0.
        find_behind: Finds who most likely lifts with some people painted over, and says in how many
            frames it searched.
    """
    people, untracked = [track(choice, 0)], choice.others
    instead = choice.instead()
    if instead is not None and _lifting_shares(people)[0] < LEAST_LIFTING:
        people.append(track(instead, 1))
        first, second = _lifting_shares(people)
        people = people if first >= second else people[::-1]
        untracked = untracked[1:]
    share = _lifting_shares(people)[0]
    if share >= WELL_LIFTING or choice.chosen_by == "told":
        return people
    camera = _best_camera(people)
    bystanders = [
        Bystander.of(person.track)
        for person in people
        if person.track.seen.any() and stands_still(_stilled(person.track, camera))
    ]
    bystanders += [
        Bystander(person.time_s, person.image_px)
        for person, seen in zip(untracked, choice.people[-len(untracked) :], strict=False)
        if seen.coverage >= LEAST_BYSTANDER and seen.vertical_travel_torso < STANDS_STILL_SIZES
    ]
    found, frames = find_behind(bystanders) if bystanders else (None, 0)
    if found is None:
        return people
    last = track(choice.joined_by(found, frames), 2)
    share, share_of_last = _lifting_shares([people[0], last])
    better = share_of_last >= max(LEAST_LIFTING, share + MORE_LIFTING)
    return [last, *people] if better else [*people, last]


def _lifting_shares(people: Sequence[TrackedPerson]) -> list[float]:
    camera = _best_camera(people)
    return [lifting_share(_stilled(person.track, camera)) for person in people]


def _stilled(track: PoseTrack, camera: CameraTrack) -> Array:
    """(T, 33, 2) landmarks as a camera that stays would show them."""
    return camera.stilled(track.time_s, track.image_px.astype(float))


def _best_camera(people: Sequence[TrackedPerson]) -> CameraTrack:
    """The camera of the clip as it was measured best: not with every person it is."""
    sigmas_px = [np.nan_to_num(np.median(person.camera.sigma_px), nan=np.inf) for person in people]
    return people[int(np.argmin(sigmas_px))].camera
