"""The reps of a set weighed together: a posterior of each rep's lean gain.

Each instrument k reads rep r as

    y[r, k] = scale[k] * gain[r] + bias[k] + noise,   noise ~ Student-t(nu, sigma[k])

Its bias belongs to the clip: reps of one set share it, with a prior from calibration whose tails
are as heavy as those of the noise (most clips are read well, a few far off). The gain of a
rep comes from one of two populations, clean or faulty, and the share of faulty reps is the set's
own unknown. Bias, share and gain are integrated on fixed grids, so that the answer is exact to the
grid, and the same every time. (A random-effects model with a two-part prior; the bias is a
nuisance that is integrated, not corrected for.)

In a squat one instrument compares the lean on the ascent with the lean at the same hip height on
the descent. It therefore also reads the lifter's asymmetry: how much further this lifter leans on
the ascent than on the descent, which in motion capture differs by several degrees between people.
Asymmetry and clean gain are correlated: a lifter who comes up more upright than at the bottom was
about as upright at that height on the descent. So in a set whose clean reps have the level L, the
prior of this instrument's bias is centered at `asymmetry - L` (`Asymmetry`).

Last, the priors are checked against the set: where an instrument would have to be off by more of
its spreads than nearly ever happens, all posteriors of the set are widened about their medians.

Letters of the array shapes:

    R  reps of the set                    K  instruments
    G  grid of gains, `GAIN_DEG`          b  grid of one instrument's bias
    M  grid of the set's clean level      B  all combinations of the instruments' biases
    P  grid of the share of faulty reps
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import lgamma

import numpy as np

from formcheck.arithmetic import Array
from formcheck.arithmetic.robust import gaussian, student_log
from formcheck.body.gain_posterior import GAIN_DEG, GRID_REACH, GainPosterior
from formcheck.calibration import DegreesOfFreedom, Prior

GRID_POINTS = 21
"""Of the grid of one instrument's bias."""
FEWER_POINTS = 15
"""The same where more than two instruments read the set, since the joint grid has the product of
their points."""
ASYMMETRIC_POINTS = 61
"""The same of the instrument that reads the lifter's asymmetry, too: its prior is wide, while a set
determines the bias to half a degree."""
LEVEL_POINTS = 27
"""Of the grid of the set's clean level."""
SHARE_POINTS = 12
"""Of the grid of the share of faulty reps."""
FINER = 50
"""The prior of that share is integrated over so many points in each cell of its grid."""
BIAS_REACH = 5.0
"""How far a grid reaches to either side of a Student-t prior, in spreads of the prior."""
ASYMMETRY_REACH = 3.5
"""The same for the prior of the asymmetry."""
LEAST = 1e-300
"""Lower bound of a likelihood: some are divided by."""
FAULTY_NU = 4.0
"""Degrees of freedom of the gains of faulty reps; chosen as those of a clip's bias."""


@dataclass(frozen=True)
class Instrument:
    """How one instrument reads a gain, degrees.

    Attributes:
        scale: Of the true gain, how much it reads.
        bias_deg, bias_sd_deg: What it adds in a clip, over clips: middle and scale.
        sigma_deg: Scale of its noise from rep to rep.
        degrees_of_freedom: Of both; few = heavy tails.
    """

    scale: float
    bias_deg: float
    bias_sd_deg: float
    sigma_deg: float
    degrees_of_freedom: DegreesOfFreedom

    def biases(self, points: int) -> tuple[Array, Array]:
        """(points,) biases of a clip, degrees, and the logarithms of their weights."""
        score, log_weight = bias_grid(self.degrees_of_freedom.bias, points)
        return self.bias_deg + self.bias_sd_deg * score, log_weight


@dataclass(frozen=True)
class CleanGains:
    """Gains of clean reps.

    Attributes:
        mean_deg, level_sd_deg: Level of a set's clean reps, over sets.
        rep_sd_deg: How far clean reps of a set lie about its level.
    """

    mean_deg: float
    level_sd_deg: float
    rep_sd_deg: float


@dataclass(frozen=True)
class Beta:
    """A distribution over shares."""

    a: float
    b: float


HABIT = Beta(12.0, 1.0)
"""Prior of the share of faulty reps in a set of a lifter who has the fault in nearly every rep: 12
in 13 on average. Chosen; the share of such lifters (`habit`) was tried on *fit* and *check*."""


@dataclass(frozen=True)
class Populations:
    """Where gains come from, degrees.

    Attributes:
        clean: Of clean reps.
        faulty_deg: Of faulty reps, a Student-t: some tip by far more than most.
        share: Prior of the share of faulty reps in a set of most lifters.
        habit: Share of lifters who have the fault in nearly every rep; in their sets the share of
            faulty reps has the prior `HABIT`.
        level_degrees_of_freedom: Of a Student-t of the clean level below its mean; above it the
            level is normal. Some lifters come up far more upright than most, hardly any lean
            further.
    """

    clean: CleanGains
    faulty_deg: Prior
    share: Beta
    habit: float = 0.0
    level_degrees_of_freedom: float = np.inf


@dataclass(frozen=True)
class Asymmetry:
    """How much further lifters lean on the ascent than on the descent, degrees.

    Attributes:
        mean_deg, sd_deg: Over lifters.
        rep_sd_deg: From rep to rep of one lifter.
        degrees_of_freedom: Over lifters: what a set shows outvotes what is typical.
    """

    mean_deg: float
    sd_deg: float
    rep_sd_deg: float
    degrees_of_freedom: float


def posteriors(
    readings: Array,
    instruments: tuple[Instrument, ...],
    populations: Populations,
    widen: Array,
    asymmetry: Asymmetry | None = None,
    against_descent: int = 0,
    most_discrepancy: float = np.inf,
) -> list[GainPosterior]:
    """Weigh the readings of a set: a posterior for each rep, the prior where nothing was read.

    Prior and data conflict where the worst instrument is off by more than `most_discrepancy` of its
    spreads, which nineteen of twenty sets do not need. The model does not describe such a set, so
    its posteriors are widened by the ratio of the two, as Birge (1932) scales the errors of
    measurements that disagree.

    Args:
        readings: (R, K) degrees; NaN = this instrument did not read this rep.
        instruments: K of them.
        populations: Where gains come from.
        widen: (R, K) factor of each sigma: larger where the rep was seen worse.
        asymmetry: Prior of the lifter's asymmetry; None where no instrument reads it.
        against_descent: Index of the instrument that reads it, by comparing ascent and descent.
        most_discrepancy: Spreads by which an instrument may be off before posteriors widen.
    """
    used = [k for k in range(len(instruments)) if np.isfinite(readings[:, k]).any()]
    asymmetric = used.index(against_descent) if asymmetry and against_descent in used else None
    clip = _clip(tuple(instruments[k] for k in used), populations, asymmetry, asymmetric)
    clean = gaussian((GAIN_DEG - clip.level[:, None]) / populations.clean.rep_sd_deg)
    clean /= clean.sum(axis=1, keepdims=True)  # (M, G)
    away = (GAIN_DEG - populations.faulty_deg.mean) / populations.faulty_deg.sd
    faulty = np.exp(_log_student(away, FAULTY_NU))
    faulty /= faulty.sum()
    rep_readings = list(zip(readings[:, used], widen[:, used], strict=True))
    # (B, G) likelihoods are computed twice rather than kept: a clip may show hundreds of reps
    likelihoods = (clip.likelihood(*rep) for rep in rep_readings)
    # (B, M) and (B, 1) likelihood of a rep's readings given that it is clean, or faulty
    of_reps = [(of_rep @ clean.T, (of_rep @ faulty)[:, None]) for of_rep in likelihoods]
    share, most_lifters = _share_grid(populations.share)
    habit = _share_grid(HABIT)[1]
    prior_share = (1 - populations.habit) * most_lifters + populations.habit * habit
    parts = np.stack([1 - share, share])  # (2, P)
    joint = _joint(prior_share, clip.log_prior, parts, of_reps)
    wider = clip.discrepancy(joint) / most_discrepancy
    found = []
    for rep, of_rep in zip(rep_readings, of_reps, strict=True):
        likelihood, others = clip.likelihood(*rep), _mixed(parts, *of_rep)
        np.divide(joint, others, out=others)
        as_clean, as_faulty = (parts @ others.reshape(len(share), -1)).reshape(2, *others.shape[1:])
        density = np.einsum("bg,bg->g", as_clean @ clean, likelihood)
        density += (as_faulty.sum(axis=1) @ likelihood) * faulty
        found.append(GainPosterior(density / density.sum()).stretched(wider))
    return found


@dataclass(frozen=True)
class _Clip:
    """What the reps of a clip share: B combinations of biases by M levels of clean reps.

    Attributes:
        instruments: Those that read.
        biases: Grid of each one's bias, degrees.
        scores: For each instrument (b, 1), or (b, M) where it depends on the level: how far a bias
            is off its prior's center, in spreads of the prior.
        level: (M,) degrees.
        log_prior: (B, M) of biases and level.
    """

    instruments: tuple[Instrument, ...]
    biases: Sequence[Array]
    scores: Sequence[Array]
    level: Array
    log_prior: Array

    def likelihood(self, readings: Array, widen: Array) -> Array:
        """(B, G) likelihood of one rep's (K,) readings, up to a factor common to all cells."""
        likelihood = np.ones((1, len(GAIN_DEG)))
        for reading, wider, instrument, bias in zip(
            readings, widen, self.instruments, self.biases, strict=True
        ):
            one = np.ones((len(bias), len(GAIN_DEG)))
            if np.isfinite(reading):
                expected = instrument.scale * GAIN_DEG[None, :] + bias[:, None]
                away = (reading - expected) / (instrument.sigma_deg * wider)
                log = _log_student(away, instrument.degrees_of_freedom.noise)
                one = np.exp(log - log.max())
            likelihood = (likelihood[:, None] * one).reshape(-1, len(GAIN_DEG))
        return likelihood

    def discrepancy(self, joint: Array) -> float:
        """By how many spreads the instrument that fits a set worst is off, given its reps.

        `joint` is the (P, B, M) posterior of share, biases and level.
        """
        weight = joint.sum(axis=0).reshape(*(len(bias) for bias in self.biases), -1)
        of_each = range(len(self.biases))
        off = [
            float((weight.sum(axis=tuple(o for o in of_each if o != k)) * self.scores[k]).sum())
            for k in of_each
        ]
        return max(map(abs, off), default=0.0)


def _clip(
    instruments: tuple[Instrument, ...],
    populations: Populations,
    asymmetry: Asymmetry | None,
    asymmetric: int | None,
) -> _Clip:
    """Grids of biases and levels with their prior.

    `asymmetric` is the place among the instruments of the one that reads the asymmetry; None where
    none does.
    """
    level, log_level = _levels(populations)
    points = GRID_POINTS if len(instruments) <= 2 else FEWER_POINTS
    grids = [one.biases(points) for one in instruments]
    scores = [np.linspace(-BIAS_REACH, BIAS_REACH, points)[:, None]] * len(instruments)
    log_prior = log_level[None, :]
    if asymmetry is not None and asymmetric is not None:
        one = instruments[asymmetric]
        one = replace(one, sigma_deg=float(np.hypot(one.sigma_deg, asymmetry.rep_sd_deg)))
        instruments = (*instruments[:asymmetric], one, *instruments[asymmetric + 1 :])
        bias, scores[asymmetric], log_asymmetric = _asymmetric_biases(
            one, populations, asymmetry, level
        )
        grids[asymmetric] = bias, np.zeros(len(bias))
        log_prior = log_prior + _spread_over(log_asymmetric, asymmetric, [len(b) for b, _ in grids])
    log_prior = log_prior + _log_product([log for _, log in grids])[:, None]
    return _Clip(instruments, [bias for bias, _ in grids], scores, level, log_prior)


def _joint(
    prior_share: Array, log_prior: Array, parts: Array, of_reps: Sequence[tuple[Array, Array]]
) -> Array:
    """(P, B, M) posterior of share, biases and level, given all reps."""
    joint = prior_share[:, None, None] * np.exp(log_prior - log_prior.max())
    for of_rep in of_reps:
        joint *= _mixed(parts, *of_rep)
        joint /= joint.max()  # keeps the product of many reps from underflowing
    joint /= joint.sum()
    return np.asarray(joint)


def _mixed(parts: Array, of_clean: Array, of_faulty: Array) -> Array:
    """(P, B, M) likelihood of a rep's readings, the populations mixed by the (2, P) `parts`."""
    mixed = parts[0][:, None, None] * np.maximum(of_clean, LEAST)
    mixed += parts[1][:, None, None] * np.maximum(of_faulty, LEAST)
    return np.asarray(mixed)


def _asymmetric_biases(
    instrument: Instrument, populations: Populations, asymmetry: Asymmetry, level: Array
) -> tuple[Array, Array, Array]:
    """Biases (b,), scores (b, M) and log weights (b, M) of the one that reads the asymmetry."""
    sd_deg = float(np.hypot(instrument.bias_sd_deg, asymmetry.sd_deg))
    middle = instrument.bias_deg + asymmetry.mean_deg
    reach = ASYMMETRY_REACH * float(np.hypot(sd_deg, populations.clean.level_sd_deg))
    center = middle - populations.clean.mean_deg
    bias = np.linspace(center - reach, center + reach, ASYMMETRIC_POINTS)
    score = (bias[:, None] + level[None, :] - middle) / sd_deg
    log = _log_student(score, asymmetry.degrees_of_freedom)
    return bias, score, log - np.log(np.exp(log).sum(axis=0))


def _spread_over(log: Array, position: int, points: Sequence[int]) -> Array:
    """(B, M) over all combinations of biases, from the (b, M) of one instrument."""
    before, after = int(np.prod(points[:position])), int(np.prod(points[position + 1 :]))
    return np.tile(np.repeat(log, after, axis=0), (before, 1))


def bias_grid(nu: float, points: int) -> tuple[Array, Array]:
    """(points,) biases of a clip, in spreads of their prior, and the logs of their weights."""
    score = np.linspace(-BIAS_REACH, BIAS_REACH, points)
    log = _log_student(score, nu)
    return score, log - np.log(np.exp(log).sum())


def _levels(populations: Populations) -> tuple[Array, Array]:
    """(M,) levels of a set's clean reps and the logs of their weights; one where none varies."""
    mean, sd = populations.clean.mean_deg, populations.clean.level_sd_deg
    if sd <= 0:
        return np.array([mean]), np.zeros(1)
    score = np.linspace(-BIAS_REACH, GRID_REACH, LEVEL_POINTS)
    log = np.where(
        score < 0,
        student_log(score, populations.level_degrees_of_freedom),
        student_log(score, np.inf),
    )
    return mean + sd * score, log - np.log(np.exp(log).sum())


def _log_product(logs: Sequence[Array]) -> Array:
    """(B,) sum of the instruments' (b,) logarithms for every combination of their biases."""
    total = np.zeros(1)
    for log in logs:
        total = (total[:, None] + log).ravel()
    return total


def _log_student(away: Array, nu: float) -> Array:
    constant = lgamma((nu + 1) / 2) - lgamma(nu / 2) - np.log(nu * np.pi) / 2
    return np.asarray(constant + student_log(away, nu))


def _share_grid(beta: Beta) -> tuple[Array, Array]:
    """Midpoints between 0 and 1 with their prior weight."""
    edges = np.linspace(0.0, 1.0, SHARE_POINTS + 1)
    # over share**a, since the density itself is infinite at 0
    ends, steps = edges[:-1, None] ** beta.a, np.diff(edges**beta.a)
    fine = (ends + steps[:, None] * (np.arange(FINER) + 0.5) / FINER) ** (1 / beta.a)
    weight = steps * ((1 - fine) ** (beta.b - 1)).mean(axis=1)
    return (edges[:-1] + edges[1:]) / 2, weight / weight.sum()
