"""Every sentence that a user can meet, as far as it can be found without a user."""

from __future__ import annotations

import ast
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
KNOWLEDGE = ROOT / "formcheck" / "knowledge" / "en"
TEMPLATES = ROOT / "formcheck" / "report" / "templates"
CODE = ("formcheck",)


def of_knowledge(name: str) -> Iterator[str]:
    """The texts of one knowledge file, without ids and sources."""
    yield from _texts(tomllib.loads((KNOWLEDGE / name).read_text(encoding="utf-8")))


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for key, entry in value.items():
            codes = key == "sources" and isinstance(entry, list)
            if key not in ("id", "lifts", "variants", "words") and not codes:
                yield from _texts(entry)
    elif isinstance(value, list):
        for entry in value:
            yield from _texts(entry)


def of_code(path: Path) -> Iterator[str]:
    """The string literals of a module that may be sentences: no docstrings, keys or drawings."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    said = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in said:
            text = node.value.strip()
            if " " in text and not re.search(r'<|="|^M\d', text):
                yield text


def modules() -> list[Path]:
    """All modules of the package and of the page."""
    return sorted(path for folder in CODE for path in (ROOT / folder).rglob("*.py"))


def of_page(markup: str) -> str:
    """What is read of a page or a template: no tags, styles, scripts or placeholders."""
    text = re.sub(r"<(style|script|svg)\b.*?</\1>", " ", markup, flags=re.DOTALL)
    text = re.sub(r"\{[%#].*?[%#]\}|\{\{.*?\}\}", " ", text, flags=re.DOTALL)
    return " ".join(re.sub(r"<[^>]*>", " ", text).split())


def of_markdown(path: Path) -> str:
    """The prose of a page of the documentation: no code, no links' targets."""
    text = re.sub(r"```.*?```", " ", path.read_text(encoding="utf-8"), flags=re.DOTALL)
    return re.sub(r"^ {4}.*$|`[^`\n]*`|\]\([^)]*\)", " ", text, flags=re.MULTILINE)
