"""A set as read from what was observed: lift, reps, posterior and metrics, before any verdict."""

from __future__ import annotations

from dataclasses import dataclass

from formcheck.body.estimate import body_of
from formcheck.body.rise import Rise
from formcheck.findings.of_rep import JudgedRep, Metrics
from formcheck.metrics import all_metrics
from formcheck.motion.make import motion_of
from formcheck.observation.observation import Observation
from formcheck.reasons import Reason
from formcheck.reps.rep_window import by_shot
from formcheck.reps.set_of_reps import SetOfReps, Told, reps_of


@dataclass(frozen=True)
class SetReading(SetOfReps):
    """The reps of a set, and what was read of each of them."""

    rises: tuple[Rise | Reason, ...]
    metrics: tuple[Metrics, ...]

    def complete(self, rep: JudgedRep) -> bool:
        """Whether the clip shows the whole rep."""
        return self.windows[rep.number - 1].rep.complete


def read_set(seen: Observation, told: Told) -> SetReading:
    """Motion, then reps, body and metrics: each a function of what stands before it."""
    found = reps_of(motion_of(seen), told)
    read: dict[int, tuple[Rise | Reason, Metrics]] = {}
    for places in by_shot(found.windows):
        group = [found.windows[place] for place in places]
        body = body_of(group)
        metrics = all_metrics(group, body, found.bar)
        read |= zip(places, zip(body.rises, metrics, strict=True), strict=True)
    of_reps = [read[place] for place in range(len(found.windows))]
    return SetReading(
        **vars(found),
        rises=tuple(rise for rise, _ in of_reps),
        metrics=tuple(metrics for _, metrics in of_reps),
    )
