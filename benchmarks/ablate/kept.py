"""Why a rule stays that no figure of the third of *check* and of the real clips speaks for."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from benchmarks.ablate.taken_out import Stage

HIPS_THRUST: Final = "closed form: hips thrust up from a bench are no squat"
CURVE: Final = "closed form: tests/bar/test_curve.py"
OWN_BEND: Final = "that of the outline's own bend, which buys nothing itself"
KEPT: Final[Mapping[tuple[Stage, str], str]] = {
    ("reps", "times: a followed bar lies on the floor or not"): (
        "closed form: a followed bar that sticks just above the floor"
    ),
    ("reps", "times: … near the chest's times"): "check: chk_0045, outside the third",
    ("reps", "row: the user's 60 % is a limit"): "the user's own number",
    (
        "body",
        "gain: hips that hardly rise cap findings",
    ): "closed form: nothing was calibrated there",
    ("reps", "lift: shoulders go along under a bar"): HIPS_THRUST,
    ("reps", "lift: more so of who seems bent"): HIPS_THRUST,
    ("reps", "lift: lowest points beside an upright posture"): HIPS_THRUST,
    ("reps", "lift: a pull leans over"): "closed form: bobbing with hanging hands is no deadlift",
    ("reps", "lift: a bar has to go far"): "real: neg_nada_walk, a squat without it",
    ("reps", "lift: lowest points seen most of the time around"): "real: a rep where there is none",
    ("reps", "lift: … one knee as a share of both shanks"): (
        "all of check, signs fitted with it: a split squat under a bar shows no rep, a sumo set is "
        "asked for"
    ),
    ("body", "gain: nobody leans beyond horizontal"): (
        "real: dl_decr_single, a lean of 105° without it"
    ),
    ("reps", "lift: plain signs of another exercise"): "real: 6 clips of 31 that are no lift",
    ("reps", "hinge: hands held up before and after"): "pictures that are dark or badly compressed",
    ("reps", "hinge: a set that ends low"): "check: fin25_0017, outside the third; fit: fin24_0020",
    ("body", "gain: lifters with a habit"): (
        "all of check: 113 good mornings found and 9 false, without it 98 and 4"
    ),
    (
        "metrics",
        "depth: joints and bar that disagree",
    ): "closed form: of two reps none is judged",
    ("metrics", "depth: a trunk that leans lowers the bar"): "closed form: that is no depth",
    ("metrics", "depth: … and leaves a doubt"): "closed form: and is less sure",
    ("metrics", "depth: doubt behind plates"): "closed form: unsure and no fault behind plates",
    ("metrics", "depth: hidden where leans were"): "closed form: unsure and no fault behind plates",
    ("metrics", "lean of pulls: sides that disagree"): "closed form: no lean is read there",
    ("metrics", "lean of pulls: not upside down"): "closed form: a body drawn upside down",
    ("metrics", "neck: one ear guessed"): "closed form: one ear behind a plate",
    ("metrics", "neck: as far as both ears go"): "closed form: an ear that moves alone",
    ("metrics", "neck: groups of reps"): "closed form: two heads thrown up in five",
    ("metrics", "shrug: stands taller"): CURVE,
    ("metrics", "shrug: nothing goes along"): CURVE,
    ("metrics", "shrug: more than shoulders rise"): "closed form: a rise that no shoulder makes",
    (
        "metrics",
        "shrug: lower than shoulders hang",
    ): "closed form: how far shoulders sink",
    (
        "metrics",
        "shrug: a bar that rests",
    ): "all of check: 50 / 0, without it 51 / 3",
    ("metrics", "rounding: own bend from the side only"): OWN_BEND,
    ("metrics", "rounding: own bend: steady about a line"): OWN_BEND,
    ("metrics", "rounding: own bend: no fast change"): OWN_BEND,
    ("metrics", "rounding: own bend: seen for most"): OWN_BEND,
    ("metrics", "rounding: own bend: the median of a set"): OWN_BEND,
    ("metrics", "rounding: own bend: clear in most reps"): OWN_BEND,
    ("metrics", "knees: nobody's come in that far"): "closed form: knees that were misread",
    (
        "metrics",
        "heels: the dip that turns with the rep",
    ): "closed form: a heel read elsewhere",
    ("metrics", "tempo: hardly in view"): "closed form: a way up that was hardly seen has no time",
    (
        "metrics",
        "tempo: a clip begins within",
    ): "closed form: the clip begins within",
    ("findings", "a rep at the edge: possible at most"): "closed form: a rep that is cut off",
    ("findings", "a body outside the picture: possible at most"): (
        "real: sq_frank_crop, whose knees nobody saw"
    ),
    ("findings", "a late shrug: the first half was seen"): "closed form: of the set",
    (
        "findings",
        "heels: surely off the floor",
    ): "real shoes that stay down",
}
"""By stage and label."""
NOTHING: Final = "no lift and no rep of check (368), fit (232) and the real clips (153) changes"
GONE: Final[tuple[tuple[str, str], ...]] = (
    ("hinge: what could be either goes with the others", NOTHING),
    ("hinge: the bar, or hands near the floor, in place of hands below hips",
     f"{NOTHING} but fit_0039, which is no lift and was a squat"),
    ("lift: who never stands lifts nothing, under a bar somebody stands", NOTHING),
    ("lift: shoulders go along with a bar of either lift", NOTHING),
    ("the finders of squats, pulls and Romanian deadlifts, 1,050 lines with 27 rules",
     "the row of reps in their place: real clips 110 of 120 for 106, check 351 of 363 for 349"),
    ("row: reversed, slow, hidden, bent_top, dropped; hands: a hitch is no new pull",
     "of 792 clips (all of check, fit and the real ones) one rep of check begins 0.5 s nearer to "
     "the truth, one of fit turns 0.7 s further off, one more is found in fit, and "
     "dl_bichraix_home is told a deadlift with 0.68 in place of 0.91"),
    ("lean of pulls: one side alone, whether it agrees, lonely peaks, a hidden head",
     "all of check: 1259 reps read in place of 1273, 3.01 off as with them"),
    ("shrug: a bar on the back starts at one height",
     "all of check: 52 found in place of 50, none false; 1118 reps read in place of 1072"),
    ("row: long gaps of the bar stay; times: … where it rests; view: … or a far plate, … not where "
     "it strays",
     "all of check: counts and lifts as with them, 20 leans found and 6 false for 19 and 7; "
     "real clips: counts and lifts as with them"),
    ("outline: from the side only, a back that opens, leaps, seen for most",
     "all of check: hips that shoot up 86 found and 5 false for 84 and 6; the gain 2.04 off for "
     "2.09, 91 % held for 92; real clips as with them"),
)  # fmt: skip
TO_BE_LOOKED_AT: Final = "to be looked at"
"""Where nothing moves and nobody has said why it stays."""


def kept_for(stage: Stage, line: tuple[str, ...]) -> str:
    """Of a row of the table."""
    still = line[1] == "0" and line[9] == "0" and not any("with it" in cell for cell in line)
    return KEPT.get((stage, line[0]), TO_BE_LOOKED_AT if still else "")
