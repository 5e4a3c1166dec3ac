"""Visibility as two pose models would give it, one forward and one backward in time, out of one.

The pose model forgets everything when it sees nobody, but for visibility: that it smooths over all
frames it is shown, `y = 0.1 v + 0.9 y before`, losses or not. What it is shown on its way back
must not reach what it says afterwards, nor the other way round. Two such filters that are shown
the same are apart by 0.9 times what they were apart before, so that is all there is to keep.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import numpy as np
from numpy.typing import NDArray

KEPT = 1.0 - float(np.float32(0.1))
"""The pose model's weight of what was before (mediapipe's `LowPassVisibilityFilter`)."""
Shares = NDArray[np.floating]


class SmoothedVisibility:
    """Turns what the pose model says into what it would say had it gone in this direction only."""

    def __init__(self) -> None:
        self._model: Shares | None = None  # what the pose model said last
        self._apart: Shares | float = 0.0
        self._now_s = float("-inf")
        self._at_now: list[Shares | None] = []  # before the frames of that time, and in each
        self._backward: Shares | None = None  # the last of the way back before
        self._back_from_s: float | None = None

    def told(self, model: NDArray[np.float32], time_s: float) -> NDArray[np.float32]:
        """What is told of (33,) shares that the pose model gives for a frame."""
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
        """The model saw nobody in a frame, and begins anew with the next one it is shown."""
        self._now_s, self._at_now = time_s, [self._model]

    @contextmanager
    def going_back(self, time_s: float) -> Iterator[None]:
        """Within this block frames are from before `time_s`, that of the frame told last."""
        assert self._model is not None
        forward = self._model + self._apart
        self._apart, self._back_from_s = self._apart_backward(), time_s
        self._backward = self._model + self._apart
        try:
            yield
        finally:
            self._back_from_s = None
            self._apart = forward - self._model

    def _apart_backward(self) -> Shares | float:
        """How far one is from the pose model that saw these last frames, and went back before."""
        before, first, *more = self._at_now
        if before is None or first is None:
            return 0.0
        if self._backward is not None:
            return np.asarray(KEPT ** (1 + len(more)) * (self._backward - before))
        # its first frame is told as it is: first = (1 - KEPT) * it + KEPT * before
        return np.asarray(KEPT ** (1 + len(more)) * (first - before) / (1.0 - KEPT))
