"""What a fit writes into a calibration file."""

from __future__ import annotations

import tomllib

from benchmarks.fitting import with_entry

TEXT = """[tempo]
squat = { value = [0.1, 0.2], unit = "s, s", by = "fit", set = "old", meaning = "down, up" }
named = { value = { down_s = 0.1, up_s = 0.2 }, by = "fit", set = "old", meaning = "both" }
pull  = { value = [0.3, 0.4], unit = "s, s", by = "check", set = "both", meaning = "down, up" }
"""


def test_an_entry_that_was_fitted_is_written_anew_and_one_that_was_chosen_stays() -> None:
    text = with_entry(TEXT, "tempo", "squat", [0.5, 0.6], "fit, 9 clips", [0.01, 0.02])
    text = with_entry(text, "tempo", "pull", [0.7, 0.8], "fit, 9 clips")
    named, errors = {"down_s": 0.5, "up_s": 0.6}, {"down_s": 0.01, "up_s": 0.02}
    text = with_entry(text, "tempo", "named", named, "fit, 9 clips", errors)
    entries, before = (tomllib.loads(each)["tempo"] for each in (text, TEXT))
    assert entries["squat"] == {
        "value": [0.5, 0.6],
        "unit": "s, s",
        "by": "fit",
        "error": [0.01, 0.02],
        "set": "fit, 9 clips",
        "meaning": "down, up",
    }
    assert entries["named"] == {
        "value": {"down_s": 0.5, "up_s": 0.6},
        "by": "fit",
        "error": {"down_s": 0.01, "up_s": 0.02},
        "set": "fit, 9 clips",
        "meaning": "both",
    }
    assert entries["pull"] == before["pull"]
