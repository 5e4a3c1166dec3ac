"""Drawing on pictures: lines that show on any background, labels, an arc with an angle.

All functions draw in place on (H, W, 3) uint8 RGB pictures; points are (x, y) in its pixels.
OpenCV 5 brings its own outline font, so that "°" and "−" look the same on every machine.
"""

from __future__ import annotations

from functools import cache
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

Rgb = NDArray[np.uint8]
Color = tuple[int, int, int]
Point = tuple[float, float]

BLACK: Final[Color] = (0, 0, 0)
WHITE: Final[Color] = (255, 255, 255)
DARK: Final[Color] = (18, 22, 28)
GRAY: Final[Color] = (150, 158, 168)
TEAL: Final[Color] = (64, 210, 190)
ALERT: Final[Color] = (255, 176, 32)
ALERT_DARK: Final[Color] = (122, 24, 8)
"""Label background of a flag; white text on it has a contrast over 10."""

_SHIFT: Final = 4  # OpenCV's fixed point: 1/16 pixel, so that slow motion does not jump


def line(rgb: Rgb, start: Point, end: Point, color: Color, width: int) -> None:
    """A line with a dark rim."""
    import cv2

    a, b = _fixed(start), _fixed(end)
    cv2.line(rgb, a, b, BLACK, width + 2 + width // 3, cv2.LINE_8, _SHIFT)
    cv2.line(rgb, a, b, color, width, cv2.LINE_AA, _SHIFT)


def dashed_line(rgb: Rgb, start: Point, end: Point, color: Color, width: int) -> None:
    """A dashed line with a dark rim."""
    a, b = np.asarray(start, float), np.asarray(end, float)
    length = float(np.hypot(*(b - a)))
    dash = max(7.0, 4.0 * width)
    for done in np.arange(0.0, length, 2 * dash):
        first = a + (b - a) * done / length
        last = a + (b - a) * min(done + dash, length) / length
        line(rgb, (first[0], first[1]), (last[0], last[1]), color, width)


def dot(rgb: Rgb, at: Point, color: Color, radius: int) -> None:
    """A filled circle with a dark rim."""
    import cv2

    cv2.circle(rgb, _fixed(at), (radius + 2) << _SHIFT, BLACK, -1, cv2.LINE_AA, _SHIFT)
    cv2.circle(rgb, _fixed(at), radius << _SHIFT, color, -1, cv2.LINE_AA, _SHIFT)


def diamond(rgb: Rgb, at: Point, color: Color, radius: int) -> None:
    """A filled square on its tip with a dark rim."""
    import cv2

    for size, fill in ((radius + 3, BLACK), (radius, color)):
        corners = np.array([[0, -size], [size, 0], [0, size], [-size, 0]], float) + np.asarray(at)
        fixed = np.round(corners * (1 << _SHIFT)).astype(np.int32)
        cv2.fillConvexPoly(rgb, fixed, fill, cv2.LINE_AA, _SHIFT)


def arc(rgb: Rgb, center: Point, radius: float, toward: Point, color: Color, width: int) -> None:
    """An arc around `center` from straight up to the direction of `toward`, the shorter way."""
    import cv2

    across, down = toward[0] - center[0], toward[1] - center[1]
    end_deg = float(np.degrees(np.arctan2(across, -down)))  # clockwise from straight up
    angles = np.radians(np.linspace(0.0, end_deg, max(2, int(abs(end_deg) / 4) + 2)))
    curve = np.stack([np.sin(angles), -np.cos(angles)], axis=1) * radius + np.asarray(center)
    fixed = np.round(curve * (1 << _SHIFT)).astype(np.int32)
    cv2.polylines(rgb, [fixed], False, BLACK, width + 2, cv2.LINE_8, _SHIFT)
    cv2.polylines(rgb, [fixed], False, color, width, cv2.LINE_AA, _SHIFT)


def label(
    rgb: Rgb, text: str, at: Point, size: int, *, ground: Color = DARK, ink: Color = WHITE
) -> tuple[int, int, int, int]:
    """Text on a solid ground; moved and, when it is too wide, made smaller to stay in the picture.

    Args:
        rgb: The picture.
        text: One line.
        at: Upper left corner of the ground.
        size: Height of the font.
        ground: Color behind the text.
        ink: Color of the text.

    Returns:
        (left, top, right, bottom) of the ground.
    """
    import cv2

    height, width = rgb.shape[:2]
    pad = max(3, size // 3)
    while size > 8 and text_width(text, size) + 2 * pad > width:
        size -= 1
    across, up = text_width(text, size) + 2 * pad, round(size * 1.05) + 2 * (pad // 2)
    left = int(np.clip(at[0], 0, max(0, width - across)))
    top = int(np.clip(at[1], 0, max(0, height - up)))
    cv2.rectangle(rgb, (left, top), (left + across, top + up), ground, -1)
    baseline = (left + pad, top + pad // 2 + round(size * 0.86))
    cv2.putText(rgb, text, baseline, ink, _font(), size, 600)
    return left, top, left + across, top + up


def text_width(text: str, size: int) -> int:
    """Pixels a text is wide in the font of `label`."""
    import cv2

    box = cv2.getTextSize((0, 0), text, (0, 0), _font(), size, 600)
    return int(box[0] + box[2])


def _fixed(point: Point) -> tuple[int, int]:
    return round(point[0] * (1 << _SHIFT)), round(point[1] * (1 << _SHIFT))


@cache
def _font() -> Any:
    import cv2

    return cv2.FontFace("sans")
