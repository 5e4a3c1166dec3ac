"""How many fits of the body end before nothing is left to be made less, and are these worse?

    python -m benchmarks.convergence

Reads the committed clips of *check*. Fits that did not converge are compared with those that did
and whose joints make as bad a body, and are taken further, with many more steps.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from benchmarks.ablate.taken_out import put
from benchmarks.calibrate import true_gains
from benchmarks.store import clips
from formcheck.body import fit
from formcheck.body.estimate import estimate_rises, fit_set
from formcheck.body.rise import Rise
from formcheck.pipeline.options import Options
from formcheck.pipeline.reading import read_set
from formcheck.reps.rep_window import RepWindow

MANY_STEPS = 1000


@dataclass(frozen=True)
class Fitted:
    """One fit: how it ended, its misfit, and how far gains of its reps are off, degrees."""

    ended: fit.Convergence
    misfit: float
    off_deg: NDArray[np.float64]
    further_deg: NDArray[np.float64]


def off_deg(
    windows: Sequence[RepWindow], body: fit.BodyFit, true_deg: NDArray[np.float64]
) -> NDArray[np.float64]:
    """(R,) of the reps; NaN where none is estimated, or no true one is the same."""
    rises = estimate_rises(windows, body)
    read = [rise.gain.median_deg if isinstance(rise, Rise) else np.nan for rise in rises]
    return np.abs(np.array(read) - true_deg)


def main() -> None:
    """Print how many did not converge, and what their gains are off by."""
    fits = []
    for label, seen in clips("check"):
        if label.lift not in ("squat", "deadlift"):
            continue
        windows = read_set(
            seen, Options(lift=label.lift, variant=label.variant).rep_options
        ).windows
        body = fit_set(windows)
        if body is None:
            continue
        true_deg = true_gains(label, windows)
        here = off_deg(windows, body, true_deg)
        further = here
        if not body.convergence.converged:
            with put(fit, MOST_STEPS=MANY_STEPS)():
                longer = fit_set(windows)
            assert longer is not None
            further = off_deg(windows, longer, true_deg)
        misfit = float(np.median(list(body.misfits.values())))
        fits.append(Fitted(body.convergence, misfit, here, further))
    open_ended = [one for one in fits if not one.ended.converged]
    misfit = float(np.quantile([one.misfit for one in open_ended], 0.25))
    alike = [one for one in fits if one.ended.converged and one.misfit >= misfit]
    all_steps = sum(one.ended.steps == fit.MOST_STEPS for one in open_ended)
    print(
        f"{len(fits)} fits, {np.median([one.ended.steps for one in fits]):.0f} steps in the median"
    )
    print(f"{len(open_ended)} did not converge, {all_steps} of them in {fit.MOST_STEPS} steps")
    for text, some in (("not converged", open_ended), (f"converged, misfit {misfit:.1f}", alike)):
        gains = np.concatenate([one.off_deg for one in some])
        print(f"{text}: {np.isfinite(gains).sum()} gains, {np.nanmean(gains):.2f} deg off")
    further = np.concatenate([one.further_deg for one in open_ended])
    moved = np.concatenate([np.abs(one.further_deg - one.off_deg) for one in open_ended])
    print(
        f"with {MANY_STEPS} steps: {np.nanmean(further):.2f} deg off, moved {np.nanmax(moved):.1f}"
    )


if __name__ == "__main__":
    main()
