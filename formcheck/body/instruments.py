"""What each instrument reads of a rep: by how much the trunk tips forward over its ascent.

There are four instruments. Two read the trunk of the fitted body: over the ascent, and against the
descent of the same rep, which a pull from the floor does not have. Two more, for pulls only, need
no joints, since the pose model lets the hips lag behind hips that shoot up fast: the outline of the
back, and a chord along the rear edge of the silhouette. The chord is there for lifters behind a
plate. The model draws an upright skeleton there, and finds no outline beside it, while the
silhouette still ends where the lifter does: from its rearmost place, the seat, upward its rear edge
is the back. Outline and chord lean less than the trunk inside of them, but equally so at lift-off
and a moment later, so that their change is the trunk's.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from formcheck.arithmetic import Array
from formcheck.arithmetic.geometry import true_lean_deg
from formcheck.arithmetic.robust import median_seen, within
from formcheck.body import chain
from formcheck.body.fit import BodyFit
from formcheck.body.measurements import JOINTS, RearEdge, back_edge, between, rear_edge
from formcheck.body.set_model import Instrument
from formcheck.calibration import DegreesOfFreedom
from formcheck.motion.cleaning import RATE_HZ
from formcheck.motion.motion import FRONT_DEG, CameraView
from formcheck.reps.levels import HARDLY_TORSO
from formcheck.reps.rep_window import HIPS_FIRST_S, RepWindow, hips_begin, window_end

SEEN_WITHIN_S = 0.1
"""Hips and shoulders have to be seen this near to the start and the end of the ascent window;
otherwise the fitted trunk only reflects the bar and the smoothness of the fit. In *fit* and
*check*, from the side, reps that are seen err by 1.4°. The 33 of 1053 that are not err by 5°, and
only 7 in 10 of their intervals hold the truth."""
TRUNK = [JOINTS.index("hip"), JOINTS.index("shoulder")]
OUTLINE_BEFORE_S, OUTLINE_AFTER_S, OUTLINE_AROUND_END_S = 0.15, 0.05, 0.04
"""The outline's lean at the start is its median from so long before to so long after it, since the
back holds still before the pull. At the end it turns by 3° from one picture to the next, so its
median is taken over a short time to either side."""
CHORDS = ((0.10, 0.85), (0.15, 0.90), (0.20, 0.95), (0.10, 0.95), (0.20, 0.85))
"""The chord's lean is the median over chords between these distances from the seat, torso lengths:
from above the curve of the seat up to the shoulders. A strap, a fold or hair bends one of them."""
SEAT_RISES = (0.4, 2.2)
"""The seat has to rise by between these shares of the hips' rise; one that stays or leaps is a rack
or a calf."""
MOST_TURN_DEG_PER_S = 130.0
"""A chord that turns faster is not a back but a plate that came into the silhouette or left it:
hips that shoot up tip a back at half of this."""
CHORD_BEFORE_S, CHORD_AFTER_S, CHORD_AROUND_END_S = 0.20, 0.07, 0.08
"""The same three times for the chord."""
CALIBRATED_TO_YAW_DEG = 60.0
"""A larger yaw counts as this one: none was calibrated."""
FROM_YAW_DEG = 10.0
"""Noise grows with yaw from here on."""


@dataclass(frozen=True)
class InstrumentFit:
    """What an instrument adds to a gain: what `make calibrate` fits.

    Attributes:
        bias_deg, bias_sd_deg: What it adds in a clip, over clips.
        sigma_deg: Scale of its noise from rep to rep.
    """

    bias_deg: float
    bias_sd_deg: float
    sigma_deg: float


@dataclass(frozen=True)
class InstrumentTerms:
    """How what an instrument adds changes with the clip.

    Attributes:
        scale: Of the true gain, how much it reads.
        noise_share_per_deg: By what share noise grows for each degree beyond `FROM_YAW_DEG`.
        bias_deg_per_deg: Change of the bias for each degree that the camera stands further in
            front of the lifter: what leans toward it grows.
        bias_misfit_power, noise_misfit_power: Powers of the misfit by which spread of the bias
            and noise grow.
    """

    scale: float
    noise_share_per_deg: float
    bias_deg_per_deg: float
    bias_misfit_power: float
    noise_misfit_power: float


EXACT_FIT = InstrumentFit(bias_deg=0.0, bias_sd_deg=1.2, sigma_deg=0.6)
EXACT_TERMS = InstrumentTerms(1.0, 0.0, 0.0, bias_misfit_power=1.0, noise_misfit_power=1.0)


@dataclass(frozen=True)
class InstrumentPrior:
    """How one instrument reads a gain, by where the camera stands."""

    fit: InstrumentFit
    terms: InstrumentTerms
    degrees_of_freedom: DegreesOfFreedom

    def at(self, yaw_deg: float, misfit: float) -> Instrument:
        """The instrument in a clip from this yaw; a larger misfit of its body widens the bias."""
        toward = float(np.clip(yaw_deg, -CALIBRATED_TO_YAW_DEG, CALIBRATED_TO_YAW_DEG))
        off = max(0.0, abs(toward) - FROM_YAW_DEG)
        return Instrument(
            scale=self.terms.scale,
            bias_deg=self.fit.bias_deg + self.terms.bias_deg_per_deg * toward,
            bias_sd_deg=self.fit.bias_sd_deg * max(1.0, misfit) ** self.terms.bias_misfit_power,
            sigma_deg=self.fit.sigma_deg * (1 + self.terms.noise_share_per_deg * off),
            degrees_of_freedom=self.degrees_of_freedom,
        )

    def widened(self, misfit: Array) -> Array:
        """(R,) what the noise of reps is multiplied with whose body fits worse than the median."""
        return np.asarray(np.maximum(1.0, misfit) ** self.terms.noise_misfit_power)


@dataclass(frozen=True)
class Tilt:
    """What the trunk of the fitted body does over the ascent window of one rep.

    Attributes:
        over_ascent_deg: Lean at the end of the ascent window minus lean at its start.
        over_descent_deg: The same end minus the lean at the same hip height on the descent; NaN
            where there is no descent before it.
        start_deg: Lean at the start of the window.
        hip_rise_torso: Of the hips over the window; of a squat in lengths of the body's own trunk.
        at_s: End of the window.
        start_s: Its start.
        seen: Whether hips and shoulders were seen at both.
    """

    over_ascent_deg: float
    over_descent_deg: float
    start_deg: float
    hip_rise_torso: float
    at_s: float
    start_s: float
    seen: bool = True


def read_tilts(fit: BodyFit, windows: Sequence[RepWindow]) -> list[Tilt | None]:
    """The tilt of each rep; None where its ascent is not seen."""
    return [_tilt(fit, n, window) for n, window in enumerate(windows)]


def _tilt(fit: BodyFit, n: int, window: RepWindow) -> Tilt | None:
    of_rep = np.flatnonzero(fit.measured.rep == n)
    if not len(of_rep):
        return None
    time_s, motion = fit.measured.time_s[of_rep], window.motion
    # the 60 Hz clock, on which the crossing of a height is found, instead of 15 samples a second
    fine_s = motion.time_s[motion.at(time_s[0]) : motion.at(time_s[-1]) + 1]
    hip, lean = (
        np.interp(fine_s, time_s, curve[of_rep])
        for curve in (fit.hip_height / _torso(fit, window), fit.trunk_deg)
    )
    window_at = _fitted_window(window, fine_s, hip)
    if window_at is None:
        return None
    start, end = window_at
    before = hip[:start] if window.starts_at_top else hip[:0]
    descent = np.flatnonzero(before >= hip[end])
    over_descent = lean[end] - lean[descent[-1]] if len(descent) else np.nan
    trunk = np.isfinite(fit.measured.joints[of_rep][:, TRUNK]).all(axis=-1)  # (T, 2, 2) by sides
    seen_s = time_s[trunk.any(axis=-1).all(axis=-1)]
    return Tilt(
        over_ascent_deg=float(lean[end] - lean[start]),
        over_descent_deg=float(over_descent),
        start_deg=float(lean[start]),
        hip_rise_torso=float(hip[end] - hip[start]),
        at_s=float(fine_s[end]),
        start_s=float(fine_s[start]),
        seen=all(
            within(seen_s, at_s - SEEN_WITHIN_S, at_s + SEEN_WITHIN_S).any()
            for at_s in fine_s[[start, end]]
        ),
    )


def _torso(fit: BodyFit, window: RepWindow) -> float:
    """A torso length for the rise of the hips, standing torsos.

    In a squat it is the body's own trunk, as in `estimate.hip_travels`. Off the floor the drawn
    hips rise further than the lifter's, by as much as the standing torso is too long: there the
    body's trunk would put the ratio of *check* 0.12 off in place of 0.09.
    """
    return own_trunk_torso(fit) if window.lift == "squat" else 1.0


def own_trunk_torso(fit: BodyFit) -> float:
    """Length of the body's own trunk, standing torsos."""
    return float(fit.constants[chain.LENGTHS][chain.TRUNK])


def _fitted_window(window: RepWindow, fine_s: Array, hip: Array) -> tuple[int, int] | None:
    """First and last index of the ascent window, by the hips of the fitted body.

    As `RepWindow.ascent_window` has it by the joints. None where the ascent is not seen.
    """
    if window.ascent is None:
        return None
    first_s, last_s = (float(window.motion.time_s[i]) for i in window.ascent)
    during = np.flatnonzero(within(fine_s, first_s - HIPS_FIRST_S, last_s))
    if window.starts_at_top:
        start = int(during[int(np.argmin(hip[during]))])
    else:
        lift_off = int(np.searchsorted(fine_s, first_s))
        start = hips_begin(hip, int(during[0]), lift_off, int(during[-1]))
    rising = np.arange(start, during[-1] + 1)
    passed = window_end(climb(window, fine_s, hip, rising)[rising])
    return None if passed is None else (start, start + passed)


def climb(window: RepWindow, fine_s: Array, hip: Array, rising: NDArray[np.intp]) -> Array:
    """(N,) the height that shows how much of the ascent is done: the hips', or the bar's.

    In a Romanian pull the hips rise by a hand's breadth only, so that misreading them by a
    centimeter moves the window by the time in which the trunk turns 4°. The bar rises five times as
    far, in step with them, and is used there where it is seen in all the `rising` samples.
    """
    bar = window.motion.bar_height_torso()
    if bar is None or not window.starts_at_top or window.lift == "squat":
        return hip
    bar_height = between(fine_s, window.motion.time_s, bar)
    return (
        bar_height if np.ptp(bar_height[rising]) > np.ptp(hip[rising]) else hip
    )  # False where it is unseen


def outline_gain_deg(window: RepWindow) -> float:
    """How far the back's outline tips forward until the end of the ascent window.

    It counts from lift-off, or from where the hips begin if they rise before it. NaN where there
    is no outline, and in squats, where plates cut it.
    """
    curve = window.motion.back_lean_deg
    if curve is None or window.starts_at_top or window.start is None:
        return float("nan")
    hips_begin, end = window.ascent_window()
    if end is None:
        return float("nan")
    hip, early = window.motion.height("hip"), min(hips_begin, window.start)
    # a smaller rise before the bar's is noise, or the lifter settling
    shoot_up = hip[window.start] - hip[early] > HARDLY_TORSO
    begin = early if shoot_up else window.start
    first = _level_deg(curve, begin, OUTLINE_BEFORE_S, OUTLINE_AFTER_S)
    last = _level_deg(curve, end, OUTLINE_AROUND_END_S, OUTLINE_AROUND_END_S)
    leans = true_lean_deg(np.array([first, last]), abs(window.view.yaw_deg))
    return float(leans[1] - leans[0])


def _level_deg(curve: Array, at: int, before_s: float, after_s: float) -> float:
    """Median of the outline's lean around a sample; NaN where none was read."""
    first, last = at - round(before_s * RATE_HZ), at + round(after_s * RATE_HZ)
    return median_seen(curve[max(0, first) : last + 1])


@dataclass(frozen=True)
class BackChord:
    """The chord along a back over a clip.

    Attributes:
        time_s: (S,) of the contours.
        lean_deg: (S,) in the lifter's own plane; NaN where it was not read.
        seat: (S,) height of the seat above the ankles, torso lengths; NaN likewise.
    """

    time_s: Array
    lean_deg: Array
    seat: Array

    def gain_deg(self, start_s: float, end_s: float, hip_rise_torso: float) -> float:
        """How far it tips forward while the hips rise so far, torsos; NaN where it was not read."""
        before_s, after_s = start_s - CHORD_BEFORE_S, end_s + CHORD_AROUND_END_S
        first, last, during = (
            np.isfinite(self.lean_deg) & within(self.time_s, *window_s)
            for window_s in (
                (before_s, start_s + CHORD_AFTER_S),
                (end_s - CHORD_AROUND_END_S, after_s),
                (before_s, after_s),
            )
        )
        turn_deg, step_s = (np.abs(np.diff(x[during])) for x in (self.lean_deg, self.time_s))
        if not first.any() or (turn_deg > MOST_TURN_DEG_PER_S * step_s).any():
            return float("nan")
        least, most = (share * hip_rise_torso for share in SEAT_RISES)
        rise = self.seat - np.median(self.seat[first])
        last &= (rise >= least) & (rise <= most)
        if not last.any():
            return float("nan")
        return float(np.median(self.lean_deg[last]) - np.median(self.lean_deg[first]))


def back_chord(edge: RearEdge, yaw_deg: float) -> BackChord:
    """Read it off the rear edge of the silhouette."""
    rows = zip(edge.across, edge.up, edge.of_lifter, strict=True)
    read = np.array([_read(*row) for row in rows], np.float64).reshape(-1, 2)
    return BackChord(edge.time_s, true_lean_deg(read[:, 0], abs(yaw_deg)), read[:, 1])


def _read(across: Array, up: Array, of_lifter: NDArray[np.bool_]) -> tuple[float, float]:
    """Lean in the picture, degrees, and height of the seat."""
    back = back_edge(across, up, of_lifter)
    if back is None:
        return float("nan"), float("nan")
    return median_seen(np.array([back.chord_deg(*chord) for chord in CHORDS])), back.seat_up


@dataclass(frozen=True)
class InstrumentReadings:
    """What the instruments read of a set, before anything is weighed.

    Attributes:
        tilts: What the body's trunk did in each rep; None where its ascent was not seen.
        columns: By instrument, (R,) gain of each rep, degrees; NaN where it was not read.
        misfits: By index of the rep, see `BodyFit.misfits`.
        yaw_deg: Of the camera, positive = before the lifter; 90 where it is not known.
    """

    tilts: tuple[Tilt | None, ...]
    columns: Mapping[str, Array]
    misfits: Mapping[int, float]
    yaw_deg: float


def read_instruments(windows: Sequence[RepWindow], fit: BodyFit) -> InstrumentReadings:
    """Read every rep of a fitted set."""
    yaw_deg, tilts = known_yaw_deg(windows[0].view), tuple(read_tilts(fit, windows))
    # in squats bar, plates and elbows lie before the back's edge
    pulled = windows[0].lift != "squat"
    edge = rear_edge(windows[0].motion, on_back=False) if pulled else None
    chord = None if edge is None else back_chord(edge, yaw_deg)

    def of_tilts(gain_deg: Callable[[Tilt], float]) -> Array:
        return np.array([np.nan if tilt is None else gain_deg(tilt) for tilt in tilts])

    columns = {
        "over_descent": of_tilts(lambda tilt: tilt.over_descent_deg),
        "over_ascent": of_tilts(lambda tilt: tilt.over_ascent_deg),
        "chord": of_tilts(
            lambda t: chord.gain_deg(t.start_s, t.at_s, t.hip_rise_torso) if chord else np.nan
        ),
        "outline": np.array([outline_gain_deg(window) for window in windows]),
    }
    return InstrumentReadings(tilts, columns, fit.misfits, yaw_deg)


def known_yaw_deg(view: CameraView) -> float:
    """The camera's yaw, or 90° (the front, where nothing is read) where it is not known."""
    return view.yaw_deg if np.isfinite(view.yaw_deg) else FRONT_DEG
