"""How likely it is a squat, a deadlift, or neither: calibrated on real and rendered clips.

`lift.py` tells squat from deadlift; whether it is either, plain signs tell that any lifter could
name in a movement that is neither: one knee far lower than the other, a chest that hardly
goes down, hands that move against the shoulders. Each is one number for a set and counts by how far
it lies beyond what nine of ten such lifts show, in spreads of the upper half; their sum, on a
logarithmic scale, goes through one logistic curve that ends below 1, since lost lifters look like
anything. The numbers stand in `lift_signs.toml`, which `benchmarks/calibrate_lift.py` writes.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from math import exp, isfinite, log1p

import numpy as np

from formcheck.arithmetic import Array
from formcheck.arithmetic.geometry import NEAR_SCALE, TYPICAL_SCALE
from formcheck.arithmetic.robust import INTERVAL_QUANTILES, LEAST_CHANCE, median_seen
from formcheck.calibration import table, values
from formcheck.lifts import LIFTS, KnownLift, LiftName
from formcheck.motion.motion import Motion
from formcheck.reps.beside_the_reps import SHOWN, SHOWN_FROM
from formcheck.reps.levels import HARDLY_TORSO
from formcheck.reps.lift import LiftGuess
from formcheck.reps.rep_window import Rep

FITTED = "reps/lift_signs.toml"
LOW, _, HIGH = INTERVAL_QUANTILES
"""Quantiles that stand for lowest and highest: a single lost sample is neither."""
WHOLE_REP_SIGNS = frozenset({"hip_share", "chest_drop", "trunk_top", "hands_go"})
"""Signs that only a rep shows that is whole and seen: one that is cut off travels less."""
STANCE_TORSO = 1.5
"""Distance between the ankles of a wide stance: squats and pulls have 0.75 in the median, sumo
pulls 2. Off the side a wide stance looks as if one foot were ahead of the other."""
UNKNOWN_YAW_DEG = 45.0
"""Taken where the yaw is not known."""
LEAST_BAR_SEEN = 0.8
"""The bar has to be seen for this share of a rep before its travel is measured."""
MOST_HINGE_TORSO = 1.0
"""A hinge lowers a bar on the shoulders by a torso at most: the trunk, from upright to level. What
goes further was taken down by the hips, wherever they are drawn. Bars of 31 good mornings, the
exercise, 11 lunges and 14 split squats go 0.90 at most, those of 662 squats 1.04 in the median."""
MOST_OFF_SHOULDERS_TORSO = 0.5
"""A bar lies on the shoulders that is no further above or below them while it is up: in nine of ten
squats. Bars that are pressed end 0.76 and more above them, those of pulls hang 0.65 below."""
LEAST_SHANKS_TORSO = 0.3
"""Lower bound of what a share of the two shanks' heights is divided by. Together they stand 1.7
torsos high; where much less of them shows, the share would mean nothing."""
NAMED_FROM = 0.5
"""From this probability on a lift is called by its name."""
ASKED_FROM = 1 / 3
"""From this probability of another exercise on, the lifter is asked for the lift and no set is
judged. Judging a set of another exercise costs trust, asking costs one tap; the first error is
taken to be worth two of the second, which gives a third."""
NAMED_FROM_SPREADS = 1.0
"""A sign is named as the reason where it is this many spreads beyond the range of nine in ten."""


def plain_signs(motion: Motion, reps: Sequence[Rep], lift: LiftName) -> dict[str, float]:
    """The signs of a set, each the median over its reps, NaN where it was not seen.

    Args:
        motion: Of the lifter.
        reps: Whole ones, where there are any, tell all; others tell how the body stands.
        lift: What bar, hands and posture say it is. The bar of a squat may tell how far the chest
            goes down, and that the hips do: plates hide both.

    Returns:
        By name, torso lengths: `feet_apart` (one ahead of the other, beyond what a wide stance
        looks like off the side), `chest_drop`, `hands_go` (hands against shoulders), `hands_low`
        and `hands_top` (shoulder above hand in the lower and upper half), `trunk_low` and
        `trunk_top` (shoulder above hip, at its lowest and highest); as shares, `shank_split` (how
        much higher one knee is above its foot than the other, in the lower half) and `hip_share`,
        how far the hips go down for what the chest does.
    """
    whole = [rep for rep in reps if rep.complete and _seen(motion, rep)]
    rows = [_of_rep(motion, rep) for rep in whole or reps]
    rows = [row for row in rows if row]
    if not rows:
        return {}
    names = [name for name in rows[0] if whole or name not in WHOLE_REP_SIGNS]
    signs = {name: median_seen(np.array([row[name] for row in rows])) for name in names}
    bar_drop = median_seen(np.array([_drop_of_bar(motion, rep) for rep in whole]))
    if lift == "squat" and bar_drop > MOST_HINGE_TORSO:
        signs |= {"chest_drop": max(signs["chest_drop"], bar_drop), "hip_share": float("nan")}
    return signs


def _seen(motion: Motion, rep: Rep) -> bool:
    """Whether the body is seen where the rep starts, turns and ends, not lost behind a plate."""
    return all(motion.plausible[motion.at(moment_s)] for moment_s in rep.known_s)


def _of_rep(motion: Motion, rep: Rep) -> Mapping[str, float]:
    first, last = map(motion.at, rep.span_s)
    here = slice(first, last + 1)
    hip, chest, hand = (motion.height(joint)[here] for joint in ("hip", "shoulder", "wrist"))
    if not np.isfinite(hip).any():
        return {}
    low, chest_drop = hip <= np.nanmedian(hip), _travel(chest)
    return {
        "shank_split": median_seen(_shanks_apart(motion, here)[low]),
        "feet_apart": median_seen(_feet_apart(motion, here)),
        "chest_drop": chest_drop,
        "hip_share": _travel(hip) / chest_drop if chest_drop > 0 else float("nan"),
        "hands_go": _hands_go(motion, here),
        "hands_low": median_seen((chest - hand)[low]),
        "hands_top": median_seen((chest - hand)[~low]),
        "trunk_low": _quantile(chest - hip, LOW),
        "trunk_top": _quantile(chest - hip, HIGH),
    }


def _drop_of_bar(motion: Motion, rep: Rep) -> float:
    """How far a bar on the shoulders goes down, at least; NaN where none lies there while it is up.

    A near plate seems to go further than it does, a far one less far.
    """
    first, last = map(motion.at, rep.span_s)
    bar = _seen_bar(motion, slice(first, last + 1))
    if bar is None:
        return float("nan")
    over = bar - motion.height("shoulder")[first : last + 1]
    up = bar > np.nanmax(bar) - np.ptp(bar[np.isfinite(bar)]) / 3
    lies = abs(median_seen(over[up])) <= MOST_OFF_SHOULDERS_TORSO
    return _travel(bar) / NEAR_SCALE if lies else float("nan")


def _seen_bar(motion: Motion, here: slice) -> Array | None:
    """The bar's height; None where it is not seen for nearly all of the time."""
    bar = motion.bar_height_torso()
    if bar is None or np.isfinite(bar[here]).mean() < LEAST_BAR_SEEN:
        return None
    return bar[here]


def _hands_go(motion: Motion, here: slice) -> float:
    """How far the hands go against the shoulders: wrists, or the bar in them if it goes less far.

    Wrists leap behind a plate, and a bar that is tracked in its place stays an arm below.
    """
    chest = motion.height("shoulder")[here]
    by_wrists = _travel(motion.height("wrist")[here] - chest)
    bar = _seen_bar(motion, here)
    if bar is None:
        return by_wrists
    return float(np.fmin(by_wrists, _travel(bar / TYPICAL_SCALE - chest)))


def _feet_apart(motion: Motion, here: slice) -> Array:
    """How much further ahead one foot is than a wide stance looks from there; negative if less."""
    left, right = motion.left["ankle"][here, 0], motion.right["ankle"][here, 0]
    apart = np.abs(left - right) / motion.torso_px
    yaw_deg = motion.view.yaw_deg
    yaw_rad = np.radians(yaw_deg if np.isfinite(yaw_deg) else UNKNOWN_YAW_DEG)
    across = STANCE_TORSO * abs(np.sin(yaw_rad))
    return np.asarray((apart - across) * abs(np.cos(yaw_rad)))


def _shanks_apart(motion: Motion, here: slice) -> Array:
    """How much further one knee is above its foot than the other, of what both are together.

    A share, since whoever stands wide off the side has one shank nearer to the camera, and larger.
    A foot stays where it was lowest: what hides an ankle at the bottom has it drawn too high.
    """
    left, right = (
        _quantile(side["ankle"][here, 1], HIGH) - side["knee"][here, 1]
        for side in (motion.left, motion.right)
    )
    both = np.maximum(left + right, LEAST_SHANKS_TORSO * motion.torso_px)
    return np.asarray(np.abs(left - right) / both)


def _travel(curve: Array) -> float:
    return _quantile(curve, HIGH) - _quantile(curve, LOW)


def _quantile(values: Array, share: float) -> float:
    known = values[np.isfinite(values)]
    return float(np.quantile(known, share)) if len(known) else float("nan")


@dataclass(frozen=True)
class TypicalRange:
    """Where nine of ten lifts lie in one sign.

    Attributes:
        side: +1 where more is unusual, -1 where less is.
        middle, edge: Median, and what one in ten goes beyond.
    """

    side: float
    middle: float
    edge: float

    def beyond(self, value: float) -> float:
        """Spreads beyond the edge; 0 inside it and where the sign was not seen."""
        spread = max(abs(self.edge - self.middle), HARDLY_TORSO)
        away = self.side * (value - self.edge) / spread
        return max(0.0, away) if isfinite(away) else 0.0


@dataclass(frozen=True)
class LiftOdds:
    """Probabilities of the three, and the sign that speaks most for the third.

    Attributes:
        squat, deadlift, other: Adding up to 1.
        sign: Name of the plain sign that goes furthest beyond its range; None where none does.
    """

    squat: float
    deadlift: float
    other: float
    sign: str | None = None

    def rather_than(self, lift: LiftName) -> LiftName | None:
        """The other of the two lifts, or neither (`unknown`), where that is likelier than not."""
        others: tuple[LiftName, ...] = (*LIFTS, "unknown")
        return next((one for one in others if one != lift and self.of(one) >= NAMED_FROM), None)

    def of(self, lift: LiftName) -> float:
        """That it is this lift."""
        return {"squat": self.squat, "deadlift": self.deadlift, "unknown": self.other}[lift]


def lift_odds(guess: LiftGuess, signs: Mapping[str, float]) -> LiftOdds:
    """How likely it is what bar, hands and posture say, by the `plain_signs` of the set.

    Where their votes are divided, each lift counts as much as voted for it, and the signs are held
    against what each shows: arms that are stretched out at the bottom are nothing odd in a squat.
    What half of the reps show beside them, as `beside_the_reps` has it, no lift shows.
    """
    model = _model()
    if guess.name == "unknown":
        each = (1.0 - model.unnamed) / 2
        return LiftOdds(each, each, model.unnamed)
    share = voted(guess.confidence, model.votes)
    votes = {lift: share if lift == guess.name else 1.0 - share for lift in LIFTS}
    beyond = {lift: _beyond(lift, signs) for lift in LIFTS}
    shown = _shown(guess.name, signs)
    other = {lift: model.surest if shown in SHOWN[lift] else _other(beyond[lift]) for lift in LIFTS}
    odds = {lift: votes[lift] * (1.0 - other[lift]) for lift in LIFTS}
    either = sum(odds.values())
    likelier, less = sorted(LIFTS, key=lambda lift: odds[lift], reverse=True)
    odds[likelier] = min(odds[likelier], model.right * either)
    odds[less] = either - odds[likelier]
    foremost = max(beyond[likelier], key=lambda name: beyond[likelier][name])
    sign = foremost if beyond[likelier][foremost] >= NAMED_FROM_SPREADS else None
    return LiftOdds(odds["squat"], odds["deadlift"], 1.0 - either, shown or sign)


def _shown(lift: KnownLift, signs: Mapping[str, float]) -> str | None:
    """What half of the reps and more show beside them that no rep of the lift does."""
    return next((name for name in SHOWN[lift] if signs.get(name, 0.0) >= SHOWN_FROM), None)


def _beyond(lift: KnownLift, signs: Mapping[str, float]) -> dict[str, float]:
    """By name, how many spreads a sign lies beyond what the lift shows."""
    typical = _typical_of(lift).items()
    return {name: one.beyond(signs.get(name, float("nan"))) for name, one in typical}


def _other(beyond: Mapping[str, float]) -> float:
    """How likely a set that would be a lift is another exercise."""
    model = _model()
    odds = model.logistic.intercept + model.logistic.slope * log1p(sum(beyond.values()))
    return model.surest / (1.0 + exp(-odds))


def voted(share: float, votes: float) -> float:
    """How likely the lift is that has this share of the votes of bar, hands and posture.

    Args:
        share: 0 to 1.
        votes: Factor of the share's log odds: movements of one set say much the same, so that nine
            votes in ten leave less doubt than one in ten.
    """
    share = min(max(share, LEAST_CHANCE), 1.0 - LEAST_CHANCE)
    against = float(((1.0 - share) / share) ** votes)
    return 1.0 / (1.0 + against)


def certain_odds(lift: LiftName) -> LiftOdds:
    """Where the lifter said what it is."""
    return LiftOdds(float(lift == "squat"), float(lift == "deadlift"), float(lift == "unknown"))


@dataclass(frozen=True)
class Logistic:
    """Log odds of another exercise by how far its signs lie beyond the usual."""

    intercept: float
    slope: float


@dataclass(frozen=True)
class _Model:
    logistic: Logistic
    surest: float
    right: float
    votes: float
    unnamed: float


def _model() -> _Model:
    return table(_Model, "model", FITTED)


@cache
def _typical_of(lift: KnownLift) -> Mapping[str, TypicalRange]:
    """By name of the sign, where nine of ten such lifts lie."""
    return {name: TypicalRange(**one) for name, one in values(FITTED)[lift].items()}
