"""What lifts, their styles and views are called: the one place for all stages."""

from __future__ import annotations

from typing import Final, Literal, get_args

KnownLift = Literal["squat", "deadlift"]
LiftName = Literal[KnownLift, "unknown"]
SquatStyle = Literal["high_bar", "low_bar", "front", "bodyweight"]
DeadliftStyle = Literal["conventional", "sumo", "romanian"]
Style = Literal[SquatStyle, DeadliftStyle]
Variant = Literal[Style, "unknown"]
LIFTS: Final[tuple[KnownLift, ...]] = get_args(KnownLift)
VARIANTS: Final[dict[str, tuple[Style, ...]]] = {
    "squat": get_args(SquatStyle),
    "deadlift": get_args(DeadliftStyle),
}
"""By lift: what a user may say, whether or not the picture tells."""
LIFT_OF: Final[dict[str, str]] = {style: lift for lift in VARIANTS for style in VARIANTS[lift]}
"""Every style belongs to one lift, so whoever tells a style tells the lift, too."""
ROMANIAN: Final = "romanian"
"""Its bar never leaves the floor: it starts and ends at the hips."""
BODYWEIGHT: Final = "bodyweight"
"""A squat without a bar: there is none to tip forward with, so its lean has no limit."""
SURE_FROM: Final = 0.9
"""Below this probability of the lift no finding is more than possible."""
ViewName = Literal["side", "oblique", "front", "rear", "unknown"]
Side = Literal["left", "right"]


def starts_at_top(lift: str, variant: str) -> bool:
    """Whether a rep goes down first: a squat or a Romanian deadlift, but no pull from the floor."""
    return lift == "squat" or variant == ROMANIAN
