"""A clip judged stage by stage, so that a rule taken out costs only what stands behind it."""

from __future__ import annotations

import pickle
from collections.abc import Iterator
from dataclasses import dataclass, fields

from benchmarks.ablate.taken_out import STAGES, Out, Stage, put
from formcheck.analysis import Analysis
from formcheck.body import estimate
from formcheck.body.estimate import BodyOfSet
from formcheck.body.fit import BodyFit
from formcheck.errors import FormcheckError
from formcheck.metrics.measurement import Metrics
from formcheck.motion.make import motion_of
from formcheck.motion.motion import Motion
from formcheck.observation.observation import Observation
from formcheck.pipeline.document import judge
from formcheck.pipeline.options import Options
from formcheck.pipeline.reading import SetReading, find_set, measure_set
from formcheck.reps.rep_window import by_shot
from formcheck.reps.set_of_reps import SetOfReps


@dataclass(frozen=True)
class Way:
    """What each stage made of a clip; `fits` and `bodies` of each shot's reps in turn."""

    motion: Motion
    found: SetOfReps
    fits: tuple[BodyFit | None, ...]
    bodies: tuple[BodyOfSet, ...]
    reading: SetReading
    document: Analysis


def judged(seen: Observation, kept: Way | None = None, out: Out | None = None) -> Way | None:
    """The whole way, or from the stage on whose rule is left out; None where that fails."""
    try:
        if kept is None or out is None:
            return _from(seen, None, "motion", beyond=True)
        with out.left_out():
            return _from(seen, kept, out.stage, beyond=out.beyond)
    except FormcheckError:
        return None


def _from(seen: Observation, kept: Way | None, stage: Stage, *, beyond: bool) -> Way:
    options, at = Options(), STAGES.index(stage)
    motion = motion_of(seen) if kept is None or at < 1 else kept.motion
    if kept is not None and at < 1 and not beyond and _text(motion) == _text(kept.motion):
        return kept
    found = find_set(seen, motion, options.rep_options) if kept is None or at < 2 else kept.found
    if kept is not None and at == 1 and not beyond and _reps(found) == _reps(kept.found):
        return kept
    groups = [[found.windows[place] for place in part] for part in by_shot(found.windows)]
    fits = (
        tuple(estimate.fit_set(group) for group in groups) if kept is None or at < 3 else kept.fits
    )
    if kept is None or at < 4:
        of_groups = iter(fits)
        with put(estimate, fit_set=lambda _: next(of_groups))():
            bodies = tuple(estimate.body_of(group) for group in groups)
    else:
        bodies = kept.bodies
    of_shots: Iterator[BodyOfSet] = iter(bodies)
    reading = kept.reading if kept and at > 4 else measure_set(found, lambda _: next(of_shots))
    if kept is not None and at == 4 and not beyond and _metrics(reading) == _metrics(kept.reading):
        return kept
    return Way(motion, found, fits, bodies, reading, judge(seen, options, reading=reading))


def _text(motion: Motion) -> bytes:
    return pickle.dumps([getattr(motion, field.name) for field in fields(motion)])


def _metrics(reading: SetReading) -> list[Metrics]:
    return [rep.metrics for rep in reading.reps]


def _reps(found: SetOfReps) -> tuple[object, ...]:
    bar = None if found.bar is None else (found.bar.perspective_scale, found.bar.full_plate)
    windows = tuple((w.rep, w.start, w.turn, w.end, w.shot, w.view) for w in found.windows)
    return (
        found.lift, found.odds, found.variant, str(found.motion.view), found.not_counted, bar,
        str(windows),
    )  # fmt: skip
