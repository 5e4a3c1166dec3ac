"""Sentences about the clip that its reps give away: a set to one side, another speed, a hand."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from formcheck.analysis import Notice, RepAnalysis
from formcheck.arithmetic import Array
from formcheck.arithmetic.robust import within
from formcheck.guidance.wording import in_a_row
from formcheck.metrics.measurement import assessed
from formcheck.metrics.tempo import in_slow_motion
from formcheck.reasons import ReasonCode

_ONE_SIDE = (
    ("shoulder_tip_deg", 1.0, "your shoulders tilt to the {side} of the picture by about {by}°"),
    (
        "side_shift_torso",
        100.0,
        "your torso shifts to the {side} of the picture by about {by} % of its length",
    ),
)
"""(metric, factor from its unit to that of the sentence, the sentence)."""
_WELL_BEYOND = 1.5
"""How many 90 % interval half-widths from 0 a value has to be for a notice. Of 48 rendered sets
from front and rear in which nothing tilts or shifts, one gets the notice."""
HELD_SHARE = 0.004
"""Standard deviation of the background's position in reps, as a share of the frame's height, from
which on the phone counts as held by hand. All 276 rendered clips that were held have more, and 58
of 61 on a tripod 0.002 or less, mostly 0. Six of 44 real ones have more only outside reps."""
_NO_LIMIT = "None of our sources gives a limit for this, so it does not count as a fault."
_HANDHELD = "The phone moved while you lifted, so heights and angles are less certain."
_LEAN_IT = "Lean it on something that stands still."
_PLATE_HIDES = "The plate hides your head and shoulders"
_HIDDEN = "Your head was hidden"
_SLOW = (
    "One rep takes about {rep_s:.0f} s here. In a clip in slow motion times are longer and speeds "
    "lower than they were."
)
_FAST = "You stand up faster than others fall here, so we do not judge times."
_AT_FULL_SPEED = "If it is, film at normal speed next time."
_IF_FAST = "If the clip is sped up, check it again as it was filmed."


def head_hidden(reps: Sequence[RepAnalysis], *, plate: bool) -> str:
    """What is not judged, or less surely, where the head was hidden, by a plate or otherwise."""
    lean = plate and any(assessed(rep.metrics, "lean_peak_deg") for rep in reps)
    head = any(assessed(rep.metrics, "neck_change_deg") for rep in reps)
    unsure = in_a_row(["lean"] * lean + ["head position"] * head)
    so = [f"your {unsure} {'are' if lean and head else 'is'} less certain"] if unsure else []
    so += [] if head else ["your head position is not judged"]
    return f"{_PLATE_HIDES if plate else _HIDDEN}, so {', and '.join(so)}."


def to_one_side(reps: Sequence[RepAnalysis]) -> Iterator[Notice]:
    """A notice if the whole set tilts or shifts to one side by well more than its error."""
    found = [
        said.format(side="right" if value > 0 else "left", by=f"{by * abs(value):.0f}")
        for metric, by, said in _ONE_SIDE
        if (value := _beyond_error(reps, metric))
    ]
    if found:
        yield Notice("to_one_side", f"As you start up, {' and '.join(found)}. {_NO_LIMIT}", "")


def _beyond_error(reps: Sequence[RepAnalysis], metric: str) -> float | None:
    """A metric's median over the complete reps; None where it may well be 0, given its error."""
    values = [rep.metrics[metric] for rep in reps if rep.complete and metric in rep.metrics]
    known = [one for one in values if one.value is not None and one.uncertainty]
    if not known:
        return None
    middle = float(np.median([one.value for one in known if one.value is not None]))
    half_width = max(one.uncertainty or 0.0 for one in known)
    return middle if abs(middle) > _WELL_BEYOND * half_width else None


def slow_motion(reps: Sequence[RepAnalysis]) -> Iterator[Notice]:
    """A notice if the reps are in slow motion."""
    lasting_s = [
        rep.end_s - rep.start_s
        for rep in reps
        if rep.complete and rep.start_s is not None and rep.end_s is not None
    ]
    if in_slow_motion(lasting_s):
        said = _SLOW.format(rep_s=np.median(lasting_s))
        yield Notice("slow_motion", f"{said} {_AT_FULL_SPEED}", _AT_FULL_SPEED)


def sped_up(reps: Sequence[RepAnalysis]) -> Iterator[Notice]:
    """A notice if times of the reps are not judged because the clip runs too fast."""
    times = [rep.metrics["ascent_s"] for rep in reps if "ascent_s" in rep.metrics]
    if any(one.reason_code == ReasonCode.SPED_UP for one in times):
        yield Notice("sped_up", f"{_FAST} {_IF_FAST}", _IF_FAST)


def by_hand(
    time_s: Array, shift_px: Array, height_px: int, reps: Sequence[RepAnalysis]
) -> Iterator[Notice]:
    """A notice if the phone moved in the reps: that it was picked up after them spoils none.

    The background is at `shift_px` (N, 2) in the frames of `time_s` (N,); there is a rep.
    """
    spans_s = [(rep.start_s or 0.0, np.inf if rep.end_s is None else rep.end_s) for rep in reps]
    lifting = np.any([within(time_s, *span_s) for span_s in spans_s], axis=0)
    if lifting.any() and shift_px[lifting].std(axis=0).max() > HELD_SHARE * max(1, height_px):
        yield Notice("handheld", f"{_HANDHELD} {_LEAN_IT}", _LEAN_IT)
