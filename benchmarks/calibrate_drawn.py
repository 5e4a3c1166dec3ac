"""Fit where a squatter's joints are drawn at the lowest: `[body.squat.drawn_at_lowest_torso]`.

    python -m benchmarks.calibrate_drawn

Prints, after each round, what stands there and what sets of *fit* say. The body is fitted to each
with its true lean and depth at the turn given, so that what is left between it and the joints is
theirs. A round sees a part only of what is missing, since priors hold the rest; so the next begins
further on, until they hardly move. Written by hand into the calibration file, rounded.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Protocol
from unittest import mock

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import least_squares

from benchmarks.calibrate import matched_reps
from benchmarks.store import clips
from formcheck.benchmark.labels import ClipLabel, true_values
from formcheck.body import chain, fit
from formcheck.body.estimate import fit_set
from formcheck.body.fit_priors import BodyPriors, body_priors
from formcheck.body.instruments import known_yaw_deg
from formcheck.body.measurements import BodyMeasurements
from formcheck.motion.make import motion_of
from formcheck.pipeline.options import Options
from formcheck.pipeline.reading import find_set
from formcheck.reps.rep_window import RepWindow

Array = NDArray[np.float64]
Turn = tuple[float, float, float | None]
"""When, seconds; lean, degrees; (hip - knee height) / thigh, where the label tells it."""


class Prior(Protocol):
    """As `fit.posture_prior`."""

    def __call__(
        self, measured: BodyMeasurements, priors: BodyPriors, *, on_back: bool
    ) -> tuple[Array, Array]:
        """(T, 3) precision and (T, 3) angles."""


ROUNDS, FURTHER = 4, 2.5
AT_TURN_S = 0.1
LEAN_SD_DEG, THIGH_SD_DEG = 0.3, 0.6
"""How surely they are given: as good as known."""
SEEN_MISFIT = 2.2
"""Of a set whose body is seen."""
FAR_OFF_TORSO = 0.04
"""From here on a set counts less: twice what sets differ by."""


def turns(label: ClipLabel, windows: Sequence[RepWindow]) -> dict[int, Turn]:
    """By index of the rep that was found."""
    of_reps = {}
    for rep, j in matched_reps(label, windows):
        if rep.turn_s is not None and rep.lean_at_turn_deg is not None:
            depth = true_values(rep, label).get("depth_thigh")
            of_reps[j] = rep.turn_s, rep.lean_at_turn_deg, depth
    return of_reps


def with_turns(plain: Prior, given: Mapping[int, Turn]) -> Prior:
    """`posture_prior` that knows the angles at these turns, too."""

    def posture_prior(
        measured: BodyMeasurements, priors: BodyPriors, *, on_back: bool
    ) -> tuple[Array, Array]:
        precision, posture_rad = plain(measured, priors, on_back=on_back)
        for rep, (turn_s, lean_deg, depth) in given.items():
            here = (measured.rep == rep) & (np.abs(measured.time_s - turn_s) <= AT_TURN_S)
            precision[here, chain.TRUNK] = 1 / np.radians(LEAN_SD_DEG) ** 2
            posture_rad[here, chain.TRUNK] = np.radians(lean_deg)
            if depth is not None and abs(depth) < 1:
                precision[here, chain.THIGH] = 1 / np.radians(THIGH_SD_DEG) ** 2
                posture_rad[here, chain.THIGH] = np.arccos(depth)
        return precision, posture_rad

    return posture_prior


def drawn(priors: BodyPriors) -> Iterator[tuple[float, Array]]:
    """(sine of the yaw, (16,) slopes of joints) of each set of *fit* whose body is seen."""
    for label, seen in clips("fit"):
        if label.lift != "squat":
            continue
        options = Options(lift="squat").rep_options
        windows = find_set(seen, motion_of(seen), options).windows
        given = turns(label, windows)
        with (
            mock.patch.object(fit, "posture_prior", with_turns(fit.posture_prior, given)),
            mock.patch("formcheck.body.estimate.body_priors", return_value=priors),
        ):
            body = fit_set(windows) if given else None
        if body is not None and np.median(list(body.misfits.values())) < SEEN_MISFIT:
            yaw_rad = np.radians(known_yaw_deg(windows[0].view))
            yield float(np.sin(yaw_rad)), body.constants[chain.SLOPES]


def line(found: Sequence[tuple[float, Array]]) -> Array:
    """(2, 16) slopes from the side and by the sine of the yaw, sets far off counted less."""
    sine, slopes = np.array([s for s, _ in found]), np.array([c for _, c in found])
    sides = np.stack([np.ones_like(sine), sine], axis=1)

    def fitted(values: Array) -> Array:
        def off(at: Array) -> Array:
            return np.asarray(sides @ at - values)

        at = least_squares(off, np.zeros(2), loss="cauchy", f_scale=FAR_OFF_TORSO).x
        return np.asarray(at, np.float64)

    out = np.stack([fitted(values) for values in slopes.T], axis=1)
    out[:, : chain.JOINT_SHAPE[1] * 2] = 0.0  # ankles stay
    return out


def main() -> None:
    """Print round by round."""
    priors = body_priors(on_back=True)
    for _ in range(ROUNDS):
        expected = np.stack([priors.center[chain.SLOPES], priors.center_per_sine[chain.SLOPES]])
        found = line(list(drawn(priors)))
        for name, values in (("expected", expected), ("found", found)):
            sys.stdout.write(f"{name}: {np.round(values, 3).reshape(2, *chain.JOINT_SHAPE)}\n")
        center, per_sine = priors.center.copy(), priors.center_per_sine.copy()
        center[chain.SLOPES], per_sine[chain.SLOPES] = expected + FURTHER * (found - expected)
        priors = replace(priors, center=center, center_per_sine=per_sine)


if __name__ == "__main__":
    main()
