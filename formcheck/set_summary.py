"""The sentence on top of a set: what was steady, what broke, from which rep, and what to do."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from formcheck.analysis import Finding, RepAnalysis
from formcheck.judged import judged, set_judged
from formcheck.knowledge import load_knowledge

_SEVERITY = {"mild": 1, "moderate": 2, "severe": 3}


def set_summary(
    reps: Sequence[RepAnalysis],
    set_findings: Sequence[Finding] = (),
    first_broken_rep: int | None = None,
) -> str:
    """One or two plain sentences about a set.

    Args:
        reps: The counted reps, in order.
        set_findings: Findings about the whole set.
        first_broken_rep: Number of the first rep that left the lifter's own pattern, or None.
    """
    phrases = load_knowledge().phrases
    if not reps:
        return phrases.no_reps
    by_fault = _reps_by_fault(reps, set_findings)
    if first_broken_rep is not None:
        return _broken(reps, by_fault, first_broken_rep, set_findings)
    if not by_fault:
        return _clean(reps)
    return _flagged(reps, by_fault, set_findings)


def rep_range(numbers: Iterable[int]) -> str:
    """Rep numbers as people say them: "3", "1–3", "2, 4 and 5"."""
    runs: list[list[int]] = []
    for number in sorted(set(numbers)):
        if runs and number == runs[-1][-1] + 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    parts: list[str] = []
    for run in runs:
        parts += [f"{run[0]}–{run[-1]}"] if len(run) > 2 else [str(number) for number in run]
    return " and ".join(filter(None, [", ".join(parts[:-1]), parts[-1]])) if parts else ""


def _reps_by_fault(
    reps: Sequence[RepAnalysis], set_findings: Sequence[Finding]
) -> dict[str, set[int]]:
    found: dict[str, set[int]] = {}
    for rep in reps:
        for finding in rep.findings:
            found.setdefault(finding.fault, set()).add(rep.number)
    for finding in set_findings:
        found.setdefault(finding.fault, set()).update(finding.reps)
    return found


def _clean(reps: Sequence[RepAnalysis]) -> str:
    phrases = load_knowledge().phrases
    how = Counter(judged(rep) for rep in reps)
    if how["not"] == len(reps):
        return phrases.not_judged.format(count=_count(len(reps)))
    count = _count(len(reps)).lower()
    if not how["whole"]:
        return phrases.hips_unseen.format(count=count)
    if how["not"]:
        return phrases.partly_judged.format(judged=len(reps) - how["not"], count=len(reps))
    if how["partly"]:
        return phrases.hips_partly.format(count=count, judged=how["whole"])
    steady = {1: phrases.one_steady, 2: phrases.both_steady}.get(len(reps), phrases.all_steady)
    return steady.format(count=len(reps))


def _flagged(
    reps: Sequence[RepAnalysis], by_fault: dict[str, set[int]], set_findings: Sequence[Finding]
) -> str:
    phrases = load_knowledge().phrases
    first, *others = _by_weight(reps, by_fault, set_findings)
    clause = _clause(first)
    numbers = by_fault[first]
    if len(reps) == 1:
        said = phrases.one_flagged.format(clause=clause)
    elif not numbers:
        said = phrases.flagged.format(clause=clause[0].upper() + clause[1:])
    elif len(numbers) == len(reps):
        said = phrases.all_flagged.format(count=len(reps), clause=clause)
    else:
        where = f"{_reps(numbers).lower()} of {len(reps)}"
        said = phrases.some_flagged.format(where=where, clause=clause)
    if others:
        said += " " + phrases.also.format(clause=_clause(others[0]))
    return said


def _broken(
    reps: Sequence[RepAnalysis],
    by_fault: dict[str, set[int]],
    first_broken: int,
    set_findings: Sequence[Finding],
) -> str:
    phrases = load_knowledge().phrases
    before = [rep for rep in reps if rep.number < first_broken]
    late = {
        fault: {number for number in numbers if number >= first_broken}
        for fault, numbers in by_fault.items()
    }
    late = {fault: numbers for fault, numbers in late.items() if numbers and fault != "drift"}
    fault = _by_weight(reps, late or {"drift": set()}, set_findings)[0]
    shown = late.get(fault, set())
    # "from rep 3 on" would be untrue of a fault that reps 3 and 5 show and rep 4 does not
    lasts = not shown or shown == {r.number for r in reps if r.number >= first_broken}
    said = (phrases.broke if lasts else phrases.broke_in).format(
        rep=first_broken, clause=_clause(fault), where=_reps(shown).lower() if shown else ""
    )
    if before and not any(rep.findings for rep in before):
        numbers = _reps(rep.number for rep in before)
        verb = "were" if len(before) > 1 else "was"
        calm = phrases.steady_before.format(reps=numbers, verb=verb)
        if set_judged(before) != "whole":
            calm = phrases.calm_before.format(reps=numbers.lower())
        said = f"{calm} {said}"
    return said


def _by_weight(
    reps: Sequence[RepAnalysis], by_fault: dict[str, set[int]], set_findings: Sequence[Finding]
) -> list[str]:
    """Fault codes, the heaviest first: worst severity, then how many reps show it."""
    worst: Counter[str] = Counter()
    for finding in [*(f for rep in reps for f in rep.findings), *set_findings]:
        worst[finding.fault] = max(worst[finding.fault], _SEVERITY[finding.severity])
    return sorted(by_fault, key=lambda code: (-worst[code], -len(by_fault[code]), code))


def _clause(fault: str) -> str:
    entry = load_knowledge().fault(fault)
    return entry.clause if entry else fault.replace("_", " ")


def _reps(numbers: Iterable[int]) -> str:
    said = rep_range(numbers)
    return f"Rep {said}" if said.isdigit() else f"Reps {said}"


def _count(number: int) -> str:
    return "One rep" if number == 1 else f"{number} reps"
