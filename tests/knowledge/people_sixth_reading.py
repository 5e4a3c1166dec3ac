"""The people of the sixth reading whose answer was marked, and what they are told since.

The reading, with its figures, is in docs/readings-of-answers.md.
"""

from __future__ import annotations

from functools import partial

from tests.knowledge import people
from tests.knowledge.build import finding, one_set, rep
from tests.knowledge.people import Person, plain

now = partial(people.now, hours=2)
today = partial(people.today, hours=20)

ADD_UP = [
    now("benched, the jaw aches, and it began bit by bit in the set",
         "signs=sweat_jaw began=during lifts=bench where=between_blades kind=ache",
         "sweat_jaw"),
    now("blood thinners, and a cold sweat after rows",
         "signs=sweat_jaw about=thinners lifts=row where=between_blades", "sweat_jaw"),
    now("woke up with a cold sweat", "signs=sweat_jaw,night lifts=pull", "sweat_jaw"),
    now("thirty-nine, severe, into the arm, the same at rest",
         "signs=severe,radiating worse=rest lifts=bench kind=ache", "arm_and_heart"),
    today("sharp with each breath, and skipped which side and when",
           "signs=none worse=deep_breath kind=sharp lifts=back_squat", "breath_sharp"),
    today("each breath hurts, and so it does at rest",
           "signs=none worse=rest,deep_breath lifts=bench", "breath_and_more"),
    today("sixty, since a set bit by bit, lying down changes nothing",
           "signs=none about=older began=during worse=rest lifts=deadlift", "age_and_effort"),
    today("has a cancer, and a fever", "signs=unwell about=bones lifts=pull kind=ache",
           "cancer_and_fever unwell bones"),
]  # fmt: skip

OF_THE_PLAN = [
    plain("pregnant, and hardly trains core and glutes: nothing on the back or the front",
          "about=pregnant kind=ache sides=both life=weak_core,no_back_work lifts=back_squat,row",
          "reason:weak asks:pregnant", "drill:core_glute_strength drill:ytw_raise wait:zercher"),
    plain("a sore wrist, and leaned forward: nothing on hands or in the crook of the arms",
          "where=wrist_elbow kind=ache sides=both form=folded,no_brace life=stiff "
          "lifts=back_squat", "reason:forward_lean",
          "wait:zercher drill:bird_dog drill:cat_cow drill:thread_needle", 60),
    plain("blood thinners, and leaned forward: no bar in the crook of the arms",
          "about=thinners kind=ache form=folded lifts=back_squat", "reason:forward_lean",
          "wait:zercher"),
    plain("a sore neck and a stiff back: no roll with hands behind the head",
          "where=neck kind=tight,ache sides=both life=stiff form=neck lifts=back_squat",
          "reason:stiff drill:open_book", "drill:foam_roll_flexion drill:foam_roll_extension"),
]  # fmt: skip

HIPS = one_set(
    rep(1), rep(2), rep(3, finding("hips_shoot")), lift="deadlift", name="hips.mp4", broken=3
)
OF_THE_SET = [
    Person("hips shot up in the third rep on video: nothing of a bounce that nobody saw",
           "signs=none kind=ache sides=both lifts=deadlift",
           "reason:hips_first reason:too_heavy cue:rise_together cue:brace", "cue:slow_down",
           "hips_first", 20, (HIPS,)),
    plain("bounced: told to go down under control",
          "kind=ache sides=both lifts=back_squat form=bounced", "reason:too_heavy cue:slow_down"),
]  # fmt: skip

SIXTH = [*ADD_UP, *OF_THE_PLAN, *OF_THE_SET]
