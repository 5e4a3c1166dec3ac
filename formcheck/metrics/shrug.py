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

from formcheck.arithmetic import Array
from formcheck.arithmetic.robust import NINETY_PERCENT, percentile_range, within
from formcheck.calibration import table
from formcheck.metrics.bar_path import no_plate
from formcheck.metrics.measurement import Measurement, not_assessed
from formcheck.metrics.tempo import in_slow_motion
from formcheck.motion.bar import BarCurve
from formcheck.reasons import SHOW_PLATE, Reason, ReasonCode
from formcheck.reps.rep_window import RepTimes, RepWindow

HELD_S = 0.16
"""The height at the top of a rep is the median of the bar's highest samples, so many seconds of
them, whether or not they are in one piece: a single high frame is no lockout."""
BACK_SHARE = 0.68
"""Share of a shrug by which a bar on the back rises: it lies about two thirds of the way from the
spine to the shoulder point, and the shoulder girdle turns about the breastbone (rendered: 0.62 to
0.70)."""
LEAST_SEEN_SHARE = 0.6
"""The bar has to be found in this share of the samples at the top."""
STAND_BEFORE_S, STAND_AFTER_S = 0.4, 0.9
"""In a lift that ends at its top (a squat, a Romanian deadlift), the top is looked for from so long
before the end to so long after it: a shrug is largest once the lifter stands still."""
UNSEEN_BEFORE_S, UNSEEN_AFTER_S = 0.5, 1.0
"""Off the floor the top is looked for so long before and after a lockout where the clip does not
show how the rep starts, or ends. Chosen."""
SAME_LEVEL_TORSO = 0.02
"""Tops that differ by less are at one level. Rendered lockouts agree within 0.004 to 0.012; what
real ones differ by is `StandSpread`, which was fitted with this value."""
STANDS_TALLER_SHARE = 2 / 3
"""Where shoulders and ears both rise by this share of the bar's rise, the lifter stands taller and
does not shrug. Standing taller lifts them by as much as the bar, up to jitter; in rendered shrugs
of 0.05 to 0.1 the pose model lifts the shoulders by up to 0.036 and the ears by less than 0.006."""
JOINTS_REPEAT_TORSO = 0.05
"""Shoulders and ears in full view repeat within this between reps at one level (rendered: 0.03).
Where they differ by more they are guessed behind plates, and do not show how the lifter stands."""
STILL_S, STILL_TORSO = 0.3, 0.015
"""In such a lift the bar has to rest at its top, within so much for so long but for the outermost
moments: one that a fast rep throws up does not. (With the outermost ones, a shrug that is held for
no longer was not read: of 59 in squats of *check* 43 are told so, 49 without them, none of the 56
more reps that are read falsely.)"""

BAR_LOST = Reason(
    ReasonCode.BAR_LOST, "no plate could be tracked well enough to spot a shrug", SHOW_PLATE
)
NOT_TRIED: Mapping[str, Reason] = {
    "front": Reason(
        ReasonCode.STYLE_NOT_JUDGED,
        "a shrug is not judged with the bar on the front of your shoulders",
    ),
}
"""Styles in which a shrug is not judged however well the bar is seen, and why."""
ONE_REP = Reason(
    ReasonCode.TOO_FEW_REPS,
    "a shrug is judged against your other reps, and we need at least two in one take",
)
CAMERA_UNKNOWN = Reason(
    ReasonCode.TOO_PLAIN,
    "the background was too plain to tell whether the camera moved",
    "film with something behind you that stands still",
)
SLOWED = Reason(
    ReasonCode.SLOWED,
    "the clip may be in slow motion, in which we cannot tell when you stand still",
    "film at normal speed",
)
MOST_SHRUG_TORSO = 0.15
"""A full shrug lifts the shoulders by 5 to 10 % of the torso (clavicle elevation of 10 to 20°).
Half as much again is no shoulder: what was tracked is another plate, or another edge of this one
(a stack of two, seen obliquely, read 0.18 in reps whose rim was taken for the other one's)."""
STANDS_UNLIKE = Reason(
    ReasonCode.STOOD_UNLIKE,
    "you stood taller, or less tall, than in your other reps, so the bar's height does not show a "
    "shrug",
    "finish every rep at the same lockout",
)


@dataclass(frozen=True)
class StandSpread:
    """Standard deviation of the bar's top from rep to rep of one lifter who does not shrug.

    It comes from how far they lean back, from knees and from breath.

    Attributes:
        hangs_torso, on_back_torso: With the bar in the hands, and on the back.
    """

    hangs_torso: float
    on_back_torso: float


def measure(windows: Sequence[RepWindow], bar: BarCurve | None) -> list[Measurement]:
    """How far the shoulders creep up in each rep."""
    if bar is None or len(windows) == 1:
        why = ONE_REP if len(windows) == 1 else no_plate(windows[0])
        return [not_assessed("torso", why)] * len(windows)
    if not windows[0].motion.camera_known:
        # a phone in the hand sways by a fifth of a torso from rep to rep
        return [not_assessed("torso", CAMERA_UNKNOWN)] * len(windows)
    whole = [window.rep.span_s for window in windows if window.rep.complete]
    if in_slow_motion([end_s - start_s for start_s, end_s in whole]):
        return [not_assessed("torso", SLOWED)] * len(windows)
    return [measurement_of(rise) for rise in shrugs(bar, windows)]


def measurement_of(evidence: BarRise | None) -> Measurement:
    """The shrug of a rep as the document has it; `evidence` is None where no bar was tracked."""
    if evidence is None or abs(evidence.rise_torso) > MOST_SHRUG_TORSO:
        return not_assessed("torso", BAR_LOST)
    if evidence.stands_unlike:
        return not_assessed("torso", STANDS_UNLIKE)
    return Measurement(evidence.rise_torso, "torso", evidence.uncertainty_torso, evidence.at_s)


@dataclass(frozen=True)
class BarRise:
    """How far the shoulders of one rep rose above the lifter's own lowest agreeing reps.

    Attributes:
        rise_torso: Rise of the shoulders by the bar, torso lengths.
        uncertainty_torso: Half-width of the interval that should hold the truth in 90 % of reps.
        at_s: When the bar was highest.
        stands_unlike: Whether the whole lifter stood taller or softer than in other reps, so that
            the bar shows nothing of the shoulders.
    """

    rise_torso: float
    uncertainty_torso: float
    at_s: float
    stands_unlike: bool = False


@dataclass(frozen=True)
class _Top:
    """The top of a rep: the bar's height, pixels; when; (2,) shoulders and ears, torso lengths."""

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
        rises = [r if r is not None and rests_at_top(curve, r.at_s) else None for r in rises]
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
    """How far the shoulders of each rep are above the lifter's baseline.

    The bar rises by a `share` of what the shoulders do; tops without a shrug scatter by
    `stands_torso` (standard deviation).
    """
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
    rises: list[BarRise | None] = []
    for top, rise in zip(tops, map(float, heights - level), strict=True):
        if top is None:
            rises.append(None)
            continue
        by_scale = rise * curve.perspective_scale_spread / curve.perspective_scale
        half_width = NINETY_PERCENT * float(np.hypot(noise_torso, by_scale))
        unlike = _stands_unlike(rise, top.joints_torso - standing_torso)
        rises.append(BarRise(rise / share, half_width / share, top.at_s, unlike))
    return rises


def _stands_unlike(rise: float, joint_rises: Array) -> bool:
    """Whether shoulders and ears, (2,) rises in torsos, both went along with a rise of the bar."""
    return abs(rise) >= SAME_LEVEL_TORSO and bool((joint_rises / rise >= STANDS_TALLER_SHARE).all())


def _standing_torso(joints: Array) -> Array:
    """(2,) usual heights of shoulders and ears, from (M, 2) of the reps at the baseline.

    NaN where they were guessed, which a single rep cannot show.
    """
    joints = joints[np.isfinite(joints).all(axis=1)]
    if len(joints) < 2 or np.ptp(joints, axis=0).max() > JOINTS_REPEAT_TORSO:
        return np.full(2, np.nan)
    return np.asarray(np.median(joints, axis=0))


def _window(
    rep: RepTimes, after: float | None, *, starts_at_top: bool
) -> tuple[float, float] | None:
    """(from, to) in which the top of a rep is looked for, seconds; None where it is not shown.

    Off the floor that is the whole rep. `after` is when the next rep begins.
    """
    start, turn, end = rep
    if starts_at_top:
        if end is None:
            return None
        latest = end + STAND_AFTER_S if after is None else min(end + STAND_AFTER_S, after)
        return end - STAND_BEFORE_S, latest
    if turn is None:
        return None
    return (
        turn - UNSEEN_BEFORE_S if start is None else start,
        turn + UNSEEN_AFTER_S if end is None else end,
    )


def _top(curve: BarCurve, joints: Array, window: tuple[float, float] | None) -> _Top | None:
    """The top of a rep, within a window; None where the bar is not seen there."""
    if window is None:
        return None
    inside = np.flatnonzero(within(curve.time_s, *window))
    seen = inside[np.isfinite(curve.height_px[inside])]
    if len(seen) < 2 or len(seen) < LEAST_SEEN_SHARE * len(inside):
        return None
    step = float(np.median(np.diff(curve.time_s[seen])))
    held = max(1, round(HELD_S / step))
    highest = seen[np.argsort(curve.height_px[seen])[::-1][:held]]
    height, at_s = np.median(curve.height_px[highest]), np.median(curve.time_s[highest])
    return _Top(float(height), float(at_s), np.median(joints[:, highest], axis=1))


def _baseline(heights: Array) -> tuple[float, NDArray[np.intp]] | None:
    """The lifter's neutral height, and the indices of the reps that have it.

    That is the lowest level at which two reps agree, since a single low rep may be one that was not
    finished. The first rep is neutral by definition, and its level needs no second one.
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


def rests_at_top(curve: BarCurve, at_s: float) -> bool:
    """Whether the bar rests where it is highest, see `STILL_S`."""
    held = curve.height_px[within(curve.time_s, at_s - STILL_S / 2, at_s + STILL_S / 2)]
    held = held[np.isfinite(held)]
    return len(held) > 2 and percentile_range(held) <= STILL_TORSO * curve.torso_at_bar_px
