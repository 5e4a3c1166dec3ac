"""Addresses in object stores, through fsspec; imported only when an address has a scheme."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from formcheck.errors import InputError, SetupError

if TYPE_CHECKING:
    from fsspec import AbstractFileSystem


def is_remote(address: str) -> bool:
    """Whether an address names something outside this machine's folders, such as s3://bucket."""
    return "://" in address


def file_system(address: str) -> tuple[AbstractFileSystem, str]:
    """The file system an address belongs to, and the path inside it.

    Keys and endpoints come from where the store's own tools look for them (for S3: the usual AWS
    files and environment variables); none is ever part of formcheck's settings.

    Raises:
        SetupError: The package for such addresses is not installed.
        InputError: Nobody knows this kind of address.
    """
    try:
        from fsspec.core import url_to_fs

        found: tuple[AbstractFileSystem, str] = url_to_fs(address)
    except ImportError as error:
        raise SetupError(
            f"Addresses like {scheme(address)}:// need a package that is not installed.",
            "Install formcheck with its extra: formcheck[cluster].",
        ) from error
    except ValueError as error:
        raise InputError(
            f"{scheme(address)}:// is not a known kind of address.", "Use s3://, gs:// or a folder."
        ) from error
    return found


def scheme(address: str) -> str:
    """The part before `://`."""
    return address.partition("://")[0]


def version(info: dict[str, Any]) -> str:
    """What changes when the content at an address does, as the store tells it."""
    for key in ("ETag", "etag", "md5Hash", "mtime", "LastModified", "created"):
        if info.get(key):
            return str(info[key]).strip('"')
    return ""
