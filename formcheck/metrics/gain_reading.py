"""What the joints say of one rep's lean gain, before anything of the lifter's own is taken off.

A reading stands only where the witnesses within it agree: the left and the right side of the
trunk, its angle and the heights of hip and shoulder, the lead of the hips and the lag of a bar on
the back.
"""

from __future__ import annotations

from dataclasses import dataclass

from formcheck.arithmetic.geometry import true_lean_deg
from formcheck.metrics.bar_lag import bar_lag
from formcheck.metrics.lead import lead_of_gain
from formcheck.metrics.measurement import Measurement
from formcheck.metrics.reasons import Reason, ReasonCode
from formcheck.metrics.rep_window import (
    FILM_FROM_SIDE,
    LARGEST_YAW_DEG,
    SIDES_DISAGREE,
    RepWindow,
    angle_reason,
    unseen_reason,
)
from formcheck.metrics.torso_lean import lean_curve_deg

PULL_GAIN_DEG = -3.0
PULL_STEEP_FROM_DEG = 56.0
PULL_GAIN_PER_DEG = -0.5
"""Gain of a clean pull with a vertical bar path, by the lean that is read at lift-off: the trunk
opens a little while the hips rise, and the more the further it leans over at the start, since the
legs then have less left to do. Rendered lifters show -2° at a true lean of 55 to 56°, -5° at 61°
and -11° at 68°, three quarters of a degree per degree; the lean is read with an error of 3 to 4°
from lifter to lifter, which leaves half a degree."""
LEAST_ROUNDING_DEG = 15.0
"""Straight backs repeat within 10° (`thresholds.py`); beyond, a gain may be the back's."""
MOST_LAG_DIFFERENCE_TORSO = 0.2
"""A bar on the back goes where the shoulders go. Lag of the bar and lead of the hips over the
shoulders say the same; they agree within .14 where the lifter is seen, and differ by .3 to .6 where
the pose model lost hip or shoulder behind a plate."""
MOST_LAG_TORSO = 0.3
"""Good mornings let the hips lead by .1 to .2 torso. Where bar and shoulders are one witness, only
the size of a lag tells that the hips were lost (.7 in a real clip)."""
APART = Reason(
    ReasonCode.BAR_DISAGREES,
    "your shoulders and the bar do not move together (a plate hides you); "
    "film a little from the front, with your whole body in the frame",
)
HEIGHTS_DISAGREE = Reason(
    ReasonCode.HEIGHTS_DISAGREE,
    "the angle of your torso and the heights of your hips and shoulders disagree (a plate hides "
    "them); film a little from the front, with your whole body in the frame",
)
ROUNDED = Reason(
    ReasonCode.BACK_ROUNDED, "your upper back rounded, which looks the same as a torso that tips"
)
NO_WAY_UP = Reason(ReasonCode.CUT_OFF, "the clip does not show the whole ascent")
SHORT_WAY_UP = Reason(ReasonCode.TOO_SHORT, f"the ascent is too short to read; {FILM_FROM_SIDE}")
NO_WAY_DOWN = Reason(
    ReasonCode.HIDDEN,
    "the descent was hidden, so there is nothing to compare the ascent with",
)
MOST_DISAGREEMENT_DEG = 12.0
"""Left and right of a rigid trunk tip together; when they differ by more, one was not seen."""
MOST_LEAD_DIFFERENCE_TORSO = 0.08
LEAD_DIFFERENCE_PER_YAW_DEG = 0.0006
"""A rigid trunk that tips must let the hips lead by what its angle says. Where angle and heights
differ by more than about 5° of tip, hip or shoulder was not where the pose model put it."""


@dataclass(frozen=True)
class Reading:
    """Raw readings of one rep, before the lifter's own offset: degrees and torso lengths.

    Attributes:
        by_bar: A plate hid head and shoulders, which were read off the bar.
        more_deg: What bar or outline add to the gain as witnesses of their own.
        doubt_deg: What their difference from the joints adds to the half width.
        by_outline: The outline had its say.
    """

    gain_deg: float
    clean_deg: float
    lead: float
    sides_differ_deg: float
    lean_start_deg: float
    hip_rise: float
    at_s: float
    bar_lag: float | None
    by_bar: bool
    more_deg: float = 0.0
    doubt_deg: float = 0.0
    by_outline: bool = False


def read_gain(window: RepWindow, back: dict[str, Measurement]) -> Reading | Reason:
    """The raw readings, or why there are none."""
    why = angle_reason(window.view, window.signals)
    if why is not None:
        return why
    rounding = back["back_rounding_deg"].value or 0.0
    if window.signals.bias.rounding_tips and rounding >= LEAST_ROUNDING_DEG:
        return ROUNDED
    if window.ascent is None:
        return NO_WAY_UP
    first, end = window.window()
    if end is None:
        return SHORT_WAY_UP
    unseen = unseen_reason(window, first, end)
    if unseen is not None:
        return unseen
    witness = window.starts_at_top and window.signals.bias.descent_is_witness
    before = window.same_height_in_descent(end) if witness else first
    if before is None or not window.signals.seen[[first, end, before]].all():
        return NO_WAY_DOWN
    signals = window.signals
    hip, chest = signals.height("hip"), signals.height("shoulder")
    sides = [_tip_deg(window, side, before, end) for side in ("near", "far")]
    differ = abs(sides[0] - sides[1])
    if differ > MOST_DISAGREEMENT_DEG:
        return SIDES_DISAGREE
    rise = float(hip[end] - hip[before])
    lead = rise - float(chest[end] - chest[before])
    lag = bar_lag(window) if witness else None
    by_bar = bool(signals.head_unseen[[before, end]].any())
    if by_bar and witness and not (lag is not None and abs(lag) <= MOST_LAG_TORSO):
        return APART  # the hips under the bar were not followed through the window
    if lag is not None and abs(lag - lead) > MOST_LAG_DIFFERENCE_TORSO:
        return APART
    start = float(lean_curve_deg(signals, window.view)[first])
    gain = _tip_deg(window, "mid", before, end)
    allowed = MOST_LEAD_DIFFERENCE_TORSO + LEAD_DIFFERENCE_PER_YAW_DEG * abs(window.view.yaw_deg)
    if abs(lead_of_gain(start, gain) - lead) > allowed:
        return HEIGHTS_DISAGREE
    angle = float(true_lean_deg(signals.lean_deg("mid")[[first]], abs(window.view.yaw_deg))[0])
    return Reading(
        gain_deg=gain,
        clean_deg=clean_gain_deg(window.starts_at_top, angle),
        lead=lead,
        sides_differ_deg=differ,
        lean_start_deg=start,
        hip_rise=float(hip[end] - hip[first]),
        at_s=float(signals.time_s[end]),
        bar_lag=lag,
        by_bar=by_bar,
    )


def clean_gain_deg(starts_at_top: bool, lean_start_deg: float) -> float:
    """The gain a clean rep shows: none in a squat, see `PULL_GAIN_DEG` for a pull."""
    if starts_at_top:
        return 0.0
    return PULL_GAIN_DEG + PULL_GAIN_PER_DEG * max(0.0, lean_start_deg - PULL_STEEP_FROM_DEG)


def _tip_deg(window: RepWindow, which: str, before: int, end: int) -> float:
    """How far the trunk tips forward between two moments, in the lifter's own plane."""
    yaw = min(abs(window.view.yaw_deg), LARGEST_YAW_DEG)
    lean = true_lean_deg(window.signals.lean_deg(which)[[before, end]], yaw)
    return float(lean[1] - lean[0])
