"""Observations of real clips with their labels: points and outlines of people, no picture.

    python -m benchmarks.real_store SET LABELS.json OBSERVATIONS

packs what `benchmarks/observe.py` made of the clips in LABELS.json into `data/real/NNN.zip`. SET is
what the clips are called together (clips, clips2, clips3). The clips themselves belong to others
and are not here: `data/real/SOURCES.md`, written again each time, lists where each is from.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from benchmarks.store import DATA, PackedClip, entries, truths, write_shards
from formcheck.observation.format import SUFFIX, from_bytes
from formcheck.observation.observation import Observation

SPLIT = "real"
AGAIN = DATA / "again"
MOST_BYTES = 20_000_000
KEPT = (
    "file", "source", "repo_licence", "sha256", "lift", "variant", "implement", "view", "n_reps",
    "partial_reps", "reps", "visible_faults", "label_confidence",
)  # fmt: skip
"""Of a label; remarks stay with the clips."""
Label = dict[str, Any]


def labels(data: Path = DATA) -> Iterator[Label]:
    """Every label; `set` says which clips it belongs to."""
    return (label for _, label in truths(SPLIT, data))


def clips(name: str | None = None, data: Path = DATA) -> Iterator[tuple[Label, Observation]]:
    """The clips of one set, or of all."""
    for clip in entries(SPLIT, data):
        if name in (None, clip.truth["set"]):
            yield clip.truth, from_bytes(clip.observation, clip.name)


def add(packed: Iterable[PackedClip], data: Path = DATA) -> list[Path]:
    """Write clips into new shards; those whose name is there already are left alone.

    Raises:
        StoreError: The store would grow too large. Nothing is written then.
    """
    there = {Path(label["file"]).stem for label in labels(data)}
    new = [clip for clip in packed if clip.name not in there]
    made = write_shards(SPLIT, new, data, beside=(SPLIT,), most_bytes=MOST_BYTES)
    sources = data / SPLIT / "SOURCES.md"
    sources.write_text(sources_page(labels(data)), encoding="utf-8")
    return made


def sources_page(known: Iterable[Label]) -> str:
    """Where each clip is from, by repository."""
    lines = [
        "# Where the real clips are from",
        "",
        "What is kept here of each are points and outlines, no picture (docs/observations.md), and "
        "what was seen in it by eye.",
        "The clips are their owners', for evaluation only.",
        "",
        "| clip | set | from | commit | licence stated there |",
        "|---|---|---|---|---|",
    ]
    rows = sorted(known, key=lambda label: (label["source"]["repo"], label["file"]))
    for label in rows:
        source = label["source"]
        licence = label.get("repo_licence") or "none"
        commit = str(source.get("commit", ""))[:12]
        name = Path(label["file"]).stem
        lines.append(f"| {name} | {label['set']} | {source['repo']} | {commit} | {licence} |")
    return "\n".join(lines) + "\n"


def packed(name: str, known: Iterable[Label], folder: Path) -> Iterator[PackedClip]:
    """Clips of one set as they are stored; one that was not observed is said and left out."""
    for label in known:
        stem = Path(label["file"]).stem
        path = folder / f"{stem}{SUFFIX}"
        if not path.is_file():
            print(f"{stem}: not observed", file=sys.stderr)
            continue
        kept = {key: label[key] for key in KEPT if key in label}
        yield PackedClip(stem, path.read_bytes(), {**kept, "set": name})


def main() -> None:
    """Pack one set."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("set")
    parser.add_argument("labels", type=Path)
    parser.add_argument("observations", type=Path)
    parser.add_argument("--again", action="store_true", help="another following of clips kept")
    args = parser.parse_args()
    known = json.loads(args.labels.read_text(encoding="utf-8"))
    data = AGAIN if args.again else DATA
    for shard in add(packed(args.set, known, args.observations), data):
        print(f"{shard.name}: {shard.stat().st_size / 1e6:.1f} MB")


if __name__ == "__main__":
    main()
