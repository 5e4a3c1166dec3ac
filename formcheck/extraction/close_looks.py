"""Whoever is chosen must be seen to lift when looked at closely, or somebody else is looked at.

The coarse look sees some twenty pictures. A lifter whom it sees only between reps loses to anybody
who sways; behind a plate it may read a body into a leg; beside a watcher it may not see the lifter
at all. A close look tells: whoever stands still, or is hardly ever on their feet, is no lifter.
Then the next one is looked at, and then whoever is seen once those who stand still are painted
over; so is a lifter who is often lost beside somebody.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

from formcheck.extraction.lifter import (
    STANDS_STILL_SIZES,
    Choice,
    lifting_share,
    stands_still,
)
from formcheck.extraction.painted_over import Bystander
from formcheck.extraction.passes import Pass
from formcheck.extraction.people import Person
from formcheck.observation.poses import PoseTrack
from formcheck.observation.tracks import CameraTrack

Array = NDArray[np.float64]

LEAST_LIFTING = 0.5
"""Of the pictures. Lifters who are followed well enough to be measured have 0.55 and more, and
nearly always 0.9; what was read into a leg, or strays, has 0 to 0.4."""
WELL_LIFTING, MORE_LIFTING = 0.9, 0.1
"""Somebody who is lost in a tenth of the pictures beside a bystander is looked for without them.
That look counts if it loses them in a tenth of the pictures less."""
LEAST_BYSTANDER = 0.3  # coverage of somebody who was not looked at closely

Follow = Callable[[Choice, int], Pass]
Behind = Callable[[Sequence[Bystander]], tuple[Person | None, int]]


def close_looks(choice: Choice, follow: Follow, behind: Behind) -> list[Pass]:
    """Look closely at one person after the other until somebody lifts.

    Args:
        choice: With a lifter.
        follow: Looks closely at who is chosen; the number says which look it is, from 0.
        behind: Who most likely lifts with some people painted over, and of how many pictures.

    Returns:
        The looks, the one that shows the lifter first.
    """
    looks, following = [follow(choice, 0)], choice.others
    instead = choice.instead()
    if instead is not None and _lifting_shares(looks)[0] < LEAST_LIFTING:
        looks.append(follow(instead, 1))
        first, second = _lifting_shares(looks)
        looks = looks if first >= second else looks[::-1]
        following = following[1:]
    share = _lifting_shares(looks)[0]
    if share >= WELL_LIFTING or choice.chosen_by == "told":
        return looks
    camera = _camera(looks)
    bystanders = [Bystander.of(look.track) for look in looks if _is_bystander(look, camera)]
    bystanders += [
        Bystander(person.time_s, person.image_px)
        for person, seen in zip(following, choice.people[-len(following) :], strict=False)
        if seen.coverage >= LEAST_BYSTANDER and seen.vertical_travel_torso < STANDS_STILL_SIZES
    ]
    found, pictures = behind(bystanders) if bystanders else (None, 0)
    if found is None:
        return looks
    last = follow(choice.joined_by(found, pictures), 2)
    share, of_last = _lifting_shares([looks[0], last])
    better = of_last >= max(LEAST_LIFTING, share + MORE_LIFTING)
    return [last, *looks] if better else [*looks, last]


def _lifting_shares(looks: Sequence[Pass]) -> list[float]:
    camera = _camera(looks)
    return [lifting_share(*_stilled(each.track, camera)) for each in looks]


def _is_bystander(look: Pass, camera: CameraTrack) -> bool:
    return bool(look.track.seen.any()) and stands_still(*_stilled(look.track, camera))


def _stilled(track: PoseTrack, camera: CameraTrack) -> tuple[Array, Array]:
    """(T, 33, 2) landmarks as a camera that stays would show them, and its (T, 2) motion: none."""
    still_px = camera.stilled(track.time_s, track.image_px.astype(float))
    return still_px, np.zeros((len(still_px), 2))


def _camera(looks: Sequence[Pass]) -> CameraTrack:
    """The camera of the clip, as the look says that knows it best: not every look does."""
    sigmas_px = [np.nan_to_num(np.median(look.camera.sigma_px), nan=np.inf) for look in looks]
    return looks[int(np.argmin(sigmas_px))].camera
