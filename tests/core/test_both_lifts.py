"""Clips with squats and deadlifts in them: two sets, one of which is judged."""

from __future__ import annotations

from itertools import pairwise, product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from formcheck.analysis import Analysis
from formcheck.guidance.notices import CHOOSE_OTHER
from formcheck.lifts import LIFTS
from formcheck.observation.poses import PoseTrack
from formcheck.observation.tracks import BarTrack
from formcheck.pipeline.options import Options
from formcheck.report.digest import row_text
from formcheck.report.text import render_text
from formcheck.reps.both_lifts import likeliest
from tests import stick
from tests.observed import analyzed, complete, some_reps

Shot = tuple[float, float]
ODDS = st.fixed_dictionaries({lift: st.floats(0, 5) for lift in LIFTS})


@given(st.lists(ODDS, min_size=1, max_size=6), st.data())
def test_the_likeliest_lifts_are_those_of_all_rows(odds, data):
    costs = data.draw(st.lists(st.floats(0, 5), min_size=len(odds) - 1, max_size=len(odds) - 1))

    def worth(row):
        changes = sum(cost for cost, (a, b) in zip(costs, pairwise(row), strict=True) if a != b)
        return sum(here[lift] for here, lift in zip(odds, row, strict=True)) - changes

    best = max(worth(row) for row in product(LIFTS, repeat=len(odds)))
    assert worth(likeliest(odds, costs)) == pytest.approx(best)


def one_after_the_other(*bodies: stick.Body) -> tuple[PoseTrack, BarTrack, tuple[Shot, ...]]:
    """Poses and bar of some sets in one clip, and the shots where each is filmed in its own."""
    poses, bars = [stick.film(body) for body in bodies], [stick.plate(body) for body in bodies]
    begin_s = np.cumsum([0.0, *(one.time_s[-1] + 0.1 for one in poses[:-1])])

    track = stick.joined(poses, begin_s)
    cuts_s = [0.0, *(begin_s[1:] - 0.05), float(track.time_s[-1])]
    return track, stick.joined(bars, begin_s), tuple(pairwise(cuts_s))


def clip(squats: int, deadlifts: int, *, squats_first: bool, cut: bool, options=None) -> Analysis:
    bodies = [stick.squat(stick.paced(squats)), stick.deadlift(stick.paced(deadlifts))]
    track, bar, shots = one_after_the_other(*(bodies if squats_first else bodies[::-1]))
    return analyzed(track, options, bar=bar, **({"shots": shots} if cut else {}))


@pytest.mark.parametrize("cut", [False, True])
@pytest.mark.parametrize("squats_first", [False, True])
@pytest.mark.parametrize(("squats", "deadlifts"), [(5, 3), (3, 5)])
def test_of_two_sets_the_longer_one_is_judged_and_nothing_is_said_of_the_other(
    squats, deadlifts, squats_first, cut
):
    analysis = clip(squats, deadlifts, squats_first=squats_first, cut=cut)
    assert analysis.lift.name == ("squat" if squats > deadlifts else "deadlift")
    assert len(analysis.reps) == len(complete(analysis)) == max(squats, deadlifts)
    assert not any(rep.findings for rep in some_reps(analysis))
    (said,) = (notice.message for notice in analysis.warnings if notice.code == "lift_both")
    assert f"not the {'deadlift' if squats > deadlifts else 'squat'}s between" in said
    in_rows = said.removesuffix(CHOOSE_OTHER).rstrip()
    assert in_rows in row_text(analysis), "all reps were steady in a coach's rows"
    assert said.split()[-1] in render_text(analysis).partition("\n\n")[0], (
        "and at the top of the text"
    )


def test_of_three_sets_both_that_are_left_out_are_named():
    first, last = (stick.squat(stick.paced(count)) for count in (5, 4))
    track, bar, shots = one_after_the_other(first, stick.deadlift(stick.paced(3)), last)
    analysis = analyzed(track, bar=bar, shots=shots)
    assert (analysis.lift.name, len(complete(analysis))) == ("squat", 5)
    (said,) = (notice.message for notice in analysis.warnings if notice.code == "lift_both")
    assert "not the deadlifts between" in said
    assert "or the squats between" in said


@pytest.mark.parametrize("lift", LIFTS)
def test_who_names_a_lift_gets_the_set_of_it(lift):
    analysis = clip(5, 3, squats_first=True, cut=True, options=Options(lift=lift))
    assert (analysis.lift.name, len(complete(analysis))) == (lift, 5 if lift == "squat" else 3)


def test_a_single_rep_of_another_lift_is_believed_across_a_cut_only():
    cut = clip(5, 1, squats_first=True, cut=True)
    assert "lift_both" in {notice.code for notice in cut.warnings}
    assert len(complete(cut)) == 5


@pytest.mark.parametrize("body", [stick.squat(stick.paced(5)), stick.deadlift(stick.paced(5))])
def test_a_clip_of_one_lift_says_nothing_of_another(body):
    analysis = analyzed(stick.film(body), bar=stick.plate(body))
    assert "lift_both" not in {notice.code for notice in analysis.warnings}
