"""Heights and widths: two lines and the distance between them, as far apart as the words say."""

from __future__ import annotations

from typing import Final

import numpy as np

from formcheck.analysis import Finding, RepAnalysis
from formcheck.metrics.shrug import BACK_SHARE
from formcheck.observation.poses import HIPS
from formcheck.report.measured.moment import Clip, moved
from formcheck.report.measured.shapes import Drawing, Gap, Point, Stroke, Tag, level
from formcheck.report.scenes import rep_bounds_s
from formcheck.report.words import amount_found

BAR_STANDS: Final = "Read off the bar, which rises with your shoulders."
REACH_TORSO: Final = 0.35
"""How far level lines go beyond what they are about."""


def shrug(clip: Clip, rep: RepAnalysis | None, finding: Finding, time_s: float) -> Drawing | None:
    """How high the bar is held, and how high it is in the reps that it was measured against.

    A bar on the back shows two thirds of a shrug, so the words say more than the lines do.
    """
    bar, torso = clip.at(finding.at_s).bar, clip.torso_px
    if bar is None:
        return _shoulders(clip, finding)
    share = BACK_SHARE if clip.analysis.lift.name == "squat" else 1.0
    return _lines(
        clip,
        finding,
        here_px=bar,
        there_px=bar[1] + share * finding.measured * torso,
        reach_px=max(clip.tracks.bar.radius_px or 0.0, REACH_TORSO * torso) + 0.1 * torso,
        names=(f"rep {rep.number}" if rep else "now", "other reps"),
        note=BAR_STANDS,
    )


def _shoulders(clip: Clip, finding: Finding) -> Drawing | None:
    """The same at the shoulders, where the bar is not to be seen."""
    shoulder = clip.at(finding.at_s).joint("SHOULDER")
    if shoulder is None:
        return None
    return _lines(
        clip,
        finding,
        here_px=shoulder,
        there_px=shoulder[1] + finding.measured * clip.torso_px,
        reach_px=REACH_TORSO * clip.torso_px,
        names=("shoulders", "other reps"),
    )


def _lines(
    clip: Clip,
    finding: Finding,
    *,
    here_px: Point,
    there_px: float,
    reach_px: float,
    names: tuple[str, str],
    note: str = "",
) -> Drawing:
    """Two levels, named at their left ends, the distance beside their right ones."""
    x, y = here_px
    left, right = x - reach_px, x + reach_px
    head, torso = clip.at(finding.at_s).head, clip.torso_px
    top = min(head[1] if head else y, y - 0.6 * torso)
    return Drawing(
        strokes=(level(left, right, there_px, "reference"), level(left, right, y, "now")),
        gaps=(Gap((right, there_px), (right, y)),),
        tags=(
            Tag(amount_found(finding, signed=True), (right, (y + there_px) / 2), "right"),
            Tag(names[0], (left, y), "above"),
            Tag(names[1], (left, there_px), "below", "reference"),
        ),
        focus=(left - 0.7 * torso, top, right + 1.2 * torso, y + 0.8 * torso),
        note=note,
        limbs=False,
    )


def depth(clip: Clip, rep: RepAnalysis | None, finding: Finding, time_s: float) -> Drawing | None:
    """The hips' line over or under the knees' line, as far as was measured."""
    here = clip.at(finding.at_s)
    hip, knee = here.middle("HIP"), here.middle("KNEE")
    if hip is None or knee is None:
        return None
    torso = clip.torso_px
    hip_px = knee[1] - finding.measured * clip.thigh_px
    left = min(hip[0], knee[0]) - REACH_TORSO * torso
    right = max(hip[0], knee[0]) + REACH_TORSO * torso
    at_x = hip[0]
    hips_end, knees_end = (left, right) if hip[0] <= knee[0] else (right, left)
    above = finding.measured >= 0
    return Drawing(
        strokes=(level(left, right, knee[1], "reference"), level(left, right, hip_px, "now")),
        gaps=(Gap((at_x, hip_px), (at_x, knee[1])),),
        tags=(
            Tag("hips", (hips_end, hip_px), "above" if above else "below"),
            Tag("knees", (knees_end, knee[1]), "below" if above else "above", "reference"),
            Tag(amount_found(finding, signed=True), (at_x, (hip_px + knee[1]) / 2), "left"),
        ),
    )


def heel(clip: Clip, rep: RepAnalysis | None, finding: Finding, time_s: float) -> Drawing | None:
    """The heel's line over the one where it is down in this rep."""
    here = clip.at(finding.at_s)
    heel_at, toe, torso = here.joint("HEEL"), here.joint("FOOT"), clip.torso_px
    if heel_at is None or toe is None:
        return None
    ground_px = _ground_px(clip, rep, finding) or heel_at[1] + finding.measured * torso
    left, right = sorted((heel_at[0], toe[0]))
    left, right = left - 0.3 * torso, right + 0.3 * torso
    behind = left if heel_at[0] <= toe[0] else right
    raised_px = ground_px - finding.measured * torso
    return Drawing(
        strokes=(level(left, right, ground_px, "reference"), level(left, right, raised_px, "now")),
        gaps=(Gap((behind, ground_px), (behind, raised_px)),),
        tags=(
            Tag(amount_found(finding, signed=True), (behind, (ground_px + raised_px) / 2), "above"),
            Tag("heel down", (behind, ground_px), "below", "reference"),
        ),
        focus=(
            left - 0.5 * torso,
            ground_px - 1.3 * torso,
            right + 0.5 * torso,
            ground_px + 0.35 * torso,
        ),
        limbs=False,
    )


def _ground_px(clip: Clip, rep: RepAnalysis | None, finding: Finding) -> float | None:
    """Where the heel stands in this rep, as it lies in the picture of the finding.

    The pose model's heel stays down when the real one lifts, but wavers from pose to pose by more
    than a rise. So its middle is taken, about which the shoe itself was looked for (`feet.dips`).
    """
    if rep is None:
        return None
    stood = clip.usual_px("HEEL", *rep_bounds_s(clip.analysis, rep))
    return None if stood is None else float(clip.at(finding.at_s).shown(stood[None])[0, 1])


def descent(clip: Clip, rep: RepAnalysis | None, finding: Finding, time_s: float) -> Drawing | None:
    """From where to where the hips went down, and in what time."""
    if rep is None or rep.start_s is None or rep.turn_s is None:
        return None
    here, before = clip.at(rep.turn_s), clip.at(rep.start_s)
    low, high = here.middle("HIP"), before.middle("HIP")
    if low is None or high is None:
        return None
    high_px, reach = moved(high, before, here)[1], REACH_TORSO * clip.torso_px
    return Drawing(
        strokes=(
            level(low[0] - reach, low[0] + reach, high_px, "reference"),
            level(low[0] - reach, low[0] + reach, low[1], "now"),
        ),
        gaps=(Gap((low[0], high_px), (low[0], low[1])),),
        tags=(Tag(f"down in {finding.measured:.1f} s", (low[0], (high_px + low[1]) / 2), "left"),),
    )


def knees(clip: Clip, rep: RepAnalysis | None, finding: Finding, time_s: float) -> Drawing | None:
    """The knees' distance, and on either side the place they have in wider reps."""
    here = clip.at(finding.at_s)
    pair, ankles = here.pair("KNEE"), here.pair("ANKLE")
    if rep is None or pair is None or ankles is None:
        return None
    shift = finding.measured * _hip_width_px(clip, rep)
    left, right = sorted(pair)
    outer_left, outer_right = (left[0] - shift, left[1]), (right[0] + shift, right[1])
    tall = 0.22 * clip.torso_px
    torso = clip.torso_px
    low = max(ankle[1] for ankle in ankles)
    return Drawing(
        strokes=(
            _upright(outer_left, tall),
            _upright(outer_right, tall),
            Stroke((left, right), "now"),
        ),
        gaps=(Gap(outer_left, left), Gap(right, outer_right)),
        tags=(
            Tag(f"each {amount_found(finding)} in", _above(right, tall), "above"),
            Tag("other reps", _below(outer_left, tall), "below", "reference"),
        ),
        focus=(
            outer_left[0] - 0.8 * torso,
            min(left[1], right[1]) - 0.9 * torso,
            outer_right[0] + 0.8 * torso,
            low + 0.3 * torso,
        ),
    )


def _hip_width_px(clip: Clip, rep: RepAnalysis) -> float:
    """Between the hips over the rep, as the measurement has it."""
    start_s, end_s = rep_bounds_s(clip.analysis, rep)
    track = clip.tracks.lifter
    inside = (track.time_s >= start_s) & (track.time_s <= end_s)
    hips = track.image_px[inside][:, HIPS, 0]
    apart = np.abs(hips[:, 0] - hips[:, 1])
    apart = apart[np.isfinite(apart)]
    return float(np.median(apart)) if len(apart) else 0.0


def _upright(at: Point, tall_px: float) -> Stroke:
    return Stroke((_above(at, tall_px), _below(at, tall_px)), "reference")


def _above(at: Point, by_px: float) -> Point:
    return at[0], at[1] - by_px


def _below(at: Point, by_px: float) -> Point:
    return at[0], at[1] + by_px
