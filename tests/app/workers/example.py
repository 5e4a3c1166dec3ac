"""Gives the example analysis that the clip names: b"example:front_view_squat_set"."""

from formcheck.errors import VideoError
from formcheck.jobs.job import Job
from formcheck.jobs.store import ANALYSIS, Store
from formcheck.jobs.worker import main
from tests.examples import all_examples

PREFIX = b"example:"


def show_example(store: Store, job: Job) -> None:
    with store.clip(job).open("rb") as file:
        content = file.read(100)
    if not content.startswith(PREFIX):
        raise VideoError(f"{job.clip_sha256} is no video.", "Choose another file.")
    name = content.removeprefix(PREFIX).split()[0].decode()
    store.save_analysis(job.id, all_examples()[name])
    store.share(job, ANALYSIS)


if __name__ == "__main__":
    main(work=show_example)
