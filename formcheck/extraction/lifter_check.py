"""The scan's choice of lifter in, the tracked people out, the one who lifts first.

The coarse scan sees some twenty frames, and its choice may be wrong: a lifter whom it sees only
between reps loses to anybody who sways, behind a plate it may read a body into a leg, and beside a
watcher it may not see the lifter at all. Tracking shows that: whoever stands still, or is hardly
ever on their feet, does not lift. Then the next person is tracked, and then whoever is found once
those who stand still are painted over. The last is also tried where a lifter beside somebody is
often lost.

A tracked person comes with bar and heels. The bar is found with the help of the poses, and whether
a plate hides the head is known only when both are, so the person is then tracked again, with an
inpainted proxy for what is hidden.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial

import numpy as np

from formcheck.arithmetic import Array
from formcheck.extraction.bar_and_feet import read_bar_and_feet
from formcheck.extraction.camera_motion import moves, wavering_px
from formcheck.extraction.clip_tracking import ClipTracking, TrackedClip
from formcheck.extraction.identity import spans
from formcheck.extraction.inpainted_proxy import proxy_for
from formcheck.extraction.lifter import (
    STANDS_STILL_SIZES,
    Choice,
    lifting_share,
    stands_still,
)
from formcheck.extraction.people import Person
from formcheck.extraction.processes import Progress
from formcheck.extraction.scanning import Bystander
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

LEAST_LIFTING = 0.5
"""Least share of the frames with somebody on their feet (`lifting_share`) for a lifter. Lifters who
are tracked well enough to be measured have 0.55 and more, nearly always 0.9; a body that was read
into a leg, or a track that strays, has 0 to 0.4."""
WELL_LIFTING, MORE_LIFTING = 0.9, 0.1
"""With less than the first share, and somebody beside them, a lifter is searched for once more with
the others painted over. The result is used if its share is larger by the second."""
LEAST_BYSTANDER = 0.3
"""Least coverage of somebody in the coarse scan, who was not tracked, to be painted over."""
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


TrackChoice = Callable[[Choice, int], TrackedPerson]
FindBehind = Callable[[Sequence[Bystander]], tuple[Person | None, int]]


def track_until_lifting(
    choice: Choice, track: TrackChoice, find_behind: FindBehind
) -> list[TrackedPerson]:
    """Track one person after the other until somebody lifts; whoever does stands first.

    Args:
        choice: With a lifter.
        track: Tracks whoever is chosen; the number counts the attempts, from 0.
        find_behind: Finds who most likely lifts with some people painted over, and says in how many
            frames it searched.
    """
    people, untracked = [track(choice, 0)], choice.others
    instead = choice.instead()
    if instead is not None and _lifting_shares(people)[0] < LEAST_LIFTING:
        people.append(track(instead, 1))
        first, second = _lifting_shares(people)
        people = people if first >= second else people[::-1]
        untracked = untracked[1:]
    share = _lifting_shares(people)[0]
    if share >= WELL_LIFTING or choice.chosen_by == "told":
        return people
    camera = _best_camera(people)
    bystanders = [
        Bystander.of(person.track)
        for person in people
        if person.track.seen.any() and stands_still(_stilled(person.track, camera))
    ]
    bystanders += [
        Bystander(person.time_s, person.image_px)
        for person, seen in zip(untracked, choice.people[-len(untracked) :], strict=False)
        if seen.coverage >= LEAST_BYSTANDER and seen.vertical_travel_torso < STANDS_STILL_SIZES
    ]
    found, frames = find_behind(bystanders) if bystanders else (None, 0)
    if found is None:
        return people
    last = track(choice.joined_by(found, frames), 2)
    share, share_of_last = _lifting_shares([people[0], last])
    better = share_of_last >= max(LEAST_LIFTING, share + MORE_LIFTING)
    return [last, *people] if better else [*people, last]


def _lifting_shares(people: Sequence[TrackedPerson]) -> list[float]:
    camera = _best_camera(people)
    return [lifting_share(_stilled(person.track, camera)) for person in people]


def _stilled(track: PoseTrack, camera: CameraTrack) -> Array:
    """(T, 33, 2) landmarks as a camera that stays would show them."""
    return camera.stilled(track.time_s, track.image_px.astype(float))


def _best_camera(people: Sequence[TrackedPerson]) -> CameraTrack:
    """The camera of the clip as it was measured best: not with every person it is."""
    sigmas_px = [np.nan_to_num(np.median(person.camera.sigma_px), nan=np.inf) for person in people]
    return people[int(np.argmin(sigmas_px))].camera


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

    more = partial(report_part, report, bar_from, bar_from + RETRACKING_SHARE * (1 - bar_from))
    once_more = replace(tracking, report=more)
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


def report_part(report: Progress, first: float, last: float, what: str, share: float) -> None:
    """Report the share of a part that is done as the share of the whole work."""
    report(what, first + (last - first) * share)


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
