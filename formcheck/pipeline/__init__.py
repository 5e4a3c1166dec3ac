"""The one place where the stages meet: a clip in, an `Analysis` out.

    video → observation → motion → reps → body → metrics → findings → guidance → document

`options` is what a user may say, `run` does what needs the pictures and keeps it (poses, bar and
heels, never frames), `reading` and `document` do the rest from that in milliseconds, so other
limits, another lift or a correction cost nothing.
"""

from formcheck.pipeline.document import judge
from formcheck.pipeline.options import Options, check_options
from formcheck.pipeline.reading import SetReading, read_set
from formcheck.pipeline.run import Progress, ProgressCallback, analyze_observed, analyze_video

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
