"""What was seen of a clip: all that stages without pictures are given."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from formcheck.observation.bar_track import BarTrack
from formcheck.observation.camera_track import CameraTrack, still_camera
from formcheck.observation.heel_rise import HeelRise
from formcheck.observation.poses import LANDMARKS, PoseTrack
from formcheck.observation.silhouette import SilhouetteTrack, no_silhouettes
from formcheck.observation.version import EXTRACTION_VERSION
from formcheck.observation.video_info import VideoInfo


@dataclass(frozen=True)
class Pass:
    """One more inference of some frames than `Observation.track` is made of.

    Attributes:
        name: How the frames were shown, such as `mirrored` or `shifted`.
        time_s: (P,) float64, strictly increasing; times of `PoseTrack`.
        image_px: (P, 33, 2) float32, as in `PoseTrack`; NaN where the lifter was not found.
        visibility: (P, 33) float32.
    """

    name: str
    time_s: NDArray[np.float64]
    image_px: NDArray[np.float32]
    visibility: NDArray[np.float32]

    def __post_init__(self) -> None:
        shape = (len(self.time_s), LANDMARKS)
        if self.image_px.shape != (*shape, 2) or self.visibility.shape != shape:
            raise ValueError("image_px wants (P, 33, 2) and visibility (P, 33), P as in time_s")


@dataclass(frozen=True)
class Observation:
    """Everything later stages know about a clip; docs/observations.md says how it is stored.

    Attributes:
        info: The file.
        model_name, model_sha256, runtime: What saw the poses.
        track: The lifter.
        bar: The near plate, where it was found.
        warnings: (code, message) about the file.
        decode_s, pose_s: Time spent this time; 0 when everything came from the cache.
        from_cache: Whether the poses were kept from an earlier analysis.
        heel_rises: The near heel in each dip of the hips that looks like a squat.
        silhouette: The lifter's contour, the back's edge, brightness and sharpness.
        camera: How far the background moves, and how sure that is.
        shots: (start, end) in seconds of what lies between the cuts; none was looked for by
            extraction 20 and before, or where nobody was followed.
        passes: Further inferences of some frames, where they were made.
        extraction_version: Of the code that looked at the frames.
    """

    info: VideoInfo
    model_name: str
    model_sha256: str
    runtime: str
    track: PoseTrack
    bar: BarTrack
    warnings: tuple[tuple[str, str], ...]
    decode_s: float
    pose_s: float
    from_cache: bool
    heel_rises: tuple[HeelRise, ...] = ()
    silhouette: SilhouetteTrack = field(default_factory=no_silhouettes)
    camera: CameraTrack = field(default_factory=still_camera)
    shots: tuple[tuple[float, float], ...] = ()
    passes: tuple[Pass, ...] = ()
    extraction_version: str = EXTRACTION_VERSION
