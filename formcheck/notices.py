"""Sentences about the clip itself: what the camera could not show, and how to film next time."""

from __future__ import annotations

from collections.abc import Sequence

from formcheck.analysis import Notice, RepAnalysis
from formcheck.observation import Observation
from formcheck.reps.lift import LiftGuess
from formcheck.view import CameraView

SMALL_TORSO_PX = 60.0
"""Under this a pixel of landmark noise is a degree of lean."""
UNSURE_LIFT = 0.7
HEAD_HIDDEN_SHARE = 0.3


def notices(
    seen: Observation, view: CameraView, lift: LiftGuess, reps: Sequence[RepAnalysis]
) -> tuple[Notice, ...]:
    """What the reader should know about this clip, most important first."""
    found = [Notice(code, message) for code, message in seen.warnings]
    if not seen.track.seen.any():
        return (*found, Notice("no_person", _NO_PERSON))
    if lift.name == "unknown":
        found.append(Notice("lift_unknown", _LIFT_UNKNOWN))
    elif not reps:
        found.append(Notice("no_reps", _NO_REPS))
    elif lift.confidence < UNSURE_LIFT:
        found.append(Notice("lift_unsure", _LIFT_UNSURE.format(lift=lift.name)))
    if reps and view.name in _VIEWS:
        found.append(Notice(f"view_{view.name}", _VIEWS[view.name]))
    if reps and seen.track.head_hidden.sum() > HEAD_HIDDEN_SHARE * seen.track.seen.sum():
        found.append(Notice("head_hidden", _HEAD_HIDDEN))
    if reps and len(seen.track.people) > 1:
        found.append(Notice("several_people", _SEVERAL))
    return tuple(found)


_NO_PERSON = (
    "No person was seen in this clip. Film with the whole body in the picture, in good light."
)
_LIFT_UNKNOWN = (
    "This looks like neither a squat nor a deadlift. If it is one, say which lift it is and "
    "look again."
)
_NO_REPS = "No complete rep was found. Film from before the first rep until after the last one."
_LIFT_UNSURE = "This was read as a {lift}, without being sure. If that is wrong, choose the lift."
_HEAD_HIDDEN = (
    "The plate hides your head and shoulders. The bar shows where the shoulders are, so lean is "
    "less certain, and the head is not judged. Next time film a little from the front."
)
_SEVERAL = (
    "More than one person was seen; the one who moved up and down the most was measured. "
    "Choose another if that was not the lifter."
)
_VIEWS = {
    "oblique": (
        "The camera stood at an angle, so angles are less certain. "
        "Next time film from the side, at hip height."
    ),
    "front": (
        "Filmed from the front: lean and hip rise cannot be seen. "
        "Next time film from the side, at hip height."
    ),
    "rear": (
        "Filmed from behind: lean and hip rise cannot be seen. "
        "Next time film from the side, at hip height."
    ),
}
