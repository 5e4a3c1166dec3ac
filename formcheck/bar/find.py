"""Decide whether there is a plate beside the hands, and which of the round things it is.

A gym is full of round things. The plate is the one that keeps its place beside the hands (or the
shoulders) while they go up and down. So edges vote for circles (Hough transform) in many pictures,
and the votes are added up relative to the hands: those of the plate fall on one place, those of the
room are smeared out. The best guesses are then fitted to the rim in each picture and compared by
how much of it shows.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from formcheck.arithmetic import Array
from formcheck.arithmetic.robust import percentile_range
from formcheck.bar.region import (
    FARTHEST_FROM_HANDS_TORSO,
    LARGEST_RADIUS_TORSO,
    SMALLEST_RADIUS_TORSO,
)
from formcheck.bar.rim import RADIUS_SLACK_PX, Rim, circle_votes, fit_rims, search_rims

SAMPLES, CHECKED = 20, 60
"""Pictures in which a plate is looked for, and in which the best guesses are then checked. In only
twenty, the share of the rim that shows varies by a tenth by chance."""
COARSE_TORSO_PX = 36.0
"""Resolution of the coarse search: a radius then has 10 to 30 pixels, and it costs 0.1 s."""
ASPECTS = (1.0, 0.87, 0.72)
"""Widths of the rim over its height that are tried: those at a yaw of 0, 30 and 45 degrees."""
WOBBLE_TORSO = 0.18
"""Jitter of hands behind a plate is 0.1 to 0.2 torso: votes are spread by as much."""
FEW_IMAGES = 6
"""Images in which all guesses are rated first, which sorts out most of them at a third of the cost
of all images. Also those in which a wider ring is looked for, and the fewest that a search needs:
with fewer, chance decides what keeps its place beside the hands."""
GUESSES = 6
"""Guesses of each aspect; of all aspects together, the best so many are tried in all images."""
APART_TORSO = 0.25
"""Least distance of two guesses: a plate's votes are spread by WOBBLE_TORSO, and a nearer guess
would be the same plate again."""
NEARER = 0.3
"""What a torso of radius adds to the preference of one plate: the larger is the nearer."""
HEAD_TORSO = 0.38
"""A circle up to this radius around the ears is a head, hair and cap included."""
SAME_RADIUS = 0.06
"""Relative difference of radii up to which two rims are the same edge of a plate; a lifter who
steps back and forth changes it by less."""
SIZE_SLACK_TORSO = 0.02
"""A plate may be smaller than SMALLEST_RADIUS_TORSO by this much."""
SURE_SEEN = 0.45
"""A rim is clearly seen where at least this share of it shows."""
LEAST_SUPPORT = 0.56
LEAST_SUPPORT_SMALL = 0.72
"""Least share of the rim that shows, for a plate of 0.45 torso and larger and for the smallest one,
interpolated between. Things of the room, shoulders and kettlebells show 0.5 at most where they are
large, and up to 0.7 where they are small."""
COUNTED_SHARE = 0.6
"""That share is the mean over the best so many of the images."""
OUTER_SHARE = 0.72
LEAST_OUTER = 0.55
"""A wider ring is the outer rim if at least so much of it shows, compared with the ring inside of
it and absolutely."""
SIZED = 24
SIZE_SPAN, SIZE_SLACK_PX, SIZE_REACH_TORSO = 0.08, 0.75, 0.1
"""The radius is settled in so many images that show the plate best: within SIZE_SPAN of what was
found, a fit counts for a size within SIZE_SLACK_PX of it, SIZE_REACH_TORSO around its place."""
LEAST_TRAVEL_TORSO = 0.25
"""The hands have to travel this far: still hands could be beside any round thing of the room."""
STILL_SHARE = 0.4
"""A circle that travels less than this share of the hands' travel belongs to the room."""
LEAST_LOST = 0.3
"""Where the lifter is lost in this share of the images, a plate hides them during the lift and they
are seen only while racking the bar. Whether the plate moves is then judged from its own track."""

Run = Callable[[Sequence[tuple[Any, ...]]], list[Any]]
"""Does tasks, each a function and what it is called with, and gives their results in order."""


@dataclass(frozen=True)
class Plate:
    """A plate, guessed or found.

    Attributes:
        radius_px: Upright half axis of the rim.
        aspect: Width of the rim over its height.
        anchor: Which anchor it hangs on.
        offset_px: (2,) from that anchor to the center.
        goes_along: Whether it was seen to go up and down with the anchor. If not, its track has to
            show that it moves.
    """

    radius_px: float
    aspect: float
    anchor: int
    offset_px: Array
    goes_along: bool = True

    def scaled(self, by: float) -> Plate:
        """The same plate in pixels of another size."""
        return replace(self, radius_px=self.radius_px * by, offset_px=self.offset_px * by)


def find_plate(
    images: Sequence[NDArray[np.uint8]],
    anchors: Array,
    torso: float,
    run: Run,
) -> Plate | None:
    """The plate that goes where the hands or the shoulders go, in pixels of the images, or None.

    Args:
        images: N gray images of one clip, all of the same region.
        anchors: (A + 1, N, 2) anchor points and then the head, in pixels of these images,
            NaN = not seen.
        torso: Torso length in pixels of these images.
        run: Does what is independent, in other processes where there are some.
    """
    anchors, head = anchors[:-1], anchors[-1]
    chosen = _spread_over_heights(anchors, SAMPLES)
    if len(chosen) < FEW_IMAGES or max(map(travel, anchors)) < LEAST_TRAVEL_TORSO * torso:
        return None
    lost = bool(np.isnan(anchors[..., 0]).any(axis=0).mean() >= LEAST_LOST)
    search = _Search(dict(enumerate(images)), anchors, head, torso, lost)
    some = search.of(chosen)
    found = run([(some.rated_guesses, chosen, aspect) for aspect in ASPECTS])
    guesses = [guess for of_aspect in found for guess in of_aspect]
    # a few images sort out most guesses; the best of them are looked at in all of them
    guesses.sort(key=lambda rated: -rated[0])
    more = _spread_over_heights(anchors, CHECKED)
    best, some = [guess for _, guess in guesses[:GUESSES]], search.of(more)
    tried = run([(some.plate_rims, more, guess) for guess in best])
    plates = [
        (guess, rims)
        for guess, rims in zip(best, tried, strict=True)
        if search.margin(rims, len(more)) >= 0
    ]
    if not plates:
        return None
    guess, rims = max(plates, key=lambda plate: search.preference(plate[1], len(more)))
    radius, rims = search.sharpest(rims, guess.aspect)
    offsets = [rim.center - anchors[guess.anchor, index] for index, rim in rims.items()]
    goes_along = not search.still(rims)
    return Plate(radius, guess.aspect, guess.anchor, np.median(offsets, axis=0), goes_along)


def travel(points: Array) -> float:
    """How far (N, 2) places go up and down, but for the outermost; NaN where none is seen."""
    seen = points[np.isfinite(points[:, 1]), 1]
    return percentile_range(seen, 5) if len(seen) else float("nan")


def _spread_over_heights(anchors: Array, most: int) -> NDArray[np.intp]:
    """Up to `most` images, two thirds of them at evenly spread hand heights, the others in time.

    The background's own circles smear out.
    """
    height = anchors[0, :, 1]
    seen = np.nonzero(np.isfinite(anchors[..., 0]).all(axis=0))[0]
    if not len(seen):
        return seen
    low, high = np.percentile(height[seen], (2, 98))
    wanted = np.linspace(float(low), float(high), 2 * most // 3)
    at_heights = [seen[np.abs(height[seen] - level).argmin()] for level in wanted]
    at_times = seen[np.linspace(0, len(seen) - 1, most // 3).astype(int)]
    return np.unique(np.concatenate([at_heights, at_times]))


@dataclass(frozen=True)
class _Search:
    images: Mapping[int, NDArray[np.uint8]]
    anchors: Array
    head: Array
    torso: float
    lost: bool

    def of(self, chosen: NDArray[np.intp]) -> _Search:
        """The same with some of the images: another process need not be handed all."""
        return replace(self, images={index: self.images[index] for index in chosen.tolist()})

    def rated_guesses(self, chosen: NDArray[np.intp], aspect: float) -> list[tuple[float, Plate]]:
        """The guesses at one aspect, each with its margin in a few of the images."""
        few = chosen[:: max(1, len(chosen) // FEW_IMAGES)]
        guesses = self.guesses(chosen, aspect)
        return [(self.margin(self.rims(few, guess), len(few)), guess) for guess in guesses]

    def guesses(self, chosen: NDArray[np.intp], aspect: float) -> list[Plate]:
        """The circles that the overlaid votes agree on best, at one aspect."""
        scale = COARSE_TORSO_PX / self.torso
        radii = range(
            round(SMALLEST_RADIUS_TORSO * COARSE_TORSO_PX),
            round(LARGEST_RADIUS_TORSO * COARSE_TORSO_PX) + 1,
        )
        half = round(FARTHEST_FROM_HANDS_TORSO * COARSE_TORSO_PX)
        stretch = np.array([scale / aspect, scale])
        size = 2 * half + 1
        total = np.zeros((len(self.anchors), len(radii), size, size), dtype=np.float32)
        for index in chosen:
            fx, fy = stretch
            small = cv2.resize(self.images[index], None, None, fx, fy, cv2.INTER_AREA)
            votes = circle_votes(np.asarray(small, np.uint8), radii)
            votes = _spread(votes, round(WOBBLE_TORSO * COARSE_TORSO_PX))
            for layer, point in zip(total, self.anchors[:, index], strict=True):
                layer += _window_around(votes, point * stretch, half)
        # chance fills small circles first: its share of the rim falls with the root of the radius
        total *= np.sqrt(np.asarray(radii, dtype=np.float32))[:, None, None]
        points = self.anchors[:, chosen]
        between = np.median(points[None, :] - points[:, None], axis=2)
        return [
            Plate(radii[radius] / scale, aspect, anchor, np.array([x - half, y - half]) / stretch)
            for anchor, radius, y, x in _peaks(
                total, between * stretch, round(COARSE_TORSO_PX * APART_TORSO)
            )
        ]

    def rims(self, chosen: NDArray[np.intp], guess: Plate) -> dict[int, Rim]:
        """Fit the guessed circle where it shows best near its place in each sampled picture."""
        near = self.anchors[guess.anchor] + guess.offset_px
        rims = search_rims(
            [self.images[index] for index in chosen],
            near[chosen],
            guess.radius_px,
            reach=2 * WOBBLE_TORSO * self.torso,
            slack=1.5 * self.torso / COARSE_TORSO_PX,
            aspect=guess.aspect,
        )
        return dict(zip(chosen.tolist(), rims, strict=True))

    def plate_rims(self, chosen: NDArray[np.intp], guess: Plate) -> dict[int, Rim]:
        """The rims of the guessed plate's outer edge where they are clearly seen."""
        rims = self.rims(chosen, guess)
        rims = {index: rim for index, rim in rims.items() if rim.seen >= SURE_SEEN}
        return self.outermost(rims, guess.aspect)

    def margin(self, rims: dict[int, Rim], samples: int) -> float:
        """How much more of the rim is seen than chance would show; negative is no plate.

        The best 60 % of the images count: in the others the hands may not be at the bar yet.
        Small circles are more often chance, a head or a shoulder: they must show more.
        """
        if not rims:
            return -1.0
        radii = np.array([rim.radius_px for rim in rims.values()])
        seen = np.array([rim.seen for rim in rims.values()])
        size = float(np.median(radii)) / self.torso
        if size < SMALLEST_RADIUS_TORSO - SIZE_SLACK_TORSO:
            return -1.0
        from_head = [rim.center - self.head[index] for index, rim in rims.items()]
        away = float(np.nanmedian(np.hypot(*np.transpose(from_head)))) / self.torso
        if size < HEAD_TORSO and away < HEAD_TORSO / 2:
            return -1.0
        if not self.lost and self.still(rims):
            return -1.0
        same = np.abs(radii / self.torso - size) < SAME_RADIUS * size
        counted = int(np.ceil(COUNTED_SHARE * samples))
        support = float(np.sort(seen[same])[::-1][:counted].sum()) / counted
        least = np.interp(size, (SMALLEST_RADIUS_TORSO, 0.45), (LEAST_SUPPORT_SMALL, LEAST_SUPPORT))
        return support - float(least)

    def preference(self, rims: dict[int, Rim], samples: int) -> float:
        """The margin, in favor of the larger of two plates: it is the nearer one."""
        size = float(np.median([rim.radius_px for rim in rims.values()])) / self.torso
        return self.margin(rims, samples) + NEARER * size

    def still(self, rims: dict[int, Rim]) -> bool:
        """Whether the circle stays where it is while the hands go up and down."""
        heights = np.array([rim.center[1] for rim in rims.values()])
        of_hands = min(travel(self.anchors[0]), self.torso)
        return percentile_range(heights) < STILL_SHARE * of_hands

    def outermost(self, rims: dict[int, Rim], aspect: float) -> dict[int, Rim]:
        """The outer rim where a hub, a printed ring or a smaller plate in front was found."""
        best = sorted(rims, key=lambda index: -rims[index].seen)[:FEW_IMAGES]
        if not best:
            return rims
        inner = float(np.median([rims[index].radius_px for index in best]))
        seen = float(np.mean([rims[index].seen for index in best]))
        radii = np.arange(1.12 * inner, LARGEST_RADIUS_TORSO * self.torso, 2.0).tolist()
        rings = self._wider(rims, [(index, radius) for radius in radii for index in best], aspect)
        factor = 1.0
        for place in range(0, len(rings), len(best)):
            around = rings[place : place + len(best)]
            if np.mean([rim.seen for rim in around]) >= max(LEAST_OUTER, OUTER_SHARE * seen):
                factor = float(np.median([rim.radius_px for rim in around])) / inner
        if factor == 1.0:
            return rims
        outer = self._wider(rims, [(i, factor * rim.radius_px) for i, rim in rims.items()], aspect)
        return dict(zip(rims, outer, strict=True))

    def sharpest(self, rims: dict[int, Rim], aspect: float) -> tuple[float, dict[int, Rim]]:
        """The radius at which most of the rim shows, and the rims fitted with it.

        A plate's rim and the ring pressed inside it are a tenth apart. A circle between them
        touches one on each side, in turns another one, and its center jumps. Only at the size of a
        real ring does nearly all of it show at that very size, around a center of its own.
        """
        best = sorted(rims, key=lambda index: -rims[index].seen)[:SIZED]
        middle = float(np.median([rims[index].radius_px for index in best]))
        radii = range(int((1 - SIZE_SPAN) * middle), int((1 + SIZE_SPAN) * middle) + 2)
        shown = [self._shown_at(radius, rims, best, aspect) for radius in radii]
        radius = max(shown, key=lambda of: of[0])[1]
        return radius, dict(
            zip(rims, self._sized(radius, RADIUS_SLACK_PX, rims, list(rims), aspect), strict=True)
        )

    def _shown_at(
        self, radius: float, rims: dict[int, Rim], best: Sequence[int], aspect: float
    ) -> tuple[float, float]:
        """Mean share of the rim that shows at this size within half a pixel, and the size."""
        fitted = self._sized(radius, 0.0, rims, best, aspect)
        here = [rim for rim in fitted if abs(rim.radius_px - radius) <= SIZE_SLACK_PX]
        if not here:
            return 0.0, radius
        share = sum(rim.seen for rim in here) / len(fitted)
        return share, float(np.median([rim.radius_px for rim in here]))

    def _sized(
        self,
        radius: float,
        slack: float,
        rims: dict[int, Rim],
        indices: Sequence[int],
        aspect: float,
    ) -> list[Rim]:
        """Rims of a radius in some images, each around the place of the rim known there."""
        return search_rims(
            [self.images[index] for index in indices],
            np.array([rims[index].center for index in indices]),
            radius,
            reach=SIZE_REACH_TORSO * self.torso,
            slack=slack,
            aspect=aspect,
        )

    def _wider(
        self, rims: dict[int, Rim], wanted: Sequence[tuple[int, float]], aspect: float
    ) -> list[Rim]:
        """Fit wider circles around rims: of each, the index of the picture and the radius."""
        fitted = fit_rims(
            [self.images[index] for index, _ in wanted],
            [rims[index].center for index, _ in wanted],
            [radius for _, radius in wanted],
            aspect=aspect,
        )
        near = 0.03 * self.torso
        return [
            ring
            if np.hypot(*(ring.center - rims[index].center)) < near
            else Rim(rims[index].center, radius, 0.0)
            for ring, (index, radius) in zip(fitted, wanted, strict=True)
        ]


def _peaks(
    total: NDArray[np.float32], between: Array, apart: int
) -> list[tuple[int, int, int, int]]:
    """The highest places of (A, R, H, W), each clear of the ones before it, whatever the anchor."""
    total = total.copy()
    found = []
    for _ in range(GUESSES):
        place = np.unravel_index(int(total.argmax()), total.shape)
        anchor, radius, y, x = (int(axis) for axis in place)
        found.append((anchor, radius, y, x))
        for other, layers in enumerate(total):
            cx, cy = (np.array([x, y]) - between[anchor, other]).round().astype(int)
            rows = slice(max(0, cy - apart), max(0, cy + apart + 1))
            columns = slice(max(0, cx - apart), max(0, cx + apart + 1))
            layers[max(0, radius - 2) : radius + 3, rows, columns] = 0
    return found


def _window_around(votes: NDArray[np.float32], at: Array, half: int) -> NDArray[np.float32]:
    """(R, 2*half+1, 2*half+1) votes around a point (x, y); zero outside the picture."""
    size = 2 * half + 1
    left, top = (round(float(middle)) - half for middle in at)
    inside = votes[:, max(0, top) : max(0, top + size), max(0, left) : max(0, left + size)]
    row, column = max(0, -top), max(0, -left)
    window = np.zeros((len(votes), size, size), np.float32)
    window[:, row : row + inside.shape[1], column : column + inside.shape[2]] = inside
    return window


def _spread(votes: NDArray[np.float32], by_px: int) -> NDArray[np.float32]:
    """Let every place hold the best vote within `by_px`: hands wobble against the bar."""
    kernel = np.ones((2 * by_px + 1, 2 * by_px + 1), dtype=np.uint8)
    return np.stack([cv2.dilate(layer, kernel) for layer in votes])
