"""The one table of metrics: what each is called, where it holds, how it is drawn, who measures it.

Words in reports, the faults' views, what a lost body or a lift without a bar leaves out, trends,
and the lines on a picture are made from it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import KW_ONLY, dataclass, field, replace
from math import inf
from typing import Final, Literal

from formcheck.body.estimate import POOR_FIT, BodyOfSet
from formcheck.body.rise import Rise
from formcheck.lifts import BODYWEIGHT, LIFTS, KnownLift, ViewName
from formcheck.metrics import (
    bar_path,
    depth,
    front_view,
    heels,
    hip_chest_rise,
    hip_travel,
    neck,
    rounding,
    shrug,
    tempo,
    torso_lean,
)
from formcheck.metrics.bar_path import bar_on_back
from formcheck.metrics.hip_chest_rise import HipLead
from formcheck.metrics.measurement import Measurement, from_the_side, not_assessed
from formcheck.motion.bar import BarCurve
from formcheck.motion.motion import FRONT_FROM_DEG
from formcheck.reasons import CUT, Reason, ReasonCode
from formcheck.reps.rep_window import LARGEST_YAW_DEG, Moment, RepWindow

BRIEF_S: Final = 0.2
"""How long a video shows lines along the body: it moves on, so they are right for a few frames."""
BOTTOM_S: Final = 0.17
"""How long before its moment a depth is shown. It is read up to 0.083 s before or after the
turnaround (2,162 stored reps), so where two reps are shown side by side at their turnarounds, the
lines of both are up."""
LEVEL_S: Final = 0.4
"""How long level lines are shown, which stay where they are …"""
BAR_S: Final = 0.6
"""… and those at a bar that rests."""

BARLESS: Final = Reason(
    ReasonCode.STYLE_NOT_JUDGED, "it is read off a bar, and this squat has none"
)
"""A plate may be followed all the same: in the hands, on the floor, or somebody else's."""
_OF_NO_REP: Final = frozenset({ReasonCode.NOT_FROM_FLOOR})
"""No rep of such a set is judged: that joints were lost in some of them is no second reason."""
_NOT_SEEN: Final = frozenset((ReasonCode.HIDDEN, ReasonCode.BAR_LOST, ReasonCode.FOOT_NOT_FOLLOWED))
"""Said of what the clip may just not show."""


@dataclass(frozen=True)
class MetricRow:
    """One metric.

    Attributes:
        label, short, noun: How it is called before its value, in a narrow column, and in a list.
        unit: Of its value.
        legend: What its narrow column shows, where the name alone does not say it.
        moment: What of a rep it is read at; one that the clip does not show was not hidden.
        compared: What of the lifter it reads against their other reps; empty where it does not.
        digits: Of its value.
        signed: Whether a plus is shown.
        more, less: What a larger and a smaller value is called beside another one.
        lifts: Which it is about.
        views: From where it shows.
        read_off: "joints" is not assessed where the joints make no body; "bar" is not measured in
            a squat without a bar.
        not_in: Further styles in which it is never measured, and why not.
        above_lowest: Whether it is measured against the lowest reps of the set, so that a negative
            value is only noise.
        drawn: Its drawing in `report.measured`; empty where nothing is drawn.
        shown_s: How long a video shows the drawing from its moment on.
        ahead_s: How long before it.
        trend: Whether its trend over the set shows fatigue.
        column: Whether the report's table of all reps shows it.
    """

    label: str
    short: str
    noun: str
    unit: str
    _: KW_ONLY
    digits: int = 0
    signed: bool = False
    more: str = "more"
    less: str = "less"
    lifts: tuple[KnownLift, ...] = LIFTS
    views: str = "any"
    read_off: Literal["", "joints", "bar"] = ""
    not_in: Mapping[str, Reason] = field(default_factory=dict)
    above_lowest: bool = False
    legend: str = ""
    moment: Moment | None = None
    compared: str = ""
    drawn: str = ""
    shown_s: float = BRIEF_S
    ahead_s: float = 0.0
    trend: bool = False
    column: bool = True

    @property
    def unmeasured_styles(self) -> Mapping[str, Reason]:
        """Styles in which it is never measured, and why not."""
        return self.not_in if self.read_off != "bar" else {BODYWEIGHT: BARLESS, **self.not_in}

    def shows_from(self, view: ViewName) -> bool:
        """Whether a set that was filmed from there can hold it."""
        return self.views not in _SHOWN or view in _SHOWN[self.views]


SIDE: Final = f"up to {LARGEST_YAW_DEG:.0f}° off the side"
NOT_FRONT: Final = f"up to {FRONT_FROM_DEG:.0f}° off the side"
FRONT: Final = "front and rear"
_BACK: Final = (
    f"up to {rounding.STEEPEST_DEG:.0f}°, "
    f"outline alone {rounding.STEEPEST_FOR_BENDS_DEG:.0f}° off the side"
)
_SHOWN: Final[Mapping[str, frozenset[ViewName]]] = {
    SIDE: frozenset({"side", "oblique"}),
    NOT_FRONT: frozenset({"side", "oblique"}),
    _BACK: frozenset({"side", "oblique"}),
    FRONT: frozenset({"front", "rear"}),
}
"""By what is said of a view; what is not here may be read from any."""

METRICS: Final[Mapping[str, MetricRow]] = {
    "lean_peak_deg": MetricRow(
        "Peak forward lean", "Lean", "forward lean", "deg", views=SIDE, read_off="joints",
        drawn="lean", legend="Lean: how far the torso leans from upright.", trend=True,
    ),
    "lean_turn_deg": MetricRow(
        "Lean at the start of the ascent", "Start", "lean at the start of the ascent", "deg",
        views=SIDE, read_off="joints", moment="ascent_start", column=False,
    ),
    "lean_gain_deg": MetricRow(
        "Torso tips early in the ascent by", "Tip", "torso tip", "deg", digits=1, signed=True,
        views=NOT_FRONT, moment="ascent", drawn="tip", trend=True,
        legend="Tip: how far the torso tips forward early in the ascent; minus is upward.",
    ),
    "rise_ratio": MetricRow(
        "Hip rise per 1 of chest rise", "Ratio", "hips against chest", "ratio", digits=2,
        views=NOT_FRONT, moment="ascent", column=False,
    ),
    "hip_lead_torso": MetricRow(
        "Hips lead the chest by", "Hip lead", "hips ahead of the chest", "torso", signed=True,
        views=NOT_FRONT, moment="ascent", trend=True,
        legend="Hip lead: how far the hips lead the chest, percent of torso length; "
        "minus is behind it.",
    ),
    "shrug_torso": MetricRow(
        "Shoulders creep up by", "Shrug", "shrug", "torso", signed=True,
        views="any in which the near plate is tracked", read_off="bar",
        not_in=shrug.NOT_TRIED, moment="top", above_lowest=True, drawn="shrug", shown_s=BAR_S,
        legend="Shrug: how far the shoulders creep up, percent of torso length.",
        compared="shoulders", trend=True,
    ),
    "depth_thigh": MetricRow(
        "Hips above the knees at the bottom by", "Depth", "depth", "thigh", signed=True,
        more="shallower", less="deeper", lifts=("squat",), read_off="joints", drawn="depth",
        moment="ascent_start", shown_s=LEVEL_S, ahead_s=BOTTOM_S,
        legend="Depth: how far the hips stay above the knees, percent of thigh length; "
        "minus is below them.",
    ),
    "back_rounding_deg": MetricRow(
        "Upper back rounds by", "Round", "rounding of the upper back", "deg",
        lifts=("deadlift",), views=_BACK, moment="ascent_start", drawn="rounding",
        legend="Round: how far the upper back rounds.", compared="upper back",
    ),
    "upper_back_curl_deg": MetricRow(
        "Head and shoulders curl forward by", "Curl", "head and shoulders curling forward", "deg",
        lifts=("deadlift",), views=_BACK, read_off="joints", moment="ascent_start", drawn="head",
        legend="Curl: how far head and shoulders curl forward.",
    ),
    "upper_back_bend_deg": MetricRow(
        "Outline of the back bends by", "Bend", "bend of the back's outline", "deg", signed=True,
        lifts=("deadlift",), views=_BACK, moment="ascent_start", drawn="rounding",
        legend="Bend: how far the outline of the back bends.",
    ),
    "neck_change_deg": MetricRow(
        "Head out of line with your other reps by", "Head", "head position", "deg", signed=True,
        lifts=("squat",), views=SIDE, read_off="joints", moment="ascent_start", drawn="head",
        legend="Head: how far the head is from where it usually is.", compared="head",
    ),
    "knee_in_hip_width": MetricRow(
        "Knees cave in by", "Knees", "knees caving in", "hip width", signed=True, lifts=("squat",),
        views=FRONT, moment="ascent", drawn="knees",
        legend="Knees: how far each caves in, percent of hip width.", compared="knees",
    ),
    "shoulder_tip_deg": MetricRow(
        "Shoulders tilt to the picture's right by", "Tilt", "shoulders tilting to one side", "deg",
        signed=True, views=FRONT, moment="ascent",
    ),
    "side_shift_torso": MetricRow(
        "Torso shifts to the picture's right by", "Shift", "torso shifting to one side", "torso",
        signed=True, views=FRONT, moment="ascent",
    ),
    "heel_rise_torso": MetricRow(
        "Heel comes up by", "Heel", "heels coming up", "torso", signed=True, lifts=("squat",),
        views=SIDE, moment="ascent", drawn="heel", shown_s=LEVEL_S,
        legend="Heel: how far the heels come up, percent of torso length.",
    ),
    "descent_s": MetricRow(
        "Descent", "Down", "descent time", "s", digits=1, moment="descent", drawn="descent",
        shown_s=LEVEL_S,
    ),
    "ascent_s": MetricRow(
        "Ascent", "Up", "ascent time", "s", digits=1, moment="ascent", trend=True
    ),
    "hip_travel_torso": MetricRow(
        "Hip travel", "Travel", "hip travel", "torso", column=False
    ),
    "bar_travel_cm": MetricRow(
        "Bar travel", "Bar", "bar travel", "cm", read_off="bar", moment="ascent", column=False,
    ),
    "bar_speed_mean_m_s": MetricRow(
        "Mean bar speed", "Mean", "mean bar speed", "m/s", digits=2, read_off="bar",
        moment="ascent", column=False,
    ),
    "bar_speed_peak_m_s": MetricRow(
        "Peak bar speed", "Peak", "peak bar speed", "m/s", digits=2, read_off="bar",
        moment="ascent", column=False,
    ),
}  # fmt: skip
"""In the order reports show them; others follow with a name made from their own."""


def metric_row(metric: str) -> MetricRow:
    """The row of a metric; one nobody has named yet is called by its own name."""
    if metric in METRICS:
        return METRICS[metric]
    plain = metric.removesuffix("_deg").removesuffix("_s").replace("_", " ")
    return MetricRow(plain.capitalize(), plain.capitalize(), plain, "", digits=2)


def all_metrics(
    windows: Sequence[RepWindow],
    body: BodyOfSet,
    leads: Sequence[HipLead | Reason],
    bar: BarCurve | None,
) -> Iterator[dict[str, Measurement]]:
    """Every metric, by name, of reps that one camera shows."""
    line = bar_on_back(windows)
    plate = bar is not None
    parts = [
        torso_lean.measure(windows, body.leans),
        hip_chest_rise.measure(leads),
        _one(windows, "shrug_torso", lambda: shrug.measure(windows, bar)),
        _one(windows, "depth_thigh", lambda: depth.measure(windows, line, body.leans)),
        tempo.measure(windows),
        _one(windows, "hip_travel_torso", lambda: hip_travel.measure(windows, body.hip_travels)),
        _one(windows, "knee_in_hip_width", lambda: front_view.measure_knees(windows)),
        front_view.measure_sides(windows),
        _one(windows, "heel_rise_torso", lambda: heels.measure(windows)),
        _one(windows, "neck_change_deg", lambda: neck.measure(windows, line, plate=plate)),
        _of_lift(windows, rounding.NAMES, lambda: rounding.measure(windows)),
        bar_path.measure(windows, bar),
    ]
    for window, rise, *of_rep in zip(windows, body.rises, *parts, strict=True):
        measured = (named for part in of_rep for named in part.items())
        yield {name: _as_documented(name, one, window, rise) for name, one in measured}


def _one(
    windows: Sequence[RepWindow], name: str, measure: Callable[[], Sequence[Measurement]]
) -> Sequence[dict[str, Measurement]]:
    """One metric of each rep, by its name, see `_of_lift`."""
    return _of_lift(windows, [name], lambda: [{name: one} for one in measure()])


def _of_lift(
    windows: Sequence[RepWindow],
    names: Sequence[str],
    measure: Callable[[], Sequence[dict[str, Measurement]]],
) -> Sequence[dict[str, Measurement]]:
    """Metrics of each rep, by name; not assessed where they are about the other lift only."""
    about = METRICS[names[0]].lifts
    if len(about) > 1 or windows[0].lift in about:
        return measure()
    why = Reason(ReasonCode.OTHER_LIFT, f"this is judged in {about[0]}s only")
    return [{name: not_assessed(METRICS[name].unit, why) for name in names} for _ in windows]


def _as_documented(
    name: str, one: Measurement, window: RepWindow, rise: Rise | Reason
) -> Measurement:
    """A measurement as the document has it.

    It is not assessed where a cut goes through the rep, in styles that its row rules out, and where
    the joints that it is read off are lost. What was not seen since the clip does not show it is
    cut off. Its moment becomes that of the nearest picture, which a player can show.
    """
    row = metric_row(name)
    of_style = row.unmeasured_styles.get(window.variant)
    lost = _joints_lost(rise) if row.read_off == "joints" else None
    if one.reason_code in _OF_NO_REP:
        lost = None
    why = CUT if window.crosses_cut else of_style or lost
    if why is None and row.moment and one.reason_code in _NOT_SEEN:
        why = window.cut_off(row.moment)
    if why is not None:
        one = not_assessed(one.unit, why)
    if window.view.name == "side":
        one = from_the_side(one)
    if one.at_s is None:
        return one
    start_s, end_s = window.rep.start_s, window.rep.end_s
    first_s = -inf if start_s is None else start_s
    last_s = inf if end_s is None else end_s  # a shrug is held beyond the end
    return replace(one, at_s=window.motion.nearest_frame_s(one.at_s, first_s, last_s))


def _joints_lost(rise: Rise | Reason) -> Reason | None:
    """Why nothing is read off the joints of a rep; None where they make a body."""
    if isinstance(rise, Reason):
        return rise if rise.code is ReasonCode.POOR_FIT else None
    return None if rise.joints_seen else POOR_FIT
