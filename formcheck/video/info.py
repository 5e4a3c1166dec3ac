"""What a clip is, from its container and its first frame; nothing else is decoded.

Times of frames are those in the container, counted from the first frame that is shown. They are
never computed from a frame rate, unless most packets carry no time.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from formcheck.errors import printable
from formcheck.machine.limits import WorkLimits
from formcheck.observation.observation import VideoInfo
from formcheck.video.conversion import FrameGeometry
from formcheck.video.file import (
    breaks_off,
    check_length,
    check_size,
    checked,
    fingerprint,
    first_frame,
    opened,
    packets_before_break,
    seconds,
    stated_gap_s,
    video_stream,
)

IRREGULAR_GAP = 0.2
"""A gap between two frames is irregular if it differs from the median by more than this share."""
IRREGULAR_SHARE = 0.01
"""The frame rate is variable if more than this share of the gaps is irregular."""
TICK_S = 0.0015  # some containers round times to milliseconds


def probe(path: str | Path, sha256: str | None = None) -> VideoInfo:
    """Read a clip's facts from its container and its first frame.

    Args:
        path: The clip.
        sha256: Of the file, where it is known already; else it is computed.

    Raises:
        VideoError: There is no such file, it is no video, it holds no readable frame, or it is
            larger or longer than `machine.limits` allow.
    """
    import av

    file = checked(path)
    with opened(file) as container:
        stream = video_stream(container, file.name)
        geometry = FrameGeometry.of(first_frame(container, stream, file.name), stream)
        check_size(geometry, file.name)
    with opened(file) as container:
        stream = video_stream(container, file.name)
        times, packets = _packet_times(container, stream)
        codec = stream.codec_context.codec.canonical_name
        stated_s = (container.duration or 0) / av.time_base
        stated = stream.frames
        if container.format.name.startswith("mov"):  # an edit list leaves some out of the index
            stated = min(stated, len(stream.index_entries))
        if container.format.name == "avi":  # `stream.frames` counts moments without a frame, too
            packets = max(packets, round(times[-1] / float(stream.time_base)) + 1)
    width_px, height_px = geometry.size_px
    gaps = np.diff(times)
    median_gap_s = float(np.median(gaps)) if len(gaps) else 0.0
    spread = times[-1] - times[0]
    check_length(spread, packets, file.name)
    irregular = np.abs(gaps - median_gap_s) > max(IRREGULAR_GAP * median_gap_s, TICK_S)
    return VideoInfo(
        name=printable(file.name),
        sha256=sha256 or fingerprint(file),
        width_px=width_px,
        height_px=height_px,
        duration_s=float(spread + median_gap_s),
        frames=len(times),
        mean_fps=float(len(gaps) / spread) if spread > 0 else 0.0,
        variable_frame_rate=bool(len(gaps) and irregular.mean() > IRREGULAR_SHARE),
        rotation_deg=geometry.turn_deg,
        codec=codec,
        truncated=bool(
            packets < 0.98 * stated - 1 if stated else _ends_early(file, spread, stated_s)
        ),
    )


def key_times(path: str | Path) -> tuple[float, ...]:
    """When key frames are shown, in seconds from the first one; nothing is decoded."""
    file = checked(path)
    with opened(file) as container:
        stream = video_stream(container, file.name)
        packets = packets_before_break(container, stream)
        keys = [each.pts for each in packets if each.is_keyframe and each.pts is not None]
        return tuple(float((k - keys[0]) * stream.time_base) for k in sorted(keys))


def _ends_early(file: Path, spread_s: float, stated_s: float) -> bool:
    """Whether a file that does not say how many frames it holds ends before it should.

    Frames may begin later, or end earlier, than the sound: then the last packet of any tells.
    """
    enough_s = 0.95 * stated_s - 1
    if spread_s >= enough_s:
        return breaks_off(file)
    with opened(file) as container:
        packets = packets_before_break(container, list(container.streams))
        times = [seconds(each, each.stream) for each in packets if each.time_base]
    return max((time_s for time_s in times if time_s is not None), default=0.0) < enough_s


def _packet_times(container: Any, stream: Any) -> tuple[NDArray[np.float64], int]:
    """(T,) rising times in seconds at which frames are shown, and the number of packets.

    From the container; nothing is decoded. Packets before an edit list's start are never shown:
    they are counted, but have no time here.
    """
    ticks: list[int | None] = []
    packets = 0
    most = WorkLimits.from_environment().clip_frames
    for packet in packets_before_break(container, stream):
        packets += packet.size > 0
        if packet.size and not packet.is_discard:
            ticks.append(packet.pts if packet.pts is not None else packet.dts)
        if packets > most:
            break  # `check_length` says so
    known = np.unique(np.array([float(t) for t in ticks if t is not None]))
    if len(known) < len(ticks) / 2:
        return np.array([n * stated_gap_s(stream) for n in range(max(1, len(ticks)))]), packets
    return np.array([t * float(stream.time_base) for t in known]), packets
