"""The player on a page of its own: its scripts and a drawn video, without Streamlit or a model."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray
from playwright.sync_api import Locator, Page

from formcheck.analysis import Analysis
from formcheck.page.player import of_tracks, player_data, script, style
from formcheck.report.mp4 import TICKS_PER_S, frame_steps
from formcheck.report.overlay import write_overlay
from formcheck.report.tracks import Tracks
from tests.examples import good_morning_squat_set
from tests.report.stick_clip import SIZE, poses_of
from tests.videos import write_video

WIDTHS = PHONE_PX, DESK_PX = (390, 1280)
AT_EACH_WIDTH = pytest.mark.parametrize("opened", WIDTHS, indirect=True)
"""For what depends on the width there is; what the video does is the same on a phone alone."""
VIDEO = "document.querySelector('.st-key-set_video video')"
TWIN = "document.querySelector('.formcheck-twin')"
FRAMES_AT_REST = 8
BITS, BLOCK_PX, BLOCKS_TOP, BLOCKS_WIDE = 11, 6, 90, 16
"""Above the captions that are drawn into the video."""
COLORS = {
    "text-color": "#0d1514",
    "background-color": "#ffffff",
    "secondary-background-color": "#f2f5f4",
    "border-color": "#d4dcda",
    "link-color": "#0b6a61",
    "button-radius": "0.6rem",
    "font": "sans-serif",
    **{
        f"{name}-{kind}": value
        for name, (color, text, ground) in {
            "green": ("#1f8a4c", "#14663a", "#e2f3e8"),
            "orange": ("#b45309", "#8a3f06", "#fcefdc"),
            "blue": ("#2563a8", "#1d4f87", "#e5eef8"),
            "gray": ("#5d6a67", "#4c5856", "#eaeeed"),
        }.items()
        for kind, value in (
            ("color", color),
            ("text-color", text),
            ("background-color", ground),
        )
    },
}
HTML = """<!doctype html><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<style>:root {{ {colors} }} body {{ margin: 8px; }} [class*=st-key] > div {{ width: 100%; }}
video {{ width: 100%; display: block; }} #below {{ height: 1500px; }}</style>
<div class="st-key-set_video"><div><video src="{video}" muted controls></video></div></div>
<div id="host"></div><div id="below"><input id="field"></div>
<script type="module">
{script}
const root = document.querySelector("#host").attachShadow({{ mode: "open" }});
root.innerHTML = `<style>{style}</style><div class="wrap"></div>`;
const said = window.said = {{ selected: [], add: [] }};
window.first = JSON.stringify({data}.marks);
const component = {{ parentElement: root, data: {data},
  setTriggerValue: (name, value) => said[name].push(value) }};
window.update = change => {{ Object.assign(component.data, change); start(component); }};
start(component);
</script>"""


@dataclass(frozen=True)
class PlayerPage:
    """A folder with the page and the video."""

    html: Path
    times_s: tuple[float, ...]
    analysis: Analysis

    def open(self, page: Page) -> Page:
        """Go there and wait until the video may be sought in."""
        page.goto(self.html.as_uri())
        page.wait_for_function(f"{VIDEO}.readyState >= 2")
        return page


def uneven_times_s(duration_s: float) -> list[float]:
    """As phones record: pictures 20 to 90 ms apart, no two alike for long."""
    steps = np.random.default_rng(7).uniform(0.02, 0.09, size=2000)
    times = np.concatenate([[0.0], np.cumsum(steps)])
    return [round(float(t), 4) for t in times if t < duration_s]


def numbered(number: int) -> NDArray[np.uint8]:
    """A gray picture with its number in white and black blocks down its right edge."""
    rgb = np.full((SIZE[1], SIZE[0], 3), 96, np.uint8)
    for bit in range(BITS):
        top = BLOCKS_TOP + bit * BLOCK_PX
        rgb[top : top + BLOCK_PX, -BLOCKS_WIDE:] = 255 if number >> bit & 1 else 0
    return rgb


def number_on_screen(page: Page) -> int:
    """The number of the picture that a person sees, read off a screenshot of the video."""
    shot = page.locator(".st-key-set_video > div").screenshot()
    gray = cv2.imdecode(np.frombuffer(shot, np.uint8), cv2.IMREAD_GRAYSCALE)
    assert gray is not None
    scale = gray.shape[1] / SIZE[0]
    number = 0
    for bit in range(BITS):
        y = int((BLOCKS_TOP + (bit + 0.5) * BLOCK_PX) * scale)
        number += (int(gray[y, int(-0.5 * BLOCKS_WIDE * scale)]) > 127) << bit
    return number


def make_page(folder: Path, analysis: Analysis | None = None) -> PlayerPage:
    """Write a clip of a variable frame rate, draw its video and make the page."""
    analysis = analysis or good_morning_squat_set()
    times_s = uneven_times_s(analysis.clip.duration_s)
    clip = folder / "set.mp4"
    pictures = (numbered(n) for n in range(len(times_s)))
    write_video(clip, times_s, size=SIZE, pictures=pictures)
    tracks = Tracks(poses_of(analysis))
    video = folder / "drawn.mp4"
    write_overlay(clip, tracks, analysis, video)
    steps = frame_steps(video)
    ticks = np.concatenate([[0], np.cumsum([length for length, n in steps for _ in range(n)])])
    html = folder / "player.html"
    page = _html(analysis, video.name, steps, of_tracks(tracks, analysis))
    html.write_text(page, encoding="utf-8")
    return PlayerPage(html, tuple(float(t) for t in ticks / TICKS_PER_S), analysis)


def _html(
    analysis: Analysis, video: str, steps: list[tuple[int, int]], seen: dict[str, Any]
) -> str:
    data = (
        player_data(analysis)
        | seen
        | {
            "pictures": steps,
            "ticks": TICKS_PER_S,
            "selected": None,
            "command": None,
            "may_add": True,
            "beside": True,
        }
    )
    return HTML.format(
        colors="; ".join(f"--st-{name}: {value}" for name, value in COLORS.items()),
        video=video,
        script=script().replace("export default function", "const start = function"),
        style=style().replace(":host, ", ""),
        data=json.dumps(data),
    )


def come_to_rest(page: Page) -> None:
    """Wait until no video seeks and what followed from that is drawn.

    Frames are counted, not milliseconds: a slow machine draws fewer of them.
    """
    page.evaluate("window.framesAtRest = 0")
    page.wait_for_function(
        f"""(window.framesAtRest = [...document.querySelectorAll("video")].some(
            video => video.seeking) ? 0 : window.framesAtRest + 1) > {FRAMES_AT_REST}"""
    )


def place(page: Page) -> int:
    """Which picture the player says it shows, once the video has come to rest."""
    come_to_rest(page)
    return int(page.locator(".wrap").get_attribute("data-picture") or -1)


def button(page: Page, name: str) -> Locator:
    """A button of the player by its whole name."""
    return page.get_by_role("button", name=name, exact=True)


def pressed(page: Page, name: str) -> bool:
    """Whether a button of the player is on."""
    return button(page, name).get_attribute("aria-pressed") == "true"


def ringed(page: Page) -> list[str]:
    """What the chips say that are chosen."""
    return page.locator(".chip[aria-pressed=true]").all_inner_texts()
