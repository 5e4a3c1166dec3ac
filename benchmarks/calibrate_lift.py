"""Fit what squats and deadlifts show of each plain sign, and the odds of another exercise.

    python -m benchmarks.calibrate_lift [--write]    from benchmarks/data/lift_signs.csv
    python -m benchmarks.calibrate_lift --table      write that table anew

The table has one row a clip: name, source, whether it is real, what it is, what it was taken for,
how surely, and its signs (no points, no pictures). Real clips are those of `real_store`, in two
rows: as they were followed at first, and again. Rendered ones are the committed clips of *fit* and
*check*. What is printed is judged with each source of real clips left out in turn.
"""

from __future__ import annotations

import argparse
import csv
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize
from scipy.special import expit

from benchmarks import real_store
from benchmarks.fitting import drawn_again, rounded, with_entry
from benchmarks.store import DATA, clips
from formcheck.observation.observation import Observation
from formcheck.pipeline.options import Options
from formcheck.pipeline.reading import read_set
from formcheck.reps.lift import SURE_BY_BAR, SURE_EDGE_ON
from formcheck.reps.lift_probability import TypicalRange, plain_signs, voted

Array = NDArray[np.float64]

FILE = Path(__file__).resolve().parents[1] / "formcheck/reps/lift_signs.toml"
TABLE = DATA / "lift_signs.csv"
LIFTS = ("squat", "deadlift")
SIDES = {
    "squat": {
        "shank_split": 1, "hands_top": 1, "hip_share": -1, "chest_drop": -1, "trunk_top": -1,
    },
    "deadlift": {
        "shank_split": 1, "feet_apart": 1, "chest_drop": -1, "trunk_low": 1,
        "trunk_top": -1, "hands_go": 1, "hands_low": -1,
    },
}  # fmt: skip
"""Which signs speak against a lift, and whether more (1) or less (-1) of them does."""
SIGNS = tuple(dict.fromkeys(name for sides in SIDES.values() for name in sides))
RARE = 0.1
REAL_WEIGHT, RENDERED_WEIGHT = 0.5, 0.2
"""Each real clip is there twice, as it was tracked at two times: both count as five rendered."""
RIDGE = 0.2
FIRST_GUESS = (-3.0, 3.0, 3.0)
"""Where the search for the likeliest begins; nothing hangs on it."""
RESAMPLED = 40
HEAD = ("name", "source", "real", "is", "taken_for", "confidence", *SIGNS)


def main() -> None:
    """Print how right the odds are, and write table or calibration when asked to."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--write", action="store_true", help="write lift_signs.toml")
    parser.add_argument("--table", action="store_true", help="read all clips anew")
    asked = parser.parse_args()
    if asked.table:
        _write_table()
    every = read_table()
    rows = [row for row in every if row["taken_for"] in LIFTS]
    print(judged(rows))
    if asked.write:
        text = _written(FILE.read_text("utf-8"), rows)
        unnamed = [row for row in every if row["taken_for"] not in LIFTS]
        share = _other_if_unnamed(unnamed)
        error = round(float(np.sqrt(share * (1 - share) / len(unnamed))), 2)
        of = f"{_trackings(unnamed)} without a vote"
        FILE.write_text(with_entry(text, "model", "unnamed", round(share, 2), of, error), "utf-8")


def read_table() -> list[dict[str, Any]]:
    """The committed rows, numbers as floats."""
    with TABLE.open(encoding="utf-8", newline="") as file:
        return [
            {k: (float(v or "nan") if k in (*SIGNS, "confidence") else v) for k, v in row.items()}
            for row in csv.DictReader(file)
        ]


def fitted(rows: Sequence[dict[str, Any]]) -> tuple[dict[str, dict[str, TypicalRange]], Array]:
    """What is typical of each lift, and (intercept, slope, surest) of another exercise's odds."""
    typical = {lift: {name: _typical_range(rows, lift, name, side) for name, side in sides.items()}
             for lift, sides in SIDES.items()}  # fmt: skip
    far = np.array([_far(row, typical) for row in rows])
    other = np.array([float(row["is"] not in LIFTS) for row in rows])
    return typical, likeliest_odds(far, other, _weights(rows))


def _typical_range(rows: Sequence[dict[str, Any]], lift: str, name: str, side: int) -> TypicalRange:
    mine = [r for r in rows if r["is"] == r["taken_for"] == lift and np.isfinite(r[name])]
    values, weights = np.array([r[name] for r in mine]), _weights(mine)
    order = np.argsort(values)
    share = np.cumsum(weights[order]) / weights.sum()
    middle, edge = (float(values[order][np.searchsorted(share, at)])
                    for at in (0.5, 1 - RARE if side > 0 else RARE))  # fmt: skip
    return TypicalRange(side, middle, edge)


def _far(row: dict[str, Any], typical: dict[str, dict[str, TypicalRange]]) -> float:
    signs = typical[row["taken_for"]].items()
    return float(np.log1p(sum(one.beyond(row[name]) for name, one in signs)))


def _weights(rows: Sequence[dict[str, Any]]) -> Array:
    return np.array([REAL_WEIGHT if row["real"] == "1" else RENDERED_WEIGHT for row in rows])


def likeliest_odds(far: Array, other: Array, weights: Array) -> Array:
    """(intercept, slope, surest) of the odds of another exercise, by maximum likelihood.

    Lifters who are lost look like anything: without `surest` the few of them make the slope flat,
    and what lies between lifts and other exercises is taken for lifts.
    """

    def badness(at: Array) -> float:
        stated = expit(at[2]) * expit(at[0] + at[1] * far)
        log = np.where(other > 0, np.log(stated), np.log1p(-stated))
        return float(RIDGE / 2 * (at[:2] ** 2).sum() - weights @ log)

    found = minimize(badness, FIRST_GUESS, method="L-BFGS-B").x
    return np.array([found[0], found[1], expit(found[2])])


def _other_if_unnamed(rows: Sequence[dict[str, Any]]) -> float:
    """How often it is neither in clips where nothing voted for one, one of each added."""
    weights, other = _weights(rows), np.array([row["is"] not in LIFTS for row in rows])
    return float((weights @ other + 1) / (weights.sum() + 2))


def _right(rows: Sequence[dict[str, Any]]) -> float:
    """How often squat and deadlift are not taken for each other, over real clips, one added."""
    real = [row for row in rows if row["real"] == "1" and row["is"] in LIFTS]
    right = sum(bool(row["is"] == row["taken_for"]) for row in real)
    return (right + 1) / (len(real) + 2)


def _votes(rows: Sequence[dict[str, Any]]) -> float:
    """The likeliest factor of a share's log odds, drawn a little toward 1: few sets are divided.

    A share that the view holds down is none of votes.
    """
    mine = [
        r
        for r in rows
        if r["real"] == "1"
        and r["is"] in LIFTS
        and r["confidence"] < SURE_BY_BAR
        and r["confidence"] != SURE_EDGE_ON
    ]
    right = np.array([r["is"] == r["taken_for"] for r in mine])
    tried = np.linspace(0.2, 5.0, 97)
    fits = [
        sum(np.log(voted(r["confidence"], k) if ok else 1 - voted(r["confidence"], k))
            for r, ok in zip(mine, right, strict=True)) - RIDGE / 2 * np.log(k) ** 2
        for k in tried
    ]  # fmt: skip
    return float(tried[int(np.argmax(fits))])


def judged(rows: Sequence[dict[str, Any]]) -> str:
    """Log loss, Brier score and five bins over real clips, each source left out."""
    stated: list[tuple[float, float, float]] = []
    for source in sorted({row["source"] for row in rows if row["real"] == "1"}):
        rest = [row for row in rows if row["source"] != source]
        typical, odds = fitted(rest)
        right, votes = _right(rest), _votes(rest)
        for row in (row for row in rows if row["source"] == source and row["real"] == "1"):
            intercept, slope, surest = odds
            other = float(surest * expit(intercept + slope * _far(row, typical)))
            named = (1 - other) * min(right, voted(row["confidence"], votes))
            is_other = row["is"] not in LIFTS
            true = (
                other if is_other else named if row["is"] == row["taken_for"] else 1 - other - named
            )
            most, correct = (
                (other, is_other) if other >= 0.5 else (named, row["is"] == row["taken_for"])
            )
            stated.append((true, most, float(correct)))
    p, most, correct = np.array(stated).T
    others = np.mean([row["is"] not in LIFTS for row in rows if row["real"] == "1"])
    lines = [f"{len(p)} trackings of real clips with a movement, sources left out: log loss "
             f"{-np.log(np.maximum(p, 1e-6)).mean():.3f}, Brier {np.mean((1 - p) ** 2):.3f}; "
             f"others {others:.2f}"]  # fmt: skip
    for low, high in ((0.0, 0.6), (0.6, 0.8), (0.8, 0.9), (0.9, 0.95), (0.95, 1.01)):
        here = (most >= low) & (most < high)
        if here.any():
            lines.append(f"stated {most[here].mean():.2f}: {int(correct[here].sum())} of "
                         f"{int(here.sum())} right")  # fmt: skip
    return "\n".join(lines)


def _written(text: str, rows: Sequence[dict[str, Any]]) -> str:
    """The calibration file with every fitted value anew."""
    typical, (intercept, slope, surest) = fitted(rows)
    drawn = [fitted(again)[1] for again in drawn_again(rows, RESAMPLED)]
    real, of = sum(row["real"] == "1" for row in rows), _trackings(rows)
    off = rounded(np.std(drawn, axis=0))
    names = ("intercept", "slope")
    logistic, its_error = (
        dict(zip(names, values, strict=False)) for values in (rounded((intercept, slope)), off)
    )
    text = with_entry(text, "model", "logistic", logistic, of, its_error)
    text = with_entry(text, "model", "surest", round(float(surest), 2), of, off[2])
    right = _right(rows)
    error = float(np.sqrt(right * (1 - right) / real))
    text = with_entry(text, "model", "right", round(right, 3), of, round(error, 3))
    text = with_entry(text, "model", "votes", round(_votes(rows), 2), of)
    for lift, signs in typical.items():
        for name, one in signs.items():
            middle, edge = round(one.middle, 3), round(one.edge, 3)
            values = {"side": int(one.side), "middle": middle, "edge": edge}
            text = with_entry(text, lift, name, values, of)
    return text


def _trackings(rows: Sequence[dict[str, Any]]) -> str:
    real = sum(row["real"] == "1" for row in rows)
    return f"{real} trackings of real clips, {len(rows) - real} rendered ones"


def _write_table() -> None:
    rows = [
        _row(Path(label["file"]).stem, str(label["source"]["repo"]), "1", label["lift"], seen)
        for data in (DATA, real_store.AGAIN)
        for label, seen in real_store.clips(data=data)
    ]
    for split in ("fit", "check"):
        rows += [
            _row(label.name, label.name, "0", label.lift, seen) for label, seen in clips(split)
        ]
    with TABLE.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows([HEAD, *rows])


def _row(name: str, source: str, real: str, lift: str, seen: Observation) -> tuple[object, ...]:
    lift = lift if lift in LIFTS else "other"
    reading = read_set(seen, Options().rep_options)
    reps = [window.rep for window in reading.windows]
    signs = plain_signs(reading.motion, reps, reading.lift.name)
    values = [f"{signs[key]:.3f}" if np.isfinite(signs.get(key, np.nan)) else "" for key in SIGNS]
    taken = reading.lift.name if reps else "unknown"
    return name, source, real, lift, taken, round(reading.lift.confidence, 3), *values


if __name__ == "__main__":
    main()
