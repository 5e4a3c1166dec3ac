"""People with a sore upper back: what they answer, what they must be told and must not be told.

Marks are those of `ids.py`. `first` is the first reason, "" for none, None where any will do.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from formcheck.analysis import Analysis
from tests.examples import clean_squat_set, good_morning_squat_set, late_shrug_deadlift_set
from tests.knowledge.build import finding, one_set, rep


@dataclass(frozen=True)
class Person:
    """A story, answers as on the command line, and marks that must and must not be there."""

    story: str
    answers: str
    must: str = ""
    never: str = ""
    first: str | None = None
    hours: float | None = 24
    sets: tuple[Analysis, ...] = ()


SILENT_NOW = (
    "kind:reason kind:comfort kind:cue kind:gentle kind:relief kind:plan kind:help kind:hands_on "
    "kind:ask kind:background"
)
SILENT_SOON = "kind:comfort kind:cue kind:relief kind:plan kind:hands_on kind:ask"


def now(story: str, answers: str, flags: str, hours: float = 24, **more: Any) -> Person:
    """Somebody who has to go now, and is told nothing else."""
    return Person(story, answers, _signs("now", flags), SILENT_NOW, "", hours, **more)


def today(
    story: str, answers: str, flags: str, never: str = "", hours: float = 24, **more: Any
) -> Person:
    """Somebody whom a doctor should see today, and is told nothing else."""
    never = f"{SILENT_NOW} {never}"
    return Person(story, answers, _signs("today", flags), never, "", hours, **more)


def soon(story: str, answers: str, flags: str, never: str = "", hours: float = 24) -> Person:
    """Somebody whom a doctor should see in the next few days."""
    return Person(story, answers, _signs("soon", flags), f"{SILENT_SOON} {never}", None, hours)


def plain(story: str, answers: str, must: str, never: str = "", hours: float = 24) -> Person:
    """Somebody without a sign."""
    return Person(story, f"signs=none {answers}", f"urgency:none {must}", never, None, hours)


def _signs(urgency: str, flags: str) -> str:
    return " ".join([f"urgency:{urgency}", *(f"flag:{flag}" for flag in flags.split())])


LEAN = one_set(rep(1, "excessive_lean"), rep(2, "excessive_lean"), name="lean.mp4")
ROUND = one_set(rep(1, finding("upper_back_rounding", "severe")), lift="deadlift", name="r.mp4")
BASE = one_set(rep(1, finding("knees_in", "severe")), rep(2, "heel_lift"), name="front.mp4")
SHALLOW = one_set(rep(1, finding("shallow_depth", "severe")), rep(2), name="high.mp4")
SHRUG_SQUAT = one_set(rep(1, finding("shrug", "severe")), name="shrug.mp4")
CLEAN_PULL = one_set(*map(rep, (1, 2, 3, 4)), lift="deadlift", name="clean_pull.mp4")

NOW = [
    now("chest pain after heavy deadlifts, and a story that would explain it",
        "signs=chest lifts=deadlift grip=tired where=between_blades kind=ache", "chest"),
    now("chest sign and pain with a deep breath in the ribs",
        "signs=chest worse=deep_breath where=ribs kind=pinch", "chest breath_ribs"),
    now("chest pain with pain into an arm", "signs=chest,radiating form=bounced", "radiating"),
    now("bladder control changed and a leg is numb", "signs=bowel_bladder,leg lifts=deadlift",
        "bowel_bladder leg"),
    now("numb between the legs after deadlifts", "signs=saddle lifts=deadlift kind=ache", "saddle"),
    now("trouble breathing, on a first day of squats",
        "signs=chest new=new_lift lifts=back_squat", "chest"),
    now("a chest sign with a set on video", "signs=chest lifts=back_squat", "chest",
        sets=(good_morning_squat_set(),)),
]  # fmt: skip

TODAY = [
    today("numbness with a clear late-set shrug: silence, not a cue",
          "signs=numbness lifts=deadlift grip=tired", "numbness",
          sets=(late_shrug_deadlift_set(),)),
    today("a weak hand", "signs=weakness kind=ache where=between_blades", "weakness"),
    today("a weak leg after deadlifts", "signs=leg lifts=deadlift where=low_back", "leg"),
    today("pain that runs into an arm", "signs=radiating where=neck_to_shoulder", "radiating"),
    today("fell off a ladder", "signs=impact kind=ache sides=both where=between_blades", "impact"),
    today("fever", "signs=unwell kind=ache where=along_spine", "unwell"),
    today("severe", "signs=severe trend=better new=new_lift", "severe"),
    today("ribs that hurt with each deep breath", "where=ribs worse=deep_breath kind=pinch",
          "breath_ribs breath"),
    today("night pain with fever: the fever decides", "signs=night,unwell", "night unwell"),
    today("numb for four days", "signs=numbness trend=days_same", "no_better too_long", hours=96),
    today("none of these and numbness both tapped: the sign counts", "signs=none,numbness",
          "numbness"),
]  # fmt: skip

SOON = [
    Person("four days after the first deadlifts and slowly getting better",
           "lifts=deadlift new=new_lift kind=ache sides=both trend=better where=between_blades",
           "urgency:soon flag:too_long relief:ease_off relief:easy_session relief:heat "
           "kind:help reason:new_load", SILENT_SOON, "new_load", hours=96),
    Person("no better for days, ten hours after a session", "trend=days_same kind=ache",
           "urgency:soon flag:no_better relief:ease_off", f"{SILENT_SOON} flag:too_long", "",
           hours=10),
    Person("72 hours sharp is not over the line", "kind=ache where=between_blades",
           "urgency:none", "flag:too_long", "", hours=72),
    Person("73 hours is", "kind=ache", "urgency:soon flag:too_long", SILENT_SOON, "", hours=73),
    Person("getting worse on the third day", "trend=worse kind=ache sides=both", "flag:worsening",
           f"{SILENT_SOON} feel:S1", "", hours=50),
    Person("getting worse, and no word of when", "trend=worse kind=ache sides=both",
           "flag:worsening", f"{SILENT_SOON} feel:S1", "", hours=None),
    Person("sharp pain that also fits a small joint: the warning wins, no joint is named",
           "kind=sharp where=one_spot worse=end_range", "flag:sharp",
           f"{SILENT_SOON} reason:facet feel:S2", ""),
    Person("wakes up at night", "signs=night kind=ache where=between_blades sides=both",
           "urgency:soon flag:night relief:ease_off",
           f"{SILENT_SOON} kind:reason feel:S1 feel:S3", ""),
    Person("woken at night, and a set that leaned", "signs=night lifts=back_squat form=folded",
           "flag:night", f"{SILENT_SOON} kind:reason", "", sets=(LEAN,)),
    Person("the same at rest for weeks", "worse=rest began=weeks kind=ache where=between_blades",
           "urgency:soon flag:rest flag:weeks", f"{SILENT_SOON} feel:S3", ""),
    Person("the same at rest, and a new lift", "worse=rest new=new_lift kind=ache",
           "flag:rest relief:ease_off", f"{SILENT_SOON} kind:reason", ""),
    Person("a deep breath alone", "worse=deep_breath kind=ache where=between_blades",
           "urgency:soon flag:breath", f"{SILENT_SOON} feel:S3", ""),
    Person("a pop in the third rep", "began=pop sides=one_side lifts=deadlift kind=tight",
           "urgency:soon flag:pop", f"{SILENT_SOON} feel:S1 kind:reason", ""),
    Person("the desk, for weeks", "life=desk worse=sitting began=weeks",
           "flag:weeks reason:posture relief:ease_off", SILENT_SOON, "posture"),
]  # fmt: skip

FIT = [
    Person("bit by bit in a set, on one side: looked at, and no strain named for it",
           "began=during sides=one_side kind=tight,ache where=between_blades",
           "urgency:soon flag:one_side relief:ease_off relief:cold",
           f"{SILENT_SOON} feel:S1 feel:S3 relief:rolling reason:strain", ""),
    Person("the same on a first day of deadlifts", "began=during sides=one_side new=new_lift",
           "flag:one_side reason:new_load", f"{SILENT_SOON} reason:strain", "new_load"),
    Person("during a set, tight, no side named", "began=during kind=tight",
           "urgency:none", "kind:comfort feel:S1 reason:strain", ""),
    Person("tight on one side: a strain is possible", "sides=one_side kind=tight",
           "reason:strain urgency:none", "kind:comfort feel:S1 kind:muscle", "strain"),
    Person("it grows on the first day: no sign yet, and no comfort",
           "trend=worse kind=ache sides=both worse=moving",
           "urgency:none asks:growing", "flag:worsening kind:comfort", "", hours=20),
    Person("short of depth on video makes no upper back sore", "lifts=back_squat",
           "urgency:none", "reason:base", "", sets=(SHALLOW,)),
    Person("one side since last night: not called common", "sides=one_side kind=ache",
           "urgency:none", "kind:comfort feel:S1", ""),
    Person("tired muscle on both sides", "kind=ache sides=both worse=moving where=between_blades",
           "feel:S1 feel:S3 kind:comfort", "reason:strain", ""),
    Person("first deadlifts: no front squats for him", "lifts=deadlift new=new_lift",
           "reason:new_load drill:core_glute_strength",
           "drill:light_front_squat words:front words:squat", "new_load"),
    Person("first front squats: those, lighter",
           "lifts=front_squat new=new_lift kind=ache sides=both",
           "drill:light_front_squat words:front", "words:deadlift", "new_load"),
    Person("only rows and a tired grip: not a word of deadlifts",
           "lifts=row grip=tired where=neck_to_shoulder", "reason:late_shrug reason:other_lifts",
           "words:deadlift words:squat cue:bar_below_bump", "late_shrug"),
    Person("a desk and deadlifts: no pull in the posture", "lifts=deadlift life=desk",
           "reason:posture cue:gaze_ahead", "words:deadlift", "posture"),
    Person("a desk and nothing lifted", "life=desk where=neck_to_shoulder",
           "reason:posture", "words:deadlift words:squat", "posture"),
    Person("a bar position without a back squat does not count", "lifts=bench bar=on_bump",
           "reason:other_lifts", "reason:bar_high cue:bar_below_bump", "other_lifts"),
    Person("a low bar without squats does not count", "lifts=deadlift bar=low_bar",
           "urgency:none", "reason:low_bar_price words:low_bar", ""),
    Person("a grip without deadlifts or rows does not count", "lifts=back_squat grip=tired",
           "urgency:none", "reason:late_shrug", ""),
    Person("a shrug in a squat on video: shoulders, not grip", "lifts=back_squat",
           "reason:shoulders_up", "reason:late_shrug reason:lats_off words:deadlift",
           "shoulders_up", sets=(SHRUG_SQUAT,)),
    Person("soreness where front squats work, without front squats",
           "lifts=back_squat where=between_blades,along_spine life=no_back_work",
           "reason:weak", "reason:front_rack drill:light_front_squat words:front", "weak"),
    Person("a beginner who hardly trains the back: the new lift first",
           "new=new_lift life=no_back_work,weak_core lifts=back_squat", "reason:new_load",
           "drill:moving_blackburn drill:sweatt_shrug", "new_load"),
    Person("a beginner without any strength work", "new=new_lift life=no_back_work",
           "reason:new_load", "drill:sweatt_shrug", "new_load"),
    Person("weak and sore now: loaded rounding and shrugs wait, and it says until when",
           "life=no_back_work,weak_core kind=ache",
           "wait:moving_blackburn wait:sweatt_shrug says_when",
           "drill:moving_blackburn drill:sweatt_shrug drill:zercher drill:chain_ytl", "weak"),
    Person("front squatter: Zercher and Blackburn wait",
           "lifts=front_squat where=between_blades kind=ache worse=moving",
           "wait:zercher drill:light_front_squat",
           "drill:zercher drill:moving_blackburn", "front_rack"),
    Person("low bar: Blackburn waits", "lifts=back_squat bar=low_bar where=between_blades",
           "wait:moving_blackburn drill:face_pull", "drill:moving_blackburn", "low_bar_price"),
    Person("rounded in the deadlift: Blackburn and chains wait", "lifts=deadlift form=rounded",
           "wait:moving_blackburn wait:chain_ytl drill:scapular_set", "drill:zercher", "rounding"),
    Person("rows and back squats together", "lifts=row,back_squat", "reason:other_lifts", "",
           "other_lifts"),
    Person("presses and deadlifts together", "lifts=overhead,deadlift", "reason:other_lifts"),
    Person("all leg lifts and a bench press", "lifts=back_squat,front_squat,deadlift,bench",
           "reason:other_lifts"),
    Person("nothing said at all", "", "kind:ask", "kind:comfort kind:reason relief:ease_off", "",
           hours=None),
    Person("only 'none of these'", "signs=none", "kind:ask", "kind:comfort relief:ease_off", "",
           hours=None),
    Person("only the hours", "", "kind:ask relief:cold", "kind:comfort", "", hours=10),
    Person("the mat has no heat: it is for the first day, heat and stretches are not",
           "kind=ache sides=both", "relief:mat relief:cold later:heat "
           "later:stretches disagree:heat disagree:first_days",
           "relief:heat relief:stretches", hours=6),
    Person("the third day: heat and stretches, no ice", "kind=ache,tight",
           "relief:heat relief:stretches relief:mat", "relief:cold", hours=50),
    Person("gear that holds it together", "gear=needed", "reason:gear", "", "gear"),
    Person("gear that is not needed", "gear=used where=between_blades", "urgency:none",
           "reason:gear", ""),
    Person("hips far back, asked and not measured", "form=hips_back lifts=back_squat",
           "reason:hips_back cue:unseen_chair", "reason:forward_lean", "hips_back"),
    Person("leaned in the deadlift: no ankles", "form=folded lifts=deadlift",
           "reason:forward_lean words:deadlift", "words:squat drill:zercher", "forward_lean"),
    Person("unsteady feet in a row session are no base for squats", "lifts=row form=unsteady",
           "reason:other_lifts", "reason:base", "other_lifts"),
]  # fmt: skip

OTHER_LIFTS = [
    Person("an overhead press that arched", "lifts=overhead form=arched",
           "reason:arched_press words:upper", "words:squat words:deadlift reason:rounding",
           "arched_press"),
    Person("looked up in the bench press: no gaze ahead", "lifts=bench form=neck",
           "reason:neck words:upper", "words:squat words:deadlift", "neck"),
    Person("rows without a brace: no squat's bottom", "lifts=row form=no_brace",
           "reason:no_brace words:upper", "words:squat", "no_brace"),
    Person("pull-ups only", "lifts=pull", "reason:other_lifts", "words:squat words:deadlift",
           "other_lifts"),
    Person("squats and bench, and it was the bench",
           "lifts=back_squat,bench which=bench form=hips_first,neck",
           "reason:neck words:upper", "reason:hips_first words:squat", "neck"),
    Person("squats and bench, and it was the squat",
           "lifts=back_squat,bench which=back_squat form=hips_first",
           "reason:hips_first cue:rise_together", "reason:other_lifts", "hips_first"),
    Person("squats and bench, and nobody knows which",
           "lifts=back_squat,bench which=unsure form=hips_first",
           "reason:hips_first reason:other_lifts", "", "hips_first"),
    Person("which one hurt does not count of a lift that was not done",
           "lifts=deadlift which=bench", "urgency:none", "reason:other_lifts", ""),
    Person("sumo: the lats speak of a deadlift", "lifts=sumo lats=pulled",
           "reason:lats_off words:deadlift", "words:squat", "lats_off"),
    Person("Romanian deadlifts and a tired grip", "lifts=romanian grip=tired",
           "reason:late_shrug words:deadlift", "words:squat reason:hips_first", "late_shrug"),
    Person("straps speak against the grip", "lifts=deadlift grip=tired gear=straps",
           "reason:late_shrug", "", "late_shrug"),
    Person("a front rack that hurts wrists: not the muscles alone, so no word of going on",
           "lifts=front_squat where=wrist_elbow kind=ache sides=both",
           "reason:rack_reach reason:front_rack", "kind:muscle drill:light_front_squat",
           "front_rack"),
    Person("wrists hurt more than anything", "lifts=front_squat where=wrist_elbow life=stiff",
           "reason:stiff", "kind:muscle", "stiff"),
    Person("bad sleep", "life=poor_sleep", "reason:overuse", "", "overuse"),
    Person("mild, after a first front squat",
           "lifts=front_squat new=new_lift kind=ache,mild sides=both", "reason:new_load feel:S1",
           "", "new_load"),
    Person("pregnant and sore: no pills named", "about=pregnant kind=ache sides=both",
           "urgency:none relief:ease_off", "relief:medicine"),
    Person("blood thinners and sore: no pills named", "about=thinners kind=ache sides=both",
           "urgency:none relief:ease_off", "relief:medicine"),
    Person("over 55 and plainly sore: as anybody", "about=older kind=ache sides=both",
           "urgency:none relief:medicine feel:S1", ""),
    Person("the neck alone, and looked up", "lifts=back_squat where=neck form=neck",
           "reason:neck", "", "neck"),
]  # fmt: skip

REASONS = [
    Person("hips first, and she felt it", "form=hips_first where=between_blades",
           first="hips_first"),
    Person("a good-morning set on video", "lifts=back_squat", first="hips_first",
           sets=(good_morning_squat_set(),)),
    Person("he folds forward", "form=folded where=low_back", first="forward_lean"),
    Person("a lot of lean on video", "lifts=back_squat", first="forward_lean", sets=(LEAN,)),
    Person("the grip went first", "lifts=deadlift grip=tired where=neck_to_shoulder",
           "words:deadlift", first="late_shrug"),
    Person("a late shrug on video", "lifts=deadlift", first="late_shrug",
           sets=(late_shrug_deadlift_set(),)),
    Person("the bar drags the shoulders", "lifts=deadlift lats=pulled", first="lats_off"),
    Person("a rounded back on video", "lifts=deadlift", first="rounding", sets=(ROUND,)),
    Person("no brace", "form=no_brace where=low_back", first="no_brace"),
    Person("bar on the bump", "lifts=back_squat bar=on_bump where=neck_base",
           "cue:bar_below_bump", first="bar_high"),
    Person("the bar slid down", "lifts=back_squat bar=slid", first="bar_low"),
    Person("low bar is a style, not a bar that slid", "lifts=back_squat bar=low_bar",
           "words:low_bar", "reason:bar_low", "low_bar_price"),
    Person("front squats: left out until it moves freely, and no cue for them",
           "lifts=front_squat where=between_blades kind=ache", never="words:front",
           first="front_rack"),
    Person("a new lift", "new=new_lift began=later kind=ache", first="new_load"),
    Person("form broke and he went on", "form=kept_going,bounced", first="too_heavy"),
    Person("straight to the heavy bar", "warm_up=none", first="no_warm_up"),
    Person("six days in a row", "life=little_rest new=more_work", first="overuse"),
    Person("stiff when turning", "life=stiff", first="stiff"),
    Person("no upper back training", "life=no_back_work,weak_core", first="weak"),
    Person("looked at the ceiling", "form=neck where=neck_base", first="neck"),
    Person("rows and presses only", "lifts=row,overhead,bench", first="other_lifts"),
    Person("knees and heels on video", "lifts=back_squat", first="base", sets=(BASE,)),
    Person("an uneven bar", "gear=uneven", first="equipment"),
    Person("a pinch in one spot", "kind=pinch where=one_spot worse=end_range", "feel:S2",
           "kind:comfort", first="facet"),
    Person("nothing to go by", "where=between_blades kind=ache", "kind:comfort kind:ask", "", ""),
    Person("a clean video with a load jump: the load, not the form",
           "new=load_jump lifts=back_squat form=hips_first", "reason:new_load", "", "new_load",
           sets=(clean_squat_set(),)),
    Person("grip tired, but the video of the pulls is clean: lower, still named",
           "lifts=deadlift grip=tired new=load_jump", "reason:late_shrug", "", "new_load",
           sets=(CLEAN_PULL,)),
]  # fmt: skip

PEOPLE = [*NOW, *TODAY, *SOON, *FIT, *OTHER_LIFTS, *REASONS]
