"""One lifter, closely: followed, with bar and heels; once more where a plate hides the head.

The bar is found with the help of the poses, and whether a plate hides the head is known only when
both are, so the whole round is made again then, with a stand-in for what is hidden.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial

import numpy as np

from formcheck.bar.bar_track import BarTrack
from formcheck.extraction.bar_look import look_at_bar_and_feet
from formcheck.extraction.camera_track import CameraTrack, still_camera
from formcheck.extraction.following import CloseLook
from formcheck.extraction.identity import spans
from formcheck.extraction.lifter import Choice
from formcheck.extraction.pursuit import Progress, Pursuit
from formcheck.extraction.stand_in import stand_in
from formcheck.extraction.under_bar import shoulders_under_bar
from formcheck.feet.heel_rise import HeelRise
from formcheck.pose.silhouette import SilhouetteTrack
from formcheck.pose.track import PoseTrack
from formcheck.video.info import VideoInfo
from formcheck.video.reading import Frame

ONCE_MORE_SHARE = (
    0.7  # of what is left of the progress bar then; the bar is looked at once more, too
)


@dataclass(frozen=True)
class Round:
    """What a close look at one person gave: the looks, and what was made of them.

    Attributes:
        camera: How far the background moves.
    """

    looks: Sequence[CloseLook]
    track: PoseTrack
    bar: BarTrack
    camera: CameraTrack
    heel_rises: tuple[HeelRise, ...] = ()

    @property
    def silhouette(self) -> SilhouetteTrack:
        """The lifter's contour."""
        return SilhouetteTrack.joined([look.silhouette for look in self.looks])


def look_closely(
    pursuit: Pursuit,
    info: VideoInfo,
    choice: Choice,
    *,
    camera_moves: bool,
    wavering_px: float,
    report: Progress,
    bar_from: float,
) -> Round:
    """Follow the lifter, then the bar; once more with a stand-in where a plate hides the head.

    Args:
        pursuit: Of the lifter, reporting a share of its own.
        info: The clip.
        choice: With a lifter.
        camera_moves: Whether the background is to be measured, too.
        wavering_px: One sigma of a background that is not.
        report: Told the share of the whole work.
        bar_from: The share that is done when the lifter was followed once.
    """
    assert choice.lifter is not None
    looks, measured = pursuit.whole(choice.lifter, info, camera_moves)
    camera = measured or still_camera(wavering_px)
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
    camera: CameraTrack,
    samples: Sequence[Frame],
) -> Round:
    track = stitched(looks, choice, (info.width_px, info.height_px), camera)
    bar, heel_rises = look_at_bar_and_feet(
        pursuit.crew, pursuit.file, info.duration_s, samples, track
    )
    return Round(looks, track, bar, camera, heel_rises)


def part_of(report: Progress, first: float, last: float, what: str, share: float) -> None:
    """Report the share of a part that is done as the share of the whole work."""
    report(what, first + (last - first) * share)


def stitched(
    looks: Sequence[CloseLook], choice: Choice, size_px: tuple[int, int], camera: CameraTrack
) -> PoseTrack:
    """Stitch the stretches; they share no picture, so joining them is all there is to it."""
    time_s = np.concatenate([look.time_s for look in looks])
    image_px = np.concatenate([look.image_px for look in looks])
    return PoseTrack(
        time_s=time_s,
        image_px=image_px,
        depth_px=np.concatenate([look.depth_px for look in looks]),
        visibility=np.concatenate([look.visibility for look in looks]),
        span=spans(time_s, image_px),
        camera_px=camera.at(time_s).astype(np.float32),
        frame_size_px=size_px,
        people=choice.people,
        chosen_by=choice.chosen_by,
        back_deg=np.concatenate([look.back_deg for look in looks]),
    )
