"""A clip in, an `Analysis` out."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from importlib import import_module
from pathlib import Path

from formcheck.analysis import Analysis
from formcheck.extraction.pose_cache import observe_or_load
from formcheck.observation.observation import Observation
from formcheck.pipeline.options import Options, check_options


@dataclass(frozen=True)
class Progress:
    """What is being done, and the share of the whole analysis that is done (0 to 1)."""

    stage: str
    done: float


ProgressCallback = Callable[[Progress], None]
_JUDGE = "formcheck.pipeline.document"  # imported while other processes look at the clip


def analyze_video(
    path: str | Path,
    options: Options | None = None,
    *,
    on_progress: ProgressCallback | None = None,
    should_stop: Callable[[], bool] | None = None,
) -> Analysis:
    """Analyse one clip.

    Args:
        path: A video of a squat or deadlift set.
        options: What the user gave instead of leaving it to be found out.
        on_progress: Called with the stage and the share done.
        should_stop: Asked now and then; True stops the work.

    Raises:
        VideoError: The clip cannot be read.
        OptionError: An option does not fit.
        ModelError: The pose model is missing or damaged.
        CancelledError: `should_stop` said so.
    """
    return analyze_observed(path, options, on_progress=on_progress, should_stop=should_stop)[0]


def analyze_observed(
    path: str | Path,
    options: Options | None = None,
    *,
    on_progress: ProgressCallback | None = None,
    should_stop: Callable[[], bool] | None = None,
) -> tuple[Analysis, Observation]:
    """As `analyze_video`, and what was seen, for whoever draws it afterwards.

    Commands, the page's worker and batches all do it by this.
    """
    options = options or Options()
    check_options(options)
    begun = time.perf_counter()
    seen = observe_video(path, options, on_progress=on_progress, should_stop=should_stop)
    from formcheck.pipeline.document import judge

    analysis = judge(seen, options, begun_s=begun)
    if on_progress is not None:
        on_progress(Progress("Done", 1.0))
    return analysis, seen


def observe_video(
    path: str | Path,
    options: Options,
    *,
    on_progress: ProgressCallback | None = None,
    should_stop: Callable[[], bool] | None = None,
) -> Observation:
    """What is seen in a clip, or was: the long part of an analysis."""

    def report(stage: str, share: float) -> None:
        if on_progress is not None:
            on_progress(Progress(stage, 0.97 * share))

    return observe_or_load(
        Path(path),
        model=options.model,
        lifter=options.lifter,
        use_cache=options.use_cache,
        workers=options.workers,
        on_progress=report,
        should_stop=should_stop,
        meanwhile=partial(import_module, _JUDGE),
    )
