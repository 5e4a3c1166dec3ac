"""The forty people of the fourth reading, and those whom its marks are about.

The reading, with its figures, is in docs/readings-of-answers.md.
"""

from __future__ import annotations

from functools import partial

from tests.examples import (
    clean_squat_set,
    front_view_squat_set,
    good_morning_squat_set,
    late_shrug_deadlift_set,
)
from tests.knowledge import people
from tests.knowledge.build import finding, one_set, rep
from tests.knowledge.people import LEAN, ROUND, SHALLOW, Person, plain

now = partial(people.now, hours=6)
today = partial(people.today, hours=16)
soon = partial(people.soon, hours=14)

SHOT_UP = one_set(rep(1, finding("hips_shoot")), rep(2), lift="deadlift", name="shot_up.mp4")
FAST = one_set(rep(1, finding("uncontrolled_descent")), rep(2), name="fast.mp4")
HEAD = one_set(rep(1), rep(2, finding("neck_posture", "mild", "possible")), name="head.mp4")
FEET = one_set(rep(1, "heel_lift"), rep(2, finding("knees_in", "mild")), name="feet.mp4")
SHRUG = one_set(rep(1, finding("shrug", "moderate", "likely")), rep(2), name="up.mp4")
SLIPPED = one_set(
    *map(rep, (1, 2, 3, 4)), broken=4, name="slipped.mp4",
    findings=(finding("drift", "moderate", "likely", reps=(4,)),),
)  # fmt: skip

ADD_UP = [
    now("woke with one arm weak", "signs=weakness began=sudden where=neck", "sudden_limb"),
    now("suddenly tingling fingers", "signs=numbness began=sudden", "sudden_limb"),
    now("suddenly one leg is numb", "signs=leg began=sudden", "sudden_limb"),
    now("sixty, tripped with the bar", "signs=impact about=older", "age_and_blow"),
    now("pregnant, and the bar came down", "signs=impact about=pregnant", "pregnant_and_severe"),
    now("pregnant, with a cold sweat", "signs=sweat_jaw about=pregnant", "sweat_jaw"),
    now("sixty, severe, the same at rest", "signs=severe about=older worse=rest",
         "severe_at_rest"),
    now("severe and sharp, the same at rest", "signs=severe kind=sharp worse=rest",
         "severe_at_rest"),
    now("sixty, suddenly, lying still changes nothing",
         "signs=none about=older began=sudden worse=rest", "severe_at_rest"),
    now("sixty, since a rep, lying still changes nothing",
         "signs=none about=older began=pop worse=rest", "severe_at_rest"),
    today("a headache that began in a set of deadlifts, and eases",
           "signs=none where=headache,neck_to_shoulder began=during trend=better lifts=deadlift",
           "headache_and_care headache"),
    today("a new cough, and it came suddenly", "signs=cough began=sudden", "cough_and_breath"),
    today("a new cough since a pull in a rep", "signs=cough began=pop", "cough_and_breath"),
    today("a numb hand after a pull in a rep", "signs=numbness began=pop", "numbness pop",
           "flag:sudden_limb"),
    today("severe, the same at rest, forty, dull", "signs=severe kind=ache worse=rest",
           "severe rest", "flag:severe_at_rest"),
]  # fmt: skip

WITH_A_SIGN = [
    now("sixty, overhead presses, and the jaw aches", "signs=sweat_jaw about=older lifts=overhead "
         "began=during where=between_blades", "sweat_jaw"),
    today("a little finger tingles after Romanian deadlifts",
           "signs=numbness lifts=romanian lats=pulled where=neck_to_shoulder", "numbness"),
    soon("benched, and the ribs are sharp on the left when he twists",
          "signs=none kind=sharp sides=one_side where=ribs worse=moving began=later lifts=bench",
          "sharp", "relief:rolling kind:muscle"),
    today("fever since this morning, and a tight neck", "signs=unwell where=neck kind=tight "
           "lifts=front_squat", "unwell", "drill:neck_tilts"),
    soon("pregnant, bit by bit on one side in sumo deadlifts",
          "signs=none about=pregnant began=during sides=one_side kind=tight lifts=sumo",
          "one_side", "relief:heat relief:medicine kind:reason"),
    today("the bar hit her neck last week", "signs=impact where=neck_base trend=days_same",
           "impact no_better too_long", hours=100),
    soon("front squats five days ago, slowly better", "signs=none kind=ache sides=both "
          "trend=better lifts=front_squat,deadlift which=front_squat where=between_blades",
          "too_long", "kind:muscle relief:cold", hours=120),
    today("a burning rash along a rib", "signs=rash kind=sharp sides=one_side where=ribs",
           "rash sharp", hours=60),
    soon("a cough for three days, and sore ribs", "signs=cough where=ribs kind=ache sides=both",
          "cough", "kind:reason", hours=30),
    today("steroids, and a pop in a row that eases", "signs=none about=thinners began=pop "
           "trend=better sides=one_side lifts=row", "age_and_sudden pop"),
    today("sixty-eight, and a breath hurts on the right", "signs=none about=older "
           "worse=deep_breath sides=one_side began=later lifts=deadlift", "breath_and_care"),
    now("a leg tingles, and peeing is hard", "signs=leg,bowel_bladder lifts=deadlift",
         "leg_and_control"),
    today("severe the day after, and cannot turn the head", "signs=severe began=later "
           "new=more_work lifts=back_squat,pull where=neck,neck_to_shoulder", "severe"),
    today("had breast cancer, and has woken up for weeks", "signs=night about=bones began=weeks "
           "kind=ache where=along_spine", "cancer_and_rest night weeks bones"),
    today("a weak grip in one hand", "signs=weakness where=neck sides=one_side lifts=bench",
           "weakness", "flag:sudden_limb"),
    now("chest pressure, and a set in which the back rounded", "signs=chest lifts=deadlift",
         "chest", sets=(ROUND,)),
    Person("hips shot up on video, and it is sharp on one side",
           "signs=none lifts=deadlift kind=sharp sides=one_side",
           "urgency:soon flag:sharp", f"{people.SILENT_SOON} kind:reason", "", 10, (SHOT_UP,)),
]  # fmt: skip

WITHOUT = [
    plain("a first week of low bar", "where=between_blades kind=ache,tight sides=both worse=moving "
          "began=later lifts=back_squat new=new_lift bar=low_bar warm_up=short form=steady",
          "reason:new_load reason:low_bar_price feel:S1", "reason:bar_low cue:bar_below_bump"),
    plain("night shifts and straps: told to rest more, not of reps that looked different",
          "where=neck_to_shoulder kind=tight sides=both lifts=deadlift gear=straps "
          "life=poor_sleep,little_rest grip=fine lats=held", "reason:overuse",
          "cue:lighter reason:late_shrug reason:lats_off", 30),
    plain("fifty-seven, pull-ups after a break", "about=older kind=ache sides=both worse=moving "
          "where=between_blades lifts=pull new=more_work", "reason:overuse reason:other_lifts",
          "words:squat words:deadlift", 40),
    plain("a desk, and no lift was named", "life=desk,stiff kind=tight worse=sitting",
          "reason:posture reason:stiff", "words:squat words:deadlift"),
    plain("form broke, bounced, and went on", "form=kept_going,bounced lifts=back_squat kind=ache "
          "sides=both", "reason:too_heavy cue:slow_down", "words:deadlift"),
    plain("no brace and a round back in deadlifts", "lifts=deadlift form=no_brace,rounded "
          "kind=ache where=low_back grip=fine lats=held", "reason:rounding reason:no_brace",
          "words:squat drill:zercher"),
    plain("elbows ache in the front rack", "lifts=front_squat where=wrist_elbow kind=ache "
          "sides=both life=stiff form=folded", "reason:rack_reach reason:forward_lean",
          "kind:muscle relief:mat"),
    plain("a pinch in one spot after rows", "lifts=row where=one_spot kind=pinch worse=end_range "
          "sides=one_side began=later", "reason:facet", "relief:rolling kind:comfort", 36),
    Person("told where and what was lifted, and skipped the rest",
           "where=between_blades lifts=back_squat", "urgency:none kind:ask", "kind:reason", "",
           None),
    plain("pregnant, mild, after back squats", "about=pregnant kind=mild,ache sides=both "
          "where=low_back lifts=back_squat", "asks:pregnant",
          "relief:mat relief:medicine relief:rolling"),
    plain("blood thinners, and the bar lay on the bump", "about=thinners kind=ache sides=both "
          "bar=on_bump lifts=back_squat", "asks:thinners reason:bar_high", "relief:rolling"),
]  # fmt: skip


def _seen(story: str, answers: str, must: str, never: str, first: str, *sets: object) -> Person:
    return Person(
        story, f"signs=none {answers}", f"urgency:none {must}", never, first, 24,
        sets,  # type: ignore[arg-type]
    )  # fmt: skip


WITH_A_SET = [
    _seen("a late shrug on video, and the grip was fine", "lifts=deadlift kind=tight grip=fine",
          "reason:lats_off reason:late_shrug", "words:squat", "lats_off",
          late_shrug_deadlift_set()),
    _seen("a clean set on video: told that it showed nothing", "lifts=back_squat kind=ache "
          "sides=both form=steady new=nothing", "asks:nothing_seen asks:tell_more_only",
          "asks:nothing", "", clean_squat_set()),
    _seen("nothing could be judged on video: told so", "lifts=back_squat kind=ache sides=both "
          "form=steady new=nothing", "asks:nothing_judged", "asks:nothing_seen", "",
          front_view_squat_set()),
    _seen("hips first on video, dull on both sides", "kind=ache sides=both", "reason:hips_first "
          "reason:forward_lean", "words:deadlift", "hips_first", good_morning_squat_set()),
    _seen("leaned on video, looked up, and is stiff", "lifts=back_squat form=neck life=stiff",
          "reason:forward_lean reason:stiff reason:neck", "", "forward_lean", LEAN),
    _seen("form slipped on video after a jump in weight", "lifts=back_squat new=load_jump",
          "reason:too_heavy reason:new_load", "", "too_heavy", SLIPPED),
    _seen("perhaps a head out of line on video, and the neck is sore", "lifts=back_squat "
          "where=neck kind=ache", "reason:neck cue:gaze_ahead", "", "neck", HEAD),
    _seen("heels and knees on video", "lifts=back_squat kind=ache where=low_back", "reason:base",
          "", "base", FEET),
    _seen("dropped too fast on video, and it grows on the second day", "lifts=back_squat "
          "kind=ache sides=both trend=worse", "reason:too_heavy asks:growing", "flag:worsening",
          "too_heavy", FAST),
    _seen("a shrug in each of two lifts, felt in the deadlift", "lifts=back_squat,deadlift "
          "which=deadlift grip=tired", "reason:late_shrug", "reason:shoulders_up words:squat",
          "late_shrug", SHRUG, late_shrug_deadlift_set()),
    Person("short of depth on video and not a word", "", "urgency:none asks:tell_more_only",
           "kind:reason kind:comfort", "", None, (SHALLOW,)),
    _seen("a deadlift that rounded on video, but it was felt in the squat",
          "lifts=back_squat,deadlift which=back_squat kind=ache sides=both",
          "asks:nothing_seen", "reason:rounding", "", clean_squat_set(), ROUND),
    _seen("both on video, and nobody knows which it was", "lifts=back_squat,deadlift which=unsure",
          "reason:rounding", "", "rounding", clean_squat_set(), ROUND),
]  # fmt: skip

FOURTH = [*ADD_UP, *WITH_A_SIGN, *WITHOUT, *WITH_A_SET]
