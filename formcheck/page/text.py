"""Text that comes from outside, made safe to show."""

from __future__ import annotations

MEANINGFUL = frozenset("\\`*_{}[]()#+-.!$:~<>|")


def escaped(name: str) -> str:
    """A clip's name in Markdown, shown as it is and never as a link, a picture or a formula."""
    return "".join(f"\\{sign}" if sign in MEANINGFUL else sign for sign in name)
