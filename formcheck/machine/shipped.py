"""Where the files that come with the code are: the app, the pose model, the sample clips.

In an installed package they are inside it. In a checkout they are in the folders beside it that
pyproject.toml copies them from, so that the repository has each file once.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

from formcheck.machine.files import sha256_of

_PACKAGE = Path(__file__).resolve().parents[1]
_CHECKOUT = _PACKAGE.parent


def in_checkout() -> bool:
    """Whether this is a checkout (also an editable install of one), not an installed package."""
    return not (_PACKAGE / "_app").is_dir()


def app_folder() -> Path:
    """Holds ``app.py`` and, beside it, ``.streamlit/config.toml``."""
    return _CHECKOUT if in_checkout() else _PACKAGE / "_app"


def model_folder() -> Path:
    """Holds the pose models."""
    return _CHECKOUT / "models" if in_checkout() else _PACKAGE / "_models"


def sample_clips() -> tuple[Path, ...]:
    """The sample videos, by name; an installed package has two of them."""
    folder = _CHECKOUT / "sample_videos" if in_checkout() else _PACKAGE / "_samples"
    return tuple(sorted(folder.glob("*.mp4")))


@cache
def sample_hashes() -> frozenset[str]:
    """The SHA-256 of each sample clip: sets in them are not the user's, whatever the name."""
    return frozenset(map(sha256_of, sample_clips()))


def how_to_mend() -> str:
    """What to do about a package that is missing or has the wrong version."""
    if in_checkout():
        return "Run make again in formcheck's folder; it installs what requirements.lock says."
    return (
        "Install formcheck again, alone in its environment: uv tool install --force, or pipx "
        "install --force, and its wheel."
    )
