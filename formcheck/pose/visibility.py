"""Visibility as smoothed in one direction of time only, though frames are shown in both.

A frame in which the pose model sees nobody makes it begin anew, in all but visibility: that passes
a low-pass filter, `y = 0.1 v + 0.9 (y before)`, over all frames that the model is shown, losses or
not. Where the lifter was lost, frames are shown backward in time, and then forward again. Frames of
one direction must not be smoothed into the visibility of the other, as if there were two pose
models, one for each.

So this class computes what a filter would give that had been shown the frames of one direction
only. Two such filters, from the moment on that they are shown the same frames, differ by 0.9 times
their last difference. It is therefore enough to keep that difference, and to add it to what the
pose model gives.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import numpy as np
from numpy.typing import NDArray

KEPT = 1.0 - float(np.float32(0.1))
"""The filter's weight of its value before (mediapipe's `LowPassVisibilityFilter`)."""
Visibility = NDArray[np.floating]
"""(33,) from 0 to 1."""


class SmoothedVisibility:
    """Turns the pose model's visibilities into those of a model shown this direction only."""

    def __init__(self) -> None:
        self._model: Visibility | None = None  # the pose model's for the last frame
        self._apart: Visibility | float = 0.0  # how far ours is above the pose model's
        self._now_s = float("-inf")  # time of the last frame, which may be shown repeatedly
        # the pose model's before the frames of that time, then for each of them
        self._at_now: list[Visibility | None] = []
        self._backward: Visibility | None = None  # ours of the last frame that was shown backward
        self._back_from_s: float | None = None  # while frames are shown backward: from when

    def one_way(self, model: NDArray[np.float32], time_s: float) -> NDArray[np.float32]:
        """(33,) visibility of a frame, from the (33,) that the pose model gives for it."""
        if time_s != self._now_s:
            self._now_s, self._at_now = time_s, [self._model]
        self._at_now.append(model)
        self._model = model
        self._apart = KEPT * self._apart
        found = model + self._apart
        if self._back_from_s is not None and time_s < self._back_from_s:
            self._backward = found
        return np.asarray(found, np.float32)

    def nobody(self, time_s: float) -> None:
        """Call it for a frame in which the pose model saw nobody."""
        self._now_s, self._at_now = time_s, [self._model]

    @contextmanager
    def going_back(self, time_s: float) -> Iterator[None]:
        """Within this block frames are from before `time_s`, the time of the last frame."""
        assert self._model is not None
        forward = self._model + self._apart
        self._apart, self._back_from_s = self._apart_backward(), time_s
        self._backward = self._model + self._apart
        try:
            yield
        finally:
            self._back_from_s = None
            self._apart = forward - self._model

    def _apart_backward(self) -> Visibility | float:
        """`_apart` of a filter that was shown only the frames of this time and those backward."""
        before, first, *more = self._at_now
        if before is None or first is None:
            return 0.0
        if self._backward is not None:
            return np.asarray(KEPT ** (1 + len(more)) * (self._backward - before))
        # such a filter begins with the unsmoothed value v of the first frame, which is found from
        # first = (1 - KEPT) * v + KEPT * before
        return np.asarray(KEPT ** (1 + len(more)) * (first - before) / (1.0 - KEPT))
