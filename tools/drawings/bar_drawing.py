"""Three places for a bar on the back, from the side."""

from __future__ import annotations

from tools.drawings.strokes import BLUE, GREEN, RED, circle

_PROFILE = (
    "M196,8 C176,10 164,28 166,48 C167,60 172,66 173,74 C172,84 168,90 161,96 "
    "C146,104 136,124 130,150 C124,176 124,204 126,226 L232,226 C236,190 240,160 238,132 "
    "C238,112 226,100 220,88 C224,84 232,84 238,80 C242,72 240,66 244,60 C240,54 242,44 240,36 "
    "C236,16 218,6 196,8 Z"
)
_BUMP = (164, 93)
_BARS = (
    ("on_bump", (152, 84), RED, 40),
    ("below_bump", (139, 111), GREEN, 108),
    ("low_bar", (122, 140), BLUE, 176),
)


def draw_bar_position(labels: dict[str, str]) -> str:
    """Neck and upper back with the three bars as SVG elements."""
    shoulder = (
        '<path d="M170,132 C186,122 212,126 220,146 C226,172 214,204 204,226 L168,226 '
        'C160,196 156,156 170,132 Z" fill="currentColor" fill-opacity=".12"/>'
    )
    bump = circle(_BUMP, 5, ' fill="currentColor"')
    bars = "".join(_bar(name, at, color, y, labels) for name, at, color, y in _BARS)
    profile = f'<path d="{_PROFILE}" fill="currentColor" fill-opacity=".14"/>'
    return f'<g transform="translate(-30 0)">{profile}{shoulder}{bump}{bars}</g>'


def _bar(name: str, at: tuple[int, int], color: str, y: int, labels: dict[str, str]) -> str:
    x, bar_y = at
    return (
        circle(at, 12, f' fill="{color}" fill-opacity=".85"')
        + circle(at, 4, ' fill="#fff" fill-opacity=".9"')
        + f'<path d="M{x + 12},{bar_y} L252,{y - 4}" stroke="currentColor" stroke-opacity=".6" '
        'fill="none"/>'
        f'<text x="258" y="{y}" font-weight="650">{labels[name]}</text>'
        f'<text x="258" y="{y + 17}" font-size="12" fill-opacity=".8">'
        f"{labels[f'{name}_note']}</text>"
    )
