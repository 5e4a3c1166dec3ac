"""Where a dip leaves rest, and where it regains it."""

from __future__ import annotations

import numpy as np
import pytest

from formcheck.reps.levels import levels


def test_where_a_dip_regains_rest_is_mirrored_where_it_leaves_it():
    """Also where nothing is seen on one side of it."""
    up = np.concatenate([np.linspace(0, 0.7, 30), np.full(12, 0.7), np.linspace(0.7, 1, 20)])
    curve = np.concatenate([np.full(60, np.nan), up, np.ones(40)])
    low, edge = 60, len(curve) - 1
    (_, unseen), (index, level) = levels(curve, low, (0, edge))
    (mirrored, same), (_, still_unseen) = levels(curve[::-1], edge - low, (0, edge))
    assert np.isnan([unseen, still_unseen]).all()
    assert (edge - mirrored, same) == (index, pytest.approx(level))
