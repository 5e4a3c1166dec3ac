"""Do the heels come up? What the pictures showed of the near shoe, matched with the reps.

A heel that is up all through the rep has nothing to be compared with, and lifts of two or three
centimeters are mostly below what planted shoes in real clips may read: nothing found is no proof
of heels that stayed down, and nothing here says so.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from formcheck.metrics.measurement import Measurement, not_assessed
from formcheck.reasons import SHOW_FOOT, Reason, ReasonCode
from formcheck.reps.rep_window import LARGEST_YAW_DEG, RepWindow

UNIT = "torso"
LOST_SHOE = Reason(ReasonCode.FOOT_NOT_FOLLOWED, "we lost sight of your near shoe", SHOW_FOOT)
REASONS: Mapping[str, Reason] = {
    "foot_not_found":
        Reason(ReasonCode.FOOT_NOT_FOLLOWED, "your near foot was not found", SHOW_FOOT),
    "too_small": Reason(
        ReasonCode.TOO_SMALL, "your feet are too small in the frame to see your heels",
        "film from closer"),
    "not_from_the_side": Reason(
        ReasonCode.NEEDS_SIDE_VIEW, "your near foot does not show from the side", SHOW_FOOT),
    "out_of_picture":
        Reason(ReasonCode.OUT_OF_PICTURE, "part of your near foot is out of the frame", SHOW_FOOT),
    "too_few_pictures": Reason(
        ReasonCode.LOW_FRAME_RATE, "the clip has too few frames per second to see your heels"),
    "too_plain": Reason(
        ReasonCode.TOO_PLAIN, "your shoe is too dark or plain to see your heels",
        "film in good light"),
    "hidden": Reason(
        ReasonCode.HIDDEN, "your near shoe was hidden", "keep the view of it clear"),
    "moved": Reason(
        ReasonCode.MOVED, "your foot or the phone moved too much to see your heels",
        "put the phone on something that does not move"),
    "not_rigid": LOST_SHOE,
    "not_a_heel": LOST_SHOE,
    "up_before": Reason(ReasonCode.HEEL_UP_BEFORE, "your heel was not down as the rep began"),
    "stays_up": Reason(ReasonCode.HEEL_STAYS_UP, "we did not see your heel come down again"),
}  # fmt: skip
MOST_APART_S = 0.6
"""Largest time between the turn of the rep and that of the dip the heel was read in. Further apart,
one of them was misread, and the heel was not read at the bottom. A pause at the bottom may part
them, too, but the heel stays where it is in it."""
NO_DIP = Reason(ReasonCode.FOOT_NOT_FOLLOWED, "we lost sight of your near foot", SHOW_FOOT)


def measure(windows: Sequence[RepWindow]) -> list[Measurement]:
    """Rise of the near heel at the bottom of each rep over its start."""
    why = _why_not(windows[0])
    if why is not None:
        return [not_assessed(UNIT, why)] * len(windows)
    return [_of_rep(window) for window in windows]


def _why_not(window: RepWindow) -> Reason | None:
    view = window.view
    if view.near_side is None or not abs(view.yaw_deg) <= LARGEST_YAW_DEG:
        return Reason(ReasonCode.NEEDS_SIDE_VIEW, "heels are seen from the side only", SHOW_FOOT)
    return None


def _of_rep(window: RepWindow) -> Measurement:
    """What is read off the dip of the hips that turns with the rep."""
    turn_s = window.rep.turn_s
    if turn_s is None or not window.motion.heels:
        return not_assessed(UNIT, NO_DIP)
    rise = min(window.motion.heels, key=lambda rise: abs(rise.turn_s - turn_s))
    if abs(rise.turn_s - turn_s) > MOST_APART_S:
        return not_assessed(UNIT, NO_DIP)
    if rise.why_not is not None:
        return not_assessed(UNIT, REASONS[rise.why_not])
    return Measurement(rise.rise_torso, UNIT, rise.uncertainty_torso, rise.turn_s)
