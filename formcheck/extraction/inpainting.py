"""Draws the inpainted proxy: head, neck and trunk in place of a plate. Frames only."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Picture = NDArray[np.uint8]
Point = tuple[float, float]
Color = tuple[float, float, float]

RIM_RADII = 1.15
"""Painted over with a little of what is around, or the rim is left as a ring: what is followed may
be its inner edge."""
PATCH_RADII = 1.7  # what is worked on around the plate
COARSE = 4
"""The background behind a plate is guessed at a quarter of the size: smooth, and cheap."""
BELOW_RADII, BELOW_WIDE_RADII = (1.2, 1.5), 0.35  # where the color of the trunk is taken from
SKIN: Color = (190.0, 150.0, 125.0)
NECK: Color = (185.0, 145.0, 120.0)
"""Any skin does: the network knows people of all colors, but hardly gray ones."""
TRUNK_AT = (0.13, -0.58, 0.53, 0.8)
HEAD_AT = (0.45, 0.76, 0.45, 0.45)
NECK_AT = (0.29, 0.32, 0.23, 0.37)
"""(ahead, up, half width, half height) in radii of a plate of .45 m, which shows a quarter larger
than the body for being nearer to the camera: the middle of the head is .12 m ahead of a bar on the
back and .2 m above it."""


def in_place_of_plate(rgb: Picture, center: Point, axes: Point, toward: int) -> Picture:
    """Paint a plate over with what is around it, and the proxy on top; nothing outside changes.

    Args:
        rgb: (H, W, 3), not written to.
        center: (x, y) of the plate in picture pixels.
        axes: Its half width and half height.
        toward: 1 for a proxy that faces right, -1 left.
    """
    height, width = rgb.shape[:2]
    reach = PATCH_RADII * axes[1]
    left, top = (max(0, int(place - reach)) for place in center)
    right = min(width, int(center[0] + reach) + 1)
    bottom = min(height, int(center[1] + reach) + 1)
    if right - left < 2 * COARSE or bottom - top < 2 * COARSE:
        return rgb
    patch = rgb[top:bottom, left:right]
    here = (round(center[0] - left), round(center[1] - top))
    plate = _disc(patch, here, axes)
    proxy = _without(patch, plate)
    _draw(proxy, here, axes[1], toward, _color_below(patch, here, axes[1]))
    painted = rgb.copy()
    painted[top:bottom, left:right] = np.where(plate[..., None] > 0, proxy, patch)
    return painted


def _disc(patch: Picture, here: tuple[int, int], axes: Point) -> Picture:
    """255 inside the plate, 0 elsewhere."""
    import cv2

    plate = np.zeros(patch.shape[:2], np.uint8)
    size = (round(axes[0] * RIM_RADII), round(axes[1] * RIM_RADII))
    cv2.ellipse(plate, here, size, 0, 0, 360, 255, -1)
    return plate


def _without(patch: Picture, plate: Picture) -> Picture:
    """The patch as if there were no plate."""
    import cv2

    small = (patch.shape[1] // COARSE, patch.shape[0] // COARSE)
    holes = cv2.resize(plate, small, interpolation=cv2.INTER_NEAREST)
    coarse = cv2.inpaint(
        cv2.resize(patch, small, interpolation=cv2.INTER_AREA),
        cv2.dilate(holes, np.ones((3, 3), np.uint8)),
        2,
        cv2.INPAINT_TELEA,
    )
    return np.asarray(cv2.resize(coarse, patch.shape[1::-1]), np.uint8)


def _color_below(patch: Picture, here: tuple[int, int], radius: float) -> Color:
    x, y = here
    rows = slice(*(int(y + share * radius) for share in BELOW_RADII))
    wide = BELOW_WIDE_RADII * radius
    below = patch[rows, max(0, int(x - wide)) : int(x + wide) + 1].reshape(-1, 3)
    if not len(below):
        below = patch.reshape(-1, 3)
    red, green, blue = np.median(below, axis=0)
    return float(red), float(green), float(blue)


def _draw(proxy: Picture, here: tuple[int, int], radius: float, toward: int, trunk: Color) -> None:
    import cv2

    parts = ((TRUNK_AT, trunk), (HEAD_AT, SKIN), (NECK_AT, NECK))
    for (ahead, up, wide, tall), color in parts:
        middle = (round(here[0] + toward * ahead * radius), round(here[1] - up * radius))
        size = (round(wide * radius), round(tall * radius))
        cv2.ellipse(proxy, middle, size, 0, 0, 360, color, -1)
