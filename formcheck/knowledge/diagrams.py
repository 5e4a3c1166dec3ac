"""Drawings of the upper back, of the lever and of the bar's place, as SVG text.

Lines and words take the color of the text around them, so that one drawing does for a light and
a dark page. The words come from the language folder; every drawing carries a description.
"""

from __future__ import annotations

from collections.abc import Callable
from html import escape

from formcheck.knowledge.back_drawing import draw_upper_back
from formcheck.knowledge.bar_drawing import draw_bar_position
from formcheck.knowledge.entries import DiagramWords
from formcheck.knowledge.lever_drawing import draw_moment_arm
from formcheck.knowledge.loader import DEFAULT_LANGUAGE, load_knowledge

_WIDTH = 400
_DRAWINGS: dict[str, tuple[int, Callable[[dict[str, str]], str]]] = {
    "upper_back": (410, draw_upper_back),
    "moment_arm": (282, draw_moment_arm),
    "bar_position": (232, draw_bar_position),
}


def diagram_names() -> tuple[str, ...]:
    """The names of all drawings."""
    return tuple(_DRAWINGS)


def diagram_words(name: str, language: str = DEFAULT_LANGUAGE) -> DiagramWords:
    """Title, caption, description and labels of a drawing."""
    return load_knowledge(language).diagrams[name]


def diagram_svg(name: str, language: str = DEFAULT_LANGUAGE) -> str:
    """A drawing as an SVG element that scales to the width it is given.

    Raises:
        KeyError: There is no drawing of that name.
    """
    height, draw = _DRAWINGS[name]
    words = diagram_words(name, language)
    labels = {key: escape(label) for key, label in words.labels.items()}
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {height}" '
        f'role="img" aria-label="{escape(words.alt, quote=True)}" '
        'style="display:block;width:100%;max-width:560px;margin:0 auto" '
        'font-family="system-ui, sans-serif" font-size="13" fill="currentColor">'
        f"{draw(labels)}</svg>"
    )
