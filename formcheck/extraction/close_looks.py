"""Whoever is chosen must be seen to lift when looked at closely, or somebody else is looked at.

The coarse look sees some twenty pictures. A lifter whom it sees only between reps loses to anybody
who sways; behind a plate it may read a body into a leg; beside a watcher it may not see the lifter
at all. A close look tells: whoever stands still, or is hardly ever on their feet, is no lifter.
Then the next one is looked at, and then whoever is seen once those who stand still are painted
over; so is a lifter who is often lost beside somebody.

A close look is one person, tracked, with bar and heels. The bar is found with the help of the
poses, and whether a plate hides the head is known only when both are, so the whole pass is made
again then, with an inpainted proxy for what is hidden.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial

import numpy as np
from numpy.typing import NDArray

from formcheck.extraction.bar_and_feet import read_bar_and_feet
from formcheck.extraction.camera_motion import moves, wavering_px
from formcheck.extraction.clip_tracking import ClipTracking, Followed
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
from formcheck.extraction.trajectory import TrackedStretch
from formcheck.extraction.under_bar import shoulders_under_bar
from formcheck.observation.observation import VideoInfo
from formcheck.observation.poses import PoseTrack
from formcheck.observation.silhouette import SilhouetteTrack
from formcheck.observation.tracks import BarTrack, CameraTrack, HeelRise, still_camera

Array = NDArray[np.float64]

LEAST_LIFTING = 0.5
"""Of the pictures. Lifters who are followed well enough to be measured have 0.55 and more, and
nearly always 0.9; what was read into a leg, or strays, has 0 to 0.4."""
WELL_LIFTING, MORE_LIFTING = 0.9, 0.1
"""Somebody who is lost in a tenth of the pictures beside a bystander is looked for without them.
That look counts if it loses them in a tenth of the pictures less."""
LEAST_BYSTANDER = 0.3  # coverage of somebody who was not looked at closely
ONCE_MORE_SHARE = 0.7
"""Of what is left of the progress bar then; the bar is looked at once more, too."""


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


Follow = Callable[[Choice, int], Pass]
Behind = Callable[[Sequence[Bystander]], tuple[Person | None, int]]


def close_looks(choice: Choice, follow: Follow, behind: Behind) -> list[Pass]:
    """Look closely at one person after the other until somebody lifts.

    Args:
        choice: With a lifter.
        follow: Looks closely at who is chosen; the number says which look it is, from 0.
        behind: Who most likely lifts with some people painted over, and of how many pictures.

    Returns:
        The looks, the one that shows the lifter first.
    """
    looks, following = [follow(choice, 0)], choice.others
    instead = choice.instead()
    if instead is not None and _lifting_shares(looks)[0] < LEAST_LIFTING:
        looks.append(follow(instead, 1))
        first, second = _lifting_shares(looks)
        looks = looks if first >= second else looks[::-1]
        following = following[1:]
    share = _lifting_shares(looks)[0]
    if share >= WELL_LIFTING or choice.chosen_by == "told":
        return looks
    camera = _camera(looks)
    bystanders = [
        Bystander.of(look.track)
        for look in looks
        if look.track.seen.any() and stands_still(_stilled(look.track, camera))
    ]
    bystanders += [
        Bystander(person.time_s, person.image_px)
        for person, seen in zip(following, choice.people[-len(following) :], strict=False)
        if seen.coverage >= LEAST_BYSTANDER and seen.vertical_travel_torso < STANDS_STILL_SIZES
    ]
    found, pictures = behind(bystanders) if bystanders else (None, 0)
    if found is None:
        return looks
    last = follow(choice.joined_by(found, pictures), 2)
    share, of_last = _lifting_shares([looks[0], last])
    better = of_last >= max(LEAST_LIFTING, share + MORE_LIFTING)
    return [last, *looks] if better else [*looks, last]


def _lifting_shares(looks: Sequence[Pass]) -> list[float]:
    camera = _camera(looks)
    return [lifting_share(_stilled(each.track, camera)) for each in looks]


def _stilled(track: PoseTrack, camera: CameraTrack) -> NDArray[np.float64]:
    """(T, 33, 2) landmarks as a camera that stays would show them."""
    return camera.stilled(track.time_s, track.image_px.astype(float))


def _camera(looks: Sequence[Pass]) -> CameraTrack:
    """The camera of the clip, as the look says that knows it best: not every look does."""
    sigmas_px = [np.nan_to_num(np.median(look.camera.sigma_px), nan=np.inf) for look in looks]
    return looks[int(np.argmin(sigmas_px))].camera


def track_closely(
    tracking: ClipTracking,
    info: VideoInfo,
    choice: Choice,
    *,
    camera_step_px: Sequence[float],
    report: Progress,
    bar_from: float,
) -> Pass:
    """Track the lifter, then the bar; once more with a proxy where a plate hides the head.

    Args:
        tracking: Of the lifter, reporting a share of its own.
        info: The clip.
        choice: With a lifter.
        camera_step_px: Of the background, between coarse pictures; it is measured where the camera
            moves.
        report: Told the share of the whole work.
        bar_from: The share that is done when the lifter was followed once.
    """
    assert choice.lifter is not None
    size_px = (info.width_px, info.height_px)
    followed, measured = tracking.once(choice.lifter, info, moves(camera_step_px, size_px))
    camera = measured or still_camera(wavering_px(camera_step_px))
    report("Following the bar", bar_from)
    samples = [frame for part in followed.tracked for frame in part.for_bar]

    def with_bar(tracked: Sequence[TrackedStretch]) -> Pass:
        track = stitched(tracked, choice, size_px, camera)
        bar, heel_rises = read_bar_and_feet(
            tracking.pool, tracking.file, info.duration_s, samples, track
        )
        return Pass(tracked, track, bar, camera, heel_rises)

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
