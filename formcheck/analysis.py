"""The analysis of one clip: what every shell shows and what the JSON document holds.

The names are those of the published document (schema version 1.1; those of 1.0 are read, too);
`to_json` and `from_json` are the only way in and out. Times are seconds from the first frame's
presentation time.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import cache
from typing import TYPE_CHECKING, Literal

from formcheck.lifts import LiftName, Side, Variant, ViewName, starts_at_top
from formcheck.metrics.measurement import Measurement

if TYPE_CHECKING:
    from pydantic import TypeAdapter

SCHEMA_VERSION = "1.1"

Fault = Literal[
    "good_morning", "excessive_lean", "shrug", "hips_shoot", "upper_back_rounding",
    "shoulders_forward_setup", "shallow_depth", "knees_in", "neck_posture", "hips_too_far_back",
    "uncontrolled_descent", "heel_lift", "trunk_wobble", "late_set_shrug", "drift",
]  # fmt: skip
Severity = Literal["mild", "moderate", "severe"]
Confidence = Literal["possible", "likely", "clear"]


@dataclass(frozen=True)
class Clip:
    """The file that was analysed; `name` is the base name only."""

    name: str
    sha256: str
    width_px: int
    height_px: int
    duration_s: float
    frames: int
    mean_fps: float
    variable_frame_rate: bool
    rotation_deg: int
    codec: str


@dataclass(frozen=True)
class Model:
    """The pose model that saw it."""

    name: str
    sha256: str
    runtime: str


@dataclass(frozen=True)
class Probabilities:
    """That it is a squat, a deadlift, or neither; adding up to 1."""

    squat: float
    deadlift: float
    other: float


@dataclass(frozen=True)
class Lift:
    """Which lift, which style of it, and who says so.

    `name` is a lift where its probability reaches a half; `confidence` is the largest of the three
    in `probability`, which documents of schema 1.0 lack.
    """

    name: LiftName
    variant: Variant
    confidence: float
    source: Literal["detected", "told"]
    probability: Probabilities | None = None

    @property
    def starts_at_top(self) -> bool:
        """Whether its reps go down first.

        Those of a lift that is not named are read as the likelier one.
        """
        likelier = self.probability
        if self.name == "unknown" and likelier is not None:
            return likelier.squat >= likelier.deadlift
        return starts_at_top(self.name, self.variant)


@dataclass(frozen=True)
class View:
    """Where the camera stood. `yaw_deg` is 0 in an exact side view, 90 from the front or rear."""

    name: ViewName
    yaw_deg: float | None
    near_side: Side | None
    yaw_uncertainty_deg: float | None = None


@dataclass(frozen=True)
class PersonBox:
    """Somebody seen in the clip, to point at when the wrong one was measured."""

    number: int
    at_s: float
    box_px: tuple[float, float, float, float]


@dataclass(frozen=True)
class Lifter:
    """Who was measured, and how the choice was made."""

    people_seen: int
    chosen_by: Literal["only_person", "vertical_motion", "told"] | None
    torso_px: float | None
    people: tuple[PersonBox, ...] = ()


@dataclass(frozen=True)
class Finding:
    """A measured value beyond its limit.

    `reps` is filled by findings about the whole set and empty for a finding about one rep.
    `probability` is that of the true value being beyond the limit, given everything seen;
    `depends_on` names what the lifter knows and the finding hangs on ("variant"); `capped_by` what
    kept the word below its probability, by the names of `findings/caps.py`.
    """

    fault: Fault
    severity: Severity
    confidence: Confidence
    metric: str
    measured: float
    limit: float
    unit: str
    at_s: float
    message: str
    reps: tuple[int, ...] = ()
    probability: float = 0.5
    depends_on: tuple[str, ...] = ()
    capped_by: tuple[str, ...] = ()


@dataclass(frozen=True)
class RepAnalysis:
    """One counted rep.

    `complete` is False where it does not begin and end near rest: the lifter stops short of it, or
    the clip, a cut or a lost lifter hides it. Nothing is measured of a rep that crosses a cut.
    `flagged` is whether `findings` has any, one that is no more than possible, too; pages, batches
    and the history call a rep flagged only where one is more than that.
    `probability` is that this is a rep of the set, 1.0 where somebody said so, and
    None in documents that do not say it. From `compared_from_s` on hips and chest are compared: the
    turn of a squat; of a pull where the hips begin to rise, which may be before the bar does. None
    where they are not, and in documents that do not say it.
    """

    number: int
    start_s: float | None
    turn_s: float | None
    end_s: float | None
    complete: bool
    flagged: bool
    metrics: dict[str, Measurement]
    findings: tuple[Finding, ...]
    cues: tuple[str, ...] = ()
    crosses_cut: bool = False
    probability: float | None = None
    compared_from_s: float | None = None


@dataclass(frozen=True)
class Shot:
    """What lies between two cuts of an edited clip; one for a clip that is not cut."""

    start_s: float
    end_s: float


@dataclass(frozen=True)
class NotCounted:
    """A movement that looks like a rep and is none, with the reason.

    `probability` is that it is one all the same; None in documents that do not say it.
    """

    start_s: float
    end_s: float
    reason: str
    message: str
    probability: float | None = None


@dataclass(frozen=True)
class Trend:
    """How a metric moves from rep to rep."""

    per_rep: float
    unit: str


@dataclass(frozen=True)
class SetAnalysis:
    """What is true of the set as a whole.

    `summary` is the sentence on top of a page, `load` what the set says about weight and reps.
    """

    findings: tuple[Finding, ...] = ()
    first_broken_rep: int | None = None
    trends: dict[str, Trend] = field(default_factory=dict)
    summary: str = ""
    cues: tuple[str, ...] = ()
    load: str = ""


@dataclass(frozen=True)
class Guidance:
    """What a fault means for the upper back and what to do about it.

    `recheck` says what to look for in the next session's clip.
    """

    fault: str
    title: str
    explanation: str
    muscles: tuple[str, ...]
    cues: tuple[str, ...]
    drills: tuple[str, ...]
    sources: tuple[str, ...]
    recheck: str = ""


@dataclass(frozen=True)
class Notice:
    """Something the reader should know about the clip, and what to do about it.

    Attributes:
        code: For programs.
        message: For people.
        advice: The end of `message` that says how to film next time, empty where it says nothing of
            that; None in documents from before it was told apart.
        looks_like: The lift that a clip looks like where it is read as another one, "unknown" where
            like neither; None in other notices, and in documents from before it was told apart.
    """

    code: str
    message: str
    advice: str | None = None
    looks_like: LiftName | None = None


@dataclass(frozen=True)
class Timing:
    """Where the time went."""

    decode_s: float
    pose_s: float
    analysis_s: float
    total_s: float
    poses_from_cache: bool


@dataclass(frozen=True)
class Series:
    """The curves behind the numbers, for charts: same length, uniform time, null = not seen.

    Heights are above the lifter's ankles in standing torso lengths. A shrug has no curve: the bar
    tells it only while the lifter stands, once for each rep (`RepAnalysis.metrics`). The lean goes
    through what was measured of each rep, and is null between reps and where that was refused.
    """

    time_s: tuple[float, ...] = ()
    lean_deg: tuple[float | None, ...] = ()
    hip_height_torso: tuple[float | None, ...] = ()
    chest_height_torso: tuple[float | None, ...] = ()


@dataclass(frozen=True)
class CorrectionsMade:
    """What somebody who looked at the clip corrected, so that a verdict can be reproduced.

    Attributes:
        not_reps: Moments inside counted reps that were none, seconds.
        reps: (start, end) of movements that were reps after all, seconds.
        lifter: Number of the person who was chosen, None when formcheck chose.
    """

    not_reps: tuple[float, ...] = ()
    reps: tuple[tuple[float, float], ...] = ()
    lifter: int | None = None


@dataclass(frozen=True)
class Analysis:
    """Everything formcheck says about one clip."""

    clip: Clip
    model: Model
    lift: Lift
    view: View
    lifter: Lifter
    reps: tuple[RepAnalysis, ...]
    not_counted: tuple[NotCounted, ...]
    set: SetAnalysis
    guidance: tuple[Guidance, ...]
    warnings: tuple[Notice, ...]
    thresholds: dict[str, float]
    timing: Timing
    formcheck_version: str
    schema_version: str = SCHEMA_VERSION
    series: Series = Series()
    corrections: CorrectionsMade = CorrectionsMade()
    shots: tuple[Shot, ...] = ()

    def to_json(self, *, indent: int | None = 1) -> str:
        """The analysis document as JSON text."""
        return _adapter().dump_json(self, indent=indent).decode()

    @staticmethod
    def from_json(text: str | bytes) -> Analysis:
        """Read a document back.

        Raises:
            pydantic.ValidationError: The text is no analysis document of this schema.
        """
        return _adapter().validate_json(text)

    def renamed(self, name: str) -> Analysis:
        """The same analysis under the name a user knows the clip by."""
        return replace(self, clip=replace(self.clip, name=name))


@cache
def _adapter() -> TypeAdapter[Analysis]:
    from pydantic import TypeAdapter  # costs 0.1 s; arithmetic never needs it

    return TypeAdapter(Analysis)
