"""How sentences are put: reps and things in a row, times, and whether two of them say the same."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

_SMALL = frozenset(
    {"each", "every", "from", "keep", "over", "that", "then", "until", "with", "your"}
)
"""Words that `alike` does not count; so are those of up to three letters."""


def rep_range(numbers: Iterable[int]) -> str:
    """Rep numbers as people say them: "3", "1–3", "2, 4 and 5"."""
    runs: list[list[int]] = []
    for number in sorted(set(numbers)):
        if runs and number == runs[-1][-1] + 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    parts: list[str] = []
    for run in runs:
        parts += [f"{run[0]}–{run[-1]}"] if len(run) > 2 else [str(number) for number in run]
    return in_a_row(parts)


def rep_list(numbers: Iterable[int]) -> str:
    """Rep numbers for a sentence: `rep 4`, `reps 1–3 and 6`."""
    said = rep_range(numbers)
    if not said:
        return ""
    return f"rep {said}" if said.isdigit() else f"reps {said}"


def in_a_row(parts: Sequence[str]) -> str:
    """Things as people list them: "a", "a and b", "a, b and c"; empty for none."""
    return " and ".join(filter(None, [", ".join(parts[:-1]), *parts[-1:]]))


def clock(seconds: float) -> str:
    """`9.4 s` under a minute, `1:05.2` from there on."""
    tenths = round(seconds * 10)
    if tenths < 600:
        return f"{tenths / 10:.1f} s"
    return f"{tenths // 600}:{tenths % 600 / 10:04.1f}"


def alike(one: str, other: str) -> bool:
    """Whether two sentences say about the same, so that only one need be shown.

    They do if they have at least two words in common, and half of the words of the shorter one;
    small words do not count.
    """
    words, others = ({w for w in _words(s) if len(w) > 3 and w not in _SMALL} for s in (one, other))
    return 2 * len(words & others) >= max(min(len(words), len(others)), 4)


def says_also(one: str, other: str) -> bool:
    """Whether `one` contains `other` word by word, apart from the word "some"."""
    longer, shorter = (" ".join(w for w in _words(s) if w != "some") for s in (one, other))
    return bool(shorter) and f" {shorter} " in f" {longer} "


def _words(text: str) -> list[str]:
    return re.findall(r"[a-z0-9']+", text.lower().replace("’", "'"))
