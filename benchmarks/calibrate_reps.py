"""Fit how much each sign speaks for and against a movement as a rep, on rendered and real clips.

    python -m benchmarks.calibrate_reps [--write]

Rendered clips are those of *fit*, every second; real ones are those of `real_store`. Of all rows of
movements that a clip offers (`reps/counting.py`), those with one movement for each labelled rep
should be the likeliest: that is a conditional random field, and its likelihood is exact. What only
speaks against a rep may not speak for one. Counts are judged with whole sources of real clips left
out.
"""

from __future__ import annotations

import argparse
import random
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

from benchmarks import real_store
from benchmarks.store import DATA, clips, truths
from formcheck.benchmark.scoring import overlap
from formcheck.motion.make import motion_of
from formcheck.observation.observation import Observation
from formcheck.reps import counting
from formcheck.reps.movements import Movement, MovementKind, movements

Array = NDArray[np.float64]

FILE = Path(__file__).resolve().parents[1] / "formcheck/reps/rep_weights.toml"
KNOWN = {
    "merged": -0.3, "by_hips": -0.3, "by_chest": -0.3, "small": -5.0,
    "fast": -20.0, "open": -1.0, "knees_still": -1.5, "feet_moved": -1.0, "bar_stayed": -6.0,
    "empty_hands": -6.0, "begins_up": -2.0, "left_up": -3.0,
    "longer": -4.0, "uneven": -4.0,
}  # fmt: skip
"""What any coach would say of a sign before a clip is seen; few clips move it little."""
LEAST_KNOWN = 0.4
"""Of it stays at least so much, so that no clip makes a sign against speak for a rep."""
RIDGE = 0.1
UNTOUCHED = 1e-3
"""A standard error this near to the prior's own: no clip says anything of the sign."""
RENDERED_WEIGHT = 0.2
TRACKINGS = 2
"""Each real clip was followed at two times: both teach, and count as one together."""
LEAST_SURE_LABEL = 0.7
SAME_SHARE, PIECE_SHARE, TURN_S = 0.7, 0.6, 1.0
PARTIAL_SHARE = 0.6
FOLDS = 4
ROUNDS = 50


@dataclass(frozen=True)
class Example:
    """A labelled clip: what moved in it, and its reps."""

    name: str
    source: str
    real: bool
    kind: MovementKind
    wanted: int
    sure: bool
    found: tuple[Movement, ...]
    time_s: Array
    reps: tuple[tuple[float | None, float | None, float | None], ...]


def main() -> None:
    """Print the weights and how clips are counted, and write the file when asked to."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--write", action="store_true", help="write rep_weights.toml")
    asked = parser.parse_args()
    known = [*_rendered(), *_real()]
    fitted = {
        kind: fit_with_errors([e for e in known if _table(e) == kind]) for kind in ("squat", "pull")
    }
    for kind, (weight, _) in fitted.items():
        print(kind, {n: round(float(w), 2) for n, w in zip(counting.WEIGHED, weight, strict=True)})
    right = left_out(known)
    print(f"real clips, sources left out: {sum(right.values())} of {len(right)} counted exactly")
    print("not: " + ", ".join(sorted(name for name, ok in right.items() if not ok)))
    if asked.write:
        FILE.write_text(_written(fitted, known, right), "utf-8")


def fit(examples: Sequence[Example]) -> Array:
    """(len(WEIGHED),) the likeliest weights."""
    return fit_with_errors(examples)[0]


def fit_with_errors(examples: Sequence[Example]) -> tuple[Array, Array]:
    """(len(WEIGHED),) the likeliest weights and their standard errors, NaN at a bound."""
    prior = np.array([KNOWN.get(name, 0.0) for name in counting.WEIGHED])
    ridge = np.array([RIDGE if name != "rep" else RIDGE / 10 for name in counting.WEIGHED])
    rows = [row for row in map(_row, examples) if row is not None]

    def loss(weight: Array) -> tuple[float, Array]:
        value, slope = 0.0, np.zeros(len(weight))
        for signs, given, reps, chain, counts in rows:
            odds = signs @ weight + given
            total, share = chain.probabilities(odds)
            value += counts * total
            slope += counts * (share @ signs)
            for group in reps:
                of_group = np.exp(odds[group] - odds[group].max())
                value -= counts * (float(odds[group].max()) + float(np.log(of_group.sum())))
                slope -= counts * ((of_group / of_group.sum()) @ signs[group])
        off = weight - prior
        return value + 0.5 * float((ridge * off * off).sum()), slope + ridge * off

    free = [(None, LEAST_KNOWN * KNOWN[n] if n in KNOWN else None) for n in counting.WEIGHED]
    done = minimize(
        loss, prior, jac=True, method="L-BFGS-B", bounds=free, options={"maxiter": ROUNDS}
    )
    at_bound = [high is not None and done.x[i] > high - 1e-6 for i, (_, high) in enumerate(free)]
    return np.asarray(done.x), np.where(at_bound, np.nan, _errors(lambda w: loss(w)[1], done.x))


def _errors(slope: Callable[[Array], Array], at: Array) -> Array:
    """Standard errors where a loss is least: of the inverse of its curvature, by differences."""
    step = 1e-3
    curvature = np.array(
        [(slope(at + move) - slope(at - move)) / (2 * step) for move in step * np.eye(len(at))]
    )
    variance = np.diag(np.linalg.pinv((curvature + curvature.T) / 2))
    return np.sqrt(np.where(variance > 0, variance, np.nan))


def left_out(examples: Sequence[Example]) -> dict[str, bool]:
    """By name of a real clip: whether weights that never saw its source count it exactly."""
    sources = sorted({e.source for e in examples if e.real})
    random.Random(0).shuffle(sources)
    right = {}
    for fold in range(FOLDS):
        out = set(sources[fold::FOLDS])
        for kind in ("squat", "pull"):
            weight = fit([e for e in examples if _table(e) == kind and e.source not in out])
            for example in examples:
                if example.real and example.source in out and _table(example) == kind:
                    right[example.name] = _counted(example, weight) == example.wanted
    return right


def _counted(one: Example, weight: Array) -> int:
    counted = counting.count_with(one.found, weight, PARTIAL_SHARE)
    return sum(all(counting.reaches(m, counted.baseline[m.curve])) for m in counted.reps)


def _row(
    one: Example,
) -> tuple[Array, Array, list[list[int]], counting.IntervalChain, float] | None:
    """Signs, what is given, movements that may be each labelled rep, rows, and what it counts."""
    groups: dict[int, list[int]] = {}
    for place, movement in enumerate(one.found):
        number, shared = _labelled(one, movement)
        start, turn, end = one.reps[number] if one.reps else (None, None, None)
        cut = start is None or end is None
        near = turn is None or abs(float(one.time_s[movement.turn]) - turn) < TURN_S
        uneven = any(movement.open) or min(movement.travels) < PARTIAL_SHARE * movement.travel
        if (cut and shared >= PIECE_SHARE and uneven) or (
            not cut and shared >= SAME_SHARE and near
        ):
            groups.setdefault(number, []).append(place)
    whole = [n for n, (start, _, end) in enumerate(one.reps) if None not in (start, end)]
    if not groups or not one.sure or any(number not in groups for number in whole):
        return None
    baseline = counting.largest_travels(one.found)
    for curve in baseline:
        travels = [
            one.found[i].travel for g in groups.values() for i in g if one.found[i].curve == curve
        ]
        baseline[curve] = float(np.median(travels)) if travels else baseline[curve]
    signs = counting.signs_with_set(one.found, baseline)
    given = counting.whole_enough(one.found, baseline, PARTIAL_SHARE)
    counts = 1.0 / TRACKINGS if one.real else RENDERED_WEIGHT
    return signs, given, list(groups.values()), counting.chain_of(one.found), counts


def _labelled(one: Example, movement: Movement) -> tuple[int, float]:
    """The labelled rep that shares most with a movement: number, intersection over union."""
    moved = float(one.time_s[movement.start]), float(one.time_s[movement.end])
    best = (0, 0.0)
    for number, (start, _, end) in enumerate(one.reps):
        begin = float(one.time_s[0]) if start is None else start
        stop = float(one.time_s[-1]) if end is None else end
        best = max(best, (number, overlap((begin, stop), moved)), key=lambda pair: pair[1])
    return best


def _rendered() -> Iterator[Example]:
    known = dict(truths("fit"))
    for number, (label, seen) in enumerate(clips("fit")):
        truth = known[label.name]
        if number % 2 == 0 and truth["lift"] in ("squat", "deadlift"):
            yield _example(label.name, label.name, False, truth, seen)


def _real() -> Iterator[Example]:
    for again, data in (("", DATA), (" again", real_store.AGAIN)):
        for label, seen in real_store.clips(data=data):
            if label["lift"] in ("squat", "deadlift") and label["n_reps"] is not None:
                name = Path(label["file"]).stem + again
                yield _example(name, str(label["source"]["repo"]), True, label, seen)


def _example(
    name: str, source: str, real: bool, label: Mapping[str, Any], seen: Observation
) -> Example:
    romanian = label.get("variant") == "romanian"
    kind: MovementKind = "squat" if label["lift"] == "squat" else "romanian" if romanian else "pull"
    motion = motion_of(seen)
    found = tuple(movements(motion, kind)) if motion.seen.any() else ()
    reps = tuple(
        (
            rep.get("start_s"),
            rep.get("turn_s"),
            rep.get("end_s") if rep.get("complete", True) else None,
        )
        for rep in label["reps"] or ()
    )
    sure = float(label.get("label_confidence") or 1.0) >= LEAST_SURE_LABEL
    return Example(name, source, real, kind, label["n_reps"], sure, found, motion.time_s, reps)


def _table(one: Example) -> str:
    return "pull" if one.kind == "pull" else "squat"


def _by(error: float) -> str:
    """How a weight came about: one whose sign no clip shows is what was known beforehand."""
    if not np.isfinite(error):
        return 'by = "bound"'
    untouched = error >= (1.0 - UNTOUCHED) / RIDGE**0.5
    return 'by = "choice"' if untouched else f'by = "fit", error = {error:.2f}'


def _written(
    fitted: Mapping[str, tuple[Array, Array]], known: Sequence[Example], right: Mapping[str, bool]
) -> str:
    real = sum(e.real for e in known)
    head = FILE.read_text("utf-8").split("\n[counted]", 1)[0]
    followed = f"{real} trackings of real clips"
    of = f"{followed}, {len(known) - real} rendered ones"
    lines = [head.rstrip(), ""]
    lines.append("[counted]")
    lines.append(
        f'exactly = {{ value = {sum(right.values())}, unit = "clips", by = "fit", '
        f'set = "{followed}, sources left out", meaning = "counted exactly" }}'
    )
    for kind, (weight, error) in fitted.items():
        lines += ["", f"[{kind}]"]
        for name, value, off in zip(counting.WEIGHED, weight, error, strict=True):
            lines.append(
                f'{name} = {{ value = {value:.2f}, unit = "log odds", {_by(off)}, set = "{of}" }}'
            )
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    main()
