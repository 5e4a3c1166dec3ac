"""Jobs that are done without their worker: a process takes seconds, and has tests of its own."""

from __future__ import annotations

from dataclasses import replace
from io import BytesIO

from formcheck.jobs.job import Job
from formcheck.jobs.spool import spool
from formcheck.jobs.store import Store
from tests.app.workers.example import show_example


def answered(store: Store, name: str) -> Job:
    """A job for the clip of an example, done by its worker's own work, in this process."""
    clip = spool(BytesIO(f"example:{name}".encode()), f"{name}.mp4", store.clips)
    job = store.create(clip)
    show_example(store, job)
    done = replace(job, state="done", started_s=job.created_s, attempts=1)
    store.save(done)
    return done
