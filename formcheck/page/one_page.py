"""One page for each folder: `formcheck app` run again leads to the page that is open already."""

from __future__ import annotations

import os
import sys
import webbrowser
from contextlib import suppress
from pathlib import Path

from formcheck.machine.lease import Lease

PATIENCE_S = 1.0
"""A page that was just closed needs a moment to end."""


class OnePage:
    """The claim of one process to show the page of a folder.

    Args:
        folder: Where the page keeps its jobs.
    """

    def __init__(self, folder: Path) -> None:
        self._lease = Lease(folder / "page.lock")
        self._note = folder / "page.txt"  # a locked file cannot be read on Windows

    def claim(self) -> bool:
        """Take the folder; False when another process shows its page."""
        return self._lease.take(PATIENCE_S)

    def is_at(self, address: str) -> None:
        """Leave word of where the page is."""
        with suppress(OSError):  # a full disk: the next one will not be told where, only that
            self._note.write_text(address, encoding="utf-8")

    def address(self) -> str:
        """Where the page of whoever has the folder is; empty when nobody could say."""
        try:
            return self._note.read_text(encoding="utf-8").strip()
        except (OSError, UnicodeDecodeError):
            return ""

    def give_up(self) -> None:
        """Let the next one have it."""
        self._lease.give_up()


def show(address: str) -> None:
    """Open an address in the browser, where this machine has a screen."""
    screens = ("DISPLAY", "WAYLAND_DISPLAY")
    if sys.platform != "linux" or any(os.environ.get(name) for name in screens):
        webbrowser.open(address)
