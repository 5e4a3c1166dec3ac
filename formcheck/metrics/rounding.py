"""Rounding of the upper back in a deadlift, read while the bar breaks the floor.

The outline of the back bends where the spine does, so it is read first: against the lifter's own
straighter reps, which says by how many degrees a rep rounds, and by itself, since a back that is
round in every rep has none to compare with. Where something behind the lifter breaks the outline,
proxies of the joints take its place.
"""

from __future__ import annotations

from collections.abc import Sequence

from formcheck.metrics import back_by_joints, back_by_outline
from formcheck.metrics.measurement import Measurement, not_assessed
from formcheck.reasons import Reason, ReasonCode
from formcheck.reps.rep_window import RepWindow, angle_reason

STEEPEST_DEG = 45.0
"""Beyond this yaw the head is seen from the front and its place before the trunk is not."""

ROUNDING, CURL, BEND = "back_rounding_deg", "upper_back_curl_deg", "upper_back_bend_deg"


def measure(windows: Sequence[RepWindow]) -> list[dict[str, Measurement]]:
    """`back_rounding_deg`, `upper_back_curl_deg` and `upper_back_bend_deg` of each rep."""
    if not windows:
        return []
    why = _why_not(windows[0])
    if why is not None:
        return [dict.fromkeys((ROUNDING, CURL, BEND), not_assessed("deg", why)) for _ in windows]
    by_outline = back_by_outline.beyond_straighter_reps(windows)
    bends = back_by_outline.own_bends(windows)
    by_joints = back_by_joints.rounding_and_curl(windows)
    return [
        {ROUNDING: outline or joints, CURL: curl, BEND: bend}
        for outline, bend, (joints, curl) in zip(by_outline, bends, by_joints, strict=True)
    ]


def _why_not(window: RepWindow) -> Reason | None:
    if window.lift != "deadlift":
        return Reason(ReasonCode.OTHER_LIFT, "rounding is judged in deadlifts only")
    if window.starts_at_top:
        return Reason(
            ReasonCode.NOT_FROM_FLOOR, "rounding is judged only where a bar leaves the floor"
        )
    if abs(window.view.yaw_deg) > STEEPEST_DEG:
        return Reason(
            ReasonCode.NEEDS_SIDE_VIEW,
            "you filmed from too far off the side to see your back; film from the side",
        )
    return angle_reason(window.motion)
