"""Do hips and chest rise together? Lean gain, hip lead and rise ratio over the ascent window.

The pose model reads a bent trunk through an average body: over the ascent window it adds a gain
of its own, several degrees and different for every lifter and view (what it says is in
`gain_reading.py`). Witnesses free of that:

* *The descent*, in squats. It passes the same hip heights in the same postures with the same
  error, so ascent minus descent at one hip height is nearly free of it. (In a deadlift plates and
  arms hide the hips on the way down more than on the way up, and the difference is not.)
* *The lifter's own calmer reps*. What they read beyond what a clean rep shows is the error, as far
  as such errors go (`pose_bias.py`), so that a set in which every rep is faulty keeps its fault.
* *The bar* on the back, where it is followed (`bar_lag.py`), has a say in the gain, and tells it
  alone where the two sides of the body disagree. A good morning that it contradicts is none.
* *The outline of the back*, in pulls from the side (`gain_by_outline.py`), has its say likewise,
  and tells the gain alone where the joints contradict each other.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from formcheck.metrics.bar_lag import OWN_LAG_TORSO, UNCERTAINTY_LAG_TORSO, lag_error
from formcheck.metrics.by_bar_alone import by_bar_alone
from formcheck.metrics.gain_by_outline import by_outline_alone, outline_gain_deg, weight
from formcheck.metrics.gain_reading import (
    APART,
    HEIGHTS_DISAGREE,
    Reading,
    read_gain,
)
from formcheck.metrics.lead import gain_of_lead, lead_of_gain, rise_ratio
from formcheck.metrics.measurement import Measurement, not_assessed
from formcheck.metrics.rep_window import SIDES_DISAGREE, RepWindow

ALIKE_DEG = 4.0
"""Reps this near the calmest one are calm too: reps without a fault repeat within 2 to 3°."""
OWN_PULL_TRUST = 0.7
"""What a clean pull shows is itself known to some 2.5°, and what the pose model adds is about 4°
from lifter to lifter: so much of what the calm reps read beyond it is the model's. A clean squat
shows none, exactly."""
LEAST_REPS, LEAST_CALM = 3, 2
LEAST_LAG_SHARE = 0.3
"""The lag is the median over a window in which a lead grows from nothing, about .6 of the lead at
its end; half of that has to show. Where a trunk really tipped further than in the calm reps .41 to
1.6 of it showed, where it was misread -.7 to .57, mostly nothing."""
LEFT_TO_OUTLINE = (SIDES_DISAGREE, HEIGHTS_DISAGREE)
OUTLINE_DISAGREES = (
    "joints and outline of the back disagree about it; "
    "film from the side, with nothing close behind the back"
)
ALONE = (
    "a plate hides head and shoulders, and there are no other reps to compare with; "
    "film a little toward the front, with the whole body in the picture"
)
"""Shoulders that are read off the bar are no witness of their own beside it: a single squat behind
plates read 11° that nobody sees."""
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
BAR_WEIGHT = 0.4
"""Of the gain as the bar tells it, in a squat whose head is seen. On 240 rendered squats the joints
are off by 1.3°, the bar by 1.5° and both together by 1.3°; on the 24 good mornings among them by
2.1, 2.2 and 1.7°."""
MOST_WITNESSES_DIFFER_DEG = 9.0
"""Three times as far as their errors part them: one of them has lost what it followed."""


def measure(
    windows: Sequence[RepWindow], backs: Sequence[dict[str, Measurement]]
) -> list[dict[str, Measurement]]:
    """`lean_gain_deg`, `hip_lead_torso`, `rise_ratio` and what belongs to them, of each rep.

    A rep far calmer than errors can make it is a misread one; nothing is compared with it.

    Args:
        windows: The reps of a set.
        backs: What `rounding.measure` read of them.
    """
    readings = [read_gain(w, back) for w, back in zip(windows, backs, strict=True)]
    limits = _own_range_deg(windows)
    known = _believable(readings, limits)
    trust = 1.0 if windows and windows[0].starts_at_top else OWN_PULL_TRUST
    offset = own_offset_deg([r.gain_deg - r.clean_deg for r in known], limits, trust)
    calm_lags = _calm_lags(known)
    calm_lag = float(np.median(calm_lags)) if calm_lags else None
    readings = [_unless_bar_contradicts(r, _calmest(known), calm_lag) for r in readings]
    readings = [_weighed_with_bar(r, offset, lag_error(calm_lags)) for r in readings]
    readings = [_weighed_with_outline(r, offset, w) for r, w in zip(readings, windows, strict=True)]
    if len(known) < LEAST_REPS:
        readings = [ALONE if isinstance(r, Reading) and r.by_bar else r for r in readings]
    # below 0 it is no lag but an error; above, it may be the lifter in every rep
    own_lag = min(0.0, calm_lag or 0.0)
    over = _over_calmest(readings, limits) if len(known) >= LEAST_REPS else [None] * len(readings)
    alone = _by_another_witness(readings, windows)
    return [
        _result(r, offset, w) | _beside(r, more, own_lag, w)
        if isinstance(r, Reading)
        else told or _abstain(r)
        for r, w, more, told in zip(readings, windows, over, alone, strict=True)
    ]


def _believable(
    readings: Sequence[Reading | str], limits_deg: tuple[float, float]
) -> list[Reading]:
    """The reps that were read, less those far calmer than errors can make them.

    Where the bar leads by more than clean squats let it, the hips were lost.
    """
    read = [r for r in readings if isinstance(r, Reading)]
    possible = [r for r in read if r.bar_lag is None or r.bar_lag >= OWN_LAG_TORSO[0]]
    return [r for r in possible if r.gain_deg - r.clean_deg >= limits_deg[0] - ALIKE_DEG] or read


def _calmest(known: Sequence[Reading]) -> float | None:
    """The least gain that the joints read in three reps or more."""
    return min(r.gain_deg for r in known) if len(known) >= LEAST_REPS else None


def _over_calmest(
    readings: Sequence[Reading | str], limits_deg: tuple[float, float]
) -> list[float | None]:
    """By how much each gain is larger than the calmest rep's, degrees; None where it was not read.

    With the outline's share only if it has one in all of them: they are compared like with like.
    """
    known = _believable(readings, limits_deg)
    share = float(all(r.by_outline for r in known))
    calmest = min((r.gain_deg + share * r.more_deg for r in known), default=0.0)
    return [
        r.gain_deg + share * r.more_deg - calmest if isinstance(r, Reading) else None
        for r in readings
    ]


def _by_another_witness(
    readings: Sequence[Reading | str], windows: Sequence[RepWindow]
) -> list[dict[str, Measurement] | None]:
    """What bar (in squats) or outline (in pulls) say alone of reps whose joints say nothing."""
    by_bar = by_bar_alone(windows, [r == SIDES_DISAGREE for r in readings], SIDES_DISAGREE)
    return [
        by_outline_alone(w, r) if isinstance(r, str) and r in LEFT_TO_OUTLINE and not told else told
        for r, w, told in zip(readings, windows, by_bar, strict=True)
    ]


def own_offset_deg(
    excess_deg: Sequence[float], limits_deg: tuple[float, float], trust: float = 1.0
) -> float:
    """What the lifter's calmest reps read beyond a clean rep: taken as the pose model's error.

    Args:
        excess_deg: Gain of each rep beyond what a clean rep shows.
        limits_deg: How far errors reach; beyond, it is the lifter.
        trust: Share of it that is the pose model's.

    Returns:
        That share of the median of the reps alike the calmest one, within the limits; no more than
        half of it when there are only two reps to compare, nothing when there is one.
    """
    if len(excess_deg) < 2:
        return 0.0
    excess = np.asarray(excess_deg)
    calm = excess[excess <= excess.min() + ALIKE_DEG]
    share = min(0.5, trust) if len(excess) < 3 else trust
    return float(np.clip(np.median(calm) * share, *limits_deg))


def uncertainty_deg(window: RepWindow) -> float:
    """90 % half width of the gain in this view and lift."""
    yaw = abs(window.view.yaw_deg)
    if window.starts_at_top:
        return UNCERTAINTY_SQUAT_DEG + UNCERTAINTY_SQUAT_PER_YAW_DEG * yaw
    return UNCERTAINTY_PULL_DEG + UNCERTAINTY_PULL_PER_YAW_DEG * yaw


def _own_range_deg(windows: Sequence[RepWindow]) -> tuple[float, float]:
    if not windows:
        return (0.0, 0.0)
    bias = windows[0].signals.bias
    return bias.own_squat_gain_deg if windows[0].starts_at_top else bias.own_pull_gain_deg


def _calm_lags(known: Sequence[Reading]) -> list[float]:
    """What the bar lags by in the lifter's calmest reps; nothing when too few are known.

    One that is calmer than all others may be misread itself, so two at least have to be alike.
    """
    if len(known) < LEAST_REPS:
        return []
    calmest = min(r.gain_deg for r in known)
    lags = [r.bar_lag for r in known if r.gain_deg <= calmest + ALIKE_DEG]
    seen = [lag for lag in lags if lag is not None]
    return seen if len(seen) >= LEAST_CALM else []


def _weighed_with_bar(
    reading: Reading | str, offset: float, lag_error: float | None
) -> Reading | str:
    """The reading with the bar as a second witness; or why there is none, when they contradict."""
    if isinstance(reading, str) or reading.by_bar or reading.bar_lag is None or lag_error is None:
        return reading
    by_bar_deg = gain_of_lead(reading.lean_start_deg, reading.bar_lag - lag_error)
    differ_deg = by_bar_deg - (reading.gain_deg - offset)
    if abs(differ_deg) > MOST_WITNESSES_DIFFER_DEG:
        return APART
    return replace(reading, more_deg=BAR_WEIGHT * differ_deg, doubt_deg=abs(differ_deg) / 2)


def _weighed_with_outline(
    reading: Reading | str, offset: float, window: RepWindow
) -> Reading | str:
    """The reading with the outline of a pull as a second witness, or as the only one."""
    by_outline_deg = None if isinstance(reading, str) else outline_gain_deg(window)
    if isinstance(reading, str) or by_outline_deg is None:
        return reading
    differ_deg = by_outline_deg - (reading.gain_deg - offset)
    if abs(differ_deg) > MOST_WITNESSES_DIFFER_DEG:
        return OUTLINE_DISAGREES
    return replace(
        reading,
        more_deg=weight(window) * differ_deg,
        doubt_deg=abs(differ_deg) / 2,
        by_outline=True,
    )


def _unless_bar_contradicts(
    reading: Reading | str, calmest: float | None, calm_lag: float | None
) -> Reading | str:
    """The reading; or why there is none, when a trunk tips further than in calm reps and no bar."""
    if isinstance(reading, str) or reading.bar_lag is None or calmest is None or calm_lag is None:
        return reading
    tips_deg = reading.gain_deg - calmest
    should_lag = lead_of_gain(reading.lean_start_deg, tips_deg)
    if tips_deg > ALIKE_DEG and reading.bar_lag - calm_lag < LEAST_LAG_SHARE * should_lag:
        return APART
    return reading


def _result(reading: Reading, offset: float, window: RepWindow) -> dict[str, Measurement]:
    gain = reading.gain_deg - offset + reading.more_deg
    doubts = (uncertainty_deg(window), reading.sides_differ_deg / 2, reading.doubt_deg)
    spread = float(np.linalg.norm(doubts))
    start = reading.lean_start_deg
    from_trunk = lead_of_gain(start, gain)
    from_heights = reading.lead - lead_of_gain(start, offset)
    lead = (1 - HEIGHTS_SHARE) * from_trunk + HEIGHTS_SHARE * from_heights
    spread_lead = abs(lead_of_gain(start, gain + spread) - from_trunk)
    return {
        "lean_gain_deg": Measurement(gain, "deg", spread, reading.at_s),
        "hip_lead_torso": Measurement(lead, "torso", spread_lead, reading.at_s),
        "rise_ratio": rise_ratio(reading.hip_rise, reading.at_s, lead, spread_lead),
    }


def _beside(
    reading: Reading, over_own: float | None, own_lag: float, window: RepWindow
) -> dict[str, Measurement]:
    """Two more witnesses: the gain over the calmest rep's, and the lag of the bar."""
    over = not_assessed("deg", "needs two other reps to compare with")
    if over_own is not None:
        over = Measurement(over_own, "deg", uncertainty_deg(window), reading.at_s)
    lag = not_assessed("torso", "no bar on the back was followed")
    if reading.bar_lag is not None:
        more_lag = reading.bar_lag - own_lag
        lag = Measurement(more_lag, "torso", UNCERTAINTY_LAG_TORSO, reading.at_s)
    return {"lean_gain_over_own_deg": over, "bar_lag_torso": lag}


def _abstain(why: str) -> dict[str, Measurement]:
    return {
        "lean_gain_deg": not_assessed("deg", why),
        "hip_lead_torso": not_assessed("torso", why),
        "rise_ratio": not_assessed("ratio", why),
        "lean_gain_over_own_deg": not_assessed("deg", why),
        "bar_lag_torso": not_assessed("torso", why),
    }
