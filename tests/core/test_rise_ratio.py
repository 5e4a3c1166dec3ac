"""How far the hips rise for what the chest does, of rises made by hand."""

from __future__ import annotations

import itertools

import numpy as np
import pytest

from formcheck.metrics.hip_chest_rise import measure
from tests.risen import rise


def test_a_ratio_that_tells_nothing_is_a_dash_with_its_reason():
    """3.99 ± 5.72 stood in the table."""
    for gain_deg, half_deg in itertools.product((0, 8, 16, 20, 22), (0.5, 2, 4, 6, 8)):
        ratio = measure([rise(gain_deg, half_deg)])[0]["rise_ratio"]
        if ratio.value is None:
            assert ratio.not_assessed
        else:
            assert ratio.uncertainty < ratio.value
    assert measure([rise(0, 2)])[0]["rise_ratio"].value == pytest.approx(1, abs=0.05)


@pytest.mark.parametrize(("gain_deg", "hip_torso"), [(-12.0, 0.15), (-4.0, 0.3), (3.0, 0.4)])
def test_a_ratio_is_as_unsure_as_the_rise_of_the_hips(gain_deg, hip_torso):
    """That of Romanian deadlifts, whose hips rise by a hand's breadth, held the truth in 65 %."""
    share = 0.24
    sure, unsure = (
        measure([rise(gain_deg, 0.5, hip_rise_torso=hip_torso, hip_rise_sd_torso=sd)])[0]
        for sd in (0.0, share * hip_torso)
    )
    lead_torso, ratio = unsure["hip_lead_torso"].value, unsure["rise_ratio"]
    hips_torso = hip_torso * np.exp(share * np.random.default_rng(4).normal(size=4000))
    truly = hips_torso / (hips_torso - lead_torso)
    low, high = ratio.interval
    assert np.mean((truly >= low) & (truly <= high)) == pytest.approx(0.9, abs=0.04)
    assert ratio.value == sure["rise_ratio"].value


def test_hips_that_rise_before_the_chest_rise_further_than_it():
    ratios = [measure([rise(gain_deg, 1)])[0]["rise_ratio"].value for gain_deg in (-6, 0, 8, 12)]
    assert ratios == sorted(ratios)
    assert ratios[0] < 0.9
    assert ratios[-1] > 1.2
