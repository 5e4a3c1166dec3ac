"""A squat, a deadlift and a front view in which every distance is known, without a video."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from formcheck.analysis import Analysis, Finding, Lift, Lifter, RepAnalysis, Series, View
from formcheck.metrics.measurement import Measurement
from formcheck.metrics.table import METRICS
from formcheck.observation.poses import LANDMARKS, Landmark, PoseTrack
from formcheck.observation.tracks import BACK_POINTS, BarTrack, no_silhouettes
from formcheck.report.measured.moment import Clip
from formcheck.report.tracks import Tracks
from tests.examples import clean_squat_set

DRAWN = [name for name, row in METRICS.items() if row.drawn]
TORSO_PX, THIGH_PX, FRAME = 200.0, 180.0, (1280, 720)
TIMES_S = np.arange(0.0, 10.0, 0.1)
PLACES: dict[str, tuple[float, float]] = {
    "EAR": (690, 170),
    "SHOULDER": (640, 260),
    "ELBOW": (660, 340),
    "WRIST": (680, 260),
    "HIP": (540, 433),
    "KNEE": (700, 480),
    "ANKLE": (660, 640),
    "HEEL": (630, 660),
    "FOOT": (720, 660),
}


def poses(spread_px: float = 0.0) -> PoseTrack:
    """The same bent body all the time, facing right; left and right `spread_px` apart."""
    points = np.tile(np.array([690.0, 170.0]), (LANDMARKS, 1))
    for name, (x, y) in PLACES.items():
        for side, way in (("LEFT", 0.5), ("RIGHT", -0.5)):
            points[Landmark[f"{side}_{name}"]] = (x + way * spread_px, y)
    frames = len(TIMES_S)
    return PoseTrack(
        time_s=TIMES_S,
        image_px=np.tile(points, (frames, 1, 1)).astype(np.float32),
        depth_px=np.zeros((frames, LANDMARKS), np.float32),
        visibility=np.ones((frames, LANDMARKS), np.float32),
        span=np.zeros(frames, np.int16),
        frame_size_px=FRAME,
        chosen_by="only_person",
    )


def finding(metric: str, measured: float, unit: str, fault: str = "shrug") -> Finding:
    return Finding(
        fault,  # type: ignore[arg-type]
        "moderate",
        "likely",
        metric,
        measured,
        0.0,
        unit,
        6.0,
        "What was seen.",
    )


def set_of(found: Finding, *, yaw_deg: float = 0.0, lift: str = "squat") -> Analysis:
    """Two reps: the first steady, the second with this finding at 6 s."""
    steady = Measurement(0.0, found.unit, 0.01, 2.0)
    flagged = Measurement(found.measured, found.unit, 0.01, found.at_s)
    first = RepAnalysis(1, 1.0, 2.0, 3.0, True, False, {found.metric: steady}, ())
    second = RepAnalysis(2, 5.0, 6.0, 7.0, True, True, {found.metric: flagged}, (found,))
    return replace(
        clean_squat_set(),
        reps=(first, second),
        series=Series(),
        not_counted=(),
        lift=Lift(lift, "unknown", 1.0, "told"),  # type: ignore[arg-type]
        view=View("side", yaw_deg, "left", 5.0),
        lifter=Lifter(1, "only_person", TORSO_PX),
    )


def bar_at(heights_px: dict[float, float]) -> BarTrack:
    """A plate at x = 560 whose center is at these heights around these times."""
    y = np.full(len(TIMES_S), np.nan)
    for time_s, height in heights_px.items():
        y[np.abs(TIMES_S - time_s) < 0.25] = height
    center = np.stack([np.where(np.isfinite(y), 560.0, np.nan), y], axis=1)
    return BarTrack(TIMES_S, center, 60.0, 1.0, np.ones(len(TIMES_S), np.float32))


def clip_of(
    analysis: Analysis, bar: BarTrack | None = None, lifter: PoseTrack | None = None
) -> Clip:
    tracks = Tracks(lifter or poses())
    return Clip(replace(tracks, bar=bar) if bar is not None else tracks, analysis)


def with_backs(clip: Clip, bends_px: dict[float, float]) -> Clip:
    """With the back's edge at these times, bulging by so much in the middle of its upper half."""
    along = np.linspace(0.0, 1.0, BACK_POINTS)
    hip, shoulder = np.array(PLACES["HIP"]), np.array(PLACES["SHOULDER"])
    edges = []
    for bend_px in bends_px.values():
        edge = hip + along[:, None] * (shoulder - hip) + np.array([-40.0, -30.0])
        bulge = bend_px * np.clip((along - 0.4) / 0.6, 0, 1) ** 2
        edges.append(edge + bulge[:, None] * np.array([0.9, 0.5]))
    nothing = no_silhouettes()
    count = len(bends_px)
    outline = replace(
        nothing,
        time_s=np.array(list(bends_px)),
        extent_px=np.zeros((count, 2), np.float32),
        edge_px=np.zeros((count, *nothing.edge_px.shape[1:]), np.float32),
        back_px=np.array(edges, np.float32),
    )
    return replace(clip, tracks=replace(clip.tracks, outline=outline))
