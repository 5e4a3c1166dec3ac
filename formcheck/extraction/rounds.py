"""One lifter, closely: followed, with bar and heels; once more where a plate hides the head.

The bar is found with the help of the poses, and whether a plate hides the head is known only when
both are, so the whole round is made again then, with a stand-in for what is hidden.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial

import numpy as np
from numpy.typing import NDArray

from formcheck.bar.bar_track import BarTrack
from formcheck.extraction.bar_look import look_at_bar_and_feet
from formcheck.extraction.following import CloseLook
from formcheck.extraction.identity import spans
from formcheck.extraction.lifter import Choice
from formcheck.extraction.pursuit import Camera, Progress, Pursuit
from formcheck.extraction.stand_in import stand_in
from formcheck.extraction.under_bar import shoulders_under_bar
from formcheck.feet.heel_rise import HeelRise
from formcheck.pose.track import PoseTrack
from formcheck.video.info import VideoInfo
from formcheck.video.reading import Frame

ONCE_MORE_SHARE = (
    0.7  # of what is left of the progress bar then; the bar is looked at once more, too
)


@dataclass(frozen=True)
class Round:
    """What a close look at one person gave: the looks, and what was made of them."""

    looks: Sequence[CloseLook]
    track: PoseTrack
    bar: BarTrack
    heel_rises: tuple[HeelRise, ...] = ()


def look_closely(
    pursuit: Pursuit,
    info: VideoInfo,
    choice: Choice,
    *,
    camera_moves: bool,
    report: Progress,
    bar_from: float,
) -> Round:
    """Follow the lifter, then the bar; once more with a stand-in where a plate hides the head.

    Args:
        pursuit: Of the lifter, reporting a share of its own.
        info: The clip.
        choice: With a lifter.
        camera_moves: Whether the background is to be measured, too.
        report: Told the share of the whole work.
        bar_from: The share that is done when the lifter was followed once.
    """
    assert choice.lifter is not None
    looks, camera = pursuit.whole(choice.lifter, info, camera_moves)
    report("Following the bar", bar_from)
    samples = [frame for look in looks for frame in look.for_bar]
    seen = _with_bar(pursuit, info, looks, choice, camera, samples)
    hidden = stand_in(seen.track, seen.bar)
    if hidden is None:
        return seen
    again = replace(
        pursuit,
        quarry=replace(pursuit.quarry, bar=None, stand_in=hidden),
        report=partial(part_of, report, bar_from, bar_from + ONCE_MORE_SHARE * (1 - bar_from)),
    )
    anew = again.unless_lost(looks, choice.lifter, info)
    if anew is looks:
        return seen
    seen = _with_bar(pursuit, info, anew, choice, camera, samples)
    return replace(seen, track=shoulders_under_bar(seen.track, seen.bar))


def _with_bar(
    pursuit: Pursuit,
    info: VideoInfo,
    looks: Sequence[CloseLook],
    choice: Choice,
    camera: Camera | None,
    samples: Sequence[Frame],
) -> Round:
    track = stitched(looks, choice, (info.width_px, info.height_px), camera)
    bar, heel_rises = look_at_bar_and_feet(
        pursuit.crew, pursuit.file, info.duration_s, samples, track
    )
    return Round(looks, track, bar, heel_rises)


def part_of(report: Progress, first: float, last: float, what: str, share: float) -> None:
    """Report the share of a part that is done as the share of the whole work."""
    report(what, first + (last - first) * share)


def stitched(
    looks: Sequence[CloseLook], choice: Choice, size_px: tuple[int, int], camera: Camera | None
) -> PoseTrack:
    """Stitch the stretches; they share no picture, so joining them is all there is to it."""
    time_s = np.concatenate([look.time_s for look in looks])
    image_px = np.concatenate([look.image_px for look in looks])
    track = PoseTrack(
        time_s=time_s,
        image_px=image_px,
        depth_px=np.concatenate([look.depth_px for look in looks]),
        visibility=np.concatenate([look.visibility for look in looks]),
        span=spans(time_s, image_px),
        camera_px=np.zeros((len(time_s), 2), np.float32),
        frame_size_px=size_px,
        people=choice.people,
        chosen_by=choice.chosen_by,
        back_deg=np.concatenate([look.back_deg for look in looks]),
    )
    return track if camera is None else _with_camera(track, *camera)


def _with_camera(
    track: PoseTrack, time_s: NDArray[np.float64], shift_px: NDArray[np.float64]
) -> PoseTrack:
    camera = [np.interp(track.time_s, time_s, column) for column in shift_px.T]
    return replace(track, camera_px=np.stack(camera, axis=1).astype(np.float32))
