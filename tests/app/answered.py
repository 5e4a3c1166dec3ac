"""Jobs that are done without their worker: a process takes seconds, and has tests of its own."""

from __future__ import annotations

import os
import time
from dataclasses import replace
from io import BytesIO

from formcheck.jobs.job import Job, Question
from formcheck.jobs.spool import spool
from formcheck.jobs.store import JOB, Store
from tests.app.workers.behaviors import finish
from tests.app.workers.example import show_example


def answered(store: Store, name: str, clip_name: str = "") -> Job:
    """A job for the clip of an example, done by its worker's own work, in this process."""
    content = BytesIO(f"example:{name}".encode())
    clip = spool(content, clip_name or f"{name}.mp4", store.clips)
    job = store.create(clip)
    show_example(store, job)
    done = replace(job, state="done", started_s=job.created_s, attempts=1)
    store.save(done)
    return done


def done_job(
    store: Store, content: bytes = b"a", *, age_hours: float = 0, question: Question | None = None
) -> Job:
    """A job that ended some time ago as if the worker `finish` had been at it."""
    clip = spool(BytesIO(content), "set.mp4", store.clips)
    created = store.create(clip, question)
    job = replace(created, state="done", created_s=time.time() - 3600 * age_hours)
    store.save(job)
    os.utime(store.folder(job.id) / JOB, (job.created_s, job.created_s))
    finish(store, job)
    return job
