"""Knees that come in: how far apart they are, and how far they are in the lifter's other reps."""

from __future__ import annotations

import numpy as np

from formcheck.analysis import Finding, RepAnalysis
from formcheck.observation.poses import HIPS
from formcheck.report.measured.moment import Clip
from formcheck.report.measured.shapes import Drawing, Gap, Point, Stroke, Tag
from formcheck.report.scenes import rep_bounds_s
from formcheck.report.words import amount


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
            Tag(f"each {amount(finding.measured, finding.unit)} in", _above(right, tall), "above"),
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
