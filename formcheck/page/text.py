"""Text that comes from outside, made safe to show."""

from __future__ import annotations

MEANINGFUL = frozenset("\\`*_{}[]()#+-.!$:~<>|")


def escaped(name: str) -> str:
    """A clip's name in Markdown, shown as it is and never as a link, a picture or a formula."""
    return "".join(f"\\{sign}" if sign in MEANINGFUL else sign for sign in name)


def accessible(name: str) -> str:
    """A clip's name as the label of a field that only a screen reader hears, sign for sign.

    The page renders a hidden label as Markdown too: without brackets nothing of it is fetched.
    """
    return name.replace("[", "(").replace("]", ")")
