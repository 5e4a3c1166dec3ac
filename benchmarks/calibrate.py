"""Fit what the estimator's instruments add to the truth, and write it into the calibration file.

    python -m benchmarks.calibrate [--write]     (`make calibrate`)

Reads the committed clips of *fit* only. For each instrument of `[rise.*]` marked by = "fit": its
bias, how that spreads over clips and its noise from rep to rep, by maximum likelihood of the very
model that weighs the readings (`formcheck.body.set_model`), each with the standard error of
resampling clips. For times (`[tempo]`): what nine of ten reps are off by at most
(split conformal: the interval of a rep that was not fitted holds as often). What is marked
"choice" or "check" stays as it is.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from benchmarks.fitting import drawn_again, rounded_by_name, with_entry
from benchmarks.store import clips
from formcheck.benchmark.labels import ClipLabel, RepLabel, true_values
from formcheck.benchmark.scoring import matched
from formcheck.body.estimate import fit_set
from formcheck.body.instruments import InstrumentFit, InstrumentReadings, read_instruments
from formcheck.body.rise import RisePriors, plausible, rise_priors
from formcheck.body.set_model import bias_grid
from formcheck.calibration import DegreesOfFreedom
from formcheck.metrics.measurement import Metrics
from formcheck.metrics.tempo import PhaseHalfWidths, timed_as
from formcheck.pipeline.options import Options
from formcheck.pipeline.reading import read_set
from formcheck.reps.rep_window import RepWindow

Array = NDArray[np.float64]

FILE = Path(__file__).resolve().parents[1] / "formcheck/calibration.toml"
RESAMPLED = 60
BIASES = 81
"""Points of the grid of a clip's bias: finer than a rep needs, for a likelihood that is smooth."""
FIRST_STEP, LAST_STEP = 0.5, 0.02


@dataclass(frozen=True)
class Excess:
    """What one instrument read beyond scale times the truth, in the reps of one clip.

    Attributes:
        by_rep_deg: (R,) degrees.
        noise_by: (R,) what its noise is multiplied with there, by misfit and by yaw.
        spread_by: What the spread of its bias is multiplied with.
    """

    by_rep_deg: Array
    noise_by: Array
    spread_by: float

    def log_likelihood(self, fit: InstrumentFit, nu: DegreesOfFreedom) -> float:
        """Of these readings, the clip's own bias integrated; constants left out."""
        score, log_weight = bias_grid(nu.bias, BIASES)
        level = fit.bias_deg + fit.bias_sd_deg * self.spread_by * score
        scale = (fit.sigma_deg * self.noise_by)[:, None]
        away = (self.by_rep_deg[:, None] - level) / scale
        log = -0.5 * (nu.noise + 1) * np.log1p(away**2 / nu.noise) - np.log(scale)
        total = log.sum(axis=0) + log_weight
        return float(total.max() + np.log(np.exp(total - total.max()).sum()))


def excesses(split: str, lift: str) -> dict[str, list[Excess]]:
    """Of every clip of a lift, by instrument."""
    priors = rise_priors(on_back=lift == "squat")
    found: dict[str, list[Excess]] = {name: [] for name in priors.instruments}
    for label, seen in clips(split):
        if label.lift != lift or label.variant == "romanian":
            continue
        windows = read_set(seen, Options(lift=lift).rep_options).windows
        fit = fit_set(windows)
        if fit is None:
            continue
        readings = read_instruments(windows, fit)
        for name, excess in _of_clip(readings, true_gains(label, windows), priors).items():
            found[name].append(excess)
    return found


def matched_reps(label: ClipLabel, windows: Sequence[RepWindow]) -> Iterator[tuple[RepLabel, int]]:
    """Complete true reps that were found, each with the index of the found one."""
    true = [(rep.start_s, rep.end_s) for rep in label.reps]
    found = [(window.rep.start_s, window.rep.end_s) for window in windows]
    return ((label.reps[i], j) for i, j in matched(true, found) if label.reps[i].complete)


def true_gains(label: ClipLabel, windows: Sequence[RepWindow]) -> Array:
    """(R,) of the found reps; NaN where no complete true rep is the same."""
    gains = np.full(len(windows), np.nan)
    for rep, j in matched_reps(label, windows):
        if rep.lean_gain_deg is not None:
            gains[j] = rep.lean_gain_deg
    return gains


def _of_clip(readings: InstrumentReadings, gains: Array, priors: RisePriors) -> dict[str, Excess]:
    out = {}
    of_clip = float(np.median(list(readings.misfits.values())))
    misfit = np.array([readings.misfits.get(n, np.inf) for n in range(len(gains))])
    trusted = np.array([tilt is not None and plausible(tilt, priors) for tilt in readings.tilts])
    for name, prior in priors.instruments.items():
        here = prior.at(readings.yaw_deg, of_clip)
        column = readings.columns[name]
        beyond = column - here.scale * gains - (here.bias_deg - prior.fit.bias_deg)
        ok = np.isfinite(beyond) & np.isfinite(misfit) & trusted
        if ok.any():
            noise_by = prior.widened(misfit[ok]) * here.sigma_deg / prior.fit.sigma_deg
            out[name] = Excess(beyond[ok], noise_by, here.bias_sd_deg / prior.fit.bias_sd_deg)
    return out


def fitted(found: Sequence[Excess], nu: DegreesOfFreedom) -> InstrumentFit:
    """What an instrument adds, by a pattern search over the bias and the logs of its spreads."""

    def fit_at(at: Array) -> InstrumentFit:
        bias_deg, log_bias_sd, log_sigma = at
        return InstrumentFit(float(bias_deg), float(np.exp(log_bias_sd)), float(np.exp(log_sigma)))

    def badness(at: Array) -> float:
        return -sum(clip.log_likelihood(fit_at(at), nu) for clip in found)

    best, step = (
        np.array([float(np.median([np.median(c.by_rep_deg) for c in found])), 0.5, 0.0]),
        FIRST_STEP,
    )
    least = badness(best)
    while step > LAST_STEP:
        tried = [best + side * step * axis for axis in np.eye(3) for side in (1, -1)]
        values = [badness(at) for at in tried]
        if min(values) < least:
            least, best = min(values), tried[int(np.argmin(values))]
        else:
            step /= 2
    return fit_at(best)


def standard_errors(found: Sequence[Excess], nu: DegreesOfFreedom) -> InstrumentFit:
    """Of `fitted`, by drawing clips with replacement; the same draws every time."""
    drawn = [vars(fitted(again, nu)) for again in drawn_again(found, RESAMPLED)]
    return InstrumentFit(**{name: float(np.std([d[name] for d in drawn])) for name in drawn[0]})


TEMPO = ("descent_s", "ascent_s")
HELD = 0.9


def tempo_errors(split: str) -> dict[str, list[Array]]:
    """By what times them, of every clip: (R, 2) how far times of its reps are off."""
    found: dict[str, list[Array]] = {}
    for label, seen in clips(split):
        if label.lift not in ("squat", "deadlift"):
            continue
        reading = read_set(seen, Options(lift=label.lift, variant=label.variant).rep_options)
        rows = [
            _tempo_error(reading.reps[j].metrics, true_values(rep, label))
            for rep, j in matched_reps(label, reading.windows)
        ]
        if rows:
            found.setdefault(timed_as(reading.windows[0]), []).append(np.array(rows))
    return found


def _tempo_error(metrics: Metrics, true: Mapping[str, float]) -> list[float]:
    read = ((metrics[name].value, true.get(name)) for name in TEMPO)
    return [np.nan if None in (a, b) else abs(a - b) for a, b in read]  # type: ignore[operator]


def held(errors: Sequence[Array]) -> PhaseHalfWidths:
    """What nine of ten reps are off by at most."""
    most = np.nanquantile(np.concatenate(errors), HELD, axis=0, method="higher")
    return PhaseHalfWidths(**dict(zip(TEMPO, map(float, most), strict=True)))


def held_errors(errors: Sequence[Array]) -> PhaseHalfWidths:
    """Standard errors of `held`, by drawing clips with replacement."""
    drawn = [vars(held(again)) for again in drawn_again(errors, RESAMPLED)]
    return PhaseHalfWidths(**{name: float(np.std([d[name] for d in drawn])) for name in TEMPO})


def _said(values: Mapping[str, float], errors: Mapping[str, float]) -> str:
    return ", ".join(f"{name} {value:.2f} ± {errors[name]:.2f}" for name, value in values.items())


def main() -> None:
    """Print the fitted values, and write them when asked to."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--write", action="store_true", help="write calibration.toml")
    parser.add_argument("--split", default="fit")
    asked = parser.parse_args()
    text = FILE.read_text("utf-8")
    for lift in ("squat", "deadlift"):
        priors = rise_priors(on_back=lift == "squat")
        for name, found in excesses(asked.split, lift).items():
            prior = priors.instruments[name]
            values = rounded_by_name(vars(fitted(found, prior.degrees_of_freedom)))
            errors = rounded_by_name(vars(standard_errors(found, prior.degrees_of_freedom)))
            of = f"{asked.split}, {len(found)} clips"
            print(f"{lift} {name}: {of}: {_said(values, errors)}")
            text = with_entry(text, f"rise.{lift}", name, values, of, errors)
    for kind, off in tempo_errors(asked.split).items():
        values = rounded_by_name(vars(held(off)))
        errors = rounded_by_name(vars(held_errors(off)))
        of = f"{asked.split}, {len(off)} clips"
        print(f"tempo {kind}: {of}: {_said(values, errors)}")
        text = with_entry(text, "tempo", kind, values, of, errors)
    if asked.write:
        FILE.write_text(text, "utf-8")


if __name__ == "__main__":
    main()
