"""What a run leaves for the next one: a small marker for each clip, in the folder `.formcheck`.

There is no database. Documents and markers are written whole or not at all, and a marker after its
document; before it, the one of an earlier run becomes void. So whenever a run is killed, each clip
is either done or still to do.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Literal

from formcheck.batch.places import Place, is_remote
from formcheck.batch.sources import Source, content_key, remote_key
from formcheck.errors import OptionError
from formcheck.machine.files import Lease
from formcheck.machine.json_values import limited_json
from formcheck.pipeline.options import Options, deciding_digest
from formcheck.report.words import first_of

FOLDER = ".formcheck"
MOST_NAMED = 20
Status = Literal["analyzed", "failed"]


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
        flagged: How many of them have a finding that is more than possible.
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
