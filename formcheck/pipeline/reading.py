"""What is read of a set: motion, then reps, body and metrics, each from the ones before it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from formcheck.body.estimate import BodyOfSet, Lean, body_of
from formcheck.metrics import torso_lean
from formcheck.metrics.hip_chest_rise import HipLead
from formcheck.metrics.measurement import Metrics
from formcheck.metrics.table import all_metrics
from formcheck.motion.make import motion_of
from formcheck.motion.motion import CameraView, Motion
from formcheck.observation.observation import Observation
from formcheck.reasons import Reason
from formcheck.reps.both_lifts import judged_span, lift_spans
from formcheck.reps.rep_window import RepWindow, by_shot
from formcheck.reps.set_of_reps import RepOptions, SetOfReps, reps_of


@dataclass(frozen=True)
class RepReading:
    """What was read of a rep.

    Attributes:
        window: The rep.
        lean: What the fitted body says of a squat's lean; None where it says nothing.
        lead: The posterior of hips against chest, or why there is none.
        metrics: Every measurement by name.
        hidden: Whether plates hid trunk and hips in half of the reps of its shot or more.
    """

    window: RepWindow
    lean: Lean | None
    lead: HipLead | Reason
    metrics: Metrics
    hidden: bool


@dataclass(frozen=True)
class SetReading(SetOfReps):
    """The reps of a set, and what was read of each of its `windows`, in the same order."""

    reps: tuple[RepReading, ...]

    @property
    def view(self) -> CameraView:
        """From where most measured reps were filmed: of an edited clip not its longest shot."""
        views = Counter(rep.window.view for rep in self.reps if not rep.window.crosses_cut)
        return max([self.motion.view, *views], key=views.__getitem__)


def read_set(seen: Observation, options: RepOptions) -> SetReading:
    """Reps, body and metrics of an observation."""
    return measure_set(find_set(seen, motion_of(seen), options))


def find_set(seen: Observation, motion: Motion, options: RepOptions) -> SetOfReps:
    """The reps of a clip with this motion; where it shows both lifts, those of one of them."""
    spans = lift_spans(motion)
    span = judged_span(spans, options.lift)
    if span is None:
        return reps_of(motion, options)
    found = reps_of(motion_of(seen, span.span_s), options)
    return replace(found, beside=tuple(one for one in spans if one is not span))


def measure_set(
    found: SetOfReps, body: Callable[[Sequence[RepWindow]], BodyOfSet] = body_of
) -> SetReading:
    """Body and metrics of reps that were found; those of each shot are measured together.

    `body` is another way to get the body of a shot's reps, for measuring again with a kept one.
    """
    read: dict[int, RepReading] = {}
    for places in by_shot(found.windows):
        group = [found.windows[place] for place in places]
        of_group = body(group)
        leads = [rise if isinstance(rise, Reason) else HipLead(rise) for rise in of_group.rises]
        hidden = torso_lean.mostly_hidden(group, of_group.leans)
        measured = all_metrics(group, of_group, leads, found.bar)
        rows = zip(group, of_group.leans, leads, measured, strict=True)
        read |= zip(places, (RepReading(*row, hidden) for row in rows), strict=True)
    return SetReading(**vars(found), reps=tuple(read[place] for place in sorted(read)))
