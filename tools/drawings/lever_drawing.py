"""The lever from the bar to the upper back, drawn to scale from a stick figure in balance.

In every panel the bar is over the middle of the foot and the hips are equally low; only the lean
and the place of the bar differ. So the drawn lever is what such a lifter would have.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import cos, radians, sin, sqrt

from tools.drawings.strokes import BLUE, RED, Point, limb, plate

SHIN, THIGH, TRUNK = 62.0, 64.0, 94.0
THIGH_FROM_LEVEL_DEG = 40.0
MIDFOOT = 16.0  # ahead of the ankle
UPPER_BACK = 52.0  # along the trunk, from the hip: the middle of the shoulder blades
GROUND_Y = 236.0


@dataclass(frozen=True)
class Pose:
    """A lifter from the side: how far the trunk leans and where the bar lies on it.

    Attributes:
        lean_deg: Trunk lean from upright.
        bar_up: Distance of the bar from the hip, along the trunk.
        bar_ahead: Distance of the bar ahead of the trunk line; negative is behind it.
    """

    lean_deg: float
    bar_up: float
    bar_ahead: float

    def lever(self) -> float:
        """Horizontal distance of the bar ahead of the upper back."""
        along = (self.bar_up - UPPER_BACK) * sin(radians(self.lean_deg))
        return along + self.bar_ahead * cos(radians(self.lean_deg))


UPRIGHT = Pose(lean_deg=22.0, bar_up=83.0, bar_ahead=-8.0)
LEANING = Pose(lean_deg=60.0, bar_up=83.0, bar_ahead=-8.0)
FRONT = Pose(lean_deg=8.0, bar_up=78.0, bar_ahead=11.0)


def joints(pose: Pose, midfoot_x: float) -> dict[str, Point]:
    """Where everything is when the bar is over the middle of the foot; y grows downward."""
    lean, thigh = radians(pose.lean_deg), radians(THIGH_FROM_LEVEL_DEG)
    ankle = (midfoot_x - MIDFOOT, GROUND_Y - 8)
    bar_from_hip = pose.bar_up * sin(lean) + pose.bar_ahead * cos(lean)
    hip_x = midfoot_x - bar_from_hip
    knee_x = hip_x + THIGH * cos(thigh)
    forward = max(-0.95, min(0.95, (knee_x - ankle[0]) / SHIN))
    knee = (ankle[0] + SHIN * forward, ankle[1] - SHIN * sqrt(1 - forward**2))
    hip = (knee[0] - THIGH * cos(thigh), knee[1] - THIGH * sin(thigh))

    def on_trunk(up: float, ahead: float = 0.0) -> Point:
        x = hip[0] + up * sin(lean) + ahead * cos(lean)
        return x, hip[1] - up * cos(lean) + ahead * sin(lean)

    return {
        "ankle": ankle,
        "knee": knee,
        "hip": hip,
        "neck": on_trunk(TRUNK),
        "head": on_trunk(TRUNK + 20, 5),
        "upper_back": on_trunk(UPPER_BACK),
        "bar": on_trunk(pose.bar_up, pose.bar_ahead),
        "shoulder": on_trunk(TRUNK - 12, 1),
        "elbow": on_trunk(52, -16) if pose.bar_ahead < 0 else on_trunk(72, 38),
    }


def draw_moment_arm(labels: dict[str, str]) -> str:
    """The three panels as SVG elements."""
    panels = ((UPRIGHT, 60.0, "upright"), (LEANING, 206.0, "leaning"), (FRONT, 332.0, "front"))
    ground = (
        f'<line x1="8" y1="{GROUND_Y}" x2="392" y2="{GROUND_Y}" stroke="currentColor" '
        'stroke-opacity=".35" stroke-width="1.5"/>'
    )
    return ground + "".join(_panel(pose, x, name, labels) for pose, x, name in panels)


def _panel(pose: Pose, midfoot_x: float, name: str, labels: dict[str, str]) -> str:
    at = joints(pose, midfoot_x)
    back, bar = at["upper_back"], at["bar"]
    parts = [
        f'<line x1="{bar[0]:.1f}" y1="{bar[1]:.1f}" x2="{bar[0]:.1f}" y2="{GROUND_Y}" '
        f'stroke="{BLUE}" stroke-width="1.5" stroke-dasharray="4 4"/>',
        _body(at),
        plate(bar, 24, 5),
        _lever(back, bar),
        f'<text x="{midfoot_x:.0f}" y="{GROUND_Y + 20}" text-anchor="middle" '
        f'font-weight="650">{labels[name]}</text>',
        f'<text x="{midfoot_x:.0f}" y="{GROUND_Y + 37}" text-anchor="middle" font-size="12" '
        f'fill-opacity=".8">{labels[f"{name}_note"]}</text>',
    ]
    return "".join(parts)


def _body(at: dict[str, Point]) -> str:
    heel, toes = at["ankle"][0] - 8, at["ankle"][0] + 34
    head_x, head_y = at["head"]
    limbs = (
        limb([(heel, GROUND_Y - 5), (toes, GROUND_Y - 5)], 9),
        limb([at["ankle"], at["knee"], at["hip"]], 12),
        limb([at["hip"], at["neck"]], 17),
    )
    return (
        f'<g opacity=".38">{"".join(limbs)}'
        f'<circle cx="{head_x:.1f}" cy="{head_y:.1f}" r="14"/></g>'
        f'<g opacity=".55">{limb([at["shoulder"], at["elbow"], at["bar"]], 6)}</g>'
    )


def _lever(back: Point, bar: Point) -> str:
    """From the upper back straight across to the line under the bar."""
    y = back[1]
    ticks = "".join(
        f'<line x1="{x:.1f}" y1="{y - 5:.1f}" x2="{x:.1f}" y2="{y + 5:.1f}"/>'
        for x in (back[0], bar[0])
    )
    return (
        f'<g stroke="{RED}" stroke-width="4" stroke-linecap="round">'
        f'<line x1="{back[0]:.1f}" y1="{y:.1f}" x2="{bar[0]:.1f}" y2="{y:.1f}"/>'
        f'<g stroke-width="2.5">{ticks}</g></g>'
        f'<circle cx="{back[0]:.1f}" cy="{y:.1f}" r="4" fill="{RED}"/>'
    )
