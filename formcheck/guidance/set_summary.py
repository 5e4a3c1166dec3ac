"""The sentence on top of a set: what was steady, what broke, and from which rep."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from formcheck.analysis import Finding, Lift, RepAnalysis
from formcheck.findings.judged import judged, set_judged
from formcheck.findings.of_rep import SEVERITY
from formcheck.findings.of_set import LATE_SHRUG, Break
from formcheck.knowledge import load_knowledge
from formcheck.metrics.measurement import assessed
from formcheck.reps.variant import ROMANIAN


def set_summary(
    reps: Sequence[RepAnalysis],
    set_findings: Sequence[Finding] = (),
    broken: Break | None = None,
    *,
    lift: Lift,
) -> str:
    """One or two plain sentences about a set.

    Args:
        reps: The counted reps, in order.
        set_findings: Findings about the whole set.
        broken: Where form left the lifter's own pattern, or None.
        lift: Which lift, and which style of it.
    """
    if not reps:
        return load_knowledge().phrases.no_reps
    shown = _shown(reps, set_findings)
    if broken is not None:
        return _broken(reps, shown, broken, lift)
    return _flagged(reps, shown) if shown else _clean(reps, lift)


@dataclass(frozen=True)
class _Shown:
    """A fault of the set: the reps that show it, how severe it gets, and whether it is sure.

    Of a sure fault only the reps in which it is.
    """

    fault: str
    reps: frozenset[int]
    severity: int
    sure: bool

    @property
    def clause(self) -> str:
        entry = load_knowledge().fault(self.fault)
        said = entry.clause if entry else self.fault.replace("_", " ")
        return said if self.sure else load_knowledge().phrases.perhaps.format(clause=said)


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


def _shown(reps: Sequence[RepAnalysis], set_findings: Sequence[Finding]) -> list[_Shown]:
    """The faults, the heaviest first: sure ones, the severest of them, those of most reps."""
    found: dict[str, list[tuple[Finding, tuple[int, ...]]]] = {}
    for rep in reps:
        for finding in rep.findings:
            found.setdefault(finding.fault, []).append((finding, (rep.number,)))
    for finding in set_findings:
        found.setdefault(finding.fault, []).append((finding, finding.reps))
    if LATE_SHRUG in found:  # the same shrugs, said better
        found[LATE_SHRUG] += found.pop("shrug", [])
    shown = [_of_fault(fault, findings) for fault, findings in found.items()]
    return sorted(shown, key=lambda s: (not s.sure, -s.severity, -len(s.reps), s.fault))


def _of_fault(fault: str, findings: Sequence[tuple[Finding, tuple[int, ...]]]) -> _Shown:
    sure = [entry for entry in findings if entry[0].confidence != "possible"]
    said = sure or findings
    return _Shown(
        fault,
        frozenset(number for _, numbers in said for number in numbers),
        max(SEVERITY[finding.severity] for finding, _ in said),
        bool(sure),
    )


def _clean(reps: Sequence[RepAnalysis], lift: Lift) -> str:
    phrases = load_knowledge().phrases
    how = Counter(judged(rep, lift) for rep in reps)
    if how["not"] == len(reps):
        why = phrases.romanian if lift.variant == ROMANIAN else phrases.not_judged
        return why.format(count=_count(len(reps)))
    count = _count(len(reps)).lower()
    if not how["whole"]:
        seen = f"{how['partly']} of {count}" if how["not"] else count
        return phrases.hips_unseen.format(count=seen)
    if how["not"]:
        return phrases.partly_judged.format(judged=len(reps) - how["not"], count=len(reps))
    if how["partly"]:
        return phrases.hips_partly.format(count=count, judged=how["whole"])
    steady = {1: phrases.one_steady, 2: phrases.both_steady}.get(len(reps), phrases.all_steady)
    said = [steady.format(count=len(reps))]
    if lift.name == "deadlift" and not any(assessed(rep.metrics, "shrug_torso") for rep in reps):
        said.append(phrases.shrug_unseen)
    return " ".join(said)


def _flagged(reps: Sequence[RepAnalysis], shown: Sequence[_Shown]) -> str:
    phrases = load_knowledge().phrases
    first, *others = shown
    if len(reps) == 1:
        said = phrases.one_flagged.format(clause=first.clause)
    elif not first.reps:
        said = phrases.flagged.format(clause=first.clause[0].upper() + first.clause[1:])
    elif len(first.reps) == len(reps):
        said = f"In {_all(len(reps))}, {first.clause}."
    else:
        where = f"{_reps(first.reps).lower()} of {len(reps)}"
        said = phrases.some_flagged.format(where=where, clause=first.clause)
    return " ".join([said, *(_also(other, first.reps, reps) for other in others[:1])])


def _broken(reps: Sequence[RepAnalysis], shown: Sequence[_Shown], broken: Break, lift: Lift) -> str:
    phrases = load_knowledge().phrases
    names = (broken.fault, LATE_SHRUG) if broken.fault == "shrug" else (broken.fault,)
    this = next(fault for fault in shown if fault.fault in names)
    late = frozenset(number for number in this.reps if number >= broken.rep)
    # "from rep 3 on" would be untrue of a fault that reps 3 and 5 show and rep 4 does not
    lasts = late == {rep.number for rep in reps if rep.number >= broken.rep}
    said = (phrases.broke if lasts else phrases.broke_in).format(
        rep=broken.rep, clause=this.clause, where=_reps(late).lower()
    )
    others = [fault for fault in shown if fault is not this and fault.fault != "drift"]
    also = (_also(other, late, reps) for other in others[:1])
    return " ".join([*_nothing_before(reps, broken.rep, lift), said, *also])


def _nothing_before(reps: Sequence[RepAnalysis], number: int, lift: Lift) -> list[str]:
    """What to say of the reps before one, if nothing stood out in any and they were looked at."""
    phrases = load_knowledge().phrases
    before = [rep for rep in reps if rep.number < number]
    seen = [rep for rep in before if judged(rep, lift) != "not"]
    if not seen or any(rep.findings for rep in before):
        return []
    named = _reps(rep.number for rep in seen)
    if set_judged(seen, lift) != "whole":
        return [phrases.nothing_before.format(reps=named.lower())]
    return [phrases.steady_before.format(reps=named, verb="were" if len(seen) > 1 else "was")]


def _also(fault: _Shown, said: frozenset[int], reps: Sequence[RepAnalysis]) -> str:
    """A second fault, and in which reps it is where that is not where the first one was."""
    phrases = load_knowledge().phrases
    if not fault.reps or fault.reps == said:
        return phrases.also.format(clause=fault.clause)
    where = _all(len(reps)) if len(fault.reps) == len(reps) else _reps(fault.reps).lower()
    return phrases.also_in.format(where=where, clause=fault.clause)


def _all(count: int) -> str:
    phrases = load_knowledge().phrases
    return phrases.both_reps if count == 2 else phrases.all_reps.format(count=count)


def _reps(numbers: Iterable[int]) -> str:
    said = rep_range(numbers)
    return f"Rep {said}" if said.isdigit() else f"Reps {said}"


def _count(number: int) -> str:
    return "One rep" if number == 1 else f"{number} reps"
