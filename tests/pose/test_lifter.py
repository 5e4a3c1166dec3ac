"""Who lifts, on people whose movement is known."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from formcheck.errors import OptionError
from formcheck.extraction.lifter import (
    choose_lifter,
    no_such_person,
    stands_still,
    vertical_travel,
)
from formcheck.extraction.people import Person, Sighting, distinct, link_people, seen_together
from tests import stick
from tests.pose.people import figure, sighting, squatting, times

RED, BLUE = (180.0, 40.0, 40.0), (40.0, 40.0, 180.0)


def lifter_at(time_s: float, x: float = 640) -> Sighting:
    return sighting(time_s, figure(x, 650, crouch=squatting(time_s)))


def chosen_x(pictures: list[list[Sighting]], chosen: int | None = None) -> float:
    choice = choose_lifter(link_people(pictures), len(pictures), chosen)
    assert choice.lifter is not None
    return float(np.median(choice.lifter.image_px[..., 0]))


def test_alone_is_the_only_person() -> None:
    pictures = [[lifter_at(t)] for t in times()]
    choice = choose_lifter(link_people(pictures), len(pictures))
    assert choice.chosen_by == "only_person"
    (person,) = choice.people
    assert person.number == 1
    assert person.coverage == 1
    assert person.vertical_travel_torso == pytest.approx(0.8, abs=0.15)


def test_nobody_is_a_result() -> None:
    choice = choose_lifter(link_people([[] for _ in times()]), len(times()))
    assert (choice.lifter, choice.people, choice.chosen_by) == (None, (), None)


def test_a_poster_loses_however_large_and_central() -> None:
    poster = figure(640, 700, torso=160)
    pictures = [[sighting(t, poster), lifter_at(t, x=300)] for t in times()]
    assert chosen_x(pictures) == pytest.approx(300, abs=15)


def test_a_spotter_who_follows_a_little_loses() -> None:
    def spotter(t: float) -> Sighting:
        return sighting(t, figure(560, 640, torso=90, crouch=0.3 * squatting(t)), BLUE)

    pictures = [[spotter(t), lifter_at(t)] for t in times()]
    assert chosen_x(pictures) == pytest.approx(640, abs=15)


def test_a_mirror_image_is_smaller_and_loses() -> None:
    def mirrored(t: float) -> Sighting:
        return sighting(t, figure(1000, 500, torso=55, crouch=squatting(t)))

    pictures = [[mirrored(t), lifter_at(t)] for t in times()]
    assert chosen_x(pictures) == pytest.approx(640, abs=15)


def test_who_squats_beside_for_a_quarter_of_the_clip_loses_however_near() -> None:
    def beside(t: float) -> list[Sighting]:
        near = sighting(t, figure(1050, 680, torso=140, crouch=squatting(t)), BLUE)
        return [near] if t < 6.0 else []

    pictures = [[lifter_at(t), *beside(t)] for t in times()]
    assert chosen_x(pictures) == pytest.approx(640, abs=15)


def test_somebody_who_walks_toward_the_camera_and_past_loses() -> None:
    def walker(t: float) -> Sighting:
        return sighting(t, figure(100 + 90 * t, 500 + 18 * t, torso=60 + 8 * t), RED)

    pictures = [[lifter_at(t)] + ([walker(t)] if t < 12 else []) for t in times()]
    assert chosen_x(pictures) == pytest.approx(640, abs=15)
    people = link_people(pictures)
    walking = next(p for p in people if p.sightings[-1].color[0] == RED[0])
    assert vertical_travel(walking) < 0.3


def test_the_user_may_point_at_another() -> None:
    stander = figure(300, 650)
    pictures = [[sighting(t, stander, RED), lifter_at(t)] for t in times()]
    people = link_people(pictures)
    choice = choose_lifter(people, len(pictures), chosen=2)
    assert choice.chosen_by == "told"
    assert [p.number for p in choice.people] == [2, 1]
    assert chosen_x(pictures, chosen=2) == pytest.approx(300, abs=15)
    assert chosen_x(pictures, chosen=1) == pytest.approx(640, abs=15)
    with pytest.raises(OptionError, match="no person 3"):
        choose_lifter(people, len(pictures), chosen=3)


@pytest.mark.parametrize(
    ("people", "hint"),
    [(0, "Nobody was seen"), (1, "Only one was seen"), (2, "People are numbered 1 to 2")],
)
def test_a_number_that_nobody_has_says_who_was_seen(people: int, hint: str) -> None:
    """ "People are numbered 1 to 0." """
    assert str(no_such_person(9, people)).startswith(f"There is no person 9 in the clip. {hint}")


def test_people_who_pass_each_other_are_not_exchanged() -> None:
    def passer(t: float) -> Sighting:
        return sighting(t, figure(80 + 50 * t, 655, torso=95), RED)

    pictures = [[lifter_at(t), passer(t)] for t in times(22)]
    for person in link_people(pictures):
        assert len({tuple(s.color) for s in person.sightings}) == 1


def test_who_is_uncovered_by_a_squat_does_not_become_the_lifter() -> None:
    """Places, sizes and colors of `rl200__04`: somebody stands behind, in red."""
    gray, shaded, red = (68.0, 67.0, 64.0), (50.0, 50.0, 49.0), (102.0, 30.0, 29.0)

    def seen_at(t: float, *, squats: bool) -> list[Sighting]:
        if not squats:
            return [sighting(t, figure(504, 463, torso=110), gray)]
        behind = sighting(t, figure(417, 394, torso=88), red)
        return [behind, sighting(t, figure(481, 463, torso=74, crouch=0.16), shaded)]

    pictures = [seen_at(0.9 * n, squats=n % 3 == 2) for n in range(19)]
    choice = choose_lifter(link_people(pictures), len(pictures))
    assert choice.lifter is not None
    assert len(choice.lifter.sightings) == len(pictures)
    assert red not in {tuple(one.color) for one in choice.lifter.sightings}


def test_pieces_of_one_person_are_joined() -> None:
    # unseen for six seconds, twice
    pictures = [[] if 5 < t < 11 or 15 < t < 21 else [lifter_at(t)] for t in times(30)]
    (person,) = link_people(pictures)
    assert len(person.sightings) == sum(bool(p) for p in pictures)
    assert np.all(np.diff(person.time_s) > 0)


def test_two_poses_of_one_body_are_one_person() -> None:
    body = figure(500, 600, crouch=0.4)
    shifted = figure(515, 610, torso=108, crouch=0.4)
    beside = figure(720, 600)
    assert len(distinct([body, shifted, beside])) == 2


def test_a_doubtful_second_look_is_nobody_beside() -> None:
    alone = Person([lifter_at(t) for t in times()])
    once = Person([lifter_at(t, x=700) for t in times()[:1]])
    always = Person([lifter_at(t, x=900) for t in times()])
    assert not seen_together(alone, once)
    assert seen_together(alone, always)


@settings(max_examples=40, deadline=None)
@given(
    x=st.floats(250, 1000),
    scale=st.floats(0.5, 1.3),
    period_s=st.floats(2.0, 8.0),
    seed=st.integers(0, 2**16),
    flip=st.booleans(),
)
def test_the_mover_wins_wherever_they_stand(
    x: float, scale: float, period_s: float, seed: int, flip: bool
) -> None:
    """Any place, size and tempo; pictures missed at random; order of people at random."""
    rng = np.random.default_rng(seed)
    bystander_x = x + 260 if x < 640 else x - 260
    pictures = []
    for t in times(30):
        crouch = squatting(t, period_s)
        seen = [
            sighting(t, figure(x, 680, torso=100 * scale, crouch=crouch)),
            sighting(t, figure(bystander_x, 680, torso=100 * scale), RED),
        ]
        seen = [s for s in seen if rng.random() < 0.8]
        pictures.append(seen[::-1] if flip else seen)
    assert chosen_x(pictures) == pytest.approx(x, abs=30)


def test_a_body_that_is_seen_twice_now_and_then_is_one_person() -> None:
    """Behind plates the pose model loses the lifter near the bottom and finds them anew there."""

    def halves(t: float, number: int) -> list[Sighting]:
        low, seen = squatting(t) > 0.4, lifter_at(t)
        both = number % 12 == 0  # seen twice, once a little to the side
        beside = sighting(t, figure(675, 660, torso=75, crouch=squatting(t)))
        return [seen, beside] if both else [beside if low else seen]

    pictures = [halves(t, number) for number, t in enumerate(times())]
    (person,) = link_people(pictures)
    assert len(person.sightings) == len(pictures)
    assert np.all(np.diff(person.time_s) > 0)


def test_a_small_body_in_the_lifters_legs_is_nobody() -> None:
    small = figure(645, 640, torso=30)
    pictures = [
        [lifter_at(t)] + ([sighting(t, small)] if number % 8 == 0 else [])
        for number, t in enumerate(times())
    ]
    (person,) = link_people(pictures)
    assert len(person.sightings) == len(pictures)


def test_a_person_far_behind_the_lifter_stays_somebody() -> None:
    far = figure(660, 420, torso=40)
    pictures = [[lifter_at(t), sighting(t, far, BLUE)] for t in times()]
    assert len(link_people(pictures)) == 2
    assert chosen_x(pictures) == pytest.approx(640, abs=15)


def test_a_spotter_close_by_is_not_taken_for_a_piece_of_the_lifter() -> None:
    """Half hidden, seen in half of the pictures, always beside the lifter."""

    def spotter(t: float) -> Sighting:
        return sighting(t, figure(585, 650, torso=95, crouch=0.3 * squatting(t)), BLUE)

    pictures = [
        [lifter_at(t)] + ([spotter(t)] if number % 2 else []) for number, t in enumerate(times())
    ]
    assert len(link_people(pictures)) == 2


@pytest.mark.parametrize("aside", [1.3, -1.3])
def test_two_lifters_who_take_turns_stay_two(aside: float) -> None:
    """One squats, steps aside and leaves while the other squats where they stood."""

    def first(t: float) -> Sighting:
        x = 640 + 100 * aside * float(np.clip((t - 18) / 2, 0, 1))
        return sighting(t, figure(x, 650, crouch=squatting(t) if t < 17 else 0.0), RED)

    def second(t: float) -> Sighting:
        return sighting(t, figure(640, 650, crouch=squatting(t) if t > 28 else 0.0), BLUE)

    pictures = [([first(t)] if t < 26 else []) + ([second(t)] if t > 20 else []) for t in times(60)]
    people = link_people(pictures)
    assert len(people) == 2
    assert all(len({tuple(s.color) for s in person.sightings}) == 1 for person in people)


def test_somebody_far_off_at_another_time_is_no_bit_of_who_stood_there_before() -> None:
    small = figure(645, 640, torso=60, crouch=0.3)
    pictures = [[lifter_at(t)] if t < 22 else [sighting(t, small, BLUE)] for t in times(32)]
    assert any(p.sightings[-1].color[2] == BLUE[2] for p in link_people(pictures))


def test_the_next_one_comes_instead_where_nobody_was_told() -> None:
    pictures = [[sighting(t, figure(100, 400)), sighting(t, figure(400, 400, crouch=squatting(t)))]
                for t in times()]  # fmt: skip
    choice = choose_lifter(link_people(pictures), len(pictures))
    instead = choice.instead()
    assert instead is not None
    assert instead.lifter is choice.others[0]
    assert instead.others == (choice.lifter,)
    assert [p.number for p in instead.people] == [2, 1]
    assert instead.chosen_by == choice.chosen_by
    assert choose_lifter(link_people(pictures), len(pictures), chosen=1).instead() is None
    alone = [[seen[0]] for seen in pictures]
    assert choose_lifter(link_people(alone), len(alone)).instead() is None


@pytest.mark.parametrize(
    ("depth", "drift_px", "still"), [(0.0, 0.0, True), (0.05, 0.0, True), (0.0, 80.0, True),
                                     (0.3, 0.0, False), (0.8, 80.0, False)],
)  # fmt: skip
def test_whoever_bends_and_rises_does_not_stand_still(
    depth: float, drift_px: float, still: bool
) -> None:
    """The picture of a camera that sinks goes up and down as a whole."""
    at = times()
    camera = np.stack([np.zeros(len(at)), np.linspace(0, drift_px, len(at))], axis=1)
    poses = [figure(300, 400 + y, crouch=squatting(t, depth=depth)).image_px
             for t, (_, y) in zip(at, camera, strict=True)]  # fmt: skip
    image_px = np.stack(poses)
    image_px[5] = np.nan
    assert stands_still(image_px - camera[:, None]) is still
    assert stands_still(np.full_like(image_px, np.nan))


def test_a_hinge_and_a_single_in_a_long_clip_do_not_stand_still() -> None:
    """Romanian pulls take the hips back, not down; a set-up may last for most of a clip."""
    bows = stick.film(stick.romanian(stick.paced(4)))
    assert not stands_still(bows.image_px)
    single = stick.film(stick.squat([(50.0, 51.5, 53.0)], duration_s=100.0))
    assert not stands_still(single.image_px)
    waits = stick.film(stick.squat([(50.0, 51.5, 53.0)], duration_s=45.0))
    assert stands_still(waits.image_px)
