"""No picture in the documentation was made by hand."""

from __future__ import annotations

from pathlib import Path

from scripts.build_images import OTHERS, SHOTS, TARGET

ROOT = Path(__file__).parents[2]


def test_every_image_is_made_by_the_script_and_shown() -> None:
    made = {shot.name for shot in SHOTS}
    assert {path.name for path in TARGET.iterdir()} == made | set(OTHERS)
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    assert all(f"docs/images/{name}" in readme for name in made)
    pages = "\n".join(page.read_text(encoding="utf-8") for page in (ROOT / "docs").glob("*.md"))
    assert [name for name in OTHERS if f"(images/{name})" not in pages] == []
