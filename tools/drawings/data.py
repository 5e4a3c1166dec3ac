"""Poses and props of every drill, read from figures.toml.

Lengths are in hundredths of the lifter's height; x points ahead, y to the lifter's left, z up; the
floor is z = 0. Angles are in degrees. Points with two numbers are (x, z) in the middle of the body.
A direction of a limb is (swing, out): swing 0 hangs down, 90 points ahead, 180 up; out 90 points
away from the body to its own side.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Annotated, Any, Literal

import tomli
from pydantic import BaseModel, ConfigDict, Field

View = Literal["side", "front", "back", "above", "corner", "over"]
Point3 = tuple[float, float, float]
Place = tuple[float, float] | Point3 | str
Direction2 = tuple[float, float, float, float]


class _Spec(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Limb(_Spec):
    """An arm or a leg: directions of its two bones, or where its end is and how it bends.

    Attributes:
        bones: (swing, out) of the upper bone, then of the lower one.
        at: Where hand or ankle is; y is counted outward from the middle of the body.
        on_chest: `at` and `bend` are counted from the base of the neck along the upper back (ahead,
            out, up) and go with it.
        bend: The direction in which elbow or knee points when `at` is given.
        foot: Swing of the foot: 90 is flat, 0 points the toes at the floor.
        toes_out: How far the toes turn out.
    """

    bones: Direction2 | None = None
    at: Point3 | None = None
    on_chest: bool = False
    bend: Point3 = (1.0, 0.0, 0.0)
    foot: float = 90.0
    toes_out: float = 8.0


class Pose(_Spec):
    """One body position.

    Attributes:
        hip: (x, z) of the middle of the hips.
        spine: Lean of pelvis, middle and upper back: 0 is up, 90 is ahead.
        head: Lean of the neck; None goes on as the upper back does.
        nod: Turn of the face beyond the neck: positive looks down.
        tilt: Head to its left, in degrees.
        turn: Shoulders and arms turned to the left about the upper back.
        shoulders: (up, ahead) of the shoulder joints from where they rest.
        lying: The body is laid on its left side after it was posed.
    """

    hip: tuple[float, float] = (0.0, 54.0)
    spine: Point3 = (0.0, 0.0, 0.0)
    head: float | None = None
    nod: float = 0.0
    tilt: float = 0.0
    turn: float = 0.0
    shoulders: tuple[float, float] = (0.0, 0.0)
    lying: bool = False
    arm: dict[Literal["both", "right", "left"], Limb] = {}
    leg: dict[Literal["both", "right", "left"], Limb] = {}

    def limb(self, kind: Literal["arm", "leg"], side: Literal["right", "left"]) -> Limb:
        """The spec of one limb; that of a side goes before that of both."""
        specs = self.arm if kind == "arm" else self.leg
        return specs.get(side) or specs.get("both") or Limb(bones=(0.0, 4.0, 0.0, 4.0))


class Prop(_Spec):
    """A thing in the picture; `at` and `to` are points or names of joints."""

    kind: Literal[
        "bar", "line", "band", "box", "bench", "roller", "ball", "wall", "doorway", "dumbbell",
        "plate", "chain", "stick", "arrow", "mat", "screen",
        "ring", "blades",
    ]  # fmt: skip
    at: Place
    to: Place | None = None
    bow: float = 0.0


class Position(_Spec):
    """A pose with its props and with the parts that rest on floor or wall.

    A part is a joint ("knee_left"), a pair ("knee"), or a whole sole ("foot").
    """

    pose: Pose
    props: tuple[Prop, ...] = ()
    on_floor: tuple[str, ...] = ()
    on_wall: tuple[str, ...] = ()


class Figure(_Spec):
    """The positions of one drill, seen from one place; a close-up shows what is above the hips."""

    view: View
    closeup: bool = False
    positions: Annotated[tuple[Position, ...], Field(min_length=2, max_length=4)]


@cache
def load_figures() -> dict[str, Figure]:
    """Every drill's figure by the id of the exercise.

    Raises:
        pydantic.ValidationError: The file breaks the schema.
        KeyError: A pose is like one that does not exist.
    """
    path = Path(__file__).with_name("figures.toml")
    tables = tomli.loads(path.read_text(encoding="utf-8"))
    limbs, bases = tables["limbs"], dict[str, dict[str, Any]]()
    for name, spec in tables["poses"].items():
        bases[name] = _like(spec, bases, limbs)
    return {
        name: Figure.model_validate(_figure(spec, bases, limbs))
        for name, spec in tables["figures"].items()
    }


def _figure(
    spec: dict[str, Any], bases: dict[str, dict[str, Any]], limbs: dict[str, Any]
) -> dict[str, Any]:
    """A figure in full: poses by name filled in, props of all positions added to each."""
    shared = spec.get("props", [])
    positions = []
    for given in spec["positions"]:
        own = dict(given)
        whole = {key: own.pop(key) for key in ("props", "on_floor", "on_wall") if key in own}
        whole["props"] = [*shared, *whole.get("props", [])]
        for key in ("on_floor", "on_wall"):
            whole.setdefault(key, spec.get(key, []))
        positions.append({**whole, "pose": _like(own, bases, limbs)})
    closeup = spec.get("closeup", False)
    return {"view": spec["view"], "closeup": closeup, "positions": positions}


def _like(
    spec: dict[str, Any], bases: dict[str, dict[str, Any]], limbs: dict[str, Any]
) -> dict[str, Any]:
    """A pose with what it does not say itself taken from the one it is like.

    A limb given for both sides takes the place of those of the sides.
    """
    own = dict(spec)
    base = bases[own.pop("like")] if "like" in own else {}
    merged = {**base, **own}
    for kind in ("arm", "leg"):
        given = {side: _limb(limb, limbs) for side, limb in own.get(kind, {}).items()}
        merged[kind] = given if "both" in given else {**base.get(kind, {}), **given}
    return merged


def _limb(limb: str | dict[str, Any], limbs: dict[str, Any]) -> dict[str, Any]:
    """A limb by its name or as it is given."""
    found: dict[str, Any] = limbs[limb] if isinstance(limb, str) else limb
    return found
