"""Buttons that hand a picture or a film to the phone's own share sheet, where it has one."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from pathlib import Path

import streamlit as st

_HERE = Path(__file__).parent
_SHEET = st.components.v2.component(
    "formcheck_share_sheet",
    html='<div class="sheet"></div>',
    css=(_HERE / "share_sheet.css").read_text(encoding="utf-8"),
    js=(_HERE / "share_sheet.js").read_text(encoding="utf-8"),
)


@dataclass(frozen=True)
class Shared:
    """One file that the page shows and may hand on.

    Attributes:
        label: Of the button.
        selector: Finds the `<img>` or `<video>` that shows it, within the page.
        name: Of the file that a friend gets.
        mime: Of the file.
    """

    label: str
    selector: str
    name: str
    mime: str


def share_sheet(key: str, files: tuple[Shared, ...]) -> None:
    """A button for each file; none where the browser has no share sheet or the line is not secure.

    The browser hands over what the page shows already; nothing is sent anywhere by it.
    """
    _SHEET(key=key, data={"files": [asdict(file) for file in files]})
