"""The hook that refuses long subjects refuses those and no others."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

yaml = pytest.importorskip("yaml", reason="mkdocs brings it, which the oldest libraries go without")
ROOT = Path(__file__).parents[2]
HOOKS = yaml.safe_load((ROOT / ".pre-commit-config.yaml").read_text(encoding="utf-8"))


@pytest.mark.parametrize(
    ("message", "refused"),
    [
        ("a" * 72 + "\n\nWhy.", False),
        ("a" * 73 + "\n\nWhy.", True),
        ("a\n\n" + "b" * 100, False),
    ],
)
def test_a_subject_longer_than_72_is_refused(message: str, refused: bool) -> None:
    (hook,) = (one for one in HOOKS["repos"][0]["hooks"] if one["id"] == "commit-subject")
    assert hook["language"] == "pygrep"  # which is part of pre-commit: nothing is fetched
    assert hook["stages"] == ["commit-msg"]
    assert "commit-msg" in HOOKS["default_install_hook_types"]
    found = re.search(hook["entry"].encode(), message.encode(), re.MULTILINE | re.DOTALL)
    assert bool(found) == refused
