"""What was seen in a clip: all that the stages after extraction are given."""

from __future__ import annotations

from dataclasses import dataclass, field

from pydantic import ConfigDict, with_config

from formcheck.observation.poses import PoseTrack
from formcheck.observation.tracks import (
    BarTrack,
    CameraTrack,
    HeelRise,
    SilhouetteTrack,
    no_silhouettes,
    still_camera,
)

Shot = tuple[float, float]
"""What lies between two cuts of a clip: its start and its end, seconds."""
EXTRACTION_VERSION = "34"
"""Raise it whenever the same clip would give another observation; kept ones are then made anew."""


@with_config(ConfigDict(extra="forbid", strict=True))  # what a file says of it
@dataclass(frozen=True)
class VideoInfo:
    """What a clip is.

    Attributes:
        name: Base name of the file, as it can be shown.
        sha256: Of the file's bytes, in hex.
        width_px, height_px: Of the upright frame with square pixels.
        duration_s: From the start of the first frame shown to the end of the last one.
        frames: Number of frames that are shown.
        mean_fps: Frames per second over the whole clip; 0 when there is only one frame.
        variable_frame_rate: Whether more than 1 % of the gaps between frames differ by over 20 %
            from the median gap.
        rotation_deg: Clockwise turn that was applied to the stored frame: 0, 90, 180 or 270.
        codec: Name of the video codec, such as `h264` or `hevc`.
        truncated: Whether the container announces noticeably more frames than it holds.
    """

    name: str
    sha256: str
    width_px: int
    height_px: int
    duration_s: float
    frames: int
    mean_fps: float
    variable_frame_rate: bool
    rotation_deg: int
    codec: str
    truncated: bool = False

    @property
    def size_px(self) -> tuple[int, int]:
        """(width, height)."""
        return self.width_px, self.height_px


@dataclass(frozen=True)
class Observation:
    """Everything later stages know about a clip; docs/observations.md says how it is stored.

    Attributes:
        info: The file.
        model_name, model_sha256, runtime: The pose model, and what ran it.
        track: The lifter's poses.
        bar: The near plate, where it was found.
        warnings: (code, message) about the file.
        decode_s, pose_s: Time spent on decoding and in the pose model to make this object; 0 when
            it was read from a file.
        from_cache: Whether it was read from a file, kept from an earlier analysis.
        heel_rises: The near heel in each dip of the hips that looks like a squat.
        silhouette: The lifter's contour and the back's edge.
        camera: How far the background moves, and how sure that is.
        shots: What lies between the cuts; empty where nobody was tracked, and in observations of
            extraction 20 and before, which did not look for cuts.
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
    shots: tuple[Shot, ...] = ()
    extraction_version: str = EXTRACTION_VERSION
