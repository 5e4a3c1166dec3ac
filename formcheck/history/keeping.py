"""Sets as they come, into the history."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date

from formcheck.analysis import Analysis
from formcheck.history.record import About, KeptSet, kept, set_id
from formcheck.history.store import History


def today() -> str:
    """The day it is, where the lifter is."""
    return date.today().isoformat()


def keep(history: History, analysis: Analysis, about: About | None = None) -> KeptSet | None:
    """Keep one set; what was said of it before stays where nothing new is said.

    Returns:
        What is kept; None for a clip in which no lift was counted.
    """
    if not worth_keeping(analysis):
        return None
    one = kept(analysis, about or known_about(history, analysis) or About(today()))
    history.add([one])
    return one


def keep_for(history: History, analysis: Analysis, athlete: str) -> KeptSet | None:
    """Keep one set of somebody named; what was kept of it without a name becomes theirs."""
    said = {line.id: line.about for line in history.lines()}
    theirs, nobodys = (set_id(name, analysis.clip.sha256) for name in (athlete, ""))
    about = said.get(theirs) or said.get(nobodys) or About(today())
    one = keep(history, analysis, replace(about, athlete=athlete))
    if one is not None and nobodys in said:
        hand_over(history, nobodys, one)
    return one


def hand_over(history: History, old_id: str, one: KeptSet) -> None:
    """The set is kept under its lifter's name now, and its clip with it; no more as it was."""
    if old_id != one.id:
        history.clips.rename(old_id, one.id)
        history.delete(old_id)


def keep_all(history: History, analyses: Iterable[Analysis], athlete: str = "") -> int:
    """Keep many sets of one lifter, all or none; returns how many.

    A set that is there already keeps what was said of it.
    """
    known = {line.id: line.about for line in history.lines()}
    fresh = About(today(), athlete)
    worth = (each for each in analyses if worth_keeping(each))
    return history.add(
        kept(each, known.get(set_id(athlete, each.clip.sha256), fresh)) for each in worth
    )


def known_about(history: History, analysis: Analysis) -> About | None:
    """What was said of a clip's set before, by whomever."""
    for line in history.lines():
        if line.id == set_id(line.about.athlete, analysis.clip.sha256):
            return line.about
    return None


def worth_keeping(analysis: Analysis) -> bool:
    """Whether there is a lift with reps."""
    return bool(analysis.reps) and analysis.lift.name != "unknown"
