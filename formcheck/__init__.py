"""formcheck: which reps went wrong, when, by how much, and why the upper back feels it."""

from __future__ import annotations

from typing import TYPE_CHECKING

__version__ = "0.2.0"
__all__ = ["Analysis", "FormcheckError", "Options", "analyze_video"]

if TYPE_CHECKING:
    from formcheck.analysis import Analysis
    from formcheck.errors import FormcheckError
    from formcheck.pipeline.options import Options
    from formcheck.pipeline.run import analyze_video

_HOME = {
    "Analysis": "formcheck.analysis",
    "FormcheckError": "formcheck.errors",
    "Options": "formcheck.pipeline.options",
    "analyze_video": "formcheck.pipeline.run",
}


def __getattr__(name: str) -> object:
    """Import the public names when asked for, so that `import formcheck` costs nothing."""
    if name not in _HOME:
        raise AttributeError(f"module 'formcheck' has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(_HOME[name]), name)
