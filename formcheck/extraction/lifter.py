"""Who lifts: the person whose hips go up and down, over the whole clip.

A poster does not move, a spotter moves less and is half hidden, a passer-by is seen briefly and
moves sideways, a mirror image is smaller. So: vertical hip travel x coverage x size.
A lifter whom the scan sees only between reps stands still in it, so tracking has the last word
(`lifter_check.py`). Arithmetic only.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from formcheck.arithmetic.robust import percentile_range
from formcheck.errors import OptionError
from formcheck.extraction.people import (
    Person,
    bounds_px,
    on_their_feet,
    same_body,
    typical_size_px,
)
from formcheck.observation.poses import HIPS, SHOULDERS, ChosenBy, PersonSeen

STILL_SIZES = 0.05
"""Hip travel of somebody who stands still, in body sizes: jitter of the pose model alone."""
STANDS_STILL_SIZES = 0.2
"""How far hips and shoulders go up and down in somebody who was tracked closely and lifts nothing
from the floor or a rack: watching and curls 0.05, bench presses 0.14. In lifters one of them goes
by 0.7 and more: the shoulders, where a Romanian pull takes the hips back and not down."""
STILL_PERCENT = (1, 99)
"""One rep of three seconds in a clip of two minutes is more than a hundredth of it."""
LEAST_COVERAGE = 0.06
"""Somebody who is seen in a smaller share of the frames is a flicker and no person …"""
LEAST_SIGHTINGS = 2
"""… or in fewer frames."""


@dataclass(frozen=True)
class Choice:
    """The lifter, and everybody in the order of how likely they lift.

    Attributes:
        lifter: None when nobody was seen.
        people: As listed to the user; the first one is `lifter` unless the user chose another.
        chosen_by: None when nobody was seen.
    """

    lifter: Person | None
    others: tuple[Person, ...]
    people: tuple[PersonSeen, ...]
    chosen_by: ChosenBy | None

    def instead(self) -> Choice | None:
        """The next one, where nobody chose and there is somebody else."""
        if self.lifter is None or self.chosen_by != "vertical_motion":
            return None
        next_person, *rest = self.others
        first, second, *more = self.people
        return replace(
            self,
            lifter=next_person,
            others=(self.lifter, *rest),
            people=(second, first, *more),
        )

    def joined_by(self, lifter: Person, frames: int) -> Choice:
        """Somebody lifts whom the coarse scan saw badly, or not at all.

        Args:
            lifter: Found once those who stand still were painted over. Whoever was known already
                keeps their number; somebody new has the one after all others.
            frames: Number of frames that were looked at then.
        """
        known = self.others if self.lifter is None else (self.lifter, *self.others)
        same = next((i for i, person in enumerate(known) if same_body(person, lifter)), None)
        number = len(self.people) + 1 if same is None else self.people[same].number
        return Choice(
            lifter=lifter,
            others=tuple(person for i, person in enumerate(known) if i != same),
            people=(
                _seen(number, lifter, frames),
                *(person for person in self.people if person.number != number),
            ),
            chosen_by="vertical_motion",
        )


def choose_lifter(
    people: Sequence[Person],
    frames: int,
    chosen: int | None = None,
) -> Choice:
    """Choose who lifts, or the one of the `chosen` number: 1 is the most likely lifter.

    Raises:
        OptionError: There is no person of that number.
    """
    least = max(LEAST_SIGHTINGS, LEAST_COVERAGE * frames) if frames > LEAST_SIGHTINGS else 1
    steady = [p for p in people if len(p.sightings) >= least] or list(people)
    ranked = sorted(steady, key=lambda p: -lifter_score(p, frames))
    if chosen is not None and not 1 <= chosen <= max(1, len(ranked)):
        raise no_such_person(chosen, len(ranked))
    if not ranked:
        return Choice(None, (), (), None)
    seen = [_seen(n, p, frames) for n, p in enumerate(ranked, start=1)]
    place = 0 if chosen is None else chosen - 1
    ranked.insert(0, ranked.pop(place))
    seen.insert(0, seen.pop(place))
    by: ChosenBy = "told" if chosen else "only_person" if len(ranked) == 1 else "vertical_motion"
    return Choice(ranked[0], tuple(ranked[1:]), tuple(seen), by)


def no_such_person(chosen: int | None, people: int) -> OptionError:
    """What is said where the number of a person is not one of those that there are."""
    hint = f"People are numbered 1 to {people}."
    if people <= 1:
        hint = f"{'Only one' if people else 'Nobody'} was seen: leave out the number."
    return OptionError(f"There is no person {chosen} in the clip.", hint)


def lifter_score(person: Person, frames: int) -> float:
    """How much somebody looks like the lifter; comparable within one clip only."""
    coverage = len(person.sightings) / max(1, frames)
    return (STILL_SIZES + vertical_travel(person)) * coverage * typical_size_px(person.image_px)


def vertical_travel(person: Person) -> float:
    """How far the hips go up and down, in body sizes, what sideways walking brings left out.

    Walking toward or past the camera moves the hips in the frame too, but slowly and together
    with size and place; a slow straight trend in time is therefore taken out first.
    """
    if len(person.sightings) < 3:
        return 0.0
    size = max(typical_size_px(person.image_px), 1.0)
    hips: NDArray[np.float64] = person.image_px[:, HIPS].mean(axis=1).astype(float)
    trend = np.polyfit(hips[:, 0], hips[:, 1], 1) if np.ptp(hips[:, 0]) > size else (0.0, 0.0)
    heights = hips[:, 1] - np.polyval(trend, hips[:, 0])
    return percentile_range(heights) / size


def stands_still(still_px: NDArray[np.floating]) -> bool:
    """Whether somebody's hips and shoulders stayed where they are over the whole clip.

    Args:
        still_px: (T, 33, 2) of the tracked person as a camera that stays shows them, NaN = not
            seen.
    """
    seen = still_px[np.isfinite(still_px[:, HIPS[0], 0])]
    if not len(seen):
        return True
    heights = [seen[:, pair, 1].mean(axis=1) for pair in (HIPS, SHOULDERS)]
    low, high = np.percentile(heights, STILL_PERCENT, axis=1)
    return bool((high - low).max() < STANDS_STILL_SIZES * typical_size_px(seen))


def lifting_share(still_px: NDArray[np.floating]) -> float:
    """Share of the frames with somebody on their feet; 0 of one for whom `stands_still`."""
    if stands_still(still_px):
        return 0.0
    seen = np.isfinite(still_px[:, HIPS[0], 0])
    return float(on_their_feet(still_px, typical_size_px(still_px[seen])).mean())


def _seen(number: int, person: Person, frames: int) -> PersonSeen:
    boxes = bounds_px(person.image_px)
    typical = np.median(boxes, axis=0)
    nearest = int(np.argmin(np.abs(boxes - typical).sum(axis=1)))
    left, top, right, bottom = (float(v) for v in boxes[nearest])
    return PersonSeen(
        number=number,
        coverage=min(1.0, len(person.sightings) / max(1, frames)),
        vertical_travel_torso=vertical_travel(person),
        box_px=(left, top, right, bottom),
        at_s=float(person.sightings[nearest].time_s),
    )
