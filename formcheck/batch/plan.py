"""What is left to do: which clips are done, which are the same, which one comes first."""

from __future__ import annotations

import hashlib
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath

from formcheck.batch.sources import Source, content_key
from formcheck.batch.state import Marker

MOST_NAME_BYTES = 160
"""Of a document's name: file systems take 255 bytes, and a temporary file's name is longer."""
RESERVED = frozenset(("summary",))
"""Document names that are taken by what a batch writes beside the documents."""


@dataclass(frozen=True)
class Entry:
    """A clip and the name of its document, without `.json`."""

    source: Source
    document: str


@dataclass(frozen=True)
class Work:
    """One analysis, and every entry that gets its document because the content is the same.

    Attributes:
        entries: The first is the clip that is opened.
        copy_of: An earlier document of the same content, when nothing needs to be analyzed.
    """

    entries: tuple[Entry, ...]
    copy_of: Marker | None = None

    @property
    def size_bytes(self) -> int:
        """Stands for how long it takes."""
        return self.entries[0].source.size_bytes


@dataclass(frozen=True)
class Plan:
    """What a run does.

    Attributes:
        entries: Every clip of the run, in order of address.
        works: What is to do, longest first, so that no worker is left alone with a long clip.
        known: What earlier runs did with clips of this one, by document.
    """

    entries: tuple[Entry, ...]
    works: tuple[Work, ...]
    known: Mapping[str, Marker]


def name_documents(sources: Iterable[Source]) -> tuple[Entry, ...]:
    """Give each clip a document name: its stem, and a short hash of the address where stems meet.

    A stem that is too long for every file made of it is cut and gets the hash, too. Names stay
    apart even where a file system does not tell upper from lower case.
    """
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
        entries.append(Entry(source, name))
    return tuple(entries)


def make_plan(
    entries: tuple[Entry, ...], markers: Mapping[str, Marker], *, retry_failed: bool
) -> Plan:
    """Compare the clips with what earlier runs left.

    `markers` are what earlier runs with the same settings left, by document. A clip is opened here
    only to tell duplicates apart, and only when another has its very size.
    """
    known = {}
    for entry in entries:
        marker = markers.get(entry.document)
        if marker is None or (retry_failed and marker.status == "failed"):
            continue
        if marker.describes(entry.source):
            known[entry.document] = marker
    todo = [entry for entry in entries if entry.document not in known]
    works = sorted(_group(todo, known), key=lambda work: -work.size_bytes)
    return Plan(entries, tuple(works), known)


def _group(todo: list[Entry], known: Mapping[str, Marker]) -> list[Work]:
    done = {m.content: m for m in known.values() if m.status == "analyzed" and m.content}
    sizes = Counter(entry.source.size_bytes for entry in todo)
    sizes.update({marker.source.size_bytes for marker in done.values()})
    groups: dict[str, list[Entry]] = defaultdict(list)
    for entry in todo:
        groups[_content(entry, shared=sizes[entry.source.size_bytes] > 1)].append(entry)
    return [Work(tuple(same), done.get(content)) for content, same in groups.items()]


def _content(entry: Entry, *, shared: bool) -> str:
    """Equal for entries that need to be analyzed only once."""
    if shared and entry.source.size_bytes:
        try:
            return content_key(entry.source)
        except OSError:
            pass  # unreadable: fails with its own reason when it is its turn
    return f"only {entry.source.address}"
