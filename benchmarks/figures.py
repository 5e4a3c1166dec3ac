"""Tables of the accuracy benchmark: from truth and analysis documents to lines of Markdown."""

from __future__ import annotations

import importlib.util
import json
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from types import ModuleType
from typing import Any

from benchmarks.robustness import Agreement

Truth = dict[str, Any]
Score = dict[str, Any]
UNITS = {
    "lean_peak_deg": "°", "lean_turn_deg": "°", "lean_gain_deg": "°", "hip_lead_torso": " torso",
    "rise_ratio": "", "shrug_torso": " torso",
}  # fmt: skip
OBLIQUE_DEG = (30, 45)
AT_TURN, AT_LIFT_OFF = "lean_turn_deg", "lean_at_liftoff_deg"


def load_scorer(path: Path) -> ModuleType:
    """The scorer as a module: `load_truth`, `score`, `match`, `METRICS`."""
    spec = importlib.util.spec_from_file_location("scorer", path)
    if spec is None or spec.loader is None:
        raise SystemExit(f"{path.name} is no scorer")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A Markdown table."""
    lines = [f"| {' | '.join(head)} |", f"|{'---|' * len(head)}"]
    return "\n".join([*lines, *(f"| {' | '.join(row)} |" for row in rows)]) + "\n"


def percent(share: float | None) -> str:
    """A share as people read it; "–" when there is nothing to share."""
    return "–" if share is None else f"{100 * share:.1f} %".replace(".0 %", " %")


def number(value: float | None, digits: int = 2, unit: str = "") -> str:
    """A value with its unit, "–" when there is none."""
    return "–" if value is None else f"{value:.{digits}f}{unit}"


def is_side(truth: Truth) -> bool:
    """Rendered from the side."""
    return bool(truth.get("camera", {}).get("view") == "side")


def is_squat(truth: Truth) -> bool:
    """A squat set."""
    return bool(truth.get("lift") == "squat")


def is_oblique(truth: Truth) -> bool:
    """Rendered 30 to 45° off the side."""
    low, high = OBLIQUE_DEG
    return low <= abs(truth.get("camera", {}).get("azimuth_deg", 0)) <= high


def headline(rendered: Score, real: Score, truths: Sequence[Truth], side: Score, far: Score) -> str:
    """The table of goals."""
    faults = rendered["faults"]

    def f1(code: str) -> str:
        return number(faults[code]["f1"]) if code in faults else "–"

    flagged, clean = rendered["clean_reps_flagged"]
    rows = [
        ("rendered", "exact rep count", percent(rendered["count_exact"]), "100 %"),
        ("rendered", "lift", percent(rendered["lift_right"]), "100 %"),
        ("rendered", "view", percent(rendered["view_right"]), ""),
        ("real", "exact rep count", percent(real["count_exact"] if truths else None), "≥ 95 %"),
        ("real", "lift", percent(real["lift_right"] if truths else None), "≥ 97 %"),
        ("real", "negatives without reps", negatives(real, truths), "100 %"),
        ("rendered", "turn time, median error", number(rendered["turn_s_median_abs"], 2, " s"),
         "≤ .07 s"),
        ("rendered, side", "peak lean, own-baseline MAE", mae(side, "lean_peak_deg", own=True),
         "≤ 2.5°"),
        ("rendered, side", "lean gain, MAE", mae(side, "lean_gain_deg"), "≤ 1.5°"),
        ("rendered, side", "hip lead, MAE", mae(side, "hip_lead_torso"), "≤ .02 torso"),
        ("rendered, 30–45°", "peak lean, own-baseline MAE", mae(far, "lean_peak_deg", own=True),
         "≤ 5°"),
        ("rendered", "F1 good morning", f1("good_morning"), "≥ .97"),
        ("rendered", "F1 shrug", f1("shrug"), "≥ .9"),
        ("rendered", "F1 all faults together", number(rendered["faults_all"]["f1"]), "≥ .95"),
        ("rendered", "clean reps flagged", f"{flagged} of {clean}", "0"),
    ]  # fmt: skip
    return table(("on", "figure", "measured", "goal"), rows)


def mae(score: Score, metric: str, *, own: bool = False) -> str:
    """Mean absolute error of a metric, with or without each clip's constant."""
    found = score["metrics"].get(metric, {})
    value = found.get("mae_own_baseline" if own else "mae")
    return number(value, 3 if "torso" in metric else 1, UNITS[metric])


def negatives(real: Score, truths: Sequence[Truth]) -> str:
    """Share of the clips with neither lift in which nothing was counted."""
    none = {t["name"] for t in truths if t.get("lift") not in ("squat", "deadlift")}
    rows = [row for row in real["rows"] if row["name"] in none]
    return percent(sum(row.get("found") == 0 for row in rows) / len(rows) if rows else None)


def metrics_table(score: Score, squats: Score) -> str:
    """Bias and error of every metric.

    Lean at the turn is that of squats: in a pull formcheck reads it at lift-off, the scorer at
    lockout.
    """
    rows = []
    for name, of_all in score["metrics"].items():
        found = squats["metrics"].get(name, of_all) if name == AT_TURN else of_all
        digits = 3 if "torso" in name else 2
        values = (found["bias"], found["mae"], found["mae_own_baseline"])
        shown = [number(value, digits, UNITS[name]) for value in values]
        rows.append((f"`{name}`", str(found["n"]), percent(found["coverage"]), *shown))
    return table(("metric", "reps", "assessed", "bias", "MAE", "own-baseline MAE"), rows)


def faults_table(score: Score) -> str:
    """Right, wrong and missed findings of every fault."""
    rows = [
        (f"`{code}`", str(c["tp"]), str(c["fp"]), str(c["fn"]), str(c["not_assessed"]),
         number(c["f1"]))
        for code, c in score["faults"].items()
    ]  # fmt: skip
    return table(("fault", "found", "wrong", "missed", "of these not assessed", "F1"), rows)


def misses_table(score: Score) -> str:
    """Clips whose count, lift or view is wrong; empty when there is none."""
    wrong = [r for r in score["rows"] if not (r.get("count_ok") and r.get("lift_ok"))]
    rows = [
        (row["name"], f"{row.get('found', '–')} of {row.get('want', '–')}",
         f"{row.get('lift', '–')} ({row.get('lift_want', '–')})", row.get("problem", ""))
        for row in wrong
    ]  # fmt: skip
    return table(("clip", "reps", "lift (truth)", "problem"), rows) if rows else "None.\n"


def coverage_table(scorer: ModuleType, truths: Sequence[Truth], folder: Path) -> str:
    """Share of reps whose truth lies within the stated uncertainty."""
    inside: dict[str, list[bool]] = {name: [] for name in scorer.METRICS}
    spreads: dict[str, list[float]] = {name: [] for name in scorer.METRICS}
    for truth in truths:
        for true, found in _matched(scorer, truth, folder):
            for name, key in scorer.METRICS.items():
                if name == AT_TURN and truth["lift"] == "deadlift":
                    key = AT_LIFT_OFF
                told = found["metrics"].get(name) or {}
                value, spread = told.get("value"), told.get("uncertainty")
                known = isinstance(true.get(key), int | float) and abs(true[key]) < 90
                if known and value is not None and spread is not None:
                    inside[name].append(abs(value - true[key]) <= spread)
                    spreads[name].append(spread)
    rows = [
        (f"`{name}`", str(len(hits)), number(sum(spreads[name]) / len(hits), 2, UNITS[name]),
         percent(sum(hits) / len(hits)))
        for name, hits in inside.items()
        if hits
    ]  # fmt: skip
    return table(("metric", "reps", "mean half width", "covers the truth"), rows)


def _matched(scorer: ModuleType, truth: Truth, folder: Path) -> list[tuple[dict, dict]]:
    path = folder / f"{truth['name']}.json"
    if not path.exists():
        return []
    reps = json.loads(path.read_text(encoding="utf-8"))["reps"]
    whole = [rep for rep in reps if rep["complete"]]
    want = [rep for rep in truth["reps"] if rep.get("complete", True)]
    return [(true, found) for true, found, _ in scorer.match(want, whole)]


def comparison_table(rows: Iterable[tuple[str, Score, Score]]) -> str:
    """One line for each way of analyzing the rendered clips: (label, all clips, side clips)."""

    def line(label: str, score: Score, side: Score) -> tuple[str, ...]:
        flagged, clean = score["clean_reps_flagged"]
        faults = score["faults"]
        return (
            label,
            percent(score["count_exact"]),
            mae(side, "lean_peak_deg", own=True),
            mae(side, "lean_gain_deg"),
            mae(side, "hip_lead_torso"),
            *(number(faults[c]["f1"]) if c in faults else "–"
              for c in ("good_morning", "hips_shoot", "shrug")),
            number(score["faults_all"]["f1"]),
            f"{flagged} of {clean}",
        )  # fmt: skip

    head = (
        "run", "count", "peak lean, side (own baseline)", "gain, side", "hip lead, side",
        "F1 good morning", "F1 hips shoot", "F1 shrug", "F1 all", "clean flagged",
    )  # fmt: skip
    return table(head, (line(*row) for row in rows))


def robustness_table(found: dict[str, Agreement]) -> str:
    """How many reps keep their count and verdict under each transform."""

    def share(part: int, whole: int) -> str:
        return percent(part / whole if whole else None)

    def row(name: str, a: Agreement) -> tuple[str, ...]:
        verdicts = (share(part, a.reps) for part in (a.same_verdict, a.no_contradiction))
        return (name, str(a.clips), share(a.same_count, a.clips), *verdicts)

    head = ("change", "clips", "same count", "reps with the same verdict", "not contradicted")
    rows = [row(name, agreement) for name, agreement in found.items()]
    return table(head, [*rows, row("all", sum(found.values(), Agreement()))])


def subset(truths: Sequence[Truth], wanted: Callable[[Truth], bool]) -> list[Truth]:
    """The truths that fit."""
    return [truth for truth in truths if wanted(truth)]
