"""Words on a picture stay in it and off the head."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from formcheck.report import sketch
from formcheck.report.labels import CORNERS, Corner, Labels
from formcheck.report.measured.shapes import Box

WIDTH, HEIGHT = 640, 480
PLACES = st.tuples(st.floats(-50, WIDTH + 50), st.floats(-50, HEIGHT + 50))
HEADS = PLACES.map(lambda at: (at[0] - 45.0, at[1] - 60.0, at[0] + 45.0, at[1] + 60.0))


def shared_px(one: Box, other: Box) -> float:
    across = min(one[2], other[2]) - max(one[0], other[0])
    down = min(one[3], other[3]) - max(one[1], other[1])
    return max(0.0, across) * max(0.0, down)


def empty() -> sketch.Rgb:
    return np.full((HEIGHT, WIDTH, 3), 96, np.uint8)


@given(HEADS, PLACES, st.sampled_from(("left", "right", "above", "below")))
def test_a_label_is_never_on_the_head(head: Box, at: tuple[float, float], side: str) -> None:
    labels = Labels(empty(), 20, [head])
    labels.beside("+10 % of torso", at, side)  # type: ignore[arg-type]
    written = labels.taken[-1]
    assert shared_px(written, head) == 0
    assert written[0] >= 0
    assert written[1] >= 0
    assert written[2] <= WIDTH
    assert written[3] <= HEIGHT


@given(HEADS, st.sampled_from(CORNERS))
def test_the_caption_gives_way_to_the_head(head: Box, corner: Corner) -> None:
    labels = Labels(empty(), 20, [head])
    labels.stack(
        [("Rep 5 of 6", sketch.DARK), ("!  Shoulders crept up: +10 %", sketch.ALERT_DARK)],
        below_px=10,
        corner=corner,
    )
    assert all(shared_px(box, head) == 0 for box in labels.taken[1:])


def test_labels_do_not_cover_each_other_or_the_lines() -> None:
    labels = Labels(empty(), 20)
    labels.avoid([(100.0, 200.0), (500.0, 200.0)])
    lines = list(labels.taken)
    for text in ("hips", "knees", "+27 % of thigh"):
        labels.beside(text, (300.0, 200.0), "above")
    written = labels.taken[len(lines) :]
    for place, box in enumerate(written):
        others = lines + written[:place]
        assert all(shared_px(box, other) == 0 for other in others)


@given(PLACES, st.sampled_from(("left", "right", "above", "below")))
def test_a_label_stays_in_the_part_that_may_be_zoomed_to(
    at: tuple[float, float], side: str
) -> None:
    labels = Labels(empty(), 20, within=(200.0, 100.0, 480.0, 400.0))
    labels.beside("at the bottom", at, side)  # type: ignore[arg-type]
    left, top, right, bottom = labels.taken[-1]
    assert left >= 200
    assert top >= 100
    assert right <= 480
    assert bottom <= 400
