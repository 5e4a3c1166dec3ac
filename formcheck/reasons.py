"""Why a value was not assessed: a code for programs, a sentence for people.

Code compares codes. Sentences may be reworded at any time, and say how to film next time.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Final


class ReasonCode(StrEnum):
    """Every `reason_code` of an analysis document; docs/faults.md lists what each one means."""

    meaning: str

    def __new__(cls, code: str, meaning: str) -> ReasonCode:
        """The code itself, with its meaning beside it."""
        member = str.__new__(cls, code)
        member._value_, member.meaning = code, meaning
        return member

    OTHER_LIFT = "other_lift", "the metric belongs to the other lift"
    STYLE_NOT_JUDGED = "style_not_judged", "the metric is not judged in this style of the lift"
    NOT_FROM_FLOOR = "not_from_floor", "the metric needs a bar that leaves the floor"
    VIEW_FRONT = "view_front", "filmed too much from the front"
    VIEW_REAR = "view_rear", "filmed too much from behind"
    VIEW_UNCLEAR = "view_unclear", "where the camera stood is unknown"
    NEEDS_SIDE_VIEW = "needs_side_view", "filmed too far off the side"
    NEEDS_FRONT_VIEW = "needs_front_view", "not filmed from the front or rear"
    CUT_OFF = "cut_off", "the clip does not show the moment or phase, or the lifter was lost there"
    CUT = "cut", "the clip is cut inside the rep"
    TOO_SHORT = "too_short", "the phase is too short to read"
    SPED_UP = "sped_up", "the clip runs faster than it was filmed"
    SLOWED = "slowed", "the clip may run slower than it was filmed"
    TOO_FEW_REPS = "too_few_reps", "needs other reps of the set to compare with"
    HIDDEN = "hidden", "the joints were hidden or lost for too much of the phase"
    HIDDEN_BY_PLATE = "hidden_by_plate", "a plate hid the joints"
    RESTLESS = "restless", "the landmarks jitter too much"
    POOR_FIT = "poor_fit", "the pose as a whole does not fit a body and its bar"
    SIDES_DISAGREE = "sides_disagree", "the left and right side contradict each other"
    HEIGHTS_DISAGREE = "heights_disagree", "the torso's angle and its heights contradict each other"
    BAR_DISAGREES = "bar_disagrees", "joints and bar contradict each other"
    OUTLINE_DISAGREES = "outline_disagrees", "joints and outline of the back contradict each other"
    BACK_ROUNDED = "back_rounded", "the upper back rounded, which tips the torso line by itself"
    CHEST_DID_NOT_RISE = "chest_did_not_rise", "the shoulders did not rise: the ratio is infinite"
    CHEST_ROSE_LITTLE = "chest_rose_little", "the shoulders rose by less than their uncertainty"
    NO_BAR = "no_bar", "no plate was found"
    BAR_LOST = "bar_lost", "the plate was not tracked through the phase"
    NO_FULL_PLATE = "no_full_plate", "the plate is not surely of full size, so there is no scale"
    OTHER_EDGE = "other_edge", "another edge of the plate was tracked than in other reps"
    STOOD_UNLIKE = "stood_unlike", "the lifter stood differently at the top than in other reps"
    NO_OUTLINE = "no_outline", "no outline of the back"
    OUTLINE_UNCLEAR = "outline_unclear", "the outline of the back is broken or unsteady"
    FOOT_NOT_FOLLOWED = "foot_not_followed", "the near foot was not found or not followed"
    OUT_OF_PICTURE = "out_of_picture", "what it is read off is not wholly in the picture"
    TOO_SMALL = "too_small", "too small in the picture"
    TOO_PLAIN = "too_plain", "too dark or plain to follow"
    LOW_FRAME_RATE = "low_frame_rate", "too few frames a second"
    MOVED = "moved", "foot or camera moved"
    HEEL_UP_BEFORE = "heel_up_before", "the heel was up before the rep began"
    HEEL_STAYS_UP = "heel_stays_up", "the heel was not seen to come down again"


_C = ReasonCode
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


SHOW_YOU: Final = "keep your whole body in the frame"
CUT = Reason(ReasonCode.CUT, "a cut goes through the rep", "film the set in one go")
UNSEEN = Reason(ReasonCode.HIDDEN, "you were hidden or lost for too much of the rep", SHOW_YOU)


class Advice(str):
    """How to film next time; in a clip that is from the side, what is `left` to do beside that."""

    left: str

    def __new__(cls, text: str, left: str = "") -> Advice:
        """Without `left` a copy is made, which gets its own from what is copied."""
        advice = super().__new__(cls, text)
        advice.left = left
        return advice


_IF_ANY = "if you squat with one, {show}; if not, choose the style “no bar”"
SHOW_ALL: Final = f"{SHOW_YOU} throughout"
SHOW_SET: Final = "keep the whole set in the clip"
SHOW_BODY: Final = Advice(
    "film from the side, at hip height", "film a little from the front, so that nothing hides you"
)
SHOW_HEAD_PAST_PLATE: Final = Advice(
    "film from the side and a little from the front, so that no plate hides your head",
    "film a little from the front, so that no plate hides your head",
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
