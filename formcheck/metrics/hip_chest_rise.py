"""Do hips and chest rise together? Lean gain, hip lead and rise ratio over the ascent window.

The pose model reads a bent trunk through an average body: over the ascent window it adds a gain
of its own, several degrees and different for every lifter and view (what it says is in
`gain_reading.py`). Witnesses free of that:

* *The descent*, in squats. It passes the same hip heights in the same postures with the same
  error, so ascent minus descent at one hip height is nearly free of it. (In a deadlift plates and
  arms hide the hips on the way down more than on the way up, and the difference is not.)
* *The lifter's own calmer reps*. What they read beyond what a clean rep shows is the error, as far
  as such errors go (`pose/bias.py`), so that a set in which every rep is faulty keeps its fault.
* *The bar* on the back, where it is followed (`bar_lag.py`), has a say in the gain, and tells it
  alone where the two sides of the body disagree. A good morning that it contradicts is none.
* *The outline of the back*, in pulls from the side (`gain_by_outline.py`), has its say likewise,
  and tells the gain alone where the joints contradict each other.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from formcheck.metrics.bar_lag import UNCERTAINTY_LAG_TORSO
from formcheck.metrics.by_bar_alone import by_bar_alone
from formcheck.metrics.gain_by_outline import by_outline_alone
from formcheck.metrics.gain_reading import Reading, read_gain
from formcheck.metrics.gain_witnesses import Own, believable, heard, own_reps
from formcheck.metrics.lead import lead_of_gain, rise_ratio
from formcheck.metrics.measurement import Measurement, not_assessed
from formcheck.metrics.reasons import Reason, ReasonCode
from formcheck.metrics.rep_window import SIDES_DISAGREE, RepWindow

LEFT_TO_OUTLINE = (ReasonCode.SIDES_DISAGREE, ReasonCode.HEIGHTS_DISAGREE)
NOTHING_TO_COMPARE = Reason(ReasonCode.TOO_FEW_REPS, "this takes two other reps to compare with")
NO_BAR = Reason(ReasonCode.NO_BAR, "no bar on your back was found")
UNCERTAINTY_SQUAT_DEG = 3.5
UNCERTAINTY_PULL_DEG = 3.3
UNCERTAINTY_SQUAT_PER_YAW_DEG = 0.06
UNCERTAINTY_PULL_PER_YAW_DEG = 0.08
"""Half widths that held the truth in nine of ten rendered reps. Nine of ten pulls are off by less
than 3.3° from the side and 5.8° at an angle, those of lifters nobody tuned for no more, and one
lifter's pulls differ as well known as that."""
HEIGHTS_SHARE = 0.25
"""Of the hip lead as the heights of hip and shoulder tell it; the rest is the trunk's angle, which
bar and outline help to know. Rendered, heights are off by about twice as much."""


def measure(
    windows: Sequence[RepWindow], backs: Sequence[dict[str, Measurement]]
) -> list[dict[str, Measurement]]:
    """`lean_gain_deg`, `hip_lead_torso`, `rise_ratio` and what belongs to them, of each rep.

    A rep far calmer than errors can make it is a misread one; nothing is compared with it.

    Args:
        windows: The reps of a set.
        backs: What `rounding.measure` read of them.
    """
    raw = [read_gain(w, back) for w, back in zip(windows, backs, strict=True)]
    own = own_reps(raw, windows)
    readings = [heard(r, w, own) for r, w in zip(raw, windows, strict=True)]
    over = _over_calmest(readings, own)
    alone = _by_another_witness(readings, windows)
    return [
        _result(r, w, own) | _beside(r, more, w, own)
        if isinstance(r, Reading)
        else told or _abstain(r)
        for r, w, more, told in zip(readings, windows, over, alone, strict=True)
    ]


def _over_calmest(readings: Sequence[Reading | Reason], own: Own) -> list[float | None]:
    """By how much each gain is larger than the calmest rep's, degrees; None where it was not read.

    With the outline's share only if it has one in all of them: they are compared like with like.
    """
    if not own.enough:
        return [None] * len(readings)
    known = believable(readings, own.limits_deg)
    share = float(all(r.by_outline for r in known))
    calmest = min((r.gain_deg + share * r.more_deg for r in known), default=0.0)
    return [
        r.gain_deg + share * r.more_deg - calmest if isinstance(r, Reading) else None
        for r in readings
    ]


def _by_another_witness(
    readings: Sequence[Reading | Reason], windows: Sequence[RepWindow]
) -> list[dict[str, Measurement] | None]:
    """What bar (in squats) or outline (in pulls) say alone of reps whose joints say nothing."""
    by_bar = by_bar_alone(
        windows, [_code(r) is ReasonCode.SIDES_DISAGREE for r in readings], SIDES_DISAGREE
    )
    return [
        by_outline_alone(w, r)
        if isinstance(r, Reason) and r.code in LEFT_TO_OUTLINE and not told
        else told
        for r, w, told in zip(readings, windows, by_bar, strict=True)
    ]


def _code(reading: Reading | Reason) -> ReasonCode | None:
    return reading.code if isinstance(reading, Reason) else None


def uncertainty_deg(window: RepWindow) -> float:
    """90 % half width of the gain in this view and lift."""
    yaw = abs(window.view.yaw_deg)
    if window.starts_at_top:
        return UNCERTAINTY_SQUAT_DEG + UNCERTAINTY_SQUAT_PER_YAW_DEG * yaw
    return UNCERTAINTY_PULL_DEG + UNCERTAINTY_PULL_PER_YAW_DEG * yaw


def _result(reading: Reading, window: RepWindow, own: Own) -> dict[str, Measurement]:
    gain = reading.gain_deg - own.offset_deg + reading.more_deg
    doubts = (uncertainty_deg(window), reading.sides_differ_deg / 2, reading.doubt_deg)
    spread = float(np.linalg.norm(doubts))
    start = reading.lean_start_deg
    from_trunk = lead_of_gain(start, gain)
    from_heights = reading.lead - lead_of_gain(start, own.offset_deg)
    lead = (1 - HEIGHTS_SHARE) * from_trunk + HEIGHTS_SHARE * from_heights
    spread_lead = abs(lead_of_gain(start, gain + spread) - from_trunk)
    return {
        "lean_gain_deg": Measurement(gain, "deg", spread, reading.at_s),
        "hip_lead_torso": Measurement(lead, "torso", spread_lead, reading.at_s),
        "rise_ratio": rise_ratio(reading.hip_rise, reading.at_s, lead, spread_lead),
    }


def _beside(
    reading: Reading, over_own: float | None, window: RepWindow, own: Own
) -> dict[str, Measurement]:
    """Two more witnesses: the gain over the calmest rep's, and the lag of the bar."""
    # below 0 it is no lag but an error; above, it may be the lifter in every rep
    own_lag = min(0.0, own.calm_lag or 0.0)
    over = not_assessed("deg", NOTHING_TO_COMPARE)
    if over_own is not None:
        over = Measurement(over_own, "deg", uncertainty_deg(window), reading.at_s)
    lag = not_assessed("torso", NO_BAR)
    if reading.bar_lag is not None:
        more_lag = reading.bar_lag - own_lag
        lag = Measurement(more_lag, "torso", UNCERTAINTY_LAG_TORSO, reading.at_s)
    return {"lean_gain_over_own_deg": over, "bar_lag_torso": lag}


def _abstain(why: Reason) -> dict[str, Measurement]:
    return {
        "lean_gain_deg": not_assessed("deg", why),
        "hip_lead_torso": not_assessed("torso", why),
        "rise_ratio": not_assessed("ratio", why),
        "lean_gain_over_own_deg": not_assessed("deg", why),
        "bar_lag_torso": not_assessed("torso", why),
    }
