"""What mkdocs.yml cannot say: the pages from beside docs/, and the list of decisions."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from mkdocs.config.defaults import MkDocsConfig
    from mkdocs.structure.files import Files

ROOT = Path(__file__).resolve().parents[1]
BESIDE = {
    "README.md": "index.md",
    "CONTRIBUTING.md": "contributing.md",
    "CHANGELOG.md": "changelog.md",
}
"""Files of the repository's root, and the pages that they are in the site."""


def on_config(config: MkDocsConfig) -> MkDocsConfig:
    """Put every decision behind the list of them."""
    listed = next(part["Change it"] for part in config.nav or () if "Change it" in part)
    listed += [f"decisions/{path.name}" for path in sorted((ROOT / "docs/decisions").glob("0*.md"))]
    return config


def on_files(files: Files, *, config: MkDocsConfig) -> Files:
    """Add the pages from beside docs/."""
    from mkdocs.structure.files import File

    for name, page in BESIDE.items():
        files.append(File.generated(config, page, content=inside((ROOT / name).read_text("utf-8"))))
    return files


def on_page_markdown(markdown: str, **_: Any) -> str:
    """Lead links that leave docs/ to the pages that stand for those files."""
    names = "|".join(map(re.escape, BESIDE))
    return re.sub(
        rf"\]\(\.\./((?:\.\./)*)({names})",
        lambda link: f"]({link[1]}{BESIDE[link[2]]}",
        markdown,
    )


def inside(text: str) -> str:
    """A page of the root, with its links as from within docs/."""
    for name, page in BESIDE.items():
        text = text.replace(f"]({name}", f"]({page}")
    return text.replace("](docs/", "](").replace('src="docs/', 'src="')
