"""Rules of `formcheck/bar`, `feet` and `pose`; `tracked_anew.py` leaves them out."""

from __future__ import annotations

from typing import Any

import numpy as np

from benchmarks.ablate.extraction_rule import rule
from benchmarks.ablate.taken_out import edit, put
from formcheck.bar import find, region, rim, tracking
from formcheck.feet import dips, reading
from formcheck.pose import mask

BAR, TRACK = "read_stretch", "track_stretch"
FIND = ("rated_guesses", "plate_rims")
Search: Any = find._Search
Chunk: Any = tracking.Chunk

PLATE = (
    rule(
        "plate: dark pictures are made brighter",
        put(tracking, _gain=lambda samples, region: 1.0),
    ),
    rule(
        "plate: seen at an angle, too",
        edit(find.find_plate, "for aspect in ASPECTS", "for aspect in ASPECTS[:1]"),
    ),
    rule(
        "plate: votes are spread as hands wobble",
        put(find, _spread=lambda votes, by_px: votes), anew=FIND,
    ),
    rule(
        "plate: small circles fill by chance",
        edit(Search.guesses, "np.sqrt(np.asarray(radii, dtype=np.float32))[:, None, None]", "1"),
        anew=FIND,
    ),
    rule(
        "plate: a small one must show more",
        edit(Search.margin, "(LEAST_SUPPORT_SMALL, LEAST_SUPPORT)", "(LEAST_SUPPORT,) * 2"),
        anew=FIND,
    ),
    rule(
        "plate: no head",
        edit(Search.margin, "size < HEAD_TORSO and away < HEAD_TORSO / 2", "False"), anew=FIND,
    ),
    rule(
        "plate: goes up and down with the hands",
        edit(Search.margin, "not self.lost and self.still(rims)", "False"), anew=FIND,
    ),
    rule(
        "plate: … unless the lifter is lost",
        edit(Search.margin, "not self.lost and self.still(rims)", "self.still(rims)"), anew=FIND,
    ),
    rule(
        "plate: of one size", edit(Search.margin, "seen[same]", "seen"), anew=FIND,
    ),
    rule("plate: the larger is the nearer", edit(Search.preference, " + NEARER * size", "")),
    rule(
        "plate: the outermost ring",
        put(Search, outermost=lambda self, rims, aspect: rims), anew=FIND,
    ),
    rule(
        "plate: … as surely as the inner one",
        edit(Search.outermost, "max(LEAST_OUTER, OUTER_SHARE * seen)", "LEAST_OUTER"), anew=FIND,
    ),
    rule(
        "plate: at the size of a real ring",
        put(Search, sharpest=lambda self, rims, aspect: (
            float(np.median([one.radius_px for one in rims.values()])), rims
        )),
    ),
    rule(
        "plate: hands travel",
        edit(find.find_plate, "max(map(travel, anchors)) < LEAST_TRAVEL_TORSO * torso", "False"),
    ),
    rule(
        "plate: seen in a third of the frames",
        edit(tracking.joined, "whole.coverage < LEAST_COVERAGE", "False"),
    ),
    rule(
        "plate: … and moves",
        edit(
            tracking.joined,
            "not bar.plate.goes_along and travel_px < STILL_SHARE * bar.anchors.torso_px", "False",
        ),
    ),
    rule(
        "plate: hands are known near in time alone",
        edit(
            region.Anchors.at,
            "found[:, nearest_sample_s(time_s, self.time_s) > LONGEST_AWAY_S] = np.nan", "pass",
        ),
        anew=(BAR,),
    ),
    rule(
        "bar: a doubtful rim is looked for beside it",
        put(Chunk, _rim_near=lambda self, index, past, best_seen, *, in_turn: self._predicted(
            index, past
        )),
        anew=(BAR,),
    ),
    rule(
        "bar: … in most frames less doubtful",
        edit(Chunk._rim_near, "(DOUBTFUL_SHARE if in_turn else HALF_SHARE)", "DOUBTFUL_SHARE"),
        anew=(BAR,),
    ),
    rule(
        "bar: predicted from the last two places",
        edit(Chunk._predicted, "(past[-1] - past[-2] if len(past) > 1 else 0.0)", "0.0"),
        anew=(BAR,),
    ),
    rule(
        "bar: … and searched for around there",
        edit(Chunk._predicted, "self._search(index, ahead, BESIDE_PX)", "rim"), anew=(BAR,),
    ),
    rule(
        "bar: a track that slipped is taken back",
        put(Chunk, _slipped=lambda self, before, center, found: []), anew=(BAR,),
    ),
    rule(
        "bar: … where it showed less surely",
        edit(Chunk._found_again, "max(SURE_SEEN, surer)", "SURE_SEEN"), anew=(BAR,),
        acts=(Chunk, "_slipped", bool),
    ),
    rule(
        "bar: of the plate's size",
        put(Chunk, _of_size=lambda self, found: found), anew=(BAR,),
    ),
    rule(
        "rim: nearer edges win",
        edit(rim._strongest_edges, "slope * gaussian(along[1:-1] / reach)", "slope"),
        anew=(BAR, *FIND),
        acts=(rim, "fit_rims", bool),
    ),
    rule(
        "rim: a second, narrow look",
        edit(rim.fit_rims, "(reach_px, NARROW_PX)", "(reach_px,)"), anew=(BAR, *FIND),
        acts=(rim, "fit_rims", bool),
    ),
)  # fmt: skip
FEET = (
    rule("dips: by one camera each", edit(dips.find_dips, "len(shots) > 1", "False")),
    rule("dips: single poses that leap", put(dips, running_median=lambda values, _: values)),
    rule("dips: down and up alike", edit(dips._Body._squats, "even and ", "")),
    rule("dips: hips go as far as shoulders", edit(
        dips._Body._squats, "bool(even and travel[0] >= LEAST_HIP_SHARE * chest)", "bool(even)"
    )),
    rule("heels: a plain shoe as two pictures", put(reading, LOOK_AGAIN=()), anew=(BAR,),
         acts=(reading, "_there_and_back", lambda found: isinstance(found, str))),
    rule(
        "heels: about the ball of the foot", put(reading, _about_the_ball=lambda turn: True),
        anew=(BAR,),
    ),
    rule(
        "heels: down again",
        edit(reading._there_and_back, "not abs(left) < MOST_LEFT * bottom.rise", "False"),
        anew=(BAR,),
        acts=(reading, "_there_and_back", lambda found: found == "stays_up"),
    ),
    rule(
        "heels: down before",
        edit(reading._there_and_back, "bottom.rise < -PLAIN_TORSO", "False"), anew=(BAR,),
        acts=(reading, "_there_and_back", lambda found: found == "up_before"),
    ),
    rule(
        "heels: a foot that stays",
        edit(
            reading._rise_in,
            "np.linalg.norm(toe_moved) > MOST_MOVED_TORSO * foot.torso_px", "False",
        ),
        anew=(BAR,),
    ),
)  # fmt: skip
OUTLINE = (
    rule(
        "back: an outline without leaps",
        edit(mask._bend_deg, " or np.abs(np.diff(behind)).max() > LARGEST_LEAP", ""),
        anew=(TRACK,),
    ),
    rule(
        "back: … for its lean, too",
        edit(
            mask._lean_deg,
            " or np.abs(np.diff(behind[met])).max() > LARGEST_LEAP_FOR_LEAN", "",
        ),
        anew=(TRACK,),
    ),
    rule(
        "back: met in nearly all places",
        edit(mask._lean_deg, "met.mean() < LEAST_MET", "met.sum() < 3"), anew=(TRACK,),
    ),
)  # fmt: skip
