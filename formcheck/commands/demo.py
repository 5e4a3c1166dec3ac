"""`formcheck demo`: checks the sample videos, and whether they read as they were made."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Final

from formcheck.commands.analyze import print_text, shown_progress
from formcheck.commands.interrupt import stop_on_interrupt
from formcheck.commands.settings import Settings
from formcheck.errors import SetupError
from formcheck.machine import shipped

if TYPE_CHECKING:
    from formcheck.analysis import Analysis

FLAGGED_REPS: Final[Mapping[str, tuple[int, ...]]] = {
    "deadlift_late_shrug": (5, 6),
    "squat_clean": (),
    "squat_good_morning": (3, 5),
}
"""The reps that were rendered with a fault; sample_videos/README.md says which."""


def run(settings: Settings) -> None:
    """Analyze each sample and print what was found.

    Raises:
        SetupError: There are no samples, or one does not read as it was made.
        FormcheckError: The model or the machine cannot be used.
    """
    samples = shipped.sample_clips()
    if not samples:
        raise SetupError("The sample videos are missing.", shipped.how_to_mend())
    wrong = [clip.name for clip in samples if not _reads_as_made(clip, settings)]
    if wrong:
        raise SetupError(
            f"{', '.join(wrong)}: this does not read as it was made.",
            "See what `formcheck doctor` says of this installation.",
        )
    sys.stdout.write(f"All {len(samples)} samples read as they were made.\n")


def _reads_as_made(clip: Path, settings: Settings) -> bool:
    from formcheck.pipeline import analyze_video

    with stop_on_interrupt() as should_stop, shown_progress() as on_progress:
        analysis = analyze_video(
            clip, settings.options(), on_progress=on_progress, should_stop=should_stop
        )
    print_text(analysis)
    sys.stdout.write("\n")
    return flagged(analysis) == FLAGGED_REPS.get(clip.stem, flagged(analysis))


def flagged(analysis: Analysis) -> tuple[int, ...]:
    """The numbers of the reps in which something was found."""
    return tuple(rep.number for rep in analysis.reps if rep.findings)
