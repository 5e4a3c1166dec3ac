"""Rules of `formcheck/reps`."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from benchmarks.ablate.taken_out import Change, Out, edit, put
from formcheck.motion import motion
from formcheck.pipeline import reading
from formcheck.reps import (
    counting,
    levels,
    lift,
    lift_probability,
    movements,
    set_of_reps,
    timing,
)

INF = float("inf")


def _no(*_: Any, **__: Any) -> bool:
    return False


def _as_given(place: int) -> Callable[..., Any]:
    """A function that gives back one of its arguments."""
    return lambda *given, **_: given[place]


def _rule(label: str, *changes: Change, metric: str | None = None) -> Out:
    return Out("reps", label, changes, metric=metric)


def _unweighed(sign: str) -> Change:
    """Reps as if one sign said nothing."""
    given, place = counting.weights, counting.WEIGHED.index(sign)

    def weights(kind: str) -> Any:
        return np.where(np.arange(len(counting.WEIGHED)) == place, 0.0, given(kind))

    return put(counting, weights=weights)


LIFT = (
    _rule("lift: the bar tells", edit(lift.detect_lift, "if hangs is not None:", "if False:")),
    _rule(
        "lift: a bar has to go far",
        edit(lift.bar_hangs, "travel < LEAST_BAR_TRAVEL_TORSO or ", ""),
    ),
    _rule("lift: a bar that hangs at the top", put(lift, HANGING_AT_TOP_TORSO=INF)),
    _rule("lift: a bar that hangs all the time", put(lift, HANGING_BELOW_SHOULDER_TORSO=INF)),
    _rule(
        "lift: shoulders go along under a bar",
        put(lift, UNDER_BAR_SHARE=-INF, BENT_UNDER_BAR_SHARE=-INF),
    ),
    _rule("lift: more so of who seems bent", put(lift, BENT_UNDER_BAR_SHARE=lift.UNDER_BAR_SHARE)),
    _rule(
        "lift: lowest points beside an upright posture",
        edit(lift.looks_like, "if posture.trunk_cos_at_top < UPRIGHT_LEAN_COS:", "if False:"),
    ),
    _rule("lift: a pull leans over", put(lift, LEAST_HINGE_TORSO=-INF)),
    _rule(
        "lift: lowest points seen most of the time around", put(lift, LEAST_PLAUSIBLE_SHARE=-INF)
    ),
    _rule("lift: who lies lifts neither", edit(lift.detect_lift, "if motion.lies:", "if False:")),
    _rule(
        "lift: plain signs of another exercise", put(lift_probability, plain_signs=lambda *_: {})
    ),
    _rule(
        "lift: hips that hardly go down",
        edit(lift_probability._of_rep, "_travel(hip) / chest_drop if chest_drop > 0 else ", ""),
    ),
    _rule("lift: … a wide stance off the side", put(lift_probability, STANCE_TORSO=0.0)),
    _rule(
        "lift: … one knee as a share of both shanks",
        edit(
            lift_probability._shanks_apart,
            "(left - right) / both",
            "(left - right) / motion.torso_px",
        ),
    ),
    _rule(
        "lift: … a foot stays where it was lowest",
        edit(
            lift_probability._shanks_apart,
            '_quantile(side["ankle"][here, 1], HIGH)',
            'side["ankle"][here, 1]',
        ),
    ),
    _rule(
        "lift: … hands by the bar in them",
        edit(lift_probability._hands_go, "if bar is None:", "if True:"),
    ),
    _rule(
        "lift: … hips went down under a bar that went far",
        put(lift_probability, MOST_HINGE_TORSO=INF),
    ),
    _rule(
        "lift: … one that lies on the shoulders while it is up",
        put(lift_probability, MOST_OFF_SHOULDERS_TORSO=INF),
    ),
    _rule("lift: … off whole reps that are seen", put(lift_probability, _seen=lambda *_: True)),
    _rule("lift: … what is shown beside the reps", put(lift_probability, SHOWN_FROM=INF)),
    _rule("lift: hands edge-on make no sure deadlift", put(lift, SURE_EDGE_ON=1.0)),
    Out(
        "reps",
        "lift: asked for from a third on",
        (put(lift_probability, ASKED_FROM=INF),),
        beyond=True,
    ),
    _rule(
        "lift: the chance of another exercise stops short of certainty",
        edit(lift_probability._other, "model.surest / (1.0", "1.0 / (1.0"),
    ),
    _rule(
        "lift: divided votes count for both",
        edit(lift_probability.lift_odds, "voted(guess.confidence, model.votes)", "1.0"),
    ),
    _rule("lift: a told lift may look like the other", put(set_of_reps, _seen_as=_as_given(1))),
    _rule("lift: both lifts are two sets", put(reading, judged_span=lambda *_: None)),
    Out(
        "reps", "lift: named from a half on", (put(lift_probability, NAMED_FROM=0.0),), beyond=True
    ),
)
HINGE = (
    _rule("hinge: hands held up before and after", put(lift, HELD_UP_TORSO=INF)),
    _rule("hinge: a set that ends low", put(lift, _ends_low=_no)),
    _rule("hinge: from the side only", put(lift, MOST_YAW_DEG=INF)),
    _rule("hinge: who sat down squats", put(lift, SAT_DOWN_TORSO=INF)),
    _rule(
        "hinge: … in most of the lowest points",
        edit(
            lift.hinges,
            """squats = median_seen(sat_down[list(compress(lows, low_hands))]) > SAT_DOWN_TORSO
    return [low and not squats for low in low_hands]""",
            """sat = sat_down[list(lows)] <= SAT_DOWN_TORSO
    return [low and bool(one) for low, one in zip(low_hands, sat, strict=True)]""",
        ),
    ),
)
LEVELS = (
    _rule(
        "ends: a stop on one side is no level",
        edit(levels.levels, "if np.min(climbs) >= (1 - alike_share) * np.max(climbs):", "if True:"),
    ),
    _rule(
        "ends: sticking points are no level",
        edit(levels.leaves_level, " & (heights - heights[0] > stall_share * climb)", ""),
    ),
    _rule(
        "ends: the level nearest to the dip",
        edit(levels.leaves_level, "if resting.any()", "if False"),
    ),
)
ROW = (
    *(_rule(f"row: {sign}", _unweighed(sign)) for sign in counting.WEIGHED if sign != "rep"),
    _rule(
        "row: … or are elsewhere meanwhile",
        edit(movements._feet_moved_torso, 'kind == "squat"', "False"),
    ),
    _rule("row: up to three dips as one", put(movements, MOST_DIPS=1)),
    _rule(
        "row: the user's 60 % is a limit",
        edit(counting.count_with, "least=partial_share", "least=0.0"),
    ),
    _rule(
        "row: of two the larger is usual",
        edit(counting._baseline_of_reps, "len(known) // 2", "(len(known) - 1) // 2"),
    ),
    _rule("row: no rep takes a minute", put(movements, LONGEST_S=INF)),
    _rule("row: what the clip cuts off is open", put(movements, _at_an_edge=_no)),
    _rule("row: what is cut off is a rep, too", put(counting, _with_cut_off=_as_given(0))),
    _rule("row: … where a rep is likely", put(counting, LEAST_CUT_OFF=0.0)),
    _rule("row: … and who stays away has none", put(movements, STAYS_S=INF)),
    _rule(
        "row: … or sits down",
        edit(movements._of_curve, "+ float(found.stays_away and not found.up_first)", ""),
    ),
    _rule("row: … with nothing in the hands", put(movements, _empty_hands=_as_given(1))),
    _rule(
        "row: shoulders lead a lost bar",
        put(movements, led_bar=lambda motion: motion.bar_height_torso()),
    ),
    _rule(
        "row: not over a cut that makes its way", put(movements, _in_its_shot=lambda *of: of[3:])
    ),
    _rule("row: no movement within a rep", put(set_of_reps, outside=_as_given(0))),
    _rule("row: two at once are one", put(set_of_reps, one_at_a_time=_as_given(0))),
    _rule("row: the lowest place near a turn", put(movements, LOWEST_WITHIN_S=0.0)),
    _rule("times: timed on the hips", put(timing, _agrees=_no), metric="turn_s"),
    _rule("times: hips far from the movement", put(timing, MOST_APART_S=INF), metric="start_s"),
    _rule(
        "times: a squat's by the bar",
        edit(timing._read_on, 'kind == "squat" and motion.exact', 'kind == "squat"'),
        metric="descent_s",
    ),
    _rule("times: where the ascent begins", put(timing, _ascent=_as_given(1)), metric="turn_s"),
    _rule(
        "times: … which the curve tells late", put(timing, seen_late_s=lambda: 0.0), metric="turn_s"
    ),
    _rule("times: lockout of hips and chest", put(timing, _lockout=_as_given(3)), metric="turn_s"),
    _rule(
        "times: … which is seen a moment later",
        put(timing, lockout_early_s=lambda: 0.0),
        metric="turn_s",
    ),
    _rule(
        "times: a tracked bar lies on the floor or not",
        put(timing, FLOOR_SHARE=0.8, FLOORS_ALIKE_SHARE=levels.LEVELS_ALIKE_SHARE),
    ),
    _rule(
        "times: the bar leaves the floor",
        put(timing, timed_by_bar=_as_given(0)),
        metric="start_s",
    ),
    _rule("Romanian: told from other pulls", put(lift, is_romanian=_no)),
    _rule("Romanian: the bar is first and last seen up", put(lift, _bar_begins_and_ends_up=_no)),
    _rule("Romanian: hands turn above the floor", put(lift, LEAST_WRIST_TORSO=-INF)),
    _rule(
        "Romanian: a clip from top to top",
        edit(lift.is_romanian, "_begins_and_ends_up(chest, low, top)", "True"),
    ),
)
VIEW = (
    Out(
        "reps",
        "view: the bar contradicts",
        (put(set_of_reps, as_bar_shows=lambda m, *_: m),),
        None,
        "lean_gain_deg",
    ),
    Out(
        "reps",
        "view: … a far plate",
        (put(motion, FAR_BELOW_SCALE=-INF),),
        None,
        "lean_peak_deg",
    ),
    _rule("view: … the hips beside it", put(motion, BAR_BEFORE_TORSO={"ankle": 0.2})),
)
RULES = (*LIFT, *HINGE, *LEVELS, *ROW, *VIEW)
