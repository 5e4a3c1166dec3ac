"""Rules of `formcheck/metrics`, and of the rounding that `body/back_bend.py` weighs."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from math import cos, radians
from typing import Any

import numpy as np

from benchmarks.ablate.taken_out import Change, Out, edit, put
from formcheck.arithmetic.geometry import NEAR_SCALE
from formcheck.body import back_bend
from formcheck.body.back_bend import BendPriors, BendReading, Flexion, bend_priors, weigh_bends
from formcheck.calibration import DegreesOfFreedom
from formcheck.metrics import (
    bar_path,
    depth,
    descents,
    front_view,
    heels,
    hip_chest_rise,
    hip_travel,
    neck,
    rounding,
    shrug,
    table,
    tempo,
    torso_lean,
)
from formcheck.metrics.descents import DescentsSeen
from formcheck.metrics.measurement import not_assessed
from formcheck.metrics.torso_lean import DeadliftLean, deadlift_lean
from formcheck.reps import rep_window

INF = float("inf")
_DEPTH = depth.depth_reading()
_DESCENTS = descents.descent_reading()
_AS_FROM_THE_SIDE = replace(_DEPTH, less_from_behind_thigh=0.0)


def _depth(label: str, *changes: Change) -> Out:
    return Out("metrics", f"depth: {label}", changes, "shallow_depth", "depth_thigh")


def _lean(label: str, *changes: Change) -> Out:
    return Out("metrics", f"lean of pulls: {label}", changes, None, "lean_peak_deg")


def _neck(label: str, *changes: Change) -> Out:
    return Out("metrics", f"neck: {label}", changes, "neck_posture")


def _shrug(label: str, *changes: Change) -> Out:
    return Out("metrics", f"shrug: {label}", changes, "shrug", "shrug_torso")


def _round(label: str, *changes: Change) -> Out:
    return Out("metrics", f"rounding: {label}", changes, "upper_back_rounding", "back_rounding_deg")


def _knees(label: str, *changes: Change) -> Out:
    return Out("metrics", f"knees: {label}", changes, "knees_in", "knee_in_hip_width")


def _measure(label: str, metric: str, *changes: Change) -> Out:
    return Out("metrics", label, changes, None, metric)


def _of_joints(change: Callable[[DeadliftLean], DeadliftLean]) -> Change:
    return put(torso_lean, deadlift_lean=lambda: change(deadlift_lean()))


def _bends(change: Callable[[BendPriors], BendPriors]) -> Change:
    return put(back_bend, bend_priors=lambda: change(bend_priors()))


def _of_both(**values: float) -> Change:
    return _bends(lambda p: replace(
        p, outline=replace(p.outline, **values), contour=replace(p.contour, **values)))  # fmt: skip


def _alone(outline: Any, contour: Any, yaw_deg: float) -> list[Flexion | None]:
    return weigh_bends(outline, [BendReading()] * len(contour), yaw_deg)


DEPTH = (
    _depth("a descent no faster than a fall", put(depth, descent_is_whole=lambda _: True)),
    _depth("who stands has none", put(depth, _stands=lambda _: False)),
    _depth("the bar says how reps differ", put(depth, _spread_by_bar=lambda depths, *_: depths)),
    _depth("… over the floor of each rep", put(depth, _floor_rise=lambda window: 0.0)),
    _depth(
        "… not where it was lost",
        put(depth, depth_reading=lambda: replace(_DEPTH, bar_leaves_torso=INF)),
    ),
    _depth(
        "a trunk that leans lowers the bar",
        put(depth, _trunk_rises=lambda rises: np.zeros(len(rises))),
    ),
    _depth(
        "the bar's own way against the shoulders'",
        edit(
            depth.measure, "SHOULDERS_BY_BAR if line is None else", "SHOULDERS_BY_BAR if True else"
        ),
    ),
    _depth(
        "… of a bar that goes",
        edit(bar_path.bar_on_back, " or np.ptp(bar[used]) < HARDLY_TORSO", ""),
    ),
    _depth("weighed with what lifters do", put(depth, among_lifters=lambda depths, _: depths)),
    _depth("the way down tells, too", put(depth, descents_seen=lambda *_: DescentsSeen())),
    _depth(
        "… of the middle of the bar, not of a plate",
        put(descents, middle_by_plate=lambda _, far: 1.0 / NEAR_SCALE),
    ),
    _depth(
        "… but for what the trunk leans",
        put(descents, trunk_sinks_torso=lambda _, unknown_deg: 1 - cos(radians(unknown_deg))),
    ),
    _depth(
        "… further over long thighs",
        put(descents, descent_reading=lambda: replace(_DESCENTS, thigh_told_share=0.0)),
    ),
    _depth("… one of the two may be lost", put(depth, DEGREES_OF_FREEDOM=1e3)),
    _depth(
        "some stop anywhere above parallel",
        put(depth, depth_reading=lambda: replace(_DEPTH, anywhere_share=0.0)),
    ),
    _depth(
        "joints show a share of what lifters differ by",
        put(depth, depth_reading=lambda: replace(_DEPTH, shown_share=1.0)),
    ),
    _depth(
        "… by the level of the deeper reps",
        edit(depth.among_lifters, "lower_half_median", "np.median"),
    ),
    _depth(
        "joints read less beyond it from behind",
        put(depth, depth_reading=lambda: _AS_FROM_THE_SIDE),
    ),
    _depth("a bottom that is seen", put(depth, bottom_is_seen=lambda hip, turn: True)),
    _depth("hips behind a plate have none", put(depth, BEHIND_PLATE_RADII=0.0)),
)
LEAN = (
    _lean(
        "angle and extent",
        edit(
            torso_lean.lean_curve_deg,
            "0.0 if motion.exact else deadlift_lean().extent_share",
            "0.0",
        ),
    ),
    _lean(
        "the extent says less from in front",
        edit(torso_lean.lean_curve_deg, "motion.view.in_front**2", "0.0"),
    ),
    _measure(
        "lean: a squat beyond level is misread",
        "lean_peak_deg",
        edit(torso_lean._of_body, "> HORIZONTAL_DEG", "> np.inf"),
        edit(torso_lean._measurement, "> HORIZONTAL_DEG", "> np.inf"),
    ),
    _measure(
        "lean: an upright pull is misread", "lean_peak_deg", put(torso_lean, UPRIGHT_DEG=-INF)
    ),
    _lean("sides that disagree", put(torso_lean, MOST_DISAGREEMENT_DEG=INF)),
    _lean(
        "not upside down",
        put(torso_lean, _on_its_feet=lambda motion: np.ones(len(motion.time_s), np.bool_)),
    ),
    _lean(
        "wider off the side",
        _of_joints(
            lambda lean: replace(
                lean,
                peak=replace(lean.peak, deg_per_yaw_deg=0.0),
                lift_off=replace(lean.lift_off, deg_per_yaw_deg=0.0),
            )
        ),
    ),
    _lean(
        "what joints read short",
        _of_joints(lambda lean: replace(lean, reads_short_deg=0.0)),
    ),
    _lean(
        "… and shorter from behind",
        _of_joints(lambda lean: replace(lean, shorter_from_behind_deg=0.0)),
    ),
    _depth(
        "likely at most where leans were hidden", put(torso_lean, mostly_hidden=lambda *_: False)
    ),
)
BAR = (
    Out(
        "metrics",
        "bar on the back: shoulders away from it",
        (put(bar_path, MOST_APART_TORSO=INF),),
        "neck_posture",
    ),
    _measure(
        "bar path: seen for most",
        "bar_travel_cm",
        edit(bar_path.bar_travel, "< LEAST_BAR_SEEN", "< 0.0"),
    ),
    _measure(
        "bar path: full plates only",
        "bar_travel_cm",
        edit(bar_path.bar_travel, "if not curve.full_plate:", "if False:"),
    ),
)
NECK = (
    _neck("one ear guessed", put(neck, MOST_SIDES_DIFFER_DEG=INF)),
    _neck("as far as both ears go", put(neck, LEAST_EAR_SHARE=1e-9)),
    _neck(
        "both ears are read",
        edit(neck.measure, "both[np.isnan(near) | np.isnan(far)] = np.nan", "pass"),
    ),
    _neck("what no neck does", put(neck, NECK_REACHES_DEG=INF)),
    _neck("steady sets only", put(neck, MOST_SPREAD_DEG=INF)),
    _neck("groups of reps", put(neck, GROUPS_APART_DEG=INF)),
    _neck("hidden for too much", put(neck, MOST_UNSEEN_SHARE=1.0)),
    _neck("under the bar", edit(neck.measure, "if line is not None:", "if False:")),
    _neck("three reps", put(neck, LEAST_COMPARED=2)),
)
SHRUG = (
    _shrug("more than shoulders rise", put(shrug, MOST_SHRUG_TORSO=INF)),
    _shrug("stands taller", put(shrug, STANDS_TALLER_SHARE=INF)),
    _shrug("… unless joints are guessed", put(shrug, JOINTS_REPEAT_TORSO=INF)),
    _shrug("a bar that rests", put(shrug, STILL_TORSO=INF)),
    _shrug(
        "two low reps agree",
        edit(
            shrug._baseline,
            "if low == seen[0] or heights[next_one] - heights[low] < SAME_LEVEL_TORSO:",
            "if True:",
        ),
    ),
    _shrug("a back shows part of it", put(shrug, BACK_SHARE=1.0)),
    _shrug("held, not touched", put(shrug, HELD_S=0.0)),
    _shrug(
        "none where the camera may have moved",
        edit(shrug.measure, "if not windows[0].motion.camera_known", "if False"),
    ),
)
ROUND = (
    _round("the silhouette", put(rounding, weigh_bends=_alone)),
    _round(
        "the silhouette bends less",
        _bends(lambda p: replace(p, contour=replace(p.contour, scale=1.0))),
    ),
    _round("bias by yaw", _of_both(bias_deg_per_deg=0.0)),
    _round("spread by yaw", _of_both(bias_sd_share_per_deg=0.0)),
    _round("noise by unsteadiness", _of_both(steady_deg=1e6)),
    _round("readings that leap", _of_both(most_spread_deg=INF)),
    _round(
        "heavy tails",
        _bends(lambda p: replace(p, degrees_of_freedom=DegreesOfFreedom(200.0, 200.0))),
    ),
    _round(
        "lifters who round in every rep",
        _bends(lambda p: replace(p, habit=0.0)),
    ),
    _round("the shape of an own flat back", put(rounding, _lifter_shape_deg=lambda bends: 0.0)),
    _round("three reps", put(rounding, LEAST_COMPARED=1)),
    _round("… two beside a flat one", put(rounding, LEAST_BESIDE_FLAT=3)),
    _round(
        "curl of a hidden head",
        put(rounding, _curl=lambda _: not_assessed("deg", rounding.BACK_HIDDEN)),
    ),
    _round("own bend from the side only", put(rounding, STEEPEST_FOR_BENDS_DEG=90.0)),
    _round("own bend: no fast change", put(rounding, MOST_BEND_CHANGE_DEG=INF)),
    _round("own bend: seen for most", put(rounding, LEAST_BENDS_SHARE=0.01)),
    _round(
        "own bend: clear in most reps", edit(rounding._outline_bends, ">= len(bends) / 2:", ">= 0:")
    ),
)
OTHERS = (
    _knees("nobody's come in that far", put(front_view, MOST_IN=INF)),
    _knees("another rep to compare with", put(front_view, LEAST_KNEES=1)),
    _measure(
        "to one side: … over the feet", "side_shift_torso",
        put(front_view, _smaller=lambda across, over_feet: across),
    ),
    _measure(
        "to one side: … in the picture", "side_shift_torso",
        put(front_view, _smaller=lambda across, over_feet: over_feet),
    ),
    _measure(
        "to one side: the middle of the trunk", "side_shift_torso",
        edit(
            front_view.trunk_torso_across,
            '(motion.mid("hip") + motion.mid("shoulder")) / 2', 'motion.mid("hip")',
        ),
    ),
    _measure(
        "to one side: where the hips are highest", "shoulder_tip_deg",
        put(front_view, _tallest=lambda motion, top: top),
    ),
    Out("metrics", "heels: the dip that turns with the rep", (put(heels, MOST_APART_S=INF),),
        "heel_lift"),
    _measure("hip travel: of the body", "hip_travel_torso", edit(
        hip_travel.measure, "None not in of_body", "False")),
    _measure("hip travel: more doubt than value is a dash", "hip_travel_torso", edit(
        hip_travel._drawn, "if travel + more > half", "if True")),
    _measure("hip travel: drawn to the usual", "hip_travel_torso", edit(
        hip_travel._drawn, "population.given(level, off_torso.sd)",
        "(level - 1.645 * off_torso.sd, level, level + 1.645 * off_torso.sd)")),
    _measure("tempo: hardly in view", "descent_s", put(tempo, LEAST_S=-INF)),
    _measure("tempo: no faster than a fall", "descent_s", put(tempo, _fall_s=lambda *_: 0.0)),
    _measure("tempo: none of a clip that is sped up", "descent_s", put(
        tempo, _sped_up=lambda _: False)),
    _measure("tempo: vaguer where the camera may have moved", "descent_s", edit(
        tempo.timed_as, "not window.motion.camera_known", "False")),
    _measure("tempo: a pull descends from where it is lowered", "descent_s", edit(
        tempo._duration, "not window.starts_at_top", "False")),
    _measure("tempo: a clip begins or ends within", "descent_s", put(
        tempo, _unseen_edge=lambda *_: None)),
    _measure("ratio: the chest rises", "rise_ratio", put(hip_chest_rise, MOST_RATIO=INF)),
    _measure("ratio: … by enough", "rise_ratio", put(hip_chest_rise, LEAST_CHEST_RISE_TORSO=1e-9)),
    _measure("ratio: tells something", "rise_ratio", edit(
        hip_chest_rise._ratio, "if not (high_ratio - low_ratio) / 2 < ratio:", "if False:")),
    _measure("joints that make no body", "depth_thigh", put(table, _joints_lost=lambda rise: None)),
    Out("metrics", "unseen for too much",
        (edit(rep_window.unseen_reason, "if seen.mean() < 1 - MOST_UNSEEN_SHARE:", "if False:"),)),
    Out("metrics", "no angles from the front", (put(rep_window, view_reason=lambda view: None),)),
)  # fmt: skip
RULES = (*DEPTH, *LEAN, *BAR, *NECK, *SHRUG, *ROUND, *OTHERS)
