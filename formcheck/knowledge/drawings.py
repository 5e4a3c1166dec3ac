"""The drawings of the back, the lever and the drills as files, made by `python -m tools.drawings`.

A file is the drawing alone; its words come from the folder of texts when it is shown. Lines and
words take the color of the text around them, so that one drawing does for a light and a dark page.
"""

from __future__ import annotations

import re
from functools import cache
from html import escape
from pathlib import Path
from typing import Final

from formcheck.knowledge.entries import Exercise
from formcheck.knowledge.schema import load_knowledge

FOLDER: Final = Path(__file__).with_name("svg")
_FILE: Final = re.compile(
    r'<svg xmlns="http://www\.w3\.org/2000/svg" viewBox="([^"]+)" width="(\d+)" height="(\d+)" '
    r'font-family="system-ui, sans-serif"[^>]*>(.*)</svg>\n',
    re.DOTALL,
)
DIAGRAMS: Final = ("upper_back", "moment_arm", "bar_position")
"""The drawings that are of no drill."""


@cache
def _drawn(name: str) -> tuple[str, ...]:
    """What a file holds: the box it is seen in, its width and height in pixels, its elements.

    Raises:
        KeyError: There is no drawing of that name.
    """
    file = FOLDER / f"{name}.svg"
    found = _FILE.fullmatch(file.read_text(encoding="utf-8")) if file.is_file() else None
    if found is None:
        raise KeyError(name)
    return found.groups()


def diagram_svg(name: str) -> str:
    """A drawing as an SVG element that scales to the width it is given."""
    box, _, _, elements = _drawn(name)
    words = load_knowledge().diagrams[name]
    labels = {key: escape(label) for key, label in words.labels.items()}
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="{box}" '
        f'role="img" aria-label="{escape(words.alt, quote=True)}" '
        'style="display:block;width:100%;max-width:560px;margin:0 auto" '
        'font-family="system-ui, sans-serif" font-size="13" fill="currentColor">'
        f"{elements.format_map(labels)}</svg>"
    )


def drill_svg(exercise: Exercise, *, color: str | None = None) -> str:
    """The positions of an exercise as one SVG that scales to the width it is given.

    `color` is the CSS color of the body. None takes that of the text around it; an `<img>` has no
    text around it and needs one; it then has a size of its own, too.
    """
    box, width, height, elements = _drawn(exercise.id)
    alt = drill_alt(exercise)
    size = (
        f'color="{color}" width="{width}" height="{height}"'
        if color
        else f'style="display:block;width:100%;max-width:{width}px"'
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="{box}" '
        f'role="img" aria-label="{escape(f"{exercise.name}: {alt}", quote=True)}" '
        f'font-family="system-ui, sans-serif" fill="currentColor" {size}>'
        f"<title>{escape(exercise.name)}</title><desc>{escape(alt)}</desc>{elements}</svg>"
    )


def drill_alt(exercise: Exercise) -> str:
    """What the drawing shows, in words."""
    return " ".join(f"Step {p.step}: {p.shows}" for p in exercise.positions)
