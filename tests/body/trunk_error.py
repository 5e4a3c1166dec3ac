"""How far the trunk of a fitted body may be off, from the noise that its residuals show.

Nothing that is told rests on it: the spread over clips, which no single clip shows, is several
times as large (`calibration.toml`). It says whether the fit itself does what it should.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from formcheck.body import chain
from formcheck.body.fit import (
    HIPS_AND_SHOULDERS,
    BodyFit,
    noise,
    posture_prior,
    rep_precision,
    robust_weight,
    roughness,
)
from formcheck.body.fit_priors import BodyPriors

Array = NDArray[np.float64]

MOST_LAG = 15
"""A second of samples."""


def trunk_covariances(fit: BodyFit, priors: BodyPriors, *, on_back: bool) -> dict[int, Array]:
    """For each rep, (K, K) of its samples' trunk angles, degrees².

    The clip's constants are taken as known, since their error is the same in every rep.
    """
    measured = fit.measured
    sigma = noise(measured, priors.noise)
    now = chain.predict(fit.angles, fit.constants, measured.depth, on_back=on_back)
    weight = robust_weight(fit.residuals, sigma, priors.noise.degrees_of_freedom)
    usual = float(np.median(list(fit.misfits.values())))
    error = sigma / priors.noise.lasting * usual * persistence(fit.residuals, measured.rep)
    upright, _ = posture_prior(measured, priors, on_back=on_back)
    found = {}
    for n in np.unique(measured.rep):
        here = measured.rep == n
        rough = roughness(int(here.sum()), priors.smooth_rad) + np.diag(upright[here].ravel())
        found[int(n)] = _trunk_covariance(now.by_angle[here], weight[here], error[here], rough)
    return found


def _trunk_covariance(jacobian: Array, weight: Array, error: Array, rough: Array) -> Array:
    """(K, K) degrees² of one rep's trunk angles, the constants known.

    The error of a weighted least squares solution for measurements that err by `error`, which need
    not be what they were weighted by (a sandwich estimate).
    """
    samples = len(jacobian)
    inverse = np.linalg.inv(rep_precision(jacobian, weight, rough))
    middle = np.zeros((samples, 3, samples, 3))
    each = np.arange(samples)
    middle[each, :, each] = np.einsum("tma,tm,tmb->tab", jacobian, (weight * error) ** 2, jacobian)
    covariance = inverse @ middle.reshape(3 * samples, 3 * samples) @ inverse
    trunk = covariance.reshape(samples, 3, samples, 3)[:, chain.TRUNK, :, chain.TRUNK]
    return np.asarray(trunk * np.degrees(1.0) ** 2)


def persistence(residuals: Array, rep: NDArray[np.intp]) -> float:
    """By how much errors that last over samples are worse than fresh ones: 1 where they do not.

    The square root of the integrated autocorrelation of hip and shoulder residuals within reps, up
    to its first zero.
    """
    body = residuals[:, HIPS_AND_SHOULDERS]
    total = 0.5
    for lag in range(1, MOST_LAG):
        same = rep[lag:] == rep[:-lag]
        product = (body[lag:] * body[:-lag])[same]
        power = body[np.isfinite(body)].var() if np.isfinite(body).any() else 0.0
        correlation = float(np.nanmean(product)) / power if power > 0 and same.any() else 0.0
        if not correlation > 0:
            break
        total += correlation
    return float(np.sqrt(2 * total))
