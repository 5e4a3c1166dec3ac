"""Whoever was chosen has to be seen to lift, on tracks whose movement is known."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest

from formcheck.extraction.lifter import Choice, choose_lifter, lifting_share
from formcheck.extraction.lifter_check import track_until_lifting
from formcheck.extraction.people import Person, Sighting, link_people, same_body
from formcheck.extraction.scanning import BLANK, Bystander, painted_over
from formcheck.extraction.tracked_person import TrackedPerson
from formcheck.observation.poses import PoseTrack
from formcheck.observation.tracks import CameraTrack, no_bar, still_camera
from formcheck.pose.estimator import Pose
from formcheck.video.reading import Frame
from tests.pose.people import figure, sighting, squatting, times

AT = times()
SIZE = (1280, 720)


def track_of(poses: Sequence[Pose | None]) -> PoseTrack:
    nobody = np.full((33, 2), np.nan, np.float32)
    image_px = np.stack([nobody if pose is None else pose.image_px for pose in poses])
    seen = np.isfinite(image_px[:, 0, 0])
    return PoseTrack(
        time_s=AT,
        image_px=image_px,
        depth_px=image_px[..., 0],
        visibility=np.repeat(seen[:, None], 33, axis=1).astype(np.float32),
        span=np.where(seen, 0, -1).astype(np.int16),
        frame_size_px=SIZE,
    )


def upside_down(pose: Pose) -> Pose:
    y_px = pose.image_px[:, 1]
    return replace(pose, image_px=np.stack([pose.image_px[:, 0], y_px.max() - y_px], axis=1))


WATCHES = track_of([figure(300, 650) for _ in AT])
SQUATS = track_of([figure(640, 650, crouch=squatting(t)) for t in AT])
SELDOM = track_of([figure(640, 650, crouch=squatting(t)) if i % 3 == 0 else None
                   for i, t in enumerate(AT)])  # fmt: skip
IN_A_LEG = track_of([upside_down(figure(640, 650, torso=30, crouch=squatting(t))) for t in AT])
BEHIND = Person([sighting(t, figure(640, 650, crouch=squatting(t))) for t in AT])


def tracked(
    tracks: Sequence[PoseTrack],
    behind: Person | None = None,
    number: int | None = None,
    cameras: Sequence[CameraTrack] = (still_camera(),) * 3,
    third_share: float = 0.0,
) -> tuple[list[PoseTrack], list[Choice], list[list[float]]]:
    """The tracks, the best first; who was chosen for each; and where somebody was painted over.

    Two people are seen in all frames, and a third in a share of them.
    """
    seen: list[list[Sighting]] = [[sighting(t, figure(300, 650)), sighting(t, figure(700, 650))]
                                  for t in AT]  # fmt: skip
    for one, t in list(zip(seen, AT, strict=True))[: round(third_share * len(AT))]:
        one.append(sighting(t, figure(1000, 650)))
    chosen: list[Choice] = []
    painted: list[list[float]] = []

    def track(choice: Choice, attempt: int) -> TrackedPerson:
        chosen.append(choice)
        place = len(chosen) - 1
        return TrackedPerson((), tracks[place], no_bar(AT), cameras[place])

    def find(bystanders: Sequence[Bystander]) -> tuple[Person | None, int]:
        painted.append([float(np.median(each.image_px[..., 0])) for each in bystanders])
        return behind, len(AT)

    choice = choose_lifter(link_people(seen), len(seen), number)
    return [person.track for person in track_until_lifting(choice, track, find)], chosen, painted


def test_how_much_somebody_lifts() -> None:
    shares = [lifting_share(track.image_px)
              for track in (SQUATS, SELDOM, WATCHES, IN_A_LEG)]  # fmt: skip
    assert shares == pytest.approx([1.0, 1 / 3, 0.0, 0.0], abs=0.01)


def test_a_lifter_is_looked_at_once() -> None:
    found, chosen, painted = tracked([SQUATS])
    assert found == [SQUATS]
    assert (len(chosen), painted) == (1, [])


@pytest.mark.parametrize("first", [WATCHES, IN_A_LEG, SELDOM])
def test_the_next_one_is_looked_at_where_the_first_is_no_lifter(first: PoseTrack) -> None:
    found, chosen, painted = tracked([first, SQUATS])
    assert found[0] is SQUATS
    assert [choice.people[0].number for choice in chosen] == [1, 2]
    assert painted == []


def test_whoever_is_behind_those_who_stand_still_is_looked_at_last() -> None:
    found, chosen, painted = tracked([WATCHES, IN_A_LEG, SQUATS], BEHIND)
    assert found[0] is SQUATS
    assert painted == [pytest.approx([300], abs=15)]
    last = chosen[-1]
    assert last.lifter is BEHIND
    assert [person.number for person in last.people] == [3, 1, 2]
    assert last.chosen_by == "vertical_motion"
    assert set(map(id, last.others)) == {id(p) for p in (chosen[0].lifter, *chosen[0].others)}


@pytest.mark.parametrize(("share", "over"), [(0.2, [300]), (0.4, [300, 1000])])
def test_who_was_not_tracked_is_painted_over_where_they_are_seen_often(
    share: float, over: list[float]
) -> None:
    _, _, painted = tracked([WATCHES, IN_A_LEG, SQUATS], BEHIND, third_share=share)
    assert painted == [pytest.approx(over, abs=15)]


@pytest.mark.parametrize("behind", [WATCHES, SELDOM, IN_A_LEG])
def test_where_nobody_lifts_the_first_stays(behind: PoseTrack) -> None:
    still = track_of([figure(700, 650) for _ in AT])
    assert tracked([WATCHES, still, behind], BEHIND)[0][0] is WATCHES
    assert tracked([WATCHES, still])[0] == [WATCHES, still]


def test_a_lifter_who_is_often_lost_beside_a_bystander_is_looked_for_without_them() -> None:
    often = track_of([figure(640, 650, crouch=squatting(t)) if i % 3 else None
                      for i, t in enumerate(AT)])  # fmt: skip
    found, chosen, painted = tracked([often, SQUATS], BEHIND)
    assert found == [SQUATS, often]
    assert len(painted) == 1
    assert painted[0] == pytest.approx([center_x(chosen[0].others[0])], abs=15)
    assert tracked([often, often], BEHIND)[0][0] is often
    assert tracked([SQUATS], BEHIND)[2] == []


def test_whoever_was_known_already_keeps_their_number() -> None:
    again = Person([sighting(t, figure(705, 655)) for t in AT[::4]])
    _, chosen, _ = tracked([WATCHES, IN_A_LEG, SQUATS], again)
    last, numbers = chosen[-1], {700: 0, 300: 0}
    for person, seen in zip((chosen[0].lifter, *chosen[0].others), chosen[0].people, strict=True):
        assert person is not None
        numbers[min(numbers, key=lambda x: abs(x - center_x(person)))] = seen.number
    assert [person.number for person in last.people] == [numbers[700], numbers[300]]
    assert last.lifter is again
    assert [round(center_x(other), -2) for other in last.others] == [300]
    assert not same_body(again, Person([sighting(AT[1], figure(705, 655))]))


def test_in_a_hand_a_bystander_stands_still_though_one_look_does_not_know_the_camera() -> None:
    sway_px = np.stack([0 * AT, 40 * np.sin(AT)], axis=1)
    measured = CameraTrack(
        time_s=AT,
        shift_px=sway_px,
        sigma_px=np.full((len(AT), 2), 0.2),
        roll_rad=0 * AT,
        zoom=0 * AT + 1,
        roll_sigma_rad=0 * AT,
        pivot_px=np.zeros(2),
    )

    def by_hand(track: PoseTrack) -> PoseTrack:
        return replace(track, image_px=track.image_px + sway_px[:, None].astype(np.float32))

    cameras = [measured, still_camera(), measured]
    tracks = [by_hand(IN_A_LEG), by_hand(WATCHES), by_hand(SQUATS)]
    found, _, painted = tracked(tracks, BEHIND, cameras=cameras)
    assert found[0] is tracks[2]
    assert painted == [[pytest.approx(300, abs=15)]]


def center_x(person: Person) -> float:
    return float(np.median(person.image_px[..., 0]))


def test_of_two_who_stray_the_one_who_is_seen_more_stays() -> None:
    found, _, painted = tracked([IN_A_LEG, SELDOM])
    assert found[0] is SELDOM
    assert painted == []


def test_who_is_told_is_looked_at_whatever_they_do() -> None:
    found, chosen, painted = tracked([WATCHES], BEHIND, number=2)
    assert found == [WATCHES]
    assert (len(chosen), painted) == (1, [])


def test_nobody_else_is_painted_over() -> None:
    rgb = np.full((360, 640, 3), 200, np.uint8)
    frame = Frame(3.1, rgb, (0.0, 0.0), (0.5, 0.5))
    moved = track_of([figure(300 if t < 3 else 400, 650) for t in AT])
    painted = painted_over(frame, [Bystander.of(moved)])
    gray = (painted.pixels == BLANK).all(axis=2)
    rows, columns = np.nonzero(gray)
    assert (columns.min(), columns.max()) == pytest.approx((187, 213), abs=4)
    assert (rows.min(), rows.max()) == pytest.approx((163, 333), abs=4)
    assert (painted.pixels[~gray] == 200).all()
    assert (rgb == 200).all()
    assert painted_over(frame, []) is frame
