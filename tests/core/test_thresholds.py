"""Limits: one place, in and out, refused when out of range."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from formcheck.arithmetic.geometry import TYPICAL_TORSO_M
from formcheck.errors import OptionError
from formcheck.findings.fault_table import FAULTS
from formcheck.knowledge import load_knowledge
from formcheck.thresholds import (
    STEPS,
    Thresholds,
    allowed_range,
    changed,
    fitted,
    limits_table,
)

ROWS = limits_table()
RANGES = {row.name: row for row in ROWS}


def test_every_limit_has_unit_label_reason_and_source():
    assert {row.name for row in ROWS} == set(Thresholds.model_fields)
    for row in ROWS:
        about = row.about
        assert about.unit, row.name
        assert about.label, row.name
        assert len(about.reason) >= 10, row.name
        assert about.source, row.name


def test_a_reason_writes_its_minus_as_figures_do():
    assert not [row.name for row in ROWS if re.search(r"(?<!\w)-\d", row.about.reason)]


def test_sources_are_named_as_users_know_them():
    known = {source.name for source in load_knowledge().sources}
    for row in ROWS:
        assert set(row.about.source.split("; ")) <= {*known, "our measurements", "IPF rule book"}


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.name)
def test_defaults_lie_inside_their_range(row):
    assert row.low < row.default < row.high


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.name)
def test_values_out_of_range_are_refused_with_a_hint(row):
    for value in (row.low - 1, row.high + 1):
        with pytest.raises(OptionError) as caught:
            Thresholds.from_values({row.name: value})
        within = f"must be a number from {row.low:g} to {row.high:g}."
        assert caught.value.what == f"The limit {row.name} {within}"
        assert caught.value.hint


def test_a_heel_s_limit_is_said_in_centimeters_of_the_one_torso():
    (row,) = (row for row in ROWS if row.name == "heel_lift_torso")
    torso_cm = 100 * TYPICAL_TORSO_M
    assert f"about {torso_cm:.0f} cm, so this is {row.default * torso_cm:.1f} cm" in (
        row.about.reason
    )


def test_severities_rise():
    limits = Thresholds()
    for names in (("heel_lift_surely_torso", "heel_lift_torso"), *STEPS):
        steps = [getattr(limits, name) for name in names]
        assert steps == sorted(set(steps))


def test_every_row_of_steps_begins_with_the_limit_of_a_rule():
    """A rule whose limit stands second takes the wrong ones; a row of no rule holds nothing up."""
    ruled = {
        rule.limit
        for row in FAULTS
        for rules in (row.rules, *row.by_style.values())
        for rule in rules
    }
    assert {first for first, *_ in STEPS} <= ruled
    assert not ruled & {larger for _, *rest in STEPS for larger in rest}


steps_of_faults = st.sampled_from(STEPS).flatmap(
    lambda names: st.fixed_dictionaries(
        {}, optional={n: st.floats(RANGES[n].low, RANGES[n].high) for n in names}
    )
)


@given(steps_of_faults)
def test_larger_limits_follow_or_the_smaller_is_refused_in_one_line(given_):
    """ "Medium from 8" under a limit of 15 made no sense, nor did "large from 4" under one of 5."""
    try:
        limits = Thresholds.from_values(given_)
    except OptionError:
        assert any(not fits(name, given_) for name in given_)
        return
    for names in STEPS:
        steps = [getattr(limits, name) for name in names]
        assert steps == sorted(steps)
    for name, value in given_.items():
        assert getattr(limits, name) == value or value == RANGES[name].default
        assert fits(name, given_) or value == RANGES[name].default


def fits(name, given_):
    low, high = allowed_range(RANGES[name], given_)
    return low <= given_[name] <= high


@given(steps_of_faults)
def test_limits_that_were_kept_always_hold_and_change_only_where_they_must(kept):
    """Undoing one of several steps was refused, and so was every correction after an update."""
    fit = fitted(kept | {"a_limit_of_old": 3.0})
    assert fit.keys() == kept.keys()
    held = Thresholds(**fit).model_dump()
    assert all(held[name] == value or value == RANGES[name].default for name, value in fit.items())
    assert fitted(fit) == fit
    try:
        assert Thresholds(**kept).model_dump() == held
    except ValidationError:
        assert any(fit[name] > kept[name] for name in kept)


@given(steps_of_faults)
def test_a_limit_counts_as_changed_unless_it_only_followed(given_):
    set_ = {name: value for name, value in given_.items() if value != RANGES[name].default}
    try:
        found = changed(Thresholds(**given_).model_dump())
    except ValidationError:
        return
    assert found <= set_.keys()
    held = Thresholds(**{name: given_[name] for name in found})
    assert held == Thresholds(**given_), "what is counted makes all the difference"


@pytest.mark.parametrize(
    "given_", [{"good_morning_moderate_deg": 5}, {"good_morning_severe_deg": 8}]
)
def test_a_limit_as_low_as_the_smaller_one_is_changed_all_the_same(given_):
    """`--set good_morning_severe_deg=8` said that no limit was changed."""
    assert changed(Thresholds(**given_).model_dump()) == given_.keys()


@pytest.mark.parametrize(
    ("given_", "said"),
    [
        ({"good_morning_severe_deg": 6}, "good_morning_moderate_deg, which is 8 by default"),
        (
            {"good_morning_gain_deg": 10, "good_morning_severe_deg": 9},
            "good_morning_gain_deg, which is 10",
        ),
    ],
)
def test_a_refusal_names_what_was_written_or_says_that_it_is_the_default(given_, said):
    with pytest.raises(OptionError) as caught:
        Thresholds.from_values(given_)
    written = f"good_morning_severe_deg is {given_['good_morning_severe_deg']}"
    assert caught.value.what == f"{written}, below {said}."


def test_a_number_in_quotes_takes_the_larger_ones_along_and_a_list_is_refused(tmp_path):
    path = tmp_path / "limits.toml"
    path.write_text('good_morning_gain_deg = "10"\n', encoding="utf-8")
    assert Thresholds.from_toml(path) == Thresholds(good_morning_gain_deg=10)
    with pytest.raises(ValidationError):
        Thresholds.model_validate([1])


def test_a_limit_written_at_its_default_counts_as_set_by_nobody(tmp_path):
    """A file that `limits --toml` wrote holds all of them."""
    path = tmp_path / "limits.toml"
    path.write_text(Thresholds().to_toml(), encoding="utf-8")
    raised = Thresholds.from_toml(path, {"good_morning_gain_deg": 10.0})
    assert raised == Thresholds(good_morning_gain_deg=10)
    assert raised.good_morning_moderate_deg == 10


def test_a_change_on_top_of_a_file_takes_the_larger_ones_of_the_file_along(tmp_path):
    path = tmp_path / "limits.toml"
    path.write_text("good_morning_gain_deg = 10\n", encoding="utf-8")
    limits = Thresholds.from_toml(path, {"good_morning_gain_deg": 11.0})
    assert (limits.good_morning_gain_deg, limits.good_morning_moderate_deg) == (11, 11)
    with pytest.raises(OptionError) as caught:
        Thresholds.from_toml(path, {"good_morning_moderate_deg": 9.0})
    assert str(caught.value) == (
        "good_morning_moderate_deg is 9, below good_morning_gain_deg, which is 10. "
        "Raise it, or lower the other one."
    )


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16"])
def test_a_file_as_windows_writes_it_is_read(tmp_path, encoding):
    """What Notepad saves, and what `formcheck limits --toml >` makes in PowerShell."""
    path = tmp_path / "limits.toml"
    path.write_bytes(Thresholds(good_morning_gain_deg=10).to_toml().encode(encoding))
    assert Thresholds.from_toml(path) == Thresholds(good_morning_gain_deg=10)


def test_toml_out_and_in_again(tmp_path):
    path = tmp_path / "limits.toml"
    changed = Thresholds(good_morning_gain_deg=6.25, lean_high_bar_deg=47.5)
    path.write_text(changed.to_toml(), encoding="utf-8")
    assert Thresholds.from_toml(path) == changed


def test_names_left_out_keep_their_default(tmp_path):
    path = tmp_path / "limits.toml"
    path.write_text("good_morning_gain_deg = 6\n", encoding="utf-8")
    assert Thresholds.from_toml(path) == Thresholds(good_morning_gain_deg=6)


@pytest.mark.parametrize(
    "text",
    ["good_morning = 6\n", "good_morning_gain_deg = 'six'\n", "=\n", "lean_high_bar_deg = nan\n"],
)
def test_what_cannot_be_a_limit_is_refused(tmp_path, text):
    path = tmp_path / "limits.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(OptionError) as caught:
        Thresholds.from_toml(path)
    assert caught.value.exit_status == 2
    assert str(tmp_path) not in str(caught.value)


def test_a_file_that_is_no_text_or_missing_is_refused(tmp_path):
    (tmp_path / "binary.toml").write_bytes(b"\xff\xfe\x00")
    for name in ("binary.toml", "missing.toml"):
        with pytest.raises(OptionError):
            Thresholds.from_toml(tmp_path / name)


def test_limits_do_not_change_under_ones_hands():
    with pytest.raises(ValidationError):
        Thresholds().good_morning_gain_deg = 3  # type: ignore[misc]


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.name)
def test_a_limit_that_is_more_than_nothing_cannot_be_set_to_less(row):
    if row.default > 0 and row.about.unit != "thigh":  # a depth counts from parallel
        assert row.low >= 0
