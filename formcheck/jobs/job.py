"""The types of a job: what was asked, its state, how far it is, and what went wrong."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final, Literal

from formcheck.lifts import KnownLift, Style

State = Literal["queued", "running", "done", "failed", "cancelled"]
Task = Literal["analyze", "draw"]

DRAWING = "Drawing the video"
FINISHED: frozenset[State] = frozenset({"done", "failed", "cancelled"})
EXACT: Final = {"extra": "forbid", "allow_inf_nan": False}
"""For pydantic, which reads these types back from their files: nothing unknown, finite numbers."""


@dataclass(frozen=True)
class Question:
    """What the user chose before the analysis; None leaves the choice to formcheck.

    Attributes:
        lift, variant: The lift and its style.
        lifter: Number of the person to measure; another one needs another reading of the clip.
    """

    __pydantic_config__ = EXACT
    lift: KnownLift | None = None
    variant: Style | None = None
    lifter: int | None = None


@dataclass(frozen=True)
class Job:
    """One clip of one browser session.

    Attributes:
        id: Random, so that it cannot be guessed: whoever knows it may see the result.
        clip_sha256: Hash of the stored clip, which is also its file name.
        clip_name: The user's name for the clip, for showing only.
        task: "analyze" analyzes the clip and draws its video, "draw" only draws the video again.
        created_s: Seconds since 1970, as are the other times here.
        started_s: When the worker process was started; None before.
        attempts: How often it was started; a clip that kills its worker twice is given up.
        what: What went wrong, one sentence for the user; empty when nothing did.
    """

    __pydantic_config__ = EXACT
    id: str
    clip_sha256: str
    clip_name: str
    question: Question
    created_s: float
    task: Task = "analyze"
    state: State = "queued"
    started_s: float | None = None
    attempts: int = 0
    what: str = ""
    hint: str = ""

    @property
    def finished(self) -> bool:
        """Whether it neither waits nor runs."""
        return self.state in FINISHED

    def failed(self, what: str, hint: str) -> Job:
        """The same job, given up with a reason."""
        return replace(self, state="failed", what=what, hint=hint)


@dataclass(frozen=True)
class Step:
    """How far the worker is.

    Attributes:
        stage: What it is doing, in words for the user.
        done: Share that is done, 0 to 1 of the analysis, then 0 to 1 of the drawing.
        since_s: When the analysis or the drawing began, seconds since 1970.
        at_s: When this was written, seconds since 1970.
    """

    __pydantic_config__ = EXACT
    stage: str = ""
    done: float = 0.0
    since_s: float = 0.0
    at_s: float = 0.0

    def seconds_left(self, now_s: float) -> float | None:
        """Time still needed at the present pace; None while it is too early to tell."""
        spent_s = self.at_s - self.since_s
        if self.done < 0.05 or spent_s < 1.0:
            return None
        since_s = max(0.0, now_s - self.at_s)  # a clock may be set back
        return max(0.0, spent_s * (1 - self.done) / self.done - since_s)
