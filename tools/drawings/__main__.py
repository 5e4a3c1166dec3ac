"""Writes every drawing anew: `python -m tools.drawings`."""

from formcheck.knowledge.drawings import FOLDER
from tools.drawings.files import files

if __name__ == "__main__":
    for old in FOLDER.glob("*.svg"):
        old.unlink()
    FOLDER.mkdir(exist_ok=True)
    for name, svg in files().items():
        (FOLDER / name).write_text(svg, encoding="utf-8")
