"""Rounding of the upper back in a deadlift, by two proxies read around lift-off.

A back that rounds gets shorter between hip and shoulder and between hip and ear, against the
lifter's own straighter reps. A back that is round in every rep has none to compare with; it
carries the head far forward of the trunk line.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from formcheck.cleaning import RATE_HZ
from formcheck.geometry import distance_px
from formcheck.metrics.measurement import Measurement, not_assessed
from formcheck.metrics.neck import ear_forward_deg
from formcheck.metrics.rep_window import RepWindow, angle_reason, unseen_reason
from formcheck.robust import median_seen

UNCERTAINTY_TORSO = 0.03
UNCERTAINTY_CURL_DEG = 6.0
AROUND_S = 0.25
ALIKE_TORSO = 0.02
STEEPEST_DEG = 45.0
"""Beyond this yaw lengths along the trunk are foreshortened by different amounts."""


def measure(windows: Sequence[RepWindow]) -> list[dict[str, Measurement]]:
    """`back_shortening_torso` and `upper_back_curl_deg` of each rep."""
    if not windows:
        return []
    why = _why_not(windows[0])
    if why is not None:
        return [_abstain(why) for _ in windows]
    lengths = [_lengths(w) for w in windows]
    known = np.array([length for length in lengths if length is not None])
    straight = _straightest(known) if len(known) > 1 else None
    return [_one(w, length, straight) for w, length in zip(windows, lengths, strict=True)]


def _why_not(window: RepWindow) -> str | None:
    if window.lift != "deadlift":
        return "rounding is judged in deadlifts only"
    if abs(window.view.yaw_deg) > STEEPEST_DEG:
        return "the camera stood too far from the side to see the back; film from the side"
    return angle_reason(window.view, window.signals)


def _around_start(window: RepWindow) -> slice | None:
    if window.start is None:
        return None
    step = round(AROUND_S * RATE_HZ)
    first, last = max(0, window.start - step), window.start + step
    return None if unseen_reason(window, first, last) else slice(first, last + 1)


def _lengths(window: RepWindow) -> tuple[float, float] | None:
    """(hip→shoulder, hip→ear) around lift-off, torso lengths."""
    part = _around_start(window)
    if part is None:
        return None
    signals = window.signals
    hip = signals.mid("hip")[part]
    trunk = median_seen(distance_px(hip, signals.mid("shoulder")[part]))
    head = median_seen(distance_px(hip, signals.mid("ear")[part]))
    return float(trunk) / signals.torso_px, float(head) / signals.torso_px


def _straightest(lengths: NDArray[np.float64]) -> tuple[float, float]:
    """The longest trunk and head distance that more than a lone rep reaches."""
    longest = [column[column >= column.max() - ALIKE_TORSO] for column in lengths.T]
    return float(np.median(longest[0])), float(np.median(longest[1]))


def _one(
    window: RepWindow, length: tuple[float, float] | None, straight: tuple[float, float] | None
) -> dict[str, Measurement]:
    part = _around_start(window)
    if length is None or part is None or window.start is None:
        return _abstain("the back was hidden at lift-off")
    at = float(window.signals.time_s[window.start])
    curl = median_seen(ear_forward_deg(window.signals)[part])
    if straight is None:
        shorter = not_assessed("torso", "needs another rep to compare with")
    else:
        both = min(straight[0] - length[0], straight[1] - length[1])
        shorter = Measurement(max(0.0, both), "torso", UNCERTAINTY_TORSO, at)
    return {
        "back_shortening_torso": shorter,
        "upper_back_curl_deg": Measurement(curl, "deg", UNCERTAINTY_CURL_DEG, at),
    }


def _abstain(why: str) -> dict[str, Measurement]:
    return {
        "back_shortening_torso": not_assessed("torso", why),
        "upper_back_curl_deg": not_assessed("deg", why),
    }
