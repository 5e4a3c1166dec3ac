"""What the guide says about where to put the phone is what the benchmark prints."""

from __future__ import annotations

from pathlib import Path

PAGE = Path(__file__).parents[2] / "docs" / "accuracy.md"


def gain_rows() -> dict[str, list[str]]:
    """The cells of the gain's table, by group."""
    section = PAGE.read_text(encoding="utf-8").split("### `lean_gain_deg`")[1].split("###")[0]
    rows = [line.strip("| ").split(" | ") for line in section.splitlines() if line[:1] == "|"]
    return {row[0]: row[1:] for row in rows}


def mean_error_deg(group: str) -> float:
    return float(gain_rows()[group][2])


def read_share(group: str) -> float:
    read, of = gain_rows()[group][0].split(" of ")
    return int(read) / int(of)


def test_a_little_off_the_side_costs_less_than_more() -> None:
    side, little, more = (mean_error_deg(group) for group in ("0°", "10°", "20°"))
    assert little - side < more - little
    assert max(side, little) < more


def test_plates_before_the_body_cost_reps() -> None:
    assert read_share("plate before the body") < read_share("no plate before it")


def test_a_phone_in_a_hand_nearly_doubles_the_error() -> None:
    assert 1.5 < mean_error_deg("handheld") / mean_error_deg("tripod") < 2.5
