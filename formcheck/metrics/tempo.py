"""How long descent and ascent take; a pull that is held at the top descends from there on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt
from typing import Literal

import numpy as np

from formcheck.arithmetic.geometry import free_fall_s
from formcheck.arithmetic.robust import ONSET_EARLY_SHARE, ONSET_LATER_SHARE
from formcheck.calibration import table
from formcheck.metrics.measurement import Measurement, not_assessed
from formcheck.motion.cleaning import RATE_HZ
from formcheck.reasons import SHOW_BODY, UNSEEN, Reason, ReasonCode
from formcheck.reps.levels import AT_EDGE_S
from formcheck.reps.rep_window import RepWindow

LEAST_S = 0.15
"""A phase that seems shorter was mostly out of view."""
FALLEN = Reason(
    ReasonCode.TOO_SHORT, "the descent is faster than a fall, so part of it was not seen"
)
SPED_UP = Reason(
    ReasonCode.SPED_UP,
    "you stand up faster than others fall, so the clip may run faster than it was filmed",
)
SLOW_FROM_S = 10.0
"""Median of a set's reps from which on the clip may be in slow motion. The slowest of 150 real sets
are heavy singles of 8.4 s; a rep of 2.5 s takes as long at a quarter of its speed."""
UNSEEN_LOWERING = Reason(
    ReasonCode.HIDDEN, "we could not see when you began to lower the bar", SHOW_BODY
)
Edge = Literal["begins", "ends"]
"""The end of a phase that is not seen. A rep counts as complete from 60 % of its travel on, so both
of its phases may have one; a descent or ascent is measured only where both of its ends are seen."""


@dataclass(frozen=True)
class PhaseHalfWidths:
    """Half-widths of 90 % intervals."""

    descent_s: float
    ascent_s: float


@dataclass(frozen=True)
class TempoCalibration:
    """Half-widths by kind of lift, and the onset of lowering a bar that is held at the top.

    Those of `camera_unknown` go before all others.

    `lowering` is the factor of `robust.ONSET_BEFORE`, fitted for that moment.
    """

    squat: PhaseHalfWidths
    squat_by_bar: PhaseHalfWidths
    deadlift: PhaseHalfWidths
    romanian: PhaseHalfWidths
    camera_unknown: PhaseHalfWidths
    lowering: float


def measure(windows: Sequence[RepWindow]) -> list[dict[str, Measurement]]:
    """`descent_s` and `ascent_s` of each rep; of none where the clip is sped up."""
    if _sped_up(windows):
        unread = not_assessed("s", SPED_UP)
        return [{"descent_s": unread, "ascent_s": unread} for _ in windows]
    return [_of_rep(window) for window in windows]


def in_slow_motion(lasting_s: Sequence[float]) -> bool:
    """Whether whole reps take longer than lifters do; slow motion is read off nothing else."""
    return len(lasting_s) > 0 and float(np.median(lasting_s)) >= SLOW_FROM_S


def _sped_up(windows: Sequence[RepWindow]) -> bool:
    """Whether half of the ascents or more take less time than a fall from there, stopped by legs.

    That takes three times a lifter's weight on the floor, 1.3 m/s on average over half a meter.
    Nobody rises so under a bar: in none of 860 sets half of the ascents do. At four times their
    speed four sets of eleven do.
    """
    quick = [
        _lasts_s(window, window.ascent) < _fall_s(window, window.ascent)
        for window in windows
        if window.ascent is not None and _unseen_edge(window, window.ascent) is None
    ]
    return bool(quick) and 2 * sum(quick) >= len(quick)


def _lasts_s(window: RepWindow, phase: tuple[int, int]) -> float:
    first, last = phase
    return float(window.motion.time_s[last] - window.motion.time_s[first])


def timed_as(window: RepWindow) -> str:
    """Whose errors times of this rep have: a bar times a squat better than hips do.

    A hand whose sway could not be measured moves both, by as much as reps begin and end with.
    """
    if not window.motion.camera_known:
        return "camera_unknown"
    by_bar = window.lift == "squat" and window.motion.bar_px is not None
    return "squat_by_bar" if by_bar else window.calibrated_as


def half_widths(window: RepWindow) -> PhaseHalfWidths:
    """What the phases of a rep of this kind are timed off by."""
    found: PhaseHalfWidths = getattr(table(TempoCalibration, "tempo"), timed_as(window))
    return found


def _of_rep(window: RepWindow) -> dict[str, Measurement]:
    off = half_widths(window)
    return {
        "descent_s": _duration(window, window.descent, "descent", off.descent_s),
        "ascent_s": _duration(window, window.ascent, "ascent", off.ascent_s),
    }


def _duration(
    window: RepWindow, phase: tuple[int, int] | None, phase_name: str, off_s: float
) -> Measurement:
    if phase is None:
        return not_assessed("s", UNSEEN)
    edge = _unseen_edge(window, phase)
    if edge is not None:
        return not_assessed("s", _cut_off(window, edge, phase_name))
    first_s, last_s = (float(window.motion.time_s[end]) for end in phase)
    if phase_name == "descent" and not window.starts_at_top:
        lowered_s = _lowering_s(window, phase)
        if lowered_s is None:
            return not_assessed("s", UNSEEN_LOWERING)
        first_s = lowered_s
    if phase_name == "descent" and last_s - first_s < _fall_s(window, phase):
        return not_assessed("s", FALLEN)
    if last_s - first_s <= LEAST_S:
        hardly = f"what we saw of the {phase_name} is too short to be all of it"
        return not_assessed("s", Reason(ReasonCode.TOO_SHORT, hardly))
    return Measurement(last_s - first_s, "s", off_s, first_s)


def _lowering_s(window: RepWindow, phase: tuple[int, int]) -> float | None:
    """When a pull that is held at the top begins to be lowered, by the chest; None where unseen.

    The onset is extrapolated as in `reps.timing`, with a factor of its own.
    """
    path = -window.motion.height("shoulder")[phase[0] : phase[1] + 1]
    if not np.isfinite(path).all() or path[-1] <= path[0]:
        return None
    early_level, later_level = (
        path[0] + share * (path[-1] - path[0]) for share in (ONSET_EARLY_SHARE, ONSET_LATER_SHARE)
    )
    later = int(np.argmax(path >= later_level))
    held = np.flatnonzero(path[:later] < early_level)
    if not len(held):
        return float(window.motion.time_s[phase[0]])
    early = held[-1] + 1
    begins = early - table(TempoCalibration, "tempo").lowering * (later - early)
    return float(window.motion.time_s[phase[0]] + max(0.0, begins) / RATE_HZ)


def descent_is_whole(window: RepWindow) -> bool:
    """Whether what is seen of the descent of a squat is no faster than a fall.

    Where it is, lifter or legs were lost, and where it ends is no bottom.
    """
    if window.descent is None:
        return True
    return _lasts_s(window, window.descent) >= _fall_s(window, window.descent)


def _fall_s(window: RepWindow, phase: tuple[int, int]) -> float:
    """How long the hips take to fall so far and be stopped; of what seems faster a part is missing.

    They fall freely over two thirds of the way, and the legs stop them at twice that rate over the
    rest: the speed at which the one ends and the other begins is the same. Run backward it is the
    quickest way up.
    """
    one, other = window.motion.height("hip")[list(phase)]
    return sqrt(3 / 2) * free_fall_s(float(abs(one - other)))


def _unseen_edge(window: RepWindow, phase: tuple[int, int]) -> Edge | None:
    """The end beyond which the phase may go on, since the lifter is not seen there at all."""
    seen, near = window.motion.seen, round(AT_EDGE_S * RATE_HZ)
    if not seen[: max(0, phase[0] - near)].any():
        return "begins"
    return None if seen[phase[1] + near + 1 :].any() else "ends"


def _cut_off(window: RepWindow, edge: Edge, phase_name: str) -> Reason:
    """Why a phase is not whole: the clip begins or ends there, or the lifter was lost.

    A rep is cut off by being lost at its own start or end. Being lost at the turnaround, where one
    phase ends and the other begins, means that the lifter was hidden within the rep.
    """
    motion = window.motion
    seen = np.flatnonzero(motion.seen)
    unseen = seen[0] if edge == "begins" else len(motion.seen) - 1 - seen[-1]
    if unseen > AT_EDGE_S * RATE_HZ:
        comes_first = (phase_name == "descent") == window.starts_at_top
        at_turnaround = edge == ("ends" if comes_first else "begins")
        lost = f"we could not see where the {phase_name} {edge}"
        code = ReasonCode.HIDDEN if at_turnaround else ReasonCode.CUT_OFF
        return Reason(code, lost, UNSEEN.advice)
    return Reason(ReasonCode.CUT_OFF, f"the clip {edge} within the {phase_name}")
