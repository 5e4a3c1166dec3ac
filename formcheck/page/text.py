"""Text from outside made safe to show, and what went wrong, told in one line of the page."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

import streamlit as st

from formcheck.errors import FormcheckError

Content = str | bytes | Callable[[], str | bytes | BinaryIO]
MIME_OF = {
    ".csv": "text/csv",
    ".html": "text/html",
    ".jpg": "image/jpeg",
    ".json": "application/json",
    ".md": "text/markdown",
    ".mp4": "video/mp4",
}
"""What a file is that is handed out, by the ending of its name."""
MEANINGFUL = frozenset("\\`*_{}[]()#+-.!$:~<>|")


def escaped(name: str) -> str:
    """A clip's name in Markdown, shown as it is and never as a link, a picture or a formula."""
    return "".join(f"\\{sign}" if sign in MEANINGFUL else sign for sign in name)


def accessible(name: str) -> str:
    """A clip's name as the label of a field that only a screen reader hears, sign for sign.

    The page renders a hidden label as Markdown too: without brackets nothing of it is fetched.
    """
    return name.replace("[", "(").replace("]", ")")


def download(label: str, icon: str, name: str, file: Content, key: str = "") -> None:
    """A button for a file that is there, or is made when it is pressed."""
    st.download_button(
        label,
        file,
        name,
        MIME_OF[Path(name).suffix],
        icon=f":material/{icon}:",
        key=key or f"get_{name}",
        on_click="ignore",  # a run of the page would sweep the file before it is fetched
    )


def spreadsheet(csv: str) -> str:
    """A CSV with the mark by which Excel knows UTF-8: without it, "13°" is "13Â°"."""
    return f"\ufeff{csv}"


@contextmanager
def errors_in_one_line() -> Iterator[None]:
    """Show a problem that nobody nearer has shown: a full disk can meet any page.

    Around a page, and on callbacks and fragments, which run outside of it.
    """
    try:
        yield
    except FormcheckError as error:
        st.error(escaped(str(error)), icon=":material/error:")


def file_size(size_bytes: int) -> str:
    """How large a file is: `340 KB`, `1.4 MB`, `25 MB`."""
    if (size_kb := math.ceil(size_bytes / 1e3)) < 1000:
        return f"{size_kb} KB"
    size_mb = round(size_bytes / 1e6, 1)
    return f"{size_mb:.{1 if size_mb < 10 else 0}f} MB"
