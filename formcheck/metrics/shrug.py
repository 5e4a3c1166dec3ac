"""Shrug: how far the shoulders rise toward the ears against the lifter's own neutral.

The pose model keeps its shoulder on the arm and hardly sees a shrug (measured: a rise of 0.1 torso
moves its shoulder by a third of that, some of it the wrong way). The bar itself does rise: with
straight elbows and locked hips a shrug lifts the bar in the hands by just as much. A bar on the
back lies on the upper trapezius, between the spine and the shoulder points, and rises by two thirds
of it. So the evidence is the bar's height while the lifter stands (at lockout, and after the
ascent), tracked in the picture, against the lifter's own lowest agreeing reps. Without a bar in
sight the value abstains. A Romanian deadlift stands at its start and end, and is read at its end.

A lifter who stands taller in one rep than in another (knees and hips locked in the one, soft in the
other) holds the bar higher, too, and that is no shrug. The shoulders and the ears tell: standing
taller lifts both as far as the bar, a shrug leaves the ears where they are.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from formcheck.arithmetic.robust import NINETY_PERCENT
from formcheck.body.calibration import table
from formcheck.metrics.bar_path import no_plate
from formcheck.metrics.measurement import Measurement, not_assessed
from formcheck.motion.bar import Array, BarCurve, RepTimes
from formcheck.reasons import SHOW_PLATE, Reason, ReasonCode
from formcheck.reps.rep_window import RepWindow

HELD_S = 0.15
"""The bar's top is the median of its highest so much time, in one piece or not: single frames do
not make a lockout."""
BACK_SHARE = 0.68
"""How much of a shrug a bar on the back shows: it lies about two thirds of the way from the spine
to the shoulder point, and the shoulder girdle turns about the breastbone (rendered: 0.62 to
0.70)."""
LEAST_SEEN_SHARE = 0.6
STAND_BEFORE_S, STAND_AFTER_S = 0.4, 0.9
"""Around the end of a squat: the shrug is largest when the lifter has come to a stand."""
SAME_LEVEL_TORSO = 0.02
"""Rendered lockouts agree within this (0.004 to 0.012); real ones differ by `StandSpread`, which
was read off with this."""
STANDS_TALLER_SHARE = 2 / 3
"""Shoulders and ears both go along with the bar for at least so much of its way: the lifter stands
taller or softer (wholly, less what joints jitter by). In shrugs of 0.05 to 0.1 the pose model moves
the shoulders by up to 0.036, but the ears by less than 0.006 (rendered)."""
JOINTS_REPEAT_TORSO = 0.05
"""Joints in full view repeat within this where the bar is held alike (rendered: 0.03); further
apart they are guessed behind plates, and tell nothing."""
STILL_S, STILL_TORSO = 0.3, 0.015
"""Standing between reps holds the bar for a third of a second within less than a centimeter."""

BAR_LOST = Reason(
    ReasonCode.BAR_LOST,
    "no plate could be tracked well enough to spot a shrug",
    SHOW_PLATE,
)
NOT_TRIED: Mapping[str, Reason] = {
    "front": Reason(
        ReasonCode.STYLE_NOT_JUDGED,
        "a shrug is not judged with the bar on the front of your shoulders",
    ),
}
"""Styles in which no bar, however well it is seen, tells a shrug."""
ONE_REP = Reason(
    ReasonCode.TOO_FEW_REPS,
    "a shrug is judged against your other reps, and that takes two filmed in one go",
)
MOST_SHRUG_TORSO = 0.15
"""A full shrug lifts the shoulders by 5 to 10 % of the torso (clavicle elevation of 10 to 20°).
Half as much again is no shoulder: what was tracked is another plate, or another edge of this one
(a stack of two, seen obliquely, read 0.18 in reps whose rim was taken for the other one's)."""
STANDS_UNLIKE = Reason(
    ReasonCode.STOOD_UNLIKE,
    "you stood taller or softer at lockout than in other reps, so the bar's height does not show "
    "a shrug",
    "finish every rep at the same lockout",
)


@dataclass(frozen=True)
class StandSpread:
    """How far the bar's tops of one lifter differ without a shrug: lean back, knees and breath.

    Attributes:
        hangs_torso, on_back_torso: From rep to rep, by where the bar is.
    """

    hangs_torso: float
    on_back_torso: float


def measure(windows: Sequence[RepWindow], bar: BarCurve | None) -> list[Measurement]:
    """How far the shoulders creep up in each rep."""
    if bar is None or len(windows) == 1:
        why = ONE_REP if len(windows) == 1 else no_plate(windows[0].lift)
        return [not_assessed("torso", why)] * len(windows)
    return [measurement_of(rise) for rise in shrugs(bar, windows)]


def measurement_of(evidence: BarRise | None) -> Measurement:
    """What the bar shows of a rep as a value, or why it is none; None = it was not tracked."""
    if evidence is None or abs(evidence.rise_torso) > MOST_SHRUG_TORSO:
        return not_assessed("torso", BAR_LOST)
    if evidence.stands_unlike:
        return not_assessed("torso", STANDS_UNLIKE)
    return Measurement(evidence.rise_torso, "torso", evidence.uncertainty_torso, evidence.at_s)


@dataclass(frozen=True)
class BarRise:
    """How far the shoulders of one rep rose above the lifter's own lowest agreeing reps.

    Attributes:
        rise_torso: Rise of the shoulders in torso lengths as told by the bar.
        uncertainty_torso: Half-width of the interval that should hold the truth in 90 % of reps.
        at_s: When the bar was highest.
        stands_unlike: Whether the whole lifter stood that much taller or softer, so that the bar
            says nothing of the shoulders.
    """

    rise_torso: float
    uncertainty_torso: float
    at_s: float
    stands_unlike: bool = False


@dataclass(frozen=True)
class _Top:
    """What is held at the top of a rep: bar in pixels, when, (2,) joints in torso lengths."""

    height_px: float
    at_s: float
    joints_torso: Array


def shrugs(curve: BarCurve, windows: Sequence[RepWindow]) -> list[BarRise | None]:
    """The shrug of each rep as the bar shows it; None where it does not."""
    times = [w.rep.start_turn_end_s for w in windows]
    motion = windows[0].motion
    heights = (motion.height(joint) for joint in ("shoulder", "ear"))
    joints = np.array([np.interp(curve.time_s, motion.time_s, height) for height in heights])
    on_back, starts_at_top = windows[0].lift == "squat", windows[0].starts_at_top
    rises = shrug_evidence(curve, times, joints, on_back=on_back, starts_at_top=starts_at_top)
    if starts_at_top:
        rises = [r if r is not None and _stands_still(curve, r.at_s) else None for r in rises]
    return rises


def shrug_evidence(
    curve: BarCurve,
    reps: Sequence[RepTimes],
    joints_torso: Array | None = None,
    *,
    on_back: bool = False,
    starts_at_top: bool = False,
) -> list[BarRise | None]:
    """How far the shoulders rose in each rep, against the lifter's own other reps.

    None where the bar was not seen at the top or no other rep compares.
    A set in which every rep is shrugged alike shows nothing: there is no neutral to compare with. A
    front squat's bar lies on the shoulders' front and has not been tried.

    Args:
        curve: The bar's height.
        reps: (start, turn, end) of each rep in seconds; None = not in the clip.
        joints_torso: (2, T) heights of shoulders and ears on the curve's clock, NaN = not seen;
            None = nothing tells how tall the lifter stands.
        on_back: Whether the bar lies on the back; otherwise it hangs from the hands.
        starts_at_top: Whether a rep goes down first and ends at its top.
    """
    nexts = [*[rep[0] for rep in reps[1:]], None]
    joints = np.full((2, len(curve.time_s)), np.nan) if joints_torso is None else joints_torso
    tops = [
        _top(curve, joints, _window(rep, after, starts_at_top=starts_at_top))
        for rep, after in zip(reps, nexts, strict=True)
    ]
    spread = table(StandSpread, "shrug")
    share = BACK_SHARE if on_back else 1.0
    stands_torso = spread.on_back_torso if on_back else spread.hangs_torso
    return _rises(curve, tops, share, stands_torso)


def _rises(
    curve: BarCurve, tops: Sequence[_Top | None], share: float, stands_torso: float
) -> list[BarRise | None]:
    """How far each top lies above the lifter's own level; a bar shows `share` of the shoulders."""
    heights = np.array([np.nan if top is None else top.height_px for top in tops])
    heights = heights / curve.torso_at_bar_px
    baseline = _baseline(heights)
    if baseline is None:
        return [None] * len(tops)
    level, members = baseline
    noise_torso = np.hypot(stands_torso, curve.noise_px / curve.torso_at_bar_px)
    noise_torso = float(noise_torso) * np.sqrt(1 + 1 / len(members))
    on_level = [top.joints_torso for i in members if (top := tops[i]) is not None]
    standing_torso = _standing_torso(np.array(on_level))
    found: list[BarRise | None] = []
    for top, rise in zip(tops, map(float, heights - level), strict=True):
        if top is None:
            found.append(None)
            continue
        scale = rise * curve.perspective_scale_spread / curve.perspective_scale
        spread = NINETY_PERCENT * float(np.hypot(noise_torso, scale))
        unlike = _stands_unlike(rise, top.joints_torso - standing_torso)
        found.append(BarRise(rise / share, spread / share, top.at_s, unlike))
    return found


def _stands_unlike(rise: float, joints: Array) -> bool:
    """Whether both of the (2,) joints went along with a rise of the bar."""
    return abs(rise) >= SAME_LEVEL_TORSO and bool((joints / rise >= STANDS_TALLER_SHARE).all())


def _standing_torso(joints: Array) -> Array:
    """(2,) heights of the (M, 2) shoulders and ears of the reps on the level; NaN when guessed."""
    joints = joints[np.isfinite(joints).all(axis=1)]
    if len(joints) < 2 or np.ptp(joints, axis=0).max() > JOINTS_REPEAT_TORSO:
        return np.full(2, np.nan)  # one alone may be guessed as well
    return np.asarray(np.median(joints, axis=0))


def _window(
    rep: RepTimes, after: float | None, *, starts_at_top: bool
) -> tuple[float, float] | None:
    """When the lifter stands at the top of a rep."""
    start, turn, end = rep
    if starts_at_top:
        if end is None:
            return None
        latest = end + STAND_AFTER_S if after is None else min(end + STAND_AFTER_S, after)
        return end - STAND_BEFORE_S, latest
    if turn is None:
        return None
    return (turn - 0.5 if start is None else start), (turn + 1.0 if end is None else end)


def _top(curve: BarCurve, joints: Array, window: tuple[float, float] | None) -> _Top | None:
    """What the bar holds at the top; None when it is not seen there."""
    if window is None:
        return None
    inside = np.nonzero((curve.time_s >= window[0]) & (curve.time_s <= window[1]))[0]
    seen = inside[np.isfinite(curve.height_px[inside])]
    if len(seen) < 2 or len(seen) < LEAST_SEEN_SHARE * len(inside):
        return None
    step = float(np.median(np.diff(curve.time_s[seen])))
    held = max(1, round(HELD_S / step))
    highest = seen[np.argsort(curve.height_px[seen])[::-1][:held]]
    height, at_s = np.median(curve.height_px[highest]), np.median(curve.time_s[highest])
    return _Top(float(height), float(at_s), np.median(joints[:, highest], axis=1))


def _baseline(heights: Array) -> tuple[float, NDArray[np.intp]] | None:
    """The lowest level that counts as the lifter's own, and which reps are on it.

    A single low rep may be one that was not finished: unless it is the first, which is neutral by
    definition, two reps must agree on the level.
    """
    seen = np.nonzero(np.isfinite(heights))[0]
    if len(seen) < 2:
        return None
    order = seen[np.argsort(heights[seen])]
    for low, next_one in pairwise(order):
        if low == seen[0] or heights[next_one] - heights[low] < SAME_LEVEL_TORSO:
            above = heights[seen] - heights[low]
            members = seen[(above >= 0) & (above < SAME_LEVEL_TORSO)]
            return float(np.median(heights[members])), members
    return float(heights[seen[0]]), seen[:1]


def _stands_still(curve: BarCurve, at_s: float) -> bool:
    """Whether a bar rests where it is highest; thrown up by a fast rep is no shrug."""
    held = curve.height_px[np.abs(curve.time_s - at_s) <= STILL_S / 2]
    held = held[np.isfinite(held)]
    return len(held) > 2 and float(np.ptp(held)) <= STILL_TORSO * curve.torso_at_bar_px
