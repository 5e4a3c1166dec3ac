"""From when on hips and chest are said to be compared, against when the gain was reached."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np
import pytest

from formcheck.metrics.hip_chest_rise import measure
from formcheck.pipeline.document import _compared_from_s
from formcheck.pipeline.reading import RepReading
from tests.risen import rise


@pytest.mark.parametrize(("joints_from_s", "said_s"), [(2.5, 2.5), (3.0, 2.0), (4.0, 2.0)])
def test_it_is_before_the_gain_is_reached(joints_from_s: float, said_s: float) -> None:
    """In two of some 3,000 reps the hips that are seen began to rise behind the body's window."""
    lead = rise(8.0)
    (metrics,) = measure([lead])
    window = SimpleNamespace(
        motion=SimpleNamespace(time_s=np.arange(0.0, 5.0, 1 / 60)),
        ascent_window=lambda: (round(joints_from_s * 60), 290),
    )
    read = RepReading(window, None, lead, metrics, hidden=False)  # type: ignore[arg-type]
    from_s = _compared_from_s(read)
    assert from_s == pytest.approx(said_s)
    assert from_s < metrics["lean_gain_deg"].at_s
