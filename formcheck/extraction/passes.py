"""One lifter, closely: tracked, with bar and heels; once more where a plate hides the head.

The bar is found with the help of the poses, and whether a plate hides the head is known only when
both are, so the whole pass is made again then, with an inpainted proxy for what is hidden.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial

import numpy as np

from formcheck.extraction.bar_and_feet import read_bar_and_feet
from formcheck.extraction.clip_tracking import ClipTracking, Followed, Progress
from formcheck.extraction.identity import spans
from formcheck.extraction.inpainted_proxy import proxy_for
from formcheck.extraction.lifter import Choice
from formcheck.extraction.tracking import TrackedStretch
from formcheck.extraction.under_bar import shoulders_under_bar
from formcheck.observation.observation import VideoInfo
from formcheck.observation.poses import PoseTrack
from formcheck.observation.silhouette import SilhouetteTrack
from formcheck.observation.tracks import BarTrack, CameraTrack, HeelRise, still_camera
from formcheck.video.reading import Frame

ONCE_MORE_SHARE = (
    0.7  # of what is left of the progress bar then; the bar is looked at once more, too
)


@dataclass(frozen=True)
class Pass:
    """What a close look at one person gave: the tracked stretches, and what was made of them.

    Attributes:
        camera: How far the background moves.
    """

    tracked: Sequence[TrackedStretch]
    track: PoseTrack
    bar: BarTrack
    camera: CameraTrack
    heel_rises: tuple[HeelRise, ...] = ()

    @property
    def silhouette(self) -> SilhouetteTrack:
        """The lifter's contour."""
        return SilhouetteTrack.joined([part.silhouette for part in self.tracked])


def track_closely(
    tracking: ClipTracking,
    info: VideoInfo,
    choice: Choice,
    *,
    camera_moves: bool,
    wavering_px: float,
    report: Progress,
    bar_from: float,
) -> Pass:
    """Track the lifter, then the bar; once more with a proxy where a plate hides the head.

    Args:
        tracking: Of the lifter, reporting a share of its own.
        info: The clip.
        choice: With a lifter.
        camera_moves: Whether the background is to be measured, too.
        wavering_px: One sigma of a background that is not.
        report: Told the share of the whole work.
        bar_from: The share that is done when the lifter was followed once.
    """
    assert choice.lifter is not None
    followed, measured = tracking.once(choice.lifter, info, camera_moves)
    camera = measured or still_camera(wavering_px)
    report("Following the bar", bar_from)
    samples = [frame for part in followed.tracked for frame in part.for_bar]
    with_bar = partial(_with_bar, tracking, info, choice, camera, samples)
    more = partial(part_of, report, bar_from, bar_from + ONCE_MORE_SHARE * (1 - bar_from))
    once_more = replace(tracking, report=more)
    behind_plate = partial(_behind_plate, once_more, with_bar)
    seen = with_bar(followed.tracked)
    # before anybody is followed once more without a proxy for nothing
    proxied = behind_plate(followed, seen)
    if proxied is None and (settled := once_more.settled(followed)) is not followed:
        seen = with_bar(settled.tracked)
        proxied = behind_plate(settled, seen)
    return proxied or seen


def _behind_plate(
    tracking: ClipTracking,
    with_bar: Callable[[Sequence[TrackedStretch]], Pass],
    followed: Followed,
    seen: Pass,
) -> Pass | None:
    """Once more with a proxy; None where no plate hides the head, or that loses the body."""
    hidden = proxy_for(seen.track, seen.bar)
    if hidden is None:
        return None
    target = replace(tracking.target, bar=None, proxy=hidden)
    anew = replace(tracking, target=target).unless_lost(followed)
    if anew is None:
        return None
    proxied = with_bar(anew.tracked)
    return replace(proxied, track=shoulders_under_bar(proxied.track, proxied.bar))


def _with_bar(
    tracking: ClipTracking,
    info: VideoInfo,
    choice: Choice,
    camera: CameraTrack,
    samples: Sequence[Frame],
    tracked: Sequence[TrackedStretch],
) -> Pass:
    track = stitched(tracked, choice, (info.width_px, info.height_px), camera)
    bar, heel_rises = read_bar_and_feet(
        tracking.pool, tracking.file, info.duration_s, samples, track
    )
    return Pass(tracked, track, bar, camera, heel_rises)


def part_of(report: Progress, first: float, last: float, what: str, share: float) -> None:
    """Report the share of a part that is done as the share of the whole work."""
    report(what, first + (last - first) * share)


def stitched(
    tracked: Sequence[TrackedStretch], choice: Choice, size_px: tuple[int, int], camera: CameraTrack
) -> PoseTrack:
    """Stitch the stretches; they share no picture, so joining them is all there is to it."""
    time_s = np.concatenate([part.time_s for part in tracked])
    image_px = np.concatenate([part.image_px for part in tracked])
    return PoseTrack(
        time_s=time_s,
        image_px=image_px,
        depth_px=np.concatenate([part.depth_px for part in tracked]),
        visibility=np.concatenate([part.visibility for part in tracked]),
        span=spans(time_s, image_px),
        camera_px=camera.at(time_s).astype(np.float32),
        frame_size_px=size_px,
        people=choice.people,
        chosen_by=choice.chosen_by,
        back_deg=np.concatenate([part.back_deg for part in tracked]),
    )
