"""Where an edited clip is cut, from tiny gray thumbnails of its frames: all of them can have one.

A cut changes nearly everything at once and for good; a body that moves changes little of the
frame, a flash is over soon, and a camera that swings does so for several frames. A dissolve or a
fade shows mixtures of the frame before and the frame after, which a swing does not.

Correlation leaves brightness and contrast out, so that an exposure that adapts is no cut. The idea
of holding a step against its neighbors is PySceneDetect's `AdaptiveDetector`
(https://www.scenedetect.com); docs/decisions/0026 says why it is not used itself.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

import cv2
import numpy as np
from numpy.typing import NDArray

from formcheck.arithmetic import Array
from formcheck.arithmetic.robust import LEAST_DIVISOR
from formcheck.observation.observation import Shot

LEAST_STEP = 0.08
"""1 - correlation of two neighboring frames; cuts of 153 real clips have 0.096 to 1.1."""
NEIGHBOR_RATIO = 7.0
"""The step of a cut over the 80th percentile of the steps beside it. Cuts have 18 and more, a
camera in a shaking hand 5 at most."""
NEIGHBORS_S = 0.5
"""How far before and after a step its neighbors are."""
LEAST_CHANGED = 0.2
"""Least share of the frame that a cut changes. Captions that come and go change 0.11. A cut to the
same view changes as little and is not found; the lifter leaps there, which tracking sees."""
CHANGED_GRAY = 8.0
"""Gray levels by which a pixel has to change more than the whole frame to count as changed."""
REPEATED = 1e-3
"""A smaller step is a frame that is shown again, which says nothing of how fast the camera
moves."""
LASTS_S = 0.2
LASTS_SHARE = 0.5
"""At least this share of a cut's step has to be left between any frame before it and any frame
after it, as far as they are within `LASTS_S` of it. A flash leaves nothing."""
BLANK_SPREAD = 4.0
"""A frame of less contrast (standard deviation in gray levels) shows nothing, and a shot ends
there. """
MIXTURE_S = (0.15, 0.3, 0.6)
"""Half lengths of dissolves that are looked for, centered every `MIXTURE_EVERY_S`."""
MIXTURE_EVERY_S = 0.05
MIXTURE_STEP = 0.2
"""Least step between the first and the last frame of a dissolve."""
MIXTURE_RESIDUAL = 0.02
"""Largest squared distance of its frames from mixtures of these two, relative to theirs from each
other. Dissolves have 0.012, swings of the camera 0.04 and more."""
MIXTURE_BACK = 0.05
"""The later frame's share in the mixture rises from frame to frame; it may fall by this much."""
LEAST_SHOT_S = 0.15
"""A shorter stretch is no shot; at the clip's end it goes with the one before."""
THUMB_PX: Final = (16, 16)
"""Columns and rows, whatever the shape of the frame: a cut changes nearly all of them."""
_ENOUGH_PX = 240
"""More rows or columns than this are thinned out first; of a 4K frame that leaves one in nine."""
_BRIGHTNESS_FIRST = ("yuv4", "yuvj4", "nv12", "nv21", "gray")


def shots(time_s: Array, thumbs: NDArray[np.uint8]) -> tuple[Shot, ...]:
    """The shots of a clip by (T, h, w) brightness, in order; blank stretches belong to none.

    `time_s` is (T,) and rises.

    Returns:
        (start, end) of each; the end is the time of the first frame that does not belong to it,
        of the last shot that of the last frame. One for a clip without cuts; none without frames.
    """
    if not len(time_s):
        return ()
    frames = thumbs.reshape(len(thumbs), -1).astype(np.float32)
    blank = frames.std(axis=1) < BLANK_SPREAD
    edges = {0, len(time_s) - 1, *(np.flatnonzero(np.diff(blank)) + 1).tolist()}
    edges |= set(_hard_cuts(time_s, frames, blank)) | set(_mixtures(time_s, frames, blank))
    found: list[Shot] = []
    first = 0
    for edge in sorted(edges)[1:]:
        short = time_s[edge] - time_s[first] < LEAST_SHOT_S
        if short and edge != len(time_s) - 1:
            first = edge if found or blank[first] else first
            continue
        if short and found:
            found[-1] = (found[-1][0], float(time_s[edge]))
            continue
        if not blank[first:edge].all():
            found.append((float(time_s[first]), float(time_s[edge])))
        first = edge
    return tuple(found) or ((float(time_s[0]), float(time_s[-1])),)


def _hard_cuts(time_s: Array, frames: NDArray[np.float32], blank: NDArray[np.bool_]) -> list[int]:
    """Indices of the first frames after a cut."""
    step = _unlike(frames[1:], frames[:-1])
    found = []
    for before in np.flatnonzero((step >= LEAST_STEP) & ~blank[1:] & ~blank[:-1]).tolist():
        after = before + 1
        near = np.abs(time_s[1:] - time_s[after]) <= NEIGHBORS_S
        near[before] = False
        moving = step[near & (step > REPEATED)]
        typical_step = float(np.percentile(moving, 80)) if len(moving) > 1 else REPEATED
        first, last = np.searchsorted(time_s, [time_s[after] - LASTS_S, time_s[after] + LASTS_S])
        first = min(first, before)  # frames may be missing for longer
        later = frames[after : last + 1]
        left = min(
            _unlike(np.tile(one, (len(later), 1)), later).min() for one in frames[first:after]
        )
        if (
            step[before] >= NEIGHBOR_RATIO * typical_step
            and left >= LASTS_SHARE * step[before]
            and _changed(frames[before], frames[after]) >= LEAST_CHANGED
        ):
            found.append(after)
    return found


def _changed(one: NDArray[np.float32], other: NDArray[np.float32]) -> float:
    """Share of the frame that changed by more than the whole did."""
    change = other - one
    return float((np.abs(change - np.median(change)) > CHANGED_GRAY).mean())


def _mixtures(time_s: Array, frames: NDArray[np.float32], blank: NDArray[np.bool_]) -> list[int]:
    """Indices of the middles of dissolves and fades."""
    middles: list[tuple[float, int]] = []
    asked = np.arange(time_s[0], time_s[-1], MIXTURE_EVERY_S)
    for half_s in MIXTURE_S:
        first = np.searchsorted(time_s, asked - half_s)
        last = np.minimum(np.searchsorted(time_s, asked + half_s), len(time_s) - 1)
        inside = (asked - half_s >= time_s[0]) & (asked + half_s <= time_s[-1]) & (last - first > 3)
        inside &= ~blank[first] & ~blank[last]
        inside[inside] &= _unlike(frames[first[inside]], frames[last[inside]]) >= MIXTURE_STEP
        for a, b in zip(first[inside], last[inside], strict=True):
            residual, middle = _mixture(frames[a : b + 1])
            if residual <= MIXTURE_RESIDUAL:
                middles.append((residual, int(a) + middle))
    found: list[int] = []
    for _, middle in sorted(middles):
        if all(abs(time_s[middle] - time_s[other]) > 2 * max(MIXTURE_S) for other in found):
            found.append(middle)
    return found


def _mixture(frames: NDArray[np.float32]) -> tuple[float, int]:
    """How far frames are from mixtures of the first and the last, and which is half of both."""
    way = frames[-1] - frames[0]
    length = max(float(way @ way), LEAST_DIVISOR)
    inner = frames[1:-1] - frames[0]
    share = inner @ way / length
    rest = ((inner - share[:, None] * way) ** 2).sum(axis=1) / length
    mixed = (share > 0.15) & (share < 0.85)
    if mixed.sum() < 2 or np.diff(share).min() < -MIXTURE_BACK:
        return np.inf, 0
    return float(rest[mixed].mean()), 1 + int(np.argmin(np.abs(share - 0.5)))


def _unlike(one: NDArray[np.float32], other: NDArray[np.float32]) -> Array:
    """(N,) 1 - correlation of (N, pixels): 0 for the same frame, 1 for nothing in common."""
    a = one - one.mean(axis=1, keepdims=True)
    b = other - other.mean(axis=1, keepdims=True)
    norm = np.sqrt((a * a).sum(axis=1) * (b * b).sum(axis=1))
    return np.asarray(1 - (a * b).sum(axis=1) / np.maximum(norm, LEAST_DIVISOR), np.float64)


def luma_thumb(frame: Any) -> NDArray[np.uint8]:
    """(16, 16) brightness of a decoded `av.VideoFrame`, as it is stored (not turned upright)."""
    stored = _stored_luma(frame)
    step = max(1, min(stored.shape) // _ENOUGH_PX)
    thinned = np.ascontiguousarray(stored[::step, ::step])
    return np.asarray(cv2.resize(thinned, THUMB_PX, interpolation=cv2.INTER_AREA), np.uint8)


def _stored_luma(frame: Any) -> NDArray[np.uint8]:
    """(H, W); most files store brightness apart, eight bits each, and then nothing is copied."""
    kind = frame.format
    if kind.name.startswith(_BRIGHTNESS_FIRST) and kind.components[0].bits == 8:
        plane = frame.planes[0]
        rows = np.frombuffer(plane, np.uint8).reshape(-1, plane.line_size)
        return rows[: frame.height, : frame.width]
    return np.asarray(frame.reformat(width=128, height=128, format="gray").to_ndarray(), np.uint8)


@dataclass(frozen=True)
class Thumbs:
    """Tiny gray thumbnails of the frames of a stretch.

    Attributes:
        time_s: (T,) float64, rising.
        pixels: (T, 16, 16) uint8.
    """

    time_s: Array
    pixels: NDArray[np.uint8]

    @staticmethod
    def since(start_s: float, thumb_at: Mapping[float, NDArray[np.uint8]]) -> Thumbs:
        """Those from a time on, of thumbnails by time, in order of time."""
        kept = {time_s: thumb for time_s, thumb in thumb_at.items() if time_s >= start_s}
        pixels = np.array(list(kept.values()), np.uint8).reshape(-1, *THUMB_PX)
        return Thumbs(np.array(list(kept), np.float64), pixels)
