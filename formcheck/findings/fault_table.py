"""The one table of faults: what each is, where it is judged, and how its truth was set.

Which value is held against which limits, what it is called beyond them, how likely it has to be,
and what keeps its word down. Verdicts, the limits on a page, the lines in a chart, the scoring of a
benchmark and docs/faults.md are made from it, and no code of a verdict asks which fault it has.
Where the product's limit and the definition of the truth part, `Truth` says so.
"""

from __future__ import annotations

import math
from typing import Final

from formcheck.analysis import Fault
from formcheck.arithmetic.geometry import CM_PER_M, TYPICAL_TORSO_M
from formcheck.findings.fault_row import (
    LIKELY_FROM,
    OF_GAIN,
    POSSIBLE_FROM,
    Condition,
    FaultDefinition,
    Rule,
    Truth,
)
from formcheck.lifts import BODYWEIGHT, LIFTS, ROMANIAN
from formcheck.thresholds import Thresholds

PARALLEL_TRAVEL_TORSO = 0.9
"""Hip travel of a squat to parallel: the hips go down by a thigh, which is 0.9 torso."""


def _rounding(what: str) -> tuple[Rule, ...]:
    """The rules of a back that rounds: the set weighed as a whole, the head, the outline."""
    said = {
        "back_rounding_deg": ", by about {value}°.",
        "upper_back_curl_deg": ": your head and shoulders curled {value}° forward.",
        "upper_back_bend_deg": ": its outline bends by {value}°.",
    }
    return tuple(Rule(name, name, message=f"{what}{words}") for name, words in said.items())


def _lean(limit: str) -> Rule:
    """The rule of a squat's lean; its limit depends on the style."""
    return Rule(
        "lean_peak_deg",
        limit,
        message="Your torso leaned {value}° from upright at its furthest.",
        over="lean_severe_over_deg",
    )


SAME: Final = "same quantity, same limit"
_OURS: Final = Thresholds()
_DEEP, _IN, _UP = _OURS.shallow_depth_thigh, _OURS.knees_in_hip_width, _OURS.heel_lift_torso
SHRUG_TORSO, HEEL_DEG = 0.05, 6.0
"""From here on a label of a benchmark clip has a shrug, and a heel that comes up."""
HIP_WIDTH_CM, FOOT_LEVER_CM, THIGH_CM = 19.5, 20.0, 43.0
TORSO_CM: Final = CM_PER_M * TYPICAL_TORSO_M
"""Typical lengths of the rendered lifters: between the hip joints, from ball to heel, mid-hip to
mid-shoulder, hip to knee."""
_LABELED_TORSO = FOOT_LEVER_CM * math.sin(math.radians(HEEL_DEG)) / TORSO_CM
_OURS_DEG = math.degrees(math.asin(_UP * TORSO_CM / FOOT_LEVER_CM))
"""A foot pitches about its ball: what `HEEL_DEG` lifts the heel by, and the pitch of our limit."""

FAULTS: Final[tuple[FaultDefinition, ...]] = (
    FaultDefinition(
        "excessive_lean", lifts=("squat",), rules=(_lean("lean_high_bar_deg"),),
        by_style={"low_bar": (_lean("lean_low_bar_deg"),), "front": (_lean("lean_front_deg"),),
                  BODYWEIGHT: ()},
        # of leans in full view with a probability of 0.5 to 0.65, 11 of 16 are right in *fit* and
        # *check*. Behind plates the reps of a set share an error: there 5 of 10 are right from 0.8
        # on, and 8 of 23 from 0.65 on
        flagged_from=POSSIBLE_FROM, hidden_from=LIKELY_FROM, caps=("style", "lean"),
        missed_in=("squat",), breaks_form=True,
        truth=Truth(
            key="excessive_lean", quantity="peak_lean_deg", limit=50.0, unit="deg",
            how="largest lean of mid-hip to mid-shoulder in the rep, on the joints in 3-D",
            conversion=(
                f"{SAME} for high bar; clips of other styles are judged by the style's limit (58° "
                "low bar, 42° front), where the label names the style"
            ),
        ),
    ),
    FaultDefinition("good_morning", lifts=("squat",), rules=(Rule(
        "lean_gain_deg", "good_morning_gain_deg",
        message="Your hips rose faster than your chest: your torso tipped forward by {value}° "
        "out of the bottom.",
    ),), also=(Condition("hip_lead_torso", "good_morning_lead_torso"),),
        # the posterior is that of the whole set: of those from 0.5 to 0.65, 27 of 49 are right
        of_body=True, flagged_from=POSSIBLE_FROM, caps=OF_GAIN,
        foremost=True, breaks_form=True,
        truth=Truth(
            key="good_morning", quantity="lean_gain_deg", limit=5.0, unit="deg",
            how="gain of at least 5° and hip lead of at least 0.06 torso, both on the joints in "
            "3-D",
            conversion=SAME,
        ),
    ),
    FaultDefinition("hips_shoot", lifts=("deadlift",), rules=(Rule(
        "lean_gain_deg", "hips_shoot_gain_deg",
        message="Your hips shot up off the floor: your torso tipped forward by {value}° before "
        "the weight reached your knees.",
        early="Your hips shot up before the weight left the floor: your torso tipped forward by "
        "{value}°.",
    ),), by_style={ROMANIAN: ()},
        of_body=True, flagged_from=POSSIBLE_FROM, caps=(*OF_GAIN, "back"),
        foremost=True, breaks_form=True,
        truth=Truth(
            key="hips_shoot", quantity="lean_gain_deg", limit=7.0, unit="deg",
            how="gain from lift-off until 40 % of the hips' way, on the joints in 3-D",
            conversion=SAME,
        ),
    ),
    FaultDefinition("shrug", lifts=LIFTS, rules=(Rule(
        "shrug_torso", "shrug_possible_torso",
        message="Your shoulders crept up toward your ears by {percent} % of your torso length.",
    ),),
        missed_in=("deadlift",), breaks_form=True,
        truth=Truth(
            key="shrug", quantity="shrug_torso", limit=SHRUG_TORSO, unit="torso",
            how="largest rise of the mid-shoulder along the upper torso from the model's neutral",
            conversion=(
                f"{SAME}; we measure against the lowest agreeing reps, so a set that is shrugged "
                "throughout reads less"
            ),
        ),
    ),
    FaultDefinition("shallow_depth", lifts=("squat",), rules=(Rule(
        "depth_thigh", "shallow_depth_thigh",
        message="Your hips stayed above your knees by {percent} % of a thigh length, short of "
        "depth.",
        below="Your hips went below your knees by only {percent} % of a thigh length, short of "
        "depth.",
    ),),
        caps=("view", "depth"), missed_in=("squat",),
        truth=Truth(
            key="shallow_depth", quantity="depth_cm", limit=6.0, unit="cm",
            how="height of the hip center over the knee center at the bottom, complete reps",
            conversion=(
                f"{_DEEP:.2f} thigh are {_DEEP * THIGH_CM:.1f} cm for a thigh of {THIGH_CM:.0f} "
                f"cm, {_DEEP * 36:.1f} to {_DEEP * 54:.1f} cm for 36 to 54 cm: near 6 cm the two "
                "part by the lifter"
            ),
        ),
    ),
    FaultDefinition("knees_in", lifts=("squat",), rules=(Rule(
        "knee_in_hip_width", "knees_in_hip_width",
        message="Your knees caved in, each by {percent} % of your hip width.",
    ),),
        truth=Truth(
            key="knees_in", quantity="knee_in_cm", limit=4.0, unit="cm",
            how="mean inward shift of the knees from where they track without the fault",
            conversion=f"{_IN:.2f} hip width are {_IN * HIP_WIDTH_CM:.1f} cm a knee for hip joints "
            f"{HIP_WIDTH_CM:.1f} cm apart",
        ),
    ),
    FaultDefinition("heel_lift", lifts=("squat",), rules=(Rule(
        "heel_rise_torso", "heel_lift_torso",
        message="Your heel came off the floor by {percent} % of your torso length.",
        surely="heel_lift_surely_torso",
    ),),
        caps=("truth",), load_brings=False,
        truth=Truth(
            key="heels_rise", quantity="heel_deg", limit=HEEL_DEG, unit="deg",
            how="pitch of the foot that was asked for, not measured",
            conversion=(
                f"a pitch of 6° lifts the heel by {_LABELED_TORSO:.3f} torso (ball to "
                f"heel {FOOT_LEVER_CM:.0f} cm); our {_UP} torso is a pitch of "
                f"{_OURS_DEG:.1f}°: what lies between is missed by definition"
            ),
        ),
    ),
    FaultDefinition("neck_posture", lifts=("squat",), rules=(Rule(
        "neck_change_deg", "neck_change_deg",
        message="Your head moved out of line, {value}° from where it was in your other reps.",
    ),),
        caps=("truth",), load_brings=False,
        truth=Truth(
            key="neck_craned", quantity="gaze_deg", limit=25.0, unit="deg",
            how="change of the head's pitch that was asked for, not measured",
            conversion=(
                "the pose model shows a third to a half of it: 25° read as 8 to 12°, our limit is "
                "8° as read"
            ),
        ),
    ),
    FaultDefinition(
        "upper_back_rounding", lifts=("deadlift",),
        rules=_rounding("Your upper back rounded off the floor"),
        by_style={ROMANIAN: _rounding("Your upper back rounded")[:1]},
        # from 0.5 to 0.65 both of *check* are right, none is of *fit*, and of real pulls the three
        # that a label calls round
        flagged_from=POSSIBLE_FROM, caps=("flat",), foremost=True, tips_torso=True,
        breaks_form=True,
        truth=Truth(
            key="upper_back_rounding", quantity="thoracic_flexion_deg", limit=20.0, unit="deg",
            how="flexion added between pelvis and top of the thorax",
            conversion=(
                "our 20° is flexion beyond the lifter's straighter reps, the same quantity where "
                "those are straight; the other two rules are proxies: an outline that bends by 25° "
                "(it shows 0.7 of a flexion, on top of −24 to 12° that straight backs bend by), an "
                "ear 29° forward of the torso line (1° for 6.6° of flexion, on top of 0 to 22°)"
            ),
        ),
    ),
    FaultDefinition("uncontrolled_descent", lifts=("squat",), also=(
        Condition("descent_s", "uncontrolled_descent_s", below=True, of="for a whole descent",
                  message="Your descent took {value} s: that is dropping, not lowering.",
                  scaled_by=("hip_travel_torso", PARALLEL_TRAVEL_TORSO)),
    )),
    FaultDefinition("late_set_shrug", lifts=LIFTS, level="set", also=(
        Condition("shrug_torso", "shrug_possible_torso",
                  of="last two reps, and none of the first half",
                  message="Your shoulders crept up toward your ears in the last reps, not "
                  "{since}."),
    ),
        of_reps="shrug",
        truth=Truth(
            key="late_set_shrug", quantity="shrug_torso", limit=SHRUG_TORSO, unit="torso",
            how=(
                "shrug in each of the last two complete reps and in none of the first half, four "
                "reps or more"
            ),
            conversion=SAME,
        ),
    ),
    FaultDefinition("drift", lifts=LIFTS, level="set", also=(
        Condition("lean_peak_deg", "drift_lean_deg", of="last two reps over the first two",
                  message="In your last reps your torso leaned {value}° further than in your "
                  "first ones."),
    ), caps=("lean",)),
)  # fmt: skip
_ALWAYS: Final = frozenset({"partial_rep_share"})


def row_of(fault: Fault) -> FaultDefinition:
    """The row of a fault; one of an older document may have none, and nothing is said of it."""
    blank = FaultDefinition(fault, lifts=(), load_brings=False)
    return next((row for row in FAULTS if row.fault == fault), blank)


def faults_of(lift: str) -> tuple[FaultDefinition, ...]:
    """The rows of a lift; of one that is not known, those of a deadlift."""
    name = lift if lift == "squat" else "deadlift"
    return tuple(row for row in FAULTS if name in row.lifts)


def rules(lift: str, variant: str) -> tuple[Rule, ...]:
    """The rules of a lift and its style, one for each metric."""
    return tuple(rule for row in faults_of(lift) for rule in row.rules_of(variant))


def limit_name(lift: str, variant: str, metric: str) -> str | None:
    """The limit that a metric is held against in a rep; None for none."""
    in_rules = (rule.limit for rule in rules(lift, variant) if rule.metric == metric)
    beside = (one.limit for one in _of_reps(lift) if one.metric == metric)
    return next(in_rules, next(beside, None))


def condition_below(metric: str) -> Condition | None:
    """The condition by which a metric is a fault where it is small; None for none."""
    conditions = (one for row in FAULTS for one in row.also if one.below)
    return next((one for one in conditions if one.metric == metric), None)


def limits_asked(lift: str, variant: str) -> frozenset[str]:
    """The names of the limits that a set is judged by; all of them where the lift is not known."""
    if lift not in LIFTS:
        return frozenset(Thresholds.model_fields)
    asked = [rule.names for rule in rules(lift, variant)]
    return _ALWAYS.union(*asked, (one.limit for row in faults_of(lift) for one in row.also))


def _of_reps(lift: str) -> tuple[Condition, ...]:
    """Conditions of a rep: evidence of a fault, or faults where they are small."""
    if lift not in LIFTS:
        return ()
    return tuple(one for row in faults_of(lift) if row.level == "rep" for one in row.also)
