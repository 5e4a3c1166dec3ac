"""An edited clip is measured shot by shot: each has a camera of its own.

Reps are found over the whole clip, in one scale (`signals/shots.py`). What is measured of them is
compared only with what the same shot shows, and nothing is measured of a rep that a cut goes
through. A clip of one shot is one group of reps, as if there were no shots.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from formcheck.bar.curve import BarCurve
from formcheck.bar_reading.reps_by_bar import shrugs, ways
from formcheck.body.estimate import estimate_rises, fit_set, squat_leans
from formcheck.body.rise import Rise
from formcheck.metrics import all_metrics
from formcheck.metrics.measurement import Measurement, not_assessed
from formcheck.observation.observation import Observation
from formcheck.pose.track import PoseTrack
from formcheck.reasons import Reason, ReasonCode
from formcheck.reps.rep_window import RepWindow
from formcheck.signals.cleaning import CleanTrack, clean
from formcheck.signals.curves import upright
from formcheck.signals.shots import Shot, bar_in, contours_in, main_shot, only, shot_of
from formcheck.signals.view import CameraView, estimate_view

Metrics = dict[str, Measurement]
CUT = Reason(ReasonCode.CUT, "the clip is cut inside this rep; film the set in one go")


def in_main_shot(seen: Observation, poses: PoseTrack) -> Observation:
    """What was observed, with bar and contours of the main shot alone."""
    main = main_shot(poses, seen.shots)
    if main is None:
        return seen
    return replace(seen, bar=bar_in(seen.bar, main), silhouette=contours_in(seen.silhouette, main))


def view_in(shot: Shot | None, poses: PoseTrack, track: CleanTrack) -> CameraView:
    """Where the camera stands in a shot; None is the whole clip, `track` its clean poses."""
    if shot is not None:
        track = clean(only(poses, shot))
    return estimate_view(track, upright(track))


def as_shots_show(
    windows: Sequence[RepWindow], shots: Sequence[Shot], poses: PoseTrack
) -> tuple[RepWindow, ...]:
    """The reps as the camera of their own shot shows them, and which of them a cut goes through."""
    main = main_shot(poses, shots)
    if main is None:
        return tuple(windows)
    shown: list[RepWindow] = []
    views: dict[int, CameraView] = {}
    for window in windows:
        number = shot_of(window.rep.start_s, window.rep.end_s, shots)
        if number is not None and shots[number] != main:
            if number not in views:
                views[number] = view_in(shots[number], poses, clean(poses))
            window = _seen_from(window, views[number])
        shown.append(replace(window, crosses_cut=number is None))
    return tuple(shown)


def measured_by_shot(
    windows: Sequence[RepWindow], seen: Observation, curve: BarCurve | None
) -> tuple[tuple[Rise | Reason, ...], tuple[Mapping[str, Measurement], ...]]:
    """Posterior and metrics of every rep, compared with the others of its own shot."""
    rises: list[Rise | Reason] = [CUT] * len(windows)
    metrics: list[Metrics] = [{} for _ in windows]
    for places in _groups(windows, seen.shots):
        group = [windows[place] for place in places]
        fit = fit_set(group)
        whole = [
            rise if not w.crosses_cut else CUT
            for w, rise in zip(group, estimate_rises(group, fit), strict=True)
        ]
        measured = all_metrics(
            group,
            whole,
            squat_leans(group, fit),
            shrugs(curve, seen.bar, group),
            ways(curve, group),
            seen.heel_rises,
        )
        for place, rise, of_rep in zip(places, whole, measured, strict=True):
            rises[place] = rise
            metrics[place] = _unmeasured(of_rep) if windows[place].crosses_cut else of_rep
    return tuple(rises), tuple(metrics)


def _groups(windows: Sequence[RepWindow], shots: Sequence[Shot]) -> list[list[int]]:
    """Indices of the reps of each shot, and of those that a cut goes through."""
    groups: dict[int | None, list[int]] = {}
    for place, window in enumerate(windows):
        number = shot_of(window.rep.start_s, window.rep.end_s, shots)
        groups.setdefault(number, []).append(place)
    return list(groups.values())


def _seen_from(window: RepWindow, view: CameraView) -> RepWindow:
    signals = replace(
        window.signals, forward=view.forward, near_side=view.near_side, yaw_deg=view.yaw_deg
    )
    return replace(window, view=view, signals=signals)


def _unmeasured(metrics: Metrics) -> Metrics:
    return {name: not_assessed(of_rep.unit, CUT) for name, of_rep in metrics.items()}
