"""Who in a clip is somebody else than the measured lifter, so that one may be taken for the other.

The coarse scan sees some twenty frames. Behind plates it reads small bodies into the lifter, the
plates and the wall, and a lifter who walks, squats far down or is cut to comes in pieces. So
whoever it lists counts only if they are as tall as a lifter and elsewhere than the lifter then.
"""

from __future__ import annotations

from typing import Final

import numpy as np

from formcheck.arithmetic import Array
from formcheck.arithmetic.robust import LEAST_DIVISOR
from formcheck.observation.observation import Observation
from formcheck.observation.poses import PersonSeen

LEAST_HEIGHT: Final = 0.5
"""Least height of somebody else, as a share of the measured lifter's in that shot. In stored clips
those drawn beside a lifter have 0.54 and more, in real ones 0.58 and more. Two thirds of what is
listed where nobody else is has less: belts, plates, legs, heads. Below it people are in the
background, too far away to be taken for the lifter."""
LIFTER_PERCENT: Final = 90.0
"""Percentile of the heights of the lifter's poses that is their height while they stand."""
MOST_INSIDE: Final = 0.6
"""Whose box lies within the lifter's by more than this share is the lifter: of two poses in one
frame whose boxes share more, the scan keeps one. Of people drawn beside a lifter one has 0.5."""
AT_ONCE_S: Final = 0.1
"""Poses of the lifter this near in time say where the lifter is; from others they may have …"""
WALKING_HEIGHTS_PER_S: Final = 1.0
"""… walked, by so many of their heights a second: 1.6 m/s, briskly."""
STANDS_STILL_TORSO: Final = 0.2
"""Whose hips go up and down by less in the scan may be a watcher. The lifter behind them is read
badly, and small: then whoever moves more counts, however small."""


def people_apart(seen: Observation) -> tuple[PersonSeen, ...]:
    """The measured lifter, and everybody else who could be the one to measure.

    Who was chosen by hand stands first; the one whom the scan took for the lifter stays, too, so
    that one may choose them again.
    """
    people = seen.track.people
    told = seen.track.chosen_by == "told"
    others = (one for one in people[1:] if (told and one.number == 1) or _is_apart(one, seen))
    return (*people[:1], *others)


def _is_apart(person: PersonSeen, seen: Observation) -> bool:
    time_s, boxes = _lifter_boxes(seen, person.at_s)
    if not len(time_s):
        return True
    height_px = float(np.percentile(boxes[:, 3] - boxes[:, 1], LIFTER_PERCENT))
    nearest = int(np.argmin(np.abs(time_s - person.at_s)))
    walked_s = max(0.0, abs(float(time_s[nearest]) - person.at_s) - AT_ONCE_S)
    walked_px = WALKING_HEIGHTS_PER_S * walked_s * height_px
    reach = boxes[nearest] + walked_px * np.array([-1.0, -1.0, 1.0, 1.0])
    if _inside(np.array(person.box_px), reach) > MOST_INSIDE:
        return False
    as_tall = person.box_px[3] - person.box_px[1] >= LEAST_HEIGHT * height_px
    lifter_travel = seen.track.people[0].vertical_travel_torso
    return as_tall or lifter_travel < min(STANDS_STILL_TORSO, person.vertical_travel_torso)


def _lifter_boxes(seen: Observation, at_s: float) -> tuple[Array, Array]:
    """(K,) times, and (K, 4) boxes of the lifter's landmarks in the shot of `at_s`.

    Another shot may be nearer. Where the lifter is not in that shot, those of the whole clip.
    """
    track = seen.track
    time_s, points = track.time_s[track.seen], track.image_px[track.seen].astype(float)
    boxes = np.concatenate([points.min(axis=1), points.max(axis=1)], axis=1)
    for start_s, end_s in seen.shots:
        here = (start_s <= time_s) & (time_s < end_s)
        if start_s <= at_s < end_s and here.any():
            return time_s[here], boxes[here]
    return time_s, boxes


def _inside(box: Array, other: Array) -> float:
    """Which share of a box (left, top, right, bottom) lies in another one."""
    shared = np.minimum(box[2:], other[2:]) - np.maximum(box[:2], other[:2])
    size = np.maximum(box[2:] - box[:2], LEAST_DIVISOR)
    return float(np.prod(np.maximum(shared, 0.0) / size))
