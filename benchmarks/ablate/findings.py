"""Rules of `formcheck/findings`, and what the document caps."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from benchmarks.ablate.taken_out import Change, Out, edit, put
from formcheck.analysis import Fault
from formcheck.findings import caps, fault_table, judging
from formcheck.findings.fault_row import FLAGGED_FROM, OF_GAIN, POSSIBLE_FROM, FaultDefinition, Rule
from formcheck.guidance import rep_notices
from formcheck.observation import people_apart
from formcheck.pipeline import document


def _rule(label: str, *changes: Change, fault: Fault | None = None) -> Out:
    return Out("findings", label, changes, fault)


def _rows(change: Callable[[FaultDefinition], FaultDefinition]) -> Change:
    """The table with every row changed."""
    return put(fault_table, FAULTS=tuple(map(change, fault_table.FAULTS)))


def _row(fault: Fault, **values: Any) -> Change:
    """The table with other values in the row of a fault."""
    return _rows(lambda row: replace(row, **values) if row.fault == fault else row)


def _only(fault: Fault, metric: str) -> Change:
    """The table without one of the rules of a fault."""

    def fewer(rules: tuple[Rule, ...]) -> tuple[Rule, ...]:
        return tuple(rule for rule in rules if rule.metric != metric)

    row = fault_table.row_of(fault)
    by_style = {style: fewer(rules) for style, rules in row.by_style.items()}
    return _row(fault, rules=fewer(row.rules), by_style=by_style)


def _uncapped(*names: str) -> Change:
    """The table of caps without some of its rows."""
    return put(caps, CAPS=tuple(cap for cap in caps.CAPS if cap.name not in names))


(_DESCENT,) = fault_table.row_of("uncontrolled_descent").also
RULES = (
    _rule(
        "told from 0.65 on, not from a half",
        _rows(lambda row: replace(row, flagged_from=POSSIBLE_FROM)),
    ),
    _rule(
        "a chance is the posterior's, not its interval's",
        edit(judging.probability_beyond, "isinstance(measured, Weighed)", "False"),
    ),
    _rule("a back that rounds explains a tip", _uncapped("back"), fault="hips_shoot"),
    _rule("no flat rep: possible at most", _uncapped("flat"), fault="upper_back_rounding"),
    _rule(
        "what another style allows is possible at most",
        _uncapped("style"),
        fault="excessive_lean",
    ),
    _rule(
        "a lean behind plates is told where it is likely",
        _row("excessive_lean", flagged_from=FLAGGED_FROM, hidden_from=None),
        fault="excessive_lean",
    ),
    _rule(
        "a lean that is seen is told from a half",
        _row("excessive_lean", flagged_from=FLAGGED_FROM),
        fault="excessive_lean",
    ),
    _rule(
        "a back that rounds is told from a half",
        _row("upper_back_rounding", flagged_from=FLAGGED_FROM),
        fault="upper_back_rounding",
    ),
    _rule("… and possible at most", _uncapped("lean"), fault="excessive_lean"),
    _rule("a depth behind plates is likely at most", _uncapped("depth"), fault="shallow_depth"),
    _rule("a depth from front or rear is likely at most", _uncapped("view"), fault="shallow_depth"),
    _rule("heels and head: possible at most", _uncapped("truth")),
    _rule("an unsure lift: possible at most", _uncapped("lift")),
    _rule(
        "… and of who is short of depth in every rep",
        edit(document._lift_is_sure, "len(short) > 1 and all(short)", "False"),
    ),
    _rule(
        "… but of who stays upright",
        put(document, HINGES_DEG_PER_TORSO=0.0),
        fault="shallow_depth",
    ),
    _rule("a rep at the edge: possible at most", _uncapped("edge")),
    _rule("a body outside the picture: possible at most", _uncapped("frame")),
    _rule("a gain that is not firm: possible at most", _uncapped(*OF_GAIN)),
    _rule(
        "a good morning is a joint event",
        _row("good_morning", also=()),
        fault="good_morning",
    ),
    _rule(
        "heels: surely off the floor",
        _rows(lambda row: replace(row, rules=tuple(replace(one, surely="") for one in row.rules))),
        fault="heel_lift",
    ),
    _rule("a fall", _row("uncontrolled_descent", also=()), fault="uncontrolled_descent"),
    _rule(
        "… half of the way, half of the time",
        _row("uncontrolled_descent", also=(replace(_DESCENT, scaled_by=None),)),
        fault="uncontrolled_descent",
    ),
    _rule(
        "rounding by the head",
        _only("upper_back_rounding", "upper_back_curl_deg"),
        fault="upper_back_rounding",
    ),
    _rule(
        "rounding by the outline's own bend",
        _only("upper_back_rounding", "upper_back_bend_deg"),
        fault="upper_back_rounding",
    ),
    _rule(
        "rounding by the set",
        _only("upper_back_rounding", "back_rounding_deg"),
        fault="upper_back_rounding",
    ),
    _rule(
        "drift in both of the last two",
        edit(judging._grown, "min(last", "max(last"),
    ),
    _rule("drift: of their own errors reps have half", put(judging, OWN_SHARE=1.0), fault="drift"),
    _rule(
        "a late shrug: the first half was seen",
        edit(judging._late, " or sum(known) <= half / 2", ""),
    ),
    _rule("who else: half as tall as the lifter", put(people_apart, LEAST_HEIGHT=0.0)),
    _rule("… as they stand, not as in half of their poses", put(people_apart, LIFTER_PERCENT=50.0)),
    _rule("… or moves beside who stands still", put(people_apart, STANDS_STILL_TORSO=0.0)),
    _rule("… elsewhere than the lifter", put(people_apart, MOST_INSIDE=1.0)),
    _rule("… further than who walked", put(people_apart, WALKING_HEIGHTS_PER_S=0.0)),
    _rule("… between poses, not beside one", put(people_apart, AT_ONCE_S=0.0)),
    _rule(
        "filmed by hand: a phone that moves in reps",
        edit(
            rep_notices.by_hand,
            "np.any([within(time_s, *span_s) for span_s in spans_s], axis=0)",
            "np.ones(len(time_s), np.bool_)",
        ),
    ),
)
