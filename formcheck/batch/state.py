"""What a run leaves for the next one: a small marker beside each document.

There is no database: documents and markers are written whole or not at all, a marker after its
document, so whatever moment a run is killed at, a clip is either done or still to do.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from formcheck.batch.places import Place, is_remote
from formcheck.batch.sources import Source, content_key, remote_key
from formcheck.errors import OptionError
from formcheck.machine.json_values import limited_json
from formcheck.machine.lease import Lease

if TYPE_CHECKING:
    from formcheck.pipeline.options import Options

FOLDER = ".formcheck"
Status = Literal["analyzed", "failed"]


@dataclass(frozen=True)
class Marker:
    """What became of one clip under one choice of settings.

    Attributes:
        document: Name of its document without `.json`, and of this marker.
        source: The clip, as it was then.
        settings: `settings_key` of the run.
        status: Analyzed, whatever was found; or failed for a reason.
        sha256: Of the clip; None when it failed.
        what: What went wrong; empty when nothing did.
        hint: What to do about it.
        abstained: Why its back could not be judged, and what else could; empty when it could.
        reps: How many were counted.
        flagged: How many of them were flagged, more than perhaps.
        possible: How many perhaps; None in markers from before these were counted.
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
        """What `content_key` says of this clip."""
        if self.source.remote:
            return remote_key(self.source.size_bytes, self.source.version)
        return self.sha256

    def describes(self, source: Source) -> bool:
        """Whether the clip is still the one that was analyzed, wherever it lies now."""
        then = self.source
        if then.size_bytes != source.size_bytes:
            return False
        if then.version == source.version:
            return True
        with suppress(OSError):  # unreadable by now: it fails with its own reason
            return self.content is not None and content_key(source) == self.content
        return False


def settings_key(options: Options, model_sha256: str, runtime: str) -> str:
    """Stands for everything but the clip that decides what a document says."""
    from formcheck.pipeline.options import deciding_digest

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
    """Where the picture for the page is kept."""
    return f"{FOLDER}/{document}.jpg"


def write_marker(place: Place, marker: Marker) -> None:
    """Note what became of a clip; its document must be there already."""
    text = json.dumps(asdict(marker))  # in ASCII: an address may hold bytes that are no UTF-8
    place.write(f"{FOLDER}/{marker.document}.json", text.encode())


@contextmanager
def worked_in(address: str) -> Iterator[None]:
    """For a batch: a second one in the same folder of this machine is refused meanwhile.

    Each would take the other's documents for its own, and write them anew under its settings.

    Raises:
        OptionError: Another one is at work there.
    """
    lease = None if is_remote(address) else Lease(Path(address) / FOLDER / "lease")
    if lease is not None and not lease.take():
        raise OptionError(
            f"Another batch is at work in {address}.",
            "Wait until it ends, or choose another folder for --out.",
        )
    try:
        yield
    finally:
        if lease is not None:
            lease.give_up()


def read_markers(place: Place, documents: Iterable[str], settings: str) -> dict[str, Marker]:
    """Markers of earlier runs with the same settings, by document, whose result is still there."""
    noted = place.names(FOLDER)
    present = place.names()
    names = [document for document in documents if f"{document}.json" in noted]
    found: dict[str, Marker] = {}
    for data in place.read_many(f"{FOLDER}/{name}.json" for name in names):
        marker = _parsed(data)
        if marker is None or marker.settings != settings:
            continue
        if marker.status == "failed" or f"{marker.document}.json" in present:
            found[marker.document] = marker
    return found


def refuse_to_replace_others(place: Place, documents: Iterable[str]) -> None:
    """Refuse to write a document over what is none: labels, too, are called NAME.json.

    A marker says nothing of that: that of a clip that failed has no document, and one that had may
    have been deleted since. A document of any version may be written anew.

    Raises:
        OptionError: Something else has the name of a document.
    """
    present = place.names()
    names = [f"{document}.json" for document in documents if f"{document}.json" in present]
    for name, data in zip(names, place.read_many(names), strict=True):
        if not _is_document(data):
            raise OptionError(
                f"{name} in the folder for results is no analysis document, and would be lost.",
                "Choose another folder for --out.",
            )


def _is_document(data: bytes) -> bool:
    """Whether it is an analysis document, of this schema or of another."""
    try:
        found = limited_json(data)
    except (ValueError, RecursionError):
        return False
    return isinstance(found, dict) and "schema_version" in found


def _parsed(data: bytes) -> Marker | None:
    """None when it is from another version of formcheck: then the clip is simply done anew."""
    try:
        fields = json.loads(data)
        return Marker(**{**fields, "source": Source(**fields["source"])})
    except (ValueError, TypeError, KeyError):
        return None
