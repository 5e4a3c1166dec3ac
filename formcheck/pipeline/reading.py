"""A set as read from the curves: lift, reps, posterior and metrics, before any verdict."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from formcheck.analysis import NotCounted
from formcheck.bar_reading.reps_by_bar import read_bar, timed_by_bar
from formcheck.bar_reading.view_by_bar import as_bar_shows
from formcheck.body.rise import Rise
from formcheck.findings.of_rep import JudgedRep, Metrics
from formcheck.observation.observation import Observation
from formcheck.pipeline.by_shot import as_shots_show, in_main_shot, measured_by_shot, view_in
from formcheck.pipeline.options import Options
from formcheck.pose.bias import bias_of
from formcheck.reasons import Reason
from formcheck.reps.find import Corrections, corrected, find_reps
from formcheck.reps.lift import LiftGuess, LiftName
from formcheck.reps.lift_probability import NAMED_FROM, LiftOdds, lift_odds
from formcheck.reps.plain_signs import plain_signs
from formcheck.reps.rep_window import RepWindow, rep_windows
from formcheck.reps.variant import squat_variant
from formcheck.signals.cleaning import clean
from formcheck.signals.curves import (
    Signals,
    make_signals,
    with_back,
    with_bar,
    with_silhouette,
)
from formcheck.signals.shots import in_one_scale, main_shot
from formcheck.signals.standing_feet import with_believable_camera
from formcheck.signals.view import CameraView

EARLIER_S = 1e-6
"""Of two pictures equally near, times being floats, this makes the later one the nearer."""
READINGS_REMEMBERED = 4
"""As many sets as the page remembers; each holds its observation, so its id stays its own."""


@dataclass(frozen=True)
class SetReading:
    """A set as read from the curves, before any verdict.

    `odds` are those of the three where nothing was told, and otherwise those that the picture gives
    what was told.
    """

    signals: Signals
    view: CameraView
    lift: LiftGuess
    odds: LiftOdds
    told: bool
    variant: str
    windows: tuple[RepWindow, ...]
    rises: tuple[Rise | Reason, ...]
    metrics: tuple[Metrics, ...]
    not_counted: tuple[NotCounted, ...]

    def complete(self, rep: JudgedRep) -> bool:
        """Whether the clip shows the whole rep."""
        return self.windows[rep.number - 1].rep.complete

    @property
    def is_other(self) -> bool:
        """Whether it is likelier another exercise than not, and nobody said what it is."""
        return not self.told and bool(self.windows) and self.odds.other >= NAMED_FROM


@dataclass(frozen=True)
class _Question:
    """What a reading depends on: the very observation, and what is told of it."""

    observation: int
    told_lift: str | None
    variant: str | None
    partial_rep_share: float
    corrections: Corrections
    seen: Observation = field(compare=False)


def read_set(seen: Observation, options: Options) -> SetReading:
    """Signals, lift, reps, posterior and metrics of an observed clip.

    The last few are remembered, so that other limits only reread the posterior.
    """
    question = _Question(
        id(seen),
        options.told_lift,
        options.variant,
        options.thresholds.partial_rep_share,
        options.corrections,
        seen,
    )
    return _read_set(question)


@lru_cache(maxsize=READINGS_REMEMBERED)
def _read_set(question: _Question) -> SetReading:
    seen = question.seen
    poses = in_one_scale(with_believable_camera(seen.track), seen.shots)
    seen = in_main_shot(seen, poses)
    track = clean(poses)
    view = view_in(main_shot(poses, seen.shots), poses, track)
    signals = make_signals(track, view, bias_of(seen.runtime))
    signals = with_back(with_bar(signals, seen.bar, poses), poses)
    signals = with_silhouette(signals, seen.silhouette, poses)
    told: LiftName | None = question.told_lift  # type: ignore[assignment]
    lift, found = find_reps(signals, told, question.partial_rep_share, question.variant)
    curve = read_bar(seen.bar, signals, poses, seen.camera, lift.name, found.variant)
    if lift.name == "deadlift":
        found = timed_by_bar(found, curve)
    found = corrected(found, question.corrections, signals, lift.name)
    view = as_bar_shows(view, signals, found.reps, poses)
    signals = replace(signals, near_side=view.near_side)
    variant = question.variant or found.variant
    if lift.name == "squat" and question.variant is None:
        variant = squat_variant(signals, view)
    odds = lift_odds(lift, plain_signs(signals, view.yaw_deg, found.reps))
    windows = rep_windows(signals, view, lift.name, variant, found.reps)
    not_counted = tuple(
        NotCounted(n.start_s, n.end_s, n.reason, n.message) for n in found.not_counted
    )
    windows = as_shots_show(windows, seen.shots, poses)
    rises, measured = measured_by_shot(windows, seen, curve)
    metrics = tuple(_on_pictures(of_rep, seen.track.time_s) for of_rep in measured)
    return SetReading(
        signals, view, lift, odds, told is not None, variant, windows, rises, metrics, not_counted
    )


def _on_pictures(metrics: Metrics, time_s: NDArray[np.float64]) -> Metrics:
    """Metrics whose moments are those of pictures.

    The curves have a clock of their own; a player and a still can only show a picture.
    """
    return {name: replace(one, at_s=_picture_s(one.at_s, time_s)) for name, one in metrics.items()}


def _picture_s(at_s: float | None, time_s: NDArray[np.float64]) -> float | None:
    """The time of the nearest picture; of two equally near ones the later."""
    if at_s is None:
        return None
    return float(time_s[np.argmin(np.abs(time_s - at_s - EARLIER_S))])
