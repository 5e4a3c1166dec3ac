"""Pack observed clips with their truth into the store.

    python -m benchmarks.add_clips OUT_DIR SPLIT [--observations DIR] [--workers N]

OUT_DIR holds NAME.json (truth) beside NAME.obs (of benchmarks/observe.py; DIR where they
stand elsewhere) or NAME.mp4 (observed now, or taken from formcheck's cache). SPLIT is fit, check or
final. Clips that are there already are left alone; one that stands in another split, or whose
lifter does, is refused, and nothing is added.
"""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

from benchmarks.store import DATA, SPLITS, PackedClip, StoreError, add, shards, truths
from benchmarks.truth_of_clips import reduced
from formcheck.benchmark.labels import LabelError
from formcheck.errors import FormcheckError
from formcheck.extraction.pose_cache import observe_or_load
from formcheck.observation.format import to_bytes


def packed(
    folder: Path, known: set[str], observations: Path | None, workers: int | None
) -> list[PackedClip]:
    """The clips of a folder that are not known yet and are whole."""
    found = []
    for path in sorted(folder.glob("*.json")):
        if path.stem in known:
            continue
        observation = observed(path, observations or folder, workers)
        if observation is not None:
            truth = reduced(json.loads(path.read_text(encoding="utf-8")))
            found.append(PackedClip(path.stem, observation, truth))
    return found


def observed(truth: Path, observations: Path, workers: int | None) -> bytes | None:
    """The observation of a clip as bytes; None where there is nothing to observe."""
    kept, video = observations / f"{truth.stem}.obs", truth.with_suffix(".mp4")
    if kept.exists():
        return kept.read_bytes()
    if not video.exists() or observations != truth.parent:
        print(f"{truth.stem}: not observed", file=sys.stderr)
        return None
    try:
        seen = observe_or_load(video, workers=workers)
    except FormcheckError as error:
        print(f"{truth.stem}: {error}", file=sys.stderr)
        return None
    print(f"{truth.stem}: {'kept' if seen.from_cache else 'observed'}", file=sys.stderr)
    return to_bytes(seen)


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("split", choices=SPLITS)
    parser.add_argument("--data", type=Path, default=DATA, help="where the store is")
    parser.add_argument("--observations", type=Path, help="where NAME.obs are, if elsewhere")
    parser.add_argument("--workers", type=int, help="processes for the pose model")
    args = parser.parse_args()
    known = {name for name, _ in truths(args.split, args.data)}
    try:
        new = add(
            args.split, packed(args.folder, known, args.observations, args.workers), args.data
        )
    except (StoreError, LabelError) as error:
        raise SystemExit(f"Nothing was added. {error}") from error
    for path in new:
        print(f"{path.parent.name}/{path.name}: {path.stat().st_size / 1e6:.2f} MB")
    count = sum(1 for _ in truths(args.split, args.data))
    print(f"{args.split}: {count} clips in {len(shards(args.split, args.data))} shards")


if __name__ == "__main__":
    main()
