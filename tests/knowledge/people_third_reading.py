"""People of the third reading whose answer was marked, and what they are told since.

The reading, with its figures, is in docs/readings-of-answers.md.
"""

from __future__ import annotations

from functools import partial

from tests.examples import clean_squat_set
from tests.knowledge import people
from tests.knowledge.people import SHALLOW, Person, plain

now = partial(people.now, hours=5)
today = partial(people.today, hours=30)
soon = partial(people.soon, hours=20)

ADD_UP = [
    now("severe pain with each breath", "signs=severe worse=deep_breath lifts=front_squat",
         "sudden_breath"),
    now("severe, a cough, and each breath hurts", "signs=severe,cough worse=deep_breath",
         "sudden_breath"),
    now("a cough, and suddenly each breath hurts",
         "signs=cough worse=deep_breath began=sudden", "sudden_breath"),
    now("pregnant, and suddenly each breath hurts",
         "signs=none about=pregnant worse=deep_breath began=sudden", "sudden_breath"),
    now("pregnant, and each breath hurts since a rep",
         "signs=none about=pregnant worse=deep_breath began=pop", "sudden_breath"),
    now("sixty, and suddenly each breath hurts",
         "signs=none about=older worse=deep_breath began=sudden", "sudden_breath"),
    now("sixty, and each breath hurts since a rep",
         "signs=none about=older worse=deep_breath began=pop", "sudden_breath"),
    now("a cold sweat, and it grows", "signs=sweat_jaw trend=worse", "sweat_jaw"),
    now("a cold sweat and a numb hand", "signs=sweat_jaw,numbness lifts=bench",
         "sweat_jaw"),
    now("a cold sweat and a weak arm", "signs=sweat_jaw,weakness", "sweat_jaw"),
    now("a cold sweat and a weak leg", "signs=sweat_jaw,leg", "sweat_jaw"),
    now("a cold sweat since a fall", "signs=sweat_jaw,impact", "sweat_jaw"),
    now("a cold sweat and a headache", "signs=sweat_jaw where=headache", "sweat_jaw"),
    now("sixty, severe, and into the arm", "signs=radiating,severe about=older",
         "arm_and_heart"),
    now("sixty, suddenly into the arm after bench presses",
         "signs=radiating about=older began=sudden lifts=bench", "arm_and_heart"),
    now("sixty, into the arm since a rep", "signs=radiating about=older began=pop",
         "arm_and_heart"),
    now("one leg tingles, more by the hour", "signs=leg trend=worse lifts=deadlift",
         "leg_and_growing"),
    now("blood thinners, a pull, and a numb hand",
         "signs=numbness about=thinners began=pop lifts=deadlift", "thinners_and_nerve"),
    now("steroids, and one arm is weak", "signs=weakness about=thinners", "thinners_and_nerve"),
    now("blood thinners, and one leg is weak", "signs=leg about=thinners",
         "thinners_and_nerve"),
    now("fell, and it runs into an arm", "signs=impact,radiating where=neck", "blow_and_limb"),
    today("it came suddenly, each breath hurts, and no more was told",
           "worse=deep_breath began=sudden", "sudden_and_breath"),
    today("since a rep each breath hurts, on both sides",
           "signs=none worse=deep_breath began=pop sides=both", "sudden_and_breath"),
    today("sharp, one side, with each breath, and when it began was not told",
           "signs=none worse=deep_breath kind=sharp sides=one_side", "breath_sharp"),
    today("suddenly the ribs hurt", "signs=none where=ribs began=sudden", "sudden_and_breath"),
    today("since a rep the ribs hurt", "signs=none where=ribs began=pop", "sudden_and_breath"),
    today("a headache that grows", "where=headache,neck trend=worse", "headache_and_care"),
    today("a headache that wakes her", "signs=night where=headache", "headache_and_care"),
    today("sixty, with a headache", "signs=none about=older where=headache kind=ache",
           "headache_and_about"),
    today("blood thinners, with a headache",
           "signs=none about=thinners where=headache,neck lifts=overhead", "headache_and_about"),
    today("had cancer, with a headache", "signs=none about=bones where=headache",
           "headache_and_about"),
    today("came suddenly, the same at rest", "signs=none began=sudden worse=rest",
           "sudden_and_more"),
    today("came suddenly, and it grows", "signs=none began=sudden trend=worse",
           "sudden_and_more"),
    today("a pop, and it grows", "signs=none began=pop trend=worse lifts=row",
           "sudden_and_more"),
    today("blood thinners, and a deep breath hurts",
           "signs=none about=thinners worse=deep_breath", "breath_and_care"),
    today("each breath hurts, and it grows", "signs=none worse=deep_breath trend=worse",
           "breath_and_more"),
    today("pregnant, and it began suddenly", "signs=none about=pregnant began=sudden",
           "age_and_sudden"),
]  # fmt: skip

SAID = [
    soon("a headache and a sore neck: nobody tilts that neck", "where=headache,neck kind=tight",
          "headache", "drill:neck_tilts"),
    soon("built up over weeks, a session last night: no ice", "began=weeks kind=ache lifts=sumo",
          "weeks", "relief:cold"),
    plain("over 55, a pinch in one spot: the plan rolls over nothing either",
          "about=older kind=pinch worse=end_range where=one_spot lifts=front_squat life=stiff",
          "reason:facet drill:cat_cow", "drill:foam_roll_flexion drill:foam_roll_extension "
          "drill:peanut relief:rolling wait:peanut", 50),
    plain("pregnant, lifted from the floor: asked first, no bar at the belly",
          "about=pregnant kind=ache sides=both lifts=deadlift form=hips_first,folded",
          "asks:pregnant", "wait:zercher drill:zercher"),
    plain("blood thinners, a plain ache: what a bruise would look like",
          "about=thinners kind=ache sides=both lifts=bench", "asks:thinners"),
    plain("looked up in the deadlift: nobody looks ahead from the floor",
          "where=neck kind=tight lifts=deadlift form=neck", "reason:neck cue:gaze_ahead",
          "words:squat", 26),
    Person("stopped short on video: not asked for the set that is there",
           "signs=none kind=ache lifts=back_squat", "asks:tell_more_only",
           "asks:tell_more asks:ask", "", 20, (SHALLOW,)),
    Person("a clean squat and no answers: not asked for the set that is there", "",
           "asks:tell_more_only", "asks:tell_more asks:ask", "", None, (clean_squat_set(),)),
]  # fmt: skip

THIRD = [*ADD_UP, *SAID]
