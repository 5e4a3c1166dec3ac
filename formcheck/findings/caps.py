"""What keeps a finding less sure than its probability says: one table, applied from top to bottom.

A cap limits the confidence of a finding ("at most possible") and names itself in `capped_by`;
`report/shown.py` has a sentence for each. Which caps a fault has is in its row
(`fault_table.py`), but for those that hold for all faults. docs/faults.md lists them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import KW_ONLY, dataclass, field, replace
from types import MappingProxyType
from typing import Final

from formcheck.analysis import Confidence, Finding
from formcheck.findings.fault_row import CLEAR_FROM, LIKELY_FROM, CapName
from formcheck.findings.fault_table import row_of
from formcheck.lifts import ViewName
from formcheck.metrics.measurement import Metrics, Weighed, value_of
from formcheck.thresholds import Thresholds

SURENESS: Final[Mapping[Confidence, int]] = {"possible": 0, "likely": 1, "clear": 2}
MOST: Final[Mapping[Confidence, float]] = {
    "possible": round(LIKELY_FROM - 0.01, 2),
    "likely": round(CLEAR_FROM - 0.01, 2),
}
"""The largest probability that each confidence stands for: a capped finding has no higher one."""
SURE_ROUNDING_DEG, TIPS_SHARE = 10.0, 0.5
"""A back that rounds by more than the first is taken to round, though it may be short of the limit:
it is five times what flat backs read (`thresholds.py`). The line from hip to shoulder tips by about
this share of the rounding."""


@dataclass(frozen=True)
class RepContext:
    """What a rep is judged by beside its posterior: how well it was seen, and what else is known.

    Attributes:
        metrics: Its measurements by name.
        found: Its findings before any cap, filled in when the rep is judged; so is `doubt`.
        limits: The limits it is judged by.
        view: From where the camera of its shot looks.
        doubt: What keeps hips against chest from being more than possible; None where nothing does.
        style_given: Whether the user said which style it is.
        lift_sure: Whether it is this lift: the video shows it surely, or the user named it.
        whole: Whether the clip shows the whole rep, without a cut.
        framed: Whether the body was in the picture.
        hidden: Whether plates hid trunk and hips in half of the reps of its shot or more.
        lift_off_s: When the weight left the floor; None where it did not, or was not seen to.
    """

    metrics: Metrics = field(default_factory=lambda: MappingProxyType({}))
    found: Sequence[Finding] = ()
    limits: Thresholds = field(default_factory=Thresholds)
    view: ViewName = "side"
    doubt: str | None = None
    style_given: bool = True
    lift_sure: bool = True
    whole: bool = True
    framed: bool = True
    hidden: bool = False
    lift_off_s: float | None = None

    def zero_seen(self, metric: str) -> bool:
        """Whether the set shows what the lifter's own zero of a metric looks like."""
        measured = self.metrics.get(metric)
        return not isinstance(measured, Weighed) or measured.zero_seen


@dataclass(frozen=True)
class Cap:
    """One row of the table.

    Attributes:
        name: In `Finding.capped_by`.
        most: The largest confidence that it leaves.
        why: When it applies, for docs/faults.md.
        holds: Whether it applies to a finding, given the context of its rep.
        always: Whether it applies to every fault, and not only to those whose row names it. Such a
            cap names itself even where the finding was no surer before.
        asks: What the finding depends on and the lifter can tell, for `Finding.depends_on`.
    """

    name: CapName
    _: KW_ONLY
    most: Confidence
    why: str
    holds: Callable[[Finding, RepContext], bool]
    always: bool = False
    asks: tuple[str, ...] = ()

    def applied_to(self, finding: Finding, context: RepContext) -> Finding:
        """The finding, no surer than this cap leaves it."""
        named = self.always or self.name in row_of(finding.fault).caps
        if not named or not self.holds(finding, context):
            return finding
        finding = replace(finding, depends_on=self.asks) if self.asks else finding
        surer = SURENESS[finding.confidence] > SURENESS[self.most]
        if surer:
            probability = min(finding.probability, MOST[self.most])
            finding = replace(finding, confidence=self.most, probability=probability)
        if surer or self.always:
            finding = replace(finding, capped_by=(*finding.capped_by, self.name))
        return finding


def _back_explains(finding: Finding, context: RepContext) -> bool:
    """Whether a gain may be that of a rounding back, which tips the line from hip to shoulder."""
    if any(row_of(other.fault).tips_torso for other in context.found):
        return True
    gain = value_of(context.metrics, finding.metric)
    rounding = value_of(context.metrics, "back_rounding_deg")
    if gain is None or rounding is None or rounding <= SURE_ROUNDING_DEG:
        return False
    return gain - TIPS_SHARE * rounding < finding.limit


def _of_doubt(name: CapName, where: str) -> Cap:
    """The cap of hips against chest where their posterior itself is in this doubt."""
    why = f"hips against chest where {where}"
    return Cap(name, most="possible", why=why, holds=lambda _, context: context.doubt == name)


CAPS: Final[tuple[Cap, ...]] = (
    _of_doubt("tip", "the body hardly fits, or the hips hardly rise"),
    _of_doubt("few_reps", "fewer than three reps show it"),
    _of_doubt("wide_interval", "the interval is wide"),
    Cap(
        "view",
        most="likely",
        # hips are drawn too high there: errors are 1.3 times what the half-width says. It held for
        # all views and faults once, where 53 of 54 findings of *check* that it kept down are right
        why="a depth seen from the front or the rear",
        holds=lambda _, context: context.view in ("front", "rear"),
    ),
    Cap(
        "back",
        most="possible",
        why="hips against chest where a rounding back explains it",
        holds=_back_explains,
    ),
    Cap(
        "flat",
        most="possible",
        # a lifter whose flat back is shaped like the round back of others reads the same there: a
        # set labeled flat reads 27 to 34° in all its reps
        why="a rounding in a set without a flat rep",
        holds=lambda finding, context: not context.zero_seen(finding.metric),
    ),
    Cap(
        "style",
        most="possible",
        why="a lean that another style allows, until the style is told",
        holds=lambda finding, context: (
            not context.style_given
            and finding.measured < row_of(finding.fault).loosest(finding.metric, context.limits)
        ),
        asks=("variant",),
    ),
    # behind plates all reps of a set may share an error, or one rep be misread, and no half-width
    # says so
    Cap(
        "lean",
        most="possible",
        why="a lean, or a drift of leans, that plates hide",
        holds=lambda _, context: context.hidden,
    ),
    Cap(
        "depth",
        most="likely",
        why="a depth in a shot in which plates hid torso and hips in half of the reps or more",
        holds=lambda _, context: context.hidden,
    ),
    # how often these are right when sure is not known: in 120 real sets three had a sure finding of
    # head or heel that nobody saw in the clip
    Cap(
        "truth",
        most="possible",
        why="heels and head: hardly any clip has measured truth of them",
        holds=lambda finding, context: True,
    ),
    Cap(
        "lift",
        most="possible",
        why="everything where the lift is told with less than 0.9",
        holds=lambda _, context: not context.lift_sure,
        always=True,
    ),
    Cap(
        "edge",
        most="possible",
        why="everything in a rep that the clip or a cut ends",
        holds=lambda _, context: not context.whole,
        always=True,
    ),
    Cap(
        "frame",
        most="possible",
        why="everything in a rep with part of the body outside the picture",
        holds=lambda _, context: not context.framed,
        always=True,
    ),
)


def capped(found: Sequence[Finding], context: RepContext) -> tuple[Finding, ...]:
    """The findings with every cap applied, and messages that say how sure they are."""
    held = list(found)
    for cap in CAPS:
        held = [cap.applied_to(finding, context) for finding in held]
    return tuple(map(hedged, held))


def hedged(finding: Finding) -> Finding:
    """The finding; where it is only possible, its message says "it looks as if".

    A message may be shown alone, as a caption or in a card that is sent on, so it has to say by
    itself how sure it is.
    """
    if finding.confidence != "possible":
        return finding
    said = finding.message
    return replace(finding, message=f"It looks as if {said[0].lower()}{said[1:]}")
