"""What the sentence of a finding says: no more than was found, and never the limit itself."""

from __future__ import annotations

import pytest

from formcheck.report import words
from formcheck.thresholds import Thresholds
from tests.core.test_findings import judge, values


@pytest.mark.parametrize(
    ("lean_deg", "half_deg", "said"),
    [
        (56.2, 3.0, "Your torso leaned 56° from upright at its furthest."),
        (50.4, 0.1, "Your torso leaned 50.4° from upright at its furthest."),
        (52.0, 5.0, "It looks as if your torso leaned 52° from upright at its furthest."),
    ],
)
def test_a_message_says_no_more_than_was_found(lean_deg: float, half_deg: float, said: str) -> None:
    """ "50°. Limit 50°." is beyond nothing, and what is perhaps was stated as a fact."""
    (found,) = judge(values(half_deg, lean_peak_deg=lean_deg), variant="high_bar")
    assert found.message == said


def test_shares_are_given_beyond_their_limit_too() -> None:
    (found,) = judge(values(0.001, depth_thigh=0.153), variant="high_bar")
    assert "by 15.3 % of a thigh" in found.message
    assert words.amount_found(found) == "15.3 % of thigh"
    (found,) = judge(values(0.001, depth_thigh=0.163), variant="high_bar")
    assert words.amount_found(found) == "16 % of thigh"


@pytest.mark.parametrize(
    ("metrics", "said"),
    [
        (values(0.01, lean_peak_deg=50.03), "50.03°"),
        (values(0.0001, depth_thigh=0.1504), "15.04 %"),
        (values(0.01, descent_s=1.08), "1.08 s"),
    ],
)
def test_a_message_never_says_the_limit_itself_of_what_is_beyond_it(metrics, said) -> None:
    """ "Your descent took 1.1 s", limit 1.1 s, and "tipped forward by 7.0°", limit 7°."""
    (found,) = judge(metrics, limits=Thresholds(uncontrolled_descent_s=1.1))
    assert said in found.message
