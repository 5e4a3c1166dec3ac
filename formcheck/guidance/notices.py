"""Sentences about the clip itself: what the camera could not show, and how to film next time."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Final

import numpy as np

from formcheck.analysis import Analysis, Notice, RepAnalysis, Shot
from formcheck.findings.judging import shot_of
from formcheck.findings.verdict import BROKEN_OFF
from formcheck.guidance.rep_notices import (
    by_hand,
    head_hidden,
    slow_motion,
    sped_up,
    to_one_side,
)
from formcheck.guidance.set_summary import judged_in_part
from formcheck.guidance.wording import clock, rep_list
from formcheck.lifts import SURE_FROM, LiftName
from formcheck.metrics import measurement
from formcheck.metrics.measurement import assessed
from formcheck.metrics.table import metric_row
from formcheck.motion.motion import CameraView
from formcheck.observation.observation import Observation
from formcheck.observation.poses import ANKLES, FULL_VIEW, SHOULDERS, WRISTS, PersonSeen, PoseTrack
from formcheck.reps.both_lifts import LiftSpan
from formcheck.reps.lift import LiftGuess
from formcheck.reps.lift_probability import NAMED_FROM, LiftOdds
from formcheck.reps.rep_window import too_much_from, view_reason

# Where to put the phone, worded once for the guide, the notices and the drawing. Exactly from the
# side, plates hide the body, and some reps and leans cannot be read. From 10° to the front nearly
# all are read, with no larger error; from 45° intervals are a quarter wider (docs/accuracy.md,
# `lean_gain_deg` and `lean_peak_deg` by view). So for a lifter behind full-size plates the camera
# is to move just past them.
FROM_THE_SIDE: Final = "from the side, at hip height"
PAST_THE_PLATE: Final = "from the side and a little from the front, at hip height"
STEP_M: Final = 0.5
"""How far the camera is to move to the front of the bar's line: 10° at three meters."""
HEAD_HIDDEN_SHARE = 0.3
"""Share of the time the head must be hidden, or the shoulders above the picture, for a notice. Of
154 real clips one has them there for 0.45, which shows legs alone, the next one for 0.19."""
LIES_SHARE = 0.7
"""Share of the time a body must lie flat. Of 1,317 clips three bench presses do for 0.9 and more
and no other for so long; of fourteen turned onto their side the least does for 0.73."""
OUT_OF_SIGHT_S = 1.0
"""Shortest loss of the lifter that is worth a notice, about as long as a descent or an ascent. Of
the 396 clips of *check* 10 have one; 3 of those are miscounted, and 17 of the others."""
CHANGES_WORTH = frozenset(
    {
        "cut", "out_of_sight", "view_oblique", "head_hidden", "handheld", "several_people",
        "truncated", "lift_unsure", "lift_contradicted", "lift_both", "view_front", "view_rear",
        "lift_unknown", "no_reps", "no_person",
    }
)  # fmt: skip
"""Codes of notices that are shown beside the verdict: they change how far it can be trusted, or say
why there is none."""
CONTRADICTED: Final = "lift_contradicted"
DAMAGED: Final = "damaged_pictures"
OUTSIDE: Final = "outside_the_picture"
IN_PART: Final = "judged_in_part"
ALSO_IN_ROWS: Final = (BROKEN_OFF, CONTRADICTED, "lift_both")
"""Those of them that are shown beside the verdict in a table of sets, too."""
NO_REP: Final = "This is not a rep of a squat or a deadlift."
_NO_PERSON = "We could not see anybody in this clip."
_SHOW_ALL = "Film your whole body, in good light."
_UPRIGHT = f"{_SHOW_ALL} If it is upside down, turn it upright."
CHOOSE: Final = "If it is one, choose the lift, and we will read it as that."
_ABOVE = "your shoulders were out of the frame"
_LIES = "you lie flat throughout. If you stand, the clip is stored on its side."
_TURN = "Turn it upright and check it again."
_LIFT_UNKNOWN = (
    "This does not look like a squat or a deadlift: we found nothing that moves like a rep of one. "
    + CHOOSE
)
LEAST_FPS = 4.5
"""Frame rate below which no rep can be seen: clips of five frames a second, whose times are
rounded, are still read."""
_ONE_PICTURE = "This clip is a single picture."
_FEW_PICTURES = "This clip has about {fps:.1f} frames a second, too few to see a rep."
_AT_30 = "Film at 30 frames a second."
_NO_REPS = "We found no complete rep of a squat or a deadlift."
_ALL_STRUCK_OUT = "You took away every rep that was found, so nothing is judged."
_FILM_THE_WHOLE = "Start filming before the first rep and stop after the last one."
_LOST_ONCE = (
    "We lost sight of you for {lost_s:.0f} s at {at}, so a rep may be missing or cut short there."
)
_LOST_OFTEN = (
    "We lost sight of you {times} between {first} and {last}, so reps may be missing or cut "
    "short there."
)
_STAY_IN_VIEW = "Keep your whole body in view."
_COPY_AGAIN = "Parts of the file are damaged: copy it from the phone again."
_CUT = "This clip is cut: reps before and after a cut are measured on their own."
_CUT_IN_A_REP = (
    "This clip is cut: reps before and after a cut are measured on their own, and a rep that a "
    "cut goes through is counted but not judged."
)
_CHOOSE_LIFT = "Choose the lift, and we will read it as that."
_LIFT_UNSURE = (
    "This looks like a {lift}, but we are not sure, so no fault is called more than “perhaps”. "
    + _CHOOSE_LIFT
)
_LIFT_EITHER = (
    "This may be a squat or a deadlift, and we cannot tell which, so no fault is called more than "
    "“perhaps”. " + _CHOOSE_LIFT
)
CHOOSE_OTHER: Final = "Choose the other lift to have its set judged instead."
_LIFT_BOTH = (
    "This clip shows squats and deadlifts. Only one set of {lift}s is judged, not {others}. "
    + CHOOSE_OTHER
)
_OTHER_SET = "the {lift}s between {first} and {last}"
_CONTRADICTED = "You said it is a {lift}, so {read}. To us it looks like {other}."
_AS_TOLD = "we judge it as one"
_NOT_AS_TOLD = "we counted it as one, but could not judge it"
_NEITHER = "neither a squat nor a deadlift: {seen}"
_UNNAMED = "you move in another way"
_SEEN = {
    "shank_split": "one knee goes much lower than the other, as in a lunge",
    "feet_apart": "one foot stands far ahead of the other, as in a lunge",
    "hip_share": "your hips hardly go down while your chest does, as in a good morning",
    "chest_drop": "your chest hardly goes down, as in a row",
    "hands_go": "your hands move against your shoulders, as in a row, a curl or a press",
    "hands_low": "your hands do not hang down at the bottom, as they would in a deadlift",
    "hands_top": "your hands hang down while you stand, as they would not in a squat",
    "trunk_low": "your torso stays upright while you go down, as in a lunge",
    "trunk_top": "you never stand up straight, as in a row or on a bench",
    "jumps": "your feet leave the floor, as in a jump",
    "foot_ahead": "one foot moves away from the other on the way down, as in a one-legged squat",
    "overhead": "your hands go up over your head between the reps, as in a thruster",
    "to_chin": "the bar goes on up while you stand, as in a clean or a high pull",
}
"""What a lifter would see, by `LiftOdds.sign`."""
_HANDS_HIDDEN = "your hands were mostly hidden, and we may have misread them"
_CHOOSE_PERSON = "If that was not you, choose somebody else."
_SEVERAL = "There may be more than one person in the clip; we measured {who}. " + _CHOOSE_PERSON
_MOVED_MOST = "the one who moved up and down the most"
_SEEMS_TO_LIFT = "the one who seems to lift"
_CHOSEN = "the one you chose"
_OUTSIDE = (
    "Part of you was out of the frame in {where}, so what was found there is called “perhaps” "
    "at most."
)
_VIEWS = {
    "oblique": "You filmed at an angle, so angles are less certain.",
    "front": "From the front, lean and hip rise cannot be seen.",
    "rear": "From behind, lean and hip rise cannot be seen.",
}
_STEEP = "You filmed {where}: lean and hip rise cannot be seen."
_STEEP_FOR_LEAN = "You filmed {where}: lean cannot be seen, hip rise only roughly."
_FROM_THE_SIDE = f"Next time, film {FROM_THE_SIDE}."
_PAST_THE_PLATE = f"Next time, film {PAST_THE_PLATE}."


def notices(
    seen: Observation,
    people: Sequence[PersonSeen],
    view: CameraView,
    lift: LiftGuess,
    odds: LiftOdds,
    reps: Sequence[RepAnalysis],
    *,
    told: bool,
    sure: bool = True,
    judged: bool = True,
    plate: bool = True,
    struck_out: bool = False,
    beside: Sequence[LiftSpan] = (),
) -> tuple[Notice, ...]:
    """What the reader should know about this clip, most important first.

    `people` are the lifter, and who else could be the one to measure; `beside` are stretches of the
    clip that show other sets. `told` is whether the user named the lift, `sure` whether the reps
    themselves leave no doubt of it, however likely it is, `judged` whether the back was judged in
    any rep, `plate` whether one may hide the lifter, `struck_out` whether the user struck reps out.
    """
    found = [advised(code, message) for code, message in seen.warnings]
    of_file = {notice.code for notice in found}
    if not seen.track.seen.any():
        return (*found, advised("no_person", _NO_PERSON, _UPRIGHT))
    found += _both_lifts(lift, beside)
    if lift.name == "unknown":
        found.append(_unknown_lift(seen, odds))
    elif told and reps and (other := odds.rather_than(lift.name)):
        looks = _ABOVE if _shoulders_above(seen.track) else _sign(odds, seen.track)
        found.append(_otherwise(lift, looks, other, judged=judged))
    elif not reps and struck_out:
        found.append(advised("no_reps", _ALL_STRUCK_OUT))
    elif not reps:
        advice = "" if BROKEN_OFF in of_file else _FILM_THE_WHOLE  # that says to copy it again
        found.append(_few_pictures(seen) or advised("no_reps", _NO_REPS, advice))
    elif not told and not (sure and odds.of(lift.name) >= SURE_FROM):
        named = odds.of(lift.name) >= NAMED_FROM
        unsure = _LIFT_UNSURE.format(lift=lift.name) if named else _LIFT_EITHER
        found.append(advised("lift_unsure", unsure))
    if lift.name != "unknown":
        found += _out_of_sight(seen.track, _COPY_AGAIN if DAMAGED in of_file else _STAY_IN_VIEW)
    if reps:
        found += [*_cut(seen, reps), *_camera(view, seen.track, plate, reps), *to_one_side(reps)]
        found += by_hand(seen.camera.time_s, seen.camera.shift_px, seen.info.height_px, reps)
        found += [*slow_motion(reps), *sped_up(reps)]
    return (*found, *_people(people, chosen=seen.track.chosen_by == "told"))


def _unknown_lift(seen: Observation, odds: LiftOdds) -> Notice:
    """Why no rep of either lift was found, and what to do about it."""
    looks = other_exercise(odds)
    if _shoulders_above(seen.track):
        return advised("lift_unknown", f"{looks}: {_ABOVE}. {CHOOSE}", _SHOW_ALL)
    if _lies(seen.track):
        return advised("lift_unknown", f"{looks}: {_LIES}", _TURN)
    if odds.sign is not None:
        return advised("lift_unknown", f"{looks}: {_sign(odds, seen.track)}. {CHOOSE}")
    return _few_pictures(seen) or advised("lift_unknown", _LIFT_UNKNOWN)


def _shoulders_above(track: PoseTrack) -> bool:
    """Whether the picture ends below the shoulders for long, so that a chest is only guessed."""
    shoulders_y = track.image_px[track.seen][:, SHOULDERS, 1]
    return bool((shoulders_y < 0).all(axis=1).mean() > HEAD_HIDDEN_SHARE)


def _lies(track: PoseTrack) -> bool:
    """Whether shoulders and ankles are further apart across than up and down nearly all the time.

    So lies who presses on a bench, and who stands in a clip that is stored on its side.
    """
    body = track.image_px[track.seen]
    across, down = np.abs(body[:, ANKLES].mean(axis=1) - body[:, SHOULDERS].mean(axis=1)).T
    return bool((across > down).mean() > LIES_SHARE)


def _sign(odds: LiftOdds, track: PoseTrack) -> str:
    """What speaks against the lifts; of hands only where at least one was in view half the time."""
    sign = odds.sign or ""
    hands = track.visibility[track.seen][:, WRISTS].max(axis=1)
    hidden = sign.startswith("hands") and np.median(hands) < FULL_VIEW
    return _HANDS_HIDDEN if hidden else _SEEN.get(sign, _UNNAMED)


def _otherwise(lift: LiftGuess, seen: str, other: LiftName, *, judged: bool) -> Notice:
    """The notice that another movement is likelier than the lift that the user named."""
    looks = _NEITHER.format(seen=seen) if other == "unknown" else f"a {other}"
    read = _AS_TOLD if judged else _NOT_AS_TOLD
    said = advised(CONTRADICTED, _CONTRADICTED.format(lift=lift.name, read=read, other=looks))
    return replace(said, looks_like=other)


def _few_pictures(seen: Observation) -> Notice | None:
    """The notice that a clip has too few frames a second to show a rep; None if it has enough."""
    fps = seen.info.mean_fps
    if fps == 0:
        return advised("no_reps", _ONE_PICTURE, _FILM_THE_WHOLE)
    return advised("no_reps", _FEW_PICTURES.format(fps=fps), _AT_30) if fps < LEAST_FPS else None


def _both_lifts(lift: LiftGuess, beside: Sequence[LiftSpan]) -> Iterator[Notice]:
    if beside and lift.name != "unknown":
        others = [
            _OTHER_SET.format(lift=one.lift, first=clock(one.start_s), last=clock(one.end_s))
            for one in beside
        ]
        yield advised("lift_both", _LIFT_BOTH.format(lift=lift.name, others=" or ".join(others)))


def advised(code: str, what: str, advice: str = "") -> Notice:
    """A notice whose message ends with advice on how to film next time.

    The advice is stored apart as well, so that it can be left out beside a warning sign
    (`without_filming`).
    """
    return Notice(code, f"{what} {advice}" if advice else what, advice)


def other_exercise(odds: LiftOdds) -> str:
    """The beginning of a sentence that a movement may be neither lift."""
    looks = "does not look like" if odds.other >= NAMED_FROM else "may not be"
    return f"This {looks} a squat or a deadlift"


def _out_of_sight(track: PoseTrack, advice: str) -> Iterator[Notice]:
    """A notice if the lifter was lost between their first and their last appearance."""
    seen_s = track.time_s[track.seen]
    lost = np.diff(seen_s) >= OUT_OF_SIGHT_S
    from_s, to_s = seen_s[:-1][lost], seen_s[1:][lost]
    if len(from_s) == 1:
        lost_s = float(to_s[0] - from_s[0])
        once = _LOST_ONCE.format(lost_s=lost_s, at=clock(from_s[0]))
        yield advised("out_of_sight", once, advice)
    elif len(from_s):
        first, last = clock(from_s[0]), clock(to_s[-1])
        times = "twice" if len(from_s) == 2 else f"{len(from_s)} times"
        often = _LOST_OFTEN.format(times=times, first=first, last=last)
        yield advised("out_of_sight", often, advice)


def _cut(seen: Observation, reps: Sequence[RepAnalysis]) -> Iterator[Notice]:
    """A notice if reps are in several shots of an edited clip, or a cut goes through one."""
    shots = [Shot(*span) for span in seen.shots]
    if any(rep.crosses_cut for rep in reps):
        yield advised("cut", _CUT_IN_A_REP)
    elif len({shot_of(rep, shots) for rep in reps}) > 1:
        yield advised("cut", _CUT)


def _camera(
    view: CameraView, track: PoseTrack, plate: bool, reps: Sequence[RepAnalysis]
) -> Iterator[Notice]:
    """Notices on what cannot be seen from the camera's place; only one of them has advice."""
    hidden = track.head_hidden.sum() > HEAD_HIDDEN_SHARE * track.seen.sum()
    advice = _PAST_THE_PLATE if hidden else _FROM_THE_SIDE
    if view.name in _VIEWS:
        what = _VIEWS[view.name]
        if view.name == "oblique" and view_reason(view) is not None:
            compared = any(assessed(rep.metrics, "lean_gain_deg") for rep in reps)
            what = (_STEEP_FOR_LEAN if compared else _STEEP).format(where=too_much_from(view))
        # no advice to film from the side if a finding, as of the knees, can only be seen from here
        found = (metric_row(f.metric) for rep in reps for f in rep.findings)
        only_there = any(not row.shows_from("side") for row in found)
        yield advised(f"view_{view.name}", what, "" if only_there else advice)
    if hidden:
        what = head_hidden(reps, plate=plate)
        yield advised("head_hidden", what, "" if view.name in _VIEWS else advice)


def _people(people: Sequence[PersonSeen], *, chosen: bool) -> Iterator[Notice]:
    if len(people) > 1:
        first_torso, *others_torso = (one.vertical_travel_torso for one in people)
        who = _MOVED_MOST if first_torso >= max(others_torso) else _SEEMS_TO_LIFT
        who = _CHOSEN if chosen else who
        yield advised("several_people", _SEVERAL.format(who=who))


def doubts(analysis: Analysis) -> tuple[Notice, ...]:
    """What changes how much the verdict is worth; it stands beside it."""
    said = (notice for notice in analysis.warnings if notice.code in CHANGES_WORTH)
    told = any(notice.code == CONTRADICTED for notice in analysis.warnings)
    part = "" if told else judged_in_part(analysis)
    return (*said, *_outside_the_picture(analysis), *([Notice(IN_PART, part)] if part else ()))


def _outside_the_picture(analysis: Analysis) -> Iterator[Notice]:
    """A notice if a finding is held down since part of the lifter was outside the picture.

    Read off a finished document, which says so beside each finding and has no notice of it.
    """
    reps = [
        rep.number for rep in analysis.reps if any("frame" in f.capped_by for f in rep.findings)
    ]
    if reps:
        yield Notice(OUTSIDE, _OUTSIDE.format(where=rep_list(reps)))


def without_choice(message: str) -> str:
    """A notice's message for those who read it where there is nothing to choose."""
    for offer in (CHOOSE, _CHOOSE_LIFT, CHOOSE_OTHER, _CHOOSE_PERSON):
        message = message.replace(f" {offer}", "")
    return message


def without_filming(analysis: Analysis) -> Analysis:
    """The document without advice on filming, in notices and in reasons why not assessed."""
    said = (_without_its_advice(notice) for notice in analysis.warnings)
    return replace(
        analysis,
        warnings=tuple(notice for notice in said if notice.message),
        reps=tuple(
            replace(rep, metrics={n: measurement.without_advice(m) for n, m in rep.metrics.items()})
            for rep in analysis.reps
        ),
    )


def _without_its_advice(notice: Notice) -> Notice:
    """A notice without its advice.

    Older documents do not store the advice apart, so that nothing of such a notice is left.
    """
    if notice.advice is None:
        return replace(notice, message="")
    return replace(notice, message=notice.message.removesuffix(notice.advice).rstrip(), advice="")
