"""One picture with everything drawn on it: skeleton, torso, lean, rep, flags, strip of reps."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from formcheck.analysis import Analysis
from formcheck.pose.track import Landmark, PoseTrack
from formcheck.report import sketch
from formcheck.report.digest import Mark
from formcheck.report.digest import strip as marks_of
from formcheck.report.scenes import Scene, Scenes
from formcheck.report.words import amount
from formcheck.video.reading import Frame

_LIMBS: Final = (
    ("SHOULDER", "ELBOW"),
    ("ELBOW", "WRIST"),
    ("HIP", "KNEE"),
    ("KNEE", "ANKLE"),
    ("ANKLE", "HEEL"),
    ("HEEL", "FOOT"),
    ("ANKLE", "FOOT"),
)
STRIP_COLORS: Final = {
    "steady": sketch.TEAL,
    "partly": sketch.WHITE,
    "flagged": sketch.ALERT,
    "unjudged": sketch.WHITE,
    "incomplete": sketch.GRAY,
    "not_counted": sketch.GRAY,
}


@dataclass(frozen=True)
class Style:
    """What to draw, and how large.

    Attributes:
        unit_px: Width of a line of the near side.
        font_px: Height of a label.
        words: Draw labels and flags; False is for thumbnails.
    """

    unit_px: int
    font_px: int
    words: bool = True

    @staticmethod
    def of(width_px: int, height_px: int, *, words: bool = True) -> Style:
        """The style for a picture of this size."""
        side = min(width_px, height_px)
        return Style(max(2, round(side / 180)), max(13, round(side / 24)), words)


class Annotator:
    """Draws the analysis of one clip on its pictures."""

    def __init__(
        self, poses: PoseTrack, analysis: Analysis, *, words: bool = True, strip: bool = True
    ) -> None:
        self._scenes = Scenes(poses, analysis)
        self._near = (analysis.view.near_side or "").upper()
        self._marks = marks_of(analysis) if strip else None
        self._duration_s = analysis.clip.duration_s
        self._words = words

    def draw(self, frame: Frame, at_s: float | None = None) -> NDArray[np.uint8]:
        """The frame's picture with the drawing on it; sides are cut to even lengths.

        Args:
            frame: The picture; it may be drawn on in place.
            at_s: The moment whose words are shown when it is not exactly the picture's.
        """
        height, width = (side // 2 * 2 for side in frame.rgb.shape[:2])
        rgb = frame.rgb[:height, :width]
        rgb = rgb if rgb.flags.c_contiguous and rgb.flags.writeable else rgb.copy()
        style = Style.of(width, height, words=self._words)
        scene = self._scenes.at(frame.time_s, frame.time_s if at_s is None else at_s)
        points = (scene.points_px - frame.origin_px) * frame.scale
        self._draw_body(rgb, points, style)
        self._draw_torso(rgb, points, scene, style)
        if style.words:
            self._draw_words(rgb, scene, style)
        return rgb

    def _draw_body(self, rgb: NDArray[np.uint8], points: NDArray[np.float64], style: Style) -> None:
        near_last = ("RIGHT", "LEFT") if self._near == "LEFT" else ("LEFT", "RIGHT")
        for side in near_last:
            near = side == self._near or not self._near
            color, width = (sketch.WHITE, style.unit_px) if near else (sketch.GRAY, 1)
            for start, end in _LIMBS:
                _bone(rgb, points, (f"{side}_{start}", f"{side}_{end}"), color, width)
        for joint in ("SHOULDER", "HIP"):
            _bone(rgb, points, (f"LEFT_{joint}", f"RIGHT_{joint}"), sketch.GRAY, 1)

    def _draw_torso(
        self, rgb: NDArray[np.uint8], points: NDArray[np.float64], scene: Scene, style: Style
    ) -> None:
        hip, chest = self._middle(points, "HIP"), self._middle(points, "SHOULDER")
        if hip is None or chest is None:
            return
        unit, length = style.unit_px, float(np.hypot(chest[0] - hip[0], chest[1] - hip[1]))
        color = sketch.ALERT if scene.flags else sketch.TEAL
        if scene.lean_deg is not None:
            top = (hip[0], hip[1] - 0.95 * length)
            sketch.dashed_line(rgb, hip, top, sketch.WHITE, max(1, unit // 2))
            sketch.arc(rgb, hip, 0.7 * length, chest, color, max(2, unit // 2))
        sketch.line(rgb, hip, chest, color, round(1.6 * unit))
        sketch.dot(rgb, hip, color, 2 * unit)
        sketch.diamond(rgb, chest, color, round(2.6 * unit))
        if scene.lean_deg is not None and style.words:
            _lean_label(rgb, hip, chest, scene.lean_deg, style)

    def _middle(self, points: NDArray[np.float64], joint: str) -> sketch.Point | None:
        """The near side's joint; between both where no side is nearer."""
        sides = (self._near,) if self._near else ("LEFT", "RIGHT")
        x, y = np.mean([points[Landmark[f"{side}_{joint}"]] for side in sides], axis=0)
        return (float(x), float(y)) if np.isfinite(x + y) else None

    def _draw_words(self, rgb: NDArray[np.uint8], scene: Scene, style: Style) -> None:
        margin = style.font_px // 2
        top = margin
        if self._marks is not None:
            top += _draw_strip(rgb, self._marks, self._duration_s, scene.time_s)
        if scene.caption:
            top = sketch.label(rgb, scene.caption, (margin, top), style.font_px)[3] + margin // 2
        for text in scene.flags:
            box = sketch.label(
                rgb, f"!  {text}", (margin, top), style.font_px, ground=sketch.ALERT_DARK
            )
            top = box[3] + margin // 2


def _bone(
    rgb: NDArray[np.uint8],
    points: NDArray[np.float64],
    ends: tuple[str, str],
    color: sketch.Color,
    width: int,
) -> None:
    start, end = points[Landmark[ends[0]]], points[Landmark[ends[1]]]
    if np.isfinite(start).all() and np.isfinite(end).all():
        sketch.line(rgb, (start[0], start[1]), (end[0], end[1]), color, width)


def _lean_label(
    rgb: NDArray[np.uint8], hip: sketch.Point, chest: sketch.Point, lean_deg: float, style: Style
) -> None:
    """The angle beside the upright line, on the side the torso does not lean to."""
    text = amount(lean_deg, "deg")
    wide = sketch.text_width(text, style.font_px) + style.font_px
    away = -wide - style.font_px // 2 if chest[0] >= hip[0] else style.font_px // 2
    length = float(np.hypot(chest[0] - hip[0], chest[1] - hip[1]))
    sketch.label(rgb, text, (hip[0] + away, hip[1] - 0.95 * length), style.font_px)


def _draw_strip(
    rgb: NDArray[np.uint8], marks: tuple[Mark, ...], duration_s: float, time_s: float
) -> int:
    """The reps along the upper edge with the present moment; gives the strip's height.

    Flagged reps fill the whole height and steady ones its lower half, so that the two differ
    without color.
    """
    height, width = int(rgb.shape[0]), int(rgb.shape[1])
    tall: int = max(8, height // 50)
    band = rgb[:tall]
    band[:] = band // 4
    if duration_s <= 0:
        return tall
    for mark in marks:
        left, right = (
            int(np.clip(t / duration_s, 0, 1) * width) for t in (mark.start_s, mark.end_s)
        )
        top = {"flagged": 0, "incomplete": tall - 3, "not_counted": tall - 3}.get(
            mark.kind, tall // 2
        )
        band[top : tall - 1, left : max(right, left + 2)] = STRIP_COLORS[mark.kind]
    now = int(np.clip(time_s / duration_s, 0, 1) * (width - 3))
    band[:, now : now + 3] = sketch.WHITE
    return tall
