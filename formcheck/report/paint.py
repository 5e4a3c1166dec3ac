"""Paints the lines of a finding on a picture."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from formcheck.report import sketch
from formcheck.report.labels import Labels
from formcheck.report.measured.shapes import Drawing, Gap, Point

ToPicture = Callable[[Point], Point]


def paint_lines(rgb: sketch.Rgb, drawing: Drawing, place: ToPicture, unit_px: int) -> None:
    """Draw everything but the words.

    Args:
        rgb: The picture, drawn on in place.
        drawing: The lines in full-frame pixels.
        place: From full-frame pixels to those of the picture.
        unit_px: Width of a line.
    """
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
        sketch.arc_between(rgb, center, abs(edge[0] - center[0]), start, end, now, thin)
    for gap in drawing.gaps:
        _gap(rgb, Gap(place(gap.start), place(gap.end)), unit_px, now)


def paint_tags(drawing: Drawing, place: ToPicture, labels: Labels) -> None:
    """Write the words beside the lines."""
    for stroke in drawing.strokes:
        labels.avoid([place(point) for point in stroke.points])
    for gap in drawing.gaps:
        labels.avoid([place(gap.start), place(gap.end)])
    for tag in drawing.tags:
        ground = sketch.ALERT_DARK if tag.role == "now" and not drawing.steady else sketch.DARK
        labels.beside(tag.text, place(tag.at), tag.side, ground=ground)


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
