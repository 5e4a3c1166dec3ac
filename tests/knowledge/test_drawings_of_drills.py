"""The drawn positions: a body that keeps its bones, stands on the floor, and is described."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise
from xml.etree import ElementTree

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from formcheck.knowledge import load_knowledge
from formcheck.knowledge.drawings import drill_alt, drill_svg
from tools.drawings.body import draw_body
from tools.drawings.camera import CAMERAS, Camera
from tools.drawings.data import Limb, Pose, Position, load_figures
from tools.drawings.sheet import WIDTH
from tools.drawings.skeleton import BONES, Joints, OutOfReachError, bend_deg, joints

KNOWLEDGE = load_knowledge()
FIGURES = load_figures()
DRAWN = [(name, n, p) for name, f in FIGURES.items() for n, p in enumerate(f.positions, 1)]
NAMES = [f"{name}-{n}" for name, n, _ in DRAWN]
SVG = "{http://www.w3.org/2000/svg}"
REST = {"heel": 0.0, "toe": 0.0, "hand": 1.5, "elbow": 2.4, "knee": 3.7, "ankle": 2.4, "hip": 6.2}
"""How high a joint is when the body part around it lies on the floor."""
SLACK = 1.2
ANKLE_TO_TOE = (11.5**2 + 4.0**2) ** 0.5


def _bones(at: Joints) -> Iterator[tuple[str, float, float]]:
    """Name, drawn length and true length of every bone."""
    for (one, other), length in BONES.items():
        for side in ("", "_right", "_left"):
            ends = [name.replace("hip_joint", "hip") + side for name in (one, other)]
            if side and one in ("hip", "waist", "ribs", "neck", "skull"):
                continue
            if all(end in at for end in ends):
                yield f"{one}{side}", float(np.linalg.norm(at[ends[0]] - at[ends[1]])), length


def test_every_exercise_has_a_figure_and_every_figure_an_exercise() -> None:
    assert set(FIGURES) == {exercise.id for exercise in KNOWLEDGE.exercises}


@pytest.mark.parametrize("exercise", KNOWLEDGE.exercises, ids=lambda exercise: exercise.id)
def test_an_exercise_has_two_to_four_positions_a_dose_a_stop_and_words_for_the_picture(
    exercise,  # type: ignore[no-untyped-def]
) -> None:
    assert 2 <= len(exercise.positions) == len(FIGURES[exercise.id].positions) <= 4
    assert exercise.dose.sources
    assert exercise.stop.text.startswith("Stop")
    shown = [position.shows for position in exercise.positions]
    assert len(set(shown)) == len(shown)
    root = ElementTree.fromstring(drill_svg(exercise))
    assert root.find(f"{SVG}title").text == exercise.name  # type: ignore[union-attr]
    assert root.find(f"{SVG}desc").text == drill_alt(exercise)  # type: ignore[union-attr]
    assert all(text in str(root.get("aria-label")) for text in shown)
    assert len(root.findall(f"{SVG}svg")) == len(shown)


@pytest.mark.parametrize("exercise", KNOWLEDGE.exercises, ids=lambda exercise: exercise.id)
def test_a_drawing_does_for_light_and_dark_and_for_a_phone(exercise) -> None:  # type: ignore[no-untyped-def]
    svg = drill_svg(exercise)
    assert re.findall(r"#0{3,6}\b|#f{3,6}\b|black|white\b|nan", svg) == []
    assert 'color="#e8efed"' in drill_svg(exercise, color="#e8efed")
    width, height = map(float, str(ElementTree.fromstring(svg).get("viewBox")).split()[2:])
    assert width <= WIDTH + 4, "340 px show a lifter at least 130 px tall"
    assert height <= 300


@pytest.mark.parametrize(("name", "number", "position"), DRAWN, ids=NAMES)
def test_bones_keep_their_length_and_joints_bend_as_they_can(
    name: str, number: int, position: Position
) -> None:
    at = joints(position.pose)
    for bone, length, true in _bones(at):
        assert length == pytest.approx(true, abs=1e-6), bone
    for side in ("right", "left"):
        toes = at[f"toe_{side}"] - at[f"ankle_{side}"]
        assert float(np.linalg.norm(toes)) == pytest.approx(ANKLE_TO_TOE, abs=1e-6)
        knee = bend_deg(at[f"hip_{side}"], at[f"knee_{side}"], at[f"ankle_{side}"])
        elbow = bend_deg(at[f"shoulder_{side}"], at[f"elbow_{side}"], at[f"hand_{side}"])
        assert knee > 20, "a calf on the thigh"
        assert elbow > 15
    spine = position.pose.spine
    assert max(abs(a - b) for a, b in pairwise(spine)) <= 60


@pytest.mark.parametrize(("name", "number", "position"), DRAWN, ids=NAMES)
def test_knees_bend_backward_only(name: str, number: int, position: Position) -> None:
    """The front of a shin is where the toes and the top of the foot point."""
    at = joints(position.pose)
    for side in ("right", "left"):
        hip, knee, ankle, toe, heel = (
            at[f"{joint}_{side}"] for joint in ("hip", "knee", "ankle", "toe", "heel")
        )
        line, foot, shin = ankle - hip, (toe - heel) / 15.5, (ankle - knee) / 24.5
        front = foot + (ankle - heel - 4.0 * foot) / 4.0
        front = front - (front @ shin) * shin
        off = knee - hip - (knee - hip) @ line / (line @ line) * line
        if np.linalg.norm(off) > 2.0:
            assert off @ front > 0, side


@pytest.mark.parametrize(("name", "number", "position"), DRAWN, ids=NAMES)
def test_what_rests_on_floor_or_wall_touches_it_and_nothing_is_below(
    name: str, number: int, position: Position
) -> None:
    at = joints(position.pose)
    for part in position.on_floor:
        for joint in _joints_of(part, at):
            height = float(at[joint][2]) - REST[joint.split("_")[0]]
            assert height == pytest.approx(0.0, abs=SLACK), joint
    walls = [prop for prop in position.props if prop.kind == "wall"]
    for part in position.on_wall:
        (wall,) = walls
        gap = float(wall.at[0]) - float(at[part][0]) - REST["knee"]  # type: ignore[arg-type]
        assert gap == pytest.approx(0.0, abs=SLACK)
    if FIGURES[name].view not in ("above", "over"):
        assert position.on_floor or FIGURES[name].closeup, "somebody who floats"
        assert min(float(point[2]) for point in at.values()) > -SLACK


@pytest.mark.parametrize("name", FIGURES)
def test_feet_that_stay_on_the_floor_do_not_slide(name: str) -> None:
    """From one position to the next: what moves is the body, not the ground."""
    planted = [
        joints(p.pose)["ankle_right"] for p in FIGURES[name].positions if "foot" in p.on_floor
    ]
    for one, other in pairwise(planted):
        assert float(np.linalg.norm(one - other)) < 3.0


def _joints_of(part: str, at: Joints) -> list[str]:
    name, _, side = part.partition("_")
    sides = [side] if side else ["right", "left"]
    if name == "hip":
        return ["hip"]
    names = ["heel", "toe"] if name == "foot" else [name]
    return [f"{joint}_{s}" for joint in names for s in sides if f"{joint}_{s}" in at]


@given(
    bones=st.tuples(*(st.floats(-180, 180) for _ in range(4))),
    spine=st.tuples(*(st.floats(-90, 120) for _ in range(3))),
    turn=st.floats(-90, 90),
    lying=st.booleans(),
)
def test_whatever_the_pose_the_bones_keep_their_length(bones, spine, turn, lying) -> None:  # type: ignore[no-untyped-def]
    limb = {"both": Limb(bones=bones)}
    at = joints(Pose(spine=spine, turn=turn, lying=lying, arm=limb, leg=limb))
    for bone, length, true in _bones(at):
        assert length == pytest.approx(true, abs=1e-6), bone


@given(x=st.floats(-20, 20), z=st.floats(52, 100), ahead=st.sampled_from([1.0, -1.0]))
def test_a_hand_put_somewhere_is_there_with_the_elbow_on_the_side_asked(
    x: float, z: float, ahead: float
) -> None:
    limb = Limb(at=(x, 9.5, z), bend=(ahead, 0.0, 0.0))
    try:
        at = joints(Pose(arm={"both": limb}))
    except OutOfReachError:
        return
    assert at["hand_right"] == pytest.approx([x, -9.5, z])
    assert at["hand_left"] == pytest.approx([x, 9.5, z])
    straight = at["shoulder_right"] + 0.5 * (at["hand_right"] - at["shoulder_right"])
    away = (at["elbow_right"] - straight) @ np.cross(
        np.cross(at["hand_right"] - at["shoulder_right"], [ahead, 0.0, 0.0]),
        at["hand_right"] - at["shoulder_right"],
    )
    assert away > -1e-6


def test_an_elbow_that_is_to_bend_along_the_arm_is_refused() -> None:
    shoulder = joints(Pose())["shoulder_right"]
    ahead = (shoulder[0] + 3.0, -shoulder[1], shoulder[2])
    with pytest.raises(OutOfReachError):
        joints(Pose(arm={"both": Limb(at=ahead, bend=(1.0, 0.0, 0.0))}))


def test_a_hand_out_of_reach_is_refused() -> None:
    with pytest.raises(OutOfReachError):
        joints(Pose(arm={"both": Limb(at=(90.0, 9.5, 80.0))}))


@pytest.mark.parametrize("view", CAMERAS)
def test_lengths_across_the_view_are_true(view) -> None:  # type: ignore[no-untyped-def]
    camera: Camera = CAMERAS[view]
    at = joints(Pose())
    for one, other in (("hip", "neck"), ("shoulder_right", "shoulder_left")):
        seen = np.subtract(camera.paper(at[one]), camera.paper(at[other]))
        deep = camera.depth(at[one]) - camera.depth(at[other])
        true = float(np.linalg.norm(at[one] - at[other]))
        assert np.hypot(*seen) <= true + 1e-9
        if camera.pitch_deg >= 45 or camera.pitch_deg == 0:
            assert np.hypot(np.hypot(*seen), deep) == pytest.approx(true)


def test_from_the_side_the_far_limbs_are_pale() -> None:
    body, arms = draw_body(joints(Pose()), CAMERAS["side"])
    assert body.index('opacity="0.26"') < body.index('opacity="0.56"')
    assert arms.count("<path") == 3, "one near arm: upper arm, forearm, hand"
