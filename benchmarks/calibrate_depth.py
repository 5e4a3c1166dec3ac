"""Fit what joints, bar and chest show of a set's depth: four entries of `[depth]`.

    python -m benchmarks.calibrate_depth [--write]

From the squat sets of *fit*. Nearly all of them are to about parallel, and a line through these
alone says nothing of half squats: sets in which every rep stops high count a quarter together.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np

from benchmarks.calibrate import FILE, matched_reps
from benchmarks.fitting import drawn_again, with_entry
from benchmarks.store import clips
from formcheck.arithmetic.robust import NINETY_PERCENT, lower_half_median
from formcheck.benchmark.labels import true_values
from formcheck.metrics import depth
from formcheck.metrics.descents import descents_seen
from formcheck.pipeline.options import Options
from formcheck.pipeline.reading import read_set

HIGH_THIGH = 0.12
"""Sets whose deeper reps stop higher are half squats."""
HALF_SQUATS_SHARE = 0.25
RESAMPLED = 40


class SetSeen(NamedTuple):
    """The deeper half of a set's reps: how deep they were, and what shows it."""

    true_thigh: float
    joints_thigh: float
    by_bar_torso: float
    by_chest_torso: float


class Line(NamedTuple):
    """Of what is seen over the true depth, and the standard deviation about it."""

    at_parallel: float
    slope: float
    sd: float


def main() -> None:
    """Print the entries, and write them when asked to."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--write", action="store_true", help="write them into the file")
    asked = parser.parse_args()
    text = FILE.read_text("utf-8")
    sets = list(seen_sets())
    high = sum(one.true_thigh > HIGH_THIGH for one in sets)
    of = f"{len(sets) - high} squat sets of fit and {high} of half squats, these counting a quarter"
    joints = line(sets, "joints_thigh")
    error = _errors(sets, "joints_thigh")
    text = with_entry(text, "depth", "shown_share", round(joints.slope, 2), of, error.slope)
    half_width = NINETY_PERCENT * joints.sd
    text = with_entry(text, "depth", "half_width_thigh", round(half_width, 2), of)
    for entry in ("by_bar_torso", "by_chest_torso"):
        way, off = (_as_way(one) for one in (line(sets, entry), _errors(sets, entry)))
        text = with_entry(text, "depth", entry, way, of, off)
    start = text.index("\n[depth]\n") + 1
    print(text[start : text.index("\n\n", start)])
    if asked.write:
        FILE.write_text(text, "utf-8")


def seen_sets() -> Iterator[SetSeen]:
    """Those of *fit* in which a depth is read."""
    for label, seen in clips("fit"):
        if label.lift != "squat":
            continue
        reading = read_set(seen, Options().rep_options)
        windows = reading.windows
        if not windows or windows[0].lift != "squat":
            continue
        motion = windows[0].motion
        thigh_px = depth.thigh_px(motion)
        read = [
            (depth.depth_by_joints(window, thigh_px).value, (window, lost))
            for window, lost in zip(windows, depth.bar_lost(windows), strict=True)
        ]
        true = [
            true_values(rep, label).get("depth_thigh") for rep, _ in matched_reps(label, windows)
        ]
        known = [one for one in true if one is not None]
        shown = [(one, window) for one, window in read if one is not None]
        if known and shown:
            goes = descents_seen(
                [window for _, window in shown],
                [rep.lean for rep in reading.reps],
                thigh_px / motion.torso_px,
            )
            levels = lower_half_median(known), lower_half_median([one for one, _ in shown])
            yield SetSeen(*levels, goes.by_bar_torso, goes.by_chest_torso)


def line(sets: Sequence[SetSeen], what: str) -> Line:
    """The weighted least squares of what is seen, where it is."""
    pairs = np.array([(one.true_thigh, getattr(one, what)) for one in sets])
    true, seen = pairs[np.isfinite(pairs).all(axis=1)].T
    high = true > HIGH_THIGH
    weight = np.where(
        high, HALF_SQUATS_SHARE / max(1, high.sum()), (1 - HALF_SQUATS_SHARE) / (~high).sum()
    )
    slope, at_parallel = np.polyfit(true, seen, 1, w=np.sqrt(weight))
    off = seen - at_parallel - slope * true
    return Line(float(at_parallel), float(slope), float(np.sqrt(weight @ off**2 / weight.sum())))


def _errors(sets: Sequence[SetSeen], what: str) -> Line:
    drawn = np.std([line(again, what) for again in drawn_again(sets, RESAMPLED)], axis=0)
    return Line(*(round(float(one), 2) for one in drawn))


def _as_way(one: Line) -> dict[str, float]:
    less = abs(one.slope)
    return {
        "at_parallel": round(one.at_parallel, 2),
        "less_per_thigh": round(less, 2),
        "sd": round(one.sd, 3),
    }


if __name__ == "__main__":
    main()
