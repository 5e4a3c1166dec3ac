"""How far a back is rounded in each rep of a pull, by its outline and by the silhouette.

Two instruments read the bend of a back, the angle by which the upper back is tipped forward of the
lower one: the outline beside the line from hip to shoulder (`pose/mask.py`), and the rear edge of
the silhouette from the seat up, which needs no joints. A flat back reads the same bend in every rep
of a set, but lifters differ by tens of degrees. So the reps of a set are weighed together
(`set_model`): a reading is the bend, a bias of this clip, and noise. Where every rep is round, only
the prior of flat backs can tell, and less surely.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from formcheck.arithmetic import Array
from formcheck.arithmetic.robust import percentile_range, within
from formcheck.body.gain_posterior import GainPosterior
from formcheck.body.instruments import FROM_YAW_DEG
from formcheck.body.measurements import RearEdge, back_edge
from formcheck.body.set_model import Beta, CleanGains, Instrument, Populations, posteriors
from formcheck.calibration import DegreesOfFreedom, Prior, table

LOWER, UPPER = (0.10, 0.45), (0.55, 0.95)
"""Two chords along the rear edge, between these distances from the seat, torso lengths."""


@dataclass(frozen=True)
class BendReading:
    """What one instrument read of one rep.

    Attributes:
        deg: Median over its moments; NaN where none was seen, or their spread is too large.
        spread_deg: From the 10th to the 90th percentile of them.
    """

    deg: float = float("nan")
    spread_deg: float = float("nan")


@dataclass(frozen=True)
class BendPrior:
    """How one instrument reads a bend; see `[rounding]` of the calibration file.

    Attributes:
        scale: What it reads more for each degree that the outline bends further.
        bias_deg, bias_sd_deg: What flat backs read: mean and spread over clips.
        sigma_deg: Noise from rep to rep.
        bias_deg_per_deg, bias_sd_share_per_deg: Change of that mean, and relative change of that
            spread, for each degree of yaw beyond `FROM_YAW_DEG`.
        steady_deg: Noise grows with the spread of a reading from here on.
        most_spread_deg: A reading of larger spread does not count.
    """

    scale: float
    bias_deg: float
    bias_sd_deg: float
    sigma_deg: float
    bias_deg_per_deg: float
    bias_sd_share_per_deg: float
    steady_deg: float
    most_spread_deg: float

    def at(self, yaw_deg: float, nu: DegreesOfFreedom) -> Instrument:
        """In a clip from this yaw."""
        off = max(0.0, abs(yaw_deg) - FROM_YAW_DEG)
        return Instrument(
            scale=self.scale,
            bias_deg=self.bias_deg + self.bias_deg_per_deg * off * float(np.sign(yaw_deg)),
            bias_sd_deg=self.bias_sd_deg * (1 + self.bias_sd_share_per_deg * off),
            sigma_deg=self.sigma_deg,
            degrees_of_freedom=nu,
        )

    def read(self, curve_deg: Array) -> BendReading:
        """The moments of a rep as one reading."""
        seen = curve_deg[np.isfinite(curve_deg)]
        if not len(seen):
            return BendReading()
        spread = percentile_range(seen)
        if spread > self.most_spread_deg:
            return BendReading()
        return BendReading(float(np.median(seen)), spread)


@dataclass(frozen=True)
class BendPriors:
    """Both instruments, and where bends come from; see `[rounding]`.

    Attributes:
        outline, contour: How each reads a bend.
        degrees_of_freedom: Of both.
        flat_sd_deg: Spread of the bends of flat reps about their set's level.
        rounded_deg: Bends of rounded reps.
        share: Prior of the share of rounded reps in a set.
        habit: Share of lifters who round in nearly every rep.
        shown: Share of the flexion of an upper back by which its outline bends.
        lifter_half_width_deg: 90 % half-width of the bend of a flat back over lifters.
    """

    outline: BendPrior
    contour: BendPrior
    degrees_of_freedom: DegreesOfFreedom
    flat_sd_deg: float
    rounded_deg: Prior
    share: Beta
    habit: float
    shown: float
    lifter_half_width_deg: float

    @property
    def populations(self) -> Populations:
        """Where bends come from; a flat back's own level is its clip's bias."""
        flat = CleanGains(mean_deg=0.0, level_sd_deg=0.0, rep_sd_deg=self.flat_sd_deg)
        return Populations(flat, self.rounded_deg, self.share, self.habit)


@dataclass(frozen=True)
class Flexion:
    """What is known of how far an upper back is flexed in one rep.

    Attributes:
        bend: Of how far its outline bends by it.
        shown: The share of the flexion that shows in it.
    """

    bend: GainPosterior
    shown: float

    @property
    def median_deg(self) -> float:
        """The posterior median."""
        return self.bend.median_deg / self.shown

    @property
    def interval_deg(self) -> tuple[float, float]:
        """5 to 95 %."""
        low, high = self.bend.interval_deg
        return low / self.shown, high / self.shown

    def exceedance(self, limit_deg: float) -> float:
        """Probability that the back is flexed at least so far."""
        return self.bend.exceedance(limit_deg * self.shown)

    def blurred(self, by_deg: float) -> Flexion:
        """The same where every reading is off by some normal error of this spread."""
        return replace(self, bend=self.bend.blurred(by_deg * self.shown))


def bend_priors() -> BendPriors:
    """As the calibration file has them."""
    return table(BendPriors, "rounding")


def contour_bend_deg(edge: RearEdge, first_s: float, last_s: float) -> Array:
    """(S,) by how much the upper chord tips forward of the lower one, in each contour between."""
    during = np.flatnonzero(within(edge.time_s, first_s, last_s))
    backs = (back_edge(edge.across[n], edge.up[n], edge.of_lifter[n]) for n in during)
    return np.array(
        [np.nan if b is None else b.chord_deg(*UPPER) - b.chord_deg(*LOWER) for b in backs]
    )


def weigh_bends(
    outline: Sequence[BendReading], contour: Sequence[BendReading], yaw_deg: float
) -> list[Flexion | None]:
    """How far the back is flexed in each rep.

    The silhouette alone tells nothing: what stands behind a lifter is taken for a back in every
    tenth rep. None where the outline was not read. `outline` and `contour` hold a reading for each
    rep of a set, in one order; `yaw_deg` is of the camera.
    """
    priors = bend_priors()
    both = ((priors.outline, outline), (priors.contour, contour))
    readings = np.array([[one.deg for one in read] for _, read in both], np.float64).T
    readings[np.isnan(readings[:, 0])] = np.nan
    spread = np.array([[one.spread_deg / p.steady_deg for one in read] for p, read in both]).T
    seen = np.isfinite(readings[:, 0])
    if not seen.any():
        return [None] * len(readings)
    found = posteriors(
        readings,
        tuple(prior.at(yaw_deg, priors.degrees_of_freedom) for prior, _ in both),
        priors.populations,
        np.nan_to_num(np.maximum(1.0, spread), nan=1.0),
    )
    return [
        Flexion(bend, priors.shown) if known else None
        for bend, known in zip(found, seen, strict=True)
    ]
