"""From a pose track to clean curves on a uniform clock.

Outliers are taken out, short gaps are filled, everything is resampled to one rate, then smoothed
without delay. A gap longer than `LONGEST_FILLED_GAP_S` stays NaN, and nothing is ever filled or
smoothed across a change of span (another person, or a lost lifter).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from formcheck.arithmetic import Array
from formcheck.arithmetic.robust import (
    MAD_TO_SD,
    bridged,
    median_seen,
    nearest_flag,
    running_median,
)
from formcheck.observation.poses import (
    ANKLES,
    EARS,
    HIPS,
    Landmark,
    PoseTrack,
    standing_torso_px,
    trunk_px,
)

READ = list(Landmark)
"""The landmarks that are cleaned: those that anything is read from."""
RATE_HZ = 60.0
"""Rate of all curves: finer than the 30 frames/s of most clips, so that crossings of a level are
not quantized."""
METRIC_CUTOFF_HZ = 6.0
"""Barbell motion lives below 5 Hz; pose noise is white above. Usual in barbell kinematics."""
REP_CUTOFF_HZ = 3.0
"""For finding reps: a rep of 0.7 s (1.4 Hz) keeps its turn, while bobbing of the track goes."""
HAMPEL_S = 0.23
"""Window of the Hampel filter: seven frames of a 30 frames/s clip, in which no joint reverses
twice."""
HAMPEL_MOST, HAMPEL_LEAST = 7, 5
"""Samples in that window, at most and at least."""
HAMPEL_SIGMAS = 3.0
"""A sample is an outlier where it is this many robust standard deviations from the median."""
HAMPEL_FLOOR_PX = 1.0
"""Lower bound of that standard deviation: a smaller one is quantization, and everything would be an
outlier."""
FLOATS_TORSO = 1.0
"""A pose whose feet are this far from where they usually are is left out: the pose model has drawn
the body somewhere else, as it does behind plates. Smaller leaps are kept, since stepping nearer to
the camera moves the feet by half a torso, and behind a plate shins are drawn up to 0.6 too high
while hips and shoulders are right."""
FOLDED_TORSO = 0.33
"""In the deepest squat the ankles are still a third of a torso below the hips; a pose in which they
are nearer is upside down."""


@dataclass(frozen=True)
class CleanTrack:
    """The lifter's landmarks on a uniform clock.

    Attributes:
        time_s: (N,) float64, uniform at `RATE_HZ`.
        image_px: (N, 33, 2) float64, smoothed at `METRIC_CUTOFF_HZ`, NaN = not seen; of the
            landmarks that nothing reads (face, fingers) always NaN, of ears behind a plate, too.
        toward_camera_px: (33,) float64, median depth of each landmark (negative = nearer).
    """

    time_s: Array
    image_px: Array
    toward_camera_px: Array

    @property
    def seen(self) -> NDArray[np.bool_]:
        """(N,) True where the lifter is seen."""
        return np.isfinite(self.image_px[:, 0, 0])


def clean(track: PoseTrack) -> CleanTrack:
    """Clean a pose track by the module's steps; without a lifter all arrays are empty.

    The camera's motion has to be taken off before.
    """
    landmarks = track.image_px.shape[1]
    if not track.seen.any():
        return CleanTrack(np.zeros(0), np.zeros((0, landmarks, 2)), np.full(landmarks, np.nan))
    still = track.image_px.astype(np.float64)
    still[floating(still, track.frame_size_px[1])] = np.nan
    time_s = np.arange(track.time_s[0], track.time_s[-1] + 0.5 / RATE_HZ, 1 / RATE_HZ)
    still = still[:, READ]
    raw = np.full((len(time_s), len(READ), 2), np.nan)
    for first, last in spans(track.span):
        if last - first < 2:
            continue
        despiked = without_outliers(still[first:last], hampel_window(track.time_s[first:last]))
        _resample_into(raw, time_s, track.time_s[first:last], despiked)
    image_px = np.full((len(time_s), landmarks, 2), np.nan)
    image_px[:, READ] = lowpass(raw, METRIC_CUTOFF_HZ)
    # a proxy was drawn where a plate hides the head, so the ears were not seen
    hidden = nearest_flag(time_s, track.time_s[track.seen], track.head_hidden[track.seen])
    image_px[np.ix_(hidden, np.array(EARS))] = np.nan
    depth = np.median(track.depth_px[track.seen], axis=0)
    return CleanTrack(time_s, image_px, np.asarray(depth, np.float64))


def floating(image_px: Array, height_px: float) -> NDArray[np.bool_]:
    """(T,) True where both ankles of (T, 33, 2) poses are far from where they usually are.

    Where the feet are usually below the picture, the model guesses them, so they may be anywhere.
    Then only poses with the ankles high up near the hips are left out, which are upside down.
    """
    ankles, hips = (image_px[:, pair, 1] for pair in (ANKLES, HIPS))
    floor_px = median_seen(ankles.max(axis=1))
    torso_px = abs(standing_torso_px(trunk_px(image_px)))
    with np.errstate(invalid="ignore"):
        if floor_px <= height_px:
            far = np.abs(ankles - floor_px) > FLOATS_TORSO * torso_px
        else:
            far = floor_px - ankles > FLOATS_TORSO * torso_px
            far &= ankles - hips < FOLDED_TORSO * torso_px
        return np.asarray(far.all(axis=1))


def spans(span: NDArray[np.integer]) -> Iterator[tuple[int, int]]:
    """Stretches [first, last) of one identity; unseen frames (-1) lie inside or between them."""
    for number in np.unique(span[span >= 0]):
        where = np.flatnonzero(span == number)
        yield int(where[0]), int(where[-1]) + 1


def hampel_window(time_s: Array) -> int:
    """Odd number of samples in about `HAMPEL_S`, at the rate of these times."""
    half = round(HAMPEL_S / float(np.median(np.diff(time_s))) / 2 - 0.5)
    return int(np.clip(2 * half + 1, HAMPEL_LEAST, HAMPEL_MOST))


def without_outliers(values: Array, window: int = HAMPEL_MOST) -> Array:
    """Hampel filter along axis 0: samples far from their neighbours' median are replaced by it.

    (T, ...) values in, the same shape out. NaN stays NaN and is skipped, so that neighbours are the
    nearest samples that were seen. `window` is an odd number of samples.
    """
    out = values.copy()
    ok = np.isfinite(values.reshape(len(values), -1)).all(axis=1)
    if ok.sum() < window:
        return out
    present = values[ok]
    middle = running_median(present, window)
    distance = np.abs(present - middle)
    spread = MAD_TO_SD * running_median(distance, window)
    far = distance > HAMPEL_SIGMAS * np.maximum(spread, HAMPEL_FLOOR_PX)
    out[ok] = np.where(far, middle, present)
    return out


def _resample_into(out: Array, clock_s: Array, time_s: Array, values: Array) -> None:
    """Linear interpolation of one span onto the clock; long gaps are left NaN."""
    ok = np.isfinite(values[:, 0, 0])
    if ok.sum() < 2:
        return
    known_s, known = time_s[ok], values[ok]
    inside = bridged(clock_s, known_s)
    right = np.clip(np.searchsorted(known_s, clock_s[inside]), 1, len(known_s) - 1)
    gap_s = known_s[right] - known_s[right - 1]
    share = ((clock_s[inside] - known_s[right - 1]) / gap_s)[:, None, None]
    out[inside] = known[right - 1] * (1 - share) + known[right] * share


def lowpass(values: Array, cutoff_hz: float) -> Array:
    """Zero-phase Butterworth of 4th order (2nd order, forward and back) along axis 0.

    Works run by run between NaN stretches, since one NaN would make a whole filtered column NaN.
    A run shorter than a cycle of the corner frequency is returned as it is. Values are (N, ...), at
    `RATE_HZ`.
    """
    out = values.copy()
    flat = out.reshape(len(out), -1)
    cycle = round(RATE_HZ / cutoff_hz)
    for first, last in runs(np.asarray(np.isfinite(flat).all(axis=1))):
        if last - first > cycle + 1:
            flat[first:last] = _butterworth(flat[first:last], cutoff_hz / RATE_HZ, 3 * cycle)
    return flat.reshape(values.shape)


def _butterworth(run: Array, cutoff: float, pad: int) -> Array:
    """Multiply the spectrum of (N, K) samples by |H|² of a digital Butterworth of 2nd order.

    That is what filtering forward and back does, without importing scipy's signal package, which
    takes longer than analyzing a stored clip. Point-mirrored ends keep level and slope; after three
    cycles of the corner frequency the filter has forgotten what lies beyond (1e-6).
    """
    long = np.pad(run, ((pad, pad), (0, 0)), mode="reflect", reflect_type="odd")
    frequency = np.fft.rfftfreq(len(long))
    response = 1 / (1 + (np.tan(np.pi * frequency) / np.tan(np.pi * cutoff)) ** 4)
    smooth = np.fft.irfft(np.fft.rfft(long, axis=0) * response[:, None], len(long), axis=0)
    return np.asarray(smooth[pad : pad + len(run)])


def runs(flags: NDArray[np.bool_]) -> list[tuple[int, int]]:
    """Stretches [first, last) where the flags are True."""
    edges = np.flatnonzero(np.diff(np.concatenate([[False], flags, [False]]).astype(np.int8)))
    return [(int(a), int(b)) for a, b in zip(edges[::2], edges[1::2], strict=True)]
