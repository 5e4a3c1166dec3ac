"""What a clip is, as its container says."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class VideoInfo:
    """What a clip is.

    Attributes:
        name: Base name of the file, as it can be shown.
        sha256: Of the file's bytes, in hex.
        width_px: Of the upright picture with square pixels.
        height_px: Of the upright picture with square pixels.
        duration_s: From the first picture shown to the end of the last one.
        frames: Pictures that the container holds.
        mean_fps: Pictures per second over the whole clip; 0 when there is one picture.
        variable_frame_rate: More than 1 % of the gaps differ by over 20 % from the usual one.
        rotation_deg: Clockwise turn that was applied to the stored picture: 0, 90, 180 or 270.
        codec: Name of the video codec, such as `h264` or `hevc`.
        truncated: The container announces noticeably more than it holds.
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
