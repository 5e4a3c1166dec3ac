"""One person tracked through the clip, with bar and heels; once more where a plate hides the head.

The bar is found with the help of the poses, and whether a plate hides the head is known only when
both are. So the person is then tracked again, with an inpainted proxy for what is hidden.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial

from formcheck.extraction.bar_and_feet import read_bar_and_feet
from formcheck.extraction.camera_motion import moves, wavering_px
from formcheck.extraction.clip_tracking import ClipTracking, TrackedClip
from formcheck.extraction.identity import spans
from formcheck.extraction.inpainted_proxy import proxy_for
from formcheck.extraction.lifter import Choice
from formcheck.extraction.processes import Progress, part_of
from formcheck.extraction.shots import shots
from formcheck.extraction.stretches import TrackedStretch
from formcheck.observation.observation import Shot, VideoInfo
from formcheck.observation.poses import PoseTrack
from formcheck.observation.tracks import (
    BarTrack,
    CameraTrack,
    HeelRise,
    SilhouetteTrack,
    end_to_end,
    still_camera,
)

RETRACKING_SHARE = 0.7
"""Share of the rest of the progress bar that tracking once more has; tracking the bar once more has
what is left."""


@dataclass(frozen=True)
class TrackedPerson:
    """One person tracked through the clip, in stretches and as one track, with bar and heels.

    `shots` are what lies between the cuts, (start, end) in seconds.
    """

    tracked: Sequence[TrackedStretch]
    track: PoseTrack
    bar: BarTrack
    camera: CameraTrack
    shots: tuple[Shot, ...] = ()
    heel_rises: tuple[HeelRise, ...] = ()

    @property
    def silhouette(self) -> SilhouetteTrack:
        """The person's contour."""
        return SilhouetteTrack.joined([part.silhouette for part in self.tracked])


def track_person(
    tracking: ClipTracking,
    info: VideoInfo,
    choice: Choice,
    *,
    camera_step_px: Sequence[float],
    report: Progress,
    bar_from: float,
) -> TrackedPerson:
    """Track the lifter, then the bar; once more with a proxy where a plate hides the head.

    The background is measured where the coarse scan's steps say that the camera moves. `report` is
    told the share of the whole work; `bar_from` of it is done when the lifter was tracked once.
    """
    assert choice.lifter is not None
    camera_moves = moves(camera_step_px, info.size_px)
    clip, measured = tracking.track_in_stretches(choice.lifter, info, camera_moves)
    camera = measured or still_camera(wavering_px(camera_step_px))
    report("Following the bar", bar_from)
    samples = [frame for part in clip.tracked for frame in part.for_bar]

    def with_bar(tracked: Sequence[TrackedStretch]) -> TrackedPerson:
        track = joined_track(tracked, choice, info.size_px)
        thumbs = end_to_end([part.thumbs for part in tracked], "time_s", "pixels")
        between_cuts = shots(thumbs["time_s"], thumbs["pixels"])
        bar, heel_rises = read_bar_and_feet(
            tracking.pool, tracking.file, info.duration_s, samples, track, between_cuts, camera
        )
        return TrackedPerson(tracked, track, bar, camera, between_cuts, heel_rises)

    retracked_at = bar_from + RETRACKING_SHARE * (1 - bar_from)
    once_more = replace(tracking, report=part_of(report, bar_from, retracked_at))
    with_proxy = partial(_with_proxy, once_more, with_bar)
    person = with_bar(clip.tracked)
    # before anybody is tracked once more without a proxy for nothing
    proxied = with_proxy(clip, person)
    if proxied is None and (refined := once_more.refined(clip)) is not clip:
        person = with_bar(refined.tracked)
        proxied = with_proxy(refined, person)
    return proxied or person


def _with_proxy(
    tracking: ClipTracking,
    with_bar: Callable[[Sequence[TrackedStretch]], TrackedPerson],
    clip: TrackedClip,
    person: TrackedPerson,
) -> TrackedPerson | None:
    """Tracked again with a proxy; None where no plate hides the head, or that loses the body."""
    hidden = proxy_for(person.track, person.bar, person.camera)
    if hidden is None:
        return None
    target = replace(tracking.target, bar=None, proxy=hidden)
    anew = replace(tracking, target=target).retracked(clip, brings_back=hidden.lost)
    return None if anew is None else with_bar(anew.tracked)


def joined_track(
    tracked: Sequence[TrackedStretch], choice: Choice, size_px: tuple[int, int]
) -> PoseTrack:
    """The stretches as one track; they share no frame, so they are only put end to end."""
    poses = end_to_end(tracked, "time_s", "image_px", "depth_px", "visibility", "back_deg")
    return PoseTrack(
        **poses,
        span=spans(poses["time_s"], poses["image_px"]),
        frame_size_px=size_px,
        people=choice.people,
        chosen_by=choice.chosen_by,
    )
