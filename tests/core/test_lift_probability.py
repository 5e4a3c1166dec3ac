"""What is neither squat nor deadlift: plain signs, odds, and what may be said of it."""

from __future__ import annotations

import re
import tomllib
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.special import expit

from benchmarks.calibrate_lift import FILE, SIDES, fitted, likeliest_odds, read_table
from formcheck.body.estimate import POOR_FIT
from formcheck.findings.caps import RepContext, capped
from formcheck.findings.judging import LIKELY_FROM, POSSIBLE_FROM
from formcheck.lifts import SURE_FROM
from formcheck.metrics import table
from formcheck.metrics.measurement import Measurement, not_assessed
from formcheck.observation.poses import Landmark as Lm
from formcheck.observation.poses import PoseTrack
from formcheck.pipeline.document import judge
from formcheck.pipeline.options import Options
from formcheck.reasons import ReasonCode
from formcheck.reps import set_of_reps
from formcheck.reps.lift import LiftGuess
from formcheck.reps.lift_probability import LiftOdds, TypicalRange, lift_odds
from tests import stick
from tests.observed import analyzed, complete, observed, read

REPS = stick.paced(4)
SURE = LiftGuess("squat", 0.98)
ODD = st.floats(-3, 3) | st.just(float("nan"))


def typical_signs(lift: str) -> dict[str, float]:
    return {name: one.middle for name, one in fitted(_rows())[0][lift].items()}


def _rows():
    return [row for row in read_table() if row["taken_for"] in SIDES]


@given(
    st.sampled_from(["squat", "deadlift"]),
    st.dictionaries(
        st.sampled_from(sorted({name for sides in SIDES.values() for name in sides})), ODD
    ),
    st.floats(0, 1),
)
def test_three_probabilities_add_up_whatever_was_seen(lift, signs, confidence):
    odds = lift_odds(LiftGuess(lift, confidence), signs)
    assert odds.squat + odds.deadlift + odds.other == pytest.approx(1.0)
    assert min(odds.squat, odds.deadlift, odds.other) >= 0.0


@pytest.mark.parametrize("lift", ["squat", "deadlift"])
def test_a_usual_lift_is_sure_and_each_sign_beyond_it_takes_away(lift):
    typical = typical_signs(lift)
    odds = lift_odds(LiftGuess(lift, 0.98), typical)
    assert odds.of(lift) >= SURE_FROM
    assert odds.sign is None
    for name, side in SIDES[lift].items():
        less = [lift_odds(LiftGuess(lift, 0.98), typical | {name: typical[name] + side * far}).other
                for far in (0.0, 0.5, 1.0, 2.0)]  # fmt: skip
        assert less == sorted(less)
        assert less[-1] > less[0]
        far = typical | {name: typical[name] + side * 3.0}
        assert lift_odds(LiftGuess(lift, 0.98), far).sign == name


def test_where_votes_are_divided_the_signs_are_held_against_both_lifts():
    """A squat whose arms hang, and are stretched out on the way down, was "no lift" as a pull."""
    stretched_out = typical_signs("squat") | {"hands_go": 1.0, "trunk_low": 0.75}
    by_share = [
        lift_odds(LiftGuess("deadlift", share), stretched_out) for share in (0.98, 0.6, 0.5)
    ]
    assert by_share[0].other > 0.75
    assert [odds.squat for odds in by_share] == sorted(odds.squat for odds in by_share)
    assert by_share[2].squat > by_share[2].deadlift
    assert by_share[2].other < 0.6


def test_a_lunge_as_plain_as_those_that_were_filmed_is_not_sure_to_be_a_squat():
    lunge = typical_signs("squat") | {"shank_split": 0.75}
    odds = lift_odds(SURE, lunge)
    assert odds.squat < SURE_FROM
    assert odds.sign == "shank_split"


def test_spreads_beyond_the_usual_are_counted_from_the_edge():
    one = TypicalRange(1, 0.1, 0.3)
    assert one.beyond(0.3) == 0.0
    assert one.beyond(0.7) == pytest.approx(2.0)
    assert one.beyond(float("nan")) == 0.0
    assert TypicalRange(-1, 1.0, 0.8).beyond(0.4) == pytest.approx(2.0)


def test_the_calibration_file_is_what_the_table_gives():
    typical, logistic = fitted(_rows())
    for lift, signs in typical.items():
        for name, one in signs.items():
            far = {name: one.edge + one.side * 2 * max(abs(one.edge - one.middle), 0.05)}
            expected = 1 / (1 + np.exp(-(logistic[0] + logistic[1] * np.log1p(2.0))))
            assert lift_odds(LiftGuess(lift, 0.98), far).other == pytest.approx(expected, abs=0.02)


def test_findings_of_an_unsure_lift_are_possible_at_most_and_say_why():
    analysis = analyzed(stick.film(stick.squat(REPS, tip_deg=[0, 14, 0, 14])))
    found = complete(analysis)[1].findings
    assert any(one.probability >= LIKELY_FROM for one in found)
    for one in capped(found, RepContext(lift_sure=False)):
        assert one.confidence == "possible"
        assert POSSIBLE_FROM <= one.probability < LIKELY_FROM
        assert one.capped_by == ("lift",)
    assert capped(found, RepContext()) == found


def test_a_squat_and_a_pull_are_told_as_surely_as_they_were_calibrated():
    for film in (stick.squat(REPS), stick.deadlift(REPS)):
        lift = analyzed(stick.film(film)).lift
        assert lift.probability is not None
        assert lift.confidence == max(
            lift.probability.squat, lift.probability.deadlift, lift.probability.other
        )
        assert lift.confidence >= SURE_FROM
        assert lift.source == "detected"


@pytest.mark.parametrize(
    ("yaw_deg", "sure"), [(0.0, True), (45.0, True), (85.0, False), (-85.0, False)]
)
def test_hanging_hands_from_front_or_rear_are_not_surely_a_pull(yaw_deg, sure):
    """Squats with a weight between the legs were Romanian deadlifts there, with 0.96."""
    analysis = analyzed(stick.film(stick.romanian(REPS), yaw_deg=yaw_deg))
    assert analysis.lift.name == "deadlift"
    assert len(analysis.reps) == len(REPS)
    assert (analysis.lift.confidence >= SURE_FROM) is sure
    assert ("lift_unsure" in {one.code for one in analysis.warnings}) is not sure


def split(track: PoseTrack) -> PoseTrack:
    """The track with the right knee near the floor and its foot behind, as in a lunge."""
    image = track.image_px.copy()
    shank = image[:, Lm.RIGHT_ANKLE] - image[:, Lm.RIGHT_KNEE]
    image[:, Lm.RIGHT_KNEE, 1] += 0.9 * shank[:, 1]
    image[:, Lm.RIGHT_ANKLE, 0] -= np.linalg.norm(shank, axis=1)
    return replace(track, image_px=image)


@pytest.mark.parametrize(("other", "asked"), [(0.3, False), (0.4, True), (0.6, True)])
def test_a_lift_is_asked_for_where_another_exercise_is_as_likely_as_one_in_three(
    monkeypatch, other, asked
):
    odds = LiftOdds(1 - other, 0.0, other, "shank_split")
    monkeypatch.setattr(set_of_reps, "lift_odds", lambda guess, signs: odds)
    analysis = analyzed(stick.film(stick.squat(REPS)))
    assert (analysis.reps == ()) is asked
    assert (analysis.lift.name == "unknown") is asked


def test_what_is_likelier_another_exercise_is_listed_and_judged_once_it_is_told():
    track = split(stick.film(stick.squat(REPS, tip_deg=[14] * 4)))
    alone = analyzed(track)
    assert alone.lift.name == "unknown"
    assert alone.reps == ()
    assert alone.set.findings == ()
    rows = [one.message for one in alone.not_counted if one.reason == "other_exercise"]
    assert set(rows) == {"This does not look like a squat or a deadlift."}
    (notice,) = (notice for notice in alone.warnings if notice.code == "lift_unknown")
    assert "as in a lunge" in notice.message, "what was seen is said once"
    assert alone.lift.probability is not None
    assert alone.lift.probability.other >= 0.5
    analysis = analyzed(track, Options(lift="squat"))
    assert len(analysis.reps) == len(REPS)
    assert analysis.lift.source == "told"
    (said,) = (one for one in analysis.warnings if one.code == "lift_contradicted")
    assert "To us it looks like neither a squat nor a deadlift: one knee goes" in said.message
    assert "so we judge it as one" in said.message
    assert said.looks_like == "unknown"
    assert {one.confidence for rep in analysis.reps for one in rep.findings} == {"possible"}
    assert all(rep.findings for rep in analysis.reps)
    assert analysis.guidance
    asked = [analysis.set.load, analysis.set.cues, *(rep.cues for rep in analysis.reps)]
    asked += [part for one in analysis.guidance for part in (one.cues, one.drills, one.recheck)]
    assert not any(asked), "what to do about a fault of a squat, in a lunge"
    films = [one.advice for one in analysis.warnings]
    films += [m.advice for rep in analysis.reps for m in rep.metrics.values() if m.not_assessed]
    assert not any(films), "how to film a squat better, of a lunge"


def test_a_lunge_that_is_told_a_squat_is_not_also_blamed_on_the_light(monkeypatch):
    """ "Something hides it, or the light is poor" stood below "looks like a lunge"."""
    monkeypatch.setattr(table, "_joints_lost", lambda rise: POOR_FIT)
    analysis = analyzed(split(stick.film(stick.squat(REPS))), Options(lift="squat"))
    assert "lift_contradicted" in {one.code for one in analysis.warnings}
    leans = [rep.metrics["lean_peak_deg"] for rep in analysis.reps]
    assert {one.reason_code for one in leans} == {ReasonCode.POOR_FIT}
    said = "this does not move like a squat, so it could not be read as one"
    assert {one.not_assessed for one in leans} == {said}


def test_the_page_of_the_lift_repeats_no_number_that_a_fit_writes() -> None:
    """`benchmarks/calibrate_lift.py --write` would leave it behind; what is chosen may stand."""
    page = (Path(__file__).parents[2] / "docs/measurement.md").read_text("utf-8")
    about = page.split("## Squat, deadlift, or neither")[1].split("\n## ")[0]
    assert "lift_signs.toml" in about
    of_links = r"\]\([^)]*\)"
    assert set(re.findall(r"\d+(?:\.\d+)?", re.sub(of_links, "]", about))) == {f"{SURE_FROM:g}"}


def test_a_lifter_who_is_lost_is_no_certain_exercise():
    """However far signs lie beyond the usual: `surest` in lift_signs.toml."""
    lost = {"chest_drop": -9.0, "hands_top": 9.0, "shank_split": 9.0, "trunk_top": -9.0}
    surest = tomllib.loads(FILE.read_text("utf-8"))["model"]["surest"]["value"]
    assert surest < 1.0
    assert lift_odds(LiftGuess("squat", 0.9), lost).other == pytest.approx(surest, abs=1e-3)


def test_a_few_lost_lifters_leave_the_others_told_apart():
    """The likeliest odds: lifts near, others far, and one lift in ten as far as the others."""
    draw = np.random.default_rng(5)
    far = np.concatenate(
        [draw.normal(0.3, 0.2, 90), draw.normal(3.0, 0.3, 10), draw.normal(2.5, 0.3, 50)]
    )
    other = np.repeat([0.0, 1.0], [100, 50])
    intercept, slope, surest = likeliest_odds(far, other, np.ones(150))
    assert surest == pytest.approx(50 / 60, abs=0.06)
    between = surest * expit(intercept + slope * np.array([0.8, 2.0]))
    assert between[0] < 0.2
    assert between[1] > 0.6


@pytest.mark.parametrize(("body", "named"), [(stick.squat, "deadlift"), (stick.deadlift, "squat")])
def test_a_lift_that_is_told_and_looks_like_the_other_is_read_so_and_contradicted(body, named):
    analysis = analyzed(stick.film(body(REPS)), Options(lift=named))
    assert (analysis.lift.name, analysis.lift.source) == (named, "told")
    (said,) = (one for one in analysis.warnings if one.code == "lift_contradicted")
    other = "squat" if named == "deadlift" else "deadlift"
    assert said.message.endswith(f"To us it looks like a {other}.")
    assert said.looks_like == other
    assert {one.confidence for rep in analysis.reps for one in rep.findings} <= {"possible"}
    right = analyzed(stick.film(body(REPS)), Options(lift=other))
    assert "lift_contradicted" not in {one.code for one in right.warnings}


@pytest.mark.parametrize(
    ("lean_deg", "hidden", "word"),
    [
        (34.0, False, "clear"),
        (50.0, False, "possible"),
        (None, False, "possible"),
        (34.0, True, "possible"),
    ],
)
def test_half_squats_are_sure_where_the_trunk_is_seen_to_stay_up(lean_deg, hidden, word):
    """0.3 thigh short in every rep: a good morning bends the knees so far, too, but bows."""
    track = stick.film(stick.squat(REPS))
    reading = read(track)
    lean = not_assessed("deg", POOR_FIT) if lean_deg is None else Measurement(lean_deg, "deg", 4.0)
    short = {
        "depth_thigh": Measurement(0.4, "thigh", 0.1),
        "hip_travel_torso": Measurement(0.6, "torso", 0.1),
        "lean_peak_deg": lean,
    }
    reading = replace(
        reading,
        odds=LiftOdds(squat=0.95, deadlift=0.02, other=0.03),
        reps=tuple(
            replace(rep, metrics=dict(rep.metrics) | short, hidden=hidden) for rep in reading.reps
        ),
    )
    made = judge(observed(track), Options(), reading=reading)
    words = {f.confidence for rep in made.reps for f in rep.findings if f.fault == "shallow_depth"}
    assert words == {word}
