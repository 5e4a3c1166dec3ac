"""Whoever is chosen must be seen to lift when looked at closely, or somebody else is looked at.

The coarse look sees some twenty pictures. A lifter whom it sees only between reps loses to anybody
who sways; behind a plate it may read a body into a leg; beside a watcher it may not see the lifter
at all. A close look tells: whoever stands still, or is hardly ever on their feet, is no lifter.
Then the next one is looked at, and then whoever is seen once those who stand
still are painted over.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from formcheck.extraction.lifter import Choice, lifting_share, stands_still
from formcheck.extraction.passes import Pass
from formcheck.extraction.people import Person
from formcheck.pose.track import PoseTrack

LEAST_LIFTING = 0.5
"""Of the pictures. Lifters who are followed well enough to be measured have 0.55 and more, and
nearly always 0.9; what was read into a leg, or strays, has 0 to 0.4."""

Follow = Callable[[Choice, int], Pass]
Behind = Callable[[Sequence[PoseTrack]], tuple[Person | None, int]]


def close_looks(choice: Choice, follow: Follow, behind: Behind) -> list[Pass]:
    """Look closely at one person after the other until somebody lifts.

    Args:
        choice: With a lifter.
        follow: Looks closely at who is chosen; the number says which look it is, from 0.
        behind: Who most likely lifts with some people painted over, and of how many pictures.

    Returns:
        The looks, the one that shows the lifter first.
    """
    looks = [follow(choice, 0)]
    instead = choice.instead()
    if not _lifts(looks[0]) and instead is not None:
        looks.append(follow(instead, 1))
        looks.sort(key=_lifting_share, reverse=True)  # of equals the first stays first
    if _lifts(looks[0]) or choice.chosen_by == "told":
        return looks
    still = [look.track for look in looks if _stands_still(look) and look.track.seen.any()]
    found, pictures = behind(still) if still else (None, 0)
    if found is not None:
        looks.append(follow(choice.joined_by(found, pictures), 2))
    return looks[-1:] + looks[:-1] if _lifts(looks[-1]) else looks


def _lifts(look: Pass) -> bool:
    return _lifting_share(look) >= LEAST_LIFTING


def _lifting_share(look: Pass) -> float:
    return lifting_share(look.track.image_px, look.track.camera_px)


def _stands_still(look: Pass) -> bool:
    return stands_still(look.track.image_px, look.track.camera_px)
