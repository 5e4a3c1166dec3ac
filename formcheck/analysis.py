"""The analysis of one clip: what page, reports and command line show and the JSON document holds.

Names of classes' fields are those of the published document (schema version 1.1). Documents of
version 1.0 are read, too, so every field that 1.1 added has a default. `Analysis.to_json` and
`from_json` are the only way in and out. Times are seconds from the first frame's presentation time.
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
    """The pose model that found the poses."""

    name: str
    sha256: str
    runtime: str


@dataclass(frozen=True)
class Probabilities:
    """Probabilities that the lift is a squat, a deadlift or neither; their sum is 1."""

    squat: float
    deadlift: float
    other: float


@dataclass(frozen=True)
class Lift:
    """Which lift, and which style of it.

    Attributes:
        name: A lift from a probability of 0.5 on, where another exercise has less than one in
            three; else "unknown", and no set is judged.
        variant: The style.
        confidence: The largest of the three numbers in `probability`.
        source: Whether formcheck found the lift, or a user named it.
        probability: None in documents of schema 1.0.
    """

    name: LiftName
    variant: Variant
    confidence: float
    source: Literal["detected", "told"]
    probability: Probabilities | None = None

    @property
    def starts_at_top(self) -> bool:
        """Whether its reps go down first; those of an unknown lift are read as the likelier one."""
        if self.name == "unknown" and self.probability is not None:
            return self.probability.squat >= self.probability.deadlift
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

    Attributes:
        confidence: The word for `probability`, or a weaker one where a cap applies.
        measured, limit: In `unit`.
        at_s: When it was measured.
        reps: Numbers of the reps that a finding about the whole set is about; empty in a finding
            about one rep.
        probability: Of the true value being beyond the limit, given everything seen.
        depends_on: What only the lifter knows and would change the finding: "variant" for the
            style of the lift.
        capped_by: Names of the caps that held it down (`findings/caps.py`).
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

    Attributes:
        start_s, turn_s, end_s: None where the clip does not show that moment.
        complete: False where the rep does not begin and end near rest: the lifter stops short of
            it, or the clip's edge, a cut or a lost lifter hides it.
        flagged: Whether there are findings of any confidence. Pages, batches and the history do not
            use this: they call a rep flagged where a finding is more than "possible".
        crosses_cut: Whether the clip is cut within the rep; nothing is measured then.
        probability: That this is a rep of the set, 1.0 where a user said so. None in documents from
            before this was told.
        compared_from_s: From when on the rise of hips and chest is compared: in a squat the turn,
            in a deadlift when the hips begin to rise, which may be before the bar does. None where
            they are not compared, and in documents from before this was told.
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
    """The time between two cuts of an edited clip. A clip without cuts has one shot."""

    start_s: float
    end_s: float


@dataclass(frozen=True)
class NotCounted:
    """A movement that looks like a rep and was not counted.

    Attributes:
        reason: For programs.
        message: For people.
        probability: That it is a rep after all; None in documents from before this was told.
    """

    start_s: float
    end_s: float
    reason: str
    message: str
    probability: float | None = None


@dataclass(frozen=True)
class Trend:
    """By how much a metric changes from rep to rep."""

    per_rep: float
    unit: str


@dataclass(frozen=True)
class SetAnalysis:
    """What is true of the set as a whole.

    Attributes:
        first_broken_rep: Number of the rep from which on the form departs from the lifter's own
            pattern; None where it does not.
        trends: By metric.
        summary: The sentence on top of a page.
        cues: What to think of in the next set, at most three, most useful first. Pages show two
            of them, or one beside `load`, and none that says what one before it does.
        load: What the set says about weight and reps.
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
        advice: The last part of `message` where that says how to film next time, else empty. None
            in documents from before the two were stored apart.
        looks_like: In the notice that a clip looks like another lift than the one the user named:
            that other lift, "unknown" where it looks like neither. None in all other notices, and
            in documents from before this was told.
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

    Heights are above the lifter's ankles in standing torso lengths. The lean goes through the
    values measured of each rep; it is null between reps, and in reps whose lean was not assessed. A
    shrug has no curve: it is read off the bar only while the lifter stands, once for each rep.
    """

    time_s: tuple[float, ...] = ()
    lean_deg: tuple[float | None, ...] = ()
    hip_height_torso: tuple[float | None, ...] = ()
    chest_height_torso: tuple[float | None, ...] = ()


@dataclass(frozen=True)
class CorrectionsMade:
    """What a user corrected after looking at the clip, so that the verdict can be reproduced.

    Attributes:
        not_reps: Times within movements that formcheck counted and the user struck out, seconds.
        reps: (start, end) of movements that the user added as reps, seconds.
        lifter: Number of the person whom the user chose; None when formcheck chose.
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
