"""Every rep of a set held against the lifter's own calm reps, and against bar and outline.

What the calm reps read beyond a clean one is the pose model's, and the bar of a squat and the
outline of a pull have their say in the gain. Witnesses that contradict each other end a reading.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from formcheck.metrics.bar_lag import OWN_LAG_TORSO, lag_error
from formcheck.metrics.gain_by_outline import outline_gain_deg, weight
from formcheck.metrics.gain_reading import APART, Reading
from formcheck.metrics.lead import gain_of_lead, lead_of_gain
from formcheck.metrics.reasons import Reason, ReasonCode
from formcheck.metrics.rep_window import RepWindow

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
OUTLINE_DISAGREES = Reason(
    ReasonCode.OUTLINE_DISAGREES,
    "your joints and the outline of your back disagree; "
    "film from the side, with nothing close behind your back",
)
ALONE = Reason(
    ReasonCode.HIDDEN_BY_PLATE,
    "a plate hides your head and shoulders, and there are no other reps to compare with; "
    "film a little from the front, with your whole body in the frame",
)
"""Shoulders that are read off the bar are no witness of their own beside it: a single squat behind
plates read 11° that nobody sees."""
BAR_WEIGHT = 0.4
"""Of the gain as the bar tells it, in a squat whose head is seen. On 240 rendered squats the joints
are off by 1.3°, the bar by 1.5° and both together by 1.3°; on the 24 good mornings among them by
2.1, 2.2 and 1.7°."""
MOST_WITNESSES_DIFFER_DEG, MOST_WHERE_BOTH_TIP_DEG = 9.0, 15.0
"""Three times as far as their errors part them: one of them has lost what it followed. Where both
see the trunk tip, they may differ in how far by more (one real rep: 7 and 17°), with all of what
they differ by as doubt."""
BOTH_TIP_DEG = 6.0
"""Beyond a clean rep, the lesser of the two: more than the half width of either from the side."""


@dataclass(frozen=True)
class Own:
    """What the lifter's own reps tell, to hold each of them against.

    Attributes:
        known: The reps that were read and can be.
        limits_deg: How far errors reach.
        offset_deg: What the calmest reps read beyond a clean rep, as the pose model's error.
        calm_lags: What the bar lags by in them; empty when too few are known.
    """

    known: Sequence[Reading]
    limits_deg: tuple[float, float]
    offset_deg: float
    calm_lags: Sequence[float]

    @property
    def enough(self) -> bool:
        """Whether there are other reps to compare with."""
        return len(self.known) >= LEAST_REPS

    @property
    def calm_lag(self) -> float | None:
        """What the bar usually lags by in the calm reps; None when too few are known."""
        return float(np.median(self.calm_lags)) if self.calm_lags else None


def own_reps(readings: Sequence[Reading | Reason], windows: Sequence[RepWindow]) -> Own:
    """What there is to hold each rep of a set against."""
    limits = _own_range_deg(windows)
    known = believable(readings, limits)
    trust = 1.0 if windows and windows[0].starts_at_top else OWN_PULL_TRUST
    offset = own_offset_deg([r.gain_deg - r.clean_deg for r in known], limits, trust)
    return Own(known, limits, offset, _calm_lags(known))


def heard(reading: Reading | Reason, window: RepWindow, own: Own) -> Reading | Reason:
    """The reading after every witness was heard, or the sentence why there is none any more.

    The order counts: bar and outline are weighed against the joints only where the bar of the calm
    reps does not contradict them.
    """
    for witness in (
        _unless_bar_contradicts,
        _weighed_with_bar,
        _weighed_with_outline,
        _with_others,
    ):
        if isinstance(reading, Reason):
            break
        reading = witness(reading, window, own)
    return reading


def believable(
    readings: Sequence[Reading | Reason], limits_deg: tuple[float, float]
) -> list[Reading]:
    """The reps that were read, less those far calmer than errors can make them.

    Where the bar leads by more than clean squats let it, the hips were lost.
    """
    read = [r for r in readings if isinstance(r, Reading)]
    possible = [r for r in read if r.bar_lag is None or r.bar_lag >= OWN_LAG_TORSO[0]]
    return [r for r in possible if r.gain_deg - r.clean_deg >= limits_deg[0] - ALIKE_DEG] or read


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


def _unless_bar_contradicts(reading: Reading, window: RepWindow, own: Own) -> Reading | Reason:
    """No reading when a trunk tips further than in calm reps and the bar does not lag for it."""
    if reading.bar_lag is None or own.calm_lag is None:
        return reading
    tips_deg = reading.gain_deg - min(r.gain_deg for r in own.known)
    should_lag = lead_of_gain(reading.lean_start_deg, tips_deg)
    if tips_deg > ALIKE_DEG and reading.bar_lag - own.calm_lag < LEAST_LAG_SHARE * should_lag:
        return APART
    return reading


def _weighed_with_bar(reading: Reading, window: RepWindow, own: Own) -> Reading | Reason:
    """The bar as a second witness; no reading when the two contradict each other."""
    error = lag_error(own.calm_lags)
    if reading.by_bar or reading.bar_lag is None or error is None:
        return reading
    by_bar_deg = gain_of_lead(reading.lean_start_deg, reading.bar_lag - error)
    differ_deg = by_bar_deg - (reading.gain_deg - own.offset_deg)
    if _contradicts(reading, own, by_bar_deg):
        return APART
    return replace(reading, more_deg=BAR_WEIGHT * differ_deg, doubt_deg=_doubt_deg(differ_deg))


def _weighed_with_outline(reading: Reading, window: RepWindow, own: Own) -> Reading | Reason:
    """The outline of a pull as a second witness; no reading when the two contradict each other."""
    by_outline_deg = outline_gain_deg(window)
    if by_outline_deg is None:
        return reading
    differ_deg = by_outline_deg - (reading.gain_deg - own.offset_deg)
    if _contradicts(reading, own, by_outline_deg):
        return OUTLINE_DISAGREES
    return replace(
        reading,
        more_deg=weight(window) * differ_deg,
        doubt_deg=_doubt_deg(differ_deg),
        by_outline=True,
    )


def _contradicts(reading: Reading, own: Own, other_deg: float) -> bool:
    """Whether one witness sees a trunk tip and the other none, or both something else."""
    joints_deg = reading.gain_deg - own.offset_deg
    both_tip = min(joints_deg, other_deg) - reading.clean_deg > BOTH_TIP_DEG
    most_deg = MOST_WHERE_BOTH_TIP_DEG if both_tip else MOST_WITNESSES_DIFFER_DEG
    return abs(other_deg - joints_deg) > most_deg


def _doubt_deg(differ_deg: float) -> float:
    """What a difference between two witnesses adds to the half width."""
    apart = abs(differ_deg)
    return apart if apart > MOST_WITNESSES_DIFFER_DEG else apart / 2


def _with_others(reading: Reading, window: RepWindow, own: Own) -> Reading | Reason:
    """Where bar and shoulders are one witness, other reps have to be the second."""
    return ALONE if reading.by_bar and not own.enough else reading
