"""One picture with all that is drawn on it: skeleton, lean, measured lines, strip of reps."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

import numpy as np
from numpy.typing import NDArray

from formcheck.analysis import Analysis, Finding, RepAnalysis
from formcheck.findings.verdict import is_sure
from formcheck.metrics.table import metric_row
from formcheck.observation.poses import Landmark
from formcheck.report import sketch
from formcheck.report.bar_path import bar_paths, paint_bar_paths
from formcheck.report.digest import Mark
from formcheck.report.digest import strip as marks_of
from formcheck.report.labels import CORNERS, Corner, Labels
from formcheck.report.measured.drawing import drawing_of, finding_at, moments
from formcheck.report.measured.moment import Clip, Moment
from formcheck.report.measured.shapes import Box, Drawing, Gap, Side
from formcheck.report.scenes import Scene, Scenes
from formcheck.report.tracks import Tracks, lifter_part_px
from formcheck.report.words import amount
from formcheck.video.reading import Frame

STRIP_COLORS: Final = {
    "steady": sketch.TEAL,
    "doubted": sketch.WHITE,
    "partly": sketch.WHITE,
    "flagged": sketch.ALERT,
    "possible": sketch.ALERT,
    "unjudged": sketch.WHITE,
    "incomplete": sketch.GRAY,
    "not_counted": sketch.GRAY,
}
LEAN_SHOWN: Final = "lean_peak_deg"
"""The lean that is written beside the trunk is a fault where this is, and not where a tip is."""
NAME_FONTS: Final = 2
"""Along the upper edge of what the player shows, in heights of a font."""
LEAST_FONT_PX: Final = 13
"""Height of the smallest label that can be read."""
FONT_SHARE: Final = 1 / 24
"""Height of a label as a share of a picture's shorter side."""
_LIMBS: Final = (
    ("SHOULDER", "ELBOW"), ("ELBOW", "WRIST"), ("HIP", "KNEE"), ("KNEE", "ANKLE"),
    ("ANKLE", "HEEL"), ("HEEL", "FOOT"), ("ANKLE", "FOOT"),
)  # fmt: skip


@dataclass(frozen=True)
class Style:
    """How large to draw.

    Attributes:
        unit_px: Width of a line of the near side.
        font_px: Height of a label.
    """

    unit_px: int
    font_px: int

    @staticmethod
    def of(width_px: int, height_px: int) -> Style:
        """The style for a picture of this size."""
        side = min(width_px, height_px)
        return Style(max(2, round(side / 180)), max(LEAST_FONT_PX, round(side * FONT_SHARE)))


class Annotator:
    """Draws the analysis of one clip on its pictures.

    Args:
        words: Draw labels and flags; False is for thumbnails.
        strip: Draw the reps along the upper edge.
        finding: Show what this one (rep, finding) was measured by around its moment; else those
            near each picture. One that nobody told of the rep is drawn as that of a steady one.
    """

    def __init__(
        self,
        tracks: Tracks,
        analysis: Analysis,
        *,
        words: bool = True,
        strip: bool = True,
        finding: tuple[RepAnalysis | None, Finding] | None = None,
    ) -> None:
        self._clip = Clip(tracks, analysis)
        self._scenes = Scenes(analysis)
        self._bar_paths = bar_paths(self._clip)
        self._marks = marks_of(analysis) if strip else None
        # a close-up has a shape of its own; a video may be zoomed to the lifter
        self._part_px = lifter_part_px(tracks, analysis) if strip else None
        self._finding = finding
        self._moments = moments(analysis) if finding is None else ()
        self._words = words
        self._corner: Corner | None = None

    def draw(self, frame: Frame, at_s: float | None = None) -> NDArray[np.uint8]:
        """The frame's picture, drawn on, perhaps in place; its sides are cut to even lengths.

        `at_s` is the moment whose words are shown when it is not exactly the picture's.
        """
        height, width = (side // 2 * 2 for side in frame.rgb.shape[:2])
        rgb = frame.rgb[:height, :width]
        rgb = rgb if rgb.flags.c_contiguous and rgb.flags.writeable else rgb.copy()
        style = Style.of(width, height)
        said_s = frame.time_s if at_s is None else at_s
        scene = self._scenes.at(said_s)
        here, place = self._clip.at(frame.time_s), placing(frame)
        lines = self._lines(frame.time_s, said_s)
        if self._finding is None:
            paint_bar_paths(rgb, self._bar_paths, here, place, style.unit_px)
        if lines is None or lines.limbs:
            points = (here.points_px - frame.origin_px) * frame.scale
            draw_body(rgb, points, self._clip.near, style.unit_px, faint=lines is not None)
        head = here.head
        heads = [_placed_box(head, place)] if head else []
        within = _placed_box(self._part_px, place) if self._part_px else None
        labels = Labels(rgb, style.font_px, heads, within)
        strip_px = _strip_px(height) if self._marks is not None and self._words else 0
        labels.taken.append((0.0, 0.0, float(width), float(strip_px)))
        if strip_px:  # the player names the rep there
            left, top, right = within[:3] if within else (0.0, float(strip_px), float(width))
            labels.taken.append((left, top, right, top + NAME_FONTS * style.font_px))
        if lines is not None:
            paint_lines(rgb, lines, place, style.unit_px)
        else:
            self._draw_torso(rgb, here, place, scene, style, labels)
        if self._words:
            self._draw_words(rgb, scene, labels, lines, place, strip_px)
        return rgb

    def _lines(self, frame_s: float, said_s: float) -> Drawing | None:
        """What the finding of a moment was measured by."""
        if self._finding:
            rep, finding = self._finding
            if abs(said_s - finding.at_s) > metric_row(finding.metric).shown_s:
                return None  # of a film: the lines are true for so long
            findings = (*(rep.findings if rep else ()), *self._clip.analysis.set.findings)
            steady = finding not in findings
        else:
            found = finding_at(self._moments, said_s)
            if found is None:
                return None
            rep, finding = found
            steady = not found[0].findings
        lines = drawing_of(self._clip, rep, finding, frame_s)
        return replace(lines, steady=steady, sure=is_sure(finding)) if lines else None

    def _draw_torso(
        self,
        rgb: NDArray[np.uint8],
        here: Moment,
        place: sketch.ToFrame,
        scene: Scene,
        style: Style,
        labels: Labels,
    ) -> None:
        if here.trunk is None:
            return
        hip, chest = map(place, here.trunk)
        unit, length = style.unit_px, float(np.hypot(chest[0] - hip[0], chest[1] - hip[1]))
        too_far = [flag for flag in scene.flags if flag.metric == LEAN_SHOWN]
        color = sketch.ALERT if too_far else sketch.TEAL
        top = (hip[0], hip[1] - 0.95 * length)
        if scene.lean_deg is not None:
            sketch.dashed_polyline(rgb, (hip, top), sketch.WHITE, max(1, unit // 2))
            sketch.arc(rgb, hip, 0.7 * length, top, chest, color, max(2, unit // 2))
        sketch.line(rgb, hip, chest, color, round(1.6 * unit))
        sketch.dot(rgb, hip, color, 2 * unit)
        sketch.diamond(rgb, chest, color, round(2.6 * unit))
        if scene.lean_deg is not None and self._words:
            # on the side that the torso does not lean to
            side: Side = "left" if chest[0] >= hip[0] else "right"
            ground = _ground(sure=any(flag.sure for flag in too_far))
            labels.write_beside(amount(scene.lean_deg, "deg"), top, side, ground=ground)

    def _draw_words(
        self,
        rgb: NDArray[np.uint8],
        scene: Scene,
        labels: Labels,
        lines: Drawing | None,
        place: sketch.ToFrame,
        below_px: int,
    ) -> None:
        if self._marks is not None:
            _draw_strip(rgb, self._marks, self._clip.analysis.clip.duration_s, scene.time_s)
        if lines is not None:
            paint_tags(lines, place, labels)
        if self._finding is None:  # a picture of one says beside it what it shows, and is small
            if self._corner is None:
                self._corner = self._emptiest_corner(rgb, place, below_px)
            labels.stack(_said(scene), below_px=below_px, corner=self._corner)
        if lines is not None and lines.note:
            note = [(lines.note, sketch.DARK)]
            feet = self._clip.at(scene.time_s).feet
            labels.taken += [_placed_box(foot, place) for foot in feet]
            labels.stack(note, below_px=below_px, corner="bottom_left", in_part=True)

    def _emptiest_corner(
        self, rgb: NDArray[np.uint8], place: sketch.ToFrame, below_px: int
    ) -> Corner:
        """The corner that the head comes near to least often: words that stay are read better."""
        height, width = rgb.shape[:2]
        times_s = self._clip.tracks.lifter.time_s
        some_s = times_s[:: max(1, len(times_s) // 60)]
        heads = [self._clip.at(float(time_s)).head for time_s in some_s]
        met = dict.fromkeys(CORNERS, 0)
        for head in filter(None, heads):
            left, top, right, bottom = _placed_box(head, place)
            for corner in CORNERS:
                near_x = left < 0.6 * width if corner.endswith("left") else right > 0.4 * width
                near_y = (
                    top < below_px + 0.2 * height
                    if corner.startswith("top")
                    else bottom > 0.8 * height
                )
                met[corner] += near_x and near_y
        return min(CORNERS, key=lambda corner: met[corner])


def _said(scene: Scene) -> list[tuple[str, sketch.Color]]:
    """Which rep it is, and what is wrong with it."""
    said = [(scene.caption, sketch.DARK)] if scene.caption else []
    flags = [(f"{'!' if one.sure else '?'}  {one.text}", one.sure) for one in scene.flags]
    return said + [(text, _ground(sure=sure)) for text, sure in flags]


def _ground(*, sure: bool) -> sketch.Color:
    """Of a label about a finding: red where it is more than possible."""
    return sketch.ALERT_DARK if sure else sketch.DARK


def placing(frame: Frame) -> sketch.ToFrame:
    """From full-frame pixels to those of a picture."""

    def place(point: sketch.Point) -> sketch.Point:
        return (
            (point[0] - frame.origin_px[0]) * frame.scale[0],
            (point[1] - frame.origin_px[1]) * frame.scale[1],
        )

    return place


def _placed_box(box: Box, place: sketch.ToFrame) -> Box:
    return (*place((box[0], box[1])), *place((box[2], box[3])))


def _draw_strip(
    rgb: NDArray[np.uint8], marks: tuple[Mark, ...], duration_s: float, time_s: float
) -> None:
    """The reps along the upper edge with the present moment.

    Flagged reps fill the whole height and steady ones its lower half, so that the two differ
    without color.
    """
    height, width = int(rgb.shape[0]), int(rgb.shape[1])
    tall = _strip_px(height)
    band = rgb[:tall]
    band[:] = band // 4
    if duration_s <= 0:
        return
    for mark in marks:
        left, right = (
            int(np.clip(t / duration_s, 0, 1) * width) for t in (mark.start_s, mark.end_s)
        )
        top = {
            "flagged": 0,
            "possible": tall // 4,
            "incomplete": tall - 3,
            "not_counted": tall - 3,
        }.get(mark.kind, tall // 2)
        band[top : tall - 1, left : max(right, left + 2)] = STRIP_COLORS[mark.kind]
    now = int(np.clip(time_s / duration_s, 0, 1) * (width - 3))
    band[:, now : now + 3] = sketch.WHITE


def _strip_px(height_px: int) -> int:
    return max(8, height_px // 50)


def draw_body(
    rgb: sketch.Rgb, points: NDArray[np.float64], near: str, unit_px: int, *, faint: bool
) -> None:
    """Draw the limbs, without the trunk: those of the near side wide, unless all are `faint`.

    `points` are (33, 2) pixels of the picture, NaN = not seen; `near` is LEFT, RIGHT or empty.
    """
    for side in ("RIGHT", "LEFT") if near == "LEFT" else ("LEFT", "RIGHT"):
        strong = (side == near or not near) and not faint
        color, width = (sketch.WHITE, unit_px) if strong else (sketch.GRAY, 1)
        for start, end in _LIMBS:
            _bone(rgb, points, (f"{side}_{start}", f"{side}_{end}"), color, width)
    for joint in ("SHOULDER", "HIP"):
        _bone(rgb, points, (f"LEFT_{joint}", f"RIGHT_{joint}"), sketch.GRAY, 1)


def _bone(
    rgb: sketch.Rgb,
    points: NDArray[np.float64],
    ends: tuple[str, str],
    color: sketch.Color,
    width: int,
) -> None:
    start, end = points[Landmark[ends[0]]], points[Landmark[ends[1]]]
    if np.isfinite(start).all() and np.isfinite(end).all():
        sketch.line(rgb, (start[0], start[1]), (end[0], end[1]), color, width)


def paint_lines(rgb: sketch.Rgb, drawing: Drawing, place: sketch.ToFrame, unit_px: int) -> None:
    """Draw everything but the words."""
    now = sketch.TEAL if drawing.steady else sketch.ALERT
    thin = max(1, round(0.7 * unit_px))
    for stroke in drawing.strokes:
        points = [place(point) for point in stroke.points]
        if stroke.role == "now":
            sketch.polyline(rgb, points, now, round(1.4 * unit_px))
        else:
            sketch.dashed_polyline(rgb, points, sketch.WHITE, max(thin, round(0.8 * unit_px)))
    for arc in drawing.arcs:
        center, start, end = (place(point) for point in (arc.center, arc.start, arc.end))
        edge = place((arc.center[0] + arc.radius_px, arc.center[1]))
        sketch.arc(rgb, center, abs(edge[0] - center[0]), start, end, now, thin)
    for gap in drawing.gaps:
        _gap(rgb, Gap(place(gap.start), place(gap.end)), unit_px, now)


def paint_tags(drawing: Drawing, place: sketch.ToFrame, labels: Labels) -> None:
    """Write the words beside the lines; none where all of these are outside the picture."""
    strokes = [[place(point) for point in stroke.points] for stroke in drawing.strokes]
    if not any(map(labels.show, strokes)):
        return
    for points in strokes:
        labels.avoid(points)
    for gap in drawing.gaps:
        labels.avoid([place(gap.start), place(gap.end)])
    for tag in drawing.tags:
        of_now = tag.role == "now"
        ground = _ground(sure=of_now and drawing.alarms)
        labels.write_beside(tag.text, place(tag.at), tag.side, ground=ground, small=not of_now)


def _gap(rgb: sketch.Rgb, gap: Gap, unit_px: int, ink: sketch.Color) -> None:
    """The distance as a line with a bar across each end."""
    start, end = np.asarray(gap.start), np.asarray(gap.end)
    way = end - start
    length = float(np.hypot(*way))
    width = max(1, round(0.7 * unit_px))
    sketch.line(rgb, gap.start, gap.end, ink, width)
    if length < 1:
        return
    across = 2.2 * unit_px * np.array([-way[1], way[0]]) / length
    for tip in (start, end):
        one, other = tip - across, tip + across
        sketch.line(rgb, (one[0], one[1]), (other[0], other[1]), ink, width)
