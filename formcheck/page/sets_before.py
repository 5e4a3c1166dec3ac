"""Sets of the last days from the owner's history, to weigh when something is sore.

Soreness comes a day or two after a set, when what was uploaded is gone; the numbers are still there
where somebody switched the history on.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, timedelta

import streamlit as st

from formcheck.analysis import Analysis
from formcheck.errors import FormcheckError
from formcheck.history.loop import day_words
from formcheck.history.record import KeptSet, set_id
from formcheck.history.store import History
from formcheck.knowledge import load_knowledge
from formcheck.page.text import escaped
from formcheck.page.visitor import visitor
from formcheck.report import words


def kept_lately(known: Collection[Analysis], most: int) -> dict[str, KeptSet]:
    """By id, newest first, at most so many sets that can still be felt and are not known yet."""
    if not visitor().is_owner:
        return {}
    clips = [analysis.clip.sha256 for analysis in known]
    try:
        return _lately(History(), clips, max(most, 0))
    except FormcheckError as error:  # the answer is worth more than what the history adds
        st.warning(escaped(str(error)), icon=":material/history:")
        return {}


def _lately(history: History, clips: list[str], most: int) -> dict[str, KeptSet]:
    """A document takes milliseconds to read, and a day may hold hundreds: only those wanted."""
    if not history.is_on:
        return {}
    reach = timedelta(hours=load_knowledge().weights.line_h)
    since = (date.today() - reach).isoformat()
    new = [
        line.id
        for line in history.lines()
        if line.about.day >= since
        and line.id not in {set_id(line.about.athlete, clip) for clip in clips}
    ]
    return {each: history.get(each) for each in new[:most]}


def of_last_day(sets: dict[str, KeptSet]) -> list[str]:
    """The ids of the last day of lifting; none where they are of several lifters."""
    if len({one.about.athlete for one in sets.values()}) > 1:
        return []
    day = max((one.about.day for one in sets.values()), default="")
    return [set_id for set_id, one in sets.items() if one.about.day == day]


def named(one: KeptSet) -> Analysis:
    """The set, called by its lift and day: what is kept has no name of a clip."""
    about, lift = one.about, one.document.lift.name
    facts = [words.LIFTS.get(lift, lift), day_words(about.day), about.athlete]
    return one.document.renamed(", ".join(filter(None, facts)))
