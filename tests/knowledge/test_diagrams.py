"""The drawings: well-formed, described, and the lever drawn to scale."""

from __future__ import annotations

import re
from math import cos, radians, sin
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from formcheck.knowledge import load_knowledge
from formcheck.knowledge.drawings import DIAGRAMS, FOLDER, diagram_svg
from tools.drawings.files import files
from tools.drawings.lever_drawing import (
    FRONT,
    LEANING,
    SHIN,
    THIGH,
    UPPER_BACK,
    UPRIGHT,
    Pose,
    joints,
)

SVG = "{http://www.w3.org/2000/svg}"


@pytest.mark.parametrize("name", DIAGRAMS)
def test_a_drawing_is_well_formed_described_and_inside_its_frame(name: str) -> None:
    root = ElementTree.fromstring(diagram_svg(name))
    assert root.tag == f"{SVG}svg"
    assert root.get("aria-label") == load_knowledge().diagrams[name].alt
    width, height = map(float, str(root.get("viewBox")).split()[2:])
    for text in root.iter(f"{SVG}text"):
        assert 0 <= float(text.get("x", "-1")) <= width
        assert 0 < float(text.get("y", "-1")) <= height


def test_the_files_are_the_ones_that_are_drawn_and_no_others() -> None:
    kept = {path.name: path.read_text(encoding="utf-8") for path in FOLDER.iterdir()}
    assert kept == files(), "run python -m tools.drawings"


@pytest.mark.parametrize("name", DIAGRAMS)
def test_every_label_is_drawn(name: str) -> None:
    root = ElementTree.fromstring(diagram_svg(name))
    drawn = [text.text for text in root.iter(f"{SVG}text")]
    assert sorted(drawn) == sorted(load_knowledge().diagrams[name].labels.values())  # type: ignore[type-var]


@pytest.mark.parametrize("name", DIAGRAMS)
def test_a_drawing_does_for_light_and_dark(name: str) -> None:
    svg = diagram_svg(name)
    assert 'fill="currentColor"' in svg
    assert re.findall(r"#0{3,6}\b|black|white\b", svg) == []


def _distance(a: tuple[float, float], b: tuple[float, float]) -> float:
    return ((a[0] - b[0]) ** 2 + (a[1] - b[1]) ** 2) ** 0.5


@pytest.mark.parametrize("pose", [UPRIGHT, LEANING, FRONT])
def test_the_bar_is_over_the_middle_of_the_foot_and_bones_keep_their_length(pose: Pose) -> None:
    at = joints(pose, 100.0)
    assert at["bar"][0] == pytest.approx(100.0)
    assert _distance(at["ankle"], at["knee"]) == pytest.approx(SHIN)
    assert _distance(at["knee"], at["hip"]) == pytest.approx(THIGH)
    assert _distance(at["hip"], at["upper_back"]) == pytest.approx(UPPER_BACK)
    assert at["bar"][0] - at["upper_back"][0] == pytest.approx(pose.lever())
    forward = (at["knee"][0] - at["ankle"][0]) / SHIN
    assert sin(radians(-10)) < forward < sin(radians(50))  # a lifter could stand like that


def test_the_drawn_levers_tell_the_story_of_the_articles() -> None:
    assert UPRIGHT.lever() < 0.4 * FRONT.lever() < 0.4 * LEANING.lever()


@given(lean=st.floats(0, 80), more=st.floats(0.1, 10))
def test_the_lever_of_a_back_squat_grows_with_the_lean(lean: float, more: float) -> None:
    bar_up, behind = 83.0, -8.0
    lever = Pose(lean, bar_up, behind).lever()
    assert Pose(lean + more, bar_up, behind).lever() > lever
    closed = (bar_up - UPPER_BACK) * sin(radians(lean)) + behind * cos(radians(lean))
    assert lever == pytest.approx(closed)
