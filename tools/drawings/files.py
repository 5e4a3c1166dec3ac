"""All drawings, each as the text of its file."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from formcheck.knowledge import load_knowledge
from tools.drawings.back_drawing import draw_upper_back
from tools.drawings.bar_drawing import draw_bar_position
from tools.drawings.lever_drawing import draw_moment_arm
from tools.drawings.sheet import draw_drill

_WIDTH: Final = 400
_DIAGRAMS: Final[dict[str, tuple[int, Callable[[dict[str, str]], str]]]] = {
    "upper_back": (410, draw_upper_back),
    "moment_arm": (282, draw_moment_arm),
    "bar_position": (232, draw_bar_position),
}
"""Height, and what draws it: where a word comes stands its name in braces."""


def files() -> dict[str, str]:
    """Every file of formcheck/knowledge/svg by its name."""
    knowledge, made = load_knowledge(), dict[str, str]()
    for name, (height, draw) in _DIAGRAMS.items():
        words = {key: f"{{{key}}}" for key in knowledge.diagrams[name].labels}
        made[f"{name}.svg"] = _file(draw(words), (_WIDTH, height), (_WIDTH, height), "13")
    for exercise in knowledge.exercises:
        sheet = draw_drill(exercise)
        made[f"{exercise.id}.svg"] = _file(sheet.elements, sheet.box, sheet.size_px, "16")
    return made


def _file(
    elements: str, box: tuple[float, float], size_px: tuple[float, float], font_size: str
) -> str:
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {box[0]:.0f} {box[1]:.0f}" '
        f'width="{size_px[0]:.0f}" height="{size_px[1]:.0f}" '
        f'font-family="system-ui, sans-serif" font-size="{font_size}" fill="currentColor">'
        f"{elements}</svg>\n"
    )
