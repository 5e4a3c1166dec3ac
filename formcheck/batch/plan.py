"""What is left to do: which clips are done, which have the same content, which comes first."""

from __future__ import annotations

import hashlib
import os
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import PurePosixPath

from formcheck.batch.sources import Source, content_key
from formcheck.batch.state import Marker
from formcheck.errors import printable

MOST_NAME_BYTES = 160
"""Longest name of a document: file systems take 255 bytes, and names of temporary files are
longer than those of their targets."""
RESERVED = frozenset(("summary",))
"""Names that no document can have, since a batch writes such a file itself."""


@dataclass(frozen=True)
class Entry:
    """A clip and the name of its document, without `.json`."""

    source: Source
    document: str


@dataclass(frozen=True)
class Work:
    """One analysis, and all entries with the same content, which get its document.

    Attributes:
        entries: The first is the clip that is opened.
        copy_of: Marker of a clip with the same content that an earlier run did. Its document is
            copied, and nothing is analyzed.
    """

    entries: tuple[Entry, ...]
    copy_of: Marker | None = None

    @property
    def size_bytes(self) -> int:
        """Size of the clip, an estimate of how long it takes."""
        return self.entries[0].source.size_bytes


@dataclass(frozen=True)
class Plan:
    """What a run does.

    Attributes:
        works: What is to do, largest clips first, so that none is left for a single worker at the
            end.
        known: Markers of entries that earlier runs did, by document.
    """

    works: tuple[Work, ...]
    known: Mapping[str, Marker]


def name_documents(sources: Iterable[Source]) -> tuple[Entry, ...]:
    """Give each clip a document name: its stem, with a hash of its address if that name is taken.

    A stem that is too long for a file name is cut and gets the hash, too. Names that differ only in
    upper and lower case count as the same, since some file systems do not tell them apart. Clips of
    one name are called by their folders, too, from where these differ.
    """
    sources = tuple(sources)
    alike = defaultdict(list)
    for source in sources:
        alike[source.name].append(source.address.replace(os.sep, "/"))
    shared = {
        name: os.path.commonprefix(found).rfind("/") + 1  # noqa: RUF071  (cut at a slash)
        for name, found in alike.items()
    }
    taken = set(RESERVED)
    entries = []
    for source in sources:
        stem = PurePosixPath(source.name).stem
        digest = hashlib.sha256(source.address.encode("utf-8", "surrogateescape")).hexdigest()
        short = stem.encode("utf-8")[:MOST_NAME_BYTES].decode("utf-8", "ignore")
        whole = (stem,) if short == stem else ()
        choices = (*whole, f"{short}-{digest[:6]}", f"{short}-{digest}")
        name = next(choice for choice in choices if choice.casefold() not in taken)
        taken.add(name.casefold())
        if len(alike[source.name]) > 1:
            below = source.address.replace(os.sep, "/")[shared[source.name] :]
            source = replace(source, name=printable(below))
        entries.append(Entry(source, name))
    return tuple(entries)


def make_plan(
    entries: tuple[Entry, ...], markers: Mapping[str, Marker], *, retry_failed: bool
) -> Plan:
    """Compare the clips with what earlier runs left.

    `markers` are those of earlier runs with the same settings, by document. A clip is opened here
    only to find duplicates, and only when another clip has the same size in bytes.
    """
    known = {}
    for entry in entries:
        marker = markers.get(entry.document)
        if marker is None or (retry_failed and marker.status == "failed"):
            continue
        if marker.describes(entry.source):
            known[entry.document] = replace(marker, source=entry.source)
    todo = [entry for entry in entries if entry.document not in known]
    works = sorted(_group(todo, known), key=lambda work: -work.size_bytes)
    return Plan(tuple(works), known)


def _group(todo: list[Entry], known: Mapping[str, Marker]) -> list[Work]:
    """One `Work` for all entries of the same content."""
    done = {m.content: m for m in known.values() if m.status == "analyzed" and m.content}
    sizes = Counter(entry.source.size_bytes for entry in todo)
    sizes.update({marker.source.size_bytes for marker in done.values()})
    groups: dict[str, list[Entry]] = defaultdict(list)
    for entry in todo:
        groups[_content(entry, shared=sizes[entry.source.size_bytes] > 1)].append(entry)
    return [Work(tuple(same), done.get(content)) for content, same in groups.items()]


def _content(entry: Entry, *, shared: bool) -> str:
    """A key that is equal for entries with the same content.

    `shared` is whether another clip has the same size; else the content is not read.
    """
    if shared and entry.source.size_bytes:
        try:
            return content_key(entry.source)
        except OSError:
            pass  # unreadable: its job will fail with the reason
    return f"only {entry.source.address}"
