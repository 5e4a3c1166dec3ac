"""What the guide says about where to put the phone is what the benchmark prints."""

from __future__ import annotations

from pathlib import Path

PAGE = Path(__file__).parents[2] / "docs" / "accuracy.md"


def rows_of(metric: str = "lean_gain_deg") -> dict[str, list[str]]:
    """The cells of a metric's table, by group."""
    section = PAGE.read_text(encoding="utf-8").split(f"### `{metric}`")[1].split("###")[0]
    rows = [line.strip("| ").split(" | ") for line in section.splitlines() if line[:1] == "|"]
    return {row[0]: row[1:] for row in rows}


def mean_error_deg(group: str) -> float:
    return float(rows_of()[group][2])


def read_share(group: str) -> float:
    read, of = rows_of()[group][0].split(" of ")
    return int(read) / int(of)


def test_past_the_plates_more_reps_are_read_and_errors_grow_further_round() -> None:
    assert read_share("0°") < read_share("10°")
    near, far = (mean_error_deg(group) for group in ("10°", "45°"))
    assert near < 1.2 * mean_error_deg("0°")
    assert near < 0.75 * far


def test_plates_before_the_body_cost_reps() -> None:
    assert read_share("plate before the body") < read_share("no plate before it")


def test_a_phone_in_a_hand_reads_a_shrug_half_as_well() -> None:
    held, leaned = (float(rows_of("shrug_torso")[group][5]) for group in ("handheld", "tripod"))
    assert 1.7 < held / leaned < 3.0
