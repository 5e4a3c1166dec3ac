"""Plain, kind, short: every text that a lifter can read."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
import textstat
from pydantic import BaseModel

from formcheck.knowledge import load_knowledge
from formcheck.knowledge.schema import texts
from formcheck.soreness.background import words_in

KNOWLEDGE = load_knowledge()
TEXTS = sorted({text.text for text in texts(KNOWLEDGE)})
BANNED = re.compile(
    r"injur|diagnos|\byou have\b|\byou are (sick|ill)\b|patholog|syndrome|disease|cure\b|"
    r"scapulae|stabilis|centre\b|labelled|programme",
    re.IGNORECASE,
)
# A newspaper reads at grade 8 to 10. Someone between two sets gets grade 6 overall, and no text
# above grade 9, the names of muscles aside: those are explained where they are shown.
GRADE_OVERALL = 6.0
GRADE_OF_A_TEXT = 9.0
MOST_WORDS_IN_A_SENTENCE = 25
ANATOMY = re.compile(  # words that not everybody knows, written down apart from the glossary
    r"\b(trapezi|traps\b|rhomboid|deltoid|latissimus|lats\b|erector|iliocostal|longissimus|"
    r"multifidus|serratus|quadratus|oblique|abdominal|glute|pectoral|C7\b|scapul|thoracic|"
    r"lumbar|facet|discs?\b|vertebra|cervical|moment arm|lever|shear|isometric|flexion|"
    r"extension|retract|depress|good-morning|brac|low[- ]bar\b|midsection)\w*",
    re.IGNORECASE,
)


def _strings(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, BaseModel):
        for name in type(value).model_fields:
            yield from _strings(getattr(value, name))
    elif isinstance(value, (tuple, list)):
        for part in value:
            yield from _strings(part)
    elif isinstance(value, dict):
        yield from _strings(tuple(value.values()))


def test_nobody_is_told_what_is_wrong_with_the_body() -> None:
    titles = {source.title for source in KNOWLEDGE.sources if source.kind == "guideline"}
    titles |= {source.name for source in KNOWLEDGE.sources if source.kind == "guideline"}
    shown = set(_strings(KNOWLEDGE)) - titles
    assert sorted(text for text in shown if BANNED.search(text)) == []


def test_arms_forward_is_for_nobody_with_a_barbell() -> None:
    withheld = [cue for cue in KNOWLEDGE.cues if not cue.barbell]
    said = {text.text for cue in withheld for text in cue.says}
    assert said, "the row stays in the data"
    assert [text for text in TEXTS if re.search(r"arms? forward", text)] == sorted(said)
    for cue in withheld:
        for lift in ("squat", "deadlift", "unknown"):
            assert cue.wording(lift, "unknown") is None


def _syllables(word: str) -> int:
    """By groups of vowels; textstat's own count needs a dictionary from the network."""
    letters = re.sub(r"[^a-z]", "", word.lower())
    count = len(re.findall(r"[aeiouy]+", letters))
    if letters.endswith("e") and not letters.endswith(("le", "ee")):
        count -= 1
    if letters.endswith("es") and not re.search(r"([sxzgc]|ch|sh)es$", letters):
        count -= 1
    if letters.endswith("ed") and not re.search(r"[td]ed$", letters):
        count -= 1
    return max(count, 1)


def _grade(text: str) -> float:
    """Flesch-Kincaid."""
    sentences = [part for part in re.split(r"[.!?:;]+(?:\s+|$)", text) if part]
    words = re.findall(r"[A-Za-z0-9'-]+", text)
    per_word = sum(map(_syllables, words)) / len(words)
    return 0.39 * len(words) / len(sentences) + 11.8 * per_word - 15.59


@pytest.mark.parametrize(
    ("word", "count"),
    [("bar", 1), ("shoulder", 2), ("blades", 1), ("trapezius", 4), ("warmed", 1), ("rested", 2)],
)
def test_the_syllable_count_is_sane(word: str, count: int) -> None:
    assert abs(_syllables(word) - count) <= (word == "trapezius")


def test_the_grade_tells_hard_from_easy() -> None:
    hard = "Isometric retraction of the scapulae necessitates considerable rhomboid activation."
    assert _grade("Sit down. Stand up. Keep your back long.") < 3 < GRADE_OF_A_TEXT < _grade(hard)


def test_all_texts_together_are_easy_to_read() -> None:
    everything = " ".join(TEXTS)
    assert textstat.automated_readability_index(everything) <= GRADE_OVERALL
    assert textstat.coleman_liau_index(everything) <= GRADE_OVERALL
    assert _grade(everything) <= GRADE_OVERALL


def _without_names(text: str) -> str:
    """Muscles called by a short word, since their names are explained where they are shown."""
    names = "|".join(re.escape(word) for part in KNOWLEDGE.anatomy for word in part.words)
    return re.sub(rf"\b({names})\w*( lumborum| thoracis| spinae)?", "lats", text, flags=re.I)


def test_each_text_is_easy_to_read() -> None:
    graded = {text: _grade(_without_names(text)) for text in TEXTS if len(text.split()) > 5}
    assert {text: grade for text, grade in graded.items() if grade > GRADE_OF_A_TEXT} == {}


def test_no_sentence_is_long() -> None:
    sentences = [part for text in TEXTS for part in re.split(r"[.!?:;](?:\s|$)", text)]
    assert [part for part in sentences if len(part.split()) > MOST_WORDS_IN_A_SENTENCE] == []


def test_no_word_of_anatomy_stays_unexplained() -> None:
    found = {match.group().lower() for text in TEXTS for match in ANATOMY.finditer(text)}
    assert len(found) > 20
    assert sorted(word for word in found if not words_in([word])) == []


def test_a_cue_can_be_remembered_under_a_bar() -> None:
    cues = {text.text for cue in KNOWLEDGE.cues for text in cue.says}
    assert [cue for cue in cues if len(cue.split()) > 16] == []
