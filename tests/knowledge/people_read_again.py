"""People of the second reading whose answer was marked, and what they are told since.

The reading, with its figures, is in docs/readings-of-answers.md.
"""

from __future__ import annotations

from functools import partial

from tests.knowledge import people
from tests.knowledge.people import SILENT_SOON, Person, plain

now = partial(people.now, hours=3)

READ_AGAIN = [
    now("a fall, and the spine hurts badly", "signs=impact,severe where=along_spine",
         "blow_and_severe"),
    now("the bar came down, each breath hurts", "signs=impact worse=deep_breath",
         "blow_and_breath"),
    now("a numb hand and a leg that gives way", "signs=leg,numbness lifts=deadlift",
         "arm_and_leg"),
    now("a weak arm and a weak leg", "signs=weakness,leg", "arm_and_leg"),
    now("both legs weak, and tingling fingers", "signs=both_legs,numbness", "arm_and_leg"),
    now("both legs and an arm weak", "signs=both_legs,weakness", "arm_and_leg"),
    now("sixty, a cold sweat after bench presses",
         "signs=sweat_jaw about=older where=between_blades lifts=bench", "sweat_jaw"),
    now("came suddenly with a cold sweat", "signs=sweat_jaw began=sudden", "sweat_jaw"),
    now("a cold sweat in the rep in which it pulled", "signs=sweat_jaw began=pop",
         "sweat_jaw"),
    now("a cold sweat, the same at rest", "signs=sweat_jaw worse=rest", "sweat_jaw"),
    now("a cold sweat, worse with a breath", "signs=sweat_jaw worse=deep_breath",
         "sweat_jaw"),
    now("sixty, into the arm, the same at rest", "signs=radiating about=older worse=rest",
         "arm_and_heart"),
    now("pregnant, and the pain is severe", "signs=severe about=pregnant", "pregnant_and_severe"),
    plain("pregnant, sore like muscle: no mat, no pills, no rolling",
          "about=pregnant kind=ache sides=both where=along_spine lifts=deadlift",
          "relief:easy_session", "relief:mat relief:medicine relief:rolling"),
    plain("pregnant, two days later: no heat",
          "about=pregnant kind=ache sides=both lifts=deadlift", "relief:easy_session",
          "relief:heat relief:mat", 50),
    plain("blood thinners, sore like muscle: no pressure",
          "about=thinners kind=ache sides=both lifts=back_squat", "relief:easy_session",
          "relief:mat relief:medicine relief:rolling"),
    plain("blood thinners and a stiff back: no foam roll before the next session",
          "about=thinners kind=tight life=stiff", "drill:cat_cow drill:open_book",
          "drill:foam_roll_flexion drill:foam_roll_extension drill:peanut wait:peanut"),
    plain("a pinch in one spot: nothing rolls over it",
          "kind=pinch worse=end_range where=one_spot lifts=row", "reason:facet relief:easy_session",
          "relief:rolling relief:mat", 40),
    Person("had cancer, a plain ache after squats", "signs=none about=bones kind=ache sides=both",
           "urgency:soon flag:bones", f"{SILENT_SOON} relief:rolling kind:reason"),
]  # fmt: skip
