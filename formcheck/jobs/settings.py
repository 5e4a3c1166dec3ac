"""The app's settings: where it keeps files, for how long, and how many analyses run at once."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from formcheck.machine.files import path_in
from formcheck.machine.limits import number_of

DEFAULT_KEEP_HOURS = 24.0
DEFAULT_WORKER = "formcheck.jobs.worker"


@dataclass(frozen=True)
class JobSettings:
    """The app's own settings.

    Attributes:
        root: Folder for uploads, jobs and results.
        keep_hours: Everything older than this is removed.
        slots: Analyses at the same time; further ones wait in the queue.
        worker: Module that does a job, run as ``python -m MODULE ROOT JOB_ID``.
    """

    root: Path
    keep_hours: float = DEFAULT_KEEP_HOURS
    slots: int = 1
    worker: str = DEFAULT_WORKER

    @property
    def reads_clips(self) -> bool:
        """Whether the worker reads videos; that of a test may take any file."""
        return self.worker == DEFAULT_WORKER

    @staticmethod
    def from_environment(environment: Mapping[str, str] | None = None) -> JobSettings:
        """Read `FORMCHECK_DATA_DIR`, `..._KEEP_HOURS`, `..._SLOTS` and `..._WORKER`.

        Raises:
            OptionError: A value is no number or out of its range.
        """
        from platformdirs import user_cache_path

        env = os.environ if environment is None else environment
        cores = os.cpu_count() or 1
        return JobSettings(
            root=path_in(env, "FORMCHECK_DATA_DIR")
            or user_cache_path("formcheck", appauthor=False) / "app",
            keep_hours=_number(env, "FORMCHECK_KEEP_HOURS", DEFAULT_KEEP_HOURS, 0.01, 24 * 365),
            # a pose model keeps more than one core busy: with half as many, the machine is full
            slots=int(_number(env, "FORMCHECK_SLOTS", max(1, cores // 2), 1, 4 * cores)),
            worker=env.get("FORMCHECK_WORKER") or DEFAULT_WORKER,
        )


def _number(
    env: Mapping[str, str], name: str, default: float, lowest: float, highest: float
) -> float:
    between = f"from {lowest:g} to {highest:g}"
    return number_of(env, name, default, lambda value: lowest <= value <= highest, between)
