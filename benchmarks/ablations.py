"""The same clips with one part of formcheck taken out, to see what carries the weight.

Every ablation works on a clip that has been observed already; `benchmarks/judge.py --ablations`
prints what each one costs.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from formcheck.analysis import Analysis
from formcheck.bar.bar_track import no_bar
from formcheck.body import estimate, lean, tilt
from formcheck.body.calibration import BodyPriors, LeanPriors, body_priors, lean_priors
from formcheck.body.rise_priors import RisePriors, rise_priors
from formcheck.findings import of_rep
from formcheck.metrics import (
    bar_on_back,
    depth,
    neck,
    torso_lean,
)
from formcheck.motion import make
from formcheck.observation.observation import Observation
from formcheck.pipeline import Options, judge
from formcheck.pose.bias import EXACT, PoseBias, bias_of
from formcheck.pose.silhouette import no_silhouettes
from formcheck.reps import rep_window


@dataclass(frozen=True)
class Ablation:
    """One part taken out."""

    name: str
    label: str
    analyze: Callable[[Observation], Analysis]


def ablations() -> tuple[Ablation, ...]:
    """All that need no new look at the pictures."""
    return (
        Ablation("no_clip_bias", "gain: no bias of the clip", _with_rise(_no_clip_bias)),
        Ablation("no_silhouette", "gain: no silhouette", _without_silhouette),
        Ablation("no_weighing", "gain: guessed joints weigh as seen ones", _without_weighing),
        Ablation("no_habit", "gain: nobody has a habit", _with_rise(_no_habit)),
        Ablation("no_descent", "gain: no descent", _with_rise(_without("over_descent"))),
        Ablation("no_chord", "gain: no chord along the back", _with_rise(_without("chord"))),
        Ablation("no_outline", "gain: no outline", _with_rise(_without("outline"))),
        Ablation("no_tails", "gain: no heavy tails", _with_rise(_no_tails)),
        Ablation("no_misfit", "gain: misfit does not matter", _with_rise(_no_misfit)),
        Ablation("lost_too", "gain: told where the torso is out of sight", _without_sight),
        Ablation("mirrored", "gain: lifters rise as they went down", _with_rise(_mirrored)),
        Ablation("no_window_error", "gain: no error of the window", _with_rise(_no_window_error)),
        Ablation("hips_end_all", "gain: hips end Romanian windows, too", _without_climb),
        Ablation("no_standing", "lean: nobody is known to stand straight", _without_standing),
        Ablation("no_side", "lean: the camera's side adds nothing", _with_lean(_no_side)),
        Ablation("no_usual_lean", "lean: as read", _with_lean(_as_read)),
        Ablation("told_early", "rules tell from a probability of a half", _told_early),
        Ablation("no_baseline", "depth: no own baseline", _with_bias(_no_baseline)),
        Ablation("no_bias", "engine taken as exact", _with_bias(lambda bias: EXACT)),
        Ablation("no_gating", "no gating (nothing abstains)", _ungated),
        Ablation("no_bar", "no bar", _without_bar),
    )


Priors = Callable[[RisePriors], RisePriors]


def _no_clip_bias(priors: RisePriors) -> RisePriors:
    return _each_instrument(priors, bias_sd_deg=0.01)


def _each_instrument(priors: RisePriors, **changes: float) -> RisePriors:
    changed = {name: replace(one, **changes) for name, one in priors.instruments.items()}
    return replace(priors, instruments=changed)


def _no_tails(priors: RisePriors) -> RisePriors:
    return _each_instrument(priors, noise_freedom=200.0, bias_freedom=200.0)


def _no_habit(priors: RisePriors) -> RisePriors:
    return replace(priors, populations=replace(priors.populations, habit=0.0))


def _without(name: str) -> Priors:
    """An instrument whose noise drowns what it says."""

    def change(priors: RisePriors) -> RisePriors:
        if name not in priors.instruments:
            return priors
        deaf = replace(priors.instruments[name], sigma_deg=1e4)
        return replace(priors, instruments=priors.instruments | {name: deaf})

    return change


def _no_misfit(priors: RisePriors) -> RisePriors:
    return replace(priors, lost=(np.inf, np.inf, np.inf), implausible_sd=np.inf)


def _no_window_error(priors: RisePriors) -> RisePriors:
    return replace(priors, window_error_deg=0.0)


def _mirrored(priors: RisePriors) -> RisePriors:
    """What held before motion capture was asked: clean gains near zero, a descent that mirrors."""
    if priors.asymmetry is None:
        return priors
    level = {"clean_mean_deg": -0.3, "clean_level_sd_deg": 1.6, "level_freedom": np.inf}
    return replace(priors, asymmetry=None, populations=replace(priors.populations, **level))


def _with_rise(change: Priors) -> Callable[[Observation], Analysis]:
    def analyze(seen: Observation) -> Analysis:
        with _instead(estimate, rise_priors=lambda **how: change(rise_priors(**how))):
            return _judged(seen)

    return analyze


def _judged(seen: Observation) -> Analysis:
    return judge(seen, Options())


def _without_climb(seen: Observation) -> Analysis:
    with _instead(tilt, climb=lambda window, fine_s, hip, rising: hip):
        return _judged(seen)


def _without_sight(seen: Observation) -> Analysis:
    with _instead(tilt, SEEN_WITHIN_S=np.inf):
        return _judged(seen)


def _no_baseline(bias: PoseBias) -> PoseBias:
    return replace(bias, own_depth_thigh=0.0)


def _with_bias(change: Callable[[PoseBias], PoseBias]) -> Callable[[Observation], Analysis]:
    def analyze(seen: Observation) -> Analysis:
        with _instead(make, bias_of=lambda runtime: change(bias_of(runtime))):
            return _judged(seen)

    return analyze


def _ungated(seen: Observation) -> Analysis:
    """Everything that lets a metric of a visible rep abstain is told to let it pass."""
    gates: dict[Any, dict[str, float]] = {
        rep_window: {"MOST_UNSEEN_SHARE": 1.0},
        bar_on_back: {"MOST_APART_TORSO": np.inf},
        torso_lean: {"MOST_UNSEEN_SHARE": 1.0, "MOST_DISAGREEMENT_DEG": np.inf},
        depth: {"LEAST_RISE_TORSO": -np.inf, "MOST_APART_THIGH": np.inf},
        neck: {"MOST_UNSEEN_SHARE": 1.0, "MOST_SIDES_DIFFER_DEG": np.inf},
    }
    with ExitStack() as open_gates:
        for module, limits in gates.items():
            open_gates.enter_context(_instead(module, **limits))
        return _judged(seen)


def _without_bar(seen: Observation) -> Analysis:
    return judge(replace(seen, bar=no_bar(seen.bar.time_s)), Options())


def _without_silhouette(seen: Observation) -> Analysis:
    return judge(replace(seen, silhouette=no_silhouettes()), Options())


def _without_weighing(seen: Observation) -> Analysis:
    def unweighed(**how: bool) -> BodyPriors:
        return replace(body_priors(**how), hidden=(np.inf, 1.0))

    with _instead(estimate, body_priors=unweighed):
        return _judged(seen)


def _without_standing(seen: Observation) -> Analysis:
    def anyhow(**how: bool) -> BodyPriors:
        return replace(body_priors(**how), standing_sd_rad=np.full(3, np.inf))

    with _instead(estimate, body_priors=anyhow):
        return _judged(seen)


def _no_side(priors: LeanPriors) -> LeanPriors:
    return replace(priors, beyond_per_yaw=0.0)


def _as_read(priors: LeanPriors) -> LeanPriors:
    """A prior that is as wide as leans can be."""
    return replace(
        priors, peak_deg={name: (mean, 1e3) for name, (mean, _) in priors.peak_deg.items()}
    )


def _with_lean(change: Callable[[LeanPriors], LeanPriors]) -> Callable[[Observation], Analysis]:
    def analyze(seen: Observation) -> Analysis:
        with _instead(lean, lean_priors=lambda: change(lean_priors())):
            return _judged(seen)

    return analyze


def _told_early(seen: Observation) -> Analysis:
    with _instead(of_rep, TOLD_FROM=of_rep.POSSIBLE_FROM):
        return _judged(seen)


@contextmanager
def _instead(module: Any, **values: Any) -> Iterator[None]:
    """Other values in a module for a while; a name that is not there is an error."""
    kept = {name: getattr(module, name) for name in values}
    try:
        for name, value in values.items():
            setattr(module, name, value)
        yield
    finally:
        for name, value in kept.items():
            setattr(module, name, value)
