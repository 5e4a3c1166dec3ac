"""A set as read from what was observed: lift, reps, posterior and metrics, before any verdict."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from math import inf

from formcheck.body.estimate import POOR_FIT, BodyOfSet, Lean, body_of
from formcheck.body.rise import Rise
from formcheck.findings.of_rep import Metrics
from formcheck.metrics import (
    bar_path,
    depth,
    heels,
    hip_chest_rise,
    hip_travel,
    knees,
    neck,
    rounding,
    shrug,
    tempo,
    to_one_side,
    torso_lean,
)
from formcheck.metrics.bar_on_back import bar_on_back
from formcheck.metrics.hip_chest_rise import HipLead, hip_leads
from formcheck.metrics.measurement import Measurement, from_the_side, not_assessed
from formcheck.metrics.table import metric_row
from formcheck.motion.bar import BarCurve
from formcheck.motion.make import motion_of
from formcheck.motion.motion import Motion
from formcheck.observation.observation import Observation
from formcheck.reasons import CUT, Reason, ReasonCode
from formcheck.reps.both_lifts import lift_spans, span_of
from formcheck.reps.rep_window import RepWindow, by_shot
from formcheck.reps.set_of_reps import RepOptions, SetOfReps, reps_of


@dataclass(frozen=True)
class SetReading(SetOfReps):
    """The reps of a set, and what was read of each of them.

    Attributes:
        leans: What the fitted body says of a squat's lean.
        leads: The posterior of hips against chest.
        metrics: Every measurement by name.
        hidden: Whether plates hid trunk and hips in half of the reps of its shot or more.
    """

    leans: tuple[Lean | None, ...]
    leads: tuple[HipLead | Reason, ...]
    metrics: tuple[Metrics, ...]
    hidden: tuple[bool, ...]


def read_set(seen: Observation, options: RepOptions) -> SetReading:
    """Motion, then reps, body and metrics: each a function of what stands before it."""
    return reading_of(set_in(seen, motion_of(seen), options))


def set_in(seen: Observation, motion: Motion, options: RepOptions) -> SetOfReps:
    """The reps of a clip with this motion; where both lifts are in it, of one of its two sets."""
    spans = lift_spans(motion)
    span = span_of(spans, options.lift)
    if span is None:
        return reps_of(motion, options)
    found = reps_of(motion_of(seen, span.shot), options)
    return replace(found, beside=tuple(one for one in spans if one is not span))


def reading_of(
    found: SetOfReps, body: Callable[[Sequence[RepWindow]], BodyOfSet] = body_of
) -> SetReading:
    """Body and metrics of reps that were found; `body` makes the first of those of one shot."""
    read: dict[int, tuple[Lean | None, HipLead | Reason, Metrics]] = {}
    hidden: dict[int, bool] = {}
    for places in by_shot(found.windows):
        group = [found.windows[place] for place in places]
        of_group = body(group)
        leads = hip_leads(of_group.rises)
        behind_plates = torso_lean.mostly_hidden(group, of_group.leans)
        hidden |= dict.fromkeys(places, behind_plates)
        metrics = all_metrics(group, of_group, leads, found.bar, hidden=behind_plates)
        read |= zip(places, zip(of_group.leans, leads, metrics, strict=True), strict=True)
    of_reps = [read[place] for place in range(len(found.windows))]
    return SetReading(
        **vars(found),
        leans=tuple(lean for lean, _, _ in of_reps),
        leads=tuple(lead for _, lead, _ in of_reps),
        metrics=tuple(metrics for _, _, metrics in of_reps),
        hidden=tuple(hidden[place] for place in range(len(found.windows))),
    )


def all_metrics(
    windows: Sequence[RepWindow],
    body: BodyOfSet,
    leads: Sequence[HipLead | Reason],
    bar: BarCurve | None,
    *,
    hidden: bool = False,
) -> Iterator[dict[str, Measurement]]:
    """Every metric, by name, of reps that one camera shows."""
    line = bar_on_back(windows)
    parts = [
        torso_lean.measure(windows, body.leans),
        hip_chest_rise.measure(leads),
        shrug.measure(windows, bar),
        depth.measure(windows, line, hidden=hidden),
        tempo.measure(windows),
        hip_travel.measure(windows, body.hip_travels),
        knees.measure(windows),
        to_one_side.measure(windows),
        heels.measure(windows),
        neck.measure(windows, line, plate=bar is not None),
        rounding.measure(windows),
        bar_path.measure(windows, bar),
    ]
    for window, rise, *of_rep in zip(windows, body.rises, *parts, strict=True):
        measured = (named for part in of_rep for named in part.items())
        yield {name: _shown(name, one, window, rise) for name, one in measured}


def _shown(name: str, one: Measurement, window: RepWindow, rise: Rise | Reason) -> Measurement:
    """A metric where it may be told, and at a moment that a player can show: that of a picture."""
    row = metric_row(name)
    of_style = row.unmeasured_styles.get(window.variant)
    lost = _joints_lost(rise) if row.read_off == "joints" else None
    if why := CUT if window.crosses_cut else of_style or lost:
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
