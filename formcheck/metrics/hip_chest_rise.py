"""Do hips and chest rise together? Lean gain, hip lead and rise ratio over the ascent window.

The lean gain is how far the trunk tips forward, the hip lead by how much more the hips rise than
the chest, in torsos, and the rise ratio the hips' rise over the chest's. For a rigid trunk that
starts at a known lean, the gain gives the other two. So all three are read off one posterior
(`body/rise.py`) and cannot contradict each other.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from formcheck.arithmetic import Array
from formcheck.arithmetic.robust import (
    INTERVAL_QUANTILES,
    NINETY_PERCENT,
    cell_exceedance,
    gaussian,
)
from formcheck.body.gain_posterior import GAIN_DEG, GAIN_STEP_DEG
from formcheck.body.rise import Rise
from formcheck.metrics.measurement import Measurement, from_interval, not_assessed
from formcheck.reasons import Reason, ReasonCode

START_SCORES = np.linspace(-2.0, 2.0, 9)
"""Grid over the lean at the start, in its standard deviations. That lean is known only to several
degrees, which the hip lead inherits."""
UNITS = {"lean_gain_deg": "deg", "hip_lead_torso": "torso", "rise_ratio": "ratio"}
MOST_RATIO = 20.0
"""With a larger ratio the shoulders hardly rise, and the ratio is not assessed."""
LEAST_CHEST_RISE_TORSO = 0.02
"""Least rise of the chest that the hips' rise is divided by."""
DID_NOT_RISE = Reason(ReasonCode.CHEST_DID_NOT_RISE, "your shoulders did not rise with your hips")
ROSE_LITTLE = Reason(
    ReasonCode.CHEST_ROSE_LITTLE, "your chest rose too little to compare your hips with"
)


@dataclass(frozen=True)
class HipLead:
    """Joint posterior of lean gain and hip lead of one rigid trunk.

    Attributes:
        rise: Posterior of the gain, and of the lean at the start.
    """

    rise: Rise

    @cached_property
    def _lead(self) -> tuple[Array, Array]:
        """(S, G) hip leads on the grid of starts and gains, and (S, G) their probabilities."""
        weight = gaussian(START_SCORES)
        start = self.rise.start_deg + self.rise.start_sd_deg * START_SCORES
        after = np.radians(start[:, None] + GAIN_DEG)
        lead = np.cos(np.radians(start))[:, None] - np.cos(after)
        return lead, (weight / weight.sum())[:, None] * self.rise.gain.density

    def quantile(self, share: float) -> float:
        """The hip lead below which `share` of the probability lies, torso lengths."""
        lead, probability = self._lead
        order = np.argsort(lead, axis=None)
        below = np.cumsum(probability.ravel()[order])
        return float(np.interp(share, below, lead.ravel()[order]))

    def probability(self, least_gain_deg: float, least_lead_torso: float = -np.inf) -> float:
        """Probability that gain and lead both reach their limits."""
        lead, probability = self._lead
        gains = cell_exceedance(GAIN_DEG, GAIN_STEP_DEG, least_gain_deg)
        return float(np.sum(probability * gains * (lead >= least_lead_torso)))


def measure(leads: Sequence[HipLead | Reason]) -> list[dict[str, Measurement]]:
    """`lean_gain_deg`, `hip_lead_torso` and `rise_ratio` of each rep."""
    return [
        {name: not_assessed(unit, lead) for name, unit in UNITS.items()}
        if isinstance(lead, Reason)
        else _measured(lead)
        for lead in leads
    ]


def _measured(found: HipLead) -> dict[str, Measurement]:
    rise = found.rise
    low, median, high = (found.quantile(share) for share in INTERVAL_QUANTILES)
    return {
        "lean_gain_deg": from_interval(
            rise.gain.median_deg, "deg", rise.gain.interval_deg, rise.at_s
        ),
        "hip_lead_torso": from_interval(median, "torso", (low, high), rise.at_s),
        "rise_ratio": _ratio(rise, low, median, high),
    }


def _ratio(rise: Rise, low: float, median: float, high: float) -> Measurement:
    """Hip rise over chest rise; the chest rises by as much as the hips, less their lead.

    The error of the hips' rise is added to that of the lead: the ratio r changes by r (1 - r) for
    each unit of that rise's logarithm.
    """
    chest = rise.hip_rise_torso - median
    if chest < LEAST_CHEST_RISE_TORSO or (ratio := rise.hip_rise_torso / chest) > MOST_RATIO:
        return not_assessed("ratio", DID_NOT_RISE)
    if rise.hip_rise_torso - high <= LEAST_CHEST_RISE_TORSO:
        return not_assessed("ratio", ROSE_LITTLE)
    low_ratio, high_ratio = (
        rise.hip_rise_torso / (rise.hip_rise_torso - lead) for lead in (low, high)
    )
    by_rise = NINETY_PERCENT * rise.hip_rise_sd_torso / rise.hip_rise_torso * ratio * (1.0 - ratio)
    low_ratio, high_ratio = (
        ratio + sign * float(np.hypot(end - ratio, by_rise))
        for sign, end in ((-1.0, low_ratio), (1.0, high_ratio))
    )
    if not (high_ratio - low_ratio) / 2 < ratio:  # a half-width as large as the value tells nothing
        return not_assessed("ratio", ROSE_LITTLE)
    return from_interval(ratio, "ratio", (low_ratio, high_ratio), rise.at_s)
