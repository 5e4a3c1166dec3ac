"""Where the lifter and the bar are at a moment, for those who draw on its picture."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Final

import numpy as np
from numpy.typing import NDArray

from formcheck.analysis import Analysis
from formcheck.observation.poses import Landmark
from formcheck.report.measured.shapes import Box, Point
from formcheck.report.scenes import Leans, points_at
from formcheck.report.tracks import Tracks

HELD_S: Final = 0.08
"""The bar's place is the median of so long to either side: single frames jitter."""
OUTLINE_APART_S: Final = 0.12
"""Outlines are read at most 15 times a second."""
FACES_S: Final = 1.0
"""Which way the lifter faces is read off so much to either side: nobody turns in a rep."""
HEAD_TORSO: Final = 0.3
"""Half the height of a head with hair, in torso lengths."""
FOOT_TORSO: Final = 0.1
"""Half the height of a foot in its shoe."""
FACE: Final = 11
"""The first landmarks are those of the face."""
STEEPEST_YAW_DEG: Final = 60.0


@dataclass(frozen=True)
class Clip:
    """A clip with what was tracked in it and what was found."""

    tracks: Tracks
    analysis: Analysis

    def at(self, time_s: float) -> Moment:
        """Where everything is at a time."""
        return Moment(self, time_s)

    @cached_property
    def torso_px(self) -> float:
        """The lifter's standing torso; guessed by the longest trunk seen where it is not known."""
        if self.analysis.lifter.torso_px:
            return self.analysis.lifter.torso_px
        return self._length_px("SHOULDER", "HIP", 95)

    @cached_property
    def thigh_px(self) -> float:
        """As depth has it: foreshortening only shortens a thigh, so it is among its longest."""
        return self._length_px("HIP", "KNEE", 90)

    def usual_px(self, name: str, first_s: float, last_s: float) -> NDArray[np.float64] | None:
        """(2,) the near side's joint in the middle of a time, as a camera at rest shows it."""
        sides = (self.near,) if self.near else ("LEFT", "RIGHT")
        joints = [Landmark[f"{side}_{name}"] for side in sides]
        lifter = self.tracks.lifter
        then = lifter.seen & (first_s <= lifter.time_s) & (lifter.time_s <= last_s)
        places = lifter.image_px[then][:, joints].mean(axis=1, dtype=np.float64)
        known = np.isfinite(places).all(axis=1)
        if not known.any():
            return None
        still = self.tracks.camera.stilled(lifter.time_s[then][known], places[known])
        return np.asarray(np.median(still, axis=0))

    @property
    def near(self) -> str:
        """The camera-near side as in the landmarks' names; empty where neither is."""
        return (self.analysis.view.near_side or "").upper()

    @cached_property
    def yaw_deg(self) -> float:
        """How far off the side the camera stood, without its direction; 0 where unknown."""
        return abs(self.analysis.view.yaw_deg or 0.0)

    @cached_property
    def leans(self) -> Leans:
        """What the document says of the lean, by time."""
        return Leans(self.analysis)

    def seen_deg(self, lean_deg: float) -> float:
        """How a lean in the lifter's own plane looks from where the camera stood."""
        lean = math.radians(lean_deg)
        across = math.cos(math.radians(min(self.yaw_deg, STEEPEST_YAW_DEG)))
        return math.degrees(math.atan2(across * math.sin(lean), math.cos(lean)))

    def _length_px(self, first: str, second: str, percent: float) -> float:
        points = self.tracks.lifter.image_px[self.tracks.lifter.seen]
        middles = [
            points[:, [Landmark[f"LEFT_{joint}"], Landmark[f"RIGHT_{joint}"]]].mean(axis=1)
            for joint in (first, second)
        ]
        lengths = np.hypot(*(middles[1] - middles[0]).T)
        lengths = lengths[np.isfinite(lengths)]
        return float(np.percentile(lengths, percent)) if len(lengths) else float("nan")


@dataclass(frozen=True)
class Moment:
    """Places at one time, full-frame pixels; None where something is not seen."""

    clip: Clip
    time_s: float

    @cached_property
    def points_px(self) -> NDArray[np.float64]:
        """(33, 2) of the lifter; NaN = not seen."""
        return points_at(self.clip.tracks.lifter, self.time_s)

    def joint(self, name: str) -> Point | None:
        """The near side's joint; between both where no side is nearer."""
        sides = (self.clip.near,) if self.clip.near else ("LEFT", "RIGHT")
        return self._mean([Landmark[f"{side}_{name}"] for side in sides])

    @cached_property
    def trunk(self) -> tuple[Point, Point] | None:
        """The near hip and its shoulder, which is where the lean of the document has it.

        A pose model draws shoulders toward an upright body, by ten degrees and more: a line
        through them would show another lean than every table.
        """
        hip, shoulder = self.joint("HIP"), self.joint("SHOULDER")
        if hip is None or shoulder is None:
            return None
        lean_deg = self.clip.leans.at(self.time_s)
        if lean_deg is None:
            return hip, shoulder
        length, seen = math.dist(hip, shoulder), math.radians(self.clip.seen_deg(lean_deg))
        across, up = self.faces * length * math.sin(seen), length * math.cos(seen)
        return hip, (hip[0] + across, hip[1] - up)

    def middle(self, name: str) -> Point | None:
        """Between the left and the right joint, as angles and heights are measured."""
        return self._mean([Landmark[f"LEFT_{name}"], Landmark[f"RIGHT_{name}"]])

    def pair(self, name: str) -> tuple[Point, Point] | None:
        """The left and the right joint."""
        left, right = (self._mean([Landmark[f"{side}_{name}"]]) for side in ("LEFT", "RIGHT"))
        return (left, right) if left and right else None

    def _mean(self, landmarks: list[Landmark]) -> Point | None:
        x, y = self.points_px[landmarks].mean(axis=0)
        return (float(x), float(y)) if np.isfinite(x + y) else None

    @property
    def feet(self) -> Iterator[Box]:
        """Around each foot that is seen, from heel to toe."""
        reach = FOOT_TORSO * self.clip.torso_px
        for side in ("LEFT", "RIGHT"):
            ends = self.points_px[[Landmark[f"{side}_{name}"] for name in ("HEEL", "FOOT")]]
            if np.isfinite(ends).all():
                (left, top), (right, bottom) = ends.min(axis=0), ends.max(axis=0)
                yield left - reach, top - reach, right + reach, bottom + reach

    @cached_property
    def faces(self) -> float:
        """+1 when the lifter faces the picture's right edge, -1 for the left.

        By all poses around: of feet below the picture's edge a single one points either way.
        """
        lifter = self.clip.tracks.lifter
        near = np.abs(lifter.time_s - self.time_s) <= FACES_S
        sides = (self.clip.near,) if self.clip.near else ("LEFT", "RIGHT")
        toes, heels = (
            lifter.image_px[near][:, [Landmark[f"{side}_{name}"] for side in sides], 0]
            for name in ("FOOT", "HEEL")
        )
        feet_px = toes.mean(axis=1) - heels.mean(axis=1)
        feet_px = feet_px[np.isfinite(feet_px)]
        return -1.0 if len(feet_px) and np.median(feet_px) < 0 else 1.0

    def shown(self, still_px: NDArray[np.float64]) -> NDArray[np.float64]:
        """(N, 2) where its picture shows places that a camera at rest shows at these."""
        return self.clip.tracks.camera.shown(np.full(len(still_px), self.time_s), still_px)

    @property
    def bar(self) -> Point | None:
        """The near plate's center."""
        track = self.clip.tracks.bar
        held = track.center_px[np.abs(track.time_s - self.time_s) <= HELD_S]
        held = held[np.isfinite(held).all(axis=1)]
        if not len(held):
            return None
        x, y = np.median(held, axis=0)
        return float(x), float(y)

    @property
    def back_px(self) -> NDArray[np.float64] | None:
        """(K, 2) along the back's edge from hips to shoulders, where it was read nearby."""
        outline = self.clip.tracks.outline
        if not len(outline.time_s):
            return None
        whole = np.isfinite(outline.back_px).all(axis=(1, 2))
        apart = np.where(whole, np.abs(outline.time_s - self.time_s), np.inf)
        nearest = int(np.argmin(apart))
        if apart[nearest] > OUTLINE_APART_S:
            return None
        return np.asarray(outline.back_px[nearest], np.float64)

    @cached_property
    def head(self) -> Box | None:
        """Around the head; where a plate hides it, where it should be above the shoulders."""
        shoulder, hip = self.middle("SHOULDER"), self.middle("HIP")
        if shoulder is None or hip is None:
            return None
        reach = HEAD_TORSO * self.clip.torso_px
        face = self.points_px[:FACE]
        face = face[np.isfinite(face).all(axis=1)]
        if len(face):
            (left, top), (right, bottom) = face.min(axis=0), face.max(axis=0)
        else:
            trunk = np.subtract(shoulder, hip)
            left, top = np.asarray(shoulder) + 0.35 * trunk
            right, bottom = left, top
        across, down = (left + right) / 2, (top + bottom) / 2
        half_x = max(0.8 * reach, (right - left) / 2 + 0.3 * reach)
        half_y = max(reach, (bottom - top) / 2 + 0.3 * reach)
        return across - half_x, down - half_y, across + half_x, down + half_y


def moved(point: Point, start: Moment, end: Moment) -> Point:
    """A place in the background of one moment's picture as it lies in another's."""
    camera = start.clip.tracks.camera
    still = camera.stilled(np.array([start.time_s]), np.array([point], np.float64))
    x, y = end.shown(still)[0]
    return float(x), float(y)
