"""The styles of each lift as a lifter calls them; which one it is, nobody has to say."""

from __future__ import annotations

STYLES = {
    "squat": {
        "High bar": "high_bar",
        "Low bar": "low_bar",
        "Front": "front",
        "No bar": "bodyweight",
    },
    "deadlift": {
        "Conventional": "conventional",
        "Sumo": "sumo",
        "Romanian": "romanian",
    },
}
ASKED = {"squat": "Where is the bar?", "deadlift": "Which is it?"}
