"""Cutting a clip into stretches of time for several processes, and timing the work on them."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import TypeVar

import numpy as np

Item = TypeVar("Item")


@dataclass(frozen=True)
class Stretch:
    """Part of a clip, in seconds: from `start_s` until just before `end_s`.

    Attributes:
        settle_s: Look from so much earlier on, only to be settled at the start.
    """

    start_s: float
    end_s: float
    settle_s: float = 0.0


def cut(duration_s: float, key_times_s: Sequence[float], pieces: int) -> list[Stretch]:
    """Cut a clip into about equal stretches that begin at key pictures.

    A decoder that starts elsewhere has to decode everything since the last key picture first.
    Where key pictures are too rare for that, the cut is made regardless.

    Args:
        duration_s: Of the clip.
        key_times_s: When key pictures are shown, rising.
        pieces: How many stretches are wanted; fewer come when key pictures coincide.
    """
    keys = np.asarray(key_times_s, float)
    cuts = [0.0]
    for wanted in np.linspace(0, duration_s, pieces + 1)[1:-1]:
        near = keys[np.argmin(np.abs(keys - wanted))] if len(keys) else wanted
        place = near if abs(near - wanted) <= 0.25 * duration_s / pieces else wanted
        if place > cuts[-1]:
            cuts.append(float(place))
    return [Stretch(a, b) for a, b in zip(cuts, [*cuts[1:], np.inf], strict=True)]


@dataclass
class Clock:
    """Adds up the time spent on waiting for items, and on everything else."""

    read_s: float = 0.0
    started: float = field(default_factory=time.perf_counter)

    def timed(self, items: Iterator[Item]) -> Iterator[Item]:
        """Pass items on, timing how long each took to arrive."""
        while True:
            before = time.perf_counter()
            try:
                item = next(items)
            except StopIteration:
                return
            finally:
                self.read_s += time.perf_counter() - before
            yield item

    @property
    def other_s(self) -> float:
        """Time since the start that was not spent on waiting for items."""
        return time.perf_counter() - self.started - self.read_s
