"""How far the near heel rose in one squat: the frozen result between looking and judging."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

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
class HeelRise:
    """What one dip of the hips shows.

    Attributes:
        start_s, turn_s, end_s: The dip: standing, the bottom, standing again.
        rise_torso: Rise of the heel at the bottom over the standing start, against the toe; torso
            lengths. None when it was not read.
        uncertainty_torso: Half width of the interval that should hold the truth in 90 % of reps.
        why_not: Why it was not read; None when it was.
    """

    start_s: float
    turn_s: float
    end_s: float
    rise_torso: float | None = None
    uncertainty_torso: float | None = None
    why_not: WhyNot | None = None

    def __post_init__(self) -> None:
        if (self.rise_torso is None) == (self.why_not is None):
            raise ValueError("a dip has either a rise of the heel or a reason why there is none")
        if (self.rise_torso is None) != (self.uncertainty_torso is None):
            raise ValueError("a rise comes with its uncertainty")
