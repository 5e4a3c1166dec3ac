"""The limits on the page of a set, without a browser: which there are, and what is typed."""

from __future__ import annotations

import json
from dataclasses import asdict

import pytest
from streamlit.testing.v1 import AppTest
from streamlit.testing.v1.element_tree import TextInput

from formcheck.analysis import Lift
from formcheck.findings.fault_table import limits_asked
from formcheck.jobs import adjustment
from formcheck.jobs.adjustment import Adjustment
from formcheck.jobs.job import Job
from formcheck.page import backend
from formcheck.page.limits import COUNTING, FOLD, groups
from formcheck.report.words import field_unit, limit_amount
from formcheck.thresholds import LimitInfo, limits_table
from tests.app.said import OpenExample, words_of
from tests.examples import good_morning_squat_set

pytestmark = pytest.mark.long


def fields_of(app: AppTest) -> list[TextInput]:
    """Those of limits, once they are unfolded: no other field of a result is one of text."""
    if not app.text_input:
        app.session_state[FOLD] = True
        app.run()
    return list(app.text_input)


def field_of(app: AppTest, label: str) -> TextInput:
    (field,) = (one for one in fields_of(app) if one.label == label)
    return field


def the_job(app: AppTest) -> Job:
    job = backend.runner().store.load(app.query_params["set"])
    assert job is not None
    return job


def test_looking_at_a_result_changes_no_limit(open_example: OpenExample) -> None:
    """Many runs of the page, none of them a correction."""
    app = open_example("good_morning_squat_set")
    for _ in range(5):
        app.run()
    folder = backend.runner().store.folder(app.query_params["set"])
    assert not (folder / "adjustment.json").exists()
    defaults = {
        row.about.label: limit_amount(row.default, row.about.unit) for row in limits_table()
    }
    assert fields_of(app)
    for field in fields_of(app):
        label, unit = field.label.rsplit(" (", 1)
        assert field.value == defaults[label].split("°")[0].split()[0], "as the page says it"
        assert unit.startswith(("degrees", "seconds", "% of ", "%)"))


@pytest.mark.parametrize("row", limits_table(), ids=lambda row: row.name)
def test_a_limit_that_is_typed_as_percent_is_kept_as_it_is_judged(row: LimitInfo) -> None:
    by, unit = field_unit(row.about.unit)
    for value in (row.low, row.default, row.high):
        assert round(round(by * value, 6) / by, 6) == value
    assert unit not in ("deg", "torso", "thigh", "share", "s")


def test_the_limits_are_fields_of_this_lift_only(open_example: OpenExample) -> None:
    """Forty sliders of both lifts were moved by a thumb that only wanted to scroll."""
    app = open_example("good_morning_squat_set")
    assert not app.slider
    labels = [field.label for field in fields_of(app)]
    assert len(labels) == len(set(labels)) == len(limits_asked("squat", "high_bar"))
    assert not [label for label in labels if "Hips shot up" in label or "low bar" in label]


@pytest.mark.parametrize(
    ("lift", "variant"), [("squat", "low_bar"), ("deadlift", "sumo"), ("unknown", "unknown")]
)
def test_each_limit_stands_once_under_its_fault(lift: str, variant: str) -> None:
    told = dict(groups(Lift(lift, variant, 0.9, "told")))
    names = [row.name for rows in told.values() for row in rows]
    assert sorted(names) == sorted(limits_asked(lift, variant))
    assert [row.name for row in told[COUNTING]] == ["partial_rep_share"]


def test_a_limit_kept_by_another_version_does_not_break_the_page(
    open_example: OpenExample,
) -> None:
    app = open_example("good_morning_squat_set")
    kept = Adjustment(limits={"a_limit_of_old": 3.0, "good_morning_gain_deg": 900.0})
    file = backend.runner().store.folder(app.query_params["set"]) / "adjustment.json"
    file.write_text(json.dumps(asdict(kept)))
    app.run()
    assert not app.exception
    assert "A limit from another version: a_limit_of_old 3" in words_of(app)
    assert "Judged with 2 limits that you changed" in words_of(app)


def test_limits_of_another_lift_are_listed_and_not_counted(open_example: OpenExample) -> None:
    """On a squat corrected to a pull the squat's limits had judged it, by the line on top."""
    app = open_example("good_morning_squat_set")
    file = backend.runner().store.folder(app.query_params["set"]) / "adjustment.json"
    limits = {"hips_shoot_gain_deg": 9.0, "lean_low_bar_deg": 50.0}
    file.write_text(json.dumps(asdict(Adjustment(limits=limits))))
    app.run()
    assert not app.exception
    assert "Judged with" not in words_of(app)
    assert len([one for one in app.button if str(one.key).startswith("undo_")]) == 3
    limits["good_morning_gain_deg"] = 6.0
    file.write_text(json.dumps(asdict(Adjustment(limits=limits))))
    assert "Judged with 1 limit that you changed" in words_of(app.run())


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("900", "900 is outside 2 to 20"),
        ("1,5", "1,5 is outside 2 to 20"),
        ("", "This is not a number from 2 to 20"),
        ("7,5°", "This is not a number from 2 to 20"),
    ],
)
def test_what_is_no_limit_says_the_range_and_what_holds(
    open_example: OpenExample, typed: str, said: str
) -> None:
    """It was ignored without a word; a field that was emptied broke the page."""
    app = open_example("good_morning_squat_set")
    tips_by = "Hips rose before the chest: torso tips by (degrees)"
    field_of(app, tips_by).set_value(typed).run()
    assert not app.exception
    (refused,) = app.error
    assert refused.value == f"{said} degrees, so 5 still holds."
    assert field_of(app, tips_by).value == "5"
    assert not adjustment.load(backend.runner().store, the_job(app)).limits


def test_a_limit_may_have_a_decimal_comma(
    open_example: OpenExample, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A field for numbers dropped it: 7,5 was 75."""
    monkeypatch.setattr(adjustment, "judge_again", lambda *_: good_morning_squat_set())
    app = open_example("good_morning_squat_set")
    field_of(app, "Hips rose before the chest: torso tips by (degrees)").set_value("7,5").run()
    assert not app.error
    kept = adjustment.load(backend.runner().store, the_job(app))
    assert kept.limits == {"good_morning_gain_deg": 7.5}


def test_larger_limits_follow_one_that_was_raised_above_them(open_example: OpenExample) -> None:
    """ "Medium from 8°" stood under a limit of 15°."""
    app = open_example("good_morning_squat_set")
    store, job = backend.runner().store, the_job(app)
    kept = Adjustment(limits={"good_morning_gain_deg": 15.0})
    (store.folder(job.id) / adjustment.FILE).write_text(json.dumps(asdict(kept)))
    app.run()
    for larger in ("medium", "large"):
        name = f"Hips rose before the chest, {larger} from (degrees)"
        assert field_of(app, name).value == "15"
        field_of(app, name).set_value("9").run()
        assert "9 is outside 15 to" in app.error[0].value
        assert "so 15 still holds" in app.error[0].value


def test_a_field_shows_what_holds_also_when_a_smaller_limit_goes_back(
    open_example: OpenExample, monkeypatch: pytest.MonkeyPatch
) -> None:
    """ "Medium from 8" stood there where 11 was kept: what the field had begun with long before."""
    monkeypatch.setattr(adjustment, "judge_again", lambda *_: good_morning_squat_set())
    app = open_example("good_morning_squat_set")
    tips_by, medium = (
        f"Hips rose before the chest{which} (degrees)"
        for which in (": torso tips by", ", medium from")
    )
    assert "From 5 to 30, default 8." in field_of(app, medium).help
    for label, value, held in ((tips_by, "9", "9"), (medium, "11", "11"), (tips_by, "5", "11")):
        field_of(app, label).set_value(value).run()
        assert not app.error
        assert field_of(app, medium).value == held
    kept = adjustment.load(backend.runner().store, the_job(app))
    assert kept.limits == {"good_morning_moderate_deg": 11}
    field_of(app, tips_by).set_value("10").run()
    assert "From 10 to 30. Source" in field_of(app, medium).help, "8 is not to be had"
