"""Why a value was not assessed: a code for programs, a sentence for people.

Code compares codes. Sentences may be reworded at any time, and say how to film next time.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final


class ReasonCode(StrEnum):
    """Every `reason_code` of an analysis document; `MEANINGS` says what each one means."""

    OTHER_LIFT = "other_lift"
    STYLE_NOT_JUDGED = "style_not_judged"
    NOT_FROM_FLOOR = "not_from_floor"
    VIEW_FRONT = "view_front"
    VIEW_REAR = "view_rear"
    VIEW_UNCLEAR = "view_unclear"
    NEEDS_SIDE_VIEW = "needs_side_view"
    NEEDS_FRONT_VIEW = "needs_front_view"
    CUT_OFF = "cut_off"
    CUT = "cut"
    TOO_SHORT = "too_short"
    TOO_FEW_REPS = "too_few_reps"
    HIDDEN = "hidden"
    HIDDEN_BY_PLATE = "hidden_by_plate"
    RESTLESS = "restless"
    POOR_FIT = "poor_fit"
    SIDES_DISAGREE = "sides_disagree"
    HEIGHTS_DISAGREE = "heights_disagree"
    BAR_DISAGREES = "bar_disagrees"
    OUTLINE_DISAGREES = "outline_disagrees"
    BACK_ROUNDED = "back_rounded"
    CHEST_DID_NOT_RISE = "chest_did_not_rise"
    CHEST_ROSE_LITTLE = "chest_rose_little"
    NO_BAR = "no_bar"
    BAR_LOST = "bar_lost"
    NO_FULL_PLATE = "no_full_plate"
    OTHER_EDGE = "other_edge"
    STOOD_UNLIKE = "stood_unlike"
    NO_OUTLINE = "no_outline"
    OUTLINE_UNCLEAR = "outline_unclear"
    FOOT_NOT_FOLLOWED = "foot_not_followed"
    OUT_OF_PICTURE = "out_of_picture"
    TOO_SMALL = "too_small"
    TOO_PLAIN = "too_plain"
    LOW_FRAME_RATE = "low_frame_rate"
    MOVED = "moved"
    HEEL_UP_BEFORE = "heel_up_before"
    HEEL_STAYS_UP = "heel_stays_up"


_C = ReasonCode
MEANINGS: Final[Mapping[ReasonCode, str]] = {
    _C.OTHER_LIFT: "the metric belongs to the other lift",
    _C.STYLE_NOT_JUDGED: "the metric is not judged in this style of the lift",
    _C.NOT_FROM_FLOOR: "the metric needs a bar that leaves the floor",
    _C.VIEW_FRONT: "filmed too much from the front",
    _C.VIEW_REAR: "filmed too much from behind",
    _C.VIEW_UNCLEAR: "where the camera stood is unknown",
    _C.NEEDS_SIDE_VIEW: "filmed too far off the side",
    _C.NEEDS_FRONT_VIEW: "not filmed from the front or rear",
    _C.CUT_OFF: "the clip does not show the moment or phase, or the lifter was lost there",
    _C.CUT: "the clip is cut inside the rep",
    _C.TOO_SHORT: "the phase is too short to read",
    _C.TOO_FEW_REPS: "needs other reps of the set to compare with",
    _C.HIDDEN: "the joints were hidden or lost for too much of the phase",
    _C.HIDDEN_BY_PLATE: "a plate hid the joints",
    _C.RESTLESS: "the landmarks jitter too much",
    _C.POOR_FIT: "the pose as a whole does not fit a body and its bar",
    _C.SIDES_DISAGREE: "the left and right side contradict each other",
    _C.HEIGHTS_DISAGREE: "the torso's angle and its heights contradict each other",
    _C.BAR_DISAGREES: "joints and bar contradict each other",
    _C.OUTLINE_DISAGREES: "joints and outline of the back contradict each other",
    _C.BACK_ROUNDED: "the upper back rounded, which tips the torso line by itself",
    _C.CHEST_DID_NOT_RISE: "the shoulders did not rise: the ratio is infinite",
    _C.CHEST_ROSE_LITTLE: "the shoulders rose by less than their uncertainty",
    _C.NO_BAR: "no plate was found",
    _C.BAR_LOST: "the plate was not tracked through the phase",
    _C.NO_FULL_PLATE: "the plate is not surely of full size, so there is no scale",
    _C.OTHER_EDGE: "another edge of the plate was tracked than in other reps",
    _C.STOOD_UNLIKE: "the lifter stood differently at the top than in other reps",
    _C.NO_OUTLINE: "no outline of the back",
    _C.OUTLINE_UNCLEAR: "the outline of the back is broken or unsteady",
    _C.FOOT_NOT_FOLLOWED: "the near foot was not found or not followed",
    _C.OUT_OF_PICTURE: "what it is read off is not wholly in the picture",
    _C.TOO_SMALL: "too small in the picture",
    _C.TOO_PLAIN: "too dark or plain to follow",
    _C.LOW_FRAME_RATE: "too few frames a second",
    _C.MOVED: "foot or camera moved",
    _C.HEEL_UP_BEFORE: "the heel was up before the rep began",
    _C.HEEL_STAYS_UP: "the heel was not seen to come down again",
}
OLD: Final = frozenset((
    _C.RESTLESS, _C.HEIGHTS_DISAGREE, _C.BAR_DISAGREES, _C.OUTLINE_DISAGREES, _C.BACK_ROUNDED,
    _C.OTHER_EDGE,
))  # fmt: skip
"""Those that only older documents have."""


@dataclass(frozen=True)
class Reason:
    """Why there is no value.

    Attributes:
        code: For programs.
        why: For people.
        advice: How to film or lift next time, so that there is a value; empty where nothing helps.
    """

    code: ReasonCode
    why: str
    advice: str = ""

    @property
    def sentence(self) -> str:
        """Why, and what to do about it."""
        return f"{self.why}; {self.advice}" if self.advice else self.why


CUT = Reason(ReasonCode.CUT, "a cut goes through the rep", "film the set in one go")
UNSEEN = Reason(
    ReasonCode.HIDDEN,
    "you were hidden or lost for too much of the rep",
    "keep your whole body in the frame",
)


class Advice(str):
    """How to film next time; in a clip that is from the side, what is `left` to do beside that."""

    left: str

    def __new__(cls, text: str, left: str = "") -> Advice:
        """Without `left` a copy is made, which gets its own from what is copied."""
        advice = super().__new__(cls, text)
        advice.left = left
        return advice


_IF_ANY = "if you squat with one, {show}; if not, choose bodyweight"
SHOW_ALL: Final = "keep your whole body in the frame throughout"
SHOW_BODY: Final = Advice(
    "film from the side, at hip height", "film a little from the front, so that nothing hides you"
)
SHOW_PLATE: Final = Advice(
    "film from the side with the whole near plate in the frame",
    "keep the whole near plate in the frame",
)
SHOW_PLATE_IF_ANY: Final = Advice(
    _IF_ANY.format(show=SHOW_PLATE), _IF_ANY.format(show=SHOW_PLATE.left)
)
SHOW_FOOT: Final = Advice(
    "film from the side with your whole near foot in the frame",
    "keep your whole near foot in the frame",
)
SHOW_BACK: Final = Advice(
    "film from the side with nothing close behind your back",
    "leave nothing close behind your back",
)
