"""Sentences with gaps; the names of the gaps are those of the code that fills them."""

from __future__ import annotations

from formcheck.analysis import Confidence, Severity
from formcheck.knowledge.entries import AnswerKey
from formcheck.knowledge.texts import Entry, Text


class Phrases(Entry):
    """For the sentence on top of a set."""

    no_reps: str
    not_judged: str
    romanian: str
    one_steady: str
    both_steady: str
    all_steady: str
    shrug_unseen: str
    hips_unseen: str
    hips_partly: str
    partly_judged: str
    one_flagged: str
    flagged: str
    perhaps: str
    perhaps_in: str
    both_reps: str
    all_reps: str
    some_flagged: str
    also: str
    also_in: str
    one_more: str
    more: str
    steady_before: str
    nothing_before: str
    broke: str
    broke_in: str
    load_last_clean: str
    load_began: str
    load_early: str
    load_from_start: str


class States(Entry):
    """What states are called, each in one way everywhere.

    Attributes:
        severity: How large a finding is.
        confidence: How sure it is.
        of: What a rep or a set is.
    """

    severity: dict[Severity, str]
    confidence: dict[Confidence, str]
    of: dict[str, str]


class AnswerTexts(Entry):
    """Whole sentences around the answer to "why is it sore"."""

    nothing: Text
    nothing_seen: Text
    growing: Text
    unclear: Text
    ask: Text
    tell_more: Text
    tell_more_only: Text
    pregnant: Text
    thinners: Text
    line: Text
    later: Text
    no_numbers: Text
    progress: Text
    adapt: Text


class AnswerPhrases(Entry):
    """For the evidence behind a reason.

    `not_ordinary` are the answers after which nobody is told that an ache is common, `not_muscle`
    those that do not feel like muscle besides.
    """

    much: str
    some: str
    little: str
    not_ordinary: tuple[AnswerKey, ...]
    not_muscle: tuple[AnswerKey, ...]
    seen: str
    seen_set: str
    broke: str
    clean: str
    texts: AnswerTexts
