"""Do hips and chest rise together? Lean gain, hip lead and rise ratio over the ascent window.

All three are read off one posterior (`formcheck.body`): a trunk that tips by so much lets the hips
lead by so much, so they can never contradict each other.
"""

from __future__ import annotations

from collections.abc import Sequence

from formcheck.body.rise import Rise
from formcheck.metrics.measurement import Measurement, not_assessed
from formcheck.reasons import Reason, ReasonCode

MOST_RATIO = 20.0
"""Beyond this the shoulders hardly rise and the ratio means nothing but "infinite"."""
LEAST_CHEST_RISE_TORSO = 0.02
DID_NOT_RISE = Reason(ReasonCode.CHEST_DID_NOT_RISE, "your shoulders did not rise with your hips")
ROSE_LITTLE = Reason(
    ReasonCode.CHEST_ROSE_LITTLE, "your chest rose too little to compare your hips with"
)


def measure(rises: Sequence[Rise | Reason]) -> list[dict[str, Measurement]]:
    """`lean_gain_deg`, `hip_lead_torso` and `rise_ratio` of each rep."""
    return [_abstain(rise) if isinstance(rise, Reason) else _measured(rise) for rise in rises]


def _measured(rise: Rise) -> dict[str, Measurement]:
    lead = tuple(rise.lead_quantile(share) for share in (0.05, 0.5, 0.95))
    return {
        "lean_gain_deg": _within(rise.gain.interval_deg, rise.gain.median_deg, "deg", rise.at_s),
        "hip_lead_torso": _within((lead[0], lead[2]), lead[1], "torso", rise.at_s),
        "rise_ratio": _ratio(rise, *lead),
    }


def _within(interval: tuple[float, float], median: float, unit: str, at_s: float) -> Measurement:
    low, high = interval
    return Measurement(median, unit, (high - low) / 2, at_s, interval=interval)


def _ratio(rise: Rise, low: float, median: float, high: float) -> Measurement:
    """Hip rise over chest rise; the chest rises by what the hips do, less their lead."""
    chest = rise.hip_rise - median
    if chest < LEAST_CHEST_RISE_TORSO or rise.hip_rise / chest > MOST_RATIO:
        return not_assessed("ratio", DID_NOT_RISE)
    if rise.hip_rise - high <= LEAST_CHEST_RISE_TORSO:
        return not_assessed("ratio", ROSE_LITTLE)
    interval = (rise.hip_rise / (rise.hip_rise - low), rise.hip_rise / (rise.hip_rise - high))
    found = _within(interval, rise.hip_rise / chest, "ratio", rise.at_s)
    # "4 ± 6 times as far" tells nothing
    tells = found.uncertainty is not None and found.uncertainty < rise.hip_rise / chest
    return found if tells else not_assessed("ratio", ROSE_LITTLE)


def _abstain(why: Reason) -> dict[str, Measurement]:
    return {
        "lean_gain_deg": not_assessed("deg", why),
        "hip_lead_torso": not_assessed("torso", why),
        "rise_ratio": not_assessed("ratio", why),
    }
