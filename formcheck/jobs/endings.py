"""How a job can end, in words for the user."""

from __future__ import annotations

from dataclasses import replace

from formcheck.jobs.job import Job
from formcheck.jobs.store import Store
from formcheck.machine.limits import WORK_MINUTES

NO_ROOM_STATUS = 5
"""What a worker ends with that could not even write what happened."""
TRIM = "Try again; if it happens again, trim the clip to the set itself."
CRASHED = ("The analysis stopped unexpectedly; the rest of the app is fine.", TRIM)
INTERRUPTED = ("The analysis was interrupted twice.", TRIM)
NOT_STARTED = (
    "The analysis could not be started on this computer.",
    "Close other programs or free some disk space, then try again.",
)
NO_ROOM = (
    "There is no room on this computer's disk for the result.",
    "Free some disk space, then try again.",
)


def too_long(minutes: float) -> tuple[str, str]:
    """The clip took longer than it may."""
    return (
        f"The analysis was stopped after {minutes:g} minutes.",
        f"Trim the clip to the set itself, or raise {WORK_MINUTES}.",
    )


def ended(store: Store, job: Job, status: int) -> Job:
    """The job as its worker left it.

    Args:
        store: Where it kept its outcome.
        job: As it was while it ran.
        status: That the worker ended with.
    """
    outcome = store.outcome(job.id)
    if outcome is None:
        return job.failed(*(NO_ROOM if status == NO_ROOM_STATUS else CRASHED))
    if "what" in outcome:
        return job.failed(str(outcome["what"]), str(outcome.get("hint", "")))
    return replace(job, state="done", what="", hint="")
