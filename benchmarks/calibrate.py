"""Fit what the estimator's instruments add to the truth, and write it into the calibration file.

    python -m benchmarks.calibrate [--write]     (`make calibrate`)

Reads the committed clips of *fit* only. For each instrument of `[rise.*]` marked by = "fit": the
bias (median over clips of what it reads beyond the truth), its spread over clips and the noise from
rep to rep (both robust), each with the standard error of resampling clips. Scales, what changes
with the camera's yaw and everything marked "choice" or "check" stay as they are. Clips whose body
was lost are left out: their noise is widened by misfit, not by these.
"""

from __future__ import annotations

import argparse
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from benchmarks.store import clips
from formcheck.benchmark.labels import ClipLabel
from formcheck.benchmark.matching import matched
from formcheck.body.calibration import RisePriors, rise_priors
from formcheck.body.estimate import read_instruments
from formcheck.pipeline import Options, read_set
from formcheck.reps.rep_window import RepWindow

Array = NDArray[np.float64]

FILE = Path(__file__).resolve().parents[1] / "formcheck/body/calibration.toml"
RESAMPLED = 200
NORMAL, P80 = 1.4826, 1.2816
"""Median and 80th percentile of absolute deviations of a normal against its standard deviation."""
WIDE = 0.8
"""Of the plain standard deviation: a spread is not told smaller for clips that lie far out."""


@dataclass(frozen=True)
class Excess:
    """What one instrument read beyond scale times the truth, in the reps of one clip, degrees."""

    by_rep: Array

    @property
    def level(self) -> float:
        """Of the clip."""
        return float(np.median(self.by_rep))

    @property
    def apart(self) -> Array:
        """Of the reps from that level, with what a median of so few hides."""
        n = len(self.by_rep)
        return np.asarray((self.by_rep - self.level) * np.sqrt(n / max(n - 1, 1)))


def excesses(split: str, lift: str) -> dict[str, list[Excess]]:
    """Of every clip of a lift whose body was seen, by instrument."""
    priors = rise_priors(on_back=lift == "squat")
    found: dict[str, list[Excess]] = {name: [] for name in priors.instruments}
    for label, seen in clips(split):
        if label.lift != lift or label.variant == "romanian":
            continue
        reading = read_set(seen, Options(lift=lift))
        told = read_instruments(reading.windows)
        if told is None or told.misfit > priors.lost[0]:
            continue
        gains = _true_gains(label, reading.windows)
        for name, excess in _of_clip(told.columns, gains, told.yaw_deg, priors).items():
            found[name].append(excess)
    return found


def _true_gains(label: ClipLabel, windows: Sequence[RepWindow]) -> Array:
    """(R,) of the found reps; NaN where no complete true rep is the same."""
    gains = np.full(len(windows), np.nan)
    true = [(rep.start_s, rep.end_s) for rep in label.reps]
    found = [(window.rep.start_s, window.rep.end_s) for window in windows]
    for i, j in matched(true, found):
        told = label.reps[i].lean_gain_deg
        if label.reps[i].complete and told is not None:
            gains[j] = told
    return gains


def _of_clip(
    columns: dict[str, Array], gains: Array, yaw_deg: float, priors: RisePriors
) -> dict[str, Excess]:
    out = {}
    for name, prior in priors.instruments.items():
        scale = prior.at(yaw_deg, 1.0).scale
        beyond = columns[name] - scale * gains
        if np.isfinite(beyond).any():
            out[name] = Excess(beyond[np.isfinite(beyond)])
    return out


def fitted(found: Sequence[Excess]) -> tuple[float, float, float]:
    """(bias, its spread over clips, noise from rep to rep), degrees."""
    levels = np.array([clip.level for clip in found])
    apart = np.concatenate([clip.apart for clip in found if len(clip.by_rep) > 1])
    bias = float(np.median(levels))
    spread = NORMAL * float(np.median(np.abs(levels - bias)))
    noise = float(np.percentile(np.abs(apart), 80)) / P80
    return bias, max(spread, WIDE * float(levels.std())), noise


def standard_errors(
    found: Sequence[Excess], fit: Callable[[Sequence[Excess]], tuple[float, ...]] = fitted
) -> tuple[float, ...]:
    """Of `fit`, by drawing clips with replacement; the same draws every time."""
    random = np.random.default_rng(0)
    drawn = [fit([found[i] for i in random.integers(0, len(found), len(found))])
             for _ in range(RESAMPLED)]  # fmt: skip
    return tuple(np.std(np.array(drawn), axis=0))


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
        for name, found in excesses(asked.split, lift).items():
            values, errors = fitted(found), standard_errors(found)
            parts = zip(("bias", "spread", "noise"), values, errors, strict=True)
            said = ", ".join(f"{part} {value:.2f} ± {error:.2f}" for part, value, error in parts)
            print(f"{lift} {name}: {len(found)} clips, {said}")
            text = _written(text, lift, name, values, errors, f"{asked.split}, {len(found)} clips")
    if asked.write:
        FILE.write_text(text, "utf-8")


def _written(
    text: str, lift: str, name: str, values: Sequence[float], errors: Sequence[float], source: str
) -> str:
    """The file with bias, spread and noise of an instrument in the place of the old ones."""
    start = text.index(f"[rise.{lift}]")
    line = re.compile(rf"^({name} *= \{{ value = )\[(.*?)\](.*?meaning)", re.MULTILINE)
    match = line.search(text, start)
    assert match is not None
    old = [float(part) for part in match[2].split(",")]
    new = [old[0], *(round(value, 2) for value in values), *old[4:]]
    rest = re.sub(r', (error|set) = (\[.*?\]|".*?")', "", match[3])
    known = [round(float(error), 2) for error in errors]
    rest = rest.replace(", meaning", f', error = {known}, set = "{source}", meaning')
    return text[: match.start()] + match[1] + str(new) + rest + text[match.end() :]


if __name__ == "__main__":
    main()
