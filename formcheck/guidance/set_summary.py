"""The sentences on top of a set: what was steady, what broke and from which rep, and the load."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from formcheck.analysis import Analysis, Fault
from formcheck.findings.fault_table import faults_of, row_of
from formcheck.findings.verdict import (
    SET_NAMES,
    Break,
    FaultVerdict,
    RepVerdict,
    SetVerdict,
    all_judged,
    verdict_of,
)
from formcheck.guidance.wording import in_a_row, rep_list
from formcheck.knowledge import load_knowledge
from formcheck.lifts import BODYWEIGHT, ROMANIAN, SURE_FROM
from formcheck.metrics.measurement import assessed

MOST_FAULTS = 2
"""Faults that the sentences name; they only count further ones."""


def set_summary(
    verdict: SetVerdict, *, contradicted: bool = False, broken_off: bool = False
) -> str:
    """A few plain sentences about a set, true of every rep that they name.

    It is `contradicted` where the clip looks like another lift than the one the user named, which a
    notice tells, and `broken_off` where the end of the file is missing: there may be more reps.
    """
    if not verdict.reps:
        return _phrase("no_reps")
    if verdict.broken is not None:
        return _broken(verdict, verdict.broken)
    return _flagged(verdict) if verdict.faults else _clean(verdict, contradicted, broken_off)


def _phrase(name: str, **gaps: object) -> str:
    """A sentence of `phrases.toml`, or a part of one, with its gaps filled."""
    return load_knowledge().phrases[name].format(**gaps)


def _clean(verdict: SetVerdict, contradicted: bool, broken_off: bool) -> str:
    reps = verdict.reps
    whole = [rep for rep in reps if rep.state != "incomplete"]
    how = Counter(rep.judged for rep in whole)
    if how["not"] == len(whole) and (whole or all_judged(reps) == "not"):
        return _not_judged(verdict, contradicted)
    if not whole:
        return _phrase("not_whole", count=_count(len(reps)))
    count, seen = len(reps), [rep for rep in whole if rep.judged != "not"]
    judged = "the one rep" if count == 1 else f"{count} reps"
    blind = [rep for rep in reps if rep not in seen]
    short = all(rep.state == "incomplete" for rep in blind)
    partly = _phrase(
        "cut_short" if short else "partly_judged",
        blind=rep_list(rep.number for rep in blind).capitalize(),
        verb="is" if len(blind) == 1 else "are",
        judged="one" if len(seen) == 1 else len(seen),
    )
    unsure = verdict.lift.source == "detected" and verdict.lift.confidence < SURE_FROM
    if how["not"] or len(whole) < count:
        said = partly
    elif verdict.lift.variant == ROMANIAN:
        said = _phrase("romanian", count=judged)
    elif any(rep.unseen for rep in seen) or unsure or contradicted or broken_off:
        said = _phrase("nothing_out", count=judged)
    else:
        said = _phrase({1: "one_steady", 2: "both_steady"}.get(count, "all_steady"), count=count)
    return " ".join([said, *_unseen(seen)])


def not_seen(faults: Iterable[Fault]) -> str:
    """The sentence that it could not be seen whether these faults are there; empty for none."""
    what = _any_of(faults)
    return _phrase("unseen", what=what) if what else ""


def _unseen(seen: Sequence[RepVerdict]) -> Iterator[str]:
    """Sentences on faults that could be judged in none of these reps, and in only some of them."""
    missed = Counter(fault for rep in seen for fault in rep.unseen)
    never = [fault for fault, reps in missed.items() if reps == len(seen)]
    if never:
        yield not_seen(never)
    shown_in: dict[tuple[int, ...], list[Fault]] = {}
    for fault in sorted(missed.keys() - set(never)):
        shown = tuple(rep.number for rep in seen if fault not in rep.unseen)
        shown_in.setdefault(shown, []).append(fault)
    for shown, faults in shown_in.items():
        reps, verb = _count(len(shown)).lower(), "shows" if len(shown) == 1 else "show"
        yield _phrase("seen_in", reps=reps, verb=verb, what=_any_of(faults))


def _any_of(faults: Iterable[Fault]) -> str:
    return " or ".join(_clause_of(fault) for fault in faults)


def _not_judged(verdict: SetVerdict, contradicted: bool) -> str:
    """The sentences on a set whose back could not be judged, with what could be."""
    count = _count(len(verdict.reps))
    if contradicted:
        return _phrase("counted_only", count=count)
    if verdict.lift.variant == ROMANIAN:
        return _phrase("romanian_unseen", count=count)
    if seen := judged_elsewhere(verdict):
        return f"{_phrase('counted', count=count)} {seen}"
    return _phrase("not_judged", count=count)


def judged_elsewhere(verdict: SetVerdict) -> str:
    """The sentence on what could be judged in a set whose back could not be; empty for nothing."""
    entries = (load_knowledge().fault(fault) for fault in verdict.elsewhere)
    parts = [entry.part for entry in entries if entry and entry.part]
    return _phrase("elsewhere", parts=in_a_row(parts)) if parts else ""


def judged_in_part(analysis: Analysis) -> str:
    """The sentences on what only some reps of such a set show; empty for nothing.

    They stand beside the sentence on top, which names what could be judged in every rep.
    """
    verdict, count = verdict_of(analysis), len(analysis.reps)
    if verdict.faults or all_judged(verdict.reps) != "not":
        return ""
    shown_in: dict[int, list[str]] = {}
    for row in faults_of(analysis.lift.name):
        entry, rules = load_knowledge().fault(row.fault), row.rules_of(analysis.lift.variant)
        shown = sum(any(assessed(r.metrics, one.metric) for one in rules) for r in analysis.reps)
        if entry and entry.part and not row.breaks_form and 0 < shown < count:
            shown_in.setdefault(shown, []).append(entry.part)
    return " ".join(
        _phrase("elsewhere_in", parts=in_a_row(parts), judged=shown, count=count)
        for shown, parts in shown_in.items()
    )


def _flagged(verdict: SetVerdict) -> str:
    count = len(verdict.reps)
    first, *others = verdict.faults
    clause, where = _clause(first), _foremost(first)
    if count == 1:
        said = _phrase("one_flagged", clause=clause)
    elif not where:
        said = _phrase("flagged", clause=clause[0].upper() + clause[1:])
    else:
        of = _all(count) if len(where) == count else f"{rep_list(where)} of {count}"
        said = _phrase("some_flagged", where=of, clause=clause)
    return " ".join([said, *_others(others, where, count), *unjudged_in(verdict, first.fault)])


def _broken(verdict: SetVerdict, broken: Break) -> str:
    this = named_first(verdict)
    late = {rep.number for rep in verdict.since(broken.rep)}
    # "from rep 3 on" would be untrue of a fault that reps 3 and 5 show and rep 4 does not
    lasts = set(this.reps) == set(this.sure) == late and len(late) > 1
    which = "broke" if lasts else "broke_in"
    said = _phrase(which, rep=broken.rep, clause=_clause(this), where=rep_list(this.sure))
    # a form that slipped is much of what was just said
    others = [fault for fault in verdict.faults if fault is not this]
    others.sort(key=lambda fault: row_of(fault.fault).grows)
    also = _others(others, this.sure, len(verdict.reps))
    told = [rep for rep in verdict.reps if this.fault not in rep.unseen]  # the others come last
    return " ".join([*_nothing_in(told), said, *also, *unjudged_in(verdict, this.fault)])


def named_first(verdict: SetVerdict) -> FaultVerdict:
    """The fault that the sentence on top names first: what broke the form, else the worst."""
    broken = verdict.broken.fault if verdict.broken else verdict.faults[0].fault
    names = (broken, SET_NAMES.get(broken))
    return next(fault for fault in verdict.faults if fault.fault in names)


def unjudged_in(verdict: SetVerdict, first: Fault) -> list[str]:
    """Sentences on reps in which the fault named first, or the back at all, could not be judged."""
    blind = [rep for rep in verdict.reps if rep.judged == "not"]
    if len(blind) == len(verdict.reps):
        return [_phrase("back_unseen")]
    sentences = []
    if untold := [rep.number for rep in verdict.reps if first in rep.unseen]:
        which = "untold_in" if len(verdict.faults) == 1 else "untold_first_in"
        sentences.append(_phrase(which, where=rep_list(untold)))
    if blind and not row_of(first).foremost:
        sentences.append(_phrase("back_unseen_in", count=_count(len(blind)).lower()))
    return sentences


def _clause(fault: FaultVerdict) -> str:
    """What happened, how sure that is, and in which reps it perhaps happened as well."""
    said = _clause_of(fault.fault)
    if not fault.is_sure:
        return _phrase("perhaps", clause=said)
    if not fault.perhaps:
        return said
    return _phrase("perhaps_in", clause=said, where=rep_list(fault.perhaps))


def _clause_of(fault: Fault) -> str:
    entry = load_knowledge().fault(fault)
    return entry.clause if entry else fault.replace("_", " ")


def _foremost(fault: FaultVerdict) -> tuple[int, ...]:
    """The reps that are named: those with a sure finding, or all if there is none."""
    return fault.sure if fault.is_sure else fault.reps


def _others(faults: Sequence[FaultVerdict], said: tuple[int, ...], count: int) -> list[str]:
    """Sentences on the next fault, and on how many more there are, surely and perhaps."""
    named = faults[: MOST_FAULTS - 1]
    sentences = [_also(fault, said, count) for fault in named]
    sure = sum(fault.is_sure for fault in faults[len(named) :])
    perhaps = len(faults) - len(named) - sure
    if sure:
        sentences.append(_phrase("one_more" if sure == 1 else "more", count=sure))
    if perhaps:
        which = "perhaps_one_more" if perhaps == 1 else "perhaps_more"
        sentences.append(_phrase(which, count=perhaps))
    return sentences


def _also(fault: FaultVerdict, said: tuple[int, ...], count: int) -> str:
    """The sentence on a second fault; it names the reps unless they are those of the first."""
    reps = _foremost(fault)
    if not reps or reps == said:
        return _phrase("also", clause=_clause(fault))
    where = _all(count) if len(reps) == count else rep_list(reps)
    return _phrase("also_in", where=where, clause=_clause(fault))


def _nothing_in(reps: Sequence[RepVerdict]) -> list[str]:
    """The sentence on the reps that were judged and have no finding at all, before or after."""
    seen = [rep for rep in reps if rep.state in ("steady", "partly")]
    if not seen:
        return []
    named = rep_list(rep.number for rep in seen)
    if any(rep.judged == "not" or rep.unseen for rep in seen):
        return [_phrase("nothing_before", reps=named)]
    verb = "were" if len(seen) > 1 else "was"
    return [_phrase("steady_before", reps=named.capitalize(), verb=verb)]


def _all(count: int) -> str:
    return _phrase("both_reps" if count == 2 else "all_reps", count=count)


def _count(number: int) -> str:
    return "One rep" if number == 1 else f"{number} reps"


def load_advice(verdict: SetVerdict) -> str:
    """How many reps, or how much weight, the next sets should have; empty for no advice.

    There is advice only for a fault that load brings and that lasts: from its first rep on, at
    least half of the reps have it, the last one among them.
    """
    faults = [fault for fault in verdict.faults if row_of(fault.fault).load_brings]
    shown = {n for fault in faults for n in fault.sure}
    if len(verdict.reps) < 2 or not shown:
        return ""
    first = verdict.broken.rep if verdict.broken else min(shown)
    since = [rep.number for rep in verdict.since(first)]
    if len(shown & set(since)) * 2 < len(since) or since[-1] not in shown:
        return ""
    perhaps, begins = {n for fault in faults for n in fault.reps}, first
    while begins - 1 in perhaps:
        begins -= 1
    sure, named = begins == first or begins in shown, named_first(verdict)
    of = next(f for f in (named, *faults) if begins in (f.sure if sure else f.reps))
    return _until(begins, verdict, of.fault, sure=sure)


def _until(first: int, verdict: SetVerdict, fault: Fault, *, sure: bool) -> str:
    """The advice to stop at the rep before `first`, in which a fault surely or perhaps began.

    It names the fault, as it may stand apart from the sentence on top. The rep before is called
    the last clean one if all reps up to it are clean and none after it is. Without a bar there is
    no weight to take off, so only reps are named.
    """
    barless = verdict.spoken_style == BODYWEIGHT
    before = verdict.before(first)
    last = before[-1].number if before else 0
    entry = load_knowledge().fault(fault)
    what = _phrase("it", fault=entry.title if entry else fault)
    untold = bool(before) and fault in before[-1].unseen
    began = _phrase("began" if sure and not untold else "began_perhaps")
    if last < 2:
        if barless:
            return ""
        if before:
            return _phrase("load_early", what=what, began=began, rep=first)
        was = _phrase("was" if sure else "was_perhaps")
        return _phrase("load_from_start", what=what, was=was)
    clean = not any(rep.findings or rep.unseen or rep.judged == "not" for rep in before)
    last_clean = clean and all(rep.findings for rep in verdict.since(first))
    which = "load_last_clean" if last_clean else "load_began"
    if barless:
        which = "reps_last_clean" if last_clean else "reps_began"
    return _phrase(which, what=what, began=began, rep=first, last=last)
