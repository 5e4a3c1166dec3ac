"""A counted rep, a movement that is not counted, and all of both that were found in a clip."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Rep:
    """One counted rep. A time is None where the clip does not show it; it shows two or three.

    Attributes:
        start_s, turn_s, end_s: As the analysis document defines them for the lift.
        complete: Whether it begins and ends near rest. It does not where the lifter turns back
            before `levels.LEAST_REACHED_SHARE` of the travel, or where the clip's edge, a cut or a
            lost lifter hides the start or the end.
        probability: That it is a rep of the set; 1 where the user said so.
    """

    start_s: float | None
    turn_s: float | None
    end_s: float | None
    complete: bool
    probability: float = 1.0

    @property
    def start_turn_end_s(self) -> tuple[float | None, float | None, float | None]:
        """All three times, None where the clip does not show one; `motion.bar.RepTimes`."""
        return self.start_s, self.turn_s, self.end_s

    @property
    def known_s(self) -> tuple[float, ...]:
        """Those of the three times that the clip shows, rising."""
        return tuple(t for t in self.start_turn_end_s if t is not None)

    @property
    def span_s(self) -> tuple[float, float]:
        """The first and the last of the known times."""
        return self.known_s[0], self.known_s[-1]


@dataclass(frozen=True)
class NotRep:
    """A movement that is not counted.

    Attributes:
        start_s, end_s: From when to when it goes.
        reason: Code, as `NotCounted.reason` of the analysis document has it.
        message: The same as a sentence for the lifter.
        probability: That it is a rep all the same.
    """

    start_s: float
    end_s: float
    reason: str
    message: str
    probability: float = 0.0


@dataclass(frozen=True)
class RepsFound:
    """What a clip shows of a lift.

    Attributes:
        reps: The counted ones, in order of time.
        not_counted: Other movements, in order of time.
        variant: "romanian" where deadlifts go from the top down; the picture tells no other style.
    """

    reps: tuple[Rep, ...]
    not_counted: tuple[NotRep, ...]
    variant: str = "unknown"
