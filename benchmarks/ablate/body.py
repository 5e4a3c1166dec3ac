"""Rules of `formcheck/body`: the fit, then what is read off it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np

from benchmarks.ablate.taken_out import Change, Out, edit, put
from formcheck.analysis import Fault
from formcheck.arithmetic import Array
from formcheck.body import (
    chain,
    estimate,
    fit,
    instruments,
    measurements,
    rise,
)
from formcheck.body.estimate import LeanPriors, PeakLeans, lean_priors
from formcheck.body.fit_priors import BodyPriors, HiddenJoints, body_priors
from formcheck.body.instruments import InstrumentPrior
from formcheck.body.rise import RisePriors, rise_priors
from formcheck.calibration import DegreesOfFreedom
from formcheck.reps import rep_window

GAIN = "lean_gain_deg"
INF = float("inf")
ANY_POSTURE_RAD = np.array([(-9.0, -9.0, -9.0), (9.0, 9.0, 9.0)])


def _fit(label: str, *changes: Change) -> Out:
    return Out("fit", label, changes, metric=GAIN)


def _gain(label: str, *changes: Change, fault: Fault | None = None) -> Out:
    return Out("body", label, changes, fault, GAIN)


def _lean(label: str, *changes: Change) -> Out:
    return Out("body", label, changes, "excessive_lean", "lean_peak_deg")


def _of_body(change: Callable[[BodyPriors], BodyPriors]) -> Change:
    return put(estimate, body_priors=lambda **how: change(body_priors(**how)))


def _of_rise(change: Callable[[RisePriors], RisePriors]) -> Change:
    return put(estimate, rise_priors=lambda **how: change(rise_priors(**how)))


def _of_lean(change: Callable[[LeanPriors], LeanPriors]) -> Change:
    return put(estimate, lean_priors=lambda: change(lean_priors()))


def _scale_known(priors: BodyPriors) -> BodyPriors:
    """As if every camera stood 3 to 4 m away."""
    spread = priors.spread.copy()
    spread[chain.BAR_SCALE] = 0.04
    return replace(priors, spread=spread)


def _body(**values: Any) -> Change:
    return _of_body(lambda priors: replace(priors, **values))


def _drawn_at_joints(priors: BodyPriors) -> BodyPriors:
    center, per_sine = priors.center.copy(), np.zeros_like(priors.center)
    center[chain.SLOPES] = 0.0
    return replace(priors, center=center, center_per_sine=per_sine)


def _noise(**values: Any) -> Change:
    return _of_body(lambda priors: replace(priors, noise=replace(priors.noise, **values)))


def _rise(**values: Any) -> Change:
    return _of_rise(lambda priors: replace(priors, **values))


def _each(change: Callable[[InstrumentPrior], InstrumentPrior]) -> Change:
    """All instruments alike."""
    return _of_rise(
        lambda priors: replace(
            priors, instruments={name: change(one) for name, one in priors.instruments.items()}
        )
    )


def _each_with(**terms: float) -> Change:
    return _each(lambda one: replace(one, terms=replace(one.terms, **terms)))


def _deaf(name: str) -> Change:
    """An instrument whose noise drowns what it says."""

    def change(priors: RisePriors) -> RisePriors:
        if name not in priors.instruments:
            return priors
        one = priors.instruments[name]
        deaf = replace(one, fit=replace(one.fit, sigma_deg=1e4))
        return replace(priors, instruments=priors.instruments | {name: deaf})

    return _of_rise(change)


def _populations(**values: Any) -> Change:
    return _of_rise(lambda p: replace(p, populations=replace(p.populations, **values)))


def _mirrored(priors: RisePriors) -> RisePriors:
    """What held before motion capture was asked: clean gains near zero, a descent that mirrors."""
    if priors.asymmetry is None:
        return priors
    clean = replace(priors.populations.clean, mean_deg=-0.3, level_sd_deg=1.6)
    level = replace(priors.populations, clean=clean, level_degrees_of_freedom=INF)
    return replace(priors, asymmetry=None, populations=level)


def _lost(**misfit: float) -> Change:
    """One of the two misfits from which on a trunk counts as lost."""
    return _of_rise(lambda priors: replace(priors, lost=replace(priors.lost, **misfit)))


def _no_contour(motion: Any, *, on_back: bool) -> Any:
    return np.full((len(motion.time_s), 2), np.nan)


class _AnyStepWillDo(fit._Problem):
    def predicted(self, angles: Array, constants: Array) -> tuple[chain.Chain, float]:
        """What the camera would see, and that it is never more."""
        return super().predicted(angles, constants)[0], 0.0


FIT = (
    _fit("fit: hidden joints weigh less", _body(hidden=HiddenJoints(INF, 1.0))),
    _fit("fit: who stands stands straight", _body(standing_sd_rad=np.full(3, INF))),
    _fit("fit: shanks lean as people's do", _body(low_shank_sd_rad=INF)),
    _fit("fit: legs bend one way, and no trunk hangs", put(chain, POSSIBLE_RAD=ANY_POSTURE_RAD)),
    _fit("fit: joints drawn beside themselves at the lowest", _of_body(_drawn_at_joints)),
    _fit(
        "fit: a style that is told says where the bar lies",
        put(estimate, body_priors=lambda variant, **how: body_priors(**how)),
    ),
    _fit("fit: how near the camera stands is open", _of_body(_scale_known)),
    _fit("fit: the far side is noisier", _noise(far_side=1.0)),
    _fit("fit: joints behind a plate are noisier", _noise(behind_plate=1.0)),
    _fit("fit: shoulders of a hidden head are noisier", _noise(head_hidden=1.0)),
    _fit("fit: heavy tails", _noise(degrees_of_freedom=1e6)),
    _fit("fit: the silhouette beside the hips", put(measurements, hip_contour_px=_no_contour)),
    _fit("edge: not at the plate's rim", put(measurements, BESIDE_RIM=0.0)),
    _fit("fit: the lifter stands beside the reps", put(measurements, MARGIN_S=0.0)),
    _fit("fit: a step that makes it no less is halved", put(fit, _Problem=_AnyStepWillDo)),
    _fit("fit: as many steps as it takes", put(fit, MOST_STEPS=25)),
)
RISE = (
    _gain(
        "gain: the clip has a bias",
        _each(lambda one: replace(one, fit=replace(one.fit, bias_sd_deg=0.01))),
    ),
    _gain(
        "gain: heavy tails",
        _each(lambda one: replace(one, degrees_of_freedom=DegreesOfFreedom(200.0, 200.0))),
    ),
    _gain("gain: lifters with a habit", _populations(habit=0.0), fault="good_morning"),
    _gain("gain: the descent", _deaf("over_descent"), fault="good_morning"),
    _gain("gain: the chord along the back", _deaf("chord"), fault="hips_shoot"),
    _gain("gain: the outline", _deaf("outline"), fault="hips_shoot"),
    _gain("gain: lifters lean otherwise going up", _of_rise(_mirrored), fault="good_morning"),
    _gain("gain: clean levels have a heavy tail", _populations(level_degrees_of_freedom=INF)),
    _gain("gain: noise grows with misfit", _each_with(noise_misfit_power=0.0)),
    _gain("gain: bias grows with misfit", _each_with(bias_misfit_power=0.0)),
    _gain("gain: bias by yaw", _each_with(bias_deg_per_deg=0.0)),
    _gain("gain: noise by yaw", _each_with(noise_share_per_deg=0.0)),
    _gain("gain: a misfit hides other joints", _lost(joints_from_misfit=INF)),
    _gain("gain: a misfit tells nothing", _lost(body_from_misfit=INF)),
    _gain("gain: leans that nobody starts with", _rise(implausible_sd=INF)),
    _gain("gain: instruments that contradict each other", _rise(most_discrepancy=INF)),
    _gain(
        "gain: nobody leans beyond horizontal",
        edit(rise.plausible, "<= HORIZONTAL_DEG", "<= np.inf"),
    ),
    _gain("gain: too few reps cap findings", _rise(least_reps=0)),
    _gain("gain: hips that hardly rise cap findings", _rise(least_rise_torso=0.0)),
    _gain("gain: wide intervals cap findings", _rise(widest_deg=INF)),
    _gain("gain: the window's own error", _rise(window_error_deg=0.0)),
    _gain("gain: nothing from the front", put(estimate, _too_far_off_side=lambda windows: False)),
    _gain("gain: reps of another shape", _rise(shape_apart_deg=INF)),
    _gain("gain: trunks that are seen", put(instruments, SEEN_WITHIN_S=INF)),
    _gain(
        "gain: the bar ends Romanian windows",
        put(instruments, climb=lambda window, fine_s, hip, rising: hip),
    ),
    _gain(
        "gain: hips that begin before the bar",
        put(instruments, hips_begin=lambda hip, early, lift_off, lockout: lift_off),
        fault="hips_shoot",
    ),
    _gain(
        "gain: the lean at the start is drawn to the usual",
        edit(rise._start_deg, "share = prior.share_of(sd)", "share = 1.0"),
    ),
    _gain(
        "outline: hips that rise early",
        edit(instruments.outline_gain_deg, "> HARDLY_TORSO", "> np.inf"),
        fault="hips_shoot",
    ),
    _gain("chord: leaps", put(instruments, MOST_TURN_DEG_PER_S=INF), fault="hips_shoot"),
    _gain(
        "chord: the seat rises with the hips",
        put(instruments, SEAT_RISES=(-INF, INF)),
        fault="hips_shoot",
    ),
    _gain(
        "chord: no seat below the knees", put(measurements, LOWEST_SEAT=-INF), fault="hips_shoot"
    ),
    _gain(
        "chord: the median of five", put(instruments, CHORDS=((0.15, 0.90),)), fault="hips_shoot"
    ),
    _gain(
        "window: hips that shoot up first",
        put(rep_window, hips_begin=lambda hip, early, lift_off, lockout: lift_off),
        fault="hips_shoot",
    ),
)
LEAN = (
    _lean("lean: drawn to the usual", _of_lean(lambda p: replace(p, peak_deg=PeakLeans(
        **{style: replace(prior, sd=1e3) for style, prior in vars(p.peak_deg).items()})))),
    _lean("lean: by the level of reps that lean less",
          edit(estimate._drawn_by, "lower_half_median", "np.median")),
    _lean("lean: the camera's side adds", _of_lean(lambda p: replace(
        p, reads_beyond=replace(p.reads_beyond, deg_per_yaw_deg=0.0)))),
    _lean("lean: read beyond the truth", _of_lean(lambda p: replace(
        p, reads_beyond=replace(p.reads_beyond, from_side_deg=0.0)))),
    _lean("lean: further still without a bar", _of_lean(lambda p: replace(
        p, bodyweight_beyond_deg=0.0))),
    _lean("lean: hands ahead say that there is no bar", _of_lean(lambda p: replace(
        p, hands_ahead_torso=INF))),
    _lean("lean: error grows with misfit", _of_lean(lambda p: replace(
        p, error=replace(p.error, misfit_power=0.0)))),
    _lean("lean: no body, no lean", _of_lean(lambda p: replace(p, most_misfit=INF))),
)  # fmt: skip
RATIO = (
    Out("body", "ratio: a squat's hips in lengths of its own trunk",
        (put(instruments, _torso=lambda *_: 1.0),), metric="rise_ratio"),
)  # fmt: skip
RULES = (*FIT, *RISE, *LEAN, *RATIO)
