"""The page's colors for what is drawn outside of Streamlit."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True)
class Theme:
    """Colors of a light or a dark page: text, what is said beside, lines, ours, and a fault's."""

    text: str
    muted: str
    line: str
    accent: str
    alert: str


LIGHT: Final = Theme("#0d1514", "#5d6a67", "#d4dcda", "#0b7268", "#9c3a06")
DARK: Final = Theme("#e8efed", "#93a19e", "#33403d", "#5fd0c1", "#ffb072")
