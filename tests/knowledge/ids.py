"""What an answer says, as ids: so that a case speaks of meaning and not of wording."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import fields, is_dataclass

from formcheck.knowledge import load_knowledge
from formcheck.knowledge.entries import Exercise, Kind, Text
from formcheck.knowledge.schema import texts
from formcheck.soreness.triage_result import TriageResult

KNOWLEDGE = load_knowledge()


def ids_of(result: TriageResult) -> frozenset[str]:
    """Marks such as `reason:facet`, `relief:heat`, `kind:comfort`, `cue:lighter`, `words:front`.

    `drill:` is what the plan or the clock gives, `wait:` what the plan gives later, `words:` the
    lift or style in whose words a cue is said, `first:` the kinds among the things to do first,
    `asks:` what stands above them.
    """
    return frozenset(_marks(result))


def statements(value: object) -> Iterator[Text]:
    """Every sentence inside a value, however deep."""
    if isinstance(value, Text):
        yield value
    elif isinstance(value, Exercise):
        yield from texts(value)
    elif isinstance(value, tuple):
        for part in value:
            yield from statements(part)
    elif is_dataclass(value):
        for field in fields(value):
            yield from statements(getattr(value, field.name))


def kinds_in(value: object) -> Iterator[Kind]:
    """The kind of every part inside a value, however deep."""
    if isinstance(value, tuple):
        for part in value:
            yield from kinds_in(part)
    elif isinstance(value, Text | Exercise):
        yield from (text.kind for text in statements(value))
    elif is_dataclass(value):
        if (kind := getattr(value, "kind", None)) is not None:
            yield kind
        for field in fields(value):
            yield from kinds_in(getattr(value, field.name))


def _marks(result: TriageResult) -> Iterator[str]:
    yield f"urgency:{result.urgency}"
    yield from (f"kind:{kind}" for kind in kinds_in(result))
    yield from (f"flag:{flag.id}" for flag in result.red_flags)
    yield from (f"reason:{reason.id}" for reason in result.reasons)
    yield from (f"feel:{feel.id}" for feel in result.feels)
    yield from (f"first:{sentence.kind}" for sentence in result.first)
    if result.clock:
        eases = (*result.clock.now, *result.clock.later)
        yield from (f"drill:{one.id}" for step in eases for one in step.exercises.drills)
        yield from (f"relief:{step.id}" for step in result.clock.now)
        yield from (f"later:{step.id}" for step in result.clock.later)
        yield from (f"disagree:{entry.id}" for entry in result.clock.open_questions)
    yield from _cue_marks(s.text for s in statements(result) if s.kind == "cue")
    around = {text.text: name for name, text in KNOWLEDGE.answer.texts.items()}
    yield from (f"asks:{around[s.text]}" for s in (*result.asks, *result.nothing))
    if result.plan:
        plan = result.plan
        now = (*plan.warm_up.drills, *plan.accessories.drills, *plan.afterward.drills)
        yield from (f"drill:{drill.id}" for drill in now)
        yield from (f"wait:{drill.id}" for drill in plan.later.drills)
        if plan.later_when:
            yield "says_when"


def _cue_marks(texts: Iterable[str]) -> Iterator[str]:
    said = set(texts)
    for cue in KNOWLEDGE.cues:
        for wording in cue.says:
            if wording.text in said:
                yield f"cue:{cue.id}"
                yield from (f"words:{one}" for one in (*wording.lifts, *wording.variants))
