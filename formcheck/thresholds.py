"""Every limit a value is held against: value, unit, range, reason, source. Nowhere else.

Command-line flags, the sliders of the page, the footnotes of a report and the table in the
documentation are made from these fields. Numbers that only shape a signal (filter cut-offs, gap
lengths) or say how sure a finding can be (findings/of_rep.py) are no limits; they sit beside the
code that uses them, and nobody sets them.

Sources: ``MEASUREMENT`` is the project's own measurement notes (docs/measurement.md); names and
years are published work cited there.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from formcheck.errors import OptionError


@dataclass(frozen=True)
class Limit:
    """What a limit is, apart from its value."""

    unit: str
    label: str
    reason: str
    source: str = "MEASUREMENT"


def _limit(low: float, high: float, about: Limit) -> Any:
    return Field(ge=low, le=high, json_schema_extra={"limit": about.__dict__})


class Thresholds(BaseModel):
    """All limits of a judgement. Immutable; `model_copy(update=...)` makes another set."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    good_morning_gain_deg: Annotated[
        float,
        _limit(
            2,
            20,
            Limit(
                "deg",
                "Good morning: torso tips by",
                "A rigid trunk that tips 5° in the early ascent lets the hips rise 1.3 times as "
                "far as the chest; smaller growth is within what heavy clean reps show.",
            ),
        ),
    ] = 5.0
    good_morning_moderate_deg: Annotated[
        float, _limit(3, 30, Limit("deg", "Good morning, moderate from", "Rise ratio about 1.5."))
    ] = 8.0
    good_morning_severe_deg: Annotated[
        float,
        _limit(4, 40, Limit("deg", "Good morning, severe from", "Rise ratio about 1.8 or more.")),
    ] = 12.0
    good_morning_lead_torso: Annotated[
        float,
        _limit(
            0.02,
            0.3,
            Limit(
                "torso",
                "Good morning: hips lead the chest by",
                "At a mid lean of 40° a 5° tip moves the hips about 0.06 torso ahead of the chest. "
                "A good morning is both at once: the torso tips and the hips lead.",
            ),
        ),
    ] = 0.06
    hips_shoot_gain_deg: Annotated[
        float,
        _limit(
            3,
            25,
            Limit(
                "deg",
                "Hips shoot up: torso tips by",
                "The trunk should open or hold its angle from lift-off to the knee; turning toward "
                "horizontal means the hips rise without the bar.",
            ),
        ),
    ] = 7.0
    hips_shoot_moderate_deg: Annotated[
        float,
        _limit(
            4, 35, Limit("deg", "Hips shoot up, moderate from", "Half as much again as the limit.")
        ),
    ] = 10.5
    hips_shoot_severe_deg: Annotated[
        float, _limit(5, 45, Limit("deg", "Hips shoot up, severe from", "Twice the limit."))
    ] = 14.0
    lean_high_bar_deg: Annotated[
        float,
        _limit(
            30,
            80,
            Limit(
                "deg",
                "Forward lean, high bar or unknown",
                "Beyond this the bar's moment arm on the upper back is over three quarters of its "
                "horizontal maximum.",
            ),
        ),
    ] = 50.0
    lean_low_bar_deg: Annotated[
        float,
        _limit(
            30,
            85,
            Limit(
                "deg",
                "Forward lean, low bar",
                "A low bar asks for a larger lean to stay over mid-foot.",
            ),
        ),
    ] = 58.0
    lean_front_deg: Annotated[
        float,
        _limit(
            20,
            70,
            Limit(
                "deg",
                "Forward lean, front squat",
                "Staying upright is the demand of the lift: beyond this the bar rolls forward.",
            ),
        ),
    ] = 42.0
    lean_severe_over_deg: Annotated[
        float,
        _limit(
            2,
            30,
            Limit(
                "deg",
                "Forward lean, severe when over the limit by",
                "Twice the clip-to-clip error of the lean itself and more.",
            ),
        ),
    ] = 10.0
    shrug_possible_torso: Annotated[
        float,
        _limit(
            0.02,
            0.15,
            Limit(
                "torso",
                "Shrug, smallest that is flagged",
                "Full clavicle elevation of 10–20° is 5–10 % of torso length.",
            ),
        ),
    ] = 0.05
    shrug_likely_torso: Annotated[
        float,
        _limit(0.03, 0.2, Limit("torso", "Shrug, moderate from", "Two thirds of a full shrug.")),
    ] = 0.08
    shrug_severe_torso: Annotated[
        float, _limit(0.04, 0.25, Limit("torso", "Shrug, severe from", "A full shrug."))
    ] = 0.11
    shallow_depth_thigh: Annotated[
        float,
        _limit(
            -0.2,
            0.6,
            Limit(
                "thigh",
                "Depth: hip above knee by",
                "Parallel is hip level with knee; the pose model sees joint centres and is off by "
                "several hundredths of a thigh, so only clearly higher reps are called shallow.",
                "IPF rule book; MEASUREMENT",
            ),
        ),
    ] = 0.15
    shallow_moderate_thigh: Annotated[
        float,
        _limit(
            0, 0.8, Limit("thigh", "Depth, moderate from", "A quarter of the thigh above parallel.")
        ),
    ] = 0.25
    shallow_severe_thigh: Annotated[
        float, _limit(0, 1.0, Limit("thigh", "Depth, severe from", "A quarter squat."))
    ] = 0.45
    partial_rep_share: Annotated[
        float,
        _limit(
            0.3,
            0.9,
            Limit(
                "share",
                "Partial rep: under this share of the set's own hip travel",
                "Set by the analysis document's definition of a partial rep.",
            ),
        ),
    ] = 0.6
    knees_in_hip_width: Annotated[
        float,
        _limit(
            0.05,
            0.8,
            Limit(
                "hip width",
                "Knees in: each knee moves inward by",
                "A hip width is about 19 cm between joint centers, so this is 4 cm a knee; steady "
                "reps repeat within a tenth.",
            ),
        ),
    ] = 0.2
    knees_in_moderate_hip_width: Annotated[
        float,
        _limit(0.1, 1.0, Limit("hip width", "Knees in, moderate from", "Half as much again.")),
    ] = 0.3
    knees_in_severe_hip_width: Annotated[
        float,
        _limit(0.15, 1.5, Limit("hip width", "Knees in, severe from", "Two and a half times.")),
    ] = 0.5
    heel_lift_torso: Annotated[
        float,
        _limit(
            0.03,
            0.2,
            Limit(
                "torso",
                "Heel comes up by",
                "A torso is about 50 cm, so this is 3 cm: shoes that stay down read up to .024 in "
                "real clips (soft soles, rolling feet). Lower lifts are missed.",
            ),
        ),
    ] = 0.055
    heel_lift_surely_torso: Annotated[
        float,
        _limit(
            0,
            0.2,
            Limit(
                "torso",
                "Heel comes up by, uncertainty taken off",
                "Above what shoes that stay down read: the heel is off the floor even where the "
                "picture says too much.",
            ),
        ),
    ] = 0.03
    heel_lift_moderate_torso: Annotated[
        float, _limit(0.04, 0.25, Limit("torso", "Heel, moderate from", "Between 4 and 5 cm."))
    ] = 0.09
    heel_lift_severe_torso: Annotated[
        float, _limit(0.05, 0.3, Limit("torso", "Heel, severe from", "Over 6 cm: on the toes."))
    ] = 0.13
    neck_change_deg: Annotated[
        float,
        _limit(
            5,
            40,
            Limit(
                "deg",
                "Head carried differently from the other reps by",
                "The pose model shows a third to a half of a real change of 25°; reps are only "
                "compared in sets most of whose reps repeat within 3°.",
                "002; MEASUREMENT",
            ),
        ),
    ] = 8.0
    neck_moderate_deg: Annotated[
        float, _limit(6, 50, Limit("deg", "Head, moderate from", "Twice the limit."))
    ] = 16.0
    neck_severe_deg: Annotated[
        float, _limit(7, 60, Limit("deg", "Head, severe from", "Three times the limit."))
    ] = 24.0
    back_rounding_deg: Annotated[
        float,
        _limit(
            10,
            60,
            Limit(
                "deg",
                "Upper back rounds: flexion beyond the own straighter reps",
                "Straight reps repeat within about 10°; 20° of upper-back flexion is what eyes "
                "call round.",
            ),
        ),
    ] = 20.0
    back_rounding_moderate_deg: Annotated[
        float, _limit(15, 70, Limit("deg", "Rounding, moderate from", "Half as much again."))
    ] = 30.0
    back_rounding_severe_deg: Annotated[
        float, _limit(20, 90, Limit("deg", "Rounding, severe from", "More than twice the limit."))
    ] = 45.0
    upper_back_curl_deg: Annotated[
        float,
        _limit(
            20,
            60,
            Limit(
                "deg",
                "Upper back rounds: ear forward of the trunk line by",
                "Straight backs carry the ear 0 to 22° forward of the trunk line at lift-off; this "
                "is beyond them. A head dropped to look at the floor adds to it.",
            ),
        ),
    ] = 29.0
    upper_back_curl_moderate_deg: Annotated[
        float, _limit(22, 70, Limit("deg", "Curl, moderate from", "Well beyond straight backs."))
    ] = 36.0
    upper_back_curl_severe_deg: Annotated[
        float, _limit(25, 80, Limit("deg", "Curl, severe from", "Twice the straight range."))
    ] = 44.0
    upper_back_bend_deg: Annotated[
        float,
        _limit(
            15,
            60,
            Limit(
                "deg",
                "Upper back rounds: its outline bends by",
                "Outlines of 35 straight backs, rendered and real, bend by -24 to 12° at lift-off; "
                "this is three of their standard deviations above their mean.",
            ),
        ),
    ] = 25.0
    upper_back_bend_moderate_deg: Annotated[
        float, _limit(20, 70, Limit("deg", "Outline, moderate from", "Half as much again."))
    ] = 37.0
    upper_back_bend_severe_deg: Annotated[
        float, _limit(25, 80, Limit("deg", "Outline, severe from", "Twice the limit."))
    ] = 50.0
    drift_lean_deg: Annotated[
        float,
        _limit(
            3,
            25,
            Limit(
                "deg",
                "Form drifts: last two reps lean further than the first two by",
                "Reps of a steady set repeat within 2 to 3°: when both of the last two lean "
                "further than the mean of the first two by over twice that, something changed.",
            ),
        ),
    ] = 8.0
    uncontrolled_descent_s: Annotated[
        float,
        _limit(
            0.2,
            1.5,
            Limit(
                "s",
                "Descent faster than",
                "A controlled descent takes a second or so; faster than this the weight falls. "
                "For a whole way down; for half the way, half of it.",
                "002",
            ),
        ),
    ] = 0.45

    @classmethod
    def from_toml(cls, path: Path) -> Thresholds:
        """Read limits from a TOML file of `name = value` lines; names left out keep their default.

        Raises:
            OptionError: The file cannot be read, a name is unknown or a value out of range.
        """
        try:
            values = tomllib.loads(path.read_text(encoding="utf-8"))
        except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
            raise OptionError(
                f"The limits file {path.name} cannot be read.",
                "Give a TOML file with lines like good_morning_gain_deg = 6.",
            ) from error
        return cls.from_values(values)

    @classmethod
    def from_values(cls, values: dict[str, Any]) -> Thresholds:
        """Limits from names and values.

        Raises:
            OptionError: A name is unknown or a value out of range.
        """
        try:
            return cls(**values)
        except ValidationError as error:
            hint = "`formcheck limits` lists every limit with its range."
            first = error.errors()[0]
            name = ".".join(map(str, first["loc"]))
            if first["type"] == "extra_forbidden":
                raise OptionError(f"There is no limit called {name}.", hint) from error
            raise OptionError(
                f"The limit {name} is not usable: {first['msg'].lower()}.",
                hint,
            ) from error

    def to_toml(self) -> str:
        """These limits as TOML text that `from_toml` reads back."""
        return "".join(f"{name} = {value}\n" for name, value in self.model_dump().items())


@dataclass(frozen=True)
class LimitInfo:
    """One row of the limits table."""

    name: str
    default: float
    low: float
    high: float
    about: Limit


def limits_table() -> tuple[LimitInfo, ...]:
    """Every limit with its default, range, unit, reason and source, in order."""
    rows = []
    for name, info in Thresholds.model_fields.items():
        low = next(m.ge for m in info.metadata if hasattr(m, "ge"))
        high = next(m.le for m in info.metadata if hasattr(m, "le"))
        extra = info.json_schema_extra
        assert isinstance(extra, dict)
        about = Limit(**extra["limit"])  # type: ignore[arg-type]
        rows.append(LimitInfo(name, float(info.default), float(low), float(high), about))
    return tuple(rows)
