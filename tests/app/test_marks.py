"""Every kind of mark has a picture, a color and a word wherever reps are marked."""

from __future__ import annotations

import re
from pathlib import Path
from typing import get_args

import pytest

from formcheck.page.player import script, style
from formcheck.report import words
from formcheck.report.overlay_frame import STRIP_COLORS
from formcheck.report.shown import MarkKind

ROOT = Path(__file__).parents[2]
REPORT = ROOT / "formcheck/report/templates"


KINDS = [kind for part in get_args(MarkKind) for kind in get_args(part)]


@pytest.mark.parametrize("kind", KINDS)
def test_a_mark_is_drawn_and_named_everywhere(kind: str) -> None:
    (icons,) = re.findall(r"const ICONS = (\{.*?\});", script(), re.DOTALL)
    assert re.search(rf"\b{kind}: '<", icons)
    assert words.state(kind)
    assert f".seg.{kind} " in style()
    assert f".chip.{kind} " in style()
    assert f".mark.{kind} b::before" in (REPORT / "report.css").read_text()
    assert kind in STRIP_COLORS
