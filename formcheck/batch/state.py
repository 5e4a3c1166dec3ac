"""What is done, by small markers in the folder `.formcheck`, and what is left to do.

There is no database. Documents and markers are written whole or not at all, and a marker after its
document; before it, the one of an earlier run becomes void. So whenever a run is killed, each clip
is either done or still to do.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass, replace
from pathlib import Path, PurePosixPath
from typing import Literal

from formcheck.batch.places import Place, is_remote
from formcheck.batch.sources import Source, content_key, remote_key
from formcheck.errors import OptionError, printable
from formcheck.machine.files import Lease
from formcheck.machine.json_values import limited_json
from formcheck.pipeline.options import Options, deciding_digest
from formcheck.report.words import first_of

FOLDER = ".formcheck"
MOST_NAMED = 20
Status = Literal["analyzed", "failed"]
MOST_NAME_BYTES = 160
"""Longest name of a document: file systems take 255 bytes, and names of temporary files are
longer than those of their targets."""
RESERVED = frozenset(("summary",))
"""Names that no document can have, since a batch writes such a file itself."""


@dataclass(frozen=True)
class Marker:
    """What became of one clip under one choice of settings.

    Attributes:
        document: Name of its document without `.json`, and of this marker.
        settings: `settings_key` of the run.
        status: "analyzed" if there is a document, whatever it says.
        sha256: Of the clip; None when it failed.
        what: What went wrong; empty when nothing did.
        abstained: Why its back could not be judged, and what else could; empty when it could.
        flagged: How many reps have a finding that is more than possible.
        possible: How many have only possible findings; None in markers of earlier versions.
        thumbnail: Whether there is a picture of its worst moment.
    """

    document: str
    source: Source
    settings: str
    status: Status
    sha256: str | None = None
    what: str = ""
    hint: str = ""
    abstained: str = ""
    reps: int = 0
    flagged: int = 0
    possible: int | None = None
    thumbnail: bool = False

    @property
    def content(self) -> str | None:
        """The `content_key` of the clip; None when a local clip failed."""
        if self.source.remote:
            return remote_key(self.source.size_bytes, self.source.version)
        return self.sha256

    def describes(self, source: Source) -> bool:
        """Whether a clip has the content that was analyzed; it may have been moved or copied."""
        then = self.source
        if then.size_bytes != source.size_bytes:
            return False
        if then.version == source.version:
            return True
        with suppress(OSError):  # unreadable by now: its job will fail with the reason
            return self.content is not None and content_key(source) == self.content
        return False


def settings_key(options: Options, model_sha256: str, runtime: str) -> str:
    """A hash of everything, except the clip, that a document depends on."""
    parts = {
        "model": model_sha256,
        "runtime": runtime,
        "lift": options.lift,
        "variant": options.variant,
        "lifter": options.lifter,
        "limits": options.thresholds.model_dump(),
    }
    return deciding_digest(parts)[:16]


def thumbnail_name(document: str) -> str:
    """File name of the picture of a clip's worst moment."""
    return f"{FOLDER}/{document}.jpg"


def forget(place: Place, document: str) -> None:
    """Void the marker of an earlier run: one that is killed behind its new document would keep it.

    Where there is none, none is written: what has a marker is done.
    """
    name = f"{FOLDER}/{document}.json"
    with suppress(FileNotFoundError):
        next(place.read_many([name]))
        place.write(name, b"{}")


def write_marker(place: Place, marker: Marker) -> None:
    """Write the marker of a clip; its document must be there already."""
    text = json.dumps(asdict(marker))  # in ASCII: an address may have bytes that are not UTF-8
    place.write(f"{FOLDER}/{marker.document}.json", text.encode())


@contextmanager
def only_batch_in(address: str) -> Iterator[None]:
    """Lock a folder of this machine, so that no second batch works in it within the block.

    Two batches would take each other's documents for their own, and write them anew under their
    own settings.

    Raises:
        OptionError: Another batch is at work there.
    """
    if is_remote(address):
        yield
        return
    lease = Lease(Path(address) / FOLDER / "lease")
    if not lease.take():
        raise OptionError(
            f"Another batch is at work in {address}.",
            "Wait until it ends, or choose another folder for --out.",
        )
    try:
        yield
    finally:
        lease.give_up()


def read_markers(place: Place, documents: Iterable[str], settings: str) -> dict[str, Marker]:
    """Markers of earlier runs with the same settings, by document.

    Left out is one whose clip was analyzed and whose document is no longer there.
    """
    marker_files = place.names(FOLDER)
    present = place.names()
    names = [document for document in documents if f"{document}.json" in marker_files]
    found: dict[str, Marker] = {}
    for data in place.read_many(f"{FOLDER}/{name}.json" for name in names):
        try:
            fields = json.loads(data)
            marker = Marker(**{**fields, "source": Source(**fields["source"])})
        except (ValueError, TypeError, KeyError):  # of another version: the clip is done anew
            continue
        if marker.settings != settings:
            continue
        if marker.status == "failed" or f"{marker.document}.json" in present:
            found[marker.document] = marker
    return found


def refuse_to_replace_others(place: Place, documents: Iterable[str]) -> None:
    """Refuse to replace a file that is not a document: labels, too, are called NAME.json.

    Markers cannot tell: a clip with a marker may have failed, or its document may have been
    deleted, and another file put there, or it is damaged. A document of any version may be
    replaced.

    Raises:
        OptionError: Something else has the name of a document.
    """
    present = place.names()
    names = [f"{document}.json" for document in documents if f"{document}.json" in present]
    read = zip(names, place.read_many(names), strict=True)
    if others := [name for name, data in read if not _is_document(data)]:
        what = "is not an analysis document" if len(others) == 1 else "are not analysis documents"
        raise OptionError(
            f"{first_of(others, MOST_NAMED)} in the folder for results {what}.",
            "A batch would write over no such file: move it elsewhere, or choose another folder "
            "for --out.",
        )


def _is_document(data: bytes) -> bool:
    """Whether it is an analysis document, of any schema version."""
    try:
        found = limited_json(data)
    except (ValueError, RecursionError):
        return False
    return isinstance(found, dict) and "schema_version" in found


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
