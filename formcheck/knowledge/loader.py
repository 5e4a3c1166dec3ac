"""Reads and checks the knowledge files, once per process and language."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import tomli  # the standard library's parser compiled: a fifth of a second look is this reading

from formcheck.errors import SetupError
from formcheck.knowledge.kinds import Kinds
from formcheck.knowledge.schema import Knowledge

DEFAULT_LANGUAGE = "en"


@cache
def load_knowledge(language: str = DEFAULT_LANGUAGE) -> Knowledge:
    """Everything formcheck knows, in one language.

    Args:
        language: Name of a folder next to this module, such as "en".

    Raises:
        SetupError: There is no such folder.
        pydantic.ValidationError: A file breaks the schema, names an id that does not exist, or
            holds a sentence without a kind.
    """
    home = Path(__file__).parent
    folder = home / language
    if not language.isalpha() or not folder.is_dir():
        raise SetupError(
            f"There is no knowledge in the language '{language}'.", "Use 'en', or add its folder."
        )
    tables: dict[str, object] = {"language": language}
    for name in ("weights", "kinds", "plan"):
        tables[name] = tomli.loads((home / f"{name}.toml").read_text(encoding="utf-8"))
    kinds = Kinds.model_validate(tables["kinds"])
    for file in sorted(folder.glob("*.toml")):
        tables.update(kinds.given_to(tomli.loads(file.read_text(encoding="utf-8"))))
    return Knowledge.model_validate(tables)
