"""What formcheck does not replace (S8): the one sentence that stands with every result."""

from __future__ import annotations

from formcheck.knowledge import load_knowledge


def disclaimer() -> str:
    """The sentence, as the knowledge files have it."""
    return load_knowledge().disclaimer.text
