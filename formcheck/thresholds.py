"""Every limit a value is held against: value, unit, range, reason, source. Nowhere else.

Command-line flags, the fields of the page, the footnotes of a report and the table in the
documentation are made from these fields. Numbers that only shape a signal (filter cut-offs, gap
lengths) or say how sure a finding can be (findings/caps.py) are no limits; they sit beside the
code that uses them, and nobody sets them.

Sources, as users read them: ``our measurements`` are the project's own notes
(docs/measurement.md), articles have the name that `knowledge/en/sources.toml` gives them.
"""

from __future__ import annotations

import codecs
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path
from typing import Any, Final

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from formcheck.errors import OptionError
from formcheck.machine.files import read_limited

MOST_FILE_BYTES = 100_000
"""Of a file of limits; `formcheck limits --toml` writes 2,000."""
MOST_DOTS = 50
"""In one of its lines; a name has none, a number one."""
STEPS: Final = (
    ("good_morning_gain_deg", "good_morning_moderate_deg", "good_morning_severe_deg"),
    ("hips_shoot_gain_deg", "hips_shoot_moderate_deg", "hips_shoot_severe_deg"),
    ("shrug_possible_torso", "shrug_likely_torso", "shrug_severe_torso"),
    ("shallow_depth_thigh", "shallow_moderate_thigh", "shallow_severe_thigh"),
    ("knees_in_hip_width", "knees_in_moderate_hip_width", "knees_in_severe_hip_width"),
    ("heel_lift_torso", "heel_lift_moderate_torso", "heel_lift_severe_torso"),
    ("neck_change_deg", "neck_moderate_deg", "neck_severe_deg"),
    ("back_rounding_deg", "back_rounding_moderate_deg", "back_rounding_severe_deg"),
    ("upper_back_curl_deg", "upper_back_curl_moderate_deg", "upper_back_curl_severe_deg"),
    ("upper_back_bend_deg", "upper_back_bend_moderate_deg", "upper_back_bend_severe_deg"),
)
"""From where a fault is one, medium and large: none may be below the one before it."""
PAIRS: Final = tuple(pair for steps in STEPS for pair in combinations(steps, 2))
"""Of these each smaller one with each larger one."""


@dataclass(frozen=True)
class Limit:
    """What a limit is, apart from its value."""

    unit: str
    label: str
    reason: str
    source: str


def _limit(
    default: float,
    range_: tuple[float, float],
    unit: str,
    label: str,
    reason: str,
    source: str = "our measurements",
) -> Any:
    about = Limit(unit, label, reason, source).__dict__
    low, high = range_
    return Field(default, ge=low, le=high, json_schema_extra={"limit": about})


class Thresholds(BaseModel):
    """All limits of a judgement. Immutable; `model_copy(update=...)` makes another set."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    # fmt: off
    good_morning_gain_deg: float = _limit(
        5.0, (2, 20), "deg", "Hips rose before the chest: torso tips by",
        "When the torso tips 5° early in the ascent, the hips rise 1.3 times as far as the chest. "
        "Clean heavy reps can tip by a little less.")
    good_morning_moderate_deg: float = _limit(
        8.0, (3, 30), "deg", "Hips rose before the chest, medium from",
        "The hips rise 1.5 times as far.")
    good_morning_severe_deg: float = _limit(
        12.0, (4, 40), "deg", "Hips rose before the chest, large from",
        "The hips rise 1.8 times as far.")
    good_morning_lead_torso: float = _limit(
        0.06, (0.02, 0.3), "torso", "Hips rose before the chest: hips lead by",
        "At a lean of 40°, a tip of 5° puts the hips about 6 % of a torso length ahead of the "
        "chest. A good morning is both at once: the torso tips and the hips lead.")
    hips_shoot_gain_deg: float = _limit(
        7.0, (3, 25), "deg", "Hips shot up: torso tips by",
        "From the floor to the knees your torso should open or keep its angle. If it tips "
        "forward, your hips are rising without the bar.")
    hips_shoot_moderate_deg: float = _limit(
        10.5, (4, 35), "deg", "Hips shot up, medium from",
        "One and a half times the limit.")
    hips_shoot_severe_deg: float = _limit(
        14.0, (5, 45), "deg", "Hips shot up, large from",
        "Twice the limit.")
    lean_high_bar_deg: float = _limit(
        50.0, (30, 80), "deg", "Too much forward lean, high bar or unknown",
        "Beyond this, the lever from the bar to your upper back is over three quarters of the "
        "longest it can get.")
    lean_low_bar_deg: float = _limit(
        58.0, (30, 85), "deg", "Too much forward lean, low bar",
        "With a low bar you have to lean more to keep it over mid-foot.")
    lean_front_deg: float = _limit(
        42.0, (20, 70), "deg", "Too much forward lean, front squat",
        "A front squat is about staying upright: beyond this the bar rolls forward.")
    lean_severe_over_deg: float = _limit(
        10.0, (2, 30), "deg", "Too much forward lean, large when over the limit by",
        "More than twice the error of the lean itself from clip to clip.")
    shrug_possible_torso: float = _limit(
        0.05, (0.02, 0.15), "torso", "Shoulders crept up by",
        "A full shrug lifts the shoulders by 5 to 10 % of torso length.")
    shrug_likely_torso: float = _limit(
        0.08, (0.03, 0.2), "torso", "Shoulders crept up, medium from",
        "Most of a full shrug.")
    shrug_severe_torso: float = _limit(
        0.11, (0.04, 0.25), "torso", "Shoulders crept up, large from",
        "A full shrug, and more.")
    shallow_depth_thigh: float = _limit(
        0.15, (-0.2, 0.6), "thigh", "Short of depth: hips above knees by",
        "The pose model sees joint centers, not the hip crease. It is off by several percent of "
        "the thigh, so only reps that are clearly high are flagged.",
        "IPF rule book; our measurements")
    shallow_moderate_thigh: float = _limit(
        0.25, (0, 0.8), "thigh", "Short of depth, medium from",
        "High by a quarter of the thigh.")
    shallow_severe_thigh: float = _limit(
        0.45, (0, 1.0), "thigh", "Short of depth, large from",
        "A quarter squat.")
    partial_rep_share: float = _limit(
        0.6, (0.3, 0.9), "share", "Partial rep: less than this share of your usual range of motion",
        "A shorter movement is listed as a partial, not counted as a rep.")
    knees_in_hip_width: float = _limit(
        0.2, (0.05, 0.8), "hip width", "Knees caved in: each knee by",
        "Your hip joints are about 19 cm apart, so this is 4 cm for each knee. Good reps repeat "
        "within a tenth of a hip width.")
    knees_in_moderate_hip_width: float = _limit(
        0.3, (0.1, 1.0), "hip width", "Knees caved in, medium from",
        "One and a half times the limit.")
    knees_in_severe_hip_width: float = _limit(
        0.5, (0.15, 1.5), "hip width", "Knees caved in, large from",
        "Two and a half times the limit.")
    heel_lift_torso: float = _limit(
        0.055, (0.03, 0.2), "torso", "Heels came up by",
        "A torso is about 47 cm, so this is 2.6 cm. Shoes that stay down read up to 2.4 % in real "
        "clips (soft soles, rolling feet). Smaller lifts are missed.")
    heel_lift_surely_torso: float = _limit(
        0.03, (0, 0.2), "torso", "Heels came up, low end of the ± at least",
        "More than shoes that stay down read, so the heel is off the floor even if we read too "
        "much.")
    heel_lift_moderate_torso: float = _limit(
        0.09, (0.04, 0.25), "torso", "Heels came up, medium from",
        "Between 4 and 5 cm.")
    heel_lift_severe_torso: float = _limit(
        0.13, (0.05, 0.3), "torso", "Heels came up, large from",
        "Over 6 cm: on your toes.")
    neck_change_deg: float = _limit(
        8.0, (5, 40), "deg", "Head out of line with your other reps by",
        "The pose model shows a third to a half of a real change of 25°. Reps are compared only "
        "in sets where most reps repeat within 3°.",
        "pain clinic article; our measurements")
    neck_moderate_deg: float = _limit(
        16.0, (6, 50), "deg", "Head out of line, medium from",
        "Twice the limit.")
    neck_severe_deg: float = _limit(
        24.0, (7, 60), "deg", "Head out of line, large from",
        "Three times the limit.")
    back_rounding_deg: float = _limit(
        20.0, (10, 60), "deg", "Upper back rounded by",
        "Flat backs read below 2°; at 20° anybody would call your back rounded.")
    back_rounding_moderate_deg: float = _limit(
        30.0, (15, 70), "deg", "Upper back rounded, medium from",
        "One and a half times the limit.")
    back_rounding_severe_deg: float = _limit(
        45.0, (20, 90), "deg", "Upper back rounded, large from",
        "More than twice the limit.")
    upper_back_curl_deg: float = _limit(
        29.0, (20, 60), "deg", "Upper back rounded: head and shoulders curl by",
        "With a flat back the ear is 0 to 22° forward of the torso line at lift-off; this is "
        "beyond that. Dropping your head to look at the floor adds to it.")
    upper_back_curl_moderate_deg: float = _limit(
        36.0, (22, 70), "deg", "Upper back rounded (curl), medium from",
        "Well beyond a flat back.")
    upper_back_curl_severe_deg: float = _limit(
        44.0, (25, 80), "deg", "Upper back rounded (curl), large from",
        "Twice the range of flat backs.")
    upper_back_bend_deg: float = _limit(
        25.0, (15, 60), "deg", "Upper back rounded: its outline bends by",
        "The outlines of 35 flat backs, rendered and real, bend by −24 to 12° at lift-off; this "
        "is three standard deviations above their mean.")
    upper_back_bend_moderate_deg: float = _limit(
        37.0, (20, 70), "deg", "Upper back rounded (outline), medium from",
        "One and a half times the limit.")
    upper_back_bend_severe_deg: float = _limit(
        50.0, (25, 80), "deg", "Upper back rounded (outline), large from",
        "Twice the limit.")
    drift_lean_deg: float = _limit(
        8.0, (3, 25), "deg",
        "Form slipped late in the set: last two reps lean more than the first two by",
        "The reps of a good set repeat within 2 to 3°. When both of the last two lean more than "
        "twice that beyond the first two, your form has slipped.")
    uncontrolled_descent_s: float = _limit(
        0.45, (0.2, 1.5), "s", "Dropped too fast: descent under",
        "A controlled descent takes a second or so; faster than this, the weight is falling. In a "
        "squat half as deep, the limit is half as long.",
        "pain clinic article")
    # fmt: on

    @model_validator(mode="after")
    def _in_order(self) -> Thresholds:
        """A larger limit that nobody set rises with a smaller one; one that was set is refused.

        At its default a limit counts as set by nobody, also where it was given: a file written by
        `formcheck limits --toml` holds all of them.
        """
        usual, given = _defaults(), self.model_dump()
        for smaller, larger in PAIRS:
            low, high = getattr(self, smaller), getattr(self, larger)
            if high < low and given[larger] != usual[larger]:
                by_whom = " by default" if low == usual[smaller] else ""
                raise ValueError(
                    f"{larger} is {high:g}, below {smaller}, which is {low:g}{by_whom}."
                )
            self.__dict__[larger] = max(low, high)  # frozen for all others
        return self

    @classmethod
    def from_toml(cls, path: Path, changes: Mapping[str, float] = {}) -> Thresholds:
        """Read limits from a TOML file of `name = value` lines; names left out keep their default.

        Single `changes` come on top.

        Raises:
            OptionError: The file cannot be read, a name is unknown or a value out of range.
        """
        try:
            text = _decoded(read_limited(path, MOST_FILE_BYTES))
            _check_depth(text)
            values = tomllib.loads(text)
        except (OSError, ValueError, RecursionError) as error:  # ValueError: an endless number, too
            raise OptionError(
                f"The limits file {path.name or path} cannot be read.",
                "Give a TOML file with lines like good_morning_gain_deg = 5.5.",
            ) from error
        return cls.from_values({**values, **changes})

    @classmethod
    def from_values(cls, values: Mapping[str, Any]) -> Thresholds:
        """Limits from names and values.

        Raises:
            OptionError: A name is unknown or a value out of range.
        """
        try:
            return cls(**values)
        except ValidationError as error:
            hint = "`formcheck limits` lists every limit with its range."
            first = error.errors()[0]
            if first["type"] == "value_error":
                out_of_order = str(first["ctx"]["error"])
                raise OptionError(out_of_order, "Raise it, or lower the other one.") from error
            name = ".".join(map(str, first["loc"]))
            if first["type"] == "extra_forbidden":
                raise OptionError(f"There is no limit called {name}.", hint) from error
            row = next(row for row in limits_table() if row.name == name)
            said = f"must be a number from {row.low:g} to {row.high:g}"
            raise OptionError(f"The limit {name} {said}.", hint) from error

    def to_toml(self) -> str:
        """These limits as TOML text that `from_toml` reads back."""
        return "".join(f"{name} = {value}\n" for name, value in self.model_dump().items())


def _decoded(data: bytes) -> str:
    """A text as Windows writes it, too: with a mark before it, or what PowerShell's `>` makes."""
    marks = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
    return data.decode("utf-16" if data.startswith(marks) else "utf-8-sig")


def _check_depth(text: str) -> None:
    """Raises `ValueError` for names of many parts: 100 kB of dots took 5 GB to read."""
    if any(line.count(".") > MOST_DOTS for line in text.splitlines()):
        raise ValueError("a name of too many parts")


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


def _defaults() -> dict[str, float]:
    return {name: info.default for name, info in Thresholds.model_fields.items()}


def steps_of(name: str) -> tuple[str, ...]:
    """The row of `STEPS` that a limit is in; itself alone where it is in none."""
    return next((steps for steps in STEPS if name in steps), (name,))


def changed(held: Mapping[str, float]) -> set[str]:
    """Which limits of a judgement are not at their default, without those that only followed."""
    usual = _defaults()
    values = {**usual, **held}
    followed = {big for small, big in PAIRS if values[small] == values[big] > usual[big]}
    return {name for name in usual if values[name] != usual[name]} - followed


def fitted(kept: Mapping[str, float]) -> dict[str, float]:
    """Limits that were set one after the other or by another version, as they hold now.

    Each is moved into the `allowed_range` that the smaller ones leave; unknown ones are left out.
    """
    fit: dict[str, float] = {}
    for row in limits_table():
        if row.name in kept:
            low, high = allowed_range(row, fit)
            fit[row.name] = min(max(kept[row.name], low), high)
    return fit


def allowed_range(row: LimitInfo, given: Mapping[str, float]) -> tuple[float, float]:
    """From where to where a limit may be moved beside those that were `given`, by name."""
    usual, steps = _defaults(), steps_of(row.name)
    place = steps.index(row.name)
    below = [given.get(name, usual[name]) for name in steps[:place]]
    above = [
        given[name] for name in steps[place + 1 :] if given.get(name, usual[name]) != usual[name]
    ]
    return max([row.low, *below]), min([row.high, *above])
