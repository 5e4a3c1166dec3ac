"""The upper back from behind: outer muscles on the left half, the layer beneath on the right."""

from __future__ import annotations

from dataclasses import dataclass

from tools.drawings.strokes import BLUE, GOLD, GREEN, RED, TEAL, circle

MID = 200  # x of the spine
FILLED = ' fill="currentColor"'
VIOLET = "#8f6fc0"
_BODY = (
    "M181,58 C181,78 180,92 170,100 C156,110 140,114 124,119 C106,125 96,140 93,162 "
    "C90,186 85,214 80,244 C76,266 74,282 73,298 C80,303 92,303 98,298 "
    "C104,272 114,238 121,206 C125,238 131,270 135,304 C137,330 134,354 130,380 L270,380 "
    "C266,354 263,330 265,304 C269,270 275,238 279,206 C286,238 296,272 302,298 "
    "C308,303 320,303 327,298 C326,282 324,266 320,244 C315,214 310,186 307,162 "
    "C304,140 294,125 276,119 C260,114 244,110 230,100 C220,92 219,78 219,58 Z"
)
_TRAPEZIUS = (
    "M200,54 C193,66 191,84 183,97 C170,111 148,117 128,124 L133,134 "
    "C150,140 164,145 172,152 C183,190 192,244 200,296 Z"
)
_UPPER_TRAPEZIUS = "M200,54 C193,66 191,84 183,97 C170,111 148,117 128,124 L132,132 L200,110 Z"
_REAR_DELTOID = (
    "M127,125 C108,129 97,145 95,168 C94,184 97,198 103,212 C112,194 122,178 133,166 "
    "C143,157 152,151 162,147 C150,141 140,138 131,134 Z"
)
_LATS = (
    "M187,222 C172,214 158,207 145,203 C136,201 129,199 122,198 C125,236 131,272 136,308 "
    "C146,328 160,344 175,358 C177,334 184,310 200,297 C197,270 192,246 187,222 Z"
)
_SCAPULA = (
    "M231,128 C228,136 228,144 228,152 C228,176 232,198 240,216 C251,199 263,175 272,150 "
    "C262,136 246,126 231,128 Z"
)
_SCAPULA_SPINE = "M229,151 C246,148 262,140 282,127"
_RHOMBOIDS = "M201,104 L229,136 C227,162 231,190 238,211 L201,174 Z"
_ERECTOR = "M204,180 C214,194 224,214 228,246 C231,286 229,330 223,376 L204,376 Z"
_SERRATUS = "M245,214 L271,203 M248,222 L271,217 M252,229 L268,230 M256,235 L264,241"


@dataclass(frozen=True)
class Label:
    """A name beside the drawing with a line to its muscle."""

    key: str
    text_at: tuple[int, int]
    line: tuple[int, int, int, int]
    anchor: str = "start"


_LABELS = (
    Label("upper_trapezius", (4, 70), (106, 68, 166, 110)),
    Label("rear_deltoids", (4, 106), (58, 113, 108, 160)),
    Label("trapezius", (4, 238), (66, 234, 187, 190)),
    Label("lats", (4, 330), (32, 325, 150, 270)),
    Label("c7", (396, 62), (334, 60, 200, 100), "end"),
    Label("rhomboids", (396, 94), (326, 92, 218, 142), "end"),
    Label("scapula", (396, 130), (298, 130, 256, 162), "end"),
    Label("serratus_anterior", (396, 326), (338, 318, 263, 220), "end"),
    Label("erector_spinae", (396, 370), (302, 366, 220, 326), "end"),
)


def draw_upper_back(labels: dict[str, str]) -> str:
    """The back with its names as SVG elements."""
    layers = [
        f'<g opacity=".12"><ellipse cx="200" cy="38" rx="28" ry="35"/><path d="{_BODY}"/></g>',
        _muscle(_LATS, BLUE),
        _muscle(_TRAPEZIUS, TEAL),
        f'<path d="{_UPPER_TRAPEZIUS}" fill="{TEAL}" fill-opacity=".45"/>',
        _muscle(_REAR_DELTOID, GOLD),
        _muscle(_ERECTOR, VIOLET),
        f'<path d="{_SERRATUS}" stroke="{GREEN}" stroke-opacity=".8" stroke-width="6.5" '
        'stroke-linecap="round" fill="none"/>',
        _bone(_SCAPULA),
        f'<path d="{_SCAPULA_SPINE}" fill="none" stroke="currentColor" stroke-opacity=".55" '
        'stroke-width="3" stroke-linecap="round"/>',
        _muscle(_RHOMBOIDS, RED),
        _fibers(),
        _spine(),
        *(_label(label, labels[label.key]) for label in _LABELS),
        _corner(192, "end", labels["outer"]),
        _corner(208, "start", labels["beneath"]),
    ]
    return "".join(layers)


def _muscle(path: str, color: str) -> str:
    return (
        f'<path d="{path}" fill="{color}" fill-opacity=".72" stroke="{color}" '
        'stroke-width="1" stroke-linejoin="round"/>'
    )


def _bone(path: str) -> str:
    return (
        f'<path d="{path}" fill="currentColor" fill-opacity=".16" stroke="currentColor" '
        'stroke-opacity=".5" stroke-linejoin="round"/>'
    )


def _fibers() -> str:
    """A few lines in the direction in which each muscle pulls."""
    lines = (
        "M197,82 L150,118", "M197,100 L142,128", "M196,126 L156,138", "M196,150 L170,149",
        "M196,186 L174,158", "M197,222 L178,176", "M198,256 L183,204",
        "M205,122 L228,150", "M205,138 L229,166", "M205,154 L231,186",
        "M118,140 L104,196", "M136,146 L106,192",
        "M184,240 L128,204", "M188,270 L130,226", "M184,300 L134,252", "M178,326 L138,286",
        "M209,200 L209,370", "M216,216 L215,370", "M222,240 L220,366",
    )  # fmt: skip
    path = " ".join(lines)
    return f'<path d="{path}" stroke="#fff" stroke-opacity=".35" stroke-width="1" fill="none"/>'


def _spine() -> str:
    knobs = "".join(
        circle((MID, y), 2.2, f'{FILLED} fill-opacity=".55"') for y in range(114, 372, 13)
    )
    return knobs + circle((MID, 100), 5, FILLED)


def _label(label: Label, text: str) -> str:
    x1, y1, x2, y2 = label.line
    tx, ty = label.text_at
    return (
        f'<line x1="{x1}" y1="{y1}" x2="{x2}" y2="{y2}" stroke="currentColor" '
        'stroke-opacity=".75" stroke-width="1"/>'
        f"{circle((x2, y2), 2.4, FILLED)}"
        f'<text x="{tx}" y="{ty}" text-anchor="{label.anchor}">{text}</text>'
    )


def _corner(x: int, anchor: str, text: str) -> str:
    return (
        f'<text x="{x}" y="402" text-anchor="{anchor}" font-size="12" fill-opacity=".75">'
        f"{text}</text>"
    )
