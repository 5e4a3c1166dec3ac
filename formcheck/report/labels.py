"""Places for words on a picture: inside of it, never on the head, never on each other."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import product
from typing import Final, Literal

import numpy as np

from formcheck.report import sketch
from formcheck.report.measured.shapes import Box, Point, Side

Corner = Literal["top_left", "top_right", "bottom_left", "bottom_right"]
CORNERS: Final[tuple[Corner, ...]] = ("top_left", "top_right", "bottom_left", "bottom_right")
_OTHER_SIDES: Final[dict[Side, tuple[Side, ...]]] = {
    "left": ("left", "above", "below", "right"),
    "right": ("right", "above", "below", "left"),
    "above": ("above", "left", "right", "below"),
    "below": ("below", "left", "right", "above"),
}
SMALL: Final = 0.75
"""Of the font: words about what a line is compared with, which is not the picture's moment; and
captions that would be a column of one word each."""
MOST_LINES: Final = 2
"""Of one caption, on average, before it is written smaller."""


@dataclass(frozen=True)
class _Line:
    text: str
    ground: sketch.Color
    box: Box
    font_px: int


class Labels:
    """Writes the labels of one picture and remembers where they are.

    Args:
        rgb: The picture.
        font_px: Height of the font.
        keep_free: Heads: no label may cover them.
        within: The part that a player zooms to, None is the whole picture. Labels beside a place
            stay in it; captions stand beside it, or in it where there is no space: its edge cuts
            no word.

    Attributes:
        taken: Boxes that no label may cover, picture pixels; those of the labels are added.
    """

    def __init__(
        self,
        rgb: sketch.Rgb,
        font_px: int,
        keep_free: Sequence[Box] = (),
        within: Box | None = None,
    ) -> None:
        self._rgb = rgb
        self._font_px = font_px
        self._edge_px = font_px // 5
        self._height, self._width = rgb.shape[:2]
        self._within = within or (0.0, 0.0, float(self._width), float(self._height))
        self._head = list(keep_free)
        self.taken: list[Box] = list(keep_free)

    def avoid(self, points: Sequence[Point]) -> None:
        """Keep a line free where labels fit elsewhere: what it shows lies under it."""
        half = self._font_px / 4
        length, place = sketch.along(points)
        for done in np.arange(0.0, length + half, 2 * half):
            x, y = place(done)
            self.taken.append((x - half, y - half, x + half, y + half))

    def show(self, points: Sequence[Point]) -> bool:
        """Whether any of a line is in the picture."""
        x, y = np.asarray(points, float).T
        return bool(
            x.max() > 0 and x.min() < self._width and y.max() > 0 and y.min() < self._height
        )

    def write_beside(
        self,
        text: str,
        at: Point,
        side: Side,
        *,
        ground: sketch.Color = sketch.DARK,
        small: bool = False,
    ) -> None:
        """Write beside a place: where it was asked for, else where it covers least."""
        within = round(self._within[2] - self._within[0]) - 2 * self._edge_px
        wished_px = round(SMALL * self._font_px) if small else self._font_px
        font_px = sketch.fitted(text, wished_px, within)[0]
        size = sketch.label_size(text, font_px, within)
        boxes = [self._inside(box) for box in self._around(at, side, size)]
        box = min(boxes, key=self._covers)  # the first of those that cover least
        self._write(text, box, ground, font_px)

    def stack(
        self,
        texts: Sequence[tuple[str, sketch.Color]],
        *,
        below_px: float,
        corner: Corner,
        in_part: bool = False,
    ) -> None:
        """Write lines in a corner, or where they cover less: in the next one, or along the edges.

        The upper corners keep `below_px` free for a strip along the edge. `in_part` is for what a
        zoomed picture has to show, too.
        """
        if not texts:
            return
        first = CORNERS.index(corner)
        corners = CORNERS[first:] + CORNERS[:first]
        found = [self._outside(texts, below_px, corner) for corner in corners if not in_part]
        part = self._within
        stacks = [lines for lines in found if lines] or [
            self._stacked(texts, corner, (part[0], max(part[1], below_px), *part[2:]))
            for corner in corners
        ]
        best = min(stacks, key=self._stack_covers)
        if self._stack_covers(best):
            best = min((best, *self._along_edges(stacks, below_px)), key=self._stack_covers)
        for line in best:
            self._write(line.text, line.box, line.ground, line.font_px)

    def _stack_covers(self, lines: Sequence[_Line]) -> float:
        return sum(self._covers(line.box) for line in lines)

    def _along_edges(self, stacks: Sequence[list[_Line]], below_px: float) -> Iterator[list[_Line]]:
        """The same lines higher and lower, where the edge of the part cuts none."""
        for lines in stacks:
            top, bottom = lines[0].box[1], lines[-1].box[3]
            for start in np.arange(below_px, self._height - (bottom - top), self._font_px):
                moved = [replace(line, box=_lowered(line.box, start - top)) for line in lines]
                inside = ((_shared(line.box, self._within), line.box) for line in moved)
                if all(area in (0.0, (b[2] - b[0]) * (b[3] - b[1])) for area, b in inside):
                    yield moved

    def _write(self, text: str, box: Box, ground: sketch.Color, font_px: int) -> None:
        self.taken.append(sketch.label(self._rgb, text, box[:2], font_px, ground=ground))

    def _outside(
        self, texts: Sequence[tuple[str, sketch.Color]], below_px: float, corner: Corner
    ) -> list[_Line]:
        """Lines in a corner of the picture that miss the part; none where they do not.

        They are small where there is space for less than half of a text in a line.
        """
        beside = (
            (0.0, self._within[0]) if corner.endswith("left") else (self._within[2], self._width)
        )
        found = (
            self._stacked(texts, corner, (left, below_px, right, self._height), font_px)
            for font_px in (self._font_px, round(SMALL * self._font_px))
            for left, right in ((0.0, self._width), beside)
        )
        missing = [f for f in found if not any(_shared(line.box, self._within) for line in f)]
        few = MOST_LINES * len(texts)
        return min(missing, key=lambda lines: max(few, len(lines)), default=[])

    def _stacked(
        self,
        texts: Sequence[tuple[str, sketch.Color]],
        corner: Corner,
        area: Box,
        font_px: int | None = None,
    ) -> list[_Line]:
        font_px = font_px or self._font_px
        margin = font_px // 2
        left, top, right, bottom = area
        boxes, high = [], 0.0
        for text, ground in texts:
            most_px = right - left - 2 * margin
            for line in sketch.wrapped(text, font_px, most_px, self._width):
                wide, tall = sketch.label_size(line, font_px, self._width)
                at = left + margin if corner.endswith("left") else right - margin - wide
                boxes.append(_Line(line, ground, (at, high, at + wide, high + tall), font_px))
                high += tall
            high += margin // 2  # between texts, not within one
        high -= margin // 2
        start = top + margin if corner.startswith("top") else bottom - margin - high
        return [replace(line, box=_lowered(line.box, start)) for line in boxes]

    def _around(self, at: Point, side: Side, size: tuple[int, int]) -> Iterator[Box]:
        """Places beside a point: straight ones first, of them nearer ones."""
        wide, high = size
        for along, far in product((0.0, 2.0, -2.0, 4.0, -4.0), (0.5, 1.5, 3.0, 5.0, 8.0)):
            gap, slide = far * self._font_px, along * self._font_px
            for toward in _OTHER_SIDES[side]:
                left = {"left": at[0] - gap - wide, "right": at[0] + gap}.get(
                    toward, at[0] - wide / 2 + slide
                )
                top = {"above": at[1] - gap - high, "below": at[1] + gap}.get(
                    toward, at[1] - high / 2 + slide
                )
                yield left, top, left + wide, top + high

    def _inside(self, box: Box) -> Box:
        """The same box on whole pixels, moved to where labels may be."""
        wide, high = box[2] - box[0], box[3] - box[1]
        edge = self._edge_px
        low_x, low_y, high_x, high_y = np.add(self._within, (edge, edge, -edge, -edge))
        left = int(min(max(box[0], low_x), max(low_x, high_x - wide, 0.0)))
        top = int(min(max(box[1], low_y), max(low_y, high_y - high, 0.0)))
        return left, top, left + wide, top + high

    def _covers(self, box: Box) -> float:
        """Square pixels of what is taken that a box would cover; a head weighs most."""
        shared = sum(_shared(box, other) for other in self.taken)
        return shared + 100 * sum(_shared(box, head) for head in self._head)


def _lowered(box: Box, down_px: float) -> Box:
    return box[0], box[1] + down_px, box[2], box[3] + down_px


def _shared(one: Box, other: Box) -> float:
    across = min(one[2], other[2]) - max(one[0], other[0])
    down = min(one[3], other[3]) - max(one[1], other[1])
    return max(0.0, across) * max(0.0, down)
