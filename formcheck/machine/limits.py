"""Limits on one clip: its length and frames, and the time and memory that it may take.

A file can announce anything: an hour, ten thousand frames a second, a frame of a gigapixel. Each
limit is far above what a set needs. An environment variable can change it, and the error that it
causes names that variable. `number_typed` reads numbers elsewhere.
"""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from math import inf, isnan, nan

from formcheck.errors import OptionError

CLIP_MINUTES = "FORMCHECK_MOST_CLIP_MINUTES"
CLIP_FRAMES = "FORMCHECK_MOST_CLIP_FRAMES"
MEGAPIXELS = "FORMCHECK_MOST_MEGAPIXELS"
WORK_MINUTES = "FORMCHECK_MOST_WORK_MINUTES"
MEMORY_GB = "FORMCHECK_MOST_MEMORY_GB"
S_PER_MINUTE = 60
LEAST_MEMORY_GB = 0.5
"""Smallest value of `MEMORY_GB` that is accepted. Clips of 360p, 720p and 1080p take 0.4 to 0.5 GB
(VmData of the largest process) and are read with 0.5. With 0.45 a process dies or fails to load the
pose model, even for a clip of 166 x 360."""
NO_MEMORY = (
    "This needs more memory than there is, or than one clip may take.",
    f"Export the clip at 1080p or less, close other programs, or raise {MEMORY_GB}.",
)
"""What happened, and what to do, when a clip takes more memory than that."""


@dataclass(frozen=True)
class WorkLimits:
    """The most that one clip may have or take.

    Attributes:
        clip_minutes: Length by the clip's clock, gaps without frames included: curves have a value
            for each moment of that clock.
        clip_frames: Frames in the file.
        megapixels: Of one stored frame; 8K has 33.
        work_minutes: From the first frame to the verdict, on the clock `awake_s`.
        memory_gb: Of each process that decodes (Linux only).
    """

    clip_minutes: float = 20.0
    clip_frames: float = 300_000.0
    megapixels: float = 40.0
    work_minutes: float = 60.0
    memory_gb: float = 4.0

    @property
    def clip_s(self) -> float:
        """`clip_minutes` in seconds."""
        return S_PER_MINUTE * self.clip_minutes

    @property
    def work_s(self) -> float:
        """`work_minutes` in seconds."""
        return S_PER_MINUTE * self.work_minutes

    @property
    def pixels(self) -> float:
        """`megapixels` in pixels."""
        return 1e6 * self.megapixels

    @staticmethod
    def from_environment(environment: Mapping[str, str] | None = None) -> WorkLimits:
        """Read the environment variables that are named in this module.

        Raises:
            OptionError: A value is not a number above zero, or the memory is too little for any
                clip.
        """
        env = os.environ if environment is None else environment
        default = WorkLimits()
        return WorkLimits(
            clip_minutes=_number(env, CLIP_MINUTES, default.clip_minutes),
            clip_frames=_number(env, CLIP_FRAMES, default.clip_frames),
            megapixels=_number(env, MEGAPIXELS, default.megapixels),
            work_minutes=_number(env, WORK_MINUTES, default.work_minutes),
            memory_gb=_number(env, MEMORY_GB, default.memory_gb, LEAST_MEMORY_GB),
        )


if sys.platform == "win32":  # the monotonic clock goes on there while the machine sleeps
    import ctypes

    def awake_s() -> float:
        """Seconds on a clock that stands still while the machine sleeps."""
        ticks = ctypes.c_ulonglong()  # of 100 ns
        ctypes.windll.kernel32.QueryUnbiasedInterruptTime(ctypes.byref(ticks))
        return ticks.value / 1e7

else:
    awake_s = time.monotonic


def _number(env: Mapping[str, str], name: str, default: float, least: float = 0.0) -> float:
    which = f"from {least:g} on" if least else "above 0"
    return number_of(
        env,
        name,
        default,
        lambda value: 0 < value < inf and value >= least,
        f"{which}, such as {default:g}",
    )


def number_of(
    env: Mapping[str, str], name: str, default: float, fits: Callable[[float], bool], which: str
) -> float:
    """The number in an environment variable, or the default where it is not set or empty.

    Raises:
        OptionError: It is not a number, or does not fit; `which` says in the hint which do.
    """
    text = env.get(name, "")
    if not text:
        return default
    try:
        value = float(text)
    except ValueError:
        value = nan
    if not fits(value):
        raise OptionError(f"{name} is {text!r}.", f"Set it to a number {which}.")
    return value


def number_typed(text: str) -> float:
    """A number as people write it: `7.5`, `7,5`.

    Raises:
        ValueError: It is no number.
    """
    number = float(text.replace(",", "."))
    if isnan(number):
        raise ValueError("no number")
    return number
