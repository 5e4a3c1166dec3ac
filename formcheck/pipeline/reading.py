"""A set as read from what was observed: lift, reps, posterior and metrics, before any verdict."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from formcheck.body.estimate import BodyOfSet, body_of
from formcheck.findings.of_rep import JudgedRep, Metrics
from formcheck.metrics import all_metrics
from formcheck.metrics.hip_chest_rise import HipLead, hip_leads
from formcheck.motion.make import motion_of
from formcheck.observation.observation import Observation
from formcheck.reasons import Reason
from formcheck.reps.rep_window import RepWindow, by_shot
from formcheck.reps.set_of_reps import SetOfReps, Told, reps_of


@dataclass(frozen=True)
class SetReading(SetOfReps):
    """The reps of a set, and what was read of each of them."""

    leads: tuple[HipLead | Reason, ...]
    metrics: tuple[Metrics, ...]

    def complete(self, rep: JudgedRep) -> bool:
        """Whether the clip shows the whole rep."""
        return self.windows[rep.number - 1].rep.complete


def read_set(seen: Observation, told: Told) -> SetReading:
    """Motion, then reps, body and metrics: each a function of what stands before it."""
    return reading_of(reps_of(motion_of(seen), told))


def reading_of(
    found: SetOfReps, body: Callable[[Sequence[RepWindow]], BodyOfSet] = body_of
) -> SetReading:
    """Body and metrics of reps that were found; `body` makes the first of those of one shot."""
    read: dict[int, tuple[HipLead | Reason, Metrics]] = {}
    for places in by_shot(found.windows):
        group = [found.windows[place] for place in places]
        of_group = body(group)
        leads = hip_leads(of_group.rises)
        metrics = all_metrics(group, of_group, leads, found.bar)
        read |= zip(places, zip(leads, metrics, strict=True), strict=True)
    of_reps = [read[place] for place in range(len(found.windows))]
    return SetReading(
        **vars(found),
        leads=tuple(lead for lead, _ in of_reps),
        metrics=tuple(metrics for _, metrics in of_reps),
    )
