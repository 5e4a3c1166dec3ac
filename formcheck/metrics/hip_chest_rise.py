"""Do hips and chest rise together? Lean gain, hip lead and rise ratio over the ascent window.

The pose model reads a bent trunk through an average body: over the ascent window it adds a gain
of its own, several degrees and different for every lifter and view. Two witnesses free of it:

* *The descent*, in squats. It passes the same hip heights in the same postures with the same
  error, so ascent minus descent at one hip height is nearly free of it. (In a deadlift plates and
  arms hide the hips on the way down more than on the way up, and the difference is not.)
* *The lifter's own calmer reps*. What they read beyond what a clean rep shows is the error, as far
  as such errors go (`pose_bias.py`), so that a set in which every rep is faulty keeps its fault.
* *The bar* on the back, where it is followed (`bar_lag.py`), has a say in the gain, and tells it
  alone where the two sides of the body disagree. A good morning that it contradicts is none.
* *The outline of the back*, in pulls from the side (`gain_by_outline.py`), has its say likewise,
  and tells the gain alone where the joints contradict each other or a back that rounds tips them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from formcheck.geometry import true_lean_deg
from formcheck.metrics.bar_lag import OWN_LAG_TORSO, UNCERTAINTY_LAG_TORSO, bar_lag, lag_error
from formcheck.metrics.by_bar_alone import by_bar_alone
from formcheck.metrics.gain_by_outline import OUTLINE_WEIGHT, by_outline_alone, outline_gain_deg
from formcheck.metrics.lead import gain_of_lead, lead_of_gain, rise_ratio
from formcheck.metrics.measurement import Measurement, not_assessed
from formcheck.metrics.rep_window import (
    FILM_FROM_SIDE,
    LARGEST_YAW_DEG,
    SIDES_DISAGREE,
    RepWindow,
    angle_reason,
    unseen_reason,
)
from formcheck.metrics.torso_lean import lean_curve_deg

ALIKE_DEG = 4.0
"""Reps this near the calmest one are calm too: reps without a fault repeat within 2 to 3°."""
PULL_GAIN_DEG = -3.0
PULL_STEEP_FROM_DEG = 56.0
PULL_GAIN_PER_DEG = -0.5
"""Gain of a clean pull with a vertical bar path, by the lean that is read at lift-off: the trunk
opens a little while the hips rise, and the more the further it leans over at the start, since the
legs then have less left to do. Rendered lifters show -2° at a true lean of 55 to 56°, -5° at 61°
and -11° at 68°, three quarters of a degree per degree; the lean is read with an error of 3 to 4°
from lifter to lifter, which leaves half a degree."""
OWN_PULL_TRUST = 0.7
"""What a clean pull shows is itself known to some 2.5°, and what the pose model adds is about 4°
from lifter to lifter: so much of what the calm reps read beyond it is the model's. A clean squat
shows none, exactly."""
LEAST_ROUNDING_DEG = 15.0
"""Straight backs repeat within 10° (`thresholds.py`); beyond, a gain may be the back's."""
LEAST_REPS, LEAST_CALM = 3, 2
MOST_LAG_DIFFERENCE_TORSO = 0.2
"""A bar on the back goes where the shoulders go. Lag of the bar and lead of the hips over the
shoulders say the same; they agree within .14 where the lifter is seen, and differ by .3 to .6 where
the pose model lost hip or shoulder behind a plate."""
MOST_LAG_TORSO = 0.3
"""Good mornings let the hips lead by .1 to .2 torso. Where bar and shoulders are one witness, only
the size of a lag tells that the hips were lost (.7 in a real clip)."""
LEAST_LAG_SHARE = 0.3
"""The lag is the median over a window in which a lead grows from nothing, about .6 of the lead at
its end; half of that has to show. Where a trunk really tipped further than in the calm reps .41 to
1.6 of it showed, where it was misread -.7 to .57, mostly nothing."""
APART = (
    "bar and shoulders do not move together (a plate hides the lifter); "
    "film a little toward the front, with the whole body in the picture"
)
HEIGHTS_DISAGREE = (
    "the trunk's angle and the heights of hip and shoulder disagree (a plate hides them); "
    "film a little toward the front, with the whole body in the picture"
)
ROUNDED = "the upper back rounded, which looks like a torso that tips"
LEFT_TO_OUTLINE = (SIDES_DISAGREE, HEIGHTS_DISAGREE, ROUNDED)
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
MOST_DISAGREEMENT_DEG = 12.0
"""Left and right of a rigid trunk tip together; when they differ by more, one was not seen."""
HEIGHTS_SHARE = 0.25
"""Of the hip lead as the heights of hip and shoulder tell it; the rest is the trunk's angle, which
bar and outline help to know. Rendered, heights are off by about twice as much."""
BAR_WEIGHT = 0.4
"""Of the gain as the bar tells it, in a squat whose head is seen. On 240 rendered squats the joints
are off by 1.3°, the bar by 1.5° and both together by 1.3°; on the 24 good mornings among them by
2.1, 2.2 and 1.7°."""
MOST_WITNESSES_DIFFER_DEG = 9.0
"""Three times as far as their errors part them: one of them has lost what it followed."""
MOST_LEAD_DIFFERENCE_TORSO = 0.08
LEAD_DIFFERENCE_PER_YAW_DEG = 0.0006
"""A rigid trunk that tips must let the hips lead by what its angle says. Where angle and heights
differ by more than about 5° of tip, hip or shoulder was not where the pose model put it."""


@dataclass(frozen=True)
class _Reading:
    """Raw readings of one rep, before the lifter's own offset: degrees and torso lengths.

    Attributes:
        by_bar: A plate hid head and shoulders, which were read off the bar.
        more_deg: What bar or outline add to the gain as witnesses of their own.
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


def measure(
    windows: Sequence[RepWindow], backs: Sequence[dict[str, Measurement]]
) -> list[dict[str, Measurement]]:
    """`lean_gain_deg`, `hip_lead_torso`, `rise_ratio` and what belongs to them, of each rep.

    A rep far calmer than errors can make it is a misread one; nothing is compared with it.

    Args:
        windows: The reps of a set.
        backs: What `rounding.measure` read of them.
    """
    readings = [_read(w, back) for w, back in zip(windows, backs, strict=True)]
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
        readings = [ALONE if isinstance(r, _Reading) and r.by_bar else r for r in readings]
    # below 0 it is no lag but an error; above, it may be the lifter in every rep
    own_lag = min(0.0, calm_lag or 0.0)
    calmest = _calmest(_believable(readings, limits)) if len(known) >= LEAST_REPS else None
    alone = _by_another_witness(readings, windows)
    return [
        _result(r, offset, w) | _beside(r, calmest, own_lag, w)
        if isinstance(r, _Reading)
        else told or _abstain(r)
        for r, w, told in zip(readings, windows, alone, strict=True)
    ]


def _believable(
    readings: Sequence[_Reading | str], limits_deg: tuple[float, float]
) -> list[_Reading]:
    """The reps that were read, less those far calmer than errors can make them.

    Where the bar leads by more than clean squats let it, the hips were lost.
    """
    read = [r for r in readings if isinstance(r, _Reading)]
    possible = [r for r in read if r.bar_lag is None or r.bar_lag >= OWN_LAG_TORSO[0]]
    return [r for r in possible if r.gain_deg - r.clean_deg >= limits_deg[0] - ALIKE_DEG] or read


def _calmest(known: Sequence[_Reading]) -> float | None:
    """The least gain of three reps or more."""
    if len(known) < LEAST_REPS:
        return None
    return min(r.gain_deg + r.more_deg for r in known)


def _by_another_witness(
    readings: Sequence[_Reading | str], windows: Sequence[RepWindow]
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


def clean_gain_deg(starts_at_top: bool, lean_start_deg: float) -> float:
    """The gain a clean rep shows: none in a squat, see `PULL_GAIN_DEG` for a pull."""
    if starts_at_top:
        return 0.0
    return PULL_GAIN_DEG + PULL_GAIN_PER_DEG * max(0.0, lean_start_deg - PULL_STEEP_FROM_DEG)


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


def _read(window: RepWindow, back: dict[str, Measurement]) -> _Reading | str:
    """The raw readings, or the sentence why there are none."""
    why = angle_reason(window.view, window.signals)
    if why is not None:
        return why
    rounding = back["back_rounding_deg"].value or 0.0
    if window.signals.bias.rounding_tips and rounding >= LEAST_ROUNDING_DEG:
        return ROUNDED
    if window.ascent is None:
        return "the clip does not show the whole way up"
    first, end = window.window()
    if end is None:
        return f"the way up is too short to read; {FILM_FROM_SIDE}"
    unseen = unseen_reason(window, first, end)
    if unseen is not None:
        return unseen
    witness = window.starts_at_top and window.signals.bias.descent_is_witness
    before = window.same_height_in_descent(end) if witness else first
    if before is None or not window.signals.seen[[first, end, before]].all():
        return "the way down was hidden, so there is nothing to compare the way up with"
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
    return _Reading(
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


def _calm_lags(known: Sequence[_Reading]) -> list[float]:
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
    reading: _Reading | str, offset: float, lag_error: float | None
) -> _Reading | str:
    """The reading with the bar as a second witness; or why there is none, when they contradict."""
    if isinstance(reading, str) or reading.by_bar or reading.bar_lag is None or lag_error is None:
        return reading
    by_bar_deg = gain_of_lead(reading.lean_start_deg, reading.bar_lag - lag_error)
    differ_deg = by_bar_deg - (reading.gain_deg - offset)
    if abs(differ_deg) > MOST_WITNESSES_DIFFER_DEG:
        return APART
    return replace(reading, more_deg=BAR_WEIGHT * differ_deg)


def _weighed_with_outline(
    reading: _Reading | str, offset: float, window: RepWindow
) -> _Reading | str:
    """The reading with the outline of a pull as a second witness, or as the only one."""
    by_outline_deg = None if isinstance(reading, str) else outline_gain_deg(window)
    if isinstance(reading, str) or by_outline_deg is None:
        return reading
    differ_deg = by_outline_deg - (reading.gain_deg - offset)
    if abs(differ_deg) > MOST_WITNESSES_DIFFER_DEG:
        return HEIGHTS_DISAGREE
    return replace(reading, more_deg=OUTLINE_WEIGHT * differ_deg)


def _unless_bar_contradicts(
    reading: _Reading | str, calmest: float | None, calm_lag: float | None
) -> _Reading | str:
    """The reading; or why there is none, when a trunk tips further than in calm reps and no bar."""
    if isinstance(reading, str) or reading.bar_lag is None or calmest is None or calm_lag is None:
        return reading
    tips_deg = reading.gain_deg - calmest
    should_lag = lead_of_gain(reading.lean_start_deg, tips_deg)
    if tips_deg > ALIKE_DEG and reading.bar_lag - calm_lag < LEAST_LAG_SHARE * should_lag:
        return APART
    return reading


def _tip_deg(window: RepWindow, which: str, before: int, end: int) -> float:
    """How far the trunk tips forward between two moments, in the lifter's own plane."""
    yaw = min(abs(window.view.yaw_deg), LARGEST_YAW_DEG)
    lean = true_lean_deg(window.signals.lean_deg(which)[[before, end]], yaw)
    return float(lean[1] - lean[0])


def _result(reading: _Reading, offset: float, window: RepWindow) -> dict[str, Measurement]:
    gain = reading.gain_deg - offset + reading.more_deg
    spread = float(np.hypot(uncertainty_deg(window), reading.sides_differ_deg / 2))
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
    reading: _Reading, calmest: float | None, own_lag: float, window: RepWindow
) -> dict[str, Measurement]:
    """Two more witnesses: the gain over the calmest rep's, and the lag of the bar."""
    over = not_assessed("deg", "needs two other reps to compare with")
    if calmest is not None:
        spread = uncertainty_deg(window)
        more = reading.gain_deg + reading.more_deg - calmest
        over = Measurement(more, "deg", spread, reading.at_s)
    lag = not_assessed("torso", "no bar on the back was followed")
    if reading.bar_lag is not None:
        more = reading.bar_lag - own_lag
        lag = Measurement(more, "torso", UNCERTAINTY_LAG_TORSO, reading.at_s)
    return {"lean_gain_over_own_deg": over, "bar_lag_torso": lag}


def _abstain(why: str) -> dict[str, Measurement]:
    return {
        "lean_gain_deg": not_assessed("deg", why),
        "hip_lead_torso": not_assessed("torso", why),
        "rise_ratio": not_assessed("ratio", why),
        "lean_gain_over_own_deg": not_assessed("deg", why),
        "bar_lag_torso": not_assessed("torso", why),
    }
