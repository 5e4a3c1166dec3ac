"""How long descent and ascent take; a pull that is held at the top descends from there on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt

import numpy as np

from formcheck.arithmetic.geometry import TYPICAL_TORSO_M
from formcheck.arithmetic.robust import GONE_SHARE, LEFT_SHARE
from formcheck.body.calibration import table
from formcheck.metrics.measurement import Measurement, not_assessed
from formcheck.motion.cleaning import RATE_HZ
from formcheck.reasons import SHOW_BODY, UNSEEN, Reason, ReasonCode
from formcheck.reps.candidates import AT_EDGE_S
from formcheck.reps.rep_window import RepWindow

GRAVITY_M_S2 = 9.81
LEAST_S = 0.15
"""What is shorter was hardly in view."""
FALLEN = Reason(
    ReasonCode.TOO_SHORT, "the descent is faster than a fall, so part of it was not seen"
)
UNSEEN_LOWERING = Reason(
    ReasonCode.HIDDEN, "we could not see when you began to lower the bar", SHOW_BODY
)
_EDGES = ("begins", "ends")
"""What a clip does within a phase of which it does not show the whole, or the phase unseen. A rep
is whole from 60 % of its way on; a descent or ascent is one that is seen to begin and end."""


@dataclass(frozen=True)
class PhaseHalfWidths:
    """What nine of ten reps are off by at most."""

    descent_s: float
    ascent_s: float


@dataclass(frozen=True)
class TempoCalibration:
    """By kind of lift; `lowering`: how long before 5 % of its way down a bar is lowered."""

    squat: PhaseHalfWidths
    deadlift: PhaseHalfWidths
    romanian: PhaseHalfWidths
    lowering: float


def measure(windows: Sequence[RepWindow]) -> list[dict[str, Measurement]]:
    """`descent_s` and `ascent_s` of each rep."""
    return [_of_rep(window) for window in windows]


def _of_rep(window: RepWindow) -> dict[str, Measurement]:
    kind = window.kind
    half_widths: PhaseHalfWidths = getattr(table(TempoCalibration, "tempo"), kind)
    return {
        "descent_s": _duration(window, window.descent, "descent", half_widths.descent_s),
        "ascent_s": _duration(window, window.ascent, "ascent", half_widths.ascent_s),
    }


def _duration(
    window: RepWindow, phase: tuple[int, int] | None, phase_name: str, off_s: float
) -> Measurement:
    if phase is None:
        return not_assessed(
            "s", Reason(ReasonCode.CUT_OFF, f"the clip does not show the whole {phase_name}")
        )
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
    """When a pull that is held at the top begins to go down, by the chest; None where unseen."""
    path = -window.motion.height("shoulder")[phase[0] : phase[1] + 1]
    if not np.isfinite(path).all() or path[-1] <= path[0]:
        return None
    first, second = (path[0] + share * (path[-1] - path[0]) for share in (LEFT_SHARE, GONE_SHARE))
    low = int(np.argmax(path >= second))
    held = np.flatnonzero(path[:low] < first)
    if not len(held):
        return float(window.motion.time_s[phase[0]])
    lowering = table(TempoCalibration, "tempo").lowering
    begins = held[-1] + 1 - lowering * (low - held[-1] - 1)
    return float(window.motion.time_s[phase[0]] + max(0.0, begins) / RATE_HZ)


def descent_is_whole(window: RepWindow) -> bool:
    """Whether what is seen of the descent of a squat is no faster than a fall.

    Where it is, lifter or legs were lost, and where it ends is no bottom.
    """
    if window.descent is None:
        return True
    first, last = window.descent
    least_s = max(LEAST_S, _fall_s(window, window.descent))
    return float(window.motion.time_s[last] - window.motion.time_s[first]) >= least_s


def _fall_s(window: RepWindow, phase: tuple[int, int]) -> float:
    """How long the hips take to fall so far and be stopped; of what seems faster a part is missing.

    They fall freely over two thirds of the way, and the legs stop them at twice that rate over the
    rest: the speed at which the one ends and the other begins is the same.
    """
    high, low = window.motion.height("hip")[list(phase)]
    fall_m = max(0.0, float(high - low)) * TYPICAL_TORSO_M
    return sqrt(3 * fall_m / GRAVITY_M_S2)


def _unseen_edge(window: RepWindow, phase: tuple[int, int]) -> str | None:
    """Beyond which of the `_EDGES` the phase may go on: nobody is seen there at rest."""
    seen, near = window.motion.seen, round(AT_EDGE_S * RATE_HZ)
    if not seen[: max(0, phase[0] - near)].any():
        return _EDGES[0]
    return None if seen[phase[1] + near + 1 :].any() else _EDGES[1]


def _cut_off(window: RepWindow, edge: str, phase_name: str) -> Reason:
    """Whether it is the clip that begins or ends there, or the lifter who was lost.

    Who is lost at the turnaround was hidden within the rep: only its own ends cut it off.
    """
    motion = window.motion
    seen = np.flatnonzero(motion.seen)
    unseen = seen[0] if edge == _EDGES[0] else len(motion.seen) - 1 - seen[-1]
    if unseen > AT_EDGE_S * RATE_HZ:
        comes_first = (phase_name == "descent") == window.starts_at_top
        at_own_end = edge == _EDGES[not comes_first]
        lost = f"we could not see where the {phase_name} {edge}"
        code = ReasonCode.CUT_OFF if at_own_end else ReasonCode.HIDDEN
        return Reason(code, lost, UNSEEN.advice)
    return Reason(ReasonCode.CUT_OFF, f"the clip {edge} within the {phase_name}")
