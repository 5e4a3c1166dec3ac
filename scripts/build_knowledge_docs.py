"""Writes docs/knowledge.md from the knowledge files: `python scripts/build_knowledge_docs.py`."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from formcheck.knowledge import Knowledge, load_knowledge  # noqa: E402
from formcheck.knowledge.entries import Exercise  # noqa: E402
from tools.knowledge_index import item_order, item_sources, titles, where_met  # noqa: E402

TARGET = ROOT / "docs" / "knowledge.md"
MOST_PLACES = 4
INTRO = """\
# What formcheck knows, and where you meet it

Made by `scripts/build_knowledge_docs.py` from `formcheck/knowledge/`; a test fails when it is out
of date. Four articles are the source of what is said about the upper back; guidelines and a study
stand behind some warning signs and one cause, and what is ours says so. Each text in the data files
carries the codes of its sources and is written in our own words.
"""
DRILLS = """\
## Drills that fix a fault

Each is drawn in two to four positions (`tools/drawings/figures.toml`), with steps, a starting
dose and when to stop. A dose that no article gives is marked as ours. What rounds or shrugs under
load (`loaded_flexion_or_shrug`) is kept from somebody who is sore now or new to lifting.
"""
RANKING = """\
## How reasons are ranked

Points are added up. A finding counts its points times severity times confidence, once for each
fault. `clean` counts when an attached set was looked at for the reason's own faults and showed
none. The points are a judgment of the four articles, not statistics; they live in
`formcheck/knowledge/weights.toml`. Warning signs are apart from this: no other answer takes one
away, and the most urgent one decides what may be shown next to it.
"""


def render(knowledge: Knowledge) -> str:
    """The whole page as Markdown."""
    parts = [INTRO, *_sources(knowledge), *_inventory(knowledge), DRILLS, *_drills(knowledge)]
    parts += _disagreements(knowledge)
    parts += [RANKING, *_ranking(knowledge), *_warnings(knowledge)]
    return "\n".join(parts) + "\n"


def _sources(knowledge: Knowledge) -> Iterator[str]:
    yield "## Sources\n\n| code | what | about |\n|---|---|---|"
    for source in knowledge.sources:
        yield f"| {source.code} | {source.title} | {source.about} |"
    yield ""


def _inventory(knowledge: Knowledge) -> Iterator[str]:
    yield "## Every item\n\n| id | item | sources | where it is met |\n|---|---|---|---|"
    places, names, sources = where_met(knowledge), titles(knowledge), item_sources(knowledge)
    for item in sorted(names, key=item_order):
        met = places.get(item, ())
        more = f"; and {len(met) - MOST_PLACES} more" if len(met) > MOST_PLACES else ""
        shown = "; ".join(_spread(met))
        yield f"| {item} | {names[item]} | {' '.join(sources[item])} | {shown}{more} |"
    yield ""


def _spread(met: tuple[str, ...]) -> tuple[str, ...]:
    """A few places of different kinds, rather than four findings."""
    first_of_kind = list({place.split()[0]: place for place in reversed(met)}.values())[::-1]
    rest = [place for place in met if place not in first_of_kind]
    return tuple([*first_of_kind, *rest][:MOST_PLACES])


def _drills(knowledge: Knowledge) -> Iterator[str]:
    yield "| fault | drills | next session |\n|---|---|---|"
    for fault in knowledge.faults:
        drills = "; ".join(_drill(knowledge.exercise(name)) for name in fault.drills)
        yield f"| {fault.title} | {drills} | {fault.recheck.text} |"
    yield ""


def _drill(exercise: Exercise) -> str:
    lifts = [lift for lift in exercise.lifts if lift != "unknown"]
    return f"{exercise.name} ({', '.join(lifts)})" if lifts else exercise.name


def _disagreements(knowledge: Knowledge) -> Iterator[str]:
    yield "## Where the articles disagree\n\n| question | what they say | how we read it |"
    yield "|---|---|---|"
    for entry in knowledge.disagreements:
        said = " ".join(f"{text.text} [{', '.join(text.sources)}]" for text in entry.said)
        yield f"| {entry.title} | {said} | {entry.reading.text} |"
    yield ""


def _ranking(knowledge: Knowledge) -> Iterator[str]:
    yield "| reason | answers | findings | form broke | clean |\n|---|---|---|---|---|"
    for reason in knowledge.reasons:
        weights = knowledge.weights.reasons[reason.id]
        answers = ", ".join(f"{key} {points:+g}" for key, points in weights.answers.items())
        findings = ", ".join(f"{key} {points:+g}" for key, points in weights.findings.items())
        broke = f"{weights.form_broke:+g}" if weights.form_broke else ""
        clean = f"{weights.clean:+g}" if weights.clean else ""
        yield f"| {reason.title} | {answers} | {findings} | {broke} | {clean} |"
    yield ""


def _warnings(knowledge: Knowledge) -> Iterator[str]:
    yield "## Warning signs\n\n| sign | items | how urgent | whom to see |\n|---|---|---|---|"
    for flag in knowledge.flags:
        items = " ".join(flag.items) or "our own"
        yield f"| {flag.title} | {items} | {flag.urgency} | {flag.see.text} |"
    yield "\n| signs that add up | why | for instance | source |\n|---|---|---|---|"
    titles = {source.code: source.title for source in knowledge.sources}
    for one in knowledge.combinations:
        source = "; ".join(titles[code] for code in one.sources)
        yield f"| {one.title}: {one.urgency} | {one.because} | {one.case} | {source} |"
    yield "\n| most urgent sign | kinds of sentence that may be shown |\n|---|---|"
    for level, kinds in knowledge.kinds.stands.items():
        yield f"| {level} | {', '.join(kinds)} |"


if __name__ == "__main__":
    TARGET.write_text(render(load_knowledge()), encoding="utf-8")
