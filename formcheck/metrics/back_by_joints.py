"""Rounding of the upper back by proxies of the joints: less sure, but nearly always there.

A back that rounds gets shorter between hip and shoulder and between hip and ear, and carries the
ear further forward of the trunk line, against the lifter's own straighter reps; all must agree.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from formcheck.arithmetic.geometry import distance_px
from formcheck.arithmetic.robust import median_seen
from formcheck.metrics.measurement import Measurement, not_assessed
from formcheck.metrics.neck import ear_forward_deg
from formcheck.reasons import Reason, ReasonCode
from formcheck.reps.rep_window import RepWindow, lift_off

BACK_HIDDEN = Reason(ReasonCode.HIDDEN, "your back was hidden at lift-off")
NOTHING_TO_COMPARE = Reason(
    ReasonCode.TOO_FEW_REPS, "this takes a side view and two other reps to compare with"
)
FLEXION_PER_TORSO = 720.0
FLEXION_PER_CURL = 6.6
"""Degrees of upper-back flexion for a torso length of shortening, and for a degree of curl: read
off rendered lifters who round by 27, 33 and 38° (.031, .047, .055 and 4.2, 5.0, 5.6°)."""
UNCERTAINTY_DEG = 12.0
UNCERTAINTY_CURL_DEG = 6.0
ALIKE_TORSO = 0.02
LEAST_REPS = 3
"""Of two reps that differ nobody knows which one is the odd one."""
STEEPEST_FOR_LENGTHS_DEG = 25.0
"""Beyond this yaw a trunk that leans a degree differently is as much shorter as one that rounds."""


@dataclass(frozen=True)
class _Back:
    """Torso lengths from hip to shoulder and to ear, and degrees of curl, off the floor."""

    trunk: float
    head: float
    curl_deg: float


def rounding_and_curl(windows: Sequence[RepWindow]) -> list[tuple[Measurement, Measurement]]:
    """Rounding and curl of each rep as the joints show them."""
    backs = [_back(w) for w in windows]
    known = [b for b in backs if b is not None]
    steep = abs(windows[0].view.yaw_deg) > STEEPEST_FOR_LENGTHS_DEG
    straight = None if steep or len(known) < LEAST_REPS else _straightest(known)
    return [_one(w, back, straight) for w, back in zip(windows, backs, strict=True)]


def _back(window: RepWindow) -> _Back | None:
    part, motion = lift_off(window), window.motion
    if part is None:
        return None
    hip = motion.mid("hip")[part]
    ear = motion.mid("ear")[part]
    if not np.isfinite(ear).any():
        return None
    return _Back(
        trunk=median_seen(distance_px(hip, motion.mid("shoulder")[part])) / motion.torso_px,
        head=median_seen(distance_px(hip, ear)) / motion.torso_px,
        curl_deg=median_seen(ear_forward_deg(motion)[part]),
    )


def _straightest(backs: Sequence[_Back]) -> _Back:
    """What the reps with the longest backs have in common; one alone may be a misreading."""
    long = sorted(b.head for b in backs)[-2]
    alike = [b for b in backs if b.head >= long - ALIKE_TORSO]
    return _Back(
        trunk=float(np.median([b.trunk for b in alike])),
        head=float(np.median([b.head for b in alike])),
        curl_deg=float(np.median([b.curl_deg for b in alike])),
    )


def _one(
    window: RepWindow, back: _Back | None, straight: _Back | None
) -> tuple[Measurement, Measurement]:
    if back is None or window.start is None:
        hidden = not_assessed("deg", BACK_HIDDEN)
        return hidden, hidden
    at = float(window.motion.time_s[window.start])
    rounding = not_assessed("deg", NOTHING_TO_COMPARE)
    if straight is not None:
        rounding = Measurement(_flexion_deg(back, straight), "deg", UNCERTAINTY_DEG, at)
    return rounding, Measurement(back.curl_deg, "deg", UNCERTAINTY_CURL_DEG, at)


def _flexion_deg(back: _Back, straight: _Back) -> float:
    """The least that shorter trunk, shorter head distance and curl say; never below none."""
    shorter = min(straight.trunk - back.trunk, straight.head - back.head)
    curl = back.curl_deg - straight.curl_deg
    return max(0.0, min(FLEXION_PER_TORSO * shorter, FLEXION_PER_CURL * curl))
