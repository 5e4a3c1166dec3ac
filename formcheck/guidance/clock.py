"""A time in the clip as people read it."""

from __future__ import annotations


def clock(seconds: float) -> str:
    """`9.4 s` under a minute, `1:05.2` from there on."""
    tenths = round(seconds * 10)
    if tenths < 600:
        return f"{tenths / 10:.1f} s"
    return f"{tenths // 600}:{tenths % 600 / 10:04.1f}"
