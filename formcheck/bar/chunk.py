"""Following a plate's rim from picture to picture, both ways from where it shows best."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from formcheck.bar.find import Plate
from formcheck.bar.rim import Rim, fit_rim
from formcheck.bar.search import search_rims

FOLLOW_REACH_PX = 5.0
LEAST_SEEN = 0.36
# A rim that is found again after a loss must be surer than one that was never lost.
SURE_SEEN = 0.45
# A rim that is larger or smaller by more is another edge; the lifter steps back and forth by less.
OTHER_SIZE = 0.06
# Between two rings of a plate a circle touches one of them on either side and shows half of itself.
# A rim that shows less than this share of what it usually does is looked for once more beside:
# now and then below the first, always below the second.
DOUBTFUL_SHARE, HALF_SHARE = 0.85, 0.7
BESIDE_PX = 12.0
# A sixth of a meter between two pictures is faster than a bar falls: a rim that is found again
# so far away had slipped to something else before, for a second at most.
LEAP_TORSO = 0.35
LEAP_FRAMES = 3
SLIPPED_TORSO = 0.25
SLIP_FRAMES = 30
# Around where a rim was lost: a plate that goes by at 1 m/s is within it for a quarter of a second.
COMES_BY_TORSO = 0.25


class RimsSeen(NamedTuple):
    """The rim in N pictures, in their pixels: center (N, 2), radius (N,), share seen (N,).

    NaN where it was not found; only the center is, where what was followed had slipped.
    """

    center: NDArray[np.float64]
    radius: NDArray[np.float64]
    seen: NDArray[np.float64]


@dataclass(frozen=True)
class Chunk:
    """Some hundred pictures, the anchors in them and the plate, in pixels of these pictures."""

    pictures: Sequence[NDArray[np.uint8]]
    anchors: NDArray[np.float64]
    torso: float
    plate: Plate

    def follow(self) -> RimsSeen:
        """The rim in each picture."""
        count = len(self.pictures)
        found = RimsSeen(np.full((count, 2), np.nan), np.full(count, np.nan), np.zeros(count))
        start = self._best_place()
        if start is not None:
            self._run(range(start, count), found)
            self._run(range(start, -1, -1), found)
        return found

    def _best_place(self) -> int | None:
        """Where the plate shows best, of a few pictures."""
        tried = range(0, len(self.pictures), max(1, len(self.pictures) // 12))
        seen = {index: self._reacquire(index).seen for index in tried}
        best = max(seen, key=lambda index: seen[index])
        return best if seen[best] >= LEAST_SEEN else None

    def _run(self, order: range, found: RimsSeen) -> None:
        """Follow the rim picture by picture in one direction of time, writing what is found."""
        center, seen = found.center, found.seen
        past: list[NDArray[np.float64]] = []
        lost, usual = 1, 0.0
        latest: NDArray[np.float64] | None = None
        unsure = False
        for place, index in enumerate(order):
            before = order[max(0, place - SLIP_FRAMES) : place][::-1]
            rim = self._followed(index, past, usual, in_turn=place % 4 == 0) if past else None
            if rim is None or rim.seen < LEAST_SEEN:
                past, rim = [], None
                # looking everywhere is dear: once at once, then every fourth picture
                if lost % 4 == 1:
                    rim = self._found_again(self._reacquire(index), before, center, seen)
                    unsure = rim is None
                    rim = rim or self._come_by(index, latest, usual)
            elif unsure and place % 4 == 0:
                # hands or shoulders that are seen again know better than a rim that came by
                held = self._reacquire(index)
                unsure = held.seen < SURE_SEEN
                rim = self._found_again(held, before, center, seen) or rim
            if rim is None:
                lost += 1
                continue
            center[index], found.radius[index], seen[index] = rim.center, rim.radius, rim.seen
            usual = max(usual, rim.seen)
            past, latest = [*past[-1:], rim.center], rim.center
            lost = 1

    def _followed(
        self, index: int, past: list[NDArray[np.float64]], usual: float, *, in_turn: bool
    ) -> Rim:
        """The rim near where it was, looked for beside where less of it shows than usual."""
        rim = self._predicted(index, past)
        if rim.seen < (DOUBTFUL_SHARE if in_turn else HALF_SHARE) * usual:
            beside = self._search(index, rim.center, BESIDE_PX)
            rim = max(rim, beside, key=lambda r: r.seen)
        return rim

    def _found_again(
        self,
        rim: Rim,
        before: Sequence[int],
        center: NDArray[np.float64],
        seen: NDArray[np.float64],
    ) -> Rim | None:
        """A rim near hands or shoulders, where it is sure; what had slipped is taken back.

        Hands and shoulders may be somebody else's: what followed the rim more surely stays.
        """
        slipped = self._slipped(before, center, rim)
        surer = float(np.median(seen[slipped])) if slipped else 0.0
        if rim.seen < max(SURE_SEEN, surer):
            return None
        center[slipped] = np.nan
        return rim

    def _come_by(self, index: int, latest: NDArray[np.float64] | None, usual: float) -> Rim | None:
        """The rim near where it was lost, when it shows as surely as usual.

        While the lifter is not seen, hands and shoulders are nowhere, or somebody else's.
        """
        if latest is None:
            return None
        rim = self._search(index, latest, COMES_BY_TORSO * self.torso)
        return rim if rim.seen >= max(SURE_SEEN, DOUBTFUL_SHARE * usual) else None

    def _predicted(self, index: int, past: list[NDArray[np.float64]]) -> Rim:
        plate, ahead = self.plate, past[-1] + (past[-1] - past[-2] if len(past) > 1 else 0.0)
        rim = self._of_size(
            fit_rim(
                self.pictures[index],
                ahead,
                plate.radius,
                reach_px=FOLLOW_REACH_PX,
                aspect=plate.aspect,
            )
        )
        if rim.seen >= LEAST_SEEN:
            return rim
        return self._search(index, ahead, BESIDE_PX)

    def _slipped(self, before: Sequence[int], center: NDArray[np.float64], found: Rim) -> list[int]:
        """Where the track was elsewhere before the plate was found again too far away for a bar.

        Args:
            before: The pictures before, latest first in the direction that was followed.
            center: (N, 2) of the track.
            found: Where the plate may really be.
        """
        away = np.linalg.norm(center[list(before)] - found.center, axis=1) / self.torso
        latest = away[:LEAP_FRAMES]
        if not (latest > LEAP_TORSO * np.arange(1, len(latest) + 1)).any():
            return []
        first = int(np.argmax(np.isfinite(away)))
        elsewhere = np.append(away[first:] >= SLIPPED_TORSO, False)  # up to where it was lost, too
        return list(before[first : first + int(np.argmin(elsewhere))])

    def _reacquire(self, index: int) -> Rim:
        plate = self.plate
        near = self.anchors[plate.anchor, index] + plate.offset
        if not np.isfinite(near).all():
            return Rim(np.zeros(2), plate.radius, 0.0)
        return self._search(index, near, 0.5 * self.torso)

    def _search(self, index: int, near: NDArray[np.float64], reach: float) -> Rim:
        plate, picture = self.plate, self.pictures[index]
        (rim,) = search_rims(
            [picture], near[None], plate.radius, reach=reach, slack=1.0, aspect=plate.aspect
        )
        return self._of_size(rim)

    def _of_size(self, rim: Rim) -> Rim:
        """The rim; nothing is seen of it when it has not the size of the plate."""
        plate = self.plate
        if abs(rim.radius - plate.radius) <= OTHER_SIZE * plate.radius:
            return rim
        return replace(rim, seen=0.0)
