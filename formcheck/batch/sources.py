"""Finds the clips of a batch, in files, folders, patterns and object stores."""

from __future__ import annotations

import glob
import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from formcheck.batch import places
from formcheck.errors import InputError, printable
from formcheck.machine.files import sha256_of
from formcheck.video.file import is_clip_name

_CHECK = "Check the name; a folder is searched for video files, a pattern can contain * and **."


@dataclass(frozen=True)
class Source:
    """One clip, which has not been opened yet.

    Attributes:
        address: A path, or an address such as s3://bucket/clip.mp4.
        name: As it can be shown, from the folder that was searched; `name_documents` puts folders
            before it that tell clips of one name apart.
        size_bytes: Size of the file, also an estimate of how long its analysis takes.
        version: Changes when the content does: time of the last change, or the store's tag.
    """

    address: str
    name: str
    size_bytes: int
    version: str

    @property
    def remote(self) -> bool:
        """Whether it has to be fetched."""
        return places.is_remote(self.address)


def find_clips(sources: Iterable[str]) -> tuple[Source, ...]:
    """Every clip that the sources name, each once, in order of address.

    A file that is named itself is taken whatever its name. Folders and those below them are
    searched for names with the ending of a video; hidden files and folders are left out. A folder
    that cannot be read is listed as if it were a clip, so that it shows up as failed, with the
    reason.

    Raises:
        InputError: A source does not exist, or there is no clip in all of them.
        SetupError: An object store's package is not installed.
    """
    sources = list(sources)
    found: dict[str, Source] = {}
    for source in sources:
        clips = _remote_clips(source) if places.is_remote(source) else _local_clips(source)
        # one file under two names is one clip
        found.update((c.address if c.remote else os.path.realpath(c.address), c) for c in clips)
    if not found:
        raise InputError(f"There is no video in {', '.join(sources)}.", _CHECK)
    return tuple(sorted(found.values(), key=lambda clip: clip.address))


@contextmanager
def fetched(source: Source) -> Iterator[Path]:
    """A local path to the clip; a remote clip is copied here, and removed after the block."""
    if not source.remote:
        yield Path(source.address)
        return
    system, path = places.file_system(source.address)
    with places.scratch_folder() as folder:
        local = folder / PurePosixPath(source.name).name
        system.get_file(path, str(local))
        yield local


def content_key(source: Source) -> str:
    """A key that is equal for equal content: the SHA-256 of a local file, `remote_key` of others.

    So a clip need not be fetched from a store only to learn that it is a duplicate.
    """
    if source.remote:
        return remote_key(source.size_bytes, source.version)
    return sha256_of(Path(source.address))


def remote_key(size_bytes: int, tag: str) -> str:
    """The key of a remote clip's content: its size and the store's tag."""
    return f"{size_bytes}-{tag}"


def _local_clips(source: str) -> Iterator[Source]:
    path = Path(source)
    if path.is_dir():
        yield from _folder_clips(path)
    elif path.exists():
        yield _local(path)
    else:
        matches = sorted(glob.glob(source, recursive=True))  # noqa: PTH207  (absolute patterns)
        if not matches:
            raise InputError(f"There is nothing at {source}.", _CHECK)
        files = (Path(match) for match in matches if is_clip_name(Path(match).name))
        yield from (_local(file) for file in files if file.is_file())


def _folder_clips(folder: Path) -> Iterator[Source]:
    closed: list[OSError] = []
    for parent, folders, files in os.walk(folder, onerror=closed.append):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        found = (Path(parent, name) for name in files if is_clip_name(name))
        yield from (_local(file, file.relative_to(folder).as_posix()) for file in found)
    yield from (_local(Path(error.filename)) for error in closed)


def _local(path: Path, name: str = "") -> Source:
    name = printable(name or path.name)
    try:
        stat = path.stat()
    except OSError:  # a broken link: listed, so that its job fails with the reason
        return Source(str(path), name, 0, "")
    return Source(str(path), name, stat.st_size, str(stat.st_mtime_ns))


def _remote_clips(address: str) -> Iterator[Source]:
    system, path = places.file_system(address)
    folder = ""
    try:
        if system.isfile(path):
            infos = [system.info(path)]
        elif glob.has_magic(path):
            infos = list(system.glob(path, detail=True).values())
        else:
            infos = list(system.find(path, detail=True).values())
            folder = path.rstrip("/") + "/"
    except Exception as error:
        if not (isinstance(error, OSError | ValueError) or places.of_a_store(error)):
            raise
        reason = (str(error).splitlines() or [type(error).__name__])[0]
        raise InputError(f"{address} cannot be listed: {reason}.", places.CHECK_STORE) from error
    if not infos:
        raise InputError(f"There is nothing at {address}.", _CHECK)
    for info in infos:
        name = PurePosixPath(info["name"]).name
        if info["type"] == "file" and (len(infos) == 1 or is_clip_name(name)):
            whole = system.unstrip_protocol(info["name"])
            below = info["name"].removeprefix(folder) if folder else name
            yield Source(whole, printable(below), int(info["size"] or 0), places.version(info))
