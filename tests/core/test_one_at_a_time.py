"""Two reps are never under way at once, nor a rep and a movement that is none."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from formcheck.reps.rep_window import NotRep, Rep
from formcheck.reps.set_of_reps import one_at_a_time, outside


def test_two_halves_of_a_pull_that_was_lost_in_its_middle_are_one():
    """Times of a rendered set, whose lifter was lost for a third of a second at lockout."""
    before, after = Rep(8.67, 9.47, 11.54, True, 0.99), Rep(16.70, 17.47, 19.55, True, 0.99)
    halves = Rep(12.56, 13.25, 15.00, True, 0.69), Rep(13.09, 13.75, 15.46, True, 0.78)
    one = Rep(12.56, 13.25, 15.46, True, 0.78)
    assert one_at_a_time((before, *halves, after)) == (before, one, after)


def test_where_the_second_half_is_cut_off_the_rep_is():
    halves = Rep(12.56, 13.25, 15.00, True, 0.69), Rep(13.09, 13.75, None, False, 0.5)
    assert one_at_a_time(halves) == (Rep(12.56, 13.25, None, False, 0.69),)


@given(
    st.lists(st.tuples(st.floats(0.3, 3.0), st.floats(0.0, 2.0)), max_size=8), st.floats(0.0, 0.4)
)
def test_reps_that_hardly_touch_stay_as_they_are(timed, touch):
    reps, at_s = [], 0.0
    for whole_s, rest_s in timed:
        start_s = max(0.0, at_s - touch * 0.3)
        reps.append(Rep(start_s, start_s + whole_s / 2, start_s + whole_s, True, 0.9))
        at_s = start_s + whole_s + rest_s
    assert one_at_a_time(reps) == tuple(reps)


def test_a_movement_within_a_rep_is_listed_beside_none():
    """Times of a rendered set: "Too fast for a rep." stood over the beginning of rep 2."""
    rep = Rep(5.48, 7.20, 8.45, True, 0.99)
    within = NotRep(5.50, 5.70, "other_movement", "This went down or up too fast for a rep.", 0.231)
    before, behind = (NotRep(*span, "setup", "You stood up.") for span in ((1, 3), (8.40, 9.20)))
    assert outside((before, within, behind), (rep,)) == (before, behind)
