"""A rep: its times, and its phases, which the body is fitted to and metrics are read from.

`RepsFound` is all that was found in a clip, the movements that are not counted among it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from formcheck.arithmetic import Array
from formcheck.arithmetic.robust import ONSET_LATER_SHARE
from formcheck.lifts import starts_at_top
from formcheck.motion.cleaning import RATE_HZ
from formcheck.motion.motion import CameraView, Motion, shot_of_span
from formcheck.reasons import SHOW_BODY, SHOW_SET, UNSEEN, Reason, ReasonCode

RepTimes = tuple[float | None, float | None, float | None]
"""(start, turn, end) of a rep in seconds as the analysis document defines them; None = not seen."""
Span = tuple[float, float]
"""From when to when, seconds."""
WINDOW_SHARE = 0.4
"""The ascent window, in which hips are compared with the chest, ends when 40 % of the hips' ascent
is done: past it even clean reps come upright."""
LARGEST_YAW_DEG = 55.0
"""Beyond this a lean is foreshortened to about half and the yaw's own error dominates."""
SIDES_DISAGREE = Reason(
    ReasonCode.SIDES_DISAGREE, "your left and right sides disagree (one was hidden)", SHOW_BODY
)
VIEW_UNCLEAR = Reason(ReasonCode.VIEW_UNCLEAR, "it is unclear where you filmed from", SHOW_BODY)
HIPS_FIRST_S = 0.8
"""How long before lift-off the hips of a pull may begin to rise. An earlier rise belongs to the
set-up, in which lifters bob up and down."""
LIFT_OFF_S = 0.4
"""A back is judged for this long from lift-off on: the load rounds it while the bar leaves the
floor."""
MOST_CROPPED_SHARE = 0.5
"""A rep is cropped where joints are outside the picture for more of it. Two of 153 real clips have
such reps, cropped for nearly all of their time."""
LEAST_COMPARED = 3
"""Reps that a comparison within the set needs: of two that differ, either may be the odd one."""
MOST_UNSEEN_SHARE = 0.3
"""Nothing is measured where a larger share of the needed frames is missing."""

Moment = Literal["ascent_start", "top", "ascent", "descent"]
"""What of a rep a metric is read at; each is an attribute of `RepWindow`."""
PLACES = {
    "side": "here you filmed from the side",
    "oblique": "here you filmed at an angle",
}


@dataclass(frozen=True)
class Rep:
    """One counted rep. A time is None where the clip does not show it; it shows two or three.

    Attributes:
        start_s, turn_s, end_s: As the analysis document defines them for the lift.
        complete: Whether it begins and ends near rest. It does not where the lifter turns back
            before `levels.LEAST_REACHED_SHARE` of the travel, or where the clip's edge, a cut or a
            lost lifter hides the start or the end.
        probability: That it is a rep of the set; 1 where the user said so.
    """

    start_s: float | None
    turn_s: float | None
    end_s: float | None
    complete: bool
    probability: float = 1.0

    @property
    def start_turn_end_s(self) -> RepTimes:
        """All three times, None where the clip does not show one."""
        return self.start_s, self.turn_s, self.end_s

    @property
    def known_s(self) -> tuple[float, ...]:
        """Those of the three times that the clip shows, rising."""
        return tuple(t for t in self.start_turn_end_s if t is not None)

    @property
    def span_s(self) -> tuple[float, float]:
        """The first and the last of the known times."""
        return self.known_s[0], self.known_s[-1]


def shared_s(one: Span, other: Span) -> float:
    """How long two spans of time overlap."""
    return max(0.0, min(one[1], other[1]) - max(one[0], other[0]))


def is_counted(span: Span, reps: Sequence[Rep]) -> bool:
    """Whether the reps cover most of a span, or it covers most of one of them."""
    parts_s = [shared_s(rep.span_s, span) for rep in reps]
    inside = any(
        # of a marked rep that neither begins nor ends at rest only the turn is known
        part_s > (end_s - start_s) / 2 or span[0] <= start_s <= end_s <= span[1]
        for part_s, (start_s, end_s) in zip(parts_s, (rep.span_s for rep in reps), strict=True)
    )
    return inside or sum(parts_s) > (span[1] - span[0]) / 2


@dataclass(frozen=True)
class NotRep:
    """A movement that is not counted.

    Attributes:
        start_s, end_s: From when to when it goes.
        reason: Code, as `NotCounted.reason` of the analysis document has it.
        message: The same as a sentence for the lifter.
        probability: That it is a rep all the same.
    """

    start_s: float
    end_s: float
    reason: str
    message: str
    probability: float = 0.0


@dataclass(frozen=True)
class RepsFound:
    """What a clip shows of a lift.

    Attributes:
        reps: The counted ones, in order of time.
        not_counted: Other movements, in order of time.
        variant: "romanian" where deadlifts go from the top down; the picture tells no other style.
    """

    reps: tuple[Rep, ...]
    not_counted: tuple[NotRep, ...]
    variant: str = "unknown"


@dataclass(frozen=True)
class RepWindow:
    """A rep with everything a metric reads.

    Attributes:
        motion: Of the whole clip, with the view of the shot that shows this rep. All indices below
            are those of its curves.
        lift, variant: Of the set.
        rep: Its times, seconds.
        starts_at_top: True for squats and Romanian deadlifts, False for pulls from the floor.
        start, turn, end: Indices of the rep's times; None where the clip does not show them.
        shot: Number of the shot that shows it; None where the clip is cut inside the rep.
    """

    motion: Motion
    lift: str
    variant: str
    rep: Rep
    starts_at_top: bool
    start: int | None
    turn: int | None
    end: int | None
    shot: int | None

    @property
    def crosses_cut(self) -> bool:
        """Whether the clip is cut inside the rep."""
        return self.shot is None

    @property
    def cropped(self) -> bool:
        """Whether shoulders, hips or knees are outside the picture for most of the rep."""
        first, last = self.whole
        return bool(self.motion.cropped[first : last + 1].mean() > MOST_CROPPED_SHARE)

    @property
    def view(self) -> CameraView:
        """Where this rep's camera stands."""
        return self.motion.view

    @property
    def calibrated_as(self) -> Literal["squat", "deadlift", "romanian"]:
        """Its name in calibration files; "deadlift" is a pull from the floor."""
        if self.lift == "squat":
            return "squat"
        return "romanian" if self.starts_at_top else "deadlift"

    @property
    def ascent_start(self) -> int | None:
        """Index at which the ascent begins: the turn, or where a pull leaves the floor."""
        return self.turn if self.starts_at_top else self.start

    @property
    def top(self) -> int | None:
        """Index at which the ascent ends."""
        return self.end if self.starts_at_top else self.turn

    @property
    def ascent(self) -> tuple[int, int] | None:
        """Indices [first, last] of the ascent; None when the clip cuts it off."""
        return _phase(self.ascent_start, self.top)

    @property
    def descent(self) -> tuple[int, int] | None:
        """Indices [first, last] of the descent; None when the clip cuts it off."""
        return _phase(self.start, self.turn) if self.starts_at_top else _phase(self.turn, self.end)

    @property
    def whole(self) -> tuple[int, int]:
        """Indices [first, last] of what the clip shows of the rep."""
        known = [i for i in (self.start, self.turn, self.end) if i is not None]
        return known[0], known[-1]

    def cut_off(self, moment: Moment) -> Reason | None:
        """Why a moment or phase is not seen that the clip does not show; None where it does."""
        if getattr(self, moment) is not None:
            return None
        start = "bottom of the rep" if self.starts_at_top else "start of the pull"
        what = {"ascent_start": start, "top": "top of the rep"}.get(moment, f"whole {moment}")
        return Reason(ReasonCode.CUT_OFF, f"the clip does not show the {what}", SHOW_SET)

    def ascent_window(self) -> tuple[int, int | None]:
        """Indices of the ascent window, in which the rise of the hips is compared with the chest's.

        It begins where the hips begin to rise, which in a pull may be before the bar does, and ends
        where `WINDOW_SHARE` of their ascent is done; the end is None where it cannot be seen.
        """
        if self.ascent is None:
            return 0, None
        hip = self.motion.height("hip")
        first, last = self.ascent
        if not self.starts_at_top:
            early = max(0, first - round(HIPS_FIRST_S * RATE_HZ))
            first = hips_begin(hip, early, first, last)
        end = window_end(hip[first : last + 1])
        return first, None if end is None else first + end


def hips_begin(hip: Array, early: int, lift_off: int, lockout: int) -> int:
    """Index at which the hips of a pull begin to rise, which may be before lift-off.

    That is their last low point before a fifth of their ascent is done.

    Args:
        hip: (T,) height of the hips.
        early: The first index that is looked at.
        lift_off: Returned where the hips are not seen or do not rise.
        lockout: The last index of the ascent.
    """
    path = hip[early : lockout + 1]
    if not np.isfinite(path).all():
        return lift_off
    below = np.flatnonzero(path < path.min() + ONSET_LATER_SHARE * (path.max() - path.min()))
    return early + int(np.argmin(path[: below[-1] + 1])) if len(below) else lift_off


def window_end(height: Array) -> int | None:
    """Index at which `WINDOW_SHARE` of a (T,) ascent is done; None where that is not seen."""
    if np.isnan(height[0]):
        return None
    level = height[0] + WINDOW_SHARE * (np.nanmax(height) - height[0])
    above = np.flatnonzero(height >= level)
    return int(above[0]) if len(above) and above[0] > 0 else None


def _phase(first: int | None, last: int | None) -> tuple[int, int] | None:
    return None if first is None or last is None or last <= first else (first, last)


def rep_windows(
    motion: Motion, lift: str, variant: str, reps: Sequence[Rep]
) -> tuple[RepWindow, ...]:
    """Cut each rep into its phases, as the camera of its own shot shows them."""
    at_top = starts_at_top(lift, variant)
    shot = [shot_of_span(rep.start_s, rep.end_s, motion.shots) for rep in reps]
    shown = {number: motion.in_shot(number) for number in set(shot)}

    def place(time_s: float | None) -> int | None:
        return None if time_s is None else motion.at(time_s)

    return tuple(
        RepWindow(
            shown[number], lift, variant, rep, at_top,
            place(rep.start_s), place(rep.turn_s), place(rep.end_s), number,
        )
        for rep, number in zip(reps, shot, strict=True)
    )  # fmt: skip


def by_shot(windows: Sequence[RepWindow]) -> list[list[int]]:
    """Groups of reps (their indices) that are compared with each other: those of one shot.

    Each shot has a camera of its own. The reps that a cut goes through are a group, too.
    """
    groups: dict[int | None, list[int]] = {}
    for place, window in enumerate(windows):
        groups.setdefault(window.shot, []).append(place)
    return list(groups.values())


def too_much_from(view: CameraView) -> str:
    """What is wrong with a view that is too far off the side."""
    return f"too much from {'the front' if view.yaw_deg > 0 else 'behind'}"


def view_reason(view: CameraView) -> Reason | None:
    """Why what shows from the side cannot be read in this view, None when it can."""
    if view.name in ("front", "rear") or abs(view.yaw_deg) > LARGEST_YAW_DEG:
        return Reason(
            ReasonCode.VIEW_FRONT if view.yaw_deg > 0 else ReasonCode.VIEW_REAR,
            f"you filmed {too_much_from(view)}, and this only shows from the side",
            SHOW_BODY,
        )
    if view.name == "unknown":
        return VIEW_UNCLEAR
    return None


def front_reason(view: CameraView) -> Reason | None:
    """Why what shows from front and rear cannot be read in this view, None when it can."""
    if view.name in ("front", "rear"):
        return None
    here = PLACES.get(view.name, "it is unclear where you filmed this clip from")
    return Reason(ReasonCode.NEEDS_FRONT_VIEW, f"this takes a front or rear view; {here}")


def unseen_reason(window: RepWindow, first: int, last: int) -> Reason | None:
    """Why the frames [first, last] cannot be read, or None when they can."""
    seen = window.motion.plausible[first : last + 1]
    if seen.mean() < 1 - MOST_UNSEEN_SHARE:
        return UNSEEN
    return None


def lift_off(window: RepWindow) -> slice | None:
    """Indices of the moments after lift-off in which a back is judged; None where it is unseen."""
    if window.start is None:
        return None
    first, last = window.start, window.start + round(LIFT_OFF_S * RATE_HZ)
    return None if unseen_reason(window, first, last) is not None else slice(first, last + 1)
