"""What the bar adds to a set: exact lift-off and return, and the shrug.

Where no plate was found every function gives back what it was given, and the set is read from the
poses alone.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from formcheck.bar.bar_track import BarTrack
from formcheck.bar.curve import BarCurve, bar_curve
from formcheck.bar.rep import bar_rep, floor_times
from formcheck.bar.rise import shrug_evidence
from formcheck.extraction.camera_track import CameraTrack
from formcheck.metrics.bar_path import UNSEEN, BarWay
from formcheck.metrics.shrug import ShrugEvidence, never_told
from formcheck.pose.track import PoseTrack
from formcheck.reps.candidates import Rep, RepsFound
from formcheck.reps.rep_window import RepWindow
from formcheck.reps.variant import ROMANIAN, starts_at_top
from formcheck.signals.curves import Signals

LEAST_RIM_SEEN = 0.52
LEAST_COMPARED = 2
"""A shrug is told against another rep of the set."""
STILL_S, STILL_TORSO = 0.3, 0.015
"""Standing between reps holds the bar for a third of a second within less than a centimeter."""
MOST_SHIFT_S = 0.6
"""The bar and the chest leave the floor together; a crossing further off is another one."""


def read_bar(
    bar: BarTrack,
    signals: Signals,
    track: PoseTrack,
    camera: CameraTrack,
    lift: str,
    variant: str,
) -> BarCurve | None:
    """The bar's height curve, with what moves along with it in this lift as its scale.

    A bar's height is only as sure as the background is still: the camera's error is part of it.
    """
    if not bar.found or not signals.seen.any():
        return None
    body = signals.mid("wrist" if lift == "deadlift" else "shoulder")[:, 1]
    moved = np.interp(bar.time_s, track.time_s, track.camera_px[:, 1])
    from_floor = not starts_at_top(lift, variant)
    curve = bar_curve(bar, signals.torso_px, signals.time_s, body, moved, from_floor=from_floor)
    if curve is None or not camera.measured:
        return curve
    camera_px = float(np.nanmedian(camera.sigma_at(bar.time_s)[:, 1]))
    return replace(curve, noise_px=float(np.hypot(curve.noise_px, np.nan_to_num(camera_px))))


def timed_by_bar(found: RepsFound, curve: BarCurve | None) -> RepsFound:
    """Pulls from the floor with the start and end at which the bar leaves and meets the floor."""
    if curve is None or found.variant == ROMANIAN:
        return found
    return replace(found, reps=tuple(_timed(rep, curve) for rep in found.reps))


def _timed(rep: Rep, curve: BarCurve) -> Rep:
    off, on = floor_times(curve, (rep.start_s, rep.turn_s, rep.end_s))
    return replace(rep, start_s=_nearer(rep.start_s, off), end_s=_nearer(rep.end_s, on))


def _nearer(by_chest_s: float | None, by_bar_s: float | None) -> float | None:
    if by_chest_s is None or by_bar_s is None or abs(by_bar_s - by_chest_s) > MOST_SHIFT_S:
        return by_chest_s
    return by_bar_s


def shrugs(
    curve: BarCurve | None, bar: BarTrack, windows: Sequence[RepWindow]
) -> list[ShrugEvidence | None]:
    """The shrug of each rep as the bar shows it; None where it does not."""
    if curve is None or not windows or never_told(windows) is not None:
        return [None] * len(windows)
    times = [(w.rep.start_s, w.rep.turn_s, w.rep.end_s) for w in windows]
    joints = _on_clock(curve, windows[0].signals, ("shoulder", "ear", "elbow", "wrist"))
    rises = shrug_evidence(curve, times, windows[0].lift, joints)
    rises = [r if r is not None and _well_seen(bar, r.at_s) else None for r in rises]
    if sum(r is not None for r in rises) < LEAST_COMPARED:
        return [None] * len(windows)  # what it was compared with was not well seen itself
    if windows[0].starts_at_top:
        rises = [r if r is not None and _stands_still(curve, r.at_s) else None for r in rises]
    return [
        None if r is None else ShrugEvidence(r.rise_torso, r.uncertainty_torso, r.at_s, r.doubt)
        for r in rises
    ]


def _on_clock(curve: BarCurve, signals: Signals, joints: Sequence[str]) -> NDArray[np.float64]:
    """(K, T) heights of these joints at the bar's times, torso lengths; NaN where not seen."""
    heights = [np.interp(curve.time_s, signals.time_s, signals.height(name)) for name in joints]
    return np.array(heights)


def _well_seen(bar: BarTrack, at_s: float) -> bool:
    """Whether enough of the rim shows for millimeters; half of it can shift by some pixels."""
    around = np.abs(bar.time_s - at_s) <= STILL_S
    return bool(around.any()) and float(np.median(bar.confidence[around])) >= LEAST_RIM_SEEN


def _stands_still(curve: BarCurve, at_s: float) -> bool:
    """Whether a bar on the back rests where it is highest; thrown up by a fast rep is no shrug."""
    held = curve.height_px[np.abs(curve.time_s - at_s) <= STILL_S / 2]
    held = held[np.isfinite(held)]
    return len(held) > 2 and float(np.ptp(held)) <= STILL_TORSO * curve.torso_at_bar_px


def ways(curve: BarCurve | None, windows: Sequence[RepWindow]) -> list[BarWay | None]:
    """The bar's way up in each rep; None where no plate was found at all."""
    if curve is None:
        return [None] * len(windows)
    found = [
        bar_rep(curve, (w.rep.start_s, w.rep.turn_s, w.rep.end_s), from_floor=not w.starts_at_top)
        for w in windows
    ]
    return [
        UNSEEN if b is None else BarWay(b.travel_cm, b.mean_speed_m_s, b.peak_speed_m_s)
        for b in found
    ]
