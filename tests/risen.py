"""Rises made by hand: a posterior of the gain as wide as its measurement says."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from formcheck.body.gain_posterior import GAIN_DEG, GainPosterior
from formcheck.body.rise import Doubt, Rise
from formcheck.metrics.hip_chest_rise import HipLead
from formcheck.metrics.measurement import Measurement
from formcheck.reasons import Reason, ReasonCode

UNSEEN = Reason(ReasonCode.HIDDEN, "hidden")


def rise(
    gain_deg: float,
    half_width_deg: float = 0.5,
    *,
    start_deg: float = 45.0,
    doubt: Doubt | None = None,
    hip_rise_torso: float = 0.4,
    hip_rise_sd_torso: float = 0.0,
) -> HipLead:
    """A normal posterior with this 90 % half width."""
    sd = max(half_width_deg / 1.645, 0.3)
    gain_deg = float(np.clip(gain_deg, GAIN_DEG[0], GAIN_DEG[-1]))
    density = np.exp(-0.5 * ((GAIN_DEG - gain_deg) / sd) ** 2)
    gain = GainPosterior(density / density.sum())
    return HipLead(
        Rise(gain, start_deg, 0.5, hip_rise_torso, hip_rise_sd_torso, 2.0, at_s=3.0, doubt=doubt)
    )


def rise_of(metrics: Mapping[str, Measurement]) -> HipLead | Reason:
    """The rise that a rep's measured gain stands for."""
    gain = metrics.get("lean_gain_deg")
    if gain is None or gain.value is None:
        return UNSEEN
    return rise(gain.value, gain.uncertainty or 0.5)
