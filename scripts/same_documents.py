"""Does a change leave every analysis document as it was? The net under a change of structure.

    python scripts/same_documents.py KEPT     before: keeps the document of every stored observation
    python scripts/same_documents.py KEPT     after: compares, and names what is no longer equal

KEPT is a file that the first run writes. Times and formcheck's version are left out; everything
else has to be equal to the last digit. Minutes for the clips of `benchmarks/data`; nothing else is
read. Ends with 1 when a document differs.
"""

from __future__ import annotations

import argparse
import json
import sys
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from benchmarks import real_store
from benchmarks.store import DATA, SPLITS, clips
from formcheck.analysis import Analysis
from formcheck.errors import FormcheckError
from formcheck.observation.observation import Observation
from formcheck.pipeline.document import judge
from formcheck.pipeline.options import Options

OF_THE_RUN = ("timing", "formcheck_version")
"""Fields that say when and by which version; no two runs share them."""
SHOWN = 5
"""Differences named of each clip."""


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("kept", type=Path, help="the file of documents; written when missing")
    parser.add_argument("--data", type=Path, default=DATA, help="where the store is")
    options = parser.parse_args()
    now = dict(documents(options.data))
    if not options.kept.exists():
        options.kept.write_bytes(zlib.compress(json.dumps(now).encode()))
        print(f"{len(now)} documents kept")
        return 0
    changed = differences(json.loads(zlib.decompress(options.kept.read_bytes())), now)
    print("\n".join(changed) if changed else f"{len(now)} documents, all equal")
    return 1 if changed else 0


def documents(data: Path = DATA) -> Iterator[tuple[str, Any]]:
    """(SPLIT/NAME, document) of every stored observation."""
    for split in SPLITS:
        for label, seen in clips(split, data):
            yield f"{split}/{label.name}", document(seen)
    for real, seen in real_store.clips(data=data):
        yield f"real/{real['file']}", document(seen)


def document(seen: Observation) -> Any:
    """What two runs of the same code agree on; of one that cannot be judged, why not."""
    try:
        analysis: Analysis = judge(seen, Options())
    except FormcheckError as error:
        return {"error": error.what}
    fields = json.loads(analysis.to_json())
    return {name: value for name, value in fields.items() if name not in OF_THE_RUN}


def differences(before: dict[str, Any], now: dict[str, Any]) -> list[str]:
    """A line for each clip whose document is another, or which only one side has."""
    lines = [f"{name}: only before" for name in before if name not in now]
    lines += [f"{name}: only now" for name in now if name not in before]
    for name in before.keys() & now.keys():
        if found := list(_unequal(before[name], now[name])):
            more = f" and {len(found) - SHOWN} more" if len(found) > SHOWN else ""
            lines.append(f"{name}: {', '.join(found[:SHOWN])}{more}")
    return sorted(lines)


def _unequal(one: Any, other: Any, path: str = "") -> Iterator[str]:
    """Paths at which two documents part: `.reps[0].turn_s 1.2 -> 1.3`."""
    if isinstance(one, dict) and isinstance(other, dict) and one.keys() == other.keys():
        for key in one:
            yield from _unequal(one[key], other[key], f"{path}.{key}")
    elif isinstance(one, list) and isinstance(other, list) and len(one) == len(other):
        for number, pair in enumerate(zip(one, other, strict=True)):
            yield from _unequal(*pair, f"{path}[{number}]")
    elif one != other:
        yield f"{path} {_short(one)} -> {_short(other)}"


def _short(value: Any) -> str:
    text = json.dumps(value)
    return text if len(text) <= 40 else f"{text[:37]}..."


if __name__ == "__main__":
    sys.exit(main())
