"""Where the silhouette ends behind the hips: seen even where a plate hides the hips themselves."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from formcheck.body.rear_edge import between, rear_edge, rearmost_rows
from formcheck.motion.motion import Motion
from formcheck.pose.silhouette import ROWS

Array = NDArray[np.float64]

LEAST_ROWS = 5


def hip_contour_px(motion: Motion, *, on_back: bool) -> Array:
    """(N, 2) rearmost place of the contour beside the hips, on the curves' clock.

    Args:
        motion: Curves with contours; without them everything is NaN.
        on_back: Whether the bar lies on the back.

    Returns:
        Pixels; NaN where no contour shows it. The height is NaN where rows beside it are unknown.
    """
    out = np.full((len(motion.time_s), 2), np.nan)
    edge = rear_edge(motion, on_back=on_back)
    if edge is None:
        return out
    places = np.array(
        [_rearmost(*row) for row in zip(edge.across, edge.up, edge.own, strict=True)]
    ).reshape(-1, 2)
    across_px, up_px = places.T * motion.torso_px
    out[:, 0] = between(motion.time_s, edge.time_s, motion.forward * across_px)
    out[:, 1] = between(motion.time_s, edge.time_s, motion.ground_px - up_px)
    return out


def _rearmost(across: Array, up: Array, own: NDArray[np.bool_]) -> tuple[float, float]:
    """The rearmost place whose rows above and below are the lifter's own too, torso lengths."""
    nothing = float("nan")
    if own.sum() < LEAST_ROWS:
        return nothing, nothing
    at, flat = rearmost_rows(across, own)
    if at < 2 or at > ROWS - 3 or not own[at - 2 : at + 3].all():
        return nothing, nothing
    whole = own[flat[0] - 1] and own[min(flat[-1] + 1, ROWS - 1)]
    return float(across[at]), float(up[flat].mean()) if whole else nothing
