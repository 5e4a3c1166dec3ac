"""Many clips on one page for a coach: worst first, a picture of each worst moment, a filter.

The page is one file without anything from outside. A `TriageCard` keeps what the page needs of an
analysis, a few kB with its picture, so that a batch need not hold the analyses themselves.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Final

from formcheck.analysis import Analysis
from formcheck.findings.verdict import Weight
from formcheck.findings.verdict import weight as weigh
from formcheck.report import digest, words
from formcheck.report.page import TEMPLATES, rendered
from formcheck.report.shown import ShownClip, clip_shown, doubts_in_rows

_STATES: Final[dict[ShownClip, str]] = {
    code: words.state(code)
    for code in (
        "flagged", "possible", "unjudged", "no_reps", "no_person", "doubted", "partly", "steady",
    )
}  # fmt: skip
"""In the order of the page: what needs a coach's eye first."""


@dataclass(frozen=True)
class TriageCard:
    """One clip on the page.

    Attributes:
        name: Base name of the clip.
        state: What the clip is, see `report.shown`.
        faults: Codes of the faults in it, worst first.
        weight: Larger is worse, only for sorting among clips of one state.
        what: Lift, style and number of reps.
        headline: The worst thing, or that there is none, in a few words.
        cue: What to do in the next set, or empty.
        thumbnail: JPEG of the worst moment, or None.
        moment: When that is, and in which rep; empty where nothing was found.
        clip_sha256: Of the clip's bytes: two cards of one clip say so.
        document: Name of its analysis document beside the page; empty where none lies there.
    """

    name: str
    state: ShownClip
    faults: tuple[str, ...]
    weight: Weight
    what: str
    headline: str
    detail: str
    cue: str
    thumbnail: bytes | None
    picture_alt: str
    moment: str = ""
    clip_sha256: str = ""
    document: str = ""

    @property
    def no_picture(self) -> str:
        """Why there is no picture: without a rep there is no worst moment."""
        return words.state(self.state) if self.state in ("no_reps", "no_person") else "no picture"

    @property
    def keys(self) -> tuple[str, ...]:
        """What the filter finds this card by."""
        return (self.state, *self.faults)


def triage_card(analysis: Analysis, *, thumbnail: bytes | None = None) -> TriageCard:
    """What the page shows of one analysis, with a JPEG of its worst moment."""
    faults = digest.faults_found(analysis)
    state = clip_shown(analysis)
    moment = digest.worst_moment(analysis)
    headline = _STATES[state].capitalize()
    said = digest.row_text(analysis)
    detail = "" if said.rstrip(".").lower() == headline.lower() else said
    weight: Weight = (0, 0, 0, 0.0)
    if faults:
        worst = faults[0]
        headline = f"{worst.title}: {worst.where}" if worst.where else worst.title
        headline += f" · {words.size(worst.worst)}"
        weight = weigh(worst.worst)
        detail = " ".join([worst.worst.message, *doubts_in_rows(analysis)])
    return TriageCard(
        name=analysis.clip.name,
        state=state,
        faults=tuple(fault.fault for fault in faults),
        weight=weight,
        what=f"{words.lift_words(analysis)} · {words.counted(len(analysis.reps), 'rep')}",
        headline=headline,
        detail=detail,
        cue=digest.next_set_on_card(analysis),
        thumbnail=thumbnail,
        picture_alt=f"Rep {moment[0].number}: {moment[1].message}" if moment else "The lifter",
        moment=f"rep {moment[0].number}, {words.clock(moment[1].at_s)}" if moment else "",
        clip_sha256=analysis.clip.sha256,
    )


def render_triage(
    cards: Iterable[TriageCard],
    *,
    failed: Sequence[tuple[str, str]] = (),
    title: str = "Sets to look at",
) -> str:
    """The page as one HTML text; `failed` are names and reasons of clips without an analysis."""
    ordered = sorted(cards, key=order)
    firsts: dict[str, TriageCard] = {}
    same_as = [firsts.setdefault(card.clip_sha256 or card.name, card) for card in ordered]
    sets = list(firsts.values())
    script = (TEMPLATES / "triage.js").read_text(encoding="utf-8")
    return rendered(
        "triage.html.j2",
        script=script,
        title=title,
        cards=tuple(zip(ordered, same_as, strict=True)),
        counts=_counts(sets, len(ordered), len(failed)),
        filters=_filters(sets),
        failed=tuple(failed),
    )


def order(card: TriageCard) -> tuple[Any, ...]:
    """Sorts cards as the page does: what needs a coach's eye first, then by name."""
    return list(_STATES).index(card.state), *(-part for part in card.weight), card.name


def _counts(sets: Sequence[TriageCard], cards: int, failed: int) -> tuple[tuple[str, int], ...]:
    """How many clips there are, and sets of each state: one that came twice counts once."""
    states = Counter(card.state for card in sets)
    things = [("clip", cards + failed), ("duplicate", cards - len(sets))]
    counts = [(words.things(n, thing), n) for thing, n in things if n or thing == "clip"]
    counts += [(words.of_state(state), states[state]) for state in _STATES if states[state]]
    return (*counts, (words.state("not_analyzed"), failed)) if failed else tuple(counts)


def _filters(sets: Sequence[TriageCard]) -> tuple[tuple[str, str, int], ...]:
    """(key, name, count): faults with the most frequent first, then the other states.

    One that came twice counts once, as in `_counts`; a button shows both.
    """
    faults = Counter(fault for card in sets for fault in card.faults)
    states = Counter[str](card.state for card in sets if card.state != "flagged")
    by_fault = [(code, words.fault_name(code), count) for code, count in faults.most_common()]
    by_state = [(key, name, states[key]) for key, name in _STATES.items() if states[key]]
    return (*by_fault, *by_state)
