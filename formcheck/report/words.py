"""The words and number formats that every report shares.

Labels and formatting only. Shares of a body length are shown as percent of it, because "9 % of
torso" says more to a lifter than "0.09".
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from typing import Final

from formcheck import lifts
from formcheck.analysis import Analysis, Finding, Guidance, Lift, RepAnalysis, View
from formcheck.findings.judging import digits_beyond
from formcheck.findings.verdict import UNJUDGED, RepVerdict, is_sure, only_middle_seen, verdict_of
from formcheck.guidance.wording import clock as known_clock
from formcheck.guidance.wording import in_a_row, rep_list, rep_range
from formcheck.knowledge import load_knowledge
from formcheck.metrics.measurement import Measurement, assessed
from formcheck.metrics.table import METRICS, metric_row
from formcheck.reasons import ReasonCode

NOT_SEEN: Final = "–"
SEEN: Final[dict[ReasonCode | None, str]] = {
    ReasonCode.CHEST_DID_NOT_RISE: "no chest rise",
    ReasonCode.CHEST_ROSE_LITTLE: "little chest rise",
}
"""Why there is no figure, where that is what happened and nothing that could not be seen."""
NO_LIMIT: Final = "none"
MINUS: Final = "−"
AGAINST_YOURSELF: Final = (
    "We compare your {parts} with your other reps, so what all of them share does not show."
)
_NOTHING_FOUND: Final = frozenset({"steady", "partly"})
_OR_ELSEWHERE: Final = _NOTHING_FOUND | {"unjudged"}
PLUS_MINUS: Final = "In about nine reps out of ten the true value is within the ±."
"""What a figure after ± means."""
BEYOND_LIMIT: Final = "{fault} beyond its limit: a fault; {perhaps} beyond it: perhaps a fault."
NEAR_LIMIT: Final = (
    "A value a little beyond its limit is not called a fault until it is likely enough."
)
"""Said where values stand beside limits."""
LIFTS: Final[dict[str, str]] = {
    "squat": "Squat",
    "deadlift": "Deadlift",
    "unknown": "No lift recognized",
}

DOWN_UP: Final = ("descent_s", "ascent_s")
EITHER: Final = "Squat or deadlift"
"""A set of reps of which nobody knows which lift it is."""

VARIANTS: Final[dict[str, str]] = {
    "high_bar": "high bar",
    "low_bar": "low bar",
    "front": "front squat",
    "bodyweight": "no bar",
    "conventional": "conventional",
    "sumo": "sumo",
    "romanian": "Romanian",
}
STYLES: Final[dict[str, dict[str, lifts.Style]]] = {
    lift: {VARIANTS[style].removesuffix(" squat"): style for style in styles}
    for lift, styles in lifts.VARIANTS.items()
}
"""By lift: each style, by what it is called beside the lift's own name."""

REASONS: Final[dict[str, str]] = {
    "told": "removed by you",
    "not_a_lift": "not a lift",
    "setup": "set up or stood up",
}
"""Why a movement was not counted, where the code alone would not be understood."""

VIEWS: Final[dict[str, str]] = {
    "side": "from the side",
    "oblique": "at an angle",
    "front": "from the front",
    "rear": "from behind",
}

_SHARE_OF: Final = {"torso": "torso", "thigh": "thigh", "hip width": "hip width", "share": ""}


def lift_words(analysis: Analysis) -> str:
    """A lift with its style, where that is known: `Squat, high bar`, `Front squat`."""
    lift = analysis.lift
    if lift.name == "unknown" and analysis.reps:  # what may be neither is shown without reps
        return EITHER
    variant = VARIANTS.get(lift.variant)
    if variant and variant.endswith(f" {lift.name}"):
        return variant.capitalize()
    return f"{LIFTS[lift.name]}, {variant}" if variant else LIFTS[lift.name]


def heading(analysis: Analysis) -> str:
    """A lift, and where it was filmed from if that is known: `Squat, filmed from the side`."""
    return ", ".join(filter(None, (lift_words(analysis), filmed(analysis.view))))


def filmed(view: View) -> str:
    """Where the camera stood, empty if unknown; of an angle its side, too, as reasons name it."""
    if view.name == "unknown":
        return ""
    angled = view.name == "oblique" and view.yaw_deg
    side = f" {VIEWS['front' if angled > 0 else 'rear']}" if angled else ""
    return f"filmed {VIEWS[view.name]}{side}"


def ordered_metrics(names: set[str], lift: Lift | None = None) -> list[str]:
    """Metric names in the order reports show them; who lifts off the floor goes up first."""
    known = [name for name in METRICS if name in names]
    if lift is not None and not lift.starts_at_top and names.issuperset(DOWN_UP):
        place = known.index(DOWN_UP[0])
        known[place : place + 2] = reversed(DOWN_UP)
    return known + sorted(names - set(known))


def fault_name(fault: str) -> str:
    """The title of a fault, lower case: the one name it has everywhere."""
    entry = load_knowledge().fault(fault)
    title = entry.title if entry else fault.replace("_", " ")
    return title[:1].lower() + title[1:]


def finding_name(finding: Finding) -> str:
    """The name of what was found, lower case, with a "perhaps" where it is no more than that."""
    name = fault_name(finding.fault)
    return name if is_sure(finding) else f"perhaps {name}"


def finding_names(findings: Iterable[Finding]) -> str:
    """The names of several findings, sure ones first, and one "perhaps" for all that are not."""
    found = list(findings)
    sure = dict.fromkeys(fault_name(one.fault) for one in found if is_sure(one))
    unsure = dict.fromkeys(fault_name(one.fault) for one in found if not is_sure(one))
    perhaps = in_a_row([name for name in unsure if name not in sure])
    return ", ".join([*sure, *([f"perhaps {perhaps}"] if perhaps else [])])


def size(finding: Finding) -> str:
    """How large what was found is, in a word: `large`."""
    return load_knowledge().states.severity[finding.severity]


def sureness(finding: Finding) -> str:
    """How sure a finding is, in words: `we are fairly sure`."""
    return load_knowledge().states.confidence[finding.confidence]


def share_sure(finding: Finding) -> str:
    """How probable a finding is: `84 %`.

    Cut, not rounded, and never 100 %: possible never reads like likely, nor almost sure like sure.
    """
    return f"{min(99, math.floor(100 * finding.probability + 1e-9))} %"


def state(code: str) -> str:
    """What a rep or a set is: the one name its state has everywhere."""
    return load_knowledge().states.of[code]


def part_seen(rep: RepAnalysis) -> str:
    """How much of a rep was seen, where that is not all of it."""
    if not rep.complete:
        return state("incomplete")
    return load_knowledge().states.middle if only_middle_seen(rep) else ""


def beside_findings(rep: RepAnalysis, said: RepVerdict) -> tuple[str, ...]:
    """What else is said of a rep: `back not judged`, `cut short`; nothing of a steady one."""
    judged = state(said.state) if said.state in ("partly", "unjudged") else ""
    return tuple(filter(None, (judged, part_seen(rep))))


def against_yourself(
    analysis: Analysis, states: Iterable[str], shown: Sequence[RepAnalysis] = ()
) -> str:
    """What reps without a finding cannot show; empty where none of these states is one of them.

    It holds as much for what was seen in part, where shoulders may be all that was seen, and where
    no back was judged but knees or head were. What was seen is told of some shown reps, or of all.
    """
    nothing_found = _NOTHING_FOUND if not verdict_of(analysis).elsewhere else _OR_ELSEWHERE
    reps = (shown or analysis.reps) if len(analysis.reps) > 1 else ()
    seen = [
        row.compared
        for metric, row in METRICS.items()
        if row.compared and any(assessed(rep.metrics, metric) for rep in reps)
    ]
    if not seen or not nothing_found & set(states):
        return ""
    return AGAINST_YOURSELF.format(parts=in_a_row(seen))


def where_words(sure: Sequence[int], perhaps: Sequence[int]) -> str:
    """In which reps: `rep 4`, `perhaps reps 1 and 2`, `reps 3–8, perhaps 1 and 2`."""
    if not sure:
        return f"perhaps {rep_list(perhaps)}" if perhaps else ""
    return rep_list(sure) + (f", perhaps {rep_range(perhaps)}" if perhaps else "")


def flagged_words(flagged: int, possible: int | None, reps: int, unjudged: int | None) -> str:
    """How many reps of a set are flagged: `0 of 5 reps flagged, 2 perhaps, 1 with back not judged`.

    None is a count that nobody took.
    """
    not_judged = f", {so_many(unjudged, 'unjudged')}" if unjudged else ""
    return f"{flagged} of {counted(reps, 'rep')} flagged{and_perhaps(possible)}{not_judged}"


def so_many(count: int, code: str) -> str:
    """How many reps or sets are of a state: `2 flagged`, `2 with back not judged`."""
    return f"{count} {of_state(code)}"


def of_state(code: str) -> str:
    """A state behind a count: one that is no adjective needs a word between."""
    return f"with {state(code)}" if code in {*UNJUDGED, "doubted"} else state(code)


def and_perhaps(possible: int | None) -> str:
    """What follows a count of flagged reps: `, 2 perhaps`; empty for none, or where not known."""
    return f", {so_many(possible, 'possible')}" if possible else ""


def muscles(guidance: Guidance) -> str:
    """Which muscles a fault is about: some work too hard in it, others should help and do not."""
    return f"Muscles that matter here: {', '.join(guidance.muscles)}."


def reason_name(reason: str) -> str:
    """Why a movement was not counted, in a word or two."""
    return REASONS.get(reason, reason.replace("_", " "))


def amount(value: float, unit: str, *, digits: int = 0, signed: bool = False) -> str:
    """A number with its unit for people: `46°`, `+9 % of torso`, `1.2 s`."""
    share = _SHARE_OF.get(unit)
    if share is not None:
        of = f" of {share}" if share else ""
        return f"{number(100 * value, digits, signed=signed)} %{of}"
    plain = number(value, digits, signed=signed)
    if unit == "deg":
        return f"{plain}°"
    return plain if unit == "ratio" else f"{plain} {unit}"


def shown(value: float, unit: str, digits: int) -> float:
    """The value that a reader sees: a difference is one of such, so that figures add up."""
    scale = 100.0 if unit in _SHARE_OF else 1.0
    return round(scale * value, digits) / scale


def amount_found(finding: Finding, *, signed: bool = False) -> str:
    """How much was found, so exactly that it does not read like the limit that it is beyond."""
    digits = _digits(finding.metric, finding.measured, finding.unit, finding.limit)
    return amount(finding.measured, finding.unit, digits=digits, signed=signed)


def _digits(metric: str, value: float, unit: str, limit: float) -> int:
    """Decimals of a value, so many that it does not read like its limit."""
    factor = 100.0 if unit in _SHARE_OF else 1.0
    return digits_beyond(factor * value, factor * limit, metric_row(metric).digits)


def limit_amount(value: float, unit: str, *, short: bool = False) -> str:
    """A limit for people, decimals only where it needs them: `5°`, `5 % of torso`, `0.45 s`."""
    shown = 100 * value if unit in _SHARE_OF else value
    digits = next((d for d in (0, 1) if abs(shown - round(shown, d)) < 1e-9), 2)
    return amount(value, short_unit(unit) if short else unit, digits=digits)


def field_unit(unit: str) -> tuple[float, str]:
    """By what a limit is multiplied where it is typed, and its unit in full: `% of torso length`.

    As `limit_amount` shows it, so that a field and the rest of the page hold the same figure.
    """
    if unit in _SHARE_OF:
        length = " length" if unit in ("torso", "thigh") else ""
        return 100.0, f"% of {unit}{length}" if _SHARE_OF[unit] else "%"
    return 1.0, {"deg": "degrees", "s": "seconds"}.get(unit, unit)


def number(value: float, digits: int = 0, *, signed: bool = False) -> str:
    """A rounded number with a real minus sign; `signed` shows a plus as well."""
    rounded = round(value, digits) + 0.0  # + 0.0 turns -0.0 into 0.0
    text = f"{rounded:+.{digits}f}" if signed and rounded else f"{rounded:.{digits}f}"
    return text.replace("-", MINUS)


def measured(metric: str, measurement: Measurement, limit: float | None = None) -> str:
    """A measurement for narrow columns, or a dash where it was not assessed, or what happened."""
    if measurement.value is None:
        return SEEN.get(measurement.reason_code, NOT_SEEN)
    words, unit = metric_row(metric), measurement.unit
    value = max(least(metric), measurement.value)
    digits = words.digits if limit is None else _digits(metric, value, unit, limit)
    return amount(value, short_unit(unit), digits=digits, signed=words.signed)


def least(metric: str) -> float:
    """The least value to show: what is read below the lowest reps of a set is only noise."""
    return 0.0 if metric_row(metric).above_lowest else -math.inf


def short_unit(unit: str) -> str:
    """A unit that does not say what a share is a share of; others stay what they are."""
    return "share" if unit in _SHARE_OF else unit


def share_of(unit: str) -> str:
    """What a short percent value is a share of: `of torso`; empty for other units."""
    share = _SHARE_OF.get(unit)
    return f"of {share}" if share else ""


def plus_minus(metric: str, measurement: Measurement) -> str:
    """The uncertainty for people: `± 3°`; empty where there is none."""
    if measurement.value is None or measurement.uncertainty is None:
        return ""
    unit = measurement.unit
    digits = _digits(metric, measurement.uncertainty, unit, 0.0)  # ± 0 would be certain
    return "± " + amount(measurement.uncertainty, short_unit(unit), digits=digits)


def clock(seconds: float | None) -> str:
    """A time in the clip; a dash where it is not known."""
    return NOT_SEEN if seconds is None else known_clock(seconds)


def span(start_s: float | None, end_s: float | None) -> str:
    """A stretch of the clip: `9.4–11.9 s`; `from 9.4 s` where its end was not seen."""
    if start_s is None:
        return NOT_SEEN if end_s is None else f"until {clock(end_s)}"
    if end_s is None:
        return f"from {clock(start_s)}"
    return f"{clock(start_s).removesuffix(' s')}–{clock(end_s)}"


def sentence(text: str) -> str:
    """A text with a stop at its end."""
    text = text.strip()
    return text if not text or text[-1] in ".!?" else text + "."


def first_of(names: Sequence[str], most: int) -> str:
    """The first names of a list that may be long: `a.mp4, b.mp4, c.mp4 and 7 more`."""
    more = [f"{len(names) - most} more"] if len(names) > most else []
    return in_a_row([*names[:most], *more])


def counted(count: int, thing: str) -> str:
    """So many of something: `1 rep`, `3 reps`."""
    return f"{count} {things(count, thing)}"


def things(count: int, thing: str) -> str:
    """The word alone: `rep`, `reps`."""
    return thing if count == 1 else f"{thing}s"


def disclaimer() -> str:
    """The sentence, as the knowledge files have it."""
    return load_knowledge().disclaimer.text
