"""One moment to send to a friend: the flagged rep beside the best one, as a picture or slow motion.

The words stand above and below the pictures and cover nothing of them. Neither file says what the
clip is called, when or where it was filmed.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import cv2
import numpy as np

from formcheck.analysis import Analysis, Finding, RepAnalysis
from formcheck.errors import VideoError
from formcheck.machine.files import atomic_path
from formcheck.metrics.table import metric_row
from formcheck.report import sketch
from formcheck.report.digest import cues_beside, faults_found, moment_to_share, summary_alone
from formcheck.report.limits import limits_changed
from formcheck.report.measured.shapes import Box
from formcheck.report.mp4 import Mp4Writer
from formcheck.report.overlay_frame import Annotator
from formcheck.report.scenes import flag_text
from formcheck.report.sketch import Rgb
from formcheck.report.still import lifter_box
from formcheck.report.tracks import Tracks
from formcheck.report.two_reps import began_name, in_rep, meeting_s, steady_rep, tip_shown
from formcheck.report.words import amount_found, limit_amount
from formcheck.video.conversion import Lens
from formcheck.video.reading import FrameReader

Rows = Sequence[Sequence[tuple[float, Rgb]]]

WIDE_PX, HIGH_PX = 540, 960
"""Of each rep in the picture: so wide, and read no larger than so high."""
QUALITY: Final = 88
"""Of its JPEG, 1 to 100."""
CLIP_SHARE: Final = 2 / 3
"""The slow motion is so much smaller."""
BEFORE_S, AFTER_S, SLOWER, FPS = 1.2, 0.8, 2.0, 30
"""Two seconds of each rep take four."""
LEAST_GAP_S: Final = 0.8 / FPS
"""Between two pictures that are read: rates like 29.97 keep each of theirs."""


@dataclass(frozen=True)
class Side:
    """A rep of the card at its moment; of the best rep with its own value, where it has one."""

    rep: RepAnalysis
    at_s: float
    finding: Finding | None
    title: str


@dataclass(frozen=True)
class Card:
    """What is sent: one rep or two, and the words below them."""

    sides: tuple[Side, ...]
    words: tuple[str, ...]


def card(analysis: Analysis) -> Card | None:
    """The moment that weighs most beside that of the best rep; None without a moment."""
    changed = "Judged by limits that were changed." if limits_changed(analysis) else None
    shown = moment_to_share(analysis)
    if shown is None:
        return None
    rep, finding = shown
    faults = faults_found(analysis)
    fault = next((one for one in faults if (rep.number, finding) in one.findings), None)
    words = (summary_alone(analysis), *cues_beside(fault, analysis)[:1])
    if finding is None:
        at_s = rep.turn_s or 0.0
        return Card((Side(rep, at_s, None, f"Rep {rep.number}"),), _said((*words, changed)))
    limit = limit_amount(finding.limit, finding.unit)
    title = f"Rep {rep.number}: {flag_text(finding)}, limit {limit}"
    sides = [Side(rep, finding.at_s, finding, title)]
    best = steady_rep(analysis, rep, finding.metric)
    begun_s = meeting_s(analysis, rep)
    best_s = None if best is None else meeting_s(analysis, best)
    if best is not None and best_s is not None and begun_s is not None:
        at_s = best_s + finding.at_s - begun_s
        sides.append(_side_of_best(best, finding, at_s))
    row = metric_row(finding.metric)
    # no column stands here whose short name could be explained
    measured = row.legend and f"Measured: {row.legend.partition(': ')[2]}"
    lines = row.drawn == "tip" and tip_shown(analysis, rep)
    dashed = f"Dashed: {began_name(analysis, rep)}." if lines else ""
    return Card(tuple(sides), _said((*words, measured, dashed, changed)))


def _said(words: Sequence[str | None]) -> tuple[str, ...]:
    return tuple(filter(None, words))


def _side_of_best(best: RepAnalysis, finding: Finding, at_s: float) -> Side:
    """The best rep where its own value was reached: at the same height, however fast it is.

    Where nothing was measured, at `at_s`, the same time after the turn.
    """
    own = in_rep(best, finding, at_s)
    if own is None:
        return Side(best, at_s, None, f"Rep {best.number}, your best")
    size = amount_found(own, signed=metric_row(finding.metric).signed)
    return Side(best, own.at_s, own, f"Rep {best.number}, your best: {size}")


def drawn(clip_path: Path, tracks: Tracks, analysis: Analysis, shown: Card) -> Rows:
    """For each side of a card what happens around its moment: pictures of one size, and times.

    Raises:
        VideoError: The clip cannot be read, or has no picture near a moment.
    """
    crop = _crop(tracks, shown)
    # decoding and drawing leave the interpreter to the other side
    with ThreadPoolExecutor(max_workers=len(shown.sides)) as pool:
        sides = (
            pool.submit(_around, clip_path, tracks, analysis, side, crop) for side in shown.sides
        )
        return [side.result() for side in list(sides)]


def picture(shown: Card, rows: Rows) -> bytes:
    """The card as a JPEG, without any metadata.

    Raises:
        VideoError: It cannot be stored.
    """
    parts = [
        _fitted(min(row, key=lambda each: abs(each[0] - side.at_s))[1], WIDE_PX)
        for row, side in zip(rows, shown.sides, strict=True)
    ]
    return sketch.jpeg(_Sheet(shown, _size(parts[0])).with_parts(parts), QUALITY)


def slow_motion(shown: Card, rows: Rows, out_path: Path) -> None:
    """Four seconds of both reps at half speed, one beside the other, as H.264 in MP4."""
    wide_px = round(CLIP_SHARE * WIDE_PX)
    small = [[(at_s, _fitted(rgb, wide_px)) for at_s, rgb in row] for row in rows]
    sheet = _Sheet(shown, _size(small[0][0][1]))
    with atomic_path(out_path) as part, Mp4Writer(part, sheet.size_px, FPS) as writer:
        for count in range(round((BEFORE_S + AFTER_S) * SLOWER * FPS)):
            since_s = count / FPS / SLOWER - BEFORE_S
            parts = [
                _at(row, side.at_s + since_s) for row, side in zip(small, shown.sides, strict=True)
            ]
            writer.write(sheet.with_parts(parts), count / FPS)


def _at(row: Sequence[tuple[float, Rgb]], time_s: float) -> Rgb:
    """The picture that is up at a time; the first or the last where the clip shows none."""
    after = bisect_left([at_s for at_s, _ in row], time_s + 1e-6)
    return row[max(after - 1, 0)][1]


def _around(
    clip_path: Path, tracks: Tracks, analysis: Analysis, side: Side, crop: Box | None
) -> list[tuple[float, Rgb]]:
    frames = FrameReader(
        clip_path,
        Lens(crop, HIGH_PX),
        start_s=max(0.0, side.at_s - BEFORE_S),
        end_s=side.at_s + AFTER_S,
        min_gap_s=LEAST_GAP_S,
    )
    finding = (side.rep, side.finding) if side.finding else None
    annotator = Annotator(tracks, analysis, words=False, strip=False, finding=finding)
    made = [(frame.time_s, annotator.draw(frame)) for frame in frames]
    if not made:
        raise VideoError("The clip has no picture of that moment.", "Choose another clip.")
    return made


def _crop(tracks: Tracks, shown: Card) -> Box | None:
    """One part of the frame for both reps, so that they are drawn in one scale."""
    boxes = [box for side in shown.sides if (box := lifter_box(tracks, side.at_s))]
    if not boxes:
        return None
    left, top = (min(box[axis] for box in boxes) for axis in (0, 1))
    right, bottom = (max(box[axis] for box in boxes) for axis in (2, 3))
    return left, top, right, bottom


def _fitted(rgb: Rgb, wide_px: int) -> Rgb:
    """The picture as wide as a side of a card; small clips are made larger."""
    by = wide_px / rgb.shape[1]
    size = (wide_px, max(1, round(rgb.shape[0] * by)))
    how = cv2.INTER_AREA if by < 1 else cv2.INTER_LINEAR
    return np.asarray(cv2.resize(rgb, size, interpolation=how), np.uint8)


def _size(rgb: Rgb) -> tuple[int, int]:
    return int(rgb.shape[1]), int(rgb.shape[0])


class _Sheet:
    """The words of a card around a place for its pictures.

    Attributes:
        size_px: (width, height), both even.
    """

    def __init__(self, shown: Card, part_px: tuple[int, int]) -> None:
        wide, high = part_px
        self._part_px, self._font_px = part_px, wide // 18
        full = wide * len(shown.sides)
        titles = [self._lines(side.title, wide) for side in shown.sides]
        below = [line for text in shown.words for line in self._lines(text, full)]
        pitch = round(1.6 * self._font_px)
        self._top = pitch * max(map(len, titles)) + self._font_px
        total = self._top + high + pitch * len(below) + self._font_px
        self.size_px = (full // 2 * 2, (total + 1) // 2 * 2)
        self._blank = np.full((self.size_px[1], self.size_px[0], 3), sketch.DARK, np.uint8)
        half = self._font_px // 2
        for place, lines in enumerate(titles):
            for row, line in enumerate(lines):
                self._write(line, (place * wide + half, half + row * pitch))
        for row, line in enumerate(below):
            self._write(line, (half, self._top + high + half + row * pitch))

    def with_parts(self, parts: Sequence[Rgb]) -> Rgb:
        """The card with these pictures."""
        rgb = self._blank.copy()
        wide, high = self._part_px
        for place, part in enumerate(parts):
            rgb[self._top : self._top + high, place * wide : (place + 1) * wide] = part
        return rgb

    def _write(self, line: str, at: tuple[float, float]) -> None:
        sketch.label(self._blank, line, at, self._font_px)

    def _lines(self, text: str, wide: int) -> list[str]:
        return sketch.wrapped(text, self._font_px, wide - self._font_px, 4 * wide)
