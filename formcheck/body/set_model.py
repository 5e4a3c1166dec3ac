"""The reps of a set weighed together: a posterior of each rep's lean gain.

Each instrument k reads rep r as

    y[r, k] = scale[k] * gain[r] + bias[k] + noise,   noise ~ Student-t(nu, sigma[k])

Its bias belongs to the clip: reps of one set share it, with a prior from calibration whose tails
are as heavy as those of the noise (most clips are read well, a few far off). The gain of a
rep comes from one of two populations, clean or faulty, and the share of faulty reps is the set's
own unknown. Bias, share and gain are integrated on fixed grids, so that the answer is exact to the
grid, and the same every time. (A random-effects model with a two-part prior; the bias is a
nuisance that is integrated, not corrected for.)
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from math import lgamma

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]

GRID_POINTS = 21
GRID_REACH, BIAS_REACH = 3.0, 5.0
"""Grids, in spreads of their priors: of a set's level (normal), of a clip's bias (Student-t)."""
FEWER_POINTS = 15
"""Of each bias where more than two instruments read: their grid is the product of all."""
SHARE_POINTS = 12
HABIT = (12.0, 1.0)
"""Beta of the share of faulty reps in a set whose fault is a habit."""
GAIN_STEP_DEG = 0.5
GAIN_DEG = np.arange(-30.0, 36.0 + GAIN_STEP_DEG, GAIN_STEP_DEG)


@dataclass(frozen=True)
class Instrument:
    """How one instrument reads a gain, degrees.

    Attributes:
        scale: Of the true gain, how much it reads.
        bias_deg, bias_sd_deg: What it adds in a clip, over clips: middle and scale.
        sigma_deg: Scale of its noise from rep to rep.
        noise_freedom, bias_freedom: Degrees of freedom of both; few = heavy tails.
    """

    scale: float
    bias_deg: float
    bias_sd_deg: float
    sigma_deg: float
    noise_freedom: float
    bias_freedom: float

    def biases(self, points: int) -> tuple[Array, Array]:
        """(points,) biases of a clip, degrees, and the logarithms of their weights."""
        score, log_weight = bias_grid(self.bias_freedom, points)
        return self.bias_deg + self.bias_sd_deg * score, log_weight


@dataclass(frozen=True)
class Populations:
    """Where gains come from, degrees.

    Attributes:
        clean_mean_deg, clean_level_sd_deg: Level of a set's clean reps, over sets.
        clean_sd_deg: How far clean reps of a set lie about its level.
        faulty: (mean, scale) of faulty reps, a Student-t: some tip by far more than most.
        share: (a, b) of the Beta that the share of faulty reps in a set comes from.
        habit: Share of lifters who show the fault in nearly every rep.
    """

    clean_mean_deg: float
    clean_level_sd_deg: float
    clean_sd_deg: float
    faulty: tuple[float, float]
    share: tuple[float, float]
    habit: float = 0.0


@dataclass(frozen=True)
class GainPosterior:
    """What is known of one rep's gain.

    Attributes:
        density: (G,) probability of each of `GAIN_DEG`; sums to 1.
    """

    density: Array

    @cached_property
    def cumulative(self) -> Array:
        """(G,) probability of at most this gain."""
        return np.cumsum(self.density)

    def quantile(self, share: float) -> float:
        """The gain below which `share` of the probability lies, interpolated, degrees."""
        edges = np.concatenate([[0.0], self.cumulative])
        at = np.concatenate([GAIN_DEG, [GAIN_DEG[-1] + GAIN_STEP_DEG]]) - GAIN_STEP_DEG / 2
        return float(np.interp(share, edges, at))

    @property
    def median_deg(self) -> float:
        """The posterior median."""
        return self.quantile(0.5)

    @property
    def interval_deg(self) -> tuple[float, float]:
        """5 to 95 %."""
        return self.quantile(0.05), self.quantile(0.95)

    @staticmethod
    def reached(limit_deg: float) -> Array:
        """(G,) the share of each cell of the grid that lies beyond a limit."""
        return np.clip((GAIN_DEG - limit_deg) / GAIN_STEP_DEG + 0.5, 0.0, 1.0)

    def beyond(self, limit_deg: float) -> float:
        """Probability that the gain is at least so large."""
        return float(self.density @ self.reached(limit_deg))

    def shifted(self, by_deg: float) -> GainPosterior:
        """The same with `by_deg` more gain."""
        if by_deg == 0.0:
            return self
        density = np.interp(GAIN_DEG - by_deg, GAIN_DEG, self.density, left=0.0, right=0.0)
        return GainPosterior(density / density.sum())

    def blurred(self, by_deg: float) -> GainPosterior:
        """The same where every reading of the rep is off by some normal error of this spread."""
        if by_deg <= 0.0:
            return self
        steps = int(np.ceil(3.0 * by_deg / GAIN_STEP_DEG))
        away_deg = np.arange(-steps, steps + 1) * GAIN_STEP_DEG
        kernel = np.exp(-0.5 * (away_deg / by_deg) ** 2)
        density = np.convolve(self.density, kernel, mode="same")
        return GainPosterior(density / density.sum())


def posteriors(
    readings: Array,
    instruments: tuple[Instrument, ...],
    populations: Populations,
    widen: Array,
) -> list[GainPosterior]:
    """Weigh the readings of a set.

    Args:
        readings: (R, K) degrees; NaN = this instrument did not read this rep.
        instruments: K of them.
        populations: Where gains come from.
        widen: (R, K) what each sigma is multiplied with: worse seen, less sure.

    Returns:
        A posterior for each rep; with no reading it is the prior.
    """
    used = [k for k in range(len(instruments)) if np.isfinite(readings[:, k]).any()]
    told = tuple(instruments[k] for k in used)
    likelihood = _likelihood(readings[:, used], told, widen[:, used])  # (R, B, G)
    level, prior_level = _grid(populations.clean_mean_deg, populations.clean_level_sd_deg)
    clean = _normal(level, populations.clean_sd_deg)  # (M, G)
    faulty = np.exp(_log_student((GAIN_DEG - populations.faulty[0]) / populations.faulty[1], 4.0))
    faulty /= faulty.sum()
    of_clean = likelihood @ clean.T  # (R, B, M)
    of_faulty = (likelihood @ faulty)[..., None]  # (R, B, 1)
    share, prior_share = _share_grid(populations.share)
    habit = _share_grid(HABIT)[1]
    prior_share = (1 - populations.habit) * prior_share + populations.habit * habit
    log_all = _log_bias_prior(told)[None, :, None] + np.log(prior_share)[:, None, None]
    log_all = log_all + np.log(prior_level)
    each = [(1 - share)[:, None, None] * c + share[:, None, None] * f
            for c, f in zip(of_clean, of_faulty, strict=True)]  # fmt: skip
    for one in each:
        log_all += np.log(np.maximum(one, 1e-300))
    joint = np.exp(log_all - log_all.max())
    joint /= joint.sum()  # (P, B, M)
    found = []
    for own, one in zip(likelihood, each, strict=True):
        ratio = joint / np.maximum(one, 1e-300)
        as_clean = np.einsum("pbm,p->bm", ratio, 1 - share)
        as_faulty = np.einsum("pbm,p->b", ratio, share)
        density = ((as_clean @ clean) * own).sum(axis=0) + (as_faulty @ own) * faulty
        found.append(GainPosterior(density / density.sum()))
    return found


def bias_grid(degrees_of_freedom: float, points: int) -> tuple[Array, Array]:
    """Biases of a clip in their spread, (points,), and the logarithms of their weights."""
    score = np.linspace(-BIAS_REACH, BIAS_REACH, points)
    log = _log_student(score, degrees_of_freedom)
    return score, log - np.log(np.exp(log).sum())


def _grid(mean: float, sd: float) -> tuple[Array, Array]:
    """Points of a normal and their weights; one point where it does not vary."""
    if sd <= 0:
        return np.array([mean]), np.ones(1)
    score = np.linspace(-GRID_REACH, GRID_REACH, GRID_POINTS)
    weight = np.exp(-0.5 * score**2)
    return mean + sd * score, weight / weight.sum()


def _points(instruments: tuple[Instrument, ...]) -> int:
    return GRID_POINTS if len(instruments) <= 2 else FEWER_POINTS


def _log_bias_prior(instruments: tuple[Instrument, ...]) -> Array:
    """(B,) of all combinations of biases."""
    total, points = np.zeros(1), _points(instruments)
    for instrument in instruments:
        total = (total[:, None] + instrument.biases(points)[1]).ravel()
    return total


def _likelihood(readings: Array, instruments: tuple[Instrument, ...], widen: Array) -> Array:
    """(R, B, G) of each rep's readings for every bias and gain."""
    log, points = np.zeros((len(readings), 1, len(GAIN_DEG))), _points(instruments)
    for k, instrument in enumerate(instruments):
        bias, _ = instrument.biases(points)
        expected = instrument.scale * GAIN_DEG[None, :] + bias[:, None]
        sigma = instrument.sigma_deg * widen[:, k][:, None, None]
        away = (readings[:, k][:, None, None] - expected[None]) / sigma
        one = _log_student(away, instrument.noise_freedom) - np.log(sigma)
        one = np.where(np.isfinite(readings[:, k])[:, None, None], one, 0.0)
        log = (log[:, :, None, :] + one[:, None, :, :]).reshape(len(readings), -1, len(GAIN_DEG))
    return np.asarray(np.exp(log - log.max(axis=(1, 2), keepdims=True)))


def _log_student(away: Array, nu: float) -> Array:
    constant = lgamma((nu + 1) / 2) - lgamma(nu / 2) - 0.5 * np.log(nu * np.pi)
    return np.asarray(constant - (nu + 1) / 2 * np.log1p(away**2 / nu))


def _normal(mean: Array, sd: float) -> Array:
    """(M, G) densities on the grid of gains."""
    density = np.exp(-0.5 * ((GAIN_DEG[None, :] - mean[:, None]) / sd) ** 2)
    return np.asarray(density / density.sum(axis=1, keepdims=True))


def _share_grid(beta: tuple[float, float]) -> tuple[Array, Array]:
    """Midpoints between 0 and 1 with their prior weight."""
    a, b = beta
    edges = np.linspace(0.0, 1.0, SHARE_POINTS + 1)
    fine = (np.arange(SHARE_POINTS * 50) + 0.5) / (SHARE_POINTS * 50)
    density = fine ** (a - 1) * (1 - fine) ** (b - 1)
    weight = density.reshape(SHARE_POINTS, 50).sum(axis=1)
    return (edges[:-1] + edges[1:]) / 2, weight / weight.sum()
