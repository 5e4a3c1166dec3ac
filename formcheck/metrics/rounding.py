"""Rounding of the upper back in a pull, read while the load is taken.

The outline of the back bends where the spine does, and so does the silhouette: together, over all
reps of a set, they say by how many degrees each is round (`pose/mask.py` and
`body/back_bend.py` read them; here are the moments at lift-off, or around the turn of a pull that
starts at the top). Beside it what the outline bends by as it is, and how far head and shoulders
curl forward.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from formcheck.arithmetic import Array
from formcheck.arithmetic.robust import NINETY_PERCENT, median_seen, percentile_range
from formcheck.body.back_bend import (
    BendReading,
    Flexion,
    bend_priors,
    contour_bend_deg,
    weigh_bends,
)
from formcheck.body.measurements import rear_edge
from formcheck.metrics.measurement import Measurement, Weighed, from_interval, not_assessed
from formcheck.metrics.neck import UNCERTAINTY_DEG, ear_forward_deg
from formcheck.motion.cleaning import RATE_HZ
from formcheck.reasons import SHOW_BACK, SHOW_BODY, SHOW_YOU, Reason, ReasonCode
from formcheck.reps.levels import around
from formcheck.reps.rep_window import (
    LEAST_COMPARED,
    LIFT_OFF_S,
    RepWindow,
    lift_off,
    too_much_from,
    unseen_reason,
    view_reason,
)

NAMES = ROUNDING, CURL, BEND = "back_rounding_deg", "upper_back_curl_deg", "upper_back_bend_deg"

MOST_BEND_CHANGE_DEG = 20.0
"""The outline is unclear where its bends at one lift-off have a larger range from the 10th to the
90th percentile. Backs that round by 27 to 38° change by up to 15° in that time; a faster change is
something behind the back (plates on a rack)."""
STEEPEST_FOR_BENDS_DEG = 30.0
"""Up to this yaw the outline's own bend is judged: straight backs bend no further than from the
side. At 33° and 53° they bend by 20 to 30°, since the near arm and the far shoulder blade make the
outline."""
FLAT_DEG = 10.0
"""The flattest rep of a set is taken to be flat up to this rounding, and the others are compared
with it."""
LEAST_BENDS_SHARE = 0.5
"""The outline has to be read in this share of the moments at lift-off; a few readings may all be
wrong."""
LEAST_BESIDE_FLAT = 2
"""So many reps that show the back are enough where one of them is flat, and `LEAST_COMPARED` where
none is: of real sets of two, those labeled good read 20 to 26° in both."""
AROUND_TURN_S = 0.2
"""In a pull that starts at the top the back is judged this long before and after the turn, where it
is loaded most."""

STEEPEST_DEG = 45.0
"""Up to this yaw a back is judged at all. Beyond it the head is seen from the front, so that its
place ahead of the trunk is not."""

NO_OUTLINES = Reason(
    ReasonCode.NO_OUTLINE, "we cannot see the outline of your back with this model"
)
NOT_SEEN = Reason(
    ReasonCode.NEEDS_SIDE_VIEW, "the outline of your back could not be seen", SHOW_BACK
)
BACK_HIDDEN = Reason(ReasonCode.HIDDEN, "your back was hidden at the start of the pull", SHOW_YOU)
FROM_FLOOR = Reason(ReasonCode.NOT_FROM_FLOOR, "this is judged only where the bar leaves the floor")
NOTHING_TO_COMPARE = Reason(
    ReasonCode.TOO_FEW_REPS,
    "your back is compared between reps filmed in one go, and too few of them show it",
)
UNCLEAR = Reason(ReasonCode.OUTLINE_UNCLEAR, "the outline of your back was unclear", SHOW_BACK)


def measure(windows: Sequence[RepWindow]) -> list[dict[str, Measurement]]:
    """`back_rounding_deg`, `upper_back_curl_deg` and `upper_back_bend_deg` of each rep."""
    why = _why_not(windows[0])
    if why is not None:
        return [dict.fromkeys(NAMES, not_assessed("deg", why)) for _ in windows]
    outline_deg = windows[0].motion.back_bend_deg
    if outline_deg is None:
        flexions = bends = [not_assessed("deg", NO_OUTLINES)] * len(windows)
    else:
        flexions, bends = _flexions(windows, outline_deg), _outline_bends(windows, outline_deg)
    return [
        {ROUNDING: flexion, CURL: _curl(window), BEND: bend}
        for window, flexion, bend in zip(windows, flexions, bends, strict=True)
    ]


def _why_not(window: RepWindow) -> Reason | None:
    if abs(window.view.yaw_deg) > STEEPEST_DEG:
        return Reason(
            ReasonCode.NEEDS_SIDE_VIEW,
            f"you filmed {too_much_from(window.view)} to see whether your back rounds",
            SHOW_BODY,
        )
    return view_reason(window.view)


def _flexions(windows: Sequence[RepWindow], outline_deg: Array) -> list[Measurement]:
    """Flexion of each rep's upper back, degrees: a posterior of the whole set."""
    parts, outline = [_moments(window) for window in windows], bend_priors().outline
    found = weigh_bends(
        [BendReading() if part is None else outline.read(outline_deg[part]) for part in parts],
        _by_contour(windows, parts),
        windows[0].view.yaw_deg,
    )
    # what surely bends by less than the lifter's flat back is not their back
    found = [f if f is None or f.interval_deg[1] > 0.0 else None for f in found]
    shown = [flexion for flexion in found if flexion is not None]
    unsure_deg = _lifter_shape_deg(shown)
    least = LEAST_COMPARED if unsure_deg else LEAST_BESIDE_FLAT
    if len(shown) < max(least, len(windows) / 2):
        found = [None] * len(windows)  # what is unclear in most reps is not trusted in others
    compared = sum(part is not None for part in parts) >= LEAST_COMPARED
    unclear = UNCLEAR if compared else NOTHING_TO_COMPARE
    return [
        not_assessed("deg", BACK_HIDDEN if part is None else unclear)
        if flexion is None
        else _flexion(flexion, unsure_deg, window)
        for window, part, flexion in zip(windows, parts, found, strict=True)
    ]


def _moments(window: RepWindow) -> slice | None:
    """When the load pulls the back round; None where that is not seen."""
    if not window.starts_at_top:
        return lift_off(window)
    if window.turn is None:
        return None
    part = around(window.turn, AROUND_TURN_S)
    return None if unseen_reason(window, part.start, part.stop - 1) is not None else part


def _by_contour(windows: Sequence[RepWindow], parts: Sequence[slice | None]) -> list[BendReading]:
    motion, contour = windows[0].motion, bend_priors().contour
    edge = rear_edge(motion, on_back=False)
    if edge is None:
        return [BendReading()] * len(windows)
    spans_s = [None if part is None else motion.time_s[part][[0, -1]] for part in parts]
    return [
        BendReading() if span_s is None else contour.read(contour_bend_deg(edge, *span_s))
        for span_s in spans_s
    ]


def _lifter_shape_deg(flexions: Sequence[Flexion]) -> float:
    """The half-width by which the shape of the lifter's own flat back is unknown, degrees.

    0 where a rep shows that back flat. Outline and silhouette do not help each other in this, since
    they show the same back.
    """
    flattest = min((one.median_deg for one in flexions), default=0.0)
    priors = bend_priors()
    return priors.lifter_half_width_deg / priors.shown if flattest > FLAT_DEG else 0.0


def _flexion(flexion: Flexion, unsure_deg: float, window: RepWindow) -> Measurement:
    """A rep's flexion, where the lifter's own flat back is unknown by so much (half-width)."""
    flexion = flexion.blurred(unsure_deg / NINETY_PERCENT)
    low, high = flexion.interval_deg
    at = window.ascent_start
    at_s = None if at is None else float(window.motion.time_s[at])
    measured = from_interval(max(0.0, flexion.median_deg), "deg", (max(0.0, low), high), at_s)
    return Weighed(**vars(measured), posterior=flexion, zero_seen=not unsure_deg)


def _outline_bends(windows: Sequence[RepWindow], outline_deg: Array) -> list[Measurement]:
    """What the outline of each back bends by off the floor, as it is."""
    bends = [_outline_bend(window, outline_deg) for window in windows]
    if sum(bend.value is not None for bend in bends) >= len(bends) / 2:
        return bends
    # what is unclear in most reps is not trusted in the others either
    return [bend if bend.value is None else not_assessed("deg", UNCLEAR) for bend in bends]


def _outline_bend(window: RepWindow, outline_deg: Array) -> Measurement:
    if window.starts_at_top:
        return not_assessed("deg", FROM_FLOOR)
    if abs(window.view.yaw_deg) > STEEPEST_FOR_BENDS_DEG:
        return not_assessed("deg", NOT_SEEN)
    part = lift_off(window)
    if part is None:
        return not_assessed("deg", BACK_HIDDEN)
    seen_deg = outline_deg[part][np.isfinite(outline_deg[part])]
    if (
        len(seen_deg) < LEAST_BENDS_SHARE * LIFT_OFF_S * RATE_HZ
        or percentile_range(seen_deg) > MOST_BEND_CHANGE_DEG
    ):
        return not_assessed("deg", UNCLEAR)
    at_s = float(window.motion.time_s[part.start])
    return Measurement(float(np.median(seen_deg)), "deg", bend_priors().lifter_half_width_deg, at_s)


def _curl(window: RepWindow) -> Measurement:
    """How far forward of the trunk's line the ear is carried off the floor."""
    part = lift_off(window)
    if window.starts_at_top:
        return not_assessed("deg", FROM_FLOOR)
    if part is None or np.isnan(curl_deg := median_seen(ear_forward_deg(window.motion)[part])):
        return not_assessed("deg", BACK_HIDDEN)
    at = float(window.motion.time_s[part.start])
    return Measurement(curl_deg, "deg", UNCERTAINTY_DEG, at)
