"""What the stand-alone pages share: colors, templates, formats, a policy without exceptions."""

from __future__ import annotations

import base64
import hashlib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Final

from formcheck.knowledge.drawings import drill_svg
from formcheck.report import words
from formcheck.report.shown import cap

if TYPE_CHECKING:
    from jinja2 import Environment


@dataclass(frozen=True)
class Theme:
    """Colors of a light or a dark page, with AA contrast: the app's, and all that we write.

    Text, what is said beside, lines, ours, a fault's, and that of a second curve. In charts dashes,
    labels and shapes carry the same meaning without color.
    """

    text: str
    muted: str
    line: str
    accent: str
    alert: str
    second: str


LIGHT: Final = Theme("#0d1514", "#5d6a67", "#d4dcda", "#0b7268", "#9c3a06", "#5f51d6")
DARK: Final = Theme("#e8efed", "#93a19e", "#33403d", "#5fd0c1", "#ffb072", "#b0a6ff")


TEMPLATES: Final = Path(__file__).with_name("templates")


@dataclass(frozen=True)
class Drawing:
    """An SVG drawing with its title for those who cannot see it."""

    title: str
    svg: str


@cache
def environment() -> Environment:
    """The template environment: all pages are escaped, an unknown name is an error."""
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    made = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.globals.update(words=words, cap=cap, jpeg_uri=jpeg_uri, light=LIGHT, dark=DARK)
    made.globals.update(drill_svg=drill_svg, medical_note=words.disclaimer())
    return made


def rendered(template: str, *, script: str = "", **about: object) -> str:
    """What a template makes, with a policy that allows no script but this one."""
    page = environment().get_template(template)
    return page.render(policy=content_policy(script), script=script, **about)


def content_policy(script: str) -> str:
    """A content security policy: nothing from outside, inline styles, exactly this script."""
    digest = base64.b64encode(hashlib.sha256(script.encode("utf-8")).digest()).decode("ascii")
    allowed = f"'sha256-{digest}'" if script else "'none'"
    return (
        f"default-src 'none'; img-src data:; style-src 'unsafe-inline'; script-src {allowed}; "
        "base-uri 'none'; form-action 'none'"
    )


def jpeg_uri(jpeg: bytes) -> str:
    """A JPEG as an address that carries the picture itself."""
    return "data:image/jpeg;base64," + base64.b64encode(jpeg).decode("ascii")


def camera_drawings(
    lift: str = "squat",
    *,
    ink: str = "currentColor",
    accent: str = "#0a8f80",
    paper: str = "none",
) -> tuple[Drawing, ...]:
    """Where to put the phone: from above, from in front of the lifter, and what it then shows.

    Drawn is somebody who squats, or who pulls where it is a deadlift. An `<img>` does not know
    `currentColor`: give it an `ink`. `accent` is that of the phone and what it sees.
    """
    drawn = []
    for name in ("camera_above", "camera_side", "camera_picture"):
        svg = rendered(f"{name}.svg.j2", id=name, lift=lift, ink=ink, accent=accent, paper=paper)
        title = svg.split('-title">', 1)[1].split("</title>", 1)[0]
        drawn.append(Drawing(title, svg))
    return tuple(drawn)
