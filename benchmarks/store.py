"""The committed clips of a benchmark: observations with their truth, in shards that only grow.

`benchmarks/data/SPLIT/NNN.zip` holds NAME.obs (what the pictures gave, no picture) and NAME.json
(what is true, reduced to what scoring needs) of some clips. Shards are written once and never
changed, so a history of them costs what they weigh. benchmarks/data/README.md says more.
"""

from __future__ import annotations

import hashlib
import json
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from formcheck.benchmark.labels import ClipLabel, parse_label
from formcheck.observation.format import from_bytes
from formcheck.observation.observation import Observation

DATA = Path(__file__).parent / "data"
SPLITS = ("fit", "check", "final")
MOST_SHARD_BYTES = 4_000_000
MOST_BYTES = 100_000_000
"""40 MB were full before a single clip moved as captured people do, 48 when one in fifteen was of
neither lift, 52 when one in seven was, 78 before a squat without a bar, with a low one or in front
moved as captured people do, 82 before a phone lay on the floor, stood crooked or had a wide lens,
88 before a lifter was heavy, thin, stiff or of other proportions, 96 before the far plate of the
bar was told from the near one; a clone of this is seconds."""
EPOCH = (1980, 1, 1, 0, 0, 0)
"""Of every entry: the same clips give the same bytes."""
LIFTER = ("height_m", "torso_m", "femur_m", "shank_m", "sex")


class StoreError(Exception):
    """A clip that may not be added."""


@dataclass(frozen=True)
class PackedClip:
    """One clip as it is stored."""

    name: str
    observation: bytes
    truth: dict[str, Any]

    @property
    def size(self) -> int:
        """Bytes in a shard, near enough."""
        return len(self.observation) + len(self.truth_text()) + 300

    def truth_text(self) -> bytes:
        """The truth as its entry holds it."""
        return json.dumps(self.truth, sort_keys=True, separators=(",", ":")).encode()

    def opened(self) -> tuple[ClipLabel, Observation]:
        """What is true, and what was observed."""
        return parse_label(self.truth, self.name), from_bytes(self.observation, self.name)


def lifter_key(truth: dict[str, Any]) -> str:
    """Tells lifters apart: a name that was given, else the lengths of their bones."""
    lifter = truth.get("lifter") or {}
    name_or_bones = lifter.get("id") or "|".join(str(lifter.get(name)) for name in LIFTER)
    return hashlib.sha256(str(name_or_bones).encode()).hexdigest()[:16]


def shards(split: str, data: Path = DATA) -> list[Path]:
    """The shards of a split in the order they were added."""
    return sorted((data / split).glob("[0-9][0-9][0-9].zip"))


def entries(split: str, data: Path = DATA) -> Iterator[PackedClip]:
    """Every clip of a split as it is stored."""
    for shard in shards(split, data):
        with zipfile.ZipFile(shard) as opened:
            for entry in sorted(opened.namelist()):
                if entry.endswith(".json"):
                    name = Path(entry).stem
                    truth = json.loads(opened.read(entry))
                    yield PackedClip(name, opened.read(f"{name}.obs"), truth)


def truths(split: str, data: Path = DATA) -> Iterator[tuple[str, dict[str, Any]]]:
    """(name, truth) of every clip of a split."""
    return ((clip.name, clip.truth) for clip in entries(split, data))


def clips(split: str, data: Path = DATA) -> Iterator[tuple[ClipLabel, Observation]]:
    """Every clip of a split: what is true, and what was observed."""
    return (clip.opened() for clip in entries(split, data))


def add(split: str, packed: Iterable[PackedClip], data: Path = DATA) -> list[Path]:
    """Write clips into new shards; those that are there already are left alone.

    Returns:
        The new shards.

    Raises:
        StoreError: A clip or its lifter stands in another split, or the store would grow too
            large. Nothing is written then.
    """
    new = _new_ones(split, list(packed), data)
    return write_shards(split, new, data, beside=SPLITS, most_bytes=MOST_BYTES)


def _new_ones(split: str, packed: list[PackedClip], data: Path) -> list[PackedClip]:
    there = {name for name, _ in truths(split, data)}
    names: dict[str, str] = {}
    lifters: dict[str, str] = {}
    for other in SPLITS:
        if other != split:
            for name, truth in truths(other, data):
                names[name] = lifters[lifter_key(truth)] = other
    for clip in packed:
        if clip.name in names:
            raise StoreError(f"{clip.name} stands in {names[clip.name]} already.")
        if (where := lifters.get(lifter_key(clip.truth))) is not None:
            raise StoreError(f"The lifter of {clip.name} stands in {where} already.")
        parse_label(clip.truth, clip.name)  # one that cannot be read would stay for good
        if clip.truth.get("split", split) != split:
            raise StoreError(f"{clip.name} was made for {clip.truth['split']}.")
        if clip.size > MOST_SHARD_BYTES:
            raise StoreError(f"{clip.name} is larger than a shard.")
    return [clip for clip in packed if clip.name not in there]


def write_shards(
    split: str, new: Sequence[PackedClip], data: Path, *, beside: Iterable[str], most_bytes: int
) -> list[Path]:
    """Write clips into new shards of a split, as far as all splits `beside` it leave space."""
    weight = sum(path.stat().st_size for s in beside for path in shards(s, data))
    if weight + sum(clip.size for clip in new) > most_bytes:
        raise StoreError(f"The store would outgrow {most_bytes / 1e6:.0f} MB.")
    first = max((int(path.stem) for path in shards(split, data)), default=0) + 1
    return [
        _write_shard(data / split / f"{number:03d}.zip", group)
        for number, group in enumerate(_in_shards(new), first)
    ]


def _in_shards(packed: Iterable[PackedClip]) -> list[list[PackedClip]]:
    """Clips in order, no group heavier than a shard may be."""
    groups: list[list[PackedClip]] = []
    weight = MOST_SHARD_BYTES
    for clip in packed:
        if weight + clip.size > MOST_SHARD_BYTES:
            groups.append([])
            weight = 0
        groups[-1].append(clip)
        weight += clip.size
    return groups


def _write_shard(path: Path, packed: list[PackedClip]) -> Path:
    """One shard; the same clips give the same bytes."""
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_suffix(".part")
    with zipfile.ZipFile(part, "w") as opened:
        for clip in packed:
            for name, content, how in (
                (f"{clip.name}.obs", clip.observation, zipfile.ZIP_STORED),
                (f"{clip.name}.json", clip.truth_text(), zipfile.ZIP_DEFLATED),
            ):
                opened.writestr(zipfile.ZipInfo(name, EPOCH), content, how)
    part.rename(path)
    return path
