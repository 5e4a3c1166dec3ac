"""Labels, which say what is true of a clip: `NAME.json` beside the video `NAME.*`.

The format is the same for rendered clips with exact truth and for clips that a lab labels by eye.
docs/benchmark.md explains it with an example. Times are seconds from the first frame.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import Any, Final, Literal

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    ValidationError,
    ValidationInfo,
    field_validator,
    model_validator,
)

from formcheck.analysis import Fault
from formcheck.errors import InputError
from formcheck.findings.fault_row import Level
from formcheck.findings.fault_table import FAULTS, HIP_WIDTH_CM, row_of
from formcheck.lifts import KnownLift, starts_at_top
from formcheck.machine.files import read_limited
from formcheck.machine.json_values import limited_json
from formcheck.metrics.table import metric_row

LiftTruth = Literal[KnownLift, "none", "other"]
ViewTruth = Literal["side", "oblique", "front", "rear"]


def _keys(level: Level) -> Mapping[str, Fault]:
    """Fault codes by their names in labels."""
    return {row.truth.key: row.fault for row in FAULTS if row.truth and row.level == level}


REP_KEYS: Final = _keys("rep")
"""Fault codes by the name they have in `faults` of a rep's label."""
SET_KEYS: Final = _keys("set")
"""The same for `set_faults`."""
_REP_CODES: Final[Mapping[str, Fault]] = {**REP_KEYS, **{code: code for code in REP_KEYS.values()}}
"""The same as `REP_KEYS`; a rep's label may also use the codes themselves."""
_UNSCORED_OF_SET: Final = ("late_set_good_morning", "late_set_hips_shoot", "late_set_rounding")
"""Names that labels of rendered clips have in `set_faults` and no finding of a set answers to."""
REP_FAULTS: Final = tuple(REP_KEYS.values())
SET_FAULTS: Final = tuple(SET_KEYS.values())
"""Codes of all faults that labels can have, of reps and of the set."""


class LabelError(InputError):
    """A label file that cannot be used."""


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore", allow_inf_nan=False)

    @model_validator(mode="before")
    @classmethod
    def _spelled(cls, raw: Any, info: ValidationInfo) -> Any:
        """In a label by hand refuse a misspelled field: `fault` for `faults` made a rep clean.

        What is like none of ours, a note perhaps, is its owner's.
        """
        unknown = {*raw} - {*cls.model_fields} if info.context and isinstance(raw, dict) else ()
        for name in sorted(unknown):
            if near := get_close_matches(name, cls.model_fields, 1):
                raise ValueError(f"there is no field {name}; there is {near[0]}")
        return raw


class RepLabel(_Part):
    """What is true of one rep; leave out what nobody measured.

    Squat: start = the hips begin to go down, turn = the bottom, end = upright again. Deadlift:
    start = the bar leaves the floor, turn = lockout, end = the bar is back.
    """

    start_s: float | None = None
    turn_s: float | None = None
    end_s: float | None = None
    complete: bool = Field(default=True, description="False where the clip cuts the rep off")
    faults: tuple[str, ...] | None = Field(
        default=(), description="keys of docs/faults.md; null where nobody could tell"
    )
    peak_lean_deg: float | None = None
    lean_at_turn_deg: float | None = None
    lean_at_liftoff_deg: float | None = None
    lean_gain_deg: float | None = None
    hip_lead_torso: float | None = None
    rise_ratio: float | None = None
    shrug_torso: float | None = None
    depth_cm: float | None = None
    knee_in_cm: float | None = None
    thoracic_flexion_deg: float | None = None
    hip_travel_torso: float | None = None
    plate_over_body: float | None = Field(
        default=None, description="share of the rep in which the near plate hides shoulder or hip"
    )

    @property
    def codes(self) -> frozenset[Fault] | None:
        """The faults by their codes; None where nobody could tell."""
        if self.faults is None:
            return None
        return frozenset(_REP_CODES[key] for key in self.faults)

    def times_limit(self, fault: Fault) -> float | None:
        """How many times the limit of its truth a fault is; None where nobody measured it."""
        truth = row_of(fault).truth
        quantity = getattr(self, truth.quantity, None) if truth else None
        return quantity / truth.limit if truth and quantity is not None else None

    @model_validator(mode="after")
    def _known(self) -> RepLabel:
        unknown = {*(self.faults or ())} - _REP_CODES.keys()
        if unknown:
            raise ValueError(f"no such fault: {', '.join(sorted(unknown))}")
        times_s = [at_s for at_s in (self.start_s, self.turn_s, self.end_s) if at_s is not None]
        if times_s != sorted(times_s):
            raise ValueError("start_s, turn_s and end_s do not follow one another")
        return self


class CameraLabel(_Part):
    """Where the camera stood: 0° is the exact side, 90° the front, -90° the rear."""

    azimuth_deg: float | None = None
    view: ViewTruth | None = None
    side: Literal["left", "right"] | None = None


class LifterLabel(_Part):
    """Lengths between joint centers, which turn centimeters into shares."""

    id: str | None = Field(default=None, description="anything that tells lifters apart")
    height_m: float | None = None
    torso_m: float | None = None
    femur_m: float | None = None
    hip_width_m: float | None = None


class ClipLabel(_Part):
    """What is true of a clip."""

    name: str = ""
    lift: LiftTruth
    variant: str = "unknown"
    synthetic: bool = Field(default=False, description="rendered: times and counts are exact")
    borderline: bool = Field(
        default=False, description="amounts at the limits: verdicts are not scored"
    )
    near_limit: bool = Field(
        default=False, description="amounts near the limits: scored, and told apart"
    )
    handheld: bool | None = None
    camera: CameraLabel = CameraLabel()
    lifter: LifterLabel = LifterLabel()
    plate_radius_m: float | None = None
    n_reps: int | None = Field(
        default=None, ge=0, description="complete reps; counted from `reps` if left out"
    )
    partial_reps: int = Field(default=0, ge=0)
    reps: tuple[RepLabel, ...] = ()
    set_faults: tuple[str, ...] = ()
    looked_for: tuple[Fault, ...] | None = Field(
        default=None, description="the faults whoever labeled looked for; all if left out"
    )
    seed: int | None = None
    index: int | None = None
    generator_sha256: str | None = None

    @property
    def whole_reps(self) -> tuple[RepLabel, ...]:
        """The reps that the clip shows from start to end."""
        return tuple(rep for rep in self.reps if rep.complete and rep.end_s is not None)

    @property
    def count(self) -> int:
        """How many reps should be counted."""
        if self.lift in ("none", "other"):
            return 0
        return len(self.whole_reps) if self.n_reps is None else self.n_reps

    @property
    def set_codes(self) -> frozenset[Fault]:
        """The faults of the set that are scored, by their codes."""
        return frozenset(SET_KEYS[key] for key in self.set_faults if key in SET_KEYS)

    @field_validator("set_faults")
    @classmethod
    def _known(cls, set_faults: tuple[str, ...]) -> tuple[str, ...]:
        names = (*SET_KEYS, *_UNSCORED_OF_SET)
        unknown = sorted({*set_faults} - {*names})
        if unknown:
            raise ValueError(
                f"no such fault of a set: {', '.join(unknown)}; there are {', '.join(names)}"
            )
        return set_faults

    def scored(self, faults: tuple[Fault, ...]) -> tuple[Fault, ...]:
        """Those of the faults that the person who labeled the clip looked for."""
        return tuple(f for f in faults if self.looked_for is None or f in self.looked_for)


MOST_BYTES = 4_000_000
"""Largest label file."""


def read_label(path: Path) -> ClipLabel:
    """Read a label file.

    Raises:
        LabelError: It cannot be read, or is not a label.
    """
    hint = "docs/benchmark.md explains label files."
    try:
        raw = limited_json(read_limited(path, MOST_BYTES))
    except (OSError, ValueError, RecursionError) as error:
        raise LabelError(f"The label {path.name} cannot be read.", hint) from error
    return parse_label(raw, path.stem)


def parse_label(raw: Any, name: str) -> ClipLabel:
    """A label from the parsed JSON of its file; `name` is the clip's, without an ending.

    Raises:
        LabelError: It is not a label.
    """
    try:
        by_hand = not (isinstance(raw, dict) and raw.get("synthetic"))  # generators write more
        label = ClipLabel.model_validate(raw, context=by_hand)
        return label.model_copy(update={"name": name})
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(map(str, first["loc"])) or "the whole"
        what = first["msg"].removeprefix("Value error, ")
        raise LabelError(
            f"The label {name}.json is wrong at {where}: {what}.",
            "docs/benchmark.md explains label files.",
        ) from error


MOST_RATIO: Final = 90.0
"""From here on a label's `rise_ratio` stands for shoulders that did not rise (it is 99 then)."""
LEAST_REPS: Final = 3
"""Fewest labeled reps of a set for a true rounding, which is relative to the straightest one."""


@dataclass(frozen=True)
class MetricTruth:
    """How the true value of a metric follows from a label.

    Attributes:
        of: Gives the true value for a rep of a clip, in the document's unit; None where the label
            does not tell.
        how: In words, for the docs.
        digits: Decimals in tables.
    """

    metric: str
    of: Callable[[RepLabel, ClipLabel], float | None]
    how: str
    digits: int = 3

    @property
    def unit(self) -> str:
        """As in the document."""
        return metric_row(self.metric).unit


def _same(metric: str, name: str = "", digits: int = 3) -> MetricTruth:
    """A metric whose true value is a field of the rep's label, of the same name or another one."""
    name = name or metric
    return MetricTruth(metric, lambda rep, _: getattr(rep, name), f"`{name}`", digits)


def _ratio(rep: RepLabel, clip: ClipLabel) -> float | None:
    known = rep.rise_ratio is not None and abs(rep.rise_ratio) < MOST_RATIO
    return rep.rise_ratio if known else None


def _lean_turn(rep: RepLabel, clip: ClipLabel) -> float | None:
    return rep.lean_at_liftoff_deg if clip.lift == "deadlift" else rep.lean_at_turn_deg


def _depth(rep: RepLabel, clip: ClipLabel) -> float | None:
    if clip.lift != "squat" or rep.depth_cm is None or not clip.lifter.femur_m:
        return None
    return rep.depth_cm / (100 * clip.lifter.femur_m)


def _knees(rep: RepLabel, clip: ClipLabel) -> float | None:
    if clip.lift != "squat" or rep.knee_in_cm is None:
        return None
    return rep.knee_in_cm / (100 * (clip.lifter.hip_width_m or HIP_WIDTH_CM / 100))


def _rounding(rep: RepLabel, clip: ClipLabel) -> float | None:
    known = [r.thoracic_flexion_deg for r in clip.whole_reps if r.thoracic_flexion_deg is not None]
    if clip.lift != "deadlift" or rep.thoracic_flexion_deg is None or len(known) < LEAST_REPS:
        return None
    return rep.thoracic_flexion_deg - min(known)


def _duration_s(rep: RepLabel, *, first: bool) -> float | None:
    """Time from start to turn (`first`), or from turn to end."""
    start_s, end_s = (rep.start_s, rep.turn_s) if first else (rep.turn_s, rep.end_s)
    return None if start_s is None or end_s is None else end_s - start_s


def _down(rep: RepLabel, clip: ClipLabel) -> float | None:
    """None for a pull from the floor: labels tell when it is locked out, not when it is lowered."""
    return _duration_s(rep, first=True) if starts_at_top(clip.lift, clip.variant) else None


def _up(rep: RepLabel, clip: ClipLabel) -> float | None:
    return _duration_s(rep, first=not starts_at_top(clip.lift, clip.variant))


METRICS: Final = (
    _same("lean_gain_deg", digits=2),
    _same("hip_lead_torso"),
    MetricTruth("rise_ratio", _ratio, "`rise_ratio`; not where the shoulders do not rise", 2),
    _same("lean_peak_deg", "peak_lean_deg", digits=2),
    MetricTruth("lean_turn_deg", _lean_turn,
                "`lean_at_turn_deg` in squats, `lean_at_liftoff_deg` in deadlifts", 2),
    _same("shrug_torso"),
    MetricTruth("depth_thigh", _depth, "`depth_cm` over `lifter.femur_m`; squats"),
    MetricTruth("knee_in_hip_width", _knees, "`knee_in_cm` over `lifter.hip_width_m`, "
                f"{HIP_WIDTH_CM:.1f} cm where not told; squats"),
    MetricTruth("back_rounding_deg", _rounding, "`thoracic_flexion_deg` beyond the straightest "
                "rep of the set; deadlifts of three or more", 1),
    MetricTruth("descent_s", _down, "time between start and turn; where reps begin at the top"),
    MetricTruth("ascent_s", _up, "time between turn and end, or start and turn"),
    _same("hip_travel_torso"),
)  # fmt: skip


def true_values(rep: RepLabel, clip: ClipLabel) -> dict[str, float]:
    """The true value of every metric for which the label has one, by the metric's name."""
    found = {truth.metric: truth.of(rep, clip) for truth in METRICS}
    return {name: v for name, v in found.items() if v is not None and math.isfinite(v)}
