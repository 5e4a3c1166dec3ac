"""The one place where the stages meet: a clip in, an `Analysis` out.

    video → observation → motion → reps → body → metrics → findings → guidance → document

`options` is what a user may say, `run` does what needs the pictures and keeps it (poses, bar and
heels, never frames), `reading` and `document` do the rest from that in milliseconds, so other
limits, another lift or a correction cost nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

__all__ = [
    "Options",
    "Progress",
    "ProgressCallback",
    "SetReading",
    "analyze_observed",
    "analyze_video",
    "check_options",
    "judge",
    "read_set",
]

if TYPE_CHECKING:
    from formcheck.pipeline.document import judge
    from formcheck.pipeline.options import Options, check_options
    from formcheck.pipeline.reading import SetReading, read_set
    from formcheck.pipeline.run import Progress, ProgressCallback, analyze_observed, analyze_video

_HOMES = {
    "document": ("judge",),
    "options": ("Options", "check_options"),
    "reading": ("SetReading", "read_set"),
    "run": ("Progress", "ProgressCallback", "analyze_observed", "analyze_video"),
}


def __getattr__(name: str) -> object:
    """Import a name when asked for: a clip is looked at before what judges it is loaded."""
    for home, names in _HOMES.items():
        if name in names:
            from importlib import import_module

            return getattr(import_module(f"{__name__}.{home}"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
