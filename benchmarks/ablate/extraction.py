"""Rules of `formcheck/extraction`; `tracked_anew.py` leaves them out."""

from __future__ import annotations

from typing import Any

import numpy as np

from benchmarks.ablate import bar_and_feet
from benchmarks.ablate.extraction_rule import rule
from benchmarks.ablate.taken_out import edit, put
from formcheck.extraction import (
    background,
    camera_motion,
    clip_tracking,
    identity,
    inpainted_proxy,
    lifter,
    lifter_check,
    people,
    scanning,
    shots,
    stretch_tracking,
)
from formcheck.video.reading import Frame

SCAN, TRACK, CAMERA = "scan_stretch", "track_stretch", "measure_background"


def _always(*_: Any, **__: Any) -> bool:
    return True


def _never(*_: Any, **__: Any) -> bool:
    return False


def _as_it_is(frame: Frame) -> Frame:
    return frame


SCANNING = (
    rule(
        "scan, tracking: noisy frames are blurred",
        put(scanning, denoised=_as_it_is), put(stretch_tracking, denoised=_as_it_is),
        anew=(SCAN, TRACK),
    ),
    rule(
        "scan: around what moves",
        put(scanning, _moving_box=lambda thumbs, shape: None), anew=(SCAN,),
    ),
    rule(
        "scan: … in the middle of the picture above all",
        edit(scanning._moving_box, "thumbs * middle", "thumbs"), anew=(SCAN,),
    ),
    rule(
        "scan: … not where nearly all moves",
        edit(scanning._moving_box, "None if too_much else ", ""), anew=(SCAN,),
    ),
    rule(
        "scan: every fourth frame as a whole, too",
        edit(scanning._people_in, "if everywhere or not poses:", "if not poses:"), anew=(SCAN,),
        acts=(scanning, "_people_in", bool),
    ),
    rule(
        "scan: squares of a frame that shows nobody",
        put(scanning, _squares=lambda width, height: []), anew=(SCAN,),
    ),
    rule(
        "scan: bodies mostly outside the frame", put(scanning, _in_frame=_always), anew=(SCAN,)
    ),
    rule("scan: bodies that a view cuts off", put(scanning, _cut=_never), anew=(SCAN,)),
    rule(
        "scan: bodies upside down",
        edit(scanning._people_in_view, " and not upside_down(p.image_px)", ""), anew=(SCAN,),
    ),
    rule(
        "scan: one body seen twice in a frame",
        put(people, distinct=lambda poses: list(poses)), anew=(SCAN,),
    ),
    rule(
        "scan: … also where two boxes are mostly one",
        edit(people._same_person, " or _overlap(one_px, other_px) > SAME_PERSON_OVERLAP", ""),
        anew=(SCAN,),
    ),
)  # fmt: skip
PEOPLE = (
    rule("people: linked by color", edit(people._strangeness, " + recolor", "")),
    rule("people: linked by size", edit(people._strangeness, "apart + growth", "apart")),
    rule(
        "people: nobody leaps further than people move",
        edit(people._strangeness, "apart > reach or ", ""),
    ),
    rule(
        "people: nobody is twice as large at once",
        edit(people._strangeness, " or growth > np.log(SIZE_RATIO)", ""),
    ),
    rule("people: small bodies read into a large one", put(people, _is_bit=_never)),
    rule(
        "people: … at the time nearest to it",
        edit(people._within, "abs(nearest.time_s - sighting.time_s) > TRUST_S", "False"),
    ),
    rule(
        "people: pieces of one track are joined", put(people, _joined=lambda tracks: list(tracks))
    ),
    rule(
        "people: … hardly ever seen in one frame",
        edit(people._is_piece, "len(here) > PIECE_TOGETHER_SHARE * len(piece.sightings)", "False"),
    ),
    rule(
        "people: … never side by side",
        edit(
            people._is_piece, "(apart_px[:, 0] > BESIDE_SIZES * size).sum() >= TOGETHER", "False"
        ),
    ),
    rule(
        "people: … of one size",
        edit(people._is_piece, "not size / SIZE_RATIO < other < size * SIZE_RATIO", "False"),
    ),
    rule(
        "people: … in one place",
        edit(
            people._is_piece,
            "bool(np.all((low - reach <= middle) & (middle <= high + reach)))", "True",
        ),
    ),
    rule("people: two are seen together", put(people, seen_together=_always)),
    rule(
        "lifter: nobody who flickers",
        edit(
            lifter.choose_lifter,
            "[p for p in people if len(p.sightings) >= least] or list(people)", "list(people)",
        ),
    ),
    rule("lifter: seen for long", edit(lifter.lifter_score, " * coverage", "")),
    rule("lifter: large", edit(lifter.lifter_score, " * typical_size_px(person.image_px)", "")),
    rule(
        "lifter: goes up and down",
        edit(lifter.lifter_score, "(STILL_SIZES + vertical_travel(person)) * ", ""),
    ),
    rule(
        "lifter: walking is taken off",
        edit(lifter.vertical_travel, "hips[:, 1] - np.polyval(trend, hips[:, 0])", "hips[:, 1]"),
    ),
    rule(
        "lifter: who stands still does not lift",
        edit(lifter.lifting_share, "if stands_still(still_px):", "if False:"),
    ),
    rule(
        "lifter: the next one, where the first hardly ever stands",
        put(lifter.Choice, instead=lambda self: None),
        acts=(lifter_check, "_lifting_shares", lambda shares: shares[0] < 0.5),
    ),
    rule(
        "lifter: who is found behind painted bystanders",
        edit(
            lifter_check.track_until_lifting,
            "find_behind(bystanders) if bystanders else (None, 0)", "(None, 0)",
        ),
        acts=(lifter_check, "_lifting_shares", lambda shares: shares[0] < 0.9),
    ),
    rule(
        "lifter: … also bystanders who were not tracked",
        edit(lifter_check.track_until_lifting, "seen.coverage >= LEAST_BYSTANDER", "False"),
        acts=(lifter_check, "_lifting_shares", lambda shares: shares[0] < 0.9),
    ),
)  # fmt: skip
TRACKING = (
    rule("tracking: shown facing right", put(clip_tracking, faces_left=_never)),
    rule(
        "tracking: mirrored where that is clearly better",
        put(clip_tracking.ClipTracking, _better_mirrored=lambda self, clip: clip.mirrored),
    ),
    rule(
        "tracking: pieces that do not fit together, once more",
        put(clip_tracking.ClipTracking, _with_matching_ends=lambda self, clip: clip),
    ),
    rule(
        "tracking: … from further back first",
        put(clip_tracking.ClipTracking, _with_longer_run_up=lambda self, clip: clip),
    ),
    rule(
        "tracking: who is of another size, or somebody else",
        put(identity, resembles=_always), anew=(TRACK,),
    ),
    rule(
        "tracking: … of another size",
        edit(
            identity.resembles,
            "not lifter.size_px / SIZE_RATIO <= size <= lifter.size_px * SIZE_RATIO", "False",
        ),
        anew=(TRACK,),
    ),
    rule(
        "tracking: … upside down",
        edit(identity.resembles, "upside_down(image_px)", "False"), anew=(TRACK,),
    ),
    rule(
        "tracking: … where somebody else is",
        edit(
            identity.resembles,
            "other.distance_sizes(center, time_s) < min(away, SAME_PERSON_SIZES)", "False",
        ),
        anew=(TRACK,),
    ),
    rule(
        "tracking: found where the scan saw them", put(identity, in_place=_always), anew=(TRACK,)
    ),
    rule(
        "tracking: nobody leaps",
        edit(
            stretch_tracking.Tracker._continues,
            "jumped(beside.image_px, pose.image_px, abs(time_s - known_s))", "False",
        ),
        anew=(TRACK,),
    ),
    rule(
        "tracking: a leap is another span",
        edit(identity.spans, "np.cumsum(begins)", "0"),
    ),
    rule(
        "tracking: … and so is a body that grows",
        edit(identity.jumped, " | grown", ""), anew=(TRACK,),
    ),
    rule(
        "tracking: backward from where they are found",
        put(stretch_tracking.Tracker, _track_backward=lambda self, *_: None),
        anew=(TRACK,),
        acts=(stretch_tracking.Tracker, "_track_backward", _always),
    ),
    rule(
        "tracking: searched for among nothing else",
        put(stretch_tracking.Tracker, _surroundings=lambda self, frame: frame.rgb), anew=(TRACK,),
    ),
    rule(
        "tracking: three frames on somebody else",
        edit(
            stretch_tracking.Tracker._tracked,
            "self._misses >= MOST_MISSES or pose is None", "True",
        ),
        anew=(TRACK,),
        acts=(stretch_tracking.Tracker, "_tracked", lambda pose: pose is None),
    ),
    rule(
        "tracking: the first frame again, until it settles",
        edit(stretch_tracking.Tracker._found, "range(SETTLING)", "range(0)"),
        anew=(TRACK,),
        acts=(stretch_tracking.Tracker, "_found", _always),
    ),
)  # fmt: skip
PROXY = (
    rule("hidden head: a proxy is drawn", put(inpainted_proxy, proxy_for=lambda *_: None)),
    rule(
        "hidden head: … for who is lost",
        edit(
            inpainted_proxy.proxy_for,
            "lost and abs(beside_px) <= MOST_BESIDE_FEET_RADII * place.axes_px[1]", "False",
        ),
    ),
    rule(
        "hidden head: … near the ankles alone",
        edit(
            inpainted_proxy.proxy_for,
            "lost and abs(beside_px) <= MOST_BESIDE_FEET_RADII * place.axes_px[1]", "lost",
        ),
    ),
    rule(
        "hidden head: … with the bar off the feet",
        edit(
            inpainted_proxy.proxy_for,
            "np.quantile(bar_y, LOW) + place.axes_px[1] > np.median(ankles_y)", "False",
        ),
    ),
    rule(
        "hidden head: … most of the time",
        edit(inpainted_proxy.proxy_for, " and behind[up].mean() >= LEAST_HIDDEN", ""),
    ),
    rule(
        "hidden head: … where it does not lose the body",
        edit(clip_tracking.ClipTracking.retracked, "None if now < least else after", "after"),
    ),
    rule(
        "hidden head: shoulders under the bar",
        put(inpainted_proxy.InpaintedProxy, carries=_always), anew=(TRACK,),
    ),
    rule(
        "hidden head: found as filmed",
        edit(
            stretch_tracking.Tracker._found, "seen is None and filmed is not frame", "False"
        ),
        anew=(TRACK,),
        acts=(inpainted_proxy, "proxy_for", bool),
    ),
)  # fmt: skip
CAMERA_AND_SHOTS = (
    rule("camera: only where the scan says it moves", put(camera_motion, moves=_always)),
    rule(
        "camera: some of the background stays",
        put(background.TripodEvidence, stands=property(_never)), anew=(CAMERA,),
    ),
    rule(
        "camera: … spread over the picture",
        edit(
            background.TripodEvidence.stands.fget,  # type: ignore[attr-defined]
            "bool(np.all(extent >= SPREAD) and lines.min() >= LEAST_LINES)", "True",
        ),
        anew=(CAMERA,),
    ),
    rule(
        "camera: an error as large as a hand's sway",
        put(camera_motion, _worthless=_never), anew=(CAMERA,),
    ),
    rule(
        "camera: earlier frames are asked again",
        edit(
            camera_motion.measure_background,
            "references = [references[0], *references[1:][2 - MOST_REFERENCES :], latest]",
            "references = [latest]",
        ),
        anew=(CAMERA,),
    ),
    rule(
        "camera: less than can be told is none",
        edit(
            camera_motion._Displacement.track,
            "np.ptp(shift_px, axis=0).max() < STILL_SHARE * longest_px", "False",
        ),
        anew=(CAMERA,),
    ),
    rule(
        "camera: found in half of the frames",
        edit(
            camera_motion._Displacement.track,
            "later - len(self._lost) < LEAST_FOUND * later", "False",
        ),
        anew=(CAMERA,),
    ),
    rule(
        "camera: what is not seen adds to the error",
        put(camera_motion._Displacement, _unseen=lambda self, moved: np.zeros_like(moved)),
        anew=(CAMERA,),
    ),
    rule(
        "shots: cuts",
        put(shots, _hard_cuts=lambda time_s, frames, blank: []),
    ),
    rule("shots: dissolves", put(shots, _mixtures=lambda time_s, frames, blank: [])),
    rule("shots: a cut stands out of its neighbors", edit(
        shots._hard_cuts, "step[before] >= NEIGHBOR_RATIO * typical_step", "True"
    )),
    rule("shots: a flash is no cut", edit(
        shots._hard_cuts, "left >= LASTS_SHARE * step[before]", "True"
    )),
    rule("shots: a caption is no cut", edit(
        shots._hard_cuts, "_changed(frames[before], frames[after]) >= LEAST_CHANGED", "True"
    )),
    rule("shots: short ones are none", edit(
        shots.shots, "time_s[edge] - time_s[first] < LEAST_SHOT_S", "False"
    )),
)  # fmt: skip
RULES = (
    *SCANNING, *PEOPLE, *TRACKING, *PROXY, *CAMERA_AND_SHOTS,
    *bar_and_feet.PLATE, *bar_and_feet.FEET, *bar_and_feet.OUTLINE,
)  # fmt: skip
