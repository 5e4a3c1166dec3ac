"""How days felt goes with the sets of its lifter and day."""

from __future__ import annotations

import pytest

from formcheck.history.record import About, Answer, kept
from formcheck.history.store import History, keep_for
from tests.examples import good_morning_squat_set
from tests.history.sets import numbered

DAY, OTHER = "2026-05-01", "2026-05-02"
FIRST, SECOND = (numbered(good_morning_squat_set(), number) for number in (1, 2))


def test_with_the_last_set_of_a_day_goes_how_it_felt(history: History) -> None:
    """It stayed in the file, where no page showed it, and left with an export."""
    sets = [kept(one, About(DAY, "Ana")) for one in (FIRST, SECOND)]
    bens = kept(FIRST, About(DAY, "Ben"))
    history.add([*sets, bens, kept(numbered(FIRST, 3), About(OTHER, "Ana"))])
    all_ = [Answer("Ana", DAY, 3), Answer("Ben", DAY, 1), Answer("Ana", OTHER, 0)]
    for answer in all_:
        history.answer(answer)
    history.delete(sets[0].id)
    assert set(history.answers()) == set(all_)
    history.delete(sets[1].id)
    assert set(history.answers()) == set(all_[1:])


@pytest.mark.parametrize(("second", "left"), [("Ana", [Answer("Ana", DAY, 3)]), ("Ben", [])])
def test_how_a_day_felt_goes_to_who_is_named_later_but_not_to_one_of_two(
    history: History, second: str, left: list[Answer]
) -> None:
    """It stayed with nobody's sets: the page asked again, and the chart had lost it."""
    history.add(kept(one, About(DAY)) for one in (FIRST, SECOND))
    history.answer(Answer("", DAY, 3))
    keep_for(history, FIRST, "Ana")
    assert history.answers() == [Answer("", DAY, 3)]
    keep_for(history, SECOND, second)
    assert history.answers() == left


@pytest.mark.parametrize("athlete", ["", "Ana"])
def test_a_set_whose_day_is_corrected_takes_along_how_it_felt(
    history: History, athlete: str
) -> None:
    """Sets are of today unless another day is said; the answer stayed with a day without a set."""
    history.add([kept(FIRST, About(OTHER, athlete)), kept(SECOND, About(OTHER, "Ben"))])
    for answer in (Answer(athlete, OTHER, 3), Answer("Ben", OTHER, 1)):
        history.answer(answer)
    history.add([kept(FIRST, About(DAY, athlete))])
    assert history.answers() == [Answer(athlete, DAY, 3), Answer("Ben", OTHER, 1)]
    history.delete(kept(FIRST, About(DAY, athlete)).id)
    assert history.answers() == [Answer("Ben", OTHER, 1)]


def test_what_was_answered_by_name_stays(history: History) -> None:
    history.add([kept(FIRST, About(DAY)), kept(SECOND, About(DAY, "Ana"))])
    for answer in (Answer("", DAY, 3), Answer("Ana", DAY, 1)):
        history.answer(answer)
    keep_for(history, FIRST, "Ana")
    assert history.answers() == [Answer("Ana", DAY, 1)], "and nobody's is left"
