"""Where the scripts of the pages lie: absolute, so that any entry point finds them."""

from __future__ import annotations

from pathlib import Path

_PAGES = Path(__file__).parent / "pages"

CHECK = str(_PAGES / "check.py")
COACH = str(_PAGES / "coach.py")
WHY = str(_PAGES / "why.py")
BACKGROUND = str(_PAGES / "background.py")
FILM = str(_PAGES / "film.py")
HISTORY = str(_PAGES / "history.py")
PHONE = str(_PAGES / "phone.py")
PRIVACY = str(_PAGES / "privacy.py")
