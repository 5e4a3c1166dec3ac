"""Words on a picture stay in it and off the head."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from formcheck.report import sketch
from formcheck.report.labels import CORNERS, Corner, Labels
from formcheck.report.measured.levels import BAR_STANDS
from formcheck.report.measured.shapes import Box, Drawing, Tag, level
from formcheck.report.overlay_frame import paint_tags

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
    labels.write_beside("+10 % of torso", at, side)  # type: ignore[arg-type]
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


@pytest.mark.parametrize(("hips_px", "named"), [(HEIGHT + 5, False), (HEIGHT - 5, True)])
def test_lines_below_the_picture_are_not_named_at_its_edge(hips_px: float, named: bool) -> None:
    """Of who is filmed from the hips up, "hips" and "knees" stood beside the elbows."""
    lines = [level(100, 500, y, "now") for y in (hips_px, HEIGHT + 90)]
    tags = [Tag(text, (100, HEIGHT + 90)) for text in ("knees", "+52 % of thigh")]
    rgb = empty()
    paint_tags(Drawing(tuple(lines), tuple(tags)), lambda at: at, Labels(rgb, 20))
    assert (rgb != empty()).any() == named


def test_labels_do_not_cover_each_other_or_the_lines() -> None:
    labels = Labels(empty(), 20)
    labels.avoid([(100.0, 200.0), (500.0, 200.0)])
    lines = list(labels.taken)
    for text in ("hips", "knees", "+27 % of thigh"):
        labels.write_beside(text, (300.0, 200.0), "above")
    written = labels.taken[len(lines) :]
    for place, box in enumerate(written):
        others = lines + written[:place]
        assert all(shared_px(box, other) == 0 for other in others)


@given(PLACES, st.sampled_from(("left", "right", "above", "below")))
def test_a_label_stays_in_the_part_that_may_be_zoomed_to(
    at: tuple[float, float], side: str
) -> None:
    labels = Labels(empty(), 20, within=(200.0, 100.0, 480.0, 400.0))
    labels.write_beside("at the bottom", at, side)  # type: ignore[arg-type]
    left, top, right, bottom = labels.taken[-1]
    assert left >= 200
    assert top >= 100
    assert right <= 480
    assert bottom <= 400


CAPTION = [
    ("Rep 5 of 6", sketch.DARK),
    ("!  Perhaps hips rose before the chest: +8.6°", sketch.ALERT_DARK),
]


@given(
    st.floats(0, 0.6),
    st.floats(0.25, 0.9),
    st.floats(0, 0.6),
    st.floats(0.3, 0.9),
    st.sampled_from(CORNERS),
)
def test_the_edge_of_a_close_up_cuts_no_caption(
    left: float, wide: float, top: float, high: float, corner: Corner
) -> None:
    part = (left * WIDTH, top * HEIGHT, min(left + wide, 1) * WIDTH, min(top + high, 1) * HEIGHT)
    labels = Labels(empty(), 20, within=part)
    labels.stack(CAPTION, below_px=10, corner=corner)
    for box in labels.taken:
        whole = (box[2] - box[0]) * (box[3] - box[1])
        assert shared_px(box, part) in (0, pytest.approx(whole))
        assert shared_px(box, (0, 10, WIDTH, HEIGHT)) == pytest.approx(whole)


def test_a_caption_stands_beside_the_close_up_where_there_is_space() -> None:
    part = (230.0, 40.0, 640.0, 480.0)
    labels = Labels(empty(), 20, within=part)
    labels.stack(CAPTION, below_px=10, corner="bottom_right")
    assert labels.taken
    assert all(box[2] <= part[0] for box in labels.taken)


@given(st.floats(0, 0.5), st.floats(0.3, 0.9), st.sampled_from(CORNERS))
def test_a_note_to_the_lines_stands_in_the_close_up(
    left: float, wide: float, corner: Corner
) -> None:
    """It was beside it, so that of two reps side by side neither picture showed it."""
    part = (left * WIDTH, 40.0, min(left + wide, 1) * WIDTH, float(HEIGHT))
    labels = Labels(empty(), 20, within=part)
    labels.stack([(BAR_STANDS, sketch.DARK)], below_px=10, corner=corner, in_part=True)
    assert labels.taken
    for box in labels.taken:
        assert shared_px(box, part) == pytest.approx((box[2] - box[0]) * (box[3] - box[1]))


def test_a_label_as_wide_as_the_close_up_is_written_smaller() -> None:
    labels = Labels(empty(), 20, within=(300.0, 100.0, 400.0, 400.0))
    labels.write_beside("at the bottom", (350.0, 250.0), "above")
    left, _, right, _ = labels.taken[-1]
    assert left >= 300
    assert right <= 400
