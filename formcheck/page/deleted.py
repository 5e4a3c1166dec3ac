"""What is deleted from the history, on its page or in the terminal, stays so on the page."""

from __future__ import annotations

from collections.abc import Collection

from formcheck.history.record import set_id
from formcheck.jobs.store import Store


def stay_deleted(store: Store, deleted: Collection[str]) -> None:
    """Sets that are deleted do not come back when their results are opened; by their ids."""
    for job in store.all_jobs():
        named, analysis = store.athlete(job.id), store.analysis(job)
        if analysis and set_id(named, analysis.clip.sha256) in deleted:
            store.keep_athlete(job.id, named, in_history=False)
