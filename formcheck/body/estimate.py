"""From the reps of a set to a posterior of each lean gain, or the reason why there is none."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from formcheck.body import chain
from formcheck.body.back_chord import back_chord
from formcheck.body.calibration import body_priors
from formcheck.body.fit import BodyFit, fit_body
from formcheck.body.lean import LEAST_SAMPLES, Lean, estimate_leans
from formcheck.body.measurements import sample_reps
from formcheck.body.outline import outline_gain_deg
from formcheck.body.rear_edge import rear_edge
from formcheck.body.rise import Rise, body_lost, weigh_rises
from formcheck.body.rise_priors import RisePriors, rise_priors
from formcheck.body.tilt import Tilt, read_tilts
from formcheck.motion.motion import Motion
from formcheck.motion.view import CameraView
from formcheck.reasons import CUT, Reason, ReasonCode
from formcheck.reps.rep_window import FILM_FROM_SIDE, RepWindow, view_reason

MOST_FORESHORTENED = 0.4
"""cos(66°): from further off the side the body's x tells nothing, and its heights do the work."""
CUT_OFF = Reason(ReasonCode.CUT_OFF, "the clip does not show the whole ascent")
UNSEEN = Reason(
    ReasonCode.HIDDEN,
    "the lifter was hidden or lost for too much of this rep; keep the whole body in the picture",
)
FROM_THE_FRONT = Reason(
    ReasonCode.VIEW_FRONT,
    f"the camera stood too far from the side to see your torso tip; {FILM_FROM_SIDE}",
)
POOR_FIT = Reason(
    ReasonCode.POOR_FIT,
    "the joints that were found do not make a body that lifts this bar (a plate, a rack or a dark "
    f"picture hides it); {FILM_FROM_SIDE}",
)


@dataclass(frozen=True)
class InstrumentReadings:
    """What the instruments read of a set, before anything is weighed.

    Attributes:
        tilts: What the body's trunk did in each rep; None where its ascent was not seen.
        chord_deg: Gain of each rep by the chord along the back; NaN where it was not read.
        outline_deg: The same by the outline of the back beside the joints.
        misfits: By index of the rep, see `BodyFit.quality`.
        yaw_deg: Of the camera, positive = before the lifter; 90 where it is not known.
        on_back: Whether the bar lies on the back.
        romanian: Whether it is a pull that begins at the top.
        exact: Whether the engine draws joints where they are.
    """

    tilts: tuple[Tilt | None, ...]
    chord_deg: tuple[float, ...]
    outline_deg: tuple[float, ...]
    misfits: Mapping[int, float]
    yaw_deg: float
    on_back: bool
    romanian: bool
    exact: bool

    @property
    def priors(self) -> RisePriors:
        """How gains are read in this lift."""
        return rise_priors(on_back=self.on_back, romanian=self.romanian, exact=self.exact)

    @property
    def misfit(self) -> float:
        """Of the set: the median over its reps."""
        return float(np.median(list(self.misfits.values())))

    @property
    def columns(self) -> dict[str, NDArray[np.float64]]:
        """By instrument, (R,) readings in degrees, NaN = not read."""
        nothing = float("nan")
        return {
            "over_descent": np.array([t.over_descent_deg if t else nothing for t in self.tilts]),
            "over_ascent": np.array([t.over_ascent_deg if t else nothing for t in self.tilts]),
            "chord": np.array(self.chord_deg),
            "outline": np.array(self.outline_deg),
        }


def fit_set(windows: Sequence[RepWindow]) -> BodyFit | None:
    """The body that explains the reps of a set; None where no rep shows enough, or from afar.

    Afar is further off the side than anything is told of a trunk.
    """
    if windows and abs(_yaw_deg(windows[0].view)) > rise_priors(on_back=True).most_yaw_deg:
        return None
    measured = sample_reps(windows)
    if measured is None:
        return None
    yaw, on_back = _yaw_deg(windows[0].view), windows[0].lift == "squat"
    cos_yaw = max(MOST_FORESHORTENED, float(np.cos(np.radians(yaw))))
    priors = body_priors(on_back=on_back, exact=windows[0].motion.exact)
    return fit_body(measured, priors, cos_yaw, on_back=on_back)


def read_instruments(windows: Sequence[RepWindow], fit: BodyFit) -> InstrumentReadings:
    """Read every rep of a fitted set."""
    yaw, on_back = _yaw_deg(windows[0].view), windows[0].lift == "squat"
    tilts = tuple(read_tilts(fit, windows))
    return InstrumentReadings(
        tilts=tilts,
        chord_deg=_by_chord(windows[0].motion, tilts, yaw, on_back=on_back),
        outline_deg=tuple(outline_gain_deg(window) for window in windows),
        misfits=fit.quality,
        yaw_deg=yaw,
        on_back=on_back,
        romanian=not on_back and windows[0].starts_at_top,
        exact=windows[0].motion.exact,
    )


def _yaw_deg(view: CameraView) -> float:
    return view.yaw_deg if np.isfinite(view.yaw_deg) else 90.0


def _by_chord(
    motion: Motion, tilts: Sequence[Tilt | None], yaw_deg: float, *, on_back: bool
) -> tuple[float, ...]:
    """Of each rep; nothing in squats, where bar, plates and elbows lie before the back's edge."""
    edge = None if on_back else rear_edge(motion, on_back=on_back)
    if edge is None:
        return (float("nan"),) * len(tilts)
    back = back_chord(edge, yaw_deg)
    return tuple(
        float("nan") if t is None else back.gain_deg(t.start_s, t.at_s, t.hip_rise) for t in tilts
    )


@dataclass(frozen=True)
class BodyOfSet:
    """What the body shows of each rep.

    Attributes:
        rises: How hips and chest rise, or why that is not known.
        leans: How far it leaned; None for pulls and where nothing shows it.
        hip_ways: How far its hips go, in lengths of its own trunk; None where unseen.
    """

    rises: Sequence[Rise | Reason]
    leans: Sequence[Lean | None]
    hip_ways: Sequence[float | None]


def body_of(windows: Sequence[RepWindow]) -> BodyOfSet:
    """The body in the reps of a set, compared with each other; one that is cut is none."""
    fit = fit_set(windows)
    rises = [
        CUT if window.crosses_cut else rise
        for window, rise in zip(windows, estimate_rises(windows, fit), strict=True)
    ]
    return BodyOfSet(rises, squat_leans(windows, fit), hip_ways(windows, fit))


def squat_leans(windows: Sequence[RepWindow], fit: BodyFit | None) -> list[Lean | None]:
    """How far each squat leaned; None for pulls, and where the joints are exact themselves."""
    if fit is None or windows[0].lift != "squat" or windows[0].motion.exact:
        return [None] * len(windows)
    return estimate_leans(fit, windows, _yaw_deg(windows[0].view))


def hip_ways(windows: Sequence[RepWindow], fit: BodyFit | None) -> list[float | None]:
    """How far the body's hips go in each rep, in lengths of its own trunk; None where unseen.

    The standing torso that everything else is measured in is longer than a trunk by a tenth: the
    pose model draws shoulders of who stands too high, or hips too low.
    """
    if fit is None or windows[0].motion.exact:
        return [None] * len(windows)
    return [_hip_way(fit, n, window) for n, window in enumerate(windows)]


def _hip_way(fit: BodyFit, n: int, window: RepWindow) -> float | None:
    if window.whole is None:
        return None
    first_s, last_s = (window.motion.time_s[place] for place in window.whole)
    time_s = fit.measured.time_s
    here = (fit.measured.rep == n) & (time_s >= first_s) & (time_s <= last_s)
    if here.sum() < LEAST_SAMPLES:
        return None
    return float(np.ptp(fit.hip_height[here]) / fit.constants[chain.LENGTHS][chain.TRUNK])


def estimate_rises(windows: Sequence[RepWindow], fit: BodyFit | None) -> list[Rise | Reason]:
    """How hips and chest rise in each rep of a set, of which `fit` is the body."""
    if windows and abs(_yaw_deg(windows[0].view)) > rise_priors(on_back=True).most_yaw_deg:
        return [view_reason(windows[0].view) or FROM_THE_FRONT for _ in windows]
    if fit is None:
        return [_why_not(window) for window in windows]
    read = read_instruments(windows, fit)
    priors = read.priors
    found = weigh_rises(read.tilts, read.columns, read.misfits, read.yaw_deg, priors)
    return [
        rise or _why_nothing(window, tilt, read.misfits.get(n, np.inf), priors)
        for n, (rise, tilt, window) in enumerate(zip(found, read.tilts, windows, strict=True))
    ]


def _why_nothing(window: RepWindow, tilt: Tilt | None, misfit: float, priors: RisePriors) -> Reason:
    if tilt is None:
        return _why_not(window)
    return POOR_FIT if tilt.seen or body_lost(tilt, misfit, priors) else UNSEEN


def _why_not(window: RepWindow) -> Reason:
    return CUT_OFF if window.ascent is None else UNSEEN
