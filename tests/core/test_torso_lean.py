"""How a lean is read off a pulling lifter's trunk."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from formcheck.arithmetic.geometry import true_lean_deg
from formcheck.metrics import torso_lean
from formcheck.pipeline.options import Options
from formcheck.pipeline.reading import read_set
from tests import stick
from tests.observed import observed


@pytest.mark.parametrize(("yaw_deg", "said"), [(0.0, 0.5), (45.0, 0.25), (-45.0, 0.5)])
def test_a_pulls_lean_is_the_mean_of_its_line_and_its_height_where_it_leans(yaw_deg, said):
    """A trunk drawn a tenth too long leans by its line alone while it stands.

    Toward a camera in front it is drawn lower, so that its height says less.
    """
    track = stick.film(stick.deadlift(stick.paced(4)))
    motion = read_set(observed(track, runtime="mediapipe 0"), Options().rep_options).motion
    leans_deg = np.array([60.0, 40.0, 12.5])
    drawn_px = (
        0.95
        * motion.torso_px
        * np.array([(np.sin(lean), np.cos(lean)) for lean in np.radians(leans_deg)])
    )
    hip = {"hip": np.zeros((3, 2)), "shoulder": drawn_px * (motion.forward, -1.0)}
    seen = replace(motion, left=hip, right=hip, view=replace(motion.view, yaw_deg=yaw_deg))
    height_deg = np.degrees(np.arccos(0.95 * np.cos(np.radians(leans_deg))))
    weight = said * np.minimum(1.0, height_deg / 25.0)
    assert torso_lean.lean_curve_deg(seen) == pytest.approx(
        (1 - weight) * true_lean_deg(leans_deg, abs(yaw_deg)) + weight * height_deg
    )
