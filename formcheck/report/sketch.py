"""Drawing on pictures: lines that show on any background, labels, an arc with an angle.

All functions draw in place on (H, W, 3) uint8 RGB pictures; points are (x, y) in its pixels.
OpenCV 5 brings its own outline font, so that "°" and "−" look the same on every machine.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from functools import cache
from typing import Any, Final

import cv2
import numpy as np
from numpy.typing import NDArray

from formcheck.errors import VideoError

Rgb = NDArray[np.uint8]
Color = tuple[int, int, int]
Point = tuple[float, float]
ToFrame = Callable[[Point], Point]
"""From full-frame pixels to those of a picture."""

BLACK: Final[Color] = (0, 0, 0)
WHITE: Final[Color] = (255, 255, 255)
DARK: Final[Color] = (18, 22, 28)
GRAY: Final[Color] = (150, 158, 168)
TEAL: Final[Color] = (64, 210, 190)
SKY: Final[Color] = (120, 190, 255)
ALERT: Final[Color] = (255, 176, 32)
ALERT_DARK: Final[Color] = (122, 24, 8)
"""Label background of a flag; white text on it has a contrast over 10."""

_SHIFT: Final = 4  # OpenCV's fixed point: 1/16 pixel, so that slow motion does not jump


def line(rgb: Rgb, start: Point, end: Point, color: Color, width: int) -> None:
    """A line with a dark rim."""
    a, b = _fixed(start), _fixed(end)
    cv2.line(rgb, a, b, BLACK, width + 2 + width // 3, cv2.LINE_8, _SHIFT)
    cv2.line(rgb, a, b, color, width, cv2.LINE_AA, _SHIFT)


def dot(rgb: Rgb, at: Point, color: Color, radius: int) -> None:
    """A filled circle with a dark rim."""
    cv2.circle(rgb, _fixed(at), (radius + 2) << _SHIFT, BLACK, -1, cv2.LINE_AA, _SHIFT)
    cv2.circle(rgb, _fixed(at), radius << _SHIFT, color, -1, cv2.LINE_AA, _SHIFT)


def diamond(rgb: Rgb, at: Point, color: Color, radius: int) -> None:
    """A filled square on its tip with a dark rim."""
    for size, fill in ((radius + 3, BLACK), (radius, color)):
        corners = np.array([[0, -size], [size, 0], [0, size], [-size, 0]], float) + np.asarray(at)
        fixed = np.round(corners * (1 << _SHIFT)).astype(np.int32)
        cv2.fillConvexPoly(rgb, fixed, fill, cv2.LINE_AA, _SHIFT)


def polyline(rgb: Rgb, points: Sequence[Point], color: Color, width: int) -> None:
    """A line through some points, with a dark rim."""
    fixed = [np.array([_fixed(point) for point in points], np.int32)]
    rim = width + 2 + width // 3
    cv2.polylines(rgb, fixed, False, BLACK, rim, cv2.LINE_8, _SHIFT)
    cv2.polylines(rgb, fixed, False, color, width, cv2.LINE_AA, _SHIFT)


def dashed_polyline(rgb: Rgb, points: Sequence[Point], color: Color, width: int) -> None:
    """A dashed line through some points: dashes of one length, also around bends."""
    length, place = along(points)
    dash = max(7.0, 4.0 * width)
    for done in np.arange(0.0, length, 2 * dash):
        line(rgb, place(done), place(min(done + dash, length)), color, width)


def along(points: Sequence[Point]) -> tuple[float, Callable[[float], Point]]:
    """How long a line through some points is, and the place on it that lies so far along it."""
    places = np.asarray(points, float)
    so_far = np.concatenate([[0.0], np.cumsum(np.hypot(*np.diff(places, axis=0).T))])

    def place(far: float) -> Point:
        x, y = (float(np.interp(far, so_far, places[:, axis])) for axis in (0, 1))
        return x, y

    return float(so_far[-1]), place


def arc(
    rgb: Rgb, center: Point, radius: float, start: Point, end: Point, color: Color, width: int
) -> None:
    """An arc around `center` between the directions of two points, the shorter way."""
    first, last = (  # clockwise from straight up
        float(np.degrees(np.arctan2(point[0] - center[0], center[1] - point[1])))
        for point in (start, end)
    )
    way = (last - first + 180.0) % 360.0 - 180.0
    angles = np.radians(np.linspace(first, first + way, max(2, int(abs(way) / 4) + 2)))
    curve = np.stack([np.sin(angles), -np.cos(angles)], axis=1) * radius + np.asarray(center)
    fixed = np.round(curve * (1 << _SHIFT)).astype(np.int32)
    cv2.polylines(rgb, [fixed], False, BLACK, width + 2, cv2.LINE_8, _SHIFT)
    cv2.polylines(rgb, [fixed], False, color, width, cv2.LINE_AA, _SHIFT)


def label(
    rgb: Rgb, text: str, at: Point, size: int, *, ground: Color = DARK
) -> tuple[int, int, int, int]:
    """White text on a solid ground, moved and, when it is too wide, made smaller to stay inside.

    Returns:
        (left, top, right, bottom) of the ground, whose upper left corner was to be `at`.
    """
    height, width = rgb.shape[:2]
    size, pad = fitted(text, size, width)
    across, up = text_width(text, size) + 2 * pad, round(size * 1.05) + 2 * (pad // 2)
    left = int(np.clip(at[0], 0, max(0, width - across)))
    top = int(np.clip(at[1], 0, max(0, height - up)))
    cv2.rectangle(rgb, (left, top), (left + across, top + up), ground, -1)
    baseline = (left + pad, top + pad // 2 + round(size * 0.86))
    cv2.putText(rgb, text, baseline, WHITE, _font(), size, 600)
    return left, top, left + across, top + up


def label_size(text: str, size: int, most_px: int) -> tuple[int, int]:
    """(width, height) of the ground of a label in a picture that is `most_px` wide."""
    size, pad = fitted(text, size, most_px)
    return text_width(text, size) + 2 * pad, round(size * 1.05) + 2 * (pad // 2)


def fitted(text: str, size: int, most_px: int) -> tuple[int, int]:
    """(font, padding) with which a text fits `most_px`; very long ones stay too wide."""
    pad = max(3, size // 3)
    while size > 8 and text_width(text, size) + 2 * pad > most_px:
        size -= 1
    return size, pad


def wrapped(text: str, size: int, most_px: float, picture_px: int) -> list[str]:
    """A text as lines no wider than that in a picture that wide; a word is never broken."""
    lines: list[str] = []
    for word in re.split(r"(?<=\S) (?=\S)", text):
        longer = f"{lines[-1]} {word}" if lines else word
        fits = label_size(longer, size, picture_px)[0] <= most_px
        lines[-1:] = [longer] if fits or not lines else [lines[-1], word]
    return lines


def text_width(text: str, size: int) -> int:
    """Pixels a text is wide in the font of `label`."""
    box = cv2.getTextSize((0, 0), text, (0, 0), _font(), size, 600)
    return int(box[0] + box[2])


def jpeg(rgb: Rgb, quality: int) -> bytes:
    """The picture as JPEG, without any metadata; `quality` is 1 to 100.

    Raises:
        VideoError: It cannot be stored.
    """
    bgr = cv2.cvtColor(rgb, cv2.COLOR_RGB2BGR)
    written, data = cv2.imencode(".jpg", bgr, [cv2.IMWRITE_JPEG_QUALITY, quality])
    if not written:
        raise VideoError("The picture cannot be made.", "Choose another clip.")
    return bytes(data)


def _fixed(point: Point) -> tuple[int, int]:
    return round(point[0] * (1 << _SHIFT)), round(point[1] * (1 << _SHIFT))


@cache
def _font() -> Any:
    return cv2.FontFace("sans")
