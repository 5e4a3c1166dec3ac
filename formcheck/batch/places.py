"""Where results go: a `Place` is a folder or part of an object store. No file is half written.

Object stores are used through fsspec, which is imported only for an address with a scheme.
Temporary folders of a batch are here, too.
"""

from __future__ import annotations

import errno
import shutil
import tempfile
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from functools import cache
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.request import url2pathname

from formcheck.errors import InputError, SetupError
from formcheck.machine.files import atomic_path, os_errors_as, parts_in, write_bytes
from formcheck.video.file import ADDRESS_NOT_FILE

if TYPE_CHECKING:
    from fsspec import AbstractFileSystem

SCRATCH_PREFIX = "formcheck-batch-"
SCRATCH_KEPT_S = 24 * 3600.0
"""Age from which on a temporary folder belongs to a killed batch: no batch needs one for more than
an hour."""
CHECK_STORE = "Check the address, the keys and the network."
_STORES = frozenset(("aiobotocore", "aiohttp", "azure", "botocore", "gcsfs", "google"))
"""Python packages whose errors are those of an object store."""
_WEB = frozenset(("ftp", "http", "https", "rtsp", "webdav"))
"""Schemes of addresses that are not object stores."""
_READ_AT_ONCE = 64
"""Files that are fetched from an object store at a time."""
_STALE_S = 3600
"""Age from which on a half written file belongs to a killed run."""


@cache
def open_place(address: str) -> Place:
    """The place of an address; a folder is made when it is missing.

    Raises:
        InputError: It cannot be written to.
        SetupError: An object store's package is not installed.
    """
    if _of_the_web(address):
        raise InputError(
            "Results cannot be kept at an address of the web.",
            "Name a folder, s3:// or gs:// for --out.",
        )
    return ObjectStore(address) if is_remote(address) else Folder(Path(address))


@contextmanager
def place_errors(address: str) -> Iterator[None]:
    """Turn errors of reading and writing at a place within the block into an error for the user.

    Raises:
        InputError: The place cannot be read or written.
    """
    try:
        yield
    except Exception as error:
        if not (isinstance(error, OSError) or of_a_store(error)):
            raise
        full = getattr(error, "errno", None) == errno.ENOSPC
        space = "Free some space, for temporary files too, or choose another folder for --out."
        why = getattr(error, "strerror", None) or error
        if isinstance(error, IsADirectoryError | NotADirectoryError):
            in_the_way = Path(error.filename2 or error.filename or "").name
            why = f"{in_the_way}: {why}"
            space = f"Move {in_the_way} elsewhere, or choose another folder for --out."
        raise InputError(
            f"Results cannot be kept in {address}: {why}.",
            f"{CHECK_STORE if is_remote(address) and not full else space} "
            "What is done is kept; run the same command again to do the rest.",
        ) from error


class Folder:
    """A folder of this machine, or one that several machines share."""

    def __init__(self, root: Path) -> None:
        self._root = root
        hint = "Choose a folder you can write to for --out."
        with os_errors_as(InputError, f"{root} cannot be made.", hint):
            root.mkdir(parents=True, exist_ok=True)

    def write(self, name: str, data: bytes) -> None:
        """Store a file, whole or not at all."""
        write_bytes(self._root / name, data)

    def write_file(self, name: str, file: Path) -> None:
        """Store the content of a local file, whole or not at all."""
        with atomic_path(self._root / name) as part:
            shutil.copyfile(file, part)

    def read_many(self, names: Iterable[str]) -> Iterator[bytes]:
        """The content of files, in the order of their names."""
        return ((self._root / name).read_bytes() for name in names)

    def names(self, folder: str = "") -> set[str]:
        """What is there, without the files in folders below."""
        with suppress(FileNotFoundError):
            return {entry.name for entry in (self._root / folder).iterdir() if entry.is_file()}
        return set()

    def tidy(self, folder: str = "") -> None:
        """Remove what killed runs left half written, unless it may belong to a run at work."""
        oldest_s = time.time() - _STALE_S
        for part in parts_in(self._root / folder):
            with suppress(OSError):
                if part.stat().st_mtime < oldest_s:
                    part.unlink()


class ObjectStore:
    """A bucket or a part of one; stores show an object only once all of it is written."""

    def __init__(self, address: str) -> None:
        self._system, self._root = file_system(address.rstrip("/"))

    def write(self, name: str, data: bytes) -> None:
        """Store a file, whole or not at all."""
        self._system.pipe_file(self._path(name), data)

    def write_file(self, name: str, file: Path) -> None:
        """Store the content of a local file, whole or not at all."""
        self._system.put_file(str(file), self._path(name))

    def read_many(self, names: Iterable[str]) -> Iterator[bytes]:
        """The content of files, in the order of their names; several are fetched at a time."""
        left = iter(names)
        while paths := [self._path(name) for name in islice(left, _READ_AT_ONCE)]:
            found = self._system.cat(paths)
            # some stores give the bytes alone for a single path
            yield from ([found] if isinstance(found, bytes) else (found[path] for path in paths))

    def names(self, folder: str = "") -> set[str]:
        """What is there, without the files in folders below."""
        self._system.invalidate_cache()
        with suppress(FileNotFoundError):
            listed = self._system.ls(self._path(folder), detail=True)
            return {info["name"].rsplit("/", 1)[-1] for info in listed if info["type"] == "file"}
        return set()

    def tidy(self, folder: str = "") -> None:
        """Nothing to do: an interrupted upload leaves no object."""

    def _path(self, name: str) -> str:
        return f"{self._root}/{name}".rstrip("/")


Place = Folder | ObjectStore
"""A flat collection of named files, one level of folders deep."""


def is_remote(address: str) -> bool:
    """Whether it is an address with a scheme, such as s3://bucket, and not a path."""
    return "://" in address


def without_scheme(address: str) -> str:
    """The path in a `file://` address; any other address as it is.

    Raises:
        InputError: The path is of another computer, or there is none.
    """
    if not address.casefold().startswith("file://"):
        return address
    host, slash, path = address[len("file://") :].partition("/")
    if host not in ("", "localhost") or not slash:
        raise InputError(
            f"{address} is not a path on this computer.", "Write file:///folder/clip.mp4."
        )
    return url2pathname(f"/{path}")


def file_system(address: str) -> tuple[AbstractFileSystem, str]:
    """The file system an address belongs to, and the path inside it.

    Keys and endpoints come from where the store's own tools look for them (for S3: the usual AWS
    files and environment variables); none is ever part of formcheck's settings.

    Raises:
        SetupError: The package for such addresses is not installed.
        InputError: It is an address of the web, or has an unknown scheme.
    """
    if _of_the_web(address):
        raise InputError(*ADDRESS_NOT_FILE)
    try:
        from fsspec.core import url_to_fs

        found: tuple[AbstractFileSystem, str] = url_to_fs(address)
    except ImportError as error:
        raise SetupError(
            f"Addresses like {scheme(address)}:// need a package that is not installed.",
            _brings(error),
        ) from error
    except ValueError as error:
        raise InputError(
            f"{scheme(address)}:// is not a known kind of address.", "Use s3://, gs:// or a folder."
        ) from error
    return found


def _brings(error: ImportError) -> str:
    """What to install: formcheck's extra if the package is in it, else what fsspec asks for."""
    if (error.name or "").startswith("fsspec") or "s3fs" in str(error):
        return "Install formcheck with its extra: formcheck[cluster]."
    asked = (str(error).splitlines() or ["a package for such addresses"])[0].rstrip(".")
    return f"{asked}. Only the package for s3:// comes with formcheck[cluster]."


def _of_the_web(address: str) -> bool:
    """Whether it is an address of the web, also in a chain such as `simplecache::https://…`."""
    return scheme(address.rpartition("::")[-1]).casefold() in _WEB


def scheme(address: str) -> str:
    """The part before `://`."""
    return address.partition("://")[0]


def version(info: dict[str, Any]) -> str:
    """The store's tag of an object's content, or else the time of its last change."""
    for key in ("ETag", "etag", "md5Hash", "mtime", "LastModified", "created"):
        if info.get(key):
            return str(info[key]).strip('"')
    return ""


def of_a_store(error: Exception) -> bool:
    """Whether the error is of a store's library, such as for missing keys or network."""
    return type(error).__module__.partition(".")[0] in _STORES


@contextmanager
def scratch_folder() -> Iterator[Path]:
    """A temporary folder, removed after the block; after a kill, by `tidy_scratch`."""
    with tempfile.TemporaryDirectory(prefix=SCRATCH_PREFIX, ignore_cleanup_errors=True) as folder:
        yield Path(folder)


def tidy_scratch() -> None:
    """Remove temporary folders of killed batches: clips fetched from a store, unfinished tables."""
    oldest_s = time.time() - SCRATCH_KEPT_S
    for folder in Path(tempfile.gettempdir()).glob(f"{SCRATCH_PREFIX}*"):
        with suppress(OSError):  # another batch has removed it already
            if folder.stat().st_mtime < oldest_s:
                shutil.rmtree(folder, ignore_errors=True)
