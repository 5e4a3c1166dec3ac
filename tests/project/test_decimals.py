"""Decimals carry their zero, in comments, docstrings and texts: 0.03."""

from __future__ import annotations

import io
import re
import tokenize
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
BARE = re.compile(r"""(?:^|[\s("'~≥≤–])[-−+±]?\.(?!\d+(?:[fge]\b|gp))\d""", re.M)
"""Neither how a number is written (`.3f`) nor the end of a name (`.3gp`)."""
CODE = ("formcheck", "benchmarks", "scripts", "tools")
TEXTS = ("*.md", "docs/**/*.md", "benchmarks/*.md", "formcheck/knowledge/**/*.toml")


def prose(path: Path) -> Iterator[str]:
    """Comments and docstrings of a module, or a text."""
    text = path.read_text(encoding="utf-8")
    if path.suffix != ".py":
        yield text
        return
    for token in tokenize.generate_tokens(io.StringIO(text).readline):
        if token.type == tokenize.COMMENT or token.string.startswith('"""'):
            yield token.string


def written() -> list[Path]:
    modules = (path for name in CODE for path in (ROOT / name).rglob("*.py"))
    texts = (path for pattern in TEXTS for path in ROOT.glob(pattern))
    return [*modules, *texts]


def test_decimals_carry_their_zero() -> None:
    bare = [
        f"{path.relative_to(ROOT)}: {found[0].strip()}"
        for path in written()
        for text in prose(path)
        for found in BARE.finditer(text)
    ]
    assert not bare


@pytest.mark.parametrize(
    ("text", "is_bare"),
    [
        ("by .03 torso", True), ('""".43 to .51 m"""', True), ("(mean .13)", True),
        ("reads -.08", True), ("by 0.03 torso", False), ("v0.2.1", False), ("set.3gp", False),
        ("a .3gp of a phone", False), ("in `.1f`", False), ("The end. 3 reps.", False),
    ],
)  # fmt: skip
def test_what_is_a_decimal_without_its_zero(text: str, is_bare: bool) -> None:
    assert bool(BARE.search(text)) == is_bare
