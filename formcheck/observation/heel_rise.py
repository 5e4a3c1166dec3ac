"""How far the near heel rose in one squat: the frozen result between looking and judging."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

import numpy as np
from numpy.typing import NDArray

WhyNot = Literal[
    "foot_not_found",
    "too_small",
    "not_from_the_side",
    "out_of_picture",
    "too_few_pictures",
    "too_plain",
    "hidden",
    "moved",
    "not_rigid",
    "not_a_heel",
    "up_before",
    "stays_up",
]
"""Why there is no rise; the words for it are chosen where it is judged."""


@dataclass(frozen=True)
class ShoeTrace:
    """How rear and front of the near shoe move in one dip, as far as it was followed.

    Attributes:
        time_s: (K,) float64, strictly increasing, from the standing start to the bottom, or to the
            end where a heel lifted.
        rear_px: (K, 2) float32, median motion of the places on the rear half of the shoe since the
            first frame; full-frame pixels, camera motion included, NaN where they are hidden.
        front_px: (K, 2) float32, of those ahead of the ball of the foot.
    """

    time_s: NDArray[np.float64]
    rear_px: NDArray[np.float32]
    front_px: NDArray[np.float32]

    def __post_init__(self) -> None:
        shape = (len(self.time_s), 2)
        if self.rear_px.shape != shape or self.front_px.shape != shape:
            raise ValueError("rear_px and front_px want (K, 2), K as in time_s")


@dataclass(frozen=True)
class HeelRise:
    """What one dip of the hips shows.

    Attributes:
        start_s, turn_s, end_s: The dip: standing, the bottom, standing again.
        rise_torso: Rise of the heel at the bottom over the standing start, against the toe; torso
            lengths. None when it was not read.
        uncertainty_torso: Half width of the interval that should hold the truth in 90 % of reps.
        why_not: Why it was not read; None when it was.
        trace: What it was read from; None where nothing was followed.
    """

    start_s: float
    turn_s: float
    end_s: float
    rise_torso: float | None = None
    uncertainty_torso: float | None = None
    why_not: WhyNot | None = None
    trace: ShoeTrace | None = field(default=None, compare=False)

    def __post_init__(self) -> None:
        if (self.rise_torso is None) == (self.why_not is None):
            raise ValueError("a dip has either a rise of the heel or a reason why there is none")
        if (self.rise_torso is None) != (self.uncertainty_torso is None):
            raise ValueError("a rise comes with its uncertainty")
