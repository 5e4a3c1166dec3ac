"""People whose signs add up, and people who are like them but for one sign.

Each combination of `symptoms.toml` is met at least once, and each has a neighbor whom it must not
catch. Marks are those of `ids.py`.
"""

from __future__ import annotations

from tests.examples import good_morning_squat_set
from tests.knowledge.people import SILENT_NOW, SILENT_SOON, SILENT_TODAY, Person


def _now(story: str, answers: str, flag: str, **more: object) -> Person:
    return Person(story, answers, f"urgency:now flag:{flag}", SILENT_NOW, "", **more)  # type: ignore[arg-type]


def _today(story: str, answers: str, flags: str, never: str = "") -> Person:
    must = " ".join(["urgency:today", *(f"flag:{flag}" for flag in flags.split())])
    return Person(story, answers, must, f"{SILENT_TODAY} {never}".strip(), "")


def _soon(story: str, answers: str, flags: str, never: str = "") -> Person:
    must = " ".join(["urgency:soon", *(f"flag:{flag}" for flag in flags.split())])
    return Person(story, answers, must, f"{SILENT_SOON} {never}".strip())


ADDING_UP = [
    _now("fell with the bar, one hand is weak", "signs=impact,weakness", "blow_and_nerve"),
    _now("fell with the bar, tingling fingers", "signs=impact,numbness", "blow_and_nerve"),
    _now("a plate hit the back, a leg is numb", "signs=impact,leg", "blow_and_nerve"),
    _now("a fall, and both legs are weak", "signs=impact,both_legs", "blow_and_nerve"),
    _now("a fall, a numb hand, and a set on video", "signs=impact,numbness lifts=back_squat",
         "blow_and_nerve", sets=(good_morning_squat_set(),)),
    _now("a headache, and it is severe", "signs=severe where=headache", "headache_and_more"),
    _now("a headache with fever", "signs=unwell where=headache,neck", "headache_and_more"),
    _now("a headache since the bar hit the neck", "signs=impact where=headache",
         "headache_and_more"),
    _now("a headache and a numb hand", "signs=numbness where=headache", "headache_and_more"),
    _now("a headache and a weak hand", "signs=weakness where=headache", "headache_and_more"),
    _now("a headache and a weak leg", "signs=leg where=headache", "headache_and_more"),
    _now("a headache with a pop in the rep", "began=pop where=headache", "headache_and_more"),
    _now("a sudden headache at home", "began=sudden where=headache", "headache_and_more"),
    _soon("a headache that came with the sore neck", "where=headache,neck kind=ache", "headache",
          "flag:headache_and_more kind:reason"),
    _now("had cancer, one leg is weak", "signs=leg about=bones", "cancer_and_nerve"),
    _now("had cancer, a weak hand", "signs=weakness about=bones", "cancer_and_nerve"),
    _now("brittle bones, tingling fingers", "signs=numbness about=bones", "cancer_and_nerve"),
    _now("brittle bones, and a fall", "signs=impact about=bones", "cancer_and_nerve"),
    _today("had cancer, wakes at night", "signs=night about=bones", "cancer_and_rest night",
           "flag:cancer_and_nerve"),
    _today("brittle bones, the same at rest", "worse=rest about=bones", "cancer_and_rest"),
    _today("brittle bones, growing since this morning", "trend=worse about=bones",
           "cancer_and_rest"),
    _today("had cancer, built up over weeks", "began=weeks about=bones", "cancer_and_rest weeks"),
    _now("blood thinners, and a fall", "signs=impact about=thinners", "thinners_and_blow"),
    _today("a pop, and she is over 55", "began=pop about=older", "age_and_sudden pop"),
    _today("a pop, and he takes steroids", "began=pop about=thinners", "age_and_sudden pop"),
    _today("pregnant, with a headache", "where=headache about=pregnant", "pregnant_and_more"),
    _today("a new cough, and a breath hurts", "signs=cough worse=deep_breath", "cough_and_breath"),
    _soon("a new cough, and a sore back", "signs=cough kind=ache", "cough",
          "kind:reason flag:cough_and_breath"),
    _today("a rash on one side", "signs=rash sides=one_side", "rash"),
    _soon("over 55, sharp on one side: no strain named",
          "about=older kind=sharp,tight sides=one_side", "age_and_sharp sharp",
          "kind:reason reason:strain"),
    _today("a fall, and nothing else", "signs=impact kind=ache", "impact", "flag:blow_and_nerve"),
    _today("tingling fingers without a fall", "signs=numbness", "numbness", "flag:blow_and_nerve"),
    _now("one leg is weak and peeing is hard", "signs=leg,bowel_bladder", "leg_and_control"),
    _now("one leg is numb, and numb between the legs", "signs=leg,saddle", "leg_and_control"),
    _now("both legs weak, and numb between the legs", "signs=both_legs,saddle", "leg_and_control"),
    _now("both legs weak, no control", "signs=both_legs,bowel_bladder", "leg_and_control"),
    _now("both legs feel weak, nothing else", "signs=both_legs lifts=deadlift", "both_legs"),
    _now("both legs and one leg tapped", "signs=both_legs,leg", "both_legs"),
    _today("one leg tingles", "signs=leg kind=ache", "leg", "flag:leg_and_control flag:both_legs"),
    _now("chills and weak legs", "signs=unwell,both_legs where=along_spine", "nerve_and_fever"),
    _now("fever and one weak leg", "signs=unwell,leg", "nerve_and_fever"),
    _now("fever and a weak hand", "signs=unwell,weakness", "nerve_and_fever"),
    _now("fever and a numb hand", "signs=unwell,numbness", "nerve_and_fever"),
    _today("fever alone", "signs=unwell kind=ache", "unwell", "flag:nerve_and_fever"),
    _today("a weak hand and night pain", "signs=weakness,night", "weakness night",
           "flag:nerve_and_fever"),
    _now("sudden and severe in the third rep", "signs=severe began=pop where=between_blades",
         "sudden_severe"),
    _now("sudden and severe on the sofa", "signs=severe began=sudden", "sudden_severe"),
    _now("severe, the same at rest, growing", "signs=severe worse=rest trend=worse",
         "sudden_severe"),
    _now("began with a pop, the same at rest, growing", "began=pop worse=rest trend=worse",
         "sudden_severe"),
    _now("came on suddenly, the same at rest, growing",
         "began=sudden worse=rest trend=worse where=between_blades", "sudden_severe"),
    _today("severe, but it came overnight", "signs=severe began=later", "severe",
           "flag:sudden_severe"),
    _today("severe and growing, but only when moving", "signs=severe worse=moving trend=worse",
           "severe", "flag:sudden_severe"),
    _soon("the same at rest and growing, after weeks", "worse=rest trend=worse began=weeks",
          "rest weeks", "flag:sudden_severe"),
    _soon("a pop that eases when it rests", "began=pop worse=moving", "pop",
          "flag:sudden_severe kind:reason"),
    _soon("came on suddenly, and is easing", "began=sudden trend=better", "sudden",
          "flag:sudden_severe kind:reason"),
    _now("a stab on the right with each breath since a set",
         "worse=deep_breath sides=one_side began=pop", "sudden_breath"),
    _now("woke up with a stab on one side at each breath",
         "worse=deep_breath sides=one_side began=sudden", "sudden_breath"),
    _now("a sharp stab with each breath since a rep", "worse=deep_breath kind=sharp began=pop",
         "sudden_breath"),
    _now("sudden, sharp, with each breath", "worse=deep_breath kind=sharp began=sudden",
         "sudden_breath"),
    _soon("a deep breath pulls, both sides, since the next day",
          "worse=deep_breath sides=both began=later", "breath", "flag:sudden_breath"),
    _soon("one side, sharp, but not with a breath", "sides=one_side kind=sharp began=later",
          "sharp", "flag:sudden_breath"),
    _now("runs into the left arm with a cold sweat", "signs=radiating,sweat_jaw", "arm_and_heart"),
    _now("severe with a cold sweat", "signs=severe,sweat_jaw", "arm_and_heart"),
    _now("into an arm, and breathing is hard", "signs=radiating,chest", "chest"),
    _now("into an arm, jaw and chest", "signs=radiating,sweat_jaw,chest", "arm_and_heart"),
    _today("into an arm and nothing else", "signs=radiating", "radiating", "flag:arm_and_heart"),
    _today("a cold sweat with it", "signs=sweat_jaw kind=ache", "sweat_jaw", "flag:arm_and_heart"),
]  # fmt: skip

NOT_MUSCLE = [
    Person("front squats, sore like muscle: lighter, and go on",
           "signs=none lifts=front_squat kind=ache sides=both",
           "reason:front_rack kind:muscle drill:light_front_squat relief:mat says_when", ""),
    Person("front squats, one small spot: not a word of going on",
           "signs=none lifts=front_squat kind=ache sides=both where=one_spot",
           "reason:front_rack says_when", "kind:muscle drill:light_front_squat relief:mat"),
    Person("front squats, a pinch at the end: the same",
           "signs=none lifts=front_squat kind=ache,pinch sides=both worse=end_range",
           "says_when", "kind:muscle drill:light_front_squat relief:mat kind:comfort"),
    Person("front squats, and the ribs ache: the same",
           "signs=none lifts=front_squat kind=ache sides=both where=ribs",
           "says_when", "kind:muscle drill:light_front_squat relief:mat"),
    Person("front squats, and not a word how it feels: nobody is told to go on",
           "signs=none lifts=front_squat", "reason:front_rack says_when",
           "kind:muscle drill:light_front_squat relief:mat"),
    _soon("front squats, sharp on one side", "lifts=front_squat kind=sharp sides=one_side",
          "sharp", "kind:muscle drill:light_front_squat relief:mat"),
    _soon("front squats and a pop: no strain is named", "lifts=front_squat began=pop",
          "pop", "reason:strain kind:reason kind:muscle"),
    Person("the first front squats, sore like muscle: the same weight may do",
           "signs=none lifts=front_squat new=new_lift kind=tight sides=both",
           "reason:new_load kind:muscle says_when", ""),
    Person("the first front squats, wakes at night", "signs=night lifts=front_squat new=new_lift",
           "urgency:soon flag:night", f"{SILENT_SOON} kind:muscle kind:reason"),
]  # fmt: skip
