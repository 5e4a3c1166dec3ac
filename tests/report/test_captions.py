"""Words never lie on what a finding's picture is there to show: its lines, its figure, the head."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest

from formcheck.report import sketch
from formcheck.report.labels import Labels
from formcheck.report.measured.drawing import drawing_of
from formcheck.report.measured.moment import Clip
from formcheck.report.measured.shapes import Box
from formcheck.report.overlay_frame import NAME_FONTS, Annotator, Style, paint_lines, placing
from formcheck.report.still import finding_box
from formcheck.report.tracks import lifter_part_px
from formcheck.video.reading import Frame
from tests.report.measured_clip import DRAWN, bar_at, clip_of, finding, poses, set_of, with_backs
from tests.report.test_labels import shared_px

FOUND = {
    "lean_peak_deg": (52.4, "deg", "excessive_lean"),
    "lean_gain_deg": (10.0, "deg", "good_morning"),
    "neck_change_deg": (14.0, "deg", "neck_posture"),
    "shrug_torso": (0.08, "torso", "shrug"),
    "depth_thigh": (0.3, "thigh", "shallow_depth"),
    "heel_rise_torso": (0.1, "torso", "heel_lift"),
    "descent_s": (0.3, "s", "uncontrolled_descent"),
    "knee_in_hip_width": (0.3, "hip width", "knees_in"),
    "back_rounding_deg": (39.0, "deg", "upper_back_rounding"),
    "upper_back_curl_deg": (39.0, "deg", "upper_back_rounding"),
    "upper_back_bend_deg": (39.0, "deg", "upper_back_rounding"),
}
PICTURES: dict[str, Box | None] = {
    "close-up": None,
    "wide": (0, 0, 1280, 720),
    "tall": (420, 0, 825, 720),
    "video": (0, 0, 1280, 720),
}
LONGEST_PX = 720


def flagged(metric: str, yaw_deg: float) -> Clip:
    measured, unit, fault = FOUND[metric]
    lift = "deadlift" if fault == "upper_back_rounding" else "squat"
    analysis = set_of(finding(metric, measured, unit, fault), yaw_deg=yaw_deg, lift=lift)
    lifter = poses(spread_px=100.0 if metric == "knee_in_hip_width" else 0.0)
    bar = bar_at({2.0: 400.0, 6.0: 384.0})
    return with_backs(clip_of(analysis, bar, lifter), {2.0: 0.0, 6.0: 60.0})


def frame_of(crop: Box) -> Frame:
    left, top, right, bottom = crop
    scale = min(1.0, LONGEST_PX / max(right - left, bottom - top))
    high, wide = (round(side * scale) // 2 * 2 for side in (bottom - top, right - left))
    gray = np.full((high, wide, 3), 96, np.uint8)
    return Frame(6.0, gray, (left, top), (scale, scale))


@pytest.mark.parametrize("yaw_deg", [0.0, 40.0])
@pytest.mark.parametrize("shape", PICTURES)
@pytest.mark.parametrize("metric", DRAWN)
def test_no_words_cover_the_drawing_of_a_fault(
    metric: str, shape: str, yaw_deg: float, monkeypatch: pytest.MonkeyPatch
) -> None:
    clip = flagged(metric, yaw_deg)
    rep = clip.analysis.reps[1]
    found = rep.findings[0]
    lines = drawing_of(clip, rep, found, 6.0)
    assert lines is not None
    frame = frame_of(PICTURES[shape] or finding_box(clip, rep, found) or PICTURES["wide"])
    drawn = np.zeros_like(frame.pixels)
    unit_px = Style.of(drawn.shape[1], drawn.shape[0]).unit_px
    paint_lines(drawn, lines, placing(frame), unit_px)
    written: list[tuple[str, Box]] = []
    write = Labels._write

    def noted(labels: Labels, text: str, *rest: object) -> None:
        write(labels, text, *rest)  # type: ignore[arg-type]
        written.append((text, labels.taken[-1]))

    monkeypatch.setattr(Labels, "_write", noted)
    finding_of_all = None if shape == "video" else (rep, found)
    Annotator(clip.tracks, clip.analysis, strip=shape == "video", finding=finding_of_all).draw(
        frame
    )
    assert len(written) >= len(lines.tags) + (shape == "video")  # which says the rep and the fault
    part = lifter_part_px(clip.tracks, clip.analysis)
    if part and shape == "video":  # the player zooms to it
        part = (*placing(frame)((part[0], part[1])), *placing(frame)((part[2], part[3])))
        said = " ".join(text for text, at in written if shared_px(at, part))
        assert lines.note in said
    if lines.note:  # the sentence, which may be broken into lines, lies over no foot
        feet = [(*placing(frame)(f[:2]), *placing(frame)(f[2:])) for f in clip.at(6.0).feet]
        noted = [at for text, at in written if text in lines.note]
        assert not any(shared_px(at, foot) for at in noted for foot in feet)
    for text, (left, top, right, bottom) in written:
        under = drawn[int(top) + 1 : int(bottom), int(left) + 1 : int(right)]
        assert not under.any(), f"{text!r} covers {np.count_nonzero(under.any(axis=2))} px"
    for (one, at), (other, beside) in combinations(written, 2):
        assert shared_px(at, beside) == 0, (one, other)


@pytest.mark.parametrize("metric", DRAWN)
def test_the_player_s_name_of_a_rep_lies_on_no_words(
    metric: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Side by side, "Rep 1 · perhaps" stood on the caption of whoever fills the picture."""
    clip = flagged(metric, 0.0)
    monkeypatch.setattr("formcheck.report.overlay_frame.lifter_part_px", lambda *_: None)
    tops: list[float] = []
    write = Labels._write

    def noted(labels: Labels, text: str, *rest: object) -> None:
        write(labels, text, *rest)  # type: ignore[arg-type]
        tops.append(labels.taken[-1][1])

    monkeypatch.setattr(Labels, "_write", noted)
    frame = frame_of((420, 0, 825, 720))
    Annotator(clip.tracks, clip.analysis).draw(frame)
    assert tops
    assert min(tops) >= NAME_FONTS * Style.of(*frame.pixels.shape[1::-1]).font_px


@pytest.mark.parametrize(("wide_px", "font_px"), [(720, 22), (1280, 30)])
def test_captions_beside_a_lifter_in_a_square_are_no_column_of_one_word_each(
    wide_px: int, font_px: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """ "Rep 1 of" over "1" over "? Perhaps" over "hips rose" over "before" over "the"."""
    written: list[tuple[str, int]] = []
    write = Labels._write

    def noted(labels: Labels, text: str, box: Box, ground: sketch.Color, size: int) -> None:
        write(labels, text, box, ground, size)
        written.append((text, size))
        assert not shared_px(labels.taken[-1], part)

    monkeypatch.setattr(Labels, "_write", noted)
    part = (wide_px / 2 - 160.0, 86.0, wide_px / 2 + 157.0, 682.0)
    labels = Labels(np.full((720, wide_px, 3), 96, np.uint8), 30, within=part)
    said = ["Rep 1 of 1", "?  Perhaps hips rose before the chest: +9.0°"]
    texts = [(text, sketch.DARK) for text in said]
    labels.stack(texts, below_px=14.0, corner="bottom_left")
    assert written[0][0] == said[0]
    assert " ".join(text for text, _ in written) == " ".join(said)
    assert len(written) <= 5
    assert {size for _, size in written} == {font_px}
